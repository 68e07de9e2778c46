//! Where messages are tried, and what came of it is collected.

use std::panic::{catch_unwind, AssertUnwindSafe};

use cosmwasm_std::{to_json_binary, Addr, Coin, CosmosMsg, Record, Uint128, WasmMsg};
use serde_json::Value;
use tender_chain::TxError;
use tender_testkit::{code_of, Contract};

use crate::row::Actor;
use crate::samples::{self, Sample};
use crate::stage::{Stage, DENOMS};

/// What came of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It would have been accepted; it was undone.
    Accepted,
    /// Refused with this code, and nothing was changed.
    Refused(String),
    /// Refused in a way that is a defect.
    Broken(String),
}

impl Outcome {
    /// Whether it was refused with one of these codes.
    pub fn is_one_of(&self, codes: &[&str]) -> bool {
        matches!(self, Self::Refused(code) if codes.contains(&code.as_str()))
    }
}

/// Codes that wrap an error of the library, and of rows that must be there: not words for a sender.
const GENERIC: [&str; 4] = [
    "guard/std",
    "demand/std",
    "storage/not_found",
    "storage/corrupt",
];

/// A stage, and what went wrong on it.
pub struct Bench {
    /// Where it happens. Nothing that is tried changes it.
    pub stage: Stage,
    failures: Vec<String>,
    tried: usize,
}

impl Bench {
    /// A new one.
    pub fn new() -> Self {
        Self {
            stage: Stage::new(),
            failures: vec![],
            tried: 0,
        }
    }

    /// Samples of every message.
    pub fn samples(&self) -> Vec<Sample> {
        samples::all(&self.stage)
    }

    /// Sends `msg` to the contract of `sample`, as `actor`, and undoes it.
    pub fn send(
        &mut self,
        sample: &Sample,
        actor: Actor,
        msg: &Value,
        funds: Vec<Coin>,
    ) -> Outcome {
        self.tried += 1;
        let sender = self.stage.addr(actor);
        let contract = self.stage.world.at.of(sample.contract).to_string();
        let to_contract = |msg: &Value, funds| {
            CosmosMsg::from(WasmMsg::Execute {
                contract_addr: contract.clone(),
                msg: to_json_binary(msg).expect("messages serialize"),
                funds,
            })
        };
        let rightful = actor == sample.sender && *msg == sample.msg;
        let prelude = sample.prelude().filter(|_| rightful);
        let before = prelude.iter().map(|msg| to_contract(msg, vec![]));
        let msgs: Vec<CosmosMsg> = before.chain([to_contract(msg, funds)]).collect();
        let chain = &self.stage.world.chain;
        let tried = catch_unwind(AssertUnwindSafe(|| chain.simulate(&sender, &msgs)));
        match tried {
            Err(_) => Outcome::Broken("it panicked".to_string()),
            Ok(Ok(_)) => Outcome::Accepted,
            Ok(Err(error)) => match judge(&error) {
                Outcome::Refused(code) => self.refuse(&sender, msgs, code),
                other => other,
            },
        }
    }

    /// Lets the refusal happen, and compares everything before with everything after.
    fn refuse(&mut self, sender: &Addr, msgs: Vec<CosmosMsg>, code: String) -> Outcome {
        let before = self.everything(sender);
        let again = self.stage.world.chain.run(sender, msgs);
        if again.is_ok() {
            return Outcome::Broken(format!("refused with {code}, then accepted"));
        }
        match self.everything(sender) == before {
            true => Outcome::Refused(code),
            false => Outcome::Broken(format!("refused with {code}, but changed something")),
        }
    }

    fn everything(&self, sender: &Addr) -> (Vec<Vec<Record>>, Vec<Uint128>) {
        let world = &self.stage.world;
        let rows = Contract::ALL
            .iter()
            .map(|contract| world.chain.dump(world.at.of(*contract)));
        let coins = DENOMS
            .iter()
            .map(|denom| world.chain.balance(sender, denom));
        (rows.collect(), coins.collect())
    }

    /// Notes a failure unless `holds`.
    pub fn expect(&mut self, holds: bool, sample: &Sample, case: &str, got: &Outcome) {
        if !holds {
            self.failures
                .push(format!("{:<34} {case:<60} {got:?}", sample.name()));
        }
    }

    /// Fails with a table of all failures.
    #[track_caller]
    pub fn report(self) {
        let Self {
            failures, tried, ..
        } = self;
        assert!(tried > 0, "nothing was tried");
        let table = failures.join("\n");
        assert!(
            failures.is_empty(),
            "{} of {tried} went wrong:\n{table}",
            failures.len()
        );
        println!("{tried} messages");
    }
}

fn judge(error: &TxError) -> Outcome {
    let text = error.to_string();
    let shown: String = text.chars().take(200).collect();
    match code_of(error) {
        Some(code) if !GENERIC.contains(&code.as_str()) && !text.contains("panicked") => {
            Outcome::Refused(code)
        }
        _ => Outcome::Broken(shown),
    }
}
