use cosmwasm_std::{to_json_binary, DepsMut, MessageInfo, Response};
use tender_interfaces::attestation::ClassRow;
use tender_interfaces::events::ClassAdded;
use tender_types::Resources;

use crate::state::{CLASSES, CLASS_NAMES, LAST, ROLES};
use crate::{check, ContractError};

/// The owner adds a hardware class, for ever.
pub fn add_class(
    deps: DepsMut,
    info: &MessageInfo,
    name: String,
    carries: Resources,
) -> Result<Response, ContractError> {
    ROLES.only_owner(deps.storage, &info.sender)?;
    check::class(&name, &carries)?;
    let key = name.as_str();
    if CLASSES.may_load(deps.storage, &key)?.is_some() {
        return Err(ContractError::NameTaken { name });
    }
    let mut last = LAST.load(deps.storage)?;
    let class = last
        .class
        .next()
        .ok_or(ContractError::IdsUsedUp { what: "class" })?;
    last.class = class;
    LAST.save(deps.storage, &last);
    CLASSES.save(deps.storage, &key, &ClassRow { class, carries });
    CLASS_NAMES.save(deps.storage, class.0, &name)?;
    Ok(Response::new()
        .add_event(ClassAdded { class, name })
        .set_data(to_json_binary(&class)?))
}
