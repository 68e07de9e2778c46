use cosmwasm_std::{Addr, CanonicalAddr, Decimal, HexBinary};
use thiserror::Error;

/// Why bytes are not the row they should be. Only a migration that was forgotten, or a reader with
/// another version of the published format, can meet one.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum CodecError {
    /// The row ends before its last field.
    #[error("row ends early: {missing} more bytes expected")]
    EndsEarly {
        /// How many bytes were still needed.
        missing: usize,
    },
    /// Bytes follow the last field.
    #[error("row has {extra} bytes after its last field")]
    TrailingBytes {
        /// How many.
        extra: usize,
    },
    /// The row was written by a later release than this code.
    #[error(
        "row has version {found}, this code reads up to version {newest}: it was written by a later \
         release, so upgrade this contract as well"
    )]
    Newer {
        /// The newest version this code reads.
        newest: u8,
        /// The version byte found.
        found: u8,
    },
    /// A field holds a value its type does not have.
    #[error("row holds a value that is no {kind}")]
    Value {
        /// The type expected.
        kind: &'static str,
    },
}

/// A stored row: a version byte and its fields.
///
/// Code writes rows of its own version and reads every version up to that, so an upgrade needs no
/// migration of rows, and rows may lie idle through several releases. A version adds fields behind
/// those there are ([`packed!`](crate::packed)); what it changes otherwise, [`Row::unpack_fields`] tells
/// apart by [`Reader::version`].
///
/// A row can be a field of another row. It has its own version there too, whatever the other's is.
pub trait Row: Sized {
    /// The version that this code writes, from 1. A changed layout takes the next number.
    const VERSION: u8;
    /// What the row is, for messages: "ask", "lease".
    const NAME: &'static str;

    /// Appends the fields.
    fn pack_fields(&self, out: &mut Writer);
    /// Reads the fields of a row in the version that the reader names.
    ///
    /// # Errors
    /// As [`Packed::unpack`] of its fields.
    fn unpack_fields(from: &mut Reader<'_>) -> Result<Self, CodecError>;
}

/// A row that only says that it is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {}

impl Row for Mark {
    const VERSION: u8 = 1;
    const NAME: &'static str = "mark";

    fn pack_fields(&self, _: &mut Writer) {}

    fn unpack_fields(_: &mut Reader<'_>) -> Result<Self, CodecError> {
        Ok(Self {})
    }
}

/// Something that can be a field of a row. What is no row itself has no version: it stays as it is, or
/// each row that it is in tells its versions apart.
pub trait Packed: Sized {
    /// Appends the field.
    fn pack(&self, out: &mut Writer);
    /// Reads the field.
    ///
    /// # Errors
    /// [`CodecError::EndsEarly`] when the bytes do not suffice; [`CodecError::Value`] when they are no value of
    /// the type, or not in its one form; [`CodecError::Newer`] for a row that a later release wrote.
    fn unpack(from: &mut Reader<'_>) -> Result<Self, CodecError>;
}

impl<R: Row> Packed for R {
    fn pack(&self, out: &mut Writer) {
        out.byte(R::VERSION);
        self.pack_fields(out);
    }

    fn unpack(from: &mut Reader<'_>) -> Result<Self, CodecError> {
        let around = from.version;
        from.version = match from.byte()? {
            0 => return Err(CodecError::Value { kind: "version" }),
            found if found > R::VERSION => {
                let newest = R::VERSION;
                return Err(CodecError::Newer { newest, found });
            }
            version => version,
        };
        let row = R::unpack_fields(from)?;
        from.version = around;
        Ok(row)
    }
}

/// The bytes of a row, its version first.
pub fn pack<R: Row>(row: &R) -> Vec<u8> {
    let mut out = Writer { bytes: vec![] };
    out.put(row);
    out.bytes
}

/// The row that `bytes` hold, all of them, in any version up to that of this code.
///
/// # Errors
/// As [`Packed::unpack`]; [`CodecError::TrailingBytes`] when bytes follow the last field.
pub fn unpack<R: Row>(bytes: &[u8]) -> Result<R, CodecError> {
    let mut from = Reader { bytes, version: 0 };
    let row = from.get()?;
    match from.bytes.len() {
        0 => Ok(row),
        extra => Err(CodecError::TrailingBytes { extra }),
    }
}

/// Collects the bytes of a row.
pub struct Writer {
    bytes: Vec<u8>,
}

impl Writer {
    /// Appends a byte.
    pub fn byte(&mut self, byte: u8) -> &mut Self {
        self.bytes.push(byte);
        self
    }

