//! What can be asked. Amounts that flow are computed for the moment of the question.

mod invariants;
mod lists;

use cosmwasm_std::{to_json_binary, Binary, CanonicalAddr, Deps, Env};
use tender_interfaces::escrow::{AccountResponse, ConfigResponse, LeaseResponse, QueryMsg};
use tender_types::{AccountId, Asset, LeaseId, LeaseKey, Timestamp};

use crate::account::{Account, Holder, Live};
use crate::state::{
    load_account, load_lease, AssetRow, Config, Lease, ASSETS, CONFIG, PAID, ROLES,
};
use crate::ContractError;

/// Any [`QueryMsg`].
pub fn query(deps: Deps, env: &Env, msg: QueryMsg) -> Result<Binary, ContractError> {
    let now = env.block.time.seconds();
    let answer = match msg {
        QueryMsg::Config {} => to_json_binary(&config(deps)?),
        QueryMsg::Account { account: id } => to_json_binary(&account_by_id(deps, now, id)?),
        QueryMsg::Accounts {
            owner,
            start_after,
            limit,
        } => to_json_binary(&lists::accounts(deps, now, owner, start_after, limit)?),
        QueryMsg::Sponsors {
            account,
            start_after,
            limit,
        } => to_json_binary(&lists::sponsors(deps, now, account, start_after, limit)?),
        QueryMsg::Lease { lease } => to_json_binary(&lease_by_key(deps, now, lease)?),
        QueryMsg::Leases {
            account,
            start_after,
            limit,
        } => to_json_binary(&lists::leases(deps, now, account, start_after, limit)?),
        QueryMsg::ProviderLeases {
            provider,
            start_after,
            limit,
        } => to_json_binary(&lists::of_provider(
            deps,
            now,
            provider,
            start_after,
            limit,
        )?),
        QueryMsg::Claimable { start_after, limit } => {
            to_json_binary(&lists::claimable(deps, start_after, limit)?)
        }
        QueryMsg::Roles {} => to_json_binary(&ROLES.query(deps.storage)?),
        QueryMsg::Invariants { start_after, limit } => {
            to_json_binary(&invariants::invariants(deps, env, start_after, limit)?)
        }
    };
    Ok(answer?)
}

fn config(deps: Deps) -> Result<ConfigResponse, ContractError> {
    let config = CONFIG.load(deps.storage)?;
    let human = |address: &CanonicalAddr| deps.api.addr_humanize(address).map(String::from);
    Ok(ConfigResponse {
        orderbook: config.orderbook.as_ref().map(human).transpose()?,
        auction: config.auction.as_ref().map(human).transpose()?,
        treasury: human(&config.treasury)?,
        assets: assets(deps, &config)?,
        params: config.params,
        paused: config.paused.classes(),
    })
}

/// Listed assets, by index.
fn assets(deps: Deps, config: &Config) -> Result<Vec<Asset>, ContractError> {
    let human = |address: &CanonicalAddr| deps.api.addr_humanize(address).map(String::from);
    let mut assets = vec![Asset::Cw20 {
        contract: human(&config.credit)?,
    }];
    for index in 1..config.assets {
        assets.push(match ASSETS.load(deps.storage, &index)? {
            AssetRow::Native { denom } => Asset::Native { denom },
            AssetRow::Cw20 { contract } => Asset::Cw20 {
                contract: human(&contract)?,
            },
        });
    }
    Ok(assets)
}

fn account_by_id(
    deps: Deps,
    now: Timestamp,
    id: AccountId,
) -> Result<AccountResponse, ContractError> {
    let config = CONFIG.load(deps.storage)?;
    account(deps, &config, id, load_account(deps.storage, id)?, now)
}

fn account(
    deps: Deps,
    config: &Config,
    id: AccountId,
    row: Account,
    now: Timestamp,
) -> Result<AccountResponse, ContractError> {
    let live = row.at(now)?;
    Ok(AccountResponse {
        account: id,
        owner: deps.api.addr_humanize(&live.account.owner)?.into(),
        asset: live.account.asset,
        balance: live.balance(),
        owners: live.value(Holder::Owner)?.micro_floor(),
        rate: live.account.stream.rate,
        clock: live.account.stream.clock,
        leases: live.account.leases,
        fees: live.account.fees.micro_floor(),
        funding: live.funding(config.params.grace),
    })
}

fn lease_by_key(deps: Deps, now: Timestamp, key: LeaseKey) -> Result<LeaseResponse, ContractError> {
    let live = load_account(deps.storage, key.account)?.at(now)?;
    let row = load_lease(deps.storage, key.account, key.lease)?;
    lease(deps, &live, key.account, key.lease, row)
}

fn lease(
    deps: Deps,
    live: &Live,
    account: AccountId,
    id: LeaseId,
    row: Lease,
) -> Result<LeaseResponse, ContractError> {
    let clock = live.account.stream.clock;
    let paid = PAID.load(deps.storage, &(row.provider, account, id))?.micro;
    Ok(LeaseResponse {
        lease: LeaseKey { account, lease: id },
        provider: row.provider,
        payee: deps.api.addr_humanize(&row.payee)?.into(),
        class: row.class,
        units: row.units,
        rate: row.rate,
        fee_rate: row.fee_rate,
        ask: row.ask,
        tier: row.tier,
        opened_at: row.opened_at,
        seconds: row.seconds(clock),
        paid,
        owed: row.owed(clock, paid)?,
        manifest_hash: row.manifest_hash,
    })
}
