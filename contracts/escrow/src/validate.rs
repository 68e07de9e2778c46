//! What is asked of parameters, assets and addresses, at instantiation and at every later change.

use cosmwasm_std::{Api, CanonicalAddr, HexBinary};
use tender_guard::{address, within, GuardError};
use tender_interfaces::escrow::Params;
use tender_types::{Asset, Seconds};

use crate::state::AssetRow;
use crate::ContractError;

/// A fifth: above it providers would be asked for more than any market of this kind takes.
const MAX_TAKE: u16 = 2_000;
const WHOLE: u16 = 10_000;
/// Below a minute a block or two decide whether a tenant is in time.
const MINUTE: Seconds = 60;
/// Above a month money is locked, or a provider unpaid, for longer than anyone would agree to.
const MONTH: Seconds = 30 * 24 * 60 * 60;
/// What the bank module allows a denom to be.
const DENOM_BYTES: std::ops::RangeInclusive<usize> = 3..=128;
const SHA256_BYTES: usize = 32;

/// Parameters within their bounds.
pub fn params(params: Params) -> Result<Params, GuardError> {
    within("take", params.take.0, 0, MAX_TAKE)?;
    within("burn", params.burn.0, 0, WHOLE)?;
    within("min_runway", params.min_runway, MINUTE, MONTH)?;
    within("grace", params.grace, MINUTE, MONTH)?;
    Ok(params)
}

/// An address of this chain, as it is stored.
pub fn canonical(api: &dyn Api, text: &str) -> Result<CanonicalAddr, ContractError> {
    Ok(api.addr_canonicalize(address(api, text)?.as_str())?)
}

/// An asset whose denom or contract can exist.
pub fn asset(api: &dyn Api, asset: &Asset) -> Result<AssetRow, ContractError> {
    match asset {
        Asset::Cw20 { contract } => Ok(AssetRow::Cw20 {
            contract: canonical(api, contract)?,
        }),
        Asset::Native { denom } if is_denom(denom) => Ok(AssetRow::Native {
            denom: denom.clone(),
        }),
        Asset::Native { denom } => Err(ContractError::Denom {
            denom: denom.clone(),
        }),
    }
}

/// A SHA-256.
pub fn manifest_hash(hash: &HexBinary) -> Result<(), ContractError> {
    match hash.len() {
        SHA256_BYTES => Ok(()),
        length => Err(ContractError::ManifestHash { length }),
    }
}

fn is_denom(text: &str) -> bool {
    let others = |c: char| c.is_ascii_alphanumeric() || "/:._-".contains(c);
    DENOM_BYTES.contains(&text.len())
        && text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(others)
}
