//! What is taken of a rate card.

use proptest::prelude::*;
use tender_interfaces::demand::{LineVolume, Mismatch, Quantity, ResolvedLine};
use tender_interfaces::orderbook::{LineMismatch, Promised};
use tender_market::matching::card::offered_card;
use tender_market::matching::serve::serve;
use tender_market::matching::vouching::Offered;
use tender_types::{ClassId, Rate, Resources, VolumeClass};

use crate::world::*;

fn with(lines: Vec<ResolvedLine>) -> World {
    let mut world = world();
    world.demand.lines = lines;
    world.stock.offers.clear();
    world
}

fn served(world: &World) -> Result<Promised, Vec<LineMismatch>> {
    serve(world.case(), &world.replicas(), &[]).map(|service| service.promised)
}

fn short(line: Option<u32>, of: Quantity, free: u64, wanted: u64) -> LineMismatch {
    let mismatch = Mismatch::Short { of, free, wanted };
    LineMismatch { line, mismatch }
}

#[test]
fn every_quantity_is_paid_at_its_rate() {
    let mut line = cpu_line(2, 1_500, 1_024);
    line.disk_mib = 500;
    line.volumes = vec![
        LineVolume {
            class: Some(VolumeClass::Nvme),
            mib: 50,
        },
        LineVolume {
            class: None,
            mib: 100,
        },
    ];
    let mut world = with(vec![line]);
    world.demand.public_ips = 3;
    let promised = served(&world).unwrap();
    let drawn = Resources {
        cpu_milli: 3_000,
        memory_mib: 2_048,
        disk_mib: 1_000,
        volumes: vec![
            volume(VolumeClass::Hdd, 200),
            volume(VolumeClass::Nvme, 100),
        ],
        public_ips: 3,
    };
    assert_eq!(promised.draw.card, drawn);
    // 3 cores, 2 GiB, 3 addresses, and of a GiB 10 · 1 000 + 200 + 3 · 100 in 1 024ths: 10 and a part.
    assert_eq!(promised.rate, Rate(3_000 + 200 + 21 + 11));
    assert_eq!((promised.replicas, promised.most), (2, promised.rate));
}

#[test]
fn a_line_is_refused_for_what_it_lacks() {
    let world = with(vec![cpu_line(1, 8_000, 32_768), cpu_line(2, 4_001, 1)]);
    assert_eq!(
        served(&world),
        Err(vec![short(Some(1), Quantity::Cpu, 8_000, 8_002)])
    );
    // One replica has at most what one can have, however much is free.
    let world = with(vec![cpu_line(1, 8_001, 1)]);
    assert_eq!(
        served(&world),
        Err(vec![short(Some(0), Quantity::Cpu, 8_000, 8_001)])
    );
    let mut world = with(vec![cpu_line(2, 8_000, 32_768)]);
    assert!(served(&world).is_ok());
    world.out().memory_mib = 1;
    let missing = short(Some(0), Quantity::Memory, 65_535, 65_536);
    assert_eq!(served(&world), Err(vec![missing]));
}

#[test]
fn addresses_are_counted_once_for_the_whole_order() {
    let mut world = with(vec![cpu_line(2, 1, 1), cpu_line(2, 1, 1)]);
    world.demand.public_ips = 3;
    assert_eq!(served(&world).unwrap().draw.card.public_ips, 3);
    world.out().public_ips = 1;
    let missing = short(None, Quantity::PublicIps, 2, 3);
    assert_eq!(served(&world), Err(vec![missing]));
}

