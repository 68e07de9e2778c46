use cosmwasm_std::Deps;
use tender_interfaces::orderbook::{BookPlace, OfferResponse, OffersResponse};
use tender_storage::page_limit;
use tender_types::{ClassId, OfferKey, ProviderId};

use crate::listing::{self, Listing};
use crate::state::BOOK;
use crate::ContractError;

/// One offer, also one that is withdrawn and has a record.
pub fn offer(deps: Deps, key: OfferKey) -> Result<OfferResponse, ContractError> {
    let found = listing::find(deps.storage, key)?;
    let found = found.ok_or(ContractError::OfferNotFound { offer: key })?;
    Ok(found.response())
}

/// The book of a class, cheapest first, with what each offer's place tells.
pub fn book(
    deps: Deps,
    class: ClassId,
    start_after: Option<BookPlace>,
    limit: Option<u32>,
) -> Result<OffersResponse, ContractError> {
    let after = start_after.map(|place| (class, place.rate, place.turn));
    let page = BOOK.page(deps.storage, &class, after.as_ref(), page_limit(limit))?;
    let full = |(key, row)| {
        let Listing { key, .. } = Listing::in_book(key, row);
        offer(deps, key)
    };
    Ok(OffersResponse {
        offers: page.into_iter().map(full).collect::<Result<_, _>>()?,
    })
}

/// A provider's offers, also those that are not in the book.
pub fn offers(
    deps: Deps,
    provider: ProviderId,
    start_after: Option<ClassId>,
    limit: Option<u32>,
) -> Result<OffersResponse, ContractError> {
    let found = listing::of_provider(deps.storage, provider, start_after, page_limit(limit))?;
    Ok(OffersResponse {
        offers: found.iter().map(Listing::response).collect(),
    })
}
