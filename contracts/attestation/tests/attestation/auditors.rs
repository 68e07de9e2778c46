//! Auditors: admitted, with a key, and removed with all they said.

use cosmwasm_std::HexBinary;
use tender_attestation::ContractError;
use tender_guard::GuardError;
use tender_interfaces::attestation::{
    auditor_key, Auditor, AuditorsResponse, ExecuteMsg, IdRow, QueryMsg, RemoveAuditorResponse,
    Statement, MAX_DETACHED,
};
use tender_interfaces::events::{AttestationRevoked, AuditorAdmitted, AuditorRemoved};
use tender_testkit::solo::{addr, canonical, data, event};
use tender_types::{AuditorId, ProviderId};

use crate::verbs::{admit, empty, furnished, key, public_key, remove, Solo, Verbs};

fn admitted_id(solo: &Solo, name: &str) -> Option<u32> {
    let row: Option<IdRow> = solo.published(&auditor_key(&canonical(name)));
    row.map(|row| row.id)
}

fn unknown(name: &str) -> ContractError {
    ContractError::UnknownAuditor {
        address: addr(name).into(),
    }
}

/// `audrey` vouches for this many providers.
fn vouching_for(providers: u32) -> Solo {
    let mut solo = empty();
    solo.ok("gov", admit("audrey"));
    for number in 1..=providers {
        let provider = solo.register(&format!("p{number}"));
        let statement = Statement {
            provider,
            attributes: vec![],
            classes: vec![],
            ..solo.statement("audrey", 1)
        };
        let msg = solo.sign("audrey", statement);
        solo.ok("ben", msg);
    }
    solo
}

fn still_vouched(solo: &Solo, providers: u32) -> usize {
    let rows = (1..=providers).map(|number| solo.row(ProviderId(number)));
    rows.filter(|row| !row.attestations.is_empty()).count()
}

#[test]
fn an_admitted_auditor_is_published_by_address() {
    let mut solo = empty();
    let response = solo.ok("gov", admit("audrey"));
    assert_eq!(data::<AuditorId>(&response), AuditorId(1));
    let told = AuditorAdmitted {
        auditor: AuditorId(1),
        address: addr("audrey").into(),
        public_key: public_key("audrey").to_hex(),
    };
    assert_eq!(event::<AuditorAdmitted>(&response), told);
    solo.ok("gov", admit("auguste"));
    assert_eq!(admitted_id(&solo, "auguste"), Some(2));
    let again = ContractError::AlreadyAdmitted {
        address: addr("audrey").into(),
        auditor: AuditorId(1),
    };
    assert_eq!(solo.err("gov", admit("audrey")), again);
    let found: AuditorsResponse = solo.told(&QueryMsg::Auditors {
        start_after: Some(AuditorId(1)),
        limit: None,
    });
    let auguste = Auditor {
        auditor: AuditorId(2),
        address: addr("auguste").into(),
        public_key: public_key("auguste"),
        admitted: true,
    };
    assert_eq!(found.auditors, vec![auguste]);
}

#[test]
fn a_key_is_a_compressed_point_of_the_curve() {
    let mut solo = empty();
    let good = public_key("audrey").to_vec();
    let uncompressed = key("audrey").verifying_key().to_encoded_point(false);
    let mut hybrid = good.clone();
    hybrid[0] = 4;
    // x = 5 has no y on secp256k1.
    let mut off_curve = vec![2; 1];
    off_curve.extend([0; 31]);
    off_curve.push(5);
    let long = [good.as_slice(), &[0]].concat();
    let short = good[..32].to_vec();
    let uncompressed = uncompressed.as_bytes().to_vec();
    for wrong in [vec![], short, long, uncompressed, hybrid, off_curve] {
        let msg = ExecuteMsg::AdmitAuditor {
            auditor: addr("audrey").into(),
            public_key: HexBinary::from(wrong.clone()),
        };
        assert_eq!(solo.err("gov", msg), ContractError::PublicKey, "{wrong:?}");
    }
    solo.ok("gov", admit("audrey"));
}

#[test]
fn a_removed_auditors_attestations_stop_counting_at_once() {
    let mut solo = furnished();
    solo.ok("gov", admit("auguste"));
    solo.vouch("audrey", 1);
    solo.vouch("auguste", 1);
    let response = solo.ok("gov", remove("audrey"));
    let gone = AttestationRevoked {
        provider: ProviderId(1),
        auditor: AuditorId(1),
        by: addr("gov").into(),
    };
    assert_eq!(AttestationRevoked::try_from(&response.events[0]), Ok(gone));
    let removed = AuditorRemoved {
        auditor: AuditorId(1),
        address: addr("audrey").into(),
        complete: true,
    };
    assert_eq!(AuditorRemoved::try_from(&response.events[1]), Ok(removed));
    assert_eq!(admitted_id(&solo, "audrey"), None);
    let left: Vec<AuditorId> = solo
        .row(ProviderId(1))
        .attestations
        .iter()
        .map(|one| one.auditor)
        .collect();
    assert_eq!(left, [AuditorId(2)]);
    let msg = solo.sign("audrey", solo.statement("audrey", 2));
    assert_eq!(solo.err("ben", msg), unknown("audrey"));
    assert_eq!(solo.err("gov", remove("audrey")), unknown("audrey"));
    assert_eq!(solo.err("ben", remove("ben")), unknown("ben"));
}

