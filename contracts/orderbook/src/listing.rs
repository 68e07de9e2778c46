//! The offers: where they stand, how units leave and come back.
//!
//! Two rows an offer: its place, by provider and class, which stays for the record; and the offer itself,
//! in the book while units are free, inside its place while none is or while nobody could match it. Only
//! this module writes them.

use cosmwasm_std::Storage;
use tender_interfaces::events::{OfferChanged, OfferPosted};
use tender_interfaces::orderbook::{
    OfferResponse, OfferRow, OfferState, PlaceRow, PlaceState, Record, TermsRow,
};
use tender_types::{Akt, ClassId, OfferKey, ProviderId, Rate, Resources, Timestamp};

use crate::state::{BookKey, BOOK, PLACES};
use crate::ContractError;

/// An offer and where it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Listing {
    pub key: OfferKey,
    pub rate: Rate,
    pub turn: u64,
    /// Micro-AKT that each unit locks.
    pub bond_per_unit: Akt,
    /// How leases of it ended.
    pub record: Record,
    /// Slices of the class that the provider offers too.
    pub slices: Vec<ClassId>,
    pub whereabouts: Whereabouts,
}

/// Where an offer is.
#[derive(Clone, Debug, PartialEq)]
pub enum Whereabouts {
    /// In the book.
    Standing(OfferRow),
    /// Out of it: sold out, or met dead.
    Aside { dead: bool, offer: OfferRow },
    /// Taken back, with so many units on lease.
    Withdrawn { out: u32 },
}

impl Whereabouts {
    /// Where an offer belongs: in the book while units are free and somebody could match it.
    pub const fn of(offer: OfferRow, alive: bool) -> Self {
        match (alive, offer.free) {
            (false, _) => Self::Aside { dead: true, offer },
            (true, 0) => Self::Aside { dead: false, offer },
            (true, _) => Self::Standing(offer),
        }
    }
}

impl Listing {
    /// A place at which nothing was ever offered.
    pub fn empty(key: OfferKey) -> Self {
        Self {
            key,
            rate: Rate::ZERO,
            turn: 0,
            bond_per_unit: Akt::ZERO,
            record: Record::default(),
            slices: vec![],
            whereabouts: Whereabouts::Withdrawn { out: 0 },
        }
    }

    /// The offer in a row of the book. What only its place tells is not known: `slices`, `record` and the
    /// bond are empty, so it can be taken from but not written as a place.
    pub fn in_book((class, rate, turn): BookKey, offer: OfferRow) -> Self {
        let provider = offer.provider;
        Self {
            rate,
            turn,
            whereabouts: Whereabouts::Standing(offer),
            ..Self::empty(OfferKey { provider, class })
        }
    }

    /// What is offered; `None` once it is withdrawn.
    pub const fn offer(&self) -> Option<&OfferRow> {
        match &self.whereabouts {
            Whereabouts::Standing(offer) | Whereabouts::Aside { offer, .. } => Some(offer),
            Whereabouts::Withdrawn { .. } => None,
        }
    }

    /// Units on lease.
    pub fn out(&self) -> u32 {
        match &self.whereabouts {
            Whereabouts::Withdrawn { out } => *out,
            Whereabouts::Standing(offer) | Whereabouts::Aside { offer, .. } => offer.out(),
        }
    }

    /// Units that lock a part of the bond: those offered, and those on lease of what is no longer.
    pub fn locking(&self) -> u32 {
        self.offer().map_or_else(|| self.out(), |offer| offer.units)
    }

    /// Writes down how many whole devices its provider offers of this kind.
    pub fn count(&mut self, number: u32) {
        if let Whereabouts::Standing(offer) | Whereabouts::Aside { offer, .. } =
            &mut self.whereabouts
        {
            offer.devices = number;
        }
    }

    /// Whether the offer is in the book, and why not.
    pub const fn state(&self) -> OfferState {
        match &self.whereabouts {
            Whereabouts::Standing(_) => OfferState::Standing,
            Whereabouts::Aside { dead: true, .. } => OfferState::Parked,
            Whereabouts::Aside { dead: false, .. } => OfferState::SoldOut,
            Whereabouts::Withdrawn { .. } => OfferState::Withdrawn,
        }
    }

