//! Rows of `attestation`.

use cosmwasm_std::{from_json, to_json_binary, Uint128};
use cw20::Cw20ReceiveMsg;
use tender_interfaces::admin::ActionClass::{Attest, Register};
use tender_interfaces::attestation::{
    ExecuteMsg, NewClass, Params, Profile, ReceiveMsg, Signature, Slice,
};
use tender_testkit::{AuditorKey, Catalog, Contract};
use tender_types::{Akt, Bps, Resources, Seconds, Volume, VolumeClass};

use crate::row::{Actor, Row};
use crate::samples::administration;
use crate::stage::Stage;

use Actor::{Audrey, Auguste, Gov, Jane, Leo, Mia, Pia, Pit, Ria, Sue};

/// Everybody who is registered.
const PROVIDERS: &[Actor] = &[Pia, Pit, Leo, Jane, Sue];

/// Everybody who cannot register: an auditor is no provider until it is removed.
const KNOWN: &[Actor] = &[Pia, Pit, Leo, Jane, Sue, Audrey, Auguste];

const ORDERBOOK: Actor = Actor::Suite(Contract::Orderbook);

/// How those are refused whose provider is missing, or in another state.
const NOT_SO: &[&str] = &["attestation/not_registered", "attestation/wrong_status"];

/// What is expected of `msg`.
pub fn row(msg: &ExecuteMsg) -> Row {
    const FORBIDDEN: &[&str] = &["guard/not_allowed"];
    match msg {
        ExecuteMsg::Register { .. } => {
            let refusals = &["attestation/already_registered", "attestation/conflict"];
            Row::except(KNOWN, refusals).stopped_by(&[Register])
        }
        ExecuteMsg::UpdateProfile { .. } => {
            Row::only(PROVIDERS, &["attestation/not_registered"]).stopped_by(&[Register])
        }
        ExecuteMsg::Receive(sent) => received(&from_json(&sent.msg).expect("a sample is readable")),
        ExecuteMsg::StartLeaving {} => Row::only(&[Pia, Pit, Sue], NOT_SO),
        ExecuteMsg::CancelLeaving {} => Row::only(&[Leo], NOT_SO).stopped_by(&[Register]),
        ExecuteMsg::Resume {} => Row::only(&[Sue], NOT_SO).stopped_by(&[Register]),
        ExecuteMsg::WithdrawBond {} => Row::only(&[Leo], NOT_SO),
        ExecuteMsg::Jail { .. } => Row::owner(),
        ExecuteMsg::Unjail { .. } => Row::owner(),
        // A lease must be able to close, so what closes it is never stopped.
        ExecuteMsg::Fault { .. } => Row::only(&[ORDERBOOK], FORBIDDEN),
        ExecuteMsg::SetLocked { .. } => Row::only(&[ORDERBOOK], FORBIDDEN),
        ExecuteMsg::Claim { .. } => Row::anyone(),
        ExecuteMsg::BurnSlashed {} => Row::anyone(),
        ExecuteMsg::AddClasses { .. } => Row::owner(),
        ExecuteMsg::AddAttributes { .. } => Row::owner(),
        ExecuteMsg::SetClassBond { .. } => Row::owner(),
        ExecuteMsg::AdmitAuditor { .. } => Row::owner(),
        ExecuteMsg::RemoveAuditor { .. } => Row::only(&[Gov, Audrey], FORBIDDEN),
        ExecuteMsg::RotateAuditorKey { .. } => Row::only(&[Gov, Audrey], FORBIDDEN),
        ExecuteMsg::WithdrawAuditorBond {} => Row::only(
            &[Ria],
            &["attestation/unknown_auditor", "attestation/still_admitted"],
        ),
        ExecuteMsg::SlashAuditor { .. } => Row::owner(),
        // A first statement: one that replaces another is anyone's to submit.
        ExecuteMsg::Attest { .. } => {
            Row::only(&[Pit, Audrey], &["attestation/stranger"]).stopped_by(&[Attest])
        }
        ExecuteMsg::Revoke { .. } => Row::only(&[Gov, Audrey], FORBIDDEN),
        ExecuteMsg::DropAttestation { .. } => Row::only(
            &[Pia],
            &["attestation/not_registered", "attestation/not_attested"],
        ),
        ExecuteMsg::Fall { .. } => Row::anyone(),
        ExecuteMsg::Refresh { .. } => Row::anyone(),
        ExecuteMsg::UpdateParams { .. } => Row::owner(),
        ExecuteMsg::UpdateLinks { .. } => Row::owner(),
        ExecuteMsg::Admin(msg) => Row::admin(msg),
    }
}

