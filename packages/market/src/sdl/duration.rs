//! Durations such as `24h` or `1h30m`, in the form the official parser takes.

pub(super) const NANOSECONDS_PER_SECOND: u64 = 1_000_000_000;

/// Nanoseconds of a duration above zero; `None` for anything else.
pub(super) fn parse(text: &str) -> Option<u64> {
    let mut rest = text.strip_prefix('+').unwrap_or(text);
    let mut total = 0_u128;
    while !rest.is_empty() {
        let (part, after) = first_part(rest)?;
        total = total.checked_add(part)?;
        rest = after;
    }
    let nanoseconds = u64::try_from(total).ok()?;
    (nanoseconds > 0 && i64::try_from(nanoseconds).is_ok()).then_some(nanoseconds)
}

/// The value of the leading number and unit, and what follows them.
fn first_part(text: &str) -> Option<(u128, &str)> {
    let number_end = text.find(|c: char| !c.is_ascii_digit() && c != '.')?;
    let (number, rest) = text.split_at(number_end);
    let unit_end = rest
        .find(|c: char| c.is_ascii_digit() || c == '.')
        .unwrap_or(rest.len());
    let (unit, rest) = rest.split_at(unit_end);
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    if whole.is_empty() && fraction.is_empty() || fraction.contains('.') {
        return None;
    }
    let factor = nanoseconds(unit)?;
    let whole = if whole.is_empty() {
        0
    } else {
        whole.parse::<u128>().ok()?
    };
    Some((
        whole
            .checked_mul(factor)?
            .checked_add(scaled(fraction, factor)?)?,
        rest,
    ))
}

/// The fraction of a unit; digits past the fifteenth are below a nanosecond of any unit.
fn scaled(fraction: &str, factor: u128) -> Option<u128> {
    let digits: String = fraction.chars().take(15).collect();
    if digits.is_empty() {
        return Some(0);
    }
    let scale = 10_u128.checked_pow(u32::try_from(digits.len()).ok()?)?;
    digits
        .parse::<u128>()
        .ok()?
        .checked_mul(factor)?
        .checked_div(scale)
}

fn nanoseconds(unit: &str) -> Option<u128> {
    match unit {
        "ns" => Some(1),
        "us" | "\u{b5}s" | "\u{3bc}s" => Some(1_000),
        "ms" => Some(1_000_000),
        "s" => Some(1_000_000_000),
        "m" => Some(60_000_000_000),
        "h" => Some(3_600_000_000_000),
        _ => None,
    }
}
