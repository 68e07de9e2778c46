//! `escrow` has answered.

use cosmwasm_std::{Reply, Response, SubMsgResult};
use tender_storage::unpack;

use crate::outcome::{Award, Outcome};
use crate::ContractError;

/// The lease of a closed auction's winner.
pub const OPEN_LEASE: u64 = 1;

/// Ends an auction as `escrow` has answered. A refusal ends it without a lease: it could repeat for
/// ever, and the auction's rows with it.
pub fn reply(msg: Reply) -> Result<Response, ContractError> {
    if msg.id != OPEN_LEASE {
        return Err(ContractError::UnknownReply { id: msg.id });
    }
    let Award {
        order,
        winner,
        rate,
    } = unpack(&msg.payload)?;
    let outcome = match msg.result {
        SubMsgResult::Ok(_) => Outcome::Awarded { winner, rate },
        SubMsgResult::Err(_) => Outcome::Unfunded,
    };
    outcome.response(order)
}
