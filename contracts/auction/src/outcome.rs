//! How an auction ends.

use cosmwasm_std::{to_json_binary, Event, Response};
use tender_interfaces::auction::Closed;
use tender_interfaces::events::AuctionClosed;
use tender_storage::packed;
use tender_types::{LeaseId, OrderId, ProviderId, Rate};

use crate::ContractError;

/// How an auction ends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Outcome {
    /// A lease was opened.
    Awarded { winner: ProviderId, rate: Rate },
    /// Nobody eligible has bid.
    NoBid,
    /// `escrow` refused to open the lease.
    Unfunded,
    /// The tenant let the time to choose pass.
    NotChosen,
    /// The tenant no longer wants it.
    Cancelled,
}

/// Context of the reply to opening a lease.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Award {
    /// The order.
    pub order: OrderId,
    /// Who wins.
    pub winner: ProviderId,
    /// Rate per unit.
    pub rate: Rate,
}

packed!(Row 1 "award": Award { order, winner, rate });

impl Outcome {
    /// What indexers are told.
    pub fn event(self, order: OrderId) -> Event {
        let (outcome, winner, rate) = match self {
            Self::Awarded { winner, rate } => ("awarded", Some(winner), Some(rate)),
            Self::NoBid => ("no_bid", None, None),
            Self::Unfunded => ("unfunded", None, None),
            Self::NotChosen => ("not_chosen", None, None),
            Self::Cancelled => ("cancelled", None, None),
        };
        AuctionClosed {
            order,
            outcome: outcome.to_string(),
            winner,
            rate,
        }
        .into()
    }

    /// What the caller is told.
    pub fn response(self, order: OrderId) -> Result<Response, ContractError> {
        let winner = match self {
            Self::Awarded { winner, .. } => Some(winner),
            Self::NoBid | Self::Unfunded | Self::NotChosen | Self::Cancelled => None,
        };
        let closed = Closed {
            order,
            lease: winner.map(|_| LeaseId::from(order)),
            winner,
        };
        Ok(Response::new()
            .add_event(self.event(order))
            .set_data(to_json_binary(&closed)?))
    }
}
