use cosmwasm_std::{DepsMut, Env, MessageInfo, Response};
use tender_guard::{active, canonical};
use tender_interfaces::auction::Rule;
use tender_interfaces::demand::ResolvedDemand;
use tender_interfaces::events::AuctionOpened;
use tender_interfaces::roles::ActionClass;
use tender_types::OrderId;

use crate::clock;
use crate::registry::not_allowed;
use crate::state::{Terms, CONFIG, TERMS};
use crate::ContractError;

/// Starts the clock of an order handed over by `orderbook`, which has checked the demand.
pub fn open(
    deps: DepsMut,
    env: &Env,
    info: &MessageInfo,
    order: OrderId,
    (tenant, demand, rule): (String, ResolvedDemand, Rule),
) -> Result<Response, ContractError> {
    let config = CONFIG.load(deps.storage)?;
    active(config.paused, ActionClass::Bid)?;
    let orderbook = deps.api.addr_humanize(&config.orderbook)?;
    if info.sender != orderbook {
        return Err(not_allowed("orderbook", Some(orderbook)));
    }
    clock::validate(&rule)?;
    if TERMS.may_load(deps.storage, &order)?.is_some() {
        return Err(ContractError::DuplicateOrder { order });
    }
    let terms = Terms {
        tenant: canonical(deps.api, &tenant)?,
        demand,
        rule,
        opened_at: env.block.time.seconds(),
    };
    TERMS.save(deps.storage, &order, &terms);
    Ok(Response::new().add_event(AuctionOpened {
        order,
        tenant,
        rule: name(&terms.rule).to_string(),
        units: terms.demand.units,
        bids_until: terms.clock(None).bids_until,
    }))
}

fn name(rule: &Rule) -> &'static str {
    match rule {
        Rule::OpenDescending { .. } => "open_descending",
        Rule::TenantChoice { .. } => "tenant_choice",
    }
}
