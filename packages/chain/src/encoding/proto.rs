//! Just enough protobuf to give records and transactions the bytes they have on a chain.

use crate::encoding::bytes::count;

/// A message under construction. Empty fields are omitted, as proto3 does.
#[derive(Default)]
pub(crate) struct Message(Vec<u8>);

const VARINT: u64 = 0;
const LENGTH_DELIMITED: u64 = 2;

impl Message {
    pub(crate) fn bytes(mut self, field: u64, value: &[u8]) -> Self {
        if !value.is_empty() {
            self.put(field, value);
        }
        self
    }

    pub(crate) fn text(self, field: u64, value: &str) -> Self {
        self.bytes(field, value.as_bytes())
    }

    /// A nested message, written even when empty (as a repeated or non-nullable field is).
    pub(crate) fn nested(mut self, field: u64, value: Message) -> Self {
        self.put(field, &value.0);
        self
    }

    pub(crate) fn number(mut self, field: u64, value: u64) -> Self {
        if value != 0 {
            self.tag(field, VARINT);
            self.varint(value);
        }
        self
    }

    pub(crate) fn done(self) -> Vec<u8> {
        self.0
    }

    fn put(&mut self, field: u64, value: &[u8]) {
        self.tag(field, LENGTH_DELIMITED);
        self.varint(count(value.len()));
        self.0.extend_from_slice(value);
    }

    fn tag(&mut self, field: u64, wire_type: u64) {
        self.varint(field.wrapping_shl(3) | wire_type);
    }

    fn varint(&mut self, mut value: u64) {
        loop {
            let [low, ..] = value.to_le_bytes();
            value >>= 7;
            if value == 0 {
                self.0.push(low & 0x7f);
                return;
            }
            self.0.push(low | 0x80);
        }
    }
}

/// `google.protobuf.Any`.
pub(crate) fn any(type_url: &str, value: &[u8]) -> Message {
    Message::default().text(1, type_url).bytes(2, value)
}

/// The last value of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Field<'a> {
    Number(u64),
    Bytes(&'a [u8]),
}

/// Finds a field in bytes written by [`Message`]; `None` when it is absent or they are malformed.
pub(crate) fn find(mut bytes: &[u8], wanted: u64) -> Option<Field<'_>> {
    let mut found = None;
    while !bytes.is_empty() {
        let (tag, rest) = read_varint(bytes)?;
        let (field, rest) = if tag & 7 == VARINT {
            let (value, rest) = read_varint(rest)?;
            (Field::Number(value), rest)
        } else {
            let (length, rest) = read_varint(rest)?;
            let (value, rest) = rest.split_at_checked(usize::try_from(length).ok()?)?;
            (Field::Bytes(value), rest)
        };
        if tag >> 3 == wanted {
            found = Some(field);
        }
        bytes = rest;
    }
    found
}

/// A number field; zero when absent, as in proto3.
pub(crate) fn number(bytes: &[u8], field: u64) -> u64 {
    match find(bytes, field) {
        Some(Field::Number(value)) => value,
        _ => 0,
    }
}

/// A text field; empty when absent, as in proto3.
pub(crate) fn text(bytes: &[u8], field: u64) -> String {
    match find(bytes, field) {
        Some(Field::Bytes(value)) => String::from_utf8_lossy(value).into_owned(),
        _ => String::new(),
    }
}

fn read_varint(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let mut value: u64 = 0;
    let mut rest = bytes;
    for shift in (0..64).step_by(7) {
        let (byte, tail) = rest.split_first()?;
        rest = tail;
        value |= u64::from(byte & 0x7f).checked_shl(shift)?;
        if byte & 0x80 == 0 {
            return Some((value, rest));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the protobuf documentation: field 1 = 150 is `08 96 01`.
    #[test]
    fn numbers_are_varints() {
        let bytes = Message::default().number(1, 150).done();
        assert_eq!(bytes, [0x08, 0x96, 0x01]);
        assert_eq!(number(&bytes, 1), 150);
        assert_eq!(number(&bytes, 2), 0);
    }

    /// The example of the protobuf documentation: field 2 = "testing".
    #[test]
    fn text_is_length_delimited() {
        let bytes = Message::default().text(2, "testing").done();
        assert_eq!(bytes, b"\x12\x07testing");
        assert_eq!(text(&bytes, 2), "testing");
    }

    #[test]
    fn empty_fields_are_omitted_and_malformed_bytes_hold_nothing() {
        assert!(Message::default()
            .number(1, 0)
            .text(2, "")
            .done()
            .is_empty());
        assert_eq!(find(&[0x12, 0xff], 2), None);
    }
}
