use cosmwasm_std::{Api, CanonicalAddr, Uint128};
use tender_guard::{canonical, distinct, within, Bounds};
use tender_interfaces::bme::{Params, MAX_SUITE};
use tender_types::{Bps, BPS};

use crate::state::Config;
use crate::ContractError;

/// 10 %: more would be a levy, not a spread.
const MAX_SPREAD: Bps = Bps(1_000);

/// 1 000 ACT: a larger minimum would shut tenants out.
const MAX_MIN_MINT: Uint128 = Uint128::new(1_000_000_000);

/// Refuses parameters outside their ranges.
pub fn validate(params: &Params) -> Result<(), ContractError> {
    within("mint_spread", params.mint_spread, Bps(0), MAX_SPREAD)?;
    within("redeem_spread", params.redeem_spread, Bps(0), MAX_SPREAD)?;
    within("warn", params.warn, Bps(1), Bps(BPS))?;
    within("min_mint", params.min_mint, Uint128::one(), MAX_MIN_MINT)?;
    let (warn, halt) = (params.warn, params.halt);
    match halt < warn {
        true => Ok(()),
        false => Err(ContractError::Thresholds { warn, halt }),
    }
}

/// The suite that `addresses` name, `escrow` first. May be empty: the contracts of the suite are
/// instantiated after this one.
pub fn suite(api: &dyn Api, addresses: &[String]) -> Result<Vec<CanonicalAddr>, ContractError> {
    let bounds = Bounds {
        min: 0,
        max: MAX_SUITE,
    };
    distinct("suite", addresses, bounds)?;
    let addresses = addresses.iter();
    Ok(addresses
        .map(|text| canonical(api, text))
        .collect::<Result<_, _>>()?)
}

impl Config {
    /// Whether `address` is a contract of the suite.
    pub fn in_suite(&self, address: &CanonicalAddr) -> bool {
        self.suite.contains(address)
    }
}
