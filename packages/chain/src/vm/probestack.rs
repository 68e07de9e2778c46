//! A symbol that the VM's engine asks for and the compiler no longer ships.
//!
//! `wasmer` 5 keeps the address of `__rust_probestack` in its table of helpers. Rust 1.89 removed the
//! function when it took up inline stack probes, so a program that links the engine has to define
//! it. Singlepass, the one compiler built here, never emits a call to it.

/// Ends the process: nothing calls it, and code that did would run with an unprobed stack.
// The name is the linker's, so it cannot be mangled, and a name outside the crate counts as unsafe.
#[allow(unsafe_code)]
#[no_mangle]
extern "C" fn __rust_probestack() {
    std::process::abort()
}
