//! Units taken from one ask, and the lease that they become.

use cosmwasm_std::{Api, StdResult, Storage};
use tender_interfaces::escrow::NewLease;
use tender_interfaces::events::AskChanged;
use tender_market::matching::Eligible;
use tender_types::LeaseId;

use crate::book::{self, StandingAsk};

/// Units to be taken from one ask.
#[derive(Debug)]
pub struct Fill {
    pub standing: StandingAsk,
    pub eligible: Eligible,
    /// At most the units that are free.
    pub units: u32,
}

impl Fill {
    /// As much of `wanted` units as the ask has.
    pub fn new(standing: StandingAsk, eligible: Eligible, wanted: u32) -> Self {
        Self {
            units: standing.ask.free.min(wanted),
            standing,
            eligible,
        }
    }

    /// Takes the units out of the ask.
    pub fn take(&mut self, store: &mut dyn Storage) -> AskChanged {
        let free = self.standing.ask.free.saturating_sub(self.units);
        book::set_free(store, &mut self.standing, free);
        self.standing.changed()
    }

    /// The lease that the units become, at the ask's rate.
    pub fn lease(&self, api: &dyn Api, lease: LeaseId) -> StdResult<NewLease> {
        let standing = &self.standing;
        Ok(NewLease {
            lease,
            provider: standing.ask.provider,
            payee: api.addr_humanize(&self.eligible.payee)?.into(),
            class: standing.class,
            units: self.units,
            rate: standing.rate,
            ask: Some(standing.ask.id),
            tier: self.eligible.tier,
        })
    }
}
