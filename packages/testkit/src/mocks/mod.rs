//! Contracts that misbehave, for adversarial suites. Native code only: they run beside the suite's
//! contracts, native or wasm.

mod rogue_token;

pub use rogue_token::{Behaviour, RogueToken};
