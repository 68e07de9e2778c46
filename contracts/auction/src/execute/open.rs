use cosmwasm_std::{ensure, Addr, DepsMut, Env, Response};
use tender_guard::canonical;
use tender_interfaces::auction::Rule;
use tender_interfaces::demand::ResolvedDemand;
use tender_types::{OrderKey, Timestamp};

use crate::auction::Auction;
use crate::registry::not_allowed;
use crate::state::{slot, Config, Terms, Top, TERMS, TOP};
use crate::{outcome, rule, ContractError};

/// An order as `orderbook` hands it over, its demand checked.
pub struct Order {
    /// The order, whose key is the auction's.
    pub key: OrderKey,
    /// Who pays.
    pub tenant: String,
    /// What is wanted.
    pub demand: ResolvedDemand,
    /// How the winner is found.
    pub rule: Rule,
    /// When it ends.
    pub expires_at: Timestamp,
}

/// Opens bidding for an order. An auction in the same place that is awarded gives way; one that is not
/// stays.
pub fn open(
    deps: DepsMut,
    env: &Env,
    sender: &Addr,
    config: &Config,
    order: Order,
) -> Result<Response, ContractError> {
    let orderbook = deps.api.addr_humanize(&config.orderbook)?;
    ensure!(
        sender == orderbook,
        not_allowed("orderbook", Some(orderbook))
    );
    let now = Timestamp::now(env);
    let Order {
        key: order,
        tenant,
        demand,
        rule,
        expires_at,
    } = order;
    rule::validate(&rule, demand.max_rate)?;
    rule::fits(&rule, now, expires_at)?;
    if let Some(terms) = TERMS.may_load(deps.storage, &slot(order))? {
        let before = Auction::of(deps.storage, order, terms)?;
        let awarded = before.top.awarded.is_some();
        ensure!(awarded, ContractError::SlotTaken { order });
        TOP.remove(deps.storage, &slot(order));
    }

    let round = env.block.height;
    let terms = Terms {
        tenant: canonical(deps.api, &tenant)?,
        demand,
        rule,
        opened_at: now,
        round,
        expires_at,
    };
    TERMS.save(deps.storage, &slot(order), &terms);
    let top = Top::beginning(round, now);
    let auction = Auction { order, terms, top };
    Ok(Response::new().add_event(outcome::opened(&auction, tenant, now)?))
}
