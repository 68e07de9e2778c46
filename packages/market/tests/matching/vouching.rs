//! What auditors attest, against the rule in terms of sets.

use proptest::prelude::*;
use tender_interfaces::attestation::{AttestationRow, AttributeSet, CountedClass, ProviderRow};
use tender_interfaces::demand::{Mismatch, Quorum, ResolvedDemand};
use tender_market::matching::vouching::{judge_counts, judge_vouching, Offered, Vouched};
use tender_market::matching::Allowance;
use tender_types::{AttributeId, AuditorId, Tier};

use crate::world::*;

const EIGHT: Offered = Offered::Devices {
    device: CLASS,
    count: 8,
};

fn judged(change: impl FnOnce(&mut ResolvedDemand, &mut ProviderRow)) -> Result<Vouched, Mismatch> {
    let (mut demand, mut row) = (demand(), provider());
    change(&mut demand, &mut row);
    judge_vouching(&demand, &row, &[EIGHT], NOW)
}

fn quorum(k: u8, of: &[AuditorId]) -> Quorum<AuditorId> {
    Quorum { k, of: of.to_vec() }
}

fn too_few(vouching: u8, wanted: u8) -> Result<Vouched, Mismatch> {
    Err(Mismatch::Quorum {
        quorum: 0,
        vouching,
        wanted,
    })
}

#[test]
fn without_quorums_any_live_statement_or_claim_counts() {
    let vouched = Ok(Vouched {
        tier: Tier(2),
        auditors: vec![OTTO],
    });
    assert_eq!(judged(|_, _| ()), vouched);
    // Attested, and claimed where no auditor speaks of it.
    let both = vec![AttributeId(21), AttributeId(31)];
    assert_eq!(judged(|demand, _| demand.attributes = both), vouched);
    let attribute = AttributeId(41);
    let neither = judged(|demand, _| demand.attributes = vec![attribute]);
    assert_eq!(neither, Err(Mismatch::Attribute { attribute }));
}

#[test]
fn a_claim_that_an_auditor_contradicts_is_void() {
    let attribute = AttributeId(22);
    let contradicted = judged(|demand, row| {
        row.attributes.0.push(entry(2, 22));
        demand.attributes = vec![attribute];
    });
    assert_eq!(contradicted, Err(Mismatch::Attribute { attribute }));
    // And what two auditors disagree on.
    let attribute = AttributeId(21);
    let disputed = judged(|demand, row| {
        let mut other = statement();
        other.auditor = OLGA;
        other.attributes = AttributeSet(vec![entry(2, 22)]);
        row.attestations.push(other);
        demand.attributes = vec![attribute];
    });
    assert_eq!(disputed, Err(Mismatch::Attribute { attribute }));
}

#[test]
fn a_named_auditor_vouches_for_the_hardware_itself() {
    let named = |demand: &mut ResolvedDemand| demand.signed_by = vec![quorum(1, &[OTTO])];
    assert!(judged(|demand, _| named(demand)).is_ok());
    // It says tier 1 of another class, and another auditor tier 4 of this one.
    let other_class = judged(|demand, row| {
        let mut strong = statement();
        (strong.auditor, strong.tier) = (OLGA, Tier(4));
        row.attestations[0].tier = Tier(1);
        row.attestations[0].classes[0].class = OTHER;
        row.attestations.push(strong);
        demand.min_tier = Tier(4);
        named(demand);
    });
    assert_eq!(other_class, too_few(0, 1));
    for change in [
        |_: &mut ResolvedDemand, row: &mut ProviderRow| row.attestations[0].classes[0].count = 7,
        |_: &mut ResolvedDemand, row: &mut ProviderRow| row.attestations[0].expires_at = NOW,
        |demand: &mut ResolvedDemand, _: &mut ProviderRow| demand.min_tier = Tier(3),
        // A claim of the provider's own is nothing that it says.
        |demand: &mut ResolvedDemand, _: &mut ProviderRow| {
            demand.attributes = vec![AttributeId(31)]
        },
    ] {
        let failed = judged(|demand, row| {
            named(demand);
            change(demand, row);
        });
        assert_eq!(failed, too_few(0, 1));
    }
    let attested = judged(|demand, _| {
        named(demand);
        demand.attributes = vec![AttributeId(11), AttributeId(21)];
    });
    assert!(attested.is_ok());
}

#[test]
fn a_tier_ends_with_its_attestation_and_is_of_all_that_is_offered() {
    let wants = |demand: &mut ResolvedDemand| demand.min_tier = Tier(2);
    let tier = |tier| {
        Err(Mismatch::Tier {
            tier,
            wanted: Tier(2),
        })
    };
    assert!(judged(|demand, _| wants(demand)).is_ok());
    let expired = judged(|demand, row| {
        wants(demand);
        row.attestations[0].expires_at = NOW;
    });
    assert_eq!(expired, tier(Tier::NONE));
    // A thorough look at one, and another's count of eight from afar.
    let partly = judged(|demand, row| {
        wants(demand);
        let mut all = statement();
        (all.auditor, all.tier) = (OLGA, Tier(1));
        row.attestations[0].classes[0].count = 1;
        row.attestations.push(all);
    });
    assert_eq!(partly, tier(Tier(1)));
}

#[test]
fn nobody_vouches_twice() {
    let twice = judged(|demand, row| {
        row.attestations.push(statement());
        demand.signed_by = vec![quorum(2, &[OTTO, OLGA])];
    });
    assert_eq!(twice, too_few(1, 2));
}

