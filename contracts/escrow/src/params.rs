use tender_guard::{within, GuardError};
use tender_interfaces::escrow::{Params, START_BLOCKS};
use tender_types::{Bps, Seconds, BPS};

/// A fifth: above it providers would be asked for more than any market of this kind takes.
const MAX_TAKE: Bps = Bps(2_000);

/// A whole.
const MAX_BURN: Bps = Bps(BPS);

/// Below a minute a block or two decide whether a tenant is in time.
const SHORTEST: Seconds = Seconds::minutes(1);

/// Above a month money is locked, or a provider unpaid, for longer than anyone would agree to.
const LONGEST: Seconds = Seconds::days(30);

/// Refuses parameters outside their ranges.
pub fn validate(params: Params) -> Result<Params, GuardError> {
    within("take", params.take, Bps(0), MAX_TAKE)?;
    within("burn", params.burn, Bps(0), MAX_BURN)?;
    within("min_runway", params.min_runway, SHORTEST, LONGEST)?;
    within("grace", params.grace, SHORTEST, LONGEST)?;
    within("start_blocks", params.start_blocks, 1, START_BLOCKS)?;
    Ok(params)
}
