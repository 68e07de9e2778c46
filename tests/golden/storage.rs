//! The keys of every contract's rows in a small busy market: one letter or namespace, then the
//! fields. Known addresses are given by name.

use std::fmt::Write;

use cosmwasm_std::Api;
use tender_testkit::{Contract, Native, World};
use tender_tests::busy::{self, HOLDERS};
use tender_tests::files::committed;

/// Accounts with rows of their own that hold nothing.
const OTHERS: [&str; 6] = ["auguste", "fay", "fin", "flo", "guard", "deployer"];

#[test]
fn every_row_is_where_it_was() {
    let world = busy::market(&Native);
    let names = Names::of(&world);
    for contract in Contract::ALL {
        let mut text = String::new();
        for (key, value) in world.chain.dump(world.at.of(contract)) {
            writeln!(text, "{}  {}", names.key(&key), form(&value)).unwrap();
        }
        committed(
            &format!("tests/golden/files/storage/{}.txt", contract.name()),
            &text,
        );
    }
}

/// A letter names one kind of row: no contract has rows of two forms under it.
#[test]
fn rows_of_a_letter_have_one_form() {
    let world = busy::market(&Native);
    for contract in Contract::ALL {
        let rows = world.chain.dump(world.at.of(contract));
        let lettered = rows
            .iter()
            .filter(|(key, _)| key[0] != 0 && *key != b"contract_info");
        let mut forms: Vec<(u8, String)> = lettered.map(|(key, row)| (key[0], form(row))).collect();
        forms.dedup();
        let letters = forms.len();
        forms.dedup_by_key(|(letter, _)| *letter);
        assert_eq!(forms.len(), letters, "{}: {forms:?}", contract.name());
    }
}

/// How a row is written: packed rows start with their version.
fn form(value: &[u8]) -> String {
    match value.first() {
        Some(b'{' | b'"' | b'[') => "json".to_string(),
        Some(version) => format!("packed v{version}"),
        None => "empty".to_string(),
    }
}

/// Canonical addresses and what to call them.
struct Names(Vec<(Vec<u8>, String)>);

impl Names {
    fn of(world: &World) -> Self {
        let api = world.chain.api();
        let people = HOLDERS.iter().chain(&OTHERS);
        let people = people.map(|name| ((*name).to_string(), world.addr(name)));
        let contracts = Contract::ALL.into_iter();
        let contracts = contracts.map(|each| (each.name().to_string(), world.at.of(each).clone()));
        let canonical = people.chain(contracts).flat_map(|(name, addr)| {
            let bytes = api.addr_canonicalize(addr.as_str()).unwrap();
            // cw20-base keeps addresses as text.
            [
                (bytes.to_vec(), name.clone()),
                (addr.as_bytes().to_vec(), name),
            ]
        });
        Self(canonical.collect())
    }

    fn key(&self, key: &[u8]) -> String {
        match key {
            [0, length, rest @ ..] => {
                let (namespace, fields) = rest.split_at(usize::from(*length));
                format!(
                    "{}:{}",
                    String::from_utf8_lossy(namespace),
                    self.fields(fields)
                )
            }
            text if text.len() > 1
                && text
                    .iter()
                    .all(|byte| byte.is_ascii_lowercase() || *byte == b'_') =>
            {
                String::from_utf8_lossy(text).into_owned()
            }
            [letter] => char::from(*letter).to_string(),
            [letter, fields @ ..] => format!("{} {}", char::from(*letter), self.fields(fields)),
            [] => String::new(),
        }
    }

    /// Hex, with addresses and names in place of their bytes.
    fn fields(&self, mut bytes: &[u8]) -> String {
        let printable = |byte: &u8| byte.is_ascii_graphic();
        let known = |bytes: &[u8]| {
            self.0
                .iter()
                .find(|(addr, _)| bytes.starts_with(addr))
                .cloned()
        };
        let mut text = String::new();
        while let Some((first, rest)) = bytes.split_first() {
            if let Some((addr, name)) = known(bytes) {
                write!(text, "<{name}>").unwrap();
                bytes = &bytes[addr.len()..];
            } else if bytes.len() > 3 && bytes.iter().all(printable) {
                write!(text, "\"{}\"", String::from_utf8_lossy(bytes)).unwrap();
                bytes = &[];
            } else {
                write!(text, "{first:02x}").unwrap();
                bytes = rest;
            }
        }
        text
    }
}
