//! Rows of `orderbook`.

use tender_interfaces::admin::ActionClass::{Ask, Bid, OpenLease, Order};
use tender_interfaces::auction::Rule;
use tender_interfaces::orderbook::{ExecuteMsg, Offer, Release, Selection};
use tender_testkit::{usd_per_hour, Catalog, Contract};
use tender_types::{AssetIndex, Rate, Seconds};

use super::unit;
use crate::row::{Actor, Row};
use crate::samples::administration;
use crate::stage::Stage;

use Actor::{Ana, Gov, Mia, Pia, Pit};

const ESCROW: Actor = Actor::Suite(Contract::Escrow);

/// How those are refused who are no provider, or have no such ask.
const NOT_MINE: &[&str] = &["orderbook/not_a_provider", "orderbook/ask_not_found"];

/// What is expected of `msg`.
pub fn row(msg: &ExecuteMsg) -> Row {
    match msg {
        ExecuteMsg::PostAsk { .. } => {
            let refusals = &["orderbook/not_a_provider", "orderbook/cannot_serve"];
            Row::only(&[Pia, Pit], refusals).stopped_by(&[Ask])
        }
        ExecuteMsg::RepriceAsk { .. } => Row::only(&[Pia], NOT_MINE).stopped_by(&[Ask]),
        ExecuteMsg::WithdrawAsk { .. } => Row::only(&[Pia], NOT_MINE),
        ExecuteMsg::PlaceOrder { selection, .. } => match selection {
            Selection::Book { .. } | Selection::Asks { .. } => {
                Row::only(&[Ana], &["escrow/not_owner"]).stopped_by(&[Order, OpenLease])
            }
            // Whose account it is, `escrow` asks when the lease opens; until then nothing is owed.
            Selection::Auction { .. } => Row::anyone().stopped_by(&[Order, Bid]),
        },
        ExecuteMsg::TakeOrder { .. } => Row::only(&[Pia], NOT_MINE).stopped_by(&[Order, OpenLease]),
        ExecuteMsg::CancelOrder { .. } => Row::only(&[Ana], &["orderbook/not_your_order"]),
        ExecuteMsg::Expire { .. } => Row::anyone(),
        ExecuteMsg::Release { .. } => Row::only(&[ESCROW], &["guard/not_allowed"]),
        ExecuteMsg::UpdateLinks { .. } => Row::owner(),
        ExecuteMsg::Admin(msg) => Row::admin(msg),
    }
}

/// Messages that succeed.
pub fn samples(stage: &Stage) -> Vec<(Actor, ExecuteMsg)> {
    let ask = stage.ask.ask;
    let text = |contract| Some(stage.text(Actor::Suite(contract)));
    let links = ExecuteMsg::UpdateLinks {
        attestation: text(Contract::Attestation),
        escrow: text(Contract::Escrow),
        auction: Some(stage.spare.auction.to_string()),
    };
    let released = Release {
        provider: stage.pia,
        ask,
        units: 1,
    };
    let mut samples = vec![
        (
            Pia,
            ExecuteMsg::PostAsk {
                offer: offer(stage),
            },
        ),
        (
            Pia,
            ExecuteMsg::RepriceAsk {
                ask,
                rate: usd_per_hour("1.90"),
            },
        ),
        (Pia, ExecuteMsg::WithdrawAsk { ask }),
        (
            Pia,
            ExecuteMsg::TakeOrder {
                order: stage.resting,
                ask,
            },
        ),
        (
            Ana,
            ExecuteMsg::CancelOrder {
                order: stage.resting,
            },
        ),
        (
            Mia,
            ExecuteMsg::Expire {
                orders: vec![stage.over],
                asks: vec![stage.ask],
            },
        ),
        (
            ESCROW,
            ExecuteMsg::Release {
                releases: vec![released],
            },
        ),
        (Gov, links),
    ];
    samples.extend(orders(stage));
    samples.extend(administration(
        stage,
        ExecuteMsg::CLASSES,
        ExecuteMsg::Admin,
    ));
    samples
}

fn offer(stage: &Stage) -> Offer {
    Offer {
        class: Catalog::H100.to_string(),
        rate: usd_per_hour("2.00"),
        units: 3,
        unit: Some(unit()),
        assets: vec![AssetIndex(0), AssetIndex(1)],
        expires_at: Some(stage.world.now().after(Seconds::hours(1))),
    }
}

fn orders(stage: &Stage) -> Vec<(Actor, ExecuteMsg)> {
    let falling = Rule::OpenDescending {
        duration: Seconds(600),
        min_step: Rate(1_000),
        extension: Seconds(60),
    };
    let choice = Rule::TenantChoice {
        bidding: Seconds(600),
        choosing: Seconds(600),
    };
    let until = stage.world.now().after(Seconds::hours(1));
    let orders = [
        stage.order().scanning(10),
        stage.order().split().or_cancel().scanning(10),
        stage.order().resting_until(until),
        stage.order().from_asks(&[stage.ask]),
        stage.order().each(unit()).by_auction(falling),
        stage.order().by_auction(choice),
    ];
    orders.iter().map(|order| (Ana, order.message())).collect()
}