/// What is expected of `msg` inside what AKT brings.
pub fn received(msg: &ReceiveMsg) -> Row {
    let row = Row::only(
        &[Actor::Suite(Contract::Token)],
        &["attestation/wrong_token"],
    );
    match msg {
        ReceiveMsg::Bond { .. } => row.stopped_by(&[Register]),
        // An auditor below the minimum could not answer.
        ReceiveMsg::BondAuditor { .. } => row,
        ReceiveMsg::Challenge { .. } => row.stopped_by(&[Attest]),
    }
}

/// Messages that succeed.
pub fn samples(stage: &Stage) -> Vec<(Actor, ExecuteMsg)> {
    let mut samples = providers(stage);
    samples.extend(hooks(stage));
    samples.extend(faults(stage));
    samples.extend(catalog());
    samples.extend(auditors(stage));
    samples.extend(statements(stage));
    samples.extend([(Gov, params()), (Gov, links(stage))]);
    samples.extend(administration(
        stage,
        ExecuteMsg::CLASSES,
        ExecuteMsg::Admin,
    ));
    samples
}

fn providers(stage: &Stage) -> Vec<(Actor, ExecuteMsg)> {
    let profile = Profile {
        host: "https://new.example".to_string(),
        contact: "ops@new.example".to_string(),
        attributes: vec!["region=us-east".to_string()],
    };
    let register = ExecuteMsg::Register {
        profile: profile.clone(),
    };
    let jail = ExecuteMsg::Jail {
        provider: stage.pit,
    };
    let unjail = ExecuteMsg::Unjail {
        provider: stage.jane,
    };
    let refresh = ExecuteMsg::Refresh {
        providers: vec![stage.pia, stage.pit],
    };
    vec![
        (Mia, register),
        (Pia, ExecuteMsg::UpdateProfile { profile }),
        (Pia, ExecuteMsg::StartLeaving {}),
        (Leo, ExecuteMsg::CancelLeaving {}),
        (Sue, ExecuteMsg::Resume {}),
        (Leo, ExecuteMsg::WithdrawBond {}),
        (Gov, jail),
        (Gov, unjail),
        (Mia, refresh),
    ]
}

/// What AKT is sent here for.
pub fn purposes(stage: &Stage) -> [(Akt, ReceiveMsg); 3] {
    let auditor = stage.text(Audrey);
    let bond = ReceiveMsg::Bond {
        provider: stage.pit,
    };
    let bond_auditor = ReceiveMsg::BondAuditor {
        auditor: auditor.clone(),
    };
    let challenge = ReceiveMsg::Challenge {
        provider: stage.pia,
        auditor,
    };
    let stake = stage.world.settings.attestation.challenge_bond;
    [
        (Akt(1_000_000), bond),
        (Akt(1_000_000), bond_auditor),
        (stake, challenge),
    ]
}

fn hooks(stage: &Stage) -> Vec<(Actor, ExecuteMsg)> {
    let token = Actor::Suite(Contract::Token);
    let receive = |(amount, inner): (Akt, ReceiveMsg)| {
        let sent = Cw20ReceiveMsg {
            sender: stage.text(Mia),
            amount: Uint128::new(amount.0),
            msg: to_json_binary(&inner).expect("serializes"),
        };
        (token, ExecuteMsg::Receive(sent))
    };
    purposes(stage).map(receive).into()
}

