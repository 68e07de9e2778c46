//! The contracts that this one works with.

use cosmwasm_std::Deps;
use tender_guard::Link;
use tender_interfaces::invariants::Check;
use tender_interfaces::{attestation, auction, escrow};

use crate::state::Config;
use crate::ContractError;

/// The registry.
pub const ATTESTATION: Link = Link::suite("attestation", attestation::CONTRACT);

/// Where leases are opened.
pub const ESCROW: Link = Link::suite("escrow", escrow::CONTRACT);

/// Where auctions are run.
pub const AUCTION: Link = Link::suite("auction", auction::CONTRACT);

/// Whether each contract is there and is what it should be. There may be no auctions.
pub fn checks(deps: Deps, config: &Config) -> Result<Vec<Check>, ContractError> {
    [
        (ATTESTATION, Some(&config.attestation)),
        (ESCROW, Some(&config.escrow)),
        (AUCTION, config.auction.as_ref()),
    ]
    .into_iter()
    .filter_map(|(link, address)| Some((link, address?)))
    .map(|(link, address)| Ok(link.holds(deps.querier, &deps.api.addr_humanize(address)?)))
    .collect()
}
