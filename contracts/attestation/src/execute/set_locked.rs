use cosmwasm_std::{Addr, DepsMut, Response};
use tender_types::{Akt, ProviderId};

use crate::links::only_orderbook;
use crate::provider::Provider;
use crate::state::Config;
use crate::ContractError;

/// The orderbook says what is locked of a bond, as when a provider whose bond is short offers less.
pub fn set_locked(
    deps: DepsMut,
    sender: &Addr,
    config: &Config,
    provider: ProviderId,
    locked: Akt,
) -> Result<Response, ContractError> {
    only_orderbook(deps.as_ref(), config, sender)?;
    let mut provider = Provider::load(deps.storage, provider)?;
    provider.details.required = locked;
    provider.measure(deps.storage, config.params.min_bond)?;
    provider.save(deps.storage);
    Ok(Response::new().add_event(provider.bond_changed()))
}
