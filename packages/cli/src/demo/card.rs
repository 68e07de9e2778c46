//! Renting by card: the cheapest of providers that answered a free query, whatever is asked for.

use tender_interfaces::orderbook;
use tender_types::{AccountId, LeaseKey};

use super::deeds::{code, supply, tenant as deeds};
use super::error::DemoError;
use super::fault;
use super::lease::{add_up, close, fund, open, refund, start, waits};
use super::market::{HOUR, UNIT};
use super::receipt::Way;
use super::stage::Stage;
use super::wanted::Wanted;
use crate::units::span;

/// Rents what is wanted from the cheapest providers by name, and tells it to the refund; the lease's
/// receipt is kept.
pub fn rent(stage: &mut Stage<'_>, wanted: &Wanted) -> Result<(), DemoError> {
    let title = format!("By card: {}", wanted.summary());
    stage.teller.act(&title)?;
    let account = fund(stage, wanted)?;
    let mut lease = place(stage, wanted, account)?;
    if stage.is_sham(lease.provider) && wanted.serving().len() > 1 {
        fault::not_started(stage, lease)?;
        lease = rematch(stage, lease)?;
    }
    start(stage, lease)?;
    open(stage, wanted, Way::Card, lease)?;

    stage.world.advance(HOUR);
    withdraw(stage, lease)?;
    top_up(stage, account)?;
    stage.world.advance(2 * HOUR);
    close(
        stage,
        lease,
        "two more hours pass; ana has what she needed and closes the lease",
    )?;
    refund(stage, account)?;
    add_up(stage, wanted, Way::Card, lease)
}

fn place(
    stage: &mut Stage<'_>,
    wanted: &Wanted,
    account: AccountId,
) -> Result<LeaseKey, DemoError> {
    let ana = stage.world.addr("ana");
    let mut demand = wanted.demand(account);
    demand.rematch = 1;
    let named = wanted.named();
    let names: Vec<&str> = named
        .iter()
        .map(|one| stage.provider_name(one.provider))
        .collect();
    let text = format!(
        "ana orders from the cheapest of {}, each at what it answered and no more",
        names.join(", ")
    );
    let way = orderbook::Way::Named { providers: named };
    let placed = deeds::place_order(&mut stage.world, &ana, demand, way)?;
    waits(stage, &text, &placed.leases, code::PLACE_ORDER)
}

/// Whom the order names next.
fn rematch(stage: &mut Stage<'_>, lease: LeaseKey) -> Result<LeaseKey, DemoError> {
    let cat = stage.world.addr("cat");
    let next = deeds::rematch(&mut stage.world, &cat, lease)?;
    let text = format!(
        "cat has the order matched anew, as it was placed but without {}",
        stage.provider_name(lease.provider)
    );
    waits(stage, &text, &[next], code::REMATCH)
}

fn withdraw(stage: &mut Stage<'_>, lease: LeaseKey) -> Result<(), DemoError> {
    let row = stage.lease(lease);
    let Some(supplier) = stage.supplier(lease.provider) else {
        return Ok(());
    };
    let (name, addr) = (supplier.cast.name, supplier.addr.clone());
    supply::withdraw(&mut stage.world, &addr, lease)?;
    let text = format!(
        "an hour passes; {name} withdraws what {} of service earned",
        span(row.seconds)
    );
    stage.step(&text, code::WITHDRAW)
}

fn top_up(stage: &mut Stage<'_>, account: AccountId) -> Result<(), DemoError> {
    let akt = 2 * UNIT;
    let (ana, bought) = stage.buy("ana", akt);
    deeds::deposit(&mut stage.world, &ana, akt, account)?;
    let text = format!("{bought} and tops the account up with it");
    stage.step(&text, code::DEPOSIT)
}
