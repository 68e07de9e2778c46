use std::fmt;

/// Characters of a name that are repeated at most: those of the longest bech32 address.
const NAME: usize = 90;

/// Characters of a sentence that are repeated at most.
const SENTENCE: usize = 256;

/// A text of somebody else's, fit to be repeated in an error: the beginning of it, and every character
/// that is not plain ASCII written as an escape, so that no text can flood a log, hide its end, or look
/// like another. What would look like the code of an error, as in `x/y: `, has an escape too; so in a format an echo stands in quotes, or no colon follows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Echo(String);

impl Echo {
    /// What is repeated of a name, an address, a number: at most 90 characters.
    pub fn of(text: impl AsRef<str>) -> Self {
        Self::cut(text.as_ref(), NAME)
    }

    /// What is repeated of a sentence, such as another's reason: at most 256 characters.
    pub fn sentence(text: impl AsRef<str>) -> Self {
        Self::cut(text.as_ref(), SENTENCE)
    }

    fn cut(text: &str, max: usize) -> Self {
        let mut echo = String::new();
        let mut slash = false;
        let mut characters = text.chars().peekable();
        for _ in 0..max {
            let Some(character) = characters.next() else {
                break;
            };
            let ends = characters.peek().is_none_or(|next| *next == ' ');
            match character {
                ':' if slash && ends => echo.push_str("\\:"),
                ' '..='~' => echo.push(character),
                other => echo.extend(other.escape_default()),
            }
            slash = character == '/' || slash && character != ' ';
        }
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
    fn a_sentence_is_longer_than_a_name() {
        let long = "x".repeat(SENTENCE);
        assert_eq!(Echo::sentence(&long).to_string(), long);
        let cut = Echo::sentence(format!("{long}y")).to_string();
        assert_eq!(cut, format!("{long}..."));
        assert_eq!(Echo::from(long.as_str()), Echo::of(long));
    }

    #[test]
    fn no_text_looks_like_the_code_of_an_error() {
        for (text, echo) in [
            ("guard/paused: z", "guard/paused\\: z"),
            ("x/y guard/paused:", "x/y guard/paused\\:"),
            ("ibc/27:uakt", "ibc/27:uakt"),
            ("a/b c: d", "a/b c: d"),
            ("https://a.example:8443/ x", "https://a.example:8443/ x"),
        ] {
            assert_eq!(Echo::of(text).to_string(), echo);
        }
    }

    #[test]
    fn a_long_text_is_cut_and_a_strange_one_is_escaped() {
        let long = Echo::of("x".repeat(100_000)).to_string();
        assert_eq!(long, format!("{}...", "x".repeat(NAME)));
        assert_eq!(
            Echo::of("a\u{202e}\n\u{1b}").to_string(),
            "a\\u{202e}\\n\\u{1b}"
        );
    }
}
