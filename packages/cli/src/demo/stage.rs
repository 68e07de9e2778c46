//! Everything on stage: the market, the people, and what was rented so far.

use std::collections::BTreeSet;

use cosmwasm_std::Addr;
use tender_interfaces::attestation::Class;
use tender_interfaces::escrow::LeaseResponse;
use tender_interfaces::orderbook::{Draw, NewOffer, OfferChange, OfferResponse, QueryMsg};
use tender_testkit::{Contract, World};
use tender_types::{ClassId, LeaseKey, OfferKey, ProviderId, Resources, Timestamp};

use super::cast::Cast;
use super::error::DemoError;
use super::hardware::offered;
use super::market::{FEED_EVERY, UNIT, USD_PER_AKT};
use super::receipt::Receipt;
use super::rented::Rental;
use super::teller::Teller;
use crate::units::{per_hour, resources};

/// A provider on stage.
pub struct Supplier {
    /// Who.
    pub cast: &'static Cast,
    /// Its place among all.
    pub place: usize,
    /// Its account.
    pub addr: Addr,
    /// Its id in the registry.
    pub id: ProviderId,
}

/// The whole demonstration.
pub struct Stage<'a> {
    /// The market.
    pub world: World,
    /// Prints.
    pub teller: Teller<'a>,
    /// Providers.
    pub suppliers: Vec<Supplier>,
    /// Auditors, by name, in the order in which they were admitted.
    pub auditors: Vec<&'static str>,
    /// The catalog's classes.
    pub classes: Vec<Class>,
    /// The catalog's attributes.
    pub attributes: BTreeSet<String>,
    /// Groups that were rented.
    pub rentals: Vec<Rental>,
    /// Leases that ended.
    pub receipts: Vec<Receipt>,
    /// Groups of the file that nobody serves.
    pub unserved: u32,
    /// How often somebody did not start.
    pub faults: u32,
    /// Micro-AKT of bonds that burned.
    pub bonds_burned: u128,
    /// Transactions until the market was open.
    pub opening: usize,
    /// When the providers were last attested.
    pub attested_at: Timestamp,
    fed_at: Timestamp,
}

impl<'a> Stage<'a> {
    /// A stage on which nothing has happened yet.
    pub fn new(world: World, teller: Teller<'a>) -> Self {
        Self {
            world,
            teller,
            suppliers: vec![],
            auditors: vec![],
            classes: vec![],
            attributes: BTreeSet::new(),
            rentals: vec![],
            receipts: vec![],
            unserved: 0,
            faults: 0,
            bonds_burned: 0,
            opening: 0,
            attested_at: Timestamp(0),
            fed_at: Timestamp(0),
        }
    }

    /// Tells what the transactions since the last step did.
    pub fn step(&mut self, text: &str, code: &str) -> Result<(), DemoError> {
        self.teller.step(&self.world, text, code)
    }

    /// A provider by its id.
    pub fn supplier(&self, id: ProviderId) -> Option<&Supplier> {
        self.suppliers.iter().find(|supplier| supplier.id == id)
    }

    /// What a provider is called.
    pub fn provider_name(&self, id: ProviderId) -> &'static str {
        self.supplier(id).map_or("somebody", |one| one.cast.name)
    }

    /// Whether a provider is the one that never means to serve.
    pub fn is_sham(&self, id: ProviderId) -> bool {
        self.supplier(id).is_some_and(|one| one.cast.sham)
    }

    /// What a class is called.
    pub fn class_name(&self, id: ClassId) -> String {
        let class = self.classes.iter().find(|class| class.class == id);
        class.map_or_else(|| format!("class {id}"), |class| class.name.clone())
    }

    /// GPUs of a lease, by class, in words; nothing when it has none.
    pub fn gpus(&self, draw: &Draw) -> Option<String> {
        let gpus = draw.gpus.iter();
        let gpus = gpus.map(|one| format!("{} × {}", one.units, self.class_name(one.class)));
        let gpus: Vec<String> = gpus.collect();
        (!gpus.is_empty()).then(|| gpus.join(" + "))
    }

    /// What is leased at what price.
    pub fn terms(&self, lease: &LeaseResponse) -> String {
        let card = resources(&lease.draw.card);
        let card = (!card.is_empty()).then(|| format!("{card} by its card"));
        let held: Vec<String> = self.gpus(&lease.draw).into_iter().chain(card).collect();
        format!("{}, {} an hour", held.join(", and "), per_hour(lease.rate))
    }

    /// Everything that a provider offers.
    pub fn offers(&self, supplier: &Supplier) -> Vec<OfferChange> {
        let id = |name: &str| {
            let class = self.classes.iter().find(|class| class.name == name);
            class.map_or(ClassId::CARD, |class| class.class)
        };
        let all = offered(supplier.place).map(|(index, hardware)| {
            let offer = hardware.offer(index, supplier.place, supplier.cast);
            OfferChange::Post(NewOffer {
                class: id(hardware.name),
                ..offer.new
            })
        });
        all.collect()
    }

    /// What a unit of a provider's offer carries.
    pub fn carries(&self, provider: ProviderId, class: ClassId) -> Resources {
        let offer = OfferKey { provider, class };
        let query = QueryMsg::Offer { offer };
        let answer: OfferResponse = self.world.query(Contract::Orderbook, &query);
        answer.carries
    }

    /// The lease of this key, as of now.
    pub fn lease(&self, key: LeaseKey) -> LeaseResponse {
        self.world.lease(key)
    }

    /// Every feeder reports the price, if what they last said is getting old: reports are fresh for
    /// an hour only.
    pub fn feed(&mut self) {
        let now = self.world.now();
        if now >= self.fed_at.after(FEED_EVERY) {
            self.fed_at = now;
            self.world.feed(USD_PER_AKT);
        }
    }

    /// `name` has AKT as from an exchange, out of what exists, while the feeders report if need be: the
    /// words for that.
    pub fn buy(&mut self, name: &str, micro_akt: u128) -> (Addr, String) {
        let fed_at = self.fed_at;
        self.feed();
        let again = if self.fed_at == fed_at {
            ""
        } else {
            "the feeders report again; "
        };
        let addr = self.world.addr(name);
        self.world.give_akt(&addr, micro_akt);
        (addr, format!("{again}{name} buys {} AKT", micro_akt / UNIT))
    }
}
