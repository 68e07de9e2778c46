//! The contracts that this one works with.

use cosmwasm_std::{CanonicalAddr, Deps};
use tender_guard::{distinct, Bounds, GuardError, Link};
use tender_interfaces::bme::MAX_SUITE;
use tender_interfaces::invariants::Check;
use tender_interfaces::{escrow, oracle};

use crate::state::Config;
use crate::ContractError;

/// AKT, told once and for all when the equilibrium opens.
pub const TOKEN: Link = Link::token("token");

/// Where the price is read.
pub const ORACLE: Link = Link::suite("oracle", oracle::CONTRACT);

/// The suite: the first takes deposits.
const SUITE: [Link; MAX_SUITE] = [
    Link::suite("suite[0]", escrow::CONTRACT),
    Link::member("suite[1]"),
    Link::member("suite[2]"),
    Link::member("suite[3]"),
    Link::member("suite[4]"),
    Link::member("suite[5]"),
    Link::member("suite[6]"),
    Link::member("suite[7]"),
];

/// How an address is checked: [`Link::told`], or [`Link::ahead`] while the suite is set up.
pub type Look = fn(Link, Deps<'_>, &str) -> Result<CanonicalAddr, GuardError>;

/// The suite that `addresses` name, `escrow` first. May be empty: the contracts of the suite are
/// instantiated after this one.
pub fn suite_of(
    deps: Deps,
    look: Look,
    addresses: &[String],
) -> Result<Vec<CanonicalAddr>, ContractError> {
    let bounds = Bounds {
        min: 0,
        max: MAX_SUITE,
    };
    distinct("suite", addresses, bounds)?;
    let links = SUITE.into_iter().zip(addresses);
    links
        .map(|(link, text)| Ok(look(link, deps, text)?))
        .collect()
}

/// Whether each contract is there and is what it should be.
pub fn checks(deps: Deps, config: &Config) -> Result<Vec<Check>, ContractError> {
    let suite = SUITE.into_iter().zip(&config.suite);
    [(TOKEN, &config.token), (ORACLE, &config.oracle)]
        .into_iter()
        .chain(suite)
        .map(|(link, address)| Ok(link.holds(deps.querier, &deps.api.addr_humanize(address)?)))
        .collect()
}
