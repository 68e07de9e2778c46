//! Migrations that must not be.

use tender_chain::ChainError;
use tender_testkit::{Codes, Contract, Native, World};
use tender_tests::assert_refused;

use crate::releases::migrate;

/// The cw2 row.
const VERSION_ROW: &[u8] = b"contract_info";

#[test]
fn only_the_admin_migrates() {
    let mut world = World::new(&Native);
    for contract in Contract::ALL {
        let code = world.at.code(contract);
        for stranger in ["ana", "guard", "deployer"] {
            let refused = migrate(&mut world, stranger, contract, code).unwrap_err();
            let error = refused.downcast_ref::<ChainError>();
            assert!(
                matches!(error, Some(ChainError::NotAdmin { .. })),
                "{refused}"
            );
        }
        let admin = world.chain.admin(world.at.of(contract));
        assert_eq!(admin, Some(world.addr("gov")));
    }
}

macro_rules! on {
    ($codes:ident, $module:ident) => {
        mod $module {
            #[test]
            fn code_of_another_contract_is_refused() {
                super::code_of_another_contract_is_refused(&tender_testkit::$codes);
            }

            #[test]
            fn rows_of_a_newer_version_are_refused() {
                super::rows_of_a_newer_version_are_refused(&tender_testkit::$codes);
            }
        }
    };
}

on!(Native, native);
#[cfg(feature = "artifacts")]
on!(Artifacts, artifacts);

fn code_of_another_contract_is_refused(codes: &dyn Codes) {
    let mut world = World::new(codes);
    for (place, contract) in Contract::ALL.into_iter().enumerate() {
        let next = Contract::ALL[(place + 1) % Contract::ALL.len()];
        let (before, code) = (world.chain.dump(world.at.of(contract)), world.at.code(next));
        assert_refused(
            migrate(&mut world, "gov", contract, code),
            "guard/other_contract",
        );
        let address = world.at.of(contract);
        assert_eq!(world.chain.code_id(address), Some(world.at.code(contract)));
        assert_eq!(world.chain.dump(address), before);
    }
}

/// Downgrading, for each contract: the rows may be of a form that this code cannot read.
fn rows_of_a_newer_version_are_refused(codes: &dyn Codes) {
    let mut world = World::new(codes);
    for contract in Contract::ALL {
        let address = world.at.of(contract).clone();
        let mut rows = world.chain.dump(&address);
        let row = rows.iter_mut().find(|(key, _)| key == VERSION_ROW).unwrap();
        let text = String::from_utf8(row.1.clone()).unwrap();
        let newer = text.replace(env!("CARGO_PKG_VERSION"), "99.0.0");
        assert_ne!(newer, text);
        row.1 = newer.into_bytes();
        world.chain.restore(&address, &rows).unwrap();
        let code = world.at.code(contract);
        assert_refused(
            migrate(&mut world, "gov", contract, code),
            "guard/newer_version",
        );
    }
}
