//! The last act: everybody leaves, and nothing is left behind.

use cosmwasm_std::Addr;
use serde_json::json;
use tender_interfaces::attestation::ExecuteMsg as Registry;
use tender_interfaces::bme::{QueryMsg, QuoteResponse, SupplyResponse};
use tender_testkit::Contract;

use super::stage::{needs, Stage};
use super::DemoError;
use crate::clouds::Clouds;
use crate::units::{micro, span};

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
            needs(
                "withdrawing an ask",
                stage.world.withdraw_ask(&supplier.addr, ask.ask),
            )?;
            gone += 1;
        }
    }
    stage.step(
        &format!("the providers withdraw their {gone} asks"),
        "contracts/orderbook/src/execute/withdraw_ask.rs",
    )
}

fn return_bonds(stage: &mut Stage<'_>) -> Result<(), DemoError> {
    let leaving: Vec<Addr> = stage.suppliers.iter().map(|one| one.addr.clone()).collect();
    for addr in &leaving {
        let left = stage
            .world
            .call(addr, Contract::Attestation, &Registry::StartLeaving {});
        needs("leaving", left)?;
    }
    let unbonding = stage.world.settings.attestation.unbonding;
    stage.step(
        &format!(
            "the providers announce that they leave; their bonds stay for {}",
            span(unbonding)
        ),
        "contracts/attestation/src/execute/start_leaving.rs",
    )?;
    stage.world.advance(unbonding);
    for addr in &leaving {
        let bond = stage
            .world
            .call(addr, Contract::Attestation, &Registry::WithdrawBond {});
        needs("taking the bond", bond)?;
    }
    stage.step(
        &format!("{} later they have their bonds back", span(unbonding)),
        "contracts/attestation/src/execute/withdraw_bond.rs",
    )
}

fn redeem_all(stage: &mut Stage<'_>) -> Result<(), DemoError> {
    stage.feed();
    let names = ["ana", "sue", "treasury"];
    let everybody = names
        .into_iter()
        .chain(stage.suppliers.iter().map(|one| one.cast.name));
    let mut redeemed = Vec::new();
    for name in everybody.collect::<Vec<_>>() {
        let addr = stage.world.addr(name);
        let act = stage.world.act(&addr);
        if act < 2 {
            continue;
        }
        let quote = QueryMsg::QuoteRedeem { amount: act.into() };
        let quote: QuoteResponse = stage.world.query(Contract::Bme, &quote);
        let out = quote.out.u128();
        needs("redeeming", stage.world.redeem(&addr, act, out))?;
        redeemed.push(name);
    }
    if redeemed.is_empty() {
        return stage.step("nobody holds credit", "contracts/bme/src/execute/redeem.rs");
    }
    stage.step(
        &format!(
            "the feeders report again; {} redeem their credit for AKT at the oracle's price",
            redeemed.join(", ")
        ),
        "contracts/bme/src/execute/redeem.rs",
    )
}

impl Stage<'_> {
    /// What the same hardware costs elsewhere.
    pub fn compare(&mut self, clouds: &Clouds) -> Result<(), DemoError> {
        if self.receipts.is_empty() {
            return Ok(());
        }
        self.teller.act("The same hardware elsewhere")?;
        let mut classes: Vec<String> = self.receipts.iter().map(|one| one.class.clone()).collect();
        classes.sort();
        classes.dedup();
        for class in classes {
            let here: Vec<_> = self
                .receipts
                .iter()
                .filter(|receipt| receipt.class == class)
                .map(|receipt| (receipt.way.name(), receipt.unit_rate()))
                .collect();
            let text = clouds.table(&class, &here);
            let rows = clouds.rows(&class);
            self.teller.print(
                &text,
                || json!({"kind": "elsewhere", "class": class, "prices": rows}),
            )?;
        }
        Ok(())
    }

    /// What burned for good, and whether everything holds that must.
    pub fn finish(&mut self) -> Result<(), DemoError> {
        let supply: SupplyResponse = self.world.query(Contract::Bme, &QueryMsg::Supply {});
        let ledger = self.world.invariants();
        if !ledger.broken.is_empty() {
            return Err(DemoError::Invariants(ledger.broken.join("\n")));
        }
        self.teller.act("What is left")?;
        let text = format!(
            "    AKT burned for credit   {:>18} AKT\n    AKT minted for credit   {:>18} AKT\n    net AKT burned          {:>18} AKT\n    credit in existence     {:>18} ACT\n    invariants              {} of {} hold\n    next: tender demo YOUR.yaml · tender sdl check --help\n",
            micro(supply.akt_burned.u128()),
            micro(supply.akt_minted.u128()),
            micro(supply.net_akt_burned.u128()),
            micro(supply.act_supply.u128()),
            ledger.held,
            ledger.held,
        );
        self.teller.print(&text, || {
            json!({"kind": "end", "micro_akt_burned": supply.akt_burned, "micro_akt_minted": supply.akt_minted,
                "micro_akt_net_burned": supply.net_akt_burned, "micro_act_supply": supply.act_supply,
                "invariants_held": ledger.held, "invariants_broken": 0})
        })
    }
}
