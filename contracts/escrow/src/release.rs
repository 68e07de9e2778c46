//! What closed leases held, back to their providers' rows.
//!
//! Money leaves even when the book is broken: a release that fails is told in an event and otherwise
//! ignored.

use cosmwasm_std::{Api, Binary, Response, SubMsg};
use tender_interfaces::events::LeaseNotReleased;
use tender_interfaces::orderbook::{Orderbook, Release, MAX_BATCH};
use tender_storage::{pack, packed, unpack};
use tender_types::LeaseKey;

use crate::state::Config;
use crate::ContractError;

/// Replies with this id are of releases; the payload is a [`Released`].
pub const RELEASE_REPLY: u64 = 2;

struct Released {
    leases: Vec<LeaseKey>,
}

packed!(Row 1 "release": Released { leases });

/// The releases of one message, as few messages as they fit, if there are any and there is a book.
///
/// # Errors
/// Only when an address cannot be read.
pub fn release(
    api: &dyn Api,
    config: &Config,
    releases: &[Release],
) -> Result<Vec<SubMsg>, ContractError> {
    let Some(orderbook) = config.orderbook.as_ref().filter(|_| !releases.is_empty()) else {
        return Ok(vec![]);
    };
    let orderbook = Orderbook(api.addr_humanize(orderbook)?);
    let message = |part: &[Release]| {
        let leases = part.iter().map(|release| release.lease).collect();
        let message = orderbook.release(part.to_vec())?;
        let message = SubMsg::reply_on_error(message, RELEASE_REPLY);
        Ok(message.with_payload(pack(&Released { leases })))
    };
    releases.chunks(MAX_BATCH).map(message).collect()
}

/// Tells what did not come back.
///
/// # Errors
/// `escrow/payload` for a reply to something else.
pub fn not_released(payload: &Binary) -> Result<Response, ContractError> {
    let released: Released = unpack(payload).map_err(ContractError::Payload)?;
    let events = released.leases.into_iter().map(|key| LeaseNotReleased {
        account: key.account,
        lease: key.lease,
        provider: key.provider,
    });
    Ok(Response::new().add_events(events))
}
