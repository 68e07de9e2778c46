//! What a lease cost, to the unit: deposited = paid + fees + burned + refunded.

use cosmwasm_std::Event;
use serde_json::{json, Value};
use tender_interfaces::events;
use tender_market::text::quoted;
use tender_types::{AccountId, ClassId, LeaseKey, Rate, Seconds};

use super::error::DemoError;
use crate::units::{micro, per_hour, span, unit_name};

/// How a lease was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// The cheapest standing ask.
    Book,
    /// The lowest bid.
    Auction,
}

impl Way {
    /// In a word.
    pub fn name(self) -> &'static str {
        match self {
            Self::Book => "book",
            Self::Auction => "auction",
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
    /// What was leased.
    pub class: String,
    /// How much of it.
    pub units: u32,
    /// What all units cost.
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
            class: String::new(),
            units: 0,
            rate: Rate::ZERO,
            seconds: Seconds::ZERO,
            deposited: 0,
            paid: 0,
            fees: 0,
            burned: 0,
            refunded: 0,
        }
    }

    /// Adds what an event says of this lease or its account. Gives the class, where it was opened.
    pub fn add(&mut self, event: &Event) -> Option<ClassId> {
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
                self.seconds = event.seconds;
            }
        } else if let Ok(event) = events::LeaseOpened::try_from(event) {
            if event.lease == self.lease.lease {
                self.units = event.units;
                self.rate = event.rate;
                return Some(event.class);
            }
        }
        None
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
                lease: self.lease.lease.to_string(),
                detail: format!("{self:?}, and the escrow holds {left} micro-ACT"),
            })
        }
    }

    /// What one unit cost.
    pub fn unit_rate(&self) -> Rate {
        Rate(self.rate.0 / u128::from(self.units.max(1)))
    }

    /// For people.
    pub fn text(&self) -> String {
        let mut text = format!(
            "    lease {} ({}, group {}): {} × {} from {}\n    {} of service at {} per {}\n",
            self.lease.lease,
            self.way.name(),
            quoted(&self.group),
            self.units,
            self.class,
            self.provider,
            span(self.seconds),
            per_hour(self.unit_rate()),
            unit_name(&self.class),
        );
        let rows = [
            ("deposited", self.deposited),
            ("= paid to the provider", self.paid),
            ("+ fees to the treasury", self.fees),
            ("+ fees burned", self.burned),
            ("+ refunded", self.refunded),
        ];
        for (what, amount) in rows {
            text.push_str(&format!("      {what:<24}{:>18} ACT\n", micro(amount)));
        }
        text.push('\n');
        text
    }

    /// As JSON.
    pub fn json(&self) -> Value {
        json!({"kind": "receipt", "lease": self.lease.lease, "account": self.lease.account,
            "group": self.group, "way": self.way.name(), "provider": self.provider,
            "class": self.class, "units": self.units, "seconds": self.seconds,
            "usd_per_unit_hour": per_hour(self.unit_rate()).trim_start_matches('$'),
            "micro_act": {"deposited": self.deposited.to_string(), "paid": self.paid.to_string(),
                "fees": self.fees.to_string(), "burned": self.burned.to_string(),
                "refunded": self.refunded.to_string()}})
    }
}
