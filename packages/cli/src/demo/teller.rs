//! Prints the story: for people, or as JSON, one object a line.

use std::io::Write;

use cosmwasm_std::Addr;
use serde_json::{json, Value};
use tender_market::text::visible;
use tender_testkit::World;

use super::error::DemoError;
use super::money::{Balances, Change, Changes};
use crate::json;
use crate::style::Style;
use crate::units::{grouped, micro};

/// How the story is told.
#[derive(Clone, Copy, Debug)]
pub struct Manner {
    /// As JSON.
    pub json: bool,
    /// Every step, with its gas.
    pub verbose: bool,
    /// How text is set.
    pub style: Style,
}

/// Prints, and follows the money from step to step.
pub struct Teller<'a> {
    out: &'a mut dyn Write,
    manner: Manner,
    step: u32,
    people: Vec<(String, Addr)>,
    balances: Balances,
    /// Transactions told so far.
    told: usize,
    /// What everybody held when steps began to be told as one.
    folded: Option<Balances>,
}

/// Gas of the transactions of a step.
struct Gas {
    transactions: usize,
    used: u64,
    pinned: u64,
}

impl<'a> Teller<'a> {
    /// Tells to `out` from the first step on.
    pub fn new(out: &'a mut dyn Write, manner: Manner) -> Self {
        Self {
            out,
            manner,
            step: 0,
            people: vec![],
            balances: Balances::default(),
            told: 0,
            folded: None,
        }
    }

    /// How the story is told.
    pub fn manner(&self) -> Manner {
        self.manner
    }

    /// Follows the money of `people` from now on.
    pub fn follow(&mut self, world: &World, people: Vec<(String, Addr)>) {
        self.balances = Balances::now(world, &people);
        self.people = people;
    }

    /// Follows the money of somebody else too, who comes on stage only now.
    pub fn follow_also(&mut self, world: &World, name: &str, addr: Addr) {
        self.people.push((name.to_string(), addr));
        self.balances.add(world, self.people.last());
        if let Some(folded) = &mut self.folded {
            folded.add(world, self.people.last());
        }
    }

    /// Starts an act.
    pub fn act(&mut self, title: &str) -> Result<(), DemoError> {
        let text = format!("\n{}\n", self.manner.style.strong(&visible(title)));
        self.print(&text, || json!({"kind": "act", "title": title}))
    }

    /// A remark: something seen, not done.
    pub fn say(&mut self, text: &str) -> Result<(), DemoError> {
        let shown = self.set("    ", text);
        self.print(&shown, || json!({"kind": "remark", "text": text}))
    }

    /// `text` in lines, whatever others wrote in it.
    pub fn set(&self, first: &str, text: &str) -> String {
        self.manner.style.wrap(first, &visible(text))
    }

    /// Tells the next steps as one, unless each is wanted.
    pub fn fold(&mut self) {
        if !self.manner.json && !self.manner.verbose {
            self.folded = Some(self.balances.clone());
        }
    }

    /// What all the steps since [`Teller::fold`] did together.
    pub fn unfold(&mut self, text: &str, code: &str) -> Result<(), DemoError> {
        let Some(before) = self.folded.take() else {
            return Ok(());
        };
        self.step += 1;
        let changes = before.until(&self.balances, &self.people);
        let shown = self.shown(text, &changes, None, code);
        self.write(&shown)
    }

    /// What happened in the transactions since the last step, and where the code is that did it.
    pub fn step(&mut self, world: &World, text: &str, code: &str) -> Result<(), DemoError> {
        let changes = self.changes(world)?;
        let gas = self.gas(world);
        if self.folded.is_some() {
            return Ok(());
        }
        self.step += 1;
        let shown = self.shown(text, &changes, Some(&gas), code);
        let number = self.step;
        self.print(&shown, || {
            json!({"kind": "step", "step": number, "text": text, "money": changes.holders.iter().map(money).collect::<Vec<_>>(),
                "supply": changes.supply.iter().map(money).collect::<Vec<_>>(), "transactions": gas.transactions,
                "gas": gas.used, "gas_pinned": gas.pinned, "code": code})
        })
    }

    /// Something of its own form: text for people, and as JSON.
    pub fn print(&mut self, text: &str, json: impl Fn() -> Value) -> Result<(), DemoError> {
        if self.manner.json {
            self.write(&json::line(&json()))
        } else {
            self.write(&self.manner.style.fit(text))
        }
    }

    /// Something that is told in JSON otherwise, or not at all.
    pub fn table(&mut self, text: &str) -> Result<(), DemoError> {
        match self.manner.json {
            true => Ok(()),
            false => self.write(&self.manner.style.fit(text)),
        }
    }

    fn write(&mut self, text: &str) -> Result<(), DemoError> {
        Ok(self.out.write_all(text.as_bytes())?)
    }

    /// What changed since the last step; nothing may appear or disappear.
    fn changes(&mut self, world: &World) -> Result<Changes, DemoError> {
        let now = Balances::now(world, &self.people);
        let changes = self.balances.until(&now, &self.people);
        self.balances = now;
        for unit in ["AKT", "ACT"] {
            let (changed, supply) = changes.sums(unit);
            if changed != supply {
                return Err(DemoError::Money {
                    step: self.step + 1,
                    unit,
                    changed,
                    supply,
                });
            }
        }
        Ok(changes)
    }

    /// Gas since the last step.
    fn gas(&mut self, world: &World) -> Gas {
        let steps = world.recorder.steps();
        let new = steps.get(self.told..).unwrap_or_default();
        self.told = steps.len();
        Gas {
            transactions: new.len(),
            used: new.iter().map(|step| step.result.gas.total).sum(),
            pinned: new.iter().map(|step| step.result.gas_pinned.total).sum(),
        }
    }

    fn shown(&self, text: &str, changes: &Changes, gas: Option<&Gas>, code: &str) -> String {
        let mut out = self.set(&format!("{:>3} ", self.step), text);
        let burned_or_minted = |change: &Change| {
            if change.amount < 0 {
                "burned"
            } else {
                "minted"
            }
        };
        let holders = changes.holders.iter();
        let holders = holders.map(|change| (change.who.as_str(), change));
        let supply = changes.supply.iter();
        let supply = supply.map(|change| (burned_or_minted(change), change));
        let mut label = "money";
        for (who, change) in holders.chain(supply) {
            out.push_str(&row(label, who, change));
            label = "";
        }
        let gas = gas.filter(|gas| self.manner.verbose && gas.transactions > 0);
        let gas = gas.map(|gas| ("gas", gas.words()));
        let lines = gas.into_iter().chain([("code", code.to_string())]);
        for (label, value) in lines {
            let line = format!("      {label:<6}{value}");
            out.push_str(&self.manner.style.faint(&line));
            out.push('\n');
        }
        self.manner.style.fit(&out)
    }
}

impl Gas {
    fn words(&self) -> String {
        let all = match self.transactions {
            1 => String::new(),
            more => format!(" in {more} transactions"),
        };
        let (used, pinned) = (grouped(self.used), grouped(self.pinned));
        format!("{used}{all} ({pinned} with pinned contracts)")
    }
}

fn row(label: &str, who: &str, change: &Change) -> String {
    let sign = if change.amount < 0 { '−' } else { '+' };
    let amount = format!("{sign}{}", micro(change.amount.unsigned_abs()));
    format!("      {label:<6}{who:<12}{amount:>20} {}\n", change.unit)
}

fn money(change: &Change) -> Value {
    json!({"who": change.who, "unit": change.unit, "micro": change.amount.to_string()})
}
