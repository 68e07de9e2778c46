//! What auditors attest: taken once, counting until it expires, is replaced or revoked.

use cosmwasm_std::HexBinary;
use tender_attestation::ContractError;
use tender_guard::GuardError;
use tender_interfaces::attestation::{
    AttestationRow, AttestationsResponse, AttributeSet, ExecuteMsg, ProviderResponse, QueryMsg,
    Statement, MAX_ATTESTATION, MAX_ATTESTATIONS, MAX_CLASSES, MAX_TEXT,
};
use tender_interfaces::events::{AttestationRevoked, ProviderAttested};
use tender_testkit::solo::{addr, event};
use tender_types::{AttributeId, AuditorId, ClassId, ProviderId, Seconds, Tier, Timestamp};

use crate::verbs::{
    add_attribute, add_class, admit, furnished, names, profile, revoke, Solo, Verbs, DAY, EU, H100,
    ONE,
};

const PIA: ProviderId = ProviderId(1);

fn tier(solo: &Solo) -> u8 {
    let found: ProviderResponse = solo.told(&QueryMsg::Provider { provider: PIA });
    found.tier.0
}

fn statements(solo: &Solo) -> Vec<Statement> {
    let found: AttestationsResponse = solo.told(&QueryMsg::Attestations { provider: PIA });
    found.attestations
}

/// What happens to audrey's first statement with one thing changed, properly signed.
fn signed(solo: &mut Solo, change: impl FnOnce(&mut Statement)) -> Result<(), ContractError> {
    let mut statement = solo.statement("audrey", 1);
    change(&mut statement);
    let msg = solo.sign("audrey", statement);
    solo.send("ben", &msg).map(|_| ())
}

fn refused(change: impl FnOnce(&mut Statement)) -> ContractError {
    signed(&mut furnished(), change).unwrap_err()
}

#[test]
fn a_statement_becomes_one_entry_of_the_published_row() {
    let mut solo = furnished();
    solo.ok("gov", add_class("cpu/4Gi"));
    solo.ok("gov", add_attribute("tier=community"));
    let statement = Statement {
        attributes: names(&["tier=community", EU]),
        classes: names(&["cpu/4Gi", H100]),
        ..solo.statement("audrey", 5)
    };
    let msg = solo.sign("audrey", statement.clone());
    let told: ProviderAttested = event(&solo.ok("ben", msg));
    let expected = ProviderAttested {
        provider: PIA,
        auditor: AuditorId(1),
        tier: Tier(3),
        expires_at: statement.expires_at,
        evidence_hash: "09".repeat(32),
    };
    assert_eq!(told, expected);
    let entry = AttestationRow {
        auditor: AuditorId(1),
        tier: Tier(3),
        expires_at: statement.expires_at,
        attributes: AttributeSet(vec![AttributeId(1), AttributeId(2)]),
        classes: vec![ClassId(1), ClassId(2)],
    };
    assert_eq!(solo.row(PIA).attestations, vec![entry]);
    assert_eq!(statements(&solo), vec![statement]);
}

#[test]
fn a_replayed_or_older_statement_is_refused() {
    let mut solo = furnished();
    let old = solo.sign("audrey", solo.statement("audrey", 4));
    let first = solo.sign("audrey", solo.statement("audrey", 5));
    solo.ok("ben", first.clone());
    let used = |nonce| ContractError::NonceUsed { nonce, last: 5 };
    assert_eq!(solo.err("ben", first.clone()), used(5));
    assert_eq!(solo.err("ben", old.clone()), used(4));
    // Also after it has been revoked, and with the auditor removed and admitted again.
    solo.ok("audrey", revoke(PIA, "audrey"));
    assert_eq!(solo.err("ben", first.clone()), used(5));
    solo.ok("gov", crate::verbs::remove("audrey"));
    solo.ok("gov", admit("audrey"));
    assert_eq!(solo.err("ben", first), used(5));
    assert_eq!(solo.err("ben", old), used(4));
    solo.vouch("audrey", 6);
}

#[test]
fn nonces_are_counted_for_each_provider_and_start_above_zero() {
    let zero = refused(|one| one.nonce = 0);
    assert_eq!(zero, ContractError::NonceUsed { nonce: 0, last: 0 });
    let mut solo = furnished();
    solo.register("pol");
    signed(&mut solo, |one| one.nonce = u64::MAX).unwrap();
    signed(&mut solo, |one| one.provider = ProviderId(2)).unwrap();
}

