use cosmwasm_std::{ensure, Addr, Deps, DepsMut, Env, Response, Storage};
use tender_guard::{bounded, canonical, Bounds, GuardError};
use tender_interfaces::escrow::{NewLease, Params, MAX_LEASES, MAX_PENDING};
use tender_interfaces::events::LeaseOpened;
use tender_math::{split_rate, Checked};
use tender_types::{AccountId, AssetIndex, LeaseId, LeaseKey, Seconds, Timestamp};

use crate::account::SyncedAccount;
use crate::state::{load_account, row_of, Config, Gang, Lease, Leg, ACCOUNTS, GANGS, LEASES};
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
    /// Whether the leases begin together.
    pub together: bool,
    /// The number of the first.
    pub first: LeaseId,
    /// The leases.
    pub leases: Vec<NewLease>,
}

/// Opens leases on an account of the tenant. They wait for their providers: nothing is billed, and the
/// account's runway counts them.
pub fn open_leases(
    deps: DepsMut,
    env: &Env,
    sender: &Addr,
    config: &Config,
    opening: &Opening,
) -> Result<Response, ContractError> {
    only_market(deps.as_ref(), config, sender)?;
    let few = Bounds {
        min: 1,
        max: MAX_PENDING,
    };
    bounded("leases", &opening.leases, few)?;

    let account = opening.account;
    let mut synced = load_account(deps.storage, account, Timestamp::now(env))?;
    payable(deps.as_ref(), &synced, opening)?;
    room(&synced, opening)?;

    let mut rows = vec![];
    for new in &opening.leases {
        let lease = terms(deps.as_ref(), env, config, &synced, opening, new)?;
        let key = LeaseKey {
            provider: new.provider,
            account,
            lease: synced.reserve(new.provider, new.rate)?,
        };
        rows.push((key, lease));
    }
    funded(&synced, config.params.min_runway)?;

    ACCOUNTS.save(deps.storage, &account, &synced.stored());
    save_gang(deps.storage, opening, &rows);
    let mut response = Response::new();
    for ((key, lease), new) in rows.into_iter().zip(&opening.leases) {
        LEASES.save(deps.storage, &row_of(key), &lease);
        let payee = new.payee.clone();
        response = response.add_event(opened(key, payee, lease, synced.runs_out_at()));
    }
    Ok(response)
}

fn only_market(deps: Deps, config: &Config, sender: &Addr) -> Result<(), ContractError> {
    let who = deps.api.addr_canonicalize(sender.as_str())?;
    let Some(orderbook) = &config.orderbook else {
        return Err(not_allowed("nobody".to_string()));
    };
    if *orderbook == who {
        return Ok(());
    }
    Err(not_allowed(deps.api.addr_humanize(orderbook)?.into()))
}

fn not_allowed(holder: String) -> ContractError {
    let role = "orderbook".to_string();
    ContractError::Guard(GuardError::NotAllowed { role, holder })
}

/// The account is the tenant's, of the asset that the order names, and has money.
fn payable(deps: Deps, synced: &SyncedAccount, opening: &Opening) -> Result<(), ContractError> {
    let account = opening.account;
    let row = synced.row();
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

/// The leases follow those that there were, and are not too many.
fn room(synced: &SyncedAccount, opening: &Opening) -> Result<(), ContractError> {
    let account = opening.account;
    let found = opening.first;
    let next = synced.row().last.next();
    let expected = next.or_overflow("the number of leases")?;
    ensure!(
        found == expected,
        ContractError::NotNext {
            account,
            expected,
            found,
        }
    );
    let waiting = synced.row().pending.len();
    let new = opening.leases.len();
    ensure!(
        waiting.saturating_add(new) <= MAX_PENDING,
        ContractError::TooManyPending { account, waiting }
    );
    let new = u32::try_from(new).unwrap_or(u32::MAX);
    ensure!(
        synced.all_leases().saturating_add(new) <= MAX_LEASES,
        ContractError::TooManyLeases { account }
    );
    Ok(())
}

/// The lease as it will be stored. Its take rate is today's, for as long as it runs.
fn terms(
    deps: Deps,
    env: &Env,
    config: &Config,
    synced: &SyncedAccount,
    opening: &Opening,
    new: &NewLease,
) -> Result<Lease, ContractError> {
    acceptable(new)?;
    let (start_within, min_run) = reserved(&config.params, new);
    let several = opening.together && opening.leases.len() > 1;
    Ok(Lease {
        payee: canonical(deps.api, &new.payee)?,
        rate: new.rate,
        fee_rate: split_rate(new.rate, config.params.take)?.fee,
        draw: new.draw.clone(),
        tier: new.tier,
        digest: new.digest.clone(),
        opened_at: synced.now(),
        opened_height: env.block.height,
        opened_clock: synced.clock(),
        start_within,
        instant: new.instant,
        min_run,
        notice: new.notice,
        rematch: new.rematch,
        slot: new.slot,
        gang: several.then_some(opening.first),
    })
}

/// It costs something, and its digest is one.
fn acceptable(new: &NewLease) -> Result<(), ContractError> {
    let provider = new.provider;
    ensure!(!new.rate.is_zero(), ContractError::NoRate { provider });
    let length = new.digest.len();
    ensure!(length == SHA256_BYTES, ContractError::Digest { length });
    Ok(())
}

/// In how many seconds it has to begin, and for how many it has to run then, within the runway that is
/// reserved for it. What an offer says beyond that is cut, not refused: otherwise one offer that begins too
/// late would stop every order that meets it. Half of the runway is always left to begin in.
fn reserved(params: &Params, new: &NewLease) -> (Seconds, Seconds) {
    let runway = params.min_runway;
    let half = Seconds(runway.0 / 2);
    let left = runway.saturating_sub(new.min_run).max(half);
    let start_within = new.start_within.min(left);
    let min_run = new.min_run.min(runway.saturating_sub(start_within));
    (start_within, min_run)
}

/// The balance covers the minimum runway of all leases together.
fn funded(synced: &SyncedAccount, min_runway: Seconds) -> Result<(), ContractError> {
    let needed = synced.needed(min_runway)?;
    if synced.row().balance >= needed {
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

/// Several that begin together have a row that says who is ready.
fn save_gang(store: &mut dyn Storage, opening: &Opening, rows: &[(LeaseKey, Lease)]) {
    if !rows.iter().any(|(_, lease)| lease.gang.is_some()) {
        return;
    }
    let leg = |(key, _): &(LeaseKey, Lease)| Leg {
        lease: key.lease,
        provider: key.provider,
        started_at: None,
    };
    let legs = rows.iter().map(leg).collect();
    GANGS.save(store, &(opening.account, opening.first), &Gang { legs });
}

fn opened(
    key: LeaseKey,
    payee: String,
    lease: Lease,
    runs_out_at: Option<Timestamp>,
) -> LeaseOpened {
    let start_until = lease.start_until();
    LeaseOpened {
        account: key.account,
        lease: key.lease,
        provider: key.provider,
        payee,
        units: lease.draw.gpus,
        card: lease.draw.card,
        rate: lease.rate,
        fee_rate: lease.fee_rate,
        tier: lease.tier,
        digest: lease.digest,
        start_until,
        runs_out_at,
    }
}