    /// The offer as queries answer it.
    pub fn response(&self) -> OfferResponse {
        let offer = self.offer();
        let of = |amount: fn(&OfferRow) -> u32| offer.map_or(0, amount);
        OfferResponse {
            offer: self.key,
            state: self.state(),
            rate: self.rate,
            turn: self.turn,
            units: offer.map_or_else(|| self.out(), |offer| offer.units),
            free: of(|offer| offer.free),
            largest: of(|offer| offer.largest),
            carries: offer.map_or_else(Resources::default, |offer| offer.carries.clone()),
            terms: offer.map(|offer| offer.terms.into()),
            epoch: of(|offer| offer.epoch),
            bond_per_unit: self.bond_per_unit,
            record: self.record,
        }
    }

    /// Says what is offered now.
    pub fn posted(&self, offer: &OfferRow) -> OfferPosted {
        let TermsRow {
            assets,
            start_within,
            instant,
            min_run,
            notice,
            expires_at,
        } = offer.terms;
        OfferPosted {
            provider: self.key.provider,
            class: self.key.class,
            rate: self.rate,
            turn: self.turn,
            units: offer.units,
            free: offer.free,
            largest: offer.largest,
            carries: offer.carries.clone(),
            assets: assets.others(),
            start_within,
            instant,
            min_run,
            notice,
            expires_at,
        }
    }

    /// Says how many units are free now, and whether it is in the book.
    pub fn changed(&self) -> OfferChanged {
        let offer = self.offer();
        OfferChanged {
            provider: self.key.provider,
            class: self.key.class,
            state: self.state(),
            free: offer.map_or(0, |offer| offer.free),
            largest: offer.map_or(0, |offer| offer.largest),
        }
    }

    const fn book_key(&self) -> BookKey {
        (self.key.class, self.rate, self.turn)
    }

    fn place(&self) -> PlaceRow {
        PlaceRow {
            rate: self.rate,
            turn: self.turn,
            bond_per_unit: self.bond_per_unit,
            record: self.record,
            slices: self.slices.clone(),
            state: match &self.whereabouts {
                Whereabouts::Standing(_) => PlaceState::Standing,
                Whereabouts::Aside { dead, offer } => PlaceState::Aside {
                    dead: *dead,
                    offer: offer.clone(),
                },
                Whereabouts::Withdrawn { out } => PlaceState::Withdrawn { out: *out },
            },
        }
    }
}

/// The listing under `key`, also of an offer that is withdrawn; `None` when there never was one.
pub fn find(store: &dyn Storage, key: OfferKey) -> Result<Option<Listing>, ContractError> {
    let place = PLACES.may_load(store, &(key.provider, key.class))?;
    place.map(|place| at(store, key, place)).transpose()
}

/// The listing with this place.
pub fn at(store: &dyn Storage, key: OfferKey, place: PlaceRow) -> Result<Listing, ContractError> {
    let PlaceRow {
        rate,
        turn,
        bond_per_unit,
        record,
        slices,
        state,
    } = place;
    let whereabouts = match state {
        PlaceState::Standing => Whereabouts::Standing(BOOK.load(store, &(key.class, rate, turn))?),
        PlaceState::Aside { dead, offer } => Whereabouts::Aside { dead, offer },
        PlaceState::Withdrawn { out } => Whereabouts::Withdrawn { out },
    };
    Ok(Listing {
        key,
        rate,
        turn,
        bond_per_unit,
        record,
        slices,
        whereabouts,
    })
}

/// The listing of what is offered under `key`; `orderbook/offer_not_found` when nothing is.
pub fn load(store: &dyn Storage, key: OfferKey) -> Result<Listing, ContractError> {
    let found = find(store, key)?.filter(|listing| listing.offer().is_some());
    found.ok_or(ContractError::OfferNotFound { offer: key })
}

