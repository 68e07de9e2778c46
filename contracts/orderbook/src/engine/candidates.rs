//! The offers of several classes, as one book.
//!
//! The book of a class is one range of rows in order of price and time; the alternatives of a demand are a
//! merge of such ranges, read lazily.

use cosmwasm_std::Storage;
use tender_interfaces::demand::{ResolvedAlternative, ResolvedGpu};
use tender_interfaces::orderbook::{BookCursor, OfferRow};
use tender_storage::Records;
use tender_types::{ClassId, Rate};

use crate::state::{BookKey, BOOK};
use crate::ContractError;

/// Which offers of the demanded classes are looked at.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Those at or under the ceilings: what a take may have.
    Ceilings,
    /// Those above them too: for explanations.
    Beyond,
}

/// The offers of several classes: lowest rate first, then lowest turn, then class.
pub struct Candidates<'a> {
    heads: Vec<Head<'a>>,
}

struct Head<'a> {
    /// Where the class stops being of interest.
    ceiling: Option<Rate>,
    /// The rest of the class's range; `None` when it is used up.
    rest: Option<Records<'a, BookKey, OfferRow>>,
    /// Read and not yet given out.
    next: Option<(BookKey, OfferRow)>,
}

/// A place in the merged book, as it is ordered.
fn place((class, rate, turn): BookKey) -> (Rate, u64, ClassId) {
    (rate, turn, class)
}

impl<'a> Candidates<'a> {
    /// Those of the line's classes within reach, behind `start`.
    pub fn new(
        store: &'a dyn Storage,
        gpu: &ResolvedGpu,
        reach: Reach,
        start: Option<BookCursor>,
    ) -> Self {
        let head = |one: &ResolvedAlternative| {
            let ceiling = (reach == Reach::Ceilings).then_some(one.ceiling);
            Head {
                ceiling,
                rest: Some(records(store, one.class, start)),
                next: None,
            }
        };
        Self {
            heads: gpu.alternatives.iter().map(head).collect(),
        }
    }
}

/// The offers of `class` behind `start`: at its rate and turn, those of a class with a higher number.
fn records<'a>(
    store: &'a dyn Storage,
    class: ClassId,
    start: Option<BookCursor>,
) -> Records<'a, BookKey, OfferRow> {
    let Some(start) = start else {
        return BOOK.scan(store, &class, None);
    };
    // Of a later class the offer at just this place is still to come: start behind the turn before.
    let turn = match class > start.class {
        true => start.turn.checked_sub(1),
        false => Some(start.turn),
    };
    let after = match turn {
        Some(turn) => (class, start.rate, turn),
        None => (class, Rate(start.rate.0.saturating_sub(1)), u64::MAX),
    };
    BOOK.scan(store, &class, Some(&after))
}

impl Iterator for Candidates<'_> {
    type Item = Result<(BookKey, OfferRow), ContractError>;

    fn next(&mut self) -> Option<Self::Item> {
        for head in &mut self.heads {
            if let Err(error) = head.read() {
                return Some(Err(error));
            }
        }
        let heads = self.heads.iter_mut().filter(|head| head.next.is_some());
        let first = heads.min_by_key(|head| head.next.as_ref().map(|(key, _)| place(*key)));
        first?.next.take().map(Ok)
    }
}

impl Head<'_> {
    /// Reads the next offer, unless one is waiting or there is none.
    fn read(&mut self) -> Result<(), ContractError> {
        if self.next.is_some() {
            return Ok(());
        }
        let Some(rest) = &mut self.rest else {
            return Ok(());
        };
        let next = rest.next().transpose()?;
        let in_reach = |((_, rate, _), _): &(BookKey, OfferRow)| {
            self.ceiling.is_none_or(|ceiling| *rate <= ceiling)
        };
        self.next = next.filter(in_reach);
        if self.next.is_none() {
            self.rest = None;
        }
        Ok(())
    }
}
