//! What closing several leases and closing a whole account have in common.

use cosmwasm_std::{Api, DepsMut, Event, Response};
use tender_interfaces::escrow::{CloseReason, ClosedBy};
use tender_interfaces::events::{AccountClosed, LeaseClosed};
use tender_interfaces::orderbook::Release;
use tender_math::{dust, Checked};
use tender_types::{AccountId, LeaseId, LeaseKey};

use crate::account::{Depositor, SyncedAccount};
use crate::pay::Payouts;
use crate::release;
use crate::state::{load_paid, save_or_remove, Config, Lease, ACCOUNTS, LEASES, PAID};
use crate::ContractError;

/// An account while leases of it are closed: what is to be paid, given back and told.
#[must_use = "leases that were closed are paid by `finish`"]
pub struct Closing {
    id: AccountId,
    account: SyncedAccount,
    payouts: Payouts,
    releases: Vec<Release>,
    events: Vec<Event>,
}

impl Closing {
    /// Nothing closed yet.
    pub fn new(id: AccountId, account: SyncedAccount) -> Self {
        Self {
            id,
            account,
            payouts: Payouts::default(),
            releases: vec![],
            events: vec![],
        }
    }

    /// Ends a lease: the payee is owed whole units, the fraction that cannot be paid becomes a fee, and
    /// the ask gets its units back. Paid and fees together are what the lease cost, to the pico-unit.
    ///
    /// # Errors
    /// Rows that cannot be read, and arithmetic: they fail the message.
    pub fn close(
        &mut self,
        deps: DepsMut,
        lease: LeaseId,
        terms: &Lease,
        by: ClosedBy,
        reason: CloseReason,
    ) -> Result<(), ContractError> {
        const WHAT: &str = "the lease's statement";
        let account = self.id;
        let clock = self.account.clock();
        let before = load_paid(deps.storage, LeaseKey { account, lease }, terms.provider)?;
        let amount = terms.owed(clock, before)?;
        let paid = before.checked_add(amount).or_overflow(WHAT)?;
        let dust = dust(terms.net_rate()?, terms.opened_clock, clock)?;
        let seconds = terms.seconds(clock);
        let fees = terms.fee_rate.over(seconds).or_overflow(WHAT)?;
        let fees_pico = fees.checked_add(dust).or_overflow(WHAT)?;

        self.account.accrue_fee(dust)?;
        self.account.remove_lease(terms.rate, terms.fee_rate)?;
        let asset = self.account.account().asset;
        let payee = self.payouts.add(deps.api, asset, &terms.payee, amount)?;
        self.releases.extend(terms.ask.map(|ask| Release {
            provider: terms.provider,
            ask,
            units: terms.units,
        }));
        LEASES.remove(deps.storage, &(account, lease));
        PAID.remove(deps.storage, &(terms.provider, account, lease));
        self.push_event(LeaseClosed {
            account,
            lease,
            provider: terms.provider,
            payee,
            reason,
            by,
            seconds,
            amount,
            paid,
            fees_pico,
        });
        Ok(())
    }

    /// Gives the owner its money back, once no lease is left.
    ///
    /// # Errors
    /// Arithmetic: it fails the message.
    pub fn refund_owner(&mut self, api: &dyn Api) -> Result<(), ContractError> {
        if self.account.account().leases > 0 {
            return Ok(());
        }
        let withdrawn = self.account.withdraw_all(Depositor::Owner)?;
        let refunded = withdrawn.amount.micro_floor();
        let account = self.account.account();
        let (asset, owner) = (account.asset, &account.owner);
        self.payouts.add(api, asset, owner, refunded)?;
        self.push_event(AccountClosed {
            account: self.id,
            refunded,
            fees_pico: withdrawn.amount.fraction(),
            sponsors: self.account.balance(),
        });
        Ok(())
    }

    /// Stores the account, also one that nothing is left of: its tenant can go on with it.
    ///
    /// # Errors
    /// Only when an address cannot be read.
    pub fn finish(self, deps: DepsMut, config: &Config) -> Result<Response, ContractError> {
        ACCOUNTS.save(deps.storage, &self.id, &self.account.stored());
        self.respond(deps, config)
    }

    /// Stores the account, or removes one that nothing is left of.
    ///
    /// # Errors
    /// Arithmetic, and when an address cannot be read.
    pub fn finish_account(
        mut self,
        deps: DepsMut,
        config: &Config,
    ) -> Result<Response, ContractError> {
        let removed = save_or_remove(deps.storage, self.id, &self.account)?;
        self.events.extend(removed);
        self.respond(deps, config)
    }

    /// Payments first, then the units; the events.
    fn respond(self, deps: DepsMut, config: &Config) -> Result<Response, ContractError> {
        let payments = self.payouts.deliver(deps.as_ref(), config)?;
        let units = release::release(deps.api, config, self.releases)?;
        Ok(Response::new()
            .add_events(self.events)
            .add_submessages(payments)
            .add_submessages(units))
    }

    fn push_event(&mut self, event: impl Into<Event>) {
        self.events.push(event.into());
    }
}
