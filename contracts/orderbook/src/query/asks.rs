use cosmwasm_std::Deps;
use tender_interfaces::orderbook::{AskResponse, AsksResponse, BookCursor};
use tender_storage::page_limit;
use tender_types::{AskId, AskKey, ClassId, ProviderId};

use crate::book::{self, StandingAsk};
use crate::state::{BOOK, LOCATIONS};
use crate::ContractError;

/// One ask.
pub fn ask(deps: Deps, key: AskKey) -> Result<AskResponse, ContractError> {
    Ok(book::load(deps.storage, key)?.response())
}

/// The book of a class, cheapest first.
pub fn book(
    deps: Deps,
    class: ClassId,
    start_after: Option<BookCursor>,
    limit: Option<u32>,
) -> Result<AsksResponse, ContractError> {
    let after = start_after.map(|cursor| (class, cursor.rate, cursor.turn));
    let page = BOOK.page(deps.storage, &class, after.as_ref(), page_limit(limit))?;
    let asks = page.into_iter().map(StandingAsk::from);
    Ok(AsksResponse {
        asks: asks.map(|standing| standing.response()).collect(),
    })
}

/// A provider's asks, also those sold out.
pub fn asks(
    deps: Deps,
    provider: ProviderId,
    start_after: Option<AskId>,
    limit: Option<u32>,
) -> Result<AsksResponse, ContractError> {
    let after = start_after.map(|ask| (provider, ask));
    let page = LOCATIONS.page(deps.storage, &provider, after.as_ref(), page_limit(limit))?;
    let standing = |(_, location)| book::at(deps.storage, location);
    let asks = page.into_iter().map(standing);
    let asks = asks.map(|standing| standing.map(|standing| standing.response()));
    Ok(AsksResponse {
        asks: asks.collect::<Result<_, _>>()?,
    })
}
