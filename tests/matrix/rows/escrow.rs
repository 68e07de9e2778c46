//! Rows of `escrow`.

use cosmwasm_std::{from_json, to_json_binary, HexBinary, Uint128};
use cw20::Cw20ReceiveMsg;
use tender_interfaces::admin::ActionClass::{Deposit, OpenLease};
use tender_interfaces::escrow::{CloseReason, ExecuteMsg, NewLease, Params, ReceiveMsg};
use tender_testkit::{usd_per_hour, Contract};
use tender_types::{Asset, AssetIndex, Bps, LeaseKey, Micro, Seconds, Tier};

use super::draw;
use crate::row::{Actor, Row};
use crate::samples::administration;
use crate::stage::Stage;

use Actor::{Ana, Ben, Gov, Mia, Pia};

const BME: Actor = Actor::Suite(Contract::Bme);
const ORDERBOOK: Actor = Actor::Suite(Contract::Orderbook);

/// What is expected of `msg`.
pub fn row(msg: &ExecuteMsg) -> Row {
    match msg {
        ExecuteMsg::Receive(sent) => received(&from_json(&sent.msg).expect("a sample is readable")),
        ExecuteMsg::OpenAccount {} => Row::anyone().stopped_by(&[Deposit]).with_coin(),
        ExecuteMsg::Deposit { .. } => Row::anyone().stopped_by(&[Deposit]).with_coin(),
        ExecuteMsg::WithdrawDeposit { .. } => Row::only(
            &[Ana, Ben],
            &["escrow/nothing_to_withdraw", "escrow/too_much"],
        ),
        ExecuteMsg::OpenLeases { .. } => {
            Row::only(&[ORDERBOOK], &["guard/not_allowed"]).stopped_by(&[OpenLease])
        }
        ExecuteMsg::Withdraw { .. } => Row::anyone(),
        ExecuteMsg::Sync { .. } => Row::anyone(),
        ExecuteMsg::Start { .. } => Row::only(&[Pia], &["escrow/not_provider"]),
        ExecuteMsg::CloseLeases { reason, .. } => {
            let refusals = &["escrow/not_overdue", "escrow/wrong_reason"];
            match reason {
                CloseReason::Unspecified => Row::only(&[Ana, Pia], refusals),
                CloseReason::Done | CloseReason::NotServed | CloseReason::Cancelled => {
                    Row::only(&[Ana], refusals)
                }
                CloseReason::Unstable | CloseReason::Decommission | CloseReason::Declined => {
                    Row::only(&[Pia], refusals)
                }
                CloseReason::NotStarted | CloseReason::Starved => Row::anyone(),
                CloseReason::Unfunded | CloseReason::Abandoned => Row::only(&[], refusals),
            }
        }
        ExecuteMsg::CloseAccount { .. } => Row::only(&[Ana], &["escrow/not_overdue"]),
        ExecuteMsg::CollectFees { .. } => Row::anyone(),
        ExecuteMsg::Claim { .. } => Row::anyone(),
        ExecuteMsg::AddAsset { .. } => Row::owner(),
        ExecuteMsg::UpdateParams { .. } => Row::owner(),
        ExecuteMsg::UpdateLinks { .. } => Row::owner(),
        ExecuteMsg::Admin(msg) => Row::admin(msg),
    }
}

fn received(msg: &ReceiveMsg) -> Row {
    match msg {
        ReceiveMsg::OpenAccount {} | ReceiveMsg::Deposit { .. } => {
            Row::only(&[BME], &["escrow/unknown_asset"]).stopped_by(&[Deposit])
        }
    }
}

/// Messages that succeed.
pub fn samples(stage: &Stage) -> Vec<(Actor, ExecuteMsg)> {
    let denom = "ueuro".to_string();
    let contract = stage.text(Actor::Suite(Contract::Token));
    let native = ExecuteMsg::AddAsset {
        asset: Asset::Native { denom },
    };
    let cw20 = ExecuteMsg::AddAsset {
        asset: Asset::Cw20 { contract },
    };
    let mut samples = vec![
        (Gov, native),
        (Gov, cw20),
        (Gov, params()),
        (Gov, links(stage)),
    ];
    samples.extend(money(stage));
    samples.extend(leases(stage));
    samples.extend(administration(
        stage,
        ExecuteMsg::CLASSES,
        ExecuteMsg::Admin,
    ));
    samples
}

