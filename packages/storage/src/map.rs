use std::marker::PhantomData;

use cosmwasm_std::{Order, Record, Storage};
use thiserror::Error;

use crate::codec::{pack, unpack, CodecError, Row};
use crate::key::{Key, ParseKey};
use crate::page::Page;

/// A row that should be there is missing, or is not what it should be.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum StorageError {
    /// Nothing is stored under the key.
    #[error("storage/not_found: no such {row}")]
    NotFound {
        /// What the row is.
        row: &'static str,
    },
    /// The bytes stored are not the row.
    #[error("storage/corrupt: stored {row} cannot be read: {error}")]
    Corrupt {
        /// What the row is.
        row: &'static str,
        /// Why.
        error: CodecError,
    },
}

fn read<R: Row>(bytes: &[u8]) -> Result<R, StorageError> {
    unpack(bytes).map_err(|error| StorageError::Corrupt {
        row: R::NAME,
        error,
    })
}

/// One packed row under a one-letter key.
pub struct RowItem<R> {
    key: u8,
    row: PhantomData<R>,
}

impl<R: Row> RowItem<R> {
    /// The row under `key`.
    pub const fn new(key: u8) -> Self {
        Self {
            key,
            row: PhantomData,
        }
    }

    /// The key, to publish it for raw reads.
    pub fn key(&self) -> Vec<u8> {
        vec![self.key]
    }

    /// The row; an error when it is missing.
    ///
    /// # Errors
    /// `storage/not_found` when there is none; `storage/corrupt` when the bytes stored are not the row.
    pub fn load(&self, store: &dyn Storage) -> Result<R, StorageError> {
        let bytes = store
            .get(&[self.key])
            .ok_or(StorageError::NotFound { row: R::NAME })?;
        read(&bytes)
    }

    /// The row, if there is one.
    ///
    /// # Errors
    /// `storage/corrupt` when the bytes stored are not the row.
    pub fn may_load(&self, store: &dyn Storage) -> Result<Option<R>, StorageError> {
        store.get(&[self.key]).map(|bytes| read(&bytes)).transpose()
    }

    /// Writes the row.
    pub fn save(&self, store: &mut dyn Storage, row: &R) {
        store.set(&[self.key], &pack(row));
    }
}

/// Packed rows under a one-letter prefix and a typed key.
pub struct RowMap<K, R> {
    prefix: u8,
    types: PhantomData<(K, R)>,
}

impl<K: Key, R: Row> RowMap<K, R> {
    /// The rows under `prefix`.
    pub const fn new(prefix: u8) -> Self {
        Self {
            prefix,
            types: PhantomData,
        }
    }

    /// The whole key of a row, to publish it for raw reads.
    pub fn key(&self, key: &K) -> Vec<u8> {
        self.prefixed(key)
    }

    /// The row under `key`; an error when it is missing.
    ///
    /// # Errors
    /// `storage/not_found` when there is none; `storage/corrupt` when the bytes stored are not the row.
    pub fn load(&self, store: &dyn Storage, key: &K) -> Result<R, StorageError> {
        self.may_load(store, key)?
            .ok_or(StorageError::NotFound { row: R::NAME })
    }

    /// The row under `key`, if there is one.
    ///
    /// # Errors
    /// `storage/corrupt` when the bytes stored are not the row.
    pub fn may_load(&self, store: &dyn Storage, key: &K) -> Result<Option<R>, StorageError> {
        store
            .get(&self.prefixed(key))
            .map(|bytes| read(&bytes))
            .transpose()
    }

    /// Writes the row under `key`.
    pub fn save(&self, store: &mut dyn Storage, key: &K, row: &R) {
        store.set(&self.prefixed(key), &pack(row));
    }

    /// Removes the row under `key`, if there is one.
    pub fn remove(&self, store: &mut dyn Storage, key: &K) {
        store.remove(&self.prefixed(key));
    }

    fn prefixed<P: Key + ?Sized>(&self, key: &P) -> Vec<u8> {
        let mut bytes = vec![self.prefix];
        key.write(&mut bytes);
        bytes
    }
}

