//! the tender command
