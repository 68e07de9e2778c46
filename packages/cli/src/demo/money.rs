//! Who holds what, and how it changed.

use cosmwasm_std::Addr;
use cw20::{Cw20QueryMsg, TokenInfoResponse};
use tender_interfaces::bme::{QueryMsg, SupplyResponse};
use tender_testkit::{Contract, World};

/// What somebody holds, in micro-units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Holding {
    akt: u128,
    act: u128,
}

/// Everybody's money at one moment.
#[derive(Clone, Debug, Default)]
pub struct Balances {
    holdings: Vec<Holding>,
    supply: Holding,
}

/// Whose money changed, and by how much.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Actor or contract.
    pub who: String,
    /// AKT or ACT.
    pub unit: &'static str,
    /// Micro-units; negative when it became less.
    pub amount: i128,
}

/// What changed between two moments.
#[derive(Clone, Debug, Default)]
pub struct Changes {
    /// Everybody whose money changed.
    pub holders: Vec<Change>,
    /// Change of what exists of each.
    pub supply: Vec<Change>,
}

impl Balances {
    /// What `people` hold now.
    pub fn now(world: &World, people: &[(String, Addr)]) -> Self {
        let token: TokenInfoResponse = world.query(Contract::Token, &Cw20QueryMsg::TokenInfo {});
        let credit: SupplyResponse = world.query(Contract::Bme, &QueryMsg::Supply {});
        Self {
            holdings: people.iter().map(|one| holding(world, one)).collect(),
            supply: Holding {
                akt: token.total_supply.u128(),
                act: credit.act_supply.0,
            },
        }
    }

    /// With what somebody else holds now.
    pub fn add(&mut self, world: &World, person: Option<&(String, Addr)>) {
        self.holdings.extend(person.map(|one| holding(world, one)));
    }

    /// What became of `self`.
    pub fn until(&self, after: &Self, people: &[(String, Addr)]) -> Changes {
        let pairs = self.holdings.iter().zip(&after.holdings).zip(people);
        let holders = pairs.flat_map(|((before, after), (who, _))| changes(who, before, after));
        Changes {
            holders: holders.collect(),
            supply: changes("everybody", &self.supply, &after.supply),
        }
    }
}

impl Changes {
    /// The sum over all holders, and the change of the supply, of AKT or ACT.
    pub fn sums(&self, unit: &str) -> (i128, i128) {
        let sum = |list: &[Change]| {
            let of_unit = list.iter().filter(|change| change.unit == unit);
            of_unit.map(|change| change.amount).sum()
        };
        (sum(&self.holders), sum(&self.supply))
    }
}

fn holding(world: &World, (_, addr): &(String, Addr)) -> Holding {
    Holding {
        akt: world.akt(addr),
        act: world.act(addr),
    }
}

fn changes(who: &str, before: &Holding, after: &Holding) -> Vec<Change> {
    let change = |unit, before: u128, after: u128| Change {
        who: who.to_string(),
        unit,
        amount: signed(after) - signed(before),
    };
    [
        change("AKT", before.akt, after.akt),
        change("ACT", before.act, after.act),
    ]
    .into_iter()
    .filter(|change| change.amount != 0)
    .collect()
}

/// Supplies are far below 2^127.
fn signed(amount: u128) -> i128 {
    i128::try_from(amount).unwrap_or(i128::MAX)
}
