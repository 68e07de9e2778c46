//! No text makes the parser panic, and numbers agree with an independent model.
#![cfg(feature = "sdl")]
// The model may overflow loudly.
#![allow(clippy::arithmetic_side_effects, clippy::indexing_slicing)]

use cosmwasm_std::{Decimal, HexBinary};
use num_bigint::BigUint;
use proptest::prelude::*;
use tender_market::catalog::Catalog;
use tender_market::request::{check_json, request};
use tender_market::sdl;
use tender_market::text::is_hidden;

/// The project's own files, as seeds for mutated text.
const SEEDS: [&str; 5] = [
    include_str!("sdl/anchors.yaml"),
    include_str!("sdl/gpu-models.yaml"),
    include_str!("sdl/off-chain.yaml"),
    include_str!("sdl/shared-profile.yaml"),
    include_str!("sdl/unused.yaml"),
];

/// Characters that mean something in YAML, and some that do not.
const PIECES: [&str; 28] = [
    "!", ",", "%", "? ", "\n", "\t", " ", "  ", ":", ": ", "- ", "#", "[", "]", "{", "}", "&a ",
    "*a", "<<: ", "!!str ", "|\n", "\"", "'", "~", "---\n", "é", "0", "1e999",
];

/// A file with one unit, around the quantities given.
fn file(cpu: &str, memory: &str, amount: &str) -> String {
    format!(
        "version: '2.0'\n\
         services: {{web: {{image: a, expose: [{{port: 1, to: [{{global: true}}]}}]}}}}\n\
         profiles:\n  compute:\n    web:\n      resources:\n\
         \x20       cpu: {{units: {cpu}}}\n        memory: {{size: {memory}}}\n\
         \x20       storage: {{size: 1Gi}}\n\
         \x20 placement: {{here: {{pricing: {{web: {{denom: uact, amount: {amount}}}}}}}}}\n\
         deployment: {{web: {{here: {{profile: web, count: 1}}}}}}\n"
    )
}

fn unit(text: &str) -> Option<sdl::Resource> {
    let mut parsed = sdl::parse(text).ok()?;
    parsed.groups.pop()?.resources.pop()
}

/// Pieces that end lines, change the direction of writing, hide, or are wide.
const ODD: [&str; 12] = [
    "\r", "\u{85}", "\u{2028}", "\u{2029}", "\u{202e}", "\u{200b}", "\u{1b}", "語", "\u{a0}", "\t",
    "\u{feff}", "\"\\e\"",
];

/// Applies edits at places given as parts per thousand of the text.
fn mutated(seed: &str, edits: &[(u16, u16, usize)]) -> String {
    mutated_by(&PIECES, seed, edits)
}

fn mutated_by(pieces: &[&str], seed: &str, edits: &[(u16, u16, usize)]) -> String {
    let mut text: Vec<char> = seed.chars().collect();
    for (place, removed, piece) in edits {
        let start = text.len() * usize::from(*place) / 1000;
        let end = (start + usize::from(*removed)).min(text.len());
        text.splice(start..end, pieces[piece % pieces.len()].chars());
    }
    text.into_iter().collect()
}

