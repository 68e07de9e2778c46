//! What texts, names, lists and statements must be. Nothing here reads a row.

use std::collections::BTreeSet;

use cosmwasm_std::ensure;
use tender_guard::{distinct, within, Bounds};
use tender_interfaces::attestation::{
    ClassCount, NewClass, Profile, Statement, MAX_ATTESTATION, MAX_ATTRIBUTES, MAX_CLASSES,
    MAX_CLASS_MEMORY, MAX_COUNT, MAX_MIN_BOND, MAX_NAME, MAX_PARTS, MAX_STATEMENT_AGE, MAX_TEXT,
    MAX_TIER,
};
use tender_types::{Akt, Echo, Tier, Timestamp};

use crate::catalog::name_of;
use crate::ContractError;

const HASH_LENGTH: usize = 32;

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

/// A new class, but for what it is a slice of.
pub fn class(new: &NewClass) -> Result<(), ContractError> {
    part("vendor", &new.vendor)?;
    part("model", &new.model)?;
    if let Some(interface) = &new.interface {
        part("interface", interface)?;
    }
    within("memory_gib", new.memory_gib, 1, MAX_CLASS_MEMORY)?;
    if let Some(slice) = &new.slice_of {
        within("parts", slice.parts, 2, MAX_PARTS)?;
    }
    within("bond_per_unit", new.bond_per_unit, Akt(1), MAX_MIN_BOND)?;
    let name = name_of(new);
    ensure!(
        name.len() <= MAX_NAME,
        ContractError::ClassName {
            name: Echo::of(name),
            max: MAX_NAME,
        }
    );
    ensure!(
        new.carries.is_canonical() && !new.carries.is_empty(),
        ContractError::Carries {
            name: Echo::of(name),
        }
    );
    Ok(())
}

/// A part of a class's name. It has no stroke, so that different parts make different names.
fn part(what: &'static str, text: &str) -> Result<(), ContractError> {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let allowed = |byte: u8| plain(byte) || b"._-".contains(&byte);
    let starts = text.bytes().next().is_some_and(plain);
    ensure!(
        starts && is_text(text, MAX_NAME, allowed),
        ContractError::ClassPart {
            what,
            text: Echo::of(text),
            max: MAX_NAME,
        }
    );
    Ok(())
}

/// A new attribute: a key and a value around the only `=`. Gives the key.
pub fn attribute(name: &str) -> Result<&str, ContractError> {
    let pair =
        |(key, value): &(&str, &str)| !key.is_empty() && !value.is_empty() && !value.contains('=');
    let halves = name.split_once('=').filter(pair);
    let halves = halves.filter(|_| is_text(name, MAX_NAME, |byte| byte.is_ascii_graphic()));
    let (key, _) = halves.ok_or_else(|| ContractError::AttributeName {
        name: Echo::of(name),
        max: MAX_NAME,
    })?;
    Ok(key)
}

/// A statement, but for what it names.
pub fn statement(statement: &Statement, now: Timestamp) -> Result<(), ContractError> {
    attributes(&statement.attributes)?;
    counts(&statement.classes)?;
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
    issue(statement.issued_at, now)?;
    expiry(statement.expires_at, now)
}

/// Each class once, and some of it.
fn counts(classes: &[ClassCount]) -> Result<(), ContractError> {
    let names: Vec<&str> = classes.iter().map(|one| one.class.as_str()).collect();
    distinct("classes", &names, up_to(MAX_CLASSES))?;
    for one in classes {
        within("count", one.count, 1, MAX_COUNT)?;
    }
    Ok(())
}

fn issue(issued_at: Timestamp, now: Timestamp) -> Result<(), ContractError> {
    let earliest = now.before(MAX_STATEMENT_AGE);
    ensure!(
        earliest <= issued_at && issued_at <= now,
        ContractError::IssuedAt {
            issued_at,
            earliest,
            now,
        }
    );
    Ok(())
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

fn up_to(max: usize) -> Bounds {
    Bounds { min: 0, max }
}

fn is_text(text: &str, max: usize, allowed: impl Fn(u8) -> bool) -> bool {
    !text.is_empty() && text.len() <= max && text.bytes().all(allowed)
}

/// `https://`, a name or an IPv4 address, a port if need be, and nothing behind. In its one spelling:
/// two providers are not at one host because they write it otherwise.
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
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let inner = |byte: u8| plain(byte) || byte == b'-';
    let is_label = |label: &str| {
        is_text(label, MAX_LABEL, inner) && !label.starts_with('-') && !label.ends_with('-')
    };
    host.split('.').all(is_label)
}

/// The port of `https` where none is named.
const DEFAULT_PORT: &str = "443";

/// Longest part of a host name between dots (RFC 1035).
const MAX_LABEL: usize = 63;

/// Digits without a leading zero or sign, 1 to 65535, and not the one that is meant without.
fn is_port(port: &str) -> bool {
    let digits = port.bytes().all(|byte| byte.is_ascii_digit());
    let number = digits && !port.starts_with('0') && port.parse::<u16>().is_ok();
    number && port != DEFAULT_PORT
}
