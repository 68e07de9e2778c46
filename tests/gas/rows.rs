//! The byte table: what each kind of row weighs.

use std::collections::BTreeMap;
use std::fmt::Write;

use tender_testkit::{Contract, World};

/// Bytes the chain puts before every key of a contract: its prefix and the contract's address.
const CHAIN_PREFIX: usize = 33;

#[derive(Default)]
struct Kind {
    rows: usize,
    key: usize,
    value: usize,
}

/// A Markdown table of the rows in `world`, by contract and prefix.
pub fn table(world: &World) -> String {
    let mut text = String::from(
        "| contract | prefix | rows | key | value | read | write |\n\
         | --- | --- | --- | --- | --- | --- | --- |\n",
    );
    for contract in Contract::ALL
        .into_iter()
        .filter(|each| *each != Contract::Token)
    {
        for (prefix, kind) in kinds(world, contract) {
            let (key, value) = (kind.key / kind.rows, kind.value / kind.rows);
            let bytes = CHAIN_PREFIX + key + value;
            writeln!(
                text,
                "| {} | `{prefix}` | {} | {key} | {value} | {} | {} |",
                contract.name(),
                kind.rows,
                1_000 + 3 * bytes,
                2_000 + 30 * bytes,
            )
            .unwrap();
        }
    }
    text
}

/// Rows by prefix: one letter, or the namespace of `cw-storage-plus` behind its length.
fn kinds(world: &World, contract: Contract) -> BTreeMap<String, Kind> {
    let mut kinds: BTreeMap<String, Kind> = BTreeMap::new();
    for (key, value) in world.chain.dump(world.at.of(contract)) {
        let prefix = match key.as_slice() {
            [0, length, rest @ ..] => rest[..usize::from(*length)].to_vec(),
            b"contract_info" => key.clone(),
            [letter, ..] => vec![*letter],
            [] => vec![],
        };
        let kind = kinds
            .entry(String::from_utf8_lossy(&prefix).into_owned())
            .or_default();
        kind.rows += 1;
        kind.key += key.len();
        kind.value += value.len();
    }
    kinds
}
