//! Everything on stage: the market, the people, and what was rented so far.

use cosmwasm_std::Addr;
use tender_chain::TxError;
use tender_interfaces::attestation::Class;
use tender_testkit::World;
use tender_types::{AskKey, ClassId, ProviderId};

use super::market::Cast;
use super::receipt::Receipt;
use super::teller::Teller;
use super::DemoError;

/// USD per AKT, as the feeders of the demonstration report it.
pub const USD_PER_AKT: &str = "1.14";

/// Micro-units in a unit.
pub const UNIT: u128 = 1_000_000;

/// Seconds after which feeders report again.
const FEED_EVERY: u64 = 1_800;

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
    /// When the providers were last attested.
    pub attested_at: u64,
    fed_at: u64,
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
            attested_at: 0,
            fed_at: 0,
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

    /// Every feeder reports the price, if what they last said is getting old: reports are fresh for
    /// an hour only.
    pub fn feed(&mut self) {
        let now = self.world.now();
        if now >= self.fed_at + FEED_EVERY {
            self.fed_at = now;
            self.world.feed(USD_PER_AKT);
        }
    }

    /// `name` gets AKT as on an exchange, from what exists, while the feeders report.
    pub fn buy(&mut self, name: &str, micro_akt: u128) -> Result<Addr, DemoError> {
        let fed_at = self.fed_at;
        self.feed();
        let again = match self.fed_at == fed_at {
            true => "",
            false => "the feeders report again; ",
        };
        let addr = self.world.addr(name);
        self.world.give_akt(&addr, micro_akt);
        let text = format!("{again}{name} buys {} AKT elsewhere", micro_akt / UNIT);
        self.step(&text, "contracts/token/src/contract.rs")?;
        Ok(addr)
    }
}

/// A transaction that the story needs.
pub fn needs<T>(what: &str, result: Result<T, TxError>) -> Result<T, DemoError> {
    result.map_err(|error| DemoError::Refused {
        what: what.to_string(),
        error: error.to_string(),
    })
}
