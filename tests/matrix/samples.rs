//! Every message once or more, as it succeeds, and that none is missing.

use std::collections::BTreeSet;

use cosmwasm_schema::schema_for;
use cosmwasm_schema::serde::Serialize;
use cosmwasm_std::{coin, Coin};
use serde_json::{json, Value};
use tender_interfaces::admin::{ActionClass, AdminMsg, Role};
use tender_interfaces::{attestation, auction, bme, escrow, oracle, orderbook, token};
use tender_testkit::Contract;
use tender_types::Seconds;

use crate::bench::{Bench, Outcome};
use crate::row::{Actor, Row};
use crate::rows;
use crate::stage::{Stage, COIN};

/// A message that succeeds.
#[derive(Clone, Debug)]
pub struct Sample {
    /// To whom.
    pub contract: Contract,
    /// From whom.
    pub sender: Actor,
    /// The message.
    pub msg: Value,
    /// What is expected of it.
    pub row: Row,
}

impl Sample {
    /// What the sender does before, in the same transaction: a class that is resumed has to be paused.
    pub fn prelude(&self) -> Option<Value> {
        let class = self.msg.pointer("/admin/resume/class")?;
        Some(json!({ "admin": { "pause": { "class": class } } }))
    }

    /// Whether it pauses or resumes `class`.
    pub fn switches(&self, class: ActionClass) -> bool {
        let named = |path: &str| self.msg.pointer(path) == Some(&json!(class));
        named("/admin/pause/class") || named("/admin/resume/class")
    }

    /// The coins it takes.
    pub fn funds(&self) -> Vec<Coin> {
        match self.row.takes_coin {
            true => vec![coin(1_000_000, COIN)],
            false => vec![],
        }
    }

    /// Its variant, as JSON names it.
    pub fn tag(&self) -> &str {
        tag(&self.msg)
    }

    /// What to call it in a report.
    pub fn name(&self) -> String {
        format!("{}/{}", self.contract.name(), self.tag())
    }
}

fn tag(msg: &Value) -> &str {
    let fields = msg.as_object().expect("a message is an object");
    fields.keys().next().expect("a message has a variant")
}

/// Samples of every message of every contract.
pub fn all(stage: &Stage) -> Vec<Sample> {
    let mut all = gather(
        Contract::Token,
        rows::token::samples(stage),
        rows::token::row,
    );
    all.extend(gather(
        Contract::Oracle,
        rows::oracle::samples(stage),
        rows::oracle::row,
    ));
    all.extend(gather(
        Contract::Bme,
        rows::bme::samples(stage),
        rows::bme::row,
    ));
    let registry = rows::attestation::samples(stage);
    all.extend(gather(
        Contract::Attestation,
        registry,
        rows::attestation::row,
    ));
    let book = rows::orderbook::samples(stage);
    all.extend(gather(Contract::Orderbook, book, rows::orderbook::row));
    all.extend(gather(
        Contract::Auction,
        rows::auction::samples(stage),
        rows::auction::row,
    ));
    all.extend(gather(
        Contract::Escrow,
        rows::escrow::samples(stage),
        rows::escrow::row,
    ));
    all
}

fn gather<M: Serialize>(
    contract: Contract,
    samples: Vec<(Actor, M)>,
    row: fn(&M) -> Row,
) -> Vec<Sample> {
    let sample = |(sender, msg): (Actor, M)| Sample {
        contract,
        sender,
        row: row(&msg),
        msg: serde_json::to_value(&msg).expect("messages serialize"),
    };
    samples.into_iter().map(sample).collect()
}

