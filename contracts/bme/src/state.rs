//! The rows of the equilibrium, one letter each.
//!
//! | key | value | written by |
//! | --- | --- | --- |
//! | `b` address | [`Balance`]: a holder's micro-ACT, never zero | every move of credit |
//! | `L` | [`Ledger`]: totals since the beginning | `Receive`, `Redeem`, `Burn` |
//! | `C` | [`Config`]: addresses, parameters, what is paused | `UpdateConfig`, `Pause`, `Unpause` |
//! | `O` | roles, JSON | `Role` |
//! | `contract_info` | cw2, JSON | `instantiate`, `migrate` |
//!
//! Always: the balances add up to minted − redeemed − burned, in ACT; uncovered ≤ minted ≤
//! burned + uncovered, in AKT.

use cosmwasm_std::{CanonicalAddr, Uint128};
use tender_guard::Roles;
use tender_interfaces::bme::Params;
use tender_interfaces::roles::Paused;
use tender_storage::{packed, RowItem, RowMap};

/// Credit of each holder.
pub const BALANCES: RowMap<CanonicalAddr, Balance> = RowMap::new(b'b');

/// Totals since the beginning.
pub const LEDGER: RowItem<Ledger> = RowItem::new(b'L');

/// One row, because a transfer needs the suite and the pauses, and a mint needs all of it.
pub const CONFIG: RowItem<Config> = RowItem::new(b'C');

/// Owner and guardian.
pub const ROLES: Roles = Roles::new("O");

/// A holder's credit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Balance {
    /// Micro-ACT, above zero.
    pub amount: Uint128,
}
packed!(Row 1 "balance": Balance { amount });

/// Totals since the beginning. None ever falls.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    /// Micro-ACT minted.
    pub act_minted: Uint128,
    /// Micro-ACT burned for AKT.
    pub act_redeemed: Uint128,
    /// Micro-ACT burned for nothing.
    pub act_burned: Uint128,
    /// Micro-AKT burned for credit.
    pub akt_burned: Uint128,
    /// Micro-AKT minted on redemption.
    pub akt_minted: Uint128,
    /// Of that, micro-AKT that no burned AKT stood behind: inflation. What stands behind the credit
    /// now is burned − (minted − uncovered).
    pub akt_uncovered: Uint128,
}
packed!(Row 1 "ledger": Ledger {
    act_minted,
    act_redeemed,
    act_burned,
    akt_burned,
    akt_minted,
    akt_uncovered,
});

/// How the equilibrium is set up.
#[derive(Clone, Debug, PartialEq)]
pub struct Config {
    /// AKT. Never changes: its history is in the ledger.
    pub token: CanonicalAddr,
    /// The price.
    pub oracle: CanonicalAddr,
    /// Contracts that credit may move to and from; the first is `escrow`.
    pub suite: Vec<CanonicalAddr>,
    /// Parameters.
    pub params: Params,
    /// Paused classes.
    pub paused: Paused,
}
packed!(Row 1 "config": Config { token, oracle, suite, params, paused });
