use cosmwasm_std::{ensure, to_json_binary, Addr, Deps, DepsMut, Env, Event, Response, Storage};
use tender_guard::{active, bounded, within, Bounds};
use tender_interfaces::attestation::ClassRow;
use tender_interfaces::events::OfferRefused;
use tender_interfaces::orderbook::{
    Changed, NewOffer, OfferChange, OfferRow, MAX_BATCH, MAX_SLICES, MAX_UNITS,
};
use tender_market::matching::vouching::{judge_counts, Offered};
use tender_market::matching::Allowance;
use tender_types::{ClassId, OfferKey, Rate, Resources, Timestamp};

use crate::listing::{self, Listing, Whereabouts};
use crate::locks::{self, Locked};
use crate::seller::{terms, Seller};
use crate::state::{Config, Drawn};
use crate::ContractError;

/// A provider changes what it offers, class by class. A change that is refused leaves the others.
#[inline(never)]
pub fn offer(
    deps: DepsMut,
    env: &Env,
    sender: &Addr,
    config: &Config,
    changes: &[OfferChange],
) -> Result<Response, ContractError> {
    let bounds = Bounds {
        min: 1,
        max: MAX_BATCH,
    };
    bounded("changes", changes, bounds)?;
    let seller = Seller::load(deps.as_ref(), config, sender)?;
    let mut locked = Locked::load(deps.storage, seller.provider)?;
    let mut turns = Drawn::default();
    let mut response = Response::new();
    let mut refused = vec![];
    let mut first_refusal = None;
    for change in changes {
        let desk = Desk {
            seller: &seller,
            config,
            now: Timestamp::now(env),
        };
        let allowed = change
            .class()
            .map_or(Ok(()), |class| active(config, env, class));
        let judged = allowed.map_err(ContractError::from);
        let judged = judged.and_then(|()| desk.judge(deps.as_ref(), change, &mut locked));
        match judged {
            Ok(after) => {
                response = response.add_event(after.write(deps.storage, &mut turns)?);
                refused.push(None);
            }
            Err(error) => {
                response = response.add_event(OfferRefused {
                    provider: seller.provider,
                    class: change.of(),
                    code: error.code(),
                });
                refused.push(Some(error.code()));
                first_refusal.get_or_insert(error);
            }
        }
    }
    let nothing = refused.iter().all(Option::is_some);
    if let Some(error) = first_refusal.filter(|_| nothing) {
        return Err(error);
    }
    turns.save(deps.storage);
    let relock = seller.relock(locked.amount)?;
    let relock = relock.filter(|_| locked.is_changed());
    let event = locked.save(deps.storage).map(Event::from);
    Ok(response
        .add_events(event)
        .add_messages(relock)
        .set_data(to_json_binary(&Changed { refused })?))
}

/// Judges changes: nothing is written before all of a change is known to hold.
struct Desk<'a> {
    seller: &'a Seller,
    config: &'a Config,
    now: Timestamp,
}

/// A change that holds: what is to be written.
struct After {
    before: Listing,
    listing: Listing,
    /// Other offers of the same devices, which are counted with it.
    family: Vec<(Listing, Listing)>,
    /// Whether it goes behind those at its rate.
    new_turn: bool,
    /// Whether what is offered is told anew, or only how much of it is free.
    posted: bool,
}

impl After {
    fn write(mut self, store: &mut dyn Storage, turns: &mut Drawn) -> Result<Event, ContractError> {
        if self.new_turn {
            self.listing.turn = turns.draw(store)?;
        }
        listing::replace(store, &self.before, &self.listing);
        for (before, after) in &self.family {
            listing::replace(store, before, after);
        }
        Ok(match self.listing.offer() {
            Some(offer) if self.posted => self.listing.posted(offer).into(),
            _ => self.listing.changed().into(),
        })
    }
}

