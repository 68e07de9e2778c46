use cosmwasm_std::{ensure, Addr, DepsMut, Env, Response};
use tender_guard::canonical;
use tender_interfaces::auction::Rule;
use tender_interfaces::demand::ResolvedDemand;
use tender_interfaces::events::AuctionOpened;
use tender_types::{OrderId, Timestamp};

use crate::clock;
use crate::registry::not_allowed;
use crate::state::{Config, Terms, TERMS};
use crate::ContractError;

/// Starts the clock of an order handed over by `orderbook`, which has checked the demand.
pub fn open(
    deps: DepsMut,
    env: &Env,
    sender: &Addr,
    config: &Config,
    order: OrderId,
    tenant: String,
    demand: ResolvedDemand,
    rule: Rule,
) -> Result<Response, ContractError> {
    let orderbook = deps.api.addr_humanize(&config.orderbook)?;
    if sender != orderbook {
        return Err(not_allowed("orderbook", Some(orderbook)));
    }
    clock::validate(&rule)?;
    ensure!(
        TERMS.may_load(deps.storage, &order)?.is_none(),
        ContractError::DuplicateOrder { order }
    );
    let terms = Terms {
        tenant: canonical(deps.api, &tenant)?,
        demand,
        rule,
        opened_at: Timestamp::now(env),
    };
    TERMS.save(deps.storage, &order, &terms);
    Ok(Response::new().add_event(AuctionOpened {
        order,
        tenant,
        rule: rule.name(),
        units: terms.demand.units,
        bids_until: terms.clock(None).bids_until,
    }))
}
