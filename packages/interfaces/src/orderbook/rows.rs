//! The published rows, and reading them.

use cosmwasm_std::{Addr, Binary, CanonicalAddr, HexBinary, QuerierWrapper, StdResult};
use tender_storage::{
    packed, packed_newtype, unpack, CodecError, Key, Packed, Reader, Row, Writer,
};
use tender_types::{
    Akt, AssetIndex, AttributeId, AuditorId, ClassId, LeaseKey, OfferKey, ProviderId, Rate,
    Resources, Seconds, Tier, Timestamp,
};

use super::{CardRates, Draw, Named, Params, Record, Terms, MAX_ASSETS};
use crate::demand::ResolvedDemand;

/// Assets as bits: bit `i` stands for asset `i`, [`MAX_ASSETS`] of them. The credit is always taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AssetSet(pub u8);

packed_newtype!(AssetSet);

// A bit for each asset.
const _: () = assert!(MAX_ASSETS == 8);

impl AssetSet {
    /// The credit, and `others`, of which each is below 8.
    pub fn new(others: &[AssetIndex]) -> Self {
        let all = others.iter().fold(0, |set, asset| set | bit(*asset));
        Self(all | bit(AssetIndex::CREDIT))
    }

    /// Whether `asset` is in the set.
    pub fn contains(self, asset: AssetIndex) -> bool {
        self.0 & bit(asset) != 0
    }

    /// The assets besides the credit, in order.
    pub fn others(self) -> Vec<AssetIndex> {
        let all = (1..8).map(AssetIndex);
        all.filter(|asset| self.contains(*asset)).collect()
    }
}

fn bit(asset: AssetIndex) -> u8 {
    1u8.checked_shl(u32::from(asset.0)).unwrap_or(0)
}

/// [`Terms`] as rows keep them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TermsRow {
    /// Assets taken.
    pub assets: AssetSet,
    /// Seconds in which a lease begins.
    pub start_within: Seconds,
    /// Whether billing counts back to the opening.
    pub instant: bool,
    /// Seconds that the tenant owes once a lease has begun.
    pub min_run: Seconds,
    /// Seconds of notice.
    pub notice: Seconds,
    /// When it stops standing.
    pub expires_at: Option<Timestamp>,
}

packed!(TermsRow {
    assets,
    start_within,
    instant,
    min_run,
    notice,
    expires_at
});

impl From<&Terms> for TermsRow {
    fn from(terms: &Terms) -> Self {
        Self {
            assets: AssetSet::new(&terms.assets),
            start_within: terms.start_within,
            instant: terms.instant,
            min_run: terms.min_run,
            notice: terms.notice,
            expires_at: terms.expires_at,
        }
    }
}

impl From<TermsRow> for Terms {
    fn from(row: TermsRow) -> Self {
        Self {
            assets: row.assets.others(),
            start_within: row.start_within,
            instant: row.instant,
            min_run: row.min_run,
            notice: row.notice,
            expires_at: row.expires_at,
        }
    }
}

/// The published row of an offer: in the book under class, rate and turn while units are free, inside
/// its [`PlaceRow`] otherwise.
#[derive(Clone, Debug, PartialEq)]
pub struct OfferRow {
    /// Whose.
    pub provider: ProviderId,
    /// How often the provider had registered: an offer of an earlier registration never matches.
    pub epoch: u32,
    /// Units in all.
    pub units: u32,
    /// Units not on lease.
    pub free: u32,
    /// The most that one replica can have now, at least: what is leased may have been of the machine that had
    /// most, and what comes back may be of many. [`OfferRow::taken`] and [`OfferRow::freed`] keep it true.
    pub largest: u32,
    /// The most that one replica can have of an empty machine, as its provider said.
    pub machine: u32,
    /// What one unit carries.
    pub carries: Resources,
    /// The class that auditors count: the one that this is a slice of, or its own.
    pub device: ClassId,
    /// Into how many units a device is cut; 1 when the unit is the device.
    pub parts: u32,
    /// Whole devices that this provider's offers of `device` and its slices need together.
    pub devices: u32,
    /// On which terms.
    pub terms: TermsRow,
}

impl OfferRow {
    /// Units on lease.
    pub const fn out(&self) -> u32 {
        self.units.saturating_sub(self.free)
    }

    /// With so many units more on lease; `None` when fewer are free.
    pub fn taken(mut self, units: u32) -> Option<Self> {
        self.free = self.free.checked_sub(units)?;
        self.largest = self.largest.saturating_sub(units);
        self.settle();
        Some(self)
    }

    /// With so many units fewer on lease, at most all.
    pub fn freed(mut self, units: u32) -> Self {
        self.free = self.free.saturating_add(units).min(self.units);
        self.settle();
        self
    }

    /// Wherever what is on lease is, the largest machine has the rest of its units free, and any free unit
    /// is in some machine.
    fn settle(&mut self) {
        let rest = self.machine.saturating_sub(self.out()).max(1);
        self.largest = self.largest.max(rest).min(self.free);
    }
}

packed!(Row 1 "offer": OfferRow {
    provider,
    epoch,
    units,
    free,
    largest,
    machine,
    carries,
    device,
    parts,
    devices,
    terms
});

