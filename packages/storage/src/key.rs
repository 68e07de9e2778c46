use cosmwasm_std::CanonicalAddr;

use crate::codec::CodecError;

/// A field of a key, written so that the order of the bytes is the order of the values.
pub trait Key {
    /// Appends the field.
    fn write(&self, out: &mut Vec<u8>);
}

/// A key field that can be read back from the front of `bytes`, leaving the rest.
pub trait ParseKey: Key + Sized {
    /// Reads the field.
    ///
    /// # Errors
    /// [`CodecError::EndsEarly`] when the bytes do not suffice; [`CodecError::Value`] when they are no value of
    /// the type.
    fn parse(bytes: &mut &[u8]) -> Result<Self, CodecError>;
}

macro_rules! number_keys {
    ($($number:ty),*) => {$(
        impl Key for $number {
            fn write(&self, out: &mut Vec<u8>) {
                out.extend_from_slice(&self.to_be_bytes());
            }
        }

        impl ParseKey for $number {
            fn parse(bytes: &mut &[u8]) -> Result<Self, CodecError> {
                take(bytes).map(Self::from_be_bytes)
            }
        }
    )*};
}

number_keys!(u8, u16, u32, u64);

impl Key for u128 {
    /// One byte for the length, then the number without leading zeros: short for the small numbers
    /// that prices are, and in numeric order.
    fn write(&self, out: &mut Vec<u8>) {
        let bytes = self.to_be_bytes();
        let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
        let digits = bytes.get(zeros..).unwrap_or_default();
        out.push(u8::try_from(digits.len()).unwrap_or(u8::MAX));
        out.extend_from_slice(digits);
    }
}

impl ParseKey for u128 {
    fn parse(bytes: &mut &[u8]) -> Result<Self, CodecError> {
        let length = usize::from(u8::parse(bytes)?);
        let digits = split(bytes, length)?;
        let mut padded = [0u8; 16];
        let start = padded
            .len()
            .checked_sub(length)
            .ok_or(CodecError::Value { kind: "number key" })?;
        padded
            .get_mut(start..)
            .ok_or(CodecError::Value { kind: "number key" })?
            .copy_from_slice(digits);
        Ok(Self::from_be_bytes(padded))
    }
}

impl Key for CanonicalAddr {
    /// One byte for the length, then the address, so that it can stand before other fields.
    fn write(&self, out: &mut Vec<u8>) {
        out.push(u8::try_from(self.len()).unwrap_or(u8::MAX));
        out.extend_from_slice(self);
    }
}

impl ParseKey for CanonicalAddr {
    fn parse(bytes: &mut &[u8]) -> Result<Self, CodecError> {
        let length = usize::from(u8::parse(bytes)?);
        split(bytes, length).map(Self::from)
    }
}

impl Key for str {
    /// The text as it is: a name is always the last field of its key.
    fn write(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(self.as_bytes());
    }
}

impl Key for () {
    fn write(&self, _: &mut Vec<u8>) {}
}

impl<K: Key + ?Sized> Key for &K {
    fn write(&self, out: &mut Vec<u8>) {
        (**self).write(out);
    }
}

impl<A: Key, B: Key> Key for (A, B) {
    fn write(&self, out: &mut Vec<u8>) {
        self.0.write(out);
        self.1.write(out);
    }
}

impl<A: ParseKey, B: ParseKey> ParseKey for (A, B) {
    fn parse(bytes: &mut &[u8]) -> Result<Self, CodecError> {
        Ok((A::parse(bytes)?, B::parse(bytes)?))
    }
}

impl<A: Key, B: Key, C: Key> Key for (A, B, C) {
    fn write(&self, out: &mut Vec<u8>) {
        self.0.write(out);
        self.1.write(out);
        self.2.write(out);
    }
}

impl<A: ParseKey, B: ParseKey, C: ParseKey> ParseKey for (A, B, C) {
    fn parse(bytes: &mut &[u8]) -> Result<Self, CodecError> {
        Ok((A::parse(bytes)?, B::parse(bytes)?, C::parse(bytes)?))
    }
}

