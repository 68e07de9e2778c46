//! The command line.

use std::path::PathBuf;

use clap::{Parser, Subcommand};

const EXAMPLES: &str = "\
Examples:
  tender demo                      a whole market, with the example of this project
  tender demo my-deployment.yaml   the same, with your own SDL
  tender sdl check deploy.yaml     is the file right, and what does it ask for?

Start with: tender demo";

const SDL_EXAMPLES: &str = "\
Examples:
  tender sdl check deploy.yaml
  tender sdl check deploy.yaml --json | jq .groups
  cat deploy.yaml | tender sdl check -

Exit code: 0 the file is right, 2 it is wrong, 1 it cannot be read.

Next: tender demo deploy.yaml";

const DEMO_EXAMPLES: &str = "\
The contracts run as WebAssembly in this process, on a chain that lives as long as the command
does and charges gas as wasmd does. Nothing is installed, nothing is sent anywhere.

Examples:
  tender demo
  tender demo deploy.yaml
  tender demo --json > demo.jsonl      one JSON object per line

Exit code: 0 also when nobody can serve the file (the reasons are printed), 2 when the file is
wrong, 1 when something that must hold does not.

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
