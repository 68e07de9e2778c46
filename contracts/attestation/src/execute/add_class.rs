use cosmwasm_std::{ensure, to_json_binary, Addr, DepsMut, Response};
use tender_interfaces::attestation::ClassRow;
use tender_interfaces::events::ClassAdded;
use tender_types::Resources;

use crate::state::{ADMIN, CLASSES, CLASS_NAMES, LAST};
use crate::{check, ContractError};

/// The owner adds a hardware class, for ever.
pub fn add_class(
    deps: DepsMut,
    sender: &Addr,
    name: String,
    carries: Resources,
) -> Result<Response, ContractError> {
    ADMIN.only_owner(deps.storage, sender)?;
    check::class(&name, &carries)?;
    let key = name.as_str();
    let taken = CLASSES.may_load(deps.storage, &key)?.is_some();
    ensure!(!taken, ContractError::NameTaken { name: key.into() });
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
