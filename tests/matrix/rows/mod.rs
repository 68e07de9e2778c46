//! What is expected of each message, contract by contract. Each `row` is an exhaustive match.

pub mod attestation;
pub mod auction;
pub mod bme;
pub mod escrow;
pub mod oracle;
pub mod orderbook;
pub mod token;

use tender_types::{Resources, Volume, VolumeClass};

/// What one H100 carries, and something in every dimension.
fn unit() -> Resources {
    Resources {
        cpu_milli: 16_000,
        memory_mib: 131_072,
        disk_gib: 200,
        volumes: vec![Volume {
            class: VolumeClass::Nvme,
            gib: 100,
        }],
        public_ips: 1,
    }
}
