//! Akash's SDL, versions 2.0 and 2.1, as its users write it.
//!
//! [`parse`] agrees with the official parser on what is valid and on every number, except where
//! that parser is wrong (the crate's README lists where). What is wrong is an error with line,
//! column and what to write instead; what is right but changes nothing is a warning.
//!
//! A file passes through the modules in this order: `yaml` (text to nodes), `read` (nodes to
//! plain values), `document` and one module per section (typed parts), `check` and `shared` (parts
//! against one another), `groups` (the request), `unused` (the rest, as warnings).

mod check;
mod compute;
mod decimal;
mod document;
mod duration;
mod error;
mod expose;
mod gpu;
mod groups;
pub mod limits;
mod model;
mod number;
mod placement;
mod quantity;
mod read;
mod service;
mod shared;
mod storage;
mod unused;
mod version;
mod yaml;

pub use decimal::Decimal;
pub use error::{Position, SdlError, Warning};
pub use gpu::{Gpu, GpuModel};
pub use model::{
    Attribute, Endpoints, Group, Parsed, Price, Requirements, Resource, SignedBy, Volume,
};
pub use yaml::{MAX_BYTES, MAX_DEPTH, MAX_NODES};

use document::Document;
use error::Warnings;

/// Reads an SDL file.
///
/// # Errors
/// The first mistake found, with its place and what to write instead.
pub fn parse(text: &str) -> Result<Parsed, SdlError> {
    let mut warnings = Warnings::default();
    let root = yaml::load(text, &mut warnings)?.ok_or_else(|| {
        SdlError::new(
            Position { line: 1, column: 1 },
            "the file is empty",
            "start with `version: \"2.0\"`, then services, profiles and deployment",
        )
    })?;
    let document = Document::read(&root, &mut warnings)?;
    let uses = check::uses(&document)?;
    let groups = groups::build(document.version, &uses)?;
    unused::warn(&document, &uses, &mut warnings);
    Ok(Parsed {
        groups,
        warnings: warnings.finish(),
    })
}

/// Reads an SDL file that may not be text.
///
/// # Errors
/// As [`parse`], and where the bytes stop being UTF-8.
pub fn parse_bytes(bytes: &[u8]) -> Result<Parsed, SdlError> {
    let error = match std::str::from_utf8(bytes) {
        Ok(text) => return parse(text),
        Err(error) => error,
    };
    let valid = bytes.get(..error.valid_up_to()).unwrap_or_default();
    let before = String::from_utf8_lossy(valid);
    let last_line = before.rsplit('\n').next().unwrap_or_default();
    let at = Position {
        line: before.matches('\n').count().saturating_add(1),
        column: last_line.chars().count().saturating_add(1),
    };
    Err(SdlError::new(
        at,
        "this is not UTF-8 text",
        "save the file as UTF-8",
    ))
}
