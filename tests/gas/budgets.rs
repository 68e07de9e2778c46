//! The budgets.

use tender_chain::Chain;

use crate::cases;

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
