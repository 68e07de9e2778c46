//! Files that tests compare with what the code says, and write anew when asked to.

use std::path::PathBuf;

/// A file of the repository.
pub fn path(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("..")
        .join(path)
}

/// Compares `text` with the committed file at `path`, or writes the file when `TENDER_UPDATE` is set.
#[track_caller]
pub fn committed(file: &str, text: &str) {
    let place = path(file);
    if std::env::var_os("TENDER_UPDATE").is_some() {
        let folder = place.parent().expect("a file is in a folder");
        std::fs::create_dir_all(folder).expect("the folder can be made");
        std::fs::write(&place, text).expect("the file can be written");
        return;
    }
    let found = std::fs::read_to_string(&place).unwrap_or_default();
    let differs = |(old, new): &(&str, &str)| old != new;
    let first = found.lines().zip(text.lines()).find(differs);
    assert!(
        found == text,
        "{file} is not what the code says ({} lines for {}, first difference {first:?}): run \
         scripts/update-generated and read what changed",
        text.lines().count(),
        found.lines().count(),
    );
}
