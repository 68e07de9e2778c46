//! Rows of `auction`.

use cosmwasm_std::HexBinary;
use tender_interfaces::admin::ActionClass::{Bid, OpenLease};
use tender_interfaces::auction::{ExecuteMsg, Rule};
use tender_interfaces::demand::{ResolvedAlternative, ResolvedDemand};
use tender_testkit::{usd_per_hour, Contract};
use tender_types::{
    AssetIndex, AttributeId, AuditorId, ClassId, OrderId, Rate, Resources, Seconds, Tier,
};

use super::unit;
use crate::row::{Actor, Row};
use crate::samples::administration;
use crate::stage::Stage;

use Actor::{Ana, Gov, Mia, Pia};

const ORDERBOOK: Actor = Actor::Suite(Contract::Orderbook);

/// What is expected of `msg`.
pub fn row(msg: &ExecuteMsg) -> Row {
    const FORBIDDEN: &[&str] = &["guard/not_allowed"];
    match msg {
        ExecuteMsg::Open { .. } => Row::only(&[ORDERBOOK], FORBIDDEN).stopped_by(&[Bid]),
        ExecuteMsg::PlaceBid { .. } => Row::only(&[Pia], FORBIDDEN).stopped_by(&[Bid]),
        ExecuteMsg::WithdrawBid { .. } => Row::only(&[Pia], FORBIDDEN),
        ExecuteMsg::Choose { .. } => Row::only(&[Ana], FORBIDDEN).stopped_by(&[Bid, OpenLease]),
        // Without leases being opened nobody wins, and the auction still ends.
        ExecuteMsg::Close { .. } => Row::anyone().stopped_by(&[Bid]),
        ExecuteMsg::Cancel { .. } => Row::only(&[Ana], FORBIDDEN),
        ExecuteMsg::PruneBids { .. } => Row::anyone(),
        ExecuteMsg::UpdateLinks { .. } => Row::owner(),
        ExecuteMsg::Admin(msg) => Row::admin(msg),
    }
}

/// Messages that succeed.
pub fn samples(stage: &Stage) -> Vec<(Actor, ExecuteMsg)> {
    let rate = usd_per_hour("2.00");
    let (provider, class) = (stage.pia, ClassId(1));
    let text = |contract| Some(stage.text(Actor::Suite(contract)));
    let links = ExecuteMsg::UpdateLinks {
        orderbook: Some(stage.spare.orderbook.to_string()),
        attestation: text(Contract::Attestation),
        escrow: text(Contract::Escrow),
    };
    let bid = ExecuteMsg::PlaceBid {
        order: stage.bidding,
        provider,
        class,
        rate,
        unit: unit(),
    };
    let choose = ExecuteMsg::Choose {
        order: stage.choosing,
        provider,
        class,
        max_rate: rate,
    };
    let mut samples = vec![
        (Pia, bid),
        (
            Pia,
            ExecuteMsg::WithdrawBid {
                order: stage.choosing,
                provider,
            },
        ),
        (Ana, choose),
        (Mia, ExecuteMsg::Close { order: stage.ended }),
        (
            Ana,
            ExecuteMsg::Cancel {
                order: stage.choosing,
            },
        ),
        (
            Mia,
            ExecuteMsg::PruneBids {
                order: stage.cancelled,
                limit: Some(10),
            },
        ),
        (Gov, links),
    ];
    samples.extend(openings(stage));
    samples.extend(administration(
        stage,
        ExecuteMsg::CLASSES,
        ExecuteMsg::Admin,
    ));
    samples
}

fn openings(stage: &Stage) -> Vec<(Actor, ExecuteMsg)> {
    let falling = Rule::OpenDescending {
        duration: Seconds(600),
        min_step: Rate(1_000),
        extension: Seconds(60),
    };
    let choice = Rule::TenantChoice {
        bidding: Seconds(600),
        choosing: Seconds(600),
    };
    let mut samples = vec![];
    for rule in [falling, choice] {
        let (order, tenant) = (OrderId(1_000_000), stage.text(Ana));
        samples.push((
            ORDERBOOK,
            ExecuteMsg::Open {
                order,
                tenant,
                demand: demand(stage),
                rule,
            },
        ));
    }
    samples
}

fn demand(stage: &Stage) -> ResolvedDemand {
    ResolvedDemand {
        account: stage.account,
        asset: AssetIndex::CREDIT,
        units: 1,
        whole: true,
        alternatives: vec![ResolvedAlternative {
            class: ClassId(1),
            ceiling: Rate(1_000_000),
        }],
        unit: Resources::default(),
        attributes: vec![AttributeId(1)],
        all_of: vec![AuditorId(1)],
        any_of: vec![AuditorId(1)],
        min_tier: Tier(1),
        manifest_hash: HexBinary::from([7; 32]),
    }
}
