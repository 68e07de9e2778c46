//! The tenant's file: each group is rented from the book and by auction, or it is explained why not.

use cosmwasm_std::{Decimal, HexBinary};
use serde_json::json;
use sha2::{Digest, Sha256};
use tender_interfaces::orderbook::{
    AsksResponse, Candidate, ExplainMatchResponse, QueryMsg, MAX_SCAN,
};
use tender_market::request::{request, Request};
use tender_market::sdl::Group;
use tender_testkit::Contract;
use tender_types::{AccountId, Rate};

use super::opening::{add_attributes, renew, AUDITOR};
use super::stage::{Stage, USD_PER_AKT};
use super::{auction, book, explain, DemoError, Plan};
use crate::style::Style;
use crate::units::{is_gpu, per_hour, resources, unit_name};

/// A group ready to be ordered.
pub struct Wanted {
    /// Name of the group.
    pub group: String,
    /// What it asks for.
    pub request: Request,
    /// SHA-256 of the file.
    pub manifest_hash: HexBinary,
    /// Asks that serve it, cheapest first.
    pub matching: Vec<Candidate>,
}

impl Wanted {
    /// What the cheapest ask costs per second, for all units.
    pub fn best_rate(&self) -> Rate {
        let best = self.matching.first().map(|one| one.rate);
        let all = best.and_then(|rate| rate.checked_mul(self.request.units));
        all.unwrap_or(Rate::ZERO)
    }

    /// What is ordered, in a few words.
    pub fn summary(&self) -> String {
        let classes = match self.request.classes.as_slice() {
            [only] => only.clone(),
            [first, _] => format!("{first} or another class"),
            [first, rest @ ..] => format!("{first} or {} other classes", rest.len()),
            [] => String::new(),
        };
        format!("{} × {classes}", self.request.units)
    }
}

pub fn rent_all(stage: &mut Stage<'_>, plan: &Plan) -> Result<(), DemoError> {
    stage
        .teller
        .act(&format!("ana wants what {} says", plan.name))?;
    for warning in &plan.parsed.warnings {
        let at = warning.at;
        let text = format!("warning: {}:{}: {}", at.line, at.column, warning.message);
        let shown = Style::PLAIN.wrap("    ", &text);
        stage
            .teller
            .print(&shown, || json!({"kind": "warning", "warning": warning}))?;
    }
    let manifest_hash = HexBinary::from(Sha256::digest(&plan.text).to_vec());
    for group in &plan.parsed.groups {
        rent(stage, group, manifest_hash.clone())?;
    }
    Ok(())
}

fn rent(stage: &mut Stage<'_>, group: &Group, manifest_hash: HexBinary) -> Result<(), DemoError> {
    renew(stage)?;
    let usd_per_akt: Decimal = USD_PER_AKT.parse().unwrap_or_default();
    let request = match request(group, &stage.classes, usd_per_akt) {
        Ok(request) => request.cheapest(|class| best_ask(stage, class)),
        Err(reason) => return explain::unorderable(stage, &group.name, &reason),
    };
    let request = stand_in(stage, request)?;
    let names: Vec<&str> = request.attributes.iter().map(String::as_str).collect();
    add_attributes(stage, &names)?;
    describe(stage, &group.name, &request)?;
    let candidates = candidates(stage, &request, &manifest_hash);
    let matches = |one: &&Candidate| one.mismatch.is_none();
    let wanted = Wanted {
        group: group.name.clone(),
        matching: candidates.iter().filter(matches).cloned().collect(),
        request,
        manifest_hash,
    };
    if wanted.matching.is_empty() {
        return explain::nobody(stage, &wanted, &candidates);
    }
    book::rent(stage, &wanted)?;
    auction::rent(stage, &wanted)
}

/// The market of the demonstration has an auditor of its own, who vouches in the place of those
/// whom the file names.
fn stand_in(stage: &mut Stage<'_>, mut request: Request) -> Result<Request, DemoError> {
    let auditor = stage.world.addr(AUDITOR).to_string();
    let signed_by = &mut request.signed_by;
    let mut named: Vec<String> = signed_by.all_of.clone();
    named.extend(signed_by.any_of.clone());
    if named.is_empty() {
        return Ok(request);
    }
    for list in [&mut signed_by.all_of, &mut signed_by.any_of] {
        if !list.is_empty() {
            *list = vec![auditor.clone()];
        }
    }
    stage.teller.say(&format!(
        "note: the file wants auditors that this market does not have; {AUDITOR} stands in for {}",
        named.join(", ")
    ))?;
    Ok(request)
}

fn describe(stage: &mut Stage<'_>, group: &str, request: &Request) -> Result<(), DemoError> {
    for note in &request.notes {
        stage.teller.say(&format!("note: {note}"))?;
    }
    let unit = match request.classes.first() {
        Some(class) if is_gpu(class) => unit_name(class),
        _ => "unit·h",
    };
    let each = match resources(&request.unit).as_str() {
        "" => String::new(),
        words => format!(", each with {words}"),
    };
    let requires = match request.attributes.is_empty() {
        true => String::new(),
        false => format!(", at a provider with {}", request.attributes.join(", ")),
    };
    stage.teller.say(&format!(
        "group '{group}' is {} of {}{each}{requires}, at most {} per {unit}",
        units(request.units),
        request.classes.join(" or "),
        per_hour(request.ceiling),
    ))
}

fn units(number: u32) -> String {
    match number {
        1 => "1 unit".to_string(),
        more => format!("{more} units"),
    }
}

/// The rate of the cheapest ask of a class.
fn best_ask(stage: &Stage<'_>, class: &str) -> Option<Rate> {
    let class = stage.classes.iter().find(|one| one.name == class)?;
    let query = QueryMsg::Book {
        class: class.class,
        start_after: None,
        limit: Some(1),
    };
    let answer: AsksResponse = stage.world.query(Contract::Orderbook, &query);
    answer.asks.first().map(|ask| ask.rate)
}

/// Every ask of the classes, judged by the contract as a take would judge it.
fn candidates(stage: &Stage<'_>, request: &Request, manifest_hash: &HexBinary) -> Vec<Candidate> {
    let query = QueryMsg::ExplainMatch {
        demand: request.demand(AccountId(1), 0, manifest_hash.clone()),
        limit: Some(MAX_SCAN),
    };
    let answer: ExplainMatchResponse = stage.world.query(Contract::Orderbook, &query);
    answer.candidates
}
