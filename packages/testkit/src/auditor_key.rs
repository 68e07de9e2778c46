use cosmwasm_std::{Addr, HexBinary};
use k256::ecdsa::signature::Signer;
use k256::ecdsa::{Signature, SigningKey};
use sha2::{Digest, Sha256};
use tender_interfaces::attestation::{self, sign_bytes, Signature as Signed, Statement};

/// An auditor's key, and the nonce it signed with last.
#[derive(Clone)]
pub struct AuditorKey {
    key: SigningKey,
    nonce: u64,
}

impl AuditorKey {
    /// A key that follows from a name: fit for tests and demonstrations only.
    pub fn of(name: &str) -> Self {
        let seed = Sha256::digest(format!("tender auditor {name}"));
        let key = SigningKey::from_slice(&seed).expect("a hash is a scalar but once in 2^128");
        Self { key, nonce: 0 }
    }

    /// The public key, as governance admits it.
    pub fn public_key(&self) -> attestation::AuditorKey {
        let point = self.key.verifying_key().to_encoded_point(true);
        attestation::AuditorKey::Secp256k1 {
            key: point.as_bytes().into(),
        }
    }

    /// A nonce that this key has not signed with.
    pub(crate) fn next_nonce(&mut self) -> u64 {
        self.nonce += 1;
        self.nonce
    }

    /// Signs `statement` for a contract on a chain.
    pub fn sign(&self, chain_id: &str, contract: &Addr, statement: &Statement) -> Signed {
        let bytes = sign_bytes(chain_id, contract.as_str(), statement);
        let signature: Signature = self.key.sign(&bytes);
        let signature = signature.normalize_s().unwrap_or(signature);
        Signed::Raw(HexBinary::from(signature.to_bytes().to_vec()))
    }
}
