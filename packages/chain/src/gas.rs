//! What a transaction costs. Every price is wasmd v0.61.14's on Cosmos SDK v0.53.6.

use std::collections::BTreeSet;

/// `KVGasConfig` of cosmossdk.io/store v1.1.2: a read, flat and for each byte of key and value.
pub(crate) const READ: u64 = 1_000;
pub(crate) const READ_BYTE: u64 = 3;
/// The same table: a write, flat and for each byte of key and value.
pub(crate) const WRITE: u64 = 2_000;
pub(crate) const WRITE_BYTE: u64 = 30;
/// The same table: removing a row, asking whether it exists, one step of an iterator.
pub(crate) const DELETE: u64 = 1_000;
pub(crate) const HAS: u64 = 1_000;
pub(crate) const STEP: u64 = 30;

/// `gas_register.go`: loading a contract that is in no cache, and one that is pinned, was loaded
/// before in this transaction, or is replied to.
const INSTANCE: u64 = 60_000;
const INSTANCE_DISCOUNT: u64 = 2_000;
/// `gas_register.go`: VM gas in one SDK gas.
#[cfg(feature = "vm")]
pub(crate) const VM_GAS: u64 = 140_000;
/// `gas_register.go`: an attribute, a custom event, and the bytes that are free in each response.
const ATTRIBUTE: u64 = 10;
const CUSTOM_EVENT: u64 = 20;
const FREE_ATTRIBUTE_BYTES: u64 = 100;

/// Gas one transaction may use unless [`crate::Chain::set_gas_limit`] says otherwise: above any
/// honest transaction, and small enough that an endless loop ends within seconds.
pub const DEFAULT_GAS_LIMIT: u64 = 25_000_000;

/// Gas of one transaction by what it was spent on, in SDK gas.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Gas {
    /// The sum of all parts: what the chain reports as `gas_used`.
    pub total: u64,
    /// The transaction itself: bytes, signature, account, fee.
    pub base: u64,
    /// Loading contracts into the VM.
    pub instance: u64,
    /// Rows read and written: contract state, contract records, balances.
    pub store: u64,
    /// Executing wasm; zero for native code.
    pub vm: u64,
    /// Contract events and attributes.
    pub events: u64,
    /// Everything else: what a submessage with its own gas limit forfeits when it runs out.
    pub other: u64,
    /// `base + instance + store`: what the job cannot avoid given the rows it touches.
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

/// Price of reading a row; `value` is empty when there is none.
pub(crate) fn read(key: &[u8], value: &[u8]) -> u64 {
    READ.saturating_add(bytes(key, value).saturating_mul(READ_BYTE))
}

/// Price of writing a row.
pub(crate) fn write(key: &[u8], value: &[u8]) -> u64 {
    WRITE.saturating_add(bytes(key, value).saturating_mul(WRITE_BYTE))
}

/// Price of an iterator standing on a row (`consumeSeekGas`), or on the end.
pub(crate) fn step(row: Option<(&[u8], &[u8])>) -> u64 {
    let size = row.map_or(0, |(key, value)| bytes(key, value));
    STEP.saturating_add(size.saturating_mul(READ_BYTE))
}

/// `EventCosts`: the attributes of a response and its custom events share one free allowance.
pub(crate) fn events(
    attributes: &[cosmwasm_std::Attribute],
    events: &[cosmwasm_std::Event],
) -> u64 {
    let mut free = FREE_ATTRIBUTE_BYTES;
    let mut gas = attribute_cost(attributes, &mut free);
    for event in events {
        gas = sum([
            gas,
            CUSTOM_EVENT,
            count(event.ty.len()),
            attribute_cost(&event.attributes, &mut free),
        ]);
    }
    gas
}

/// `ReplyCosts` without the instance: a byte of each event type, then attributes as in a response.
pub(crate) fn reply_events(events: &[cosmwasm_std::Event]) -> u64 {
    let mut free = FREE_ATTRIBUTE_BYTES;
    let types = sum(events.iter().map(|event| count(event.ty.len())));
    let attributes: Vec<_> = events
        .iter()
        .flat_map(|event| event.attributes.iter().cloned())
        .collect();
    types.saturating_add(attribute_cost(&attributes, &mut free))
}

fn attribute_cost(attributes: &[cosmwasm_std::Attribute], free: &mut u64) -> u64 {
    let size = sum(attributes
        .iter()
        .map(|attribute| bytes(attribute.key.as_bytes(), attribute.value.as_bytes())));
    let charged = size.saturating_sub(*free);
    *free = free.saturating_sub(size);
    charged.saturating_add(count(attributes.len()).saturating_mul(ATTRIBUTE))
}

fn bytes(key: &[u8], value: &[u8]) -> u64 {
    count(key.len()).saturating_add(count(value.len()))
}

/// A length as gas arithmetic needs it.
pub(crate) fn count(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}

pub(crate) fn sum(parts: impl IntoIterator<Item = u64>) -> u64 {
    parts.into_iter().fold(0, u64::saturating_add)
}

#[cfg(test)]
mod tests {
    use super::*;
    use cosmwasm_std::{Attribute, Event};

    #[test]
    fn rows_are_priced_with_their_keys() {
        assert_eq!(read(b"key", b"value"), 1_000 + 8 * 3);
        assert_eq!(read(b"key", b""), 1_000 + 3 * 3);
        assert_eq!(write(b"key", b"value"), 2_000 + 8 * 30);
        assert_eq!(step(Some((b"key", b"value"))), 30 + 8 * 3);
        assert_eq!(step(None), 30);
    }

    #[test]
    fn events_share_a_hundred_free_bytes() {
        let short = [Attribute::new("action", "transfer")];
        assert_eq!(events(&short, &[]), 10);
        let long = Event::new("tender_x").add_attribute("k", "v".repeat(99));
        // 8 for the type, 20 for the event, 10 for the attribute, 14 of the 100 free bytes used up.
        assert_eq!(events(&short, &[long]), 10 + 20 + 8 + 10 + 14);
    }

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
