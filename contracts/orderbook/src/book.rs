//! The asks: where they stand, how units leave and come back.
//!
//! Two rows an ask: its location, by provider, which lives as long as the ask; and the ask itself, in
//! the book while units are free, inside its location while none is. Only this module writes them.

use cosmwasm_std::Storage;
use tender_interfaces::events::{AskChanged, AskWithdrawn};
use tender_interfaces::orderbook::{AskEnd, AskResponse};
use tender_market::matching::OfferView;
use tender_types::{AskKey, AssetIndex, ClassId, Rate, Timestamp};

use crate::state::{Ask, BookKey, Location, BOOK, LOCATIONS};
use crate::ContractError;

/// An ask and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct StandingAsk {
    pub class: ClassId,
    pub rate: Rate,
    pub turn: u64,
    pub ask: Ask,
}

/// The ask as a row of the book has it: the key says its class, rate and turn.
impl From<(BookKey, Ask)> for StandingAsk {
    fn from((key, ask): (BookKey, Ask)) -> Self {
        let (class, rate, turn) = key;
        Self {
            class,
            rate,
            turn,
            ask,
        }
    }
}

impl StandingAsk {
    /// What names the ask in a message: its provider and its id.
    pub fn key(&self) -> AskKey {
        AskKey {
            provider: self.ask.provider,
            ask: self.ask.id,
        }
    }

    /// What a demand paid in `asset` sees of it.
    pub fn offer(&self, asset: AssetIndex) -> OfferView<'_> {
        OfferView {
            class: self.class,
            rate: self.rate,
            free: self.ask.free,
            unit: &self.ask.unit,
            takes_asset: self.ask.assets.contains(asset),
            expires_at: self.ask.expires_at,
        }
    }

    /// Whether its time is over.
    pub fn is_over(&self, now: Timestamp) -> bool {
        self.ask.expires_at.is_some_and(|end| now >= end)
    }

    /// The ask as queries answer it.
    pub fn response(&self) -> AskResponse {
        AskResponse {
            ask: self.key(),
            class: self.class,
            rate: self.rate,
            turn: self.turn,
            free: self.ask.free,
            units: self.ask.units,
            unit: self.ask.unit.clone(),
            assets: self.ask.assets.list(),
            expires_at: self.ask.expires_at,
        }
    }

    /// Says how many units are free now.
    pub fn changed(&self) -> AskChanged {
        AskChanged {
            ask: self.ask.id,
            provider: self.ask.provider,
            free: self.ask.free,
        }
    }

    /// Says that it is gone, and why.
    pub fn withdrawn(&self, reason: AskEnd) -> AskWithdrawn {
        AskWithdrawn {
            ask: self.ask.id,
            provider: self.ask.provider,
            reason,
        }
    }

    fn book_key(&self) -> BookKey {
        (self.class, self.rate, self.turn)
    }

    fn is_parked(&self) -> bool {
        self.ask.free == 0
    }
}

/// The ask under `key`, in the book or parked; `None` when there is none.
pub fn find(store: &dyn Storage, key: AskKey) -> Result<Option<StandingAsk>, ContractError> {
    let location = LOCATIONS.may_load(store, &(key.provider, key.ask))?;
    location.map(|location| at(store, location)).transpose()
}

/// The ask with this location.
pub fn at(store: &dyn Storage, location: Location) -> Result<StandingAsk, ContractError> {
    let Location {
        class,
        rate,
        turn,
        parked,
    } = location;
    let ask = match parked {
        Some(ask) => ask,
        None => BOOK.load(store, &(class, rate, turn))?,
    };
    Ok(StandingAsk {
        class,
        rate,
        turn,
        ask,
    })
}

/// The ask under `key`; `orderbook/ask_not_found` when there is none.
pub fn load(store: &dyn Storage, key: AskKey) -> Result<StandingAsk, ContractError> {
    find(store, key)?.ok_or(ContractError::AskNotFound {
        provider: key.provider,
        ask: key.ask,
    })
}

/// Writes an ask that is new or stands at a new place.
pub fn put(store: &mut dyn Storage, standing: &StandingAsk) {
    if !standing.is_parked() {
        BOOK.save(store, &standing.book_key(), &standing.ask);
    }
    save_location(store, standing);
}

/// Removes the ask from its place.
pub fn remove(store: &mut dyn Storage, standing: &StandingAsk) {
    if !standing.is_parked() {
        BOOK.remove(store, &standing.book_key());
    }
    LOCATIONS.remove(store, &(standing.ask.provider, standing.ask.id));
}

/// Changes the free units. The location is written only when the ask enters or leaves the book.
pub fn set_free(store: &mut dyn Storage, standing: &mut StandingAsk, free: u32) {
    let was_parked = standing.is_parked();
    standing.ask.free = free;
    match (was_parked, standing.is_parked()) {
        (false, false) => BOOK.save(store, &standing.book_key(), &standing.ask),
        (true, false) => put(store, standing),
        (false, true) => {
            BOOK.remove(store, &standing.book_key());
            save_location(store, standing);
        }
        (true, true) => {}
    }
}

fn save_location(store: &mut dyn Storage, standing: &StandingAsk) {
    let location = Location {
        class: standing.class,
        rate: standing.rate,
        turn: standing.turn,
        parked: standing.is_parked().then(|| standing.ask.clone()),
    };
    LOCATIONS.save(store, &(standing.ask.provider, standing.ask.id), &location);
}