/// The published row of an offer's place, by provider and class. There as long as anything is offered
/// or on lease, and after that for the record.
#[derive(Clone, Debug, PartialEq)]
pub struct PlaceRow {
    /// Its rate.
    pub rate: Rate,
    /// Its turn among those at that rate.
    pub turn: u64,
    /// Micro-AKT that each unit locks, fixed when it was posted.
    pub bond_per_unit: Akt,
    /// How leases of it ended.
    pub record: Record,
    /// Slices of the class that the provider offers too, at most [`super::MAX_SLICES`]: they share its count.
    pub slices: Vec<ClassId>,
    /// Where the offer is.
    pub state: PlaceState,
}

/// Where an offer is.
#[derive(Clone, Debug, PartialEq)]
pub enum PlaceState {
    /// In the book.
    Standing,
    /// Here: no unit is free, or nobody could match it.
    Aside {
        /// Whether it was met dead: it comes back only by its provider.
        dead: bool,
        /// The offer.
        offer: OfferRow,
    },
    /// Taken back.
    Withdrawn {
        /// Units still on lease.
        out: u32,
    },
}

impl Packed for PlaceState {
    fn pack(&self, out: &mut Writer) {
        match self {
            Self::Standing => out.byte(0),
            Self::Aside { dead, offer } => out.byte(1).put(dead).put(offer),
            Self::Withdrawn { out: on_lease } => out.byte(2).put(on_lease),
        };
    }

    fn unpack(from: &mut Reader<'_>) -> Result<Self, CodecError> {
        match from.byte()? {
            0 => Ok(Self::Standing),
            1 => Ok(Self::Aside {
                dead: from.get()?,
                offer: from.get()?,
            }),
            2 => Ok(Self::Withdrawn { out: from.get()? }),
            _ => Err(CodecError::Value { kind: "place" }),
        }
    }
}

packed!(Row 1 "place": PlaceRow {
    rate,
    turn,
    bond_per_unit,
    record,
    slices,
    state
});

/// The published row of a rate card, by provider; `terms` is `None` once it is withdrawn.
#[derive(Clone, Debug, PartialEq)]
pub struct CardRow {
    /// How often the provider had registered.
    pub epoch: u32,
    /// How much there is of everything.
    pub capacity: Resources,
    /// The most that one replica can have.
    pub largest: Resources,
    /// What each costs.
    pub rates: CardRates,
    /// On which terms.
    pub terms: Option<TermsRow>,
    /// Micro-AKT that a core locks, fixed when it was set.
    pub bond_per_core: Akt,
    /// Micro-AKT that a GiB of memory locks, fixed when it was set.
    pub bond_per_gib: Akt,
}

packed!(CardRates {
    core,
    memory,
    disk,
    hdd,
    ssd,
    nvme,
    public_ip
});
packed!(Row 1 "card": CardRow {
    epoch,
    capacity,
    largest,
    rates,
    terms,
    bond_per_core,
    bond_per_gib
});

/// The published row of what is on lease of a card, by provider. Apart from the card: it is written by
/// every lease, the card by its provider.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CardUseRow {
    /// What is on lease.
    pub out: Resources,
    /// How leases of it ended.
    pub record: Record,
}

packed!(Row 1 "card use": CardUseRow { out, record });

/// The published row of what of a provider's bond is locked; absent when nothing is.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct LockedRow {
    /// Micro-AKT for everything that is offered or on lease.
    pub amount: Akt,
}

packed!(Row 1 "locked bond": LockedRow { amount });

/// The published row that says that a lease never began, by account and lease: its order may be matched
/// anew, or the next in line of its auction awarded.
#[derive(Clone, Debug, PartialEq)]
pub struct FailedRow {
    /// Who did not serve it.
    pub provider: ProviderId,
    /// What the lease was opened with.
    pub digest: HexBinary,
    /// How often it may still be matched anew.
    pub rematch: u8,
    /// The slot of its auction, where there was one: then it is never matched anew.
    pub slot: Option<u8>,
    /// Until then it can be matched anew.
    pub until: Timestamp,
}

packed!(Row 1 "failed lease": FailedRow {
    provider,
    digest,
    rematch,
    slot,
    until
});

/// The published row of what may be offered although nobody attests it: a part of [`Params`], for those
/// who judge what a provider has.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct AllowanceRow {
    /// Units of a class.
    pub units: u32,
    /// Cores of a card.
    pub cores: u32,
    /// GiB of memory of a card.
    pub gib: u32,
}

packed!(Row 1 "allowance": AllowanceRow { units, cores, gib });

impl From<&Params> for AllowanceRow {
    fn from(params: &Params) -> Self {
        Self {
            units: params.unattested_units,
            cores: params.unattested_cores,
            gib: params.unattested_gib,
        }
    }
}

/// An order as it is placed, hashed and, while it rests, stored: what the first half of a lease's
/// digest is made of.
#[derive(Clone, Debug, PartialEq)]
pub struct Order {
    /// Whose.
    pub tenant: CanonicalAddr,
    /// What is wanted.
    pub demand: ResolvedDemand,
    /// The providers that it names; none for the book and auctions.
    pub named: Vec<Named>,
}

