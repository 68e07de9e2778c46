//! pure functions: accrual, shares, prices, fees, collateral
