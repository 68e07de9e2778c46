//! Matching against an independent model, and its answers one dimension at a time.

// The allowance for tests in clippy.toml does not reach the helpers of a test file.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::unwrap_used
)]

use std::collections::BTreeSet;

use proptest::prelude::*;
use tender_interfaces::attestation::{AttestationRow, AttributeSet, ProviderRow, ProviderStatus};
use tender_interfaces::demand::{Mismatch, ResolvedAlternative, ResolvedDemand};
use tender_market::matching::{
    can_serve, judge_offer, judge_provider, tier_for, Eligible, OfferView,
};
use tender_types::{
    AccountId, AssetIndex, AttributeId, AuditorId, ClassId, Rate, Resources, Seconds, Tier,
    Timestamp, Volume, VolumeClass,
};

const NOW: Timestamp = Timestamp(1_000);
const SOON: Timestamp = NOW.after(Seconds(1));
const CLASS: ClassId = ClassId(1);

fn demand() -> ResolvedDemand {
    ResolvedDemand {
        account: AccountId(1),
        asset: AssetIndex::CREDIT,
        units: 4,
        whole: true,
        alternatives: vec![ResolvedAlternative {
            class: CLASS,
            ceiling: Rate(100),
        }],
        unit: unit(),
        attributes: vec![],
        all_of: vec![],
        any_of: vec![],
        min_tier: Tier::NONE,
        manifest_hash: vec![7; 32].into(),
    }
}

fn unit() -> Resources {
    Resources {
        cpu_milli: 1_000,
        memory_mib: 2_000,
        disk_gib: 30,
        volumes: vec![Volume {
            class: VolumeClass::Ssd,
            gib: 40,
        }],
        public_ips: 1,
    }
}

/// An offer that does, by a hair.
struct Offer {
    class: ClassId,
    rate: Rate,
    free: u32,
    unit: Resources,
    takes_asset: bool,
    expires_at: Option<Timestamp>,
}

fn offer() -> Offer {
    Offer {
        class: CLASS,
        rate: Rate(100),
        free: 4,
        unit: unit(),
        takes_asset: true,
        expires_at: Some(SOON),
    }
}

impl Offer {
    fn judged(&self, demand: &ResolvedDemand) -> Result<(), Mismatch> {
        let view = OfferView {
            class: self.class,
            rate: self.rate,
            free: self.free,
            unit: &self.unit,
            takes_asset: self.takes_asset,
            expires_at: self.expires_at,
        };
        judge_offer(demand, &view, NOW)
    }
}

type Breakage = (fn(&mut Offer), Mismatch);

/// One change that breaks one dimension, and what is to be said of it; in the order of `Mismatch`.
fn breakages() -> Vec<Breakage> {
    let (rate, ceiling) = (Rate(101), Rate(100));
    let class = VolumeClass::Ssd;
    vec![
        (|offer| offer.class = ClassId(2), Mismatch::Class {}),
        (
            |offer| offer.rate = Rate(101),
            Mismatch::Price { rate, ceiling },
        ),
        (|offer| offer.expires_at = Some(NOW), Mismatch::Expired {}),
        (|offer| offer.takes_asset = false, Mismatch::Asset {}),
        (
            |offer| offer.free = 3,
            Mismatch::Units { free: 3, wanted: 4 },
        ),
        (
            |offer| offer.unit.cpu_milli = 999,
            Mismatch::Cpu {
                carried: 999,
                wanted: 1_000,
            },
        ),
        (
            |offer| offer.unit.memory_mib = 1_999,
            Mismatch::Memory {
                carried: 1_999,
                wanted: 2_000,
            },
        ),
        (
            |offer| offer.unit.disk_gib = 29,
            Mismatch::Disk {
                carried: 29,
                wanted: 30,
            },
        ),
        (
            |offer| offer.unit.volumes[0].gib = 39,
            Mismatch::Volume {
                class,
                carried: 39,
                wanted: 40,
            },
        ),
        (
            |offer| offer.unit.public_ips = 0,
            Mismatch::PublicIps {
                carried: 0,
                wanted: 1,
            },
        ),
    ]
}

#[test]
fn an_offer_that_just_does_is_taken() {
    assert_eq!(offer().judged(&demand()), Ok(()));
    let endless = Offer {
        expires_at: None,
        ..offer()
    };
    assert_eq!(endless.judged(&demand()), Ok(()));
}

#[test]
fn each_dimension_fails_by_one() {
    for (change, mismatch) in breakages() {
        let mut broken = offer();
        change(&mut broken);
        assert_eq!(broken.judged(&demand()), Err(mismatch));
    }
}

