//! What auditors attest: taken once, counting until it expires, is replaced or revoked.

use cosmwasm_std::HexBinary;
use tender_attestation::ContractError;
use tender_guard::GuardError;
use tender_interfaces::attestation::{
    AttestationRow, AttestationsResponse, AttributeEntry, AttributeSet, CountedClass, ExecuteMsg,
    QueryMsg, Statement, MAX_ATTESTATION, MAX_ATTESTATIONS, MAX_CLASSES, MAX_COUNT,
    MAX_STATEMENT_AGE, MAX_TEXT,
};
use tender_interfaces::events::{AttestationRevoked, ProviderAttested};
use tender_testkit::solo::{addr, event};
use tender_types::{AttributeId, AuditorId, ClassId, ProviderId, Seconds, Tier, Timestamp};

use crate::verbs::{
    add_attributes, add_classes, bond_auditor, counts, drop_attestation, furnished, names,
    new_class, remove, revoke, vouched, Solo, Verbs, AUDITOR_BOND, DAY, EU, H100, ONE, PIA,
};

const AUDREY: AuditorId = AuditorId(1);

fn tier(solo: &Solo) -> u8 {
    solo.info(PIA).tier.0
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
    solo.send("audrey", &msg).map(|_| ())
}

fn refused(change: impl FnOnce(&mut Statement)) -> ContractError {
    signed(&mut furnished(), change).unwrap_err()
}

#[test]
fn a_statement_becomes_one_entry_of_the_published_row() {
    let mut solo = furnished();
    solo.ok(
        "gov",
        add_classes(vec![new_class("nvidia", "a100", 40, None)]),
    );
    solo.ok("gov", add_attributes(&["tier=community"]));
    let statement = Statement {
        attributes: names(&["tier=community", EU]),
        classes: counts(&[("nvidia/a100/40Gi", 4), (H100, 8)]),
        ..solo.statement("audrey", 5)
    };
    let msg = solo.sign("audrey", statement.clone());
    let told: ProviderAttested = event(&solo.ok("pia", msg));
    let counted = |class, count| CountedClass {
        class: ClassId(class),
        count,
    };
    let classes = vec![counted(1, 8), counted(2, 4)];
    let expected = ProviderAttested {
        provider: PIA,
        auditor: AUDREY,
        tier: Tier(3),
        issued_at: statement.issued_at,
        expires_at: statement.expires_at,
        attributes: vec![AttributeId(1), AttributeId(2)],
        classes: classes.clone(),
        cores: 128,
        memory_gib: 1_024,
        evidence_hash: "09".repeat(32),
    };
    assert_eq!(told, expected);
    let attribute = |key, id| AttributeEntry {
        key,
        attribute: AttributeId(id),
    };
    let entry = AttestationRow {
        auditor: AUDREY,
        tier: Tier(3),
        expires_at: statement.expires_at,
        attributes: AttributeSet(vec![attribute(1, 1), attribute(2, 2)]),
        classes,
        cores: 128,
        memory_gib: 1_024,
    };
    assert_eq!(solo.row(PIA).attestations, vec![entry]);
    assert_eq!(statements(&solo), vec![statement]);
}

#[test]
fn what_is_counted_is_read_from_the_row_alone() {
    let mut solo = vouched();
    let (row, now) = (solo.row(PIA), solo.now());
    let h100 = ClassId(1);
    assert_eq!(row.counted(h100, now), 8);
    assert_eq!(row.counted(ClassId(2), now), 0);
    assert_eq!(row.attested_card(now), (128, 1_024));
    assert_eq!(row.tier_for(h100, now), Tier(3));
    assert_eq!(row.tier_for(ClassId::CARD, now), Tier(3));
    assert!(row.has(AttributeId(1), now));
    assert_eq!(row.region_at(now), Some(AttributeId(1)));
    solo.wait(DAY);
    let now = solo.now();
    assert_eq!(row.counted(h100, now), 0);
    assert_eq!(row.attested_card(now), (0, 0));
    assert_eq!(row.tier_for(h100, now), Tier::NONE);
    assert!(!row.has(AttributeId(1), now));
}

