use cosmwasm_std::{to_json_binary, DepsMut, Env, MessageInfo, Response, Storage};
use tender_guard::active;
use tender_interfaces::attestation::Registry;
use tender_interfaces::escrow::Escrow;
use tender_interfaces::events::OrderTaken;
use tender_interfaces::roles::ActionClass;
use tender_types::{AskId, AskKey, LeaseKey, OrderId, Timestamp};

use super::{fill, sender_provider};
use crate::book::{self, Standing};
use crate::engine::{Fill, Judge};
use crate::state::{RestingOrder, CONFIG};
use crate::{orders, ContractError};

/// A provider serves a resting order from one of its asks, at that ask's rate: all units that are
/// still wanted, or, when the order may be split, as many as the ask has.
pub fn take_order(
    deps: DepsMut,
    env: Env,
    info: MessageInfo,
    id: OrderId,
    ask: AskId,
) -> Result<Response, ContractError> {
    let config = CONFIG.load(deps.storage)?;
    active(config.paused, ActionClass::Order)?;
    let now = env.block.time.seconds();
    let attestation = config.attestation(deps.api)?;
    let registry = Registry {
        address: &attestation,
        querier: deps.querier,
    };
    let provider = sender_provider(&deps, registry, &info.sender)?;
    let order = load_live(deps.storage, id, now)?;
    let standing = book::load(deps.storage, AskKey { provider, ask })?;
    let mut fill = fill_of(standing, Judge::new(&order.demand, registry, now))?;

    let lease = LeaseKey {
        account: order.demand.account,
        lease: orders::draw_lease(deps.storage, id, &order)?,
    };
    let changed = fill::take_units(deps.storage, &mut fill);
    let escrow = Escrow(config.escrow(deps.api)?);
    let tenant = deps.api.addr_humanize(&order.tenant)?;
    let leases = vec![fill::lease(deps.api, lease.lease, &fill)?];
    let open = escrow.open_leases(&tenant, &order.demand, leases)?;
    let remaining = orders::fill(deps.storage, id, order, fill.units);
    let taken = OrderTaken {
        order: id,
        lease: lease.lease,
        provider,
        units: fill.units,
        remaining,
    };
    Ok(Response::new()
        .set_data(to_json_binary(&lease)?)
        .add_event(changed)
        .add_event(taken)
        .add_message(open))
}

fn load_live(
    store: &dyn Storage,
    id: OrderId,
    now: Timestamp,
) -> Result<RestingOrder, ContractError> {
    let order = orders::load(store, id)?;
    match order.is_over(now) {
        false => Ok(order),
        true => Err(ContractError::OrderOver {
            order: id,
            expired_at: order.expires_at,
        }),
    }
}

/// What the ask has for the order; an error when it does not serve it.
fn fill_of(standing: Standing, mut judge: Judge<'_>) -> Result<Fill, ContractError> {
    let ask = standing.ask.id;
    let eligible = judge
        .judge(&standing)?
        .map_err(|mismatch| ContractError::AskRefused { ask, mismatch })?;
    Ok(Fill {
        units: standing.ask.free.min(judge.demand.units),
        standing,
        eligible,
    })
}
