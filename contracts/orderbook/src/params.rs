//! The bounds of what governance can set.

use tender_guard::within;
use tender_interfaces::orderbook::{Params, MAX_BOND_PER_UNIT, MAX_UNITS};
use tender_types::{Akt, Bps, BPS};

use crate::ContractError;

/// The parameters, if each is within its bounds: `guard/out_of_range`.
pub fn validate(params: Params) -> Result<Params, ContractError> {
    within("unattested_units", params.unattested_units, 0, MAX_UNITS)?;
    within(
        "bond_per_core",
        params.bond_per_core,
        Akt::ZERO,
        MAX_BOND_PER_UNIT,
    )?;
    within(
        "bond_per_gib",
        params.bond_per_gib,
        Akt::ZERO,
        MAX_BOND_PER_UNIT,
    )?;
    // The later a failure is told, the more it costs: otherwise it would pay to wait.
    within("decline", params.decline, Bps(0), params.late_exit)?;
    within(
        "late_exit",
        params.late_exit,
        params.decline,
        params.no_show,
    )?;
    within("no_show", params.no_show, params.late_exit, Bps(BPS))?;
    within(
        "compensation",
        params.compensation,
        Akt::ZERO,
        MAX_BOND_PER_UNIT,
    )?;
    Ok(params)
}
