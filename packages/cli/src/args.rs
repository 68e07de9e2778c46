//! The command line.

use std::path::PathBuf;

use clap::{Parser, Subcommand};

const EXAMPLES: &str = "\
Examples:
  tender demo                      a whole market, with the example of this project
  tender demo my-deployment.yaml   the same, with your own SDL
  tender sdl check deploy.yaml     is the file right, and what does it ask for?

Exit codes:
  0   done
  1   something cannot be read or written, or does not hold
  2   the file is wrong
  3   nobody serves a group of the file
  64  the command line is wrong

Start with: tender demo";

const SDL_EXAMPLES: &str = "\
Examples:
  tender sdl check deploy.yaml
  tender sdl check deploy.yaml --json | jq .groups
  cat deploy.yaml | tender sdl check -

The result goes to standard output, warnings and errors to standard error.

Exit codes:
  0   the file is right
  1   it cannot be read, or the result cannot be written
  2   the file is wrong
  64  the command line is wrong

Next: tender demo deploy.yaml";

const DEMO_EXAMPLES: &str = "\
The contracts run as WebAssembly in this process, on a chain that lives as long as the command
does and charges gas as wasmd does. Nothing is installed, nothing is sent anywhere.

Examples:
  tender demo
  tender demo deploy.yaml
  tender demo --verbose                every step of the set-up, and the gas of each step
  tender demo --json > demo.jsonl      one JSON object per line

The story goes to standard output, progress and errors to standard error.

Exit codes:
  0   every group of the file was rented
  1   the file cannot be read, or something that must hold does not
  2   the file is wrong
  3   nobody serves a group of it; the reasons are told
  64  the command line is wrong

Next: tender sdl check deploy.yaml";

/// Rent compute on a decentralised market: orders, reverse auctions, payment by the second.
#[derive(Debug, Parser)]
#[command(name = "tender", version, after_help = EXAMPLES, subcommand_required = true, arg_required_else_help = true)]
pub struct Args {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What `tender` can do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run a whole market in this process: from deploying the contracts to everybody leaving.
    #[command(after_help = DEMO_EXAMPLES)]
    Demo {
        /// What the tenant wants, in Akash's SDL 2.0 or 2.1; `-` for standard input. The project's
        /// own example when absent.
        sdl: Option<PathBuf>,
        /// Print JSON, one object per line.
        #[arg(long)]
        json: bool,
        /// Tell every step of the set-up, and the gas of each step.
        #[arg(short, long)]
        verbose: bool,
    },
    /// Work with deployment files (SDL).
    #[command(subcommand_required = true, arg_required_else_help = true)]
    Sdl {
        /// What to do with them.
        #[command(subcommand)]
        command: SdlCommand,
    },
}

/// What can be done with an SDL file.
#[derive(Debug, Subcommand)]
pub enum SdlCommand {
    /// Check a file and show what it asks for.
    #[command(after_help = SDL_EXAMPLES)]
    Check {
        /// The file; `-` for standard input.
        file: PathBuf,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
}
