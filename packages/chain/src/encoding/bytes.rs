//! Parts of keys and values that the modules share.

/// A length as gas and protobuf count it.
pub(crate) fn count(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}

/// A big-endian number; zero when the bytes are not eight.
pub(crate) fn be_number(bytes: &[u8]) -> u64 {
    bytes.try_into().map_or(0, u64::from_be_bytes)
}

/// `address.MustLengthPrefix`; addresses are at most 255 bytes long.
pub(crate) fn length_prefixed(address: &[u8]) -> Vec<u8> {
    let length = u8::try_from(address.len()).unwrap_or(u8::MAX);
    [&[length], address].concat()
}
