use cosmwasm_std::{Addr, DepsMut, Response};
use tender_interfaces::attestation::Registry;
use tender_interfaces::orderbook::AskEnd;
use tender_types::{AskId, AskKey};

use crate::registry::provider_of;
use crate::state::Config;
use crate::{book, ContractError};

/// A provider takes its ask out of the book. Units on lease stay on lease; when they are released
/// there is no ask to return to. Never paused.
pub fn withdraw_ask(
    deps: DepsMut,
    sender: &Addr,
    config: &Config,
    ask: AskId,
) -> Result<Response, ContractError> {
    let attestation = config.attestation(deps.api)?;
    let registry = Registry {
        address: &attestation,
        querier: deps.querier,
    };
    let provider = provider_of(deps.api, registry, sender)?;
    let standing = book::load(deps.storage, AskKey { provider, ask })?;
    book::remove(deps.storage, &standing);
    Ok(Response::new().add_event(standing.withdrawn(AskEnd::Withdrawn)))
}
