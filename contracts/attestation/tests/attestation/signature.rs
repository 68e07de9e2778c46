//! A signature is good for one statement, one contract and one chain.

use cosmwasm_std::HexBinary;
use sha2::{Digest, Sha256};
use tender_attestation::ContractError;
use tender_interfaces::attestation::{
    adr036_doc, sign_bytes, AuditorKey, ExecuteMsg, Signature, Statement,
};
use tender_testkit::solo::addr;
use tender_types::{ProviderId, Tier, Timestamp};

use crate::verbs::{
    add_attributes, add_classes, counts, furnished, names, new_class, public_key, rotate, signed,
    Solo, Verbs, EU, H100,
};

const T4: &str = "nvidia/t4/16Gi";

/// A registry in which every changed statement would be fine if it had been signed.
fn lenient() -> Solo {
    let mut solo = furnished();
    solo.register("pol");
    solo.admit("auguste");
    solo.ok(
        "gov",
        add_classes(vec![new_class("nvidia", "t4", 16, None)]),
    );
    solo.ok("gov", add_attributes(&["tier=community"]));
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
        ("a class", |one| one.classes = counts(&[(T4, 8)])),
        ("one more class", |one| {
            one.classes.extend(counts(&[(T4, 1)]));
        }),
        ("no classes", |one| one.classes.clear()),
        ("a count", |one| one.classes = counts(&[(H100, 9)])),
        ("cores", |one| one.cores += 1),
        ("memory", |one| one.memory_gib += 1),
        ("an earlier issue", |one| one.issued_at.0 -= 1),
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

fn attest(statement: Statement, signature: &HexBinary) -> ExecuteMsg {
    ExecuteMsg::Attest {
        statement,
        signature: Signature::Raw(signature.clone()),
    }
}

/// A message and the signature in it.
fn signature_of(msg: ExecuteMsg) -> HexBinary {
    match msg {
        ExecuteMsg::Attest {
            signature: Signature::Raw(signature),
            ..
        } => signature,
        other => panic!("signed: {other:?}"),
    }
}

fn bytes_of(solo: &Solo, statement: &Statement) -> Vec<u8> {
    let contract = solo.env.contract.address.as_str();
    sign_bytes(&solo.env.block.chain_id, contract, statement)
}

#[test]
fn a_signature_covers_every_field() {
    let mut solo = lenient();
    let original = solo.statement("audrey", 1);
    let signature = signature_of(solo.sign("audrey", original.clone()));
    for (what, change) in changes() {
        let mut changed = original.clone();
        change(&mut changed);
        let forged = attest(changed.clone(), &signature);
        let signer = match what {
            "auditor" => "auguste",
            _ => "audrey",
        };
        assert_eq!(solo.err(signer, forged), ContractError::Signature, "{what}");
        // The same statement, signed, is taken: nothing but the signature was wrong with it.
        let genuine = lenient().sign(signer, changed);
        lenient().ok(signer, genuine);
    }
    solo.ok("pia", attest(original, &signature));
}

/// Fields that decide by themselves whether a statement is taken are signed as well.
#[test]
fn a_signature_covers_both_epochs() {
    let original = furnished().statement("audrey", 1);
    let bytes = sign_bytes("chain-1", "registry", &original);
    let changes: [fn(&mut Statement); 2] = [|one| one.epoch += 1, |one| one.provider_epoch += 1];
    for change in changes {
        let mut changed = original.clone();
        change(&mut changed);
        assert_ne!(sign_bytes("chain-1", "registry", &changed), bytes);
    }
}

#[test]
fn a_signature_covers_the_chain_and_the_contract() {
    let mut solo = furnished();
    let statement = solo.statement("audrey", 1);
    let here = solo.env.contract.address.clone();
    let chain = solo.env.block.chain_id.clone();
    for (chain_id, contract) in [("other-1", here.as_str()), (&chain, addr("other").as_str())] {
        let bytes = sign_bytes(chain_id, contract, &statement);
        let replayed = attest(statement.clone(), &signed("audrey", &bytes));
        assert_eq!(solo.err("pia", replayed), ContractError::Signature);
        let doc = adr036_doc(addr("audrey").as_str(), &bytes);
        let replayed = by_wallet(statement.clone(), &signed("audrey", doc.as_bytes()));
        assert_eq!(solo.err("pia", replayed), ContractError::Signature);
    }
}

#[test]
fn only_the_auditors_own_present_key_counts() {
    let mut solo = lenient();
    let of_another = solo.sign("auguste", solo.statement("audrey", 1));
    assert_eq!(solo.err("pia", of_another), ContractError::Signature);
    let unsubmitted = solo.sign("audrey", solo.statement("audrey", 1));
    solo.ok("audrey", rotate("audrey", public_key("nova")));
    let old = ContractError::Epoch {
        epoch: 1,
        present: 2,
    };
    assert_eq!(solo.err("pia", unsubmitted), old);
    let next = |solo: &Solo| Statement {
        epoch: 2,
        ..solo.statement("audrey", 1)
    };
    let with_old_key = solo.sign("audrey", next(&solo));
    assert_eq!(solo.err("pia", with_old_key), ContractError::Signature);
    let with_new_key = solo.sign("nova", next(&solo));
    solo.ok("pia", with_new_key);
}

#[test]
fn a_malformed_signature_is_refused() {
    let mut solo = furnished();
    let statement = solo.statement("audrey", 1);
    let bytes = signature_of(solo.sign("audrey", statement.clone())).to_vec();
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
        let wrong = HexBinary::from(wrong);
        for msg in [
            attest(statement.clone(), &wrong),
            by_wallet(statement.clone(), &wrong),
        ] {
            assert_eq!(solo.err("pia", msg), ContractError::Signature, "{wrong}");
        }
    }
}

