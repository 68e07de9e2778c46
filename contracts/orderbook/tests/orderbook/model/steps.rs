//! What happens in a random life.

use super::*;

#[derive(Clone, Debug)]
pub(super) enum Step {
    Post {
        provider: usize,
        class: usize,
        rate: u128,
        units: u32,
        largest: Option<u32>,
        lasts: u64,
    },
    Reprice {
        provider: usize,
        class: usize,
        rate: u128,
    },
    Resize {
        provider: usize,
        class: usize,
        units: u32,
    },
    Report {
        provider: usize,
        class: usize,
        largest: u32,
    },
    Withdraw {
        provider: usize,
        class: usize,
    },
    Card {
        provider: usize,
        cores: u64,
        gib: u64,
    },
    WithdrawCard {
        provider: usize,
    },
    Book {
        class: usize,
        replicas: u32,
        per_replica: u32,
        ceiling: u128,
        fok: bool,
        placement: Placement,
        rematch: u8,
    },
    Cpu {
        replicas: u32,
        cpu_milli: u64,
        memory_mib: u64,
        shared: bool,
    },
    Named {
        provider: usize,
        class: usize,
        replicas: u32,
        extra: u64,
    },
    Rest {
        slot: u8,
        replicas: u32,
        ceiling: u128,
    },
    Match {
        slot: u8,
    },
    Award {
        provider: usize,
        class: usize,
        replicas: u32,
    },
    Close {
        lease: usize,
        reason: usize,
    },
    Rematch {
        lease: usize,
    },
    Count {
        provider: usize,
        count: u32,
    },
    Standing {
        provider: usize,
        status: usize,
        bonded: bool,
    },
    Register {
        provider: usize,
    },
    Bonds {
        factor: u128,
    },
    Params {
        core: u128,
        unattested: u32,
    },
    Expire {
        provider: usize,
    },
    Wait {
        seconds: u64,
    },
}

pub(super) fn steps() -> impl Strategy<Value = Vec<Step>> {
    let p = || 0usize..3;
    let c = || 0usize..4;
    let rate = || 1u128..12;
    let placement = prop_oneof![
        Just(Placement::Any),
        Just(Placement::OneProvider),
        Just(Placement::SameRegion),
        (1u32..4).prop_map(|max_per_provider| Placement::Spread { max_per_provider }),
    ];
    let step = prop_oneof![
        6 => (p(), c(), rate(), 1u32..16, prop::option::of(1u32..8), 5u64..400).prop_map(|(provider, class, rate, units, largest, lasts)| {
            let largest = largest.map(|largest| largest.min(units));
            Step::Post { provider, class, rate, units, largest, lasts }
        }),
        1 => (p(), c(), rate()).prop_map(|(provider, class, rate)| Step::Reprice { provider, class, rate }),
        2 => (p(), c(), 1u32..16).prop_map(|(provider, class, units)| Step::Resize { provider, class, units }),
        1 => (p(), c(), 0u32..8).prop_map(|(provider, class, largest)| Step::Report { provider, class, largest }),
        2 => (p(), c()).prop_map(|(provider, class)| Step::Withdraw { provider, class }),
        2 => (p(), 1u64..40, 1u64..40).prop_map(|(provider, cores, gib)| Step::Card { provider, cores, gib }),
        1 => p().prop_map(|provider| Step::WithdrawCard { provider }),
        6 => (c(), 1u32..20, 1u32..3, rate(), any::<bool>(), placement, 0u8..3).prop_map(|(class, replicas, per_replica, ceiling, fok, placement, rematch)| {
            Step::Book { class, replicas, per_replica, ceiling, fok, placement, rematch }
        }),
        3 => (1u32..8, 0u64..9_000, 1u64..9_000, any::<bool>()).prop_map(|(replicas, cpu_milli, memory_mib, shared)| Step::Cpu { replicas, cpu_milli, memory_mib, shared }),
        2 => (p(), c(), 1u32..5, 0u64..3_000).prop_map(|(provider, class, replicas, extra)| Step::Named { provider, class, replicas, extra }),
        2 => (0u8..3, 1u32..30, rate()).prop_map(|(slot, replicas, ceiling)| Step::Rest { slot, replicas, ceiling }),
        3 => (0u8..3).prop_map(|slot| Step::Match { slot }),
        2 => (p(), c(), 1u32..5).prop_map(|(provider, class, replicas)| Step::Award { provider, class, replicas }),
        6 => (any::<usize>(), 0usize..9).prop_map(|(lease, reason)| Step::Close { lease, reason }),
        2 => any::<usize>().prop_map(|lease| Step::Rematch { lease }),
        2 => (p(), 0u32..30).prop_map(|(provider, count)| Step::Count { provider, count }),
        1 => (p(), 0usize..3, any::<bool>()).prop_map(|(provider, status, bonded)| Step::Standing { provider, status, bonded }),
        1 => p().prop_map(|provider| Step::Register { provider }),
        1 => (1u128..4).prop_map(|factor| Step::Bonds { factor }),
        1 => (1u128..20, 0u32..6).prop_map(|(core, unattested)| Step::Params { core, unattested }),
        1 => p().prop_map(|provider| Step::Expire { provider }),
        2 => (1u64..200).prop_map(|seconds| Step::Wait { seconds }),
    ];
    prop::collection::vec(step, 1..60)
}
