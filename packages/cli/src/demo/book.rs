//! Renting from the book: one transaction, then payment by the second.

use tender_interfaces::bme::DepositTo;
use tender_interfaces::escrow::{CloseReason, LeaseResponse};
use tender_interfaces::orderbook::{Selection, TimeInForce, MAX_SCAN};
use tender_testkit::Order;
use tender_types::{AccountId, LeaseId, LeaseKey, Rate};

use super::receipt::{self, Way};
use super::stage::{needs, Stage, UNIT};
use super::tenancy::Wanted;
use super::DemoError;
use crate::units::{per_hour, span, unit_name};

const HOUR: u64 = 3_600;

/// Hours of the cheapest ask that a tenant pays in.
const HOURS_PAID: u128 = 12;

pub fn rent(stage: &mut Stage<'_>, wanted: &Wanted) -> Result<(), DemoError> {
    let title = format!(
        "From the book: group '{}', {}",
        wanted.group,
        wanted.summary()
    );
    stage.teller.act(&title)?;
    let account = fund(stage, wanted)?;
    let lease = place(stage, wanted, account)?;
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
    receipt::settle(stage, Way::Book, wanted, lease, provider)
}

/// ana buys AKT for some hours and burns it into an account of her own.
pub fn fund(stage: &mut Stage<'_>, wanted: &Wanted) -> Result<AccountId, DemoError> {
    let akt = akt_for(wanted.best_rate());
    let ana = stage.buy("ana", akt)?;
    let minted = stage.world.mint_account(&ana, akt);
    let account = needs("burning AKT into an account", minted)?.value;
    let text = format!(
        "ana burns the {} AKT for credit (1 ACT = 1 USD), straight into an escrow account of hers, number {account}",
        akt / UNIT
    );
    stage.step(&text, "contracts/bme/src/execute/receive.rs")?;
    Ok(account)
}

/// Whole AKT that pay for [`HOURS_PAID`] at `rate`, and a little more.
fn akt_for(rate: Rate) -> u128 {
    let micro_usd = rate.u128() / 1_000_000 * u128::from(HOUR) * HOURS_PAID;
    (micro_usd / UNIT + 1) * UNIT
}

fn place(
    stage: &mut Stage<'_>,
    wanted: &Wanted,
    account: AccountId,
) -> Result<LeaseKey, DemoError> {
    let ana = stage.world.addr("ana");
    let order = Order {
        demand: wanted
            .request
            .demand(account, 0, wanted.manifest_hash.clone()),
        selection: Selection::Book {
            time_in_force: TimeInForce::Fok,
            max_scan: Some(MAX_SCAN),
        },
        expires_at: None,
    };
    let placed = needs("the order", stage.world.place(&ana, &order))?.value;
    let lease = placed.leases.first().copied().unwrap_or(LeaseId(0));
    let key = LeaseKey { account, lease };
    let lease = stage.world.lease(key);
    let text = format!(
        "ana places the order, one transaction; the cheapest ask that fits is {}'s: {}. The lease runs from this second",
        stage.provider_name(lease.provider),
        terms(stage, &lease),
    );
    stage.step(&text, "contracts/orderbook/src/execute/place_order.rs")?;
    Ok(key)
}

/// What is leased at what price.
pub fn terms(stage: &Stage<'_>, lease: &LeaseResponse) -> String {
    let class = stage.class_name(lease.class);
    let each = Rate(lease.rate.u128() / u128::from(lease.units.max(1)));
    format!(
        "{} × {class} at {} per {}",
        lease.units,
        per_hour(each),
        unit_name(&class)
    )
}

/// The provider takes what it has earned.
pub fn withdraw(stage: &mut Stage<'_>, lease: LeaseKey, when: &str) -> Result<(), DemoError> {
    let row = stage.world.lease(lease);
    let Some(supplier) = stage.supplier(row.provider) else {
        return Ok(());
    };
    let (name, addr) = (supplier.cast.name, supplier.addr.clone());
    needs("the withdrawal", stage.world.withdraw(&addr, &[lease]))?;
    let text = format!(
        "{when} {name} withdraws what {} of service earned",
        span(row.seconds)
    );
    stage.step(&text, "contracts/escrow/src/execute/withdraw.rs")
}

fn top_up(stage: &mut Stage<'_>, account: AccountId) -> Result<(), DemoError> {
    let akt = 2 * UNIT;
    let ana = stage.buy("ana", akt)?;
    let to = Some(DepositTo::Account { account });
    needs("the top-up", stage.world.mint_with(&ana, akt, 0, to))?;
    stage.step(
        "ana tops the account up: 2 AKT, burned for credit on the way",
        "contracts/escrow/src/execute/deposit.rs",
    )
}

/// ana closes the lease.
pub fn close(stage: &mut Stage<'_>, lease: LeaseKey, text: &str) -> Result<(), DemoError> {
    let ana = stage.world.addr("ana");
    let closed = stage.world.close_lease(&ana, lease, CloseReason::Done);
    needs("closing the lease", closed)?;
    stage.step(text, "contracts/escrow/src/execute/close_leases.rs")
}

/// ana gets back what she did not spend.
pub fn refund(stage: &mut Stage<'_>, account: AccountId) -> Result<(), DemoError> {
    let ana = stage.world.addr("ana");
    let closed = stage.world.close_account(&ana, account);
    needs("closing the account", closed)?;
    stage.step(
        "ana closes the account and has back what was not spent",
        "contracts/escrow/src/execute/close_account.rs",
    )
}
