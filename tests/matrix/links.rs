//! Every link to another contract, told every other contract of the suite.

use serde_json::{json, Value};
use tender_testkit::Contract;
use tender_tests::assert_refused;

use crate::bench::Bench;
use crate::json::with;
use crate::row::Actor;
use crate::stage::Stage;

/// Links that are payees, not contracts: any address will do.
const PAYEES: [&str; 1] = ["treasury"];

/// The contract that belongs at a link.
fn kind(link: &str) -> Option<Contract> {
    Contract::ALL
        .into_iter()
        .find(|contract| contract.name() == link)
}

#[test]
fn a_link_takes_only_a_contract_of_its_kind() {
    let mut bench = Bench::new();
    let links = |msg: &serde_json::Value| msg.get("update_links").cloned();
    for sample in bench.samples() {
        let Some(given) = links(&sample.msg) else {
            continue;
        };
        let given = given.as_object().cloned().unwrap_or_default();
        for link in given.keys().filter(|link| !PAYEES.contains(&link.as_str())) {
            for actor in Actor::all() {
                let right = match actor {
                    // A list of contracts has its own rule.
                    Actor::Suite(contract) => link == "suite" || kind(link) == Some(contract),
                    _ => false,
                };
                if right {
                    continue;
                }
                let address = bench.stage.text(actor);
                let told = match link.as_str() {
                    "suite" => json!([address]),
                    _ => json!(address),
                };
                let msg = with(&sample.msg, &format!("/update_links/{link}"), told);
                let outcome = bench.send(&sample, Actor::Gov, &msg, vec![]);
                let holds = outcome.is_one_of(&["guard/wrong_contract"]);
                bench.expect(holds, &sample, &format!("{link} = {actor:?}"), &outcome);
            }
        }
    }
    bench.report();
}

#[test]
fn an_asset_is_a_token_and_no_other_contract_of_the_suite() {
    let mut bench = Bench::new();
    let place = "/add_asset/asset/cw20/contract";
    let sample = bench.samples().into_iter();
    let sample = sample
        .clone()
        .find(|sample| sample.msg.pointer(place).is_some())
        .expect("a token can be listed");
    for actor in Actor::all() {
        if actor == Actor::Suite(Contract::Token) {
            continue;
        }
        let msg = with(&sample.msg, place, json!(bench.stage.text(actor)));
        let outcome = bench.send(&sample, Actor::Gov, &msg, vec![]);
        // Credit is an asset from the start.
        let holds = outcome.is_one_of(&["guard/wrong_contract", "escrow/asset_listed"]);
        bench.expect(holds, &sample, &format!("{actor:?}"), &outcome);
    }
    bench.report();
}

/// How each contract is started, with the contract that belongs at each of its links.
fn births(stage: &Stage) -> Vec<(Contract, Value)> {
    let at = |contract| stage.text(Actor::Suite(contract));
    let (token, oracle, bme) = (at(Contract::Token), at(Contract::Oracle), at(Contract::Bme));
    let (attestation, escrow) = (at(Contract::Attestation), at(Contract::Escrow));
    let (orderbook, auction) = (at(Contract::Orderbook), at(Contract::Auction));
    let settings = &stage.world.settings;
    let owner = stage.text(Actor::Gov);
    vec![
        (
            Contract::Bme,
            json!({ "owner": owner, "token": token, "oracle": oracle, "suite": [],
                "params": settings.bme }),
        ),
        (
            Contract::Attestation,
            json!({ "owner": owner, "token": token, "orderbook": orderbook,
                "auction": auction, "params": settings.attestation }),
        ),
        (
            Contract::Escrow,
            json!({ "owner": owner, "credit": bme, "treasury": owner,
                "orderbook": orderbook, "params": settings.escrow }),
        ),
        (
            Contract::Orderbook,
            json!({ "owner": owner, "attestation": attestation, "escrow": escrow,
                "auction": auction, "params": settings.orderbook }),
        ),
        (
            Contract::Auction,
            json!({ "owner": owner, "orderbook": orderbook, "attestation": attestation,
                "escrow": escrow }),
        ),
    ]
}

#[test]
fn a_contract_starts_only_with_addresses_of_contracts_of_the_right_kind() {
    let mut stage = Stage::new();
    let gov = stage.addr(Actor::Gov);
    let start = |stage: &mut Stage, contract, msg: &Value| {
        let code = stage.world.at.code(contract);
        let chain = &mut stage.world.chain;
        let started = chain.instantiate(code, &gov, msg, &[], "another", None);
        started.map(|(addr, _)| addr)
    };
    for (contract, birth) in births(&stage) {
        start(&mut stage, contract, &birth).expect("starts with the right ones");
        for link in birth.as_object().expect("an object").keys() {
            // What `escrow` calls credit is `bme`.
            let right = match link.as_str() {
                "credit" => Some(Contract::Bme),
                link => kind(link),
            };
            let Some(right) = right else {
                continue;
            };
            let shouted = json!(stage.text(Actor::Suite(right)).to_uppercase());
            let msg = with(&birth, &format!("/{link}"), shouted);
            assert_refused(start(&mut stage, contract, &msg), "guard/address");
            for wrong in Contract::ALL.into_iter().filter(|other| *other != right) {
                let told = json!(stage.text(Actor::Suite(wrong)));
                let msg = with(&birth, &format!("/{link}"), told);
                let refused = start(&mut stage, contract, &msg);
                assert_refused(refused, "guard/wrong_contract");
            }
        }
    }
}

#[test]
fn a_change_that_changes_nothing_is_refused() {
    let mut bench = Bench::new();
    for sample in bench.samples() {
        if sample.msg.get("update_links").is_none() {
            continue;
        }
        let outcome = bench.send(&sample, Actor::Gov, &json!({ "update_links": {} }), vec![]);
        let holds = outcome.is_one_of(&["guard/no_change"]);
        bench.expect(holds, &sample, "nothing given", &outcome);
    }
    bench.report();
}
