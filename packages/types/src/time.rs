/// A span of block time, in seconds.
pub type Seconds = u64;

/// A moment of block time, in seconds since the Unix epoch.
pub type Timestamp = u64;
