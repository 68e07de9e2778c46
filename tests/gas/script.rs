//! The transactions behind the figures, as a script for `tests/e2e/wasmd`.

use std::collections::BTreeMap;

use cosmwasm_std::{from_json, Addr, BankMsg, Coin, CosmosMsg, HexBinary, WasmMsg};
use serde_json::{json, Value};
use tender_chain::Chain;
use tender_interfaces::auction::{self, Sealer};
use tender_interfaces::events::AuctionOpened;
use tender_testkit::{Contract, Step, World};

use crate::cases;

/// The replay needs addresses of wasmd's prefix, and a clock that starts now.
#[test]
fn the_script_for_wasmd_is_written_when_asked_for() {
    let mut chain = Chain::with_prefix("wasm");
    let Some(file) = std::env::var_os("TENDER_GAS_SCRIPT") else {
        println!("TENDER_GAS_SCRIPT is not set: no script wanted");
        return;
    };
    let present = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap();
    chain.advance(present.as_secs().saturating_sub(chain.now()));
    let bench = cases::all(chain);
    let names = names(&bench.world);
    let steps: Vec<Value> = bench
        .world
        .recorder
        .steps()
        .iter()
        .map(|step| self::step(step, &names))
        .collect();
    let fee = json!({ "denom": "stake", "amount": "5000" });
    let purse = json!([{ "denom": "stake", "amount": "1000000000" }]);
    let actors: BTreeMap<&String, &Value> = names.values().map(|name| (name, &purse)).collect();
    let codes: Vec<&str> = Contract::ALL.into_iter().map(Contract::name).collect();
    let script = json!({
        "prefix": "wasm", "fee": fee, "actors": actors, "codes": codes, "steps": steps,
        "sealed": sealed(&bench.world),
    });
    std::fs::write(file, serde_json::to_string(&script).unwrap()).unwrap();
}

/// The bytes behind every seal: they name a round, which is another on another chain.
fn sealed(world: &World) -> Vec<HexBinary> {
    let msgs = world.recorder.steps().iter().flat_map(|step| &step.msgs);
    msgs.filter_map(|msg| match msg {
        CosmosMsg::Wasm(WasmMsg::Execute { msg, .. }) => from_json(msg).ok(),
        _ => None,
    })
    .filter_map(|msg| match msg {
        auction::ExecuteMsg::Commit {
            order,
            round,
            provider,
            ..
        } => Some(cases::sealed(world, order, Sealer::Bidder { provider, round }).into()),
        _ => None,
    })
    .collect()
}

/// Every signer's name by address.
fn names(world: &World) -> BTreeMap<Addr, String> {
    let known = [
        "gov", "guard", "genesis", "fay", "fin", "flo", "ana", "audrey", "auguste", "ben", "bob",
        "bea", "bill", "bix", "bjorn", "blake", "bo", "brit", "buck",
    ];
    known
        .into_iter()
        .map(|name| (world.addr(name), name.to_string()))
        .collect()
}

fn step(step: &Step, names: &BTreeMap<Addr, String>) -> Value {
    let msgs: Vec<Value> = step.msgs.iter().map(|msg| message(msg, step)).collect();
    let gas = json!({
        "pinned": step.result.gas_pinned.total,
        "unpinned": step.result.gas_unpinned.total,
    });
    let mut json = json!({
        "sender": names[&step.sender], "time": step.time, "gas": gas, "msgs": msgs,
    });
    let opened = step.result.events.iter().map(AuctionOpened::try_from);
    let rounds: Vec<u64> = opened.flatten().map(|event| event.round).collect();
    if !rounds.is_empty() {
        json["rounds"] = json!(rounds);
    }
    if let Some(case) = &step.case {
        json["case"] = json!(case);
    }
    json
}

fn message(msg: &CosmosMsg, step: &Step) -> Value {
    match msg {
        CosmosMsg::Wasm(WasmMsg::Instantiate {
            admin,
            code_id,
            msg,
            funds,
            label,
        }) => json!({
            "instantiate": {
                "code": code_id, "label": label, "admin": admin, "msg": text(msg),
                "funds": coins(funds), "address": step.result.created,
            }
        }),
        CosmosMsg::Wasm(WasmMsg::Execute {
            contract_addr,
            msg,
            funds,
        }) => json!({
            "execute": { "contract": contract_addr, "msg": text(msg), "funds": coins(funds) }
        }),
        CosmosMsg::Bank(BankMsg::Send { to_address, amount }) => json!({
            "send": { "to": to_address, "amount": coins(amount) }
        }),
        other => panic!("the script has no form for {other:?}"),
    }
}

fn text(msg: &cosmwasm_std::Binary) -> String {
    String::from_utf8(msg.to_vec()).unwrap()
}

fn coins(coins: &[Coin]) -> Value {
    coins
        .iter()
        .map(|coin| json!({ "denom": coin.denom, "amount": coin.amount }))
        .collect()
}
