use cosmwasm_std::coins;
use cw20::Cw20ExecuteMsg;
use tender_bme::ContractError;
use tender_guard::GuardError;
use tender_interfaces::admin::ActionClass;
use tender_interfaces::bme::{ExecuteMsg, Params};
use tender_interfaces::events::{CreditBurned, CreditRedeemed};
use tender_math::UnhealthyReason;
use tender_testkit::solo::{addr, event, sent_to};
use tender_types::{Act, Akt, Bps, Micro, Seconds};

use crate::verbs::{bme, usd, Solo, Verbs, ONE, PARAMS};

/// With 997.5 ACT of ana's.
fn minted() -> Solo {
    let mut solo = bme();
    solo.mint("ana", 1_000 * ONE).unwrap();
    solo
}

#[test]
fn credit_is_burned_for_akt_at_the_price() {
    let mut solo = minted();
    solo.price("1.5");
    let answer = solo.redeem("ana", 100 * ONE).unwrap();
    let mint = Cw20ExecuteMsg::Mint {
        recipient: addr("ana").into(),
        amount: 66_666_666u128.into(),
    };
    assert_eq!(answer.messages.len(), 1);
    assert_eq!(sent_to::<Cw20ExecuteMsg>(&answer, "token"), [mint]);
    let redeemed = CreditRedeemed {
        owner: addr("ana").into(),
        burned: Act(100 * ONE),
        minted: Akt(66_666_666),
        price: usd("1.5"),
        supply: Act(897_500_000),
    };
    assert_eq!(event::<CreditRedeemed>(&answer), redeemed);
    assert_eq!(solo.balance("ana"), 897_500_000);
    let supply = solo.supply();
    assert_eq!(supply.act_redeemed, Act(100 * ONE));
    assert_eq!(supply.akt_minted, Akt(66_666_666));
    assert_eq!(supply.net_akt_burned, Akt(1_000 * ONE - 66_666_666));
}

#[test]
fn a_redeem_spread_is_kept_back() {
    let mut solo = minted();
    let params = Params {
        redeem_spread: Bps(100),
        ..PARAMS
    };
    solo.update(params).unwrap();
    solo.redeem("ana", 100 * ONE).unwrap();
    assert_eq!(solo.supply().akt_minted, Akt(99 * ONE));
}

#[test]
fn less_than_asked_for_is_refused() {
    let mut solo = minted();
    solo.price("1.5");
    let redeem = |min_out| ExecuteMsg::Redeem {
        amount: Act(100 * ONE),
        min_out: Akt(min_out),
    };
    let slippage = ContractError::Slippage {
        unit: "micro-AKT",
        out: Micro(66_666_666),
        min_out: Micro(66_666_667),
    };
    let refused = solo.send("ana", &redeem(66_666_667));
    assert_eq!(refused, Err(slippage));
    solo.send("ana", &redeem(66_666_666)).unwrap();
}

#[test]
fn more_than_one_holds_is_refused() {
    let mut solo = minted();
    let (balance, needed) = (Act(997_500_000), Act(997_500_001));
    let poor = || Err(ContractError::InsufficientCredit { balance, needed });
    assert_eq!(solo.redeem("ana", 997_500_001), poor());
    assert_eq!(solo.burn("ana", 997_500_001), poor());
    let balance = Act(0);
    let needed = Act(1);
    let nothing = || Err(ContractError::InsufficientCredit { balance, needed });
    assert_eq!(solo.redeem("ben", 1), nothing());
    assert_eq!(solo.burn("ben", 1), nothing());
    solo.redeem("ana", 997_500_000).unwrap();
    assert_eq!(solo.balance("ana"), 0);
}

#[test]
fn zero_and_what_is_worth_nothing_are_refused() {
    let mut solo = minted();
    assert_eq!(solo.redeem("ana", 0), Err(ContractError::ZeroAmount));
    assert_eq!(solo.burn("ana", 0), Err(ContractError::ZeroAmount));
    solo.price("1.01");
    let nothing = ContractError::BelowMinimum {
        unit: "micro-AKT",
        out: Micro(0),
        minimum: Micro(1),
    };
    assert_eq!(solo.redeem("ana", 1), Err(nothing));
    solo.redeem("ana", 2).unwrap();
    solo.burn("ana", 1).unwrap();
}

#[test]
fn without_a_price_nothing_is_redeemed() {
    let mut solo = minted();
    solo.wait(Seconds(61));
    let reason = UnhealthyReason::Stale {
        fresh: 0,
        needed: 1,
    };
    let refused = solo.redeem("ana", ONE);
    assert_eq!(refused, Err(ContractError::PriceUnhealthy { reason }));
    solo.burn("ana", ONE).unwrap();
}

#[test]
fn no_pause_keeps_credit_in() {
    let mut solo = minted();
    for class in [ActionClass::Mint, ActionClass::Spend] {
        solo.pause("gov", class);
    }
    solo.redeem("ana", ONE).unwrap();
    solo.burn("ana", ONE).unwrap();
}

#[test]
fn burned_credit_leaves_its_akt_burned() {
    let mut solo = minted();
    let answer = solo.burn("ana", 500_000_000).unwrap();
    assert!(answer.messages.is_empty());
    let burned = CreditBurned {
        owner: addr("ana").into(),
        burned: Act(500_000_000),
        supply: Act(497_500_000),
    };
    assert_eq!(event::<CreditBurned>(&answer), burned);
    let supply = solo.supply();
    assert_eq!(supply.act_burned, Act(500_000_000));
    assert_eq!(supply.act_supply, Act(497_500_000));
    assert_eq!(supply.net_akt_burned, Akt(1_000 * ONE));
}

#[test]
fn coins_are_refused() {
    let mut solo = minted();
    let (amount, min_out) = (Act(ONE), Akt(0));
    for msg in [
        ExecuteMsg::Redeem { amount, min_out },
        ExecuteMsg::Burn { amount },
    ] {
        let refused = solo.send_with("ana", &msg, &coins(1, "uakt"));
        assert_eq!(refused, Err(GuardError::UnexpectedFunds.into()));
    }
}
