//! What everything cost in gas: a row for each kind of message.

use cosmwasm_std::{from_json, CosmosMsg, WasmMsg};
use serde_json::{json, Value};
use tender_testkit::{Contract, Step, World};

use crate::units::grouped;

/// All transactions of one kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Contract and message.
    job: String,
    transactions: u64,
    gas: u64,
    pinned: u64,
}

/// A row for each kind of message, in the order in which they were first sent; the first `opening`
/// transactions are one row when they are to be `folded`.
pub fn rows(world: &World, opening: usize, folded: bool) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    for (index, step) in world.recorder.steps().iter().enumerate() {
        let job = if folded && index < opening {
            "the market opens".to_string()
        } else {
            job(world, step)
        };
        let (gas, pinned) = (step.result.gas.total, step.result.gas_pinned.total);
        match rows.iter_mut().find(|row| row.job == job) {
            Some(row) => {
                row.transactions += 1;
                row.gas += gas;
                row.pinned += pinned;
            }
            None => rows.push(Row {
                job,
                transactions: 1,
                gas,
                pinned,
            }),
        }
    }
    rows
}

/// The contract and the name of the message; for tokens sent to a contract, what it does with them.
fn job(world: &World, step: &Step) -> String {
    let Some(CosmosMsg::Wasm(WasmMsg::Execute {
        contract_addr, msg, ..
    })) = step.msgs.first()
    else {
        return "deploy".to_string();
    };
    let contract = |address: &str| {
        let found = Contract::ALL
            .into_iter()
            .find(|contract| world.at.of(*contract).as_str() == address);
        found.map_or("another contract", Contract::name)
    };
    let msg: Value = from_json(msg).unwrap_or_default();
    let sent = msg.get("send").and_then(|send| {
        let hook = cosmwasm_std::Binary::from_base64(send.get("msg")?.as_str()?).ok()?;
        let hook: Value = from_json(hook).ok()?;
        Some(format!(
            "{} {}",
            contract(send.get("contract")?.as_str()?),
            name(&hook)
        ))
    });
    sent.unwrap_or_else(|| format!("{} {}", contract(contract_addr), name(&msg)))
}

/// The name of a message is its only key.
fn name(msg: &Value) -> String {
    let keys = msg.as_object().and_then(|fields| fields.keys().next());
    keys.map_or_else(String::new, |key| key.replace('_', " "))
}

/// The rows for people: gas of one transaction, and of all.
pub fn table(rows: &[Row]) -> String {
    let mut out = line("", "tx", "gas each", "pinned", "in all");
    for row in rows {
        let each = |gas: u64| grouped(gas / row.transactions.max(1));
        let transactions = row.transactions.to_string();
        let (gas, pinned) = (each(row.gas), each(row.pinned));
        out.push_str(&line(
            &row.job,
            &transactions,
            &gas,
            &pinned,
            &grouped(row.gas),
        ));
    }
    let sum = |part: fn(&Row) -> u64| rows.iter().map(part).sum::<u64>();
    let transactions = sum(|row| row.transactions).to_string();
    let gas = grouped(sum(|row| row.gas));
    out + &line("all", &transactions, "", "", &gas)
}

fn line(job: &str, transactions: &str, gas: &str, pinned: &str, all: &str) -> String {
    format!("    {job:<34}{transactions:>4}{gas:>12}{pinned:>12}{all:>14}\n")
}

/// The rows as JSON.
pub fn json(rows: &[Row]) -> Vec<Value> {
    let row = |row: &Row| json!({"job": row.job, "transactions": row.transactions, "gas": row.gas, "gas_pinned": row.pinned});
    rows.iter().map(row).collect()
}
