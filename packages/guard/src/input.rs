use std::fmt::Display;

use cosmwasm_std::{ensure, Addr, Api, CanonicalAddr};
use tender_types::Echo;

use crate::GuardError;

/// The address that `text` is, checked by the chain: its prefix, its checksum, lower case.
///
/// # Errors
/// `guard/address`, with what the chain says is wrong.
pub fn address(api: &dyn Api, text: &str) -> Result<Addr, GuardError> {
    api.addr_validate(text)
        .map_err(|error| not_an_address(text, error))
}

/// The bytes of the address that `text` is, as rows and their keys hold it. The checks are those of
/// [`address`], at its price: the chain validates by taking these two steps.
///
/// # Errors
/// `guard/address`, also when the address has another spelling than `text`.
pub fn canonical(api: &dyn Api, text: &str) -> Result<CanonicalAddr, GuardError> {
    let bytes = api
        .addr_canonicalize(text)
        .map_err(|error| not_an_address(text, error))?;
    let spelled = api
        .addr_humanize(&bytes)
        .map_err(|error| not_an_address(text, error))?;
    let same = spelled.as_str() == text;
    ensure!(same, not_an_address(text, "its one spelling is another"));
    Ok(bytes)
}

#[cold]
fn not_an_address(text: &str, reason: impl ToString) -> GuardError {
    GuardError::Address {
        text: Echo::of(text),
        reason: Echo::of(reason.to_string()),
    }
}

/// How many entries a list may have.
#[derive(Clone, Copy)]
pub struct Bounds {
    /// Shortest allowed.
    pub min: usize,
    /// Longest allowed.
    pub max: usize,
}

/// Refuses a list that is too short or too long.
///
/// # Errors
/// `guard/list_length`.
pub fn bounded<T>(what: &'static str, list: &[T], bounds: Bounds) -> Result<(), GuardError> {
    let Bounds { min, max } = bounds;
    let length = list.len();
    let inside = (min..=max).contains(&length);
    ensure!(
        inside,
        GuardError::ListLength {
            what,
            length,
            min,
            max,
        }
    );
    Ok(())
}

/// Refuses a list that is too short, too long, or names something twice.
///
/// # Errors
/// `guard/list_length`; `guard/duplicate` when an entry is there twice.
pub fn distinct<T: PartialEq>(
    what: &'static str,
    list: &[T],
    bounds: Bounds,
) -> Result<(), GuardError> {
    bounded(what, list, bounds)?;
    let repeats = |(index, entry)| list.iter().skip(index).skip(1).any(|other| other == entry);
    let twice = list.iter().enumerate().any(repeats);
    ensure!(!twice, GuardError::Duplicate { what });
    Ok(())
}

/// Refuses a number outside `min..=max`.
///
/// # Errors
/// `guard/out_of_range`.
pub fn within<N: PartialOrd + Display>(
    what: &'static str,
    value: N,
    min: N,
    max: N,
) -> Result<N, GuardError> {
    let inside = min <= value && value <= max;
    ensure!(
        inside,
        GuardError::OutOfRange {
            what,
            value: Echo::of(value.to_string()),
            min: min.to_string(),
            max: max.to_string(),
        }
    );
    Ok(value)
}

/// What is to be stored, if it differs from what is there: a change that changes nothing is a slip.
///
/// # Errors
/// `guard/no_change`.
pub fn changed<T: PartialEq>(before: &T, after: T) -> Result<T, GuardError> {
    ensure!(*before != after, GuardError::NoChange);
    Ok(after)
}

#[cfg(test)]
mod tests {
    use super::*;
    use cosmwasm_std::testing::MockApi;

    #[test]
    fn an_address_is_of_this_chain_and_in_lower_case() {
        let api = MockApi::default();
        let ana = api.addr_make("ana");
        assert_eq!(address(&api, ana.as_str()), Ok(ana.clone()));
        for text in ["", "ana", &ana.as_str().to_uppercase(), "osmo1xyz"] {
            assert!(
                matches!(address(&api, text), Err(GuardError::Address { .. })),
                "{text}"
            );
            assert!(
                matches!(canonical(&api, text), Err(GuardError::Address { .. })),
                "{text}"
            );
        }
        let bytes = api.addr_canonicalize(ana.as_str());
        assert_eq!(canonical(&api, ana.as_str()).ok(), bytes.ok());
    }

    #[test]
    fn lists_are_bounded_and_name_things_once() {
        let bounds = Bounds { min: 1, max: 3 };
        assert_eq!(distinct("ids", &[1, 2, 3], bounds), Ok(()));
        assert_eq!(
            distinct("ids", &[1, 2, 1], bounds),
            Err(GuardError::Duplicate { what: "ids" })
        );
        for list in [&[][..], &[1, 2, 3, 4]] {
            let length = list.len();
            let error = GuardError::ListLength {
                what: "ids",
                length,
                min: 1,
                max: 3,
            };
            assert_eq!(distinct("ids", list, bounds), Err(error));
        }
    }

    #[test]
    fn numbers_are_within_their_bounds() {
        assert_eq!(within("tier", 4, 1, 4), Ok(4));
        for value in [0, 5] {
            let error = GuardError::OutOfRange {
                what: "tier",
                value: Echo::of(value.to_string()),
                min: "1".to_string(),
                max: "4".to_string(),
            };
            assert_eq!(within("tier", value, 1, 4), Err(error));
        }
    }
}
