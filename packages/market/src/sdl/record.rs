//! Mappings with known keys.

use super::error::SdlError;
use super::findings::{Findings, Found};
use super::habits;
use super::levels::Level;
use super::read::{Entry, Text};
use super::yaml::Node;
use crate::text::quoted;

/// A mapping with known keys; every other key becomes a warning.
pub(super) struct Record {
    entries: Vec<Entry>,
    /// That a level above what is written here is missing.
    pub(super) left_out: Option<SdlError>,
}

impl Record {
    /// Nothing when `node` is no mapping.
    pub(super) fn read(
        node: &Node,
        what: &str,
        known: &[&str],
        out: &mut Findings,
    ) -> Option<Self> {
        Self::read_below(node, what, known, &[], out)
    }

    /// As [`Record::read`], where `levels` may have been left out.
    pub(super) fn read_below(
        node: &Node,
        what: &str,
        known: &[&str],
        levels: &[Level],
        out: &mut Findings,
    ) -> Option<Self> {
        let hint = format!("write keys under it, indented: `{}`", known.join("`, `"));
        let entries = node.entries(what, &hint, out)?;
        let mut left_out = None;
        let levels: Vec<&Level> = levels
            .iter()
            .filter(|level| !level.is_among(&entries))
            .collect();
        for entry in &entries {
            if known.contains(&entry.key.as_str()) {
                continue;
            }
            match levels.iter().find(|level| level.is_above(entry)) {
                Some(level) => {
                    left_out.get_or_insert_with(|| level.left_out(entry));
                }
                None => warn_unknown(entry, known, out),
            }
        }
        if let Some(suspect) = &left_out {
            out.suspect(suspect.clone());
        }
        Some(Self { entries, left_out })
    }

    /// The value of a key, unless it is missing or null.
    pub(super) fn get(&self, key: &str) -> Option<&Node> {
        self.entries
            .iter()
            .find(|entry| entry.key == key)
            .map(|entry| entry.node.as_ref())
            .filter(|node| !node.is_null())
    }

    /// The text of a key, which messages call `what`.
    pub(super) fn text(&self, key: &str, what: &str, out: &mut Findings) -> Found<Text> {
        match self.get(key) {
            Some(node) => out.found(node.text(what)),
            None => Found::Nothing,
        }
    }

    /// The texts of a key's list.
    pub(super) fn texts(&self, key: &str, what: &str, out: &mut Findings) -> Vec<Text> {
        self.get(key)
            .map_or_else(Vec::new, |node| node.texts(what, out))
    }

    /// The whole number of a key; 0 when there is none, or a wrong one.
    pub(super) fn whole(&self, key: &str, out: &mut Findings) -> u32 {
        let number = self.get(key).map(|node| node.whole(key, out));
        number.and_then(|number| out.keep(number)).unwrap_or(0)
    }

    /// What `read`, which reports errors itself, makes of a key that is written.
    pub(super) fn part<T>(
        &self,
        key: &str,
        out: &mut Findings,
        read: impl FnOnce(&Node, &mut Findings) -> Found<T>,
    ) -> Found<T> {
        self.get(key).map_or(Found::Nothing, |node| read(node, out))
    }
}

fn warn_unknown(entry: &Entry, known: &[&str], out: &mut Findings) {
    let advice = habits::advice(&entry.key, known);
    let key = quoted(&entry.key);
    out.warn(
        entry.at,
        format!("{key} is no key here and is not used ({advice})"),
    );
}
