//! What the model knows of accounts and leases: kept second by second and lease by lease, by rules that
//! are written down here a second time.

use std::collections::BTreeMap;

use tender_interfaces::escrow::{CloseReason, ClosedBy};

use crate::world::{GRACE, RUNWAY, START_BLOCKS, UNIT};

/// Where a lease stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Phase {
    Waiting,
    Ready,
    /// Seconds it ran while there was money, and seconds billed before.
    Running {
        ran: u64,
        back: u64,
    },
}

/// A lease, in pico-units and seconds.
#[derive(Clone, Debug)]
pub struct Rented {
    pub provider: u32,
    pub rate: u128,
    pub fee: u128,
    pub min_run: u64,
    pub start_within: u64,
    pub instant: bool,
    pub gang: Option<u32>,
    pub opened_at: u64,
    pub opened_height: u64,
    pub opened_clock: u64,
    pub phase: Phase,
}

impl Rented {
    pub fn waits(&self) -> bool {
        !matches!(self.phase, Phase::Running { .. })
    }

    pub fn billed(&self) -> u64 {
        match self.phase {
            Phase::Waiting | Phase::Ready => 0,
            Phase::Running { ran, back } => ran + back,
        }
    }

    /// Micro-units that its provider can have had by now.
    pub fn payable(&self) -> u128 {
        match self.phase {
            Phase::Running { ran, .. } if ran >= self.min_run => {
                (self.rate - self.fee) * u128::from(self.billed()) / UNIT
            }
            _ => 0,
        }
    }

    fn late(&self, moment: Moment) -> bool {
        self.phase == Phase::Waiting
            && moment.now >= self.opened_at + self.start_within
            && moment.height >= self.opened_height + u64::from(START_BLOCKS)
    }

    /// Whether `party` may say `reason` of it.
    fn may(&self, party: ClosedBy, reason: CloseReason, overdue: bool, moment: Moment) -> bool {
        let (tenant, provider) = (party == ClosedBy::Tenant, party == ClosedBy::Provider);
        let waits = self.waits();
        match reason {
            CloseReason::Done | CloseReason::NotServed => tenant && !waits,
            CloseReason::Unspecified => (tenant || provider) && !waits,
            CloseReason::Unstable | CloseReason::Decommission => provider && !waits,
            CloseReason::Declined => provider && waits,
            CloseReason::Cancelled => tenant && waits,
            CloseReason::NotStarted => self.late(moment),
            CloseReason::Starved => overdue,
            CloseReason::Unfunded | CloseReason::Abandoned => false,
        }
    }
}

#[derive(Clone, Copy, Debug)]
pub struct Moment {
    /// Seconds since the escrow was opened.
    pub now: u64,
    pub height: u64,
}

/// What became of a lease.
#[derive(Clone, Debug, PartialEq)]
pub struct Ended {
    pub lease: u32,
    pub provider: u32,
    pub reason: CloseReason,
    pub by: ClosedBy,
    pub seconds: u64,
    pub paid: u128,
    pub fees: u128,
    pub forfeited: u128,
}

/// An account, in pico-units.
#[derive(Clone, Debug)]
pub struct Purse {
    pub owner: usize,
    pub usd: bool,
    pub balance: u128,
    pub fees: u128,
    pub clock: u64,
    pub out_since: Option<u64>,
    pub last: u32,
    pub leases: BTreeMap<u32, Rented>,
}

impl Purse {
    pub fn due(&self) -> u128 {
        let runs = self.leases.values().filter(|lease| !lease.waits());
        runs.map(|lease| lease.rate).sum()
    }

    pub fn reserved(&self) -> u128 {
        let waiting = self.leases.values().filter(|lease| lease.waits());
        waiting.map(|lease| lease.rate).sum()
    }

    pub fn waiting(&self) -> Vec<u32> {
        let waiting = self.leases.iter().filter(|(_, lease)| lease.waits());
        waiting.map(|(number, _)| *number).collect()
    }

