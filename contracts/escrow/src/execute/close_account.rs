use cosmwasm_std::{Addr, DepsMut, Env, Response};
use tender_interfaces::escrow::{CloseReason, ClosedBy, MAX_BATCH};
use tender_interfaces::events::AccountClosed;
use tender_types::AccountId;

use crate::account::Holder;
use crate::execute::closing::{not_overdue, store_or_remove, Closing};
use crate::state::{load_account, CONFIG, LEASES};
use crate::ContractError;

/// Ends leases of an account and, when none is left, gives the owner's money back. Sponsors take
/// theirs back themselves: there may be any number of them.
pub fn close_account(
    deps: DepsMut,
    env: &Env,
    sender: &Addr,
    account: AccountId,
) -> Result<Response, ContractError> {
    let config = CONFIG.load(deps.storage)?;
    let sender = deps.api.addr_canonicalize(sender.as_str())?;
    let live = load_account(deps.storage, account)?.at(env.block.time.seconds())?;
    let grace = config.params.grace;
    let (by, reason) = match live.overdue_since(grace) {
        _ if live.account.owner == sender => (ClosedBy::Tenant, CloseReason::Done),
        Some(_) => (ClosedBy::Anyone, CloseReason::Starved),
        None => return Err(not_overdue(account, &live, grace)),
    };

    let mut closing = Closing::new(account, live);
    for ((_, id), lease) in LEASES.page(deps.storage, &account, None, MAX_BATCH)? {
        closing.close(deps.storage, id, &lease, by, reason)?;
    }
    if closing.live.account.leases == 0 {
        let left = closing.live.leave(Holder::Owner)?;
        let refunded = left.micro_floor();
        let (asset, owner) = (
            closing.live.account.asset,
            closing.live.account.owner.clone(),
        );
        closing.payouts.add(asset, &owner, refunded)?;
        closing.tell(AccountClosed {
            account,
            refunded,
            kept_pico: left.fraction().0.into(),
            sponsors: closing.live.balance(),
        });
    }
    let removed = store_or_remove(deps.storage, account, &closing.live)?;
    let (messages, events) = closing.finish(deps.as_ref(), &config)?;
    Ok(Response::new()
        .add_events(events)
        .add_events(removed)
        .add_submessages(messages))
}
