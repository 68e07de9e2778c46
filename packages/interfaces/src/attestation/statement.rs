//! What an auditor signs, and with what.

use std::fmt;
use std::str::FromStr;

use cosmwasm_schema::cw_serde;
use cosmwasm_std::{Binary, HexBinary};
use tender_storage::{packed, CodecError, Packed, Reader, Writer};
use tender_types::{ProviderId, Tier, Timestamp, UnknownName};

/// What an auditor says of a provider. Signed off-chain; see [`sign_bytes`].
#[cw_serde]
pub struct Statement {
    /// Whom it is about.
    pub provider: ProviderId,
    /// How many times the provider had registered: what was found in an earlier life of it is void.
    pub provider_epoch: u32,
    /// Who says it: the auditor's address.
    pub auditor: String,
    /// The auditor's key, by its number: with another key everything signed before is void.
    pub epoch: u32,
    /// When it was said: not after now, at most [`MAX_STATEMENT_AGE`](super::MAX_STATEMENT_AGE) ago, and
    /// after the last revocation. An auditor's clock must not run ahead of the chain's, or a revocation
    /// does not reach what it signs.
    pub issued_at: Timestamp,
    /// Attributes found true, by name, with one value a key.
    pub attributes: Vec<String>,
    /// Whole devices counted, each class once; a slice is counted as what it is a part of.
    pub classes: Vec<ClassCount>,
    /// Cores counted in all, for the rate card; 0 when they were not.
    pub cores: u32,
    /// GiB of memory counted in all, for the rate card; 0 when they were not.
    pub memory_gib: u32,
    /// How thoroughly it was looked at, 1 to [`MAX_TIER`](super::MAX_TIER).
    pub tier: Tier,
    /// SHA-256 of the evidence, 32 bytes.
    pub evidence_hash: HexBinary,
    /// Where the evidence is.
    pub evidence_uri: String,
    /// Above zero and every nonce this auditor has used for this provider with this key: what is replayed
    /// is refused.
    pub nonce: u64,
    /// When it stops counting: after now, and at most [`MAX_ATTESTATION`](super::MAX_ATTESTATION) ahead.
    pub expires_at: Timestamp,
}

/// How many of a class an auditor counted.
#[cw_serde]
pub struct ClassCount {
    /// The class, by name; of whole devices.
    pub class: String,
    /// How many there are, 1 to [`MAX_COUNT`](super::MAX_COUNT).
    pub count: u32,
}

/// What an auditor signs with.
#[cw_serde]
#[derive(Eq)]
pub enum AuditorKey {
    /// As wallets have: 33 bytes compressed.
    Secp256k1 {
        /// The point.
        key: HexBinary,
    },
    /// As servers and SSH agents have: 32 bytes.
    Ed25519 {
        /// The point.
        key: HexBinary,
    },
    /// As hardware modules have (P-256): 33 bytes compressed. Only where the contract was built for a
    /// chain that verifies these.
    Secp256r1 {
        /// The point.
        key: HexBinary,
    },
}

impl AuditorKey {
    /// The curve's name, as in JSON.
    pub const fn scheme(&self) -> &'static str {
        match self {
            Self::Secp256k1 { .. } => "secp256k1",
            Self::Ed25519 { .. } => "ed25519",
            Self::Secp256r1 { .. } => "secp256r1",
        }
    }

    /// The point itself.
    pub const fn key(&self) -> &HexBinary {
        match self {
            Self::Secp256k1 { key } | Self::Ed25519 { key } | Self::Secp256r1 { key } => key,
        }
    }
}

impl fmt::Display for AuditorKey {
    /// The curve, a colon, and the point in hex.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.scheme(), self.key())
    }
}

impl FromStr for AuditorKey {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        let (scheme, key) = text.split_once(':').ok_or(UnknownName)?;
        let key = HexBinary::from_hex(key).map_err(|_| UnknownName)?;
        match scheme {
            "secp256k1" => Ok(Self::Secp256k1 { key }),
            "ed25519" => Ok(Self::Ed25519 { key }),
            "secp256r1" => Ok(Self::Secp256r1 { key }),
            _ => Err(UnknownName),
        }
    }
}

packed!(ClassCount { class, count });
packed!(Row 1 "statement": Statement {
    provider,
    provider_epoch,
    auditor,
    epoch,
    issued_at,
    attributes,
    classes,
    cores,
    memory_gib,
    tier,
    evidence_hash,
    evidence_uri,
    nonce,
    expires_at,
});

impl Packed for AuditorKey {
    fn pack(&self, out: &mut Writer) {
        let curve = match self {
            Self::Secp256k1 { .. } => 0,
            Self::Ed25519 { .. } => 1,
            Self::Secp256r1 { .. } => 2,
        };
        out.byte(curve).put(self.key());
    }

