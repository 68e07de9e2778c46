use cosmwasm_std::Decimal;
use tender_types::Rate;

/// Pico-units in one unit of six decimals.
const PICO_PER_UNIT: u128 = 1_000_000_000_000;

/// Seconds in an hour.
const HOUR: u128 = 3_600;

/// The rate of `price` USD an hour, rounded down: `usd_per_hour("2.00")` is 555 555 555 pico-ACT/s.
pub fn usd_per_hour(price: &str) -> Rate {
    let price: Decimal = price.parse().expect("a price is a decimal number");
    Rate(price.atomics().u128() / 10u128.pow(18 - 12) / HOUR)
}

/// What `rate` is in USD an hour, to four decimals.
pub fn per_hour(rate: Rate) -> String {
    let hundredths_of_cents = (rate.0 * HOUR * 10_000 + PICO_PER_UNIT / 2) / PICO_PER_UNIT;
    format!(
        "{}.{:04}",
        hundredths_of_cents / 10_000,
        hundredths_of_cents % 10_000
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_dollars_an_hour() {
        assert_eq!(usd_per_hour("2.00"), Rate(555_555_555));
        assert_eq!(per_hour(Rate(555_555_555)), "2.0000");
        assert_eq!(per_hour(usd_per_hour("0.0019")), "0.0019");
    }
}
