//! Rows that just do, to be broken one dimension at a time.

use tender_interfaces::attestation::{
    AttestationRow, AttributeEntry, AttributeSet, CountedClass, ProviderRow, ProviderStatus,
};
use tender_interfaces::demand::{
    Placement, ResolvedAlternative, ResolvedDemand, ResolvedGpu, ResolvedLine,
};
use tender_interfaces::orderbook::{AssetSet, CardRates, CardRow, OfferRow, TermsRow};
use tender_market::matching::serve::{Case, Price, Standing, Stock};
use tender_market::matching::Allowance;
use tender_types::{
    AccountId, Akt, AssetIndex, AttributeId, AuditorId, ClassId, ProviderId, Rate, Resources,
    Seconds, Tier, Timestamp, Volume, VolumeClass,
};

pub const NOW: Timestamp = Timestamp(1_000);
pub const SOON: Timestamp = NOW.after(Seconds(1));
pub const CLASS: ClassId = ClassId(1);
pub const OTHER: ClassId = ClassId(2);
pub const PIA: ProviderId = ProviderId(7);
pub const OTTO: AuditorId = AuditorId(5);
pub const OLGA: AuditorId = AuditorId(6);

/// Four replicas of two GPUs at up to 100, each with just what two units carry.
pub fn demand() -> ResolvedDemand {
    ResolvedDemand {
        account: AccountId(1),
        asset: AssetIndex(2),
        lines: vec![ResolvedLine {
            replicas: 4,
            cpu_milli: 2_000,
            memory_mib: 4_000,
            disk_mib: 60_000,
            volumes: vec![],
            gpu: Some(gpu(2)),
        }],
        public_ips: 0,
        placement: Placement::OneProvider,
        together: false,
        max_rate: Rate(1_000_000),
        attributes: vec![],
        signed_by: vec![],
        min_tier: Tier::NONE,
        exclude: vec![],
        notice_at_least: Seconds(60),
        start_within: Some(Seconds(300)),
        rematch: 0,
        manifest_hash: vec![7; 32].into(),
    }
}

pub fn gpu(per_replica: u32) -> ResolvedGpu {
    ResolvedGpu {
        per_replica,
        alternatives: vec![ResolvedAlternative {
            class: CLASS,
            ceiling: Rate(100),
        }],
        property: None,
    }
}

/// A line without GPUs.
pub fn cpu_line(replicas: u32, cpu_milli: u64, memory_mib: u64) -> ResolvedLine {
    ResolvedLine {
        replicas,
        cpu_milli,
        memory_mib,
        disk_mib: 0,
        volumes: vec![],
        gpu: None,
    }
}

pub fn terms() -> TermsRow {
    TermsRow {
        assets: AssetSet::new(&[AssetIndex(2)]),
        start_within: Seconds(300),
        instant: false,
        min_run: Seconds(60),
        notice: Seconds(60),
        expires_at: Some(SOON),
    }
}

/// Eight units, all free, that do by a hair.
pub fn offer() -> OfferRow {
    OfferRow {
        provider: PIA,
        epoch: 3,
        units: 8,
        free: 8,
        largest: 2,
        machine: 4,
        carries: Resources {
            cpu_milli: 1_000,
            memory_mib: 2_000,
            disk_mib: 30_000,
            ..Resources::default()
        },
        device: CLASS,
        parts: 1,
        devices: 8,
        terms: terms(),
    }
}

pub fn volume(class: VolumeClass, mib: u64) -> Volume {
    Volume { class, mib }
}

/// Sixteen cores, 64 GiB, and three kinds of disk.
pub fn card() -> CardRow {
    CardRow {
        epoch: 3,
        capacity: Resources {
            cpu_milli: 16_000,
            memory_mib: 65_536,
            disk_mib: 1_000,
            volumes: vec![
                volume(VolumeClass::Hdd, 1_000),
                volume(VolumeClass::Ssd, 500),
                volume(VolumeClass::Nvme, 100),
            ],
            public_ips: 3,
        },
        largest: Resources {
            cpu_milli: 8_000,
            memory_mib: 32_768,
            disk_mib: 1_000,
            volumes: vec![
                volume(VolumeClass::Hdd, 400),
                volume(VolumeClass::Ssd, 500),
                volume(VolumeClass::Nvme, 100),
            ],
            public_ips: 0,
        },
        rates: CardRates {
            core: 1_000,
            memory: 100,
            disk: 10,
            hdd: 1,
            ssd: 2,
            nvme: 3,
            public_ip: 7,
        },
        terms: Some(terms()),
        bond_per_core: Akt(1),
        bond_per_gib: Akt(1),
    }
}

pub fn stock() -> Stock {
    Stock {
        offers: vec![Standing {
            class: CLASS,
            rate: Rate(100),
            turn: 1,
            dead: false,
            offer: offer(),
        }],
        card: Some((card(), Resources::default())),
    }
}

pub fn entry(key: u16, attribute: u16) -> AttributeEntry {
    AttributeEntry {
        key,
        attribute: AttributeId(attribute),
    }
}

/// Otto counts all there is at tier 2, and says region 11 and attribute 21.
pub fn statement() -> AttestationRow {
    AttestationRow {
        auditor: OTTO,
        tier: Tier(2),
        expires_at: SOON,
        attributes: AttributeSet(vec![entry(1, 11), entry(2, 21)]),
        classes: vec![CountedClass {
            class: CLASS,
            count: 8,
        }],
        cores: 16,
        memory_gib: 64,
    }
}

/// Active, bonded, in its third registration; claims attribute 31 beside what Otto says.
pub fn provider() -> ProviderRow {
    ProviderRow {
        address: vec![1].into(),
        status: ProviderStatus::Active,
        epoch: 3,
        bond: Akt(1_000),
        bonded: true,
        region: Some(AttributeId(11)),
        attributes: AttributeSet(vec![entry(3, 31)]),
        attestations: vec![statement()],
    }
}

/// Everything that a case is made of.
pub struct World {
    pub demand: ResolvedDemand,
    pub row: Option<ProviderRow>,
    pub stock: Stock,
    pub allowance: Allowance,
    pub price: Price,
}

pub fn world() -> World {
    World {
        demand: demand(),
        row: Some(provider()),
        stock: stock(),
        allowance: Allowance::default(),
        price: Price::Listed,
    }
}

impl World {
    pub fn case(&self) -> Case<'_> {
        Case {
            demand: &self.demand,
            provider: PIA,
            row: self.row.as_ref(),
            stock: &self.stock,
            allowance: self.allowance,
            price: self.price,
            now: NOW,
        }
    }

    pub fn row(&mut self) -> &mut ProviderRow {
        self.row.as_mut().unwrap()
    }

    pub fn offer(&mut self) -> &mut OfferRow {
        &mut self.stock.offers[0].offer
    }

    pub fn card(&mut self) -> &mut CardRow {
        &mut self.stock.card.as_mut().unwrap().0
    }

    pub fn out(&mut self) -> &mut Resources {
        &mut self.stock.card.as_mut().unwrap().1
    }

    pub fn replicas(&self) -> Vec<u32> {
        self.demand.lines.iter().map(|line| line.replicas).collect()
    }
}