fn faults(stage: &Stage) -> Vec<(Actor, ExecuteMsg)> {
    let amount = Akt(1_000_000);
    let fault = ExecuteMsg::Fault {
        provider: stage.pia,
        slash: amount,
        tenant: Some(stage.text(Actor::Ana)),
        compensation: amount,
        locked: amount,
    };
    let locked = ExecuteMsg::SetLocked {
        provider: stage.pia,
        locked: amount,
    };
    let claim = ExecuteMsg::Claim {
        beneficiary: stage.text(Actor::Ana),
    };
    vec![
        (ORDERBOOK, fault),
        (ORDERBOOK, locked),
        (Mia, claim),
        (Mia, ExecuteMsg::BurnSlashed {}),
    ]
}

fn params() -> ExecuteMsg {
    ExecuteMsg::UpdateParams {
        params: Params {
            min_bond: Akt(2_000_000),
            unbonding: Seconds(7_200),
            min_auditor_bond: Akt(2_000_000),
            challenge_bond: Akt(2_000_000),
            challenge_period: Seconds::days(4),
            challenge_cooldown: Seconds::days(2),
            challenge_penalty: Akt(1_000_000),
            outage_decay: Seconds::days(2),
            min_suspension: Seconds::hours(2),
        },
    }
}

fn links(stage: &Stage) -> ExecuteMsg {
    ExecuteMsg::UpdateLinks {
        orderbook: Some(stage.spare.orderbook.to_string()),
        auction: Some(stage.spare.auction.to_string()),
    }
}

fn catalog() -> Vec<(Actor, ExecuteMsg)> {
    let carries = Resources {
        cpu_milli: 2_000,
        memory_mib: 4_096,
        disk_mib: 10_240,
        volumes: vec![Volume {
            class: VolumeClass::Ssd,
            mib: 102_400,
        }],
        public_ips: 1,
    };
    let slice = NewClass {
        vendor: "nvidia".to_string(),
        model: "h100".to_string(),
        memory_gib: 10,
        interface: Some("mig".to_string()),
        slice_of: Some(Slice {
            class: Catalog::H100.to_string(),
            parts: 7,
        }),
        carries,
        bond_per_unit: Akt(2_000_000),
    };
    let add = ExecuteMsg::AddClasses {
        classes: vec![slice],
    };
    let name = ExecuteMsg::AddAttributes {
        names: vec!["region=sa-east".to_string()],
    };
    let bond = ExecuteMsg::SetClassBond {
        class: Catalog::H100.to_string(),
        bond_per_unit: Akt(11_000_000),
    };
    vec![(Gov, add), (Gov, name), (Gov, bond)]
}

fn auditors(stage: &Stage) -> Vec<(Actor, ExecuteMsg)> {
    let auditor = || stage.text(Audrey);
    let key = AuditorKey::of("new").public_key();
    let admit = ExecuteMsg::AdmitAuditor {
        auditor: stage.text(Mia),
        key: key.clone(),
    };
    let remove = ExecuteMsg::RemoveAuditor { auditor: auditor() };
    let rotate = ExecuteMsg::RotateAuditorKey {
        auditor: auditor(),
        key,
    };
    let slash = ExecuteMsg::SlashAuditor {
        auditor: auditor(),
        share: Bps(500),
    };
    vec![
        (Gov, admit),
        (Gov, remove),
        (Gov, rotate),
        (Ria, ExecuteMsg::WithdrawAuditorBond {}),
        (Gov, slash),
    ]
}

fn statements(stage: &Stage) -> Vec<(Actor, ExecuteMsg)> {
    let statement = stage.statement.clone();
    let signature: Signature = stage.sign(&statement);
    let attest = ExecuteMsg::Attest {
        statement,
        signature,
    };
    let auditor = stage.text(Audrey);
    let revoke = ExecuteMsg::Revoke {
        provider: stage.pia,
        auditor: auditor.clone(),
    };
    let fall = ExecuteMsg::Fall {
        provider: stage.jane,
        auditor: stage.text(Auguste),
    };
    vec![
        (Pit, attest),
        (Gov, revoke),
        (Pia, ExecuteMsg::DropAttestation { auditor }),
        (Mia, fall),
    ]
}
