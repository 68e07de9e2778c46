use tender_guard::{within, GuardError};
use tender_interfaces::oracle::{PriceRow, Rules, MAX_FEEDERS};
use tender_types::{Bps, Seconds};

/// A day: the AKT price of yesterday is no price.
const MAX_STALENESS: Seconds = 86_400;

/// Half the median: beyond that, "agreeing" means nothing.
const MAX_DEVIATION: Bps = Bps(5_000);

/// Refuses rules outside their ranges.
pub fn validate(rules: Rules) -> Result<(), GuardError> {
    let feeders = u8::try_from(MAX_FEEDERS).unwrap_or(u8::MAX);
    within("quorum", rules.quorum, 1, feeders)?;
    within("staleness", rules.staleness, 1, MAX_STALENESS)?;
    within("max_deviation", rules.max_deviation, Bps(1), MAX_DEVIATION)?;
    Ok(())
}

/// The price row under `rules`, its reports kept.
pub fn apply(rules: Rules, row: PriceRow) -> PriceRow {
    PriceRow {
        quorum: rules.quorum,
        staleness: rules.staleness,
        max_deviation: rules.max_deviation,
        reports: row.reports,
    }
}

/// The rules of a price row.
pub fn of(row: &PriceRow) -> Rules {
    Rules {
        quorum: row.quorum,
        staleness: row.staleness,
        max_deviation: row.max_deviation,
    }
}