/// The messages of every contract that somebody administers: all but the token. On the stage the guardian has paused each class once, and governance
/// has resumed it.
pub fn administration<M>(
    stage: &Stage,
    classes: &[ActionClass],
    wrap: fn(AdminMsg) -> M,
) -> Vec<(Actor, M)> {
    let to = stage.text(Actor::Mia);
    let (owner, guardian) = (Role::Owner, Role::Guardian);
    let lasts = Seconds::days(2);
    let mut samples = vec![
        (Actor::Gov, AdminMsg::ProposeRole { role: guardian, to }),
        (Actor::Heir, AdminMsg::AcceptRole { role: owner }),
        (Actor::Gov, AdminMsg::CancelRole { role: owner }),
        (Actor::Gov, AdminMsg::SetGuardianPause { lasts }),
    ];
    for class in classes.iter().copied() {
        samples.push((Actor::Gov, AdminMsg::Pause { class }));
        samples.push((Actor::Gov, AdminMsg::Resume { class }));
        samples.push((Actor::Gov, AdminMsg::Rearm { class }));
    }
    let wrapped = |(actor, msg)| (actor, wrap(msg));
    samples.into_iter().map(wrapped).collect()
}

/// Whether `msg` can be read as a message of `contract` at all.
pub fn is_message(contract: Contract, msg: &Value) -> bool {
    let msg = msg.clone();
    match contract {
        Contract::Token => serde_json::from_value::<token::ExecuteMsg>(msg).is_ok(),
        Contract::Oracle => serde_json::from_value::<oracle::ExecuteMsg>(msg).is_ok(),
        Contract::Bme => serde_json::from_value::<bme::ExecuteMsg>(msg).is_ok(),
        Contract::Attestation => serde_json::from_value::<attestation::ExecuteMsg>(msg).is_ok(),
        Contract::Escrow => serde_json::from_value::<escrow::ExecuteMsg>(msg).is_ok(),
        Contract::Orderbook => serde_json::from_value::<orderbook::ExecuteMsg>(msg).is_ok(),
        Contract::Auction => serde_json::from_value::<auction::ExecuteMsg>(msg).is_ok(),
    }
}

/// The variants of a message, by its schema.
fn variants(contract: Contract) -> BTreeSet<String> {
    let schema = match contract {
        Contract::Token => schema_for!(token::ExecuteMsg),
        Contract::Oracle => schema_for!(oracle::ExecuteMsg),
        Contract::Bme => schema_for!(bme::ExecuteMsg),
        Contract::Attestation => schema_for!(attestation::ExecuteMsg),
        Contract::Escrow => schema_for!(escrow::ExecuteMsg),
        Contract::Orderbook => schema_for!(orderbook::ExecuteMsg),
        Contract::Auction => schema_for!(auction::ExecuteMsg),
    };
    names(&serde_json::to_value(schema).expect("a schema serializes"))
}

fn names(schema: &Value) -> BTreeSet<String> {
    let choices = schema["oneOf"]
        .as_array()
        .expect("a message is one of its variants");
    let name = |choice: &Value| {
        choice["required"][0]
            .as_str()
            .expect("has a name")
            .to_string()
    };
    choices.iter().map(name).collect()
}

#[test]
fn every_message_has_a_sample() {
    let samples = all(&Stage::new());
    for contract in Contract::ALL {
        let of = |sample: &&Sample| sample.contract == contract;
        let found: BTreeSet<String> = samples
            .iter()
            .filter(of)
            .map(|sample| sample.tag().to_string())
            .collect();
        assert_eq!(found, variants(contract), "{}", contract.name());
    }
}

#[test]
fn every_administrative_message_has_a_sample_in_every_contract() {
    let schema = serde_json::to_value(schema_for!(AdminMsg)).expect("a schema serializes");
    let wanted = names(&schema);
    let samples = all(&Stage::new());
    for contract in Contract::ALL
        .into_iter()
        .filter(|each| *each != Contract::Token)
    {
        let of = |sample: &&Sample| sample.contract == contract;
        let inner = |sample: &Sample| sample.msg.get("admin").map(|msg| tag(msg).to_string());
        let found: BTreeSet<String> = samples.iter().filter(of).filter_map(inner).collect();
        assert_eq!(found, wanted, "{}", contract.name());
    }
}

#[test]
fn every_sample_succeeds() {
    let mut bench = Bench::new();
    for sample in bench.samples() {
        let outcome = bench.send(&sample, sample.sender, &sample.msg, sample.funds());
        bench.expect(outcome == Outcome::Accepted, &sample, "as it is", &outcome);
    }
    bench.report();
}
