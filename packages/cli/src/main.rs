//! The `tender` command.

use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;
use tender::args::{Args, Command, SdlCommand};
use tender::check::{self, Answer, Styles};
use tender::demo::{self, DemoError, Plan};
use tender::{exit, input};
use tender_market::text::{is_hidden, visible};
use tender_testkit::Artifacts;

fn main() -> ExitCode {
    let code = match Args::try_parse() {
        Err(error) => wrong_command(&error),
        Ok(args) => match args.command {
            Command::Sdl {
                command: SdlCommand::Check { file, json },
            } => check(&file, json),
            Command::Demo { sdl, json } => demo(sdl, json),
        },
    };
    ExitCode::from(code)
}

fn check(file: &Path, json: bool) -> u8 {
    match input::read(file) {
        Ok(text) => tell(&check::check(
            &name(file),
            &text,
            json,
            Styles::of_process(),
        )),
        Err(error) => fail(&error.to_string()),
    }
}

fn demo(sdl: Option<PathBuf>, json: bool) -> u8 {
    let styles = Styles::of_process();
    let plan = match sdl {
        None => Plan::example(),
        Some(file) => match input::read(&file) {
            Err(error) => return fail(&error.to_string()),
            Ok(text) => Plan::read(&name(&file), &text, json, styles.err),
        },
    };
    let plan = match plan {
        Ok(plan) => plan,
        Err(refused) => return tell(&refused),
    };
    let mut out = anstream::stdout().lock();
    match demo::run(&Artifacts, &plan, json, styles.out, &mut out) {
        Ok(()) => exit::DONE,
        Err(DemoError::Print(error)) => not_written(&error).unwrap_or(exit::DONE),
        Err(error) => fail(&error.to_string()),
    }
}

/// Prints an answer; each stream shows colours if it can.
fn tell(answer: &Answer) -> u8 {
    // Who closed standard error does not want to know.
    let _ = anstream::stderr().write_all(answer.err.as_bytes());
    let mut out = anstream::stdout().lock();
    let written = out.write_all(answer.out.as_bytes());
    match written.and_then(|()| out.flush()) {
        Ok(()) => answer.code,
        Err(error) => not_written(&error).unwrap_or(answer.code),
    }
}

/// The exit code when a result cannot be written; none when its reader has seen enough.
fn not_written(error: &io::Error) -> Option<u8> {
    let enough = error.kind() == ErrorKind::BrokenPipe;
    (!enough).then(|| {
        fail(&format!(
            "cannot write the result: {error}\nnext: free some space, or write to another place"
        ))
    })
}

fn fail(text: &str) -> u8 {
    // The text may repeat what a contract or the system said; line ends are its own.
    let lines: Vec<String> = text.lines().map(visible).collect();
    let style = Styles::of_process().err;
    let shown = format!("{}: {}\n", style.error("error"), lines.join("\n"));
    let _ = anstream::stderr().write_all(style.fit(&shown).as_bytes());
    exit::FAILED
}

/// Help, the version, or what is wrong with the command line.
fn wrong_command(error: &clap::Error) -> u8 {
    let plain = error.render().to_string();
    match plain.lines().any(|line| line.contains(is_hidden)) {
        false => {
            let _ = error.print();
        }
        // It repeats an argument with characters that a terminal would obey.
        true => {
            let lines: String = plain.lines().map(|line| visible(line) + "\n").collect();
            let _ = io::stderr().write_all(lines.as_bytes());
        }
    }
    match error.use_stderr() {
        true => exit::WRONG_COMMAND,
        false => exit::DONE,
    }
}

fn name(file: &Path) -> String {
    file.display().to_string()
}
