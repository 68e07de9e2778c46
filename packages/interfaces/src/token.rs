//! AKT as a cw20 token (`cw20-base`), six decimals, minted and burned by `bme`.

use cosmwasm_std::{Addr, Binary, StdResult, Uint128, WasmMsg};
use cw20::Cw20ExecuteMsg;

use crate::Call;

/// What the contract calls itself in its cw2 row.
pub const CONTRACT: &str = "crates.io:tender-token";

/// Decimals of AKT and of ACT.
pub const DECIMALS: u8 = 6;

/// Calls a cw20 token.
pub struct Token(pub Addr);

impl Call<Cw20ExecuteMsg> for Token {
    fn address(&self) -> &Addr {
        &self.0
    }
}

impl Token {
    /// Moves the caller's tokens.
    pub fn transfer(&self, recipient: &Addr, amount: Uint128) -> StdResult<WasmMsg> {
        self.call(&Cw20ExecuteMsg::Transfer {
            recipient: recipient.to_string(),
            amount,
        })
    }

    /// Moves the caller's tokens to a contract and tells it why.
    pub fn send(&self, contract: &Addr, amount: Uint128, msg: Binary) -> StdResult<WasmMsg> {
        self.call(&Cw20ExecuteMsg::Send {
            contract: contract.to_string(),
            amount,
            msg,
        })
    }

    /// Destroys the caller's tokens.
    pub fn burn(&self, amount: Uint128) -> StdResult<WasmMsg> {
        self.call(&Cw20ExecuteMsg::Burn { amount })
    }

    /// Creates tokens; only the minter may.
    pub fn mint(&self, recipient: &Addr, amount: Uint128) -> StdResult<WasmMsg> {
        self.call(&Cw20ExecuteMsg::Mint {
            recipient: recipient.to_string(),
            amount,
        })
    }
}
