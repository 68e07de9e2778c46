//! Renting from the book: one line of GPUs that fits what a unit carries, in one transaction.

use tender_interfaces::orderbook::{self, ExplainMatchResponse, QueryMsg, TimeInForce, MAX_SCAN};
use tender_testkit::Contract;
use tender_types::{AccountId, LeaseKey};

use super::deeds::{code, tenant as deeds};
use super::error::DemoError;
use super::lease::{add_up, fund, open, refund, start, waits};
use super::market::HOUR;
use super::receipt::Way;
use super::stage::Stage;
use super::wanted::Wanted;

/// Rents what is wanted from the book, if the book sells such things, and tells it to the refund; the
/// lease's receipt is kept.
pub fn rent(stage: &mut Stage<'_>, wanted: &Wanted) -> Result<(), DemoError> {
    if let Some(why) = not_sold(stage, wanted) {
        return stage.teller.say(&format!("not from the book: {why}"));
    }
    let title = format!("From the book: {}", wanted.summary());
    stage.teller.act(&title)?;
    let account = fund(stage, wanted)?;
    let lease = place(stage, wanted, account)?;
    start(stage, lease)?;
    open(stage, wanted, Way::Book, lease)?;
    stage.world.advance(2 * HOUR);
    refund(stage, account)?;
    add_up(stage, wanted, Way::Book, lease)
}

/// Why the book does not sell what is wanted, if it does not.
fn not_sold(stage: &Stage<'_>, wanted: &Wanted) -> Option<&'static str> {
    let [line] = wanted.demand.lines.as_slice() else {
        return Some("it sells one kind of GPU at a time, and the group has several lines");
    };
    if line.gpu.is_none() {
        return Some("it sells GPUs, and the group has none");
    }
    if wanted.demand.public_ips > 0 {
        return Some("it sells GPUs, and the group wants addresses too");
    }
    let query = QueryMsg::ExplainMatch {
        demand: wanted.demand.clone(),
        tenant: None,
        start_after: None,
        limit: Some(MAX_SCAN),
    };
    let answer: ExplainMatchResponse = stage.world.query(Contract::Orderbook, &query);
    (answer.missing > 0).then_some("no unit in it carries all that the group wants beside a GPU")
}

fn place(
    stage: &mut Stage<'_>,
    wanted: &Wanted,
    account: AccountId,
) -> Result<LeaseKey, DemoError> {
    let ana = stage.world.addr("ana");
    let way = orderbook::Way::Book {
        time_in_force: TimeInForce::Fok,
        max_scan: Some(MAX_SCAN),
        start_after: None,
    };
    let demand = wanted.demand(account);
    let placed = deeds::place_order(&mut stage.world, &ana, demand, way)?;
    let text =
        "ana orders without naming anybody; the contract finds the cheapest offer that serves";
    waits(stage, text, &placed.leases, code::PLACE_ORDER)
}
