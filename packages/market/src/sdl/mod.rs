//! Akash's SDL, versions 2.0 and 2.1, as its users write it.
//!
//! [`parse`] agrees with the official parser on what is valid and on every number, except where
//! that parser is wrong (the crate's README lists where). What is wrong is an error with line,
//! column and what to write instead; what is right but changes nothing is a warning.
//!
//! A file passes through the modules in this order: `source` (bytes to text and lines), `yaml` (text
//! to nodes), `read` and `record` (nodes to plain values), `document` and one module per section
//! (typed parts), `check`, `unit` and `shared` (parts against one another), `groups` (the request),
//! `unused` (the rest, as warnings). `findings` collects what each of them has to say.

mod check;
mod compose;
mod compute;
mod decimal;
mod document;
mod duration;
mod error;
mod expose;
mod findings;
mod gpu;
mod groups;
mod habits;
mod levels;
pub mod limits;
mod model;
mod number;
mod placement;
mod quantity;
mod quiet;
mod read;
mod record;
mod section;
mod service;
mod shared;
mod source;
mod storage;
mod unit;
mod unused;
mod version;
mod yaml;

pub use decimal::Decimal;
pub use error::{Position, Refused, SdlError, Warning};
pub use findings::MAX_FINDINGS;
pub use gpu::{Gpu, GpuModel};
pub use model::{
    Attribute, Endpoints, Group, Parsed, Price, Requirements, Resource, SignedBy, Volume,
};
pub use source::{Source, MAX_BYTES};
pub use yaml::{MAX_DEPTH, MAX_NODES, MAX_TEXT};

use document::Document;
use findings::Findings;

/// Reads an SDL file.
///
/// # Errors
/// Every mistake, with its place and what to write instead.
pub fn parse(text: &str) -> Result<Parsed, Refused> {
    parse_bytes(text.as_bytes())
}

/// Reads an SDL file that may not be text.
///
/// # Errors
/// As [`parse`], and where the bytes stop being text.
pub fn parse_bytes(bytes: &[u8]) -> Result<Parsed, Refused> {
    Source::of(bytes).parse()
}

impl Source {
    /// Reads this as an SDL file.
    ///
    /// # Errors
    /// As [`parse`].
    pub fn parse(&self) -> Result<Parsed, Refused> {
        let mut out = Findings::default();
        match groups_of(self, &mut out) {
            Some(groups) if !out.is_refused() => Ok(Parsed {
                groups,
                warnings: out.warnings(),
            }),
            _ => Err(out.refusal()),
        }
    }
}

/// What the file asks for; nothing where an error keeps even that from being tried.
fn groups_of(source: &Source, out: &mut Findings) -> Option<Vec<Group>> {
    let root = yaml::load(source, out);
    let root = out.keep(root)?;
    let Some(root) = root else {
        out.error(SdlError::new(
            Position::START,
            "the file is empty",
            "start with `version: \"2.0\"`, then services, profiles and deployment",
        ));
        return None;
    };
    let document = Document::read(&root, out)?;
    let checked = check::check(&document, out);
    let mut groups = groups::build(document.version?, &checked, out);
    let notice = document.notice_seconds();
    groups
        .iter_mut()
        .for_each(|group| group.notice_seconds = notice);
    if !out.is_refused() {
        unused::warn(&document, &checked.uses, out);
    }
    Some(groups)
}
