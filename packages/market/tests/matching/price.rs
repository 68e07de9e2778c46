//! Prices of cards against rational numbers.

use num_bigint::BigUint;
use proptest::prelude::*;
use tender_interfaces::demand::{
    MAX_CPU_MILLI, MAX_DISK_MIB, MAX_LINES, MAX_MEMORY_MIB, MAX_PUBLIC_IPS, MAX_REPLICAS,
    MAX_VOLUMES,
};
use tender_interfaces::orderbook::CardRates;
use tender_market::matching::price::Exact;
use tender_types::{Rate, Resources, Volume, VolumeClass};

/// What rates ask for amounts: a sum of fractions over 1 000 · 1 024, rounded up, at least 1.
fn model(rates: &CardRates, amounts: &Resources, whole: u128) -> BigUint {
    let (milli, mib) = (BigUint::from(1_000u32), BigUint::from(1_024u32));
    let of = |rate: u64, amount: u64| BigUint::from(rate) * amount;
    let mut sum = of(rates.core, amounts.cpu_milli) * &mib
        + of(rates.memory, amounts.memory_mib) * &milli
        + of(rates.disk, amounts.disk_mib) * &milli
        + of(rates.public_ip, amounts.public_ips) * &milli * &mib
        + BigUint::from(whole) * &milli * &mib;
    for volume in &amounts.volumes {
        let rate = match volume.class {
            VolumeClass::Hdd => rates.hdd,
            VolumeClass::Ssd => rates.ssd,
            VolumeClass::Nvme => rates.nvme,
        };
        sum += of(rate, volume.mib) * &milli;
    }
    let parts = milli * mib;
    let rounded = (sum + &parts - 1u32) / parts;
    rounded.max(BigUint::from(1u32))
}

fn rates() -> impl Strategy<Value = CardRates> {
    let rate = || {
        prop_oneof![
            Just(0u64),
            Just(1),
            1u64..2_000,
            any::<u64>(),
            Just(u64::MAX)
        ]
    };
    (rate(), rate(), rate(), rate(), rate(), rate(), rate()).prop_map(
        |(core, memory, disk, hdd, ssd, nvme, public_ip)| CardRates {
            core,
            memory,
            disk,
            hdd,
            ssd,
            nvme,
            public_ip,
        },
    )
}

/// The most of everything that one demand can ask.
fn most() -> Resources {
    let replicas = u64::from(MAX_REPLICAS) * u64::try_from(MAX_LINES).unwrap();
    let volumes = u64::try_from(MAX_VOLUMES).unwrap();
    let volume = |class| Volume {
        class,
        mib: MAX_DISK_MIB * volumes * replicas,
    };
    Resources {
        cpu_milli: MAX_CPU_MILLI * replicas,
        memory_mib: MAX_MEMORY_MIB * replicas,
        disk_mib: MAX_DISK_MIB * replicas,
        volumes: VolumeClass::ALL.map(volume).to_vec(),
        public_ips: MAX_PUBLIC_IPS.into(),
    }
}

fn amounts() -> impl Strategy<Value = Resources> {
    let amount = |most: u64| prop_oneof![Just(0), Just(1), 0u64..5_000, 0..=most, Just(most)];
    let Resources {
        cpu_milli,
        memory_mib,
        disk_mib,
        volumes,
        public_ips,
    } = most();
    let mib = volumes[0].mib;
    let disks = (amount(mib), amount(mib), amount(mib));
    let rest = (
        amount(cpu_milli),
        amount(memory_mib),
        amount(disk_mib),
        amount(public_ips),
    );
    (disks, rest).prop_map(
        |((hdd, ssd, nvme), (cpu_milli, memory_mib, disk_mib, public_ips))| {
            let volumes = [
                (VolumeClass::Hdd, hdd),
                (VolumeClass::Ssd, ssd),
                (VolumeClass::Nvme, nvme),
            ];
            let volumes = volumes.into_iter().filter(|(_, mib)| *mib > 0);
            Resources {
                cpu_milli,
                memory_mib,
                disk_mib,
                volumes: volumes.map(|(class, mib)| Volume { class, mib }).collect(),
                public_ips,
            }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]
    #[test]
    fn a_total_is_rounded_up_once_and_is_at_least_one(
        rates in rates(), amounts in amounts(), whole in prop_oneof![Just(0u128), 0u128..u128::from(u64::MAX)],
    ) {
        let exact = Exact::of(&rates, &amounts).unwrap().with(Rate(whole));
        // Offers add whole rates, in whatever order.
        let other = Exact::default().with(Rate(whole)).unwrap();
        let both = other.and(Exact::of(&rates, &amounts).unwrap());
        prop_assert_eq!(exact, both);
        prop_assert_eq!(BigUint::from(exact.unwrap().rate().0), model(&rates, &amounts, whole));
    }
}

#[test]
fn the_most_that_anybody_can_ask_at_the_dearest_rates_is_a_price() {
    let dearest = CardRates {
        core: u64::MAX,
        memory: u64::MAX,
        disk: u64::MAX,
        hdd: u64::MAX,
        ssd: u64::MAX,
        nvme: u64::MAX,
        public_ip: u64::MAX,
    };
    let price = Exact::of(&dearest, &most()).unwrap();
    assert_eq!(BigUint::from(price.rate().0), model(&dearest, &most(), 0));
}

#[test]
fn a_price_beyond_any_money_is_none() {
    assert_eq!(Exact::default().with(Rate(u128::MAX)), None);
    let one = Exact::default()
        .with(Rate(u128::MAX / (1_000 * 1_024)))
        .unwrap();
    assert_eq!(one.and(one), None);
    assert_eq!(one.with(Rate(1)), None);
}

#[test]
fn nothing_costs_one() {
    assert_eq!(Exact::default().rate(), Rate(1));
    let one = CardRates {
        core: 1,
        ..CardRates::default()
    };
    let milli = |cpu_milli| Resources {
        cpu_milli,
        ..Resources::default()
    };
    for (cpu_milli, rate) in [(1, 1), (1_000, 1), (1_001, 2), (2_000, 2)] {
        assert_eq!(
            Exact::of(&one, &milli(cpu_milli)).unwrap().rate(),
            Rate(rate)
        );
    }
}
