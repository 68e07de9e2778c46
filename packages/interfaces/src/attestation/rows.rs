//! The published rows, where they are, and what a match learns from them.

use std::fmt;
use std::str::FromStr;

use cosmwasm_std::CanonicalAddr;
use tender_storage::{packed, packed_newtype, Key};
use tender_types::{
    Akt, AttributeId, AuditorId, ClassId, ProviderId, Resources, Tier, Timestamp, UnknownName,
};

use super::ProviderStatus;

/// The key `region`, which every catalog has: where a provider is, for demands that want one place.
pub const REGION: u16 = 1;

/// The published row under [`provider_key`]: all that a match needs to know of a provider, in one
/// read.
#[derive(Clone, Debug, PartialEq)]
pub struct ProviderRow {
    /// Where it is paid, and who may speak for it.
    pub address: CanonicalAddr,
    /// Whether it can be matched.
    pub status: ProviderStatus,
    /// How many times it has registered. What names another epoch is of an earlier life.
    pub epoch: u32,
    /// What it has bonded.
    pub bond: Akt,
    /// Whether the bond met the minimum and what is locked, and the host was its own, when that last
    /// changed or was last refreshed.
    pub bonded: bool,
    /// The region that it claims. A match asks [`ProviderRow::region_at`], which hears auditors too.
    pub region: Option<AttributeId>,
    /// What it says of itself.
    pub attributes: AttributeSet,
    /// What auditors say of it; expired ones count for nothing.
    pub attestations: Vec<AttestationRow>,
}

/// One auditor's attestation, as a match reads it.
#[derive(Clone, Debug, PartialEq)]
pub struct AttestationRow {
    /// The auditor that signed it.
    pub auditor: AuditorId,
    /// How thoroughly it looked, 1 to [`MAX_TIER`](super::MAX_TIER).
    pub tier: Tier,
    /// When it stops counting: live while `now < expires_at`.
    pub expires_at: Timestamp,
    /// Attributes that the auditor found true.
    pub attributes: AttributeSet,
    /// Whole devices that it counted, sorted by class.
    pub classes: Vec<CountedClass>,
    /// Cores that it counted, for the rate card; 0 when it did not.
    pub cores: u32,
    /// GiB of memory that it counted, for the rate card; 0 when it did not.
    pub memory_gib: u32,
}

/// How many of a class were counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CountedClass {
    /// The class.
    pub class: ClassId,
    /// How many there are, above zero.
    pub count: u32,
}

impl fmt::Display for CountedClass {
    /// The class, a colon, and how many.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.class, self.count)
    }
}

impl FromStr for CountedClass {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        let (class, count) = text.split_once(':').ok_or(UnknownName)?;
        Ok(Self {
            class: class.parse().map_err(|_| UnknownName)?,
            count: count.parse().map_err(|_| UnknownName)?,
        })
    }
}

/// Attributes, sorted by key; a key has one value.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AttributeSet(pub Vec<AttributeEntry>);

/// An attribute and the key that it is a value of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct AttributeEntry {
    /// The key, as the catalog numbers keys.
    pub key: u16,
    /// The attribute: key and value.
    pub attribute: AttributeId,
}

impl AttributeSet {
    /// Whether `attribute` is in the set.
    pub fn contains(&self, attribute: AttributeId) -> bool {
        self.key_of(attribute).is_some()
    }

    /// The attribute of the set that has `key`.
    pub fn value_of(&self, key: u16) -> Option<AttributeId> {
        let found = self.0.iter().find(|entry| entry.key == key);
        found.map(|entry| entry.attribute)
    }

    /// The key of `attribute`, if it is in the set.
    fn key_of(&self, attribute: AttributeId) -> Option<u16> {
        let found = self.0.iter().find(|entry| entry.attribute == attribute);
        found.map(|entry| entry.key)
    }
}

impl AttestationRow {
    /// Whether it counts at `now`.
    pub fn is_live(&self, now: Timestamp) -> bool {
        now < self.expires_at
    }

    /// How many whole devices of `class` it counts; 0 for one that it does not name.
    pub fn count(&self, class: ClassId) -> u32 {
        let found = self.classes.iter().find(|one| one.class == class);
        found.map_or(0, |one| one.count)
    }

    /// Whether it speaks of `class` at all; of the rate card when it counts cores or memory.
    pub fn covers(&self, class: ClassId) -> bool {
        match class {
            ClassId::CARD => self.cores > 0 || self.memory_gib > 0,
            class => self.count(class) > 0,
        }
    }
}

