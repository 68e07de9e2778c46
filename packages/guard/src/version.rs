use cosmwasm_std::Storage;
use cw2::{get_contract_version, set_contract_version};
use semver::Version;
use tender_types::Echo;

use crate::GuardError;

/// Writes which contract this is, in which version (the cw2 row), at instantiation.
///
/// # Errors
/// `guard/std` when the row cannot be written as JSON, which names and versions always can.
pub fn set_version(store: &mut dyn Storage, name: &str, version: &str) -> Result<(), GuardError> {
    Ok(set_contract_version(store, name, version)?)
}

/// Moves the cw2 row to `version`. Refuses the code of another contract, and code older than what
/// already runs: its rows may be of a format the older code cannot read.
///
/// # Errors
/// `guard/other_contract` when the rows are of another contract; `guard/newer_version` when `version` is below
/// the one stored, or one of them is no version; `guard/std` when there is no row to move.
pub fn migrate_version(
    store: &mut dyn Storage,
    name: &'static str,
    version: &'static str,
) -> Result<(), GuardError> {
    let stored = get_contract_version(store)?;
    if stored.contract != name {
        return Err(GuardError::OtherContract {
            found: Echo::of(stored.contract),
            expected: name,
        });
    }
    match (parse(&stored.version), parse(version)) {
        (Some(from), Some(to)) if from <= to => set_version(store, name, version),
        _ => Err(GuardError::NewerVersion {
            found: Echo::of(stored.version),
            code: version,
        }),
    }
}

fn parse(version: &str) -> Option<Version> {
    Version::parse(version).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use cosmwasm_std::testing::MockStorage;

    #[test]
    fn a_version_moves_forward_and_stays_itself() {
        let mut store = MockStorage::new();
        set_version(&mut store, "tender-bme", "0.9.0").unwrap();
        for version in ["0.9.0", "0.10.0"] {
            migrate_version(&mut store, "tender-bme", version).unwrap();
            assert_eq!(get_contract_version(&store).unwrap().version, version);
        }
        assert_eq!(
            migrate_version(&mut store, "tender-bme", "0.9.9"),
            Err(GuardError::NewerVersion {
                found: Echo::of("0.10.0"),
                code: "0.9.9"
            })
        );
        assert_eq!(
            migrate_version(&mut store, "tender-escrow", "0.10.0"),
            Err(GuardError::OtherContract {
                found: Echo::of("tender-bme"),
                expected: "tender-escrow"
            })
        );
    }
}
