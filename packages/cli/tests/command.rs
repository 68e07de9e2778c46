//! The command itself, as a shell runs it, on the committed artifacts.
#![cfg(feature = "artifacts")]
#![allow(clippy::unwrap_used, clippy::panic)]

use std::io::Write;
use std::process::{Command, Output, Stdio};

fn tender(args: &[&str], input: &str) -> Output {
    tender_with(args, input, &[])
}

/// As in a shell whose environment says nothing of terminals but `vars`.
fn tender_with(args: &[&str], input: &str, vars: &[(&str, &str)]) -> Output {
    let mut child = command(vars)
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

fn command(vars: &[(&str, &str)]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tender"));
    for name in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "COLUMNS"] {
        command.env_remove(name);
    }
    command.envs(vars.iter().copied());
    command
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
        "By card",
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
    let done = tender(&["sdl", "check", "no-such-\u{1b}[2Jfile.yaml"], "");
    assert_eq!(done.status.code(), Some(1));
    let said = text(&done.stderr);
    assert!(said.contains("next: look for its name"), "{said}");
    assert!(said.contains("no-such-\\u{1b}[2Jfile.yaml"), "{said}");
    let done = tender(&["demo", env!("CARGO_MANIFEST_DIR")], "");
    assert_eq!(done.status.code(), Some(1));
    assert!(text(&done.stderr).contains("next: name the SDL file in it"));
}

#[test]
fn a_group_that_nobody_serves_is_exit_code_three() {
    let example = include_str!("../examples/llm.yaml").replace("model: h100", "model: h1000");
    let done = tender(&["demo", "-"], &example);
    assert_eq!(done.status.code(), Some(3));
    let out = text(&done.stdout);
    assert!(out.contains("nobody serves one group of the file"), "{out}");
}

#[test]
fn a_wrong_command_line_is_exit_code_sixty_four() {
    for args in [["sdl", "chekc"].as_slice(), &["demo", "a", "b"], &[]] {
        let done = tender(args, "");
        assert_eq!(done.status.code(), Some(64), "{args:?}");
        assert!(done.stdout.is_empty());
        assert!(text(&done.stderr).contains("Usage: tender"));
    }
    let done = tender(&["--\u{1b}[2J\u{202e}"], "");
    assert_eq!(done.status.code(), Some(64));
    let said = text(&done.stderr);
    assert!(said.contains("--\\u{1b}[2J\\u{202e}"), "{said}");
}

/// Whatever is repeated of a command line is cut, as names of files are.
#[test]
fn a_long_argument_is_cut() {
    let long = "x".repeat(100_000);
    let option = format!("--x{long}");
    let value = format!("--json={long}");
    for args in [
        [long.as_str()].as_slice(),
        &[&option],
        &["demo", &option],
        &["demo", &value],
        &["demo", "a", &long],
        &["sdl", &long],
        &["sdl", "check", "a", &option],
        &["help", &long],
    ] {
        let done = tender(args, "");
        assert_eq!(done.status.code(), Some(64));
        let said = text(&done.stderr);
        assert!(said.contains('…'), "{said}");
        assert!(said.len() < 3_000, "{} bytes", said.len());
    }
    let done = tender(&["demo", &long], "");
    assert!(done.stderr.len() < 1_000, "{} bytes", done.stderr.len());
}

/// Standard input without an end, from a file that never stops.
#[cfg(unix)]
#[test]
fn reading_stops_at_what_is_allowed() {
    let done = tender(&["sdl", "check", "/dev/zero"], "");
    assert_eq!(done.status.code(), Some(2));
    assert!(text(&done.stderr).contains("more than 1048576 bytes"));
    let zero = std::fs::File::open("/dev/zero").unwrap();
    let done = command(&[])
        .args(["sdl", "check", "-"])
        .stdin(zero)
        .output()
        .unwrap();
    assert_eq!(done.status.code(), Some(2));
}

