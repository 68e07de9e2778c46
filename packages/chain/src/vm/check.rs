//! Whether a chain would accept a wasm file as a contract.

use std::collections::{BTreeSet, HashSet};

use cosmwasm_vm::internals::{check_wasm, Logger};
use cosmwasm_vm::WasmLimits;
use sha2::{Digest, Sha256};
use wasmer::wasmparser::{
    BinaryReaderError, ExternalKind, Parser, Payload, Validator, WasmFeatures,
};

use crate::modules::error::ChainError;

/// The capabilities that a contract of ours may ask of a chain. They are fewer than wasmd v0.61
/// offers, because each `cosmwasm_2_x` shuts out older chains.
pub const CAPABILITIES: [&str; 8] = [
    "iterator",
    "staking",
    "stargate",
    "cosmwasm_1_1",
    "cosmwasm_1_2",
    "cosmwasm_1_3",
    "cosmwasm_1_4",
    "cosmwasm_2_0",
];

/// What the embedded chain offers beyond [`CAPABILITIES`], as wasmd v0.61 does: it verifies secp256r1.
pub(crate) const OFFERED: [&str; 1] = ["cosmwasm_2_1"];

/// The largest upload that a chain takes, in bytes: `MaxWasmSize` of wasmd.
pub const MAX_WASM_SIZE: usize = 800 * 1024;

/// Exported functions with this prefix name a capability the contract needs.
const REQUIRES: &str = "requires_";

/// What a valid contract file says about itself.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Report {
    /// The file has so many bytes.
    pub size: usize,
    /// Chains know the code by this checksum: SHA-256 in hexadecimal.
    pub checksum: String,
    /// The chain must have these capabilities.
    pub capabilities: BTreeSet<String>,
    /// The file exports these functions: entry points and helpers.
    pub exports: BTreeSet<String>,
}

/// Checks a file by the rules of a CosmWasm 2.x chain with [`CAPABILITIES`].
///
/// Only operations that every VM of the 2.x and 3.x lines runs are allowed. The VM here is 3.0's,
/// which checks all that 2.3's does, but for reference types, which are refused beforehand.
///
/// # Errors
/// Fails with [`ChainError::InvalidWasm`], which says which rule is broken: size, operations, memory,
/// imports, exports or capabilities.
pub fn check(wasm: &[u8]) -> Result<Report, ChainError> {
    check_with(wasm, &CAPABILITIES)
}

/// Checks a file as [`check`] does, for a chain with other capabilities.
///
/// # Errors
/// Fails with [`ChainError::InvalidWasm`], as [`check`] does.
pub fn check_with(wasm: &[u8], capabilities: &[&str]) -> Result<Report, ChainError> {
    if wasm.len() > MAX_WASM_SIZE {
        let size = wasm.len();
        let reason = format!("{size} bytes, a chain takes at most {MAX_WASM_SIZE}");
        return Err(ChainError::InvalidWasm(reason));
    }
    let available: HashSet<String> = capabilities.iter().map(ToString::to_string).collect();
    check_operations(wasm)?;
    check_wasm(wasm, &available, &WasmLimits::default(), Logger::Off).map_err(invalid)?;
    let exports = exported_functions(wasm).map_err(malformed)?;
    let required: BTreeSet<String> = exports
        .iter()
        .filter_map(|name| name.strip_prefix(REQUIRES))
        .map(String::from)
        .collect();
    Ok(Report {
        size: wasm.len(),
        checksum: cosmwasm_std::to_hex(Sha256::digest(wasm)),
        capabilities: required,
        exports,
    })
}

/// WebAssembly 1.0 with exported mutable globals is what every VM of the 2.x and 3.x lines runs.
/// Later ones also take sign extension and saturating conversions, none takes bulk memory.
fn check_operations(wasm: &[u8]) -> Result<(), ChainError> {
    let features = WasmFeatures::MUTABLE_GLOBAL | WasmFeatures::FLOATS;
    Validator::new_with_features(features)
        .validate_all(wasm)
        .map(|_| ())
        .map_err(malformed)
}

fn exported_functions(wasm: &[u8]) -> Result<BTreeSet<String>, BinaryReaderError> {
    let mut names = BTreeSet::new();
    for payload in Parser::new(0).parse_all(wasm) {
        let Payload::ExportSection(exports) = payload? else {
            continue;
        };
        for export in exports {
            let export = export?;
            if export.kind == ExternalKind::Func {
                names.insert(export.name.to_string());
            }
        }
    }
    Ok(names)
}

fn malformed(error: BinaryReaderError) -> ChainError {
    ChainError::InvalidWasm(error.to_string())
}

fn invalid(error: cosmwasm_vm::VmError) -> ChainError {
    ChainError::InvalidWasm(error.to_string())
}
