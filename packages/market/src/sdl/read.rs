//! Reading typed values out of nodes by the rules of the official decoder: nothing written means
//! nothing set, any scalar is text, and a key written twice is an error.
//!
//! A reader of one value gives it or its error; a reader of several reports errors itself and goes on
//! with the rest, so that a file's mistakes are all told at once.

use std::collections::HashSet;
use std::rc::Rc;

use super::error::{Position, SdlError};
use super::findings::Findings;
use super::number;
use super::yaml::{Node, Scalar, Value};
use crate::text::{quoted, shortened, LONGEST_NAME};

/// Text and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Text {
    pub(super) at: Position,
    pub(super) value: String,
}

/// One entry of a mapping.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) at: Position,
    pub(super) key: String,
    pub(super) node: Rc<Node>,
}

impl Node {
    pub(super) fn is_null(&self) -> bool {
        match &self.value {
            Value::Scalar(scalar) => scalar.is_null(),
            _ => false,
        }
    }

    /// The written text of a scalar, empty for a list or a mapping.
    pub(super) fn raw(&self) -> &str {
        match &self.value {
            Value::Scalar(scalar) => &scalar.text,
            _ => "",
        }
    }

    /// What kind of value this is, for messages.
    pub(super) fn kind(&self) -> &'static str {
        match &self.value {
            Value::Scalar(scalar) if scalar.is_null() => "nothing",
            Value::Scalar(_) => "a plain value",
            Value::List(_) => "a list",
            Value::Map(_) => "a mapping",
        }
    }

    /// Text of any scalar; nothing for null.
    pub(super) fn text(&self, what: &str) -> Result<Option<Text>, SdlError> {
        match &self.value {
            Value::Scalar(scalar) if scalar.is_null() => Ok(None),
            Value::Scalar(scalar) => Ok(Some(Text {
                at: self.at,
                value: scalar.text.clone(),
            })),
            _ => Err(self.unexpected(
                what,
                "text",
                "write one line of text, in quotes if it holds `:` or `#`",
            )),
        }
    }

    /// The items of a list; none for null.
    pub(super) fn items(&self, what: &str, hint: &str) -> Result<&[Rc<Node>], SdlError> {
        match &self.value {
            Value::List(items) => Ok(items),
            Value::Scalar(scalar) if scalar.is_null() => Ok(&[]),
            _ => Err(self.unexpected(what, "a list", hint)),
        }
    }

    /// A list of text; items without a value are skipped, as the official decoder does.
    pub(super) fn texts(&self, what: &str, out: &mut Findings) -> Vec<Text> {
        let hint = "write each entry on its own line after a dash: `- value`";
        let items = out.keep(self.items(what, hint)).unwrap_or_default();
        let what = format!("an entry of {what}");
        items
            .iter()
            .filter_map(|item| out.keep(item.text(&what)).flatten())
            .collect()
    }

    /// `true` or `false`, or one of YAML 1.1's other words for them; false for null.
    pub(super) fn truth(&self, what: &str) -> Result<bool, SdlError> {
        let Value::Scalar(scalar) = &self.value else {
            return Err(self.unexpected(what, "true or false", "write `true` or `false`"));
        };
        if scalar.is_null() {
            return Ok(false);
        }
        let quoted = !scalar.plain;
        match scalar.text.as_str() {
            "true" | "True" | "TRUE" if !quoted => Ok(true),
            "false" | "False" | "FALSE" if !quoted => Ok(false),
            "y" | "Y" | "yes" | "Yes" | "YES" | "on" | "On" | "ON" => Ok(true),
            "n" | "N" | "no" | "No" | "NO" | "off" | "Off" | "OFF" => Ok(false),
            _ => Err(self.unexpected(
                what,
                "true or false",
                "write `true` or `false` without quotes",
            )),
        }
    }

    /// A whole number without quotes; 0 for null.
    pub(super) fn whole(&self, what: &str, out: &mut Findings) -> Result<u32, SdlError> {
        let hint = "write a whole number without quotes";
        let Value::Scalar(scalar) = &self.value else {
            return Err(self.unexpected(what, "a number", hint));
        };
        if scalar.is_null() {
            return Ok(0);
        }
        if !scalar.can_be_number() {
            return Err(self.unexpected(what, "a number", hint));
        }
        let number = number::yaml_whole(&scalar.text).and_then(|number| {
            u32::try_from(number.value)
                .ok()
                .map(|value| (value, number.exact))
        });
        match number {
            Some((value, exact)) => {
                if !exact {
                    out.warn(
                        self.at,
                        format!("{what} is read as {value}: only whole numbers count"),
                    );
                }
                Ok(value)
            }
            None => Err(self.unexpected(what, "a whole number up to 4294967295", hint)),
        }
    }

    /// The entries of a mapping, merge keys followed; none for null. A key twice is an error.
    /// Nothing when this is no mapping.
    pub(super) fn entries(&self, what: &str, hint: &str, out: &mut Findings) -> Option<Vec<Entry>> {
        if self.is_null() {
            return Some(Vec::new());
        }
        let Value::Map(_) = &self.value else {
            out.error(self.unexpected(what, "a mapping", hint));
            return None;
        };
        let mut entries = Vec::new();
        self.collect(&mut entries, &mut HashSet::new(), out);
        Some(entries)
    }

    /// The entries exactly as written, for the few places where the official parser takes merge
    /// keys for ordinary ones and the last of two equal keys.
    pub(super) fn raw_entries(&self, what: &str, out: &mut Findings) -> Vec<Entry> {
        let Value::Map(pairs) = &self.value else {
            return Vec::new();
        };
        let mut entries = Vec::new();
        let mut seen = HashSet::new();
        for (key, node) in pairs {
            let Some(entry) = out.keep(entry(key, node)) else {
                continue;
            };
            if !seen.insert(key.raw()) {
                let key = quoted(&entry.key);
                let message = format!(
                    "{what} has {key} twice: what is written here replaces what it had before"
                );
                out.warn(entry.at, message);
            }
            entries.push(entry);
        }
        entries
    }

    /// Adds the entries of this mapping whose key is not known yet, its own before merged ones.
    fn collect(&self, entries: &mut Vec<Entry>, known: &mut HashSet<String>, out: &mut Findings) {
        let Value::Map(pairs) = &self.value else {
            out.error(SdlError::new(
                self.at,
                "only a mapping can be merged with `<<`",
                "give `<<` an alias of a mapping, or a list of such aliases",
            ));
            return;
        };
        let mut own = HashSet::new();
        let mut merged = None;
        for (key, node) in pairs {
            let Some(entry) = out.keep(entry(key, node)) else {
                continue;
            };
            if !own.insert(key.raw()) {
                out.error(twice(&entry));
            } else if key.is_merge() {
                merged = Some(node);
            } else if !key.is_null() && known.insert(entry.key.clone()) {
                entries.push(entry);
            }
        }
        match merged.map(|node| (node, &node.value)) {
            None => {}
            Some((_, Value::List(sources))) => sources
                .iter()
                .for_each(|source| source.collect(entries, known, out)),
            Some((source, _)) => source.collect(entries, known, out),
        }
    }

    /// Whether this is a mapping with one of these keys.
    pub(super) fn has_any(&self, keys: &[&str]) -> bool {
        match &self.value {
            Value::Map(pairs) => pairs.iter().any(|(key, _)| keys.contains(&key.raw())),
            _ => false,
        }
    }

    fn is_merge(&self) -> bool {
        match &self.value {
            Value::Scalar(scalar) => scalar.text == "<<" && scalar.plain,
            _ => false,
        }
    }

    pub(super) fn unexpected(&self, what: &str, wanted: &str, hint: &str) -> SdlError {
        let found = match &self.value {
            Value::Scalar(scalar) if !scalar.is_null() => quoted(&scalar.text),
            _ => self.kind().to_owned(),
        };
        SdlError::new(
            self.at,
            format!("{what} must be {wanted}, not {found}"),
            hint,
        )
    }
}

impl Scalar {
    fn is_null(&self) -> bool {
        match self.tag.as_deref() {
            None => self.plain && matches!(self.text.as_str(), "" | "~" | "null" | "Null" | "NULL"),
            Some(tag) => tag == "null",
        }
    }

    fn can_be_number(&self) -> bool {
        match self.tag.as_deref() {
            None => self.plain,
            Some(tag) => matches!(tag, "int" | "float"),
        }
    }
}

fn entry(key: &Rc<Node>, node: &Rc<Node>) -> Result<Entry, SdlError> {
    let Value::Scalar(scalar) = &key.value else {
        return Err(key.unexpected("a key", "text", "write a name followed by a colon"));
    };
    Ok(Entry {
        at: key.at,
        key: scalar.text.clone(),
        node: Rc::clone(node),
    })
}

fn twice(entry: &Entry) -> SdlError {
    SdlError::new(
        entry.at,
        format!("{} is written twice in this mapping", quoted(&entry.key)),
        "keep one of the two, or give the second another name",
    )
}

/// A quantity that is not written counts as this.
pub(super) const NOTHING: &str = "0";

/// A quantity as the file has it, fit to be printed.
pub(super) fn written(node: &Node) -> String {
    shortened(node.raw(), LONGEST_NAME)
}
