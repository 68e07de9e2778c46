//! The rows of the oracle, one letter each.
//!
//! | key | value | written by |
//! | --- | --- | --- |
//! | `p` | [`PriceRow`]: parameters and one report per slot. Published: [`PRICE_KEY`] | `Report`, `RemoveFeeder`, `UpdateParams` |
//! | `f` address | [`Slot`]: the feeder's place in the price row | `AdmitFeeder`, `RemoveFeeder` |
//! | `C` | [`Config`]: what is paused, which slots are taken | `AdmitFeeder`, `RemoveFeeder`, `Admin` |
//! | `O` | who holds the roles | `Admin` |
//! | `contract_info` | cw2, JSON | `instantiate`, `migrate` |
//!
//! Retired letters: none. A letter is never given to another kind of row.
//!
//! Always: the taken slots are exactly those of the feeder rows, each once; every report is of a
//! taken slot. A slot is emptied before it is given to another feeder, so none inherits a report.

use cosmwasm_std::CanonicalAddr;
use tender_guard::Admin;
use tender_interfaces::admin::Pauses;
use tender_interfaces::oracle::{ExecuteMsg, PriceRow, MAX_FEEDERS, PRICE_KEY};
use tender_storage::{packed, RowItem, RowMap};

/// Everything a price is computed from.
pub const PRICE: RowItem<PriceRow> = RowItem::new(PRICE_KEY);

/// The slot of each admitted feeder.
pub const FEEDERS: RowMap<CanonicalAddr, Slot> = RowMap::new(b'f');

/// What is paused, and which slots are taken.
pub const CONFIG: RowItem<Config> = RowItem::new(b'C');

/// Who administers, and what is paused.
pub const ADMIN: Admin<Config> = Admin::new(&CONFIG, ExecuteMsg::CLASSES);

/// A feeder's place in the price row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slot {
    /// 0 to 15.
    pub number: u8,
}
packed!(Row 1 "feeder": Slot { number });

/// What is not the price.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Config {
    /// What is paused.
    pub pauses: Pauses,
    /// One bit for each taken slot: no list is walked to count feeders or to find a free slot.
    pub taken: u16,
}
packed!(Row 1 "config": Config { pauses, taken });

// A bit for each feeder.
const _: () = assert!(MAX_FEEDERS == 16);

impl tender_guard::Config for Config {
    fn pauses(&self) -> &Pauses {
        &self.pauses
    }

    fn pauses_mut(&mut self) -> &mut Pauses {
        &mut self.pauses
    }
}

impl Config {
    /// Feeders admitted.
    pub fn feeders(&self) -> u8 {
        u8::try_from(self.taken.count_ones()).unwrap_or(u8::MAX)
    }

    /// The smallest free slot, if one is left.
    pub fn free_slot(&self) -> Option<Slot> {
        let number = u8::try_from(self.taken.trailing_ones()).ok()?;
        usize::from(number)
            .lt(&MAX_FEEDERS)
            .then_some(Slot { number })
    }

    /// Whether `slot` is a feeder's.
    pub fn is_taken(&self, slot: Slot) -> bool {
        self.taken & slot.bit() != 0
    }

    /// With `slot` taken.
    pub fn with(self, slot: Slot) -> Self {
        Self {
            taken: self.taken | slot.bit(),
            ..self
        }
    }

    /// With `slot` free.
    pub fn without(self, slot: Slot) -> Self {
        Self {
            taken: self.taken & !slot.bit(),
            ..self
        }
    }
}

impl Slot {
    fn bit(self) -> u16 {
        1u16.checked_shl(u32::from(self.number)).unwrap_or(0)
    }
}
