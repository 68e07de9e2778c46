//! Who is asking: a provider, as the registry has it (one raw read).

use cosmwasm_std::{Addr, Deps};
use tender_guard::GuardError;
use tender_interfaces::attestation::{ProviderRow, Registry};
use tender_types::ProviderId;

use crate::state::Config;
use crate::ContractError;

/// The provider's row; `None` when it is unknown.
pub fn provider(
    deps: Deps,
    config: &Config,
    provider: ProviderId,
) -> Result<Option<ProviderRow>, ContractError> {
    let address = deps.api.addr_humanize(&config.attestation)?;
    let registry = Registry {
        address: &address,
        querier: deps.querier,
    };
    Ok(registry.provider(provider)?)
}

/// The row of the provider; `guard/not_allowed` unless `sender` is its address.
pub fn speaks_for(
    deps: Deps,
    sender: &Addr,
    config: &Config,
    id: ProviderId,
) -> Result<ProviderRow, ContractError> {
    let row = provider(deps, config, id)?;
    let sender = deps.api.addr_canonicalize(sender.as_str())?;
    match row {
        Some(row) if row.address == sender => Ok(row),
        row => {
            let holder = row.map(|row| deps.api.addr_humanize(&row.address));
            Err(not_allowed(format!("provider {id}"), holder.transpose()?))
        }
    }
}

/// The refusal of somebody who is not `role`.
pub fn not_allowed(role: impl Into<String>, holder: Option<Addr>) -> ContractError {
    let holder = holder.map_or_else(|| "nobody".to_string(), Addr::into_string);
    GuardError::NotAllowed {
        role: role.into(),
        holder,
    }
    .into()
}
