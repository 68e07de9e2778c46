//! The contracts that this one works with, and how each is told from another.

use cosmwasm_std::{Addr, Deps};
use tender_guard::{link_ahead, link_holds, GuardError, Kind};
use tender_interfaces::escrow;
use tender_interfaces::invariants::Check;

use crate::state::Config;

const TOKEN: &str = "token";
const ESCROW: &str = "escrow";
const ESCROW_KIND: Kind = Kind::Suite(escrow::CONTRACT);

/// How an address is checked: `tender_guard::link`, or `link_ahead` while the suite is set up.
pub type Look = fn(Deps<'_>, &'static str, &str, Kind) -> Result<Addr, GuardError>;

/// AKT, told once and for all when the registry opens.
pub fn token(deps: Deps, text: &str) -> Result<String, GuardError> {
    link_ahead(deps, TOKEN, text, Kind::Cw20).map(Into::into)
}

/// The escrow that `text` names.
pub fn escrow(deps: Deps, look: Look, text: &str) -> Result<String, GuardError> {
    look(deps, ESCROW, text, ESCROW_KIND).map(Into::into)
}

/// Whether each contract is there and is what it should be.
pub fn checks(deps: Deps, config: &Config) -> [Check; 2] {
    let holds = |name, address: &String, kind| {
        link_holds(deps.querier, name, &Addr::unchecked(address), kind)
    };
    let no_escrow = || Check {
        name: format!("{ESCROW} is {}", escrow::CONTRACT),
        holds: false,
        detail: "none is named, and no bond can be withdrawn: the owner sends 'update_links'"
            .to_string(),
    };
    let escrow = config.escrow.as_ref();
    [
        holds(TOKEN, &config.token, Kind::Cw20),
        escrow.map_or_else(no_escrow, |escrow| holds(ESCROW, escrow, ESCROW_KIND)),
    ]
}
