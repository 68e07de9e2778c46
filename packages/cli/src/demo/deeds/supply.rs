//! What providers do with what they have.

use cosmwasm_std::Addr;
use tender_interfaces::orderbook::{CardChange, NewCard, OfferChange};
use tender_testkit::World;
use tender_types::LeaseKey;

use super::deed::{needs, refused, Deed};

/// A provider changes its offers, all of them or the story ends.
pub fn offer(world: &mut World, provider: &Addr, changes: Vec<OfferChange>) -> Deed<()> {
    let changed = needs("offering", world.offer(provider, changes))?.value;
    match changed.refused.into_iter().flatten().next() {
        None => Ok(()),
        Some(code) => Err(refused("an offer", code)),
    }
}

/// A provider sets its rate card.
pub fn set_card(world: &mut World, provider: &Addr, card: NewCard) -> Deed<()> {
    needs("a rate card", world.card(provider, CardChange::Set(card))).map(|_| ())
}

/// A provider takes its rate card back.
pub fn withdraw_card(world: &mut World, provider: &Addr) -> Deed<()> {
    let change = CardChange::Withdraw {};
    needs("withdrawing a rate card", world.card(provider, change)).map(|_| ())
}

/// A provider says that a lease is ready.
pub fn start(world: &mut World, provider: &Addr, lease: LeaseKey) -> Deed<()> {
    needs("starting the lease", world.start(provider, &[lease])).map(|_| ())
}

/// A provider takes what it has earned.
pub fn withdraw(world: &mut World, provider: &Addr, lease: LeaseKey) -> Deed<()> {
    needs("the withdrawal", world.withdraw(provider, &[lease])).map(|_| ())
}
