//! Rows under a prefix, metered as the SDK's `gaskv` does: all storage gas is charged in this file.
//!
//! A module's store is such a prefix, and a contract's storage is a longer one inside the wasm
//! module's. Keys are charged with all of their prefix but the tag that tells modules apart, so a
//! contract pays for 33 bytes more than it names.

use std::ops::Bound;

use cosmwasm_std::{Order, Record, Storage};

use crate::encoding::bytes::count;
use crate::store::context::Context;
use crate::store::gas::{Cost, OutOfGas};

/// `KVGasConfig` of cosmossdk.io/store v1.1.2: a read, flat and for each byte of key and value.
const READ: u64 = 1_000;
const READ_BYTE: u64 = 3;
/// The same table: a write, flat and for each byte of key and value.
const WRITE: u64 = 2_000;
const WRITE_BYTE: u64 = 30;
/// The same table: removing a row, asking whether it exists, one step of an iterator.
const DELETE: u64 = 1_000;
const HAS: u64 = 1_000;
const STEP: u64 = 30;

/// A handle on all rows under one prefix.
#[derive(Clone)]
pub(crate) struct Rows {
    context: Context,
    prefix: Vec<u8>,
}

impl Rows {
    /// The store of one module. The tag keeps modules apart in the one map below.
    pub(crate) fn of_module(context: &Context, tag: u8) -> Self {
        Self {
            context: context.clone(),
            prefix: vec![tag],
        }
    }

    /// The rows of this store whose keys start with `prefix`, under the rest of their keys.
    pub(crate) fn under(&self, prefix: &[u8]) -> Self {
        Self {
            context: self.context.clone(),
            prefix: self.place(prefix),
        }
    }

    pub(crate) fn read(&self, key: &[u8]) -> Result<Option<Vec<u8>>, OutOfGas> {
        let place = self.place(key);
        let value = self.context.kv().get(&place);
        let length = value.as_ref().map_or(0, Vec::len);
        self.pay(read_price(&place, length))?;
        Ok(value)
    }

    pub(crate) fn write(&self, key: &[u8], value: &[u8]) -> Result<(), OutOfGas> {
        let place = self.place(key);
        self.pay(write_price(&place, value.len()))?;
        self.context.kv_mut().set(&place, value);
        Ok(())
    }

    pub(crate) fn delete(&self, key: &[u8]) -> Result<(), OutOfGas> {
        self.pay(DELETE)?;
        self.context.kv_mut().remove(&self.place(key));
        Ok(())
    }

    /// Opens an iterator and pays for the row it stands on.
    pub(crate) fn scan(
        &self,
        start: Option<&[u8]>,
        end: Option<&[u8]>,
        order: Order,
    ) -> Result<Cursor, OutOfGas> {
        let lower = self.place(start.unwrap_or_default());
        let upper = end.map_or_else(|| successor(&self.prefix), |end| Some(self.place(end)));
        let mut cursor = Cursor {
            rows: self.clone(),
            lower: Bound::Included(lower),
            upper: upper.map_or(Bound::Unbounded, Bound::Excluded),
            order,
            current: None,
        };
        cursor.current = cursor.seek();
        cursor.pay()?;
        Ok(cursor)
    }

    /// Pays for asking so many times whether a row exists, when the answer is known.
    pub(crate) fn pay_has(&self, times: usize) -> Result<(), OutOfGas> {
        self.pay(count(times).saturating_mul(HAS))
    }

    /// Pays for reading a row of this length that is not kept.
    pub(crate) fn pay_read(&self, key: &[u8], length: usize) -> Result<(), OutOfGas> {
        self.pay(read_price(&self.place(key), length))
    }

    /// Pays for writing a row of this length that is not kept.
    pub(crate) fn pay_write(&self, key: &[u8], length: usize) -> Result<(), OutOfGas> {
        self.pay(write_price(&self.place(key), length))
    }

