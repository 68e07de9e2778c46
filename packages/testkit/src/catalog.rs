use tender_types::Resources;

use crate::network::Network;
use crate::world::World;

/// The small catalog that suites and the demonstration use: names, and what a unit carries at least.
pub struct Catalog;

impl Catalog {
    /// H100 80 GiB SXM.
    pub const H100: &'static str = "nvidia/h100/80Gi/sxm";
    /// A100 80 GiB SXM.
    pub const A100: &'static str = "nvidia/a100/80Gi/sxm";
    /// RTX 4090.
    pub const RTX4090: &'static str = "nvidia/rtx4090/24Gi/pcie";
    /// One vCPU with 4 GiB.
    pub const CPU: &'static str = "cpu/4Gi";
    /// Every class: name, thousandths of a CPU, MiB and GiB of disk.
    pub const CLASSES: [(&'static str, u32, u32, u32); 4] = [
        (Self::H100, 16_000, 131_072, 200),
        (Self::A100, 12_000, 98_304, 200),
        (Self::RTX4090, 8_000, 32_768, 100),
        (Self::CPU, 1_000, 4_096, 20),
    ];
    /// Every attribute.
    pub const ATTRIBUTES: [&'static str; 4] = [
        "region=eu-west",
        "region=us-east",
        "region=ap-south",
        "tier=community",
    ];
}

impl<N: Network> World<N> {
    /// Fills the catalog, feeds a price of 1.14 USD per AKT, and admits the auditors `audrey` and
    /// `auguste`.
    pub fn furnish(mut self) -> Self {
        for (name, cpu_milli, memory_mib, disk_gib) in Catalog::CLASSES {
            let carries = Resources {
                cpu_milli,
                memory_mib,
                disk_gib,
                ..Resources::default()
            };
            self.add_class(name, carries)
                .expect("governance adds a class");
        }
        for name in Catalog::ATTRIBUTES {
            self.add_attribute(name)
                .expect("governance adds an attribute");
        }
        for name in ["audrey", "auguste"] {
            self.admit_auditor(name)
                .expect("governance admits an auditor");
        }
        self.feed("1.14");
        self
    }
}
