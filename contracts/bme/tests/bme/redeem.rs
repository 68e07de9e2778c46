use cosmwasm_std::Event;
use cw20::Cw20ExecuteMsg;
use tender_bme::ContractError;
use tender_guard::GuardError;
use tender_interfaces::bme::{ExecuteMsg, Params};
use tender_interfaces::events::{CreditBurned, CreditRedeemed};
use tender_interfaces::roles::ActionClass;
use tender_math::UnhealthyReason;
use tender_types::Bps;

use crate::desk::{addr, amount, messages, to_token, Desk, ONE, PARAMS};

/// With 997.5 ACT of ana's.
fn minted() -> Desk {
    let mut desk = Desk::new();
    desk.mint("ana", 1_000 * ONE).unwrap();
    desk
}

#[test]
fn credit_is_burned_for_akt_at_the_price() {
    let mut desk = minted();
    desk.price("1.5");
    let answer = desk.redeem("ana", 100 * ONE).unwrap();
    let mint = Cw20ExecuteMsg::Mint {
        recipient: addr("ana").into(),
        amount: amount(66_666_666),
    };
    assert_eq!(messages(&answer), [to_token(&mint)]);
    let event = CreditRedeemed {
        owner: addr("ana").into(),
        burned: amount(100 * ONE),
        minted: amount(66_666_666),
        price: "1.5".parse().unwrap(),
        supply: amount(897_500_000),
    };
    assert_eq!(answer.events, [Event::from(event)]);
    assert_eq!(desk.balance("ana"), 897_500_000);
    let supply = desk.supply();
    assert_eq!(supply.act_redeemed, amount(100 * ONE));
    assert_eq!(supply.akt_minted, amount(66_666_666));
    assert_eq!(supply.net_akt_burned, amount(1_000 * ONE - 66_666_666));
}

#[test]
fn a_redeem_spread_is_kept_back() {
    let mut desk = minted();
    let params = Params {
        redeem_spread: Bps(100),
        ..PARAMS
    };
    let msg = ExecuteMsg::UpdateConfig {
        oracle: None,
        suite: None,
        params: Some(params),
    };
    desk.run("gov", msg).unwrap();
    desk.redeem("ana", 100 * ONE).unwrap();
    assert_eq!(desk.supply().akt_minted, amount(99 * ONE));
}

#[test]
fn less_than_asked_for_is_refused() {
    let mut desk = minted();
    desk.price("1.5");
    let ask = |min_out| ExecuteMsg::Redeem {
        amount: amount(100 * ONE),
        min_out: amount(min_out),
    };
    let (out, min_out) = (amount(66_666_666), amount(66_666_667));
    let refused = desk.run("ana", ask(66_666_667));
    assert_eq!(refused, Err(ContractError::Slippage { out, min_out }));
    desk.run("ana", ask(66_666_666)).unwrap();
}

#[test]
fn more_than_one_holds_is_refused() {
    let mut desk = minted();
    let (balance, needed) = (amount(997_500_000), amount(997_500_001));
    let poor = || Err(ContractError::InsufficientCredit { balance, needed });
    assert_eq!(desk.redeem("ana", 997_500_001), poor());
    assert_eq!(desk.burn("ana", 997_500_001), poor());
    let balance = amount(0);
    let needed = amount(1);
    let nothing = || Err(ContractError::InsufficientCredit { balance, needed });
    assert_eq!(desk.redeem("ben", 1), nothing());
    assert_eq!(desk.burn("ben", 1), nothing());
    desk.redeem("ana", 997_500_000).unwrap();
    assert_eq!(desk.balance("ana"), 0);
}

#[test]
fn zero_and_what_is_worth_nothing_are_refused() {
    let mut desk = minted();
    assert_eq!(desk.redeem("ana", 0), Err(ContractError::ZeroAmount));
    assert_eq!(desk.burn("ana", 0), Err(ContractError::ZeroAmount));
    desk.price("1.01");
    let (out, minimum) = (amount(0), amount(1));
    let refused = desk.redeem("ana", 1);
    assert_eq!(refused, Err(ContractError::BelowMinimum { out, minimum }));
    desk.redeem("ana", 2).unwrap();
    desk.burn("ana", 1).unwrap();
}

#[test]
fn without_a_price_nothing_is_redeemed() {
    let mut desk = minted();
    desk.wait(61);
    let reason = UnhealthyReason::Stale {
        fresh: 0,
        needed: 1,
    };
    let refused = desk.redeem("ana", ONE);
    assert_eq!(refused, Err(ContractError::PriceUnhealthy { reason }));
    desk.burn("ana", ONE).unwrap();
}

#[test]
fn no_pause_keeps_credit_in() {
    let mut desk = minted();
    for class in [ActionClass::Mint, ActionClass::Spend] {
        desk.run("gil", ExecuteMsg::Pause { class }).unwrap();
    }
    desk.redeem("ana", ONE).unwrap();
    desk.burn("ana", ONE).unwrap();
}

#[test]
fn burned_credit_leaves_its_akt_burned() {
    let mut desk = minted();
    let answer = desk.burn("ana", 500_000_000).unwrap();
    assert!(answer.messages.is_empty());
    let event = CreditBurned {
        owner: addr("ana").into(),
        burned: amount(500_000_000),
        supply: amount(497_500_000),
    };
    assert_eq!(answer.events, [Event::from(event)]);
    let supply = desk.supply();
    assert_eq!(supply.act_burned, amount(500_000_000));
    assert_eq!(supply.act_supply, amount(497_500_000));
    assert_eq!(supply.net_akt_burned, amount(1_000 * ONE));
}

#[test]
fn coins_are_refused() {
    let mut desk = minted();
    let (amount, min_out) = (amount(ONE), amount(0));
    for msg in [
        ExecuteMsg::Redeem { amount, min_out },
        ExecuteMsg::Burn { amount },
    ] {
        let refused = desk.run_with_coins("ana", msg);
        assert_eq!(refused, Err(GuardError::UnexpectedFunds.into()));
    }
}
