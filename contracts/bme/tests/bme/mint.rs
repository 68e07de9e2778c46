use cosmwasm_std::{from_json, to_json_binary, Binary, CosmosMsg, Event, WasmMsg};
use cw20::{Cw20ExecuteMsg, Cw20ReceiveMsg};
use tender_bme::ContractError;
use tender_guard::GuardError;
use tender_interfaces::bme::{
    CollateralResponse, DepositTo, ExecuteMsg, MintStatus, QueryMsg, QuoteResponse, ReceiveMsg,
};
use tender_interfaces::escrow;
use tender_interfaces::events::{CollateralAdded, CreditMinted};
use tender_interfaces::oracle::{PriceRow, SlotReport};
use tender_interfaces::roles::ActionClass;
use tender_math::{MathError, Report, UnhealthyReason};
use tender_types::{AccountId, Bps};

use crate::desk::{addr, amount, messages, mint_msg, opening, to_token, Desk, NOW, ONE};

#[test]
fn akt_is_burned_for_credit_at_the_price_less_the_spread() {
    let mut desk = Desk::new();
    desk.price("1.14");
    let answer = desk.mint("ana", 1_000 * ONE).unwrap();
    // 1 000 AKT at 1.14 are 1 140 ACT; 0.25 % of that, 2.85 ACT, is kept back.
    assert_eq!(desk.balance("ana"), 1_137_150_000);
    let burn = Cw20ExecuteMsg::Burn {
        amount: amount(1_000 * ONE),
    };
    assert_eq!(messages(&answer), [to_token(&burn)]);
    let event = CreditMinted {
        owner: addr("ana").into(),
        recipient: addr("ana").into(),
        burned: amount(1_000 * ONE),
        minted: amount(1_137_150_000),
        price: "1.14".parse().unwrap(),
        supply: amount(1_137_150_000),
    };
    assert_eq!(answer.events, [Event::from(event)]);
    let supply = desk.supply();
    assert_eq!(supply.akt_burned, amount(1_000 * ONE));
    assert_eq!(supply.act_minted, amount(1_137_150_000));
    assert_eq!(supply.net_akt_burned, amount(1_000 * ONE));
}

#[test]
fn credit_can_go_straight_into_escrow() {
    let cases = [
        (DepositTo::NewAccount {}, escrow::ReceiveMsg::OpenAccount {}),
        (
            DepositTo::Account {
                account: AccountId(7),
            },
            escrow::ReceiveMsg::Deposit {
                account: AccountId(7),
            },
        ),
    ];
    for (deposit_to, instruction) in cases {
        let mut desk = Desk::new();
        let msg = mint_msg(0, Some(deposit_to));
        let answer = desk.receive("ana", 10 * ONE, msg).unwrap();
        assert_eq!(desk.balance("ana"), 0);
        assert_eq!(desk.balance("escrow"), 9_975_000);
        let minted = CreditMinted::try_from(&answer.events[0]).unwrap();
        assert_eq!(minted.owner, addr("ana").as_str());
        assert_eq!(minted.recipient, addr("escrow").as_str());
        // The burn first, then the word to the escrow about whose credit it is.
        let sent = messages(&answer);
        assert_eq!(sent.len(), 2);
        let CosmosMsg::Wasm(WasmMsg::Execute {
            contract_addr, msg, ..
        }) = &sent[1]
        else {
            panic!("{sent:?}");
        };
        assert_eq!(*contract_addr, addr("escrow").as_str());
        let hook = escrow::ExecuteMsg::Receive(Cw20ReceiveMsg {
            sender: addr("ana").into(),
            amount: amount(9_975_000),
            msg: to_json_binary(&instruction).unwrap(),
        });
        assert_eq!(from_json::<escrow::ExecuteMsg>(msg).unwrap(), hook);
    }
}

#[test]
fn nothing_can_be_deposited_before_there_is_an_escrow() {
    let mut msg = opening();
    msg.suite = vec![];
    let mut desk = Desk::opened(msg).unwrap();
    desk.price("1");
    let deposit = mint_msg(0, Some(DepositTo::NewAccount {}));
    assert_eq!(
        desk.receive("ana", 10 * ONE, deposit),
        Err(ContractError::NoEscrow)
    );
    desk.mint("ana", 10 * ONE).unwrap();
}

