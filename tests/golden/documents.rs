//! JSON in documents is what the contracts read and answer: every block names a contract and a kind of
//! message, as in "```json escrow execute", and is read by the type itself, strictly. JSON that is of no
//! contract says so: "```json cosmos". The list of refusals is made from the code.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use cosmwasm_schema::serde::de::DeserializeOwned;
use cosmwasm_std::{from_json, Binary};
use cw20::Cw20QueryMsg;
use tender_guard::Message;
use tender_interfaces::{attestation, auction, bme, escrow, oracle, orderbook, token};
use tender_tests::files;
use tender_types::{AccountId, ProviderId};

/// A block of JSON in a document.
pub struct Block {
    /// File and line.
    pub place: String,
    /// What stands behind "json": a contract and a kind.
    pub kind: String,
    /// What stands in it.
    pub json: String,
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
        "cosmos" => serde_json::from_str::<serde_json::Value>(json)
            .map(|_| ())
            .map_err(|error| error.to_string()),
        "token instantiate" => read::<token::InstantiateMsg>(json),
        "token execute" => read::<token::ExecuteMsg>(json),
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
        "attestation register data" => read::<ProviderId>(json),
        "attestation add_classes data" => read::<attestation::AddClassesResponse>(json),
        "attestation add_attributes data" => read::<attestation::AddAttributesResponse>(json),
        "attestation remove_auditor data" => read::<attestation::RemoveAuditorResponse>(json),
        "attestation query" => read::<attestation::QueryMsg>(json),
        "orderbook instantiate" => read::<orderbook::InstantiateMsg>(json),
        "orderbook execute" => read::<orderbook::ExecuteMsg>(json),
        "orderbook way" => read::<orderbook::Way>(json),
        "orderbook offer data" => read::<orderbook::Changed>(json),
        "orderbook place_order data" => read::<orderbook::Placed>(json),
        "orderbook query" => read::<orderbook::QueryMsg>(json),
        "auction instantiate" => read::<auction::InstantiateMsg>(json),
        "auction execute" => read::<auction::ExecuteMsg>(json),
        "auction close data" => read::<auction::Closed>(json),
        "auction query" => read::<auction::QueryMsg>(json),
        "escrow instantiate" => read::<escrow::InstantiateMsg>(json),
        "escrow execute" => read::<escrow::ExecuteMsg>(json),
        "escrow receive" => read::<escrow::ReceiveMsg>(json),
        "escrow open_account data" => read::<AccountId>(json),
        "escrow query" => read::<escrow::QueryMsg>(json),
        other => Err(format!(
            "'{other}' is no kind of message: name one behind \"json\""
        )),
    };
    read.err().map(|error| format!("{place}: {error}"))
}

/// A block with a `msg` in base64 is followed by the message that it encodes.
#[test]
fn an_encoded_message_is_the_one_shown_below_it() {
    let blocks = blocks();
    let mut compared = 0;
    for (place, block) in blocks.iter().enumerate() {
        let json: serde_json::Value = serde_json::from_str(&block.json).expect("JSON");
        let Some(encoded) = json["send"]["msg"].as_str() else {
            continue;
        };
        let encoded = Binary::from_base64(encoded).expect("base64");
        let encoded: serde_json::Value = from_json(&encoded).expect("JSON in base64");
        let shown = blocks.get(place + 1);
        let shown = shown.filter(|next| next.kind.ends_with(" receive"));
        let shown = shown.unwrap_or_else(|| panic!("{}: no message below it", block.place));
        let shown: serde_json::Value = serde_json::from_str(&shown.json).expect("JSON");
        assert_eq!(encoded, shown, "{}", block.place);
        compared += 1;
    }
    assert!(compared >= 3, "only {compared} encoded messages were found");
}

/// JSON that stands in a line of text is read by no type, so where clients look there is none.
#[test]
fn messages_for_clients_are_in_blocks() {
    for file in ["docs/integrating.md", "docs/deploying.md"] {
        let text = fs::read_to_string(files::path(file)).expect("a document");
        for (number, line) in text.lines().enumerate() {
            let inline = line.contains("`{ \"") || line.contains("`{\"");
            assert!(!inline, "{file}:{}: {line}", number + 1);
        }
    }
}

/// Reads a message strictly, as a contract does.
fn read<T: DeserializeOwned>(json: &str) -> Result<(), String> {
    let message: Message = from_json(json).map_err(|error| error.to_string())?;
    message
        .read::<T>()
        .map(|_| ())
        .map_err(|error| error.to_string())
}

/// Every block in the documents, the READMEs among them.
pub fn blocks() -> Vec<Block> {
    let mut files = vec![];
    for folder in ["docs", "contracts", "packages"] {
        of_kind("md", &files::path(folder), &mut files);
    }
    let beside = [
        "README.md",
        "SECURITY.md",
        "CONTRIBUTING.md",
        "CHANGELOG.md",
    ];
    files.extend(beside.map(files::path));
    files.iter().flat_map(|file| blocks_of(file)).collect()
}

