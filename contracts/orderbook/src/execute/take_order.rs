use cosmwasm_std::{to_json_binary, Addr, DepsMut, Env, Response, Storage};
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
    id: OrderId,
    ask: AskId,
) -> Result<Response, ContractError> {
    let now = Timestamp::now(env);
    let attestation = config.attestation(deps.api)?;
    let registry = Registry {
        address: &attestation,
        querier: deps.querier,
    };
    let provider = provider_of(deps.api, registry, sender)?;
    let order = load_live(deps.storage, id, now)?;
    let standing = book::load(deps.storage, AskKey { provider, ask })?;
    let mut fill = fill_of(standing, Judge::new(&order.demand, registry, now))?;

    let lease = LeaseKey {
        account: order.demand.account,
        lease: orders::draw_lease(deps.storage, id, &order)?,
    };
    let changed = fill.take(deps.storage);
    let leases = vec![fill.lease(deps.api, lease.lease)?];
    let escrow = Escrow(config.escrow(deps.api)?);
    let tenant = deps.api.addr_humanize(&order.tenant)?;
    let open = escrow.open_leases(&tenant, &order.demand, leases)?;
    let remaining = orders::fill(deps.storage, id, order, fill.units);
    Ok(Response::new()
        .set_data(to_json_binary(&lease)?)
        .add_event(changed)
        .add_event(OrderTaken {
            order: id,
            lease: lease.lease,
            provider,
            units: fill.units,
            remaining,
        })
        .add_message(open))
}

fn load_live(
    store: &dyn Storage,
    id: OrderId,
    now: Timestamp,
) -> Result<RestingOrder, ContractError> {
    let order = orders::load(store, id)?;
    if order.is_over(now) {
        return Err(ContractError::OrderOver {
            order: id,
            expired_at: order.expires_at,
        });
    }
    Ok(order)
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
