//! Units of closed leases, back to their asks.
//!
//! Money leaves even when the book is broken: a release that fails is told in an event and otherwise
//! ignored. The provider withdraws the ask and posts it again.

use cosmwasm_std::{Api, Binary, Response, SubMsg};
use tender_interfaces::events::UnitsNotReleased;
use tender_interfaces::orderbook::{Orderbook, Release};
use tender_storage::{pack, packed, unpack};
use tender_types::{AskId, ProviderId};

use crate::state::Config;
use crate::ContractError;

/// Replies with this id are of releases; the payload is a [`Released`].
pub const RELEASE_REPLY: u64 = 2;

struct Released {
    units: Vec<UnitsOf>,
}

struct UnitsOf {
    provider: ProviderId,
    ask: AskId,
    units: u32,
}

packed!(Row 1 "release": Released { units });
packed!(UnitsOf {
    provider,
    ask,
    units
});

/// One message for all units of one message, if there are any and there is a book.
///
/// # Errors
/// Only when an address cannot be read.
pub fn release(
    api: &dyn Api,
    config: &Config,
    releases: Vec<Release>,
) -> Result<Option<SubMsg>, ContractError> {
    let Some(orderbook) = config.orderbook.as_ref().filter(|_| !releases.is_empty()) else {
        return Ok(None);
    };
    let units_of = |release: &Release| UnitsOf {
        provider: release.provider,
        ask: release.ask,
        units: release.units,
    };
    let units = releases.iter().map(units_of).collect();
    let message = Orderbook(api.addr_humanize(orderbook)?).release(releases)?;
    let message = SubMsg::reply_on_error(message, RELEASE_REPLY);
    Ok(Some(message.with_payload(pack(&Released { units }))))
}

/// Tells which units did not come back.
///
/// # Errors
/// `escrow/payload` for a reply to something else.
pub fn not_released(payload: &Binary) -> Result<Response, ContractError> {
    let released: Released = unpack(payload).map_err(ContractError::Payload)?;
    let events = released.units.into_iter().map(|entry| UnitsNotReleased {
        provider: entry.provider,
        ask: entry.ask,
        units: entry.units,
    });
    Ok(Response::new().add_events(events))
}
