use cosmwasm_std::{ensure, Addr, Deps, DepsMut, Env, HexBinary, Response, Storage};
use tender_guard::{canonical, distinct, GuardError};
use tender_interfaces::escrow::{NewLease, MAX_LEASES};
use tender_interfaces::events::LeaseOpened;
use tender_math::{split_rate, Checked};
use tender_types::{AccountId, AssetIndex, LeaseId, Seconds, Timestamp};

use super::BATCH;
use crate::account::SyncedAccount;
use crate::state::{load_account, Config, Lease, Paid, ACCOUNTS, LEASES, PAID};
use crate::ContractError;

const SHA256_BYTES: usize = 32;

/// What the market asks for.
pub struct Opening {
    /// Who asked for the leases.
    pub tenant: String,
    /// The account that is to pay.
    pub account: AccountId,
    /// Its asset, as the order says.
    pub asset: AssetIndex,
    /// The manifest that the leases run: its SHA-256.
    pub manifest_hash: HexBinary,
    /// The leases.
    pub leases: Vec<NewLease>,
}

/// Opens leases on an account of the tenant.
pub fn open_leases(
    deps: DepsMut,
    env: &Env,
    sender: &Addr,
    config: &Config,
    opening: &Opening,
) -> Result<Response, ContractError> {
    only_market(deps.as_ref(), config, sender)?;
    let ids: Vec<LeaseId> = opening.leases.iter().map(|new| new.lease).collect();
    distinct("leases", &ids, BATCH)?;
    let length = opening.manifest_hash.len();
    ensure!(
        length == SHA256_BYTES,
        ContractError::ManifestHash { length }
    );

    let account = opening.account;
    let now = Timestamp::now(env);
    let mut synced = load_account(deps.storage, account, now)?;
    payable(deps.as_ref(), &synced, opening)?;

    let mut rows = vec![];
    for new in &opening.leases {
        let lease = terms(deps.as_ref(), config, &synced, opening, new, now)?;
        synced.add_lease(lease.rate, lease.fee_rate)?;
        rows.push(lease);
    }
    ensure!(
        synced.account().leases <= MAX_LEASES,
        ContractError::TooManyLeases { account }
    );
    funded(&synced, config.params.min_runway)?;

    ACCOUNTS.save(deps.storage, &account, &synced.stored());
    let mut response = Response::new();
    for (new, lease) in opening.leases.iter().zip(rows) {
        save(deps.storage, account, new.lease, &lease)?;
        response = response.add_event(opened(account, new, lease, synced.runs_out_at()));
    }
    Ok(response)
}

fn only_market(deps: Deps, config: &Config, sender: &Addr) -> Result<(), ContractError> {
    let who = deps.api.addr_canonicalize(sender.as_str())?;
    let markets = [config.orderbook.as_ref(), config.auction.as_ref()];
    if markets.contains(&Some(&who)) {
        return Ok(());
    }
    let mut holders = vec![];
    for market in markets.into_iter().flatten() {
        holders.push(deps.api.addr_humanize(market)?.to_string());
    }
    if holders.is_empty() {
        holders.push("nobody".to_string());
    }
    Err(ContractError::Guard(GuardError::NotAllowed {
        role: "orderbook or auction".to_string(),
        holder: holders.join(" or "),
    }))
}

/// The account is the tenant's, of the asset that the order names, and has money.
fn payable(deps: Deps, synced: &SyncedAccount, opening: &Opening) -> Result<(), ContractError> {
    let account = opening.account;
    let row = synced.account();
    if row.owner != canonical(deps.api, &opening.tenant)? {
        let owner = deps.api.addr_humanize(&row.owner)?.into();
        return Err(ContractError::NotOwner { account, owner });
    }
    ensure!(
        row.asset == opening.asset,
        ContractError::AssetMismatch {
            account,
            expected: row.asset,
            found: opening.asset,
        }
    );
    match synced.starved_since() {
        Some(since) => Err(ContractError::AccountStarved { account, since }),
        None => Ok(()),
    }
}

/// The lease as it will be stored. Its take rate is today's, for as long as it runs.
fn terms(
    deps: Deps,
    config: &Config,
    synced: &SyncedAccount,
    opening: &Opening,
    new: &NewLease,
    now: Timestamp,
) -> Result<Lease, ContractError> {
    ensure!(
        new.units > 0 && !new.rate.is_zero(),
        ContractError::EmptyLease {
            lease: new.lease,
            units: new.units,
            rate: new.rate,
        }
    );
    let rate = new.rate.checked_mul(new.units);
    let rate = rate.or_overflow("the lease's rate")?;
    Ok(Lease {
        provider: new.provider,
        payee: canonical(deps.api, &new.payee)?,
        class: new.class,
        units: new.units,
        rate,
        fee_rate: split_rate(rate, config.params.take)?.fee,
        ask: new.ask,
        tier: new.tier,
        manifest_hash: opening.manifest_hash.clone(),
        opened_clock: synced.clock(),
        opened_at: now,
    })
}

/// The balance covers the minimum runway of all leases together.
fn funded(synced: &SyncedAccount, min_runway: Seconds) -> Result<(), ContractError> {
    let needed = synced.needed(min_runway)?;
    if synced.account().stream.balance >= needed {
        return Ok(());
    }
    let needed = needed.micro_ceil();
    let available = synced.balance();
    Err(ContractError::InsufficientRunway {
        needed,
        available,
        deposit_at_least: needed.saturating_sub(available),
    })
}

fn save(
    store: &mut dyn Storage,
    account: AccountId,
    id: LeaseId,
    lease: &Lease,
) -> Result<(), ContractError> {
    ensure!(
        LEASES.may_load(store, &(account, id))?.is_none(),
        ContractError::LeaseExists { account, lease: id }
    );
    LEASES.save(store, &(account, id), lease);
    PAID.save(store, &(lease.provider, account, id), &Paid::default());
    Ok(())
}

fn opened(
    account: AccountId,
    new: &NewLease,
    lease: Lease,
    runs_out_at: Option<Timestamp>,
) -> LeaseOpened {
    LeaseOpened {
        account,
        lease: new.lease,
        provider: lease.provider,
        payee: new.payee.clone(),
        class: lease.class,
        units: lease.units,
        rate: lease.rate,
        fee_rate: lease.fee_rate,
        ask: lease.ask,
        tier: lease.tier,
        manifest_hash: lease.manifest_hash,
        runs_out_at,
    }
}
