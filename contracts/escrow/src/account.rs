//! The arithmetic of one account: what flows out, who owns what is left. No storage, no messages.
//!
//! A stored [`AccountRow`] describes one moment; [`SyncedAccount::read`] reads it forward to another.
//! Between two changes of rate or balance it is a straight line, so reading writes nothing. Only a
//! [`SyncedAccount`] can be changed, and only by what keeps its sums right.

use cosmwasm_std::CanonicalAddr;
use tender_interfaces::escrow::{AccountRow, Funding, Pending};
use tender_math::{Checked, MathError, Pool, Stake, Stream};
use tender_types::{
    AssetIndex, LeaseId, Micro, Pico, ProviderId, Rate, Seconds, Timestamp, PICO_PER_MICRO,
};

/// What sums of rates are called in errors.
const RATES: &str = "the account's rate";

/// Whose part of an account.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Depositor {
    /// The owner's: what is nobody else's.
    Owner,
    /// A sponsor's.
    Sponsor(Stake),
}

/// What somebody has taken out of an account.
#[derive(Clone, Copy, Debug, PartialEq)]
#[must_use = "its whole units are to be paid out, and what is left of the part is to be stored"]
pub struct Withdrawn {
    /// What left the balance. Only whole units can be paid; the fraction has become a fee.
    pub amount: Pico,
    /// A sponsor's stake after, if anything of it is left. An owner's needs no row.
    pub left: Option<Stake>,
}

/// An account as of now; the only form in which it is changed.
#[derive(Clone, Debug, PartialEq)]
#[must_use = "what was changed of it is lost unless it is stored"]
pub struct SyncedAccount {
    row: AccountRow,
    now: Timestamp,
    ran_out: Option<Timestamp>,
}

impl SyncedAccount {
    /// A new account of `owner` that holds `amount`.
    ///
    /// # Errors
    /// `math/overflow` for amounts beyond any real money.
    pub fn open(
        owner: CanonicalAddr,
        asset: AssetIndex,
        amount: Pico,
        now: Timestamp,
    ) -> Result<Self, MathError> {
        let row = AccountRow {
            last: LeaseId(0),
            owner,
            asset,
            balance: Pico::ZERO,
            rate: Rate::ZERO,
            clock: Seconds::ZERO,
            synced_at: now,
            fee_rate: Rate::ZERO,
            fees: Pico::ZERO,
            shares: 0,
            scale: 0,
            sponsored: 0,
            leases: 0,
            pending_rate: Rate::ZERO,
            pending: vec![],
        };
        let mut synced = Self {
            row,
            now,
            ran_out: None,
        };
        // The owner's part is what is nobody else's: it has no row that could be lost here.
        let _owner = synced.deposit(Depositor::Owner, amount)?;
        Ok(synced)
    }

    /// The account of `row` at `now`. The protocol is one more payee: what was funded earned it its
    /// rate.
    ///
    /// # Errors
    /// `math/overflow` for amounts beyond any real money.
    pub fn read(row: AccountRow, now: Timestamp) -> Result<Self, MathError> {
        let stream = Stream {
            balance: row.balance,
            rate: row.rate,
            clock: row.clock,
            synced_at: row.synced_at,
        };
        let synced = stream.at(now)?;
        let earned = row.fee_rate.over(synced.funded);
        let fees = earned.and_then(|earned| row.fees.checked_add(earned));
        Ok(Self {
            row: AccountRow {
                balance: synced.stream.balance,
                clock: synced.stream.clock,
                synced_at: synced.stream.synced_at,
                fees: fees.or_overflow("fees")?,
                ..row
            },
            now: synced.stream.synced_at,
            ran_out: synced.starved_since,
        })
    }

    /// The account, its stream at now. [`SyncedAccount::stored`] is what is to be stored.
    pub const fn row(&self) -> &AccountRow {
        &self.row
    }

    /// The moment it is as of.
    pub const fn now(&self) -> Timestamp {
        self.now
    }

    /// Its funded seconds so far.
    pub const fn clock(&self) -> Seconds {
        self.row.clock
    }

    /// What is to be stored. While money is out, the moment it ran out is kept: otherwise whoever
    /// syncs an account would start its grace again.
    pub fn stored(&self) -> AccountRow {
        let mut row = self.row.clone();
        if let Some(since) = self.starved_since() {
            row.synced_at = since;
        }
        row
    }

