//! Random sequences against a ledger of its own: balances, supply, and the AKT that the messages to
//! the token burn and mint. Ends with everybody leaving.

use std::collections::BTreeMap;

use cosmwasm_std::{from_json, to_json_binary, CosmosMsg, Response, WasmMsg};
use cw20::Cw20ExecuteMsg;
use proptest::prelude::*;
use tender_interfaces::bme::{CollateralResponse, QueryMsg, ReceiveMsg};
use tender_interfaces::invariants::InvariantsResponse;

use crate::desk::{addr, messages, Desk, ONE};

const HOLDERS: [&str; 3] = ["ana", "ben", "bob"];
const SUITE: [&str; 2] = ["escrow", "auction"];

#[derive(Clone, Debug)]
enum Step {
    Price(u32),
    Mint(usize, u128),
    Redeem(usize, u128),
    Send(usize, usize, u128),
    Pay(usize, Vec<(usize, u128)>),
    Burn(usize, u128),
    AddCollateral(u128),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let (holder, suite) = (0..HOLDERS.len(), 0..SUITE.len());
    let amount = || 0u128..30 * ONE;
    let payments = prop::collection::vec((holder.clone(), 0u128..5 * ONE), 0..5);
    let step = prop_oneof![
        (200_000u32..5_000_000).prop_map(Step::Price),
        (holder.clone(), amount()).prop_map(|(who, akt)| Step::Mint(who, akt)),
        (holder.clone(), amount()).prop_map(|(who, act)| Step::Redeem(who, act)),
        (holder.clone(), suite.clone(), amount())
            .prop_map(|(who, to, act)| Step::Send(who, to, act)),
        (suite, payments).prop_map(|(from, payments)| Step::Pay(from, payments)),
        (holder, amount()).prop_map(|(who, act)| Step::Burn(who, act)),
        amount().prop_map(Step::AddCollateral),
    ];
    prop::collection::vec(step, 1..60)
}

/// What should be, by counting differences only.
#[derive(Default)]
struct Books {
    held: BTreeMap<&'static str, i128>,
    akt_burned: i128,
    akt_minted: i128,
    akt_behind: i128,
}

impl Books {
    fn add(&mut self, who: &'static str, act: i128) {
        *self.held.entry(who).or_default() += act;
    }

    /// The AKT that the token is told to burn or to mint.
    fn post(&mut self, response: &Response) {
        for message in messages(response) {
            let CosmosMsg::Wasm(WasmMsg::Execute {
                contract_addr, msg, ..
            }) = message
            else {
                panic!("{message:?}");
            };
            if contract_addr != addr("token").as_str() {
                continue;
            }
            match from_json(&msg).unwrap() {
                Cw20ExecuteMsg::Burn { amount } => {
                    self.akt_burned += signed(amount.u128());
                    self.akt_behind += signed(amount.u128());
                }
                Cw20ExecuteMsg::Mint { amount, .. } => {
                    self.akt_minted += signed(amount.u128());
                    self.akt_behind = (self.akt_behind - signed(amount.u128())).max(0);
                }
                other => panic!("{other:?}"),
            }
        }
    }
}

fn signed(amount: u128) -> i128 {
    i128::try_from(amount).unwrap()
}

/// Runs a step; a refused one must have changed nothing, as the books then say.
fn take(desk: &mut Desk, books: &mut Books, step: &Step) {
    let answer = match step {
        Step::Price(micro) => {
            desk.price(&format!("{}.{:06}", micro / 1_000_000, micro % 1_000_000));
            return;
        }
        Step::Mint(who, akt) => {
            let before = signed(desk.supply().act_minted.u128());
            let answer = desk.mint(HOLDERS[*who], *akt);
            let minted = signed(desk.supply().act_minted.u128()) - before;
            books.add(HOLDERS[*who], minted);
            answer
        }
        Step::Redeem(who, act) => {
            let answer = desk.redeem(HOLDERS[*who], *act);
            if answer.is_ok() {
                books.add(HOLDERS[*who], -signed(*act));
            }
            answer
        }
        Step::Send(who, to, act) => {
            let answer = desk.send(HOLDERS[*who], SUITE[*to], *act);
            if answer.is_ok() {
                books.add(HOLDERS[*who], -signed(*act));
                books.add(SUITE[*to], signed(*act));
            }
            answer
        }
        Step::Pay(from, payments) => {
            let named: Vec<_> = payments
                .iter()
                .map(|(who, act)| (HOLDERS[*who], *act))
                .collect();
            let answer = desk.pay(SUITE[*from], &named);
            if answer.is_ok() {
                for (who, act) in named {
                    books.add(SUITE[*from], -signed(act));
                    books.add(who, signed(act));
                }
            }
            answer
        }
        Step::AddCollateral(akt) => {
            let msg = to_json_binary(&ReceiveMsg::AddCollateral {}).unwrap();
            desk.receive("don", *akt, msg)
        }
        Step::Burn(who, act) => {
            let answer = desk.burn(HOLDERS[*who], *act);
            if answer.is_ok() {
                books.add(HOLDERS[*who], -signed(*act));
            }
            answer
        }
    };
    if let Ok(response) = answer {
        books.post(&response);
    }
}

fn reconcile(desk: &Desk, books: &Books) {
    let mut together = 0;
    for who in HOLDERS.iter().chain(&SUITE) {
        let held = books.held.get(who).copied().unwrap_or_default();
        assert_eq!(signed(desk.balance(who)), held, "{who}");
        together += held;
    }
    let supply = desk.supply();
    assert_eq!(signed(supply.act_supply.u128()), together);
    assert_eq!(signed(supply.akt_burned.u128()), books.akt_burned);
    assert_eq!(signed(supply.akt_minted.u128()), books.akt_minted);
    let net = (books.akt_burned - books.akt_minted).max(0);
    assert_eq!(signed(supply.net_akt_burned.u128()), net);
    let collateral: CollateralResponse = desk.ask(QueryMsg::Collateral {});
    assert_eq!(signed(collateral.behind.u128()), books.akt_behind);
    assert_eq!(signed(examined(desk)), together);
}

/// The balances of all pages of two rows; every check holds.
fn examined(desk: &Desk) -> u128 {
    let (mut start_after, mut sum) = (None, 0);
    loop {
        let limit = Some(2);
        let page: InvariantsResponse = desk.ask(QueryMsg::Invariants { start_after, limit });
        assert!(
            page.checks.iter().all(|check| check.holds),
            "{:?}",
            page.checks
        );
        sum += page.sums[0].amount.u128();
        start_after = page.next;
        if start_after.is_none() {
            assert_eq!(page.totals[0].amount.u128(), sum);
            return sum;
        }
    }
}

/// The suite pays out what it holds, then holders redeem, and burn what is worth nothing.
fn everybody_leaves(desk: &mut Desk, books: &mut Books) {
    for (place, name) in SUITE.iter().enumerate() {
        let held = desk.balance(name);
        if held > 0 {
            take(desk, books, &Step::Pay(place, vec![(0, held)]));
        }
    }
    for (place, name) in HOLDERS.iter().enumerate() {
        take(desk, books, &Step::Redeem(place, desk.balance(name)));
        take(desk, books, &Step::Burn(place, desk.balance(name)));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_ledger_reconciles_after_each_step(steps in steps()) {
        let (mut desk, mut books) = (Desk::new(), Books::default());
        for step in &steps {
            take(&mut desk, &mut books, step);
            reconcile(&desk, &books);
        }
        everybody_leaves(&mut desk, &mut books);
        reconcile(&desk, &books);
        prop_assert_eq!(desk.supply().act_supply.u128(), 0);
    }
}
