//! What a rate card asks.

use tender_interfaces::orderbook::CardRates;
use tender_types::{Rate, Resources};

/// Pico-units per second of part of a lease, before it is rounded: a card's rates are per core and per
/// GiB, and amounts are in thousandths and MiB.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Exact {
    /// In parts of [`PARTS`].
    parts: u128,
}

/// Parts of a pico-unit: both a thousandth of a core and a MiB of a GiB are whole numbers of them.
const PARTS: u128 = 1_000 * 1_024;

/// Parts that a rate per core is of a thousandth of one.
const PER_MILLI: u128 = PARTS / 1_000;

/// Parts that a rate per GiB is of a MiB.
const PER_MIB: u128 = PARTS / 1_024;

impl Exact {
    /// What `rates` ask for `amounts`; `None` beyond any real money.
    pub fn of(rates: &CardRates, amounts: &Resources) -> Option<Self> {
        let mut sum = Self::default()
            .plus(rates.core, amounts.cpu_milli, PER_MILLI)?
            .plus(rates.memory, amounts.memory_mib, PER_MIB)?
            .plus(rates.disk, amounts.disk_mib, PER_MIB)?
            .plus(rates.public_ip, amounts.public_ips, PARTS)?;
        for volume in &amounts.volumes {
            sum = sum.plus(rates.volume(volume.class), volume.mib, PER_MIB)?;
        }
        Some(sum)
    }

    /// With a whole rate added.
    pub fn with(self, rate: Rate) -> Option<Self> {
        let parts = rate.0.checked_mul(PARTS)?.checked_add(self.parts)?;
        Some(Self { parts })
    }

    /// Both together.
    pub fn and(self, other: Self) -> Option<Self> {
        let parts = self.parts.checked_add(other.parts)?;
        Some(Self { parts })
    }

    /// Rounded up, once for a lease, and at least 1: nobody can be paid nothing.
    pub fn rate(self) -> Rate {
        Rate(self.parts.div_ceil(PARTS).max(1))
    }

    fn plus(self, rate: u64, amount: u64, parts: u128) -> Option<Self> {
        let product = u128::from(rate).checked_mul(u128::from(amount))?;
        let parts = product.checked_mul(parts)?.checked_add(self.parts)?;
        Some(Self { parts })
    }
}
