//! The contracts that this one works with.

use cosmwasm_std::Deps;
use tender_guard::Link;
use tender_interfaces::invariants::Check;
use tender_interfaces::{attestation, escrow, orderbook};

use crate::state::Config;
use crate::ContractError;

/// Who hands over orders, and opens leases.
pub const ORDERBOOK: Link = Link::suite("orderbook", orderbook::CONTRACT);

/// The registry.
pub const ATTESTATION: Link = Link::suite("attestation", attestation::CONTRACT);

/// Where tenants' accounts are.
pub const ESCROW: Link = Link::suite("escrow", escrow::CONTRACT);

/// Whether each contract is there and is what it should be.
pub fn checks(deps: Deps, config: &Config) -> Result<Vec<Check>, ContractError> {
    [
        (ORDERBOOK, &config.orderbook),
        (ATTESTATION, &config.attestation),
        (ESCROW, &config.escrow),
    ]
    .into_iter()
    .map(|(link, address)| Ok(link.holds(deps.querier, &deps.api.addr_humanize(address)?)))
    .collect()
}
