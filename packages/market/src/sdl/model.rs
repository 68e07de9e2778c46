//! What a file asks for, ready to be matched and priced.

use std::collections::BTreeSet;

use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use super::decimal::Decimal;
use super::error::Warning;
use super::gpu::Gpu;

/// A file that is right: its groups and what in it is not used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Parsed {
    /// One per placement used, by name. Each is rented from one provider as a whole.
    pub groups: Vec<Group>,
    /// In the order of the file, each once.
    pub warnings: Vec<Warning>,
}

impl Parsed {
    /// Groups and warnings as JSON; [`check_json`](crate::request::check_json) adds what would be ordered.
    pub fn to_json(&self) -> serde_json::Value {
        serde_json::json!(self)
    }
}

/// A placement and the units it needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Group {
    /// Name of the placement.
    pub name: String,
    /// What the provider must be.
    pub requirements: Requirements,
    /// In the order of the services' names.
    pub resources: Vec<Resource>,
    /// Seconds before which a provider says that it takes its hardware back (`reclamation`); 0 for
    /// none.
    #[serde(skip)]
    pub notice_seconds: u64,
}

impl Group {
    /// The denom of every price in the group.
    pub fn denom(&self) -> Option<&str> {
        self.resources.first().map(|unit| unit.price.denom.as_str())
    }
}

/// What a provider must show.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Requirements {
    /// All must be met; sorted by key.
    pub attributes: Vec<Attribute>,
    /// Whose word counts for them.
    pub signed_by: SignedBy,
}

/// A required attribute. The key may be a glob whose `*` does not cross `/`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Attribute {
    /// Name of the attribute.
    pub key: String,
    /// Its value, compared exactly.
    pub value: String,
}

/// Auditors who must have signed the required attributes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct SignedBy {
    /// Every one of these; sorted.
    pub all_of: Vec<String>,
    /// At least one of these, when there are any; sorted.
    pub any_of: Vec<String>,
}

/// A kind of unit and how many of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Resource {
    /// Thousandths of a core per unit.
    pub cpu_milli: u64,
    /// Bytes of memory per unit.
    pub memory_bytes: u64,
    /// Volumes per unit, sorted by name.
    pub storage: Vec<Volume>,
    /// GPUs per unit.
    pub gpu: Gpu,
    /// Endpoints of all services of this unit.
    pub endpoints: Endpoints,
    /// Names of the leased addresses among them: several ports may be open on one.
    #[serde(skip)]
    pub addresses: BTreeSet<String>,
    /// Number of units.
    pub count: u32,
    /// Most paid per unit and block, whatever the count.
    pub price: Price,
    /// Names of the services that run on these units.
    #[serde(skip)]
    pub services: Vec<String>,
}

/// A volume.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Volume {
    /// Its name, `default` when none is written.
    pub name: String,
    /// Size in bytes.
    pub bytes: u64,
    /// `default`, `beta1`, `beta2`, `beta3` or `ram`; `None` when none is written.
    pub class: Option<String>,
    /// Whether it outlives the container.
    pub persistent: bool,
}

/// How a unit is reached from outside, by kind. In JSON only their number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Endpoints {
    /// Served by the provider's shared HTTP entry.
    pub shared_http: u32,
    /// Each on a port the provider chooses.
    pub random_port: u32,
    /// Each a port on a leased address.
    pub leased_ip: u32,
}

impl Endpoints {
    /// All of them.
    pub fn total(&self) -> u32 {
        self.shared_http
            .saturating_add(self.random_port)
            .saturating_add(self.leased_ip)
    }

    pub(super) fn add(&mut self, other: Self) {
        self.shared_http = self.shared_http.saturating_add(other.shared_http);
        self.random_port = self.random_port.saturating_add(other.random_port);
        self.leased_ip = self.leased_ip.saturating_add(other.leased_ip);
    }
}

impl Serialize for Endpoints {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u32(self.total())
    }
}

/// A price ceiling per unit and block of about six seconds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Price {
    /// Exact amount.
    pub amount: Decimal,
    /// `uact`, `uakt` or an IBC denom.
    pub denom: String,
}

impl Serialize for Price {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("Price", 2)?;
        fields.serialize_field("amount", &self.amount)?;
        fields.serialize_field("denom", &self.denom)?;
        fields.end()
    }
}
