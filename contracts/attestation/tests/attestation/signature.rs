//! A signature is good for one statement, one contract and one chain.

use cosmwasm_std::HexBinary;
use sha2::{Digest, Sha256};
use tender_attestation::ContractError;
use tender_interfaces::attestation::{sign_bytes, ExecuteMsg, Statement};
use tender_testkit::solo::addr;
use tender_types::{ProviderId, Tier, Timestamp};

use crate::verbs::{add_attribute, add_class, admit, furnished, names, signed, Solo, Verbs, EU};

/// A registry in which every changed statement would be fine if it had been signed.
fn lenient() -> Solo {
    let mut solo = furnished();
    solo.register("pol");
    solo.ok("gov", admit("auguste"));
    solo.ok("gov", add_class("cpu/4Gi"));
    solo.ok("gov", add_attribute("tier=community"));
    solo
}

/// One thing changed, and its name.
type Change = (&'static str, fn(&mut Statement));

fn changes() -> Vec<Change> {
    vec![
        ("provider", |one| one.provider = ProviderId(2)),
        ("auditor", |one| one.auditor = addr("auguste").into()),
        ("an attribute", |one| {
            one.attributes = names(&["tier=community"])
        }),
        ("one more attribute", |one| {
            one.attributes.push("tier=community".to_string())
        }),
        ("no attributes", |one| one.attributes.clear()),
        ("a class", |one| one.classes = names(&["cpu/4Gi"])),
        ("one more class", |one| {
            one.classes.push("cpu/4Gi".to_string())
        }),
        ("no classes", |one| one.classes.clear()),
        ("a higher tier", |one| one.tier = Tier(4)),
        ("a lower tier", |one| one.tier = Tier(2)),
        ("evidence hash", |one| {
            one.evidence_hash = HexBinary::from([8; 32])
        }),
        ("evidence URI", |one| one.evidence_uri.push('2')),
        ("nonce", |one| one.nonce += 1),
        ("a later expiry", |one| one.expires_at.0 += 1),
        ("an earlier expiry", |one| one.expires_at.0 -= 1),
    ]
}

fn attest(statement: Statement, signature: HexBinary) -> ExecuteMsg {
    ExecuteMsg::Attest {
        statement,
        signature,
    }
}

#[test]
fn a_signature_covers_every_field() {
    let mut solo = lenient();
    let original = solo.statement("audrey", 1);
    let ExecuteMsg::Attest { signature, .. } = solo.sign("audrey", original.clone()) else {
        panic!("signed");
    };
    for (what, change) in changes() {
        let mut changed = original.clone();
        change(&mut changed);
        let forged = attest(changed.clone(), signature.clone());
        assert_eq!(solo.err("ben", forged), ContractError::Signature, "{what}");
        // The same statement, signed, is taken: nothing but the signature was wrong with it.
        let signer = match what {
            "auditor" => "auguste",
            _ => "audrey",
        };
        let genuine = lenient().sign(signer, changed);
        lenient().ok("ben", genuine);
    }
    solo.ok("ben", attest(original, signature));
}

#[test]
fn a_signature_covers_the_chain_and_the_contract() {
    let mut solo = furnished();
    let statement = solo.statement("audrey", 1);
    let here = solo.env.contract.address.clone();
    let chain = solo.env.block.chain_id.clone();
    for (chain_id, contract) in [("other-1", here.as_str()), (&chain, addr("other").as_str())] {
        let bytes = sign_bytes(chain_id, contract, &statement);
        let replayed = attest(statement.clone(), signed("audrey", &bytes));
        assert_eq!(solo.err("ben", replayed), ContractError::Signature);
    }
}

#[test]
fn only_the_auditors_own_present_key_counts() {
    let mut solo = lenient();
    let of_another = solo.sign("auguste", solo.statement("audrey", 1));
    assert_eq!(solo.err("ben", of_another), ContractError::Signature);
    let unsubmitted = solo.sign("audrey", solo.statement("audrey", 1));
    let rotate = ExecuteMsg::RotateAuditorKey {
        auditor: addr("audrey").into(),
        public_key: crate::verbs::public_key("nova"),
    };
    solo.ok("audrey", rotate);
    assert_eq!(solo.err("ben", unsubmitted), ContractError::Signature);
    let with_new_key = solo.sign("nova", solo.statement("audrey", 1));
    solo.ok("ben", with_new_key);
}

#[test]
fn a_malformed_signature_is_refused() {
    let mut solo = furnished();
    let statement = solo.statement("audrey", 1);
    let ExecuteMsg::Attest { signature, .. } = solo.sign("audrey", statement.clone()) else {
        panic!("signed");
    };
    let bytes = signature.to_vec();
    let longer = [bytes.as_slice(), &[0]].concat();
    let mut flipped = bytes.clone();
    flipped[40] ^= 1;
    for wrong in [
        vec![],
        bytes[..63].to_vec(),
        longer,
        vec![0; 64],
        vec![0xff; 64],
        flipped,
    ] {
        let msg = attest(statement.clone(), HexBinary::from(wrong.clone()));
        assert_eq!(solo.err("ben", msg), ContractError::Signature, "{wrong:?}");
    }
}

/// The vector of the README, computed outside of this code.
#[test]
fn sign_bytes_are_what_the_readme_says() {
    let statement = Statement {
        provider: ProviderId(7),
        auditor: "cosmwasm1auditor".to_string(),
        attributes: names(&[EU]),
        classes: names(&["cpu/4Gi", "nvidia/h100/80Gi/sxm"]),
        tier: Tier(3),
        evidence_hash: HexBinary::from([0x11; 32]),
        evidence_uri: "https://audits.example/7".to_string(),
        nonce: 2,
        expires_at: Timestamp(1_800_000_000),
    };
    let bytes = sign_bytes("chain-1", "cosmwasm1registry", &statement);
    assert_eq!(bytes.len(), 247);
    assert_eq!(
        HexBinary::from(Sha256::digest(bytes).to_vec()).to_hex(),
        "70eebc9960ea4c80e1cff6c1a397c89cae2e0fcfa266b9c17f2f5391080aa072"
    );
}