/// Two volumes of one replica are in one machine: together they have to fit what one replica can have.
#[test]
fn volumes_of_one_replica_share_its_room() {
    let any = |mib| LineVolume { class: None, mib };
    let mut line = cpu_line(1, 1, 1);
    line.volumes = vec![any(300), any(300)];
    let mut world = with(vec![line]);
    // The second does not fit the 400 that a replica can have of the cheapest.
    let drawn = served(&world).unwrap().draw.card.volumes;
    assert_eq!(
        drawn,
        [volume(VolumeClass::Hdd, 300), volume(VolumeClass::Ssd, 300)]
    );
    world.demand.lines[0].volumes.push(any(300));
    let missing = short(Some(0), Quantity::AnyVolume, 0, 300);
    assert_eq!(served(&world), Err(vec![missing]));
    // Nor does what is asked for of a class by name leave room for more than there is.
    world.demand.lines[0].volumes = vec![
        LineVolume {
            class: Some(VolumeClass::Hdd),
            mib: 300,
        },
        any(101),
    ];
    let drawn = served(&world).unwrap().draw.card.volumes;
    assert_eq!(
        drawn,
        [volume(VolumeClass::Hdd, 300), volume(VolumeClass::Ssd, 101)]
    );
}

#[test]
fn a_provider_without_a_card_serves_no_such_line() {
    let mut world = with(vec![cpu_line(1, 1, 1)]);
    world.card().terms = None;
    let none = LineMismatch {
        line: None,
        mismatch: Mismatch::NotOffered {
            class: ClassId::CARD,
        },
    };
    assert_eq!(served(&world), Err(vec![none.clone()]));
    world.stock.card = None;
    assert_eq!(served(&world), Err(vec![none]));
}

#[test]
fn what_has_to_be_attested_is_rounded_up() {
    let of = |cpu_milli, memory_mib| {
        offered_card(&Resources {
            cpu_milli,
            memory_mib,
            ..Resources::default()
        })
    };
    let card = |cores, gib| Offered::Card { cores, gib };
    assert_eq!(of(1_000, 1_024), card(1, 1));
    assert_eq!(of(1_001, 1_025), card(2, 2));
    assert_eq!(of(u64::MAX, u64::MAX), card(u32::MAX, u32::MAX));
}

proptest! {
    /// Whatever is served fits what is free, and each replica what one can have.
    #[test]
    fn what_is_served_is_there(
        replicas in 1u32..5, cpu_milli in 0u64..9_000, memory_mib in 1u64..40_000,
        volumes in prop::collection::vec((0usize..4, 1u64..600), 0..5),
        out in (0u64..17_000, 0u64..66_000, 0u64..1_100, 0u64..600, 0u64..200),
    ) {
        let mut line = cpu_line(replicas, cpu_milli, memory_mib);
        line.volumes = volumes.iter().map(|(class, mib)| LineVolume {
            class: VolumeClass::ALL.get(*class).copied(),
            mib: *mib,
        }).collect();
        let mut world = with(vec![line]);
        let (cpu_milli, memory_mib, hdd, ssd, nvme) = out;
        let disks = [(VolumeClass::Hdd, hdd), (VolumeClass::Ssd, ssd), (VolumeClass::Nvme, nvme)];
        let disks = disks.into_iter().filter(|(_, mib)| *mib > 0);
        *world.out() = Resources {
            cpu_milli, memory_mib,
            volumes: disks.map(|(class, mib)| volume(class, mib)).collect(),
            ..Resources::default()
        };
        let out = world.out().clone();
        let free = world.card().capacity.saturating_sub(&out);
        if let Ok(promised) = served(&world) {
            let drawn = promised.draw.card;
            prop_assert!(free.checked_sub(&drawn).is_some(), "{drawn} of {free}");
            let asked: u64 = volumes.iter().map(|(_, mib)| mib).sum();
            let total: u64 = drawn.volumes.iter().map(|volume| volume.mib).sum();
            prop_assert_eq!(total, asked * u64::from(replicas));
            for one in &drawn.volumes {
                let most = world.card().largest.volume_mib(one.class);
                prop_assert!(one.mib <= most * u64::from(replicas));
                let named: u64 = volumes.iter()
                    .filter(|(class, _)| VolumeClass::ALL.get(*class) == Some(&one.class))
                    .map(|(_, mib)| mib).sum();
                prop_assert!(one.mib >= named * u64::from(replicas));
            }
            prop_assert_eq!(drawn.cpu_milli, world.demand.lines[0].cpu_milli * u64::from(replicas));
        }
    }
}
