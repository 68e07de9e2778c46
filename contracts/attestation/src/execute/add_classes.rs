use cosmwasm_std::{to_json_binary, Addr, DepsMut, Event, Response};
use tender_guard::{bounded, Bounds};
use tender_interfaces::attestation::{
    AddClassesResponse, ClassResult, ClassRow, NewClass, MAX_NEW_CLASSES,
};
use tender_interfaces::events::{ClassAdded, ClassPresent, EntryRefused};
use tender_types::Echo;

use crate::catalog::{add_class, name_of, Entry};
use crate::state::{ADMIN, LAST};
use crate::ContractError;

/// The owner adds hardware classes, for ever. One that is refused leaves the others.
pub fn add_classes(
    deps: DepsMut,
    sender: &Addr,
    classes: &[NewClass],
) -> Result<Response, ContractError> {
    ADMIN.only_owner(deps.storage, sender)?;
    let bounds = Bounds {
        min: 1,
        max: MAX_NEW_CLASSES,
    };
    bounded("classes", classes, bounds)?;
    let mut last = LAST.load(deps.storage)?;
    let mut response = Response::new();
    let mut results = vec![];
    for new in classes {
        // Refused before anything of it is written.
        let entry = add_class(deps.storage, &mut last, new);
        let (result, event) = told(entry, name_of(new));
        results.push(result);
        response = response.add_event(event);
    }
    LAST.save(deps.storage, &last);
    Ok(response.set_data(to_json_binary(&AddClassesResponse { results })?))
}

fn told(entry: Result<Entry<ClassRow>, ContractError>, name: String) -> (ClassResult, Event) {
    match entry {
        Ok(Entry::Added(row)) => {
            let class = row.class;
            let event = ClassAdded {
                class,
                name,
                carries: row.carries,
                device: row.device,
                parts: row.parts,
                bond_per_unit: row.bond_per_unit,
            };
            (ClassResult::Added { class }, event.into())
        }
        Ok(Entry::Present(ClassRow { class, .. })) => {
            let event = ClassPresent { class, name };
            (ClassResult::Present { class }, event.into())
        }
        Err(error) => {
            let error = error.to_string();
            let event = EntryRefused {
                name: Echo::of(name).to_string(),
                error: error.clone(),
            };
            (ClassResult::Refused { error }, event.into())
        }
    }
}
