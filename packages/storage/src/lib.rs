#![doc = include_str!("../README.md")]

mod codec;
mod key;
mod map;
mod page;

pub use codec::{pack, unpack, CodecError, Mark, Packed, Reader, Row, Writer};
pub use key::{Key, ParseKey};
pub use map::{Records, RowItem, RowMap, StorageError};
pub use page::{page_limit, Page, DEFAULT_PAGE, MAX_PAGE};
