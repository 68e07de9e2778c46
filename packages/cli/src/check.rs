//! `tender sdl check`: is a file right, and what does it ask for?

use std::fmt::Write;

use tender_market::request::BLOCK_SECONDS;
use tender_market::sdl::{parse_bytes, Group, Parsed, Position, Requirements, Resource, SdlError};
use tender_types::Rate;

use crate::style::Style;
use crate::units::{bytes, cpus, per_hour};

/// Units of 10^-18 micro-units in a pico-unit.
const PICO: u128 = 1_000_000_000_000;

/// What a command answers: for standard output, for standard error, and to the shell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// The result.
    pub out: String,
    /// Remarks.
    pub err: String,
    /// 0 for a file that is right, 2 for one that is wrong.
    pub code: u8,
}

/// Exit code for a file that is wrong.
pub const WRONG_FILE: u8 = 2;

/// Checks `text`, called `name`.
pub fn check(name: &str, text: &[u8], json: bool, style: Style) -> Answer {
    let lossy = String::from_utf8_lossy(text);
    match (parse_bytes(text), json) {
        (Ok(parsed), true) => Answer {
            out: format!("{}\n", parsed.to_json()),
            ..Answer::default()
        },
        (Ok(parsed), false) => Answer {
            out: groups(&parsed, style) + &format!("next: tender demo {name}\n"),
            err: warnings(name, &lossy, &parsed, style),
            code: 0,
        },
        (Err(error), true) => Answer {
            out: format!("{}\n", error.to_json()),
            code: WRONG_FILE,
            ..Answer::default()
        },
        (Err(error), false) => Answer {
            err: refusal(name, &lossy, &error, style),
            code: WRONG_FILE,
            ..Answer::default()
        },
    }
}

/// A refused file: what is wrong, where, and what to write instead.
pub fn refusal(name: &str, text: &str, error: &SdlError, style: Style) -> String {
    let mut out = format!(
        "{}: {}\n{}",
        style.error("error"),
        error.message,
        excerpt(name, text, error.at, style)
    );
    let _ = writeln!(out, "  help: {}", error.hint);
    let _ = writeln!(out, "\ncorrect it, then: tender sdl check {name}");
    out
}

/// What in an accepted file changes nothing, or not as it reads.
pub fn warnings(name: &str, text: &str, parsed: &Parsed, style: Style) -> String {
    let warning = |warning: &tender_market::sdl::Warning| {
        format!(
            "{}: {}\n{}",
            style.warning("warning"),
            warning.message,
            excerpt(name, text, warning.at, style)
        )
    };
    parsed.warnings.iter().map(warning).collect()
}

/// The line at `at`, with a mark under the place.
fn excerpt(name: &str, text: &str, at: Position, style: Style) -> String {
    let number = at.line.to_string();
    let indent = " ".repeat(number.len());
    let line = text.split('\n').nth(at.line.saturating_sub(1));
    let line = line.unwrap_or_default().trim_end_matches('\r');
    let shown = line.replace('\t', " ");
    let before = " ".repeat(at.column.saturating_sub(1));
    format!(
        "{indent}{} {name}:{}:{}\n{number} {} {shown}\n{indent} {} {before}{}\n",
        style.faint("-->"),
        at.line,
        at.column,
        style.faint("|"),
        style.faint("|"),
        style.warning("^")
    )
}

/// What a file asks for, as a table a group.
fn groups(parsed: &Parsed, style: Style) -> String {
    parsed.groups.iter().map(|one| group(one, style)).collect()
}

fn group(group: &Group, style: Style) -> String {
    let mut out = format!("{} {}\n", style.strong("group"), style.strong(&group.name));
    for line in requirements(&group.requirements) {
        let _ = writeln!(out, "  {line}");
    }
    for resource in &group.resources {
        let _ = writeln!(
            out,
            "  {} × {}",
            resource.count,
            resource.services.join(" + ")
        );
        for (what, value) in rows(resource) {
            let _ = writeln!(out, "      {what:<9} {value}");
        }
    }
    out.push('\n');
    out
}

fn requirements(requirements: &Requirements) -> Vec<String> {
    let attributes: Vec<String> = requirements
        .attributes
        .iter()
        .map(|one| format!("{}={}", one.key, one.value))
        .collect();
    let signed_by = &requirements.signed_by;
    [
        ("requires  ", &attributes),
        ("all of    ", &signed_by.all_of),
        ("one of    ", &signed_by.any_of),
    ]
    .iter()
    .filter(|(_, list)| !list.is_empty())
    .map(|(what, list)| format!("{what}{}", list.join(", ")))
    .collect()
}

fn rows(resource: &Resource) -> Vec<(&'static str, String)> {
    let mut rows = vec![
        ("cpu", cpus(resource.cpu_milli)),
        ("memory", bytes(resource.memory_bytes)),
    ];
    for volume in &resource.storage {
        let kind = match (volume.class.as_deref(), volume.persistent) {
            (Some("ram"), _) => "in memory".to_string(),
            (class, true) => format!("persistent, {}", class.unwrap_or("default")),
            _ => "ephemeral".to_string(),
        };
        rows.push((
            "storage",
            format!("{} {} ({kind})", bytes(volume.bytes), volume.name),
        ));
    }
    if resource.gpu.units > 0 {
        let models: Vec<String> = resource
            .gpu
            .models
            .iter()
            .map(ToString::to_string)
            .collect();
        rows.push((
            "gpu",
            format!(
                "{} × {}",
                resource.gpu.units,
                models.join("\n                or  ")
            ),
        ));
    }
    if resource.endpoints.total() > 0 {
        let ends = resource.endpoints;
        let kinds = [
            (ends.shared_http, "http"),
            (ends.random_port, "port"),
            (ends.leased_ip, "leased IP"),
        ];
        let words: Vec<String> = kinds
            .iter()
            .filter(|(number, _)| *number > 0)
            .map(|(number, kind)| format!("{number} {kind}"))
            .collect();
        rows.push(("endpoints", words.join(", ")));
    }
    rows.push(("at most", price(resource)));
    rows
}

/// The ceiling as it is written, and in dollars an hour where a denom has a fixed price.
fn price(resource: &Resource) -> String {
    let price = &resource.price;
    let written = format!("{} {} per unit and block of 6 s", price.amount, price.denom);
    match price.denom.as_str() {
        "uact" => {
            let pico_per_second = price.amount.atomics() / PICO / BLOCK_SECONDS;
            format!("{written}: {}/h", per_hour(Rate(pico_per_second)))
        }
        _ => written,
    }
}
