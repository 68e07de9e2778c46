#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| tender_fuzz::rows(bytes));
