//! The providers of the demonstration: what they say of themselves, and their rate cards.

use tender_interfaces::orderbook::{CardRates, NewCard, Terms};
use tender_testkit::plain_terms;
use tender_types::{Resources, Seconds, Volume, VolumeClass};

/// A provider of the demonstration.
pub struct Cast {
    /// Actor name.
    pub name: &'static str,
    /// What it says of itself and auditors found true.
    pub attributes: &'static [&'static str],
    /// Whether it has persistent disks.
    pub volumes: bool,
    /// Public addresses it has.
    public_ips: u64,
    /// Percent of the base prices that its card asks.
    percent: u64,
    /// Whether it never starts what it has won, as long as somebody else would.
    pub sham: bool,
}

/// Every provider, the one that is a sham last.
pub const CAST: [Cast; 6] = [
    Cast {
        name: "ben",
        attributes: &[
            "host=akash",
            "tier=community",
            "region=eu-west",
            "ip-lease=true",
            "feat-endpoint-ip=true",
            "feat-persistent-storage=true",
            "tee/type=cpu-gpu",
        ],
        volumes: true,
        public_ips: 256,
        percent: 100,
        sham: false,
    },
    Cast {
        name: "bea",
        attributes: &[
            "host=akash",
            "tier=community",
            "region=us-west",
            "ip-lease=true",
            "feat-endpoint-ip=true",
            "feat-persistent-storage=true",
            "tee/type=cpu-gpu",
        ],
        volumes: true,
        public_ips: 256,
        percent: 112,
        sham: false,
    },
    Cast {
        name: "bob",
        attributes: &[
            "host=akash",
            "tier=community",
            "region=na-us-northeast",
            "ip-lease=true",
            "feat-endpoint-ip=true",
            "feat-persistent-storage=true",
            "tee/type=cpu",
        ],
        volumes: true,
        public_ips: 256,
        percent: 105,
        sham: false,
    },
    Cast {
        name: "bix",
        attributes: &["host=akash", "tier=community", "region=as-south"],
        volumes: false,
        public_ips: 0,
        percent: 96,
        sham: false,
    },
    Cast {
        name: "bru",
        attributes: &[
            "host=akash",
            "tier=community",
            "region=us-west",
            "feat-persistent-storage=true",
            "tee/type=cpu-gpu",
        ],
        volumes: true,
        public_ips: 0,
        percent: 108,
        sham: false,
    },
    Cast {
        name: "sid",
        attributes: &[
            "host=akash",
            "tier=community",
            "region=us-west",
            "feat-persistent-storage=true",
            "tee/type=cpu-gpu",
        ],
        volumes: true,
        public_ips: 0,
        percent: 85,
        sham: true,
    },
];

/// Cores on each card.
pub const CORES: u32 = 2_048;

/// GiB of memory on each card.
pub const MEMORY_GIB: u32 = 16_384;

const fn gib(amount: u64) -> u64 {
    amount << 10
}

const fn tib(amount: u64) -> u64 {
    amount << 20
}

impl Cast {
    /// The rest of its cluster. Base prices are made up, near what the pricing script of Akash's
    /// providers asks.
    pub fn card(&self) -> NewCard {
        NewCard {
            capacity: Resources {
                cpu_milli: u64::from(CORES) * 1_000,
                memory_mib: gib(u64::from(MEMORY_GIB)),
                disk_mib: tib(400),
                volumes: self.disks(tib(200)),
                public_ips: self.public_ips,
            },
            largest: Resources {
                cpu_milli: 128_000,
                memory_mib: tib(1),
                disk_mib: tib(32),
                volumes: self.disks(tib(32)),
                public_ips: 0,
            },
            rates: CardRates {
                core: self.rate(4_000),
                memory: self.rate(1_200),
                disk: self.rate(30),
                hdd: self.rate(20),
                ssd: self.rate(50),
                nvme: self.rate(70),
                public_ip: self.rate(3_000),
            },
            terms: self.terms(),
        }
    }

    /// Begun within ten minutes; three days of notice before it takes hardware back, a sham none.
    pub fn terms(&self) -> Terms {
        let days = if self.sham { 0 } else { 3 };
        Terms {
            notice: Seconds::days(days),
            ..plain_terms()
        }
    }

    /// As much of every kind of persistent disk, where it has any.
    fn disks(&self, mib: u64) -> Vec<Volume> {
        let all = VolumeClass::ALL.into_iter().filter(|_| self.volumes);
        all.map(|class| Volume { class, mib }).collect()
    }

    /// Micro-dollars an hour to pico-dollars a second, at its own price.
    const fn rate(&self, micro_per_hour: u64) -> u64 {
        micro_per_hour * 10_000 * self.percent / 3_600
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tender_market::catalog::Catalog;

    #[test]
    fn attributes_are_standard() {
        let known = Catalog::standard().attributes();
        for name in CAST.iter().flat_map(|cast| cast.attributes) {
            assert!(known.iter().any(|other| other == name), "{name}");
        }
    }

    #[test]
    fn only_the_last_is_a_sham_and_asks_least() {
        let [.., sid] = &CAST;
        assert!(sid.sham && CAST.iter().filter(|cast| cast.sham).count() == 1);
        assert!(CAST
            .iter()
            .all(|cast| cast.sham || cast.percent > sid.percent));
    }
}
