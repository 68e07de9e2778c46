//! What a fuzzer feeds the parsers of the suite, and what must hold whatever it feeds.
//!
//! Each function takes any bytes and panics when something does not hold. `fuzz_targets/` gives them to
//! libFuzzer, `tests/fuzzing.rs` replays the committed corpus on a stable compiler.

use cosmwasm_std::HexBinary;
use tender_interfaces::attestation::{
    sign_bytes, AttributeRow, ClassCount, ClassRow, IdRow, ProviderRow, Statement,
};
use tender_interfaces::escrow::AccountRow;
use tender_interfaces::oracle::PriceRow;
use tender_interfaces::orderbook::{CardRow, CardUseRow, OfferRow, Order, PlaceRow, Promised};
use tender_market::sdl;
use tender_storage::{pack, unpack, Row};
use tender_types::{ProviderId, Tier, Timestamp};

/// Any file gives an answer: never a panic, and never a text that grows beyond the file.
pub fn sdl(bytes: &[u8]) {
    let answer = format!("{:?}", sdl::parse_bytes(bytes));
    let most = 1_000_000 + bytes.len() * 64;
    assert!(answer.len() <= most, "{} bytes of answer", answer.len());
}

/// Any bytes are refused as a row, or are the one encoding of it.
pub fn rows(bytes: &[u8]) {
    one_encoding::<ProviderRow>(bytes);
    one_encoding::<ClassRow>(bytes);
    one_encoding::<AttributeRow>(bytes);
    one_encoding::<IdRow>(bytes);
    one_encoding::<OfferRow>(bytes);
    one_encoding::<PlaceRow>(bytes);
    one_encoding::<CardRow>(bytes);
    one_encoding::<CardUseRow>(bytes);
    one_encoding::<Order>(bytes);
    one_encoding::<Promised>(bytes);
    one_encoding::<AccountRow>(bytes);
    one_encoding::<PriceRow>(bytes);
}

fn one_encoding<R: Row>(bytes: &[u8]) {
    let Ok(row) = unpack::<R>(bytes) else {
        return;
    };
    let packed = pack(&row);
    // A row of an older version is read as what this code would write.
    if bytes.first() == Some(&R::VERSION) {
        assert_eq!(packed, bytes, "two encodings of one {}", R::NAME);
    }
    assert!(
        unpack::<R>(&packed).is_ok(),
        "a {} does not read back",
        R::NAME
    );
}

/// The bytes an auditor signs say everything of the statement: read back field by field, they give it
/// again, so no two statements share them.
pub fn statement(bytes: &[u8]) {
    let statement = Source(bytes).statement();
    let signed = sign_bytes("chain-1", "contract", &statement);
    assert_eq!(Source(&signed).signed(), Some(statement));
}

/// Bytes to make things of.
struct Source<'a>(&'a [u8]);

impl Source<'_> {
    fn take(&mut self, count: usize) -> Vec<u8> {
        let (head, rest) = self.0.split_at(count.min(self.0.len()));
        self.0 = rest;
        head.to_vec()
    }

    fn number(&mut self) -> u64 {
        let bytes = self.take(8);
        bytes
            .iter()
            .fold(0, |number, byte| number << 8 | u64::from(*byte))
    }

    fn small(&mut self) -> u8 {
        self.take(1).first().copied().unwrap_or_default()
    }

    fn text(&mut self) -> String {
        let length = usize::from(self.small() % 70);
        String::from_utf8_lossy(&self.take(length)).into_owned()
    }

    fn texts(&mut self) -> Vec<String> {
        (0..self.small() % 6).map(|_| self.text()).collect()
    }

    fn short(&mut self) -> u32 {
        u32::try_from(self.number() >> 32).unwrap_or_default()
    }

    fn counts(&mut self) -> Vec<ClassCount> {
        let counted = self.small() % 4;
        let count = |_| ClassCount {
            class: self.text(),
            count: self.short(),
        };
        (0..counted).map(count).collect()
    }

    fn statement(&mut self) -> Statement {
        Statement {
            provider: ProviderId(self.short()),
            provider_epoch: self.short(),
            auditor: self.text(),
            epoch: self.short(),
            issued_at: Timestamp(self.number()),
            attributes: self.texts(),
            classes: self.counts(),
            cores: self.short(),
            memory_gib: self.short(),
            tier: Tier(self.small()),
            evidence_hash: HexBinary::from(self.take(32)),
            evidence_uri: self.text(),
            nonce: self.number(),
            expires_at: Timestamp(self.number()),
        }
    }

    /// The statement that signed bytes say, by the layout that the documents describe.
    fn signed(&mut self) -> Option<Statement> {
        let domain = [&b"tender/attestation/v1"[..], b"chain-1", b"contract"];
        for expected in domain {
            if self.field()? != expected {
                return None;
            }
        }
        let statement = Statement {
            provider: ProviderId(self.signed_number()?),
            provider_epoch: self.signed_number()?,
            auditor: self.name()?,
            epoch: self.signed_number()?,
            issued_at: Timestamp(u64::from_be_bytes(self.field()?.try_into().ok()?)),
            attributes: self.names()?,
            classes: self.signed_counts()?,
            cores: self.signed_number()?,
            memory_gib: self.signed_number()?,
            tier: Tier(*self.field()?.first()?),
            evidence_hash: HexBinary::from(self.field()?),
            evidence_uri: self.name()?,
            nonce: u64::from_be_bytes(self.field()?.try_into().ok()?),
            expires_at: Timestamp(u64::from_be_bytes(self.field()?.try_into().ok()?)),
        };
        self.0.is_empty().then_some(statement)
    }

    fn field(&mut self) -> Option<Vec<u8>> {
        let length = u32::from_be_bytes(self.take(4).try_into().ok()?);
        let field = self.take(usize::try_from(length).ok()?);
        (field.len() == usize::try_from(length).ok()?).then_some(field)
    }

    fn signed_number(&mut self) -> Option<u32> {
        Some(u32::from_be_bytes(self.field()?.try_into().ok()?))
    }

    fn signed_counts(&mut self) -> Option<Vec<ClassCount>> {
        let length = self.signed_number()?;
        let count = |_| {
            Some(ClassCount {
                class: self.name()?,
                count: self.signed_number()?,
            })
        };
        (0..length).map(count).collect()
    }

    fn name(&mut self) -> Option<String> {
        String::from_utf8(self.field()?).ok()
    }

    fn names(&mut self) -> Option<Vec<String>> {
        let count = u32::from_be_bytes(self.field()?.try_into().ok()?);
        (0..count).map(|_| self.name()).collect()
    }
}
