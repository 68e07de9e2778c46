//! Reading the file a command is about.

use std::fs::File;
use std::io::{self, ErrorKind, Read};
use std::path::Path;

use tender_market::sdl::MAX_BYTES;
use thiserror::Error;

use crate::excerpt::file_name;

/// A file that cannot be read.
#[derive(Debug, Error)]
#[error("cannot read {}: {error}\n{}", file_name(name), next(error))]
pub struct InputError {
    /// Which.
    name: String,
    /// Why.
    error: io::Error,
}

/// What to do next.
fn next(error: &io::Error) -> &'static str {
    match error.kind() {
        ErrorKind::NotFound => {
            "next: look for its name with ls, or run the example of the project: tender demo"
        }
        ErrorKind::IsADirectory => "next: name the SDL file in it",
        ErrorKind::PermissionDenied => "next: make it readable for you, for example with chmod u+r",
        _ => "next: give another file, or - for standard input",
    }
}

/// The bytes of the file at `path`, or of standard input for `-`: one more than an SDL file may have
/// at most, so that one without an end has one here.
///
/// # Errors
/// When it cannot be read.
pub fn read(path: &Path) -> Result<Vec<u8>, InputError> {
    let bytes = if path == Path::new("-") {
        start(io::stdin().lock())
    } else {
        File::open(path).and_then(start)
    };
    bytes.map_err(|error| InputError {
        name: path.display().to_string(),
        error,
    })
}

fn start(input: impl Read) -> io::Result<Vec<u8>> {
    let most = u64::try_from(MAX_BYTES).unwrap_or(u64::MAX);
    let mut bytes = Vec::new();
    input.take(most.saturating_add(1)).read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_input_without_end_is_read_to_one_byte_above_the_bound() {
        let bytes = start(io::repeat(b'y')).unwrap();
        assert_eq!(bytes.len(), MAX_BYTES + 1);
    }
}
