//! Reading the file a command is about.

use std::io::Read;
use std::path::{Path, PathBuf};

use thiserror::Error;

/// A file that cannot be read.
#[derive(Debug, Error)]
#[error("cannot read {}: {error}\ntry: tender sdl check --help", path.display())]
pub struct InputError {
    /// Which.
    pub path: PathBuf,
    /// Why.
    pub error: std::io::Error,
}

/// The bytes of the file at `path`, or of standard input for `-`.
///
/// # Errors
/// When it cannot be read.
pub fn read(path: &Path) -> Result<Vec<u8>, InputError> {
    let bytes = if path == Path::new("-") {
        let mut bytes = Vec::new();
        std::io::stdin().read_to_end(&mut bytes).map(|_| bytes)
    } else {
        std::fs::read(path)
    };
    bytes.map_err(|error| InputError {
        path: path.to_path_buf(),
        error,
    })
}
