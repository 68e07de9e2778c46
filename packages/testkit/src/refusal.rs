use std::fmt::Display;

/// The stable code of the error that refused a transaction or a query, such as `escrow/insufficient_runway`: the
/// same on native code, where the error is typed, and on wasm, where only its text crosses the VM.
pub fn code_of(error: &impl Display) -> Option<String> {
    let text = error.to_string();
    let is_code = |word: &&str| {
        let Some((contract, name)) = word.trim_end_matches(':').split_once('/') else {
            return false;
        };
        let plain = |part: &str| {
            !part.is_empty()
                && part
                    .bytes()
                    .all(|byte| byte.is_ascii_lowercase() || byte == b'_')
        };
        word.ends_with(':') && plain(contract) && plain(name)
    };
    text.split_whitespace()
        .rfind(is_code)
        .map(|word| word.trim_end_matches(':').to_string())
}
