//! How an auction ended, as indexers and the caller are told.

use cosmwasm_std::{to_json_binary, Response};
use tender_interfaces::auction::{Closed, Outcome};
use tender_interfaces::events::AuctionClosed;
use tender_types::OrderId;

use crate::award::Award;
use crate::ContractError;

/// It ended with a lease, under the order's number.
pub fn awarded(award: Award) -> AuctionClosed {
    AuctionClosed {
        order: award.order,
        outcome: Outcome::Awarded,
        lease: Some(award.order.into()),
        winner: Some(award.winner),
        rate: Some(award.rate),
    }
}

/// It ended without one.
pub fn unawarded(order: OrderId, outcome: Outcome) -> AuctionClosed {
    AuctionClosed {
        order,
        outcome,
        lease: None,
        winner: None,
        rate: None,
    }
}

/// The event, and the same for whoever called.
pub fn response(closed: AuctionClosed) -> Result<Response, ContractError> {
    let data = Closed {
        order: closed.order,
        lease: closed.lease,
        winner: closed.winner,
    };
    Ok(Response::new()
        .set_data(to_json_binary(&data)?)
        .add_event(closed))
}
