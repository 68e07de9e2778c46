//! The tenant's file: each group is rented by card, from the book and by auction, or it is explained why
//! not.

use std::collections::{BTreeMap, BTreeSet};

use cosmwasm_std::{Decimal, HexBinary};
use serde_json::json;
use sha2::{Digest, Sha256};
use tender_interfaces::demand::{Demand, Quorum};
use tender_interfaces::orderbook::{OffersResponse, QueryMsg, Quote, QuoteResponse};
use tender_market::catalog::Catalog;
use tender_market::request::{request, Conversion, Request};
use tender_market::sdl::Group;
use tender_market::text::{listed, quoted};
use tender_testkit::Contract;
use tender_types::Rate;

use super::error::DemoError;
use super::market::{AUDITORS, USD_PER_AKT};
use super::plan::Plan;
use super::registry::{add_attributes, have_auditors, renew};
use super::rented::Rental;
use super::stage::Stage;
use super::wanted::Wanted;
use super::{auction, book, card, explain};
use crate::excerpt::file_name;
use crate::units::per_hour;

/// Rents every group of the tenant's file in each way that it can be; a group that nobody serves is
/// explained instead.
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
    let catalog = catalog(stage);
    let Request { mut demand, notes } = match request(group, &catalog, usd_per_akt, manifest_hash) {
        Ok(request) => request,
        Err(reason) => return explain::unorderable(stage, &group.name, &reason),
    };
    for note in &notes {
        stage.teller.say(&format!("note: {note}"))?;
    }
    demand.signed_by = stand_in(stage, demand.signed_by)?;
    add_attributes(stage, &demand.attributes)?;
    let quotes = quotes(stage, &demand);
    let wanted = Wanted::new(group, demand, quotes);
    describe(stage, &wanted, group)?;
    if wanted.serving().is_empty() {
        return explain::nobody(stage, &wanted);
    }
    explain::answers(stage, &wanted)?;
    stage.rentals.push(Rental::of(&wanted));
    card::rent(stage, &wanted)?;
    book::rent(stage, &wanted)?;
    auction::rent(stage, &wanted)?;
    match stage.rentals.last().map(Rental::table) {
        Some(table) => stage.teller.table(&format!("\n{table}")),
        None => Ok(()),
    }
}

/// The standard catalog, with what is offered for least in front: where more would do than an order can
/// name, these are named.
fn catalog(stage: &Stage<'_>) -> Catalog {
    let mut best: BTreeMap<String, Rate> = BTreeMap::new();
    for supplier in &stage.suppliers {
        let query = QueryMsg::Offers {
            provider: supplier.id,
            start_after: None,
            limit: Some(100),
        };
        let answer: OffersResponse = stage.world.query(Contract::Orderbook, &query);
        for one in answer.offers {
            let rate = best
                .entry(stage.class_name(one.offer.class))
                .or_insert(one.rate);
            *rate = one.rate.min(*rate);
        }
    }
    let catalog = Catalog::standard().clone();
    catalog.cheapest_first(|class| best.get(&class.name()).copied())
}

/// The market of the demonstration has auditors of its own: one stands in for each whom the file names.
fn stand_in(
    stage: &mut Stage<'_>,
    mut quorums: Vec<Quorum<String>>,
) -> Result<Vec<Quorum<String>>, DemoError> {
    let named: BTreeSet<String> = quorums.iter().flat_map(|one| one.of.clone()).collect();
    if named.is_empty() {
        return Ok(quorums);
    }
    have_auditors(stage, named.len())?;
    let own: BTreeMap<&String, &str> = named.iter().zip(AUDITORS).collect();
    for auditor in quorums.iter_mut().flat_map(|one| &mut one.of) {
        if let Some(name) = own.get(auditor) {
            *auditor = stage.world.addr(name).to_string();
        }
    }
    let pairs = own
        .iter()
        .map(|(named, own)| format!("{own} for {}", quoted(named)));
    stage.teller.say(&format!(
        "note: the file names auditors that this market does not have; its own stand in: {}",
        pairs.collect::<Vec<_>>().join(", ")
    ))?;
    Ok(quorums)
}

/// What every provider would ask for the demand.
fn quotes(stage: &Stage<'_>, demand: &Demand) -> Vec<Quote> {
    let query = QueryMsg::Quote {
        demand: demand.clone(),
        tenant: None,
        providers: stage.suppliers.iter().map(|one| one.id).collect(),
        start_after: None,
        limit: None,
    };
    let answer: QuoteResponse = stage.world.query(Contract::Orderbook, &query);
    answer.quotes
}

fn describe(stage: &mut Stage<'_>, wanted: &Wanted, group: &Group) -> Result<(), DemoError> {
    let demand = &wanted.demand;
    let lines = match demand.lines.len() {
        1 => "one line".to_string(),
        more => format!("{more} lines"),
    };
    let requires = match demand.attributes.as_slice() {
        [] => String::new(),
        names => format!(
            ", at a provider with {}",
            listed(names.iter().map(String::as_str))
        ),
    };
    let converted = match Conversion::of(group.denom().unwrap_or_default()) {
        Conversion::AtOracle => format!(" ({USD_PER_AKT} USD per AKT)"),
        Conversion::Settled | Conversion::AtPar => String::new(),
    };
    stage.teller.say(&format!(
        "the order for group {}, whole and as written, {lines}: {}{requires}, for at most {} an hour{converted}; the file's SHA-256 goes with it as the hash of the manifest",
        quoted(&wanted.group),
        wanted.asked().words(),
        per_hour(demand.max_rate),
    ))
}
