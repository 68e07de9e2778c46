//! Keys of auditors, and what they sign. Nothing here reads a row.

use cosmwasm_std::{ensure, Api, Env, HexBinary, VerificationError};
use sha2::{Digest, Sha256};
use tender_interfaces::attestation::{adr036_doc, sign_bytes, AuditorKey, Signature, Statement};

use crate::ContractError;

const COMPRESSED: usize = 33;
const EDWARDS: usize = 32;
const SIGNATURE: usize = 64;

/// The number one, as a curve's coordinate is written.
const ONE: [u8; 32] = {
    let mut one = [0; 32];
    one[31] = 1;
    one
};

/// Refuses a key that is none of its curve, or that this build does not verify with.
pub fn key(api: &dyn Api, key: &AuditorKey) -> Result<(), ContractError> {
    let good = match key {
        AuditorKey::Secp256k1 { key } => {
            // A well-formed signature by nobody: verifying it fails only when the key is no point.
            let parsed = || api.secp256k1_verify(&ONE, &[ONE, ONE].concat(), key);
            is_compressed(key) && parsed().is_ok()
        }
        AuditorKey::Secp256r1 { key } => {
            let parsed = secp256r1_verify(api, &ONE, &[ONE, ONE].concat(), key);
            is_compressed(key) && parsed.ok_or_else(|| not_supported("secp256r1"))?.is_ok()
        }
        AuditorKey::Ed25519 { key } => key.len() == EDWARDS && !signs_anything(api, key),
    };
    let scheme = key.scheme();
    ensure!(good, ContractError::Key { scheme });
    Ok(())
}

/// That the holder of `key` signed `statement` for this contract on this chain.
pub fn verify(
    api: &dyn Api,
    env: &Env,
    statement: &Statement,
    signature: &Signature,
    key: &AuditorKey,
) -> Result<(), ContractError> {
    let contract = env.contract.address.as_str();
    let bytes = sign_bytes(&env.block.chain_id, contract, statement);
    let (bytes, signature) = match signature {
        Signature::Raw(signature) => (bytes, signature),
        Signature::Adr036(signature) => {
            let wallet = matches!(key, AuditorKey::Secp256k1 { .. });
            ensure!(wallet, ContractError::NoWalletKey);
            (
                adr036_doc(&statement.auditor, &bytes).into_bytes(),
                signature,
            )
        }
    };
    let good = signature.len() == SIGNATURE && signed(api, &bytes, signature, key)?;
    ensure!(good, ContractError::Signature);
    Ok(())
}

/// Whether `signature` is by `key` over `bytes`. What cannot be read as a signature is none.
fn signed(
    api: &dyn Api,
    bytes: &[u8],
    signature: &[u8],
    key: &AuditorKey,
) -> Result<bool, ContractError> {
    let hash = || Sha256::digest(bytes);
    let verified = match key {
        AuditorKey::Secp256k1 { key } => api.secp256k1_verify(&hash(), signature, key),
        AuditorKey::Ed25519 { key } => api.ed25519_verify(bytes, signature, key),
        AuditorKey::Secp256r1 { key } => secp256r1_verify(api, &hash(), signature, key)
            .ok_or_else(|| not_supported("secp256r1"))?,
    };
    Ok(verified.unwrap_or(false))
}

fn is_compressed(key: &HexBinary) -> bool {
    key.len() == COMPRESSED && matches!(key.first(), Some(2 | 3))
}

/// Whether a key is one of the few points of Curve25519 for which a signature made without any secret
/// holds. This is that signature: the neutral point, and nothing of the base point.
fn signs_anything(api: &dyn Api, key: &[u8]) -> bool {
    let mut neutral = [0; SIGNATURE];
    if let Some(first) = neutral.first_mut() {
        *first = 1;
    }
    matches!(api.ed25519_verify(b"anything", &neutral, key), Ok(true))
}

fn not_supported(scheme: &'static str) -> ContractError {
    ContractError::KeyNotSupported { scheme }
}

/// `None` where the contract was built for chains that do not verify with this curve.
#[cfg(feature = "secp256r1")]
fn secp256r1_verify(
    api: &dyn Api,
    hash: &[u8],
    signature: &[u8],
    key: &[u8],
) -> Option<Result<bool, VerificationError>> {
    Some(api.secp256r1_verify(hash, signature, key))
}

#[cfg(not(feature = "secp256r1"))]
const fn secp256r1_verify(
    _: &dyn Api,
    _: &[u8],
    _: &[u8],
    _: &[u8],
) -> Option<Result<bool, VerificationError>> {
    None
}
