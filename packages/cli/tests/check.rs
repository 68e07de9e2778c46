//! What `tender sdl check` answers, against files of the project's own with their answers.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::fs;
use std::path::{Path, PathBuf};

use tender::check::{check, Answer, Styles};

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
