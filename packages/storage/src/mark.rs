use crate::codec::{CodecError, Packed, Reader, Row, Writer};

/// A row that says all by being there: what it says is in its key. One byte, its version.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Mark;

impl Packed for Mark {
    fn pack(&self, _: &mut Writer) {}

    fn unpack(_: &mut Reader<'_>) -> Result<Self, CodecError> {
        Ok(Self)
    }
}

impl Row for Mark {
    const VERSION: u8 = 1;
    const NAME: &'static str = "mark";
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{pack, unpack};

    #[test]
    fn a_mark_is_one_byte() {
        assert_eq!(pack(&Mark), [1]);
        assert_eq!(unpack(&[1]), Ok(Mark));
        let extra = CodecError::TrailingBytes { extra: 1 };
        assert_eq!(unpack::<Mark>(&[1, 0]), Err(extra));
    }
}