/// Every group of a right file is an order, or there is a reason; an order has the GPUs of its group.
fn orders_as_many_gpus(parsed: &sdl::Parsed) -> bool {
    let catalog = Catalog::standard();
    assert!(check_json(parsed, catalog).is_object());
    parsed.groups.iter().all(|group| {
        let written = group.resources.iter().map(|one| one.count * one.gpu.units);
        match request(group, catalog, Decimal::one(), HexBinary::default()) {
            Ok(found) => {
                let lines = found.demand.lines.iter();
                let gpus = lines
                    .map(|line| line.gpu.as_ref().map_or(0, |gpu| gpu.per_replica) * line.replicas);
                gpus.sum::<u32>() == written.sum::<u32>()
            }
            Err(reason) => !reason.to_string().contains(is_hidden),
        }
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn any_bytes_give_an_answer(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = sdl::parse_bytes(&bytes);
    }

    #[test]
    fn any_text_of_yaml_pieces_gives_an_answer(pieces in prop::collection::vec(0..PIECES.len(), 0..80)) {
        let text: String = pieces.into_iter().map(|piece| PIECES[piece]).collect();
        let _ = sdl::parse(&text);
        let _ = sdl::parse(&format!("version: '2.0'\n{text}"));
    }

    #[test]
    fn a_mutated_file_gives_an_answer_inside_the_file(
        seed in 0..SEEDS.len(),
        edits in prop::collection::vec((0..1000_u16, 0..12_u16, 0..PIECES.len()), 1..6),
    ) {
        let text = mutated(SEEDS[seed], &edits);
        let places: Vec<sdl::Position> = match sdl::parse(&text) {
            Ok(parsed) => {
                prop_assert!(orders_as_many_gpus(&parsed));
                parsed.warnings.iter().map(|warning| warning.at).collect()
            }
            Err(refused) => refused.errors.iter().map(|error| error.at).collect(),
        };
        let lines = text.split('\n').count();
        for at in places {
            prop_assert!(at.line >= 1 && at.column >= 1 && at.line <= lines + 1, "{at:?} of {lines}");
        }
    }

    /// Every place is on a line that can be shown, and what is said of it is fit to be printed.
    #[test]
    fn every_place_is_in_a_line_of_the_file(
        seed in 0..SEEDS.len(),
        edits in prop::collection::vec((0..1000_u16, 0..6_u16, 0..ODD.len()), 1..6),
        end in prop::sample::select(&["\n", "\r\n", "\r", "\u{85}", "\u{2028}", "\u{2029}"][..]),
    ) {
        let text = mutated_by(&ODD, SEEDS[seed], &edits).replace('\n', end);
        let source = sdl::Source::of(text.as_bytes());
        let found: Vec<(sdl::Position, String)> = match source.parse() {
            Ok(parsed) => parsed.warnings.into_iter().map(|one| (one.at, one.message)).collect(),
            Err(refused) => refused.errors.into_iter().map(|one| (one.at, one.message + &one.hint)).collect(),
        };
        for (at, said) in found {
            let line = source.line(at.line);
            prop_assert!(line.is_none_or(|line| at.column <= line.chars().count() + 1), "{at}: {line:?}");
            prop_assert!(!said.contains(is_hidden), "{said:?}");
        }
    }

    /// Decimal prices, against big integers: the amount in units of 10^-18 is exact.
    #[test]
    fn prices_are_exact(whole in 0..10_000_000_u64, fraction in "[0-9]{0,18}", quoted: bool) {
        let written = if fraction.is_empty() { whole.to_string() } else { format!("{whole}.{fraction}") };
        let amount = if quoted { format!("'{written}'") } else { written.clone() };
        let digits = format!("{whole}{fraction}");
        let scale = BigUint::from(10_u8).pow(18 - u32::try_from(fraction.len()).unwrap());
        let expected = BigUint::parse_bytes(digits.as_bytes(), 10).unwrap() * scale;
        match unit(&file("1", "1Gi", &amount)) {
            Some(unit) => {
                prop_assert_eq!(BigUint::from(unit.price.amount.atomics()), expected);
                let shown = unit.price.amount.to_string();
                prop_assert!(!shown.contains('.') || !shown.ends_with(['0', '.']), "{}", shown);
                prop_assert!(written.starts_with(&shown), "{} shown as {}", written, shown);
            }
            None => prop_assert_eq!(expected, BigUint::ZERO),
        }
    }

    /// Whole numbers of a unit, against big integers: refused outside 1Mi to 2Ti, else exact.
    #[test]
    fn whole_sizes_are_exact(number in 0..4_000_000_u64, unit_index in 0..8_usize) {
        let (name, base, power) = [
            ("", 1_u32, 0), ("k", 1000, 1), ("Ki", 1024, 1), ("M", 1000, 2), ("Mi", 1024, 2),
            ("G", 1000, 3), ("Gi", 1024, 3), ("Ti", 1024, 4),
        ][unit_index];
        let bytes = BigUint::from(number) * BigUint::from(base).pow(power);
        let allowed = bytes >= BigUint::from(1_u64 << 20) && bytes <= BigUint::from(2_u64 << 40);
        let read = unit(&file("1", &format!("{number}{name}"), "1")).map(|unit| BigUint::from(unit.memory_bytes));
        prop_assert_eq!(read, allowed.then_some(bytes));
    }

    /// Fractions of a size, against the exact rational: what is left over a whole byte is cut off, but
    /// where a double, which is off by at most one part in 2^52, cannot tell it from the next one.
    #[test]
    fn fractions_of_a_size_are_cut_off(number in 1..2000_u64, fraction in "[0-9]{1,6}") {
        let scale = 10_u128.pow(u32::try_from(fraction.len()).unwrap());
        let scaled = u128::from(number) * scale + fraction.parse::<u128>().unwrap();
        let exact = scaled * (1 << 30) / scale;
        let read = u128::from(unit(&file("1", &format!("{number}.{fraction}Gi"), "1")).unwrap().memory_bytes);
        prop_assert!(read == exact || read + 1 == exact || read == exact + 1, "{} for {}", read, exact);
        let over = scaled * (1 << 30) % scale;
        let told_apart = |gap: u128| gap << 52 > (exact + 1) * scale;
        if told_apart(over) && told_apart(scale - over) {
            prop_assert_eq!(read, exact);
        }
    }

    /// Thousandths of a core, with `m` and as decimals.
    #[test]
    fn thousandths_of_a_core(milli in 0..400_000_u64) {
        let allowed = (10..=384_000).contains(&milli).then_some(milli);
        let read = |text: String| unit(&file(&text, "1Gi", "1")).map(|unit| unit.cpu_milli);
        prop_assert_eq!(read(format!("{milli}m")), allowed);
        let decimal = read(format!("{}.{:03}", milli / 1000, milli % 1000));
        // Some thousandths are no double, and the product may fall just below.
        let below = decimal.is_some_and(|value| Some(value + 1) == allowed);
        prop_assert!(decimal == allowed || below || milli == 10, "{decimal:?} for {milli}");
    }
}