    /// One second, from `now` on: everybody is paid, or nobody.
    pub fn tick(&mut self, now: u64) {
        let due = self.due();
        if self.balance < due {
            self.out_since.get_or_insert(now);
            return;
        }
        self.out_since = None;
        self.clock += 1;
        self.balance -= due;
        for lease in self.leases.values_mut() {
            if let Phase::Running { ran, .. } = &mut lease.phase {
                *ran += 1;
                self.fees += lease.fee;
            }
        }
    }

    pub fn starved(&self) -> bool {
        self.out_since.is_some() && self.balance < self.due()
    }

    pub fn overdue(&self, now: u64) -> bool {
        self.starved() && self.out_since.is_some_and(|since| now >= since + GRACE)
    }

    /// What came in or went out may revive it for good.
    pub fn settle(&mut self) {
        if !self.starved() {
            self.out_since = None;
        }
    }

    pub fn has_runway(&self, more: u128) -> bool {
        self.balance >= (self.due() + self.reserved() + more) * u128::from(RUNWAY)
    }

    /// A provider starts a lease: those that begin, and those that end. `None`: it cannot be started.
    pub fn start(&mut self, lease: u32, provider: u32, now: u64) -> Option<(Vec<u32>, Vec<Ended>)> {
        let found = self.leases.get_mut(&lease)?;
        if found.provider != provider || found.phase != Phase::Waiting {
            return None;
        }
        let found = found.clone();
        let legs = match found.gang {
            None => vec![lease],
            Some(_) => {
                self.leases.get_mut(&lease)?.phase = Phase::Ready;
                let legs = self.gang(lease);
                let ready = |leg: &u32| self.leases[leg].phase == Phase::Ready;
                if !legs.iter().all(ready) {
                    return Some((vec![], vec![]));
                }
                legs
            }
        };
        let back = match (found.instant, found.gang) {
            (true, None) => (self.clock - found.opened_clock).min(found.start_within),
            _ => 0,
        };
        let rate: u128 = legs.iter().map(|leg| self.leases[leg].rate).sum();
        let longest = legs.iter().map(|leg| self.leases[leg].min_run).max();
        let ahead = longest.unwrap_or(0).saturating_sub(back).max(1);
        let past = rate * u128::from(back);
        if self.balance < (self.due() + rate) * u128::from(ahead) + past {
            let end = |leg: &u32| {
                let by = if *leg == lease {
                    ClosedBy::Provider
                } else {
                    ClosedBy::Anyone
                };
                self.end(*leg, CloseReason::Unfunded, by, now)
            };
            return Some((vec![], legs.iter().map(end).collect()));
        }
        self.balance -= past;
        for leg in &legs {
            let leg = self.leases.get_mut(leg)?;
            leg.phase = Phase::Running { ran: 0, back };
            self.fees += leg.fee * u128::from(back);
        }
        Some((legs, vec![]))
    }

    /// Somebody ends those of `named` that it may, and their gangs: which ended how, and which did not.
    pub fn close(
        &mut self,
        named: &[(u32, ClosedBy)],
        reason: CloseReason,
        moment: Moment,
    ) -> (Vec<Ended>, Vec<u32>) {
        let overdue = self.overdue(moment.now);
        let may = |(number, party): &(u32, ClosedBy)| {
            let lease = self.leases.get(number);
            lease.is_some_and(|lease| lease.may(*party, reason, overdue, moment))
        };
        let (granted, refused): (Vec<_>, Vec<_>) = named.iter().copied().partition(may);
        let mut ended = vec![];
        for (number, party) in &granted {
            let Some(lease) = self.leases.get(number) else {
                continue;
            };
            if !lease.waits() {
                ended.push(self.end(*number, reason, *party, moment.now));
                continue;
            }
            for leg in self.gang(*number) {
                let named = granted.iter().any(|(other, _)| *other == leg);
                let of_leg = self.of_leg(leg, named, reason, moment);
                let by = match party {
                    ClosedBy::Tenant => ClosedBy::Tenant,
                    by if named => *by,
                    _ => ClosedBy::Anyone,
                };
                ended.push(self.end(leg, of_leg, by, moment.now));
            }
        }
        let refused = refused.into_iter().map(|(number, _)| number);
        (ended, refused.collect())
    }

