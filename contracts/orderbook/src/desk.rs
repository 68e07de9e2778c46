//! Judges what a provider changes of its offers: nothing is written before all of a change is known to hold.

use cosmwasm_std::{ensure, Deps, Event, Storage};
use tender_guard::within;
use tender_interfaces::attestation::ClassRow;
use tender_interfaces::demand::Mismatch;
use tender_interfaces::orderbook::{NewOffer, OfferChange, OfferRow, OfferState, MAX_UNITS};
use tender_market::matching::book::stands;
use tender_market::matching::Allowance;
use tender_types::{ClassId, OfferKey, Rate, Resources, Timestamp};

use crate::family::recount;
use crate::listing::{self, Listing, Whereabouts};
use crate::locks::{self, Locked};
use crate::seller::{terms, Seller};
use crate::state::Drawn;
use crate::ContractError;

/// Where a provider's changes are judged.
pub struct Desk<'a> {
    pub deps: Deps<'a>,
    pub seller: &'a Seller,
    pub allowance: Allowance,
    pub now: Timestamp,
}

/// A change that holds: what is to be written.
pub struct After {
    before: Listing,
    listing: Listing,
    /// Other offers of the same devices, which are counted with it.
    others: Vec<(Listing, Listing)>,
    /// Whether it goes behind those at its rate.
    new_turn: bool,
    /// Whether what is offered is told anew, or only how much of it is free.
    posted: bool,
}

impl After {
    /// Writes the rows, and says what is offered now, and where that is if it is not in the book although
    /// units are free.
    ///
    /// # Errors
    /// `orderbook/turns_used_up`, `storage/…`.
    pub fn write(
        mut self,
        store: &mut dyn Storage,
        turns: &mut Drawn,
    ) -> Result<Vec<Event>, ContractError> {
        if self.new_turn {
            self.listing.turn = turns.draw(store)?;
        }
        listing::replace(store, &self.before, &self.listing);
        for (before, after) in &self.others {
            listing::replace(store, before, after);
        }
        let posted = self.listing.offer().filter(|_| self.posted);
        let posted = posted.map(|offer| Event::from(self.listing.posted(offer)));
        let parked = self.listing.state() == OfferState::Parked;
        let changed = (posted.is_none() || parked).then(|| self.listing.changed().into());
        Ok(posted.into_iter().chain(changed).collect())
    }
}

