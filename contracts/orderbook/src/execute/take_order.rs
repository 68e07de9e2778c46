use cosmwasm_std::{ensure, to_json_binary, Addr, DepsMut, Env, Response, Storage};
use tender_interfaces::attestation::Registry;
use tender_interfaces::escrow::Escrow;
use tender_interfaces::events::OrderTaken;
use tender_types::{AskId, AskKey, LeaseKey, OrderId, Timestamp};

use crate::book::{self, StandingAsk};
use crate::engine::{Judge, Verdict};
use crate::fill::Fill;
use crate::registry::provider_of;
use crate::state::{Config, RestingOrder};
use crate::{orders, ContractError};

/// A provider serves a resting order from one of its asks, at that ask's rate: all units that are
/// still wanted, or, when the order may be split, as many as the ask has.
pub fn take_order(
    deps: DepsMut,
    env: &Env,
    sender: &Addr,
    config: &Config,
    order: OrderId,
    ask: AskId,
) -> Result<Response, ContractError> {
    let now = Timestamp::now(env);
    let attestation = config.attestation(deps.api)?;
    let registry = Registry {
        address: &attestation,
        querier: deps.querier,
    };
    let provider = provider_of(deps.api, registry, sender)?;
    let resting = load_live(deps.storage, order, now)?;
    let standing = book::load(deps.storage, AskKey { provider, ask })?;
    let mut fill = fill_of(standing, Judge::new(&resting.demand, registry, now))?;

    let lease = LeaseKey {
        account: resting.demand.account,
        lease: orders::draw_lease(deps.storage, order, &resting)?,
    };
    let changed = fill.take(deps.storage);
    let leases = vec![fill.lease(deps.api, lease.lease)?];
    let escrow = Escrow(config.escrow(deps.api)?);
    let tenant = deps.api.addr_humanize(&resting.tenant)?;
    let open = escrow.open_leases(&tenant, &resting.demand, leases)?;
    let remaining = orders::fill(deps.storage, order, resting, fill.units);
    Ok(Response::new()
        .set_data(to_json_binary(&lease)?)
        .add_event(changed)
        .add_event(OrderTaken {
            order,
            lease: lease.lease,
            provider,
            units: fill.units,
            remaining,
        })
        .add_message(open))
}

fn load_live(
    store: &dyn Storage,
    order: OrderId,
    now: Timestamp,
) -> Result<RestingOrder, ContractError> {
    let resting = orders::load(store, order)?;
    let expired_at = resting.expires_at;
    ensure!(
        !resting.is_over(now),
        ContractError::OrderOver { order, expired_at }
    );
    Ok(resting)
}

/// What the ask has for the order; `orderbook/ask_refused` when it does not serve it.
fn fill_of(standing: StandingAsk, mut judge: Judge<'_>) -> Result<Fill, ContractError> {
    match judge.judge(&standing)? {
        Verdict::Serves(eligible) => Ok(Fill::new(standing, eligible, judge.demand.units)),
        Verdict::Fails(mismatch) => Err(ContractError::AskRefused {
            ask: standing.ask.id,
            mismatch,
        }),
    }
}
