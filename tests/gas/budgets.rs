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

const BUDGETS: [Budget; 21] = [
    budget(
        "rent_from_book",
        105_000,
        222_000,
        "455 000 (1 bid) – 1 767 000 (10)",
    ),
    budget("rent_group", 142_000, 260_000, "–"),
    budget("rent_from_akt", 210_000, 450_000, "–"),
    budget("rent_gang", 196_000, 314_000, "–"),
    budget("match_order", 105_000, 222_000, "–"),
    budget("post_fifty", 660_000, 720_000, "–"),
    budget("start_lease", 78_000, 136_000, "–"),
    budget("place_bid", 83_000, 141_000, "134 200 – 139 900"),
    budget("commit", 72_000, 130_000, "–"),
    budget("reveal", 82_000, 140_000, "–"),
    budget("close_auction", 130_000, 306_000, "173 000 – 828 500"),
    budget("ten_bidder_auction", 1_020_000, 1_890_000, "1 767 000"),
    budget("no_show", 185_000, 420_000, "–"),
    budget("withdraw_lease", 90_000, 208_000, "91 000 – 183 000"),
    budget("withdraw_fifty", 440_000, 560_000, "50 × 91 000"),
    budget("deposit", 92_000, 210_000, "83 500 – 96 500"),
    budget("close_lease", 116_000, 292_000, "255 700"),
    budget("close_nine", 300_000, 480_000, "1 982 000"),
    budget(
        "mint_credit",
        126_000,
        244_000,
        "82 300 for the request alone",
    ),
    budget("mint_and_deposit", 146_000, 322_000, "–"),
    budget("redeem", 108_000, 226_000, "82 100 for the request alone"),
];

/// The budgets that are not met yet, and what the job may cost until they are, pinned and unpinned.
const UNMET: [(&str, (u64, u64)); 4] = [
    ("post_fifty", (706_000, 764_000)),
    ("commit", (77_000, 135_000)),
    ("ten_bidder_auction", (1_034_000, 1_962_000)),
    ("no_show", (220_000, 452_000)),
];

impl Budget {
    /// What the job may cost: its budget, and more while that is not met.
    fn allowed(&self) -> (u64, u64) {
        let unmet = UNMET.into_iter().find(|(name, _)| *name == self.name);
        unmet.map_or((self.pinned, self.unpinned), |(_, allowed)| allowed)
    }

    fn is_met_by(&self, figure: Figure) -> bool {
        figure.pinned <= self.pinned && figure.unpinned <= self.unpinned
    }
}

/// The budget of the job called `name`, if it has one.
pub fn of(name: &str) -> Option<Budget> {
    BUDGETS.into_iter().find(|budget| budget.name == name)
}

#[test]
fn every_job_is_within_its_budget_or_is_known_not_to_be() {
    let figures = cases::all(Chain::new()).figures;
    let mut over = vec![];
    let mut met = vec![];
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
        let (pinned, unpinned) = budget.allowed();
        if figure.pinned > pinned || figure.unpinned > unpinned {
            over.push(budget.name);
        }
        if budget.is_met_by(figure) && UNMET.iter().any(|(name, _)| *name == budget.name) {
            met.push(budget.name);
        }
    }
    assert!(met.is_empty(), "met, so no longer unmet: {met:?}");
    assert!(over.is_empty(), "over budget: {over:?}");
}
