//! `tender sdl check`: is a file right, and what does it ask for?

use serde_json::Value;
use tender_market::catalog::Catalog;
use tender_market::request::check_json;
use tender_market::sdl::{Parsed, Refused, SdlError, Source, Warning};
use unicode_width::UnicodeWidthStr;

use crate::excerpt::excerpt;
use crate::exit;
use crate::json;
use crate::style::Style;
use crate::table;

/// What a command answers: for standard output, for standard error, and to the shell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// The result.
    pub out: String,
    /// Remarks.
    pub err: String,
    /// One of [`crate::exit`].
    pub code: u8,
}

/// How text is set on each stream.
#[derive(Clone, Copy, Debug)]
pub struct Styles {
    /// Standard output.
    pub out: Style,
    /// Standard error.
    pub err: Style,
}

impl Styles {
    /// Of the streams of this process.
    pub fn of_process() -> Self {
        Self {
            out: Style::of_stdout(),
            err: Style::of_stderr(),
        }
    }

    /// For tests.
    pub const PLAIN: Self = Self {
        out: Style::PLAIN,
        err: Style::PLAIN,
    };
}

/// Checks the file of these bytes, called `name`.
pub fn check(name: &str, bytes: &[u8], json: bool, styles: Styles) -> Answer {
    let source = Source::of(bytes);
    match (source.parse(), json) {
        (Ok(parsed), true) => Answer {
            out: json::line(&check_json(&parsed, Catalog::standard())),
            ..Answer::default()
        },
        (Ok(parsed), false) => Answer {
            out: result(name, &parsed, styles.out),
            err: warnings(name, &source, &parsed.warnings, styles.err),
            code: exit::DONE,
        },
        (Err(refused), true) => in_json(&refused.to_json()),
        (Err(refused), false) => refusal(name, &source, &refused, styles.err),
    }
}

/// The answer for a refused file as one line of JSON.
pub fn in_json(refused: &Value) -> Answer {
    Answer {
        out: json::line(refused),
        code: exit::WRONG_FILE,
        ..Answer::default()
    }
}

/// The answer for a refused file: every mistake, where it is, and what to write instead.
pub fn refusal(name: &str, source: &Source, refused: &Refused, style: Style) -> Answer {
    let error = |error: &SdlError| {
        format!(
            "{}{}{}",
            style.fit(&format!("{}: {}", style.error("error"), error.message)),
            excerpt(name, source, error.at, style),
            style.wrap("  help: ", &error.hint),
        )
    };
    let mut err: String = refused.errors.iter().map(error).collect();
    err.push_str(&warnings(name, source, &refused.warnings, style));
    let number = match (refused.errors.len(), refused.more) {
        (1, false) => "1 error".to_string(),
        (number, false) => format!("{number} errors"),
        (number, true) => format!("{number} errors, and more that are not shown"),
    };
    err.push_str(&style.fit(&format!("\n{number}; correct the file")));
    err.push_str(&next("sdl check", name, style));
    Answer {
        err,
        code: exit::WRONG_FILE,
        ..Answer::default()
    }
}

/// What in a file changes nothing, or not as it reads.
fn warnings(name: &str, source: &Source, warnings: &[Warning], style: Style) -> String {
    let warning = |warning: &Warning| {
        let more = match warning.places {
            0 | 1 => String::new(),
            places => format!(" ({places} places, the first is shown)"),
        };
        let text = format!("{}: {}{more}", style.warning("warning"), warning.message);
        style.fit(&text) + &excerpt(name, source, warning.at, style)
    };
    warnings.iter().map(warning).collect()
}

fn result(name: &str, parsed: &Parsed, style: Style) -> String {
    let tables: String = parsed
        .groups
        .iter()
        .map(|group| table::group(group, style))
        .collect();
    tables + &next("demo", name, style)
}

/// The command to try next on the file. It fits into a line, so that it can be copied: a name that
/// is too long for it, or would have to be escaped, is left to the reader.
fn next(command: &str, name: &str, style: Style) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_./~+,@%:=".contains(c);
    let line = format!("next: tender {command} {name}");
    if name.chars().all(plain) && line.width() <= style.width() {
        return line + "\n";
    }
    style.fit(&format!("next: tender {command} FILE"))
}
