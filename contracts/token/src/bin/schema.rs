//! Writes the contract's schema below the current folder; `scripts/build-schemas` calls this.

use cosmwasm_schema::write_api;
use cosmwasm_std::Empty;
use cw20_base::msg::QueryMsg;
use tender_interfaces::token::{ExecuteMsg, InstantiateMsg};

fn main() {
    write_api! {
        name: "token",
        instantiate: InstantiateMsg,
        execute: ExecuteMsg,
        query: QueryMsg,
        migrate: Empty,
    }
}
