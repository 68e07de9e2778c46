//! Numbers as people read them, with their units.

use tender_types::{Rate, Resources, Seconds};

/// Seconds in an hour.
const HOUR: u128 = 3_600;

/// Pico-units in a unit.
const PICO: u128 = 1_000_000_000_000;

/// `113715000` micro-units as `113.715000`.
pub fn micro(amount: u128) -> String {
    format!("{}.{:06}", amount / 1_000_000, amount % 1_000_000)
}

/// Dollars an hour, to four decimals; smaller rates to three significant digits.
pub fn per_hour(rate: Rate) -> String {
    let pico = rate.0.saturating_mul(HOUR);
    let shown = |places: u32| {
        let unit = PICO / 10_u128.pow(places);
        let rounded = (pico + unit / 2) / unit;
        let one = 10_u128.pow(places);
        let width = usize::try_from(places).unwrap_or(0);
        format!("${}.{:0width$}", rounded / one, rounded % one)
    };
    match pico {
        0 => "$0".to_string(),
        pico if pico >= PICO / 1_000 => shown(4),
        pico if pico >= PICO / 1_000_000 => shown(8),
        _ => shown(12),
    }
}

/// Hours in a month, as clouds count them.
const MONTH: u128 = 730;

/// Dollars a month of 730 hours, to two decimals, rounded.
pub fn per_month(rate: Rate) -> String {
    let pico = rate.0.saturating_mul(HOUR).saturating_mul(MONTH);
    let cents = pico.saturating_add(PICO / 200) / (PICO / 100);
    let dollars = u64::try_from(cents / 100).unwrap_or(u64::MAX);
    format!("${}.{:02}", grouped(dollars), cents % 100)
}

/// `84512` as `84 512`.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let lead = digits.len() % 3;
    let mut out = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && place % 3 == lead {
            out.push(' ');
        }
        out.push(digit);
    }
    out
}

/// Bytes in the largest binary unit of which there is at least one, to two decimals if need be.
pub fn bytes(amount: u64) -> String {
    const UNITS: [(&str, u64); 4] = [
        ("TiB", 1 << 40),
        ("GiB", 1 << 30),
        ("MiB", 1 << 20),
        ("KiB", 1 << 10),
    ];
    let Some((name, unit)) = UNITS.into_iter().find(|(_, unit)| amount >= *unit) else {
        return format!("{amount} B");
    };
    let hundredths = u128::from(amount) * 100 / u128::from(unit);
    match hundredths % 100 {
        0 => format!("{} {name}", hundredths / 100),
        rest => format!("{}.{rest:02} {name}", hundredths / 100),
    }
}

/// Thousandths of a CPU as CPUs.
pub fn cpus(milli: u64) -> String {
    match milli % 1_000 {
        0 => format!("{} vCPU", milli / 1_000),
        rest => {
            let fraction = format!("{rest:03}");
            format!("{}.{} vCPU", milli / 1_000, fraction.trim_end_matches('0'))
        }
    }
}

/// Seconds as days, hours, minutes and seconds, without empty parts.
pub fn span(Seconds(seconds): Seconds) -> String {
    let parts = [
        (seconds / 86_400, "d"),
        (seconds / 3_600 % 24, "h"),
        (seconds / 60 % 60, "min"),
        (seconds % 60, "s"),
    ];
    let words: Vec<String> = parts
        .iter()
        .filter(|(amount, _)| *amount > 0)
        .map(|(amount, unit)| format!("{amount} {unit}"))
        .collect();
    if words.is_empty() {
        "0 s".to_string()
    } else {
        words.join(" ")
    }
}

/// Amounts in words; empty when there is nothing.
pub fn resources(amounts: &Resources) -> String {
    let mut words = Vec::new();
    if amounts.cpu_milli > 0 {
        words.push(cpus(amounts.cpu_milli));
    }
    let mib = |amount: u64| bytes(amount.saturating_mul(1 << 20));
    if amounts.memory_mib > 0 {
        words.push(format!("{} of memory", mib(amounts.memory_mib)));
    }
    if amounts.disk_mib > 0 {
        words.push(format!("{} of disk", mib(amounts.disk_mib)));
    }
    for volume in &amounts.volumes {
        words.push(format!("{} of {}", mib(volume.mib), volume.class));
    }
    if amounts.public_ips > 0 {
        words.push(format!("{} public IP", amounts.public_ips));
    }
    words.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_and_rates() {
        assert_eq!(micro(113_715_000), "113.715000");
        assert_eq!(per_hour(Rate(555_555_555)), "$2.0000");
        assert_eq!(per_hour(Rate(1_000)), "$0.00000360");
        assert_eq!(per_month(Rate(555_555_555)), "$1 460.00");
        assert_eq!(per_month(Rate(1_000)), "$0.00");
        assert_eq!(grouped(84_512), "84 512");
        assert_eq!(grouped(1_234_567), "1 234 567");
        assert_eq!(grouped(7), "7");
    }

    #[test]
    fn sizes_and_times() {
        assert_eq!(bytes(5_368_709_120), "5 GiB");
        assert_eq!(bytes(1_610_612_736), "1.50 GiB");
        assert_eq!(bytes(12), "12 B");
        assert_eq!(cpus(1_500), "1.5 vCPU");
        assert_eq!(span(Seconds(93_784)), "1 d 2 h 3 min 4 s");
        assert_eq!(span(Seconds(0)), "0 s");
    }
}
