//! Rows are written by hand, byte for byte, and read by every version that knows them.

// Lints for contract code; a test may be blunt.
#![allow(clippy::unwrap_used, clippy::panic)]

use cosmwasm_std::{Addr, CanonicalAddr, Decimal, HexBinary};
use proptest::prelude::*;
use tender_storage::{pack, packed, unpack, CodecError, Mark, Reader, Row, Writer};

#[derive(Clone, Debug, PartialEq)]
struct Sample {
    small: u16,
    big: u128,
    name: String,
    owner: CanonicalAddr,
    parts: Vec<u64>,
    maybe: Option<bool>,
}
packed!(Row 3 "sample": Sample { small, big, name, owner, parts, maybe });

prop_compose! {
    fn samples()(
        small in any::<u16>(), big in any::<u128>(), name in ".{0,40}",
        owner in prop::collection::vec(any::<u8>(), 0..33),
        parts in prop::collection::vec(any::<u64>(), 0..9), maybe in any::<Option<bool>>(),
    ) -> Sample {
        Sample { small, big, name, owner: owner.into(), parts, maybe }
    }
}

proptest! {
    #[test]
    fn a_row_reads_back(sample in samples()) {
        prop_assert_eq!(unpack::<Sample>(&pack(&sample)), Ok(sample));
    }

    #[test]
    fn any_bytes_are_refused_or_are_the_one_encoding(bytes in prop::collection::vec(any::<u8>(), 0..80)) {
        if let Ok(sample) = unpack::<Sample>(&bytes) {
            let older = bytes.first() < Some(&Sample::VERSION);
            prop_assert_eq!(&pack(&sample)[1..], &bytes[1..]);
            prop_assert!(older || pack(&sample) == bytes);
        }
    }

    #[test]
    fn a_cut_row_is_refused(sample in samples(), cut in 1usize..20) {
        let bytes = pack(&sample);
        let cut = cut.min(bytes.len());
        match unpack::<Sample>(&bytes[..bytes.len().saturating_sub(cut)]) {
            Err(CodecError::EndsEarly { missing }) => prop_assert!((1..=cut).contains(&missing)),
            other => prop_assert!(false, "{other:?}"),
        }
    }
}

/// One field of each kind that `Sample` has not.
#[derive(Clone, Debug, PartialEq)]
struct Others {
    byte: u8,
    price: Decimal,
    admin: Addr,
    hash: HexBinary,
}
packed!(Row 1 "others": Others { byte, price, admin, hash });

#[test]
fn every_kind_of_field_has_its_bytes() {
    let others = Others {
        byte: 0xff,
        price: Decimal::raw(300),
        admin: Addr::unchecked("ana"),
        hash: vec![7, 8].into(),
    };
    let bytes = [1, 0xff, 0xac, 2, 3, b'a', b'n', b'a', 2, 7, 8];
    assert_eq!(pack(&others), bytes);
    assert_eq!(unpack(&bytes), Ok(others));
}

/// A row whose second version counts otherwise.
#[derive(Debug, PartialEq)]
struct Minutes(u32);

impl Row for Minutes {
    const VERSION: u8 = 2;
    const NAME: &'static str = "minutes";

    fn pack_fields(&self, out: &mut Writer) {
        out.put(&self.0);
    }

    fn unpack_fields(from: &mut Reader<'_>) -> Result<Self, CodecError> {
        let number: u32 = from.get()?;
        Ok(Self(match from.version() {
            1 => number / 60,
            _ => number,
        }))
    }
}

#[test]
fn a_reader_tells_the_version_of_the_row() {
    assert_eq!(unpack(&[1, 120]), Ok(Minutes(2)));
    assert_eq!(unpack(&[2, 120]), Ok(Minutes(120)));
    assert_eq!(pack(&Minutes(120)), [2, 120]);
}

#[test]
fn a_mark_is_one_byte() {
    assert_eq!(pack(&Mark {}), [1]);
    assert_eq!(unpack(&[1]), Ok(Mark {}));
    assert_eq!(
        unpack::<Mark>(&[1, 0]),
        Err(CodecError::TrailingBytes { extra: 1 })
    );
}