/// What a match may rely on. Of a sliced class all of these are asked by the class's device.
impl ProviderRow {
    /// Whether it can be matched at all.
    pub fn is_matchable(&self) -> bool {
        self.status == ProviderStatus::Active && self.bonded
    }

    /// The attestations that count at `now`.
    pub fn live(&self, now: Timestamp) -> impl Iterator<Item = &AttestationRow> {
        self.attestations.iter().filter(move |one| one.is_live(now))
    }

    /// What `auditor` attests at `now`.
    pub fn by(&self, auditor: AuditorId, now: Timestamp) -> Option<&AttestationRow> {
        self.live(now).find(|one| one.auditor == auditor)
    }

    /// The most whole devices of `class` that an auditor counts: what can be sold is never more.
    pub fn counted(&self, class: ClassId, now: Timestamp) -> u32 {
        self.counted_at(class, Tier::NONE, now)
    }

    /// The most that an auditor counts who looked as thoroughly as `tier` at least: what can be sold
    /// to somebody who asks for that tier is never more. A thorough look at one device says nothing of
    /// the hundred that another auditor counted from afar.
    pub fn counted_at(&self, class: ClassId, tier: Tier, now: Timestamp) -> u32 {
        let counts = self.live(now).filter(|one| one.tier >= tier);
        counts.map(|one| one.count(class)).max().unwrap_or(0)
    }

    /// Cores and GiB of memory that auditors count, the most of each: what the rate card can sell.
    pub fn attested_card(&self, now: Timestamp) -> (u32, u32) {
        self.attested_card_at(Tier::NONE, now)
    }

    /// The same, by auditors who looked as thoroughly as `tier` at least.
    pub fn attested_card_at(&self, tier: Tier, now: Timestamp) -> (u32, u32) {
        let most = |of: fn(&AttestationRow) -> u32| {
            let counts = self.live(now).filter(|one| one.tier >= tier);
            counts.map(of).max().unwrap_or(0)
        };
        (most(|one| one.cores), most(|one| one.memory_gib))
    }

    /// The highest tier of an attestation that speaks of `class`; of the rate card for
    /// [`ClassId::CARD`]. Not for how many: see [`ProviderRow::counted_at`].
    pub fn tier_for(&self, class: ClassId, now: Timestamp) -> Tier {
        let tiers = self.live(now).filter(|one| one.covers(class));
        tiers.map(|one| one.tier).max().unwrap_or(Tier::NONE)
    }

    /// The value of `key`: what auditors say, if they agree; what the provider claims, if none speaks of
    /// it. A claim that auditors contradict is void, and so is what they disagree on.
    pub fn value(&self, key: u16, now: Timestamp) -> Option<AttributeId> {
        let mut stated = self
            .live(now)
            .filter_map(|one| one.attributes.value_of(key));
        match stated.next() {
            None => self.attributes.value_of(key),
            Some(first) => stated.all(|other| other == first).then_some(first),
        }
    }

    /// Whether the provider has `attribute`, by [`ProviderRow::value`] of its key.
    pub fn has(&self, attribute: AttributeId, now: Timestamp) -> bool {
        let stated = || {
            self.live(now)
                .find_map(|one| one.attributes.key_of(attribute))
        };
        let key = self.attributes.key_of(attribute).or_else(stated);
        key.is_some_and(|key| self.value(key, now) == Some(attribute))
    }

    /// Whether `auditor` itself says that the provider has `attribute`, and no other contradicts it.
    pub fn vouched(&self, auditor: AuditorId, attribute: AttributeId, now: Timestamp) -> bool {
        let own = self.by(auditor, now);
        own.is_some_and(|one| one.attributes.contains(attribute)) && self.has(attribute, now)
    }

    /// Where the provider is: its region by [`ProviderRow::value`].
    pub fn region_at(&self, now: Timestamp) -> Option<AttributeId> {
        self.value(REGION, now)
    }
}

packed!(AttributeEntry { key, attribute });
packed_newtype!(AttributeSet);
packed!(CountedClass { class, count });
packed!(AttestationRow {
    auditor,
    tier,
    expires_at,
    attributes,
    classes,
    cores,
    memory_gib,
});
packed!(Row 1 "provider": ProviderRow {
    address,
    status,
    epoch,
    bond,
    bonded,
    region,
    attributes,
    attestations,
});

