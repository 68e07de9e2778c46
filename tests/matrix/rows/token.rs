//! Rows of `token`.

use cosmwasm_std::{from_json, to_json_binary, Binary, Timestamp};
use cw20::Expiration;
use tender_interfaces::admin::ActionClass;
use tender_interfaces::bme;
use tender_interfaces::bme::DepositTo;
use tender_interfaces::token::ExecuteMsg;
use tender_testkit::Contract;
use tender_types::{Act, Akt, Seconds};

use super::{attestation as registry, bme as credit};
use crate::row::{Actor, Row};
use crate::stage::Stage;

use Actor::{Ana, Ben};

const BME: Actor = Actor::Suite(Contract::Bme);
const REGISTRY: Actor = Actor::Suite(Contract::Attestation);

/// Everybody who has AKT: `attestation` has the bonds, `bme` what it was given.
const HOLDERS: &[Actor] = &[Ana, BME, REGISTRY];

/// What is expected of `msg`.
pub fn row(msg: &ExecuteMsg) -> Row {
    match msg {
        ExecuteMsg::Transfer { .. } | ExecuteMsg::Burn { .. } => {
            Row::only(HOLDERS, &["token/insufficient"])
        }
        ExecuteMsg::Send { msg, .. } => {
            Row::only(HOLDERS, &["token/insufficient"]).stopped_by(stopping(msg))
        }
        ExecuteMsg::IncreaseAllowance { .. } => Row::except(&[Ben], &["token/own_account"]),
        ExecuteMsg::DecreaseAllowance { .. } => {
            Row::only(&[Ana], &["token/no_allowance", "token/own_account"])
        }
        ExecuteMsg::TransferFrom { .. } | ExecuteMsg::BurnFrom { .. } => spender(),
        ExecuteMsg::SendFrom { msg, .. } => spender().stopped_by(stopping(msg)),
        ExecuteMsg::Mint { .. } | ExecuteMsg::UpdateMinter { .. } => {
            Row::only(&[BME], &["token/not_minter"])
        }
    }
}

const fn spender() -> Row {
    Row::only(&[Ben], &["token/no_allowance"])
}

/// The pauses of the contract that is sent to: the token itself has none.
fn stopping(hook: &Binary) -> &'static [ActionClass] {
    let row = match from_json(hook) {
        Ok(hook) => credit::received(&hook),
        Err(_) => registry::received(&from_json(hook).expect("a sample is readable")),
    };
    row.classes
}

/// Messages that succeed.
pub fn samples(stage: &Stage) -> Vec<(Actor, ExecuteMsg)> {
    let amount = Akt(5_000_000);
    let (owner, recipient) = (stage.text(Ana), stage.text(Actor::Mia));
    let mint = ExecuteMsg::Mint {
        recipient: recipient.clone(),
        amount,
    };
    let transfer = ExecuteMsg::Transfer {
        recipient: recipient.clone(),
        amount,
    };
    let transfer_from = ExecuteMsg::TransferFrom {
        owner: owner.clone(),
        recipient: recipient.clone(),
        amount,
    };
    let new_minter = recipient;
    let mut samples = vec![
        (Ana, transfer),
        (Ana, ExecuteMsg::Burn { amount }),
        (Ben, transfer_from),
        (Ben, ExecuteMsg::BurnFrom { owner, amount }),
        (BME, mint),
        (BME, ExecuteMsg::UpdateMinter { new_minter }),
    ];
    samples.extend(allowances(stage, amount));
    samples.extend(sends(stage, amount));
    samples
}

fn allowances(stage: &Stage, amount: Akt) -> Vec<(Actor, ExecuteMsg)> {
    let height = stage.world.chain.block().height;
    let time = stage.world.now().after(Seconds::days(1));
    let ends = [
        Some(Expiration::AtHeight(height + 1_000)),
        Some(Expiration::AtTime(Timestamp::from_seconds(time.0))),
        Some(Expiration::Never {}),
        None,
    ];
    let change = |expires| {
        let spender = stage.text(Ben);
        let more = ExecuteMsg::IncreaseAllowance {
            spender: spender.clone(),
            amount,
            expires,
        };
        let less = ExecuteMsg::DecreaseAllowance {
            spender,
            amount,
            expires,
        };
        [(Ana, more), (Ana, less)]
    };
    ends.into_iter().flat_map(change).collect()
}

fn sends(stage: &Stage, amount: Akt) -> Vec<(Actor, ExecuteMsg)> {
    let mint = |deposit_to| bme::ReceiveMsg::Mint {
        min_out: Act(1_000),
        deposit_to,
    };
    let account = stage.account;
    let to_credit = [
        mint(None),
        mint(Some(DepositTo::NewAccount {})),
        mint(Some(DepositTo::Account { account })),
        bme::ReceiveMsg::AddCollateral {},
    ];
    let to_credit = to_credit.map(|hook| (stage.text(BME), amount, to_json_binary(&hook)));
    let to_registry = registry::purposes(stage);
    let to_registry =
        to_registry.map(|(amount, hook)| (stage.text(REGISTRY), amount, to_json_binary(&hook)));
    let send = |(contract, amount, hook): (String, Akt, _)| {
        let msg: Binary = Result::expect(hook, "serializes");
        let send = ExecuteMsg::Send {
            contract: contract.clone(),
            amount,
            msg: msg.clone(),
        };
        let send_from = ExecuteMsg::SendFrom {
            owner: stage.text(Ana),
            contract,
            amount,
            msg,
        };
        [(Ana, send), (Ben, send_from)]
    };
    to_credit
        .into_iter()
        .chain(to_registry)
        .flat_map(send)
        .collect()
}
