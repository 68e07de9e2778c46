//! How text is set: how long a line may be, and weight and colour.
//!
//! Text is coloured here whenever it may be shown to people; whether the stream it is written to
//! shows colours is decided where it is written, by `anstream`, which knows terminals, `NO_COLOR`,
//! `CLICOLOR_FORCE` and `TERM`.

use std::io;

use anstyle::{AnsiColor, Style as Ansi};
use terminal_size::Width;
use textwrap::core::display_width;
use textwrap::{Options, WordSeparator, WordSplitter};

/// Columns of a stream whose width nobody knows.
const UNKNOWN_WIDTH: usize = 80;

/// Narrower than this nothing can be set.
const NARROWEST: usize = 20;

/// Longer lines of prose are hard to read.
const WIDEST_PROSE: usize = 120;

const STRONG: Ansi = Ansi::new().bold();
const FAINT: Ansi = Ansi::new().dimmed();
const WARNING: Ansi = AnsiColor::Yellow.on_default();
const ERROR: Ansi = AnsiColor::Red.on_default().bold();

/// How text may be set on one stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    colour: bool,
    width: usize,
}

impl Style {
    /// Without colour, in lines of 80 columns: for tests.
    pub const PLAIN: Self = Self {
        colour: false,
        width: UNKNOWN_WIDTH,
    };

    /// For standard output.
    pub fn of_stdout() -> Self {
        Self::of(terminal_size::terminal_size_of(io::stdout()))
    }

    /// For standard error.
    pub fn of_stderr() -> Self {
        Self::of(terminal_size::terminal_size_of(io::stderr()))
    }

    /// `COLUMNS` is what the user wants, whatever the terminal has.
    fn of(size: Option<(Width, terminal_size::Height)>) -> Self {
        let columns = std::env::var("COLUMNS").ok();
        let wanted = columns.and_then(|columns| columns.trim().parse::<u16>().ok());
        let has = size.map(|(Width(columns), _)| columns);
        let columns = wanted.filter(|columns| *columns > 0).or(has);
        Self {
            colour: true,
            width: columns.map_or(UNKNOWN_WIDTH, usize::from),
        }
    }

    /// The same in lines of `width` columns.
    #[must_use]
    pub fn in_columns(self, width: usize) -> Self {
        Self { width, ..self }
    }

    /// Columns of a line.
    pub fn width(self) -> usize {
        self.width.max(NARROWEST)
    }

    /// What matters.
    pub fn strong(self, text: &str) -> String {
        self.set(STRONG, text)
    }

    /// What can be passed over.
    pub fn faint(self, text: &str) -> String {
        self.set(FAINT, text)
    }

    /// What to look at.
    pub fn warning(self, text: &str) -> String {
        self.set(WARNING, text)
    }

    /// What is wrong.
    pub fn error(self, text: &str) -> String {
        self.set(ERROR, text)
    }

    fn set(self, style: Ansi, text: &str) -> String {
        if self.colour {
            format!("{style}{text}{style:#}")
        } else {
            text.to_string()
        }
    }

    /// Breaks `text` at spaces; its first line starts with `first`, every other with as many blanks.
    pub fn wrap(self, first: &str, text: &str) -> String {
        let indent = " ".repeat(display_width(first).min(self.width() / 2));
        self.fill(text, first, &indent, WIDEST_PROSE)
    }

    /// Breaks those lines of `text` that are too long; what follows is indented a little more.
    pub fn fit(self, text: &str) -> String {
        let fit = |line: &str| {
            if display_width(line) <= self.width() {
                return format!("{line}\n");
            }
            let blanks = line.len() - line.trim_start_matches(' ').len();
            let indent = " ".repeat((blanks + 2).min(self.width() / 2));
            self.fill(line, "", &indent, self.width())
        };
        text.lines().map(fit).collect()
    }

    fn fill(self, text: &str, first: &str, indent: &str, widest: usize) -> String {
        let options = Options::new(self.width().min(widest))
            .initial_indent(first)
            .subsequent_indent(indent)
            .word_separator(WordSeparator::AsciiSpace)
            .word_splitter(WordSplitter::NoHyphenation);
        textwrap::fill(text, options) + "\n"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_broken_at_spaces_and_indented() {
        let wrapped = Style::PLAIN.wrap("    - ", &"word ".repeat(40));
        let lines: Vec<&str> = wrapped.lines().collect();
        assert!(lines[0].starts_with("    - word") && lines[1].starts_with("      word"));
        assert!(lines.iter().all(|line| line.len() <= 80));
        assert_eq!(wrapped.matches("word").count(), 40);
    }

    #[test]
    fn no_line_is_longer_than_the_terminal() {
        let text = format!(
            "  {}\nshort\n    {} {}\n",
            "x".repeat(300),
            "語".repeat(50),
            "y ".repeat(90)
        );
        for width in [20, 40, 80, 200] {
            let style = Style::PLAIN.in_columns(width);
            let fitted = style.fit(&style.faint(&text));
            for line in fitted.lines() {
                assert!(display_width(line) <= width, "{width}: {line}");
            }
            assert_eq!(fitted.matches('x').count(), 300);
        }
    }

    #[test]
    fn plain_text_has_no_codes() {
        assert_eq!(Style::PLAIN.error("no"), "no");
        let coloured = Style {
            colour: true,
            ..Style::PLAIN
        };
        assert_eq!(coloured.faint("no"), "\u{1b}[2mno\u{1b}[0m");
    }
}
