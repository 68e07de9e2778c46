//! The command itself, as a shell runs it, on the committed artifacts.
#![cfg(feature = "artifacts")]
#![allow(clippy::unwrap_used, clippy::panic)]

use std::io::Write;
use std::process::{Command, Output, Stdio};

fn tender(args: &[&str], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_tender"))
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A command that does not read its input closes it early.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn the_demonstration_runs_on_the_artifacts() {
    let done = tender(&["demo"], "");
    assert_eq!(done.status.code(), Some(0), "{}", text(&done.stderr));
    let out = text(&done.stdout);
    for expected in [
        "From the book",
        "By reverse auction",
        "Receipts",
        "net AKT burned",
    ] {
        assert!(out.contains(expected), "{expected}: {out}");
    }
}

#[test]
fn a_file_comes_from_standard_input() {
    let example = include_str!("../examples/llm.yaml");
    let done = tender(&["sdl", "check", "-", "--json"], example);
    assert_eq!(done.status.code(), Some(0));
    assert!(text(&done.stdout).starts_with("{\"groups\":["));
}

#[test]
fn a_wrong_file_is_exit_code_two_in_both_commands() {
    for args in [["sdl", "check", "-"].as_slice(), &["demo", "-"]] {
        let done = tender(args, "version: \"9\"\n");
        assert_eq!(done.status.code(), Some(2), "{args:?}");
        assert!(done.stdout.is_empty());
        assert!(text(&done.stderr).contains("help: "));
    }
}

#[test]
fn a_file_that_is_not_there_is_exit_code_one_and_says_what_to_try() {
    let done = tender(&["sdl", "check", "no-such-file.yaml"], "");
    assert_eq!(done.status.code(), Some(1));
    assert!(text(&done.stderr).contains("next: look for its name"));
}

#[test]
fn help_shows_examples_and_what_to_start_with() {
    for args in [
        ["--help"].as_slice(),
        &["demo", "--help"],
        &["sdl", "check", "--help"],
    ] {
        let done = tender(args, "");
        assert_eq!(done.status.code(), Some(0));
        let out = text(&done.stdout);
        assert!(
            out.contains("Examples:") && out.contains("tender demo"),
            "{out}"
        );
    }
}
