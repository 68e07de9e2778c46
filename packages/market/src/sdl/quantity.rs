//! CPU, bytes and GPU memory: number × unit in doubles, the fraction cut off.

use super::error::SdlError;
use super::findings::Findings;
use super::number;
use super::yaml::Node;
use crate::text::quoted;

/// Units of memory and storage, binary and decimal. Every factor is exact as a double.
const BYTE_UNITS: [(&str, f64); 12] = [
    ("k", 1e3),
    ("Ki", 1024.0),
    ("M", 1e6),
    ("Mi", 1_048_576.0),
    ("G", 1e9),
    ("Gi", 1_073_741_824.0),
    ("T", 1e12),
    ("Ti", 1_099_511_627_776.0),
    ("P", 1e15),
    ("Pi", 1_125_899_906_842_624.0),
    ("E", 1e18),
    ("Ei", 1_152_921_504_606_846_976.0),
];

/// Digits that a hint repeats.
const LONGEST_NUMBER: usize = 12;

/// Bytes in a Gi, the step of GPU memory.
const GI: u64 = 1 << 30;

/// CPU in thousandths of a core; 0 for null.
pub(super) fn cpu(node: &Node, what: &str, out: &mut Findings) -> Result<u64, SdlError> {
    if node.is_null() {
        return Ok(0);
    }
    let text = node.raw();
    let wrong = || node.unexpected(what, "a number of cores", &cpu_hint(text));
    if let Some(digits) = text.strip_suffix('m') {
        return digits_only(digits).ok_or_else(wrong);
    }
    let milli = number::float(text).ok_or_else(wrong)? * 1000.0;
    let whole = number::truncate(milli).ok_or_else(wrong)?;
    // The official parser keeps 32 bits and would read 4294968 cores as 704 thousandths.
    if u32::try_from(whole).is_err() {
        return Err(SdlError::new(
            node.at,
            format!("{what}: {} is more than any provider has", quoted(text)),
            "write at most 384 cores",
        ));
    }
    if milli.fract() != 0.0 {
        out.warn(
            node.at,
            format!(
                "{what}: {} is read as {whole}m, a thousandth is the smallest step",
                quoted(text)
            ),
        );
    }
    Ok(whole)
}

fn cpu_hint(text: &str) -> String {
    match leading_number(text) {
        None => "write cores such as 2 or 0.5, or thousandths such as 500m".to_owned(),
        Some(_) if text.ends_with('m') => {
            "with `m` only whole thousandths count: write 500m, or 0.5 for half a core".to_owned()
        }
        Some((number, _)) => {
            format!("write {number} for {number} cores, or thousandths such as 500m")
        }
    }
}

/// A short decimal number at the start of a text, and what follows it.
fn leading_number(text: &str) -> Option<(&str, &str)> {
    let end = text
        .find(|c: char| !c.is_ascii_digit() && c != '.')
        .unwrap_or(text.len());
    let (number, rest) = text.split_at(end);
    let short = number.len() <= LONGEST_NUMBER && number::float(number).is_some();
    short.then_some((number, rest))
}

/// Bytes of memory or of a volume; 0 for null.
pub(super) fn bytes(node: &Node, what: &str) -> Result<u64, SdlError> {
    with_units(node, what, &BYTE_UNITS)
}

/// GPU memory in whole Gi; decimal units do not count here. `None` for null.
pub(super) fn ram_gib(
    node: &Node,
    what: &str,
    out: &mut Findings,
) -> Result<Option<u64>, SdlError> {
    if node.is_null() {
        return Ok(None);
    }
    let binary: Vec<_> = BYTE_UNITS
        .into_iter()
        .filter(|(unit, _)| unit.ends_with('i'))
        .collect();
    let size = with_units(node, what, &binary)?;
    let gib = size.checked_div(GI).unwrap_or_default();
    if size.checked_rem(GI) != Some(0) {
        out.warn(
            node.at,
            format!(
                "{what}: {} is read as {gib}Gi, only whole Gi count",
                quoted(node.raw())
            ),
        );
    }
    Ok(Some(gib))
}

fn with_units(node: &Node, what: &str, units: &[(&str, f64)]) -> Result<u64, SdlError> {
    if node.is_null() {
        return Ok(0);
    }
    let text = node.raw();
    let wrong = || node.unexpected(what, "a size", &bytes_hint(text, units));
    let (number, factor) = units
        .iter()
        .find_map(|(unit, factor)| text.strip_suffix(unit).map(|number| (number, *factor)))
        .unwrap_or((text, 1.0));
    let size = number::float(number).ok_or_else(wrong)? * factor;
    number::truncate(size).ok_or_else(wrong)
}

/// What was probably meant by `4gb`, `512 MB` or `4gi`.
fn bytes_hint(text: &str, units: &[(&str, f64)]) -> String {
    let unhelpful = "write a number and a unit without a space, such as 512Mi or 4Gi";
    let Some((number, rest)) = leading_number(text) else {
        return unhelpful.to_owned();
    };
    let unit = rest.trim();
    let initial = |unit: &str| unit.chars().next().map(|c| c.to_ascii_uppercase());
    let mut meant: Vec<String> = units
        .iter()
        .filter(|(known, _)| initial(known) == initial(unit))
        .map(|(known, _)| format!("{number}{known}"))
        .collect();
    // Binary units first: they are what nearly every file means.
    meant.sort_by_key(|text| !text.ends_with('i'));
    if !meant.is_empty() && unit.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        format!("write {}", meant.join(" or "))
    } else {
        unhelpful.to_owned()
    }
}

/// Whole GPUs, quoted or not; 0 for null.
pub(super) fn gpu_units(node: &Node, what: &str) -> Result<u64, SdlError> {
    if node.is_null() {
        return Ok(0);
    }
    let text = node.raw();
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(node.unexpected(what, "a whole number of GPUs", "write 1, 2, 4 or 8"));
    }
    text.parse()
        .map_err(|_| node.unexpected(what, "a number of GPUs", "write at most 24"))
}

fn digits_only(text: &str) -> Option<u64> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits
        .then(|| text.parse::<u32>().ok())
        .flatten()
        .map(u64::from)
}