    /// Ends everything, 50 at most.
    pub fn close_all(&mut self, by: ClosedBy, moment: Moment) -> Vec<Ended> {
        let mut ended = vec![];
        let tenant = by == ClosedBy::Tenant;
        for number in self.waiting() {
            if !self.leases.contains_key(&number) {
                continue;
            }
            let legs = self.gang(number);
            let late = legs.iter().any(|leg| self.leases[leg].late(moment));
            let reason = match (tenant, late) {
                (false, _) => CloseReason::Starved,
                (true, true) => CloseReason::NotStarted,
                (true, false) => CloseReason::Cancelled,
            };
            for leg in legs {
                let reason = self.of_leg(leg, false, reason, moment);
                ended.push(self.end(leg, reason, by, moment.now));
            }
        }
        let reason = if tenant {
            CloseReason::Done
        } else {
            CloseReason::Starved
        };
        let running: Vec<u32> = self.leases.keys().copied().collect();
        for number in running.into_iter().take(50 - ended.len()) {
            ended.push(self.end(number, reason, by, moment.now));
        }
        ended
    }

    fn of_leg(&self, leg: u32, named: bool, reason: CloseReason, moment: Moment) -> CloseReason {
        match reason {
            CloseReason::Declined if named => reason,
            CloseReason::Declined | CloseReason::NotStarted => {
                if self.leases[&leg].late(moment) {
                    CloseReason::NotStarted
                } else {
                    CloseReason::Abandoned
                }
            }
            _ => reason,
        }
    }

    /// Those that it waits with, itself among them.
    fn gang(&self, lease: u32) -> Vec<u32> {
        match self.leases[&lease].gang {
            None => vec![lease],
            gang => {
                let legs = self.leases.iter().filter(|(_, leg)| leg.gang == gang);
                legs.map(|(number, _)| *number).collect()
            }
        }
    }

    fn end(&mut self, number: u32, reason: CloseReason, by: ClosedBy, now: u64) -> Ended {
        let lease = self.leases.remove(&number).unwrap();
        let tenant = by == ClosedBy::Tenant;
        let (owes, early) = match lease.phase {
            Phase::Running { ran, back } if tenant => (
                lease.min_run.saturating_sub(ran + back),
                ran < lease.min_run,
            ),
            Phase::Running { ran, .. } => (0, ran < lease.min_run),
            _ if reason == CloseReason::Cancelled => {
                ((now - lease.opened_at).min(lease.min_run), false)
            }
            _ => (0, false),
        };
        let covered = self.balance / lease.rate;
        let more = u128::from(owes).min(covered);
        self.balance -= more * lease.rate;
        self.fees += more * lease.fee;
        let seconds = u128::from(lease.billed()) + more;
        let earned = (lease.rate - lease.fee) * seconds;
        let mut ended = Ended {
            lease: number,
            provider: lease.provider,
            reason,
            by,
            seconds: u64::try_from(seconds).unwrap(),
            paid: 0,
            fees: lease.fee * seconds,
            forfeited: 0,
        };
        let not_served = tenant && reason == CloseReason::NotServed;
        let left = by == ClosedBy::Provider && reason != CloseReason::Starved;
        if early && (not_served || left) {
            ended.forfeited = earned;
        } else {
            ended.paid = earned / UNIT;
            ended.fees += earned % UNIT;
            self.fees += earned % UNIT;
        }
        ended
    }
}
