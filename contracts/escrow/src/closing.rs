//! What the messages that end leases have in common.

use cosmwasm_std::{Deps, DepsMut, Event, Response};
use tender_interfaces::escrow::AccountRow;
use tender_interfaces::events::{AccountClosed, LeaseClosed};
use tender_interfaces::orderbook::{Again, Release};
use tender_types::{AccountId, AssetIndex, Micro};

use crate::account::{Depositor, SyncedAccount};
use crate::pay::Payouts;
use crate::release;
use crate::settle::{settle, Ending, Statement};
use crate::standing::{Phase, Standing};
use crate::state::{forfeit, row_of, Config, GANGS, LEASES, RUNS};
use crate::ContractError;

/// Leases that one message ends: what is to be paid, given back and told.
#[derive(Default)]
#[must_use = "leases that were closed are paid by `respond`"]
pub struct Closing {
    payouts: Payouts,
    releases: Vec<Release>,
    events: Vec<Event>,
}

impl Closing {
    /// Ends a lease of `account`: settles it, and what it held goes back. Its gang, if it waits for
    /// one, is closed by [`Closing::close_waiting`].
    ///
    /// # Errors
    /// Rows that cannot be read, and arithmetic: they fail the message.
    pub fn close(
        &mut self,
        deps: DepsMut,
        account: &mut SyncedAccount,
        standing: Standing,
        ending: Ending,
    ) -> Result<(), ContractError> {
        let statement = settle(account, &standing, ending)?;
        let Standing { key, lease, phase } = &standing;
        match phase {
            Phase::Pending | Phase::Ready => account.unreserve(key.lease, lease.rate)?,
            Phase::Running(_) => {
                account.remove_lease(lease.rate, lease.fee_rate)?;
                RUNS.remove(deps.storage, &(key.account, key.lease));
            }
        }
        LEASES.remove(deps.storage, &row_of(*key));
        let asset = account.row().asset;
        if statement.forfeited.0 > 0 {
            forfeit(deps.storage, asset, statement.forfeited)?;
        }
        self.tell_closed(deps.as_ref(), asset, &standing, ending, &statement)?;
        self.add_release(deps.as_ref(), account, standing, ending, &statement)
    }

    /// Ends leases of `account` that have not begun and were to begin together, or one alone, each as
    /// `judge` says.
    ///
    /// # Errors
    /// As [`Closing::close`].
    pub fn close_waiting(
        &mut self,
        mut deps: DepsMut,
        account: &mut SyncedAccount,
        legs: Vec<Standing>,
        judge: impl Fn(&Standing) -> Ending,
    ) -> Result<(), ContractError> {
        let first = legs.first();
        if let Some((id, gang)) = first.and_then(|leg| Some((leg.key.account, leg.gang()?))) {
            GANGS.remove(deps.storage, &(id, gang));
        }
        for leg in legs {
            let ending = judge(&leg);
            self.close(deps.branch(), account, leg, ending)?;
        }
        Ok(())
    }

    /// Gives the owner its money back, once no lease is left.
    ///
    /// # Errors
    /// Arithmetic: it fails the message.
    pub fn refund_owner(
        &mut self,
        deps: Deps,
        id: AccountId,
        account: &mut SyncedAccount,
    ) -> Result<(), ContractError> {
        if !account.is_idle() {
            return Ok(());
        }
        let withdrawn = account.withdraw_all(Depositor::Owner)?;
        let refunded = withdrawn.amount.micro_floor();
        let AccountRow { asset, owner, .. } = account.row();
        self.payouts.add(deps.api, *asset, owner, refunded)?;
        self.tell(AccountClosed {
            account: id,
            refunded,
            fees_pico: withdrawn.amount.fraction(),
            sponsors: account.balance(),
        });
        Ok(())
    }

    /// Tells something in its turn.
    pub fn tell(&mut self, event: impl Into<Event>) {
        self.events.push(event.into());
    }

    /// Payments first, then what was held; the events.
    ///
    /// # Errors
    /// Only when a row or an address cannot be read.
    pub fn respond(self, deps: Deps, config: &Config) -> Result<Response, ContractError> {
        let payments = self.payouts.deliver(deps, config)?;
        let releases = release::release(deps.api, config, &self.releases)?;
        Ok(Response::new()
            .add_events(self.events)
            .add_submessages(payments)
            .add_submessages(releases))
    }

    fn tell_closed(
        &mut self,
        deps: Deps,
        asset: AssetIndex,
        standing: &Standing,
        ending: Ending,
        statement: &Statement,
    ) -> Result<(), ContractError> {
        let Standing { key, lease, .. } = standing;
        let payees = &mut self.payouts;
        let payee = payees.add(deps.api, asset, &lease.payee, statement.amount)?;
        self.tell(LeaseClosed {
            account: key.account,
            lease: key.lease,
            provider: key.provider,
            payee,
            reason: ending.reason,
            by: ending.by,
            seconds: statement.seconds,
            amount: statement.amount,
            paid: statement.paid,
            fees_pico: statement.fees,
            forfeited_pico: statement.forfeited,
        });
        Ok(())
    }

    fn add_release(
        &mut self,
        deps: Deps,
        account: &SyncedAccount,
        standing: Standing,
        ending: Ending,
        statement: &Statement,
    ) -> Result<(), ContractError> {
        let AccountRow { asset, owner, .. } = account.row();
        let Standing { key, lease, phase } = standing;
        let fees = match *asset {
            AssetIndex::CREDIT => statement.fees.micro_floor(),
            _ => Micro::ZERO,
        };
        let again = match phase {
            Phase::Running(_) => None,
            Phase::Pending | Phase::Ready => Some(Again {
                digest: lease.digest,
                rematch: lease.rematch,
                slot: lease.slot,
            }),
        };
        self.releases.push(Release {
            lease: key,
            draw: lease.draw,
            reason: ending.reason,
            by: ending.by,
            fees,
            tenant: self.payouts.address(deps.api, owner)?,
            again,
        });
        Ok(())
    }
}
