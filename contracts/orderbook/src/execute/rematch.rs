use cosmwasm_std::{ensure, DepsMut, Env, HexBinary, Response};
use tender_interfaces::demand::{ResolvedDemand, MAX_EXCLUDED};
use tender_interfaces::orderbook::{FailedRow, Named, Order, OrderStatus, Promised, MAX_FILLS};
use tender_market::matching::Allowance;
use tender_storage::unpack;
use tender_types::{LeaseKey, ProviderId, Rate, Timestamp};

use crate::buying::{parts, registry, within_max_rate, Buying};
use crate::opening::{digest, Opening, Outcome};
use crate::state::{Config, FAILED};
use crate::ContractError;

/// Anyone matches an order anew whose provider declined or did not start: without that provider, and as
/// the order said. Nobody chooses anything: what is matched is what the lease's digest was made of.
#[inline(never)]
pub fn rematch(
    mut deps: DepsMut,
    env: &Env,
    config: &Config,
    lease: LeaseKey,
    order: &HexBinary,
    promised: &HexBinary,
) -> Result<Response, ContractError> {
    let key = (lease.account, lease.lease);
    let failed = FAILED.may_load(deps.storage, &key)?;
    let failed = failed.filter(|row| row.provider == lease.provider && row.rematch > 0);
    let failed = failed.ok_or(ContractError::NotFailed { lease })?;
    let (order, promised) = read(lease, &failed, order, promised)?;
    let Order {
        tenant,
        demand,
        named,
    } = order;
    let tenant = deps.api.addr_humanize(&tenant)?;
    let demand = anew(demand, &failed, &promised);
    let named: Vec<Named> = named
        .into_iter()
        .filter(|one| one.provider != failed.provider)
        .collect();
    let attestation = config.attestation(deps.api)?;
    let buying = Buying {
        store: deps.storage,
        registry: registry(&attestation, deps.querier),
        allowance: Allowance::from(&config.params),
        now: Timestamp::now(env),
    };
    let (parts, dead) = match named.is_empty() {
        false => (buying.from_named(&demand, &named)?, vec![]),
        true => {
            let found = buying.from_book(&demand, None, MAX_FILLS, None)?;
            ensure!(
                found.missing == 0,
                ContractError::NotFillable {
                    missing: found.missing,
                    wanted: demand.replicas(),
                    refused: found.refused,
                }
            );
            (parts(&demand, found.fills)?, found.dead)
        }
    };
    within_max_rate(&demand, &parts)?;
    FAILED.remove(deps.storage, &key);
    let opening = Opening {
        tenant: &tenant,
        demand: &demand,
        named: &named,
        slot: None,
    };
    let outcome = Outcome {
        dead,
        missing: 0,
        status: OrderStatus::Filled,
        slot: None,
    };
    opening.place(deps.branch(), config, parts, outcome)
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
    exclude(&mut demand.exclude, failed.provider);
    let wanted = demand.replicas();
    let part = demand.gpu_line().and_then(|(line, gpu)| {
        let units = promised.draw.gpus.first()?.units;
        let replicas = units.checked_div(gpu.per_replica)?;
        (replicas < line.replicas).then_some(replicas)
    });
    if let Some(replicas) = part {
        // Of an order over several providers only the failed part is asked for, at its share.
        let share = demand.max_rate.checked_mul(replicas);
        let share = share.and_then(|share| share.0.checked_div(wanted.into()));
        demand.max_rate = share.map_or(demand.max_rate, Rate);
        for line in &mut demand.lines {
            line.replicas = replicas;
        }
    }
    demand
}

/// Adds a provider to those excluded; when there are as many as there can be, the first gives way.
fn exclude(excluded: &mut Vec<ProviderId>, provider: ProviderId) {
    if excluded.len() >= MAX_EXCLUDED {
        excluded.remove(0);
    }
    excluded.push(provider);
}
