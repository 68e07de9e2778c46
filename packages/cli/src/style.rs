//! Weight and colour, if the reader is a terminal.

use std::io::IsTerminal;

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

    /// What went well.
    pub fn good(self, text: &str) -> String {
        self.set("32", text)
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
