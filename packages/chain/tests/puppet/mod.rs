//! A contract that does what its message says, for scenes between contracts.
#![allow(dead_code)] // Each suite uses its part.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use cosmwasm_std::{
    coins, from_json, to_json_binary, Addr, BankMsg, Binary, CosmosMsg, Deps, DepsMut, Empty, Env,
    Event, MessageInfo, Order, Reply, Response, StdError, StdResult, SubMsg, SubMsgResult, WasmMsg,
};
use cw_multi_test::{Contract, ContractWrapper};
use serde::{Deserialize, Serialize};
use tender_chain::Chain;

#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Act {
    Set(String, String),
    Remove(String),
    /// Counts all rows and stores the number under `count`.
    Count,
    /// Copies a row of another contract under `copy`, by raw query.
    Copy(Addr, String),
    /// Asks another contract for the row and stores the answer under `answer`.
    Ask(Addr, String),
    Emit(String, Vec<(String, String)>),
    Data(String),
    Pay(Addr, u128, Then),
    Call(Addr, Vec<Act>, Then),
    /// The same with a gas limit.
    Allow(u64, Addr, Vec<Act>, Then),
    /// Calls itself for ever.
    Recurse,
    Fail,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Then {
    Go,
    ReplyOnError,
    ReplyAlways,
}

#[derive(Debug, PartialEq, thiserror::Error)]
pub enum PuppetError {
    #[error("told to fail")]
    Told,
    #[error("{0}")]
    Std(#[from] StdError),
}

pub fn code() -> Box<dyn Contract<Empty>> {
    let wrapper = ContractWrapper::new(execute, instantiate, query)
        .with_reply(reply)
        .with_migrate(migrate);
    Box::new(wrapper)
}

/// Creates a puppet with admin `boss`.
pub fn puppet(chain: &mut Chain, code_id: u64) -> Addr {
    let boss = chain.addr("boss");
    let made = chain.instantiate(code_id, &boss, &Empty {}, &[], "puppet", Some(&boss));
    made.unwrap().0
}

pub fn row(chain: &Chain, contract: &Addr, key: &str) -> Option<String> {
    let value = chain.raw(contract, key.as_bytes())?;
    Some(String::from_utf8(value).unwrap())
}

fn instantiate(_: DepsMut, _: Env, _: MessageInfo, _: Empty) -> StdResult<Response> {
    Ok(Response::new())
}

fn migrate(deps: DepsMut, _: Env, _: Empty) -> StdResult<Response> {
    deps.storage.set(b"migrated", b"yes");
    Ok(Response::new())
}

fn query(deps: Deps, _: Env, key: String) -> StdResult<Binary> {
    let value = deps.storage.get(key.as_bytes());
    to_json_binary(&value.map(|value| String::from_utf8(value).unwrap()))
}

/// Stores what the chain said about the submessage under `reply`.
fn reply(deps: DepsMut, _: Env, reply: Reply) -> StdResult<Response> {
    let said = match reply.result {
        SubMsgResult::Ok(ok) => describe(&ok.events),
        SubMsgResult::Err(error) => error,
    };
    deps.storage.set(b"reply", said.as_bytes());
    Ok(Response::new().set_data(b"from reply"))
}

fn describe(events: &[Event]) -> String {
    let keys = |event: &Event| {
        let keys: Vec<&str> = event.attributes.iter().map(|a| a.key.as_str()).collect();
        format!("{}({})", event.ty, keys.join(" "))
    };
    let texts: Vec<String> = events.iter().map(keys).collect();
    texts.join(" ")
}

fn execute(
    mut deps: DepsMut,
    env: Env,
    info: MessageInfo,
    acts: Vec<Act>,
) -> Result<Response, PuppetError> {
    let mut response = Response::new();
    if !info.funds.is_empty() {
        let funds = info.funds[0].to_string();
        deps.storage.set(b"funds", funds.as_bytes());
    }
    for act in acts {
        response = perform(deps.branch(), &env, act, response)?;
    }
    Ok(response)
}

fn perform(
    deps: DepsMut,
    env: &Env,
    act: Act,
    response: Response,
) -> Result<Response, PuppetError> {
    match act {
        Act::Set(key, value) => deps.storage.set(key.as_bytes(), value.as_bytes()),
        Act::Remove(key) => deps.storage.remove(key.as_bytes()),
        Act::Count => {
            let count = deps.storage.range(None, None, Order::Ascending).count();
            deps.storage.set(b"count", count.to_string().as_bytes());
        }
        Act::Copy(contract, key) => {
            let value = deps.querier.query_wasm_raw(contract, key.into_bytes())?;
            deps.storage.set(b"copy", &value.unwrap_or_default());
        }
        Act::Ask(contract, key) => {
            let answer: Option<String> = deps.querier.query_wasm_smart(contract, &key)?;
            deps.storage.set(b"answer", answer.unwrap().as_bytes());
        }
        Act::Emit(kind, attributes) => {
            return Ok(response.add_event(Event::new(kind).add_attributes(attributes)))
        }
        Act::Data(data) => return Ok(response.set_data(data.into_bytes())),
        Act::Fail => return Err(PuppetError::Told),
        act => return Ok(response.add_submessage(message(env, act)?)),
    }
    Ok(response)
}

fn message(env: &Env, act: Act) -> StdResult<SubMsg> {
    match act {
        Act::Pay(to, amount, then) => {
            let pay = BankMsg::Send {
                to_address: to.into(),
                amount: coins(amount, "uact"),
            };
            Ok(wrap(pay.into(), then))
        }
        Act::Call(contract, acts, then) => Ok(wrap(call(&contract, &acts)?, then)),
        Act::Allow(gas, contract, acts, then) => {
            Ok(wrap(call(&contract, &acts)?, then).with_gas_limit(gas))
        }
        _ => Ok(SubMsg::new(call(&env.contract.address, &[Act::Recurse])?)),
    }
}

fn wrap(msg: CosmosMsg, then: Then) -> SubMsg {
    match then {
        Then::Go => SubMsg::new(msg),
        Then::ReplyOnError => SubMsg::reply_on_error(msg, 1),
        Then::ReplyAlways => SubMsg::reply_always(msg, 1),
    }
}

/// A message that makes a puppet act.
pub fn call(contract: &Addr, acts: &[Act]) -> StdResult<CosmosMsg> {
    let msg = WasmMsg::Execute {
        contract_addr: contract.to_string(),
        msg: to_json_binary(acts)?,
        funds: vec![],
    };
    Ok(msg.into())
}

/// The answer of a puppet's query.
pub fn parse(data: &Binary) -> Option<String> {
    from_json(data).unwrap()
}
