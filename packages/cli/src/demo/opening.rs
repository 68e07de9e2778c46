//! The first act: contracts, price, catalog, providers, asks.

use tender_interfaces::attestation::{ClassesResponse, QueryMsg};
use tender_testkit::{Ask, Contract};

use super::deeds::{self, code};
use super::error::DemoError;
use super::market::{Cast, AUDITOR, CAST, HARDWARE, TIER, UNIT, USD_PER_AKT};
use super::registry::{add_attributes, attest};
use super::stage::{Stage, Supplier};

/// Opens the market: after it the providers of [`CAST`] have asks in the book.
pub fn open(stage: &mut Stage<'_>) -> Result<(), DemoError> {
    stage.teller.act("The market opens")?;
    follow(stage);
    stage.teller.fold();
    set_up(stage)?;
    let text = format!(
        "gov deploys seven contracts and fills the catalog: {} classes of hardware, {} attributes, and {AUDITOR} as auditor; three feeders report {USD_PER_AKT} USD per AKT",
        HARDWARE.len(),
        stage.attributes.len(),
    );
    stage.teller.unfold(&text, code::DEPLOY)?;

    stage.teller.fold();
    for cast in &CAST {
        join(stage, cast)?;
    }
    let asks = offer(stage)?;
    let text = format!(
        "five providers register, bond {} AKT each, submit what {AUDITOR} signed of them, and post {asks} asks",
        bond(stage) / UNIT
    );
    stage.teller.unfold(&text, code::POST_ASK)?;
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

fn bond(stage: &Stage<'_>) -> u128 {
    stage.world.settings.attestation.min_bond.0
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
    for hardware in &HARDWARE {
        deeds::add_class(&mut stage.world, hardware.name, hardware.carries())?;
    }
    let classes = HARDWARE.len();
    stage.step(
        &format!("gov adds {classes} hardware classes to the catalog"),
        code::ADD_CLASS,
    )?;
    let own = CAST.iter().flat_map(|cast| cast.attributes);
    let mut attributes: Vec<&str> = own.copied().collect();
    attributes.sort_unstable();
    attributes.dedup();
    add_attributes(stage, &attributes)?;
    deeds::admit_auditor(&mut stage.world, AUDITOR)?;
    stage.step(
        &format!("gov admits {AUDITOR} as an auditor"),
        code::ADMIT_AUDITOR,
    )?;
    let query = QueryMsg::Classes {
        start_after: None,
        limit: Some(100),
    };
    let answer: ClassesResponse = stage.world.query(Contract::Attestation, &query);
    stage.classes = answer.classes;
    Ok(())
}

/// A provider registers, posts its bond, and the auditor vouches for it.
fn join(stage: &mut Stage<'_>, cast: &'static Cast) -> Result<(), DemoError> {
    let id = deeds::join(&mut stage.world, cast)?;
    let classes = attest(stage, cast, id)?;
    stage.suppliers.push(Supplier {
        cast,
        addr: stage.world.addr(cast.name),
        id,
        asks: vec![],
    });
    let text = format!(
        "{} registers as a provider ({}), buys and bonds {} AKT, and submits what {AUDITOR} signed: tier {TIER}, {classes} classes",
        cast.name,
        cast.attributes.join(", "),
        bond(stage) / UNIT,
    );
    stage.step(&text, code::ATTEST)
}

/// Posts every provider's asks: how many.
fn offer(stage: &mut Stage<'_>) -> Result<u32, DemoError> {
    let mut posted = 0;
    for (index, hardware) in HARDWARE.iter().enumerate() {
        for (place, supplier) in stage.suppliers.iter_mut().enumerate() {
            if !hardware.is_at(index, place) {
                continue;
            }
            let rate = hardware.rate(index, place);
            let unit = hardware.unit(supplier.cast);
            let ask = Ask::at(hardware.name, hardware.units(), rate).each(unit);
            let key = deeds::post_ask(&mut stage.world, &supplier.addr, ask)?;
            supplier.asks.push(key);
            posted += 1;
        }
    }
    let text =
        format!("the five providers post {posted} asks; each class is offered by at least three");
    stage.step(&text, code::POST_ASK)?;
    Ok(posted)
}
