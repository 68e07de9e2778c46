//! What providers offer, being written.

use tender_interfaces::orderbook::{CardChange, CardRates, NewCard, NewOffer, Terms};
use tender_types::{AssetIndex, ClassId, Rate, Resources, Seconds, Timestamp};

use crate::price::usd_per_hour;

/// Terms on which nearly everything is offered: begun within ten minutes, nothing else promised.
pub fn plain_terms() -> Terms {
    Terms {
        assets: vec![],
        start_within: Seconds::minutes(10),
        instant: false,
        min_run: Seconds::ZERO,
        notice: Seconds::ZERO,
        expires_at: None,
    }
}

/// An offer being written: of a class by its name.
#[derive(Clone, Debug)]
pub struct Offer {
    /// The class, by name.
    pub class: String,
    /// The rest of it; its class is filled in when it is posted.
    pub new: NewOffer,
}

impl Offer {
    /// `units` of `class` at `price` USD per unit and hour.
    pub fn of(class: &str, units: u32, price: &str) -> Self {
        Self::at(class, units, usd_per_hour(price))
    }

    /// `units` of `class` at `rate`.
    pub fn at(class: &str, units: u32, rate: Rate) -> Self {
        Self {
            class: class.to_string(),
            new: NewOffer {
                class: ClassId::CARD,
                rate,
                units,
                largest: None,
                carries: None,
                terms: plain_terms(),
            },
        }
    }

    /// Each unit carries `unit`.
    pub fn each(mut self, unit: Resources) -> Self {
        self.new.carries = Some(unit);
        self
    }

    /// In machines with so many units.
    pub fn in_machines_of(mut self, units: u32) -> Self {
        self.new.largest = Some(units);
        self
    }

    /// Stands until then.
    pub fn until(mut self, time: Timestamp) -> Self {
        self.new.terms.expires_at = Some(time);
        self
    }

    /// Takes these assets beside the credit.
    pub fn taking(mut self, assets: &[u8]) -> Self {
        self.new.terms.assets = assets.iter().copied().map(AssetIndex).collect();
        self
    }

    /// On other terms.
    pub fn terms(mut self, terms: Terms) -> Self {
        self.new.terms = terms;
        self
    }
}

/// A rate card being written.
#[derive(Clone, Debug)]
pub struct Card(pub NewCard);

impl Card {
    /// A card of `cores` with 4 GiB of memory and 100 GiB of disk each, 100 GiB of NVMe each, and a public
    /// address each, at `price` USD per core and hour; a replica can have everything.
    pub fn of(cores: u64, price: &str) -> Self {
        let capacity = Resources {
            cpu_milli: cores * 1_000,
            memory_mib: cores * 4 * 1_024,
            disk_mib: cores * 100 * 1_024,
            volumes: vec![tender_types::Volume {
                class: tender_types::VolumeClass::Nvme,
                mib: cores * 100 * 1_024,
            }],
            public_ips: cores,
        };
        let core = u64::try_from(usd_per_hour(price).0).expect("a price fits");
        let largest = Resources {
            public_ips: 0,
            ..capacity.clone()
        };
        Self(NewCard {
            capacity,
            largest,
            rates: CardRates {
                core,
                memory: core / 8,
                disk: core / 400,
                hdd: 0,
                ssd: 0,
                nvme: core / 100,
                public_ip: core / 4,
            },
            terms: plain_terms(),
        })
    }

    /// On other terms.
    pub fn terms(mut self, terms: Terms) -> Self {
        self.0.terms = terms;
        self
    }

    /// The change that sets it.
    pub fn change(self) -> CardChange {
        CardChange::Set(self.0)
    }
}
