//! The place of a finding, shown in the line of the file: one line of the terminal, whatever the
//! file holds.

use tender_market::sdl::{Position, Source};
use tender_market::text::{shortened, Shown};
use unicode_width::UnicodeWidthStr;

use crate::style::Style;

/// Characters of a file's name, or of what stands in its place on a command line, that are shown.
const LONGEST_PATH: usize = 256;

/// The name of a file, fit to be printed.
pub fn file_name(name: &str) -> String {
    shortened(name, LONGEST_PATH)
}

/// Where `at` is, and the part of the line around it with a mark under the place.
pub fn excerpt(name: &str, source: &Source, at: Position, style: Style) -> String {
    let number = at.line.to_string();
    let indent = " ".repeat(number.len());
    let end = format!(":{at}");
    let room = style.width().saturating_sub(number.len() + 4 + end.len());
    let place = format!(
        "{indent}{} {}{end}\n",
        style.faint("-->"),
        ending(name, room)
    );
    let Some(line) = source.line(at.line) else {
        return place;
    };
    let bar = style.faint("|");
    let window = Window::around(
        line,
        at.column,
        style.width().saturating_sub(number.len() + 3),
    );
    format!(
        "{place}{number} {bar} {}\n{indent} {bar} {}{}\n",
        window.text,
        " ".repeat(window.mark),
        style.warning("^")
    )
}

/// As much of the end of a file's name as fits into `room` columns: folders are the same in many.
fn ending(name: &str, room: usize) -> String {
    let (mut text, whole) = pieces(name.chars().rev(), room);
    if !whole {
        text.push("…".to_string());
    }
    text.reverse();
    text.concat()
}

/// A part of a line.
struct Window {
    text: String,
    /// Columns before the place.
    mark: usize,
}

impl Window {
    /// The character at `column`, counted from 1, and what fits into `room` columns around it.
    fn around(line: &str, column: usize, room: usize) -> Self {
        let place = line.char_indices().nth(column.saturating_sub(1));
        let (before, after) = line.split_at(place.map_or(line.len(), |(offset, _)| offset));
        let (mut text, whole) = pieces(before.chars().rev(), room * 2 / 3);
        text.reverse();
        if !whole {
            text.insert(0, "…".to_string());
        }
        let mark = text.iter().map(|piece| piece.width()).sum();
        let (rest, whole) = pieces(after.chars(), room.saturating_sub(mark));
        text.extend(rest);
        if !whole {
            text.push("…".to_string());
        }
        Self {
            text: text.concat(),
            mark,
        }
    }
}

/// Characters as they are shown, as many as fit into `room` columns with an ellipsis for the rest,
/// and whether that is all of them.
fn pieces(characters: impl Iterator<Item = char>, room: usize) -> (Vec<String>, bool) {
    let mut pieces = Vec::new();
    let mut used = 0;
    for character in characters {
        let piece = Shown(character).to_string();
        used += piece.width();
        pieces.push(piece);
        if used > room {
            break;
        }
    }
    if used <= room {
        return (pieces, true);
    }
    while used > room.saturating_sub(1) {
        let Some(piece) = pieces.pop() else {
            break;
        };
        used -= piece.width();
    }
    (pieces, false)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(line: &str, column: usize, room: usize) -> (String, usize) {
        let window = Window::around(line, column, room);
        assert!(window.text.width() <= room, "{:?}", window.text);
        (window.text, window.mark)
    }

    #[test]
    fn a_short_line_is_shown_whole_with_the_mark_under_the_place() {
        assert_eq!(shown("  a: b", 6, 40), ("  a: b".to_string(), 5));
        assert_eq!(shown("a: ", 4, 40), ("a: ".to_string(), 3));
        // Wide characters, escaped ones, and marks that stand on the character before them.
        assert_eq!(shown("日本: x", 5, 40), ("日本: x".to_string(), 6));
        assert_eq!(shown("a\tb: x", 5, 40), ("a\\tb: x".to_string(), 5));
        assert_eq!(shown("e\u{301}: x", 5, 40), ("e\u{301}: x".to_string(), 3));
    }

    #[test]
    fn a_long_line_is_shown_around_the_place() {
        let line = format!("{}HERE{}", "a".repeat(20_000), "b".repeat(20_000));
        let (text, mark) = shown(&line, 20_001, 30);
        assert_eq!(text, format!("…{}HERE{}…", "a".repeat(19), "b".repeat(5)));
        assert_eq!(mark, 20);
        let (text, mark) = shown(&line, 3, 30);
        assert_eq!(
            (text.as_str(), mark),
            (format!("{}…", "a".repeat(29)).as_str(), 2)
        );
        let (text, mark) = shown(&"語".repeat(500), 400, 21);
        assert_eq!((text.chars().next(), mark), (Some('…'), 13));
    }
}
