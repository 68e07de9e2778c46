//! The corpus of the fuzz targets, replayed: what a fuzzer found once is found by every test run.

use std::fs;

use tender_tests::files;

fn replay(target: &str, feed: fn(&[u8])) {
    let folder = files::path(&format!("fuzz/corpus/{target}"));
    let inputs = fs::read_dir(&folder).expect("every target has a corpus");
    let mut replayed = 0;
    for input in inputs {
        let path = input.expect("an input").path();
        feed(&fs::read(&path).expect("an input is readable"));
        replayed += 1;
    }
    assert!(replayed >= 10, "{target} has only {replayed} inputs");
}

#[test]
fn any_file_gives_an_answer() {
    replay("sdl", tender_fuzz::sdl);
}

#[test]
fn any_bytes_are_refused_or_are_the_one_encoding_of_a_row() {
    replay("rows", tender_fuzz::rows);
}

#[test]
fn signed_bytes_say_everything_of_a_statement() {
    replay("statement", tender_fuzz::statement);
}
