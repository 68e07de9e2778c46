use cosmwasm_std::{DepsMut, MessageInfo, Response};
use tender_guard::active;
use tender_interfaces::attestation::Registry;
use tender_interfaces::events::AskRepriced;
use tender_interfaces::roles::ActionClass;
use tender_types::{AskId, AskKey, Rate};

use super::sender_provider;
use crate::book;
use crate::state::{draw, CONFIG, NEXT_ASK};
use crate::ContractError;

/// A provider moves its ask to another rate, behind those already there; its id stays. Also while
/// it is sold out.
pub fn reprice_ask(
    deps: DepsMut,
    info: MessageInfo,
    ask: AskId,
    rate: Rate,
) -> Result<Response, ContractError> {
    let config = CONFIG.load(deps.storage)?;
    active(config.paused, ActionClass::Ask)?;
    if rate == Rate::ZERO {
        return Err(ContractError::ZeroRate);
    }
    let attestation = config.attestation(deps.api)?;
    let registry = Registry {
        address: &attestation,
        querier: deps.querier,
    };
    let provider = sender_provider(&deps, registry, &info.sender)?;
    let mut standing = book::load(deps.storage, AskKey { provider, ask })?;

    book::remove(deps.storage, &standing);
    standing.rate = rate;
    standing.turn = draw(deps.storage, &NEXT_ASK, 1)?;
    book::put(deps.storage, &standing);
    Ok(Response::new().add_event(AskRepriced {
        ask,
        provider,
        rate,
    }))
}
