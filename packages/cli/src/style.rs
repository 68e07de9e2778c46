//! How text is set: line length, and weight and colour if the reader is a terminal.

use std::io::IsTerminal;

/// Columns of text at most.
const WIDTH: usize = 96;

/// How text may be set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Style {
    colour: bool,
}

impl Style {
    /// Without any: for files, pipes and tests.
    pub const PLAIN: Self = Self { colour: false };

    /// What standard output can show. `NO_COLOR` is respected.
    pub fn of_stdout() -> Self {
        let wanted = std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
        Self {
            colour: wanted && std::io::stdout().is_terminal(),
        }
    }

    /// What matters.
    pub fn strong(self, text: &str) -> String {
        self.set("1", text)
    }

    /// What can be passed over.
    pub fn faint(self, text: &str) -> String {
        self.set("2", text)
    }

    /// What to look at.
    pub fn warning(self, text: &str) -> String {
        self.set("33", text)
    }

    /// What is wrong.
    pub fn error(self, text: &str) -> String {
        self.set("1;31", text)
    }

    fn set(self, code: &str, text: &str) -> String {
        match self.colour {
            true => format!("\u{1b}[{code}m{text}\u{1b}[0m"),
            false => text.to_string(),
        }
    }
}

/// Breaks `text` at spaces; every line starts with `indent`.
pub fn wrap(text: &str, indent: &str) -> String {
    let mut out = String::new();
    let mut line = String::new();
    for word in text.split_whitespace() {
        let length = line.chars().count() + word.chars().count() + indent.len() + 1;
        if !line.is_empty() && length > WIDTH {
            out.push_str(&format!("{indent}{line}\n"));
            line.clear();
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    out.push_str(&format!("{indent}{line}\n"));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_broken_at_spaces_and_indented() {
        let text = "word ".repeat(40);
        let wrapped = wrap(&text, "    ");
        assert!(wrapped
            .lines()
            .all(|line| line.starts_with("    word") && line.len() <= WIDTH));
        assert_eq!(wrapped.split_whitespace().count(), 40);
    }

    #[test]
    fn plain_text_has_no_codes() {
        assert_eq!(Style::PLAIN.error("no"), "no");
    }
}