/// Writes a listing whose place is known, in the place of what is there now: `before`.
pub fn replace(store: &mut dyn Storage, before: &Listing, after: &Listing) {
    let moved = before.book_key() != after.book_key();
    let leaves = matches!(before.whereabouts, Whereabouts::Standing(_))
        && (moved || !matches!(after.whereabouts, Whereabouts::Standing(_)));
    if leaves {
        BOOK.remove(store, &before.book_key());
    }
    save(store, after);
}

/// Writes both rows of a listing.
fn save(store: &mut dyn Storage, listing: &Listing) {
    if let Whereabouts::Standing(offer) = &listing.whereabouts {
        BOOK.save(store, &listing.book_key(), offer);
    }
    PLACES.save(
        store,
        &(listing.key.provider, listing.key.class),
        &listing.place(),
    );
}

/// Takes units out of an offer of the book. Its place is written only when the last free unit leaves.
///
/// # Errors
/// `storage/…`, and `orderbook/offer_not_found` for what is not in the book: it was judged before.
pub fn take(
    store: &mut dyn Storage,
    listing: &mut Listing,
    units: u32,
) -> Result<(), ContractError> {
    let Whereabouts::Standing(offer) = &mut listing.whereabouts else {
        return Err(ContractError::OfferNotFound { offer: listing.key });
    };
    let short = ContractError::OfferNotFound { offer: listing.key };
    *offer = offer.clone().taken(units).ok_or(short)?;
    let offer = offer.clone();
    if offer.free > 0 {
        BOOK.save(store, &listing.book_key(), &offer);
        return Ok(());
    }
    BOOK.remove(store, &listing.book_key());
    set_aside(store, listing, false, offer)
}

/// Takes an offer that nobody could match out of the book.
///
/// # Errors
/// `storage/…`.
pub fn park(store: &mut dyn Storage, listing: &mut Listing) -> Result<(), ContractError> {
    let Whereabouts::Standing(offer) = &listing.whereabouts else {
        return Ok(());
    };
    let offer = offer.clone();
    BOOK.remove(store, &listing.book_key());
    set_aside(store, listing, true, offer)
}

/// What came from a row of the book knows nothing of its place: it is read before it is written.
fn set_aside(
    store: &mut dyn Storage,
    listing: &mut Listing,
    dead: bool,
    offer: OfferRow,
) -> Result<(), ContractError> {
    let key = (listing.key.provider, listing.key.class);
    let place = PLACES.load(store, &key)?;
    listing.bond_per_unit = place.bond_per_unit;
    listing.record = place.record;
    listing.slices = place.slices;
    listing.whereabouts = Whereabouts::Aside { dead, offer };
    PLACES.save(store, &key, &listing.place());
    Ok(())
}

/// Gives units that were on lease back. An offer that was sold out is in the book again, unless its time is
/// over.
pub fn give_back(store: &mut dyn Storage, listing: &mut Listing, units: u32, now: Timestamp) {
    let before = listing.clone();
    listing.whereabouts = match before.whereabouts.clone() {
        Whereabouts::Withdrawn { out } => Whereabouts::Withdrawn {
            out: out.saturating_sub(units),
        },
        Whereabouts::Standing(offer) => Whereabouts::Standing(offer.freed(units)),
        Whereabouts::Aside { dead: true, offer } => Whereabouts::Aside {
            dead: true,
            offer: offer.freed(units),
        },
        Whereabouts::Aside { dead: false, offer } => {
            let over = offer.terms.expires_at.is_some_and(|end| end <= now);
            Whereabouts::of(offer.freed(units), !over)
        }
    };
    replace(store, &before, listing);
}

/// All that a provider offers or has on lease, by class: at most `limit`.
pub fn of_provider(
    store: &dyn Storage,
    provider: ProviderId,
    start_after: Option<ClassId>,
    limit: usize,
) -> Result<Vec<Listing>, ContractError> {
    let after = start_after.map(|class| (provider, class));
    let page = PLACES.page(store, &provider, after.as_ref(), limit)?;
    let listing = |((provider, class), place)| at(store, OfferKey { provider, class }, place);
    page.into_iter().map(listing).collect()
}
