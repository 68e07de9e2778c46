//! From an SDL group to a demand: how many units of which classes, at what ceiling.
//!
//! A group is rented whole, from one provider. All its services are added up and folded into units
//! of one class: as many as there are GPUs, or as many as the scarcest dimension needs of CPUs. What
//! a class does not carry for certain (persistent volumes, public addresses, many cores beside a
//! GPU) every unit must bring. The arithmetic is pure: the catalog and the price of AKT are given,
//! nothing is asked.

mod classes;
mod error;
mod hardware;
mod needs;
mod note;
mod price;

use std::collections::BTreeSet;

use cosmwasm_std::{Decimal, HexBinary};
use tender_interfaces::attestation::{Class, MAX_ATTRIBUTES, MAX_NAME};
use tender_interfaces::demand::{
    Alternative, Demand, SignedBy, MAX_ALTERNATIVES, MAX_SIGNED_BY, MAX_UNITS,
};
use tender_types::{AccountId, AssetIndex, Rate, Resources, Tier};

use crate::sdl::{Group, Requirements, SignedBy as SignedBySdl};
use needs::Needs;

pub use crate::conversion::Conversion;
pub use error::RequestError;
pub use needs::{Disk, Totals};
pub use note::Note;
pub use price::{per_second, BLOCK_SECONDS};

/// What a group asks for, in the market's own terms.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    /// What the group asks for in all.
    pub asked: Totals,
    /// Units of one class.
    pub units: u32,
    /// What each unit must carry beyond its class.
    pub unit: Resources,
    /// Classes that will do, all with the same ceiling. May be more than an order can name: see
    /// [`Request::cheapest`].
    pub classes: Vec<String>,
    /// The most paid per unit.
    pub ceiling: Rate,
    /// How it became one in uact.
    pub conversion: Conversion,
    /// Required attributes, `key=value`.
    pub attributes: Vec<String>,
    /// Auditors who must vouch for them, as the file names them.
    pub signed_by: SignedBy,
    /// What was decided on the tenant's behalf.
    pub notes: Vec<Note>,
}

/// Folds `group` into units of a class of `catalog`. `usd_per_akt` converts prices in AKT.
///
/// # Errors
/// Why the group cannot be one order; each reason says what to change.
pub fn request(
    group: &Group,
    catalog: &[Class],
    usd_per_akt: Decimal,
) -> Result<Request, RequestError> {
    let mut notes = Vec::new();
    let needs = Needs::of(group, &mut notes);
    let fold = classes::fold(&needs, catalog, &mut notes)?;
    let needed = fold.units;
    let units = u32::try_from(needed).map_err(|_| RequestError::TooManyUnits { needed })?;
    if units > MAX_UNITS {
        return Err(RequestError::TooManyUnits { needed });
    }
    let unit = needs.per_unit(units, &fold.classes)?;
    let (asked, rented) = (
        needs.totals.addresses,
        units.saturating_mul(u32::from(unit.public_ips)),
    );
    if rented > asked {
        notes.push(Note::MoreAddresses { asked, rented });
    }
    let classes = fold.classes.iter().map(|class| class.name.clone());
    Ok(Request {
        units,
        unit,
        classes: classes.collect(),
        ceiling: price::ceiling(group, units, usd_per_akt)?,
        conversion: Conversion::of(group.denom().unwrap_or("uact")),
        attributes: attributes(&group.requirements)?,
        signed_by: signed_by(&group.requirements)?,
        asked: needs.totals,
        notes,
    })
}

impl Request {
    /// Keeps the [`MAX_ALTERNATIVES`] classes with the cheapest asks that fit, and those without any
    /// after them: an order can name no more, and "any GPU" means the whole catalog.
    #[must_use]
    pub fn cheapest(mut self, best_ask: impl Fn(&str) -> Option<Rate>) -> Self {
        let rate = |name: &String| best_ask(name).map_or(u128::MAX, |rate| rate.0);
        self.classes.sort_by_cached_key(rate);
        if self.classes.len() > MAX_ALTERNATIVES {
            let dropped = self.classes.split_off(MAX_ALTERNATIVES);
            self.notes.push(Note::Cheapest {
                kept: MAX_ALTERNATIVES,
                dropped,
            });
        }
        self
    }

    /// The demand, paid from `account`.
    pub fn demand(
        &self,
        account: AccountId,
        asset: AssetIndex,
        manifest_hash: HexBinary,
    ) -> Demand {
        let alternative = |class: &String| Alternative {
            class: class.clone(),
            ceiling: self.ceiling,
        };
        Demand {
            account,
            asset,
            units: self.units,
            whole: true,
            alternatives: self.classes.iter().map(alternative).collect(),
            unit: self.unit.clone(),
            attributes: self.attributes.clone(),
            signed_by: self.signed_by.clone(),
            min_tier: Tier::NONE,
            manifest_hash,
        }
    }
}

/// Required attributes by name, each once: a service's enclave may be required by the placement too.
fn attributes(requirements: &Requirements) -> Result<Vec<String>, RequestError> {
    let name = |attribute: &crate::sdl::Attribute| {
        let name = format!("{}={}", attribute.key, attribute.value);
        let plain = name.bytes().all(|byte| byte.is_ascii_graphic()) && name.len() <= MAX_NAME;
        let exact = !attribute.key.contains(['*', '?', '[']) && !attribute.key.is_empty();
        let pair = !attribute.value.is_empty() && name.matches('=').count() == 1;
        if plain && exact && pair {
            Ok(name)
        } else {
            Err(RequestError::Attribute { name })
        }
    };
    let names: Result<BTreeSet<String>, _> = requirements.attributes.iter().map(name).collect();
    once(names?, "attributes", MAX_ATTRIBUTES)
}

fn signed_by(requirements: &Requirements) -> Result<SignedBy, RequestError> {
    let SignedBySdl { all_of, any_of } = &requirements.signed_by;
    let once = |list: &[String], what| once(list.iter().cloned().collect(), what, MAX_SIGNED_BY);
    Ok(SignedBy {
        all_of: once(all_of, "auditors in allOf")?,
        any_of: once(any_of, "auditors in anyOf")?,
    })
}

/// An order takes no name twice, and not many.
fn once(
    names: BTreeSet<String>,
    what: &'static str,
    max: usize,
) -> Result<Vec<String>, RequestError> {
    match names.len() {
        given if given > max => Err(RequestError::TooMany { what, given, max }),
        _ => Ok(names.into_iter().collect()),
    }
}
