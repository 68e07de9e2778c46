use cosmwasm_std::{to_json_binary, DepsMut, MessageInfo, Response};
use tender_interfaces::attestation::IdRow;
use tender_interfaces::events::AttributeAdded;

use crate::state::{ATTRIBUTES, ATTRIBUTE_NAMES, LAST, ROLES};
use crate::{check, ContractError};

/// The owner adds an attribute, for ever.
pub fn add_attribute(
    deps: DepsMut,
    info: &MessageInfo,
    name: String,
) -> Result<Response, ContractError> {
    ROLES.only_owner(deps.storage, &info.sender)?;
    check::attribute(&name)?;
    let key = name.as_str();
    if ATTRIBUTES.may_load(deps.storage, &key)?.is_some() {
        return Err(ContractError::NameTaken { name });
    }
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
        .add_event(AttributeAdded {
            attribute: id,
            name,
        })
        .set_data(to_json_binary(&attribute)?))
}
