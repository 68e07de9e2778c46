use cosmwasm_std::{ensure, Addr, Deps, DepsMut, Env, Response};
use tender_guard::{distinct, Bounds};
use tender_interfaces::demand::Demand;
use tender_interfaces::escrow::{Accounts, PurseResponse};
use tender_interfaces::orderbook::{Named, TimeInForce, Way, MAX_FILLS, MAX_NAMED};
use tender_market::resolve::{resolve, Properties};
use tender_types::{AccountId, Payer, ProviderId, Timestamp};

use crate::buying::Buying;
use crate::placing::Placing;
use crate::state::Config;
use crate::ContractError;

/// A tenant asks for compute. What can be had is leased at once, in one message to `escrow`; an order
/// that wants bids goes to `auction`.
#[inline(never)]
pub fn place_order(
    deps: DepsMut,
    env: &Env,
    sender: &Addr,
    config: &Config,
    demand: &Demand,
    way: Way,
) -> Result<Response, ContractError> {
    let now = Timestamp::now(env);
    let attestation = config.attestation(deps.api)?;
    let purse = purse(deps.as_ref(), config, sender, demand, &way)?;
    let account = match (&purse, demand.account) {
        (Some(purse), _) => purse.account,
        (None, Payer::Account(account)) => account,
        (None, Payer::Newest) => AccountId::default(),
    };
    let properties = match way {
        Way::Auction { .. } => Properties::Allowed,
        _ => Properties::Refused,
    };
    let buying = Buying::new(deps.as_ref(), &attestation, &config.params, now);
    let demand = resolve(demand, account, properties, buying.registry, deps.api)?;
    let placing = Placing {
        tenant: sender,
        purse,
        now,
    };
    match way {
        Way::Book {
            time_in_force: TimeInForce::Fok,
            max_scan,
            start_after,
        } => {
            let found = buying.in_book(&demand, max_scan, MAX_FILLS, start_after)?;
            placing.all(deps, config, &demand, found)
        }
        Way::Book {
            time_in_force: TimeInForce::Ioc,
            max_scan,
            start_after,
        } => {
            ensure!(!demand.together, ContractError::TogetherRests);
            let found = buying.in_book(&demand, max_scan, MAX_FILLS, start_after)?;
            placing.some(deps, config, &demand, found)
        }
        Way::Named { providers } => {
            validate_named(&providers)?;
            let parts = buying.among_named(&demand, &providers)?;
            placing.open(deps, config, &demand, &providers, parts, vec![], 0)
        }
        Way::Rest {
            slot,
            expires_at,
            max_scan,
        } => {
            let order = placing.free_slot(deps.as_ref(), &demand, slot, expires_at)?;
            let found = buying.in_book(&demand, max_scan, MAX_FILLS, None)?;
            placing.rest(deps, config, &demand, found, order, expires_at)
        }
        Way::Auction {
            slot,
            rule,
            expires_at,
        } => placing.hand_over(deps, config, demand, slot, rule, expires_at),
    }
}

/// The account's purse, where the way of the order depends on what it can pay: what waits must be payable
/// when it is placed, so that nobody's account is filled with orders by strangers or for nothing.
fn purse(
    deps: Deps,
    config: &Config,
    tenant: &Addr,
    demand: &Demand,
    way: &Way,
) -> Result<Option<PurseResponse>, ContractError> {
    let at_once = match way {
        Way::Book { time_in_force, .. } => *time_in_force == TimeInForce::Fok,
        Way::Named { .. } => true,
        Way::Rest { .. } | Way::Auction { .. } => false,
    };
    if at_once && demand.account != Payer::Newest {
        return Ok(None);
    }
    let escrow = config.escrow(deps.api)?;
    let accounts = Accounts {
        address: &escrow,
        querier: deps.querier,
    };
    let purse = accounts.purse(tenant.as_str(), demand.account)?;
    ensure!(
        purse.asset == demand.asset,
        ContractError::Asset {
            found: purse.asset,
            named: demand.asset,
        }
    );
    Ok(Some(purse))
}

fn validate_named(named: &[Named]) -> Result<(), ContractError> {
    let bounds = Bounds {
        min: 1,
        max: MAX_NAMED,
    };
    let providers: Vec<ProviderId> = named.iter().map(|one| one.provider).collect();
    distinct("providers", &providers, bounds)?;
    Ok(())
}
