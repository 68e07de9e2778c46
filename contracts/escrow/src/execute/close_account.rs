use cosmwasm_std::{Addr, DepsMut, Env, Response};
use tender_interfaces::escrow::{CloseReason, ClosedBy, MAX_BATCH};
use tender_types::{AccountId, LeaseKey, Timestamp};

use crate::account::SyncedAccount;
use crate::closer::Closer;
use crate::closing::Closing;
use crate::settle::Ending;
use crate::standing::{together, Phase, Standing};
use crate::state::{load_account, load_lease, save_or_remove, Config, RUNS};
use crate::ContractError;

/// Ends leases of an account, those that have not begun first, and, when none is left, gives the owner's
/// money back. Sponsors withdraw theirs themselves: there may be any number of them.
pub fn close_account(
    mut deps: DepsMut,
    env: &Env,
    sender: &Addr,
    config: &Config,
    account: AccountId,
) -> Result<Response, ContractError> {
    let sender = deps.api.addr_canonicalize(sender.as_str())?;
    let mut synced = load_account(deps.storage, account, Timestamp::now(env))?;
    let closer = Closer::new(env, &config.params, sender, account, &synced);
    let by = closer.of_account()?;
    let mut closing = Closing::default();
    let waiting = synced.row().pending.len();
    close_waiting(
        deps.branch(),
        &mut closing,
        &closer,
        account,
        &mut synced,
        by,
    )?;
    let room = MAX_BATCH.saturating_sub(waiting);
    close_running(deps.branch(), &mut closing, account, &mut synced, by, room)?;
    closing.refund_owner(deps.as_ref(), account, &mut synced)?;
    let removed = save_or_remove(deps.storage, account, &synced)?;
    let response = closing.respond(deps.as_ref(), config)?;
    Ok(response.add_events(removed))
}

fn close_waiting(
    mut deps: DepsMut,
    closing: &mut Closing,
    closer: &Closer,
    account: AccountId,
    synced: &mut SyncedAccount,
    by: ClosedBy,
) -> Result<(), ContractError> {
    // A gang goes with the first of it.
    while let Some(next) = synced.row().pending.first() {
        let key = LeaseKey {
            provider: next.provider,
            account,
            lease: next.lease,
        };
        let standing = Standing::load(deps.storage, synced, key)?;
        let legs = together(deps.storage, &standing)?;
        let reason = closer.of_waiting(&legs, by);
        let given = Ending { by, reason };
        closing.close_waiting(deps.branch(), synced, legs, |leg| {
            closer.of_leg(leg, given, false)
        })?;
    }
    Ok(())
}

fn close_running(
    mut deps: DepsMut,
    closing: &mut Closing,
    account: AccountId,
    synced: &mut SyncedAccount,
    by: ClosedBy,
    room: usize,
) -> Result<(), ContractError> {
    let reason = match by {
        ClosedBy::Tenant | ClosedBy::Provider => CloseReason::Done,
        ClosedBy::Anyone => CloseReason::Starved,
    };
    for ((account, lease), run) in RUNS.page(deps.storage, &account, None, room)? {
        let key = LeaseKey {
            provider: run.provider,
            account,
            lease,
        };
        let standing = Standing {
            key,
            lease: load_lease(deps.storage, key)?,
            phase: Phase::Running(run),
        };
        closing.close(deps.branch(), synced, standing, Ending { by, reason })?;
    }
    Ok(())
}
