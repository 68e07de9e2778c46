use cosmwasm_std::HexBinary;
use tender_interfaces::auction::Rule;
use tender_interfaces::demand::{Alternative, Demand, SignedBy};
use tender_interfaces::orderbook::{ExecuteMsg, Selection, TimeInForce};
use tender_types::{AccountId, AskKey, AssetIndex, Rate, Resources, Tier, Timestamp};

use crate::price::usd_per_hour;

/// An order being written: one unit, fill or kill, until told otherwise.
#[derive(Clone, Debug)]
pub struct Order {
    /// What is wanted.
    pub demand: Demand,
    /// How it is found.
    pub selection: Selection,
    /// When it stops resting.
    pub expires_at: Option<Timestamp>,
}

impl Order {
    /// An order paid from `account`, for nothing yet.
    pub fn on(account: AccountId) -> Self {
        let demand = Demand {
            account,
            asset: AssetIndex::CREDIT,
            units: 1,
            whole: true,
            alternatives: vec![],
            unit: Resources::default(),
            attributes: vec![],
            signed_by: SignedBy::default(),
            min_tier: Tier::NONE,
            manifest_hash: HexBinary::from([7; 32]),
        };
        Self {
            demand,
            selection: book(TimeInForce::Fok),
            expires_at: None,
        }
    }

    /// Accepts `class` at up to `ceiling` USD per unit and hour.
    pub fn class(self, class: &str, ceiling: &str) -> Self {
        self.class_at(class, usd_per_hour(ceiling))
    }

    /// Accepts `class` at up to `ceiling`.
    pub fn class_at(mut self, class: &str, ceiling: Rate) -> Self {
        self.demand.alternatives.push(Alternative {
            class: class.to_string(),
            ceiling,
        });
        self
    }

    /// Wants `units`.
    pub fn units(mut self, units: u32) -> Self {
        self.demand.units = units;
        self
    }

    /// From several asks, if need be.
    pub fn split(mut self) -> Self {
        self.demand.whole = false;
        self
    }

    /// Wants each unit to carry `unit`.
    pub fn each(mut self, unit: Resources) -> Self {
        self.demand.unit = unit;
        self
    }

    /// Requires an attribute.
    pub fn attribute(mut self, name: &str) -> Self {
        self.demand.attributes.push(name.to_string());
        self
    }

    /// Requires each of these auditors.
    pub fn signed_by_all(mut self, auditors: &[&str]) -> Self {
        self.demand.signed_by.all_of = auditors.iter().map(|text| (*text).to_string()).collect();
        self
    }

    /// Requires one of these auditors.
    pub fn signed_by_any(mut self, auditors: &[&str]) -> Self {
        self.demand.signed_by.any_of = auditors.iter().map(|text| (*text).to_string()).collect();
        self
    }

    /// Requires a tier.
    pub fn tier(mut self, tier: u8) -> Self {
        self.demand.min_tier = Tier(tier);
        self
    }

    /// Is paid in another asset than the credit.
    pub fn asset(mut self, asset: AssetIndex) -> Self {
        self.demand.asset = asset;
        self
    }

    /// Fill what is there, drop the rest.
    pub fn or_cancel(mut self) -> Self {
        self.selection = book(TimeInForce::Ioc);
        self
    }

    /// Fill what is there, let the rest stand until then.
    pub fn resting_until(mut self, time: Timestamp) -> Self {
        self.selection = book(TimeInForce::Gtt);
        self.expires_at = Some(time);
        self
    }

    /// Looks at so many asks at most.
    pub fn scanning(mut self, asks: u32) -> Self {
        if let Selection::Book { max_scan, .. } = &mut self.selection {
            *max_scan = Some(asks);
        }
        self
    }

    /// From these asks.
    pub fn from_asks(mut self, asks: &[AskKey]) -> Self {
        self.selection = Selection::Asks {
            asks: asks.to_vec(),
        };
        self
    }

    /// By reverse auction.
    pub fn by_auction(mut self, rule: Rule) -> Self {
        self.selection = Selection::Auction { rule };
        self
    }

    /// The message that places it.
    pub fn message(&self) -> ExecuteMsg {
        ExecuteMsg::PlaceOrder {
            demand: self.demand.clone(),
            selection: self.selection.clone(),
            expires_at: self.expires_at,
        }
    }
}

fn book(time_in_force: TimeInForce) -> Selection {
    Selection::Book {
        time_in_force,
        max_scan: None,
    }
}
