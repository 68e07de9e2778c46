//! The contracts that this one works with.

use cosmwasm_std::Deps;
use tender_guard::Link;
use tender_interfaces::escrow;
use tender_interfaces::invariants::Check;

use crate::state::Config;
use crate::ContractError;

/// AKT, told once and for all when the registry opens.
pub const TOKEN: Link = Link::token("token");

/// Where live leases are counted.
pub const ESCROW: Link = Link::suite("escrow", escrow::CONTRACT);

/// Whether each contract is there and is what it should be.
pub fn checks(deps: Deps, config: &Config) -> Result<[Check; 2], ContractError> {
    let token = deps.api.addr_humanize(&config.token)?;
    let escrow = match &config.escrow {
        Some(escrow) => ESCROW.holds(deps.querier, &deps.api.addr_humanize(escrow)?),
        None => Check {
            name: format!("{} is {}", ESCROW.name, escrow::CONTRACT),
            holds: false,
            detail: "none is named, and no bond can be withdrawn: the owner sends 'update_links'"
                .to_string(),
        },
    };
    Ok([TOKEN.holds(deps.querier, &token), escrow])
}
