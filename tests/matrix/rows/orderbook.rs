//! Rows of `orderbook`.

use tender_interfaces::auction::Rule;
use tender_interfaces::orderbook::{ExecuteMsg, Offer, Release, Selection};
use tender_interfaces::roles::ActionClass::{Ask, Bid, OpenLease, Order};
use tender_testkit::{usd_per_hour, Catalog, Contract};
use tender_types::Rate;

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
        ExecuteMsg::UpdateConfig { .. } => Row::owner(),
        ExecuteMsg::Role(msg) => Row::role(msg),
        ExecuteMsg::Pause { .. } => Row::pauser(),
        ExecuteMsg::Unpause { .. } => Row::owner(),
    }
}

/// Messages that succeed.
pub fn samples(stage: &Stage) -> Vec<(Actor, ExecuteMsg)> {
    let ask = stage.ask.ask;
    let text = |contract| Some(stage.text(Actor::Suite(contract)));
    let configuration = ExecuteMsg::UpdateConfig {
        attestation: text(Contract::Attestation),
        escrow: text(Contract::Escrow),
        auction: text(Contract::Auction),
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
        (Gov, configuration),
    ];
    samples.extend(orders(stage));
    for class in [Ask, Order] {
        let pauses: [fn(_) -> _; 2] = [
            |class| ExecuteMsg::Pause { class },
            |class| ExecuteMsg::Unpause { class },
        ];
        samples.extend(administration(stage, class, ExecuteMsg::Role, pauses));
    }
    samples
}

fn offer(stage: &Stage) -> Offer {
    Offer {
        class: Catalog::H100.to_string(),
        rate: usd_per_hour("2.00"),
        units: 3,
        unit: Some(unit()),
        assets: vec![0, 1],
        expires_at: Some(stage.world.now() + 3_600),
    }
}

fn orders(stage: &Stage) -> Vec<(Actor, ExecuteMsg)> {
    let falling = Rule::OpenDescending {
        duration: 600,
        min_step: Rate(1_000),
        extension: 60,
    };
    let choice = Rule::TenantChoice {
        bidding: 600,
        choosing: 600,
    };
    let until = stage.world.now() + 3_600;
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
