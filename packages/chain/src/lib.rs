//! the embedded chain: contracts as wasm or native code, with SDK gas
