//! The escrow, message by message.
