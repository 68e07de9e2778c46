use cosmwasm_std::{Deps, Env};
use tender_guard::canonical;
use tender_interfaces::escrow::PurseResponse;
use tender_math::Checked;
use tender_types::{AccountId, Echo, Payer, Timestamp};

use crate::state::{load_account, CONFIG, OWNED};
use crate::ContractError;

/// Which account of `tenant` pays, and what it can take on now.
pub fn purse(
    deps: Deps,
    env: &Env,
    tenant: &str,
    payer: Payer,
) -> Result<PurseResponse, ContractError> {
    let config = CONFIG.load(deps.storage)?;
    let account = match payer {
        Payer::Account(account) => account,
        Payer::Newest => newest(deps, tenant)?,
    };
    let synced = load_account(deps.storage, account, Timestamp::now(env))?;
    let row = synced.row();
    if row.owner != canonical(deps.api, tenant)? {
        let owner = deps.api.addr_humanize(&row.owner)?.into();
        return Err(ContractError::NotOwner { account, owner });
    }
    Ok(PurseResponse {
        account,
        asset: row.asset,
        next: row.last.next().or_overflow("the number of leases")?,
        rate: synced.affordable(config.params.min_runway),
    })
}

/// The account that the tenant opened last, of those that are there.
fn newest(deps: Deps, tenant: &str) -> Result<AccountId, ContractError> {
    let owner = canonical(deps.api, tenant)?;
    let last = OWNED.last(deps.storage, &owner)?;
    let account = last.map(|((_, account), _)| account);
    account.ok_or_else(|| ContractError::NoAccount {
        tenant: Echo::of(tenant),
    })
}
