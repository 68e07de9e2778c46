//! The contracts that this one works with, and how each is told from another.

use cosmwasm_std::{Addr, CanonicalAddr, Deps};
use tender_guard::{distinct, link_ahead, link_holds, Bounds, GuardError, Kind};
use tender_interfaces::bme::MAX_SUITE;
use tender_interfaces::invariants::Check;
use tender_interfaces::{escrow, oracle};

use crate::state::Config;
use crate::ContractError;

/// A place that another contract fills.
#[derive(Clone, Copy)]
struct Place {
    name: &'static str,
    kind: Kind,
}

const TOKEN: Place = Place {
    name: "token",
    kind: Kind::Cw20,
};

const ORACLE: Place = Place {
    name: "oracle",
    kind: Kind::Suite(oracle::CONTRACT),
};

/// The suite: the first takes deposits.
const SUITE: [Place; MAX_SUITE] = [
    Place {
        name: "suite[0]",
        kind: Kind::Suite(escrow::CONTRACT),
    },
    member("suite[1]"),
    member("suite[2]"),
    member("suite[3]"),
    member("suite[4]"),
    member("suite[5]"),
    member("suite[6]"),
    member("suite[7]"),
];

const fn member(name: &'static str) -> Place {
    Place {
        name,
        kind: Kind::Member,
    }
}

/// How an address is checked: `tender_guard::link`, or `link_ahead` while the suite is set up.
pub type Look = fn(Deps<'_>, &'static str, &str, Kind) -> Result<Addr, GuardError>;

/// AKT, told once and for all when the equilibrium opens.
pub fn token(deps: Deps, text: &str) -> Result<CanonicalAddr, ContractError> {
    find(deps, link_ahead, TOKEN, text)
}

/// The oracle that `text` names.
pub fn oracle(deps: Deps, look: Look, text: &str) -> Result<CanonicalAddr, ContractError> {
    find(deps, look, ORACLE, text)
}

/// The suite that `addresses` name, `escrow` first. May be empty: the contracts of the suite are
/// instantiated after this one.
pub fn suite(
    deps: Deps,
    look: Look,
    addresses: &[String],
) -> Result<Vec<CanonicalAddr>, ContractError> {
    let bounds = Bounds {
        min: 0,
        max: MAX_SUITE,
    };
    distinct("suite", addresses, bounds)?;
    let places = SUITE.into_iter().zip(addresses);
    places
        .map(|(place, text)| find(deps, look, place, text))
        .collect()
}

/// Whether each contract is there and is what it should be.
pub fn checks(deps: Deps, config: &Config) -> Result<Vec<Check>, ContractError> {
    let suite = SUITE.into_iter().zip(&config.suite);
    [(TOKEN, &config.token), (ORACLE, &config.oracle)]
        .into_iter()
        .chain(suite)
        .map(|(place, address)| {
            let address = deps.api.addr_humanize(address)?;
            Ok(link_holds(deps.querier, place.name, &address, place.kind))
        })
        .collect()
}

fn find(deps: Deps, look: Look, place: Place, text: &str) -> Result<CanonicalAddr, ContractError> {
    let address = look(deps, place.name, text, place.kind)?;
    Ok(deps.api.addr_canonicalize(address.as_str())?)
}
