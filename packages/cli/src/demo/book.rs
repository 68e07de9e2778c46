//! Renting from the book: one transaction, then payment by the second.

use tender_interfaces::orderbook::{Selection, TimeInForce, MAX_SCAN};
use tender_types::{AccountId, AssetIndex, LeaseId, LeaseKey};

use super::deeds::{self, code};
use super::error::DemoError;
use super::lease::{add_up, close, compare, fund, refund, withdraw};
use super::market::{HOUR, UNIT};
use super::receipt::Way;
use super::stage::Stage;
use super::wanted::Wanted;

pub fn rent(stage: &mut Stage<'_>, wanted: &Wanted) -> Result<(), DemoError> {
    let title = format!("From the book: {}", wanted.summary());
    stage.teller.act(&title)?;
    let account = fund(stage, wanted)?;
    let lease = place(stage, wanted, account)?;
    compare(stage, wanted, Way::Book, lease)?;
    let provider = stage.world.lease(lease).provider;

    stage.world.advance(HOUR);
    withdraw(stage, lease, "an hour passes;")?;
    top_up(stage, account)?;
    stage.world.advance(2 * HOUR);
    close(
        stage,
        lease,
        "two more hours pass; ana has what she needed and closes the lease",
    )?;
    refund(stage, account)?;
    add_up(stage, wanted, Way::Book, lease, provider)
}

fn place(
    stage: &mut Stage<'_>,
    wanted: &Wanted,
    account: AccountId,
) -> Result<LeaseKey, DemoError> {
    let ana = stage.world.addr("ana");
    let demand = wanted
        .request
        .demand(account, AssetIndex::CREDIT, wanted.manifest_hash.clone());
    let selection = Selection::Book {
        time_in_force: TimeInForce::Fok,
        max_scan: Some(MAX_SCAN),
    };
    let placed = deeds::place_order(&mut stage.world, &ana, demand, selection)?;
    let lease = placed.leases.first().copied().unwrap_or(LeaseId(0));
    let key = LeaseKey { account, lease };
    let lease = stage.world.lease(key);
    let provider = stage.provider_name(lease.provider);
    let text = format!(
        "ana places the order, one transaction; the cheapest ask that fits is {provider}'s: {}. The lease runs from this second, and {provider} gets the manifest",
        stage.terms(&lease),
    );
    stage.step(&text, code::PLACE_ORDER)?;
    Ok(key)
}

fn top_up(stage: &mut Stage<'_>, account: AccountId) -> Result<(), DemoError> {
    let akt = 2 * UNIT;
    let ana = stage.buy("ana", akt)?;
    deeds::deposit(&mut stage.world, &ana, akt, account)?;
    stage.step(
        "ana tops the account up: 2 AKT, burned for credit on the way",
        code::DEPOSIT,
    )
}
