//! Rows of `auction`.

use cosmwasm_std::HexBinary;
use tender_interfaces::auction::{ExecuteMsg, Rule};
use tender_interfaces::demand::{ResolvedAlternative, ResolvedDemand};
use tender_interfaces::roles::ActionClass::{Bid, OpenLease};
use tender_testkit::{usd_per_hour, Contract};
use tender_types::{AttributeId, AuditorId, ClassId, OrderId, Rate, Resources};

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
        ExecuteMsg::UpdateConfig { .. } => Row::owner(),
        ExecuteMsg::Role(msg) => Row::role(msg),
        ExecuteMsg::Pause { .. } => Row::pauser(),
        ExecuteMsg::Unpause { .. } => Row::owner(),
    }
}

/// Messages that succeed.
pub fn samples(stage: &Stage) -> Vec<(Actor, ExecuteMsg)> {
    let rate = usd_per_hour("2.00");
    let (provider, class) = (stage.pia, ClassId(1));
    let text = |contract| Some(stage.text(Actor::Suite(contract)));
    let configuration = ExecuteMsg::UpdateConfig {
        orderbook: text(Contract::Orderbook),
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
        (Gov, configuration),
    ];
    samples.extend(openings(stage));
    let pauses: [fn(_) -> _; 2] = [
        |class| ExecuteMsg::Pause { class },
        |class| ExecuteMsg::Unpause { class },
    ];
    samples.extend(administration(stage, Bid, ExecuteMsg::Role, pauses));
    samples
}

fn openings(stage: &Stage) -> Vec<(Actor, ExecuteMsg)> {
    let falling = Rule::OpenDescending {
        duration: 600,
        min_step: Rate(1_000),
        extension: 60,
    };
    let choice = Rule::TenantChoice {
        bidding: 600,
        choosing: 600,
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
        asset: 0,
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
        min_tier: 1,
        manifest_hash: HexBinary::from([7; 32]),
    }
}
