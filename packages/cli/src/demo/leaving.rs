//! The last act: everybody leaves, and nothing is left behind.

use cosmwasm_std::Addr;
use tender_interfaces::orderbook::OfferChange;

use super::deeds::{code, registry, supply, tenant};
use super::error::DemoError;
use super::stage::Stage;
use crate::units::span;

/// Takes all offers and cards back, gives the bonds back, and redeems all credit.
pub fn leave(stage: &mut Stage<'_>) -> Result<(), DemoError> {
    stage.teller.act("Everybody leaves")?;
    withdraw_everything(stage)?;
    return_bonds(stage)?;
    redeem_all(stage)
}

fn withdraw_everything(stage: &mut Stage<'_>) -> Result<(), DemoError> {
    let mut gone = 0;
    let suppliers = stage.suppliers.iter();
    let suppliers: Vec<_> = suppliers
        .map(|one| (one.addr.clone(), stage.offers(one)))
        .collect();
    for (addr, offers) in suppliers {
        let changes = offers
            .iter()
            .map(|one| OfferChange::Withdraw { class: one.of() });
        let changes: Vec<OfferChange> = changes.collect();
        gone += changes.len();
        supply::offer(&mut stage.world, &addr, changes)?;
        supply::withdraw_card(&mut stage.world, &addr)?;
    }
    stage.step(
        &format!("the providers withdraw their {gone} offers and their cards"),
        code::OFFER,
    )
}

fn return_bonds(stage: &mut Stage<'_>) -> Result<(), DemoError> {
    let providers: Vec<Addr> = stage.suppliers.iter().map(|one| one.addr.clone()).collect();
    let auditors: Vec<Addr> = stage
        .auditors
        .iter()
        .map(|name| stage.world.addr(name))
        .collect();
    for addr in &providers {
        registry::start_leaving(&mut stage.world, addr)?;
    }
    for addr in &auditors {
        registry::remove_auditor(&mut stage.world, addr)?;
    }
    let unbonding = stage.world.settings.attestation.unbonding;
    stage.step(
        &format!(
            "providers and auditors announce that they leave; their bonds stay for {}",
            span(unbonding)
        ),
        code::START_LEAVING,
    )?;
    stage.world.advance(unbonding.0);
    for addr in &providers {
        registry::withdraw_bond(&mut stage.world, addr)?;
    }
    for addr in &auditors {
        registry::withdraw_auditor_bond(&mut stage.world, addr)?;
    }
    stage.step(
        &format!("{} later they have their bonds back", span(unbonding)),
        code::WITHDRAW_BOND,
    )
}

fn redeem_all(stage: &mut Stage<'_>) -> Result<(), DemoError> {
    stage.feed();
    let providers = stage.suppliers.iter().map(|one| one.cast.name);
    let everybody: Vec<&str> = ["ana", "sue", "treasury"]
        .into_iter()
        .chain(providers)
        .collect();
    let mut redeemed = Vec::new();
    for name in everybody {
        let addr = stage.world.addr(name);
        let act = stage.world.act(&addr);
        if act < 2 {
            continue;
        }
        tenant::redeem(&mut stage.world, &addr, act)?;
        redeemed.push(name);
    }
    if redeemed.is_empty() {
        return stage.step("nobody holds credit", code::REDEEM);
    }
    stage.step(
        &format!(
            "the feeders report again; {} redeem their credit for AKT at the oracle's price",
            redeemed.join(", ")
        ),
        code::REDEEM,
    )
}