impl Desk<'_> {
    fn judge(
        &self,
        deps: Deps,
        change: &OfferChange,
        locked: &mut Locked,
    ) -> Result<After, ContractError> {
        match change {
            OfferChange::Post(new) => self.post(deps, new, locked),
            OfferChange::Reprice { class, rate } => self.reprice(deps, *class, *rate),
            OfferChange::Resize { class, units } => self.resize(deps, *class, *units, locked),
            OfferChange::Report { class, largest } => self.report(deps, *class, *largest),
            OfferChange::Withdraw { class } => self.withdraw(deps, *class, locked),
        }
    }

    const fn key(&self, class: ClassId) -> OfferKey {
        OfferKey {
            provider: self.seller.provider,
            class,
        }
    }

    fn post(
        &self,
        deps: Deps,
        new: &NewOffer,
        locked: &mut Locked,
    ) -> Result<After, ContractError> {
        self.seller.can_serve()?;
        ensure!(!new.rate.is_zero(), ContractError::ZeroRate);
        within("units", new.units, 1, MAX_UNITS)?;
        let terms = terms(&new.terms, self.now)?;
        let class = self.seller.registry(&deps).class_by_id(new.class)?;
        let class = class.ok_or(ContractError::UnknownClass { class: new.class })?;
        let carries = carried(new, &class)?;
        let key = self.key(new.class);
        let before = listing::find(deps.storage, key)?.unwrap_or_else(|| Listing::empty(key));
        let out = before.out();
        let free = above_leased(new.units, out)?;
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
        let listing = Listing {
            rate: new.rate,
            bond_per_unit: class.bond_per_unit,
            ..before.clone()
        };
        let after = After {
            before,
            listing,
            family: vec![],
            new_turn: true,
            posted: true,
        };
        self.offered(deps, after, offer, locked)
    }

    fn reprice(&self, deps: Deps, class: ClassId, rate: Rate) -> Result<After, ContractError> {
        ensure!(!rate.is_zero(), ContractError::ZeroRate);
        let (before, offer) = self.standing(deps, class)?;
        let mut listing = before.clone();
        listing.rate = rate;
        listing.whereabouts = placed(offer);
        Ok(After {
            before,
            listing,
            family: vec![],
            new_turn: true,
            posted: true,
        })
    }

    fn resize(
        &self,
        deps: Deps,
        class: ClassId,
        units: u32,
        locked: &mut Locked,
    ) -> Result<After, ContractError> {
        within("units", units, 1, MAX_UNITS)?;
        let before = listing::load(deps.storage, self.key(class))?;
        let mut offer = self.of_now(&before)?;
        if units > offer.units {
            self.seller.can_serve()?;
        }
        offer.free = above_leased(units, before.out())?;
        offer.units = units;
        offer.machine = offer.machine.min(units);
        offer.largest = offer.largest.min(offer.machine).min(offer.free);
        // Units that are added are in some machine.
        if offer.free > 0 {
            offer.largest = offer.largest.max(1);
        }
        let listing = before.clone();
        let after = After {
            before,
            listing,
            family: vec![],
            new_turn: false,
            posted: true,
        };
        self.offered(deps, after, offer, locked)
    }

    fn report(&self, deps: Deps, class: ClassId, largest: u32) -> Result<After, ContractError> {
        let (before, mut offer) = self.standing(deps, class)?;
        within("largest", largest, 0, offer.free)?;
        offer.largest = largest;
        offer.machine = offer.machine.max(largest);
        let mut listing = before.clone();
        listing.whereabouts = placed(offer);
        Ok(After {
            before,
            listing,
            family: vec![],
            new_turn: false,
            posted: false,
        })
    }

    fn withdraw(
        &self,
        deps: Deps,
        class: ClassId,
        locked: &mut Locked,
    ) -> Result<After, ContractError> {
        let before = listing::load(deps.storage, self.key(class))?;
        let mut listing = before.clone();
        listing.whereabouts = Whereabouts::Withdrawn { out: before.out() };
        let device = before.offer().map(|offer| (offer.device, offer.parts));
        let family = match device {
            Some((device, parts)) => self.recounted(deps, &mut listing, device, parts)?.1,
            None => vec![],
        };
        let (was, is) = (locks::of_listing(&before)?, locks::of_listing(&listing)?);
        locked.replace(was, is, self.seller.row.bond)?;
        Ok(After {
            before,
            listing,
            family,
            new_turn: false,
            posted: false,
        })
    }

    /// What is offered now, of a provider that can serve.
    fn standing(&self, deps: Deps, class: ClassId) -> Result<(Listing, OfferRow), ContractError> {
        self.seller.can_serve()?;
        let listing = listing::load(deps.storage, self.key(class))?;
        let offer = self.of_now(&listing)?;
        Ok((listing, offer))
    }

    /// What is offered, if it is of the present registration and its time is not over.
    fn of_now(&self, listing: &Listing) -> Result<OfferRow, ContractError> {
        let offer = listing.offer().cloned();
        let offer = offer.ok_or(ContractError::OfferNotFound { offer: listing.key })?;
        self.seller.same_epoch(offer.epoch)?;
        match offer.terms.expires_at {
            Some(expires_at) if expires_at <= self.now => Err(ContractError::AlreadyOver {
                expires_at,
                now: self.now,
            }),
            _ => Ok(offer),
        }
    }

    /// The change with `offer` in its place, if it is attested and the bond covers it.
    fn offered(
        &self,
        deps: Deps,
        mut after: After,
        mut offer: OfferRow,
        locked: &mut Locked,
    ) -> Result<After, ContractError> {
        let (device, parts) = (offer.device, offer.parts);
        after.listing.whereabouts = placed(offer.clone());
        let (devices, family) = self.recounted(deps, &mut after.listing, device, parts)?;
        let grown = after
            .before
            .offer()
            .is_none_or(|before| before.devices < devices);
        if grown {
            self.attested(device, devices)?;
        }
        offer.devices = devices;
        after.listing.whereabouts = placed(offer);
        after.family = family;
        let was = locks::of_listing(&after.before)?;
        let is = locks::of_listing(&after.listing)?;
        locked.replace(was, is, self.seller.row.bond)?;
        Ok(after)
    }

    fn attested(&self, device: ClassId, count: u32) -> Result<(), ContractError> {
        let offered = [Offered::Devices { device, count }];
        let allowance = Allowance::from(&self.config.params);
        judge_counts(&self.seller.row, &offered, allowance, self.now)
            .map_err(|mismatch| ContractError::AboveAttested { mismatch })
    }

    /// How many whole devices the provider's offers of a device and its slices need together once
    /// `listing` is as it is now, and the others with that number in them.
    fn recounted(
        &self,
        deps: Deps,
        listing: &mut Listing,
        device: ClassId,
        parts: u32,
    ) -> Result<(u32, Vec<(Listing, Listing)>), ContractError> {
        let own = listing.key.class;
        let mut others = vec![];
        let mut slices = match own == device {
            true => listing.slices.clone(),
            false => {
                let key = self.key(device);
                let whole = listing::find(deps.storage, key)?;
                let whole = whole.unwrap_or_else(|| Listing::empty(key));
                let slices = whole.slices.clone();
                others.push(whole);
                slices
            }
        };
        if own != device && !slices.contains(&own) {
            let max = MAX_SLICES;
            ensure!(
                slices.len() < max,
                ContractError::TooManySlices { device, max }
            );
            slices.push(own);
        }
        for class in slices.iter().filter(|class| **class != own) {
            others.extend(listing::find(deps.storage, self.key(*class))?);
        }
        let mut devices = needed(listing.locking(), parts);
        for other in &others {
            let parts = other.offer().map_or(1, |offer| offer.parts);
            devices = devices.saturating_add(needed(other.locking(), parts));
        }
        let with_number = |before: Listing| {
            let mut after = before.clone();
            if after.key.class == device {
                after.slices.clone_from(&slices);
            }
            if let Whereabouts::Standing(offer) | Whereabouts::Aside { offer, .. } =
                &mut after.whereabouts
            {
                offer.devices = devices;
            }
            (before, after)
        };
        Ok((devices, others.into_iter().map(with_number).collect()))
    }
}

/// Whole devices that so many units need.
fn needed(units: u32, parts: u32) -> u32 {
    units.div_ceil(parts.max(1))
}

/// In the book, or aside while nothing is free.
fn placed(offer: OfferRow) -> Whereabouts {
    match offer.free {
        0 => Whereabouts::Aside { dead: false, offer },
        _ => Whereabouts::Standing(offer),
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
