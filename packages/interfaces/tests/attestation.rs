//! What a match learns from the registry's published rows.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

use cosmwasm_std::{CanonicalAddr, Event, HexBinary};
use tender_interfaces::attestation::{
    class_name, AttestationRow, AttributeEntry, AttributeSet, AuditorKey, ClassRow, CountedClass,
    ProviderRow, ProviderStatus, REGION,
};
use tender_interfaces::events::{AuditorAdmitted, ProviderAttested};
use tender_types::{Akt, AttributeId, AuditorId, ClassId, ProviderId, Resources, Tier, Timestamp};

const NOW: Timestamp = Timestamp(1_000);
const H100: ClassId = ClassId(1);
const A100: ClassId = ClassId(2);
const EU: AttributeId = AttributeId(7);
const US: AttributeId = AttributeId(8);
const NVME: AttributeId = AttributeId(9);
const STORAGE: u16 = 2;

fn set(entries: &[(u16, AttributeId)]) -> AttributeSet {
    let entry = |(key, attribute): &(u16, AttributeId)| AttributeEntry {
        key: *key,
        attribute: *attribute,
    };
    AttributeSet(entries.iter().map(entry).collect())
}

fn provider(claims: &[(u16, AttributeId)], attestations: Vec<AttestationRow>) -> ProviderRow {
    let attributes = set(claims);
    ProviderRow {
        address: CanonicalAddr::from(vec![1; 20]),
        status: ProviderStatus::Active,
        epoch: 1,
        bond: Akt(1),
        bonded: true,
        region: attributes.value_of(REGION),
        attributes,
        attestations,
    }
}

/// An attestation that counts one second more.
fn attestation(auditor: u16, tier: u8, attributes: &[(u16, AttributeId)]) -> AttestationRow {
    AttestationRow {
        auditor: AuditorId(auditor),
        tier: Tier(tier),
        expires_at: Timestamp(NOW.0 + 1),
        attributes: set(attributes),
        classes: vec![],
        cores: 0,
        memory_gib: 0,
    }
}

fn counting(auditor: u16, tier: u8, classes: &[(ClassId, u32)]) -> AttestationRow {
    let counted = |(class, count): &(ClassId, u32)| CountedClass {
        class: *class,
        count: *count,
    };
    AttestationRow {
        classes: classes.iter().map(counted).collect(),
        ..attestation(auditor, tier, &[])
    }
}

#[test]
fn an_active_bonded_provider_is_matched_and_no_other() {
    for status in ProviderStatus::ALL {
        for bonded in [false, true] {
            let row = ProviderRow {
                status,
                bonded,
                ..provider(&[], vec![])
            };
            let matched = bonded && status == ProviderStatus::Active;
            assert_eq!(row.is_matchable(), matched, "{status}, {bonded}");
        }
    }
}

#[test]
fn an_attestation_is_live_until_its_expiry() {
    let row = provider(&[], vec![counting(1, 3, &[(H100, 8)])]);
    let end = Timestamp(NOW.0 + 1);
    assert_eq!(row.live(NOW).count(), 1);
    assert_eq!(row.live(end).count(), 0);
    assert!(row.by(AuditorId(1), NOW).is_some() && row.by(AuditorId(1), end).is_none());
    assert!(row.by(AuditorId(2), NOW).is_none());
    assert_eq!((row.counted(H100, NOW), row.counted(H100, end)), (8, 0));
    assert_eq!(row.tier_for(H100, end), Tier::NONE);
}

#[test]
fn the_largest_count_counts_and_only_of_who_looked_well_enough() {
    let row = provider(
        &[],
        vec![
            counting(1, 4, &[(H100, 2), (A100, 9)]),
            counting(2, 2, &[(H100, 50)]),
        ],
    );
    assert_eq!((row.counted(H100, NOW), row.counted(A100, NOW)), (50, 9));
    let at = |tier| row.counted_at(H100, Tier(tier), NOW);
    assert_eq!((at(0), at(2), at(3), at(4)), (50, 50, 2, 2));
    assert_eq!(row.tier_for(H100, NOW), Tier(4));
    assert_eq!(row.tier_for(ClassId(3), NOW), Tier::NONE);
    assert_eq!(row.counted(ClassId(3), NOW), 0);
}

#[test]
fn the_rate_card_is_attested_in_cores_and_memory() {
    let card = |auditor, tier, cores, memory_gib| AttestationRow {
        cores,
        memory_gib,
        ..attestation(auditor, tier, &[])
    };
    let row = provider(
        &[],
        vec![
            card(1, 1, 64, 100),
            card(2, 3, 32, 512),
            counting(3, 4, &[(H100, 1)]),
        ],
    );
    assert_eq!(row.attested_card(NOW), (64, 512));
    assert_eq!(row.attested_card_at(Tier(3), NOW), (32, 512));
    assert_eq!(row.attested_card_at(Tier(4), NOW), (0, 0));
    assert_eq!(row.tier_for(ClassId::CARD, NOW), Tier(3));
    assert!(card(1, 1, 1, 0).covers(ClassId::CARD) && card(1, 1, 0, 1).covers(ClassId::CARD));
    let nothing = provider(&[], vec![counting(3, 4, &[(H100, 1)])]);
    assert_eq!(nothing.tier_for(ClassId::CARD, NOW), Tier::NONE);
}

