//! The life of a lease, however it was found: paid in, opened, started, closed, added up.

use tender_interfaces::escrow::{CloseReason, LeaseState};
use tender_types::{AccountId, Bps, LeaseKey, Rate, Seconds};

use super::deeds::{code, supply, tenant as deeds};
use super::error::DemoError;
use super::market::{HOUR, UNIT};
use super::receipt::{Receipt, Way};
use super::rented::Rented;
use super::stage::Stage;
use super::totals::Totals;
use super::wanted::Wanted;
use crate::units::span;

/// Hours at the cheapest answer that a tenant pays in.
const HOURS_PAID: u128 = 12;

/// ana buys AKT for some hours and burns it into an account of her own.
pub fn fund(stage: &mut Stage<'_>, wanted: &Wanted) -> Result<AccountId, DemoError> {
    let akt = akt_for(wanted.best_rate());
    let (ana, bought) = stage.buy("ana", akt);
    let account = deeds::open_account(&mut stage.world, &ana, akt)?;
    let text = format!(
        "{bought} and burns it for credit (1 ACT = 1 USD), straight into an escrow account of hers, number {account}"
    );
    stage.step(&text, code::MINT)?;
    Ok(account)
}

/// Whole AKT that pay for [`HOURS_PAID`] at `rate`, and a little more.
fn akt_for(rate: Rate) -> u128 {
    let micro_usd = rate.0 / 1_000_000 * u128::from(HOUR) * HOURS_PAID;
    (micro_usd / UNIT + 1) * UNIT
}

/// Tells how the only one of `leases` was opened, and for whom it waits.
pub fn waits(
    stage: &mut Stage<'_>,
    how: &str,
    leases: &[LeaseKey],
    code: &str,
) -> Result<LeaseKey, DemoError> {
    let [key] = leases else {
        return Err(DemoError::Refused {
            what: "the order".to_string(),
            error: format!("{} leases were opened instead of one", leases.len()),
        });
    };
    let lease = stage.lease(*key);
    let name = stage.provider_name(key.provider);
    let text = format!(
        "{how}: {name}, with {}; {name} has {} to start",
        stage.terms(&lease),
        span(until_late(stage, *key))
    );
    stage.step(&text, code)?;
    Ok(*key)
}

/// How long a lease that waits may still be started in time.
pub fn until_late(stage: &Stage<'_>, lease: LeaseKey) -> Seconds {
    match stage.lease(lease).state {
        LeaseState::Pending { start_until } | LeaseState::Ready { start_until } => {
            start_until.since(stage.world.now())
        }
        LeaseState::Active { .. } => Seconds::ZERO,
    }
}

/// The provider says that everything is ready.
pub fn start(stage: &mut Stage<'_>, lease: LeaseKey) -> Result<(), DemoError> {
    let Some(supplier) = stage.supplier(lease.provider) else {
        return Ok(());
    };
    let (name, addr) = (supplier.cast.name, supplier.addr.clone());
    supply::start(&mut stage.world, &addr, lease)?;
    let text = format!("{name} holds it ready and starts the lease: money flows from this second");
    stage.step(&text, code::START)
}

/// Keeps what is rented, beside what was asked for, once the lease runs.
pub fn open(
    stage: &mut Stage<'_>,
    wanted: &Wanted,
    way: Way,
    lease: LeaseKey,
) -> Result<(), DemoError> {
    let row = stage.lease(lease);
    let mut held = Totals::from(&row.draw.card);
    for one in &row.draw.gpus {
        let unit = stage.carries(lease.provider, one.class);
        held = held.with(&Totals::units(one.units, &unit));
    }
    let gpus = row.draw.gpus.iter();
    let gpus = gpus.map(|one| (stage.class_name(one.class), one.units));
    let classes = match row.draw.gpus.as_slice() {
        [only] => vec![only.class; wanted.demand.lines.len()],
        _ => wanted.classes(lease.provider).to_vec(),
    };
    let classes = classes.into_iter().map(|class| stage.class_name(class));
    let rented = Rented {
        way,
        provider: stage.provider_name(lease.provider),
        gpus: gpus.collect(),
        classes: classes.collect(),
        held,
        rate: row.rate,
    };
    let json = rented.json(wanted);
    stage.teller.print("", || json.clone())?;
    let rental = stage.rentals.last_mut();
    rental
        .into_iter()
        .for_each(|one| one.rented.push(rented.clone()));
    Ok(())
}

/// ana closes the lease.
pub fn close(stage: &mut Stage<'_>, lease: LeaseKey, text: &str) -> Result<(), DemoError> {
    let ana = stage.world.addr("ana");
    deeds::close_lease(&mut stage.world, &ana, lease, CloseReason::Done)?;
    stage.step(text, code::CLOSE_LEASES)
}

/// ana gets back what she did not spend; a lease that still runs ends with the account.
pub fn refund(stage: &mut Stage<'_>, account: AccountId) -> Result<(), DemoError> {
    let running = stage.world.account(account).leases > 0;
    let ana = stage.world.addr("ana");
    deeds::close_account(&mut stage.world, &ana, account)?;
    let text = if running {
        "ana closes the account: its lease ends and is paid, and she has back what was not spent"
    } else {
        "ana closes the account and has back what was not spent"
    };
    stage.step(text, code::CLOSE_ACCOUNT)
}

/// Collects the fees of a closed account, so that its part of them is known to the unit, and adds
/// the lease up from the events of its life.
pub fn add_up(
    stage: &mut Stage<'_>,
    wanted: &Wanted,
    way: Way,
    lease: LeaseKey,
) -> Result<(), DemoError> {
    let cat = stage.world.addr("cat");
    deeds::collect_fees(&mut stage.world, &cat)?;
    let params = stage.world.settings.escrow;
    let text = format!(
        "cat lets the escrow split the protocol's fee, {} of what was paid: {} of it is burned, the rest goes to the treasury",
        percent(params.take),
        percent(params.burn),
    );
    stage.step(&text, code::COLLECT_FEES)?;
    let provider = stage.provider_name(lease.provider);
    let mut receipt = Receipt::new(&wanted.group, way, lease, provider);
    let steps = stage.world.recorder.steps();
    for event in steps.iter().flat_map(|step| &step.result.events) {
        receipt.add(event);
    }
    // The fees of this account are the only ones in the pot: it is emptied after every lease.
    if let Some(last) = steps.last() {
        receipt.add_fees(&last.result.events);
    }
    let left = stage.world.act(&stage.world.at.escrow.clone());
    receipt.verify(left)?;
    stage.receipts.push(receipt);
    Ok(())
}

fn percent(share: Bps) -> String {
    format!("{} %", share.0 / 100)
}
