//! Who could serve a group, for how much, and why the others cannot: from one free query.

use serde_json::{json, Value};
use tender_interfaces::demand::Mismatch;
use tender_interfaces::orderbook::Quote;
use tender_market::request::RequestError;
use tender_market::text::quoted;

use super::error::DemoError;
use super::stage::Stage;
use super::wanted::Wanted;
use super::words::{advice, reason};
use crate::units::per_hour;

/// The group cannot be one order at all.
pub fn unorderable(
    stage: &mut Stage<'_>,
    group: &str,
    reason: &RequestError,
) -> Result<(), DemoError> {
    stage.unserved += 1;
    let text = format!("nobody serves group {}: {reason}", quoted(group));
    let shown = stage.teller.set("    ", &text);
    stage.teller.print(
        &shown,
        || json!({"kind": "explained", "group": group, "reason": reason.to_string(), "providers": [], "next": null}),
    )
}

/// Somebody serves the group: what each provider answers.
pub fn answers(stage: &mut Stage<'_>, wanted: &Wanted) -> Result<(), DemoError> {
    let text = "who serves it, and for how much an hour; asking is free:";
    let shown = stage.teller.set("    ", text) + &rows(stage, wanted);
    let providers = json(stage, wanted);
    stage.teller.print(
        &shown,
        || json!({"kind": "quoted", "group": wanted.group, "providers": providers}),
    )
}

/// Nobody serves the group: for each provider where it fails, and what to change.
pub fn nobody(stage: &mut Stage<'_>, wanted: &Wanted) -> Result<(), DemoError> {
    stage.unserved += 1;
    let text = format!("nobody serves group {} now:", quoted(&wanted.group));
    let next = nearest(wanted).map(advice);
    let mut shown = stage.teller.set("    ", &text) + &rows(stage, wanted);
    if let Some(next) = next {
        shown.push_str(&stage.teller.set("    next: ", next));
    }
    let providers = json(stage, wanted);
    stage.teller.print(
        &shown,
        || json!({"kind": "explained", "group": wanted.group, "reason": text, "providers": providers, "next": next}),
    )
}

/// What keeps the provider from serving that is nearest to it: where the fewest things fail.
fn nearest(wanted: &Wanted) -> Option<&Mismatch> {
    let failing = wanted.quotes.iter();
    let failing = failing.filter(|quote| !quote.mismatches.is_empty());
    let nearest = failing.min_by_key(|quote| (quote.mismatches.len(), quote.rate.is_none()));
    nearest?.mismatches.first().map(|one| &one.mismatch)
}

/// A line for each provider.
fn rows(stage: &Stage<'_>, wanted: &Wanted) -> String {
    let row = |quote: &Quote| {
        let name = stage.provider_name(quote.provider);
        let text = match quote.rate.filter(|_| quote.mismatches.is_empty()) {
            Some(rate) => {
                let classes = classes(stage, quote).join(", ");
                format!("{:<10} {classes}", per_hour(rate))
            }
            None => format!("no: {}", reasons(stage, wanted, quote).join("; ")),
        };
        stage.teller.set(&format!("      {name}  "), &text)
    };
    wanted.quotes.iter().map(row).collect()
}

fn reasons(stage: &Stage<'_>, wanted: &Wanted, quote: &Quote) -> Vec<String> {
    let all = quote.mismatches.iter();
    all.map(|one| reason(stage, wanted, one)).collect()
}

/// The names of the classes that the provider would serve with.
fn classes(stage: &Stage<'_>, quote: &Quote) -> Vec<String> {
    let all = quote.classes.iter();
    all.map(|class| stage.class_name(*class)).collect()
}

fn json(stage: &Stage<'_>, wanted: &Wanted) -> Vec<Value> {
    let row = |quote: &Quote| {
        let mismatches = quote.mismatches.iter().map(|one| {
            json!({"line": one.line, "reason": reason(stage, wanted, one), "mismatch": one.mismatch})
        });
        let rate = quote.rate.map(|rate| per_hour(rate).replace('$', ""));
        json!({"provider": stage.provider_name(quote.provider), "usd_per_hour": rate,
            "serves": quote.mismatches.is_empty(), "classes": classes(stage, quote),
            "mismatches": mismatches.collect::<Vec<_>>()})
    };
    wanted.quotes.iter().map(row).collect()
}
