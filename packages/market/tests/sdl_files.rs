//! Whole files against the answer expected of them: `NAME.yaml` beside `NAME.expected.json`.
//!
//! The project's own files are always checked. `TENDER_SDL_DIR` names a folder of further ones,
//! with the official parser's answers; a `disputed` answer is one where that parser is wrong.
#![cfg(feature = "sdl")]
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

use std::path::{Path, PathBuf};

use serde_json::{json, Value};
use tender_market::sdl;

fn answer(text: &str) -> Value {
    match sdl::parse(text) {
        Ok(parsed) => parsed.to_json(),
        Err(error) => error.to_json(),
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "yaml" || extension == "yml")
        })
        .collect();
    files.sort();
    files
}

fn expected(file: &Path) -> Value {
    let path = file.with_extension("expected.json");
    let text = std::fs::read_to_string(&path)
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[test]
fn own_files_give_the_answers_beside_them() {
    let files = files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sdl"));
    assert!(files.len() >= 8, "only {} files found", files.len());
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        assert_eq!(answer(&text), expected(&file), "{}", file.display());
    }
}

/// What the official answer says of ours: the same groups, or that both refuse.
fn disagreement(official: &Value, ours: &Value) -> Option<String> {
    if official["ok"] == json!(true) {
        let mut ours_groups = ours["groups"].clone();
        let mut official_groups = official["groups"].clone();
        if official["disputed"] == json!("vendor") {
            assert_ne!(
                ours_groups, official_groups,
                "the vendor is kept, so this cannot agree"
            );
            blank_gpu_attributes(&mut ours_groups);
            blank_gpu_attributes(&mut official_groups);
        }
        return (ours_groups != official_groups)
            .then(|| format!("official {official}\nours {ours}"));
    }
    ours.get("errors")
        .is_none()
        .then(|| format!("officially refused ({}), accepted here", official["error"]))
}

fn blank_gpu_attributes(groups: &mut Value) {
    for group in groups.as_array_mut().into_iter().flatten() {
        for resource in group["resources"].as_array_mut().into_iter().flatten() {
            resource["gpu"]["attributes"] = Value::Null;
        }
    }
}

#[test]
fn further_files_agree_with_the_official_answers() {
    let Some(folder) = std::env::var_os("TENDER_SDL_DIR") else {
        println!("TENDER_SDL_DIR is not set: only the project's own SDL files are checked");
        return;
    };
    let files = files(Path::new(&folder));
    assert!(!files.is_empty(), "TENDER_SDL_DIR has no YAML files");
    let mut wrong = Vec::new();
    for file in &files {
        let ours = match sdl::parse_bytes(&std::fs::read(file).unwrap()) {
            Ok(parsed) => parsed.to_json(),
            Err(error) => error.to_json(),
        };
        if let Some(why) = disagreement(&expected(file), &ours) {
            wrong.push(format!("{}: {why}", file.display()));
        }
    }
    println!(
        "{} of {} files agree",
        files.len() - wrong.len(),
        files.len()
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
