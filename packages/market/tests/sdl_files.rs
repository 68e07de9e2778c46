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
use tender_market::catalog::Catalog;
use tender_market::request::check_json;
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

/// MiB that hold so many bytes.
fn mib(bytes: u64) -> u64 {
    bytes.div_ceil(1 << 20)
}

/// What an order of a resource asks for, made of the official answer alone.
fn line(resource: &Value) -> Value {
    let mut memory = resource["memory_bytes"].as_u64().unwrap();
    let mut disk = 0;
    let mut volumes = vec![];
    for volume in resource["storage"].as_array().unwrap() {
        let bytes = volume["bytes"].as_u64().unwrap();
        let class = volume["class"].as_str().unwrap_or_default();
        if class == "ram" {
            memory += bytes;
        } else if volume["persistent"] == json!(true) {
            let classes = [("beta1", "hdd"), ("beta2", "ssd"), ("beta3", "nvme")];
            let kind = classes.iter().find(|(written, _)| *written == class);
            volumes.push(json!({"class": kind.map(|(_, kind)| kind), "mib": mib(bytes)}));
        } else {
            disk += bytes;
        }
    }
    json!({"replicas": resource["count"], "cpu_milli": resource["cpu_milli"],
        "memory_mib": mib(memory), "disk_mib": mib(disk), "volumes": volumes,
        "gpus_per_replica": resource["gpu"]["units"]})
}

/// Where the demands of a file differ from its groups, and models that the standard catalog does not
/// have.
fn demand_disagrees(groups: &Value, parsed: &sdl::Parsed) -> (Option<String>, Vec<String>) {
    let mut answer = check_json(parsed, Catalog::standard());
    let mut unknown = vec![];
    for (group, ours) in groups
        .as_array()
        .unwrap()
        .iter()
        .zip(answer["groups"].as_array_mut().unwrap())
    {
        let demand = &mut ours["demand"];
        let running = group["resources"].as_array().unwrap().iter();
        let running = running.filter(|resource| resource["count"] != json!(0));
        let expected: Vec<Value> = running.map(line).collect();
        let notes = demand["notes"].as_array().unwrap().iter();
        let notes = notes
            .filter_map(Value::as_str)
            .filter(|note| note.contains("the catalog"));
        let before = unknown.len();
        unknown.extend(notes.map(str::to_string));
        for line in demand["lines"].as_array_mut().unwrap() {
            let alternatives = line.as_object_mut().unwrap().remove("alternatives");
            let is_known = alternatives.is_some_and(|list| list != json!([]));
            let has_gpus = line["gpus_per_replica"] != json!(0);
            assert!(is_known == has_gpus || unknown.len() > before, "{line}");
        }
        if demand["lines"] != json!(expected) {
            return (
                Some(format!("expected {expected:?}, found {demand}")),
                unknown,
            );
        }
    }
    (None, unknown)
}

#[test]
fn own_files_are_ordered_as_they_are_written() {
    for file in files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sdl")) {
        let text = std::fs::read_to_string(&file).unwrap();
        if let Ok(parsed) = sdl::parse(&text) {
            let (wrong, _) = demand_disagrees(&expected(&file)["groups"], &parsed);
            assert_eq!(wrong, None, "{}", file.display());
        }
    }
}

/// Of each accepted file the demand is what the official parser reads, number by number.
#[test]
fn further_files_are_ordered_as_the_official_parser_reads_them() {
    let Some(folder) = std::env::var_os("TENDER_SDL_DIR") else {
        println!("TENDER_SDL_DIR is not set: only the project's own SDL files are ordered");
        return;
    };
    let (mut compared, mut wrong) = (0, vec![]);
    for file in files(Path::new(&folder)) {
        let official = expected(&file);
        let parsed = sdl::parse_bytes(&std::fs::read(&file).unwrap());
        if let (true, Ok(parsed)) = (official["ok"] == json!(true), parsed) {
            compared += 1;
            let (difference, unknown) = demand_disagrees(&official["groups"], &parsed);
            unknown
                .iter()
                .for_each(|note| println!("{}: {note}", file.display()));
            wrong.extend(difference.map(|why| format!("{}: {why}", file.display())));
        }
    }
    println!("{compared} files ordered, {} differ", wrong.len());
    assert!(compared > 0 && wrong.is_empty(), "{}", wrong.join("\n"));
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