    /// Since when money is out; `None` while the next second is covered, also by what came in since.
    pub fn starved_since(&self) -> Option<Timestamp> {
        let short = self.row.balance.0 < self.row.rate.0;
        self.ran_out.filter(|_| short)
    }

    /// Since when money is out, if `grace` is over too.
    pub fn overdue_since(&self, grace: Seconds) -> Option<Timestamp> {
        let over = |since: &Timestamp| self.now >= since.after(grace);
        self.starved_since().filter(over)
    }

    /// When money runs out, or ran out; `None` while no lease has begun.
    pub fn runs_out_at(&self) -> Option<Timestamp> {
        self.starved_since().or_else(|| self.stream().runs_out_at())
    }

    /// Whether it pays, and until when.
    pub fn funding(&self, grace: Seconds) -> Funding {
        match (self.overdue_since(grace), self.starved_since()) {
            (Some(since), _) => Funding::Overdue { since },
            (None, Some(since)) => Funding::Starved {
                since,
                grace_until: since.after(grace),
            },
            (None, None) => match self.stream().runs_out_at() {
                Some(runs_out_at) => Funding::Funded { runs_out_at },
                None => Funding::Idle {},
            },
        }
    }

    /// Micro-units not spent, of everybody, rounded down.
    pub const fn balance(&self) -> Micro {
        self.row.balance.micro_floor()
    }

    /// What the part of `depositor` is worth.
    ///
    /// # Errors
    /// `math/underflow` for an account whose shares are not the sum of its parts.
    pub fn value(&self, depositor: Depositor) -> Result<Pico, MathError> {
        let stake = self.stake(depositor)?;
        self.pool().value(stake, self.row.balance)
    }

    /// Micro-units that `depositor` can withdraw while the account stays funded for `runway` more
    /// seconds; none while money is out.
    ///
    /// # Errors
    /// As [`SyncedAccount::value`] and [`SyncedAccount::needed`].
    pub fn available(&self, depositor: Depositor, runway: Seconds) -> Result<Micro, MathError> {
        if self.starved_since().is_some() {
            return Ok(Micro::ZERO);
        }
        let spare = (self.row.balance)
            .checked_sub(self.needed(runway)?)
            .unwrap_or(Pico::ZERO);
        Ok(spare.min(self.value(depositor)?).micro_floor())
    }

    /// What `runway` seconds cost of all leases, those that have not begun among them.
    ///
    /// # Errors
    /// `math/overflow` for rates beyond any real money.
    pub fn needed(&self, runway: Seconds) -> Result<Pico, MathError> {
        const WHAT: &str = "the minimum runway";
        let rate = self.row.rate.checked_add(self.row.pending_rate);
        rate.or_overflow(WHAT)?.over(runway).or_overflow(WHAT)
    }

    /// The rate that it can take on and stay funded for `runway` seconds; none while money is out.
    pub fn affordable(&self, runway: Seconds) -> Rate {
        let most = self.row.balance.0.checked_div(runway.0.into());
        let most = most.filter(|_| self.starved_since().is_none());
        most.and_then(|most| Rate(most).checked_sub(self.row.rate))
            .and_then(|rest| rest.checked_sub(self.row.pending_rate))
            .unwrap_or(Rate::ZERO)
    }

    /// Whether the balance covers `back` seconds of `rate` and, from now on, `ahead` seconds of it and
    /// of all leases that have begun.
    pub fn covers(&self, rate: Rate, back: Seconds, ahead: Seconds) -> bool {
        let all = self.row.rate.checked_add(rate);
        let ahead = all.and_then(|all| all.over(ahead));
        let back = rate.over(back);
        let needed = ahead.zip(back).and_then(|(a, b)| a.checked_add(b));
        needed.is_some_and(|needed| self.row.balance >= needed)
    }