#[test]
fn a_replayed_or_older_statement_is_refused() {
    let mut solo = furnished();
    let old = solo.sign("audrey", solo.statement("audrey", 4));
    let first = solo.sign("audrey", solo.statement("audrey", 5));
    solo.ok("pia", first.clone());
    let used = |nonce| ContractError::NonceUsed { nonce, last: 5 };
    assert_eq!(solo.err("pia", first.clone()), used(5));
    assert_eq!(solo.err("pia", old.clone()), used(4));
    // Also after the provider has dropped it.
    solo.ok("pia", drop_attestation("audrey"));
    assert_eq!(solo.err("pia", first), used(5));
    assert_eq!(solo.err("pia", old), used(4));
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
fn a_statement_is_not_of_the_future_and_not_held_back() {
    let mut solo = furnished();
    let now = solo.now();
    let earliest = now.before(MAX_STATEMENT_AGE);
    for issued_at in [
        Timestamp(0),
        earliest.before(ONE),
        now.after(ONE),
        Timestamp(u64::MAX),
    ] {
        let expected = ContractError::IssuedAt {
            issued_at,
            earliest,
            now,
        };
        assert_eq!(
            signed(&mut solo, |one| one.issued_at = issued_at),
            Err(expected)
        );
    }
    signed(&mut solo, |one| one.issued_at = earliest).unwrap();
    signed(&mut solo, |one| (one.issued_at, one.nonce) = (now, 2)).unwrap();
}

#[test]
fn an_attestation_counts_until_the_second_it_expires() {
    let mut solo = vouched();
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
    solo.admit("auguste");
    solo.vouch("audrey", 1);
    let better = Statement {
        tier: Tier(4),
        expires_at: solo.now().after(Seconds(10)),
        ..solo.statement("auguste", 1)
    };
    let msg = solo.sign("auguste", better);
    solo.ok("pia", msg);
    assert_eq!(tier(&solo), 4);
    solo.wait(Seconds(10));
    assert_eq!(tier(&solo), 3);
}

#[test]
fn an_auditor_has_one_place_and_a_provider_eight() {
    let mut solo = furnished();
    let auditors: Vec<String> = (0..=MAX_ATTESTATIONS).map(|n| format!("au{n}")).collect();
    for name in &auditors {
        solo.admit(name);
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
    assert_eq!(solo.err("pia", msg.clone()), full);
    // One of the eight still replaces its own.
    solo.vouch("au3", 2);
    assert_eq!(statements(&solo).len(), 8);
    solo.ok("pia", drop_attestation("au0"));
    solo.ok("pia", msg);
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
        let mut solo = vouched();
        let told: AttestationRevoked = event(&solo.ok(sender, revoke(PIA, "audrey")));
        let expected = AttestationRevoked {
            provider: PIA,
            auditor: AUDREY,
            void_until: Some(solo.now()),
            by: addr(sender).into(),
        };
        assert_eq!(told, expected);
        assert_eq!(solo.row(PIA).attestations, vec![]);
        assert_eq!((tier(&solo), statements(&solo)), (0, vec![]));
        // Again in the same second it changes nothing; later it voids what was signed since.
        let nothing = ContractError::from(GuardError::NoChange);
        assert_eq!(solo.err(sender, revoke(PIA, "audrey")), nothing);
        solo.wait(ONE);
        solo.ok(sender, revoke(PIA, "audrey"));
    }
}

#[test]
fn what_was_issued_until_a_revocation_never_counts() {
    let mut solo = furnished();
    let moment = solo.now();
    solo.wait(ONE);
    // Nothing is attested, or was ever submitted.
    solo.ok("audrey", revoke(PIA, "audrey"));
    let now = solo.now();
    for issued_at in [moment, now] {
        let void = ContractError::Void {
            issued_at,
            void_until: now,
        };
        assert_eq!(
            signed(&mut solo, |one| one.issued_at = issued_at),
            Err(void)
        );
    }
    solo.wait(ONE);
    let later = solo.now();
    signed(&mut solo, |one| one.issued_at = later).unwrap();
    let provider = ProviderId(2);
    let unknown = ContractError::UnknownProvider { provider };
    assert_eq!(solo.err("audrey", revoke(provider, "audrey")), unknown);
}

#[test]
fn nobody_else_revokes() {
    let mut solo = furnished();
    solo.admit("auguste");
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
fn a_provider_drops_what_it_does_not_want() {
    let mut solo = vouched();
    let told: AttestationRevoked = event(&solo.ok("pia", drop_attestation("audrey")));
    let expected = AttestationRevoked {
        provider: PIA,
        auditor: AUDREY,
        void_until: None,
        by: addr("pia").into(),
    };
    assert_eq!(told, expected);
    assert_eq!((tier(&solo), statements(&solo)), (0, vec![]));
    let nothing = ContractError::NotAttested {
        provider: PIA,
        auditor: AUDREY,
    };
    assert_eq!(solo.err("pia", drop_attestation("audrey")), nothing);
    let nobody = ContractError::NotRegistered {
        address: addr("ben").into(),
    };
    assert_eq!(solo.err("ben", drop_attestation("audrey")), nobody);
    // What it dropped was not taken back: what the auditor signed meanwhile is good.
    solo.vouch("audrey", 2);
    assert_eq!(tier(&solo), 3);
}

#[test]
fn a_first_statement_is_submitted_by_those_it_concerns() {
    for sender in ["pia", "audrey"] {
        let mut solo = furnished();
        solo.register("pol");
        let msg = solo.sign("audrey", solo.statement("audrey", 1));
        for stranger in ["ben", "gov", "pol", "orderbook"] {
            let expected = ContractError::Stranger { provider: PIA };
            assert_eq!(solo.err(stranger, msg.clone()), expected);
        }
        solo.ok(sender, msg);
    }
}

#[test]
fn anyone_replaces_an_attestation_that_counts() {
    let mut solo = vouched();
    let next = solo.sign("audrey", solo.statement("audrey", 2));
    solo.ok("ben", next);
    solo.wait(DAY);
    let late = solo.sign("audrey", solo.statement("audrey", 3));
    let stranger = ContractError::Stranger { provider: PIA };
    assert_eq!(solo.err("ben", late.clone()), stranger);
    solo.ok("pia", late);
}

#[test]
fn an_auditor_needs_a_bond_for_what_it_signs() {
    let mut solo = furnished();
    solo.ok("gov", crate::verbs::admit("auguste"));
    let short = |bond| ContractError::AuditorBond {
        bond: tender_types::Akt(bond),
        needed: tender_types::Akt(AUDITOR_BOND),
    };
    let msg = solo.sign("auguste", solo.statement("auguste", 1));
    assert_eq!(solo.err("pia", msg.clone()), short(0));
    solo.ok("token", bond_auditor("auguste", AUDITOR_BOND - 1));
    assert_eq!(solo.err("pia", msg.clone()), short(499));
    solo.ok("token", bond_auditor("auguste", 1));
    solo.ok("pia", msg);
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
    for count in [0, MAX_COUNT + 1] {
        let expected = GuardError::OutOfRange {
            what: "count",
            value: count.to_string().into(),
            min: "1".to_string(),
            max: "1000000".to_string(),
        };
        assert_eq!(
            refused(|one| one.classes = counts(&[(H100, count)])),
            guard(expected)
        );
    }
    signed(&mut furnished(), |one| {
        one.classes = counts(&[(H100, MAX_COUNT)])
    })
    .unwrap();
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
        |one, text| one.classes = counts(&[(&text, 1)]),
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
        refused(|one| one.classes = counts(&[(H100, 1), ("cpu/9Gi", 1)])),
        expected
    );
    let expected = ContractError::UnknownAttribute { name: "a=b".into() };
    assert_eq!(refused(|one| one.attributes = names(&["a=b"])), expected);
    let twice = |what| ContractError::Guard(GuardError::Duplicate { what });
    assert_eq!(
        refused(|one| one.classes = counts(&[(H100, 1), (H100, 2)])),
        twice("classes")
    );
    assert_eq!(
        refused(|one| one.attributes = names(&[EU, EU])),
        twice("attributes")
    );
    let mut solo = furnished();
    let models: Vec<String> = (0..=MAX_CLASSES).map(|n| format!("c{n}")).collect();
    let classes = models.iter().map(|model| new_class("x", model, 1, None));
    solo.ok("gov", add_classes(classes.collect()));
    let all: Vec<String> = models
        .iter()
        .map(|model| format!("x/{model}/1Gi"))
        .collect();
    let all: Vec<(&str, u32)> = all.iter().map(|name| (name.as_str(), 1)).collect();
    let error = signed(&mut solo, |one| one.classes = counts(&all)).unwrap_err();
    let expected = GuardError::ListLength {
        what: "classes",
        length: 25,
        min: 0,
        max: 24,
    };
    assert_eq!(error, ContractError::Guard(expected));
    signed(&mut solo, |one| one.classes = counts(&all[1..])).unwrap();
}

/// A card that is cut is counted as a card, or it would be counted twice.
#[test]
fn a_slice_is_not_counted() {
    let mut solo = furnished();
    solo.ok("gov", add_classes(vec![crate::catalog::slice(H100, 7, 10)]));
    let name = "nvidia/h100/10Gi/mig";
    let expected = ContractError::NotWhole { name: name.into() };
    let counted = counts(&[(name, 7)]);
    assert_eq!(
        signed(&mut solo, |one| one.classes = counted),
        Err(expected)
    );
}

#[test]
fn nobody_is_attested_who_has_left() {
    let mut solo = furnished();
    solo.ok("pia", ExecuteMsg::StartLeaving {});
    solo.wait(crate::verbs::UNBONDING);
    solo.ok("pia", ExecuteMsg::WithdrawBond {});
    let left = ContractError::ProviderLeft { provider: PIA };
    assert_eq!(signed(&mut solo, |_| {}), Err(left));
}

#[test]
fn a_removed_auditor_attests_nothing() {
    let mut solo = furnished();
    solo.ok("gov", remove("audrey"));
    let unknown = ContractError::UnknownAuditor {
        address: addr("audrey").into(),
    };
    assert_eq!(signed(&mut solo, |_| {}), Err(unknown));
}
