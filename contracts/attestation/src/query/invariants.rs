use cosmwasm_std::{Addr, Deps, Env, StdResult};
use cw20::{BalanceResponse, Cw20QueryMsg};
use tender_interfaces::attestation::{ProviderStatus, MAX_ATTESTATIONS};
use tender_interfaces::invariants::{Check, InvariantsResponse, Total};
use tender_storage::page_limit;
use tender_types::{Akt, Echo, ProviderId};

use crate::provider::{id_of, Provider};
use crate::state::{Config, AUDITORS, BONDED, CONFIG, EVIDENCE, NONCES};
use crate::{links, ContractError};

/// What holds of each provider.
struct Rule {
    /// As a sentence.
    name: &'static str,
    holds: fn(Deps, &Provider) -> Result<bool, ContractError>,
}

const RULES: [Rule; 5] = [
    Rule {
        name: "an address stands for the provider that names it",
        holds: addressed,
    },
    Rule {
        name: "who has left has no bond and is vouched for by nobody",
        holds: empty_handed,
    },
    Rule {
        name: "a bond unbonds exactly while its provider is leaving",
        holds: unbonding,
    },
    Rule {
        name: "an attestation has its evidence, a used nonce, and one place",
        holds: evidenced,
    },
    Rule {
        name: "no removed auditor vouches for anybody",
        holds: vouched_by_admitted,
    },
];

/// What must always hold of a page of providers, and of the registry.
pub fn invariants(
    deps: Deps,
    env: &Env,
    start_after: Option<String>,
    limit: Option<u32>,
) -> Result<InvariantsResponse, ContractError> {
    let config = CONFIG.load(deps.storage)?;
    let bonded = BONDED.load(deps.storage)?.amount;
    let after: Option<ProviderId> = start_after
        .map(|text| {
            let stray = |_| ContractError::StartAfter {
                text: Echo::of(&text),
            };
            text.parse().map_err(stray)
        })
        .transpose()?;
    let providers = super::page(deps, after, limit)?;
    let mut checks = RULES
        .iter()
        .map(|rule| judge(deps, rule, &providers))
        .collect::<Result<Vec<_>, _>>()?;
    checks.push(covered(deps, &env.contract.address, &config, bonded)?);
    checks.extend(links::checks(deps, &config)?);
    let bonds = providers.iter().map(|one| one.details.bond.0);
    let bonds = bonds.fold(0, u128::saturating_add);
    let full = providers.len() == page_limit(limit);
    let last = providers.last().filter(|_| full);
    Ok(InvariantsResponse {
        checks,
        sums: vec![total(Akt(bonds))],
        totals: vec![total(bonded)],
        next: last.map(|one| one.id.to_string()),
    })
}

fn judge(deps: Deps, rule: &Rule, providers: &[Provider]) -> Result<Check, ContractError> {
    let mut broken = vec![];
    for provider in providers {
        if !(rule.holds)(deps, provider)? {
            broken.push(provider.id.to_string());
        }
    }
    let detail = match broken.is_empty() {
        true => format!("{} providers", providers.len()),
        false => format!("not of providers {}", broken.join(", ")),
    };
    Ok(Check {
        name: rule.name.to_string(),
        holds: broken.is_empty(),
        detail,
    })
}

fn addressed(deps: Deps, provider: &Provider) -> Result<bool, ContractError> {
    Ok(id_of(deps.storage, &provider.row.address)? == Some(provider.id))
}

fn empty_handed(_: Deps, provider: &Provider) -> Result<bool, ContractError> {
    let nothing = provider.details.bond.is_zero()
        && !provider.row.bonded
        && provider.row.attestations.is_empty();
    Ok(provider.row.status != ProviderStatus::Left || nothing)
}

fn unbonding(_: Deps, provider: &Provider) -> Result<bool, ContractError> {
    let leaving = provider.row.status == ProviderStatus::Leaving;
    Ok(provider.details.unbonds_at.is_some() == leaving)
}

fn evidenced(deps: Deps, provider: &Provider) -> Result<bool, ContractError> {
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

fn vouched_by_admitted(deps: Deps, provider: &Provider) -> Result<bool, ContractError> {
    for row in &provider.row.attestations {
        if !AUDITORS.load(deps.storage, row.auditor.0)?.admitted {
            return Ok(false);
        }
    }
    Ok(true)
}

/// AKT sent here without a message belongs to nobody, so the balance may be above the bonds.
fn covered(deps: Deps, contract: &Addr, config: &Config, bonded: Akt) -> StdResult<Check> {
    let msg = Cw20QueryMsg::Balance {
        address: contract.to_string(),
    };
    let token = deps.api.addr_humanize(&config.token)?;
    let held: StdResult<BalanceResponse> = deps.querier.query_wasm_smart(token, &msg);
    let (holds, detail) = match held {
        Ok(BalanceResponse { balance }) => (
            Akt::from(balance) >= bonded,
            format!("{balance} uakt held, {bonded} uakt bonded"),
        ),
        Err(_) => (
            false,
            format!("the token does not say, {bonded} uakt bonded"),
        ),
    };
    Ok(Check {
        name: "every bond can be paid back".to_string(),
        holds,
        detail,
    })
}

fn total(bonds: Akt) -> Total {
    Total {
        name: "bonds, in uakt".to_string(),
        amount: bonds.into(),
    }
}
