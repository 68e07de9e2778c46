//! The first act: contracts, price, catalog, providers, offers and cards.

use tender_interfaces::attestation::{
    Class, ClassesResponse, NewClass, QueryMsg, Slice, MAX_NEW_ATTRIBUTES, MAX_NEW_CLASSES,
};
use tender_market::catalog::{self, Catalog};
use tender_testkit::Contract;
use tender_types::Akt;

use super::cast::{Cast, CAST, CORES, MEMORY_GIB};
use super::deeds::{code, registry as deeds, supply};
use super::error::DemoError;
use super::hardware::{bond, offered, UNITS};
use super::market::{AUDITOR, TIER, UNIT, USD_PER_AKT};
use super::registry::{attest, have_auditors};
use super::stage::{Stage, Supplier};

/// Opens the market: after it the providers of [`CAST`] have offers in the book, and rate cards.
pub fn open(stage: &mut Stage<'_>) -> Result<(), DemoError> {
    stage.teller.act("The market opens")?;
    follow(stage);
    stage.teller.fold();
    set_up(stage)?;
    let text = format!(
        "gov deploys seven contracts, seeds the standard catalog ({} classes of GPUs, {} attributes), and admits {AUDITOR} as auditor; three feeders report {USD_PER_AKT} USD per AKT",
        stage.classes.len(),
        stage.attributes.len(),
    );
    stage.teller.unfold(&text, code::DEPLOY)?;

    stage.teller.fold();
    let mut offers = 0;
    for (place, cast) in CAST.iter().enumerate() {
        join(stage, place, cast)?;
        offers += offer(stage, place)?;
    }
    stage.attested_at = stage.world.now();
    let text = format!(
        "six providers register, bond what their offers lock, submit what {AUDITOR} counted, and post {offers} offers of {UNITS} GPUs each and six rate cards of {CORES} cores and {} TiB of memory",
        MEMORY_GIB >> 10,
    );
    stage.teller.unfold(&text, code::OFFER)?;
    stage.opening = stage.world.recorder.steps().len();
    Ok(())
}

/// Whose money the reader sees.
fn follow(stage: &mut Stage<'_>) {
    let world = &stage.world;
    let actors = ["ana", "sue", "treasury", "genesis"];
    let actors = actors.into_iter().chain(CAST.iter().map(|cast| cast.name));
    let mut people: Vec<_> = actors
        .map(|name| (name.to_string(), world.addr(name)))
        .collect();
    people.push(("escrow".to_string(), world.at.escrow.clone()));
    people.push(("bonds".to_string(), world.at.attestation.clone()));
    people.push(("bme".to_string(), world.at.bme.clone()));
    stage.teller.follow(&stage.world, people);
}

fn set_up(stage: &mut Stage<'_>) -> Result<(), DemoError> {
    let contracts = Contract::ALL.map(Contract::name).join(", ");
    stage.step(
        &format!("gov instantiates seven contracts as WebAssembly and tells them of one another: {contracts}"),
        code::DEPLOY,
    )?;
    stage.feed();
    stage.step(
        &format!("three feeders report {USD_PER_AKT} USD per AKT; two must agree"),
        code::REPORT,
    )?;
    seed_classes(stage)?;
    seed_attributes(stage)?;
    have_auditors(stage, 1)
}

fn seed_classes(stage: &mut Stage<'_>) -> Result<(), DemoError> {
    let mut messages = 0;
    for batch in Catalog::standard().class_batches(MAX_NEW_CLASSES) {
        deeds::add_classes(&mut stage.world, batch.iter().map(new_class).collect())?;
        messages += 1;
    }
    stage.classes = classes(stage);
    let text = format!(
        "gov seeds the standard catalog: {} classes of GPUs in {messages} messages",
        stage.classes.len()
    );
    stage.step(&text, code::ADD_CLASSES)
}

/// A unit locks an AKT of bond for each GiB of its own memory.
fn new_class(class: &catalog::Class) -> NewClass {
    let slice = class.slice_of.as_ref();
    NewClass {
        vendor: class.vendor.clone(),
        model: class.model.clone(),
        memory_gib: class.memory_gib,
        interface: class.interface.clone(),
        slice_of: slice.map(|slice| Slice {
            class: slice.class.clone(),
            parts: slice.parts,
        }),
        carries: class.carries.clone(),
        bond_per_unit: Akt(u128::from(class.memory_gib) * UNIT),
    }
}

/// The catalog, page by page.
fn classes(stage: &Stage<'_>) -> Vec<Class> {
    let mut all: Vec<Class> = vec![];
    loop {
        let query = QueryMsg::Classes {
            start_after: all.last().map(|class| class.class),
            limit: Some(100),
        };
        let page: ClassesResponse = stage.world.query(Contract::Attestation, &query);
        if page.classes.is_empty() {
            return all;
        }
        all.extend(page.classes);
    }
}

fn seed_attributes(stage: &mut Stage<'_>) -> Result<(), DemoError> {
    let mut messages = 0;
    for batch in Catalog::standard().attribute_batches(MAX_NEW_ATTRIBUTES) {
        let names: Vec<&str> = batch.iter().map(String::as_str).collect();
        deeds::add_attributes(&mut stage.world, &names)?;
        stage.attributes.extend(batch.iter().cloned());
        messages += 1;
    }
    let text = format!(
        "gov adds the standard attributes: {} in {messages} messages",
        stage.attributes.len()
    );
    stage.step(&text, code::ADD_ATTRIBUTES)
}

/// A provider registers, posts its bond, and the auditor vouches for it.
fn join(stage: &mut Stage<'_>, place: usize, cast: &'static Cast) -> Result<(), DemoError> {
    let params = stage.world.settings.orderbook;
    let per_unit = |name: &str| {
        let class = stage.classes.iter().find(|class| class.name == name);
        class.map_or(0, |class| class.bond_per_unit.0)
    };
    let (core, gib) = (params.bond_per_core.0, params.bond_per_gib.0);
    let bond = bond(place, per_unit, core, gib);
    let id = deeds::join(&mut stage.world, cast, bond)?;
    attest(stage, AUDITOR, (cast, place, id))?;
    stage.suppliers.push(Supplier {
        cast,
        place,
        addr: stage.world.addr(cast.name),
        id,
    });
    let text = format!(
        "{} registers as a provider ({}), buys and bonds {} AKT, and submits what {AUDITOR} counted and signed: tier {TIER}, {} classes, {CORES} cores",
        cast.name,
        cast.attributes.join(", "),
        bond / UNIT,
        offered(place).count(),
    );
    stage.step(&text, code::ATTEST)
}

/// Posts a provider's offers in one message, and its rate card: how many offers.
fn offer(stage: &mut Stage<'_>, place: usize) -> Result<usize, DemoError> {
    let Some(supplier) = stage.suppliers.get(place) else {
        return Ok(0);
    };
    let (cast, addr) = (supplier.cast, supplier.addr.clone());
    let changes = stage.offers(supplier);
    let posted = changes.len();
    supply::offer(&mut stage.world, &addr, changes)?;
    let text = format!("{} posts {posted} offers in one message", cast.name);
    stage.step(&text, code::OFFER)?;
    supply::set_card(&mut stage.world, &addr, cast.card())?;
    let text = format!("{} sets its rate card", cast.name);
    stage.step(&text, code::CARD)?;
    Ok(posted)
}
