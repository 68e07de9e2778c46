//! `tender demo`: a whole market, from deploying its contracts to everybody leaving.
//!
//! The story is told in acts: `opening` (contracts, price, providers, asks), `tenancy` (each group of
//! the file, from the `book` and by `auction`), `leaving`. `teller` prints what happened and follows
//! the money; `receipt` adds every lease up to the unit.

mod auction;
mod book;
mod explain;
mod leaving;
mod market;
mod money;
mod opening;
mod receipt;
mod stage;
mod teller;
mod tenancy;

use std::io::{IsTerminal, Write};

use tender_market::sdl::{Parsed, Source};
use tender_testkit::{Codes, World};
use thiserror::Error;

use crate::check::{refusal, Answer};
use crate::clouds;
use crate::style::Style;
use stage::Stage;
use teller::Teller;

/// The project's own example.
const EXAMPLE: &str = include_str!("../../examples/llm.yaml");

/// Where it is.
const EXAMPLE_NAME: &str = "packages/cli/examples/llm.yaml";

/// What the reader should know before the first act.
const INTRODUCTION: &str = "\
    A whole market in this process: the contracts are the committed WebAssembly, and gas is what \
    wasmd would charge. For every step: who did what, whose money changed, the gas, and the file to \
    read. ana is the tenant; audrey the auditor; ben, bea, bob, bix and bru are providers; sue \
    sponsors; cat passes by; gov governs; genesis sells AKT.";

/// What the tenant wants.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Name of the file.
    pub name: String,
    /// The file.
    pub text: Vec<u8>,
    /// What it asks for.
    pub parsed: Parsed,
}

/// Why the demonstration stopped. None of these is the tenant's fault.
#[derive(Debug, Error)]
pub enum DemoError {
    /// A transaction of the story was refused.
    #[error("{what} was refused: {error}\nthis is a defect of the contracts or of the story: please report it with the file you gave")]
    Refused {
        /// What was tried.
        what: String,
        /// What the contract said.
        error: String,
    },
    /// Money appeared or disappeared.
    #[error("the money of step {step} does not add up: accounts changed by {changed} micro-{unit}, the supply by {supply}\nplease report it")]
    Money {
        /// Which step.
        step: u32,
        /// AKT or ACT.
        unit: &'static str,
        /// Sum over all accounts.
        changed: i128,
        /// Change of the supply.
        supply: i128,
    },
    /// A receipt does not add up.
    #[error("the receipt of lease {lease} does not add up: {detail}\nplease report it")]
    Receipt {
        /// Which lease.
        lease: String,
        /// The figures.
        detail: String,
    },
    /// Something that must always hold does not.
    #[error("these do not hold:\n{0}\nplease report it")]
    Invariants(String),
    /// The reference prices cannot be read.
    #[error("packages/cli/data/clouds.toml: {0}")]
    Clouds(#[from] toml::de::Error),
    /// The output is gone.
    #[error("cannot print: {0}")]
    Print(#[from] std::io::Error),
}

impl Plan {
    /// The project's own example.
    ///
    /// # Errors
    /// Never, while the example is right.
    pub fn example() -> Result<Self, Answer> {
        Self::read(EXAMPLE_NAME, EXAMPLE.as_bytes(), false, Style::PLAIN)
    }

    /// A tenant's file.
    ///
    /// # Errors
    /// The answer of `tender sdl check` when it is wrong.
    pub fn read(name: &str, text: &[u8], json: bool, style: Style) -> Result<Self, Answer> {
        let source = Source::of(text);
        match source.parse() {
            Ok(parsed) => Ok(Self {
                name: name.to_string(),
                text: text.to_vec(),
                parsed,
            }),
            Err(refused) => Err(refusal(name, &source, &refused, json, style)),
        }
    }
}

/// Runs the story on `codes` and prints it to `out`.
///
/// # Errors
/// When something that must hold does not; see [`DemoError`].
pub fn run(
    codes: &dyn Codes,
    plan: &Plan,
    json: bool,
    style: Style,
    out: &mut dyn Write,
) -> Result<(), DemoError> {
    let clouds = clouds::Clouds::read()?;
    progress("deploying the contracts");
    let world = World::new(codes);
    let mut teller = Teller::new(out, json, style);
    teller.say(INTRODUCTION)?;
    let mut stage = Stage::new(world, teller);
    opening::open(&mut stage)?;
    progress("renting");
    tenancy::rent_all(&mut stage, plan)?;
    progress("closing the market");
    leaving::leave(&mut stage)?;
    receipt::print_all(&mut stage)?;
    stage.compare(&clouds)?;
    stage.finish()
}

/// Progress, on standard error, if somebody looks.
fn progress(what: &str) {
    let mut err = std::io::stderr();
    if err.is_terminal() {
        // Who closed it does not want to know.
        let _ = writeln!(err, "… {what}");
    }
}
