//! AKT/USD from several independent feeders.

use cosmwasm_schema::{cw_serde, QueryResponses};
use cosmwasm_std::{Addr, QuerierWrapper, StdResult};
use tender_math::{PriceRules, PriceState, Report};
use tender_storage::{packed, unpack, CodecError, Packed, Reader, Writer};
use tender_types::{Bps, Price, Seconds, Timestamp};

use crate::admin::{ActionClass, AdminMsg, AdminResponse};
use crate::invariants::InvariantsResponse;

/// What the contract calls itself in its cw2 row.
pub const CONTRACT: &str = "crates.io:tender-oracle";

/// Feeders at most: the price row is read whole by every mint.
pub const MAX_FEEDERS: usize = 16;

/// Opens the oracle; without reports it has no price.
#[cw_serde]
pub struct InstantiateMsg {
    /// The address of governance: it alone changes parameters and links.
    pub owner: String,
    /// Who may pause each class once, for a time; nobody when absent.
    pub guardian: Option<String>,
    /// When reports make a price.
    pub params: Params,
    /// Admitted at once, at most [`MAX_FEEDERS`].
    pub feeders: Vec<String>,
}

/// When reports make a price.
#[cw_serde]
#[derive(Copy)]
pub struct Params {
    /// Reports that must be fresh and agree, 1 to [`MAX_FEEDERS`].
    pub quorum: u8,
    /// A report is fresh for this many seconds, 1 to 86 400.
    pub staleness: Seconds,
    /// Allowed distance from the median, 1 to 5 000 basis points.
    pub max_deviation: Bps,
}

/// What can be done.
#[cw_serde]
pub enum ExecuteMsg {
    /// An admitted feeder says what it saw. Timestamps of a feeder rise, and are never in the future.
    Report {
        /// USD per AKT, above zero.
        price: Price,
        /// When it was seen, in seconds.
        timestamp: Timestamp,
    },
    /// The owner admits a feeder.
    AdmitFeeder {
        /// The address of the feeder.
        feeder: String,
    },
    /// The owner removes a feeder and its report.
    RemoveFeeder {
        /// The address of the feeder.
        feeder: String,
    },
    /// The owner changes when reports make a price. Holds at once, for the reports that are there.
    UpdateParams {
        /// The parameters from now on, all of them.
        params: Params,
    },
    /// Roles and pauses, the same in every contract.
    Admin(AdminMsg),
}

impl ExecuteMsg {
    /// What of this contract can be paused. Without reports the price turns stale by itself.
    pub const CLASSES: &'static [ActionClass] = &[ActionClass::Report];

    /// The class that the message belongs to; `None` is never paused. A new message has to be given its
    /// place here before anything compiles.
    pub const fn class(&self) -> Option<ActionClass> {
        match self {
            Self::Report { .. } => Some(ActionClass::Report),
            Self::AdmitFeeder { .. }
            | Self::RemoveFeeder { .. }
            | Self::UpdateParams { .. }
            | Self::Admin(_) => None,
        }
    }
}

/// What can be asked.
#[cw_serde]
#[derive(QueryResponses)]
pub enum QueryMsg {
    /// The parameters, and how many feeders are admitted.
    #[returns(ConfigResponse)]
    Config {},
    /// The price, or why there is none.
    #[returns(PriceResponse)]
    Price {},
    /// Admitted feeders and what they last said.
    #[returns(FeedersResponse)]
    Feeders {
        /// The last feeder of the page before.
        start_after: Option<String>,
        /// Rows in the page, 1 to 100; 10 when absent.
        limit: Option<u32>,
    },
    /// Who administers, and what is paused.
    #[returns(AdminResponse)]
    Admin {},
    /// What must always hold.
    #[returns(InvariantsResponse)]
    Invariants {
        /// `next` of the page before.
        start_after: Option<String>,
        /// Rows in the page, 1 to 100; 10 when absent.
        limit: Option<u32>,
    },
}

/// How the oracle is set up.
#[cw_serde]
pub struct ConfigResponse {
    /// When reports make a price.
    pub params: Params,
    /// How many feeders are admitted.
    pub feeders: u8,
}