    /// Puts `amount` in for `depositor`: its part after.
    ///
    /// # Errors
    /// `math/overflow` for amounts beyond any real money.
    pub fn deposit(&mut self, depositor: Depositor, amount: Pico) -> Result<Depositor, MathError> {
        let balance = self.row.balance;
        let before = self.stake(depositor)?;
        let (pool, after) = self.pool().deposit(before, amount, balance)?;
        let others = pool.held(Stake {
            shares: self.row.sponsored,
            scale: self.row.scale,
        });
        let (part, sponsored) = match depositor {
            Depositor::Owner => (Depositor::Owner, others),
            Depositor::Sponsor(_) => (
                Depositor::Sponsor(after),
                replaced(others, pool.held(before), after.shares)?,
            ),
        };
        let balance = balance.checked_add(amount).or_overflow("the balance")?;
        self.row.sponsored = sponsored;
        self.row.balance = balance;
        self.set_pool(pool);
        Ok(part)
    }

    /// Takes `amount`, at most what is [`SyncedAccount::available`], out of the part of `depositor`.
    ///
    /// # Errors
    /// `math/underflow` for more than the part is worth.
    pub fn withdraw(
        &mut self,
        depositor: Depositor,
        amount: Micro,
    ) -> Result<Withdrawn, MathError> {
        let amount = Pico::from_micro(amount).or_overflow("the amount")?;
        let balance = self.row.balance;
        let before = self.stake(depositor)?;
        let (pool, after) = self.pool().take(before, amount, balance)?;
        let balance = balance.checked_sub(amount).or_underflow("the balance")?;
        let left = match depositor {
            Depositor::Owner => None,
            Depositor::Sponsor(_) => {
                let sponsored = self.row.sponsored;
                self.row.sponsored = replaced(sponsored, pool.held(before), after.shares)?;
                Some(after).filter(|stake| stake.shares > 0)
            }
        };
        self.row.balance = balance;
        self.set_pool(pool);
        Ok(Withdrawn { amount, left })
    }

    /// Takes the whole part of `depositor` out. The fraction of a unit becomes a fee: left in the
    /// balance it would be a present to those who stay.
    ///
    /// # Errors
    /// `math/underflow` for an account whose shares are not the sum of its parts.
    pub fn withdraw_all(&mut self, depositor: Depositor) -> Result<Withdrawn, MathError> {
        let amount = self.value(depositor)?;
        let shares = self.pool().held(self.stake(depositor)?);
        if let Depositor::Sponsor(_) = depositor {
            self.row.sponsored = replaced(self.row.sponsored, shares, 0)?;
        }
        self.row.shares = replaced(self.row.shares, shares, 0)?;
        let balance = self.row.balance.checked_sub(amount);
        self.row.balance = balance.or_underflow("the balance")?;
        self.accrue_fee(amount.fraction())?;
        Ok(Withdrawn { amount, left: None })
    }

    /// Adds to the protocol's fees what nobody can be paid.
    ///
    /// # Errors
    /// `math/overflow` for fees beyond any real money.
    pub fn accrue_fee(&mut self, fraction: Pico) -> Result<(), MathError> {
        let fees = self.row.fees.checked_add(fraction);
        self.row.fees = fees.or_overflow("fees")?;
        Ok(())
    }

    /// Takes the protocol's fees out.
    #[must_use = "fees that are taken out are to be put where they can be paid from"]
    pub fn take_fees(&mut self) -> Pico {
        std::mem::take(&mut self.row.fees)
    }

    /// Whether `lease` waits for its provider.
    pub fn waits(&self, lease: LeaseId) -> bool {
        self.row.pending.iter().any(|entry| entry.lease == lease)
    }

    /// How many leases there are, begun or not.
    pub fn all_leases(&self) -> u32 {
        let pending = u32::try_from(self.row.pending.len()).unwrap_or(u32::MAX);
        self.row.leases.saturating_add(pending)
    }

    /// Reserves the runway of a new lease, which waits for `provider`: its number.
    ///
    /// # Errors
    /// `math/overflow` for rates beyond any real money, and when all numbers are used up.
    pub fn reserve(&mut self, provider: ProviderId, rate: Rate) -> Result<LeaseId, MathError> {
        let lease = self.row.last.next().or_overflow("the number of leases")?;
        let pending = self.row.pending_rate.checked_add(rate);
        self.row.pending_rate = pending.or_overflow(RATES)?;
        self.row.last = lease;
        self.row.pending.push(Pending { lease, provider });
        Ok(lease)
    }

    /// Reserves nothing for a lease any more: it begins, or has ended.
    ///
    /// # Errors
    /// `math/underflow` for an account whose reserved rate is not the sum of its waiting leases'.
    pub fn unreserve(&mut self, lease: LeaseId, rate: Rate) -> Result<(), MathError> {
        let pending = self.row.pending_rate.checked_sub(rate);
        self.row.pending_rate = pending.or_underflow(RATES)?;
        self.row.pending.retain(|entry| entry.lease != lease);
        Ok(())
    }

