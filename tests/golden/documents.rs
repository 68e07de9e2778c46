//! JSON in documents is what the contracts read: every block that names a contract and a kind of
//! message, as in "```json escrow execute", is read by the type itself, strictly.

use std::fs;
use std::path::{Path, PathBuf};

use cosmwasm_schema::serde::de::DeserializeOwned;
use cosmwasm_std::from_json;
use cw20::{Cw20ExecuteMsg, Cw20QueryMsg};
use tender_guard::Message;
use tender_interfaces::{attestation, auction, bme, escrow, oracle, orderbook};
use tender_tests::files;

/// A block of JSON in a document.
struct Block {
    /// File and line.
    place: String,
    /// What stands behind "json": a contract and a kind, or nothing.
    kind: String,
    json: String,
}

#[test]
fn every_example_is_read_by_the_type_it_is_an_example_of() {
    let blocks = blocks();
    assert!(
        blocks.len() > 20,
        "only {} examples were found",
        blocks.len()
    );
    let wrong: Vec<String> = blocks.iter().filter_map(fault).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn fault(block: &Block) -> Option<String> {
    let Block { place, kind, json } = block;
    let read = match kind.as_str() {
        "" => serde_json::from_str::<serde_json::Value>(json)
            .map(|_| ())
            .map_err(|error| error.to_string()),
        "token execute" => read::<Cw20ExecuteMsg>(json),
        "token query" => read::<Cw20QueryMsg>(json),
        "oracle instantiate" => read::<oracle::InstantiateMsg>(json),
        "oracle execute" => read::<oracle::ExecuteMsg>(json),
        "oracle query" => read::<oracle::QueryMsg>(json),
        "bme instantiate" => read::<bme::InstantiateMsg>(json),
        "bme execute" => read::<bme::ExecuteMsg>(json),
        "bme receive" => read::<bme::ReceiveMsg>(json),
        "bme query" => read::<bme::QueryMsg>(json),
        "attestation instantiate" => read::<attestation::InstantiateMsg>(json),
        "attestation execute" => read::<attestation::ExecuteMsg>(json),
        "attestation receive" => read::<attestation::ReceiveMsg>(json),
        "attestation query" => read::<attestation::QueryMsg>(json),
        "orderbook instantiate" => read::<orderbook::InstantiateMsg>(json),
        "orderbook execute" => read::<orderbook::ExecuteMsg>(json),
        "orderbook query" => read::<orderbook::QueryMsg>(json),
        "auction instantiate" => read::<auction::InstantiateMsg>(json),
        "auction execute" => read::<auction::ExecuteMsg>(json),
        "auction query" => read::<auction::QueryMsg>(json),
        "escrow instantiate" => read::<escrow::InstantiateMsg>(json),
        "escrow execute" => read::<escrow::ExecuteMsg>(json),
        "escrow receive" => read::<escrow::ReceiveMsg>(json),
        "escrow query" => read::<escrow::QueryMsg>(json),
        other => Err(format!("'{other}' is no kind of message")),
    };
    read.err().map(|error| format!("{place}: {error}"))
}

fn read<T: DeserializeOwned>(json: &str) -> Result<(), String> {
    let message: Message = from_json(json).map_err(|error| error.to_string())?;
    message
        .read::<T>()
        .map(|_| ())
        .map_err(|error| error.to_string())
}

/// Every block in the documents, the READMEs among them.
fn blocks() -> Vec<Block> {
    let mut files = vec![];
    for folder in ["docs", "contracts", "packages"] {
        documents(&files::path(folder), &mut files);
    }
    files.push(files::path("README.md"));
    files.iter().flat_map(|file| blocks_of(file)).collect()
}

fn documents(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder of documents") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            documents(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "md") {
            found.push(path);
        }
    }
}

fn blocks_of(file: &Path) -> Vec<Block> {
    let text = fs::read_to_string(file).expect("a document");
    let mut blocks = vec![];
    let mut open: Option<Block> = None;
    for (number, line) in text.lines().enumerate() {
        match (&mut open, line.strip_prefix("```json")) {
            (None, Some(kind)) => {
                open = Some(Block {
                    place: format!("{}:{}", file.display(), number + 1),
                    kind: kind.trim().to_string(),
                    json: String::new(),
                });
            }
            (Some(_), _) if line == "```" => blocks.extend(open.take()),
            (Some(block), _) => {
                block.json.push_str(line);
                block.json.push('\n');
            }
            (None, None) => {}
        }
    }
    blocks
}

/// The limits that clients are told to send with, beside what the artifacts cost.
#[test]
fn gas_limits_cover_what_jobs_cost() {
    let figures = fs::read_to_string(files::path("artifacts/gas.json")).expect("the figures");
    let figures: serde_json::Value = serde_json::from_str(&figures).expect("figures are JSON");
    let text = fs::read_to_string(files::path("docs/integrating.md")).expect("a document");
    let limit_of = |case: &str, leases: u64, place: usize| {
        let row = text.lines().find(|line| line.contains(case));
        let cells: Vec<&str> = row.expect("a row").split('|').map(str::trim).collect();
        let number = |cell: &str| cell.replace(' ', "").parse::<u64>().expect("a number");
        number(cells[place]) + (leases - 1) * number(cells[4])
    };
    for (case, leases) in [
        ("withdraw_lease", 1),
        ("withdraw_fifty", 50),
        ("close_lease", 1),
        ("close_nine", 9),
    ] {
        for (kind, place) in [("pinned", 2), ("unpinned", 3)] {
            let cost = figures["cases"][case][kind].as_u64().expect("gas");
            let limit = limit_of(&format!("`{case}`"), leases, place);
            assert!(
                limit >= cost + cost / 20,
                "{case}, {kind}: a limit of {limit} for {cost}"
            );
        }
    }
}