#[cfg(target_os = "linux")]
#[test]
fn a_result_that_cannot_be_written_is_exit_code_one() {
    for args in [["sdl", "check", "examples/llm.yaml"].as_slice(), &["demo"]] {
        let full = std::fs::File::options()
            .write(true)
            .open("/dev/full")
            .unwrap();
        let done = command(&[])
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .args(args)
            .stdout(full)
            .output()
            .unwrap();
        assert_eq!(done.status.code(), Some(1), "{args:?}");
        assert!(text(&done.stderr).contains("next: free some space"));
    }
}

#[test]
fn colours_are_for_terminals_and_for_those_who_want_them() {
    let wrong = "version: \"9\"\n";
    let coloured = |vars: &[(&str, &str)]| {
        let right = tender_with(
            &["sdl", "check", "-"],
            include_str!("../examples/llm.yaml"),
            vars,
        );
        let wrong = tender_with(&["sdl", "check", "-"], wrong, vars);
        let has = |bytes: &[u8]| bytes.contains(&0x1b);
        (has(&right.stdout), has(&wrong.stderr))
    };
    assert_eq!(coloured(&[]), (false, false));
    assert_eq!(coloured(&[("CLICOLOR_FORCE", "1")]), (true, true));
    let both = [("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")];
    assert_eq!(coloured(&both), (false, false));
}

#[test]
fn lines_are_as_long_as_columns_says() {
    let longest = |vars: &[(&str, &str)]| {
        let done = tender_with(&["demo"], "", vars);
        let out = text(&done.stdout);
        out.lines().map(|line| line.chars().count()).max().unwrap()
    };
    assert!(longest(&[]) <= 80);
    assert!(longest(&[("COLUMNS", "60")]) <= 60);
    assert!((81..=110).contains(&longest(&[("COLUMNS", "110")])));
    assert!(longest(&[("COLUMNS", "many")]) <= 80);
}

#[test]
fn no_line_of_a_check_is_longer_than_columns_says() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/check/");
    for file in ["model.yaml", "wrong-unit.yaml"] {
        for (columns, width) in [("20", 20), ("40", 40), ("5", 20)] {
            let path = format!("{folder}{file}");
            let done = tender_with(&["sdl", "check", &path], "", &[("COLUMNS", columns)]);
            let said = text(&done.stdout) + &text(&done.stderr);
            for line in said.lines() {
                assert!(line.chars().count() <= width, "{columns}: {line}");
            }
        }
    }
}

#[test]
fn an_excerpt_is_one_line_of_the_terminal() {
    let long = format!(
        "version: \"2.0\"\nservices: {{web: {{env: [\"{}\"], args: no}}}}\n",
        "lorem ".repeat(3_000)
    );
    let done = tender_with(&["sdl", "check", "-"], &long, &[("COLUMNS", "70")]);
    let said = text(&done.stderr);
    assert!(said.contains("args: no"), "{said}");
    assert!(
        said.lines().all(|line| line.chars().count() <= 70),
        "{said}"
    );
}

/// The scanner of YAML panics on a malformed tag; that is one more error of the file.
#[test]
fn nothing_is_said_of_what_happens_inside() {
    let done = tender(&["sdl", "check", "-"], "version: \"2.0\"\nimage: [!a, b]\n");
    assert_eq!(done.status.code(), Some(2));
    let said = text(&done.stderr);
    assert!(
        !said.contains("panicked") && said.contains("remove tags"),
        "{said}"
    );
}

#[test]
fn help_shows_examples_exit_codes_and_what_to_start_with() {
    for args in [
        ["--help"].as_slice(),
        &["demo", "--help"],
        &["sdl", "check", "--help"],
    ] {
        let done = tender(args, "");
        assert_eq!(done.status.code(), Some(0));
        let out = text(&done.stdout);
        for part in ["Examples:", "Exit codes:", "  64  ", "tender demo"] {
            assert!(out.contains(part), "{part}: {out}");
        }
    }
}
