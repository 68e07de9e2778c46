//! What a lease cost, to the unit: deposited = paid + fees + burned + refunded.

use cosmwasm_std::Event;
use serde_json::json;
use tender_interfaces::events;
use tender_types::{AccountId, Bps, LeaseKey, ProviderId, Rate};

use super::stage::{needs, Stage};
use super::tenancy::Wanted;
use super::DemoError;
use crate::units::{micro, per_hour, span, unit_name};

/// How a lease was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// The cheapest standing ask.
    Book,
    /// The lowest bid.
    Auction,
}

impl Way {
    /// In a word.
    pub fn name(self) -> &'static str {
        match self {
            Self::Book => "book",
            Self::Auction => "auction",
        }
    }
}

/// A lease that ended, and its account. Micro-ACT.
#[derive(Clone, Debug)]
pub struct Receipt {
    /// The group of the file.
    pub group: String,
    /// How it was found.
    pub way: Way,
    /// Which lease.
    pub lease: LeaseKey,
    /// Who served it.
    pub provider: &'static str,
    /// What was leased.
    pub class: String,
    /// How much of it.
    pub units: u32,
    /// What all units cost.
    pub rate: Rate,
    /// Funded seconds.
    pub seconds: u64,
    /// Paid in by everybody.
    pub deposited: u128,
    /// Paid to the provider.
    pub paid: u128,
    /// Fees to the treasury.
    pub fees: u128,
    /// Fees burned.
    pub burned: u128,
    /// Back to those who paid in.
    pub refunded: u128,
}

/// Collects the fees of a closed account, so that its part of them is known to the unit, and adds
/// the lease up from the events of its life.
pub fn settle(
    stage: &mut Stage<'_>,
    way: Way,
    wanted: &Wanted,
    lease: LeaseKey,
    provider: ProviderId,
) -> Result<(), DemoError> {
    let cat = stage.world.addr("cat");
    needs("collecting fees", stage.world.collect_fees(&cat, &[]))?;
    let params = stage.world.settings.escrow;
    let text = format!(
        "cat lets the escrow split the protocol's fee, {} of what was paid: {} of it is burned, the rest goes to the treasury",
        percent(params.take),
        percent(params.burn),
    );
    stage.step(&text, "contracts/escrow/src/execute/collect_fees.rs")?;
    let mut receipt = Receipt {
        group: wanted.group.clone(),
        way,
        lease,
        provider: stage.provider_name(provider),
        class: String::new(),
        units: 0,
        rate: Rate::ZERO,
        seconds: 0,
        deposited: 0,
        paid: 0,
        fees: 0,
        burned: 0,
        refunded: 0,
    };
    // The fees of this account are the only ones in the pot: it is emptied after every lease.
    let mut class = None;
    for step in stage.world.recorder.steps() {
        for event in &step.result.events {
            class = class.or_else(|| opened(event, lease).map(|opened| opened.class));
            receipt.add(event);
        }
    }
    receipt.class = class.map_or_else(String::new, |class| stage.class_name(class));
    receipt.fees_of_last_split(stage);
    let left = stage.world.act(&stage.world.at.escrow.clone());
    receipt.verify(left)?;
    stage.receipts.push(receipt);
    Ok(())
}

fn percent(share: Bps) -> String {
    format!("{} %", share.0 / 100)
}

fn opened(event: &Event, lease: LeaseKey) -> Option<events::LeaseOpened> {
    let opened = events::LeaseOpened::try_from(event).ok()?;
    (opened.lease == lease.lease).then_some(opened)
}

impl Receipt {
    /// Adds what an event says of this lease or its account.
    fn add(&mut self, event: &Event) {
        let own = |account: AccountId| account == self.lease.account;
        if let Ok(event) = events::AccountOpened::try_from(event) {
            if own(event.account) {
                self.deposited += event.balance.u128();
            }
        } else if let Ok(event) = events::Deposited::try_from(event) {
            if own(event.account) {
                self.deposited += event.amount.u128();
            }
        } else if let Ok(event) = events::LeasePaid::try_from(event) {
            if own(event.account) {
                self.paid += event.amount.u128();
            }
        } else if let Ok(event) = events::TakenBack::try_from(event) {
            if own(event.account) {
                self.refunded += event.amount.u128();
            }
        } else if let Ok(event) = events::AccountClosed::try_from(event) {
            if own(event.account) {
                self.refunded += event.refunded.u128();
            }
        } else if let Ok(event) = events::LeaseClosed::try_from(event) {
            if own(event.account) {
                self.paid += event.amount.u128();
                self.seconds = event.seconds;
            }
        } else if let Some(event) = opened(event, self.lease) {
            self.units = event.units;
            self.rate = event.rate;
        }
    }

    fn fees_of_last_split(&mut self, stage: &Stage<'_>) {
        let last = stage.world.recorder.steps().last();
        let events = last.map_or(&[][..], |step| step.result.events.as_slice());
        for split in events
            .iter()
            .filter_map(|event| events::FeesSplit::try_from(event).ok())
        {
            self.burned += split.burned.u128();
            self.fees += split.treasury.u128();
        }
    }

    /// Everything that came in went out, and nothing is left in the escrow.
    fn verify(&self, left: u128) -> Result<(), DemoError> {
        let out = self.paid + self.fees + self.burned + self.refunded;
        match out == self.deposited && left == 0 {
            true => Ok(()),
            false => Err(DemoError::Receipt {
                lease: self.lease.lease.to_string(),
                detail: format!("{self:?}, and the escrow holds {left} micro-ACT"),
            }),
        }
    }

    /// What one unit cost.
    pub fn unit_rate(&self) -> Rate {
        Rate(self.rate.u128() / u128::from(self.units.max(1)))
    }
}

/// All receipts.
pub fn print_all(stage: &mut Stage<'_>) -> Result<(), DemoError> {
    if stage.receipts.is_empty() {
        return Ok(());
    }
    stage.teller.act("Receipts")?;
    for receipt in stage.receipts.clone() {
        let unit = unit_name(&receipt.class);
        let mut text = format!(
            "    lease {} ({}, group '{}'): {} × {} from {}\n    {} of service at {} per {unit}\n",
            receipt.lease.lease,
            receipt.way.name(),
            receipt.group,
            receipt.units,
            receipt.class,
            receipt.provider,
            span(receipt.seconds),
            per_hour(receipt.unit_rate()),
        );
        let rows = [
            ("deposited", receipt.deposited),
            ("= paid to the provider", receipt.paid),
            ("+ fees to the treasury", receipt.fees),
            ("+ fees burned", receipt.burned),
            ("+ refunded", receipt.refunded),
        ];
        for (what, amount) in rows {
            text.push_str(&format!("      {what:<24}{:>18} ACT\n", micro(amount)));
        }
        text.push('\n');
        stage.teller.print(&text, || {
            json!({"kind": "receipt", "lease": receipt.lease.lease, "account": receipt.lease.account,
                "group": receipt.group, "way": receipt.way.name(), "provider": receipt.provider,
                "class": receipt.class, "units": receipt.units, "seconds": receipt.seconds,
                "usd_per_unit_hour": per_hour(receipt.unit_rate()).trim_start_matches('$'),
                "micro_act": {"deposited": receipt.deposited.to_string(), "paid": receipt.paid.to_string(),
                    "fees": receipt.fees.to_string(), "burned": receipt.burned.to_string(),
                    "refunded": receipt.refunded.to_string()}})
        })?;
    }
    Ok(())
}
