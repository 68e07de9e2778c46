//! What became of an auction, as indexers and the caller are told.

use cosmwasm_std::{to_json_binary, Response};
use tender_interfaces::auction::{Closed, Outcome};
use tender_interfaces::events::{AuctionClosed, AuctionOpened};
use tender_types::{LeaseKey, OrderKey, Rate, Timestamp};

use crate::auction::Auction;
use crate::ContractError;

/// A lease was opened.
pub const fn awarded(order: OrderKey, lease: LeaseKey, rate: Rate) -> AuctionClosed {
    AuctionClosed {
        order,
        outcome: Outcome::Awarded,
        lease: Some(lease),
        rate: Some(rate),
    }
}

/// None was.
pub const fn unawarded(order: OrderKey, outcome: Outcome) -> AuctionClosed {
    AuctionClosed {
        order,
        outcome,
        lease: None,
        rate: None,
    }
}

/// Adds the event to a response, and the same for whoever called.
pub fn tell(response: Response, closed: AuctionClosed) -> Result<Response, ContractError> {
    let data = Closed {
        order: closed.order,
        outcome: closed.outcome,
        lease: closed.lease,
    };
    Ok(response.set_data(to_json_binary(&data)?).add_event(closed))
}

/// A round has begun.
pub fn opened(
    auction: &Auction,
    tenant: String,
    now: Timestamp,
) -> Result<AuctionOpened, ContractError> {
    Ok(AuctionOpened {
        order: auction.order,
        tenant,
        round: auction.top.round,
        bidding: auction.rule().bidding.name(),
        max_rate: auction.most(now)?,
        bids_until: auction.clock().bids_until,
    })
}
