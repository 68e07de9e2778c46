//! After the last act: receipts, prices elsewhere, gas, and whether everything holds.

use serde_json::json;
use tender_interfaces::bme::{QueryMsg, SupplyResponse};
use tender_testkit::Contract;

use super::error::DemoError;
use super::gas;
use super::stage::Stage;
use crate::clouds::Clouds;
use crate::units::micro;

/// Tells receipts, prices elsewhere and gas, and asks every contract whether its invariants hold.
pub fn close(stage: &mut Stage<'_>, clouds: &Clouds) -> Result<(), DemoError> {
    receipts(stage)?;
    compare(stage, clouds)?;
    gas(stage)?;
    finish(stage)
}

fn receipts(stage: &mut Stage<'_>) -> Result<(), DemoError> {
    if stage.receipts.is_empty() {
        return Ok(());
    }
    stage.teller.act("Receipts")?;
    for receipt in stage.receipts.clone() {
        stage.teller.print(&receipt.text(), || receipt.json())?;
    }
    Ok(())
}

/// What the same hardware costs elsewhere.
fn compare(stage: &mut Stage<'_>, clouds: &Clouds) -> Result<(), DemoError> {
    if stage.receipts.is_empty() {
        return Ok(());
    }
    stage.teller.act("The same hardware elsewhere")?;
    let mut classes: Vec<String> = stage.receipts.iter().map(|one| one.class.clone()).collect();
    classes.sort();
    classes.dedup();
    for class in classes {
        let here = stage.receipts.iter();
        let here = here.filter(|receipt| receipt.class == class);
        let here: Vec<_> = here
            .map(|receipt| (receipt.way.name(), receipt.unit_rate()))
            .collect();
        let text = clouds.table(&class, &here, stage.teller.manner().style);
        let rows = clouds.rows(&class);
        stage.teller.print(
            &text,
            || json!({"kind": "elsewhere", "class": class, "prices": rows}),
        )?;
    }
    Ok(())
}

fn gas(stage: &mut Stage<'_>) -> Result<(), DemoError> {
    let manner = stage.teller.manner();
    let folded = !manner.verbose && !manner.json;
    let rows = gas::rows(&stage.world, stage.opening, folded);
    stage
        .teller
        .act("Gas, as wasmd charges it; less where a chain pins the contracts in memory")?;
    let json = gas::json(&rows);
    stage
        .teller
        .print(&gas::table(&rows), || json!({"kind": "gas", "jobs": json}))
}

/// What burned for good, and whether everything holds that must.
fn finish(stage: &mut Stage<'_>) -> Result<(), DemoError> {
    let supply: SupplyResponse = stage.world.query(Contract::Bme, &QueryMsg::Supply {});
    let ledger = stage.world.invariants();
    if !ledger.broken.is_empty() {
        return Err(DemoError::Invariants(ledger.broken.join("\n")));
    }
    stage.teller.act("What is left")?;
    let mut text = String::new();
    let amounts = [
        ("AKT burned for credit", supply.akt_burned.0, "AKT"),
        ("AKT minted for credit", supply.akt_minted.0, "AKT"),
        ("net AKT burned", supply.net_akt_burned.0, "AKT"),
        ("credit in existence", supply.act_supply.0, "ACT"),
    ];
    for (what, amount, unit) in amounts {
        text.push_str(&format!("    {what:<24}{:>18} {unit}\n", micro(amount)));
    }
    let unserved = stage.unserved;
    let next = match unserved {
        0 => "next: tender demo YOUR.yaml, or tender demo --verbose".to_string(),
        1 => "nobody serves one group of the file: see above, change it, and try again".to_string(),
        more => format!(
            "nobody serves {more} groups of the file: see above, change them, and try again"
        ),
    };
    text.push_str(&format!(
        "    {:<24}{} of {} hold\n\n    {next}\n",
        "invariants", ledger.held, ledger.held,
    ));
    stage.teller.print(&text, || {
        json!({"kind": "end", "micro_akt_burned": supply.akt_burned, "micro_akt_minted": supply.akt_minted,
            "micro_akt_net_burned": supply.net_akt_burned, "micro_act_supply": supply.act_supply,
            "invariants_held": ledger.held, "invariants_broken": 0, "groups_not_served": unserved})
    })
}
