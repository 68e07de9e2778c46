//! The arithmetic of one account: what flows out, who owns what is left. No storage, no messages.
//!
//! A stored [`Account`] describes one moment; [`Account::at`] reads it forward to another. Between two
//! changes of rate or balance it is a straight line, so reading writes nothing.

use cosmwasm_std::{CanonicalAddr, Uint128};
use tender_interfaces::escrow::Funding;
use tender_math::{MathError, Pool, Stake, Stream};
use tender_storage::{CodecError, Packed, Reader, Row, Writer};
use tender_types::{AssetIndex, Pico, Rate, Seconds, Timestamp, PICO_PER_MICRO};

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

impl Packed for Account {
    fn pack(&self, out: &mut Writer) {
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

    fn unpack(from: &mut Reader<'_>) -> Result<Self, CodecError> {
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

impl Row for Account {
    const VERSION: u8 = 1;
    const NAME: &'static str = "account";
}

/// Whose part of an account.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Holder {
    /// The owner's: what is nobody else's.
    Owner,
    /// A sponsor's.
    Sponsor(Stake),
}

/// An account as of now; the only form in which it is changed.
#[derive(Clone, Debug, PartialEq)]
pub struct Live {
    /// The account, its stream at now.
    pub account: Account,
    now: Timestamp,
    ran_out: Option<Timestamp>,
}

impl Account {
    /// An account of `owner` without money.
    pub fn open(owner: CanonicalAddr, asset: AssetIndex, now: Timestamp) -> Live {
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
        Live {
            account,
            now,
            ran_out: None,
        }
    }

    /// The account at `now`. The protocol is one more payee: what was funded earned it its rate.
    pub fn at(self, now: Timestamp) -> Result<Live, MathError> {
        let synced = self.stream.at(now)?;
        let earned = (self.fee_rate.u128()).checked_mul(u128::from(synced.funded));
        let fees = earned.and_then(|earned| self.fees.checked_add(Pico(earned)));
        Ok(Live {
            account: Self {
                stream: synced.stream,
                fees: fees.ok_or(MathError::Overflow { what: "fees" })?,
                ..self
            },
            now: synced.stream.synced_at,
            ran_out: synced.starved_since,
        })
    }
}

impl Live {
    /// What is to be stored. While money is out, the moment it ran out is kept: otherwise whoever
    /// settles an account would start its grace again.
    pub fn stored(&self) -> Account {
        let mut account = self.account.clone();
        if let Some(since) = self.starved_since() {
            account.stream.synced_at = since;
        }
        account
    }

    /// Since when money is out; `None` while the next second is covered, also by what came in since.
    pub fn starved_since(&self) -> Option<Timestamp> {
        let short = self.account.stream.balance.0 < self.account.stream.rate.u128();
        self.ran_out.filter(|_| short)
    }

    /// Since when money is out, if `grace` is over too.
    pub fn overdue_since(&self, grace: Seconds) -> Option<Timestamp> {
        let over = |since: &Timestamp| self.now >= since.saturating_add(grace);
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
                grace_until: since.saturating_add(grace),
            },
            (None, None) => match self.account.stream.runs_out_at() {
                Some(runs_out_at) => Funding::Funded { runs_out_at },
                None => Funding::Idle {},
            },
        }
    }

    /// Micro-units not spent, of everybody, rounded down.
    pub fn balance(&self) -> Uint128 {
        self.account.stream.balance.micro_floor()
    }

    /// What `holder`'s part is worth.
    pub fn value(&self, holder: Holder) -> Result<Pico, MathError> {
        let stake = self.stake(holder)?;
        self.account.pool.value(stake, self.account.stream.balance)
    }

    /// Micro-units `holder` can take back while the account stays funded for `runway` more seconds.
    pub fn available(&self, holder: Holder, runway: Seconds) -> Result<Uint128, MathError> {
        if self.starved_since().is_some() {
            return Ok(Uint128::zero());
        }
        let spare = (self.account.stream.balance)
            .checked_sub(self.needed(runway)?)
            .unwrap_or(Pico::ZERO);
        Ok(spare.min(self.value(holder)?).micro_floor())
    }

    /// What `runway` seconds of all its leases cost.
    pub fn needed(&self, runway: Seconds) -> Result<Pico, MathError> {
        let rate = self.account.stream.rate.u128();
        rate.checked_mul(u128::from(runway))
            .map(Pico)
            .ok_or(MathError::Overflow {
                what: "the minimum runway",
            })
    }

    /// Puts `amount` in for `holder`: its part after.
    pub fn deposit(&mut self, holder: Holder, amount: Pico) -> Result<Holder, MathError> {
        let balance = self.account.stream.balance;
        let before = self.stake(holder)?;
        let (pool, after) = self.account.pool.deposit(before, amount, balance)?;
        let others = pool.held(Stake {
            shares: self.account.sponsored,
            scale: self.account.pool.scale,
        });
        self.account.sponsored = match holder {
            Holder::Owner => others,
            Holder::Sponsor(_) => replaced(others, pool.held(before), after.shares)?,
        };
        self.account.pool = pool;
        let balance = balance.checked_add(amount);
        self.account.stream.balance = balance.ok_or(MathError::Overflow {
            what: "the balance",
        })?;
        Ok(holder.with(after))
    }