impl<K: ParseKey, R: Row> RowMap<K, R> {
    /// Rows whose key starts with `within`, in key order, read one at a time. `after` is the last key
    /// of the page before. Lazy: the caller decides how many to take, and must bound it.
    pub fn scan<'a, P: Key + ?Sized>(
        &self,
        store: &'a dyn Storage,
        within: &P,
        after: Option<&K>,
    ) -> Records<'a, K, R> {
        let start = match after {
            // The key right behind `after`: the same bytes and a zero.
            Some(key) => {
                let mut start = self.prefixed(key);
                start.push(0);
                start
            }
            None => self.prefixed(within),
        };
        let end = end_of(self.prefixed(within));
        let records = store.range(Some(&start), end.as_deref(), Order::Ascending);
        Records {
            records,
            types: PhantomData,
        }
    }

    /// The last row whose key starts with `within`.
    ///
    /// # Errors
    /// `storage/corrupt` when it, or its key, cannot be read.
    pub fn last<P: Key + ?Sized>(
        &self,
        store: &dyn Storage,
        within: &P,
    ) -> Result<Option<(K, R)>, StorageError> {
        let start = self.prefixed(within);
        let end = end_of(start.clone());
        let records = store.range(Some(&start), end.as_deref(), Order::Descending);
        let mut rows = Records::<K, R> {
            records,
            types: PhantomData,
        };
        rows.next().transpose()
    }

    /// The first `limit` rows that [`RowMap::scan`] gives.
    ///
    /// # Errors
    /// `storage/corrupt` when one of them, or its key, cannot be read.
    pub fn page<P: Key + ?Sized>(
        &self,
        store: &dyn Storage,
        within: &P,
        after: Option<&K>,
        limit: usize,
    ) -> Result<Vec<(K, R)>, StorageError> {
        self.scan(store, within, after).take(limit).collect()
    }

    /// The same rows, and the key after which the next page starts.
    ///
    /// # Errors
    /// As [`RowMap::page`].
    pub fn page_with_next<P: Key + ?Sized>(
        &self,
        store: &dyn Storage,
        within: &P,
        after: Option<&K>,
        limit: usize,
    ) -> Result<Page<K, R>, StorageError>
    where
        K: Clone,
    {
        let rows = self.page(store, within, after, limit)?;
        let last = rows.last().filter(|_| rows.len() == limit);
        let next = last.map(|(key, _)| key.clone());
        Ok(Page { rows, next })
    }
}

/// Rows of a range, read one at a time.
pub struct Records<'a, K, R> {
    records: Box<dyn Iterator<Item = Record> + 'a>,
    types: PhantomData<(K, R)>,
}

impl<K: ParseKey, R: Row> Iterator for Records<'_, K, R> {
    type Item = Result<(K, R), StorageError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.records.next().map(|(key, value)| {
            let corrupt = |error| StorageError::Corrupt {
                row: R::NAME,
                error,
            };
            let mut fields = key.get(1..).unwrap_or_default();
            let key = K::parse(&mut fields).map_err(corrupt)?;
            Ok((key, read(&value)?))
        })
    }
}

