//! One account pays any number of leases, in constant time.
//!
//! The account counts *funded seconds*: seconds during which its balance covered the sum of its
//! leases' rates. A lease that was opened when the clock stood at `c₀` has earned
//! `rate · (clock − c₀)`, whatever else happened. When the balance runs out the clock stops for all
//! leases at once; a deposit lets it run again.
//!
//! Nothing here needs to be stored as time passes: between two changes of rate or balance the
//! account's future is a straight line, so a stored [`Stream`] is read forward to any later moment.

use tender_types::{Micro, Pico, Rate, Seconds, Timestamp};

use crate::{Checked, MathError};

/// Money flowing out of an account, as of `synced_at`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stream {
    /// What is not spent yet.
    pub balance: Pico,
    /// What flows out per second while the balance lasts.
    pub rate: Rate,
    /// Funded seconds so far.
    pub clock: Seconds,
    /// The moment this describes.
    pub synced_at: Timestamp,
}

/// A stream read forward to a later moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Synced {
    /// The stream as of that moment.
    pub stream: Stream,
    /// Funded seconds that passed.
    pub funded: Seconds,
    /// When money ran out; `None` while it lasts.
    pub starved_since: Option<Timestamp>,
}

impl Stream {
    /// The stream at `now`. A moment before `synced_at` reads as `synced_at`: block time never runs
    /// backwards.
    ///
    /// # Errors
    /// `math/overflow` when the funded seconds do not fit 64 bits. No more is spent than the balance covers, so
    /// nothing else can fail.
    pub fn at(self, now: Timestamp) -> Result<Synced, MathError> {
        let elapsed = now.since(self.synced_at);
        let funded = self
            .affordable()
            .map_or(elapsed, |seconds| seconds.min(elapsed));
        let spent = self.rate.over(funded).or_overflow("amount streamed")?;
        let balance = self.balance.checked_sub(spent).or_underflow("spending")?;
        let clock = self.clock.checked_add(funded);
        let clock = clock.or_overflow("funded seconds")?;
        let stopped = self.synced_at.after(funded);
        Ok(Synced {
            stream: Self {
                balance,
                clock,
                synced_at: now.max(self.synced_at),
                ..self
            },
            funded,
            starved_since: (funded < elapsed).then_some(stopped),
        })
    }

    /// The first moment at which the balance no longer covers a second; `None` when nothing flows.
    pub fn runs_out_at(self) -> Option<Timestamp> {
        self.affordable()
            .map(|seconds| self.synced_at.after(seconds))
    }

    /// Whole seconds the balance covers; `None` (for ever) when nothing flows.
    fn affordable(self) -> Option<Seconds> {
        let seconds = self.balance.0.checked_div(self.rate.0)?;
        Some(Seconds(u64::try_from(seconds).unwrap_or(u64::MAX)))
    }
}

/// The fraction of a micro-unit a lease has earned beyond its whole units: what cannot be paid when
/// the lease closes.
///
/// # Errors
/// `math/underflow` when the clock stands before `opened`; `math/overflow` when what was earned does not fit.
pub fn dust(rate: Rate, opened: Seconds, clock: Seconds) -> Result<Pico, MathError> {
    earned(rate, opened, clock).map(Pico::fraction)
}

/// Whole micro-units a lease has earned and not been paid: `⌊rate · (clock − opened)⌋ − paid`.
///
/// Computed from the beginning each time, so that fractions of a unit are never lost however often a
/// lease is paid.
///
/// # Errors
/// `math/underflow` when the clock stands before `opened`, or more was `paid` than was earned;
/// `math/overflow` when what was earned does not fit.
pub fn owed(rate: Rate, opened: Seconds, clock: Seconds, paid: Micro) -> Result<Micro, MathError> {
    let whole = earned(rate, opened, clock)?.micro_floor();
    whole.checked_sub(paid).or_underflow("what was paid")
}

/// Pico-units earned while the clock ran from `opened` to `clock`.
fn earned(rate: Rate, opened: Seconds, clock: Seconds) -> Result<Pico, MathError> {
    let seconds = clock
        .checked_sub(opened)
        .or_underflow("the lease's clock")?;
    rate.over(seconds).or_overflow("amount earned")
}