#[test]
fn a_volume_of_another_class_does_not_count() {
    let mut other = offer();
    other.unit.volumes[0].class = VolumeClass::Nvme;
    let (class, wanted) = (VolumeClass::Ssd, 40);
    let missing = Mismatch::Volume {
        class,
        carried: 0,
        wanted,
    };
    assert_eq!(other.judged(&demand()), Err(missing));
}

#[test]
fn an_order_that_may_be_split_takes_any_free_unit() {
    let split = ResolvedDemand {
        whole: false,
        ..demand()
    };
    let with = |free| Offer { free, ..offer() };
    assert_eq!(with(1).judged(&split), Ok(()));
    let none = Mismatch::Units { free: 0, wanted: 4 };
    assert_eq!(with(0).judged(&split), Err(none));
}

proptest! {
    #[test]
    fn the_first_broken_dimension_is_named(broken in prop::collection::btree_set(0usize..10, 1..10)) {
        let mut offered = offer();
        for place in &broken {
            breakages()[*place].0(&mut offered);
        }
        let first = breakages().swap_remove(*broken.first().unwrap()).1;
        prop_assert_eq!(offered.judged(&demand()), Err(first));
    }

    #[test]
    fn a_better_offer_still_does(cheaper in 0u128..100, units in 0u32..9, more in 0u32..9, ips in 0u16..3) {
        let mut better = offer();
        better.rate = Rate(100 - cheaper);
        better.free += units;
        better.unit.cpu_milli += more;
        better.unit.memory_mib += more;
        better.unit.disk_gib += more;
        better.unit.volumes[0].gib += more;
        better.unit.public_ips += ips;
        prop_assert_eq!(better.judged(&demand()), Ok(()));
    }
}

fn ids(list: &[u16]) -> Vec<AttributeId> {
    list.iter().copied().map(AttributeId).collect()
}

prop_compose! {
    fn attestations()(
        auditor in 0u16..3, tier in 1u8..5, live in any::<bool>(),
        attributes in prop::collection::btree_set(0u16..4, 0..4),
        classes in prop::collection::btree_set(0u16..3, 0..3),
    ) -> AttestationRow {
        AttestationRow {
            auditor: AuditorId(auditor),
            tier: Tier(tier),
            expires_at: if live { SOON } else { NOW },
            attributes: AttributeSet(attributes.into_iter().map(AttributeId).collect()),
            classes: classes.into_iter().map(ClassId).collect(),
        }
    }
}

prop_compose! {
    fn providers()(
        own in prop::collection::btree_set(0u16..4, 0..4),
        attestations in prop::collection::vec(attestations(), 0..4),
        active in prop::bool::weighted(0.9), bonded in prop::bool::weighted(0.9),
    ) -> ProviderRow {
        ProviderRow {
            address: vec![1].into(),
            status: if active { ProviderStatus::Active } else { ProviderStatus::Jailed },
            bonded,
            attributes: AttributeSet(own.into_iter().map(AttributeId).collect()),
            attestations,
        }
    }
}

prop_compose! {
    fn demands()(
        attributes in prop::collection::btree_set(0u16..4, 0..3),
        all_of in prop::collection::btree_set(0u16..3, 0..2),
        any_of in prop::collection::btree_set(0u16..3, 0..3),
        min_tier in (0u8..5).prop_map(Tier),
    ) -> ResolvedDemand {
        ResolvedDemand {
            attributes: attributes.into_iter().map(AttributeId).collect(),
            all_of: all_of.into_iter().map(AuditorId).collect(),
            any_of: any_of.into_iter().map(AuditorId).collect(),
            min_tier,
            ..demand()
        }
    }
}

type Set = BTreeSet<u16>;

fn set(attributes: &AttributeSet) -> Set {
    attributes.0.iter().map(|id| id.0).collect()
}

