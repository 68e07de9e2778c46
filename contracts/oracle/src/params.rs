use tender_guard::{within, GuardError};
use tender_interfaces::oracle::{Params, PriceRow, MAX_FEEDERS};
use tender_types::{Bps, Seconds};

/// A day: the AKT price of yesterday is no price.
const MAX_STALENESS: Seconds = Seconds::days(1);

/// Half the median: beyond that, "agreeing" means nothing.
const MAX_DEVIATION: Bps = Bps(5_000);

/// Refuses parameters outside their ranges.
pub fn validate(params: Params) -> Result<Params, GuardError> {
    let feeders = u8::try_from(MAX_FEEDERS).unwrap_or(u8::MAX);
    within("quorum", params.quorum, 1, feeders)?;
    within("staleness", params.staleness, Seconds(1), MAX_STALENESS)?;
    within("max_deviation", params.max_deviation, Bps(1), MAX_DEVIATION)?;
    Ok(params)
}

/// The price row under `params`, its reports kept.
pub fn apply(params: Params, row: PriceRow) -> PriceRow {
    PriceRow {
        quorum: params.quorum,
        staleness: params.staleness,
        max_deviation: params.max_deviation,
        reports: row.reports,
    }
}

/// The parameters in a price row.
pub fn of(row: &PriceRow) -> Params {
    Params {
        quorum: row.quorum,
        staleness: row.staleness,
        max_deviation: row.max_deviation,
    }
}
