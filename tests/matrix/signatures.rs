//! Attestations that are expired, replayed, or signed for something else.

use tender_interfaces::attestation::{ExecuteMsg, Statement};
use tender_testkit::{AuditorKey, Contract};
use tender_tests::assert_refused;

use crate::row::Actor;
use crate::stage::Stage;

#[test]
fn a_replayed_attestation_is_refused() {
    let mut stage = Stage::new();
    let (audrey, msg) = (
        stage.addr(Actor::Audrey),
        attest(&stage, stage.statement.clone()),
    );
    stage
        .world
        .call(&audrey, Contract::Attestation, &msg)
        .expect("is accepted once");
    let again = stage.world.call(&audrey, Contract::Attestation, &msg);
    assert_refused(again, "attestation/nonce_used");
}

#[test]
fn an_expired_attestation_is_refused() {
    let mut stage = Stage::new();
    let statement = Statement {
        expires_at: stage.world.now(),
        ..stage.statement.clone()
    };
    let (audrey, msg) = (stage.addr(Actor::Audrey), attest(&stage, statement));
    let expired = stage.world.call(&audrey, Contract::Attestation, &msg);
    assert_refused(expired, "attestation/expiry");
}

#[test]
fn a_signature_holds_for_one_chain_one_contract_and_one_key() {
    let mut stage = Stage::new();
    let pit = stage.addr(Actor::Pit);
    let at = stage.world.at.clone();
    let ours = stage.world.chain.block().chain_id;
    let audrey = AuditorKey::of("audrey");
    let auguste = AuditorKey::of("auguste");
    let statement = stage.statement.clone();
    let signatures = [
        audrey.sign("other-1", &at.attestation, &statement),
        audrey.sign(&ours, &at.escrow, &statement),
        auguste.sign(&ours, &at.attestation, &statement),
    ];
    for signature in signatures {
        let msg = ExecuteMsg::Attest {
            statement: statement.clone(),
            signature,
        };
        let refused = stage.world.call(&pit, Contract::Attestation, &msg);
        assert_refused(refused, "attestation/signature");
    }
}

fn attest(stage: &Stage, statement: Statement) -> ExecuteMsg {
    let signature = stage.sign(&statement);
    ExecuteMsg::Attest {
        statement,
        signature,
    }
}
