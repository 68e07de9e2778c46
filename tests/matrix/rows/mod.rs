//! What is expected of each message, contract by contract. Each `row` is an exhaustive match.

pub mod attestation;
pub mod auction;
pub mod bme;
pub mod escrow;
pub mod oracle;
pub mod orderbook;
pub mod token;

use cosmwasm_std::HexBinary;
use tender_interfaces::demand::{
    LineVolume, Placement, Quorum, ResolvedAlternative, ResolvedDemand, ResolvedGpu, ResolvedLine,
};
use tender_interfaces::orderbook::{Draw, Units};
use tender_testkit::usd_per_hour;
use tender_types::{
    AssetIndex, AttributeId, AuditorId, ClassId, Resources, Seconds, Tier, Volume, VolumeClass,
};

use crate::stage::Stage;

/// What one H100 carries, and something in every dimension.
fn unit() -> Resources {
    Resources {
        cpu_milli: 16_000,
        memory_mib: 131_072,
        disk_mib: 204_800,
        volumes: vec![Volume {
            class: VolumeClass::Nvme,
            mib: 102_400,
        }],
        public_ips: 1,
    }
}

/// What one unit of a lease holds: some of everything.
fn draw() -> Draw {
    Draw {
        gpus: vec![Units {
            class: ClassId(1),
            units: 1,
        }],
        card: Resources {
            cpu_milli: 1_000,
            memory_mib: 1_024,
            disk_mib: 1_024,
            volumes: vec![Volume {
                class: VolumeClass::Nvme,
                mib: 1_024,
            }],
            public_ips: 1,
        },
    }
}

/// A demand of the tenant for one H100 and more, as contracts pass it on.
fn resolved(stage: &Stage) -> ResolvedDemand {
    ResolvedDemand {
        account: stage.account,
        asset: AssetIndex::CREDIT,
        lines: vec![ResolvedLine {
            replicas: 1,
            cpu_milli: 17_000,
            memory_mib: 1_024,
            disk_mib: 1_024,
            volumes: vec![LineVolume {
                class: Some(VolumeClass::Nvme),
                mib: 1_024,
            }],
            gpu: Some(ResolvedGpu {
                per_replica: 1,
                alternatives: vec![ResolvedAlternative {
                    class: ClassId(1),
                    ceiling: usd_per_hour("2.50"),
                }],
                property: None,
            }),
        }],
        public_ips: 1,
        placement: Placement::OneProvider,
        together: false,
        max_rate: usd_per_hour("3.00"),
        attributes: vec![AttributeId(1)],
        signed_by: vec![Quorum {
            k: 1,
            of: vec![AuditorId(1)],
        }],
        min_tier: Tier(1),
        exclude: vec![stage.pit],
        notice_at_least: Seconds(60),
        start_within: Some(Seconds::minutes(20)),
        rematch: 1,
        manifest_hash: HexBinary::from([7; 32]),
    }
}
