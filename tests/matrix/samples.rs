//! Every message once or more, as it succeeds, and that none is missing.

use std::collections::BTreeSet;

use cosmwasm_schema::schema_for;
use cosmwasm_schema::serde::Serialize;
use cosmwasm_std::{coin, Coin};
use serde_json::Value;
use tender_interfaces::admin::{ActionClass, AdminMsg, Role};
use tender_interfaces::{attestation, auction, bme, escrow, oracle, orderbook};
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

/// Samples of every message of every contract that has its own.
pub fn all(stage: &Stage) -> Vec<Sample> {
    let mut all = gather(
        Contract::Oracle,
        rows::oracle::samples(stage),
        rows::oracle::row,
    );
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

/// The messages every contract has. On the stage the first class is armed and running, the last one is
/// spent and paused by the guardian.
pub fn administration<M>(
    stage: &Stage,
    classes: &[ActionClass],
    wrap: fn(AdminMsg) -> M,
) -> Vec<(Actor, M)> {
    let to = stage.text(Actor::Mia);
    let role = Role::Guardian;
    let mut samples = vec![
        (Actor::Gov, wrap(AdminMsg::ProposeRole { role, to })),
        (Actor::Heir, wrap(AdminMsg::AcceptRole { role: Role::Owner })),
        (Actor::Gov, wrap(AdminMsg::CancelRole { role: Role::Owner })),
        (
            Actor::Gov,
            wrap(AdminMsg::SetGuardianPause {
                lasts: Seconds::days(2),
            }),
        ),
    ];
    for class in classes.iter().copied() {
        samples.push((Actor::Guard, wrap(AdminMsg::Pause { class })));
    }
    samples
}

/// Whether `msg` can be read as a message of `contract` at all.
pub fn is_message(contract: Contract, msg: &Value) -> bool {
    let msg = msg.clone();
    match contract {
        Contract::Token => false,
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
        Contract::Token => return BTreeSet::new(),
        Contract::Oracle => schema_for!(oracle::ExecuteMsg),
        Contract::Bme => schema_for!(bme::ExecuteMsg),
        Contract::Attestation => schema_for!(attestation::ExecuteMsg),
        Contract::Escrow => schema_for!(escrow::ExecuteMsg),
        Contract::Orderbook => schema_for!(orderbook::ExecuteMsg),
        Contract::Auction => schema_for!(auction::ExecuteMsg),
    };
    let schema = serde_json::to_value(schema).expect("a schema serializes");
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
fn every_sample_succeeds() {
    let mut bench = Bench::new();
    for sample in bench.samples() {
        let outcome = bench.send(&sample, sample.sender, &sample.msg, sample.funds());
        bench.expect(outcome == Outcome::Accepted, &sample, "as it is", &outcome);
    }
    bench.report();
}
