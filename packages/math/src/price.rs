//! One price from several feeders: the median of those that are fresh and agree.

use cosmwasm_std::Decimal;
use tender_types::{Bps, Price, Seconds, Timestamp, BPS};

/// What one feeder last said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Report {
    /// USD per AKT.
    pub price: Price,
    /// When the price was observed.
    pub timestamp: Timestamp,
}

/// When reports make a price.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PriceRules {
    /// How many reports must be fresh and agree (k of n).
    pub quorum: u8,
    /// A report is fresh for this long after its timestamp.
    pub staleness: Seconds,
    /// A report agrees when it is at most this far from the median of the fresh ones.
    pub max_deviation: Bps,
}

/// A price, or why there is none. Never a panic and never a guess.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PriceState {
    /// A price that may be acted upon.
    Healthy {
        /// USD per AKT.
        price: Price,
        /// How many reports are behind it.
        reports: u8,
        /// Until then a quorum of the reports behind the price is fresh. Without a new report the
        /// price may still change, or be disagreed upon, when an older report stops counting.
        valid_until: Timestamp,
    },
    /// There is no price to act upon.
    Unhealthy(UnhealthyReason),
}

/// Why there is no price.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnhealthyReason {
    /// Too few feeders reported lately.
    Stale {
        /// How many reports are fresh.
        fresh: u8,
        /// How many are needed: the quorum.
        needed: u8,
    },
    /// The fresh reports are too far apart.
    Disagreement {
        /// How many are within the allowed deviation of the median.
        agreeing: u8,
        /// How many are needed: the quorum.
        needed: u8,
    },
}

/// The price at `now`: among reports not older than `staleness`, take the median, drop those further
/// than `max_deviation` from it, and take the median of the rest, if at least `quorum` remain.
pub fn aggregate(reports: &[Report], rules: PriceRules, now: Timestamp) -> PriceState {
    let is_fresh = |report: &&Report| report.timestamp.after(rules.staleness) >= now;
    let mut fresh: Vec<Report> = reports.iter().filter(is_fresh).copied().collect();
    fresh.sort_by_key(|report| report.price);
    let stale = PriceState::Unhealthy(UnhealthyReason::Stale {
        fresh: count(&fresh),
        needed: rules.quorum,
    });
    if count(&fresh) < rules.quorum {
        return stale;
    }
    let Some(middle) = median(&fresh) else {
        return stale;
    };
    fresh.retain(|report| agrees(report.price, middle, rules.max_deviation));
    let agreeing = count(&fresh);
    match (median(&fresh), valid_until(&fresh, rules)) {
        (Some(price), Some(valid_until)) if agreeing >= rules.quorum && !price.0.is_zero() => {
            PriceState::Healthy {
                price,
                reports: agreeing,
                valid_until,
            }
        }
        _ => PriceState::Unhealthy(UnhealthyReason::Disagreement {
            agreeing,
            needed: rules.quorum,
        }),
    }
}

fn count(reports: &[Report]) -> u8 {
    u8::try_from(reports.len()).unwrap_or(u8::MAX)
}

/// The middle price of reports sorted by price; of two middle ones the lower, so that the answer is
/// always a price somebody reported.
fn median(sorted: &[Report]) -> Option<Price> {
    let middle = sorted.len().checked_sub(1)? / 2;
    sorted.get(middle).map(|report| report.price)
}

fn agrees(price: Price, middle: Price, max_deviation: Bps) -> bool {
    let allowed = Decimal::from_ratio(max_deviation.0, BPS).checked_mul(middle.0);
    allowed.is_ok_and(|allowed| price.0.abs_diff(middle.0) <= allowed)
}

/// When the quorum-th newest of the reports stops being fresh.
fn valid_until(reports: &[Report], rules: PriceRules) -> Option<Timestamp> {
    let mut times: Vec<Timestamp> = reports.iter().map(|report| report.timestamp).collect();
    times.sort_unstable_by(|a, b| b.cmp(a));
    let deciding = usize::from(rules.quorum).checked_sub(1)?;
    times.get(deciding).map(|time| time.after(rules.staleness))
}
