//! What is done at auctions.

use cosmwasm_std::Addr;
use tender_interfaces::auction::{Closed, ExecuteMsg, NewBid};
use tender_testkit::{Contract, World};
use tender_types::{ClassId, LeaseKey, OrderKey, ProviderId, Rate};

use super::deed::{needs, refused, Deed};

/// A bid for everything that an order asks.
pub struct Bid {
    /// Whose.
    pub provider: ProviderId,
    /// Its class for each line of GPUs.
    pub classes: Vec<ClassId>,
    /// What everything costs.
    pub rate: Rate,
}

/// A provider bids.
pub fn place_bid(world: &mut World, who: &Addr, order: OrderKey, bid: Bid) -> Deed<()> {
    let auction = world.auction(order);
    let bid = NewBid {
        round: auction.round,
        provider: bid.provider,
        classes: bid.classes,
        rate: bid.rate,
        valid_until: auction.binding,
    };
    let msg = ExecuteMsg::PlaceBid { order, bid };
    needs("a bid", world.call(who, Contract::Auction, &msg)).map(|_| ())
}

/// Anybody closes an auction whose time is over, or whose winner did not start: the next lease.
pub fn close_auction(world: &mut World, who: &Addr, order: OrderKey) -> Deed<LeaseKey> {
    let closed: Closed = needs("closing the auction", world.close_auction(who, order))?.value;
    let without = || refused("awarding the lease", closed.outcome.to_string());
    closed.lease.ok_or_else(without)
}
