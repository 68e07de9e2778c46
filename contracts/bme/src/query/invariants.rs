use cosmwasm_std::{CanonicalAddr, Deps, Env, StdResult};
use cw20::{Cw20QueryMsg, MinterResponse};
use tender_interfaces::invariants::{Check, InvariantsResponse, Total};
use tender_math::Checked;
use tender_storage::page_limit;
use tender_types::{Act, Echo};

use crate::state::{Balance, Config, Ledger, CONFIG, LEDGER};
use crate::{links, ContractError};

/// Whether the balances are the supply, whether credit can be redeemed at all, and whether the
/// contracts that this one works with are there.
pub fn invariants(
    deps: Deps,
    env: &Env,
    start_after: Option<String>,
    limit: Option<u32>,
) -> Result<InvariantsResponse, ContractError> {
    let config = CONFIG.load(deps.storage)?;
    let totals = LEDGER.load(deps.storage)?;
    let supply = totals.supply();
    let page = super::page(deps, start_after, limit)?;
    let full = page.len() == page_limit(limit);
    let last = page.last().filter(|_| full);
    let next = last.map(|(holder, _)| deps.api.addr_humanize(holder));
    let mut held = Act::ZERO;
    for (_, balance) in &page {
        held = held.checked_add(balance.amount).or_overflow("balances")?;
    }
    let mut checks = vec![
        no_more_burned_than_minted(supply.is_ok()),
        backed_by_what_was_burned(&totals),
        no_empty_rows(&page),
        may_mint_akt(deps, env, &config)?,
    ];
    checks.extend(links::checks(deps, &config)?);
    Ok(InvariantsResponse {
        checks,
        sums: vec![total(held)],
        totals: vec![total(supply.unwrap_or_default())],
        next: next.transpose()?.map(Into::into),
    })
}

fn no_more_burned_than_minted(holds: bool) -> Check {
    Check {
        name: "no more credit was redeemed and burned than minted".to_string(),
        holds,
        detail: "see the query 'supply'".to_string(),
    }
}

fn backed_by_what_was_burned(totals: &Ledger) -> Check {
    let burned = totals.akt_burned;
    let (holds, detail) = match totals.akt_behind() {
        Ok(behind) => (behind <= burned, format!("{behind} of {burned} micro-AKT")),
        Err(error) => (false, error.to_string()),
    };
    Check {
        name: "the AKT behind the credit was burned and is not minted again".to_string(),
        holds,
        detail,
    }
}

fn no_empty_rows(page: &[(CanonicalAddr, Balance)]) -> Check {
    let empty = page.iter().filter(|(_, row)| row.amount.is_zero()).count();
    Check {
        name: "no balance row is zero".to_string(),
        holds: empty == 0,
        detail: format!("{empty} of {} rows", page.len()),
    }
}

/// Without the right to mint, credit could not be redeemed.
fn may_mint_akt(deps: Deps, env: &Env, config: &Config) -> Result<Check, ContractError> {
    let token = deps.api.addr_humanize(&config.token)?;
    let answer: StdResult<Option<MinterResponse>> = deps
        .querier
        .query_wasm_smart(token, &Cw20QueryMsg::Minter {});
    let minter = answer.ok().flatten().map(|answer| answer.minter);
    let minter = minter.as_deref().unwrap_or("nobody");
    Ok(Check {
        name: "this contract is the minter of AKT".to_string(),
        holds: minter == env.contract.address.as_str(),
        detail: format!("the minter is {}", Echo::of(minter)),
    })
}

fn total(held: Act) -> Total {
    Total {
        name: "micro-ACT held".to_string(),
        amount: held.into(),
    }
}
