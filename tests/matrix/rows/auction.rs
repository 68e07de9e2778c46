//! Rows of `auction`.

use tender_interfaces::admin::ActionClass::{Bid, OpenLease, Order};
use tender_interfaces::auction::{ExecuteMsg, NewBid, Sealer};
use tender_testkit::{usd_per_hour, Contract};
use tender_types::{ClassId, OrderKey, Seconds};

use super::{orderbook, resolved};
use crate::row::{Actor, Row};
use crate::samples::administration;
use crate::stage::{Stage, RISING};

use Actor::{Ana, Gov, Mia, Pia};

const ORDERBOOK: Actor = Actor::Suite(Contract::Orderbook);

/// What is expected of `msg`.
pub fn row(msg: &ExecuteMsg) -> Row {
    const FORBIDDEN: &[&str] = &["guard/not_allowed"];
    match msg {
        ExecuteMsg::Open { .. } => Row::only(&[ORDERBOOK], FORBIDDEN).stopped_by(&[Bid]),
        ExecuteMsg::PlaceBid { order, .. } => {
            let row = Row::only(&[Pia], FORBIDDEN);
            match order.slot {
                RISING => row.stopped_by(&[Bid, Order, OpenLease]),
                _ => row.stopped_by(&[Bid]),
            }
        }
        ExecuteMsg::Commit { .. } => Row::only(&[Pia], FORBIDDEN).stopped_by(&[Bid]),
        // Time to open runs on.
        ExecuteMsg::Reveal { .. } => Row::only(&[Pia], FORBIDDEN),
        ExecuteMsg::OpenReserve { .. } => Row::only(&[Ana], FORBIDDEN),
        ExecuteMsg::ReportUnopened { .. } => Row::anyone(),
        ExecuteMsg::Choose { .. } => {
            Row::only(&[Ana], FORBIDDEN).stopped_by(&[Bid, Order, OpenLease])
        }
        // On the stage somebody wins. Ending without a winner is never stopped.
        ExecuteMsg::Close { .. } => Row::anyone().stopped_by(&[Bid, Order, OpenLease]),
        ExecuteMsg::Cancel { .. } => Row::only(&[Ana], FORBIDDEN),
        ExecuteMsg::UpdateLinks { .. } => Row::owner(),
        ExecuteMsg::Admin(msg) => Row::admin(msg),
    }
}

/// Messages that succeed.
pub fn samples(stage: &Stage) -> Vec<(Actor, ExecuteMsg)> {
    let text = |contract| Some(stage.text(Actor::Suite(contract)));
    let links = ExecuteMsg::UpdateLinks {
        orderbook: Some(stage.spare.orderbook.to_string()),
        attestation: text(Contract::Attestation),
        escrow: text(Contract::Escrow),
    };
    let choose = ExecuteMsg::Choose {
        order: stage.choosing,
        provider: stage.pia,
        max_rate: usd_per_hour("2.00"),
    };
    let cancel = ExecuteMsg::Cancel {
        order: stage.choosing,
    };
    let close = ExecuteMsg::Close { order: stage.ended };
    let mut samples = vec![(Ana, choose), (Mia, close), (Ana, cancel), (Gov, links)];
    samples.extend(bids(stage));
    samples.extend(sealed(stage));
    samples.extend(openings(stage));
    samples.extend(administration(
        stage,
        ExecuteMsg::CLASSES,
        ExecuteMsg::Admin,
    ));
    samples
}

fn bids(stage: &Stage) -> Vec<(Actor, ExecuteMsg)> {
    let valid_until = stage.world.now().after(Seconds::days(2));
    let bid = |(order, price): (OrderKey, &str)| {
        let bid = NewBid {
            round: stage.round,
            provider: stage.pia,
            classes: vec![ClassId(1)],
            rate: usd_per_hour(price),
            valid_until,
        };
        (Pia, ExecuteMsg::PlaceBid { order, bid })
    };
    [(stage.bidding, "2.00"), (stage.rising, "1.00")]
        .map(bid)
        .into()
}

fn sealed(stage: &Stage) -> Vec<(Actor, ExecuteMsg)> {
    let (provider, rate) = (stage.pia, usd_per_hour("2.00"));
    let round = stage.round;
    let sealer = Sealer::Bidder { provider, round };
    let commit = ExecuteMsg::Commit {
        order: stage.sealing,
        round,
        provider,
        classes: vec![ClassId(1)],
        seal: stage.world.seal(stage.sealing, sealer, rate),
    };
    let reveal = ExecuteMsg::Reveal {
        order: stage.opening,
        provider,
        rate,
        salt: stage.world.salt(),
        valid_until: stage.world.now().after(Seconds::days(1)),
    };
    let reserve = ExecuteMsg::OpenReserve {
        order: stage.opening,
        rate,
        salt: stage.world.salt(),
    };
    let report = ExecuteMsg::ReportUnopened {
        order: stage.unopened,
        round,
        provider,
    };
    vec![(Pia, commit), (Pia, reveal), (Ana, reserve), (Mia, report)]
}

fn openings(stage: &Stage) -> Vec<(Actor, ExecuteMsg)> {
    let open = |rule| {
        let open = ExecuteMsg::Open {
            order: OrderKey {
                account: stage.account,
                slot: 10,
            },
            tenant: stage.text(Ana),
            demand: Box::new(resolved(stage)),
            rule,
            expires_at: stage.world.now().after(Seconds::days(2)),
        };
        (ORDERBOOK, open)
    };
    orderbook::rules(stage).map(open).into()
}
