//! What a lease cost, to the unit: deposited = paid + fees + burned + refunded.

use cosmwasm_std::Event;
use serde_json::{json, Value};
use tender_interfaces::events;
use tender_types::{AccountId, LeaseKey, Rate, Seconds};

use super::error::DemoError;
use crate::units::{micro, per_hour, span};

/// How a lease was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// The cheapest of providers that were named.
    Card,
    /// The cheapest standing offer.
    Book,
    /// The lowest bid.
    Auction,
}

impl Way {
    /// In a word.
    pub fn name(self) -> &'static str {
        match self {
            Self::Card => "card",
            Self::Book => "book",
            Self::Auction => "auction",
        }
    }

    /// In two or three.
    pub fn phrase(self) -> &'static str {
        match self {
            Self::Card => "by card",
            Self::Book => "from the book",
            Self::Auction => "by auction",
        }
    }
}

/// A lease that ended, and its account. Micro-ACT.
#[derive(Clone, Debug)]
pub struct Receipt {
    /// The group of the file.
    pub group: String,
    /// How it was found.
    pub way: Way,
    /// Which lease.
    pub lease: LeaseKey,
    /// Who served it.
    pub provider: &'static str,
    /// What everything costs.
    pub rate: Rate,
    /// Funded seconds.
    pub seconds: Seconds,
    /// Paid in by everybody.
    pub deposited: u128,
    /// Paid to the provider.
    pub paid: u128,
    /// Fees to the treasury.
    pub fees: u128,
    /// Fees burned.
    pub burned: u128,
    /// Back to those who paid in.
    pub refunded: u128,
}

impl Receipt {
    /// An empty one.
    pub fn new(group: &str, way: Way, lease: LeaseKey, provider: &'static str) -> Self {
        Self {
            group: group.to_string(),
            way,
            lease,
            provider,
            rate: Rate::ZERO,
            seconds: Seconds::ZERO,
            deposited: 0,
            paid: 0,
            fees: 0,
            burned: 0,
            refunded: 0,
        }
    }

    /// Adds what an event says of this lease or its account.
    pub fn add(&mut self, event: &Event) {
        let own = |account: AccountId| account == self.lease.account;
        if let Ok(event) = events::AccountOpened::try_from(event) {
            if own(event.account) {
                self.deposited += event.balance.0;
            }
        } else if let Ok(event) = events::Deposited::try_from(event) {
            if own(event.account) {
                self.deposited += event.amount.0;
            }
        } else if let Ok(event) = events::LeasePaid::try_from(event) {
            if own(event.account) {
                self.paid += event.amount.0;
            }
        } else if let Ok(event) = events::DepositWithdrawn::try_from(event) {
            if own(event.account) {
                self.refunded += event.amount.0;
            }
        } else if let Ok(event) = events::AccountClosed::try_from(event) {
            if own(event.account) {
                self.refunded += event.refunded.0;
            }
        } else if let Ok(event) = events::LeaseClosed::try_from(event) {
            if own(event.account) {
                self.paid += event.amount.0;
            }
            if own(event.account) && event.lease == self.lease.lease {
                self.seconds = event.seconds;
            }
        } else if let Ok(event) = events::LeaseOpened::try_from(event) {
            if own(event.account) && event.lease == self.lease.lease {
                self.rate = event.rate;
            }
        }
    }

    /// Adds how the fees were split, which is of this account only.
    pub fn add_fees(&mut self, events: &[Event]) {
        let splits = events.iter().map(events::FeesSplit::try_from);
        for split in splits.flatten() {
            self.burned += split.burned.0;
            self.fees += split.treasury.0;
        }
    }

    /// Everything that came in went out, and nothing is left in the escrow.
    pub fn verify(&self, left: u128) -> Result<(), DemoError> {
        let out = self.paid + self.fees + self.burned + self.refunded;
        if out == self.deposited && left == 0 {
            Ok(())
        } else {
            Err(DemoError::Receipt {
                lease: self.lease.to_string(),
                detail: format!("{self:?}, and the escrow holds {left} micro-ACT"),
            })
        }
    }

    /// As JSON.
    pub fn json(&self) -> Value {
        json!({"kind": "receipt", "lease": self.lease.to_string(), "account": self.lease.account,
            "group": self.group, "way": self.way.name(), "provider": self.provider,
            "seconds": self.seconds, "usd_per_hour": per_hour(self.rate).replace('$', ""),
            "micro_act": {"deposited": self.deposited.to_string(), "paid": self.paid.to_string(),
                "fees": self.fees.to_string(), "burned": self.burned.to_string(),
                "refunded": self.refunded.to_string()}})
    }
}

/// Receipts of one group for people, a column each.
pub fn table(receipts: &[&Receipt]) -> String {
    let column = |of: &dyn Fn(&Receipt) -> String| -> Vec<String> {
        receipts.iter().map(|one| of(one)).collect()
    };
    let amount = |of: fn(&Receipt) -> u128| column(&|one| micro(of(one)));
    let rows = [
        ("ACT", column(&|one| one.way.phrase().to_string())),
        ("lease", column(&|one| one.lease.to_string())),
        ("provider", column(&|one| one.provider.to_string())),
        ("service", column(&|one| span(one.seconds))),
        ("an hour", column(&|one| per_hour(one.rate))),
        ("deposited", amount(|one| one.deposited)),
        ("= paid to the provider", amount(|one| one.paid)),
        ("+ fees to the treasury", amount(|one| one.fees)),
        ("+ fees burned", amount(|one| one.burned)),
        ("+ refunded", amount(|one| one.refunded)),
    ];
    let line = |(what, columns): &(&str, Vec<String>)| {
        let columns: String = columns.iter().map(|text| format!("{text:>17}")).collect();
        format!("      {what:<22}{columns}\n")
    };
    rows.iter().map(line).collect()
}