/// Files whose names end so, in a folder and below.
fn of_kind(extension: &str, folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            of_kind(extension, &path, found);
        } else if path.extension().is_some_and(|is| is == extension) {
            found.push(path);
        }
    }
}

fn blocks_of(file: &Path) -> Vec<Block> {
    let text = fs::read_to_string(file).expect("a document");
    let mut blocks = vec![];
    let mut open: Option<Block> = None;
    for (number, line) in text.lines().enumerate() {
        match (&mut open, line.trim_start().strip_prefix("```json")) {
            (None, Some(kind)) => {
                open = Some(Block {
                    place: format!("{}:{}", file.display(), number + 1),
                    kind: kind.trim().to_string(),
                    json: String::new(),
                });
            }
            (Some(_), _) if line.trim() == "```" => blocks.extend(open.take()),
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

/// Where refusals are written: the prefix of their codes, and the file.
const REFUSALS: [(&str, &str); 11] = [
    ("orderbook", "contracts/orderbook/src/error.rs"),
    ("auction", "contracts/auction/src/error.rs"),
    ("escrow", "contracts/escrow/src/error.rs"),
    ("attestation", "contracts/attestation/src/error.rs"),
    ("bme", "contracts/bme/src/error.rs"),
    ("oracle", "contracts/oracle/src/error.rs"),
    ("token", "contracts/token/src/error.rs"),
    ("guard", "packages/guard/src/lib.rs"),
    ("demand", "packages/market/src/resolve.rs"),
    ("math", "packages/math/src/lib.rs"),
    ("storage", "packages/storage/src/map.rs"),
];

#[test]
fn the_document_lists_every_code() {
    let mut text = String::from(ERRORS);
    for (prefix, file) in REFUSALS {
        write!(text, "\n## `{prefix}/`\n\nFrom [{file}](../{file}).\n\n").expect("text");
        text.push_str("| code | text |\n| --- | --- |\n");
        let code = fs::read_to_string(files::path(file)).expect("a source");
        let refusals = refusals(&code, prefix);
        assert!(!refusals.is_empty(), "{file} has no refusals");
        for (code, sentence) in refusals {
            writeln!(text, "| `{code}` | {sentence} |").expect("text");
        }
    }
    files::committed("docs/errors.md", &text);
}

/// A code that is written anywhere else would be missing in the document.
#[test]
fn every_code_is_written_where_refusals_are() {
    let mut sources = vec![];
    for folder in ["contracts", "packages"] {
        for each in fs::read_dir(files::path(folder)).expect("a folder") {
            let source = each.expect("an entry").path().join("src");
            if source.is_dir() {
                of_kind("rs", &source, &mut sources);
            }
        }
    }
    let listed: Vec<PathBuf> = REFUSALS.map(|(_, file)| files::path(file)).into();
    let mut found = BTreeMap::new();
    for source in sources {
        let text = fs::read_to_string(&source).expect("a source");
        let codes = REFUSALS
            .iter()
            .flat_map(|(prefix, _)| refusals(&text, prefix));
        let codes: Vec<String> = codes.map(|(code, _)| code).collect();
        let listed = listed
            .iter()
            .any(|file| file.canonicalize().ok() == source.canonicalize().ok());
        if !listed && !codes.is_empty() {
            found.insert(source, codes);
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}

/// Each code of `prefix` in a source, with its text.
fn refusals(source: &str, prefix: &str) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    // A text that goes on in the next line ends with a backslash in its first.
    let mut joined = String::new();
    for line in source.lines() {
        match line.strip_suffix('\\') {
            Some(begun) => joined.push_str(begun.trim_start()),
            None => joined = joined + line.trim_start() + "\n",
        }
    }
    for line in joined.lines() {
        let literal = line.trim_start().trim_start_matches("#[error(");
        let Some(literal) = literal.strip_prefix('"') else {
            continue;
        };
        let literal = literal.replace("\\\"", "\u{1}");
        let text = literal.split('"').next().unwrap_or_default();
        let Some((code, sentence)) = text.split_once(": ") else {
            continue;
        };
        if code.starts_with(&format!("{prefix}/")) {
            let sentence = sentence.replace('\u{1}', "\"").replace('|', "\\|");
            let texts: &mut String = found.entry(code.to_string()).or_default();
            if !texts.is_empty() {
                texts.push_str("<br>");
            }
            let fence = if sentence.contains('`') { "``" } else { "`" };
            write!(texts, "{fence}{sentence}{fence}").expect("text");
        }
    }
    found
}

const ERRORS: &str = "\
# Errors

Generated by `scripts/update-generated` from the errors in the code; a test fails when it is not current. A code keeps
its name; the text behind it may change. A name in braces stands for what was found or expected.
";
