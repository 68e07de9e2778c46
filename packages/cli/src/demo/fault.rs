//! A provider that wins and does not start: what it costs, and how it comes back.

use tender_interfaces::attestation::{
    ClaimableResponse, HoldingsResponse, ProviderResponse, ProviderStatus, QueryMsg,
};
use tender_interfaces::escrow::CloseReason;
use tender_interfaces::events::ProviderFaulted;
use tender_testkit::Contract;
use tender_types::{Akt, LeaseKey, ProviderId};

use super::deeds::{code, registry, supply, tenant};
use super::error::DemoError;
use super::stage::Stage;
use crate::units::{micro, span};

/// The time to start passes; the lease is closed, its provider pays for it, and what it pays is claimed
/// and burned.
pub fn not_started(stage: &mut Stage<'_>, lease: LeaseKey) -> Result<(), DemoError> {
    let name = stage.provider_name(lease.provider);
    let waited = super::lease::until_late(stage, lease);
    stage.world.advance(waited.0);
    let cat = stage.world.addr("cat");
    tenant::close_lease(&mut stage.world, &cat, lease, CloseReason::NotStarted)?;
    stage.faults += 1;
    let (slashed, compensated, burned) = costs(stage);
    let text = format!(
        "{} pass and {name} has not started; cat, a passer-by, closes the lease: ana pays nothing, and {name} loses {} AKT of its bond, {} for ana and {} to burn, and is out of the market for a while",
        span(waited),
        micro(slashed.0),
        micro(compensated.0),
        micro(burned.0),
    );
    stage.step(&text, code::CLOSE_LEASES)?;
    settle(stage)
}

/// What the fault of the last transaction cost: in all, for the tenant, to burn.
fn costs(stage: &Stage<'_>) -> (Akt, Akt, Akt) {
    let last = stage.world.recorder.steps().last();
    let events = last.into_iter().flat_map(|step| &step.result.events);
    let fault = events.flat_map(ProviderFaulted::try_from).next();
    fault.map_or_else(Default::default, |one| {
        (one.slashed, one.compensated, one.burned)
    })
}

/// What was slashed leaves the registry: to the tenant, and out of the world.
fn settle(stage: &mut Stage<'_>) -> Result<(), DemoError> {
    let (ana, cat) = (stage.world.addr("ana"), stage.world.addr("cat"));
    let address = ana.to_string();
    let query = QueryMsg::Claimable { address };
    let claimable: ClaimableResponse = stage.world.query(Contract::Attestation, &query);
    let held: HoldingsResponse = stage
        .world
        .query(Contract::Attestation, &QueryMsg::Holdings {});
    let mut told = vec![];
    if !claimable.amount.is_zero() {
        registry::claim(&mut stage.world, &ana, &ana)?;
        told.push("ana claims her part");
    }
    if !held.to_burn.is_zero() {
        registry::burn_slashed(&mut stage.world, &cat)?;
        stage.bonds_burned += held.to_burn.0;
        told.push("cat has the rest burned");
    }
    match told.is_empty() {
        true => Ok(()),
        false => stage.step(&told.join("; "), code::CLAIM),
    }
}

/// A suspended provider serves again, or so it says: it tops its bond up if it must, resumes, and posts
/// its offers anew, which a search that met them dead took out of the book.
pub fn come_back(stage: &mut Stage<'_>, provider: ProviderId) -> Result<(), DemoError> {
    let info = info(stage, provider);
    let Some(supplier) = stage.supplier(provider) else {
        return Ok(());
    };
    if info.status != ProviderStatus::Suspended {
        return Ok(());
    }
    let (addr, name) = (supplier.addr.clone(), supplier.cast.name);
    let offers = stage.offers(supplier);
    let resumes_at = info.resumes_at.unwrap_or_default();
    let wait = resumes_at.since(stage.world.now());
    stage.world.advance(wait.0);
    let missing = info.required.saturating_sub(info.bond);
    if !missing.is_zero() {
        registry::top_up_bond(&mut stage.world, &addr, provider, missing.0)?;
    }
    registry::resume(&mut stage.world, &addr)?;
    supply::offer(&mut stage.world, &addr, offers)?;
    let text = format!("{name} says that it serves again, and posts its offers anew");
    stage.step(&text, code::RESUME)
}

fn info(stage: &Stage<'_>, provider: ProviderId) -> ProviderResponse {
    stage.world.provider_info(provider)
}