packed!(Row 1 "order": Order {
    tenant,
    demand,
    named
});

/// What a provider promised with a lease: the second half of the lease's digest.
#[derive(Clone, Debug, PartialEq)]
pub struct Promised {
    /// What the lease holds of its rows.
    pub draw: Draw,
    /// What one unit carries, for each class held.
    pub carries: Vec<Resources>,
    /// What it pays: pico-units per second.
    pub rate: Rate,
    /// Its tier.
    pub tier: Tier,
    /// Auditors who vouched for it.
    pub auditors: Vec<AuditorId>,
    /// Where its provider is, if it or its auditors say.
    pub region: Option<AttributeId>,
    /// Replicas that it serves, of all lines.
    pub replicas: u32,
    /// The most that may be paid in its place should it not begin: with those of the order's other leases
    /// never more than the order's limit.
    pub most: Rate,
    /// Providers of the leases opened with it, where the order spreads over providers: they cannot take its
    /// place.
    pub beside: Vec<ProviderId>,
}

packed!(Row 1 "promise": Promised {
    draw,
    carries,
    rate,
    tier,
    auditors,
    region,
    replicas,
    most,
    beside
});

/// Prefixes of the published rows. API: they do not change.
pub mod keys {
    /// [`super::AllowanceRow`].
    pub const ALLOWANCE: u8 = b'A';
    /// [`super::OfferRow`] by class, rate and turn.
    pub const BOOK: u8 = b'a';
    /// [`super::PlaceRow`] by provider and class.
    pub const PLACE: u8 = b'q';
    /// [`super::CardRow`] by provider.
    pub const CARD: u8 = b'k';
    /// [`super::CardUseRow`] by provider.
    pub const CARD_USE: u8 = b'u';
    /// [`super::LockedRow`] by provider.
    pub const LOCKED: u8 = b'L';
    /// [`super::FailedRow`] by account and lease.
    pub const FAILED: u8 = b'f';
}

fn published(prefix: u8, key: &(impl Key + ?Sized)) -> Vec<u8> {
    let mut bytes = vec![prefix];
    key.write(&mut bytes);
    bytes
}

/// Where [`LockedRow`] of `provider` is stored.
pub fn locked_key(provider: ProviderId) -> Vec<u8> {
    published(keys::LOCKED, &provider)
}

/// Reads what providers have, one raw read an answer. `None`: no such row.
#[derive(Clone, Copy)]
pub struct Stock<'a> {
    /// The address of the `orderbook` contract.
    pub address: &'a Addr,
    /// What the reads go through.
    pub querier: QuerierWrapper<'a>,
}

impl Stock<'_> {
    /// What may be offered although nobody attests it.
    ///
    /// # Errors
    /// As [`Stock::place`].
    pub fn allowance(&self) -> StdResult<Option<AllowanceRow>> {
        self.read(vec![keys::ALLOWANCE])
    }

    /// The place of a provider's offer.
    ///
    /// # Errors
    /// When the chain refuses to answer, or the row is none that this code can read (`StdError::ParseErr`).
    pub fn place(&self, offer: OfferKey) -> StdResult<Option<PlaceRow>> {
        self.read(published(keys::PLACE, &(offer.provider, offer.class)))
    }

    /// The offer at a place of the book.
    ///
    /// # Errors
    /// As [`Stock::place`].
    pub fn standing(&self, class: ClassId, rate: Rate, turn: u64) -> StdResult<Option<OfferRow>> {
        self.read(published(keys::BOOK, &(class, rate, turn)))
    }

    /// A provider's rate card.
    ///
    /// # Errors
    /// As [`Stock::place`].
    pub fn card(&self, provider: ProviderId) -> StdResult<Option<CardRow>> {
        self.read(published(keys::CARD, &provider))
    }

    /// What is on lease of a provider's card.
    ///
    /// # Errors
    /// As [`Stock::place`].
    pub fn card_use(&self, provider: ProviderId) -> StdResult<Option<CardUseRow>> {
        self.read(published(keys::CARD_USE, &provider))
    }

    /// What of a provider's bond is locked.
    ///
    /// # Errors
    /// As [`Stock::place`].
    pub fn locked(&self, provider: ProviderId) -> StdResult<Option<LockedRow>> {
        self.read(locked_key(provider))
    }

    /// Whether a lease never began, and how its order goes on.
    ///
    /// # Errors
    /// As [`Stock::place`].
    pub fn failed(&self, lease: LeaseKey) -> StdResult<Option<FailedRow>> {
        self.read(published(keys::FAILED, &(lease.account, lease.lease)))
    }

    fn read<R: Row>(&self, key: Vec<u8>) -> StdResult<Option<R>> {
        let bytes = self
            .querier
            .query_wasm_raw(self.address, Binary::from(key))?;
        let read = |bytes: Vec<u8>| {
            unpack(&bytes)
                .map_err(|error| cosmwasm_std::StdError::parse_err(R::NAME, error.to_string()))
        };
        bytes.map(read).transpose()
    }
}