    /// Reads a row without charging, for what the chain itself wants to know.
    pub(crate) fn peek(&self, key: &[u8]) -> Option<Vec<u8>> {
        self.context.kv().get(&self.place(key))
    }

    /// Writes a row without charging: genesis.
    pub(crate) fn plant(&self, key: &[u8], value: &[u8]) {
        self.context.kv_mut().set(&self.place(key), value);
    }

    /// All rows in key order, without charging.
    pub(crate) fn dump(&self) -> Vec<Record> {
        let mut rows = Vec::new();
        let mut lower = Bound::Included(self.prefix.clone());
        let end = successor(&self.prefix);
        let upper = end.as_deref().map_or(Bound::Unbounded, Bound::Excluded);
        let kv = self.context.kv();
        while let Some((place, value)) = kv.first(as_slice(&lower), upper, Order::Ascending) {
            rows.push((self.own_key(&place), value));
            lower = Bound::Excluded(place);
        }
        rows
    }

    /// Puts `rows` in the place of all rows, without charging.
    pub(crate) fn restore(&self, rows: &[Record]) {
        let present = self.dump();
        let mut kv = self.context.kv_mut();
        for (key, _) in present {
            kv.remove(&self.place(&key));
        }
        for (key, value) in rows {
            kv.set(&self.place(key), value);
        }
    }

    fn pay(&self, price: u64) -> Result<(), OutOfGas> {
        self.context.charge(Cost::Store, price)
    }

    fn place(&self, key: &[u8]) -> Vec<u8> {
        [self.prefix.as_slice(), key].concat()
    }

    fn own_key(&self, place: &[u8]) -> Vec<u8> {
        place
            .strip_prefix(self.prefix.as_slice())
            .unwrap_or(place)
            .to_vec()
    }
}

/// An open iterator. As in the SDK, opening it and each step pay for the row it stands on, so the
/// first row is paid twice.
pub(crate) struct Cursor {
    rows: Rows,
    lower: Bound<Vec<u8>>,
    upper: Bound<Vec<u8>>,
    order: Order,
    current: Option<Record>,
}

impl Cursor {
    /// The row the cursor stands on, which opening it has paid for.
    pub(crate) fn current(&self) -> Option<Record> {
        let (place, value) = self.current.as_ref()?;
        Some((self.rows.own_key(place), value.clone()))
    }

    /// Takes the row the cursor stands on and moves to the next.
    pub(crate) fn advance(&mut self) -> Result<Option<Record>, OutOfGas> {
        let Some((place, value)) = self.current.take() else {
            return Ok(None);
        };
        self.rows.pay(step_price(Some((&place, &value))))?;
        match self.order {
            Order::Ascending => self.lower = Bound::Excluded(place.clone()),
            Order::Descending => self.upper = Bound::Excluded(place.clone()),
        }
        self.current = self.seek();
        Ok(Some((self.rows.own_key(&place), value)))
    }

    fn seek(&self) -> Option<Record> {
        let kv = self.rows.context.kv();
        kv.first(as_slice(&self.lower), as_slice(&self.upper), self.order)
    }

    fn pay(&self) -> Result<(), OutOfGas> {
        let row = self.current.as_ref();
        let price = step_price(row.map(|(place, value)| (place.as_slice(), value.as_slice())));
        self.rows.pay(price)
    }
}

/// Price of reading a row; the length is zero when there is none.
fn read_price(place: &[u8], length: usize) -> u64 {
    READ.saturating_add(size(place, length).saturating_mul(READ_BYTE))
}

fn write_price(place: &[u8], length: usize) -> u64 {
    WRITE.saturating_add(size(place, length).saturating_mul(WRITE_BYTE))
}

/// Price of an iterator standing on a row (`consumeSeekGas`), or on the end.
fn step_price(row: Option<(&[u8], &[u8])>) -> u64 {
    let size = row.map_or(0, |(place, value)| size(place, value.len()));
    STEP.saturating_add(size.saturating_mul(READ_BYTE))
}