/// The rule in terms of sets, as the interface words it.
fn serves(demand: &ResolvedDemand, row: &ProviderRow) -> bool {
    let live = || row.attestations.iter().filter(|one| one.expires_at > NOW);
    let required: Set = demand.attributes.iter().map(|id| id.0).collect();
    let by = |auditor: &AuditorId| {
        live().any(|one| one.auditor == *auditor && set(&one.attributes).is_superset(&required))
    };
    let known: Set = live().fold(set(&row.attributes), |known, one| {
        &known | &set(&one.attributes)
    });
    let vouched = match demand.all_of.len() + demand.any_of.len() {
        0 => known.is_superset(&required),
        _ => {
            demand.all_of.iter().all(by)
                && (demand.any_of.is_empty() || demand.any_of.iter().any(by))
        }
    };
    let tiers: Vec<Tier> = live()
        .filter(|one| one.classes.contains(&CLASS))
        .map(|one| one.tier)
        .collect();
    let reached =
        demand.min_tier == Tier::NONE || tiers.iter().any(|tier| *tier >= demand.min_tier);
    row.status == ProviderStatus::Active && row.bonded && vouched && reached
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]
    #[test]
    fn a_provider_is_matched_exactly_when_the_sets_say_so(demand in demands(), row in providers()) {
        let judged = judge_provider(&demand, CLASS, Some(&row), NOW);
        prop_assert_eq!(judged.is_ok(), serves(&demand, &row), "{:?}", judged);
        if let Ok(Eligible { payee, tier }) = judged {
            prop_assert!(tier >= demand.min_tier);
            prop_assert_eq!((payee, tier), (row.address.clone(), tier_for(&row, CLASS, NOW)));
            prop_assert_eq!(can_serve(Some(&row)), Ok(&row));
        }
    }
}

/// Attested by auditor 5 with attribute 1, at tier 2 for the class, until SOON; claims attribute 2.
fn provider() -> ProviderRow {
    ProviderRow {
        address: vec![1].into(),
        status: ProviderStatus::Active,
        bonded: true,
        attributes: AttributeSet(ids(&[2])),
        attestations: vec![AttestationRow {
            auditor: AuditorId(5),
            tier: Tier(2),
            expires_at: SOON,
            attributes: AttributeSet(ids(&[1])),
            classes: vec![CLASS],
        }],
    }
}

fn judged(change: impl FnOnce(&mut ResolvedDemand, &mut ProviderRow)) -> Result<Tier, Mismatch> {
    let (mut demand, mut row) = (demand(), provider());
    change(&mut demand, &mut row);
    judge_provider(&demand, CLASS, Some(&row), NOW).map(|eligible| eligible.tier)
}

#[test]
fn who_cannot_be_matched_is_named_for_it() {
    let unknown = judge_provider(&demand(), CLASS, None, NOW);
    assert_eq!(unknown, Err(Mismatch::ProviderStatus {}));
    assert_eq!(can_serve(None), Err(Mismatch::ProviderStatus {}));
    for status in [
        ProviderStatus::Leaving,
        ProviderStatus::Jailed,
        ProviderStatus::Left,
    ] {
        let stopped = judged(|_, row| row.status = status);
        assert_eq!(stopped, Err(Mismatch::ProviderStatus {}));
    }
    assert_eq!(judged(|_, row| row.bonded = false), Err(Mismatch::Bond {}));
}

#[test]
fn a_claim_counts_until_auditors_are_named() {
    let claimed_and_attested = ids(&[1, 2]);
    assert_eq!(
        judged(|demand, _| demand.attributes = claimed_and_attested),
        Ok(Tier(2))
    );
    let attribute = AttributeId(3);
    let neither = judged(|demand, _| demand.attributes = vec![attribute]);
    assert_eq!(neither, Err(Mismatch::Attribute { attribute }));
    let claimed_only = judged(|demand, _| {
        demand.attributes = ids(&[2]);
        demand.any_of = vec![AuditorId(5)];
    });
    assert_eq!(claimed_only, Err(Mismatch::SignedByAny {}));
}

#[test]
fn an_auditor_of_all_of_is_named_when_missing() {
    let both = |demand: &mut ResolvedDemand| demand.all_of = vec![AuditorId(5), AuditorId(6)];
    let auditor = AuditorId(6);
    assert_eq!(
        judged(|demand, _| both(demand)),
        Err(Mismatch::SignedByAll { auditor })
    );
}

#[test]
fn a_tier_is_of_the_class_and_ends_with_its_attestation() {
    let wants = |demand: &mut ResolvedDemand| demand.min_tier = Tier(2);
    let tier = |tier| {
        Err(Mismatch::Tier {
            tier,
            wanted: Tier(2),
        })
    };
    assert_eq!(judged(|demand, _| wants(demand)), Ok(Tier(2)));
    assert_eq!(
        judged(|demand, _| demand.min_tier = Tier(3)),
        Err(Mismatch::Tier {
            tier: Tier(2),
            wanted: Tier(3)
        })
    );
    let other_class = judged(|demand, row| {
        wants(demand);
        row.attestations[0].classes = vec![ClassId(9)];
    });
    assert_eq!(other_class, tier(Tier::NONE));
    let expired = judged(|demand, row| {
        wants(demand);
        row.attestations[0].expires_at = NOW;
    });
    assert_eq!(expired, tier(Tier::NONE));
}
