//! Files made to keep the parser busy. Each is as long as a file may be (an eighth of it without
//! optimisation); what takes time that grows faster than the file would take minutes here.
#![cfg(feature = "sdl")]
#![allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::panic
)]

use std::time::{Duration, Instant};

use tender_market::catalog::Catalog;
use tender_market::request::check_json;
use tender_market::sdl::{parse, MAX_BYTES};

/// Far above what any of them needs, on the slowest machine and without optimisation.
const PATIENCE: Duration = Duration::from_secs(20);

const SIZE: usize = if cfg!(debug_assertions) {
    MAX_BYTES / 8
} else {
    MAX_BYTES
};

/// `part` of a growing number, as often as fits between `head` and `tail`.
fn filled(head: &str, part: impl Fn(usize) -> String, tail: &str) -> String {
    let mut text = head.to_owned();
    for number in 0.. {
        let next = part(number);
        if text.len() + next.len() + tail.len() > SIZE {
            break;
        }
        text.push_str(&next);
    }
    text + tail
}

fn repeated(head: &str, part: &str, tail: &str) -> String {
    filled(head, |_| part.to_owned(), tail)
}

const COMPUTE: &str = "resources: {cpu: {units: 1}, memory: {size: 1Gi}, storage: {size: 1Gi}}";

/// As many services as fit, each with `deployed` under `deployment`.
fn services(service: &str, deployed: impl Fn(usize) -> String) -> String {
    let number = SIZE / 116;
    let each = |part: &dyn Fn(usize) -> String| (0..number).map(part).collect::<String>();
    let services = each(&|n| format!("  s{n}: {service}\n"));
    let deployment = each(&|n| format!("  s{n}: {}\n", deployed(n)));
    format!("version: \"2.0\"\nservices:\n{services}profiles:\n  compute:\n    web: {{{COMPUTE}}}\n  placement:\n    here: {{pricing: {{web: {{denom: uact, amount: 1}}}}}}\ndeployment:\n{deployment}")
}

#[test]
fn no_file_takes_longer_than_its_length() {
    let service = "{image: a, expose: [{port: 1, to: [{global: true}]}]}";
    let head = "version: \"2.0\"\nservices: {web: {image: a, ";
    let one_deployed = format!("}}}}\nprofiles: {{compute: {{web: {{{COMPUTE}}}}}, placement: {{here: {{pricing: {{web: {{denom: uact, amount: 1}}}}}}}}}}\ndeployment: {{web: {{here: {{profile: web, count: 1}}}}}}\n");
    let cases: [(&str, String); 27] = [
        ("y", repeated("", "y\n", "")),
        ("a long plain text", repeated("a: ", "x", "")),
        ("a long quoted text", repeated("a: \"", "x", "\"")),
        ("escapes", repeated("a: \"", "\\n", "\"")),
        ("a block of empty lines", repeated("a: |\n", "\n", "")),
        ("a text over many lines", repeated("a: ", "x\n  ", "")),
        ("comments", repeated("", "# x\n", "a: 1")),
        ("brackets", repeated("a: ", "[", "")),
        ("braces", repeated("", "{a: ", "")),
        ("closed brackets", repeated("a: [", "[],", "]")),
        ("dashes", repeated("", "- ", "")),
        ("question marks", repeated("", "? ", "")),
        (
            "deep indentation",
            filled("", |n| format!("{}a:\n", " ".repeat(n)), ""),
        ),
        ("spaces", repeated("a: [", " ", "]")),
        ("carriage returns", repeated("a: 1", "\r", "")),
        ("control characters", repeated("a: ", "\u{7}", "")),
        ("tags", repeated("a: [", "!!str a,", "]")),
        ("anchors", filled("a: [", |n| format!("&a{n} a,"), "]")),
        (
            "aliases of a long text",
            repeated(
                &format!("{head}args: [&a \"{}\", ", "x".repeat(SIZE / 3)),
                "*a,",
                "]}}",
            ),
        ),
        (
            "aliases of a list",
            repeated(
                &format!("{head}args: [&a [{}], ", "x,".repeat(1_000)),
                "*a,",
                "]}}",
            ),
        ),
        (
            "unknown keys",
            filled(head, |n| format!("imag{n}: 1,"), &one_deployed),
        ),
        (
            "the same key",
            repeated(head, "the-same-key: 1,", &one_deployed),
        ),
        (
            "wrong variables",
            filled(
                &format!("{head}env: ["),
                |n| format!("{n},"),
                &format!("]{one_deployed}"),
            ),
        ),
        (
            "host names",
            filled(
                &format!(
                    "{head}expose: [{{port: 1, to: [{}], accept: [",
                    "{global: true},".repeat(SIZE / 52)
                ),
                |n| format!("a{n},"),
                &format!("]}}]{one_deployed}"),
            ),
        ),
        (
            "services that are right",
            services(service, |_| "{here: {profile: web, count: 1}}".to_owned()),
        ),
        (
            "services of no profile",
            services(service, |n| {
                format!("{{here: {{profile: web{n}, count: 1}}}}")
            }),
        ),
        (
            "services of no placement",
            services(service, |n| {
                format!("{{here{n}: {{profile: web, count: 1}}}}")
            }),
        ),
    ];
    for (name, text) in cases {
        let start = Instant::now();
        let answer = parse(&text);
        let took = start.elapsed();
        let said = answer.map_or_else(
            |refused| refused.to_json().to_string().len(),
            |parsed| serde_json::json!(parsed.warnings).to_string().len(),
        );
        println!("{name}: {} bytes, {took:?}, {said} bytes said", text.len());
        assert!(took < PATIENCE, "{name} took {took:?}");
        assert!(said < 100_000, "{name}: {said} bytes are said");
    }
}

/// GPUs that have to be looked for in the catalog, and among them what was meant; what is said of them
/// stays short too.
#[test]
fn no_demand_takes_longer_than_its_file() {
    let compute = COMPUTE.strip_suffix('}').unwrap_or_default();
    let head = format!("version: \"2.0\"\nservices: {{web: {{image: a, expose: [{{port: 1, to: [{{global: true}}]}}]}}}}\nprofiles: {{compute: {{web: {{{compute}, gpu: {{units: 1, attributes: {{vendor: {{nvidia: [");
    let tail = "]}}}}}}, placement: {here: {pricing: {web: {denom: uact, amount: 1}}}}}\ndeployment: {web: {here: {profile: web, count: 1}}}\n";
    let text = filled(&head, |n| format!("{{model: rtx{n}}},"), tail);
    let parsed = parse(&text).unwrap_or_else(|error| panic!("{error}"));
    let start = Instant::now();
    let answer = check_json(&parsed, Catalog::standard());
    let took = start.elapsed();
    let notes = answer["groups"][0]["demand"]["notes"].to_string().len();
    println!("{} bytes, {took:?}, {notes} bytes of notes", text.len());
    assert!(took < PATIENCE, "{took:?}");
    assert!(notes > 100 && notes < 2_000, "{notes} bytes of notes");
}
