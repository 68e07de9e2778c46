//! The layers of this crate: what a file names is in its own layer or below, and nothing that is
//! needed needs its user.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    clippy::panic,
    clippy::indexing_slicing
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Folders of `src` from the ground up. `lib.rs` stands above them all.
const LAYERS: [&str; 5] = ["encoding", "store", "modules", "vm", "app"];

/// Modules by path (`store::rows`), each with the modules that it names.
type Imports = BTreeMap<String, BTreeSet<String>>;

/// The files of `src`, relative to it.
fn files() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            match path.is_dir() {
                true => folders.push(path),
                false => found.push(path.strip_prefix(&root).unwrap().to_path_buf()),
            }
        }
    }
    found
}

/// The code of a file: no comments, no spaces, no unit tests.
fn code(file: &Path) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(file);
    let text = fs::read_to_string(path).unwrap();
    let text = text.split("#[cfg(test)]").next().unwrap();
    let lines = text
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"));
    lines.flat_map(str::split_whitespace).collect()
}

fn module(file: &Path) -> String {
    let path = file.with_extension("");
    let parts: Vec<&str> = path.iter().map(|part| part.to_str().unwrap()).collect();
    parts.join("::")
}

/// Every path that follows `crate::`, trees of imports taken apart.
fn paths(code: &str) -> Vec<String> {
    code.split("crate::").skip(1).flat_map(expand).collect()
}

/// `a::{b, c::d}…` is `a::b` and `a::c::d`.
fn expand(tree: &str) -> Vec<String> {
    let is_path = |c: char| c.is_alphanumeric() || c == '_' || c == ':';
    let end = tree.find(|c| !is_path(c)).unwrap_or(tree.len());
    let (head, rest) = tree.split_at(end);
    match rest.strip_prefix('{') {
        Some(branches) if head.is_empty() || head.ends_with("::") => split(branches)
            .iter()
            .flat_map(|branch| expand(branch))
            .map(|branch| format!("{head}{branch}"))
            .collect(),
        _ => vec![head.to_string()],
    }
}

/// What stands between the commas of a brace that was opened.
fn split(branches: &str) -> Vec<String> {
    let (mut parts, mut depth) = (vec![String::new()], 0);
    for c in branches.chars() {
        match c {
            '}' if depth == 0 => break,
            ',' if depth == 0 => parts.push(String::new()),
            c => {
                match c {
                    '{' => depth += 1,
                    '}' => depth -= 1,
                    _ => {}
                }
                parts.last_mut().unwrap().push(c);
            }
        }
    }
    parts.retain(|part| !part.is_empty());
    parts
}

fn imports() -> Imports {
    let files = files();
    let modules: BTreeSet<String> = files.iter().map(|file| module(file)).collect();
    let named = |file: &PathBuf| {
        let paths = paths(&code(file));
        let targets = paths.iter().map(|path| resolve(path, &modules, file));
        (module(file), targets.collect())
    };
    files
        .iter()
        .filter(|file| **file != Path::new("lib.rs"))
        .map(named)
        .collect()
}

/// The module of a path. A path that ends in no file would hide an arrow.
fn resolve(path: &str, modules: &BTreeSet<String>, file: &Path) -> String {
    let parts: Vec<&str> = path.split("::").collect();
    let prefixes = (1..=parts.len()).rev().map(|end| parts[..end].join("::"));
    let mut found = prefixes.filter(|prefix| modules.contains(prefix));
    let missing = || panic!("{}: crate::{path} is in no file", file.display());
    found.next().unwrap_or_else(missing)
}

fn layer(module: &str) -> usize {
    let folder = module.split("::").next();
    let place = LAYERS.iter().position(|layer| Some(*layer) == folder);
    place.unwrap_or_else(|| panic!("{module} is in no layer"))
}

#[test]
fn no_layer_names_a_higher_one() {
    for (module, targets) in imports() {
        for target in targets {
            assert!(
                layer(&target) <= layer(&module),
                "{module} names {target}, which is in a higher layer"
            );
        }
    }
}

/// Takes away what names nothing that is left, and what nothing left names, until only circles are.
#[test]
fn no_file_needs_one_that_needs_it() {
    let mut left = imports();
    loop {
        let before = left.len();
        let names: BTreeSet<String> = left.keys().cloned().collect();
        let named: BTreeSet<String> = left.values().flatten().cloned().collect();
        left.retain(|module, targets| named.contains(module) && !targets.is_disjoint(&names));
        if left.len() == before {
            break;
        }
    }
    let circle: Vec<_> = left.into_keys().collect();
    assert!(circle.is_empty(), "in a circle: {circle:?}");
}

/// What keeps the two tests above from being blind: relative paths and faces of folders.
#[test]
fn files_are_named_by_their_whole_path() {
    for file in files() {
        let code = code(&file);
        assert!(!code.contains("super::"), "{}", file.display());
        assert!(!code.contains("self::"), "{}", file.display());
        if file.ends_with("mod.rs") {
            assert!(
                !code.contains("use"),
                "{} only lists its files",
                file.display()
            );
        }
    }
    let imports = imports();
    assert!(imports["modules::bank"].contains("modules::auth"));
    assert!(imports["app::chain"].contains("vm::native"));
    let tree = "store::{gas::{self,Cost},rows::Rows};fn";
    let expected = ["store::gas::self", "store::gas::Cost", "store::rows::Rows"];
    assert_eq!(expand(tree), expected);
}

#[test]
fn the_file_map_lists_every_file() {
    let readme = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let readme = fs::read_to_string(readme).unwrap();
    let faces = [Path::new("mod.rs"), Path::new("lib.rs")];
    let is_face = |file: &PathBuf| faces.iter().any(|face| file.ends_with(face));
    for file in files().iter().filter(|file| !is_face(file)) {
        let link = format!("(src/{})", file.display());
        assert!(readme.contains(&link), "README.md does not link {link}");
    }
}
