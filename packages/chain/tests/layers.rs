//! The layers of this crate: what a file names is in its own layer or below, and nothing that is
//! needed needs its user.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    clippy::panic,
    clippy::indexing_slicing
)]

mod imports;

use std::fs;
use std::path::{Path, PathBuf};

use imports::{code, expand, files, imports};

/// Folders of `src` from the ground up. `lib.rs` stands above them all.
const LAYERS: [&str; 5] = ["encoding", "store", "modules", "vm", "app"];

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

#[test]
fn no_file_needs_one_that_needs_it() {
    imports::assert_no_circle();
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
