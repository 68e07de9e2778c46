//! The independent ledger.

use std::collections::BTreeMap;

use cosmwasm_std::Addr;
use tender_types::{AccountId, LeaseId};

const PICO: u128 = 1_000_000;

/// What a lease should have earned.
#[derive(Debug)]
pub struct Line {
    /// The provider's actor name.
    pub provider: Addr,
    /// Gross pico-units per second.
    pub gross: u128,
    /// The provider's part of them.
    pub net: u128,
    /// Pico-units the provider has earned.
    pub earned: u128,
    /// Micro-units it was paid.
    pub paid: u128,
}

/// What an account should hold.
#[derive(Debug)]
pub struct Book {
    pub owner: Addr,
    /// Pico-units not spent.
    pub balance: u128,
    /// Pico-units of fees not collected.
    pub fees: u128,
    pub leases: BTreeMap<LeaseId, Line>,
    /// Who else put money in.
    pub sponsors: Vec<Addr>,
    /// Seconds of the last stretch of time that money did not last for.
    pub hungry: u64,
}

impl Book {
    pub fn new(owner: Addr) -> Self {
        let leases = BTreeMap::new();
        Self {
            owner,
            balance: 0,
            fees: 0,
            leases,
            sponsors: vec![],
            hungry: 0,
        }
    }

    /// Gross pico-units per second of all leases.
    pub fn rate(&self) -> u128 {
        self.leases.values().map(|line| line.gross).sum()
    }

    /// Opens a lease at `gross`, of which the protocol takes 2 %.
    pub fn open(&mut self, lease: LeaseId, provider: Addr, gross: u128) {
        let net = gross - gross * 200 / 10_000;
        self.leases.insert(
            lease,
            Line {
                provider,
                gross,
                net,
                earned: 0,
                paid: 0,
            },
        );
    }

    /// Lets seconds pass: all leases are paid for the same whole seconds, as long as money lasts.
    pub fn advance(&mut self, seconds: u64) {
        let rate = self.rate();
        let funded = match rate {
            0 => seconds,
            rate => u64::try_from(self.balance / rate)
                .unwrap_or(u64::MAX)
                .min(seconds),
        };
        self.balance -= rate * u128::from(funded);
        for line in self.leases.values_mut() {
            line.earned += line.net * u128::from(funded);
            self.fees += (line.gross - line.net) * u128::from(funded);
        }
        self.hungry = seconds - funded;
    }

    /// Pays a lease what it has earned, in whole micro-units.
    pub fn pay(&mut self, lease: LeaseId) -> u128 {
        let line = self
            .leases
            .get_mut(&lease)
            .expect("the lease is in the book");
        let amount = line.earned / PICO - line.paid;
        line.paid += amount;
        amount
    }

    /// Ends a lease: the fraction of a unit it has earned cannot be paid, and becomes a fee.
    pub fn close(&mut self, lease: LeaseId) -> (Addr, u128) {
        let amount = self.pay(lease);
        let line = self
            .leases
            .remove(&lease)
            .expect("the lease is in the book");
        self.fees += line.earned % PICO;
        (line.provider, amount)
    }
}

/// All accounts.
pub type Books = BTreeMap<AccountId, Book>;
