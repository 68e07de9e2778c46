//! The chain's state: one ordered map with undo layers, as the SDK's cached stores.

use std::collections::BTreeMap;
use std::ops::Bound;

use cosmwasm_std::{Order, Record};

type Layer = BTreeMap<Vec<u8>, Option<Vec<u8>>>;

/// Ordered key-value state. Writes go to the topmost layer, which is either merged into the one
/// below (`commit`) or dropped (`rollback`).
#[derive(Default)]
pub(crate) struct Kv {
    base: BTreeMap<Vec<u8>, Vec<u8>>,
    layers: Vec<Layer>,
}

impl Kv {
    /// Opens a layer: everything written from here on can be undone.
    pub(crate) fn push(&mut self) {
        self.layers.push(Layer::new());
    }

    /// Keeps what the topmost layer wrote.
    pub(crate) fn commit(&mut self) {
        let Some(top) = self.layers.pop() else {
            return;
        };
        for (key, value) in top {
            self.put(key, value);
        }
    }

    /// Forgets what the topmost layer wrote.
    pub(crate) fn rollback(&mut self) {
        self.layers.pop();
    }

    pub(crate) fn get(&self, key: &[u8]) -> Option<Vec<u8>> {
        self.lookup(key).cloned()
    }

    pub(crate) fn set(&mut self, key: &[u8], value: &[u8]) {
        self.put(key.to_vec(), Some(value.to_vec()));
    }

    pub(crate) fn remove(&mut self, key: &[u8]) {
        self.put(key.to_vec(), None);
    }

    /// The first row inside the bounds in the given direction.
    ///
    /// Iterators are built on this instead of borrowing the map, so that a contract may write
    /// while it holds one, and so that a page costs only the rows it reads.
    pub(crate) fn first(
        &self,
        lower: Bound<&[u8]>,
        upper: Bound<&[u8]>,
        order: Order,
    ) -> Option<Record> {
        let mut lower = lower.map(<[u8]>::to_vec);
        let mut upper = upper.map(<[u8]>::to_vec);
        loop {
            let key = self.nearest_key(&lower, &upper, order)?;
            if let Some(value) = self.get(&key) {
                return Some((key, value));
            }
            // Deleted in an upper layer: look past it.
            match order {
                Order::Ascending => lower = Bound::Excluded(key),
                Order::Descending => upper = Bound::Excluded(key),
            }
        }
    }

    fn lookup(&self, key: &[u8]) -> Option<&Vec<u8>> {
        for layer in self.layers.iter().rev() {
            if let Some(entry) = layer.get(key) {
                return entry.as_ref();
            }
        }
        self.base.get(key)
    }

    fn put(&mut self, key: Vec<u8>, value: Option<Vec<u8>>) {
        match (self.layers.last_mut(), value) {
            (Some(layer), value) => {
                layer.insert(key, value);
            }
            (None, Some(value)) => {
                self.base.insert(key, value);
            }
            (None, None) => {
                self.base.remove(&key);
            }
        }
    }

    fn nearest_key(
        &self,
        lower: &Bound<Vec<u8>>,
        upper: &Bound<Vec<u8>>,
        order: Order,
    ) -> Option<Vec<u8>> {
        if is_empty(lower, upper) {
            return None;
        }
        let range = (lower.clone(), upper.clone());
        let in_base = edge(self.base.range(range.clone()), order);
        let in_layers = self
            .layers
            .iter()
            .filter_map(|layer| edge(layer.range(range.clone()), order));
        let keys = in_layers.chain(in_base);
        match order {
            Order::Ascending => keys.min().cloned(),
            Order::Descending => keys.max().cloned(),
        }
    }
}

fn edge<'a, V: 'a>(
    mut range: impl DoubleEndedIterator<Item = (&'a Vec<u8>, &'a V)>,
    order: Order,
) -> Option<&'a Vec<u8>> {
    let entry = match order {
        Order::Ascending => range.next(),
        Order::Descending => range.next_back(),
    };
    entry.map(|(key, _)| key)
}

/// `BTreeMap::range` panics on a range that ends before it starts; a contract may ask for one.
fn is_empty(lower: &Bound<Vec<u8>>, upper: &Bound<Vec<u8>>) -> bool {
    use Bound::{Excluded, Included, Unbounded};
    match (lower, upper) {
        (Unbounded, _) | (_, Unbounded) => false,
        (Included(low), Included(high)) => low > high,
        (Included(low) | Excluded(low), Excluded(high) | Included(high)) => low >= high,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled() -> Kv {
        let mut kv = Kv::default();
        for key in [b"a", b"c", b"e"] {
            kv.set(key, b"1");
        }
        kv
    }

    #[test]
    fn rolled_back_layers_leave_no_trace() {
        let mut kv = filled();
        kv.push();
        kv.set(b"b", b"2");
        kv.remove(b"a");
        assert_eq!(kv.get(b"a"), None);
        kv.rollback();
        assert_eq!(kv.get(b"a"), Some(b"1".to_vec()));
        assert_eq!(kv.get(b"b"), None);
    }

    #[test]
    fn committed_layers_merge_downwards() {
        let mut kv = filled();
        kv.push();
        kv.push();
        kv.remove(b"c");
        kv.commit();
        assert_eq!(kv.get(b"c"), None);
        kv.rollback();
        assert_eq!(kv.get(b"c"), Some(b"1".to_vec()));
    }

    #[test]
    fn iteration_sees_the_layers_as_one_map() {
        let mut kv = filled();
        kv.push();
        kv.remove(b"c");
        kv.set(b"d", b"2");
        let after_a = kv.first(Bound::Excluded(b"a"), Bound::Unbounded, Order::Ascending);
        assert_eq!(after_a, Some((b"d".to_vec(), b"2".to_vec())));
        let before_d = kv.first(Bound::Unbounded, Bound::Excluded(b"d"), Order::Descending);
        assert_eq!(before_d, Some((b"a".to_vec(), b"1".to_vec())));
    }

    #[test]
    fn a_range_that_ends_before_it_starts_is_empty() {
        let kv = filled();
        let range = kv.first(
            Bound::Included(b"e"),
            Bound::Excluded(b"a"),
            Order::Ascending,
        );
        assert_eq!(range, None);
    }
}
