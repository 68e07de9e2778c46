//! What can be asked. Lists are pages, by id or by address.

mod auditors;
mod catalog;
mod claims;
mod invariants;
mod providers;

pub use auditors::{attestations, auditors, challenge, challenges};
pub use catalog::{attributes, class, classes};
pub use claims::{claimable, claims, holdings};
pub use invariants::invariants;
pub use providers::{provider, provider_of, providers};

use cosmwasm_std::{CanonicalAddr, Deps, StdResult};
use tender_interfaces::attestation::ConfigResponse;

use crate::state::CONFIG;
use crate::ContractError;

/// How the registry is set up.
pub fn config(deps: Deps) -> Result<ConfigResponse, ContractError> {
    let config = CONFIG.load(deps.storage)?;
    let text = |address: Option<CanonicalAddr>| -> StdResult<Option<String>> {
        let address = address.map(|address| deps.api.addr_humanize(&address));
        Ok(address.transpose()?.map(Into::into))
    };
    Ok(ConfigResponse {
        token: deps.api.addr_humanize(&config.token)?.into(),
        orderbook: text(config.orderbook)?,
        auction: text(config.auction)?,
        params: config.params,
    })
}
