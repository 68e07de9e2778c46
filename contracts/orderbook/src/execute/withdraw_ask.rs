use cosmwasm_std::{DepsMut, MessageInfo, Response};
use tender_interfaces::attestation::Registry;
use tender_interfaces::events::AskWithdrawn;
use tender_types::{AskId, AskKey};

use super::sender_provider;
use crate::book;
use crate::state::CONFIG;
use crate::ContractError;

/// A provider takes its ask out of the book. Units on lease stay on lease; when they are released
/// there is no ask to return to. Never paused.
pub fn withdraw_ask(
    deps: DepsMut,
    info: MessageInfo,
    ask: AskId,
) -> Result<Response, ContractError> {
    let attestation = CONFIG.load(deps.storage)?.attestation(deps.api)?;
    let registry = Registry {
        address: &attestation,
        querier: deps.querier,
    };
    let provider = sender_provider(&deps, registry, &info.sender)?;
    let standing = book::load(deps.storage, AskKey { provider, ask })?;

    book::remove(deps.storage, &standing);
    Ok(Response::new().add_event(AskWithdrawn {
        ask,
        provider,
        reason: "withdrawn".to_string(),
    }))
}
