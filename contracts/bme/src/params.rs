use cosmwasm_std::ensure;
use tender_guard::within;
use tender_interfaces::bme::Params;
use tender_types::{Act, Bps, BPS};

use crate::ContractError;

/// 10 %: more would be a levy, not a spread.
const MAX_SPREAD: Bps = Bps(1_000);

/// 1 000 ACT: a larger minimum would shut tenants out.
const MAX_MIN_MINT: Act = Act(1_000_000_000);

/// Refuses parameters outside their ranges.
pub fn validate(params: Params) -> Result<Params, ContractError> {
    within("mint_spread", params.mint_spread, Bps(0), MAX_SPREAD)?;
    within("redeem_spread", params.redeem_spread, Bps(0), MAX_SPREAD)?;
    within("warn", params.warn, Bps(1), Bps(BPS))?;
    within("min_mint", params.min_mint, Act(1), MAX_MIN_MINT)?;
    let (warn, halt) = (params.warn, params.halt);
    ensure!(halt < warn, ContractError::Thresholds { warn, halt });
    Ok(params)
}
