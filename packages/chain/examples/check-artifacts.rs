//! Says of each wasm file whether a chain would take it, and exits 1 if one is refused.
//! `cargo run --release -p tender-chain --features vm --example check-artifacts -- artifacts/*.wasm`

use std::process::ExitCode;

use tender_chain::{check_with, Report, CAPABILITIES};

/// Without `migrate`, a contract could never be mended.
const ENTRY_POINTS: [&str; 4] = ["instantiate", "execute", "query", "migrate"];

fn main() -> ExitCode {
    let files: Vec<String> = std::env::args().skip(1).collect();
    if files.is_empty() {
        eprintln!("name the wasm files to check, for instance artifacts/*.wasm");
        return ExitCode::from(2);
    }
    let refused = files.iter().filter(|file| !accepted(file)).count();
    ExitCode::from(u8::from(refused > 0))
}

fn accepted(file: &str) -> bool {
    match inspect(file) {
        Ok(report) => {
            let needs: Vec<String> = report.capabilities.into_iter().collect();
            println!(
                "{file}: {} bytes, needs [{}]",
                report.size,
                needs.join(", ")
            );
            true
        }
        Err(reason) => {
            eprintln!("{file}: {reason}");
            false
        }
    }
}

fn inspect(file: &str) -> Result<Report, String> {
    let wasm = std::fs::read(file).map_err(|error| error.to_string())?;
    let mut capabilities = CAPABILITIES.to_vec();
    if file.ends_with("_r1.wasm") {
        // Its chain verifies secp256r1.
        capabilities.push("cosmwasm_2_1");
    }
    let report = check_with(&wasm, &capabilities).map_err(|error| error.to_string())?;
    let missing = ENTRY_POINTS
        .into_iter()
        .find(|entry| !report.exports.contains(*entry));
    match missing {
        Some(entry) => Err(format!("entry point {entry} is missing")),
        None => Ok(report),
    }
}