#[test]
fn the_card_is_counted_in_cores_and_memory() {
    let judge = |cores, gib| {
        let card = Offered::Card { cores, gib };
        judge_counts(&provider(), &[card], Allowance::default(), NOW)
    };
    assert_eq!(judge(16, 64), Ok(()));
    let counted = |counted, offered| Err(Mismatch::Counted { counted, offered });
    assert_eq!(judge(17, 64), counted(16, 17));
    assert_eq!(judge(16, 65), counted(64, 65));
    let allowance = Allowance {
        units: 0,
        cores: 17,
        gib: 65,
    };
    let card = Offered::Card { cores: 17, gib: 65 };
    assert_eq!(judge_counts(&provider(), &[card], allowance, NOW), Ok(()));
}

prop_compose! {
    fn statements()(
        auditor in 0u16..4, tier in 1u8..5, live in prop::bool::weighted(0.8),
        attributes in prop::collection::btree_map(1u16..4, 0u16..2, 0..4),
        count in 0u32..4, cores in 0u32..4,
    ) -> AttestationRow {
        AttestationRow {
            auditor: AuditorId(auditor),
            tier: Tier(tier),
            expires_at: if live { SOON } else { NOW },
            attributes: AttributeSet(attributes.into_iter().map(|(key, value)| entry(key, 10 * key + value)).collect()),
            classes: vec![CountedClass { class: CLASS, count }],
            cores,
            memory_gib: cores,
        }
    }
}

prop_compose! {
    fn rows()(
        own in prop::collection::btree_map(1u16..4, 0u16..2, 0..4),
        statements in prop::collection::btree_map(0u16..4, statements(), 0..4),
    ) -> ProviderRow {
        // One statement an auditor.
        let attestations = statements.into_iter().map(|(auditor, one)| AttestationRow { auditor: AuditorId(auditor), ..one });
        ProviderRow {
            attributes: AttributeSet(own.into_iter().map(|(key, value)| entry(key, 10 * key + value)).collect()),
            attestations: attestations.collect(),
            ..provider()
        }
    }
}

prop_compose! {
    fn demands()(
        attributes in prop::collection::btree_map(1u16..4, 0u16..2, 0..3),
        quorums in prop::collection::vec((1u8..3, prop::collection::btree_set(0u16..4, 1..4)), 0..3),
        min_tier in 0u8..5,
    ) -> ResolvedDemand {
        let quorums = quorums.into_iter().map(|(k, of)| Quorum {
            k: k.min(of.len().try_into().unwrap()),
            of: of.into_iter().map(AuditorId).collect(),
        });
        ResolvedDemand {
            attributes: attributes.into_iter().map(|(key, value)| AttributeId(10 * key + value)).collect(),
            signed_by: quorums.collect(),
            min_tier: Tier(min_tier),
            ..demand()
        }
    }
}

/// The rule as the interface words it, statement by statement.
fn serves(demand: &ResolvedDemand, row: &ProviderRow, count: u32, cores: u32) -> bool {
    let live: Vec<&AttestationRow> = row
        .attestations
        .iter()
        .filter(|one| one.expires_at > NOW)
        .collect();
    let says = |one: &AttestationRow, id: AttributeId| {
        one.attributes.0.iter().any(|entry| entry.attribute == id)
    };
    let contradicts = |one: &AttestationRow, id: AttributeId| {
        let of_key =
            |entry: &&tender_interfaces::attestation::AttributeEntry| entry.key == id.0 / 10;
        one.attributes
            .0
            .iter()
            .find(of_key)
            .is_some_and(|entry| entry.attribute != id)
    };
    let undisputed = |id: AttributeId| !live.iter().any(|one| contradicts(one, id));
    let covers = |one: &AttestationRow| {
        one.classes[0].count >= count && one.cores >= cores && one.memory_gib >= cores
    };
    if demand.signed_by.is_empty() {
        let has = |id: &AttributeId| {
            let stated = live.iter().any(|one| says(one, *id));
            let claimed = row.attributes.0.iter().any(|entry| entry.attribute == *id);
            undisputed(*id) && (stated || claimed)
        };
        let tier = live
            .iter()
            .filter(|one| covers(one))
            .map(|one| one.tier)
            .max();
        return demand.attributes.iter().all(has) && tier.unwrap_or(Tier::NONE) >= demand.min_tier;
    }
    let vouches = |auditor: &AuditorId| {
        live.iter().any(|one| {
            let attested = demand
                .attributes
                .iter()
                .all(|id| says(one, *id) && undisputed(*id));
            one.auditor == *auditor && covers(one) && one.tier >= demand.min_tier && attested
        })
    };
    demand.signed_by.iter().all(|quorum| {
        quorum.of.iter().filter(|auditor| vouches(auditor)).count() >= usize::from(quorum.k)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_000))]
    #[test]
    fn a_provider_is_matched_exactly_when_its_auditors_say_so(
        demand in demands(), row in rows(), count in 0u32..4, cores in 0u32..4,
    ) {
        let offered = [
            Offered::Devices { device: CLASS, count },
            Offered::Card { cores, gib: cores },
        ];
        let judged = judge_vouching(&demand, &row, &offered, NOW);
        prop_assert_eq!(judged.is_ok(), serves(&demand, &row, count, cores), "{:?}", judged);
        if let Ok(Vouched { tier, auditors }) = judged {
            prop_assert!(tier >= demand.min_tier);
            // Everybody who is named as vouching is one who was asked for, if anybody was.
            let asked = |auditor: &AuditorId| demand.signed_by.iter().any(|quorum| quorum.of.contains(auditor));
            prop_assert!(demand.signed_by.is_empty() || auditors.iter().all(asked));
        }
    }
}
