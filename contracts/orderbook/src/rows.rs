//! The book's own rows, as the matching code reads what a provider has.

use cosmwasm_std::Storage;
use tender_interfaces::orderbook::{CardRow, CardUseRow, OfferRow, PlaceRow};
use tender_market::matching::stock::Rows;
use tender_storage::StorageError;
use tender_types::{ClassId, OfferKey, ProviderId, Rate};

use crate::state::{BOOK, CARDS, CARD_USES, PLACES};

/// The rows of this contract.
pub struct Own<'a>(pub &'a dyn Storage);

impl Rows for Own<'_> {
    type Error = StorageError;

    fn place(&self, offer: OfferKey) -> Result<Option<PlaceRow>, StorageError> {
        PLACES.may_load(self.0, &(offer.provider, offer.class))
    }

    fn standing(
        &self,
        class: ClassId,
        rate: Rate,
        turn: u64,
    ) -> Result<Option<OfferRow>, StorageError> {
        BOOK.may_load(self.0, &(class, rate, turn))
    }

    fn card(&self, provider: ProviderId) -> Result<Option<CardRow>, StorageError> {
        CARDS.may_load(self.0, &provider)
    }

    fn card_use(&self, provider: ProviderId) -> Result<Option<CardUseRow>, StorageError> {
        CARD_USES.may_load(self.0, &provider)
    }
}
