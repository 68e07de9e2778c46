use cosmwasm_std::{Api, Event, StdResult, Storage};
use tender_interfaces::escrow::NewLease;
use tender_interfaces::events::AskChanged;
use tender_types::LeaseId;

use crate::book::{self, Standing};
use crate::engine::Fill;

/// Takes the units of `fill` out of its ask.
pub fn take_units(store: &mut dyn Storage, fill: &mut Fill) -> Event {
    // At most the free units: a fill is cut to them.
    let free = fill.standing.ask.free.saturating_sub(fill.units);
    book::set_free(store, &mut fill.standing, free);
    changed(&fill.standing)
}

/// The lease that `fill` becomes, at the ask's rate.
pub fn lease(api: &dyn Api, lease: LeaseId, fill: &Fill) -> StdResult<NewLease> {
    let standing = &fill.standing;
    Ok(NewLease {
        lease,
        provider: standing.ask.provider,
        payee: api.addr_humanize(&fill.eligible.payee)?.into(),
        class: standing.class,
        units: fill.units,
        rate: standing.rate,
        ask: Some(standing.ask.id),
        tier: fill.eligible.tier,
    })
}

/// Says how many units of the ask are free now.
pub fn changed(standing: &Standing) -> Event {
    AskChanged {
        ask: standing.ask.id,
        provider: standing.ask.provider,
        free: standing.ask.free,
    }
    .into()
}
