use cosmwasm_std::{CanonicalAddr, Deps, HexBinary, Storage};
use tender_interfaces::invariants::{Check, InvariantsResponse};
use tender_storage::{page_limit, Mark, Page, ParseKey, Row, RowMap};
use tender_types::{AskId, Echo, OrderId, ProviderId};

use crate::state::{
    Ask, BookKey, Location, RestingOrder, BOOK, CONFIG, LOCATIONS, NEXT_ASK, NEXT_ORDER, ORDERS,
    TENANT_ORDERS,
};
use crate::{links, ContractError};

/// The maps, in the order in which pages walk them.
const MAPS: [u8; 4] = [FIRST_MAP, b'a', b'o', b't'];

const FIRST_MAP: u8 = b'q';

/// What must always hold: on every page the contracts that the book works with, and one page of one
/// map. Each row is examined with the rows that answer to it in the other maps, so that the pages
/// together see every disagreement from both sides.
pub fn invariants(
    deps: Deps,
    start_after: Option<String>,
    limit: Option<u32>,
) -> Result<InvariantsResponse, ContractError> {
    let store = deps.storage;
    let cursor = Cursor::read(start_after)?;
    let limit = page_limit(limit);
    let mut checks = links::checks(deps, &CONFIG.load(deps.storage)?)?;
    let next = match cursor.map {
        b'q' => {
            let page = cursor.page(store, &LOCATIONS, limit)?;
            checks.extend(locations(store, &page.rows)?);
            cursor.next(&LOCATIONS, page.next)
        }
        b'a' => {
            let page = cursor.page(store, &BOOK, limit)?;
            checks.push(book(store, &page.rows)?);
            cursor.next(&BOOK, page.next)
        }
        b'o' => {
            let page = cursor.page(store, &ORDERS, limit)?;
            checks.extend(orders(store, &page.rows)?);
            cursor.next(&ORDERS, page.next)
        }
        _ => {
            let page = cursor.page(store, &TENANT_ORDERS, limit)?;
            checks.push(tenant_orders(store, &page.rows)?);
            cursor.next(&TENANT_ORDERS, page.next)
        }
    };
    Ok(InvariantsResponse {
        checks,
        sums: vec![],
        totals: vec![],
        next,
    })
}

fn locations(
    store: &dyn Storage,
    page: &[((ProviderId, AskId), Location)],
) -> Result<Vec<Check>, ContractError> {
    let next = NEXT_ASK.load(store)?.next;
    let placed = |((provider, id), location): &((ProviderId, AskId), Location)| {
        let in_book = BOOK.may_load(store, &(location.class, location.rate, location.turn))?;
        let (ask, is_parked) = match (&location.parked, in_book) {
            (Some(parked), None) => (parked.clone(), true),
            (None, Some(ask)) => (ask, false),
            _ => return Ok(false),
        };
        let counted = ask.free <= ask.units && is_parked == (ask.free == 0);
        Ok(counted && (ask.provider, ask.id) == (*provider, *id))
    };
    Ok(vec![
        check("an ask has at most the units it offers, and is in the book exactly while units are free", page, placed)?,
        check("an ask's number and turn are below the next", page, |((_, id), at)| Ok(id.0 < next && at.turn < next))?,
    ])
}

fn book(store: &dyn Storage, page: &[(BookKey, Ask)]) -> Result<Check, ContractError> {
    let located = |((class, rate, turn), ask): &(BookKey, Ask)| {
        let here = Location {
            class: *class,
            rate: *rate,
            turn: *turn,
            parked: None,
        };
        Ok(LOCATIONS.may_load(store, &(ask.provider, ask.id))? == Some(here))
    };
    check(
        "an ask in the book is where its location says",
        page,
        located,
    )
}

fn orders(
    store: &dyn Storage,
    page: &[(OrderId, RestingOrder)],
) -> Result<Vec<Check>, ContractError> {
    let next = NEXT_ORDER.load(store)?.next;
    let listed = |(id, order): &(OrderId, RestingOrder)| {
        let mark = TENANT_ORDERS.may_load(store, &(order.tenant.clone(), *id))?;
        Ok(mark.is_some())
    };
    Ok(vec![
        check("a resting order wants units", page, |(_, order)| {
            Ok(order.demand.units > 0)
        })?,
        check("a resting order is listed under its tenant", page, listed)?,
        check("an order's number is below the next", page, |(id, _)| {
            Ok(id.0 < next)
        })?,
    ])
}

fn tenant_orders(
    store: &dyn Storage,
    page: &[((CanonicalAddr, OrderId), Mark)],
) -> Result<Check, ContractError> {
    let rests = |((tenant, id), _): &((CanonicalAddr, OrderId), Mark)| {
        let order = ORDERS.may_load(store, id)?;
        Ok(order.is_some_and(|order| order.tenant == *tenant))
    };
    let name = "an order listed under a tenant rests and is that tenant's";
    check(name, page, rests)
}

/// Whether something holds for every row of the page, and for how many it does not.
fn check<T>(
    name: &str,
    page: &[T],
    holds: impl Fn(&T) -> Result<bool, ContractError>,
) -> Result<Check, ContractError> {
    let mut failing = 0u32;
    for row in page {
        if !holds(row)? {
            failing = failing.saturating_add(1);
        }
    }
    Ok(Check {
        name: name.to_string(),
        holds: failing == 0,
        detail: format!("{failing} of {} rows fail", page.len()),
    })
}

/// The last row of the page before: its whole key, written in hex. A letter alone is the start of its
/// map.
struct Cursor {
    map: u8,
    after: Vec<u8>,
}

impl Cursor {
    fn read(text: Option<String>) -> Result<Self, ContractError> {
        let text = text.unwrap_or_else(|| HexBinary::from([FIRST_MAP]).to_hex());
        let bytes = HexBinary::from_hex(&text).unwrap_or_default();
        match bytes.split_first() {
            Some((map, after)) if MAPS.contains(map) => Ok(Self {
                map: *map,
                after: after.to_vec(),
            }),
            _ => Err(ContractError::Cursor {
                text: Echo::of(text),
            }),
        }
    }

    /// The rows behind the cursor.
    fn page<K: ParseKey + Clone, R: Row>(
        &self,
        store: &dyn Storage,
        map: &RowMap<K, R>,
        limit: usize,
    ) -> Result<Page<K, R>, ContractError> {
        Ok(map.page_with_next(store, &(), self.key()?.as_ref(), limit)?)
    }

    /// The cursor behind a page whose last key is `last`, or at the start of the next map; `None` behind
    /// the last map.
    fn next<K: ParseKey, R: Row>(&self, map: &RowMap<K, R>, last: Option<K>) -> Option<String> {
        let key = match last {
            Some(key) => map.key(&key),
            None => vec![self.next_map()?],
        };
        Some(HexBinary::from(key).to_hex())
    }

    fn key<K: ParseKey>(&self) -> Result<Option<K>, ContractError> {
        let mut bytes = self.after.as_slice();
        if bytes.is_empty() {
            return Ok(None);
        }
        match (K::parse(&mut bytes), bytes) {
            (Ok(key), []) => Ok(Some(key)),
            _ => Err(ContractError::Cursor {
                text: Echo::of(HexBinary::from(self.after.as_slice()).to_hex()),
            }),
        }
    }

    fn next_map(&self) -> Option<u8> {
        let mut later = MAPS.iter().skip_while(|map| **map != self.map);
        later.nth(1).copied()
    }
}