fn by_wallet(statement: Statement, signature: &HexBinary) -> ExecuteMsg {
    ExecuteMsg::Attest {
        statement,
        signature: Signature::Adr036(signature.clone()),
    }
}

#[test]
fn a_wallet_signs_the_document_of_its_own_address() {
    let mut solo = furnished();
    let statement = solo.statement("audrey", 1);
    let bytes = bytes_of(&solo, &statement);
    let doc = |signer: &str| adr036_doc(addr(signer).as_str(), &bytes);
    // Of another address, and the bytes as they are.
    for wrong in [doc("auguste").as_bytes(), bytes.as_slice()] {
        let msg = by_wallet(statement.clone(), &signed("audrey", wrong));
        assert_eq!(solo.err("pia", msg), ContractError::Signature);
    }
    // A wallet's signature is none over the bytes as they are.
    let signature = signed("audrey", doc("audrey").as_bytes());
    let raw = attest(statement.clone(), &signature);
    assert_eq!(solo.err("pia", raw), ContractError::Signature);
    solo.ok("pia", by_wallet(statement, &signature));
}

fn ed25519(name: &str) -> ed25519_zebra::SigningKey {
    let mut seed = [7; 32];
    seed[..name.len()].copy_from_slice(name.as_bytes());
    ed25519_zebra::SigningKey::from(seed)
}

fn ed25519_key(name: &str) -> AuditorKey {
    let key = ed25519_zebra::VerificationKey::from(&ed25519(name));
    let key: [u8; 32] = key.into();
    AuditorKey::Ed25519 { key: key.into() }
}

fn ed25519_signed(name: &str, bytes: &[u8]) -> HexBinary {
    let signature: [u8; 64] = ed25519(name).sign(bytes).into();
    HexBinary::from(signature.to_vec())
}

#[test]
fn an_auditor_signs_with_ed25519() {
    let mut solo = furnished();
    solo.ok("audrey", rotate("audrey", ed25519_key("audrey")));
    let statement = Statement {
        epoch: 2,
        ..solo.statement("audrey", 1)
    };
    let bytes = bytes_of(&solo, &statement);
    let hash = Sha256::digest(&bytes);
    for wrong in [
        ed25519_signed("auguste", &bytes),
        ed25519_signed("audrey", &hash),
        signed("audrey", &bytes),
    ] {
        let msg = attest(statement.clone(), &wrong);
        assert_eq!(solo.err("pia", msg), ContractError::Signature);
    }
    let doc = adr036_doc(addr("audrey").as_str(), &bytes);
    let wallet = by_wallet(statement.clone(), &ed25519_signed("audrey", doc.as_bytes()));
    assert_eq!(solo.err("pia", wallet), ContractError::NoWalletKey);
    let good = ed25519_signed("audrey", &bytes);
    solo.ok("pia", attest(statement, &good));
}

/// With one of these keys anybody could sign anything for the auditor.
#[test]
fn a_key_that_signs_for_everybody_is_refused() {
    let mut solo = furnished();
    let zero = [0; 32];
    let mut one = zero;
    one[0] = 1;
    // The point of order two: y = -1.
    let mut minus_one = [0xff; 32];
    (minus_one[0], minus_one[31]) = (0xec, 0x7f);
    let short = vec![1; 31];
    let long = vec![1; 33];
    let wrong = [zero.to_vec(), one.to_vec(), minus_one.to_vec(), short, long];
    for key in wrong {
        let key = AuditorKey::Ed25519 { key: key.into() };
        let scheme = "ed25519";
        let expected = ContractError::Key { scheme };
        assert_eq!(solo.err("audrey", rotate("audrey", key)), expected);
    }
}