    /// Appends a field.
    pub fn put<P: Packed>(&mut self, field: &P) -> &mut Self {
        field.pack(self);
        self
    }

    /// Appends bytes of a length the reader knows.
    pub fn fixed(&mut self, bytes: &[u8]) -> &mut Self {
        self.bytes.extend_from_slice(bytes);
        self
    }

    /// Appends an unsigned number, seven bits a byte, the lowest first (LEB128).
    pub fn number(&mut self, mut number: u128) -> &mut Self {
        // Wasm has no wider numbers than 64 bits, so most of it is done in these.
        let mut narrow = loop {
            match u64::try_from(number) {
                Ok(narrow) => break narrow,
                Err(_) => {
                    let [low, ..] = number.to_le_bytes();
                    self.byte(low | 0x80);
                    number >>= 7;
                }
            }
        };
        loop {
            let [low, ..] = narrow.to_le_bytes();
            narrow >>= 7;
            if narrow == 0 {
                return self.byte(low & 0x7f);
            }
            self.byte(low | 0x80);
        }
    }
}

/// Reads the bytes of a row.
pub struct Reader<'a> {
    bytes: &'a [u8],
    version: u8,
}

impl<'a> Reader<'a> {
    /// The version of the row that is read, for fields that not every version has.
    pub const fn version(&self) -> u8 {
        self.version
    }

    /// The next field in rows from `version` on; its default in older ones, which do not have it.
    ///
    /// # Errors
    /// As [`Packed::unpack`] of the field, in rows that have it.
    pub fn since<P: Packed + Default>(&mut self, version: u8) -> Result<P, CodecError> {
        if self.version >= version {
            self.get()
        } else {
            Ok(P::default())
        }
    }

    /// The next byte.
    ///
    /// # Errors
    /// [`CodecError::EndsEarly`] when no byte is left.
    pub fn byte(&mut self) -> Result<u8, CodecError> {
        let (first, rest) = self
            .bytes
            .split_first()
            .ok_or(CodecError::EndsEarly { missing: 1 })?;
        self.bytes = rest;
        Ok(*first)
    }

    /// The next field.
    ///
    /// # Errors
    /// As [`Packed::unpack`] of the field.
    pub fn get<P: Packed>(&mut self) -> Result<P, CodecError> {
        P::unpack(self)
    }

    /// The next `length` bytes.
    ///
    /// # Errors
    /// [`CodecError::EndsEarly`] when fewer are left.
    pub fn fixed(&mut self, length: usize) -> Result<&'a [u8], CodecError> {
        let missing = length.saturating_sub(self.bytes.len());
        let (head, rest) = self
            .bytes
            .split_at_checked(length)
            .ok_or(CodecError::EndsEarly { missing })?;
        self.bytes = rest;
        Ok(head)
    }

    /// The next number; only its shortest form is accepted, so a value has one encoding.
    ///
    /// # Errors
    /// [`CodecError::EndsEarly`] when it is cut short; [`CodecError::Value`] when it is longer than it need
    /// be, or does not fit 128 bits.
    pub fn number(&mut self) -> Result<u128, CodecError> {
        let mut narrow = 0u64;
        for shift in (0..NARROW).step_by(7) {
            let byte = self.byte()?;
            if byte == 0 && shift > 0 {
                return Err(NO_NUMBER);
            }
            narrow |= u64::from(byte & 0x7f).wrapping_shl(shift);
            if byte & 0x80 == 0 {
                return Ok(narrow.into());
            }
        }
        self.wide(narrow.into())
    }

