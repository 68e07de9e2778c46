//! Who is reached where. A host belongs to the provider that had its bond complete first, until it
//! leaves or moves: a name costs nothing to register, so one without a bond holds no place against one
//! with it.

use cosmwasm_std::{ensure, Storage};
use tender_interfaces::attestation::IdRow;
use tender_types::{Echo, ProviderId};

use crate::state::HOSTS;
use crate::ContractError;

/// The provider that has `host`.
fn holder(store: &dyn Storage, host: &str) -> Result<Option<ProviderId>, ContractError> {
    let row = HOSTS.may_load(store, &host)?;
    Ok(row.map(|row| ProviderId(row.id)))
}

/// Whether `provider` has `host`.
pub fn holds(store: &dyn Storage, host: &str, provider: ProviderId) -> Result<bool, ContractError> {
    Ok(holder(store, host)? == Some(provider))
}

/// Refuses a host that another provider has.
pub fn free_for(
    store: &dyn Storage,
    host: &str,
    provider: ProviderId,
) -> Result<(), ContractError> {
    let holder = holder(store, host)?.filter(|holder| *holder != provider);
    ensure!(
        holder.is_none(),
        ContractError::HostTaken {
            host: Echo::of(host)
        }
    );
    Ok(())
}

/// Takes `host` for `provider`; false when another has it.
pub fn take(
    store: &mut dyn Storage,
    host: &str,
    provider: ProviderId,
) -> Result<bool, ContractError> {
    match holder(store, host)? {
        Some(holder) => Ok(holder == provider),
        None => {
            HOSTS.save(store, &host, &IdRow { id: provider.0 });
            Ok(true)
        }
    }
}

/// Lets `host` go, if `provider` has it.
pub fn release(
    store: &mut dyn Storage,
    host: &str,
    provider: ProviderId,
) -> Result<(), ContractError> {
    if holds(store, host, provider)? {
        HOSTS.remove(store, &host);
    }
    Ok(())
}