#[cfg(not(feature = "secp256r1"))]
#[test]
fn a_key_that_this_chain_does_not_verify_is_refused() {
    let mut solo = furnished();
    let key = AuditorKey::Secp256r1 {
        key: public_key("audrey").key().clone(),
    };
    let scheme = "secp256r1";
    let expected = ContractError::KeyNotSupported { scheme };
    assert_eq!(solo.err("audrey", rotate("audrey", key.clone())), expected);
    let admit = ExecuteMsg::AdmitAuditor {
        auditor: addr("auguste").into(),
        key,
    };
    assert_eq!(solo.err("gov", admit), expected);
}

#[cfg(feature = "secp256r1")]
mod secp256r1 {
    use super::*;
    use p256::ecdsa::signature::Signer;
    use p256::ecdsa::{Signature as Ecdsa, SigningKey};

    fn key(name: &str) -> SigningKey {
        let mut seed = [7; 32];
        seed[..name.len()].copy_from_slice(name.as_bytes());
        SigningKey::from_slice(&seed).unwrap()
    }

    fn public(name: &str) -> AuditorKey {
        let point = key(name).verifying_key().to_encoded_point(true);
        AuditorKey::Secp256r1 {
            key: point.as_bytes().into(),
        }
    }

    fn signed(name: &str, bytes: &[u8]) -> HexBinary {
        let signature: Ecdsa = key(name).sign(bytes);
        HexBinary::from(signature.to_bytes().to_vec())
    }

    #[test]
    fn an_auditor_signs_with_a_hardware_module() {
        let mut solo = furnished();
        solo.ok("audrey", rotate("audrey", public("audrey")));
        let statement = Statement {
            epoch: 2,
            ..solo.statement("audrey", 1)
        };
        let bytes = bytes_of(&solo, &statement);
        for wrong in [
            signed("auguste", &bytes),
            crate::verbs::signed("audrey", &bytes),
        ] {
            let msg = attest(statement.clone(), &wrong);
            assert_eq!(solo.err("pia", msg), ContractError::Signature);
        }
        solo.ok("pia", attest(statement, &signed("audrey", &bytes)));
    }

    #[test]
    fn a_key_is_a_compressed_point_of_the_curve() {
        let mut solo = furnished();
        let good = public("audrey").key().to_vec();
        let mut hybrid = good.clone();
        hybrid[0] = 4;
        // x = 4 has no y on secp256r1.
        let mut off_curve = vec![2; 1];
        off_curve.extend([0; 31]);
        off_curve.push(4);
        for wrong in [vec![], good[..32].to_vec(), hybrid, off_curve] {
            let key = AuditorKey::Secp256r1 { key: wrong.into() };
            let scheme = "secp256r1";
            let expected = ContractError::Key { scheme };
            assert_eq!(solo.err("audrey", rotate("audrey", key)), expected);
        }
    }
}

/// The vector of the README, computed outside of this code.
#[test]
fn sign_bytes_are_what_the_readme_says() {
    let statement = Statement {
        provider: ProviderId(7),
        provider_epoch: 1,
        auditor: "cosmwasm1auditor".to_string(),
        epoch: 2,
        issued_at: Timestamp(1_790_000_000),
        attributes: names(&[EU]),
        classes: counts(&[(H100, 8), (T4, 4)]),
        cores: 256,
        memory_gib: 2_048,
        tier: Tier(3),
        evidence_hash: HexBinary::from([0x11; 32]),
        evidence_uri: "https://audits.example/7".to_string(),
        nonce: 2,
        expires_at: Timestamp(1_800_000_000),
    };
    let bytes = sign_bytes("chain-1", "cosmwasm1registry", &statement);
    assert_eq!(bytes.len(), 314);
    let hash = |bytes: &[u8]| HexBinary::from(Sha256::digest(bytes).to_vec()).to_hex();
    assert_eq!(
        hash(&bytes),
        "f180086feac42fc6697a47c772464e67b845a3a5abde7da66af3a9f9f2467e2d"
    );
    let doc = adr036_doc("cosmwasm1auditor", &bytes);
    assert_eq!(doc.len(), 596);
    assert_eq!(
        hash(doc.as_bytes()),
        "4887e8d3129af2f5589235bf915640c0a3ed57192fc9681798267a95ae2fe2ee"
    );
}