/// The first key behind every key that starts with `prefix`; `None` when there is none.
fn end_of(mut prefix: Vec<u8>) -> Option<Vec<u8>> {
    while let Some(last) = prefix.pop() {
        if let Some(next) = last.checked_add(1) {
            prefix.push(next);
            return Some(prefix);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packed;
    use cosmwasm_std::testing::MockStorage;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    #[derive(Clone, Debug, PartialEq)]
    struct Number {
        value: u64,
    }
    packed!(Row 1 "number": Number { value });

    const NUMBERS: RowMap<(u16, u64), Number> = RowMap::new(b'n');

    proptest! {
        #[test]
        fn pages_walk_a_prefix_in_order(
            rows in prop::collection::btree_map((0u16..3, any::<u64>()), any::<u64>(), 0..60),
            limit in 1usize..7,
        ) {
            let mut store = MockStorage::new();
            store.set(b"o", b"a neighbour of the map");
            for (key, value) in &rows {
                NUMBERS.save(&mut store, key, &Number { value: *value });
            }
            let mut walked = BTreeMap::new();
            let mut after = None;
            loop {
                let page = NUMBERS.page(&store, &1u16, after.as_ref(), limit).unwrap();
                prop_assert!(page.len() <= limit);
                let Some((last, _)) = page.last() else { break };
                after = Some(*last);
                walked.extend(page.into_iter().map(|(key, row)| (key, row.value)));
            }
            let expected: BTreeMap<_, _> = rows.into_iter().filter(|(key, _)| key.0 == 1).collect();
            prop_assert_eq!(walked, expected);
        }
    }

    #[test]
    fn a_full_page_says_where_the_next_one_starts() {
        let mut store = MockStorage::new();
        for key in [3, 5] {
            NUMBERS.save(&mut store, &(1, key), &Number { value: key });
        }
        let page = |after, limit| {
            let page = NUMBERS.page_with_next(&store, &1u16, after, limit);
            let Page { rows, next } = page.unwrap();
            (rows.len(), next)
        };
        assert_eq!(page(None, 1), (1, Some((1, 3))));
        assert_eq!(page(Some(&(1, 3)), 1), (1, Some((1, 5))));
        assert_eq!(page(Some(&(1, 5)), 1), (0, None));
        assert_eq!(page(None, 3), (2, None));
        assert_eq!(page(None, 0), (0, None));
    }

    #[test]
    fn the_last_row_of_a_range_is_found() {
        let mut store = MockStorage::new();
        for key in [(1, 3), (1, 5), (2, 9)] {
            NUMBERS.save(&mut store, &key, &Number { value: key.1 });
        }
        let last = |within: u16| NUMBERS.last(&store, &within).unwrap();
        assert_eq!(last(0), None);
        assert_eq!(last(1), Some(((1, 5), Number { value: 5 })));
        assert_eq!(last(2), Some(((2, 9), Number { value: 9 })));
        assert_eq!(last(3), None);
    }

    #[test]
    fn a_row_is_under_the_key_that_is_published() {
        let mut store = MockStorage::new();
        let (seven, eight) = (Number { value: 7 }, Number { value: 8 });
        NUMBERS.save(&mut store, &(1, 2), &seven);
        let key = NUMBERS.key(&(1, 2));
        assert_eq!(key, [b'n', 0, 1, 0, 0, 0, 0, 0, 0, 0, 2]);
        assert_eq!(store.get(&key), Some(pack(&seven)));

        let item = RowItem::<Number>::new(b'x');
        item.save(&mut store, &eight);
        assert_eq!(item.key(), [b'x']);
        assert_eq!(store.get(b"x"), Some(pack(&eight)));
        assert_eq!(item.load(&store), Ok(eight));
    }

    #[test]
    fn what_is_saved_is_there_until_it_is_removed() {
        let mut store = MockStorage::new();
        let item = RowItem::<Number>::new(b'x');
        assert_eq!(item.may_load(&store), Ok(None));
        assert_eq!(NUMBERS.may_load(&store, &(1, 2)), Ok(None));
        for value in [7, 8] {
            item.save(&mut store, &Number { value });
            NUMBERS.save(&mut store, &(1, 2), &Number { value });
            assert_eq!(item.may_load(&store), Ok(Some(Number { value })));
            let row = NUMBERS.may_load(&store, &(1, 2));
            assert_eq!(row, Ok(Some(Number { value })));
        }
        NUMBERS.remove(&mut store, &(1, 2));
        assert_eq!(NUMBERS.may_load(&store, &(1, 2)), Ok(None));
    }

    #[test]
    fn a_row_that_cannot_be_read_is_named() {
        let mut store = MockStorage::new();
        let item = RowItem::<Number>::new(b'x');
        for key in [item.key(), NUMBERS.key(&(1, 2))] {
            store.set(&key, &[1]);
        }
        let corrupt = || StorageError::Corrupt {
            row: "number",
            error: CodecError::EndsEarly { missing: 1 },
        };
        assert_eq!(item.load(&store), Err(corrupt()));
        assert_eq!(item.may_load(&store), Err(corrupt()));
        assert_eq!(NUMBERS.load(&store, &(1, 2)), Err(corrupt()));
        assert_eq!(NUMBERS.page(&store, &(), None, 1), Err(corrupt()));
    }

    #[test]
    fn a_prefix_of_only_ff_has_no_end() {
        assert_eq!(end_of(vec![b'a', 0xff]), Some(vec![b'b']));
        assert_eq!(end_of(vec![0xff, 0xff]), None);
    }

    #[test]
    fn a_missing_row_is_named() {
        let store = MockStorage::new();
        assert_eq!(
            NUMBERS.load(&store, &(1, 1)),
            Err(StorageError::NotFound { row: "number" })
        );
        assert_eq!(
            RowItem::<Number>::new(b'x').load(&store),
            Err(StorageError::NotFound { row: "number" })
        );
    }
}
