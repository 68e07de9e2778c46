//! The rows of the equilibrium, one letter each.
//!
//! | key | value | written by |
//! | --- | --- | --- |
//! | `b` address | [`Balance`]: a holder's micro-ACT, never zero | every move of credit |
//! | `L` | [`Ledger`]: totals since the beginning | `Receive`, `Redeem`, `Burn` |
//! | `C` | [`Config`]: addresses, parameters, what is paused | `UpdateParams`, `UpdateLinks`, `Admin` |
//! | `O` | who holds the roles | `Admin` |
//! | `contract_info` | cw2, JSON | `instantiate`, `migrate` |
//!
//! Retired letters: none. A letter is never given to another kind of row.
//!
//! Always: the balances add up to minted − redeemed − burned, in ACT; uncovered ≤ minted ≤
//! burned + uncovered, in AKT.

use cosmwasm_std::CanonicalAddr;
use tender_guard::Admin;
use tender_interfaces::admin::Pauses;
use tender_interfaces::bme::{ExecuteMsg, Params};
use tender_storage::{packed, RowItem, RowMap};
use tender_types::{Act, Akt};

/// Credit of each holder.
pub const BALANCES: RowMap<CanonicalAddr, Balance> = RowMap::new(b'b');

/// Totals since the beginning.
pub const LEDGER: RowItem<Ledger> = RowItem::new(b'L');

/// One row, because a transfer needs the suite and the pauses, and a mint needs all of it.
pub const CONFIG: RowItem<Config> = RowItem::new(b'C');

/// Who administers, and what is paused.
pub const ADMIN: Admin<Config> = Admin::new(&CONFIG, ExecuteMsg::CLASSES);

/// A holder's credit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Balance {
    /// Above zero.
    pub amount: Act,
}
packed!(Row 1 "balance": Balance { amount });

/// Totals since the beginning. None ever falls.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    /// Minted for AKT.
    pub act_minted: Act,
    /// Burned for AKT.
    pub act_redeemed: Act,
    /// Burned for nothing: fees and gifts.
    pub act_burned: Act,
    /// Burned for credit, or as collateral.
    pub akt_burned: Akt,
    /// Minted on redemption.
    pub akt_minted: Akt,
    /// Of that, what no burned AKT stood behind: inflation. What stands behind the credit
    /// now is burned − (minted − uncovered).
    pub akt_uncovered: Akt,
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
    /// What is paused.
    pub pauses: Pauses,
}
packed!(Row 1 "config": Config { token, oracle, suite, params, pauses });

impl tender_guard::Config for Config {
    fn pauses(&self) -> &Pauses {
        &self.pauses
    }

    fn pauses_mut(&mut self) -> &mut Pauses {
        &mut self.pauses
    }
}

impl Config {
    /// Whether `address` is a contract of the suite.
    pub fn in_suite(&self, address: &CanonicalAddr) -> bool {
        self.suite.contains(address)
    }
}
