use cosmwasm_std::{to_json_binary, Addr, DepsMut, Event, Response};
use tender_guard::{bounded, Bounds};
use tender_interfaces::attestation::{
    AddAttributesResponse, AttributeResult, AttributeRow, MAX_NEW_ATTRIBUTES,
};
use tender_interfaces::events::{AttributeAdded, AttributePresent, EntryRefused};
use tender_types::Echo;

use crate::catalog::{add_attribute, Entry};
use crate::state::{ADMIN, LAST};
use crate::ContractError;

/// The owner adds attributes, for ever. One that is refused leaves the others.
pub fn add_attributes(
    deps: DepsMut,
    sender: &Addr,
    names: Vec<String>,
) -> Result<Response, ContractError> {
    ADMIN.only_owner(deps.storage, sender)?;
    let bounds = Bounds {
        min: 1,
        max: MAX_NEW_ATTRIBUTES,
    };
    bounded("names", &names, bounds)?;
    let mut last = LAST.load(deps.storage)?;
    let mut response = Response::new();
    let mut results = vec![];
    for name in names {
        // Refused before anything of it is written.
        let entry = add_attribute(deps.storage, &mut last, &name);
        let (result, event) = told(entry, name);
        results.push(result);
        response = response.add_event(event);
    }
    LAST.save(deps.storage, &last);
    Ok(response.set_data(to_json_binary(&AddAttributesResponse { results })?))
}

fn told(
    entry: Result<Entry<AttributeRow>, ContractError>,
    name: String,
) -> (AttributeResult, Event) {
    match entry {
        Ok(Entry::Added(AttributeRow { attribute, key })) => {
            let key = key.into();
            let event = AttributeAdded {
                attribute,
                key,
                name,
            };
            (AttributeResult::Added { attribute }, event.into())
        }
        Ok(Entry::Present(AttributeRow { attribute, .. })) => {
            let event = AttributePresent { attribute, name };
            (AttributeResult::Present { attribute }, event.into())
        }
        Err(error) => {
            let error = error.to_string();
            let event = EntryRefused {
                name: Echo::of(name).to_string(),
                error: error.clone(),
            };
            (AttributeResult::Refused { error }, event.into())
        }
    }
}
