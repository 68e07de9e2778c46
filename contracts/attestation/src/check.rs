//! What texts, names, lists, keys and statements must be. Nothing here reads a row.

use std::collections::BTreeSet;

use cosmwasm_std::{ensure, Api, Env, HexBinary};
use sha2::{Digest, Sha256};
use tender_guard::{distinct, within, Bounds};
use tender_interfaces::attestation::{
    sign_bytes, Profile, Statement, MAX_ATTESTATION, MAX_ATTRIBUTES, MAX_CLASSES, MAX_NAME,
    MAX_TEXT, MAX_TIER,
};
use tender_types::{Echo, Resources, Tier, Timestamp};

use crate::ContractError;

const KEY_LENGTH: usize = 33;
const HASH_LENGTH: usize = 32;
const SIGNATURE_LENGTH: usize = 64;

/// A profile, but for whether the catalog has its attributes.
pub fn profile(profile: &Profile) -> Result<(), ContractError> {
    let host = &profile.host;
    ensure!(
        host.len() <= MAX_TEXT && is_https_origin(host),
        ContractError::Host {
            host: Echo::of(host),
            max: MAX_TEXT,
        }
    );
    let printable = |byte: u8| byte == b' ' || byte.is_ascii_graphic();
    ensure!(
        is_text(&profile.contact, MAX_TEXT, printable),
        ContractError::Text {
            what: "contact",
            max: MAX_TEXT,
        }
    );
    attributes(&profile.attributes)
}

/// Attributes that somebody claims or attests: each once, and each key with one value. Nothing is in two
/// regions, and an order for both would be matched.
fn attributes(names: &[String]) -> Result<(), ContractError> {
    distinct("attributes", names, up_to(MAX_ATTRIBUTES))?;
    let pairs = names.iter().filter_map(|name| name.split_once('='));
    let mut keys = BTreeSet::new();
    for (key, _) in pairs {
        ensure!(
            keys.insert(key),
            ContractError::TwoValues { key: Echo::of(key) }
        );
    }
    Ok(())
}

/// A new class.
pub fn class(name: &str, carries: &Resources) -> Result<(), ContractError> {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"/._-".contains(&byte);
    let starts = name.starts_with(|first: char| first.is_ascii_alphanumeric());
    ensure!(
        starts && is_text(name, MAX_NAME, allowed),
        ContractError::ClassName {
            name: Echo::of(name),
            max: MAX_NAME,
        }
    );
    ensure!(
        carries.is_canonical() && *carries != Resources::default(),
        ContractError::Carries {
            name: Echo::of(name),
        }
    );
    Ok(())
}

/// A new attribute: a key and a value around the only `=`.
pub fn attribute(name: &str) -> Result<(), ContractError> {
    let halves = name.split_once('=');
    let pair = halves
        .is_some_and(|(key, value)| !key.is_empty() && !value.is_empty() && !value.contains('='));
    ensure!(
        pair && is_text(name, MAX_NAME, |byte| byte.is_ascii_graphic()),
        ContractError::AttributeName {
            name: Echo::of(name),
            max: MAX_NAME,
        }
    );
    Ok(())
}

/// A secp256k1 key in compressed form.
pub fn public_key(api: &dyn Api, key: &HexBinary) -> Result<(), ContractError> {
    // A well-formed signature by nobody: verifying it fails only when the key is no point.
    const ONE: [u8; 32] = {
        let mut one = [0; 32];
        one[31] = 1;
        one
    };
    let compressed = key.len() == KEY_LENGTH && matches!(key.first(), Some(2 | 3));
    let parsed = || api.secp256k1_verify(&ONE, &[ONE, ONE].concat(), key);
    ensure!(compressed && parsed().is_ok(), ContractError::PublicKey);
    Ok(())
}

/// A statement, but for what it names.
pub fn statement(statement: &Statement, now: Timestamp) -> Result<(), ContractError> {
    attributes(&statement.attributes)?;
    distinct("classes", &statement.classes, up_to(MAX_CLASSES))?;
    within("tier", statement.tier, Tier(1), MAX_TIER)?;
    let uri = &statement.evidence_uri;
    ensure!(
        is_text(uri, MAX_TEXT, |byte| byte.is_ascii_graphic()) && uri.contains("://"),
        ContractError::EvidenceUri {
            uri: Echo::of(uri),
            max: MAX_TEXT,
        }
    );
    let length = statement.evidence_hash.len();
    ensure!(
        length == HASH_LENGTH,
        ContractError::EvidenceHash { length }
    );
    expiry(statement.expires_at, now)
}

fn expiry(expires_at: Timestamp, now: Timestamp) -> Result<(), ContractError> {
    let latest = now.after(MAX_ATTESTATION);
    ensure!(
        now < expires_at && expires_at <= latest,
        ContractError::Expiry {
            expires_at,
            now,
            latest,
        }
    );
    Ok(())
}

/// That the holder of `key` signed `statement` for this contract on this chain.
pub fn signature(
    api: &dyn Api,
    env: &Env,
    statement: &Statement,
    signature: &HexBinary,
    key: &HexBinary,
) -> Result<(), ContractError> {
    let bytes = sign_bytes(
        &env.block.chain_id,
        env.contract.address.as_str(),
        statement,
    );
    let hash = Sha256::digest(bytes);
    let signed = || matches!(api.secp256k1_verify(&hash, signature, key), Ok(true));
    let good = signature.len() == SIGNATURE_LENGTH && signed();
    ensure!(good, ContractError::Signature);
    Ok(())
}

fn up_to(max: usize) -> Bounds {
    Bounds { min: 0, max }
}

fn is_text(text: &str, max: usize, allowed: impl Fn(u8) -> bool) -> bool {
    !text.is_empty() && text.len() <= max && text.bytes().all(allowed)
}

/// `https://`, a name or an IPv4 address, a port if need be, and nothing behind.
fn is_https_origin(text: &str) -> bool {
    let Some(authority) = text.strip_prefix("https://") else {
        return false;
    };
    match authority.split_once(':') {
        None => is_host(authority),
        Some((host, port)) => is_host(host) && is_port(port),
    }
}

fn is_host(host: &str) -> bool {
    let inner = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    let is_label = |label: &str| {
        is_text(label, MAX_LABEL, inner) && !label.starts_with('-') && !label.ends_with('-')
    };
    host.split('.').all(is_label)
}

/// Longest part of a host name between dots (RFC 1035).
const MAX_LABEL: usize = 63;

/// Digits without a leading zero or sign, 1 to 65535.
fn is_port(port: &str) -> bool {
    let digits = port.bytes().all(|byte| byte.is_ascii_digit());
    digits && !port.starts_with('0') && port.parse::<u16>().is_ok()
}
