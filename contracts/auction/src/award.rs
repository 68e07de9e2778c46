//! Judging a winner anew, and asking `escrow` for its lease.

use cosmwasm_std::{Api, CanonicalAddr, Deps, WasmMsg};
use tender_interfaces::auction::Bid;
use tender_interfaces::demand::{Mismatch, ResolvedDemand};
use tender_interfaces::escrow::{Escrow, NewLease};
use tender_market::matching::judge_provider;
use tender_types::{OrderId, Timestamp};

use crate::state::{Config, Terms};
use crate::{registry, ContractError};

/// A bid whose provider is eligible now.
#[derive(Debug)]
pub struct Winner {
    pub bid: Bid,
    /// Its tier now, which may differ from the one it bid with.
    tier: u8,
    payee: CanonicalAddr,
}

/// Judges the provider of `bid` as it is now: nothing expired or revoked since it bid may win.
pub fn judge(
    deps: Deps,
    config: &Config,
    demand: &ResolvedDemand,
    bid: Bid,
    now: Timestamp,
) -> Result<Result<Winner, Mismatch>, ContractError> {
    let row = registry::provider(deps, config, bid.provider)?;
    let tier = judge_provider(demand, bid.class, row.as_ref(), now);
    Ok(match (tier, row) {
        (Ok(tier), Some(row)) => Ok(Winner {
            bid,
            tier,
            payee: row.address,
        }),
        (Err(mismatch), _) => Err(mismatch),
        (Ok(_), None) => Err(Mismatch::ProviderStatus {}),
    })
}

/// The message that opens the winner's lease for all units of the order, under the order's number.
pub fn open_lease(
    api: &dyn Api,
    config: &Config,
    order: OrderId,
    terms: &Terms,
    winner: &Winner,
) -> Result<WasmMsg, ContractError> {
    let lease = NewLease {
        lease: order.into(),
        provider: winner.bid.provider,
        payee: api.addr_humanize(&winner.payee)?.into_string(),
        class: winner.bid.class,
        units: terms.demand.units,
        rate: winner.bid.rate,
        ask: None,
        tier: winner.tier,
    };
    let escrow = Escrow(api.addr_humanize(&config.escrow)?);
    let tenant = api.addr_humanize(&terms.tenant)?;
    Ok(escrow.open_leases(&tenant, &terms.demand, vec![lease])?)
}
