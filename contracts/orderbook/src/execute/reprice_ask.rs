use cosmwasm_std::{ensure, Addr, DepsMut, Response};
use tender_guard::changed;
use tender_interfaces::attestation::Registry;
use tender_interfaces::events::AskRepriced;
use tender_types::{AskId, AskKey, Rate};

use crate::registry::provider_of;
use crate::state::{draw, Config, NEXT_ASK};
use crate::{book, ContractError};

/// A provider moves its ask to another rate, behind those already there; its id stays. Also while
/// it is sold out.
pub fn reprice_ask(
    deps: DepsMut,
    sender: &Addr,
    config: &Config,
    ask: AskId,
    rate: Rate,
) -> Result<Response, ContractError> {
    ensure!(!rate.is_zero(), ContractError::ZeroRate);
    let attestation = config.attestation(deps.api)?;
    let registry = Registry {
        address: &attestation,
        querier: deps.querier,
    };
    let provider = provider_of(deps.api, registry, sender)?;
    let mut standing = book::load(deps.storage, AskKey { provider, ask })?;
    let rate = changed(&standing.rate, rate)?;

    book::remove(deps.storage, &standing);
    standing.rate = rate;
    standing.turn = draw(deps.storage, &NEXT_ASK, 1)?;
    book::put(deps.storage, &standing);
    Ok(Response::new().add_event(AskRepriced {
        ask,
        provider,
        rate,
        turn: standing.turn,
    }))
}
