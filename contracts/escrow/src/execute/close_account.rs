use cosmwasm_std::{Addr, DepsMut, Env, Response};
use tender_interfaces::escrow::{CloseReason, ClosedBy, MAX_BATCH};
use tender_types::{AccountId, Timestamp};

use crate::closer::Closer;
use crate::closing::Closing;
use crate::state::{load_account, Config, LEASES};
use crate::ContractError;

/// Ends leases of an account and, when none is left, gives the owner's money back. Sponsors withdraw
/// theirs themselves: there may be any number of them.
pub fn close_account(
    mut deps: DepsMut,
    env: &Env,
    sender: &Addr,
    config: &Config,
    account: AccountId,
) -> Result<Response, ContractError> {
    let sender = deps.api.addr_canonicalize(sender.as_str())?;
    let synced = load_account(deps.storage, account, Timestamp::now(env))?;
    let by = Closer::new(sender, account, &synced, config.params.grace).of_account()?;
    let reason = match by {
        ClosedBy::Tenant | ClosedBy::Provider => CloseReason::Done,
        ClosedBy::Anyone => CloseReason::Starved,
    };
    let mut closing = Closing::new(account, synced);
    for ((_, lease), terms) in LEASES.page(deps.storage, &account, None, MAX_BATCH)? {
        closing.close(deps.branch(), lease, &terms, by, reason)?;
    }
    closing.refund_owner(deps.api)?;
    closing.finish_account(deps, config)
}