impl Desk<'_> {
    /// What is to be written for a change.
    ///
    /// # Errors
    /// Why it is refused.
    pub fn judge(&self, change: &OfferChange, locked: &mut Locked) -> Result<After, ContractError> {
        match change {
            OfferChange::Post(new) => self.post(new, locked),
            OfferChange::Reprice { class, rate } => self.reprice(*class, *rate),
            OfferChange::Resize { class, units } => self.resize(*class, *units, locked),
            OfferChange::Report { class, largest } => self.report(*class, *largest),
            OfferChange::Withdraw { class } => self.withdraw(*class, locked),
        }
    }

    fn post(&self, new: &NewOffer, locked: &mut Locked) -> Result<After, ContractError> {
        self.seller.can_serve()?;
        ensure!(!new.rate.is_zero(), ContractError::ZeroRate);
        within("units", new.units, 1, MAX_UNITS)?;
        let terms = terms(&new.terms, self.now)?;
        let class = self.seller.registry(&self.deps).class_by_id(new.class)?;
        let class = class.ok_or(ContractError::UnknownClass { class: new.class })?;
        let carries = carried(new, &class)?;
        let key = self.key(new.class);
        let before = listing::find(self.deps.storage, key)?;
        let before = before.unwrap_or_else(|| Listing::empty(key));
        let free = above_leased(new.units, before.out())?;
        let machine = within("largest", new.largest.unwrap_or(new.units), 1, new.units)?;
        let offer = OfferRow {
            provider: key.provider,
            epoch: self.seller.row.epoch,
            units: new.units,
            free,
            largest: machine.min(free),
            machine,
            carries,
            device: class.device,
            parts: class.parts,
            devices: 0,
            terms,
        };
        let mut listing = before.clone();
        listing.rate = new.rate;
        listing.bond_per_unit = class.bond_per_unit;
        let mut after = self.resized(before, listing, offer, true, locked)?;
        after.new_turn = true;
        Ok(after)
    }

    fn reprice(&self, class: ClassId, rate: Rate) -> Result<After, ContractError> {
        ensure!(!rate.is_zero(), ContractError::ZeroRate);
        let before = self.offered(class)?;
        let mut after = After::of(before);
        after.listing.rate = rate;
        self.revive(&mut after)?;
        after.new_turn = true;
        Ok(after)
    }

    /// More has to be what somebody could match. Less can always be offered, and is in the book only if
    /// somebody could.
    fn resize(
        &self,
        class: ClassId,
        units: u32,
        locked: &mut Locked,
    ) -> Result<After, ContractError> {
        within("units", units, 1, MAX_UNITS)?;
        let before = self.offered(class)?;
        let offer = before.offer().cloned();
        let mut offer = offer.ok_or(ContractError::OfferNotFound { offer: before.key })?;
        let grows = units > offer.units;
        offer.free = above_leased(units, before.out())?;
        offer.units = units;
        offer.machine = offer.machine.min(units);
        // What is added is in some machine.
        let least = u32::from(grows);
        offer.largest = offer.largest.max(least).min(offer.machine).min(offer.free);
        let listing = before.clone();
        self.resized(before, listing, offer, grows, locked)
    }

    fn report(&self, class: ClassId, largest: u32) -> Result<After, ContractError> {
        let before = self.offered(class)?;
        let mut after = After::of(before);
        after.posted = false;
        if let Whereabouts::Standing(offer) | Whereabouts::Aside { offer, .. } =
            &mut after.listing.whereabouts
        {
            offer.largest = within("largest", largest, 0, offer.free)?;
            // An empty machine has what is said now, and at most what is on lease besides.
            let most = largest.saturating_add(offer.out());
            offer.machine = offer.machine.max(largest).min(most);
        }
        self.revive(&mut after)?;
        Ok(after)
    }

    fn withdraw(&self, class: ClassId, locked: &mut Locked) -> Result<After, ContractError> {
        let before = self.offered(class)?;
        let mut after = After::of(before);
        after.posted = false;
        after.listing.whereabouts = Whereabouts::Withdrawn {
            out: after.before.out(),
        };
        if let Some(offer) = after.before.offer() {
            let (device, parts) = (offer.device, offer.parts);
            self.count(&mut after, device, parts)?;
        }
        self.lock(&after, locked)?;
        Ok(after)
    }

    const fn key(&self, class: ClassId) -> OfferKey {
        OfferKey {
            provider: self.seller.provider,
            class,
        }
    }

    fn offered(&self, class: ClassId) -> Result<Listing, ContractError> {
        listing::load(self.deps.storage, self.key(class))
    }

    /// The change to another number of units: counted with its family, and covered by the bond. What is
    /// locked changes last, when nothing can be refused any more.
    fn resized(
        &self,
        before: Listing,
        mut listing: Listing,
        offer: OfferRow,
        must_live: bool,
        locked: &mut Locked,
    ) -> Result<After, ContractError> {
        let (device, parts) = (offer.device, offer.parts);
        listing.whereabouts = Whereabouts::of(offer, false);
        let mut after = After {
            listing,
            ..After::of(before)
        };
        self.count(&mut after, device, parts)?;
        match self.revive(&mut after) {
            Err(error) if must_live => return Err(error),
            Ok(()) | Err(_) => {}
        }
        self.lock(&after, locked)?;
        Ok(after)
    }

    fn count(&self, after: &mut After, device: ClassId, parts: u32) -> Result<(), ContractError> {
        let registry = self.seller.registry(&self.deps);
        let recount = recount(self.deps.storage, registry, &after.listing, device, parts)?;
        after.listing.count(recount.devices);
        if after.listing.key.class == device {
            after.listing.slices = recount.slices;
        }
        after.others = recount.others;
        Ok(())
    }

    fn lock(&self, after: &After, locked: &mut Locked) -> Result<(), ContractError> {
        let was = locks::of_listing(&after.before)?;
        let is = locks::of_listing(&after.listing)?;
        locked.replace(was, is, self.seller.row.bond)
    }

    /// Puts what is offered into the book, if somebody could match it: otherwise it would only slow others.
    fn revive(&self, after: &mut After) -> Result<(), ContractError> {
        let Some(offer) = after.listing.offer().cloned() else {
            return Ok(());
        };
        let expires_at = offer.terms.expires_at.unwrap_or(self.now);
        let alive = stands(&offer, Some(&self.seller.row), self.allowance, self.now).map(|_| ());
        after.listing.whereabouts = Whereabouts::of(offer, alive.is_ok());
        let now = self.now;
        alive.map_err(|mismatch| match mismatch {
            Mismatch::Expired {} => ContractError::AlreadyOver { expires_at, now },
            Mismatch::Counted { .. } => ContractError::AboveAttested { mismatch },
            _ => self.seller.cannot(mismatch),
        })
    }
}

impl After {
    /// A change of what is offered, not yet of anything.
    fn of(before: Listing) -> Self {
        Self {
            listing: before.clone(),
            before,
            others: vec![],
            new_turn: false,
            posted: true,
        }
    }
}

/// Units that are free of so many when `out` are on lease.
fn above_leased(units: u32, out: u32) -> Result<u32, ContractError> {
    let below = || ContractError::BelowLeased {
        out: format!("{out} units"),
    };
    units.checked_sub(out).ok_or_else(below)
}

fn carried(new: &NewOffer, class: &ClassRow) -> Result<Resources, ContractError> {
    let Some(carries) = &new.carries else {
        return Ok(class.carries.clone());
    };
    ensure!(carries.is_canonical(), ContractError::Volumes);
    ensure!(
        carries.checked_sub(&class.carries).is_some(),
        ContractError::UnitBelowClass {
            class: class.class,
            least: class.carries.clone(),
        }
    );
    Ok(carries.clone())
}
