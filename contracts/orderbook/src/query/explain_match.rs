use cosmwasm_std::{Deps, Env};
use tender_interfaces::attestation::Registry;
use tender_interfaces::demand::Demand;
use tender_interfaces::orderbook::{Candidate, ExplainMatchResponse, DEFAULT_SCAN, MAX_SCAN};
use tender_market::resolve::resolve;
use tender_types::Timestamp;

use crate::book::StandingAsk;
use crate::engine::{Candidates, Found, Judge};
use crate::state::CONFIG;
use crate::ContractError;

/// Judges asks of the demanded classes as a take would, those above the ceilings too, and says how
/// many units a take of the same asks would fill.
pub fn explain_match(
    deps: Deps,
    env: &Env,
    demand: &Demand,
    limit: Option<u32>,
) -> Result<ExplainMatchResponse, ContractError> {
    let attestation = CONFIG.load(deps.storage)?.attestation(deps.api)?;
    let registry = Registry {
        address: &attestation,
        querier: deps.querier,
    };
    let demand = resolve(demand, registry, deps.api)?;
    let mut judge = Judge::new(&demand, registry, Timestamp::now(env));
    let mut found = Found::nothing(demand.units);
    let mut candidates = vec![];
    let mut asks = Candidates::of_classes(deps.storage, &demand);
    for _ in 0..limit.unwrap_or(DEFAULT_SCAN).min(MAX_SCAN) {
        let Some(standing) = asks.next().transpose()? else {
            break;
        };
        let mut candidate = candidate(&standing);
        candidate.mismatch = found.consider(standing, &mut judge)?;
        candidates.push(candidate);
    }
    Ok(ExplainMatchResponse {
        candidates,
        fillable: demand.units.saturating_sub(found.missing),
    })
}

fn candidate(standing: &StandingAsk) -> Candidate {
    Candidate {
        ask: standing.key(),
        class: standing.class,
        rate: standing.rate,
        free: standing.ask.free,
        mismatch: None,
    }
}