/// A price, or why there is none.
#[cw_serde]
pub enum PriceResponse {
    /// A price that may be acted upon.
    Healthy {
        /// USD per AKT, the median.
        price: Price,
        /// How many reports are behind it.
        reports: u8,
        /// Until then a quorum of the reports behind it is fresh.
        valid_until: Timestamp,
    },
    /// Too few fresh reports.
    Stale {
        /// How many reports are fresh.
        fresh: u8,
        /// How many are needed: the quorum.
        needed: u8,
    },
    /// Fresh reports are too far apart.
    Disagreement {
        /// How many fresh reports are near their median.
        agreeing: u8,
        /// How many are needed: the quorum.
        needed: u8,
    },
}

impl From<PriceState> for PriceResponse {
    fn from(state: PriceState) -> Self {
        use tender_math::UnhealthyReason::{Disagreement, Stale};
        match state {
            PriceState::Healthy {
                price,
                reports,
                valid_until,
            } => Self::Healthy {
                price,
                reports,
                valid_until,
            },
            PriceState::Unhealthy(Stale { fresh, needed }) => Self::Stale { fresh, needed },
            PriceState::Unhealthy(Disagreement { agreeing, needed }) => {
                Self::Disagreement { agreeing, needed }
            }
        }
    }
}

/// A page of feeders, by address.
#[cw_serde]
pub struct FeedersResponse {
    /// The feeders of the page, by address.
    pub feeders: Vec<Feeder>,
}

/// An admitted feeder.
#[cw_serde]
pub struct Feeder {
    /// The address that it reports from.
    pub feeder: String,
    /// USD per AKT that it last reported, if anything.
    pub price: Option<Price>,
    /// When it saw that price.
    pub timestamp: Option<Timestamp>,
}

/// The published row under [`PRICE_KEY`]: everything a price is computed from. Reading it raw and
/// calling [`PriceRow::state`] is what the `Price` query does, for a tenth of its gas.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PriceRow {
    /// Reports that must be fresh and agree: [`Params::quorum`].
    pub quorum: u8,
    /// Seconds for which a report is fresh: [`Params::staleness`].
    pub staleness: Seconds,
    /// Allowed distance from the median, in basis points: [`Params::max_deviation`].
    pub max_deviation: Bps,
    /// One slot per feeder that has reported; `feeder` is the feeder's slot number.
    pub reports: Vec<SlotReport>,
}

/// A feeder's last report.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SlotReport {
    /// The feeder's slot number.
    pub feeder: u8,
    /// The price it saw, and when.
    pub report: Report,
}

impl Packed for SlotReport {
    fn pack(&self, out: &mut Writer) {
        out.put(&self.feeder)
            .put(&self.report.price)
            .put(&self.report.timestamp);
    }

    fn unpack(from: &mut Reader<'_>) -> Result<Self, CodecError> {
        let feeder = from.get()?;
        let (price, timestamp) = (from.get()?, from.get()?);
        Ok(Self {
            feeder,
            report: Report { price, timestamp },
        })
    }
}

packed!(Row 1 "price": PriceRow { quorum, staleness, max_deviation, reports });

/// Where [`PriceRow`] is stored. API: it does not change.
pub const PRICE_KEY: u8 = b'p';

impl PriceRow {
    /// The price at `now`, or why there is none.
    pub fn state(&self, now: Timestamp) -> PriceState {
        let reports: Vec<Report> = self.reports.iter().map(|slot| slot.report).collect();
        let rules = PriceRules {
            quorum: self.quorum,
            staleness: self.staleness,
            max_deviation: self.max_deviation,
        };
        tender_math::aggregate(&reports, rules, now)
    }
}

/// Reads the `oracle` contract at this address.
pub struct Oracle<'a>(pub &'a Addr);

impl Oracle<'_> {
    /// The price at `now` by one raw read. A contract without a readable price row has no fresh
    /// report.
    ///
    /// # Errors
    /// When the chain refuses to answer.
    pub fn price(&self, querier: QuerierWrapper<'_>, now: Timestamp) -> StdResult<PriceState> {
        let bytes = querier.query_wasm_raw(self.0, [PRICE_KEY])?;
        let row = bytes.and_then(|bytes| unpack::<PriceRow>(&bytes).ok());
        let empty = || PriceRow {
            quorum: 1,
            ..PriceRow::default()
        };
        Ok(row.unwrap_or_else(empty).state(now))
    }
}
