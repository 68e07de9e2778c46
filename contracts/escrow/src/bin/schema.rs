//! Writes the contract's schema below the current folder; `scripts/build-schemas` calls this.

use cosmwasm_schema::write_api;
use cosmwasm_std::Empty;
use tender_interfaces::escrow::{ExecuteMsg, InstantiateMsg, QueryMsg};

fn main() {
    write_api! {
        name: "escrow",
        instantiate: InstantiateMsg,
        execute: ExecuteMsg,
        query: QueryMsg,
        migrate: Empty,
    }
}
