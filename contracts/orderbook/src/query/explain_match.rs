use cosmwasm_std::{Addr, Deps, Env};
use tender_interfaces::attestation::Registry;
use tender_interfaces::demand::{Demand, ResolvedDemand};
use tender_interfaces::escrow::Accounts;
use tender_interfaces::orderbook::{
    self, BookCursor, Candidate, ExplainMatchResponse, DEFAULT_SCAN, MAX_SCAN,
};
use tender_market::resolve::{resolve, Properties};
use tender_types::{AccountId, Payer, Rate, Timestamp};

use crate::buying::Buying;
use crate::engine::{self, Fill, Looked, Reach, Search};
use crate::state::{Config, CONFIG};
use crate::ContractError;

/// Judges offers of the demanded classes as a take would, those above the ceilings too, and says what a
/// take that looks at the same offers would lease.
pub fn explain_match(
    deps: Deps,
    env: &Env,
    demand: &Demand,
    tenant: Option<String>,
    start_after: Option<BookCursor>,
    limit: Option<u32>,
) -> Result<ExplainMatchResponse, ContractError> {
    let config = CONFIG.load(deps.storage)?;
    let attestation = config.attestation(deps.api)?;
    let now = Timestamp::now(env);
    let buying = Buying::new(deps, &attestation, &config.params, now);
    let demand = resolved(deps, &config, buying.registry, demand, tenant)?;
    let search = Search {
        max_scan: limit.unwrap_or(DEFAULT_SCAN).clamp(1, MAX_SCAN),
        ..buying.search(&demand, Reach::Beyond, start_after)?
    };
    let mut candidates = vec![];
    engine::search(deps.storage, search, |looked| {
        candidates.push(candidate(looked));
    })?;
    let taking = Search {
        reach: Reach::Ceilings,
        ..search
    };
    let found = engine::search(deps.storage, taking, |_| {})?;
    let (_, gpu) = Search::of(&demand)?;
    let fill = |fill: &Fill| {
        let units = gpu.units(fill.replicas);
        orderbook::Fill {
            offer: fill.listing.key,
            units,
            rate: fill
                .listing
                .rate
                .checked_mul(units)
                .unwrap_or(Rate(u128::MAX)),
        }
    };
    Ok(ExplainMatchResponse {
        candidates,
        fills: found.fills.iter().map(fill).collect(),
        missing: found.missing,
        cut_short: found.cut_short,
    })
}

/// The demand with its names looked up. What does not depend on whose it is, is answered without asking.
pub fn resolved(
    deps: Deps,
    config: &Config,
    registry: Registry<'_>,
    demand: &Demand,
    tenant: Option<String>,
) -> Result<ResolvedDemand, ContractError> {
    let account = match (demand.account, tenant) {
        (Payer::Account(account), _) => account,
        (Payer::Newest, None) => AccountId::default(),
        (Payer::Newest, Some(tenant)) => {
            let escrow: Addr = config.escrow(deps.api)?;
            let accounts = Accounts {
                address: &escrow,
                querier: deps.querier,
            };
            accounts.purse(&tenant, Payer::Newest)?.account
        }
    };
    let properties = Properties::Allowed;
    Ok(resolve(demand, account, properties, registry, deps.api)?)
}

fn candidate(looked: &Looked) -> Candidate {
    let listing = &looked.listing;
    Candidate {
        offer: listing.key,
        rate: listing.rate,
        turn: listing.turn,
        free: listing.offer().map_or(0, |offer| offer.free),
        mismatch: looked.verdict.as_ref().err().cloned(),
    }
}
