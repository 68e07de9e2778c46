//! Reading what a provider has, as far as a demand asks: from the book's own rows, or from another
//! contract.

use cosmwasm_std::StdError;
use tender_interfaces::demand::ResolvedDemand;
use tender_interfaces::orderbook::{self, CardRow, CardUseRow, OfferRow, PlaceRow, PlaceState};
use tender_types::{ClassId, OfferKey, ProviderId, Rate};

use super::replica::excess;
use super::serve::{carried_by, Standing, Stock};

/// Where a provider's rows are read.
pub trait Rows {
    /// Why a row cannot be read.
    type Error;

    /// The place of an offer.
    ///
    /// # Errors
    /// When it cannot be read.
    fn place(&self, offer: OfferKey) -> Result<Option<PlaceRow>, Self::Error>;

    /// The offer at a place of the book.
    ///
    /// # Errors
    /// When it cannot be read.
    fn standing(
        &self,
        class: ClassId,
        rate: Rate,
        turn: u64,
    ) -> Result<Option<OfferRow>, Self::Error>;

    /// A rate card.
    ///
    /// # Errors
    /// When it cannot be read.
    fn card(&self, provider: ProviderId) -> Result<Option<CardRow>, Self::Error>;

    /// What is on lease of a card.
    ///
    /// # Errors
    /// When it cannot be read.
    fn card_use(&self, provider: ProviderId) -> Result<Option<CardUseRow>, Self::Error>;
}

impl Rows for orderbook::Stock<'_> {
    type Error = StdError;

    fn place(&self, offer: OfferKey) -> Result<Option<PlaceRow>, StdError> {
        orderbook::Stock::place(self, offer)
    }

    fn standing(
        &self,
        class: ClassId,
        rate: Rate,
        turn: u64,
    ) -> Result<Option<OfferRow>, StdError> {
        orderbook::Stock::standing(self, class, rate, turn)
    }

    fn card(&self, provider: ProviderId) -> Result<Option<CardRow>, StdError> {
        orderbook::Stock::card(self, provider)
    }

    fn card_use(&self, provider: ProviderId) -> Result<Option<CardUseRow>, StdError> {
        orderbook::Stock::card_use(self, provider)
    }
}

/// What `provider` has of `classes`, and of everything else if the demand needs more than these carry.
///
/// # Errors
/// When a row cannot be read.
pub fn load<R: Rows>(
    rows: &R,
    demand: &ResolvedDemand,
    provider: ProviderId,
    classes: &[ClassId],
) -> Result<Stock, R::Error> {
    let mut stock = Stock::default();
    for class in classes {
        if stock.offer(*class).is_none() {
            let offer = OfferKey {
                provider,
                class: *class,
            };
            stock.offers.extend(offer_at(rows, offer)?);
        }
    }
    if needs_card(demand, &stock, classes) {
        stock.card = card_of(rows, provider)?;
    }
    Ok(stock)
}

/// A provider's card, and what is on lease of it.
///
/// # Errors
/// When a row cannot be read.
pub fn card_of<R: Rows>(
    rows: &R,
    provider: ProviderId,
) -> Result<Option<(CardRow, tender_types::Resources)>, R::Error> {
    let Some(card) = rows.card(provider)? else {
        return Ok(None);
    };
    let out = rows.card_use(provider)?.unwrap_or_default().out;
    Ok(Some((card, out)))
}

/// An offer, in the book or aside; `None` when it is withdrawn or never was.
///
/// # Errors
/// When a row cannot be read.
pub fn offer_at<R: Rows>(rows: &R, key: OfferKey) -> Result<Option<Standing>, R::Error> {
    let Some(place) = rows.place(key)? else {
        return Ok(None);
    };
    let (class, rate, turn) = (key.class, place.rate, place.turn);
    let (dead, offer) = match place.state {
        PlaceState::Standing => (false, rows.standing(class, rate, turn)?),
        PlaceState::Aside { dead, offer } => (dead, Some(offer)),
        PlaceState::Withdrawn { .. } => (false, None),
    };
    Ok(offer.map(|offer| Standing {
        class,
        rate,
        turn,
        dead,
        offer,
    }))
}

/// Whether something is needed that the GPUs of these classes do not carry.
fn needs_card(demand: &ResolvedDemand, stock: &Stock, classes: &[ClassId]) -> bool {
    let mut classes = classes.iter();
    demand.public_ips > 0
        || demand.lines.iter().any(|line| match &line.gpu {
            None => true,
            Some(gpu) => {
                let standing = classes.next().and_then(|class| stock.offer(*class));
                standing.is_some_and(|standing| {
                    !excess(line, &carried_by(gpu, &standing.offer)).is_empty()
                })
            }
        })
}
