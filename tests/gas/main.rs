//! What each job costs on the committed wasm: budgets, flatness, and the committed figures.
//!
//! `TENDER_UPDATE=1` writes `artifacts/gas.json` and `docs/gas.md` anew; without it, a difference
//! fails. `TENDER_GAS_SCRIPT=FILE` writes the transactions behind the figures, for a replay on wasmd.

mod budgets;
mod cases;
mod figures;
mod flat;
mod rows;
mod script;
