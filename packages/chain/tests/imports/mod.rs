//! Which files of a package name which. `packages/market`, `packages/testkit` and `packages/cli` read
//! this file too: it looks at the package whose test it is in.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Modules by path (`store::rows`), each with the modules that it names.
pub type Imports = BTreeMap<String, BTreeSet<String>>;

/// They stand above all other files.
const ROOTS: [&str; 2] = ["lib.rs", "main.rs"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// The files of `src`, relative to it.
pub fn files() -> Vec<PathBuf> {
    let root = root();
    let mut found = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.push(path.strip_prefix(&root).unwrap().to_path_buf());
            }
        }
    }
    found
}

/// The lines of a file's code: no comments, no unit tests.
fn lines(file: &Path) -> Vec<String> {
    let text = fs::read_to_string(root().join(file)).unwrap();
    let text = text.split("#[cfg(test)]\nmod").next().unwrap();
    let lines = text.lines().map(str::trim);
    let lines = lines.filter(|line| !line.starts_with("//"));
    lines.map(str::to_string).collect()
}

/// The code of a file, without spaces.
pub fn code(file: &Path) -> String {
    let lines = lines(file);
    lines
        .iter()
        .flat_map(|line| line.split_whitespace())
        .collect()
}

/// The path of a file's module; the face of a folder has the folder's.
fn module(file: &Path) -> Vec<String> {
    let path = file.with_extension("");
    let mut parts: Vec<String> = path
        .iter()
        .map(|part| part.to_str().unwrap().to_string())
        .collect();
    if parts.last().is_some_and(|last| last == "mod") {
        parts.pop();
    }
    parts
}

/// Modules that a file declares.
fn children(file: &Path) -> Vec<String> {
    let own = module(file);
    let declared = lines(file).into_iter().filter_map(|line| {
        let (visibility, name) = line.strip_suffix(';')?.split_once("mod ")?;
        let visible = visibility.is_empty() || visibility.starts_with("pub");
        visible.then(|| format!("{}::{name}", own.join("::")))
    });
    declared.collect()
}

/// Every path that starts with `crate::` or `super::`, from the root, trees of imports taken apart.
fn paths(file: &Path) -> Vec<String> {
    let code = code(file);
    let whole = code.split("crate::").skip(1).flat_map(expand);
    let mut found: Vec<String> = whole.collect();
    let mut above = module(file);
    above.pop();
    let mut rest = code.as_str();
    while let Some((_, path)) = rest.split_once("super::") {
        let mut from = above.clone();
        let mut path = path;
        while let Some(higher) = path.strip_prefix("super::") {
            from.pop();
            path = higher;
        }
        let from = from.iter().map(|part| format!("{part}::"));
        let from: String = from.collect();
        found.extend(expand(path).into_iter().map(|path| format!("{from}{path}")));
        rest = path;
    }
    found
}

/// `a::{b, c::d}…` is `a::b` and `a::c::d`.
pub fn expand(tree: &str) -> Vec<String> {
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

/// What every file names.
pub fn imports() -> Imports {
    let files = files();
    let modules = files.iter().map(|file| module(file).join("::"));
    let modules: BTreeSet<String> = modules.collect();
    let named = |file: &PathBuf| {
        let paths = paths(file);
        let targets = paths.iter().map(|path| resolve(path, &modules, file));
        let targets = targets.chain(children(file)).collect();
        (module(file).join("::"), targets)
    };
    let inner = files
        .iter()
        .filter(|file| ROOTS.iter().all(|root| *file != Path::new(root)));
    inner.map(named).collect()
}

/// The module of a path. A path that ends in no file would hide an arrow.
fn resolve(path: &str, modules: &BTreeSet<String>, file: &Path) -> String {
    let parts: Vec<&str> = path.split("::").collect();
    let prefixes = (1..=parts.len()).rev().map(|end| parts[..end].join("::"));
    let mut found = prefixes.filter(|prefix| modules.contains(prefix));
    let missing = || panic!("{}: {path} is in no file", file.display());
    found.next().unwrap_or_else(missing)
}

/// Takes away what names nothing that is left, and what nothing left names, until only circles are.
pub fn assert_no_circle() {
    let mut left = imports();
    assert!(left.len() > 10, "these are not all files: {left:?}");
    loop {
        let before = left.len();
        let names: BTreeSet<String> = left.keys().cloned().collect();
        let named: BTreeSet<String> = left.values().flatten().cloned().collect();
        left.retain(|module, targets| named.contains(module) && !targets.is_disjoint(&names));
        if left.len() == before {
            break;
        }
    }
    assert!(left.is_empty(), "in a circle: {left:#?}");
}
