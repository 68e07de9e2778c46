//! The tenant's file: each group is rented from the book and by auction, or it is explained why not.

use cosmwasm_std::{Decimal, HexBinary};
use serde_json::json;
use sha2::{Digest, Sha256};
use tender_interfaces::orderbook::{
    AskResponse, AsksResponse, Candidate, ExplainMatchResponse, QueryMsg, MAX_SCAN,
};
use tender_market::matching::carries;
use tender_market::request::{request, Conversion, Request};
use tender_market::sdl::Group;
use tender_market::text::{listed, quoted};
use tender_testkit::Contract;
use tender_types::{AccountId, AssetIndex, Rate};

use super::error::DemoError;
use super::market::{AUDITOR, USD_PER_AKT};
use super::plan::Plan;
use super::registry::{add_attributes, renew};
use super::stage::Stage;
use super::wanted::{Match, Wanted};
use super::{auction, book, explain};
use crate::excerpt::file_name;
use crate::units::{is_gpu, per_hour, resources, unit_name};

pub fn rent_all(stage: &mut Stage<'_>, plan: &Plan) -> Result<(), DemoError> {
    stage
        .teller
        .act(&format!("ana's deployment: {}", file_name(&plan.name)))?;
    for warning in &plan.parsed.warnings {
        let more = match warning.places {
            0 | 1 => String::new(),
            places => format!(" ({places} places)"),
        };
        let text = format!("warning: {}: {}{more}", warning.at, warning.message);
        let shown = stage.teller.set("    ", &text);
        stage
            .teller
            .print(&shown, || json!({"kind": "warning", "warning": warning}))?;
    }
    let manifest_hash = HexBinary::from(Sha256::digest(&plan.bytes).to_vec());
    for group in &plan.parsed.groups {
        rent(stage, group, manifest_hash.clone())?;
    }
    Ok(())
}

fn rent(stage: &mut Stage<'_>, group: &Group, manifest_hash: HexBinary) -> Result<(), DemoError> {
    renew(stage)?;
    let usd_per_akt: Decimal = USD_PER_AKT.parse().unwrap_or_default();
    let request = match request(group, &stage.classes, usd_per_akt) {
        Ok(request) => request,
        Err(reason) => return explain::unorderable(stage, &group.name, &reason),
    };
    let unit = request.unit.clone();
    let request = request.cheapest(|class| best_ask(stage, class, &unit));
    let request = stand_in(stage, request)?;
    let names: Vec<&str> = request.attributes.iter().map(String::as_str).collect();
    add_attributes(stage, &names)?;
    describe(stage, &group.name, &request)?;
    let candidates = candidates(stage, &request, &manifest_hash);
    let wanted = Wanted {
        group: group.name.clone(),
        matching: matching(stage, &candidates),
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
        listed(named.iter().map(String::as_str))
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
    let requires = if request.attributes.is_empty() {
        String::new()
    } else {
        format!(
            ", at a provider with {}",
            listed(request.attributes.iter().map(String::as_str))
        )
    };
    let converted = match request.conversion {
        Conversion::AtOracle => format!(" ({USD_PER_AKT} USD per AKT)"),
        Conversion::Settled | Conversion::AtPar => String::new(),
    };
    stage.teller.say(&format!(
        "the order for group {}: {} of {}{each}{requires}, at most {} per {unit}{converted}; the file's SHA-256 goes with it as the hash of the manifest",
        quoted(group),
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

/// The rate of the cheapest ask of a class whose units carry what is wanted.
fn best_ask(stage: &Stage<'_>, class: &str, unit: &tender_types::Resources) -> Option<Rate> {
    let class = stage.classes.iter().find(|one| one.name == class)?;
    let query = QueryMsg::Book {
        class: class.class,
        start_after: None,
        limit: Some(MAX_SCAN),
    };
    let answer: AsksResponse = stage.world.query(Contract::Orderbook, &query);
    let fits = |ask: &&AskResponse| carries(&ask.unit, unit).is_ok();
    answer.asks.iter().find(fits).map(|ask| ask.rate)
}

/// Every ask of the classes, judged by the contract as a take would judge it.
fn candidates(stage: &Stage<'_>, request: &Request, manifest_hash: &HexBinary) -> Vec<Candidate> {
    let query = QueryMsg::ExplainMatch {
        demand: request.demand(AccountId(1), AssetIndex::CREDIT, manifest_hash.clone()),
        limit: Some(MAX_SCAN),
    };
    let answer: ExplainMatchResponse = stage.world.query(Contract::Orderbook, &query);
    answer.candidates
}

/// Those that serve, with what their units carry.
fn matching(stage: &Stage<'_>, candidates: &[Candidate]) -> Vec<Match> {
    let serve = candidates.iter().filter(|one| one.mismatch.is_none());
    let with_unit = |one: &Candidate| {
        let query = QueryMsg::Ask { ask: one.ask };
        let ask: AskResponse = stage.world.query(Contract::Orderbook, &query);
        Match {
            ask: one.clone(),
            unit: ask.unit,
        }
    };
    serve.map(with_unit).collect()
}
