//! Layer 4: what runs contract code: native code in Rust, and wasm in the VM that chains use.

#[cfg(feature = "vm")]
pub(crate) mod backend;
#[cfg(feature = "vm")]
pub(crate) mod check;
pub(crate) mod native;
#[cfg(all(feature = "vm", target_arch = "x86_64"))]
mod probestack;
#[cfg(feature = "vm")]
pub(crate) mod wasm;
