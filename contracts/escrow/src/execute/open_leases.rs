use cosmwasm_std::{Addr, Deps, DepsMut, Env, HexBinary, Response, Storage, Uint128};
use tender_guard::{active, distinct, within, GuardError};
use tender_interfaces::escrow::{NewLease, MAX_LEASES};
use tender_interfaces::events::LeaseOpened;
use tender_interfaces::roles::ActionClass;
use tender_math::{split_rate, MathError};
use tender_types::{AccountId, AssetIndex, LeaseId, Rate, Seconds, Timestamp, PICO_PER_MICRO};

use crate::account::Live;
use crate::execute::BATCH;
use crate::state::{load_account, Config, Lease, Paid, ACCOUNTS, CONFIG, LEASES, PAID};
use crate::{validate, ContractError};

/// What the market asks for.
pub struct Opening {
    /// Who asked for the leases.
    pub tenant: String,
    /// The account that is to pay.
    pub account: AccountId,
    /// Its asset, as the order says.
    pub asset: AssetIndex,
    /// The manifest the leases run.
    pub manifest_hash: HexBinary,
    /// The leases.
    pub leases: Vec<NewLease>,
}

/// Opens leases on an account of the tenant.
pub fn open_leases(
    deps: DepsMut,
    env: &Env,
    sender: &Addr,
    opening: Opening,
) -> Result<Response, ContractError> {
    let config = CONFIG.load(deps.storage)?;
    active(config.paused, ActionClass::OpenLease)?;
    only_market(deps.as_ref(), &config, sender)?;
    let ids: Vec<LeaseId> = opening.leases.iter().map(|lease| lease.lease).collect();
    distinct("leases", &ids, BATCH)?;
    validate::manifest_hash(&opening.manifest_hash)?;

    let account = opening.account;
    let now = env.block.time.seconds();
    let mut live = load_account(deps.storage, account)?.at(now)?;
    payable(deps.as_ref(), &live, &opening)?;

    let mut rows = vec![];
    for new in &opening.leases {
        let lease = accept(
            deps.as_ref(),
            &config,
            &live,
            new,
            &opening.manifest_hash,
            now,
        )?;
        live.add_lease(lease.rate, lease.fee_rate)?;
        rows.push((new.lease, lease));
    }
    if live.account.leases > MAX_LEASES {
        return Err(ContractError::TooManyLeases { account });
    }
    funded(&live, config.params.min_runway)?;

    ACCOUNTS.save(deps.storage, &account, &live.stored());
    let runs_out_at = live.runs_out_at();
    let mut response = Response::new();
    for (id, lease) in rows {
        save(deps.storage, account, id, &lease)?;
        response = response.add_event(LeaseOpened {
            account,
            lease: id,
            provider: lease.provider,
            class: lease.class,
            units: lease.units,
            rate: lease.rate,
            fee_rate: lease.fee_rate,
            runs_out_at,
        });
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

/// The account is the tenant's, of the asset the order names, and has money.
fn payable(deps: Deps, live: &Live, opening: &Opening) -> Result<(), ContractError> {
    let account = opening.account;
    if live.account.owner != validate::canonical(deps.api, &opening.tenant)? {
        let owner = deps.api.addr_humanize(&live.account.owner)?.into();
        return Err(ContractError::NotOwner { account, owner });
    }
    if live.account.asset != opening.asset {
        return Err(ContractError::AssetMismatch {
            account,
            expected: live.account.asset,
            found: opening.asset,
        });
    }
    match live.starved_since() {
        Some(since) => Err(ContractError::AccountStarved { account, since }),
        None => Ok(()),
    }
}

/// The lease as it will be stored. Its take rate is today's, for as long as it runs.
fn accept(
    deps: Deps,
    config: &Config,
    live: &Live,
    new: &NewLease,
    manifest_hash: &HexBinary,
    now: Timestamp,
) -> Result<Lease, ContractError> {
    within("units", new.units, 1, u32::MAX)?;
    within("rate", new.rate, Rate(1), Rate(u128::MAX))?;
    let overflow = MathError::Overflow {
        what: "the lease's rate",
    };
    let rate = new.rate.checked_mul(new.units).ok_or(overflow)?;
    Ok(Lease {
        provider: new.provider,
        payee: validate::canonical(deps.api, &new.payee)?,
        class: new.class,
        units: new.units,
        rate,
        fee_rate: split_rate(rate, config.params.take)?.fee,
        ask: new.ask,
        tier: new.tier,
        manifest_hash: manifest_hash.clone(),
        opened_clock: live.account.stream.clock,
        opened_at: now,
    })
}

/// The balance covers the minimum runway of all leases together.
fn funded(live: &Live, min_runway: Seconds) -> Result<(), ContractError> {
    let needed = live.needed(min_runway)?;
    let balance = live.account.stream.balance;
    if balance >= needed {
        return Ok(());
    }
    let needed = Uint128::new(needed.0.div_ceil(PICO_PER_MICRO));
    let available = balance.micro_floor();
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
    if LEASES.may_load(store, &(account, id))?.is_some() {
        return Err(ContractError::LeaseExists { account, lease: id });
    }
    LEASES.save(store, &(account, id), lease);
    PAID.save(store, &(lease.provider, account, id), &Paid::default());
    Ok(())
}
