//! A section of the file in which every entry has a name, and references to those names.

use std::collections::BTreeMap;

use super::error::{Position, SdlError};
use super::findings::Findings;
use super::habits;
use super::levels::Level;
use super::read::Entry;
use super::yaml::{Node, Value};
use crate::text::{listed, quoted};

/// Entries by name.
#[derive(Debug)]
pub(super) struct Section<T> {
    /// Nothing for an entry that is reported as wrong.
    entries: BTreeMap<String, Option<T>>,
    /// That the names were left out, or where else the section seems to stand.
    elsewhere: Option<SdlError>,
    /// Whether that is reported as wrong, and not only suspected.
    misplaced: bool,
    /// Whether the section itself is reported as wrong.
    wrong: bool,
}

/// How a section is called, and how it is read.
pub(super) struct Shape<T> {
    /// In messages.
    pub(super) what: &'static str,
    /// The level of its names.
    pub(super) level: Level,
    /// Whether an entry in the place of a name is wrong whatever it holds.
    pub(super) strict: bool,
    /// Reads one entry; nothing when it is reported as wrong.
    pub(super) read: fn(&Node, Position, &str, &mut Findings) -> Option<T>,
}

impl<T> Default for Section<T> {
    fn default() -> Self {
        Self {
            entries: BTreeMap::new(),
            elsewhere: None,
            misplaced: false,
            wrong: false,
        }
    }
}

impl<T> Section<T> {
    /// Adds what `node` has; nothing written empties the section.
    pub(super) fn read(&mut self, node: &Node, shape: &Shape<T>, out: &mut Findings) {
        if node.is_null() {
            self.entries.clear();
        }
        let hint = "write names under it, indented, each followed by a colon";
        let Some(entries) = node.entries(shape.what, hint, out) else {
            self.wrong = true;
            return;
        };
        for entry in entries {
            if shape.level.is_above(&entry) {
                self.leave_out(&entry, shape, out);
                continue;
            }
            let value = (shape.read)(&entry.node, entry.at, &entry.key, out);
            self.entries.insert(entry.key, value);
        }
    }

    /// The official parser takes an entry in the place of a name for a name, unless it cannot be
    /// read so.
    fn leave_out(&mut self, entry: &Entry, shape: &Shape<T>, out: &mut Findings) {
        // Its entries lack the same name: the first is enough.
        let first = self
            .elsewhere
            .get_or_insert_with(|| shape.level.left_out(entry));
        let is_mapping = matches!(entry.node.value, Value::Map(_));
        if !shape.strict && (is_mapping || entry.node.is_null()) {
            out.suspect(first.clone());
        } else {
            out.error(first.clone());
            self.misplaced = true;
        }
    }

    /// The section stands where `error`, which is reported, says.
    pub(super) fn stands_elsewhere(&mut self, error: SdlError) {
        self.seems_elsewhere(error);
        self.misplaced = true;
    }

    /// The section's names seem to stand where `error` says. That is reported once a name is missed.
    pub(super) fn seems_elsewhere(&mut self, error: SdlError) {
        self.elsewhere.get_or_insert(error);
    }

    /// Right entries, by name.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &T)> {
        self.entries
            .iter()
            .filter_map(|(name, entry)| Some((name.as_str(), entry.as_ref()?)))
    }

    pub(super) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Whether it has an entry of this name, right or wrong.
    pub(super) fn has(&self, name: &str) -> bool {
        self.entries.contains_key(name)
    }

    /// Whether something in it, or all of it, is reported as wrong.
    pub(super) fn is_wrong(&self) -> bool {
        self.wrong || self.misplaced || self.entries.values().any(Option::is_none)
    }

    /// The entry that is referred to; nothing when there is none, or a wrong one, which is reported.
    pub(super) fn refer(&self, to: &Reference<'_>, out: &mut Findings) -> Option<&T> {
        let entry = self.entries.get(to.name);
        if entry.is_none() && !self.wrong {
            self.report_unknown(to, out);
        }
        entry?.as_ref()
    }

    fn report_unknown(&self, to: &Reference<'_>, out: &mut Findings) {
        if let Some(elsewhere) = &self.elsewhere {
            return out.error(elsewhere.clone());
        }
        // Looking for a near name is not worth it for an error that is not kept.
        if out.is_full() {
            return out.overflow();
        }
        let near = habits::meant(to.name, self.entries.keys().map(String::as_str));
        let name = quoted(to.name);
        let hint = match (near, self.is_empty()) {
            (Some(near), _) => format!("{near} Or define {name} under {}", to.section),
            (None, true) => format!("define {name} under {}", to.section),
            (None, false) => format!(
                "define {name} under {}, or use one defined there: {}",
                to.section,
                listed(self.entries.keys().map(String::as_str))
            ),
        };
        let message = format!("there is no {} {name}", to.what);
        out.error(SdlError::new(to.at, message, hint));
    }
}

/// A name in the file that has to be defined somewhere.
pub(super) struct Reference<'d> {
    pub(super) at: Position,
    /// What it should be.
    pub(super) what: &'static str,
    pub(super) name: &'d str,
    /// Where it should be defined.
    pub(super) section: &'static str,
}
