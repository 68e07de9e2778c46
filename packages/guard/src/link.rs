//! Other contracts that a contract is told of: is there one, and is it of the right kind?

use cosmwasm_std::{from_json, Addr, Binary, CanonicalAddr, Deps, QuerierWrapper, WasmQuery};
use cw2::ContractVersion;
use serde::de::IgnoredAny;
use tender_interfaces::invariants::Check;
use tender_interfaces::{token, SUITE};
use tender_types::Echo;

use crate::{canonical, GuardError};

/// Where every contract keeps its cw2 row.
const CW2_KEY: &[u8] = b"contract_info";

/// What has to be at the other end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A contract of the suite, by the name that it writes into its cw2 row.
    Suite(&'static str),
    /// Any contract of the suite.
    Member,
    /// Anything that answers as a cw20 token does, but for another contract of the suite: `bme` answers
    /// so of its credit.
    Cw20,
}

/// What is found at the other end.
#[derive(Debug, PartialEq)]
enum Found {
    Right,
    /// No contract, or not yet: addresses can be predicted (`instantiate2`).
    Nothing,
    Other(Echo),
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Self::Suite(name) => name,
            Self::Member => "a contract of the suite",
            Self::Cw20 => "a cw20 token",
        }
    }

    fn at(self, querier: QuerierWrapper<'_>, address: &Addr) -> Found {
        let row = querier.query_wasm_raw(address, CW2_KEY).ok().flatten();
        let version = row.and_then(|bytes| from_json::<ContractVersion>(bytes).ok());
        let name = version.map(|row| row.contract);
        let right = match self {
            Self::Suite(expected) => name.as_deref() == Some(expected),
            Self::Member => name.as_deref().is_some_and(|name| SUITE.contains(&name)),
            Self::Cw20 => match name.as_deref() {
                Some(name) if SUITE.contains(&name) => name == token::CONTRACT,
                _ => answers_as_a_token(querier, address),
            },
        };
        match name {
            _ if right => Found::Right,
            Some(name) => Found::Other(Echo::of(name)),
            // A raw read says the same of a contract without the row and of no contract.
            None if is_there(querier, address) => {
                Found::Other(Echo::of("a contract without a name"))
            }
            None => Found::Nothing,
        }
    }
}

/// Whether a contract knows the query that every cw20 token answers. The answer itself is not read.
fn answers_as_a_token(querier: QuerierWrapper<'_>, address: &Addr) -> bool {
    let query = WasmQuery::Smart {
        contract_addr: address.to_string(),
        msg: Binary::from(br#"{"token_info":{}}"#),
    };
    querier.query::<IgnoredAny>(&query.into()).is_ok()
}

/// Whether the chain knows a contract at `address`. What it knows of it is not read.
fn is_there(querier: QuerierWrapper<'_>, address: &Addr) -> bool {
    let query = WasmQuery::ContractInfo {
        contract_addr: address.to_string(),
    };
    querier.query::<IgnoredAny>(&query.into()).is_ok()
}

/// A place in a contract that another contract fills: what it is called, and what belongs there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link {
    /// What the place is called, for errors and invariants: "oracle".
    pub name: &'static str,
    /// What belongs there.
    pub kind: Kind,
}

impl Link {
    /// A place for a contract of the suite, by the name in its cw2 row.
    pub const fn suite(name: &'static str, contract: &'static str) -> Self {
        let kind = Kind::Suite(contract);
        Self { name, kind }
    }

    /// A place for any contract of the suite.
    pub const fn member(name: &'static str) -> Self {
        let kind = Kind::Member;
        Self { name, kind }
    }

    /// A place for a cw20 token.
    pub const fn token(name: &'static str) -> Self {
        let kind = Kind::Cw20;
        Self { name, kind }
    }

    /// The address that `text` is, of a contract that is there and is of the right kind.
    ///
    /// # Errors
    /// `guard/address`; `guard/wrong_contract` says what is there instead.
    pub fn told(self, deps: Deps<'_>, text: &str) -> Result<CanonicalAddr, GuardError> {
        let (address, found) = self.look(deps, text)?;
        match found {
            Found::Right => Ok(address),
            Found::Nothing => Err(self.wrong(Echo::of("no contract"))),
            Found::Other(found) => Err(self.wrong(found)),
        }
    }

    /// The same while the suite is being set up, when the other contract may not be there yet.
    ///
    /// # Errors
    /// `guard/address`; `guard/wrong_contract` for a contract of another kind.
    pub fn ahead(self, deps: Deps<'_>, text: &str) -> Result<CanonicalAddr, GuardError> {
        let (address, found) = self.look(deps, text)?;
        match found {
            Found::Right | Found::Nothing => Ok(address),
            Found::Other(found) => Err(self.wrong(found)),
        }
    }

    /// Whether the contract at `address` is what it should be, for `invariants`. It always answers.
    pub fn holds(self, querier: QuerierWrapper<'_>, address: &Addr) -> Check {
        let Self { name, kind } = self;
        let found = kind.at(querier, address);
        let there = match &found {
            Found::Right => kind.name(),
            Found::Nothing => "no contract",
            Found::Other(name) => &name.to_string(),
        };
        Check {
            name: format!("{name} is {}", kind.name()),
            holds: found == Found::Right,
            detail: format!("{address} is {there}"),
        }
    }

    fn look(self, deps: Deps<'_>, text: &str) -> Result<(CanonicalAddr, Found), GuardError> {
        let address = canonical(deps.api, text)?;
        // It is one: its text is that of its bytes.
        let found = self.kind.at(deps.querier, &Addr::unchecked(text));
        Ok((address, found))
    }

    fn wrong(self, found: Echo) -> GuardError {
        GuardError::WrongContract {
            link: self.name,
            expected: self.kind.name(),
            found,
        }
    }
}
