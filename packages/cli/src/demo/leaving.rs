//! The last act: everybody leaves, and nothing is left behind.

use cosmwasm_std::Addr;

use super::deeds::{self, code};
use super::error::DemoError;
use super::stage::Stage;
use crate::units::span;

/// Withdraws all asks, gives the bonds back, and redeems all credit.
pub fn leave(stage: &mut Stage<'_>) -> Result<(), DemoError> {
    stage.teller.act("Everybody leaves")?;
    withdraw_asks(stage)?;
    return_bonds(stage)?;
    redeem_all(stage)
}

fn withdraw_asks(stage: &mut Stage<'_>) -> Result<(), DemoError> {
    let mut gone = 0;
    for supplier in &mut stage.suppliers {
        for ask in supplier.asks.drain(..) {
            deeds::withdraw_ask(&mut stage.world, &supplier.addr, ask.ask)?;
            gone += 1;
        }
    }
    stage.step(
        &format!("the providers withdraw their {gone} asks"),
        code::WITHDRAW_ASK,
    )
}

fn return_bonds(stage: &mut Stage<'_>) -> Result<(), DemoError> {
    let leaving: Vec<Addr> = stage.suppliers.iter().map(|one| one.addr.clone()).collect();
    for addr in &leaving {
        deeds::start_leaving(&mut stage.world, addr)?;
    }
    let unbonding = stage.world.settings.attestation.unbonding;
    stage.step(
        &format!(
            "the providers announce that they leave; their bonds stay for {}",
            span(unbonding)
        ),
        code::START_LEAVING,
    )?;
    stage.world.advance(unbonding.0);
    for addr in &leaving {
        deeds::withdraw_bond(&mut stage.world, addr)?;
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
        deeds::redeem(&mut stage.world, &addr, act)?;
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
