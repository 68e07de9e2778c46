use std::fmt;

/// Characters of a text that are repeated at most.
const MAX_ECHO: usize = 64;

/// A text of somebody else's, fit to be repeated in an error: at most 64 characters of it, and every
/// character that is not plain ASCII written as an escape, so that no text can flood a log, hide its
/// end, or look like another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Echo(String);

impl Echo {
    /// What of `text` is repeated.
    pub fn of(text: impl AsRef<str>) -> Self {
        let mut characters = text.as_ref().chars();
        let mut echo: String = characters
            .by_ref()
            .take(MAX_ECHO)
            .flat_map(char::escape_default)
            .collect();
        if characters.next().is_some() {
            echo.push_str("...");
        }
        Self(echo)
    }
}

impl fmt::Display for Echo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<T: AsRef<str>> From<T> for Echo {
    fn from(text: T) -> Self {
        Self::of(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_plain_text_is_repeated_as_it_is() {
        assert_eq!(Echo::of("nvidia/h100").to_string(), "nvidia/h100");
    }

    #[test]
    fn a_long_text_is_cut_and_a_strange_one_is_escaped() {
        let long = Echo::of("x".repeat(100_000)).to_string();
        assert_eq!(long, format!("{}...", "x".repeat(MAX_ECHO)));
        assert_eq!(
            Echo::of("a\u{202e}\n\u{1b}").to_string(),
            "a\\u{202e}\\n\\u{1b}"
        );
    }
}
