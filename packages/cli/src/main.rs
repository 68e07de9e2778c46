//! The `tender` command.

use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;
use tender::args::{Args, Command, SdlCommand};
use tender::check::{self, Answer, Styles};
use tender::demo::{self, DemoError, Manner, Plan};
use tender::excerpt::file_name;
use tender::{exit, input};
use tender_market::text::visible;
use tender_testkit::Artifacts;

fn main() -> ExitCode {
    let code = match Args::try_parse() {
        Err(error) => wrong_command(error),
        Ok(args) => match args.command {
            Command::Sdl {
                command: SdlCommand::Check { file, json },
            } => check(&file, json),
            Command::Demo { sdl, json, verbose } => demo(sdl, json, verbose),
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

fn demo(sdl: Option<PathBuf>, json: bool, verbose: bool) -> u8 {
    let styles = Styles::of_process();
    let plan = match sdl {
        None => Plan::example(),
        Some(file) => match input::read(&file) {
            Err(error) => return fail(&error.to_string()),
            Ok(bytes) => Plan::read(&name(&file), &bytes, json, styles.err),
        },
    };
    let plan = match plan {
        Ok(plan) => plan,
        Err(refused) => return tell(&refused),
    };
    let manner = Manner {
        json,
        verbose,
        style: styles.out,
    };
    let mut out = anstream::stdout().lock();
    match demo::run(&Artifacts, &plan, manner, &mut out) {
        Ok(0) => exit::DONE,
        Ok(_) => exit::NOT_SERVED,
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

/// Help, the version, or what is wrong with the command line. The message repeats arguments, so it is
/// that of the same arguments cut and fit to be printed.
fn wrong_command(error: clap::Error) -> u8 {
    let shown = std::env::args_os().map(|argument| file_name(&argument.to_string_lossy()));
    let error = Args::try_parse_from(shown).err().unwrap_or(error);
    // Who closed the stream does not want to know.
    let _ = error.print();
    if error.use_stderr() {
        exit::WRONG_COMMAND
    } else {
        exit::DONE
    }
}

fn name(file: &Path) -> String {
    file.display().to_string()
}
