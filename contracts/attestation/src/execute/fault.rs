use cosmwasm_std::{Addr, Api, CanonicalAddr, DepsMut, Env, Event, Response, Storage};
use tender_guard::canonical;
use tender_interfaces::events::{ClaimBooked, ProviderFaulted};
use tender_types::{Akt, ProviderId, Timestamp};

use crate::held::{self, Purse};
use crate::links::only_orderbook;
use crate::provider::Provider;
use crate::state::{Config, PROVIDERS};
use crate::status::{next_status, Step};
use crate::ContractError;

/// A fault as the orderbook reports it.
pub struct Fault {
    /// Who failed.
    pub provider: ProviderId,
    /// What it costs, before doubling.
    pub slash: Akt,
    /// Who is compensated.
    pub tenant: Option<String>,
    /// With how much at most.
    pub compensation: Akt,
    /// What is locked of the bond now.
    pub locked: Akt,
}

/// The orderbook reports a fault. This runs while a lease closes, and so refuses nothing that a report
/// can say: who is not there, or has no bond, has nothing to lose.
pub fn fault(
    deps: DepsMut,
    env: &Env,
    sender: &Addr,
    config: &Config,
    report: Fault,
) -> Result<Response, ContractError> {
    only_orderbook(deps.as_ref(), config, sender)?;
    let payee = report.tenant.as_deref();
    let payee = payee.and_then(|text| canonical(deps.api, text).ok());
    let tenant = report.tenant.filter(|_| payee.is_some());
    let tenant = tenant.unwrap_or_default();
    if PROVIDERS
        .may_load(deps.storage, &report.provider)?
        .is_none()
    {
        return Ok(Response::new().add_event(nobody(report.provider, tenant)));
    }
    let mut provider = Provider::load(deps.storage, report.provider)?;
    let before = provider.row.status;
    let now = Timestamp::now(env);
    let due = strike(&mut provider, report.slash, now, config);
    let parts = split(due, report.compensation, payee.is_some());
    let booked = book(deps.storage, deps.api, &parts, payee.as_ref())?;
    provider.details.required = report.locked;
    provider.measure(deps.storage, config.params.min_bond)?;
    provider.save(deps.storage);

    let mut response = Response::new()
        .add_event(faulted(&provider, tenant, &parts))
        .add_event(provider.bond_changed());
    if provider.row.status != before {
        response = response.add_event(provider.status_changed());
    }
    Ok(response.add_events(booked.map(Event::from)))
}

/// Suspends an active provider, and takes what is due from its bond as far as that goes.
fn strike(provider: &mut Provider, slash: Akt, now: Timestamp, config: &Config) -> Akt {
    let status = provider.row.status;
    let faults = &mut provider.details.faults;
    let due = faults.strike(slash, status, now, &config.params);
    let slashed = due.min(provider.row.bond);
    faults.paid(slashed);
    provider.row.bond = provider.row.bond.saturating_sub(slashed);
    // Who is leaving, jailed or gone stays so.
    provider.row.status = next_status(status, Step::Suspend).unwrap_or(status);
    slashed
}

/// Where what was slashed goes.
struct Parts {
    slashed: Akt,
    compensated: Akt,
    burned: Akt,
}

fn split(slashed: Akt, compensation: Akt, payable: bool) -> Parts {
    let compensated = match payable {
        true => slashed.min(compensation),
        false => Akt::ZERO,
    };
    Parts {
        slashed,
        compensated,
        burned: slashed.saturating_sub(compensated),
    }
}

fn book(
    store: &mut dyn Storage,
    api: &dyn Api,
    parts: &Parts,
    payee: Option<&CanonicalAddr>,
) -> Result<Option<ClaimBooked>, ContractError> {
    held::burn_later(store, Purse::Bonds, parts.burned)?;
    match payee {
        Some(payee) => held::book(store, api, Purse::Bonds, parts.compensated, payee),
        None => Ok(None),
    }
}

fn faulted(provider: &Provider, tenant: String, parts: &Parts) -> Event {
    let faults = &provider.details.faults;
    ProviderFaulted {
        provider: provider.id,
        status: Some(provider.row.status),
        outage: faults.open.as_ref().map(|outage| outage.since),
        outages: faults.outages.into(),
        slashed: parts.slashed,
        tenant,
        compensated: parts.compensated,
        burned: parts.burned,
    }
    .into()
}

fn nobody(provider: ProviderId, tenant: String) -> Event {
    ProviderFaulted {
        provider,
        status: None,
        outage: None,
        outages: 0,
        slashed: Akt::ZERO,
        tenant,
        compensated: Akt::ZERO,
        burned: Akt::ZERO,
    }
    .into()
}
