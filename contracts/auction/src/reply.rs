//! `escrow` has answered.

use cosmwasm_std::{ensure, Reply, Response, SubMsgResult};
use tender_interfaces::auction::Outcome;
use tender_storage::unpack;

use crate::award::Award;
use crate::{outcome, ContractError};

/// The lease of a closed auction's winner.
pub const OPEN_LEASE: u64 = 1;

/// Ends an auction as `escrow` has answered. A refusal ends it without a lease: it could repeat for
/// ever, and the auction's rows with it.
pub fn reply(msg: Reply) -> Result<Response, ContractError> {
    ensure!(
        msg.id == OPEN_LEASE,
        ContractError::UnknownReply { id: msg.id }
    );
    let award: Award = unpack(&msg.payload)?;
    outcome::response(match msg.result {
        SubMsgResult::Ok(_) => outcome::awarded(award),
        SubMsgResult::Err(_) => outcome::unawarded(award.order, Outcome::Unfunded),
    })
}
