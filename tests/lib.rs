//! What the suites share: running one scenario on several chains and codes, and asserting refusals.

pub mod busy;
pub mod files;
pub mod rebuild;

use std::fmt::{Debug, Display};

use cosmwasm_std::HexBinary;
use tender_chain::TxResult;
use tender_interfaces::events::{LeasePromised, OrderPlaced};
use tender_testkit::code_of;
use tender_types::LeaseKey;

/// The order and the promise that a lease's digest was made of, from the events of the transaction that
/// opened it.
pub fn preimage(tx: &TxResult, lease: LeaseKey) -> (HexBinary, HexBinary) {
    let events = || tx.events.iter();
    let order = events().find_map(|event| OrderPlaced::try_from(event).ok());
    let promised = events()
        .filter_map(|event| LeasePromised::try_from(event).ok())
        .find(|event| event.lease == lease);
    let order = order.expect("an order was placed").order;
    (order, promised.expect("the lease was promised").promised)
}

/// Defines scenarios once and runs each on native code (`native::…`), on the committed wasm
/// (`artifacts::…`), and with the registry for chains that verify secp256r1 (`artifacts_r1::…`). A scenario starts in a furnished world; its invariants are checked at the end.
#[macro_export]
macro_rules! scenarios {
    ($($(#[$meta:meta])* fn $name:ident($world:ident) $body:block)*) => {
        $($(#[$meta])* fn $name($world: &mut tender_testkit::World) $body)*

        $crate::on_the_embedded_chain!($($name)*);
    };
}

/// Defines scenarios as [`scenarios!`] does, and runs them on a plain `cw_multi_test::App`, too
/// (`multi_test::…`). They can do only what every [`Network`](tender_testkit::Network) can.
#[macro_export]
macro_rules! journeys {
    ($($(#[$meta:meta])* fn $name:ident($world:ident) $body:block)*) => {
        $($(#[$meta])* fn $name<N: tender_testkit::Network>($world: &mut tender_testkit::World<N>) $body)*

        $crate::on_the_embedded_chain!($($name)*);

        mod multi_test {
            use tender_testkit::{Native, Settings, World};

            $crate::run_each!(
                World::on(cw_multi_test::App::default(), &Native, Settings::default());
                $($name)*
            );
        }
    };
}

/// Runs scenarios of the module around it with all codes.
#[doc(hidden)]
#[macro_export]
macro_rules! on_the_embedded_chain {
    ($($name:ident)*) => {
        mod native {
            $crate::run_each!(tender_testkit::World::new(&tender_testkit::Native); $($name)*);
        }

        #[cfg(feature = "artifacts")]
        mod artifacts {
            $crate::run_each!(tender_testkit::World::new(&tender_testkit::Artifacts); $($name)*);
        }

        #[cfg(feature = "artifacts")]
        mod artifacts_r1 {
            $crate::run_each!(tender_testkit::World::new(&tender_testkit::ArtifactsR1); $($name)*);
        }
    };
}

/// A test of each scenario, in a new world.
#[doc(hidden)]
#[macro_export]
macro_rules! run_each {
    ($world:expr; $($name:ident)*) => {
        $(#[test]
        fn $name() {
            let mut world = $world.furnish();
            super::$name(&mut world);
            world.assert_invariants();
        })*
    };
}

/// Asserts that a message or a query was refused with the error of this code.
#[track_caller]
pub fn assert_refused<T: Debug, E: Display>(result: Result<T, E>, code: &str) {
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