    /// The rest of a number whose first [`NARROW`] bits are read.
    fn wide(&mut self, mut number: u128) -> Result<u128, CodecError> {
        let mut shift = NARROW;
        loop {
            let byte = self.byte()?;
            let bits = u128::from(byte & 0x7f);
            let placed = bits.checked_shl(shift).ok_or(NO_NUMBER)?;
            if placed >> shift != bits || byte == 0 {
                return Err(NO_NUMBER);
            }
            number |= placed;
            if byte & 0x80 == 0 {
                return Ok(number);
            }
            shift = shift.saturating_add(7);
        }
    }
}

/// Bits that nine bytes hold: the most that fits 64.
const NARROW: u32 = 63;

const NO_NUMBER: CodecError = CodecError::Value { kind: "number" };

macro_rules! packed_numbers {
    ($($number:ty),*) => {$(
        impl Packed for $number {
            fn pack(&self, out: &mut Writer) {
                out.number(u128::from(*self));
            }

            fn unpack(from: &mut Reader<'_>) -> Result<Self, CodecError> {
                <$number>::try_from(from.number()?)
                    .map_err(|_| CodecError::Value { kind: stringify!($number) })
            }
        }
    )*};
}

packed_numbers!(u16, u32, u64, u128);

impl Packed for u8 {
    fn pack(&self, out: &mut Writer) {
        out.byte(*self);
    }

    fn unpack(from: &mut Reader<'_>) -> Result<Self, CodecError> {
        from.byte()
    }
}

impl Packed for bool {
    fn pack(&self, out: &mut Writer) {
        out.byte(u8::from(*self));
    }

    fn unpack(from: &mut Reader<'_>) -> Result<Self, CodecError> {
        match from.byte()? {
            0 => Ok(false),
            1 => Ok(true),
            _ => Err(CodecError::Value { kind: "bool" }),
        }
    }
}

impl Packed for Decimal {
    fn pack(&self, out: &mut Writer) {
        out.number(self.atomics().u128());
    }

    fn unpack(from: &mut Reader<'_>) -> Result<Self, CodecError> {
        from.number().map(Self::raw)
    }
}

impl Packed for String {
    fn pack(&self, out: &mut Writer) {
        pack_bytes(self.as_bytes(), out);
    }

    fn unpack(from: &mut Reader<'_>) -> Result<Self, CodecError> {
        Self::from_utf8(unpack_bytes(from)?.to_vec())
            .map_err(|_| CodecError::Value { kind: "text" })
    }
}

/// An address that was checked before it was stored, as text.
impl Packed for Addr {
    fn pack(&self, out: &mut Writer) {
        pack_bytes(self.as_bytes(), out);
    }

    fn unpack(from: &mut Reader<'_>) -> Result<Self, CodecError> {
        from.get().map(|text: String| Self::unchecked(text))
    }
}

impl Packed for CanonicalAddr {
    fn pack(&self, out: &mut Writer) {
        pack_bytes(self.as_slice(), out);
    }

    fn unpack(from: &mut Reader<'_>) -> Result<Self, CodecError> {
        unpack_bytes(from).map(Self::from)
    }
}

impl Packed for HexBinary {
    fn pack(&self, out: &mut Writer) {
        pack_bytes(self.as_slice(), out);
    }

    fn unpack(from: &mut Reader<'_>) -> Result<Self, CodecError> {
        unpack_bytes(from).map(Self::from)
    }
}

impl<P: Packed> Packed for Option<P> {
    fn pack(&self, out: &mut Writer) {
        match self {
            None => out.byte(0),
            Some(field) => out.byte(1).put(field),
        };
    }

    fn unpack(from: &mut Reader<'_>) -> Result<Self, CodecError> {
        let there: bool = from.get()?;
        there.then(|| from.get()).transpose()
    }
}