#[test]
fn another_version_and_trailing_bytes_are_refused() {
    let sample = Sample {
        small: 1,
        big: 300,
        name: "a".to_string(),
        owner: vec![7].into(),
        parts: vec![],
        maybe: None,
    };
    let mut bytes = pack(&sample);
    assert_eq!(bytes, [3, 1, 0xac, 2, 1, b'a', 1, 7, 0, 0]);
    bytes.push(0);
    assert_eq!(
        unpack::<Sample>(&bytes),
        Err(CodecError::TrailingBytes { extra: 1 })
    );
    bytes[0] = 4;
    assert_eq!(
        unpack::<Sample>(&bytes),
        Err(CodecError::Newer {
            newest: 3,
            found: 4
        })
    );
    bytes[0] = 0;
    assert_eq!(
        unpack::<Sample>(&bytes),
        Err(CodecError::Value { kind: "version" })
    );
}

/// One kind of row in three releases: nothing is dropped, each adds a field.
mod releases {
    use tender_storage::packed;

    #[derive(Debug, PartialEq)]
    pub struct First {
        pub units: u32,
    }
    packed!(Row 1 "offer": First { units });

    #[derive(Debug, PartialEq)]
    pub struct Third {
        pub units: u32,
        pub notice: Option<u64>,
        pub burst: bool,
    }
    packed!(Row 3 "offer": Third { units } 2 { notice } 3 { burst });
}

#[test]
fn a_row_that_lay_idle_through_two_releases_is_read() {
    let first = pack(&releases::First { units: 7 });
    let third = releases::Third {
        units: 7,
        notice: None,
        burst: false,
    };
    assert_eq!(unpack::<releases::Third>(&first), Ok(third));
    assert_eq!(
        unpack::<releases::Third>(&[2, 7, 1, 9]),
        Ok(releases::Third {
            units: 7,
            notice: Some(9),
            burst: false
        })
    );
}

#[test]
fn an_older_reader_names_the_newer_row() {
    let third = pack(&releases::Third {
        units: 7,
        notice: Some(9),
        burst: true,
    });
    assert_eq!(third, [3, 7, 1, 9, 1]);
    assert_eq!(
        unpack::<releases::First>(&third),
        Err(CodecError::Newer {
            newest: 1,
            found: 3
        })
    );
}

#[derive(Debug, PartialEq)]
struct Count {
    count: u128,
}
packed!(Row 1 "count": Count { count });

#[test]
fn a_number_has_one_form() {
    let read = |number: &[u8]| unpack::<Count>(&[&[1], number].concat()).map(|row| row.count);
    assert_eq!(read(&[0x80, 1]), Ok(128));
    assert_eq!(read(&[0x80, 0]), Err(CodecError::Value { kind: "number" }));
    assert_eq!(read(&[0xff; 19]), Err(CodecError::Value { kind: "number" }));
    assert_eq!(read(&[0x80]), Err(CodecError::EndsEarly { missing: 1 }));
}

/// An ask that is in another row, which says nothing of an ask's layout.
mod nested {
    use tender_storage::packed;

    #[derive(Clone, Debug, PartialEq)]
    pub struct Ask {
        pub units: u32,
    }
    packed!(Row 1 "ask": Ask { units });

    #[derive(Clone, Debug, PartialEq)]
    pub struct LaterAsk {
        pub units: u32,
        pub notice: u64,
    }
    packed!(Row 2 "ask": LaterAsk { units } 2 { notice });

    #[derive(Debug, PartialEq)]
    pub struct Location<A> {
        pub parked: Option<A>,
        pub turn: u64,
    }
    type Now = Location<Ask>;
    type Later = Location<LaterAsk>;
    packed!(Row 1 "location": Now { parked, turn });
    packed!(Row 1 "location": Later { parked, turn });
}

#[test]
fn a_row_in_a_row_has_a_version_of_its_own() {
    use nested::{Ask, LaterAsk, Location};
    let ask = LaterAsk {
        units: 7,
        notice: 0,
    };
    let at = |parked| Location { parked, turn: 300 };
    let later = pack(&at(Some(ask.clone())));
    assert_eq!(unpack(&later), Ok(at(Some(ask.clone()))));
    let now = pack(&Location {
        parked: Some(Ask { units: 7 }),
        turn: 300,
    });
    assert_eq!(unpack(&now), Ok(at(Some(ask))));
    let newer = CodecError::Newer {
        newest: 1,
        found: 2,
    };
    assert_eq!(unpack::<Location<Ask>>(&later), Err(newer));
}