/// What is claimed, what each auditor says, and what counts of region `EU` and `US`.
type Case<'a> = (Option<AttributeId>, &'a [AttributeId], bool, bool);

#[test]
fn auditors_are_heard_before_the_provider_and_only_together() {
    let cases: [Case; 9] = [
        (None, &[], false, false),
        (Some(EU), &[], true, false),
        (Some(EU), &[EU], true, false),
        (Some(EU), &[US], false, true),
        (Some(EU), &[EU, US], false, false),
        (Some(US), &[EU, EU], true, false),
        (None, &[EU], true, false),
        (None, &[EU, US], false, false),
        (None, &[US, US], false, true),
    ];
    for (claim, stated, eu, us) in cases {
        let claims: Vec<_> = claim.map(|region| (REGION, region)).into_iter().collect();
        let says = |(index, region): (usize, &AttributeId)| {
            let auditor = u16::try_from(index).unwrap() + 1;
            attestation(auditor, 1, &[(REGION, *region), (STORAGE, NVME)])
        };
        let row = provider(&claims, stated.iter().enumerate().map(says).collect());
        let found = (row.has(EU, NOW), row.has(US, NOW));
        assert_eq!(found, (eu, us), "{claim:?}, {stated:?}");
        let region = match (eu, us) {
            (true, _) => Some(EU),
            (_, true) => Some(US),
            _ => None,
        };
        assert_eq!(row.region_at(NOW), region);
        // A dispute about one key leaves the others.
        assert_eq!(row.has(NVME, NOW), !stated.is_empty());
        // What has expired contradicts nothing.
        let later = Timestamp(NOW.0 + 1);
        assert_eq!(row.has(EU, later), claim == Some(EU));
    }
}

#[test]
fn an_auditor_vouches_for_what_it_says_itself_unless_another_contradicts_it() {
    let row = provider(
        &[(STORAGE, NVME)],
        vec![
            attestation(1, 1, &[(REGION, EU)]),
            attestation(2, 1, &[(REGION, EU), (STORAGE, NVME)]),
        ],
    );
    let vouched = |row: &ProviderRow, auditor, what| row.vouched(AuditorId(auditor), what, NOW);
    assert!(vouched(&row, 1, EU) && vouched(&row, 2, EU) && vouched(&row, 2, NVME));
    assert!(
        !vouched(&row, 1, NVME),
        "the provider says so, and auditor 2"
    );
    assert!(!vouched(&row, 3, EU));
    let mut disputed = row.clone();
    disputed.attestations[0].attributes = set(&[(REGION, US)]);
    for (auditor, region) in [(1, US), (2, EU)] {
        assert!(!vouched(&disputed, auditor, region));
    }
    assert!(vouched(&disputed, 2, NVME));
}

#[test]
fn a_class_is_called_by_its_parts() {
    let row = ClassRow {
        class: H100,
        carries: Resources::default(),
        vendor: "nvidia".to_string(),
        model: "h100".to_string(),
        memory_gib: 80,
        interface: Some("sxm".to_string()),
        device: H100,
        parts: 1,
        bond_per_unit: Akt(1),
    };
    assert_eq!(row.name(), "nvidia/h100/80Gi/sxm");
    assert!(row.is_whole());
    let slice = ClassRow {
        class: A100,
        ..row.clone()
    };
    assert!(!slice.is_whole());
    assert_eq!(class_name("amd", "mi300x", 192, None), "amd/mi300x/192Gi");
}

#[test]
fn lists_and_keys_are_read_back_from_events() {
    let counted = |class, count| CountedClass { class, count };
    let attested = ProviderAttested {
        provider: ProviderId(1),
        auditor: AuditorId(2),
        tier: Tier(3),
        issued_at: NOW,
        expires_at: NOW,
        attributes: vec![EU, NVME],
        classes: vec![counted(H100, 8), counted(A100, 4)],
        cores: 1,
        memory_gib: 2,
        evidence_hash: "00".to_string(),
    };
    let event = Event::from(attested.clone());
    let classes = event.attributes.iter().find(|one| one.key == "classes");
    assert_eq!(classes.map(|one| one.value.as_str()), Some("1:8,2:4"));
    assert_eq!(ProviderAttested::try_from(&event), Ok(attested));
    let admitted = AuditorAdmitted {
        auditor: AuditorId(2),
        address: "audrey".to_string(),
        key: AuditorKey::Ed25519 {
            key: HexBinary::from([1; 32]),
        },
        epoch: 4,
    };
    let event = Event::from(admitted.clone());
    assert_eq!(AuditorAdmitted::try_from(&event), Ok(admitted));
    for text in ["1", "1:", ":8", "1:x", "1:8:2"] {
        assert!(text.parse::<CountedClass>().is_err(), "{text}");
    }
}
