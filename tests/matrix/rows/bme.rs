//! Rows of `bme`.

use cosmwasm_std::{from_json, to_json_binary, Uint128};
use cw20::Cw20ReceiveMsg;
use tender_interfaces::admin::ActionClass::{Deposit, Mint, Spend};
use tender_interfaces::bme::{DepositTo, ExecuteMsg, Params, Payment, ReceiveMsg};
use tender_interfaces::escrow;
use tender_testkit::Contract;
use tender_types::{Act, Akt, Bps};

use crate::row::{Actor, Row};
use crate::samples::administration;
use crate::stage::Stage;

const ESCROW: Actor = Actor::Suite(Contract::Escrow);

/// Everybody who has credit.
const HOLDERS: &[Actor] = &[Actor::Ana, Actor::Ben, ESCROW];

/// What is expected of `msg`.
pub fn row(msg: &ExecuteMsg) -> Row {
    match msg {
        ExecuteMsg::Receive(sent) => received(&from_json(&sent.msg).expect("a sample is readable")),
        ExecuteMsg::Redeem { .. } => Row::only(HOLDERS, &["bme/insufficient_credit"]),
        ExecuteMsg::Transfer { .. } => Row::only(&[ESCROW], &["bme/not_in_suite"]),
        ExecuteMsg::Send { .. } => {
            Row::only(HOLDERS, &["bme/insufficient_credit"]).stopped_by(&[Spend, Deposit])
        }
        ExecuteMsg::Pay { .. } => Row::only(&[ESCROW], &["bme/not_in_suite"]),
        ExecuteMsg::Burn { .. } => Row::only(HOLDERS, &["bme/insufficient_credit"]),
        ExecuteMsg::UpdateParams { .. } => Row::owner(),
        ExecuteMsg::UpdateLinks { .. } => Row::owner(),
        ExecuteMsg::Admin(msg) => Row::admin(msg),
    }
}

/// What is expected of `msg` inside what AKT brings.
pub fn received(msg: &ReceiveMsg) -> Row {
    let row = Row::only(&[Actor::Suite(Contract::Token)], &["bme/wrong_token"]);
    match msg {
        ReceiveMsg::Mint {
            deposit_to: None, ..
        } => row.stopped_by(&[Mint]),
        ReceiveMsg::Mint {
            deposit_to: Some(_),
            ..
        } => row.stopped_by(&[Mint, Spend, Deposit]),
        // How a halted market recovers.
        ReceiveMsg::AddCollateral {} => row,
    }
}

/// Messages that succeed.
pub fn samples(stage: &Stage) -> Vec<(Actor, ExecuteMsg)> {
    let amount = Act(5_000_000);
    let min_out = Act(1_000);
    let token = Actor::Suite(Contract::Token);
    let mint = |deposit_to| {
        receive(
            stage,
            &ReceiveMsg::Mint {
                min_out,
                deposit_to,
            },
        )
    };
    let deposit = escrow::ReceiveMsg::Deposit {
        account: stage.account,
    };
    let send = ExecuteMsg::Send {
        contract: stage.text(ESCROW),
        amount,
        msg: to_json_binary(&deposit).expect("serializes"),
    };
    let payments = vec![Payment {
        to: stage.text(Actor::Mia),
        amount,
    }];
    let mut samples = vec![
        (token, mint(None)),
        (token, mint(Some(DepositTo::NewAccount {}))),
        (
            token,
            mint(Some(DepositTo::Account {
                account: stage.account,
            })),
        ),
        (token, receive(stage, &ReceiveMsg::AddCollateral {})),
        (
            Actor::Ana,
            ExecuteMsg::Redeem {
                amount,
                min_out: Akt(1_000),
            },
        ),
        (
            ESCROW,
            ExecuteMsg::Transfer {
                recipient: stage.text(Actor::Mia),
                amount,
            },
        ),
        (Actor::Ben, send),
        (ESCROW, ExecuteMsg::Pay { payments }),
        (Actor::Ana, ExecuteMsg::Burn { amount }),
        (Actor::Gov, params()),
        (Actor::Gov, links(stage)),
    ];
    samples.extend(administration(
        stage,
        ExecuteMsg::CLASSES,
        ExecuteMsg::Admin,
    ));
    samples
}

fn receive(stage: &Stage, inner: &ReceiveMsg) -> ExecuteMsg {
    ExecuteMsg::Receive(Cw20ReceiveMsg {
        sender: stage.text(Actor::Ana),
        amount: Uint128::new(5_000_000),
        msg: to_json_binary(inner).expect("serializes"),
    })
}

fn params() -> ExecuteMsg {
    ExecuteMsg::UpdateParams {
        params: Params {
            mint_spread: Bps(30),
            redeem_spread: Bps(10),
            warn: Bps(9_600),
            halt: Bps(9_100),
            min_mint: Act(2_000_000),
        },
    }
}

fn links(stage: &Stage) -> ExecuteMsg {
    ExecuteMsg::UpdateLinks {
        oracle: Some(stage.text(Actor::Suite(Contract::Oracle))),
        suite: Some(vec![
            stage.text(ESCROW),
            stage.text(Actor::Suite(Contract::Auction)),
        ]),
    }
}
