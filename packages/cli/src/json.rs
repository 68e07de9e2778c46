//! JSON that a terminal shows as it is: characters it would obey or hide are written as escapes,
//! which a reader of JSON takes for the same characters.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::{CompactFormatter, Formatter};
use serde_json::{Serializer, Value};
use tender_market::text::is_hidden;

/// One line of JSON, with its end.
pub fn line(value: &Value) -> String {
    let mut bytes = Vec::new();
    let mut serializer = Serializer::with_formatter(&mut bytes, Visible(CompactFormatter));
    // Writing a value to memory never fails.
    let _ = value.serialize(&mut serializer);
    bytes.push(b'\n');
    String::from_utf8_lossy(&bytes).into_owned()
}

struct Visible(CompactFormatter);

impl Formatter for Visible {
    fn write_string_fragment<W: ?Sized + Write>(
        &mut self,
        writer: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        let mut units = [0; 2];
        for character in fragment.chars() {
            if is_hidden(character) {
                for unit in character.encode_utf16(&mut units) {
                    write!(writer, "\\u{unit:04x}")?;
                }
            } else {
                write!(writer, "{character}")?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_characters_are_escapes_of_the_same_value() {
        let value = serde_json::json!({"a": "b\u{9b}\u{202e}\u{e0041}\u{1b}é\"\n"});
        let line = line(&value);
        assert_eq!(
            line,
            "{\"a\":\"b\\u009b\\u202e\\udb40\\udc41\\u001bé\\\"\\n\"}\n"
        );
        assert_eq!(serde_json::from_str::<Value>(&line).ok(), Some(value));
    }
}
