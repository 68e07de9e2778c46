//! The arithmetic of one account: what flows out, who owns what is left. No storage, no messages.
//!
//! A stored [`Account`] describes one moment; [`Account::at`] reads it forward to another. Between two
//! changes of rate or balance it is a straight line, so reading writes nothing. Only a
//! [`SyncedAccount`] can be changed, and only by what keeps its sums right.

use cosmwasm_std::CanonicalAddr;
use tender_interfaces::escrow::Funding;
use tender_math::{Checked, MathError, Pool, Stake, Stream};
use tender_storage::{CodecError, Reader, Row, Writer};
use tender_types::{AssetIndex, Micro, Pico, Rate, Seconds, Timestamp, PICO_PER_MICRO};

/// A tenant's money and what it pays for.
#[derive(Clone, Debug, PartialEq)]
pub struct Account {
    /// Whose.
    pub owner: CanonicalAddr,
    /// Its asset.
    pub asset: AssetIndex,
    /// The balance of everybody, the sum of its leases' gross rates, its clock.
    pub stream: Stream,
    /// The part of the stream's rate that is the protocol's.
    pub fee_rate: Rate,
    /// What the protocol has earned and not collected. Not part of the balance.
    pub fees: Pico,
    /// Shares of everybody.
    pub pool: Pool,
    /// Shares of everybody but the owner, at the pool's scale: the owner needs no row of its own.
    pub sponsored: u128,
    /// Leases running.
    pub leases: u32,
}

impl Row for Account {
    const VERSION: u8 = 1;
    const NAME: &'static str = "account";

    fn pack_fields(&self, out: &mut Writer) {
        out.put(&self.owner)
            .put(&self.asset)
            .put(&self.stream.balance)
            .put(&self.stream.rate)
            .put(&self.stream.clock)
            .put(&self.stream.synced_at)
            .put(&self.fee_rate)
            .put(&self.fees)
            .put(&self.pool.shares)
            .put(&self.pool.scale)
            .put(&self.sponsored)
            .put(&self.leases);
    }

    fn unpack_fields(from: &mut Reader<'_>) -> Result<Self, CodecError> {
        Ok(Self {
            owner: from.get()?,
            asset: from.get()?,
            stream: Stream {
                balance: from.get()?,
                rate: from.get()?,
                clock: from.get()?,
                synced_at: from.get()?,
            },
            fee_rate: from.get()?,
            fees: from.get()?,
            pool: Pool {
                shares: from.get()?,
                scale: from.get()?,
            },
            sponsored: from.get()?,
            leases: from.get()?,
        })
    }
}

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
    account: Account,
    now: Timestamp,
    ran_out: Option<Timestamp>,
}

impl Account {
    /// An account of `owner` that holds `amount`.
    ///
    /// # Errors
    /// `math/overflow` for amounts beyond any real money.
    pub fn open(
        owner: CanonicalAddr,
        asset: AssetIndex,
        amount: Pico,
        now: Timestamp,
    ) -> Result<SyncedAccount, MathError> {
        let account = Self {
            owner,
            asset,
            stream: Stream {
                synced_at: now,
                ..Stream::default()
            },
            fee_rate: Rate::ZERO,
            fees: Pico::ZERO,
            pool: Pool::default(),
            sponsored: 0,
            leases: 0,
        };
        let mut synced = SyncedAccount {
            account,
            now,
            ran_out: None,
        };
        // The owner's part is what is nobody else's: it has no row that could be lost here.
        let _owner = synced.deposit(Depositor::Owner, amount)?;
        Ok(synced)
    }

    /// The account at `now`. The protocol is one more payee: what was funded earned it its rate.
    ///
    /// # Errors
    /// `math/overflow` for amounts beyond any real money.
    pub fn at(self, now: Timestamp) -> Result<SyncedAccount, MathError> {
        let synced = self.stream.at(now)?;
        let earned = self.fee_rate.over(synced.funded);
        let fees = earned.and_then(|earned| self.fees.checked_add(earned));
        Ok(SyncedAccount {
            account: Self {
                stream: synced.stream,
                fees: fees.or_overflow("fees")?,
                ..self
            },
            now: synced.stream.synced_at,
            ran_out: synced.starved_since,
        })
    }
}