/// Bytes of a row that are charged: its value, and its place but for the module's tag.
fn size(place: &[u8], length: usize) -> u64 {
    let key = place.len().saturating_sub(1);
    count(key).saturating_add(count(length))
}

/// The first key after all keys with this prefix.
fn successor(prefix: &[u8]) -> Option<Vec<u8>> {
    let mut end = prefix.to_vec();
    while let Some(last) = end.pop() {
        if let Some(next) = last.checked_add(1) {
            end.push(next);
            return Some(end);
        }
    }
    None
}

fn as_slice(bound: &Bound<Vec<u8>>) -> Bound<&[u8]> {
    bound.as_ref().map(Vec::as_slice)
}

/// Native contracts cannot be stopped in the middle: an exhausted meter is noticed when they
/// return.
impl Storage for Rows {
    fn get(&self, key: &[u8]) -> Option<Vec<u8>> {
        self.read(key).unwrap_or_else(|OutOfGas| self.peek(key))
    }

    fn range<'a>(
        &'a self,
        start: Option<&[u8]>,
        end: Option<&[u8]>,
        order: Order,
    ) -> Box<dyn Iterator<Item = Record> + 'a> {
        match self.scan(start, end, order) {
            Ok(mut cursor) => Box::new(std::iter::from_fn(move || cursor.advance().ok().flatten())),
            Err(OutOfGas) => Box::new(std::iter::empty()),
        }
    }

    fn set(&mut self, key: &[u8], value: &[u8]) {
        // Out of gas: the whole frame is about to be rolled back, so nothing is lost.
        let _ = self.write(key, value);
    }

    fn remove(&mut self, key: &[u8]) {
        // As in `set`.
        let _ = self.delete(key);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cosmwasm_std::{BlockInfo, Timestamp};

    use crate::store::gas::DEFAULT_GAS_LIMIT;

    /// A store whose keys are charged with two bytes of prefix, and the context to see the gas.
    fn store() -> (Context, Rows) {
        let block = BlockInfo {
            height: 1,
            time: Timestamp::from_seconds(1),
            chain_id: String::new(),
        };
        let context = Context::new(block, DEFAULT_GAS_LIMIT);
        let rows = Rows::of_module(&context, b'w').under(b"xy");
        (context, rows)
    }

    #[test]
    fn rows_are_priced_with_their_keys() {
        let (context, rows) = store();
        let spent = |work: &dyn Fn() -> Result<(), OutOfGas>| {
            context.reset_meter();
            work().unwrap();
            context.meter().used()
        };
        let absent = spent(&|| rows.read(b"key").map(|_| ()));
        assert_eq!(absent, 1_000 + 5 * 3);
        assert_eq!(
            spent(&|| rows.write(b"key", b"value")),
            2_000 + (2 + 3 + 5) * 30
        );
        assert_eq!(spent(&|| rows.read(b"key").map(|_| ())), 1_000 + 10 * 3);
        assert_eq!(spent(&|| rows.pay_read(b"key", 5)), 1_000 + 10 * 3);
        assert_eq!(spent(&|| rows.pay_write(b"key", 5)), 2_000 + 10 * 30);
        assert_eq!(spent(&|| rows.pay_has(3)), 3_000);
        assert_eq!(spent(&|| rows.delete(b"key")), 1_000);
    }

    #[test]
    fn the_first_row_of_an_iterator_is_paid_twice() {
        let (context, rows) = store();
        rows.plant(b"key", b"value");
        let mut cursor = rows.scan(None, None, Order::Ascending).unwrap();
        assert_eq!(context.meter().used(), 30 + 10 * 3);
        let row = (b"key".to_vec(), b"value".to_vec());
        assert_eq!(cursor.current(), Some(row.clone()));
        assert_eq!(cursor.advance(), Ok(Some(row)));
        assert_eq!(context.meter().used(), 2 * (30 + 10 * 3));
        rows.scan(Some(b"l"), None, Order::Ascending).unwrap();
        assert_eq!(context.meter().used(), 2 * (30 + 10 * 3) + 30);
    }
}