#[test]
fn only_akt_is_burned() {
    let mut desk = Desk::new();
    let sent = |sender: &str| {
        ExecuteMsg::Receive(Cw20ReceiveMsg {
            sender: addr(sender).into(),
            amount: amount(10 * ONE),
            msg: mint_msg(0, None),
        })
    };
    let expected: String = addr("token").into();
    for impostor in ["ana", "gov", "escrow", "oracle"] {
        let expected = expected.clone();
        let refused = desk.run(impostor, sent("ana"));
        assert_eq!(refused, Err(ContractError::WrongToken { expected }));
    }
    let coins = desk.run_with_coins("token", sent("ana"));
    assert_eq!(coins, Err(GuardError::UnexpectedFunds.into()));
    assert_eq!(desk.balance("ana"), 0);
}

#[test]
fn the_inner_message_is_mint() {
    let mut desk = Desk::new();
    for msg in ["", "{}", "[]", r#"{"redeem":{}}"#, r#"{"mint":{}}"#] {
        let refused = desk.receive("ana", 10 * ONE, Binary::new(msg.as_bytes().to_vec()));
        let unknown = matches!(refused, Err(ContractError::UnknownInstruction { .. }));
        assert!(unknown, "{msg}: {refused:?}");
    }
}

#[test]
fn less_than_asked_for_is_refused() {
    let mut desk = Desk::new();
    let out = amount(9_975_000);
    let min_out = amount(9_975_001);
    let refused = desk.receive("ana", 10 * ONE, mint_msg(9_975_001, None));
    assert_eq!(refused, Err(ContractError::Slippage { out, min_out }));
    desk.receive("ana", 10 * ONE, mint_msg(9_975_000, None))
        .unwrap();
}

#[test]
fn a_mint_has_a_minimum() {
    let mut desk = Desk::new();
    // 1 002 507 uakt give 1 000 000 uact at one dollar: 2 507 kept back, rounded up.
    let refused = desk.mint("ana", 1_002_506);
    let (out, minimum) = (amount(999_999), amount(ONE));
    assert_eq!(refused, Err(ContractError::BelowMinimum { out, minimum }));
    desk.mint("ana", 1_002_507).unwrap();
    assert_eq!(desk.balance("ana"), ONE);
    let refused = desk.mint("ana", 0);
    let out = amount(0);
    assert_eq!(refused, Err(ContractError::BelowMinimum { out, minimum }));
}

#[test]
fn without_a_price_nothing_is_minted() {
    let mut desk = Desk::new();
    let refused = |reason| Err(ContractError::PriceUnhealthy { reason });
    let stale = UnhealthyReason::Stale {
        fresh: 0,
        needed: 1,
    };
    desk.wait(60);
    desk.mint("ana", 10 * ONE).unwrap();
    desk.wait(1);
    assert_eq!(desk.mint("ana", 10 * ONE), refused(stale));
    let quote = desk.try_ask::<QuoteResponse>(QueryMsg::QuoteMint {
        amount: amount(10 * ONE),
    });
    assert_eq!(quote, Err(ContractError::PriceUnhealthy { reason: stale }));
    desk.no_price_row();
    assert_eq!(desk.mint("ana", 10 * ONE), refused(stale));
}

#[test]
fn feeders_who_disagree_make_no_price() {
    let mut desk = Desk::new();
    let slot = |feeder, price: &str| {
        let price = price.parse().unwrap();
        let timestamp = NOW;
        let report = Report { price, timestamp };
        SlotReport { feeder, report }
    };
    desk.reports(&PriceRow {
        quorum: 2,
        staleness: 60,
        max_deviation: Bps(100),
        reports: vec![slot(0, "1"), slot(1, "2")],
    });
    let reason = UnhealthyReason::Disagreement {
        agreeing: 1,
        needed: 2,
    };
    assert_eq!(
        desk.mint("ana", 10 * ONE),
        Err(ContractError::PriceUnhealthy { reason })
    );
}

#[test]
fn an_oracle_that_is_no_contract_is_named() {
    let mut desk = Desk::new();
    let nobody: String = addr("nobody").into();
    let msg = ExecuteMsg::UpdateConfig {
        oracle: Some(nobody.clone()),
        suite: None,
        params: None,
    };
    desk.run("gov", msg).unwrap();
    let error = ContractError::OracleUnreachable { oracle: nobody };
    assert_eq!(desk.mint("ana", 10 * ONE), Err(error));
}

