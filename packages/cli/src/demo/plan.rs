//! What the tenant wants.

use serde_json::Value;
use tender_market::sdl::{Parsed, Refused, Source};

use crate::check::{in_json, refusal, Answer};
use crate::style::Style;

/// The project's own example.
const EXAMPLE: &str = include_str!("../../examples/llm.yaml");

/// Where it is.
const EXAMPLE_NAME: &str = "packages/cli/examples/llm.yaml";

/// A file that is right.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Name of the file.
    pub name: String,
    /// The file.
    pub bytes: Vec<u8>,
    /// What it asks for.
    pub parsed: Parsed,
}

impl Plan {
    /// The project's own example.
    ///
    /// # Errors
    /// Never, while the example is right.
    pub fn example() -> Result<Self, Answer> {
        Self::read(EXAMPLE_NAME, EXAMPLE.as_bytes(), false, Style::PLAIN)
    }

    /// A tenant's file.
    ///
    /// # Errors
    /// The answer when it is wrong; `style` is that of standard error.
    pub fn read(name: &str, bytes: &[u8], json: bool, style: Style) -> Result<Self, Answer> {
        let source = Source::of(bytes);
        match source.parse() {
            Ok(parsed) => Ok(Self {
                name: name.to_string(),
                bytes: bytes.to_vec(),
                parsed,
            }),
            Err(refused) if json => Err(in_json(&line(&refused))),
            Err(refused) => Err(refusal(name, &source, &refused, style)),
        }
    }
}

/// The answer of `tender sdl check --json`, with a kind as every line of a story.
fn line(refused: &Refused) -> Value {
    let mut line = refused.to_json();
    if let Some(fields) = line.as_object_mut() {
        fields.insert("kind".to_string(), "refused".into());
    }
    line
}
