//! Everything on stage: the market, the people, and what was rented so far.

use cosmwasm_std::Addr;
use tender_interfaces::attestation::Class;
use tender_interfaces::escrow::LeaseResponse;
use tender_testkit::World;
use tender_types::{AskKey, ClassId, ProviderId, Rate, Timestamp};

use super::deeds::code;
use super::error::DemoError;
use super::market::{Cast, FEED_EVERY, UNIT, USD_PER_AKT};
use super::receipt::Receipt;
use super::teller::Teller;
use crate::units::{per_hour, unit_name};

/// A provider on stage.
pub struct Supplier {
    /// Who.
    pub cast: &'static Cast,
    /// Its account.
    pub addr: Addr,
    /// Its id in the registry.
    pub id: ProviderId,
    /// What it asks.
    pub asks: Vec<AskKey>,
}

/// The whole demonstration.
pub struct Stage<'a> {
    /// The market.
    pub world: World,
    /// Prints.
    pub teller: Teller<'a>,
    /// Providers.
    pub suppliers: Vec<Supplier>,
    /// The catalog's classes.
    pub classes: Vec<Class>,
    /// The catalog's attributes.
    pub attributes: Vec<String>,
    /// Leases that ended.
    pub receipts: Vec<Receipt>,
    /// Groups of the file that nobody serves.
    pub unserved: u32,
    /// Transactions until the market was open.
    pub opening: usize,
    /// When the providers were last attested.
    pub attested_at: Timestamp,
    fed_at: Timestamp,
}

impl<'a> Stage<'a> {
    pub fn new(world: World, teller: Teller<'a>) -> Self {
        Self {
            world,
            teller,
            suppliers: vec![],
            classes: vec![],
            attributes: vec![],
            receipts: vec![],
            unserved: 0,
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

    /// What a class is called.
    pub fn class_name(&self, id: ClassId) -> String {
        let class = self.classes.iter().find(|class| class.class == id);
        class.map_or_else(|| format!("class {id}"), |class| class.name.clone())
    }

    /// What is leased at what price.
    pub fn terms(&self, lease: &LeaseResponse) -> String {
        let class = self.class_name(lease.class);
        let each = Rate(lease.rate.0 / u128::from(lease.units.max(1)));
        format!(
            "{} × {class} at {} per {}",
            lease.units,
            per_hour(each),
            unit_name(&class)
        )
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

    /// `name` gets AKT as on an exchange, from what exists, while the feeders report.
    pub fn buy(&mut self, name: &str, micro_akt: u128) -> Result<Addr, DemoError> {
        let fed_at = self.fed_at;
        self.feed();
        let again = if self.fed_at == fed_at {
            ""
        } else {
            "the feeders report again; "
        };
        let addr = self.world.addr(name);
        self.world.give_akt(&addr, micro_akt);
        let text = format!("{again}{name} buys {} AKT elsewhere", micro_akt / UNIT);
        self.step(&text, code::TOKEN)?;
        Ok(addr)
    }
}
