use cosmwasm_std::{Deps, HexBinary, Storage};
use tender_interfaces::attestation::Registry;
use tender_interfaces::invariants::{Check, InvariantsResponse};
use tender_interfaces::orderbook::{CardRow, OfferRow, PlaceRow, PlaceState};
use tender_storage::{page_limit, Page, ParseKey, Row, RowMap};
use tender_types::{AccountId, ClassId, Echo, OfferKey, ProviderId};

use crate::buying::registry;
use crate::listing::{self, Listing, Whereabouts};
use crate::state::{
    BookKey, RestingOrder, BOOK, CARDS, CARD_USES, CONFIG, LOCKED, ORDERS, PLACES, TURNS,
};
use crate::{family, links, locks, ContractError};

/// The maps, in the order in which pages walk them.
const MAPS: [u8; 5] = [FIRST_MAP, b'a', b'k', b'L', b'r'];

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
    let config = CONFIG.load(store)?;
    let attestation = config.attestation(deps.api)?;
    let registry = registry(&attestation, deps.querier);
    let mut checks = links::checks(deps, &config)?;
    let next = match cursor.map {
        b'q' => {
            let page = cursor.page(store, &PLACES, limit)?;
            checks.extend(places(store, registry, &page.rows)?);
            checks.push(locked(
                store,
                page.rows.iter().map(|((provider, _), _)| *provider),
            )?);
            cursor.next(&PLACES, page.next)
        }
        b'a' => {
            let page = cursor.page(store, &BOOK, limit)?;
            checks.push(book(store, &page.rows)?);
            cursor.next(&BOOK, page.next)
        }
        b'k' => {
            let page = cursor.page(store, &CARDS, limit)?;
            checks.push(cards(store, &page.rows)?);
            checks.push(locked(
                store,
                page.rows.iter().map(|(provider, _)| *provider),
            )?);
            cursor.next(&CARDS, page.next)
        }
        b'L' => {
            let page = cursor.page(store, &LOCKED, limit)?;
            checks.push(locked(
                store,
                page.rows.iter().map(|(provider, _)| *provider),
            )?);
            cursor.next(&LOCKED, page.next)
        }
        _ => {
            let page = cursor.page(store, &ORDERS, limit)?;
            checks.push(orders(&page.rows)?);
            cursor.next(&ORDERS, page.next)
        }
    };
    Ok(InvariantsResponse {
        checks,
        sums: vec![],
        totals: vec![],
        next,
    })
}

fn listed(
    store: &dyn Storage,
    ((provider, class), place): &((ProviderId, ClassId), PlaceRow),
) -> Result<Option<Listing>, ContractError> {
    let (provider, class) = (*provider, *class);
    let in_book = BOOK.may_load(store, &(class, place.rate, place.turn))?;
    if place.state == PlaceState::Standing && in_book.is_none() {
        return Ok(None);
    }
    listing::at(store, OfferKey { provider, class }, place.clone()).map(Some)
}

fn places(
    store: &dyn Storage,
    registry: Registry<'_>,
    page: &[((ProviderId, ClassId), PlaceRow)],
) -> Result<Vec<Check>, ContractError> {
    let next = TURNS.load(store)?.next;
    let counted = |row: &((ProviderId, ClassId), PlaceRow)| {
        let Some(listing) = listed(store, row)? else {
            return Ok(false);
        };
        let fits = |offer: &OfferRow| {
            offer.free <= offer.units
                && offer.largest <= offer.free
                && offer.machine <= offer.units
                && offer.provider == listing.key.provider
        };
        Ok(match &listing.whereabouts {
            Whereabouts::Standing(offer) => offer.free > 0 && fits(offer),
            Whereabouts::Aside { dead, offer } => (*dead || offer.free == 0) && fits(offer),
            Whereabouts::Withdrawn { .. } => true,
        })
    };
    let family = |row: &((ProviderId, ClassId), PlaceRow)| {
        let Some(listing) = listed(store, row)? else {
            return Ok(false);
        };
        let Some(offer) = listing.offer() else {
            return Ok(true);
        };
        // More while what was taken back has come back since, until something is offered anew.
        let needed = family::count(store, registry, listing.key.provider, offer.device);
        Ok(needed.is_ok_and(|needed| offer.devices >= needed))
    };
    Ok(vec![
        check("an offer has at most the units it offers, and is in the book exactly while units are free and nothing is known against it", page, counted)?,
        check("an offer counts the devices that all offers of its kind need", page, family)?,
        check("an offer's turn is below the next", page, |(_, place)| Ok(place.turn < next))?,
    ])
}

/// What is locked of the bonds of these providers, against all that they offer and have on lease.
fn locked(
    store: &dyn Storage,
    providers: impl Iterator<Item = ProviderId>,
) -> Result<Check, ContractError> {
    let mut providers: Vec<ProviderId> = providers.collect();
    providers.dedup();
    let adds_up = |provider: &ProviderId| {
        let row = LOCKED.may_load(store, provider)?.unwrap_or_default();
        Ok(row.amount.0 == locks_of(store, *provider)?)
    };
    check(
        "what is locked of a bond is what its provider's offers and card lock",
        &providers,
        adds_up,
    )
}

/// What all offers and the card of a provider lock.
fn locks_of(store: &dyn Storage, provider: ProviderId) -> Result<u128, ContractError> {
    let mut sum = 0u128;
    for row in PLACES.scan(store, &provider, None) {
        if let Some(listing) = listed(store, &row?)? {
            sum = sum.saturating_add(locks::of_listing(&listing)?.0);
        }
    }
    if let Some(card) = CARDS.may_load(store, &provider)? {
        let used = CARD_USES.may_load(store, &provider)?.unwrap_or_default();
        sum = sum.saturating_add(locks::of_card(&card, &used.out)?.0);
    }
    Ok(sum)
}

fn book(store: &dyn Storage, page: &[(BookKey, OfferRow)]) -> Result<Check, ContractError> {
    let located = |((class, rate, turn), offer): &(BookKey, OfferRow)| {
        let place = PLACES.may_load(store, &(offer.provider, *class))?;
        Ok(place.is_some_and(|place| {
            place.state == PlaceState::Standing && (place.rate, place.turn) == (*rate, *turn)
        }))
    };
    check(
        "an offer in the book is where its place says",
        page,
        located,
    )
}

fn cards(store: &dyn Storage, page: &[(ProviderId, CardRow)]) -> Result<Check, ContractError> {
    let within = |(provider, card): &(ProviderId, CardRow)| {
        let used = CARD_USES.may_load(store, provider)?.unwrap_or_default();
        let fits = card.capacity.checked_sub(&used.out).is_some()
            && card.capacity.checked_sub(&card.largest).is_some();
        Ok(fits)
    };
    check("no more of a card is on lease than there is", page, within)
}

fn orders(page: &[((AccountId, u8), RestingOrder)]) -> Result<Check, ContractError> {
    let wants = |((account, _), resting): &((AccountId, u8), RestingOrder)| {
        let demand = &resting.order.demand;
        Ok(demand.replicas() > 0 && demand.account == *account && demand.gpu_line().is_some())
    };
    check(
        "a resting order wants replicas, and is its account's",
        page,
        wants,
    )
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