    /// Starts paying for a lease.
    ///
    /// # Errors
    /// `math/overflow` for rates beyond any real money.
    pub fn add_lease(&mut self, rate: Rate, fee_rate: Rate) -> Result<(), MathError> {
        let row = &mut self.row;
        let gross = row.rate.checked_add(rate).or_overflow(RATES)?;
        let fees = row.fee_rate.checked_add(fee_rate).or_overflow(RATES)?;
        row.leases = row.leases.checked_add(1).or_overflow(RATES)?;
        row.rate = gross;
        row.fee_rate = fees;
        Ok(())
    }

    /// Stops paying for a lease.
    ///
    /// # Errors
    /// `math/underflow` for an account whose rate is not the sum of its leases'.
    pub fn remove_lease(&mut self, rate: Rate, fee_rate: Rate) -> Result<(), MathError> {
        let row = &mut self.row;
        let gross = row.rate.checked_sub(rate).or_underflow(RATES)?;
        let fees = row.fee_rate.checked_sub(fee_rate).or_underflow(RATES)?;
        row.leases = row.leases.checked_sub(1).or_underflow(RATES)?;
        row.rate = gross;
        row.fee_rate = fees;
        Ok(())
    }

    /// Bills seconds of a lease that did not flow, as many of `wanted` as the balance covers: how many.
    /// The protocol's part becomes fees, the rest has been earned by the lease.
    ///
    /// # Errors
    /// `math/overflow` for fees beyond any real money.
    pub fn bill(
        &mut self,
        rate: Rate,
        fee_rate: Rate,
        wanted: Seconds,
    ) -> Result<Seconds, MathError> {
        const WHAT: &str = "the amount billed";
        let covered = self.row.balance.0.checked_div(rate.0);
        let covered = covered.map(|seconds| u64::try_from(seconds).unwrap_or(u64::MAX));
        let seconds = wanted.min(Seconds(covered.unwrap_or_default()));
        let cost = rate.over(seconds).or_overflow(WHAT)?;
        let balance = self.row.balance.checked_sub(cost);
        self.row.balance = balance.or_underflow(WHAT)?;
        self.accrue_fee(fee_rate.over(seconds).or_overflow(WHAT)?)?;
        Ok(seconds)
    }

    /// Whether it has no leases, begun or not.
    pub fn is_idle(&self) -> bool {
        self.row.leases == 0 && self.row.pending.is_empty()
    }

    /// Whether it has no leases and nobody has a whole unit in it.
    pub fn is_empty(&self) -> bool {
        let nobodys = self.row.shares == 0 || self.row.balance.0 < PICO_PER_MICRO;
        self.is_idle() && nobodys
    }

    /// What an empty account still holds: fees, and fractions of a unit that are nobody's.
    ///
    /// # Errors
    /// `math/overflow` for fees beyond any real money.
    pub fn residue(&self) -> Result<Pico, MathError> {
        let residue = self.row.fees.checked_add(self.row.balance);
        residue.or_overflow("fees")
    }

    const fn stream(&self) -> Stream {
        Stream {
            balance: self.row.balance,
            rate: self.row.rate,
            clock: self.row.clock,
            synced_at: self.row.synced_at,
        }
    }

    const fn pool(&self) -> Pool {
        Pool {
            shares: self.row.shares,
            scale: self.row.scale,
        }
    }

    const fn set_pool(&mut self, pool: Pool) {
        self.row.shares = pool.shares;
        self.row.scale = pool.scale;
    }

    fn stake(&self, depositor: Depositor) -> Result<Stake, MathError> {
        match depositor {
            Depositor::Sponsor(stake) => Ok(stake),
            Depositor::Owner => Ok(Stake {
                shares: replaced(self.row.shares, self.row.sponsored, 0)?,
                scale: self.row.scale,
            }),
        }
    }
}

/// `sum` with one of its parts replaced.
fn replaced(sum: u128, before: u128, after: u128) -> Result<u128, MathError> {
    sum.checked_sub(before)
        .and_then(|rest| rest.checked_add(after))
        .or_underflow("shares of the pool")
}
