use std::collections::BTreeMap;

use cosmwasm_schema::cw_serde;
use tender_interfaces::invariants::InvariantsResponse;

use crate::codes::Contract;
use crate::network::Network;
use crate::world::World;

/// What the contracts say of themselves, all pages added up.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    /// Checks that do not hold: contract, name and figures.
    pub broken: Vec<String>,
    /// How many checks hold.
    pub held: usize,
}

#[cw_serde]
enum Query {
    Invariants {
        start_after: Option<String>,
        limit: Option<u32>,
    },
}

impl<N: Network> World<N> {
    /// Asks every contract for its invariants, page by page, and compares sums with totals.
    pub fn invariants(&self) -> Ledger {
        let mut ledger = Ledger::default();
        // The token is `cw20-base`, whose supply is checked by `bme`'s ledger.
        for contract in Contract::ALL
            .into_iter()
            .filter(|each| *each != Contract::Token)
        {
            self.examine(contract, &mut ledger);
        }
        ledger
    }

    /// Panics with what is broken, if anything is.
    pub fn assert_invariants(&self) {
        let ledger = self.invariants();
        assert!(
            ledger.broken.is_empty(),
            "broken invariants: {:#?}",
            ledger.broken
        );
    }

    fn examine(&self, contract: Contract, ledger: &mut Ledger) {
        let mut sums: BTreeMap<String, u128> = BTreeMap::new();
        let mut start_after = None;
        loop {
            let query = Query::Invariants {
                start_after,
                limit: Some(100),
            };
            let page: InvariantsResponse = self.query(contract, &query);
            for check in &page.checks {
                ledger.judge(contract, check.holds, || {
                    format!("{}: {}", check.name, check.detail)
                });
            }
            for sum in &page.sums {
                *sums.entry(sum.name.clone()).or_default() += sum.amount.u128();
            }
            if page.next.is_some() {
                start_after = page.next;
                continue;
            }
            for total in &page.totals {
                let sum = sums.get(&total.name).copied().unwrap_or_default();
                let total_amount = total.amount.u128();
                ledger.judge(contract, sum == total_amount, || {
                    format!(
                        "{}: rows add up to {sum}, total is {total_amount}",
                        total.name
                    )
                });
            }
            return;
        }
    }
}

impl Ledger {
    fn judge(&mut self, contract: Contract, holds: bool, what: impl Fn() -> String) {
        if holds {
            self.held += 1;
        } else {
            let what = format!("{}: {}", contract.name(), what());
            self.broken.push(what);
        }
    }
}