#[test]
fn a_statement_expires_after_now_and_within_a_year() {
    let mut solo = furnished();
    let now = solo.now();
    let latest = now.after(MAX_ATTESTATION);
    for expires_at in [
        Timestamp(0),
        now.before(ONE),
        now,
        latest.after(ONE),
        Timestamp(u64::MAX),
    ] {
        let expected = ContractError::Expiry {
            expires_at,
            now,
            latest,
        };
        assert_eq!(
            signed(&mut solo, |one| one.expires_at = expires_at),
            Err(expected)
        );
    }
    signed(&mut solo, |one| one.expires_at = now.after(ONE)).unwrap();
    signed(&mut solo, |one| (one.expires_at, one.nonce) = (latest, 2)).unwrap();
}

#[test]
fn an_attestation_counts_until_the_second_it_expires() {
    let mut solo = furnished();
    solo.vouch("audrey", 1);
    solo.wait(DAY.saturating_sub(ONE));
    assert_eq!(tier(&solo), 3);
    solo.wait(ONE);
    assert_eq!(tier(&solo), 0);
    solo.wait(ONE);
    assert_eq!(tier(&solo), 0);
    assert_eq!(statements(&solo).len(), 1, "nothing has replaced it yet");
}

#[test]
fn the_highest_live_tier_is_told() {
    let mut solo = furnished();
    solo.ok("gov", admit("auguste"));
    solo.vouch("audrey", 1);
    let better = Statement {
        tier: Tier(4),
        expires_at: solo.now().after(Seconds(10)),
        ..solo.statement("auguste", 1)
    };
    let msg = solo.sign("auguste", better);
    solo.ok("ben", msg);
    assert_eq!(tier(&solo), 4);
    solo.wait(Seconds(10));
    assert_eq!(tier(&solo), 3);
}

#[test]
fn an_auditor_has_one_place_and_a_provider_eight() {
    let mut solo = furnished();
    let auditors: Vec<String> = (0..=MAX_ATTESTATIONS).map(|n| format!("au{n}")).collect();
    for name in &auditors {
        solo.ok("gov", admit(name));
    }
    let (last, first) = auditors.split_last().unwrap();
    for name in first {
        solo.vouch(name, 1);
    }
    let msg = solo.sign(last, solo.statement(last, 1));
    let full = ContractError::Full {
        provider: PIA,
        max: 8,
    };
    assert_eq!(solo.err("ben", msg.clone()), full);
    // One of the eight still replaces its own.
    solo.vouch("au3", 2);
    assert_eq!(statements(&solo).len(), 8);
    solo.ok("au0", revoke(PIA, "au0"));
    solo.ok("ben", msg);
    assert_eq!(statements(&solo).len(), 8);
    // And expired ones make room, with their evidence.
    solo.wait(DAY);
    solo.vouch("au0", 2);
    assert_eq!(statements(&solo), vec![solo.statement("au0", 2)]);
    assert_eq!(solo.row(PIA).attestations.len(), 1);
}

#[test]
fn a_revocation_takes_effect_at_once() {
    for sender in ["audrey", "gov"] {
        let mut solo = furnished();
        solo.vouch("audrey", 1);
        let told: AttestationRevoked = event(&solo.ok(sender, revoke(PIA, "audrey")));
        let expected = AttestationRevoked {
            provider: PIA,
            auditor: AuditorId(1),
            by: addr(sender).into(),
        };
        assert_eq!(told, expected);
        assert_eq!(solo.row(PIA).attestations, vec![]);
        assert_eq!((tier(&solo), statements(&solo)), (0, vec![]));
        let nothing = ContractError::NotAttested {
            provider: PIA,
            auditor: AuditorId(1),
        };
        assert_eq!(solo.err(sender, revoke(PIA, "audrey")), nothing);
    }
}

