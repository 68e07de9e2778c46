//! Rows of `attestation`.

use cosmwasm_std::{from_json, to_json_binary, Uint128};
use cw20::Cw20ReceiveMsg;
use tender_interfaces::admin::ActionClass::{Attest, Register};
use tender_interfaces::attestation::{ExecuteMsg, Params, Profile, ReceiveMsg};
use tender_testkit::{AuditorKey, Contract};
use tender_types::{Akt, Resources, Seconds, Volume, VolumeClass};

use crate::row::{Actor, Row};
use crate::samples::administration;
use crate::stage::Stage;

use Actor::{Audrey, Gov, Jane, Leo, Mia, Pia, Pit};

/// Everybody who is registered.
const PROVIDERS: &[Actor] = &[Pia, Pit, Leo, Jane];

/// How those are refused whose provider is missing, or in another state.
const NOT_SO: &[&str] = &["attestation/not_registered", "attestation/wrong_status"];

/// What is expected of `msg`.
pub fn row(msg: &ExecuteMsg) -> Row {
    match msg {
        ExecuteMsg::Register { .. } => {
            Row::except(PROVIDERS, &["attestation/already_registered"]).stopped_by(&[Register])
        }
        ExecuteMsg::UpdateProfile { .. } => {
            Row::only(PROVIDERS, &["attestation/not_registered"]).stopped_by(&[Register])
        }
        ExecuteMsg::Receive(sent) => received(&from_json(&sent.msg).expect("a sample is readable")),
        ExecuteMsg::StartLeaving {} => Row::only(&[Pia, Pit], NOT_SO),
        ExecuteMsg::CancelLeaving {} => Row::only(&[Leo], NOT_SO).stopped_by(&[Register]),
        ExecuteMsg::WithdrawBond {} => Row::only(&[Leo], NOT_SO),
        ExecuteMsg::Jail { .. } => Row::owner(),
        ExecuteMsg::Unjail { .. } => Row::owner(),
        ExecuteMsg::AddClass { .. } => Row::owner(),
        ExecuteMsg::AddAttribute { .. } => Row::owner(),
        ExecuteMsg::AdmitAuditor { .. } => Row::owner(),
        ExecuteMsg::RemoveAuditor { .. } => Row::owner(),
        ExecuteMsg::RotateAuditorKey { .. } => Row::only(&[Gov, Audrey], &["guard/not_allowed"]),
        ExecuteMsg::Attest { .. } => Row::anyone().stopped_by(&[Attest]),
        ExecuteMsg::Revoke { .. } => Row::only(&[Gov, Audrey], &["guard/not_allowed"]),
        ExecuteMsg::Refresh { .. } => Row::anyone(),
        ExecuteMsg::UpdateParams { .. } => Row::owner(),
        ExecuteMsg::UpdateLinks { .. } => Row::owner(),
        ExecuteMsg::Admin(msg) => Row::admin(msg),
    }
}

/// What is expected of `msg` inside what AKT brings.
pub fn received(msg: &ReceiveMsg) -> Row {
    match msg {
        ReceiveMsg::Bond { .. } => Row::only(
            &[Actor::Suite(Contract::Token)],
            &["attestation/wrong_token"],
        )
        .stopped_by(&[Register]),
    }
}

/// Messages that succeed.
pub fn samples(stage: &Stage) -> Vec<(Actor, ExecuteMsg)> {
    let profile = Profile {
        host: "https://new.example".to_string(),
        contact: "ops@new.example".to_string(),
        attributes: vec!["region=us-east".to_string()],
    };
    let mut samples = vec![
        (
            Mia,
            ExecuteMsg::Register {
                profile: profile.clone(),
            },
        ),
        (Pia, ExecuteMsg::UpdateProfile { profile }),
        (Actor::Suite(Contract::Token), bond(stage)),
        (Pia, ExecuteMsg::StartLeaving {}),
        (Leo, ExecuteMsg::CancelLeaving {}),
        (Leo, ExecuteMsg::WithdrawBond {}),
        (
            Gov,
            ExecuteMsg::Jail {
                provider: stage.pit,
            },
        ),
        (
            Gov,
            ExecuteMsg::Unjail {
                provider: stage.jane,
            },
        ),
        (
            Mia,
            ExecuteMsg::Refresh {
                providers: vec![stage.pia, stage.pit],
            },
        ),
        (Gov, params()),
        (Gov, links(stage)),
    ];
    samples.extend(catalog());
    samples.extend(audits(stage));
    samples.extend(administration(
        stage,
        ExecuteMsg::CLASSES,
        ExecuteMsg::Admin,
    ));
    samples
}

fn bond(stage: &Stage) -> ExecuteMsg {
    let inner = ReceiveMsg::Bond {
        provider: stage.pit,
    };
    ExecuteMsg::Receive(Cw20ReceiveMsg {
        sender: stage.text(Mia),
        amount: Uint128::new(1_000_000),
        msg: to_json_binary(&inner).expect("serializes"),
    })
}

fn params() -> ExecuteMsg {
    ExecuteMsg::UpdateParams {
        params: Params {
            min_bond: Akt(2_000_000),
            unbonding: Seconds(7_200),
        },
    }
}

fn links(stage: &Stage) -> ExecuteMsg {
    ExecuteMsg::UpdateLinks {
        escrow: Some(stage.spare.escrow.to_string()),
    }
}

fn catalog() -> Vec<(Actor, ExecuteMsg)> {
    let carries = Resources {
        cpu_milli: 2_000,
        memory_mib: 4_096,
        disk_gib: 10,
        volumes: vec![Volume {
            class: VolumeClass::Ssd,
            gib: 100,
        }],
        public_ips: 1,
    };
    let name = "nvidia/l40s/48Gi/pcie".to_string();
    vec![
        (Gov, ExecuteMsg::AddClass { name, carries }),
        (
            Gov,
            ExecuteMsg::AddAttribute {
                name: "region=sa-east".to_string(),
            },
        ),
    ]
}

fn audits(stage: &Stage) -> Vec<(Actor, ExecuteMsg)> {
    let auditor = stage.text(Audrey);
    let public_key = AuditorKey::of("new").public_key();
    let statement = stage.statement.clone();
    let signature = stage.sign(&statement);
    let admit = ExecuteMsg::AdmitAuditor {
        auditor: stage.text(Mia),
        public_key: public_key.clone(),
    };
    vec![
        (Gov, admit),
        (
            Gov,
            ExecuteMsg::RemoveAuditor {
                auditor: auditor.clone(),
            },
        ),
        (
            Gov,
            ExecuteMsg::RotateAuditorKey {
                auditor: auditor.clone(),
                public_key,
            },
        ),
        (
            Mia,
            ExecuteMsg::Attest {
                statement,
                signature,
            },
        ),
        (
            Gov,
            ExecuteMsg::Revoke {
                provider: stage.pia,
                auditor,
            },
        ),
    ]
}
