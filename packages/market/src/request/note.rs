use std::collections::BTreeSet;
use std::fmt;

use crate::text::listed;

/// Something the market decided where the file leaves it open, to be shown to the tenant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Note {
    /// Persistent volumes without a class of their own.
    DefaultStorage {
        /// The volumes, each name once.
        volumes: BTreeSet<String>,
    },
    /// Units are rented for their memory or disk, and bring cores that nobody asked for.
    MoreCores {
        /// Units needed.
        units: u128,
    },
    /// Every unit brings public addresses, which makes more than were asked for.
    MoreAddresses {
        /// Asked for.
        asked: u32,
        /// In all units.
        rented: u32,
    },
    /// Classes that would do, but only with more units.
    Larger {
        /// Their names.
        classes: Vec<String>,
        /// Units of the classes that were chosen.
        units: u128,
    },
    /// More classes would do than an order can name.
    Cheapest {
        /// Classes named.
        kept: usize,
        /// Classes left out.
        dropped: Vec<String>,
    },
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = |classes: &[String]| listed(classes.iter().map(String::as_str));
        match self {
            Self::DefaultStorage { volumes } => write!(
                f,
                "no kind of disk is named for the persistent volume {}: taken as SSD (beta2)",
                listed(volumes.iter().map(String::as_str))
            ),
            Self::MoreCores { units } => write!(
                f,
                "it takes {units} units to carry the memory and the disk: their cores are more than the file asks for"
            ),
            Self::MoreAddresses { asked, rented } => write!(
                f,
                "public addresses come with every unit: {rented} are rented, {asked} asked for"
            ),
            Self::Larger { classes, units } => write!(
                f,
                "left out, because they need more than {units} unit(s): {}",
                names(classes)
            ),
            Self::Cheapest { kept, dropped } => write!(
                f,
                "any of many classes will do: the {kept} with the cheapest asks that fit are named, not {}",
                names(dropped)
            ),
        }
    }
}
