use cosmwasm_std::{coins, to_json_binary, Binary};
use cw20::{Cw20ExecuteMsg, Cw20ReceiveMsg};
use tender_bme::ContractError;
use tender_guard::GuardError;
use tender_interfaces::admin::{ActionClass, DEFAULT_GUARDIAN_PAUSE};
use tender_interfaces::bme::{
    CollateralResponse, DepositTo, ExecuteMsg, MintQuoteResponse, MintStatus, QueryMsg,
};
use tender_interfaces::escrow;
use tender_interfaces::events::{CollateralAdded, CreditMinted};
use tender_interfaces::oracle::{PriceRow, SlotReport, PRICE_KEY};
use tender_math::{MathError, Report, UnhealthyReason};
use tender_testkit::solo::{addr, event, sent_to, START};
use tender_types::{AccountId, Act, Akt, Bps, Micro, Seconds};

use crate::verbs::{bme, mint_msg, opened, opening, usd, Solo, Verbs, ENTRY, ONE};

fn below_minimum(out: u128) -> ContractError {
    ContractError::BelowMinimum {
        unit: "micro-ACT",
        out: Micro(out),
        minimum: Micro(ONE),
    }
}

#[test]
fn akt_is_burned_for_credit_at_the_price_less_the_spread() {
    let mut solo = bme();
    solo.price("1.14");
    let answer = solo.mint("ana", 1_000 * ONE).unwrap();
    // 1 000 AKT at 1.14 are 1 140 ACT; 0.25 % of that, 2.85 ACT, is kept back.
    assert_eq!(solo.balance("ana"), 1_137_150_000);
    let burn = Cw20ExecuteMsg::Burn {
        amount: (1_000 * ONE).into(),
    };
    assert_eq!(answer.messages.len(), 1);
    assert_eq!(sent_to::<Cw20ExecuteMsg>(&answer, "token"), [burn]);
    let minted = CreditMinted {
        owner: addr("ana").into(),
        recipient: addr("ana").into(),
        burned: Akt(1_000 * ONE),
        minted: Act(1_137_150_000),
        price: usd("1.14"),
        supply: Act(1_137_150_000),
    };
    assert_eq!(event::<CreditMinted>(&answer), minted);
    let supply = solo.supply();
    assert_eq!(supply.akt_burned, Akt(1_000 * ONE));
    assert_eq!(supply.act_minted, Act(1_137_150_000));
    assert_eq!(supply.net_akt_burned, Akt(1_000 * ONE));
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
        let mut solo = bme();
        let msg = mint_msg(0, Some(deposit_to));
        let answer = solo.receive("ana", 10 * ONE, msg).unwrap();
        assert_eq!(solo.balance("ana"), 0);
        assert_eq!(solo.balance("escrow"), 9_975_000);
        let minted: CreditMinted = event(&answer);
        assert_eq!(minted.owner, addr("ana").as_str());
        assert_eq!(minted.recipient, addr("escrow").as_str());
        // The burn first, then the word to the escrow about whose credit it is.
        assert_eq!(answer.messages.len(), 2);
        let hook = escrow::ExecuteMsg::Receive(Cw20ReceiveMsg {
            sender: addr("ana").into(),
            amount: 9_975_000u128.into(),
            msg: to_json_binary(&instruction).unwrap(),
        });
        assert_eq!(sent_to::<escrow::ExecuteMsg>(&answer, "escrow"), [hook]);
    }
}

#[test]
fn nothing_can_be_deposited_before_there_is_an_escrow() {
    let mut msg = opening();
    msg.suite = vec![];
    let mut solo = opened(&msg).unwrap();
    solo.price("1");
    let deposit = mint_msg(0, Some(DepositTo::NewAccount {}));
    assert_eq!(
        solo.receive("ana", 10 * ONE, deposit),
        Err(ContractError::NoEscrow)
    );
    solo.mint("ana", 10 * ONE).unwrap();
}

#[test]
fn only_akt_is_burned() {
    let mut solo = bme();
    let sent = |sender: &str| {
        ExecuteMsg::Receive(Cw20ReceiveMsg {
            sender: addr(sender).into(),
            amount: (10 * ONE).into(),
            msg: mint_msg(0, None),
        })
    };
    let expected: String = addr("token").into();
    for impostor in ["ana", "gov", "escrow", "oracle"] {
        let expected = expected.clone();
        let refused = solo.send(impostor, &sent("ana"));
        assert_eq!(refused, Err(ContractError::WrongToken { expected }));
    }
    let paid = solo.send_with("token", &sent("ana"), &coins(1, "uakt"));
    assert_eq!(paid, Err(GuardError::UnexpectedFunds.into()));
    assert_eq!(solo.balance("ana"), 0);
}

