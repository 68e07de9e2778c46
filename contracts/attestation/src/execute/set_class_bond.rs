use cosmwasm_std::{Addr, DepsMut, Response};
use tender_guard::{changed, within};
use tender_interfaces::attestation::MAX_MIN_BOND;
use tender_interfaces::events::ClassBondSet;
use tender_types::Akt;

use crate::catalog::{class, save_class};
use crate::state::ADMIN;
use crate::ContractError;

/// The owner sets what offering a unit of a class locks. What is offered already keeps its terms.
pub fn set_class_bond(
    deps: DepsMut,
    sender: &Addr,
    name: String,
    bond_per_unit: Akt,
) -> Result<Response, ContractError> {
    ADMIN.only_owner(deps.storage, sender)?;
    within("bond_per_unit", bond_per_unit, Akt(1), MAX_MIN_BOND)?;
    let mut row = class(deps.storage, &name)?;
    row.bond_per_unit = changed(&row.bond_per_unit, bond_per_unit)?;
    save_class(deps.storage, &row);
    Ok(Response::new().add_event(ClassBondSet {
        class: row.class,
        name,
        bond_per_unit,
    }))
}
