//! What is wrong with a file, and what in it is not used.

use std::fmt;

use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

/// A place in the file, counted from 1 in lines and in characters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// Line, the first is 1.
    pub line: usize,
    /// Column in characters, the first is 1.
    pub column: usize,
}

impl Position {
    /// Where a file starts.
    pub const START: Self = Self { line: 1, column: 1 };
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

/// A mistake: where, what is wrong, and what to write instead. Both texts are fit to be printed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
#[error("{at}: {message}; {hint}")]
pub struct SdlError {
    /// Where the wrong text starts.
    pub at: Position,
    /// What is wrong.
    pub message: String,
    /// What to write instead.
    pub hint: String,
}

impl SdlError {
    pub(super) fn new(at: Position, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self {
            at,
            message: message.into(),
            hint: hint.into(),
        }
    }
}

impl Serialize for SdlError {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("SdlError", 4)?;
        fields.serialize_field("line", &self.at.line)?;
        fields.serialize_field("column", &self.at.column)?;
        fields.serialize_field("message", &self.message)?;
        fields.serialize_field("hint", &self.hint)?;
        fields.end()
    }
}

/// The file is refused, for all these reasons.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Refused {
    /// In the order of the file, at least one.
    pub errors: Vec<SdlError>,
    /// Whether there are more errors than are kept.
    pub more: bool,
    /// What else is odd, in the order of the file.
    pub warnings: Vec<Warning>,
}

impl Refused {
    /// The answer of `tender sdl check --json` for a refused file.
    pub fn to_json(&self) -> serde_json::Value {
        serde_json::json!(self)
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let errors: Vec<String> = self.errors.iter().map(SdlError::to_string).collect();
        let more = if self.more { "\nand more" } else { "" };
        write!(f, "{}{more}", errors.join("\n"))
    }
}

impl std::error::Error for Refused {}

/// Something in the file that changes nothing in the request, or not as it reads.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Warning {
    /// Where it stands first.
    pub at: Position,
    /// What is not used and why; fit to be printed.
    pub message: String,
    /// In how many places.
    pub places: usize,
}

impl Serialize for Warning {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("Warning", 4)?;
        fields.serialize_field("line", &self.at.line)?;
        fields.serialize_field("column", &self.at.column)?;
        fields.serialize_field("message", &self.message)?;
        fields.serialize_field("places", &self.places)?;
        fields.end()
    }
}
