//! The first act: contracts, price, catalog, providers, asks.

use tender_interfaces::attestation::{ClassesResponse, QueryMsg};
use tender_testkit::{Ask, Contract};
use tender_types::ProviderId;

use super::market::{Cast, Hardware, CAST, HARDWARE};
use super::stage::{needs, Stage, Supplier, UNIT, USD_PER_AKT};
use super::DemoError;

/// The demonstration's auditor.
pub const AUDITOR: &str = "audrey";

/// How thoroughly it looked, of four tiers.
const TIER: u8 = 2;

/// Attestations last 90 days; a long file (cheap leases run for days until their money is spent)
/// needs fresh ones.
const RENEW_AFTER: u64 = 30 * 24 * 3_600;

pub fn open(stage: &mut Stage<'_>) -> Result<(), DemoError> {
    stage.teller.act("The market opens")?;
    follow(stage);
    let contracts = Contract::ALL.map(Contract::name).join(", ");
    stage.step(
        &format!("gov instantiates seven contracts as WebAssembly and tells them of one another: {contracts}"),
        "packages/testkit/src/deploy.rs",
    )?;
    stage.feed();
    stage.step(
        &format!("three feeders report {USD_PER_AKT} USD per AKT; two must agree"),
        "contracts/oracle/src/execute/report.rs",
    )?;
    furnish(stage)?;
    for cast in &CAST {
        join(stage, cast)?;
    }
    offer(stage)
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

fn furnish(stage: &mut Stage<'_>) -> Result<(), DemoError> {
    for hardware in &HARDWARE {
        needs(
            hardware.name,
            stage.world.add_class(hardware.name, hardware.carries()),
        )?;
    }
    stage.step(
        &format!(
            "gov adds {} hardware classes to the catalog",
            HARDWARE.len()
        ),
        "contracts/attestation/src/execute/add_class.rs",
    )?;
    let mut attributes: Vec<&str> = CAST
        .iter()
        .flat_map(|cast| cast.attributes)
        .copied()
        .collect();
    attributes.sort_unstable();
    attributes.dedup();
    add_attributes(stage, &attributes)?;
    needs("admitting an auditor", stage.world.admit_auditor(AUDITOR))?;
    stage.step(
        &format!("gov admits {AUDITOR} as an auditor"),
        "contracts/attestation/src/execute/admit_auditor.rs",
    )?;
    let query = QueryMsg::Classes {
        start_after: None,
        limit: Some(100),
    };
    let answer: ClassesResponse = stage.world.query(Contract::Attestation, &query);
    stage.classes = answer.classes;
    Ok(())
}

/// Adds those names that the catalog does not have.
pub fn add_attributes(stage: &mut Stage<'_>, names: &[&str]) -> Result<(), DemoError> {
    let unknown: Vec<String> = names
        .iter()
        .map(|name| (*name).to_string())
        .filter(|name| !stage.attributes.contains(name))
        .collect();
    if unknown.is_empty() {
        return Ok(());
    }
    for name in &unknown {
        needs(name, stage.world.add_attribute(name))?;
    }
    let text = format!("gov adds attributes to the catalog: {}", unknown.join(", "));
    stage.attributes.extend(unknown);
    stage.step(&text, "contracts/attestation/src/execute/add_attribute.rs")
}

/// A provider registers, posts its bond, and the auditor vouches for it.
fn join(stage: &mut Stage<'_>, cast: &'static Cast) -> Result<(), DemoError> {
    let bond = stage.world.settings.attestation.min_bond.u128();
    let addr = stage.world.addr(cast.name);
    stage.world.give_akt(&addr, bond);
    let host = format!("https://{}.example", cast.name);
    let registered = stage.world.register(&addr, &host, cast.attributes);
    let id = needs("registering", registered)?.value;
    needs("bonding", stage.world.bond(&addr, id, bond))?;
    let classes = attest(stage, cast, id)?;
    stage.suppliers.push(Supplier {
        cast,
        addr,
        id,
        asks: vec![],
    });
    let text = format!(
        "{} registers as a provider ({}), buys and bonds {} AKT, and submits what {AUDITOR} signed: tier {TIER}, {classes} classes",
        cast.name,
        cast.attributes.join(", "),
        bond / UNIT,
    );
    stage.step(&text, "contracts/attestation/src/execute/attest.rs")
}

/// The auditor signs what a provider is and has: the number of classes.
fn attest(stage: &mut Stage<'_>, cast: &Cast, id: ProviderId) -> Result<usize, DemoError> {
    let place = CAST.iter().position(|other| other.name == cast.name);
    let at = |(index, hardware): &(usize, &Hardware)| {
        place.is_some_and(|place| hardware.is_at(*index, place))
    };
    let offered = HARDWARE.iter().enumerate().filter(at);
    let classes: Vec<&str> = offered.map(|(_, hardware)| hardware.name).collect();
    let world = &mut stage.world;
    let auditor = world.addr(AUDITOR);
    let vouched = world.vouch(&auditor, id, TIER, &classes, cast.attributes);
    needs("attesting", vouched)?;
    stage.attested_at = stage.world.now();
    Ok(classes.len())
}

/// Attests everybody anew when the last time was long ago.
pub fn renew(stage: &mut Stage<'_>) -> Result<(), DemoError> {
    if stage.world.now() < stage.attested_at + RENEW_AFTER {
        return Ok(());
    }
    let providers: Vec<_> = stage
        .suppliers
        .iter()
        .map(|one| (one.cast, one.id))
        .collect();
    for (cast, id) in providers {
        attest(stage, cast, id)?;
    }
    stage.step(
        &format!("weeks have passed; {AUDITOR} looks at the providers again and signs anew"),
        "contracts/attestation/src/execute/attest.rs",
    )
}

fn offer(stage: &mut Stage<'_>) -> Result<(), DemoError> {
    let mut posted = 0;
    for (index, hardware) in HARDWARE.iter().enumerate() {
        for (place, cast) in CAST.iter().enumerate() {
            if !hardware.is_at(index, place) {
                continue;
            }
            let Some(supplier) = stage.suppliers.get_mut(place) else {
                continue;
            };
            let rate = hardware.rate(index, place);
            let ask = Ask::at(hardware.name, hardware.units(), rate).each(hardware.unit(cast));
            let key = needs("posting an ask", stage.world.post(&supplier.addr, ask))?.value;
            supplier.asks.push(key);
            posted += 1;
        }
    }
    let text =
        format!("the five providers post {posted} asks; each class is offered by at least three");
    stage.step(&text, "contracts/orderbook/src/execute/post_ask.rs")
}
