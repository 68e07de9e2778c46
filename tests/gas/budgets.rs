//! The budgets, and what jobs cost at first.

use std::collections::BTreeMap;
use std::fmt::Write;

use cosmwasm_schema::cw_serde;
use cosmwasm_std::Attribute;
use tender_chain::Chain;
use tender_testkit::Step;

use crate::cases::{self, Bench};
use crate::figures::Figure;

/// What a job may cost, and what it costs on Akash.
#[derive(Clone, Copy)]
pub struct Budget {
    pub name: &'static str,
    pub pinned: u64,
    pub unpinned: u64,
    pub akash: &'static str,
}

const fn budget(name: &'static str, pinned: u64, unpinned: u64, akash: &'static str) -> Budget {
    Budget {
        name,
        pinned,
        unpinned,
        akash,
    }
}

const BUDGETS: [Budget; 10] = [
    budget(
        "rent_from_book",
        115_000,
        230_000,
        "455 000 (1 bid) – 1 767 000 (10)",
    ),
    budget("place_bid", 75_000, 135_000, "134 200 – 139 900"),
    budget("close_auction", 135_000, 300_000, "173 000 – 828 500"),
    budget("ten_bidder_auction", 1_000_000, 1_870_000, "1 767 000"),
    budget("withdraw_lease", 90_000, 210_000, "91 000 – 183 000"),
    budget("withdraw_fifty", 500_000, 620_000, "50 × 91 000"),
    budget("deposit", 90_000, 210_000, "83 500 – 96 500"),
    budget("close_lease", 120_000, 300_000, "255 700"),
    budget("close_nine", 250_000, 430_000, "1 982 000"),
    budget(
        "mint_credit",
        120_000,
        240_000,
        "82 300 for the request alone",
    ),
];

/// The budget of the job called `name`, if it has one.
pub fn of(name: &str) -> Option<Budget> {
    BUDGETS.into_iter().find(|budget| budget.name == name)
}

#[test]
fn every_job_is_within_its_budget() {
    let figures = cases::all(Chain::new()).figures;
    let mut over = vec![];
    for budget in BUDGETS {
        let figure = figures[budget.name];
        println!(
            "{:<20} pinned {:>9} of {:>9}   unpinned {:>9} of {:>9}   floor {:>9}",
            budget.name,
            figure.pinned,
            budget.pinned,
            figure.unpinned,
            budget.unpinned,
            figure.floor
        );
        if figure.pinned > budget.pinned || figure.unpinned > budget.unpinned {
            over.push(budget.name);
        }
    }
    assert!(over.is_empty(), "over budget: {over:?}");
}

/// Attributes that events gained since the baseline, so that the book, the terms of leases and balances
/// of credit can be rebuilt from events alone. What they cost is the one thing that may be dearer.
const GAINED: [(&str, &[&str]); 5] = [
    ("order_placed", &["leases"]),
    ("auction_closed", &["lease"]),
    ("lease_opened", &["payee", "ask", "tier", "manifest_hash"]),
    ("lease_paid", &["payee"]),
    ("lease_closed", &["payee"]),
];

/// Several payments in credit were one event without payees; now each is one, as any other movement.
const PER_PAYEE: &str = "credit_moved";

/// Gas of an attribute: its bytes as part of an event, and again as JSON of the contract's answer.
fn price(attribute: &Attribute) -> u64 {
    let bytes = attribute.key.len() + attribute.value.len();
    let json = bytes + r#"{"key":"","value":""},"#.len();
    10 + bytes as u64 + json as u64
}

/// Gas of what the events of `step` gained.
fn gained(step: &Step) -> u64 {
    let mut gas = 0;
    let mut movements = 0;
    for event in &step.result.events {
        let Some(name) = event.ty.strip_prefix("wasm-tender_") else {
            continue;
        };
        let own = event.attributes.iter();
        let own = own.filter(|attribute| attribute.key != "_contract_address");
        let attributes = GAINED.iter().find(|(event, _)| *event == name);
        if let Some((_, attributes)) = attributes {
            let added = own
                .clone()
                .filter(|one| attributes.contains(&one.key.as_str()));
            gas += added.map(price).sum::<u64>();
        }
        if name == PER_PAYEE {
            movements += 1;
            let added = own.filter(|one| movements > 1 || one.key == "to");
            gas += added.map(price).sum::<u64>();
            // The frame of a further event, as an event and as JSON.
            gas += if movements > 1 { 20 + 2 * 19 + 24 } else { 0 };
        }
    }
    gas
}

/// What the jobs cost when the code was first built, by the same measure.
#[cw_serde]
pub struct Baseline {
    pub release: String,
    /// The VM it was measured on.
    pub vm: String,
    pub commit: String,
    pub artifacts: BTreeMap<String, String>,
    pub cases: BTreeMap<String, Figure>,
}

pub fn baseline() -> Baseline {
    serde_json::from_str(include_str!("baseline.json")).expect("the baseline")
}

/// Gas of what the events of the job called `name` gained since the baseline.
pub fn gained_by(bench: &Bench, name: &str) -> u64 {
    let steps = bench.world.recorder.steps().iter();
    let steps = steps.filter(|step| step.case.as_deref() == Some(name));
    steps.map(gained).sum()
}

/// What events gained since the baseline, in words.
pub fn additions() -> String {
    let mut text = String::new();
    for (place, (event, attributes)) in GAINED.iter().enumerate() {
        let names: Vec<String> = attributes.iter().map(|name| format!("`{name}`")).collect();
        let separator = if place == 0 { "" } else { "; " };
        let names = names.join(", ");
        write!(text, "{separator}`tender_{event}` gained {names}").expect("text");
    }
    write!(
        text,
        "; and payments in credit, which were one event without payees, are one `tender_{PER_PAYEE}` with `to` for each payee"
    )
    .expect("text");
    text
}

#[test]
fn no_job_costs_more_than_it_did_but_for_what_events_gained() {
    let bench = cases::all(Chain::new());
    let mut over = vec![];
    for (name, before) in baseline().cases {
        let added = gained_by(&bench, &name);
        let now = bench.figures[&name];
        println!(
            "{name:<20} {:>9} then, {:>9} now, {added} for events",
            before.pinned, now.pinned
        );
        if now.pinned > before.pinned + added || now.unpinned > before.unpinned + added {
            over.push(name);
        }
    }
    assert!(over.is_empty(), "dearer than before: {over:?}");
}
