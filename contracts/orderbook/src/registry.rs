//! Who is asking: the provider that a sender is, as the registry has it.

use cosmwasm_std::{Addr, Api};
use tender_interfaces::attestation::Registry;
use tender_types::ProviderId;

use crate::ContractError;

/// The provider that `sender` is; `orderbook/not_a_provider` when it is none.
pub fn provider_of(
    api: &dyn Api,
    registry: Registry<'_>,
    sender: &Addr,
) -> Result<ProviderId, ContractError> {
    let address = api.addr_canonicalize(sender.as_str())?;
    let not_a_provider = || ContractError::NotAProvider {
        sender: sender.to_string(),
    };
    registry.provider_id(&address)?.ok_or_else(not_a_provider)
}
