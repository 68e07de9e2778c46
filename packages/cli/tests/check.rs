//! What `tender sdl check` answers, against files of the project's own with their answers.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::fs;
use std::path::{Path, PathBuf};

use tender::check::{check, Answer, Styles};
use tender::style::Style;
use tender_market::text::is_hidden;
use textwrap::core::display_width;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/check")
}

fn answer(name: &str, json: bool) -> Answer {
    let text = fs::read(folder().join(name)).unwrap();
    check(name, &text, json, Styles::PLAIN)
}

/// Compares with the golden file, or writes it when `TENDER_BLESS` is set.
fn golden(name: &str, found: &str) {
    let path = folder().join(name);
    if std::env::var_os("TENDER_BLESS").is_some() {
        fs::write(&path, found).unwrap();
    }
    let expected = fs::read_to_string(&path).unwrap();
    assert_eq!(
        found, expected,
        "{name}: run with TENDER_BLESS=1 and read the difference"
    );
}

#[test]
fn a_right_file_is_shown_as_a_table_and_its_warnings_with_their_place() {
    let found = answer("model.yaml", false);
    assert_eq!(found.code, 0);
    golden("model.out", &found.out);
    golden("model.err", &found.err);
}

#[test]
fn a_right_file_as_json() {
    let found = answer("model.yaml", true);
    assert_eq!((found.code, found.err.as_str()), (0, ""));
    golden("model.json", &found.out);
}

#[test]
fn a_wrong_file_says_where_and_what_to_write() {
    let found = answer("wrong-unit.yaml", false);
    assert_eq!((found.code, found.out.as_str()), (2, ""));
    golden("wrong-unit.err", &found.err);
}

#[test]
fn a_wrong_file_as_json() {
    let found = answer("wrong-unit.yaml", true);
    assert_eq!((found.code, found.err.as_str()), (2, ""));
    golden("wrong-unit.json", &found.out);
}

#[test]
fn bytes_that_are_no_text_are_refused_with_their_place() {
    let found = check(
        "bytes.yaml",
        b"version: \"2.0\"\n\xff",
        false,
        Styles::PLAIN,
    );
    assert_eq!(found.code, 2);
    assert!(found.err.contains("bytes.yaml:2:1"), "{}", found.err);
    assert!(found.err.contains("help: "), "{}", found.err);
}

/// Of a long name the end is kept, and the place behind it.
#[test]
fn no_line_is_longer_than_the_terminal() {
    let file = fs::read_to_string(folder().join("model.yaml")).unwrap();
    let many = file.replace("    restart: always", &"    env: [1=x, 2=x]\n".repeat(80));
    let names = [
        "a.yaml",
        "some/folder/with/a/long/name/for/deployments/to/akash/model.yaml",
    ];
    for width in [20, 21, 30, 40, 80] {
        let style = Style::PLAIN.in_columns(width);
        let styles = Styles {
            out: style,
            err: style,
        };
        for text in [file.clone(), file.replace("48Gi", "48gb"), many.clone()] {
            for name in names {
                let found = check(name, text.as_bytes(), false, styles);
                let printed = found.out + &found.err;
                for line in printed.lines() {
                    assert!(display_width(line) <= width, "{width}: {line}");
                }
                let end = if width < 30 { "yaml:" } else { "model.yaml:" };
                let places = printed.lines().filter(|line| line.contains("-->"));
                let mut places = places.filter(|_| name.ends_with("model.yaml"));
                assert!(places.all(|line| line.contains(end)), "{printed}");
            }
        }
    }
    let style = Style::PLAIN.in_columns(40);
    let styles = Styles {
        out: style,
        err: style,
    };
    let found = check(names[1], b"version: 9", false, styles);
    assert!(
        found
            .err
            .contains("\n --> …eployments/to/akash/model.yaml:1:1\n"),
        "{}",
        found.err
    );
}

/// Text that clears the screen, reverses the direction of writing, hides, and is long.
fn hostile() -> String {
    format!(
        "\"\\e[2J\\e[1;31m\\u202e\\u200b\\x9b{}\"",
        "x".repeat(3_000)
    )
}

/// Every word of a file, one after another, replaced by hostile text, under a hostile name: nothing
/// that a terminal obeys or hides is printed, and nothing is long.
#[test]
fn nothing_of_a_file_or_its_name_harms_a_terminal() {
    let file = fs::read_to_string(folder().join("model.yaml")).unwrap();
    let words = file.split(|c: char| c.is_whitespace() || "{}[],\"".contains(c));
    let words: Vec<&str> = words
        .map(|word| word.trim_end_matches(':'))
        .filter(|word| !word.is_empty() && *word != "-")
        .collect();
    let name = "\u{1b}[2J\u{202e}name\n.yaml";
    for word in words {
        let text = file.replace(word, &hostile());
        for json in [false, true] {
            let found = check(name, text.as_bytes(), json, Styles::PLAIN);
            let printed = found.out + &found.err;
            for line in printed.lines() {
                assert!(!line.contains(is_hidden), "{word}: {line:?}");
                assert!(json || display_width(line) <= 80, "{word}: {line}");
            }
            assert!(
                json || printed.len() < 20_000,
                "{word}: {} bytes",
                printed.len()
            );
        }
    }
}

#[test]
fn many_mistakes_are_told_at_once_and_not_more_than_a_hundred() {
    let env: String = (0..300).map(|n| format!("{n}=x, ")).collect();
    let text = fs::read_to_string(folder().join("model.yaml")).unwrap();
    let text = text.replace("    restart: always", &format!("    env: [{env}]"));
    let found = check("many.yaml", text.as_bytes(), false, Styles::PLAIN);
    assert_eq!(found.err.matches("error: ").count(), 100);
    assert!(
        found
            .err
            .contains("100 errors, and more that are not shown"),
        "{}",
        found.err
    );
    assert!(found.err.lines().all(|line| display_width(line) <= 80));
}

#[test]
fn a_warning_is_shown_once_with_its_number_of_places() {
    let text = fs::read_to_string(folder().join("model.yaml")).unwrap();
    let text = text.replace("uact", "uakt");
    let found = check("akt.yaml", text.as_bytes(), false, Styles::PLAIN);
    assert_eq!(
        found.err.matches("uakt is converted").count(),
        1,
        "{}",
        found.err
    );
    assert!(
        found.err.contains("(2 places, the first is shown)"),
        "{}",
        found.err
    );
}
