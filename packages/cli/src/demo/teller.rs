//! Prints the story: for people, or as JSON, one object a line.

use std::io::Write;

use cosmwasm_std::Addr;
use serde_json::{json, Value};
use tender_testkit::World;

use super::money::{Balances, Change, Changes};
use super::DemoError;
use crate::style::Style;
use crate::units::{grouped, micro};

/// Prints, and follows the money from step to step.
pub struct Teller<'a> {
    out: &'a mut dyn Write,
    json: bool,
    pub(super) style: Style,
    step: u32,
    people: Vec<(String, Addr)>,
    balances: Balances,
    /// Transactions told so far.
    told: usize,
}

impl<'a> Teller<'a> {
    pub fn new(out: &'a mut dyn Write, json: bool, style: Style) -> Self {
        Self {
            out,
            json,
            style,
            step: 0,
            people: vec![],
            balances: Balances::default(),
            told: 0,
        }
    }

    /// Follows the money of `people` from now on.
    pub fn follow(&mut self, world: &World, people: Vec<(String, Addr)>) {
        self.balances = Balances::now(world, &people);
        self.people = people;
    }

    /// Starts an act.
    pub fn act(&mut self, title: &str) -> Result<(), DemoError> {
        let text = format!("\n{}\n", self.style.strong(title));
        self.print(&text, || json!({"kind": "act", "title": title}))
    }

    /// A remark: something seen, not done.
    pub fn say(&mut self, text: &str) -> Result<(), DemoError> {
        let shown = Style::PLAIN.wrap("    ", text);
        self.print(&shown, || json!({"kind": "remark", "text": text}))
    }

    /// What happened in the transactions since the last step, and where the code is that did it.
    pub fn step(&mut self, world: &World, text: &str, code: &str) -> Result<(), DemoError> {
        self.step += 1;
        let changes = self.changes(world)?;
        let steps = world.recorder.steps().get(self.told..).unwrap_or_default();
        self.told = world.recorder.steps().len();
        let sum = |gas: fn(&tender_chain::TxResult) -> u64| {
            steps.iter().map(|step| gas(&step.result)).sum::<u64>()
        };
        let gas = sum(|result| result.gas.total);
        let pinned = sum(|result| result.gas_pinned.total);
        let count = steps.len();
        let shown = self.shown(text, &changes, &gas_line(count, gas, pinned), code);
        let number = self.step;
        self.print(&shown, || {
            json!({"kind": "step", "step": number, "text": text, "money": changes.holders.iter().map(money).collect::<Vec<_>>(),
                "supply": changes.supply.iter().map(money).collect::<Vec<_>>(), "transactions": count,
                "gas": gas, "gas_pinned": pinned, "code": code})
        })
    }

    /// Something of its own form: text for people, and as JSON.
    pub fn print(&mut self, text: &str, json: impl Fn() -> Value) -> Result<(), DemoError> {
        match self.json {
            true => writeln!(self.out, "{}", json())?,
            false => self.out.write_all(text.as_bytes())?,
        }
        Ok(())
    }

    /// What changed since the last step; nothing may appear or disappear.
    fn changes(&mut self, world: &World) -> Result<Changes, DemoError> {
        let now = Balances::now(world, &self.people);
        let changes = self.balances.until(&now, &self.people);
        self.balances = now;
        for unit in ["AKT", "ACT"] {
            let (changed, supply) = changes.sums(unit);
            if changed != supply {
                let step = self.step;
                return Err(DemoError::Money {
                    step,
                    unit,
                    changed,
                    supply,
                });
            }
        }
        Ok(changes)
    }

    fn shown(&self, text: &str, changes: &Changes, gas: &str, code: &str) -> String {
        let mut out = Style::PLAIN.wrap("    ", text);
        let number = format!("{:>3}", self.step);
        out.replace_range(..3, &number);
        let mut label = "money";
        for change in &changes.holders {
            out.push_str(&row(label, &change.who, change));
            label = "";
        }
        for change in &changes.supply {
            let what = if change.amount < 0 {
                "burned"
            } else {
                "minted"
            };
            out.push_str(&row(label, what, change));
            label = "";
        }
        for (label, value) in [("gas", gas), ("code", code)] {
            if !value.is_empty() {
                let line = format!("      {label:<6}{value}");
                out.push_str(&self.style.faint(&line));
                out.push('\n');
            }
        }
        out
    }
}

fn gas_line(count: usize, gas: u64, pinned: u64) -> String {
    let all = match count {
        0 => return String::new(),
        1 => String::new(),
        more => format!(" in {more} transactions"),
    };
    format!(
        "{}{all} ({} with pinned contracts)",
        grouped(gas),
        grouped(pinned)
    )
}

fn row(label: &str, who: &str, change: &Change) -> String {
    let sign = if change.amount < 0 { '−' } else { '+' };
    let amount = format!("{sign}{}", micro(change.amount.unsigned_abs()));
    format!("      {label:<6}{who:<12}{amount:>20} {}\n", change.unit)
}

fn money(change: &Change) -> Value {
    json!({"who": change.who, "unit": change.unit, "micro": change.amount.to_string()})
}
