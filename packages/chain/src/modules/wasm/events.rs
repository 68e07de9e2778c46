//! The events a contract emits: their form, and what they cost.

use cosmwasm_std::{Addr, Attribute, Event, Response};

use crate::encoding::bytes::count;
use crate::modules::error::ChainError;
use crate::store::gas::sum;

/// `gas_register.go`: an attribute, a custom event, and the bytes that are free in each response.
const ATTRIBUTE: u64 = 10;
const CUSTOM_EVENT: u64 = 20;
const FREE_ATTRIBUTE_BYTES: u64 = 100;

/// `EventCosts`: the attributes of a response and its custom events share one free allowance.
pub(crate) fn price(response: &Response) -> u64 {
    let mut free = FREE_ATTRIBUTE_BYTES;
    let mut gas = attributes_price(&response.attributes, &mut free);
    for event in &response.events {
        gas = sum([
            gas,
            CUSTOM_EVENT,
            count(event.ty.len()),
            attributes_price(&event.attributes, &mut free),
        ]);
    }
    gas
}

/// `ReplyCosts` without the instance: a byte of each event type, then attributes as in a response.
pub(crate) fn reply_price(events: &[Event]) -> u64 {
    let mut free = FREE_ATTRIBUTE_BYTES;
    let types = sum(events.iter().map(|event| count(event.ty.len())));
    let attributes: Vec<_> = events
        .iter()
        .flat_map(|event| event.attributes.iter().cloned())
        .collect();
    types.saturating_add(attributes_price(&attributes, &mut free))
}

fn attributes_price(attributes: &[Attribute], free: &mut u64) -> u64 {
    let size = sum(attributes
        .iter()
        .map(|attribute| count(attribute.key.len()).saturating_add(count(attribute.value.len()))));
    let charged = size.saturating_sub(*free);
    *free = free.saturating_sub(size);
    charged.saturating_add(count(attributes.len()).saturating_mul(ATTRIBUTE))
}

/// What the keeper itself says of a call.
pub(crate) fn of_call(kind: &str, contract: &Addr) -> Event {
    Event::new(kind).add_attribute("_contract_address", contract)
}

/// `newWasmModuleEvent` and `newCustomEvents`: what the contract says, marked with its address.
pub(crate) fn of_response(contract: &Addr, response: &Response) -> Result<Vec<Event>, ChainError> {
    let mut events = Vec::new();
    if !response.attributes.is_empty() {
        events.push(stamped("wasm", contract, &response.attributes)?);
    }
    for event in &response.events {
        let kind = event.ty.trim();
        if kind.len() < 3 {
            let reason = format!("Event type too short: '{kind}'");
            return Err(ChainError::InvalidEvent(reason));
        }
        let kind = format!("wasm-{kind}");
        events.push(stamped(&kind, contract, &event.attributes)?);
    }
    Ok(events)
}

fn stamped(kind: &str, contract: &Addr, attributes: &[Attribute]) -> Result<Event, ChainError> {
    let mut event = of_call(kind, contract);
    for attribute in attributes {
        let key = attribute.key.trim();
        if key.is_empty() || key.starts_with('_') {
            let reason = format!("attribute key '{key}' is empty or starts with _");
            return Err(ChainError::InvalidEvent(reason));
        }
        event = event.add_attribute(key, attribute.value.trim());
    }
    Ok(event)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_share_a_hundred_free_bytes() {
        let short: Response = Response::new().add_attribute("action", "transfer");
        assert_eq!(price(&short), 10);
        let long = Event::new("tender_x").add_attribute("k", "v".repeat(99));
        // 8 for the type, 20 for the event, 10 for the attribute, 14 of the 100 free bytes used up.
        assert_eq!(price(&short.add_event(long)), 10 + 20 + 8 + 10 + 14);
    }
}