    fn unpack(from: &mut Reader<'_>) -> Result<Self, CodecError> {
        let curve = from.byte()?;
        let key = from.get()?;
        match curve {
            0 => Ok(Self::Secp256k1 { key }),
            1 => Ok(Self::Ed25519 { key }),
            2 => Ok(Self::Secp256r1 { key }),
            _ => Err(CodecError::Value { kind: "AuditorKey" }),
        }
    }
}

/// How a statement was signed: 64 bytes in hex, for the elliptic curves `r` and then `s`.
#[cw_serde]
pub enum Signature {
    /// Over the [`sign_bytes`] themselves; for secp256k1 and secp256r1 over their SHA-256.
    Raw(HexBinary),
    /// By a wallet, over the SHA-256 of the [`adr036_doc`] that holds them; with secp256k1 only.
    Adr036(HexBinary),
}

/// The bytes that an auditor signs: a domain, then every field with its length, so that no two
/// statements, contracts or chains share a signature.
pub fn sign_bytes(chain_id: &str, contract: &str, statement: &Statement) -> Vec<u8> {
    let mut out = Fields(vec![]);
    out.put(b"tender/attestation/v1");
    out.put(chain_id.as_bytes());
    out.put(contract.as_bytes());
    out.number(statement.provider.0);
    out.number(statement.provider_epoch);
    out.put(statement.auditor.as_bytes());
    out.number(statement.epoch);
    out.put(&statement.issued_at.0.to_be_bytes());
    out.count(statement.attributes.len());
    for name in &statement.attributes {
        out.put(name.as_bytes());
    }
    out.count(statement.classes.len());
    for counted in &statement.classes {
        out.put(counted.class.as_bytes());
        out.number(counted.count);
    }
    out.number(statement.cores);
    out.number(statement.memory_gib);
    out.put(&[statement.tier.0]);
    out.put(&statement.evidence_hash);
    out.put(statement.evidence_uri.as_bytes());
    out.put(&statement.nonce.to_be_bytes());
    out.put(&statement.expires_at.0.to_be_bytes());
    out.0
}

/// Fields, each behind its length.
struct Fields(Vec<u8>);

impl Fields {
    fn put(&mut self, bytes: &[u8]) {
        let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
        self.0.extend_from_slice(&length.to_be_bytes());
        self.0.extend_from_slice(bytes);
    }

    fn number(&mut self, number: u32) {
        self.put(&number.to_be_bytes());
    }

    fn count(&mut self, length: usize) {
        self.number(u32::try_from(length).unwrap_or(u32::MAX));
    }
}

/// The document that a wallet signs when it is asked to sign `data` with the key of `signer`, an
/// address: ADR-36 of the Cosmos SDK, as amino JSON with sorted keys and without spaces.
pub fn adr036_doc(signer: &str, data: &[u8]) -> String {
    let data = Binary::from(data).to_base64();
    // Neither Base64 nor an address has a character that JSON would write otherwise.
    format!(
        r#"{{"account_number":"0","chain_id":"","fee":{{"amount":[],"gas":"0"}},"memo":"","msgs":[{{"type":"sign/MsgSignData","value":{{"data":"{data}","signer":"{signer}"}}}}],"sequence":"0"}}"#
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The document that wallets show, with every key in its place.
    #[test]
    fn a_wallet_signs_sorted_amino_json() {
        assert_eq!(
            adr036_doc("akash1audrey", b"tender"),
            concat!(
                r#"{"account_number":"0","chain_id":"","fee":{"amount":[],"gas":"0"},"memo":"","#,
                r#""msgs":[{"type":"sign/MsgSignData","value":{"data":"dGVuZGVy","#,
                r#""signer":"akash1audrey"}}],"sequence":"0"}"#,
            )
        );
    }

    #[test]
    fn a_key_is_read_back_from_its_text() {
        let key = HexBinary::from([2, 0xab]);
        for (one, text) in [
            (AuditorKey::Secp256k1 { key: key.clone() }, "secp256k1:02ab"),
            (AuditorKey::Ed25519 { key: key.clone() }, "ed25519:02ab"),
            (AuditorKey::Secp256r1 { key: key.clone() }, "secp256r1:02ab"),
        ] {
            assert_eq!(one.to_string(), text);
            assert_eq!(text.parse(), Ok(one));
        }
        for text in ["", "02ab", "rsa:02ab", "ed25519:0"] {
            assert_eq!(text.parse::<AuditorKey>(), Err(UnknownName), "{text}");
        }
    }
}
