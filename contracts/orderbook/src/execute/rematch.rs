use cosmwasm_std::{ensure, DepsMut, Env, HexBinary, Response};
use tender_interfaces::demand::ResolvedDemand;
use tender_interfaces::orderbook::{FailedRow, Named, Order, OrderStatus, Promised, MAX_FILLS};
use tender_storage::unpack;
use tender_types::{LeaseKey, Timestamp};

use crate::buying::Buying;
use crate::opening::{digest, Opening, Outcome};
use crate::parts::{of_book, stay_with, within_max_rate};
use crate::state::{Config, FAILED};
use crate::ContractError;

/// Anyone matches an order anew whose provider declined or did not start: without that provider, and as
/// the order said. Nobody chooses anything: what is matched is what the lease's digest was made of, and what
/// replaces it costs at most what was set aside for that.
#[inline(never)]
pub fn rematch(
    mut deps: DepsMut,
    env: &Env,
    config: &Config,
    lease: LeaseKey,
    order: &HexBinary,
    promised: &HexBinary,
) -> Result<Response, ContractError> {
    let now = Timestamp::now(env);
    let key = (lease.account, lease.lease);
    let failed = FAILED.may_load(deps.storage, &key)?;
    let failed = failed.filter(|row| row.provider == lease.provider && goes_on(row, now));
    let failed = failed.ok_or(ContractError::NotFailed { lease })?;
    let (order, promised) = read(lease, &failed, order, promised)?;
    let Order {
        tenant,
        demand,
        named,
    } = order;
    let tenant = deps.api.addr_humanize(&tenant)?;
    let demand = anew(demand, &failed, &promised);
    let by_name = !named.is_empty();
    let others = named
        .into_iter()
        .filter(|one| one.provider != failed.provider);
    let named: Vec<Named> = others.collect();
    let attestation = config.attestation(deps.api)?;
    let buying = Buying::new(deps.as_ref(), &attestation, &config.params, now);
    let (parts, dead) = if by_name {
        (buying.among_named(&demand, &named)?, vec![])
    } else {
        let found = buying.in_book(&demand, None, MAX_FILLS, None)?;
        let found = found.all(&demand)?;
        (of_book(&demand, found.fills)?, found.dead)
    };
    within_max_rate(&demand, &parts)?;
    FAILED.remove(deps.storage, &key);
    let opening = Opening {
        tenant: &tenant,
        demand: &demand,
        named: &named,
        slot: None,
        next: None,
    };
    let outcome = Outcome {
        dead,
        missing: 0,
        status: OrderStatus::Filled,
        slot: None,
    };
    opening.place(deps.branch(), config, parts, outcome)
}

/// Whether an order may be matched anew. That of an auction goes to the next in line instead.
fn goes_on(row: &FailedRow, now: Timestamp) -> bool {
    row.rematch > 0 && row.slot.is_none() && now < row.until
}

/// The order and the promise, if they are what the lease was opened with.
fn read(
    lease: LeaseKey,
    failed: &FailedRow,
    order: &HexBinary,
    promised: &HexBinary,
) -> Result<(Order, Promised), ContractError> {
    let wrong = || ContractError::Preimage { lease };
    ensure!(digest(order, promised) == failed.digest, wrong());
    let order = unpack(order).map_err(|_| wrong())?;
    let promised = unpack(promised).map_err(|_| wrong())?;
    Ok((order, promised))
}

/// What is asked now: what the lease was to hold, without who did not serve it, one time less.
fn anew(mut demand: ResolvedDemand, failed: &FailedRow, promised: &Promised) -> ResolvedDemand {
    demand.rematch = failed.rematch.saturating_sub(1);
    demand.max_rate = promised.most;
    // At most three more than a tenant can exclude, and those beside it.
    demand.exclude.push(failed.provider);
    demand.exclude.extend(&promised.beside);
    if let [line] = demand.lines.as_mut_slice() {
        line.replicas = promised.replicas;
    }
    stay_with(&mut demand, promised);
    demand
}
