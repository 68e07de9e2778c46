use cosmwasm_schema::serde::Serialize;
use cosmwasm_std::{to_json_binary, Addr, Coin, StdResult, WasmMsg};

/// A message to a contract.
///
/// # Errors
/// `StdError::SerializeErr` when `msg` cannot be written as JSON.
pub fn wasm_execute<M: Serialize>(
    contract: &Addr,
    msg: &M,
    funds: Vec<Coin>,
) -> StdResult<WasmMsg> {
    Ok(WasmMsg::Execute {
        contract_addr: contract.to_string(),
        msg: to_json_binary(msg)?,
        funds,
    })
}

/// What every typed caller does: wraps a contract's address and sends it its own messages.
pub trait Call<M: Serialize> {
    /// The address of the contract that is called.
    fn address(&self) -> &Addr;

    /// `msg`, to the contract, without funds.
    ///
    /// # Errors
    /// As [`wasm_execute`].
    fn call(&self, msg: &M) -> StdResult<WasmMsg> {
        wasm_execute(self.address(), msg, vec![])
    }
}