impl SyncedAccount {
    /// The account, its stream at now. [`SyncedAccount::stored`] is what is to be stored.
    pub const fn account(&self) -> &Account {
        &self.account
    }

    /// Its funded seconds so far.
    pub const fn clock(&self) -> Seconds {
        self.account.stream.clock
    }

    /// What is to be stored. While money is out, the moment it ran out is kept: otherwise whoever
    /// syncs an account would start its grace again.
    pub fn stored(&self) -> Account {
        let mut account = self.account.clone();
        if let Some(since) = self.starved_since() {
            account.stream.synced_at = since;
        }
        account
    }

    /// Since when money is out; `None` while the next second is covered, also by what came in since.
    pub fn starved_since(&self) -> Option<Timestamp> {
        let short = self.account.stream.balance.0 < self.account.stream.rate.0;
        self.ran_out.filter(|_| short)
    }

    /// Since when money is out, if `grace` is over too.
    pub fn overdue_since(&self, grace: Seconds) -> Option<Timestamp> {
        let over = |since: &Timestamp| self.now >= since.after(grace);
        self.starved_since().filter(over)
    }

    /// When money runs out, or ran out; `None` without leases.
    pub fn runs_out_at(&self) -> Option<Timestamp> {
        self.starved_since()
            .or_else(|| self.account.stream.runs_out_at())
    }

    /// Whether it pays, and until when.
    pub fn funding(&self, grace: Seconds) -> Funding {
        match (self.overdue_since(grace), self.starved_since()) {
            (Some(since), _) => Funding::Overdue { since },
            (None, Some(since)) => Funding::Starved {
                since,
                grace_until: since.after(grace),
            },
            (None, None) => match self.account.stream.runs_out_at() {
                Some(runs_out_at) => Funding::Funded { runs_out_at },
                None => Funding::Idle {},
            },
        }
    }

    /// Micro-units not spent, of everybody, rounded down.
    pub const fn balance(&self) -> Micro {
        self.account.stream.balance.micro_floor()
    }

    /// What the part of `depositor` is worth.
    ///
    /// # Errors
    /// `math/underflow` for an account whose shares are not the sum of its parts.
    pub fn value(&self, depositor: Depositor) -> Result<Pico, MathError> {
        let stake = self.stake(depositor)?;
        self.account.pool.value(stake, self.account.stream.balance)
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
        let spare = (self.account.stream.balance)
            .checked_sub(self.needed(runway)?)
            .unwrap_or(Pico::ZERO);
        Ok(spare.min(self.value(depositor)?).micro_floor())
    }

    /// What `runway` seconds of all its leases cost.
    ///
    /// # Errors
    /// `math/overflow` for rates beyond any real money.
    pub fn needed(&self, runway: Seconds) -> Result<Pico, MathError> {
        let needed = self.account.stream.rate.over(runway);
        needed.or_overflow("the minimum runway")
    }

    /// Puts `amount` in for `depositor`: its part after.
    ///
    /// # Errors
    /// `math/overflow` for amounts beyond any real money.
    pub fn deposit(&mut self, depositor: Depositor, amount: Pico) -> Result<Depositor, MathError> {
        let balance = self.account.stream.balance;
        let before = self.stake(depositor)?;
        let (pool, after) = self.account.pool.deposit(before, amount, balance)?;
        let others = pool.held(Stake {
            shares: self.account.sponsored,
            scale: self.account.pool.scale,
        });
        let (part, sponsored) = match depositor {
            Depositor::Owner => (Depositor::Owner, others),
            Depositor::Sponsor(_) => (
                Depositor::Sponsor(after),
                replaced(others, pool.held(before), after.shares)?,
            ),
        };
        let balance = balance.checked_add(amount).or_overflow("the balance")?;
        self.account.sponsored = sponsored;
        self.account.pool = pool;
        self.account.stream.balance = balance;
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
        let balance = self.account.stream.balance;
        let before = self.stake(depositor)?;
        let (pool, after) = self.account.pool.take(before, amount, balance)?;
        let balance = balance.checked_sub(amount).or_underflow("the balance")?;
        let left = match depositor {
            Depositor::Owner => None,
            Depositor::Sponsor(_) => {
                let sponsored = self.account.sponsored;
                self.account.sponsored = replaced(sponsored, pool.held(before), after.shares)?;
                Some(after).filter(|stake| stake.shares > 0)
            }
        };
        self.account.pool = pool;
        self.account.stream.balance = balance;
        Ok(Withdrawn { amount, left })
    }

