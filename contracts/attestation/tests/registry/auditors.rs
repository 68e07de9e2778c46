//! Auditors: admitted, with a key, and removed with all they said.

use cosmwasm_std::HexBinary;
use tender_attestation::ContractError;
use tender_guard::GuardError;
use tender_interfaces::attestation::{
    auditor_key, Auditor, AuditorsResponse, ExecuteMsg, IdRow, QueryMsg, RemoveAuditorResponse,
    Statement, MAX_DETACHED,
};
use tender_interfaces::events::{AttestationRevoked, AuditorAdmitted, AuditorRemoved};
use tender_types::{AuditorId, ProviderId};

use crate::world::{
    addr, admit, canonical, data, empty, event, furnished, key, public_key, remove, World,
};

fn admitted_id(world: &World, name: &str) -> Option<u32> {
    let row: Option<IdRow> = world.published(&auditor_key(&canonical(name)));
    row.map(|row| row.id)
}

fn unknown(name: &str) -> ContractError {
    ContractError::UnknownAuditor {
        address: addr(name).into(),
    }
}

/// `audrey` vouches for this many providers.
fn vouching_for(providers: u32) -> World {
    let mut world = empty();
    world.ok("gov", admit("audrey"));
    for number in 1..=providers {
        let provider = world.register(&format!("p{number}"));
        let statement = Statement {
            provider,
            attributes: vec![],
            classes: vec![],
            ..world.statement("audrey", 1)
        };
        let msg = world.sign("audrey", statement);
        world.ok("ben", msg);
    }
    world
}

fn still_vouched(world: &World, providers: u32) -> usize {
    let rows = (1..=providers).map(|number| world.row(ProviderId(number)));
    rows.filter(|row| !row.attestations.is_empty()).count()
}

#[test]
fn an_admitted_auditor_is_published_by_address() {
    let mut world = empty();
    let response = world.ok("gov", admit("audrey"));
    assert_eq!(data::<AuditorId>(&response), AuditorId(1));
    let told = AuditorAdmitted {
        auditor: AuditorId(1),
        address: addr("audrey").into(),
        public_key: public_key("audrey").to_hex(),
    };
    assert_eq!(event::<AuditorAdmitted>(&response), told);
    world.ok("gov", admit("auguste"));
    assert_eq!(admitted_id(&world, "auguste"), Some(2));
    let again = ContractError::AlreadyAdmitted {
        address: addr("audrey").into(),
        auditor: AuditorId(1),
    };
    assert_eq!(world.err("gov", admit("audrey")), again);
    let found: AuditorsResponse = world.ask(QueryMsg::Auditors {
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
    let mut world = empty();
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
        assert_eq!(world.err("gov", msg), ContractError::PublicKey, "{wrong:?}");
    }
    world.ok("gov", admit("audrey"));
}

#[test]
fn a_removed_auditors_attestations_stop_counting_at_once() {
    let mut world = furnished();
    world.ok("gov", admit("auguste"));
    world.vouch("audrey", 1);
    world.vouch("auguste", 1);
    let response = world.ok("gov", remove("audrey"));
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
    assert_eq!(admitted_id(&world, "audrey"), None);
    let left: Vec<AuditorId> = world
        .row(ProviderId(1))
        .attestations
        .iter()
        .map(|one| one.auditor)
        .collect();
    assert_eq!(left, [AuditorId(2)]);
    let msg = world.sign("audrey", world.statement("audrey", 2));
    assert_eq!(world.err("ben", msg), unknown("audrey"));
    assert_eq!(world.err("gov", remove("audrey")), unknown("audrey"));
    assert_eq!(world.err("ben", remove("ben")), unknown("ben"));
}

#[test]
fn one_message_removes_as_many_attestations_as_it_may() {
    let most = u32::try_from(MAX_DETACHED).unwrap();
    let mut world = vouching_for(most);
    let response = world.ok("gov", remove("audrey"));
    assert!(data::<RemoveAuditorResponse>(&response).complete);
    assert_eq!(still_vouched(&world, most), 0);
}

#[test]
fn a_long_removal_is_carried_on_by_anyone() {
    let more = u32::try_from(MAX_DETACHED).unwrap() + 1;
    let mut world = vouching_for(more);
    let refused = world.err("ben", remove("audrey"));
    assert!(matches!(
        refused,
        ContractError::Guard(GuardError::NotAllowed { .. })
    ));
    let response = world.ok("gov", remove("audrey"));
    assert!(!data::<RemoveAuditorResponse>(&response).complete);
    assert_eq!(still_vouched(&world, more), 1);
    // From the first message on it attests nothing, is not to be named, and does not come back.
    assert_eq!(admitted_id(&world, "audrey"), None);
    let expected = ContractError::RemovalIncomplete {
        auditor: AuditorId(1),
    };
    assert_eq!(world.err("gov", admit("audrey")), expected);
    let response = world.ok("ben", remove("audrey"));
    assert!(data::<RemoveAuditorResponse>(&response).complete);
    assert_eq!(still_vouched(&world, more), 0);
    assert_eq!(world.err("ben", remove("audrey")), unknown("audrey"));
    assert_eq!(
        data::<AuditorId>(&world.ok("gov", admit("audrey"))),
        AuditorId(1)
    );
}

#[test]
fn a_key_is_replaced_by_its_auditor_or_the_owner() {
    let mut world = furnished();
    let rotate = |auditor: &str, key: &str| ExecuteMsg::RotateAuditorKey {
        auditor: addr(auditor).into(),
        public_key: public_key(key),
    };
    for sender in ["pia", "gil", "ben"] {
        let error = world.err(sender, rotate("audrey", "nova"));
        assert!(matches!(
            error,
            ContractError::Guard(GuardError::NotAllowed { .. })
        ));
    }
    world.vouch("audrey", 1);
    for (sender, key) in [("audrey", "nova"), ("gov", "vera")] {
        let told: AuditorAdmitted = event(&world.ok(sender, rotate("audrey", key)));
        assert_eq!(told.public_key, public_key(key).to_hex());
    }
    // What was attested with the old key stays, until it is revoked or the auditor removed.
    assert_eq!(world.row(ProviderId(1)).attestations.len(), 1);
    let bad = ExecuteMsg::RotateAuditorKey {
        auditor: addr("audrey").into(),
        public_key: HexBinary::from([2; 32]),
    };
    assert_eq!(world.err("audrey", bad), ContractError::PublicKey);
    world.ok("gov", remove("audrey"));
    assert_eq!(
        world.err("audrey", rotate("audrey", "nova")),
        unknown("audrey")
    );
}

#[test]
fn only_the_owner_admits() {
    let mut world = empty();
    for sender in ["audrey", "gil", "ben"] {
        let error = world.err(sender, admit("audrey"));
        assert!(matches!(
            error,
            ContractError::Guard(GuardError::NotAllowed { .. })
        ));
    }
    let shouted = ExecuteMsg::AdmitAuditor {
        auditor: addr("audrey").to_string().to_uppercase(),
        public_key: public_key("audrey"),
    };
    let error = world.err("gov", shouted);
    assert!(matches!(
        error,
        ContractError::Guard(GuardError::Address { .. })
    ));
}
