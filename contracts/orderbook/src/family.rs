//! Offers of one device: whole ones and slices of it. They are of the same hardware, so they are counted
//! together, and each of them carries the number: a match reads one row.

use cosmwasm_std::{ensure, Storage};
use tender_interfaces::attestation::Registry;
use tender_interfaces::orderbook::MAX_SLICES;
use tender_types::{ClassId, OfferKey, ProviderId};

use crate::listing::{self, Listing, Whereabouts};
use crate::ContractError;

/// How many whole devices a provider's offers of a device need together, once one of them has changed.
pub struct Recount {
    /// So many.
    pub devices: u32,
    /// Slices that are offered or on lease.
    pub slices: Vec<ClassId>,
    /// The other offers, as they are and as they will be; those that stay the same are left out.
    pub others: Vec<(Listing, Listing)>,
}

/// Counts again once `changed` is as it is; it is `1 / parts` of a `device`.
///
/// # Errors
/// `orderbook/too_many_slices`, and when a row cannot be read.
pub fn recount(
    store: &dyn Storage,
    registry: Registry<'_>,
    changed: &Listing,
    device: ClassId,
    parts: u32,
) -> Result<Recount, ContractError> {
    let OfferKey { provider, class } = changed.key;
    let (slices, mut others) = relatives(store, changed, device)?;
    let mut devices = needed(changed.locking(), parts);
    for other in &others {
        let more = needed(other.locking(), parts_of(registry, other)?);
        devices = devices.saturating_add(more);
    }
    let is_slice = class != device;
    let own = [class].into_iter().filter(|_| is_slice);
    let known = slices.iter().copied().filter(|slice| *slice != class);
    let locks = |slice: &ClassId| {
        let of_class = |listing: &&Listing| listing.key.class == *slice;
        let found = others.iter().chain([changed]).find(of_class);
        found.is_some_and(|listing| listing.locking() > 0)
    };
    let slices: Vec<ClassId> = known.chain(own).filter(locks).collect();
    let max = MAX_SLICES;
    ensure!(
        slices.len() <= max,
        ContractError::TooManySlices { device, max }
    );
    if is_slice && others.iter().all(|other| other.key.class != device) {
        let class = device;
        others.push(Listing::empty(OfferKey { provider, class }));
    }
    let changes = others.into_iter().map(|before| {
        let mut after = before.clone();
        if after.key.class == device {
            after.slices.clone_from(&slices);
        }
        after.count(devices);
        (before, after)
    });
    Ok(Recount {
        devices,
        others: changes.filter(|(before, after)| before != after).collect(),
        slices,
    })
}

/// The slices that are known of a device, and all offers of it but `changed`.
fn relatives(
    store: &dyn Storage,
    changed: &Listing,
    device: ClassId,
) -> Result<(Vec<ClassId>, Vec<Listing>), ContractError> {
    let OfferKey { provider, class } = changed.key;
    let find = |class: ClassId| listing::find(store, OfferKey { provider, class });
    let mut others = vec![];
    let slices = match class == device {
        true => changed.slices.clone(),
        false => {
            let whole = find(device)?;
            let slices = whole.as_ref().map(|whole| whole.slices.clone());
            others.extend(whole);
            slices.unwrap_or_default()
        }
    };
    for slice in slices.iter().filter(|slice| **slice != class) {
        others.extend(find(*slice)?);
    }
    Ok((slices, others))
}

/// Into how many units of this kind a device is cut. What is withdrawn does not say so itself.
fn parts_of(registry: Registry<'_>, listing: &Listing) -> Result<u32, ContractError> {
    match &listing.whereabouts {
        Whereabouts::Standing(offer) | Whereabouts::Aside { offer, .. } => Ok(offer.parts),
        Whereabouts::Withdrawn { out: 0 } => Ok(1),
        Whereabouts::Withdrawn { .. } => {
            let class = registry.class_by_id(listing.key.class)?;
            Ok(class.map_or(1, |class| class.parts))
        }
    }
}

/// Whole devices that so many units need.
pub fn needed(units: u32, parts: u32) -> u32 {
    units.div_ceil(parts.max(1))
}

/// What all offers of a device need together, by provider and device, as the rows are now.
///
/// # Errors
/// When a row cannot be read.
pub fn count(
    store: &dyn Storage,
    registry: Registry<'_>,
    provider: ProviderId,
    device: ClassId,
) -> Result<u32, ContractError> {
    let key = OfferKey {
        provider,
        class: device,
    };
    let whole = listing::find(store, key)?.unwrap_or_else(|| Listing::empty(key));
    Ok(recount(store, registry, &whole, device, 1)?.devices)
}
