use cosmwasm_std::{ensure, to_json_binary, Addr, DepsMut, Response};
use tender_interfaces::attestation::IdRow;
use tender_interfaces::events::AttributeAdded;

use crate::state::{ADMIN, ATTRIBUTES, ATTRIBUTE_NAMES, LAST};
use crate::{check, ContractError};

/// The owner adds an attribute, for ever.
pub fn add_attribute(
    deps: DepsMut,
    sender: &Addr,
    name: String,
) -> Result<Response, ContractError> {
    ADMIN.only_owner(deps.storage, sender)?;
    check::attribute(&name)?;
    let key = name.as_str();
    let taken = ATTRIBUTES.may_load(deps.storage, &key)?.is_some();
    ensure!(!taken, ContractError::NameTaken { name: key.into() });
    let mut last = LAST.load(deps.storage)?;
    let attribute = last
        .attribute
        .next()
        .ok_or(ContractError::IdsUsedUp { what: "attribute" })?;
    last.attribute = attribute;
    LAST.save(deps.storage, &last);
    let id = u32::from(attribute.0);
    ATTRIBUTES.save(deps.storage, &key, &IdRow { id });
    ATTRIBUTE_NAMES.save(deps.storage, attribute.0, &name)?;
    Ok(Response::new()
        .add_event(AttributeAdded { attribute, name })
        .set_data(to_json_binary(&attribute)?))
}
