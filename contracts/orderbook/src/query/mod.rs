//! What can be asked. Every list is a page of a range.

mod asks;
mod explain_match;
mod invariants;
mod orders;

use cosmwasm_std::{to_json_binary, Addr, Binary, Deps, Env};
use tender_interfaces::orderbook::{ConfigResponse, QueryMsg};

use crate::state::{CONFIG, ROLES};
use crate::ContractError;

/// Answers a query.
pub fn answer(deps: Deps, env: Env, msg: QueryMsg) -> Result<Binary, ContractError> {
    let store = deps.storage;
    Ok(match msg {
        QueryMsg::Config {} => to_json_binary(&config(deps)?),
        QueryMsg::Ask { ask } => to_json_binary(&asks::ask(store, ask)?),
        QueryMsg::Book {
            class,
            start_after,
            limit,
        } => to_json_binary(&asks::book(store, class, start_after, limit)?),
        QueryMsg::Asks {
            provider,
            start_after,
            limit,
        } => to_json_binary(&asks::asks(store, provider, start_after, limit)?),
        QueryMsg::Order { order } => to_json_binary(&orders::order(deps, order)?),
        QueryMsg::Orders {
            tenant,
            start_after,
            limit,
        } => to_json_binary(&orders::orders(deps, tenant, start_after, limit)?),
        QueryMsg::ExplainMatch { demand, limit } => {
            to_json_binary(&explain_match::explain_match(deps, env, demand, limit)?)
        }
        QueryMsg::Roles {} => to_json_binary(&ROLES.query(store)?),
        QueryMsg::Invariants { start_after, limit } => {
            to_json_binary(&invariants::invariants(store, start_after, limit)?)
        }
    }?)
}

fn config(deps: Deps) -> Result<ConfigResponse, ContractError> {
    let config = CONFIG.load(deps.storage)?;
    Ok(ConfigResponse {
        attestation: config.attestation(deps.api)?.into(),
        escrow: config.escrow(deps.api)?.into(),
        auction: config.auction(deps.api)?.map(Addr::into_string),
        paused: config.paused.classes(),
    })
}
