use cosmwasm_std::Deps;
use tender_interfaces::orderbook::{CardResponse, CardRow, CardsResponse, LockedResponse};
use tender_storage::page_limit;
use tender_types::ProviderId;

use crate::locks;
use crate::state::{CARDS, CARD_USES, LOCKED};
use crate::ContractError;

/// A provider's card, also one that is withdrawn and has a record.
pub fn card(deps: Deps, provider: ProviderId) -> Result<CardResponse, ContractError> {
    let card = CARDS.may_load(deps.storage, &provider)?;
    response(
        deps,
        provider,
        card.ok_or(ContractError::CardNotFound { provider })?,
    )
}

/// Cards by provider.
pub fn cards(
    deps: Deps,
    start_after: Option<ProviderId>,
    limit: Option<u32>,
) -> Result<CardsResponse, ContractError> {
    let page = CARDS.page(deps.storage, &(), start_after.as_ref(), page_limit(limit))?;
    let cards = page.into_iter();
    let cards = cards.map(|(provider, card)| response(deps, provider, card));
    Ok(CardsResponse {
        cards: cards.collect::<Result<_, _>>()?,
    })
}

/// What of a provider's bond is locked.
pub fn locked(deps: Deps, provider: ProviderId) -> Result<LockedResponse, ContractError> {
    let row = LOCKED.may_load(deps.storage, &provider)?;
    Ok(LockedResponse {
        locked: row.unwrap_or_default().amount,
    })
}

fn response(
    deps: Deps,
    provider: ProviderId,
    card: CardRow,
) -> Result<CardResponse, ContractError> {
    let used = CARD_USES.may_load(deps.storage, &provider)?;
    let used = used.unwrap_or_default();
    Ok(CardResponse {
        provider,
        bond: locks::of_card(&card, &used.out)?,
        out: used.out,
        record: used.record,
        capacity: card.capacity,
        largest: card.largest,
        rates: card.rates,
        terms: card.terms.map(Into::into),
        epoch: card.epoch,
    })
}
