//! A contract's own storage: a prefix of the wasm module's store, metered as the SDK does.

use std::ops::Bound;

use cosmwasm_std::{Order, Record, Storage};

use crate::gas::{self, Cost, OutOfGas};
use crate::machine::{Machine, Module};

/// First byte of every key of contract state (`ContractStorePrefix`).
const CONTRACT_STATE: u8 = 0x03;

/// The state of one contract. Keys are charged with their 33 bytes of prefix.
#[derive(Clone)]
pub(crate) struct Rows {
    machine: Machine,
    prefix: Vec<u8>,
}

impl Rows {
    pub(crate) fn new(machine: &Machine, contract: &[u8]) -> Self {
        let mut prefix = vec![Module::Wasm.tag(), CONTRACT_STATE];
        prefix.extend_from_slice(contract);
        Self {
            machine: machine.clone(),
            prefix,
        }
    }

    pub(crate) fn read(&self, key: &[u8]) -> Result<Option<Vec<u8>>, OutOfGas> {
        let place = self.place(key);
        let value = self.machine.kv.borrow().get(&place);
        let price = gas::read(charged(&place), value.as_deref().unwrap_or_default());
        self.machine.charge(Cost::Store, price)?;
        Ok(value)
    }

    pub(crate) fn write(&self, key: &[u8], value: &[u8]) -> Result<(), OutOfGas> {
        let place = self.place(key);
        let price = gas::write(charged(&place), value);
        self.machine.charge(Cost::Store, price)?;
        self.machine.kv.borrow_mut().set(&place, value);
        Ok(())
    }

    pub(crate) fn delete(&self, key: &[u8]) -> Result<(), OutOfGas> {
        self.machine.charge(Cost::Store, gas::DELETE)?;
        self.machine.kv.borrow_mut().remove(&self.place(key));
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
        cursor.charge()?;
        Ok(cursor)
    }

    /// All rows in key order, without charging.
    pub(crate) fn dump(&self) -> Vec<Record> {
        let mut rows = Vec::new();
        let mut lower = Bound::Included(self.prefix.clone());
        let end = successor(&self.prefix);
        let upper = end.as_deref().map_or(Bound::Unbounded, Bound::Excluded);
        let kv = self.machine.kv.borrow();
        while let Some((place, value)) = kv.first(as_slice(&lower), upper, Order::Ascending) {
            rows.push((self.own_key(&place), value));
            lower = Bound::Excluded(place);
        }
        rows
    }

    /// Puts `rows` in the place of all rows, without charging.
    pub(crate) fn restore(&self, rows: &[Record]) {
        let present = self.dump();
        let mut kv = self.machine.kv.borrow_mut();
        for (key, _) in present {
            kv.remove(&self.place(&key));
        }
        for (key, value) in rows {
            kv.set(&self.place(key), value);
        }
    }

    pub(crate) fn peek(&self, key: &[u8]) -> Option<Vec<u8>> {
        self.machine.kv.borrow().get(&self.place(key))
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
    /// The row the cursor stands on, with the contract's own key; then moves on.
    pub(crate) fn advance(&mut self) -> Result<Option<Record>, OutOfGas> {
        let Some((place, value)) = self.current.take() else {
            return Ok(None);
        };
        let price = gas::step(Some((charged(&place), &value)));
        self.rows.machine.charge(Cost::Store, price)?;
        match self.order {
            Order::Ascending => self.lower = Bound::Excluded(place.clone()),
            Order::Descending => self.upper = Bound::Excluded(place.clone()),
        }
        self.current = self.seek();
        Ok(Some((self.rows.own_key(&place), value)))
    }

    fn seek(&self) -> Option<Record> {
        let kv = self.rows.machine.kv.borrow();
        kv.first(as_slice(&self.lower), as_slice(&self.upper), self.order)
    }

    fn charge(&self) -> Result<(), OutOfGas> {
        let row = self.current.as_ref();
        let price = gas::step(row.map(|(place, value)| (charged(place), value.as_slice())));
        self.rows.machine.charge(Cost::Store, price)
    }
}

/// The part of a place that is the key in the module's store.
fn charged(place: &[u8]) -> &[u8] {
    place.split_first().map_or(place, |(_, key)| key)
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

/// Native contracts cannot be stopped in the middle: an exhausted meter is noticed by the keeper
/// when they return.
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
