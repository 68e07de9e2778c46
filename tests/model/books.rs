//! The independent ledger of credit.

use std::collections::BTreeMap;

use cosmwasm_std::Addr;
use tender_interfaces::escrow::{CloseReason, ClosedBy};
use tender_interfaces::orderbook::Draw;
use tender_types::{AccountId, LeaseId, ProviderId};

const PICO: u128 = 1_000_000;

/// Seconds in which a deposit revives an account.
pub const GRACE: u64 = 24 * 3_600;

/// Seconds that an account is funded for when leases open.
pub const RUNWAY: u128 = 3_600;

/// How far a lease has come.
#[derive(Clone, Debug, PartialEq)]
pub enum Phase {
    /// Its provider has not started it, or others that it begins with were not started.
    Waiting { ready: bool },
    /// It has begun.
    Running {
        /// Funded seconds since.
        ran: u64,
        /// Seconds before that are billed.
        back: u64,
        /// Micro-units that its provider was paid.
        paid: u128,
    },
}

/// A lease as it should be.
#[derive(Clone, Debug)]
pub struct Line {
    pub provider: ProviderId,
    /// Where its provider is paid.
    pub payee: Addr,
    /// Gross pico-units per second.
    pub gross: u128,
    /// The provider's part of them.
    pub net: u128,
    pub draw: Draw,
    pub opened_at: u64,
    /// What the account's clock said.
    pub opened_clock: u64,
    pub start_within: u64,
    pub instant: bool,
    pub min_run: u64,
    /// Of several that begin together, the first.
    pub gang: Option<LeaseId>,
    pub phase: Phase,
}

impl Line {
    /// The protocol takes 2 %.
    pub fn net_of(gross: u128) -> u128 {
        gross - gross * 200 / 10_000
    }

    fn fee(&self) -> u128 {
        self.gross - self.net
    }

    pub fn waits(&self) -> bool {
        matches!(self.phase, Phase::Waiting { .. })
    }

    /// Seconds billed, and micro-units paid.
    pub fn billed(&self) -> (u64, u128) {
        match self.phase {
            Phase::Waiting { .. } => (0, 0),
            Phase::Running { ran, back, paid } => (ran + back, paid),
        }
    }

    /// Whether it has begun and has not run for as long as it must.
    fn is_early(&self) -> bool {
        matches!(self.phase, Phase::Running { ran, .. } if ran < self.min_run)
    }

    /// Micro-units that its provider can have now.
    pub fn owed(&self) -> u128 {
        let (seconds, paid) = self.billed();
        match self.is_early() {
            true => 0,
            false => self.net * u128::from(seconds) / PICO - paid,
        }
    }
}

/// How a lease ended.
#[derive(Debug, Default, PartialEq)]
pub struct Statement {
    pub seconds: u64,
    /// Micro-units paid now.
    pub amount: u128,
    /// Micro-units paid in all.
    pub paid: u128,
    /// Pico-units.
    pub fees: u128,
    /// Pico-units.
    pub forfeited: u128,
}

/// What starting a lease should bring about.
#[derive(Debug, PartialEq)]
pub enum Start {
    /// Others are not ready.
    Ready,
    /// These begin, with so many seconds billed already.
    Begun(Vec<LeaseId>, u64),
    /// These close, as nobody could pay for them.
    Unfunded(Vec<LeaseId>),
}

/// What an account should hold.
#[derive(Debug)]
pub struct Book {
    pub owner: Addr,
    /// Pico-units not spent.
    pub balance: u128,
    /// Pico-units of fees not collected.
    pub fees: u128,
    /// Funded seconds.
    pub clock: u64,
    pub leases: BTreeMap<LeaseId, Line>,
    /// Who else put money in.
    pub sponsors: Vec<Addr>,
    /// When money ran out.
    pub starved: Option<u64>,
}

impl Book {
    pub fn new(owner: Addr) -> Self {
        Self {
            owner,
            balance: 0,
            fees: 0,
            clock: 0,
            leases: BTreeMap::new(),
            sponsors: vec![],
            starved: None,
        }
    }

    fn rate_of(&self, waiting: bool) -> u128 {
        let lines = self.leases.values();
        let lines = lines.filter(|line| line.waits() == waiting);
        lines.map(|line| line.gross).sum()
    }

    /// Gross pico-units per second of leases that have begun.
    pub fn rate(&self) -> u128 {
        self.rate_of(false)
    }

    /// Gross pico-units per second of leases that wait.
    pub fn pending_rate(&self) -> u128 {
        self.rate_of(true)
    }

    /// What the runway of all leases costs.
    pub fn needed(&self) -> u128 {
        (self.rate() + self.pending_rate()) * RUNWAY
    }

    /// Pico-units of everything in it: what is not spent, fees, and what leases have earned.
    pub fn held(&self) -> u128 {
        let earned = self.leases.values().map(|line| {
            let (seconds, paid) = line.billed();
            line.net * u128::from(seconds) - paid * PICO
        });
        self.balance + self.fees + earned.sum::<u128>()
    }

    pub fn is_overdue(&self, now: u64) -> bool {
        self.starved.is_some_and(|since| now >= since + GRACE)
    }