    /// Takes the whole part of `depositor` out. The fraction of a unit becomes a fee: left in the
    /// balance it would be a present to those who stay.
    ///
    /// # Errors
    /// `math/underflow` for an account whose shares are not the sum of its parts.
    pub fn withdraw_all(&mut self, depositor: Depositor) -> Result<Withdrawn, MathError> {
        let amount = self.value(depositor)?;
        let shares = self.account.pool.held(self.stake(depositor)?);
        if let Depositor::Sponsor(_) = depositor {
            self.account.sponsored = replaced(self.account.sponsored, shares, 0)?;
        }
        self.account.pool.shares = replaced(self.account.pool.shares, shares, 0)?;
        let balance = self.account.stream.balance.checked_sub(amount);
        self.account.stream.balance = balance.or_underflow("the balance")?;
        self.accrue_fee(amount.fraction())?;
        Ok(Withdrawn { amount, left: None })
    }

    /// Adds to the protocol's fees what nobody can be paid.
    ///
    /// # Errors
    /// `math/overflow` for fees beyond any real money.
    pub fn accrue_fee(&mut self, fraction: Pico) -> Result<(), MathError> {
        let fees = self.account.fees.checked_add(fraction);
        self.account.fees = fees.or_overflow("fees")?;
        Ok(())
    }

    /// Takes the protocol's fees out.
    #[must_use = "fees that are taken out are to be put where they can be paid from"]
    pub fn take_fees(&mut self) -> Pico {
        std::mem::take(&mut self.account.fees)
    }

    /// Starts paying for a lease.
    ///
    /// # Errors
    /// `math/overflow` for rates beyond any real money.
    pub fn add_lease(&mut self, rate: Rate, fee_rate: Rate) -> Result<(), MathError> {
        const WHAT: &str = "the account's rate";
        let account = &mut self.account;
        let gross = account.stream.rate.checked_add(rate).or_overflow(WHAT)?;
        let fees = account.fee_rate.checked_add(fee_rate).or_overflow(WHAT)?;
        account.leases = account.leases.checked_add(1).or_overflow(WHAT)?;
        account.stream.rate = gross;
        account.fee_rate = fees;
        Ok(())
    }

    /// Stops paying for a lease.
    ///
    /// # Errors
    /// `math/underflow` for an account whose rate is not the sum of its leases'.
    pub fn remove_lease(&mut self, rate: Rate, fee_rate: Rate) -> Result<(), MathError> {
        const WHAT: &str = "the account's rate";
        let account = &mut self.account;
        let gross = account.stream.rate.checked_sub(rate).or_underflow(WHAT)?;
        let fees = account.fee_rate.checked_sub(fee_rate).or_underflow(WHAT)?;
        account.leases = account.leases.checked_sub(1).or_underflow(WHAT)?;
        account.stream.rate = gross;
        account.fee_rate = fees;
        Ok(())
    }

    /// Whether it pays for nothing and nobody has a whole unit in it.
    pub const fn is_empty(&self) -> bool {
        let account = &self.account;
        let nobodys = account.pool.shares == 0 || account.stream.balance.0 < PICO_PER_MICRO;
        account.leases == 0 && nobodys
    }

    /// What an empty account still holds: fees, and fractions of a unit that are nobody's.
    ///
    /// # Errors
    /// `math/overflow` for fees beyond any real money.
    pub fn residue(&self) -> Result<Pico, MathError> {
        let account = &self.account;
        let residue = account.fees.checked_add(account.stream.balance);
        residue.or_overflow("fees")
    }

    fn stake(&self, depositor: Depositor) -> Result<Stake, MathError> {
        let Account {
            pool, sponsored, ..
        } = self.account;
        match depositor {
            Depositor::Sponsor(stake) => Ok(stake),
            Depositor::Owner => Ok(Stake {
                shares: replaced(pool.shares, sponsored, 0)?,
                scale: pool.scale,
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