    /// Takes `amount` out for `holder`: its part after. The caller has asked [`Live::available`].
    pub fn take(&mut self, holder: Holder, amount: Pico) -> Result<Holder, MathError> {
        let balance = self.account.stream.balance;
        let before = self.stake(holder)?;
        let (pool, after) = self.account.pool.take(before, amount, balance)?;
        if let Holder::Sponsor(_) = holder {
            let sponsored = self.account.sponsored;
            self.account.sponsored = replaced(sponsored, pool.held(before), after.shares)?;
        }
        self.account.pool = pool;
        self.account.stream.balance = balance.checked_sub(amount).ok_or(MathError::Underflow {
            what: "the balance",
        })?;
        Ok(holder.with(after))
    }

    /// Takes everything of `holder`'s out. The fraction of a unit becomes a fee: left in the balance it
    /// would be a present to those who stay.
    pub fn leave(&mut self, holder: Holder) -> Result<Pico, MathError> {
        let value = self.value(holder)?;
        let shares = self.account.pool.held(self.stake(holder)?);
        if let Holder::Sponsor(_) = holder {
            self.account.sponsored = replaced(self.account.sponsored, shares, 0)?;
        }
        self.account.pool.shares = replaced(self.account.pool.shares, shares, 0)?;
        let left = self.account.stream.balance.checked_sub(value);
        self.account.stream.balance = left.ok_or(MathError::Underflow {
            what: "the balance",
        })?;
        self.keep(value.fraction())?;
        Ok(value)
    }

    /// Adds to the protocol's fees what nobody can be paid.
    pub fn keep(&mut self, fraction: Pico) -> Result<(), MathError> {
        let fees = self.account.fees.checked_add(fraction);
        self.account.fees = fees.ok_or(MathError::Overflow { what: "fees" })?;
        Ok(())
    }

    /// Starts paying for a lease.
    pub fn add_lease(&mut self, rate: Rate, fee_rate: Rate) -> Result<(), MathError> {
        let account = &mut self.account;
        let sums = (
            account.stream.rate.checked_add(rate),
            account.fee_rate.checked_add(fee_rate),
            account.leases.checked_add(1),
        );
        let (Some(rate), Some(fee_rate), Some(leases)) = sums else {
            return Err(MathError::Overflow {
                what: "the account's rate",
            });
        };
        account.stream.rate = rate;
        account.fee_rate = fee_rate;
        account.leases = leases;
        Ok(())
    }

    /// Stops paying for a lease.
    pub fn remove_lease(&mut self, rate: Rate, fee_rate: Rate) -> Result<(), MathError> {
        let account = &mut self.account;
        let sums = (
            account.stream.rate.checked_sub(rate),
            account.fee_rate.checked_sub(fee_rate),
            account.leases.checked_sub(1),
        );
        let (Some(rate), Some(fee_rate), Some(leases)) = sums else {
            return Err(MathError::Underflow {
                what: "the account's rate",
            });
        };
        account.stream.rate = rate;
        account.fee_rate = fee_rate;
        account.leases = leases;
        Ok(())
    }

    /// Whether it pays for nothing and nobody has a whole unit in it.
    pub fn is_empty(&self) -> bool {
        let account = &self.account;
        let nobodys = account.pool.shares == 0 || account.stream.balance.0 < PICO_PER_MICRO;
        account.leases == 0 && nobodys
    }

    /// What an empty account still holds: fees, and fractions of a unit that are nobody's.
    pub fn residue(&self) -> Result<Pico, MathError> {
        let account = &self.account;
        (account.fees)
            .checked_add(account.stream.balance)
            .ok_or(MathError::Overflow { what: "fees" })
    }

    fn stake(&self, holder: Holder) -> Result<Stake, MathError> {
        let Account {
            pool, sponsored, ..
        } = self.account;
        match holder {
            Holder::Sponsor(stake) => Ok(stake),
            Holder::Owner => Ok(Stake {
                shares: replaced(pool.shares, sponsored, 0)?,
                scale: pool.scale,
            }),
        }
    }
}

impl Holder {
    fn with(self, stake: Stake) -> Self {
        match self {
            Self::Owner => Self::Owner,
            Self::Sponsor(_) => Self::Sponsor(stake),
        }
    }
}

/// `sum` with one of its parts replaced.
fn replaced(sum: u128, before: u128, after: u128) -> Result<u128, MathError> {
    sum.checked_sub(before)
        .and_then(|rest| rest.checked_add(after))
        .ok_or(MathError::Underflow {
            what: "shares of the pool",
        })
}
