//! The gas meter of a transaction, and the sums it ends with. Every price in this crate stands where
//! it is charged, and is wasmd v0.61.14's on Cosmos SDK v0.53.6.

use std::collections::BTreeSet;

/// `gas_register.go`: loading a contract that is in no cache, and one that is pinned, was loaded
/// before in this transaction, or is replied to.
const INSTANCE: u64 = 60_000;
const INSTANCE_DISCOUNT: u64 = 2_000;

/// Gas that one transaction may use unless another limit is set, in SDK gas. It is above any honest
/// transaction, and small enough that an endless loop ends within seconds.
pub const DEFAULT_GAS_LIMIT: u64 = 25_000_000;

/// What one transaction spent its gas on. Every field is in SDK gas.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Gas {
    /// What the chain reports as `gas_used`; it is the sum of all parts but `floor`.
    pub total: u64,
    /// What the transaction itself costs: bytes, signature, account and fee.
    pub base: u64,
    /// What loading contracts into the VM costs.
    pub instance: u64,
    /// What rows read and written cost: contract state, contract records and balances.
    pub store: u64,
    /// What executing wasm costs. It is zero for native code.
    pub vm: u64,
    /// What the events and attributes of contracts cost.
    pub events: u64,
    /// What submessages with a gas limit of their own forfeit when they run out.
    pub other: u64,
    /// What the job cannot avoid given the rows it touches; it is `base + instance + store`.
    pub floor: u64,
}

/// What a charge is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cost {
    Base,
    Store,
    #[cfg(feature = "vm")]
    Vm,
    Events,
}

/// Whether contract code counts as pinned, for pricing one run both ways.
#[derive(Clone, Copy)]
pub(crate) enum Pricing {
    /// As the chain's pins are.
    Actual,
    Pinned,
    Unpinned,
}

/// The transaction ran out of gas.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct OutOfGas;

/// The gas meter of one transaction.
pub(crate) struct Meter {
    limit: u64,
    base: u64,
    store: u64,
    vm: u64,
    events: u64,
    other: u64,
    instance: Instances,
    /// Code already loaded in this transaction, by checksum.
    loaded: BTreeSet<Vec<u8>>,
}

#[derive(Clone, Copy, Default)]
struct Instances {
    actual: u64,
    pinned: u64,
    unpinned: u64,
}

impl Meter {
    pub(crate) fn new(limit: u64) -> Self {
        Self {
            limit,
            base: 0,
            store: 0,
            vm: 0,
            events: 0,
            other: 0,
            instance: Instances::default(),
            loaded: BTreeSet::new(),
        }
    }

    pub(crate) fn charge(&mut self, cost: Cost, amount: u64) -> Result<(), OutOfGas> {
        let part = match cost {
            Cost::Base => &mut self.base,
            Cost::Store => &mut self.store,
            #[cfg(feature = "vm")]
            Cost::Vm => &mut self.vm,
            Cost::Events => &mut self.events,
        };
        *part = part.saturating_add(amount);
        self.check()
    }

    /// Charges loading a contract (`checkDiscountEligibility` and `SetupContractCost`).
    pub(crate) fn load(&mut self, checksum: &[u8], pinned: bool) -> Result<(), OutOfGas> {
        let first_time = self.loaded.insert(checksum.to_vec());
        let unpinned = if first_time {
            INSTANCE
        } else {
            INSTANCE_DISCOUNT
        };
        let actual = if pinned { INSTANCE_DISCOUNT } else { unpinned };
        self.add_instance(actual, INSTANCE_DISCOUNT, unpinned)
    }

    /// Charges waking a contract for a reply, which never costs the full instance.
    pub(crate) fn reload(&mut self) -> Result<(), OutOfGas> {
        self.add_instance(INSTANCE_DISCOUNT, INSTANCE_DISCOUNT, INSTANCE_DISCOUNT)
    }

    fn add_instance(&mut self, actual: u64, pinned: u64, unpinned: u64) -> Result<(), OutOfGas> {
        let sum = &mut self.instance;
        sum.actual = sum.actual.saturating_add(actual);
        sum.pinned = sum.pinned.saturating_add(pinned);
        sum.unpinned = sum.unpinned.saturating_add(unpinned);
        self.check()
    }

    pub(crate) fn used(&self) -> u64 {
        self.gas(Pricing::Actual).total
    }

    pub(crate) fn left(&self) -> u64 {
        self.limit.saturating_sub(self.used())
    }

    pub(crate) fn check(&self) -> Result<(), OutOfGas> {
        if self.used() > self.limit {
            return Err(OutOfGas);
        }
        Ok(())
    }

    /// Narrows the limit to `allowance` from here on; returns the limit to restore.
    pub(crate) fn narrow(&mut self, allowance: u64) -> u64 {
        let before = self.limit;
        self.limit = before.min(self.used().saturating_add(allowance));
        before
    }

    pub(crate) fn restore(&mut self, limit: u64) {
        self.limit = limit;
    }

    /// Counts everything charged so far as the price of the transaction itself.
    pub(crate) fn close_base(&mut self) {
        self.base = self.used();
        self.store = 0;
    }

    /// Charges what is missing to `total`: a submessage that ran out forfeits its whole limit.
    pub(crate) fn settle(&mut self, total: u64) {
        let missing = total.saturating_sub(self.used());
        self.other = self.other.saturating_add(missing);
    }

    pub(crate) fn gas(&self, pricing: Pricing) -> Gas {
        let instance = match pricing {
            Pricing::Actual => self.instance.actual,
            Pricing::Pinned => self.instance.pinned,
            Pricing::Unpinned => self.instance.unpinned,
        };
        let floor = sum([self.base, instance, self.store]);
        Gas {
            total: sum([floor, self.vm, self.events, self.other]),
            base: self.base,
            instance,
            store: self.store,
            vm: self.vm,
            events: self.events,
            other: self.other,
            floor,
        }
    }
}

/// Adds up gas.
pub(crate) fn sum(parts: impl IntoIterator<Item = u64>) -> u64 {
    parts.into_iter().fold(0, u64::saturating_add)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_loaded_once_and_priced_both_ways() {
        let mut meter = Meter::new(1_000_000);
        meter.load(b"code", false).unwrap();
        meter.load(b"code", false).unwrap();
        meter.reload().unwrap();
        assert_eq!(meter.gas(Pricing::Actual).total, 64_000);
        assert_eq!(meter.gas(Pricing::Pinned).total, 6_000);
        assert_eq!(meter.gas(Pricing::Unpinned).total, 64_000);
    }

    #[test]
    fn the_limit_is_the_last_gas_that_may_be_used() {
        let mut meter = Meter::new(100);
        assert_eq!(meter.charge(Cost::Store, 100), Ok(()));
        assert_eq!(meter.charge(Cost::Events, 1), Err(OutOfGas));
    }
}