/// Implements [`Key`] and [`ParseKey`] for newtypes as what they wrap: `key_newtype!(AskId, LeaseId)`.
#[macro_export]
macro_rules! key_newtype {
    ($($type:ident),* $(,)?) => {$(
        impl $crate::Key for $type {
            fn write(&self, out: &mut Vec<u8>) {
                self.0.write(out);
            }
        }

        impl $crate::ParseKey for $type {
            fn parse(bytes: &mut &[u8]) -> Result<Self, $crate::CodecError> {
                $crate::ParseKey::parse(bytes).map(Self)
            }
        }
    )*};
}

fn split<'a>(bytes: &mut &'a [u8], length: usize) -> Result<&'a [u8], CodecError> {
    let missing = length.saturating_sub(bytes.len());
    let (head, rest) = bytes
        .split_at_checked(length)
        .ok_or(CodecError::EndsEarly { missing })?;
    *bytes = rest;
    Ok(head)
}

fn take<const N: usize>(bytes: &mut &[u8]) -> Result<[u8; N], CodecError> {
    let missing = N.saturating_sub(bytes.len());
    let (head, rest) = bytes
        .split_first_chunk()
        .ok_or(CodecError::EndsEarly { missing })?;
    *bytes = rest;
    Ok(*head)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn bytes_of(key: &impl Key) -> Vec<u8> {
        let mut out = Vec::new();
        key.write(&mut out);
        out
    }

    proptest! {
        #[test]
        fn keys_sort_as_their_values(a in any::<(u16, u128, u64)>(), b in any::<(u16, u128, u64)>()) {
            prop_assert_eq!(bytes_of(&a).cmp(&bytes_of(&b)), a.cmp(&b));
        }

        #[test]
        fn small_prices_sort_too(a in 0u128..70_000, b in 0u128..70_000) {
            prop_assert_eq!(bytes_of(&a).cmp(&bytes_of(&b)), a.cmp(&b));
        }

        #[test]
        fn keys_read_back(key in any::<(u32, u128, u64)>()) {
            prop_assert_eq!(<(u32, u128, u64)>::parse(&mut bytes_of(&key).as_slice()), Ok(key));
        }
    }

    #[test]
    fn the_layout_of_a_key_is_published() {
        let owner = CanonicalAddr::from(vec![7, 8]);
        assert_eq!(bytes_of(&(1u8, 2u16, 3u32)), [1, 0, 2, 0, 0, 0, 3]);
        assert_eq!(
            bytes_of(&(owner.clone(), 5u64)),
            [2, 7, 8, 0, 0, 0, 0, 0, 0, 0, 5]
        );
        assert_eq!(bytes_of(&(1u8, "gpu")), [1, b'g', b'p', b'u']);
        assert!(bytes_of(&()).is_empty());
        let mut bytes = bytes_of(&(owner.clone(), 5u64));
        bytes.push(9);
        let mut left = bytes.as_slice();
        assert_eq!(ParseKey::parse(&mut left), Ok((owner, 5u64)));
        assert_eq!(left, [9]);
    }

    #[test]
    fn a_key_that_ends_early_is_refused() {
        let parse = |mut bytes: &[u8]| <(CanonicalAddr, u128)>::parse(&mut bytes);
        assert_eq!(parse(&[]), Err(CodecError::EndsEarly { missing: 1 }));
        assert_eq!(parse(&[3, 7]), Err(CodecError::EndsEarly { missing: 2 }));
        assert_eq!(
            parse(&[1, 7, 4, 1]),
            Err(CodecError::EndsEarly { missing: 3 })
        );
        let bytes = [[0, 17].as_slice(), &[0; 17]].concat();
        let too_long = CodecError::Value { kind: "number key" };
        assert_eq!(parse(&bytes), Err(too_long));
        let short = u64::parse(&mut [0; 5].as_slice());
        assert_eq!(short, Err(CodecError::EndsEarly { missing: 3 }));
    }

    #[test]
    fn a_price_key_is_short() {
        assert_eq!(bytes_of(&555_555_555u128), [4, 0x21, 0x1d, 0x1a, 0xe3]);
        assert_eq!(bytes_of(&0u128), [0]);
    }
}
