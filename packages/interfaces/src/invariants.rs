//! What must always hold, asked of a contract itself.

use cosmwasm_schema::cw_serde;
use cosmwasm_std::Uint128;

/// A page of a contract's self-examination. Sums over all pages are compared with [`Total`]s of the
/// same name by the caller; a check is judged on its own page.
#[cw_serde]
pub struct InvariantsResponse {
    /// What was checked on this page.
    pub checks: Vec<Check>,
    /// Sums over the rows of this page, to be added up over all pages.
    pub sums: Vec<Total>,
    /// What the sums over all pages must equal: kept by the contract, or asked of the holder of the
    /// money. Repeated on every page.
    pub totals: Vec<Total>,
    /// Where the next page starts; `None` on the last.
    pub next: Option<String>,
}

/// One thing that must hold.
#[cw_serde]
pub struct Check {
    /// What, as a sentence.
    pub name: String,
    /// Whether it does.
    pub holds: bool,
    /// The figures behind the answer.
    pub detail: String,
}

/// A named amount.
#[cw_serde]
pub struct Total {
    /// What it is an amount of.
    pub name: String,
    /// The amount, in the unit the name says.
    pub amount: Uint128,
}
