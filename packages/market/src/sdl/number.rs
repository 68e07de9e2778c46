//! Numbers as the official parser reads them: its floats are IEEE doubles, its whole numbers
//! follow YAML 1.1, and both have forms of writing that Rust's own parsers do not know.

/// A whole number and whether it was written as one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Whole {
    pub(super) value: u64,
    /// False when a fraction was cut off.
    pub(super) exact: bool,
}

/// A decimal float; `_` may stand between digits. `None` for anything else, infinities included.
pub(super) fn float(text: &str) -> Option<f64> {
    if text.contains('_') && !underscores_separate_digits(text) {
        return None;
    }
    let plain = text.replace('_', "");
    let numeric = plain
        .bytes()
        .all(|byte| matches!(byte, b'0'..=b'9' | b'.' | b'+' | b'-' | b'e' | b'E'));
    if !numeric {
        return None;
    }
    plain.parse::<f64>().ok().filter(|value| value.is_finite())
}

fn underscores_separate_digits(text: &str) -> bool {
    let bytes = text.as_bytes();
    let is_digit = |index: Option<usize>| {
        index
            .and_then(|index| bytes.get(index))
            .is_some_and(u8::is_ascii_digit)
    };
    bytes
        .iter()
        .enumerate()
        .filter(|(_, byte)| **byte == b'_')
        .all(|(index, _)| is_digit(index.checked_sub(1)) && is_digit(index.checked_add(1)))
}

/// The whole part of a float of at least 0; `None` below 0 or from 2^64 on.
pub(super) fn truncate(value: f64) -> Option<u64> {
    if value < 0.0 {
        return None;
    }
    // Formatting with no decimals is exact, so this is the truncation and nothing is rounded.
    format!("{:.0}", value.trunc().abs()).parse().ok()
}

/// An unquoted whole number in YAML: decimal, `0x`, `0o`, `0b`, or octal with a leading 0; a
/// decimal float loses its fraction.
pub(super) fn yaml_whole(text: &str) -> Option<Whole> {
    if !text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '.')) {
        return None;
    }
    let plain = text.replace('_', "");
    if let Some(value) = integer(&plain) {
        return Some(Whole { value, exact: true });
    }
    if !is_yaml_float(&plain) {
        return None;
    }
    let value = plain.parse::<f64>().ok().filter(|value| *value > -1.0)?;
    Some(Whole {
        value: truncate(value.max(0.0))?,
        exact: value.fract() == 0.0,
    })
}

/// `None` for negative numbers too, except minus zero.
fn integer(text: &str) -> Option<u64> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let value = unsigned(digits)?;
    (!negative || value == 0).then_some(value)
}

fn unsigned(digits: &str) -> Option<u64> {
    let lower = digits.to_ascii_lowercase();
    let (body, radix) = if let Some(body) = lower.strip_prefix("0x") {
        (body, 16)
    } else if let Some(body) = lower.strip_prefix("0b") {
        (body, 2)
    } else if let Some(body) = lower.strip_prefix("0o") {
        (body, 8)
    } else if digits.len() > 1 && digits.starts_with('0') {
        (digits, 8)
    } else {
        (digits, 10)
    };
    // The standard parser would take a second sign.
    if body.starts_with(['+', '-']) {
        return None;
    }
    u64::from_str_radix(body, radix).ok()
}

fn is_yaml_float(text: &str) -> bool {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (unsigned, None),
    };
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let has_digits = !whole.is_empty() || !fraction.is_empty();
    let exponent_fits = exponent.is_none_or(|exponent| {
        let body = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
        !body.is_empty() && digits(body)
    });
    has_digits && digits(whole) && digits(fraction) && exponent_fits
}
