//! Leases: started, paid, ended.

use tender_interfaces::escrow::CloseReason;
use tender_interfaces::events::{LeasePassedOver, LeaseStarted};
use tender_types::LeaseKey;

use super::{one_of, Player};
use crate::action::Ending;
use crate::books::Start;

impl Player {
    pub(super) fn start(&mut self, lease: usize) -> Option<()> {
        let lease = one_of(&self.leases(true), lease)?;
        self.start_one(lease)
    }

    /// Every provider starts what waits for it.
    pub(super) fn start_all(&mut self) -> Option<()> {
        let mut any = None;
        for lease in self.leases(true) {
            // One that could not be paid may have ended others.
            let book = self.books.get(&lease.account);
            if book.is_some_and(|book| book.leases.contains_key(&lease.lease)) {
                any = self.start_one(lease).or(any);
            }
        }
        any
    }

    fn start_one(&mut self, lease: LeaseKey) -> Option<()> {
        let provider = self.address_of(lease.provider);
        let started = self.world.start(&provider, &[lease]);
        // It waits for others, and is ready already.
        let started = self.expected(started, &["escrow/already_started"])?;
        let outcome = self.book(lease.account).start(lease.lease);
        let events = started.events.iter();
        let told: Vec<LeaseStarted> = events
            .filter_map(|event| LeaseStarted::try_from(event).ok())
            .collect();
        match outcome {
            Start::Ready => assert_eq!((told.len(), told[0].begun), (1, false)),
            Start::Unfunded(legs) => {
                assert!(told.is_empty());
                self.hear(&started);
                let book = &self.books[&lease.account];
                assert!(legs.iter().all(|leg| !book.leases.contains_key(leg)));
                return None;
            }
            Start::Begun(legs, back) => {
                let begun: Vec<_> = told.iter().map(|event| event.lease).collect();
                assert_eq!(begun, legs, "leases that begin");
                assert!(told
                    .iter()
                    .all(|event| event.begun && event.billed.0 == back));
            }
        }
        Some(())
    }

    pub(super) fn decline(&mut self, lease: usize) -> Option<()> {
        let lease = one_of(&self.leases(true), lease)?;
        let provider = self.address_of(lease.provider);
        let closed = self
            .world
            .close_lease(&provider, lease, CloseReason::Declined);
        self.hear(&closed.expect("a provider declines"));
        Some(())
    }

    pub(super) fn cancel_lease(&mut self, lease: usize) -> Option<()> {
        let lease = one_of(&self.leases(true), lease)?;
        let owner = self.books[&lease.account].owner.clone();
        let closed = self
            .world
            .close_lease(&owner, lease, CloseReason::Cancelled);
        self.hear(&closed.expect("a tenant cancels"));
        Some(())
    }

    pub(super) fn close_late(&mut self, lease: usize) -> Option<()> {
        let lease = one_of(&self.leases(true), lease)?;
        let stranger = self.stranger();
        let closed = self
            .world
            .close_lease(&stranger, lease, CloseReason::NotStarted);
        // One that is ready is never late.
        let refusals = [
            "escrow/not_late",
            "escrow/not_overdue",
            "escrow/wrong_reason",
        ];
        let closed = self.expected(closed, &refusals)?;
        let line = &self.books[&lease.account].leases[&lease.lease];
        assert!(
            self.now() >= line.opened_at + line.start_within,
            "closed too early"
        );
        self.hear(&closed);
        Some(())
    }

    pub(super) fn close_lease(&mut self, lease: usize, how: Ending) -> Option<()> {
        let lease = one_of(&self.leases(false), lease)?;
        let sender = match how.by_tenant() {
            true => self.books[&lease.account].owner.clone(),
            false => self.address_of(lease.provider),
        };
        let reason = match how {
            Ending::Done => CloseReason::Done,
            Ending::NotServed => CloseReason::NotServed,
            Ending::Unstable => CloseReason::Unstable,
        };
        let closed = self.world.close_lease(&sender, lease, reason);
        self.hear(&closed.expect("a party closes its lease"));
        Some(())
    }

    /// Pays several leases at once. One that is gone keeps nobody else from being paid.
    pub(super) fn withdraw(&mut self, numbers: &[usize], gone: bool) -> Option<()> {
        let there = self.leases(false);
        let mut chosen: Vec<LeaseKey> = vec![];
        for number in numbers {
            let lease = one_of(&there, *number)?;
            if !chosen.contains(&lease) {
                chosen.push(lease);
            }
        }
        let mut named = chosen.clone();
        if gone {
            named.insert(0, self.gone.last().copied()?);
        }
        let stranger = self.stranger();
        let paid = self.world.withdraw(&stranger, &named);
        let paid = paid.expect("anyone pays a provider");
        let passed_over = paid.events.iter();
        let passed_over = passed_over.filter_map(|event| LeasePassedOver::try_from(event).ok());
        assert_eq!(passed_over.count(), named.len() - chosen.len());
        for lease in chosen {
            let amount = self.book(lease.account).pay(lease.lease);
            let provider = self.address_of(lease.provider);
            *self.credit_of(&provider) += amount;
        }
        Some(())
    }
}
