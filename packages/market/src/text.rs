//! Text that others wrote, made fit to be printed: whatever a file, its name or an argument holds,
//! a message stays short, and a terminal obeys and hides nothing of it.

use std::fmt::{self, Write};

use unicode_properties::{GeneralCategoryGroup, UnicodeGeneralCategory};

/// Characters of a name that a message shows.
pub const LONGEST_NAME: usize = 48;

/// Names that a message lists.
const MOST_NAMES: usize = 8;

/// Whether a terminal would obey `character` or show nothing for it: control and format characters
/// (colours, movement, the direction of writing), spaces other than the ordinary one, fillers, and
/// what has no agreed shape.
pub fn is_hidden(character: char) -> bool {
    let filler = matches!(
        character,
        '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'
            ..='\u{180f}'
                | '\u{2800}'
                | '\u{3164}'
                | '\u{fe00}'..='\u{fe0f}'
                | '\u{ffa0}'
                | '\u{e0100}'..='\u{e01ef}'
    );
    let group = character.general_category_group();
    let shapeless = matches!(
        group,
        GeneralCategoryGroup::Other | GeneralCategoryGroup::Separator
    );
    filler || (shapeless && character != ' ')
}

/// One character as it is shown: itself, or an escape such as `\u{1b}`.
#[derive(Clone, Copy, Debug)]
pub struct Shown(pub char);

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if is_hidden(self.0) {
            self.0.escape_default().fmt(f)
        } else {
            f.write_char(self.0)
        }
    }
}

/// The whole of `text`, hidden characters as escapes.
pub fn visible(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    text.chars().for_each(|character| push(&mut out, character));
    out
}

/// The first `most` characters of `text`, hidden ones as escapes; `…` stands for the rest.
pub fn shortened(text: &str, most: usize) -> String {
    let mut out = String::new();
    let mut characters = text.chars();
    characters
        .by_ref()
        .take(most)
        .for_each(|character| push(&mut out, character));
    if characters.next().is_some() {
        out.push('…');
    }
    out
}

/// A name as messages write it: in backquotes, at most [`LONGEST_NAME`] characters of it.
pub fn quoted(name: &str) -> String {
    format!("`{}`", shortened(name, LONGEST_NAME))
}

/// The first few of `names`, each [`quoted`], and how many more there are.
pub fn listed<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let mut names = names.into_iter();
    let first: Vec<String> = names.by_ref().take(MOST_NAMES).map(quoted).collect();
    match names.count() {
        0 => first.join(", "),
        more => format!("{} and {more} more", first.join(", ")),
    }
}

fn push(out: &mut String, character: char) {
    // Writing to a string never fails.
    let _ = write!(out, "{}", Shown(character));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_obeys_or_hides_is_written_out() {
        let cases = [
            ("\u{1b}[2J", "\\u{1b}[2J"),
            ("a\tb\r\n", "a\\tb\\r\\n"),
            ("\u{9b}31m", "\\u{9b}31m"),
            ("\u{202e}txt.exe", "\\u{202e}txt.exe"),
            ("a\u{200b}b\u{feff}", "a\\u{200b}b\\u{feff}"),
            ("a\u{a0}b\u{2028}c", "a\\u{a0}b\\u{2028}c"),
            ("\u{3164}\u{fe0f}\u{e0041}", "\\u{3164}\\u{fe0f}\\u{e0041}"),
        ];
        for (text, shown) in cases {
            assert_eq!(visible(text), shown);
        }
    }

    #[test]
    fn what_people_write_stays_as_it_is() {
        for text in [
            "web",
            "naïve – “quoted”",
            "日本語",
            "हिन्दी",
            "e\u{301}",
            "🎉",
            "a\\b `c`",
        ] {
            assert_eq!(visible(text), text);
        }
    }

    #[test]
    fn names_are_cut_and_lists_are_counted() {
        assert_eq!(shortened("abc", 3), "abc");
        assert_eq!(shortened("abcd", 3), "abc…");
        let long = "x".repeat(1_000);
        assert_eq!(quoted(&long).chars().count(), LONGEST_NAME + 3);
        assert_eq!(listed(["a", "b"]), "`a`, `b`");
        let many = ["a"; 11];
        assert!(listed(many).ends_with("`a` and 3 more"));
    }
}
