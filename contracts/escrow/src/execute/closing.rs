//! What closing one lease, several or a whole account have in common.

use cosmwasm_std::{Deps, Event, Storage, SubMsg};
use tender_interfaces::escrow::{CloseReason, ClosedBy};
use tender_interfaces::events::{AccountRemoved, LeaseClosed};
use tender_interfaces::orderbook::Release;
use tender_math::{dust, MathError};
use tender_types::{AccountId, LeaseId, Pico, Seconds};

use crate::account::Live;
use crate::execute::release;
use crate::pay::Payouts;
use crate::state::{add_to_pot, Config, Lease, ACCOUNTS, LEASES, OWNED, PAID};
use crate::ContractError;

/// An account while leases of it are closed: what is to be paid, given back and told.
pub struct Closing {
    id: AccountId,
    /// The account as of now.
    pub live: Live,
    /// What is owed to payees.
    pub payouts: Payouts,
    releases: Vec<Release>,
    events: Vec<Event>,
}

impl Closing {
    /// Nothing closed yet.
    pub fn new(id: AccountId, live: Live) -> Self {
        Self {
            id,
            live,
            payouts: Payouts::default(),
            releases: vec![],
            events: vec![],
        }
    }

    /// Ends a lease: the payee is owed whole units, the fraction that cannot be paid becomes a fee, and
    /// the ask gets its units back. Paid and fees together are what the lease cost, to the pico-unit.
    pub fn close(
        &mut self,
        store: &mut dyn Storage,
        id: LeaseId,
        lease: &Lease,
        by: ClosedBy,
        reason: CloseReason,
    ) -> Result<(), ContractError> {
        let clock = self.live.account.stream.clock;
        let key = (lease.provider, self.id, id);
        let paid = PAID.load(store, &key)?.micro;
        let owed = lease.owed(clock, paid)?;
        let dust = dust(lease.net_rate()?, lease.opened_clock, clock)?;

        self.live.keep(dust)?;
        self.live.remove_lease(lease.rate, lease.fee_rate)?;
        self.payouts
            .add(self.live.account.asset, &lease.payee, owed)?;
        self.releases.extend(lease.ask.map(|ask| Release {
            provider: lease.provider,
            ask,
            units: lease.units,
        }));

        LEASES.remove(store, &(self.id, id));
        PAID.remove(store, &key);
        let seconds = lease.seconds(clock);
        let overflow = || MathError::Overflow {
            what: "the lease's statement",
        };
        let fees = lease.fee_rate.u128().checked_mul(u128::from(seconds));
        let fees = fees.and_then(|fees| fees.checked_add(dust.0));
        self.events.push(
            LeaseClosed {
                account: self.id,
                lease: id,
                provider: lease.provider,
                reason: reason_name(reason).to_string(),
                by: by_name(by).to_string(),
                seconds,
                amount: owed,
                paid: paid.checked_add(owed).map_err(|_| overflow())?,
                fees_pico: fees.ok_or_else(overflow)?.into(),
            }
            .into(),
        );
        Ok(())
    }

    /// Adds an event behind those of the leases.
    pub fn tell(&mut self, event: impl Into<Event>) {
        self.events.push(event.into());
    }

    /// Payments first, then the units; the events.
    pub fn finish(
        self,
        deps: Deps,
        config: &Config,
    ) -> Result<(Vec<SubMsg>, Vec<Event>), ContractError> {
        let mut messages = self.payouts.deliver(deps, config)?;
        messages.extend(release::release(deps.api, config, self.releases)?);
        Ok((messages, self.events))
    }
}

/// Writes the account, or removes one that nothing is left of: fractions of a unit that are nobody's
/// become fees, so that in the end the escrow holds nothing it cannot pay out.
pub fn store_or_remove(
    store: &mut dyn Storage,
    id: AccountId,
    live: &Live,
) -> Result<Option<Event>, ContractError> {
    if !live.is_empty() {
        ACCOUNTS.save(store, &id, &live.stored());
        return Ok(None);
    }
    let Pico(residue) = live.residue()?;
    add_to_pot(store, live.account.asset, Pico(residue))?;
    ACCOUNTS.remove(store, &id);
    OWNED.remove(store, &(live.account.owner.clone(), id));
    let event = AccountRemoved {
        account: id,
        fees_pico: residue.into(),
    };
    Ok(Some(event.into()))
}

/// The refusal of a third party that is early.
pub fn not_overdue(account: AccountId, live: &Live, grace: Seconds) -> ContractError {
    let closable_at = live.runs_out_at().map(|at| at.saturating_add(grace));
    ContractError::NotOverdue {
        account,
        closable_at,
    }
}

fn reason_name(reason: CloseReason) -> &'static str {
    match reason {
        CloseReason::Done => "done",
        CloseReason::NotServed => "not_served",
        CloseReason::Unstable => "unstable",
        CloseReason::Decommission => "decommission",
        CloseReason::NoManifest => "no_manifest",
        CloseReason::Unspecified => "unspecified",
        CloseReason::Starved => "starved",
    }
}

fn by_name(by: ClosedBy) -> &'static str {
    match by {
        ClosedBy::Tenant => "tenant",
        ClosedBy::Provider => "provider",
        ClosedBy::Anyone => "anyone",
    }
}
