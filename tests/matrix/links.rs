//! Every link to another contract, told every other contract of the suite.

use serde_json::json;
use tender_testkit::Contract;

use crate::bench::Bench;
use crate::json::with;
use crate::row::Actor;

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
