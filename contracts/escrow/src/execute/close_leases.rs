use cosmwasm_std::{Addr, CanonicalAddr, DepsMut, Env, Response};
use tender_guard::distinct;
use tender_interfaces::escrow::{CloseReason, ClosedBy};
use tender_types::{AccountId, LeaseKey};

use crate::execute::closing::{not_overdue, Closing};
use crate::execute::BATCH;
use crate::state::{load_account, load_lease, Lease, ACCOUNTS, CONFIG};
use crate::ContractError;

/// What a tenant may say.
const TENANTS: &[CloseReason] = &[
    CloseReason::Done,
    CloseReason::NotServed,
    CloseReason::Unspecified,
];

/// What a provider may say.
const PROVIDERS: &[CloseReason] = &[
    CloseReason::Unstable,
    CloseReason::Decommission,
    CloseReason::NoManifest,
    CloseReason::Unspecified,
];

/// What anyone may say, after the grace.
const ANYONES: &[CloseReason] = &[CloseReason::Starved];

/// Ends leases of one account.
pub fn close_leases(
    deps: DepsMut,
    env: &Env,
    sender: &Addr,
    leases: &[LeaseKey],
    reason: CloseReason,
) -> Result<Response, ContractError> {
    distinct("leases", leases, BATCH)?;
    let account = one_account(leases)?;
    let config = CONFIG.load(deps.storage)?;
    let sender = deps.api.addr_canonicalize(sender.as_str())?;
    let live = load_account(deps.storage, account)?.at(env.block.time.seconds())?;
    let owner = live.account.owner.clone();
    // Judged once, before the first lease closes and makes the money last for the others.
    let grace = config.params.grace;
    let overdue = live.overdue_since(grace).is_some();
    let early = not_overdue(account, &live, grace);

    let mut closing = Closing::new(account, live);
    for key in leases {
        let lease = load_lease(deps.storage, account, key.lease)?;
        let by = match party(&sender, &owner, &lease, reason) {
            by if reason == CloseReason::Starved && overdue => by,
            ClosedBy::Anyone if overdue => return Err(wrong(reason, ANYONES)),
            ClosedBy::Tenant if TENANTS.contains(&reason) => ClosedBy::Tenant,
            ClosedBy::Provider if PROVIDERS.contains(&reason) => ClosedBy::Provider,
            ClosedBy::Anyone => return Err(early),
            _ if reason == CloseReason::Starved => return Err(early),
            ClosedBy::Tenant => return Err(wrong(reason, TENANTS)),
            ClosedBy::Provider => return Err(wrong(reason, PROVIDERS)),
        };
        closing.close(deps.storage, key.lease, &lease, by, reason)?;
    }
    ACCOUNTS.save(deps.storage, &account, &closing.live.stored());
    let (messages, events) = closing.finish(deps.as_ref(), &config)?;
    Ok(Response::new().add_events(events).add_submessages(messages))
}

/// The account all leases belong to.
fn one_account(leases: &[LeaseKey]) -> Result<AccountId, ContractError> {
    let first = leases.first().map(|key| key.account).unwrap_or_default();
    match leases.iter().find(|key| key.account != first) {
        None => Ok(first),
        Some(other) => Err(ContractError::MixedAccounts {
            first,
            second: other.account,
        }),
    }
}

/// What the sender is to the lease. One who is both tenant and provider is the one whose reason it
/// gives.
fn party(
    sender: &CanonicalAddr,
    owner: &CanonicalAddr,
    lease: &Lease,
    reason: CloseReason,
) -> ClosedBy {
    match (sender == owner, *sender == lease.payee) {
        (true, true) if PROVIDERS.contains(&reason) => ClosedBy::Provider,
        (true, _) => ClosedBy::Tenant,
        (false, true) => ClosedBy::Provider,
        (false, false) => ClosedBy::Anyone,
    }
}

fn wrong(reason: CloseReason, allowed: &'static [CloseReason]) -> ContractError {
    ContractError::WrongReason { reason, allowed }
}