#[test]
fn the_inner_message_is_one_that_is_known() {
    let mut solo = bme();
    for msg in ["", "{}", "[]", "7", r#"{"mint":{}}"#] {
        let refused = solo.receive("ana", 10 * ONE, Binary::new(msg.as_bytes().to_vec()));
        let unreadable = matches!(
            refused,
            Err(ContractError::Guard(GuardError::Message { .. }))
        );
        assert!(unreadable, "{msg}: {refused:?}");
    }
    let refused = solo.receive("ana", 10 * ONE, Binary::new(br#"{"redeem":{}}"#.to_vec()));
    let unknown = GuardError::UnknownField {
        place: "the message".to_string(),
        field: "redeem".into(),
        nearest: "mint",
    };
    assert_eq!(refused, Err(unknown.into()));
}

#[test]
fn less_than_asked_for_is_refused() {
    let mut solo = bme();
    let slippage = ContractError::Slippage {
        unit: "micro-ACT",
        out: Micro(9_975_000),
        min_out: Micro(9_975_001),
    };
    let refused = solo.receive("ana", 10 * ONE, mint_msg(9_975_001, None));
    assert_eq!(refused, Err(slippage));
    solo.receive("ana", 10 * ONE, mint_msg(9_975_000, None))
        .unwrap();
}

#[test]
fn a_mint_has_a_minimum() {
    let mut solo = bme();
    // 1 002 507 uakt give 1 000 000 uact at one dollar: 2 507 kept back, rounded up.
    let refused = solo.mint("ana", 1_002_506);
    assert_eq!(refused, Err(below_minimum(999_999)));
    solo.mint("ana", 1_002_507).unwrap();
    assert_eq!(solo.balance("ana"), ONE);
    let refused = solo.mint("ana", 0);
    assert_eq!(refused, Err(below_minimum(0)));
}

#[test]
fn without_a_price_nothing_is_minted() {
    let mut solo = bme();
    let refused = |reason| Err(ContractError::PriceUnhealthy { reason });
    let stale = UnhealthyReason::Stale {
        fresh: 0,
        needed: 1,
    };
    solo.wait(Seconds(60));
    solo.mint("ana", 10 * ONE).unwrap();
    solo.wait(Seconds(1));
    assert_eq!(solo.mint("ana", 10 * ONE), refused(stale));
    let amount = Akt(10 * ONE);
    let quote = solo.query::<_, MintQuoteResponse>(&QueryMsg::QuoteMint { amount });
    assert_eq!(quote, Err(ContractError::PriceUnhealthy { reason: stale }));
    // An oracle without a price row has no fresh report either.
    solo.neighbour_row("oracle", vec![PRICE_KEY], vec![]);
    assert_eq!(solo.mint("ana", 10 * ONE), refused(stale));
}

#[test]
fn feeders_who_disagree_make_no_price() {
    let mut solo = bme();
    let slot = |feeder, price: &str| {
        let (price, timestamp) = (usd(price), START);
        let report = Report { price, timestamp };
        SlotReport { feeder, report }
    };
    solo.reports(&PriceRow {
        quorum: 2,
        staleness: Seconds(60),
        max_deviation: Bps(100),
        reports: vec![slot(0, "1"), slot(1, "2")],
    });
    let reason = UnhealthyReason::Disagreement {
        agreeing: 1,
        needed: 2,
    };
    assert_eq!(
        solo.mint("ana", 10 * ONE),
        Err(ContractError::PriceUnhealthy { reason })
    );
}

#[test]
fn an_oracle_that_is_not_there_yet_has_no_price() {
    let mut solo = Solo::open_among(ENTRY, &opening(), |_| {}).unwrap();
    let reason = UnhealthyReason::Stale {
        fresh: 0,
        needed: 1,
    };
    let refused = solo.mint("ana", 10 * ONE);
    assert_eq!(refused, Err(ContractError::PriceUnhealthy { reason }));
}

#[test]
fn minting_halts_at_the_line_and_redeeming_does_not() {
    let mut solo = bme();
    solo.mint("ana", 1_000 * ONE).unwrap();
    // 1 000 AKT stand behind 997.5 ACT: the ratio is 0.9 at 0.89775 USD, and just above at a bit more.
    solo.price("0.897750000000000001");
    solo.mint("ana", 10 * ONE).unwrap();
    let mut solo = bme();
    solo.mint("ana", 1_000 * ONE).unwrap();
    solo.price("0.89775");
    let halted = ContractError::Halted { halt: Bps(9_000) };
    assert_eq!(solo.mint("ben", 10 * ONE), Err(halted));
    solo.redeem("ana", 100 * ONE).unwrap();
    // Burned credit leaves its AKT behind: the ratio recovers.
    solo.burn("ana", 200 * ONE).unwrap();
    solo.mint("ben", 10 * ONE).unwrap();
}

#[test]
fn a_market_starts_and_restarts_with_nothing_behind_it() {
    let mut solo = bme();
    solo.mint("ana", 10 * ONE).unwrap();
    solo.price("0.5");
    // All of it is redeemed at half the price: more AKT was minted than burned, nothing is owed.
    solo.redeem("ana", 9_975_000).unwrap();
    let supply = solo.supply();
    assert_eq!(supply.act_supply, Act(0));
    assert_eq!(supply.net_akt_burned, Akt(0));
    assert_eq!(supply.akt_minted, Akt(19_950_000));
    // What could not be covered is behind the market: new credit is covered in full.
    solo.mint("ana", 10 * ONE).unwrap();
    solo.mint("ben", 10 * ONE).unwrap();
    let answer: CollateralResponse = solo.query(&QueryMsg::Collateral {}).unwrap();
    assert_eq!(answer.behind, Akt(20 * ONE));
    assert_eq!(answer.status, MintStatus::Healthy);
}

#[test]
fn added_collateral_lifts_a_halt() {
    let mut solo = bme();
    solo.mint("ana", 1_000 * ONE).unwrap();
    solo.price("0.5");
    // Half the credit takes all the AKT behind it. No price could cover the rest.
    solo.redeem("ana", 500 * ONE).unwrap();
    solo.price("5");
    let halted = ContractError::Halted { halt: Bps(9_000) };
    assert_eq!(solo.mint("ben", 10 * ONE), Err(halted));
    let class = ActionClass::Mint;
    solo.pause("gov", class);
    let answer = solo.add_collateral("don", 100 * ONE).unwrap();
    let burn = Cw20ExecuteMsg::Burn {
        amount: (100 * ONE).into(),
    };
    assert_eq!(sent_to::<Cw20ExecuteMsg>(&answer, "token"), [burn]);
    let added = CollateralAdded {
        owner: addr("don").into(),
        burned: Akt(100 * ONE),
        behind: Akt(100 * ONE),
    };
    assert_eq!(event::<CollateralAdded>(&answer), added);
    assert_eq!(solo.balance("don"), 0);
    assert_eq!(solo.supply().akt_burned, Akt(1_100 * ONE));
    solo.resume(class);
    solo.mint("ben", 10 * ONE).unwrap();
}

#[test]
fn collateral_of_nothing_is_refused() {
    let refused = bme().add_collateral("don", 0);
    assert_eq!(refused, Err(ContractError::ZeroAmount));
}

#[test]
fn minting_is_paused_by_its_class_and_depositing_by_spending() {
    let mut solo = bme();
    let deposit = || mint_msg(0, Some(DepositTo::NewAccount {}));
    let class = ActionClass::Spend;
    solo.pause("gov", class);
    let refused = solo.receive("ana", 10 * ONE, deposit());
    assert_eq!(refused, Err(GuardError::Paused { class }.into()));
    solo.mint("ana", 10 * ONE).unwrap();
    solo.resume(class);
    let class = ActionClass::Mint;
    solo.pause("gov", class);
    for msg in [mint_msg(0, None), deposit()] {
        let refused = solo.receive("ana", 10 * ONE, msg);
        assert_eq!(refused, Err(GuardError::Paused { class }.into()));
    }
    solo.redeem("ana", ONE).unwrap();
}

#[test]
fn credit_is_minted_again_when_the_guardians_pause_lapses() {
    let mut solo = bme();
    let class = ActionClass::Mint;
    solo.pause("gil", class);
    let until = solo.now().after(DEFAULT_GUARDIAN_PAUSE);
    solo.at(until.before(Seconds(1)));
    let refused = solo.mint("ana", 10 * ONE);
    assert_eq!(
        refused,
        Err(GuardError::PausedUntil { class, until }.into())
    );
    solo.at(until).price("1");
    solo.mint("ana", 10 * ONE).unwrap();
}

#[test]
fn amounts_beyond_any_money_are_refused() {
    let mut solo = bme();
    let overflow = |what| Err(MathError::Overflow { what }.into());
    solo.price("2");
    let refused = solo.mint("ana", u128::MAX);
    assert_eq!(refused, overflow("product over quotient"));
    solo.price("1");
    solo.mint("ana", u128::MAX).unwrap();
    let refused = solo.mint("ben", 10 * ONE);
    assert_eq!(refused, overflow("AKT burned"));
}