/// The published row under [`class_key`], and the same under [`class_id_key`].
#[derive(Clone, Debug, PartialEq)]
pub struct ClassRow {
    /// The id that stands for the name.
    pub class: ClassId,
    /// What one unit carries at least beside the device itself.
    pub carries: Resources,
    /// Who makes it.
    pub vendor: String,
    /// Which it is.
    pub model: String,
    /// GiB of its own memory.
    pub memory_gib: u32,
    /// How it is connected; any when absent.
    pub interface: Option<String>,
    /// The whole device that it is a part of; itself when it is whole. Auditors count devices.
    pub device: ClassId,
    /// Into how many such parts the device is cut; 1 when it is whole.
    pub parts: u32,
    /// What offering one unit locks, for what is posted from now on.
    pub bond_per_unit: Akt,
}

impl ClassRow {
    /// What it is called: `vendor/model/{memory}Gi`, and `/interface` behind that where there is one.
    pub fn name(&self) -> String {
        let interface = self.interface.as_deref();
        class_name(&self.vendor, &self.model, self.memory_gib, interface)
    }

    /// Whether it is a device and no part of one.
    pub fn is_whole(&self) -> bool {
        self.device == self.class
    }
}

/// What a class of these properties is called.
pub fn class_name(vendor: &str, model: &str, memory_gib: u32, interface: Option<&str>) -> String {
    match interface {
        None => format!("{vendor}/{model}/{memory_gib}Gi"),
        Some(interface) => format!("{vendor}/{model}/{memory_gib}Gi/{interface}"),
    }
}

packed!(Row 1 "class": ClassRow {
    class,
    carries,
    vendor,
    model,
    memory_gib,
    interface,
    device,
    parts,
    bond_per_unit,
});

/// The published row under [`attribute_key`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AttributeRow {
    /// The id that stands for the name.
    pub attribute: AttributeId,
    /// The number that stands for its key.
    pub key: u16,
}

packed!(Row 1 "attribute": AttributeRow { attribute, key });

/// The published rows under [`provider_id_key`] and [`auditor_key`]: the id that stands for an address.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct IdRow {
    /// The number of the id, whatever its type.
    pub id: u32,
}

packed!(Row 1 "id": IdRow { id });

/// Prefixes of the published rows. API: they do not change.
pub mod keys {
    /// [`super::ProviderRow`] by provider id.
    pub const PROVIDER: u8 = b'p';
    /// [`super::IdRow`] (provider id) by canonical address.
    pub const PROVIDER_ID: u8 = b'a';
    /// [`super::ClassRow`] by class name. Not `c`: the cw2 row `contract_info` would be the class
    /// `ontract_info`.
    pub const CLASS: u8 = b'h';
    /// [`super::ClassRow`] by class id.
    pub const CLASS_ID: u8 = b'k';
    /// [`super::AttributeRow`] by attribute name.
    pub const ATTRIBUTE: u8 = b't';
    /// [`super::IdRow`] (auditor id) by canonical address; absent when not admitted.
    pub const AUDITOR: u8 = b'u';
}

fn published(prefix: u8, key: &(impl Key + ?Sized)) -> Vec<u8> {
    let mut bytes = vec![prefix];
    key.write(&mut bytes);
    bytes
}

/// Where [`ProviderRow`] of `provider` is stored.
pub fn provider_key(provider: ProviderId) -> Vec<u8> {
    published(keys::PROVIDER, &provider)
}

/// Where the id of the provider at `address` is stored.
pub fn provider_id_key(address: &CanonicalAddr) -> Vec<u8> {
    published(keys::PROVIDER_ID, address)
}

/// Where [`ClassRow`] of the class called `name` is stored.
pub fn class_key(name: &str) -> Vec<u8> {
    published(keys::CLASS, name)
}

/// Where [`ClassRow`] of `class` is stored.
pub fn class_id_key(class: ClassId) -> Vec<u8> {
    published(keys::CLASS_ID, &class)
}

/// Where [`AttributeRow`] of the attribute called `name` is stored.
pub fn attribute_key(name: &str) -> Vec<u8> {
    published(keys::ATTRIBUTE, name)
}

/// Where the id of the admitted auditor at `address` is stored.
pub fn auditor_key(address: &CanonicalAddr) -> Vec<u8> {
    published(keys::AUDITOR, address)
}