impl<P: Packed> Packed for Vec<P> {
    fn pack(&self, out: &mut Writer) {
        pack_length(self.len(), out);
        for field in self {
            out.put(field);
        }
    }

    fn unpack(from: &mut Reader<'_>) -> Result<Self, CodecError> {
        // No capacity is reserved on the word of the row: a corrupt length ends the bytes instead.
        let length: u32 = from.get()?;
        (0..length).map(|_| from.get()).collect()
    }
}

/// Lengths are written as numbers; a row cannot hold more than the chain's value limit anyway.
fn pack_length(length: usize, out: &mut Writer) {
    out.number(u128::try_from(length).unwrap_or(u128::MAX));
}

fn pack_bytes(bytes: &[u8], out: &mut Writer) {
    pack_length(bytes.len(), out);
    out.fixed(bytes);
}

fn unpack_bytes<'a>(from: &mut Reader<'a>) -> Result<&'a [u8], CodecError> {
    let length =
        usize::try_from(from.number()?).map_err(|_| CodecError::Value { kind: "length" })?;
    from.fixed(length)
}

/// Implements [`Row`] for a struct as its fields in order, with a version and a name, or [`Packed`]
/// alone: `packed!(Row 1 "ask": Ask { provider, units })`, `packed!(Volume { class, gib })`.
///
/// Fields that a later version of a row added stand behind the others, each with the version it came
/// in; a row of an older version has their default:
/// `packed!(Row 2 "ask": Ask { provider, units } 2 { notice })`.
#[macro_export]
macro_rules! packed {
    (
        Row $version:literal $name:literal: $type:ident { $($field:ident),* $(,)? }
        $($since:literal { $($added:ident),* $(,)? })*
    ) => {
        impl $crate::Row for $type {
            const VERSION: u8 = $version;
            const NAME: &'static str = $name;

            fn pack_fields(&self, out: &mut $crate::Writer) {
                $(out.put(&self.$field);)*
                $($(out.put(&self.$added);)*)*
            }

            fn unpack_fields(from: &mut $crate::Reader<'_>) -> Result<Self, $crate::CodecError> {
                Ok(Self {
                    $($field: from.get()?,)*
                    $($($added: from.since($since)?,)*)*
                })
            }
        }
    };
    ($type:ident { $($field:ident),* $(,)? }) => {
        impl $crate::Packed for $type {
            fn pack(&self, out: &mut $crate::Writer) {
                $(out.put(&self.$field);)*
            }

            fn unpack(from: &mut $crate::Reader<'_>) -> Result<Self, $crate::CodecError> {
                Ok(Self { $($field: from.get()?,)* })
            }
        }
    };
}

/// Implements [`Packed`] for a newtype as what it wraps: `packed_newtype!(AskId, Rate)`.
#[macro_export]
macro_rules! packed_newtype {
    ($($type:ty),* $(,)?) => {$(
        impl $crate::Packed for $type {
            fn pack(&self, out: &mut $crate::Writer) {
                out.put(&self.0);
            }

            fn unpack(from: &mut $crate::Reader<'_>) -> Result<Self, $crate::CodecError> {
                from.get().map(Self)
            }
        }
    )*};
}

/// Implements [`Packed`] for a field-less enum as one byte: `packed_enum!(Status { Active = 0 })`.
#[macro_export]
macro_rules! packed_enum {
    ($type:ident { $($variant:ident = $byte:literal),* $(,)? }) => {
        impl $crate::Packed for $type {
            fn pack(&self, out: &mut $crate::Writer) {
                out.byte(match self { $(Self::$variant => $byte),* });
            }

            fn unpack(from: &mut $crate::Reader<'_>) -> Result<Self, $crate::CodecError> {
                match from.byte()? {
                    $($byte => Ok(Self::$variant),)*
                    _ => Err($crate::CodecError::Value { kind: stringify!($type) }),
                }
            }
        }
    };
}
