//! What the suites share: running one scenario on native code and on the artifacts, and asserting
//! refusals.

pub mod busy;
pub mod files;
pub mod rebuild;

use tender_chain::TxError;
use tender_testkit::code_of;

/// Defines scenarios once and runs each on native code (`native::…`) and on the committed wasm
/// (`artifacts::…`). A scenario starts in a furnished world; its invariants are checked at the end.
#[macro_export]
macro_rules! scenarios {
    ($($(#[$meta:meta])* fn $name:ident($world:ident) $body:block)*) => {
        $($(#[$meta])* fn $name($world: &mut tender_testkit::World) $body)*

        mod native {
            $(#[test]
            fn $name() {
                let mut world = tender_testkit::World::new(&tender_testkit::Native).furnish();
                super::$name(&mut world);
                world.assert_invariants();
            })*
        }

        #[cfg(feature = "artifacts")]
        mod artifacts {
            $(#[test]
            fn $name() {
                let mut world = tender_testkit::World::new(&tender_testkit::Artifacts).furnish();
                super::$name(&mut world);
                world.assert_invariants();
            })*
        }
    };
}

/// Asserts that a message was refused with the error of this code.
#[track_caller]
pub fn assert_refused<T: std::fmt::Debug>(result: Result<T, TxError>, code: &str) {
    match result {
        Ok(done) => panic!("expected {code}, but it was accepted: {done:?}"),
        Err(error) => {
            assert_eq!(
                code_of(&error).as_deref(),
                Some(code),
                "refused with: {error}"
            );
        }
    }
}
