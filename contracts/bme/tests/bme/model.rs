//! Random sequences against a ledger of its own: balances, supply, and the AKT that the messages to
//! the token burn and mint. Balances are also rebuilt from events alone. Ends with everybody leaving.

use std::collections::BTreeMap;

use cosmwasm_std::{Event, Response};
use cw20::Cw20ExecuteMsg;
use proptest::prelude::*;
use tender_bme::ContractError;
use tender_interfaces::bme::{CollateralResponse, QueryMsg};
use tender_interfaces::events::{CreditBurned, CreditMinted, CreditMoved, CreditRedeemed};
use tender_testkit::solo::{addr, events, sent_to};

use crate::verbs::{bme, Solo, Verbs, ONE};

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

/// What should be, by counting differences only; and what events alone say.
#[derive(Default)]
struct Books {
    held: BTreeMap<&'static str, i128>,
    told: BTreeMap<String, i128>,
    akt_burned: i128,
    akt_minted: i128,
    akt_behind: i128,
}

impl Books {
    fn add(&mut self, who: &'static str, act: u128) {
        *self.held.entry(who).or_default() += signed(act);
    }

    fn take(&mut self, who: &'static str, act: u128) {
        *self.held.entry(who).or_default() -= signed(act);
    }

    fn post(&mut self, response: &Response) {
        self.post_akt(response);
        self.post_events(&response.events);
    }

    /// The AKT that the token is told to burn or to mint.
    fn post_akt(&mut self, response: &Response) {
        for message in sent_to(response, "token") {
            match message {
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

    /// The credit that an indexer sees move.
    fn post_events(&mut self, said: &[Event]) {
        let mut tell = |who: String, act: i128| *self.told.entry(who).or_default() += act;
        for minted in events::<CreditMinted>(said) {
            tell(minted.recipient, signed(minted.minted.0));
        }
        for redeemed in events::<CreditRedeemed>(said) {
            tell(redeemed.owner, -signed(redeemed.burned.0));
        }
        for burned in events::<CreditBurned>(said) {
            tell(burned.owner, -signed(burned.burned.0));
        }
        for moved in events::<CreditMoved>(said) {
            tell(moved.from, -signed(moved.amount.0));
            tell(moved.to, signed(moved.amount.0));
        }
    }
}

fn signed(amount: u128) -> i128 {
    i128::try_from(amount).unwrap()
}

/// Runs a step; a refused one must have changed nothing, as the books then say, and for a reason that
/// the step can have.
fn take(solo: &mut Solo, books: &mut Books, step: &Step) {
    let before = solo.supply().act_minted.0;
    let answer = match step {
        Step::Price(micro) => {
            solo.price(&format!("{}.{:06}", micro / 1_000_000, micro % 1_000_000));
            return;
        }
        Step::Mint(who, akt) => solo.mint(HOLDERS[*who], *akt),
        Step::Redeem(who, act) => solo.redeem(HOLDERS[*who], *act),
        Step::Send(who, to, act) => solo.hand(HOLDERS[*who], SUITE[*to], *act),
        Step::Pay(from, payments) => {
            let named = payments.iter().map(|(who, act)| (HOLDERS[*who], *act));
            solo.pay(SUITE[*from], &named.collect::<Vec<_>>())
        }
        Step::Burn(who, act) => solo.burn(HOLDERS[*who], *act),
        Step::AddCollateral(akt) => solo.add_collateral("don", *akt),
    };
    match answer {
        Ok(response) => {
            books.post(&response);
            let minted = solo.supply().act_minted.0 - before;
            enter(books, step, minted);
        }
        Err(refusal) => assert!(may_be(step, &refusal), "{step:?}: {refusal}"),
    }
}

/// What a step that was done does to what is held.
fn enter(books: &mut Books, step: &Step, minted: u128) {
    match step {
        Step::Price(_) | Step::AddCollateral(_) => {}
        Step::Mint(who, _) => books.add(HOLDERS[*who], minted),
        Step::Redeem(who, act) | Step::Burn(who, act) => books.take(HOLDERS[*who], *act),
        Step::Send(who, to, act) => {
            books.take(HOLDERS[*who], *act);
            books.add(SUITE[*to], *act);
        }
        Step::Pay(from, payments) => {
            for (who, act) in payments {
                books.take(SUITE[*from], *act);
                books.add(HOLDERS[*who], *act);
            }
        }
    }
}

fn may_be(step: &Step, refusal: &ContractError) -> bool {
    let code = refusal.to_string();
    let code = code.split(':').next().unwrap();
    let known: &[&str] = match step {
        Step::Price(_) => &[],
        Step::Mint(..) => &["bme/below_minimum", "bme/halted"],
        Step::Redeem(..) => &[
            "bme/zero_amount",
            "bme/below_minimum",
            "bme/insufficient_credit",
        ],
        Step::Send(..) | Step::Burn(..) => &["bme/zero_amount", "bme/insufficient_credit"],
        Step::Pay(..) => &[
            "bme/zero_payment",
            "bme/insufficient_credit",
            "guard/list_length",
        ],
        Step::AddCollateral(_) => &["bme/zero_amount"],
    };
    known.contains(&code)
}

fn reconcile(solo: &Solo, books: &Books) {
    let mut together = 0;
    for who in HOLDERS.iter().chain(&SUITE) {
        let held = books.held.get(who).copied().unwrap_or_default();
        assert_eq!(signed(solo.balance(who)), held, "{who}");
        let told = books.told.get(addr(who).as_str()).copied();
        assert_eq!(told.unwrap_or_default(), held, "{who}, by events");
        together += held;
    }
    let supply = solo.supply();
    assert_eq!(signed(supply.act_supply.0), together);
    assert_eq!(signed(supply.akt_burned.0), books.akt_burned);
    assert_eq!(signed(supply.akt_minted.0), books.akt_minted);
    let net = (books.akt_burned - books.akt_minted).max(0);
    assert_eq!(signed(supply.net_akt_burned.0), net);
    let collateral: CollateralResponse = solo.query(&QueryMsg::Collateral {}).unwrap();
    assert_eq!(signed(collateral.behind.0), books.akt_behind);
    solo.assert_invariants(|start_after| QueryMsg::Invariants {
        start_after,
        limit: Some(2),
    });
}

/// The suite pays out what it holds, then holders redeem, and burn what is worth nothing.
fn everybody_leaves(solo: &mut Solo, books: &mut Books) {
    for (place, name) in SUITE.iter().enumerate() {
        let held = solo.balance(name);
        take(solo, books, &Step::Pay(place, vec![(0, held)]));
    }
    for (place, name) in HOLDERS.iter().enumerate() {
        take(solo, books, &Step::Redeem(place, solo.balance(name)));
        take(solo, books, &Step::Burn(place, solo.balance(name)));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_ledger_reconciles_after_each_step(steps in steps()) {
        let (mut solo, mut books) = (bme(), Books::default());
        for step in &steps {
            take(&mut solo, &mut books, step);
            reconcile(&solo, &books);
        }
        everybody_leaves(&mut solo, &mut books);
        reconcile(&solo, &books);
        prop_assert_eq!(solo.supply().act_supply.0, 0);
    }
}
