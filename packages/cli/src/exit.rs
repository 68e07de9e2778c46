//! What the exit codes of the command mean.

/// Done: the file is right, or somebody serves every group of it.
pub const DONE: u8 = 0;

/// A file cannot be read or a result not written, or something that must hold does not.
pub const FAILED: u8 = 1;

/// The file is wrong.
pub const WRONG_FILE: u8 = 2;

/// The file is right, and nobody serves one of its groups.
pub const NOT_SERVED: u8 = 3;

/// The command line is wrong: the code that `sysexits` has for it.
pub const WRONG_COMMAND: u8 = 64;
