//! Burn–mint equilibrium: AKT is burned for ACT at the oracle price, and ACT for AKT.
//!
//! ACT is worth 1 USD, both have six decimals, so `ACT = AKT · P` with P in USD per AKT, and
//! `AKT = ACT / P`. Rules after Akash's AEP-76; unlike there, results round against whoever asks.

use cosmwasm_std::{Decimal, Uint128};
use tender_types::{Act, Akt, Bps, Price, BPS};

use crate::round::{mul_div, Round};
use crate::{Checked, MathError};

const ONE: u128 = 1_000_000_000_000_000_000;

/// Micro-ACT for burning `akt` micro-AKT at `price`, after a spread: `AKT · P`, as in Akash's AEP-76,
/// but rounded down.
///
/// # Errors
/// `math/underflow` when a spread above 10 000 basis points would take more than comes out;
/// `math/overflow` when the result does not fit.
pub fn credit_for(akt: Akt, price: Price, spread: Bps) -> Result<Act, MathError> {
    let gross = mul_div(akt.0, price.0.atomics().u128(), ONE, Round::Down)?;
    after_spread(gross, spread).map(Act)
}

/// Micro-AKT for burning `act` micro-ACT at `price`, after a spread: `ACT / P`, as in Akash's AEP-76,
/// but rounded down.
///
/// # Errors
/// `math/zero` when the price is zero; otherwise as [`credit_for`].
pub fn token_for(act: Act, price: Price, spread: Bps) -> Result<Akt, MathError> {
    let gross = mul_div(act.0, ONE, price.0.atomics().u128(), Round::Down)?;
    after_spread(gross, spread).map(Akt)
}

fn after_spread(gross: u128, spread: Bps) -> Result<u128, MathError> {
    let kept = mul_div(gross, u128::from(spread.0), u128::from(BPS), Round::Up)?;
    gross.checked_sub(kept).or_underflow("the spread")
}

/// How much AKT stands behind the credit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Collateralisation {
    /// Credit is outstanding: the AKT behind it, in USD, over it.
    Ratio(Decimal),
    /// No credit is outstanding, so nothing needs to stand behind it.
    NothingOutstanding,
}

/// `AKT behind · P / ACT outstanding`, the ratio of Akash's AEP-76, rounded down. Behind the credit is
/// the AKT that could be minted again without inflation: what was burned for credit less what was minted
/// on redemption, never below zero.
///
/// # Errors
/// `math/overflow` when the ratio does not fit.
pub fn collateral_ratio(
    behind: Akt,
    price: Price,
    outstanding: Act,
) -> Result<Collateralisation, MathError> {
    if outstanding.is_zero() {
        return Ok(Collateralisation::NothingOutstanding);
    }
    let atomics = mul_div(
        behind.0,
        price.0.atomics().u128(),
        outstanding.0,
        Round::Down,
    )?;
    Ok(Collateralisation::Ratio(Decimal::new(Uint128::new(
        atomics,
    ))))
}

/// Where minting slows to a warning, and where it stops.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Thresholds {
    /// At or below this ratio the state is a warning.
    pub warn: Bps,
    /// At or below this ratio no credit is minted.
    pub halt: Bps,
}

/// What the collateral ratio means. Redemption is open in every state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CollateralStatus {
    /// Minting is open: the ratio is above both lines.
    Healthy,
    /// Minting is open; the ratio is near the line.
    Warning,
    /// Minting is closed until the ratio recovers.
    Halted,
}

impl Thresholds {
    /// The status at `collateralisation`. With nothing outstanding the market can always start.
    pub fn status(self, collateralisation: Collateralisation) -> CollateralStatus {
        match collateralisation {
            Collateralisation::NothingOutstanding => CollateralStatus::Healthy,
            Collateralisation::Ratio(ratio) if ratio <= Decimal::from_ratio(self.halt.0, BPS) => {
                CollateralStatus::Halted
            }
            Collateralisation::Ratio(ratio) if ratio <= Decimal::from_ratio(self.warn.0, BPS) => {
                CollateralStatus::Warning
            }
            Collateralisation::Ratio(_) => CollateralStatus::Healthy,
        }
    }
}
