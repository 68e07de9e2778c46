//! A file as text, and where its lines are.
//!
//! There is one idea of a line: that of the YAML scanner, which counts places. A line ends at LF, CR,
//! CR LF, NEL, LS or PS.

use super::error::{Position, SdlError};

/// Longest file read: real files are under 64 KiB, and one far above is not an SDL file.
pub const MAX_BYTES: usize = 1 << 20;

/// A file as text, or what could be made of it and why that is not enough.
#[derive(Clone, Debug)]
pub struct Source {
    text: String,
    /// Where in the text each line starts.
    starts: Vec<usize>,
    problem: Option<SdlError>,
}

impl Source {
    /// Reads UTF-8, or UTF-16 with a byte-order mark, as the official parser does.
    pub fn of(bytes: &[u8]) -> Self {
        if bytes.len() > MAX_BYTES {
            return Self::refused(
                format!("the file has more than {MAX_BYTES} bytes"),
                "give the SDL file itself: real ones have a few kilobytes",
            );
        }
        if let Some(encoding) = other_encoding(bytes) {
            return Self::refused(format!("the file is {encoding}"), "save it as UTF-8");
        }
        match bytes {
            [0xff, 0xfe, rest @ ..] => Self::of_utf16(rest, u16::from_le_bytes),
            [0xfe, 0xff, rest @ ..] => Self::of_utf16(rest, u16::from_be_bytes),
            [0xef, 0xbb, 0xbf, rest @ ..] => Self::of_utf8(rest),
            _ => Self::of_utf8(bytes),
        }
    }

    /// The text, without a byte-order mark.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Line `number`, counted from 1, without its end.
    pub fn line(&self, number: usize) -> Option<&str> {
        let index = number.checked_sub(1)?;
        let start = *self.starts.get(index)?;
        let end = self.starts.get(number).copied().unwrap_or(self.text.len());
        let line = self.text.get(start..end)?;
        Some(line.trim_end_matches(is_line_end))
    }

    /// Why this is no text that YAML allows.
    pub(super) fn problem(&self) -> Option<&SdlError> {
        self.problem.as_ref()
    }

    /// Without text: there is none that could be shown.
    fn refused(message: String, hint: &str) -> Self {
        Self {
            text: String::new(),
            starts: Vec::new(),
            problem: Some(SdlError::new(Position::START, message, hint)),
        }
    }

    fn of_utf8(bytes: &[u8]) -> Self {
        match std::str::from_utf8(bytes) {
            Ok(text) => Self::of_text(text.to_owned()),
            Err(error) => Self::of_text(String::from_utf8_lossy(bytes).into_owned())
                .refused_at(error.valid_up_to(), "this is not UTF-8 text"),
        }
    }

    fn of_utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Self {
        let (pairs, odd) = bytes.as_chunks::<2>();
        let mut text = String::new();
        let mut wrong = None;
        for character in char::decode_utf16(pairs.iter().map(|pair| unit(*pair))) {
            if character.is_err() {
                wrong.get_or_insert(text.len());
            }
            text.push(character.unwrap_or(char::REPLACEMENT_CHARACTER));
        }
        if !odd.is_empty() {
            wrong.get_or_insert(text.len());
        }
        match wrong {
            None => Self::of_text(text),
            Some(at) => Self::of_text(text).refused_at(at, "this is not UTF-16 text"),
        }
    }

    fn of_text(text: String) -> Self {
        let starts = line_starts(&text);
        let mut source = Self {
            text,
            starts,
            problem: None,
        };
        source.problem = source.control_character();
        source
    }

    fn refused_at(mut self, offset: usize, message: &str) -> Self {
        let at = self.position(offset);
        self.problem = Some(SdlError::new(at, message, "save the file as UTF-8"));
        self
    }

    fn control_character(&self) -> Option<SdlError> {
        let forbidden = |(_, character): &(usize, char)| !is_allowed(*character);
        let mut all = self.text.char_indices().filter(forbidden);
        let (offset, character) = all.next()?;
        let more = match all.count() {
            0 => String::new(),
            more => format!(", and {more} more like it in this file"),
        };
        Some(SdlError::new(
            self.position(offset),
            format!("control character U+{:04X}{more}", u32::from(character)),
            "remove it: YAML allows only printable characters, tabs and line ends",
        ))
    }

    /// The place of a byte of the text.
    fn position(&self, offset: usize) -> Position {
        let line = self.starts.partition_point(|start| *start <= offset);
        let index = line.saturating_sub(1);
        let start = self.starts.get(index).copied().unwrap_or_default();
        let before = self.text.get(start..offset).unwrap_or_default();
        Position {
            line,
            column: before.chars().count().saturating_add(1),
        }
    }
}

/// An encoding that is not read, seen by the zero bytes of the first characters: SDL starts with
/// ASCII, and none of it is zero.
fn other_encoding(bytes: &[u8]) -> Option<&'static str> {
    let first = bytes.first_chunk::<4>()?;
    if matches!(first, [0xff, 0xfe, 0, 0] | [0, 0, 0xfe, 0xff]) {
        return Some("UTF-32");
    }
    match first.map(|byte| byte == 0) {
        [false, true, true, true] | [true, true, true, false] => Some("UTF-32"),
        [false, true, false, true] | [true, false, true, false] => {
            Some("UTF-16 without a byte-order mark")
        }
        _ => None,
    }
}

/// Characters of YAML 1.1.
fn is_allowed(character: char) -> bool {
    match character {
        '\t' | '\n' | '\r' | '\u{85}' => true,
        '\u{feff}' | '\u{fffe}' | '\u{ffff}' => false,
        other => !other.is_control(),
    }
}

fn is_line_end(character: char) -> bool {
    matches!(character, '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

fn line_starts(text: &str) -> Vec<usize> {
    let mut starts = vec![0];
    let mut characters = text.char_indices().peekable();
    while let Some((_, character)) = characters.next() {
        let next = characters.peek();
        let within_crlf = character == '\r' && next.is_some_and(|(_, next)| *next == '\n');
        if is_line_end(character) && !within_crlf {
            starts.push(next.map_or(text.len(), |(offset, _)| *offset));
        }
    }
    starts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_where_yaml_ends_them() {
        let text = "a\r\nb\rc\nd\u{85}e\u{2028}f\u{2029}g";
        let source = Source::of(text.as_bytes());
        let lines: Vec<_> = (1..=7).filter_map(|number| source.line(number)).collect();
        assert_eq!(lines, ["a", "b", "c", "d", "e", "f", "g"]);
        assert_eq!((source.line(0), source.line(8)), (None, None));
        assert_eq!(Source::of(b"a\n\nb\n").line(2), Some(""));
    }

    #[test]
    fn what_is_no_text_has_a_place() {
        let place = |bytes: &[u8]| Source::of(bytes).problem().map(|error| error.at);
        let at = |line, column| Some(Position { line, column });
        assert_eq!(place(b"a: b\rc: \xff"), at(2, 4));
        assert_eq!(place("a: b\u{85}é: \u{7}".as_bytes()), at(2, 4));
        assert_eq!(place(b"\xff\xfea\0:\0 \0\x00\xd8"), at(1, 4));
        assert_eq!(place(b"\xff\xfea\0:\0b"), at(1, 3));
        assert_eq!(place(b"\xef\xbb\xbfa: b"), None);
    }
}
