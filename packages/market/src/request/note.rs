use std::collections::BTreeSet;
use std::fmt;

use tender_interfaces::demand::MAX_ALTERNATIVES;

use crate::text::listed;

/// Something the market decided where the file leaves it open, to be shown to the tenant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Note {
    /// Services with a count of 0.
    NoReplicas {
        /// Their names.
        services: Vec<String>,
    },
    /// Persistent volumes that name no kind of disk.
    AnyDisk {
        /// The volumes, each name once.
        volumes: BTreeSet<String>,
    },
    /// GPUs that the catalog does not have, beside others that it has.
    UnknownGpus {
        /// The first few as the file says them, each with what may have been meant.
        models: Vec<String>,
        /// How many more there are.
        more: usize,
    },
    /// More classes would do than an order can name.
    Narrowed {
        /// Classes left out.
        classes: BTreeSet<String>,
    },
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoReplicas { services } => write!(
                f,
                "nothing is ordered for {}: the count is 0",
                listed(services.iter().map(String::as_str))
            ),
            Self::AnyDisk { volumes } => write!(
                f,
                "no kind of disk is named for the persistent volume {}: any will do",
                listed(volumes.iter().map(String::as_str))
            ),
            Self::UnknownGpus { models, more } => {
                let models = models.join(", ");
                write!(
                    f,
                    "left out, because the catalog does not have them: {models}"
                )?;
                match more {
                    0 => Ok(()),
                    more => write!(f, " and {more} more"),
                }
            }
            Self::Narrowed { classes } => write!(
                f,
                "more GPUs would do than the {MAX_ALTERNATIVES} that an order can name: one class of each model comes first, left out are {}",
                listed(classes.iter().map(String::as_str))
            ),
        }
    }
}