#[test]
fn nobody_else_revokes() {
    let mut solo = furnished();
    solo.ok("gov", admit("auguste"));
    solo.vouch("audrey", 1);
    for sender in ["pia", "gil", "auguste", "ben"] {
        let error = solo.err(sender, revoke(PIA, "audrey"));
        let expected = GuardError::NotAllowed {
            role: "auditor or owner".to_string(),
            holder: format!("{} or {}", addr("audrey"), addr("gov")),
        };
        assert_eq!(error, ContractError::Guard(expected));
    }
    assert_eq!(tier(&solo), 3);
    let unknown = ContractError::UnknownAuditor {
        address: addr("ben").into(),
    };
    assert_eq!(solo.err("ben", revoke(PIA, "ben")), unknown);
}

#[test]
fn what_is_signed_is_checked() {
    let guard = ContractError::Guard;
    for tier in [0, 5, 255].map(Tier) {
        let expected = GuardError::OutOfRange {
            what: "tier",
            value: tier.to_string().into(),
            min: "1".to_string(),
            max: "4".to_string(),
        };
        assert_eq!(refused(|one| one.tier = tier), guard(expected));
    }
    for length in [0, 31, 33] {
        let expected = ContractError::EvidenceHash { length };
        let hash = HexBinary::from(vec![1; length]);
        assert_eq!(refused(|one| one.evidence_hash = hash), expected);
    }
    let long = format!("https://{}", "a".repeat(MAX_TEXT - 7));
    for uri in ["", "report", "ipfs:a", "https://a b", &long] {
        let expected = ContractError::EvidenceUri {
            uri: uri.into(),
            max: MAX_TEXT,
        };
        assert_eq!(refused(|one| one.evidence_uri = uri.to_string()), expected);
    }
    let expected = ContractError::UnknownProvider {
        provider: ProviderId(2),
    };
    assert_eq!(refused(|one| one.provider = ProviderId(2)), expected);
    let expected = ContractError::UnknownAuditor {
        address: addr("ben").into(),
    };
    assert_eq!(refused(|one| one.auditor = addr("ben").into()), expected);
    let shouted = addr("audrey").to_string().to_uppercase();
    let error = refused(|one| one.auditor = shouted);
    assert!(matches!(
        error,
        ContractError::Guard(GuardError::Address { .. })
    ));
    // What is wrong is told without repeating all of it.
    let long = "x".repeat(100_000);
    let changes: [fn(&mut Statement, String); 4] = [
        |one, text| one.evidence_uri = text,
        |one, text| one.auditor = text,
        |one, text| one.classes = vec![text],
        |one, text| one.attributes = vec![text],
    ];
    for change in changes {
        let error = refused(|one| change(one, long.clone()));
        assert!(error.to_string().len() < 500);
    }
}

#[test]
fn what_is_named_is_in_the_catalog_distinct_and_bounded() {
    let expected = ContractError::UnknownClass {
        name: "cpu/9Gi".into(),
    };
    assert_eq!(
        refused(|one| one.classes = names(&[H100, "cpu/9Gi"])),
        expected
    );
    let expected = ContractError::UnknownAttribute { name: "a=b".into() };
    assert_eq!(refused(|one| one.attributes = names(&["a=b"])), expected);
    let twice = |what| ContractError::Guard(GuardError::Duplicate { what });
    assert_eq!(
        refused(|one| one.classes = names(&[H100, H100])),
        twice("classes")
    );
    assert_eq!(
        refused(|one| one.attributes = names(&[EU, EU])),
        twice("attributes")
    );
    let mut solo = furnished();
    let all: Vec<String> = (0..=MAX_CLASSES).map(|n| format!("c{n}")).collect();
    for name in &all {
        solo.ok("gov", add_class(name));
    }
    let error = signed(&mut solo, |one| one.classes = all.clone()).unwrap_err();
    let expected = GuardError::ListLength {
        what: "classes",
        length: 25,
        min: 0,
        max: 24,
    };
    assert_eq!(error, ContractError::Guard(expected));
    signed(&mut solo, |one| one.classes = all[1..].to_vec()).unwrap();
}

#[test]
fn an_auditor_does_not_attest_itself() {
    let mut solo = furnished();
    let profile = profile("https://audrey.example", &[]);
    solo.ok("audrey", ExecuteMsg::Register { profile });
    let provider = ProviderId(2);
    let error = signed(&mut solo, |one| one.provider = provider).unwrap_err();
    assert_eq!(error, ContractError::SelfAttestation { provider });
}
