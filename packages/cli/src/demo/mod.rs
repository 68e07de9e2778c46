//! `tender demo`: a whole market, from deploying its contracts to everybody leaving.
//!
//! The story is told in acts: `opening` (contracts, price, catalog, providers), `tenancy` (each group of
//! the file, by `card`, from the `book` and by `auction`), `leaving`, `closing`. Below them are what
//! several acts do (`lease`, `fault`, `registry`, `explain` with its `words`) and the `stage` with its
//! `teller`, which prints and follows the money; below these are data (`market`, `cast`, `hardware`,
//! `wanted`, `totals`, `rented`, `receipt`, `held`, `gas`) and `deeds`, the only place that knows the
//! messages of the contracts. No file needs one that needs it.

mod auction;
mod book;
mod card;
mod cast;
mod closing;
mod deeds;
mod error;
mod explain;
mod fault;
mod gas;
mod hardware;
mod held;
mod lease;
mod leaving;
mod market;
mod money;
mod opening;
mod plan;
mod receipt;
mod registry;
mod rented;
mod stage;
mod teller;
mod tenancy;
mod totals;
mod wanted;
mod words;

use std::io::{IsTerminal, Write};

use tender_testkit::{Codes, World};

use crate::clouds::Clouds;
use stage::Stage;
use teller::Teller;

pub use error::DemoError;
pub use plan::Plan;
pub use teller::Manner;

/// What the reader should know before the first act.
const INTRODUCTION: &str = "\
    A whole market in this process: the contracts are the committed WebAssembly, and gas is what \
    wasmd would charge. For every step: who did what, whose money changed, and the file to read. \
    As on Akash, each group of a deployment becomes an order for one provider, whole and as written; \
    here it is rented in every way that it can be. \
    ana is the tenant; ben, bea, bob, bix, bru and sid are providers; audrey is the auditor; sue \
    sponsors; cat passes by; gov governs; genesis sells AKT.";

/// Runs the story on `codes` and prints it to `out`. Gives the number of groups of the file that
/// nobody serves.
///
/// # Errors
/// When something that must hold does not; see [`DemoError`].
pub fn run(
    codes: &dyn Codes,
    plan: &Plan,
    manner: Manner,
    out: &mut dyn Write,
) -> Result<u32, DemoError> {
    let clouds = Clouds::read()?;
    progress("deploying the contracts");
    let world = World::with(codes, market::settings());
    let mut teller = Teller::new(out, manner);
    teller.say(INTRODUCTION)?;
    let mut stage = Stage::new(world, teller);
    opening::open(&mut stage)?;
    progress("renting");
    tenancy::rent_all(&mut stage, plan)?;
    progress("closing the market");
    leaving::leave(&mut stage)?;
    closing::close(&mut stage, &clouds)?;
    Ok(stage.unserved)
}

/// Progress, on standard error, if somebody looks.
fn progress(what: &str) {
    let mut err = std::io::stderr();
    if err.is_terminal() {
        // Who closed it does not want to know.
        let _ = writeln!(err, "… {what}");
    }
}
