//! The budgets.

use tender_chain::Chain;

use crate::cases;
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

/// Bytes of event attributes that a job gained since the baseline, and why: what was missing to rebuild
/// the state from events. A byte of an event is a unit of gas beyond the 100 that are free.
const ADDED: [(&str, u64, &str); 0] = [];

/// What the jobs cost when the code was first built, by the same measure.
#[derive(serde::Deserialize)]
struct Baseline {
    cases: std::collections::BTreeMap<String, Figure>,
}

#[test]
fn no_job_costs_more_than_it_did_but_for_what_events_gained() {
    let baseline: Baseline =
        serde_json::from_str(include_str!("baseline.json")).expect("the baseline");
    let figures = cases::all(Chain::new()).figures;
    let mut over = vec![];
    for (name, before) in baseline.cases {
        let added = ADDED.iter().find(|(job, ..)| *job == name);
        let added = added.map_or(0, |(_, bytes, _)| *bytes);
        let now = figures[&name];
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