#[test]
fn one_message_removes_as_many_attestations_as_it_may() {
    let most = u32::try_from(MAX_DETACHED).unwrap();
    let mut solo = vouching_for(most);
    let response = solo.ok("gov", remove("audrey"));
    assert!(data::<RemoveAuditorResponse>(&response).complete);
    assert_eq!(still_vouched(&solo, most), 0);
}

#[test]
fn a_long_removal_is_carried_on_by_anyone() {
    let more = u32::try_from(MAX_DETACHED).unwrap() + 1;
    let mut solo = vouching_for(more);
    let refused = solo.err("ben", remove("audrey"));
    assert!(matches!(
        refused,
        ContractError::Guard(GuardError::NotAllowed { .. })
    ));
    let response = solo.ok("gov", remove("audrey"));
    assert!(!data::<RemoveAuditorResponse>(&response).complete);
    assert_eq!(still_vouched(&solo, more), 1);
    // From the first message on it attests nothing, is not to be named, and does not come back.
    assert_eq!(admitted_id(&solo, "audrey"), None);
    let expected = ContractError::RemovalIncomplete {
        auditor: AuditorId(1),
    };
    assert_eq!(solo.err("gov", admit("audrey")), expected);
    let response = solo.ok("ben", remove("audrey"));
    assert!(data::<RemoveAuditorResponse>(&response).complete);
    assert_eq!(still_vouched(&solo, more), 0);
    assert_eq!(solo.err("ben", remove("audrey")), unknown("audrey"));
    assert_eq!(
        data::<AuditorId>(&solo.ok("gov", admit("audrey"))),
        AuditorId(1)
    );
}

#[test]
fn a_key_is_replaced_by_its_auditor_or_the_owner() {
    let mut solo = furnished();
    let rotate = |auditor: &str, key: &str| ExecuteMsg::RotateAuditorKey {
        auditor: addr(auditor).into(),
        public_key: public_key(key),
    };
    for sender in ["pia", "gil", "ben"] {
        let error = solo.err(sender, rotate("audrey", "nova"));
        assert!(matches!(
            error,
            ContractError::Guard(GuardError::NotAllowed { .. })
        ));
    }
    solo.vouch("audrey", 1);
    for (sender, key) in [("audrey", "nova"), ("gov", "vera")] {
        let told: AuditorAdmitted = event(&solo.ok(sender, rotate("audrey", key)));
        assert_eq!(told.public_key, public_key(key).to_hex());
    }
    // What was attested with the old key stays, until it is revoked or the auditor removed.
    assert_eq!(solo.row(ProviderId(1)).attestations.len(), 1);
    let bad = ExecuteMsg::RotateAuditorKey {
        auditor: addr("audrey").into(),
        public_key: HexBinary::from([2; 32]),
    };
    assert_eq!(solo.err("audrey", bad), ContractError::PublicKey);
    solo.ok("gov", remove("audrey"));
    assert_eq!(
        solo.err("audrey", rotate("audrey", "nova")),
        unknown("audrey")
    );
}

#[test]
fn only_the_owner_admits() {
    let mut solo = empty();
    for sender in ["audrey", "gil", "ben"] {
        let error = solo.err(sender, admit("audrey"));
        assert!(matches!(
            error,
            ContractError::Guard(GuardError::NotAllowed { .. })
        ));
    }
    let shouted = ExecuteMsg::AdmitAuditor {
        auditor: addr("audrey").to_string().to_uppercase(),
        public_key: public_key("audrey"),
    };
    let error = solo.err("gov", shouted);
    assert!(matches!(
        error,
        ContractError::Guard(GuardError::Address { .. })
    ));
}

#[test]
fn what_is_no_address_is_refused_without_repeating_it() {
    let mut solo = furnished();
    let auditor = "x".repeat(100_000);
    let public_key = public_key("nova");
    for msg in [
        ExecuteMsg::Revoke {
            provider: ProviderId(1),
            auditor: auditor.clone(),
        },
        ExecuteMsg::RotateAuditorKey {
            auditor: auditor.clone(),
            public_key,
        },
        ExecuteMsg::RemoveAuditor { auditor },
    ] {
        let error = solo.err("ben", msg);
        assert!(matches!(
            error,
            ContractError::Guard(GuardError::Address { .. })
        ));
        assert!(error.to_string().len() < 500);
    }
}
