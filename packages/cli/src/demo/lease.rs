//! The life of a lease, however it was found: paid in, opened, paid out, closed, added up.

use tender_types::{AccountId, Bps, LeaseKey, ProviderId, Rate};

use super::deeds::{self, code};
use super::error::DemoError;
use super::market::{HOUR, UNIT};
use super::receipt::{Receipt, Way};
use super::rented::Rented;
use super::stage::Stage;
use super::wanted::Wanted;
use crate::units::span;

/// Hours of the cheapest ask that a tenant pays in.
const HOURS_PAID: u128 = 12;

/// ana buys AKT for some hours and burns it into an account of her own.
pub fn fund(stage: &mut Stage<'_>, wanted: &Wanted) -> Result<AccountId, DemoError> {
    let akt = akt_for(wanted.best_rate());
    let ana = stage.buy("ana", akt)?;
    let account = deeds::open_account(&mut stage.world, &ana, akt)?;
    let text = format!(
        "ana burns the {} AKT for credit (1 ACT = 1 USD), straight into an escrow account of hers, number {account}",
        akt / UNIT
    );
    stage.step(&text, code::MINT)?;
    Ok(account)
}

/// Whole AKT that pay for [`HOURS_PAID`] at `rate`, and a little more.
fn akt_for(rate: Rate) -> u128 {
    let micro_usd = rate.0 / 1_000_000 * u128::from(HOUR) * HOURS_PAID;
    (micro_usd / UNIT + 1) * UNIT
}

/// What was asked for beside what is rented, once the lease runs.
pub fn compare(
    stage: &mut Stage<'_>,
    wanted: &Wanted,
    way: Way,
    lease: LeaseKey,
) -> Result<(), DemoError> {
    let lease = stage.world.lease(lease);
    let rented = Rented {
        way,
        group: &wanted.group,
        request: &wanted.request,
        class: &stage.class_name(lease.class),
        units: lease.units,
        unit: &wanted.unit(lease.provider, lease.class),
        rate: lease.rate,
    };
    stage.teller.print(&rented.table(), || rented.json())
}

/// The provider takes what it has earned.
pub fn withdraw(stage: &mut Stage<'_>, lease: LeaseKey, when: &str) -> Result<(), DemoError> {
    let row = stage.world.lease(lease);
    let Some(supplier) = stage.supplier(row.provider) else {
        return Ok(());
    };
    let (name, addr) = (supplier.cast.name, supplier.addr.clone());
    deeds::withdraw(&mut stage.world, &addr, lease)?;
    let text = format!(
        "{when} {name} withdraws what {} of service earned",
        span(row.seconds)
    );
    stage.step(&text, code::WITHDRAW)
}

/// ana closes the lease.
pub fn close(stage: &mut Stage<'_>, lease: LeaseKey, text: &str) -> Result<(), DemoError> {
    let ana = stage.world.addr("ana");
    deeds::close_lease(&mut stage.world, &ana, lease)?;
    stage.step(text, code::CLOSE_LEASES)
}

/// ana gets back what she did not spend.
pub fn refund(stage: &mut Stage<'_>, account: AccountId) -> Result<(), DemoError> {
    let ana = stage.world.addr("ana");
    deeds::close_account(&mut stage.world, &ana, account)?;
    stage.step(
        "ana closes the account and has back what was not spent",
        code::CLOSE_ACCOUNT,
    )
}

/// Collects the fees of a closed account, so that its part of them is known to the unit, and adds
/// the lease up from the events of its life.
pub fn add_up(
    stage: &mut Stage<'_>,
    wanted: &Wanted,
    way: Way,
    lease: LeaseKey,
    provider: ProviderId,
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
    let provider = stage.provider_name(provider);
    let mut receipt = Receipt::new(&wanted.group, way, lease, provider);
    let steps = stage.world.recorder.steps();
    let mut class = None;
    for event in steps.iter().flat_map(|step| &step.result.events) {
        let opened = receipt.add(event);
        class = class.or(opened);
    }
    // The fees of this account are the only ones in the pot: it is emptied after every lease.
    if let Some(last) = steps.last() {
        receipt.add_fees(&last.result.events);
    }
    receipt.class = class.map_or_else(String::new, |class| stage.class_name(class));
    let left = stage.world.act(&stage.world.at.escrow.clone());
    receipt.verify(left)?;
    stage.receipts.push(receipt);
    Ok(())
}

fn percent(share: Bps) -> String {
    format!("{} %", share.0 / 100)
}
