//! The `tender` command.

use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;
use tender::args::{Args, Command, SdlCommand};
use tender::check::{self, Answer};
use tender::demo::{self, DemoError, Plan};
use tender::input;
use tender::style::Style;
use tender_testkit::Artifacts;

fn main() -> ExitCode {
    let code = match Args::parse().command {
        Command::Sdl {
            command: SdlCommand::Check { file, json },
        } => check(&file, json),
        Command::Demo { sdl, json } => demo(sdl, json),
    };
    ExitCode::from(code)
}

fn check(file: &Path, json: bool) -> u8 {
    match input::read(file) {
        Ok(text) => tell(&check::check(&name(file), &text, json, Style::of_stdout())),
        Err(error) => fail(&error),
    }
}

fn demo(sdl: Option<PathBuf>, json: bool) -> u8 {
    let style = Style::of_stdout();
    let plan = match sdl {
        None => Plan::example(),
        Some(file) => match input::read(&file) {
            Err(error) => return fail(&error),
            Ok(text) => Plan::read(&name(&file), &text, json, style),
        },
    };
    let plan = match plan {
        Ok(plan) => plan,
        Err(refused) => return tell(&refused),
    };
    let mut out = std::io::stdout().lock();
    match demo::run(&Artifacts, &plan, json, style, &mut out) {
        Ok(()) => 0,
        // A reader that closes the pipe has seen enough.
        Err(DemoError::Print(error)) if error.kind() == ErrorKind::BrokenPipe => 0,
        Err(error) => fail(&error),
    }
}

fn tell(answer: &Answer) -> u8 {
    // A reader that closes the pipe has seen enough.
    let _ = std::io::stderr().write_all(answer.err.as_bytes());
    let _ = std::io::stdout().write_all(answer.out.as_bytes());
    answer.code
}

fn fail(error: &dyn std::error::Error) -> u8 {
    let _ = writeln!(std::io::stderr(), "error: {error}");
    1
}

fn name(file: &Path) -> String {
    file.display().to_string()
}
