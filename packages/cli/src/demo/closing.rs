//! After the last act: receipts, prices elsewhere, gas, and whether everything holds.

use serde_json::json;
use tender_interfaces::bme::{QueryMsg, SupplyResponse};
use tender_market::text::quoted;
use tender_testkit::Contract;
use tender_types::Rate;

use super::error::DemoError;
use super::receipt::{self, Receipt};
use super::rented::Rental;
use super::stage::Stage;
use super::totals::Totals;
use super::{gas, held};
use crate::clouds::{Clouds, Part};
use crate::units::micro;

/// Tells receipts, prices elsewhere and gas, and asks every contract whether its invariants hold.
pub fn close(stage: &mut Stage<'_>, clouds: &Clouds) -> Result<(), DemoError> {
    if !stage.receipts.is_empty() {
        receipts(stage)?;
        compare(stage, clouds)?;
    }
    gas(stage)?;
    finish(stage)
}

fn receipts(stage: &mut Stage<'_>) -> Result<(), DemoError> {
    stage.teller.act("Receipts")?;
    for rental in &stage.rentals {
        let own = stage.receipts.iter();
        let own: Vec<&Receipt> = own.filter(|one| one.group == rental.group).collect();
        let group = stage
            .teller
            .set("    ", &format!("group {}", quoted(&rental.group)));
        stage.teller.table(&(group + &receipt::table(&own)))?;
        for receipt in own {
            stage.teller.print("", || receipt.json())?;
        }
    }
    Ok(())
}

/// What whole groups cost elsewhere.
fn compare(stage: &mut Stage<'_>, clouds: &Clouds) -> Result<(), DemoError> {
    stage
        .teller
        .act("The same elsewhere: all lines of a group, on demand, an hour")?;
    let style = stage.teller.manner().style;
    for rental in &stage.rentals {
        let here = rental.rented.iter();
        let here: Vec<(String, Rate)> = here
            .map(|one| {
                (
                    format!("{} from {}", one.way.phrase(), one.provider),
                    one.rate,
                )
            })
            .collect();
        let parts = parts(rental);
        let title = rental.rented.first().map(|one| one.hardware());
        let title = title.filter(|words| !words.is_empty());
        let title = format!(
            "group {}: {}{}",
            quoted(&rental.group),
            title.map_or_else(String::new, |words| format!("{words}, ")),
            Totals::lines(&rental.lines).summary(),
        );
        let heading = stage.teller.set("    ", &title);
        let text = heading + &clouds.table(&parts, &here, style);
        let prices = clouds.rows(&parts);
        stage.teller.print(
            &text,
            || json!({"kind": "elsewhere", "group": rental.group, "prices": prices}),
        )?;
    }
    Ok(())
}

/// Each line, with the class that served it by card.
fn parts(rental: &Rental) -> Vec<Part> {
    let classes = rental.rented.first().map(|one| one.classes.as_slice());
    let mut classes = classes.unwrap_or_default().iter();
    let part = |line| {
        let totals = Totals::of(line);
        let class = (totals.gpus > 0).then(|| classes.next().cloned().unwrap_or_default());
        Part {
            class,
            gpus: totals.gpus,
            cpu_milli: totals.cpu_milli,
            memory_mib: totals.memory_mib,
        }
    };
    rental.lines.iter().map(part).collect()
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

/// What burned for good, what is left where, and whether everything holds that must.
fn finish(stage: &mut Stage<'_>) -> Result<(), DemoError> {
    let supply: SupplyResponse = stage.world.query(Contract::Bme, &QueryMsg::Supply {});
    let ledger = stage.world.invariants();
    if !ledger.broken.is_empty() {
        return Err(DemoError::Invariants(ledger.broken.join("\n")));
    }
    let held = held::by_contracts(&stage.world)?;
    stage.teller.act("What is left")?;
    let mut text = String::new();
    let amounts = [
        ("AKT burned for credit", supply.akt_burned.0, "AKT"),
        ("AKT minted for credit", supply.akt_minted.0, "AKT"),
        ("net AKT burned", supply.net_akt_burned.0, "AKT"),
        ("AKT burned of bonds", stage.bonds_burned, "AKT"),
        ("credit in existence", supply.act_supply.0, "ACT"),
        ("in all contracts", held.akt, "AKT"),
        ("", held.act, "ACT"),
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
    let burned = stage.bonds_burned.to_string();
    stage.teller.print(&text, || {
        json!({"kind": "end", "micro_akt_burned": supply.akt_burned, "micro_akt_minted": supply.akt_minted,
            "micro_akt_net_burned": supply.net_akt_burned, "micro_akt_burned_of_bonds": burned,
            "micro_act_supply": supply.act_supply,
            "micro_akt_in_contracts": held.akt.to_string(), "micro_act_in_contracts": held.act.to_string(),
            "invariants_held": ledger.held, "invariants_broken": 0, "groups_not_served": unserved})
    })
}
