use cosmwasm_std::{to_json_binary, Addr, Coin, CosmosMsg, WasmMsg};
use serde::Serialize;

/// A message to a contract.
pub(crate) fn execute<M: Serialize>(contract: &Addr, msg: &M, funds: Vec<Coin>) -> CosmosMsg {
    let msg = to_json_binary(msg).expect("messages serialize");
    WasmMsg::Execute {
        contract_addr: contract.to_string(),
        msg,
        funds,
    }
    .into()
}