    /// Lets seconds pass: all leases are paid for the same whole seconds, as long as money lasts.
    pub fn advance(&mut self, now: u64, seconds: u64) {
        let rate = self.rate();
        let funded = match rate {
            0 => seconds,
            rate => u64::try_from(self.balance / rate)
                .unwrap_or(u64::MAX)
                .min(seconds),
        };
        self.balance -= rate * u128::from(funded);
        self.clock += funded;
        for line in self.leases.values_mut() {
            let fee = line.fee();
            if let Phase::Running { ran, .. } = &mut line.phase {
                *ran += funded;
                self.fees += fee * u128::from(funded);
            }
        }
        if funded < seconds && self.starved.is_none() {
            self.starved = Some(now + funded);
        }
    }

    /// Nobody is starved who can pay for the next second.
    pub fn feed(&mut self) {
        if self.balance >= self.rate() {
            self.starved = None;
        }
    }

    /// Bills seconds of a lease that did not flow, as far as money reaches: how many.
    fn bill(&mut self, line: &Line, wanted: u64) -> u64 {
        let covered = u64::try_from(self.balance / line.gross).unwrap_or(u64::MAX);
        let seconds = wanted.min(covered);
        self.balance -= line.gross * u128::from(seconds);
        self.fees += line.fee() * u128::from(seconds);
        seconds
    }

    /// A provider starts a lease that waits.
    pub fn start(&mut self, lease: LeaseId) -> Start {
        let line = self.leases[&lease].clone();
        let legs: Vec<LeaseId> = match line.gang {
            None => vec![lease],
            Some(_) => self.gang(&line),
        };
        self.leases.get_mut(&lease).expect("it waits").phase = Phase::Waiting { ready: true };
        let ready = |id: &LeaseId| self.leases[id].phase == Phase::Waiting { ready: true };
        if !legs.iter().all(ready) {
            return Start::Ready;
        }
        let back = match line.gang.is_none() && line.instant {
            true => (self.clock - line.opened_clock).min(line.start_within),
            false => 0,
        };
        let all: u128 = legs.iter().map(|id| self.leases[id].gross).sum();
        let longest = legs.iter().map(|id| self.leases[id].min_run).max();
        let ahead = longest.unwrap_or(0).saturating_sub(back).max(1);
        let needed = (self.rate() + all) * u128::from(ahead) + all * u128::from(back);
        if self.balance < needed {
            return Start::Unfunded(legs);
        }
        for id in &legs {
            let line = self.leases[id].clone();
            let back = self.bill(&line, back);
            self.leases.get_mut(id).expect("it waits").phase = Phase::Running {
                ran: 0,
                back,
                paid: 0,
            };
        }
        Start::Begun(legs, back)
    }

    /// All that wait to begin with a lease.
    pub fn gang(&self, line: &Line) -> Vec<LeaseId> {
        let leases = self.leases.iter();
        let same = leases.filter(|(_, other)| other.waits() && other.gang == line.gang);
        same.map(|(id, _)| *id).collect()
    }

    /// Pays a lease what it has earned, in whole micro-units.
    pub fn pay(&mut self, lease: LeaseId) -> u128 {
        let line = self.leases.get_mut(&lease).expect("it is in the book");
        let amount = line.owed();
        if let Phase::Running { paid, .. } = &mut line.phase {
            *paid += amount;
        }
        amount
    }

    /// Ends a lease. What it still owes is billed; the fraction of a unit that it has earned becomes a
    /// fee; what was not earned is forfeited.
    pub fn close(
        &mut self,
        lease: LeaseId,
        by: ClosedBy,
        reason: CloseReason,
        now: u64,
    ) -> Statement {
        let line = self.leases.remove(&lease).expect("it is in the book");
        let (seconds, paid) = line.billed();
        let owes = match (line.waits(), by, reason) {
            (true, _, CloseReason::Cancelled) => (now - line.opened_at).min(line.min_run),
            (true, _, _) => 0,
            (false, ClosedBy::Tenant, _) => line.min_run.saturating_sub(seconds),
            (false, _, _) => 0,
        };
        let billed = self.bill(&line, owes);
        let seconds = seconds + billed;
        let earned = line.net * u128::from(seconds);
        let fees = line.fee() * u128::from(seconds);
        let forfeits = match (by, reason) {
            (ClosedBy::Tenant, CloseReason::NotServed) => true,
            (ClosedBy::Provider, reason) => reason != CloseReason::Starved,
            _ => false,
        };
        let statement = match line.is_early() && forfeits {
            true => Statement {
                seconds,
                paid,
                fees,
                forfeited: earned,
                ..Statement::default()
            },
            false => {
                self.fees += earned % PICO;
                Statement {
                    seconds,
                    amount: earned / PICO - paid,
                    paid: earned / PICO,
                    fees: fees + earned % PICO,
                    forfeited: 0,
                }
            }
        };
        self.feed();
        statement
    }
}

/// All accounts.
pub type Books = BTreeMap<AccountId, Book>;

/// Fees that have left their accounts, in pico-units.
#[derive(Debug, Default)]
pub struct Pot {
    pub fees: u128,
    /// What burns whole.
    pub forfeited: u128,
}

impl Pot {
    /// Pays out its whole units: those for the treasury. Half of the fees burns, and all that is forfeited.
    pub fn pay(&mut self) -> u128 {
        let fees = self.fees + self.forfeited % PICO;
        if fees < PICO && self.forfeited < PICO {
            return 0;
        }
        self.forfeited = 0;
        self.fees = fees % PICO;
        let whole = fees / PICO;
        whole - whole / 2
    }

    /// Pico-units in it.
    pub fn held(&self) -> u128 {
        self.fees + self.forfeited
    }
}
