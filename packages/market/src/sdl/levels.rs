//! Levels of an SDL file that people leave out: below `profiles`, `compute` comes a name, below that
//! `resources`, and so on. The official parser takes what stands in a level's place for the level.

use super::error::{Position, SdlError};
use super::read::Entry;
use super::yaml::Value;
use crate::text::quoted;

/// A level, and how to see that it was left out.
pub(super) struct Level {
    /// What belongs there.
    name: &'static str,
    /// The key that belongs there; none where any name does.
    key: Option<&'static str>,
    /// What to write for it.
    write: &'static str,
    /// Keys of what belongs below it; any key when empty.
    keys: &'static [&'static str],
    below: Below,
}

/// What gives away that a value stands one level too high.
enum Below {
    /// It has none of these keys, which it would have in its place under a name.
    Without(&'static [&'static str]),
    /// It has one of these keys.
    With(&'static [&'static str]),
    /// It is no mapping.
    Plain,
}

impl Level {
    /// Whether `entry` belongs one level below this one.
    pub(super) fn is_above(&self, entry: &Entry) -> bool {
        let named = self.keys.is_empty() || self.keys.contains(&entry.key.as_str());
        named
            && match self.below {
                Below::Without(keys) => !entry.node.has_any(keys),
                Below::With(keys) => entry.node.has_any(keys),
                Below::Plain => !matches!(entry.node.value, Value::Map(_)),
            }
    }

    /// Whether the level is there, so that what stands beside it is only indented too little.
    pub(super) fn is_among(&self, entries: &[Entry]) -> bool {
        self.key
            .is_some_and(|key| entries.iter().any(|entry| entry.key == key))
    }

    /// That this level is missing above `entry`.
    pub(super) fn left_out(&self, entry: &Entry) -> SdlError {
        misplaced(entry.at, &entry.key, self.name, self.write)
    }
}

/// That `deployment` names a placement and no service above it.
pub(super) fn service_left_out(at: Position, placement: &str) -> SdlError {
    misplaced(at, placement, DEPLOYED_NAME.name, "the name of a service")
}

fn misplaced(at: Position, key: &str, name: &str, write: &str) -> SdlError {
    SdlError::new(
        at,
        format!("{} stands where {name} belongs", quoted(key)),
        format!("write {write} above it, and indent it under that"),
    )
}

const RESOURCES: &[&str] = &["cpu", "memory", "storage", "gpu"];
const SERVICE: &[&str] = &[
    "image",
    "dependencies",
    "env",
    "expose",
    "command",
    "args",
    "params",
    "credentials",
];
const PLACEMENT: &[&str] = &["attributes", "signedBy", "pricing"];
const PRICE: &[&str] = &["denom", "amount"];
const MOUNT: &[&str] = &["mount", "readOnly"];

pub(super) const SERVICE_NAME: Level = Level {
    name: "a service's name",
    key: None,
    write: "a name such as `web:`",
    keys: SERVICE,
    below: Below::Without(SERVICE),
};

pub(super) const COMPUTE_NAME: Level = Level {
    name: "a compute profile's name",
    key: None,
    write: "a name such as `web:`",
    keys: &["resources", "cpu", "memory", "storage", "gpu"],
    below: Below::Without(&["resources"]),
};

pub(super) const RESOURCES_KEY: Level = Level {
    name: "`resources`",
    key: Some("resources"),
    write: "`resources:`",
    keys: RESOURCES,
    below: Below::Without(&["resources"]),
};

pub(super) const PLACEMENT_NAME: Level = Level {
    name: "a placement's name",
    key: None,
    write: "a name such as `anywhere:`",
    keys: PLACEMENT,
    below: Below::Without(PLACEMENT),
};

pub(super) const PRICING_KEY: Level = Level {
    name: "`pricing`",
    key: Some("pricing"),
    write: "`pricing:`",
    keys: &[],
    below: Below::With(PRICE),
};

pub(super) const PRICED_NAME: Level = Level {
    name: "a compute profile's name",
    key: None,
    write: "the name of the compute profile that is priced",
    keys: PRICE,
    below: Below::Without(PRICE),
};

pub(super) const COMPUTE_KEY: Level = Level {
    name: "`compute`",
    key: Some("compute"),
    write: "`compute:`",
    keys: &[],
    below: Below::With(&["resources"]),
};

pub(super) const PLACEMENT_KEY: Level = Level {
    name: "`placement`",
    key: Some("placement"),
    write: "`placement:`",
    keys: &[],
    below: Below::With(PLACEMENT),
};

pub(super) const DEPLOYED_NAME: Level = Level {
    name: "a service's name",
    key: None,
    write: "the name of a service, under it that of a placement,",
    keys: &["profile", "count"],
    below: Below::Plain,
};

pub(super) const DEPLOYED_PLACEMENT: Level = Level {
    name: "a placement's name",
    key: None,
    write: "the name of a placement",
    keys: &["profile", "count"],
    below: Below::Plain,
};

pub(super) const ENDPOINT_NAME: Level = Level {
    name: "an endpoint's name",
    key: None,
    write: "a name such as `front:`",
    keys: &["kind"],
    below: Below::Without(&["kind"]),
};

pub(super) const STORAGE_KEY: Level = Level {
    name: "`storage`",
    key: Some("storage"),
    write: "`storage:`",
    keys: &[],
    below: Below::With(MOUNT),
};

pub(super) const VOLUME_NAME: Level = Level {
    name: "a volume's name",
    key: None,
    write: "the name of a volume of the compute profile",
    keys: MOUNT,
    below: Below::Plain,
};

pub(super) const TO_KEY: Level = Level {
    name: "`to`",
    key: Some("to"),
    write: "`to:`, with a dash before it,",
    keys: &["global"],
    below: Below::Plain,
};
