use tender_interfaces::attestation::NewClass;
use tender_types::{Akt, Resources};

use crate::network::Network;
use crate::world::World;

/// The small catalog that suites use: names, and what a unit carries at least.
pub struct Catalog;

/// A class of the small catalog.
struct Model {
    model: &'static str,
    memory_gib: u32,
    interface: &'static str,
    cpu_milli: u64,
    memory_mib: u64,
    disk_gib: u64,
}

const MODELS: [Model; 3] = [
    Model {
        model: "h100",
        memory_gib: 80,
        interface: "sxm",
        cpu_milli: 16_000,
        memory_mib: 131_072,
        disk_gib: 200,
    },
    Model {
        model: "a100",
        memory_gib: 80,
        interface: "sxm",
        cpu_milli: 12_000,
        memory_mib: 98_304,
        disk_gib: 200,
    },
    Model {
        model: "rtx4090",
        memory_gib: 24,
        interface: "pcie",
        cpu_milli: 8_000,
        memory_mib: 32_768,
        disk_gib: 100,
    },
];

impl Catalog {
    /// H100 80 GiB SXM.
    pub const H100: &'static str = "nvidia/h100/80Gi/sxm";
    /// A100 80 GiB SXM.
    pub const A100: &'static str = "nvidia/a100/80Gi/sxm";
    /// RTX 4090.
    pub const RTX4090: &'static str = "nvidia/rtx4090/24Gi/pcie";
    /// Every class, by name.
    pub const CLASSES: [&'static str; 3] = [Self::H100, Self::A100, Self::RTX4090];
    /// Every attribute.
    pub const ATTRIBUTES: [&'static str; 4] = [
        "region=eu-west",
        "region=us-east",
        "region=ap-south",
        "tier=community",
    ];
    /// Micro-AKT that each unit of a class locks.
    pub const BOND: Akt = Akt(10_000_000);

    /// Every class, as governance adds it.
    pub fn new_classes() -> Vec<NewClass> {
        let class = |model: &Model| NewClass {
            vendor: "nvidia".to_string(),
            model: model.model.to_string(),
            memory_gib: model.memory_gib,
            interface: Some(model.interface.to_string()),
            slice_of: None,
            carries: Resources {
                cpu_milli: model.cpu_milli,
                memory_mib: model.memory_mib,
                disk_mib: model.disk_gib * 1_024,
                ..Resources::default()
            },
            bond_per_unit: Self::BOND,
        };
        MODELS.iter().map(class).collect()
    }
}

impl<N: Network> World<N> {
    /// Fills the catalog, feeds a price of 1.14 USD per AKT, and admits the auditors `audrey` and
    /// `auguste`, bonded.
    pub fn furnish(mut self) -> Self {
        self.add_classes(Catalog::new_classes())
            .expect("governance adds classes");
        self.add_attributes(&Catalog::ATTRIBUTES)
            .expect("governance adds attributes");
        for name in ["audrey", "auguste"] {
            self.admit_auditor(name)
                .expect("governance admits an auditor");
        }
        self.feed("1.14");
        self
    }
}
