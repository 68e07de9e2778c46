//! What must always hold, over a page of providers.

use cosmwasm_std::{Addr, Deps, Env, Uint128};
use cw20::{BalanceResponse, Cw20QueryMsg};
use tender_interfaces::attestation::{ProviderStatus, MAX_ATTESTATIONS};
use tender_interfaces::invariants::{Check, InvariantsResponse, Total};
use tender_storage::page_limit;
use tender_types::ProviderId;

use crate::provider::{id_of, Provider};
use crate::state::{AUDITORS, BONDED, CONFIG, DETAILS, EVIDENCE, NONCES, PROVIDERS};
use crate::ContractError;

const BONDS: &str = "bonds, in uakt";

/// What holds of one provider, with the sentence that says it.
type Rule = (
    &'static str,
    fn(Deps<'_>, &Provider) -> Result<bool, ContractError>,
);

const RULES: [Rule; 5] = [
    (
        "an address stands for the provider that names it",
        addressed,
    ),
    (
        "who has left has no bond and is vouched for by nobody",
        empty_handed,
    ),
    (
        "a bond unbonds exactly while its provider is leaving",
        unbonding,
    ),
    (
        "an attestation has its evidence, a used nonce, and one place",
        evidenced,
    ),
    (
        "no removed auditor vouches for anybody",
        vouched_by_admitted,
    ),
];

/// Checks `limit` providers after `start_after`.
pub fn page(
    deps: Deps<'_>,
    env: &Env,
    start_after: Option<String>,
    limit: Option<u32>,
) -> Result<InvariantsResponse, ContractError> {
    let providers = load(deps, start_after, limit)?;
    let mut checks = RULES
        .iter()
        .map(|rule| judge(deps, rule, &providers))
        .collect::<Result<Vec<_>, _>>()?;
    let bonded = BONDED.load(deps.storage)?.amount;
    checks.push(covered(deps, &env.contract.address, bonded)?);
    let bonds = providers.iter().fold(Uint128::zero(), |sum, one| {
        sum.saturating_add(one.details.bond)
    });
    let full = providers.len() == page_limit(limit);
    let last = providers.last().filter(|_| full);
    Ok(InvariantsResponse {
        checks,
        sums: vec![total(bonds)],
        totals: vec![total(bonded)],
        next: last.map(|one| one.id.to_string()),
    })
}

fn load(
    deps: Deps<'_>,
    start_after: Option<String>,
    limit: Option<u32>,
) -> Result<Vec<Provider>, ContractError> {
    let after: Option<ProviderId> = start_after
        .map(|text| text.parse().map_err(|_| ContractError::StartAfter { text }))
        .transpose()?;
    PROVIDERS
        .page(deps.storage, &(), after.as_ref(), page_limit(limit))?
        .into_iter()
        .map(|(id, row)| {
            let details = DETAILS.load(deps.storage, id.0)?;
            Ok(Provider { id, row, details })
        })
        .collect()
}

fn judge(
    deps: Deps<'_>,
    (name, rule): &Rule,
    providers: &[Provider],
) -> Result<Check, ContractError> {
    let mut broken = vec![];
    for provider in providers {
        if !rule(deps, provider)? {
            broken.push(provider.id.to_string());
        }
    }
    let detail = match broken.is_empty() {
        true => format!("{} providers", providers.len()),
        false => format!("not of providers {}", broken.join(", ")),
    };
    Ok(Check {
        name: (*name).to_string(),
        holds: broken.is_empty(),
        detail,
    })
}

fn addressed(deps: Deps<'_>, provider: &Provider) -> Result<bool, ContractError> {
    Ok(id_of(deps.storage, &provider.row.address)? == Some(provider.id))
}

fn empty_handed(_: Deps<'_>, provider: &Provider) -> Result<bool, ContractError> {
    let nothing = provider.details.bond.is_zero()
        && !provider.row.bonded
        && provider.row.attestations.is_empty();
    Ok(provider.row.status != ProviderStatus::Left || nothing)
}

fn unbonding(_: Deps<'_>, provider: &Provider) -> Result<bool, ContractError> {
    let leaving = provider.row.status == ProviderStatus::Leaving;
    Ok(provider.details.unbonds_at.is_some() == leaving)
}

fn evidenced(deps: Deps<'_>, provider: &Provider) -> Result<bool, ContractError> {
    let rows = &provider.row.attestations;
    if rows.len() > MAX_ATTESTATIONS {
        return Ok(false);
    }
    for row in rows {
        let places = rows.iter().filter(|one| one.auditor == row.auditor).count();
        let key = (row.auditor.0, provider.id.0);
        let Some(statement) = EVIDENCE.may_load(deps.storage, key)? else {
            return Ok(false);
        };
        let used = NONCES.may_load(deps.storage, &(row.auditor, provider.id))?;
        let used = used.is_some_and(|used| statement.nonce <= used.last);
        let same = statement.tier == row.tier && statement.expires_at == row.expires_at;
        if places != 1 || !used || !same {
            return Ok(false);
        }
    }
    Ok(true)
}

fn vouched_by_admitted(deps: Deps<'_>, provider: &Provider) -> Result<bool, ContractError> {
    for row in &provider.row.attestations {
        if !AUDITORS.load(deps.storage, row.auditor.0)?.admitted {
            return Ok(false);
        }
    }
    Ok(true)
}

/// AKT sent here without a message belongs to nobody, so the balance may be above the bonds.
fn covered(deps: Deps<'_>, contract: &Addr, bonded: Uint128) -> Result<Check, ContractError> {
    let ask = Cw20QueryMsg::Balance {
        address: contract.to_string(),
    };
    let token = CONFIG.load(deps.storage)?.token;
    let held: BalanceResponse = deps.querier.query_wasm_smart(token, &ask)?;
    Ok(Check {
        name: "every bond can be paid back".to_string(),
        holds: held.balance >= bonded,
        detail: format!("{} uakt held, {bonded} uakt bonded", held.balance),
    })
}

fn total(amount: Uint128) -> Total {
    Total {
        name: BONDS.to_string(),
        amount,
    }
}
