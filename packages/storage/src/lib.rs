//! Compact rows: what the hot paths of the contracts keep.
//!
//! Store bytes are most of the gas of a message (30 per byte written, 3 per byte read), so rows that
//! are touched in the common path are packed: a version byte, then the fields as variable-length
//! integers and length-prefixed bytes. Keys are one letter and big-endian fields, so that the lists
//! people ask for are ranges. Rows off the hot path stay JSON in `cw-storage-plus`.

mod codec;
mod key;
mod map;
mod page;

pub use codec::{pack, unpack, CodecError, Mark, Packed, Reader, Row, Writer};
pub use key::{Key, ParseKey};
pub use map::{Records, RowItem, RowMap, StorageError};
pub use page::{page_limit, DEFAULT_PAGE, MAX_PAGE};