#[test]
fn minting_halts_at_the_line_and_redeeming_does_not() {
    let mut desk = Desk::new();
    desk.mint("ana", 1_000 * ONE).unwrap();
    // 1 000 AKT stand behind 997.5 ACT: the ratio is 0.9 at 0.89775 USD, and just above at a bit more.
    desk.price("0.897750000000000001");
    desk.mint("ana", 10 * ONE).unwrap();
    let mut desk = Desk::new();
    desk.mint("ana", 1_000 * ONE).unwrap();
    desk.price("0.89775");
    let halted = ContractError::Halted { halt: Bps(9_000) };
    assert_eq!(desk.mint("ben", 10 * ONE), Err(halted));
    desk.redeem("ana", 100 * ONE).unwrap();
    // Burned credit leaves its AKT behind: the ratio recovers.
    desk.burn("ana", 200 * ONE).unwrap();
    desk.mint("ben", 10 * ONE).unwrap();
}

#[test]
fn a_market_starts_and_restarts_with_nothing_behind_it() {
    let mut desk = Desk::new();
    desk.mint("ana", 10 * ONE).unwrap();
    desk.price("0.5");
    // All of it is redeemed at half the price: more AKT was minted than burned, nothing is owed.
    desk.redeem("ana", 9_975_000).unwrap();
    let supply = desk.supply();
    assert_eq!(supply.act_supply, amount(0));
    assert_eq!(supply.net_akt_burned, amount(0));
    assert_eq!(supply.akt_minted, amount(19_950_000));
    // What could not be covered is behind the market: new credit is covered in full.
    desk.mint("ana", 10 * ONE).unwrap();
    desk.mint("ben", 10 * ONE).unwrap();
    let answer: CollateralResponse = desk.ask(QueryMsg::Collateral {});
    assert_eq!(answer.behind, amount(20 * ONE));
    assert_eq!(answer.status, MintStatus::Healthy);
}

#[test]
fn added_collateral_lifts_a_halt() {
    let mut desk = Desk::new();
    desk.mint("ana", 1_000 * ONE).unwrap();
    desk.price("0.5");
    // Half the credit takes all the AKT behind it. No price could cover the rest.
    desk.redeem("ana", 500 * ONE).unwrap();
    desk.price("5");
    let halted = ContractError::Halted { halt: Bps(9_000) };
    assert_eq!(desk.mint("ben", 10 * ONE), Err(halted));
    let class = ActionClass::Mint;
    desk.run("gil", ExecuteMsg::Pause { class }).unwrap();
    let more = to_json_binary(&ReceiveMsg::AddCollateral {}).unwrap();
    let answer = desk.receive("don", 100 * ONE, more).unwrap();
    let burn = Cw20ExecuteMsg::Burn {
        amount: amount(100 * ONE),
    };
    assert_eq!(messages(&answer), [to_token(&burn)]);
    let event = CollateralAdded {
        owner: addr("don").into(),
        burned: amount(100 * ONE),
        behind: amount(100 * ONE),
    };
    assert_eq!(answer.events, [Event::from(event)]);
    assert_eq!(desk.balance("don"), 0);
    assert_eq!(desk.supply().akt_burned, amount(1_100 * ONE));
    desk.run("gov", ExecuteMsg::Unpause { class }).unwrap();
    desk.mint("ben", 10 * ONE).unwrap();
}

#[test]
fn collateral_of_nothing_is_refused() {
    let mut desk = Desk::new();
    let none = to_json_binary(&ReceiveMsg::AddCollateral {}).unwrap();
    assert_eq!(desk.receive("don", 0, none), Err(ContractError::ZeroAmount));
}

#[test]
fn minting_is_paused_by_its_class_and_depositing_by_spending() {
    let mut desk = Desk::new();
    let deposit = || mint_msg(0, Some(DepositTo::NewAccount {}));
    let class = ActionClass::Spend;
    desk.run("gil", ExecuteMsg::Pause { class }).unwrap();
    let refused = desk.receive("ana", 10 * ONE, deposit());
    assert_eq!(refused, Err(GuardError::Paused { class }.into()));
    desk.mint("ana", 10 * ONE).unwrap();
    let class = ActionClass::Mint;
    desk.run("gil", ExecuteMsg::Pause { class }).unwrap();
    let refused = desk.mint("ana", 10 * ONE);
    assert_eq!(refused, Err(GuardError::Paused { class }.into()));
    desk.redeem("ana", ONE).unwrap();
}

#[test]
fn amounts_beyond_any_money_are_refused() {
    let mut desk = Desk::new();
    desk.price("2");
    let refused = desk.mint("ana", u128::MAX);
    assert!(matches!(
        refused,
        Err(ContractError::Math(MathError::Overflow { .. }))
    ));
    desk.price("1");
    desk.mint("ana", u128::MAX).unwrap();
    let refused = desk.mint("ben", 10 * ONE);
    assert!(
        matches!(
            refused,
            Err(ContractError::Math(MathError::Overflow { .. }))
        ),
        "{refused:?}"
    );
}