fn money(stage: &Stage) -> Vec<(Actor, ExecuteMsg)> {
    let account = stage.account;
    let amount = Some(Micro(1_000_000));
    let (payee, accounts) = (stage.text(Pia), vec![account]);
    vec![
        (BME, receive(stage, &ReceiveMsg::OpenAccount {})),
        (BME, receive(stage, &ReceiveMsg::Deposit { account })),
        (Mia, ExecuteMsg::OpenAccount {}),
        (
            Mia,
            ExecuteMsg::Deposit {
                account: stage.purse,
            },
        ),
        (Ana, ExecuteMsg::WithdrawDeposit { account, amount }),
        (
            Ben,
            ExecuteMsg::WithdrawDeposit {
                account,
                amount: None,
            },
        ),
        (Ana, ExecuteMsg::CloseAccount { account }),
        (Mia, ExecuteMsg::CollectFees { accounts }),
        (
            Mia,
            ExecuteMsg::Claim {
                payee,
                asset: AssetIndex(1),
            },
        ),
    ]
}

fn leases(stage: &Stage) -> Vec<(Actor, ExecuteMsg)> {
    let running = || vec![stage.lease];
    let close = |sender, lease: LeaseKey, reason| {
        let leases = vec![lease];
        (sender, ExecuteMsg::CloseLeases { leases, reason })
    };
    let start = ExecuteMsg::Start {
        leases: vec![stage.pending],
    };
    let withdraw = ExecuteMsg::Withdraw { leases: running() };
    let sync = ExecuteMsg::Sync {
        accounts: vec![stage.account],
    };
    vec![
        (ORDERBOOK, opening(stage)),
        (Pia, start),
        (Mia, withdraw),
        (Mia, sync),
        close(Ana, stage.lease, CloseReason::Unspecified),
        close(Pia, stage.lease, CloseReason::Unspecified),
        close(Ana, stage.lease, CloseReason::Done),
        close(Ana, stage.lease, CloseReason::NotServed),
        close(Pia, stage.lease, CloseReason::Unstable),
        close(Pia, stage.lease, CloseReason::Decommission),
        close(Ana, stage.pending, CloseReason::Cancelled),
        close(Pia, stage.pending, CloseReason::Declined),
        close(Mia, stage.late, CloseReason::NotStarted),
    ]
}

fn receive(stage: &Stage, inner: &ReceiveMsg) -> ExecuteMsg {
    ExecuteMsg::Receive(Cw20ReceiveMsg {
        sender: stage.text(Ana),
        amount: Uint128::new(5_000_000),
        msg: to_json_binary(inner).expect("serializes"),
    })
}

fn opening(stage: &Stage) -> ExecuteMsg {
    let lease = NewLease {
        provider: stage.pia,
        payee: stage.text(Pia),
        rate: usd_per_hour("2.00"),
        draw: draw(),
        tier: Tier(1),
        digest: HexBinary::from([7; 32]),
        start_within: Seconds::minutes(10),
        instant: true,
        min_run: Seconds::minutes(5),
        notice: Seconds::hours(1),
        rematch: 1,
        slot: Some(1),
    };
    ExecuteMsg::OpenLeases {
        tenant: stage.text(Ana),
        account: stage.account,
        asset: AssetIndex::CREDIT,
        together: true,
        first: stage.next(),
        leases: vec![lease],
    }
}

fn params() -> ExecuteMsg {
    ExecuteMsg::UpdateParams {
        params: Params {
            take: Bps(100),
            burn: Bps(4_000),
            min_runway: Seconds(600),
            grace: Seconds(7_200),
            start_blocks: 5,
        },
    }
}

fn links(stage: &Stage) -> ExecuteMsg {
    ExecuteMsg::UpdateLinks {
        orderbook: Some(stage.spare.orderbook.to_string()),
        treasury: Some(stage.text(Mia)),
    }
}
