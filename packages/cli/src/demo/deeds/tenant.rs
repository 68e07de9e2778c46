//! What tenants do, and what anyone may do for them.

use cosmwasm_std::{Addr, HexBinary};
use tender_interfaces::bme::{DepositTo, QueryMsg as BmeQuery, RedeemQuoteResponse};
use tender_interfaces::demand::Demand;
use tender_interfaces::escrow::CloseReason;
use tender_interfaces::events::{LeasePromised, OrderPlaced};
use tender_interfaces::orderbook::{ExecuteMsg, Placed, Way};
use tender_testkit::{Contract, Order, World};
use tender_types::{AccountId, Act, LeaseKey};

use super::deed::{needs, refused, Deed};

/// AKT is burned for credit in a new account.
pub fn open_account(world: &mut World, who: &Addr, akt: u128) -> Deed<AccountId> {
    let minted = world.mint_account(who, akt);
    needs("burning AKT into an account", minted).map(|done| done.value)
}

/// AKT is burned for credit in an account that is there.
pub fn deposit(world: &mut World, who: &Addr, akt: u128, account: AccountId) -> Deed<()> {
    let to = Some(DepositTo::Account { account });
    needs("the deposit", world.mint_with(who, akt, 0, to)).map(|_| ())
}

/// A sponsor takes out what was not spent of its deposit.
pub fn withdraw_deposit(world: &mut World, who: &Addr, account: AccountId) -> Deed<()> {
    let withdrawn = world.withdraw_deposit(who, account, None);
    needs("withdrawing a deposit", withdrawn).map(|_| ())
}

/// Credit is burned for AKT at the oracle's price.
pub fn redeem(world: &mut World, who: &Addr, act: u128) -> Deed<()> {
    let quote = BmeQuery::QuoteRedeem { amount: Act(act) };
    let quote: RedeemQuoteResponse = world.query(Contract::Bme, &quote);
    let out = quote.out.0;
    needs("redeeming", world.redeem(who, act, out)).map(|_| ())
}

/// A tenant places an order.
pub fn place_order(world: &mut World, tenant: &Addr, demand: Demand, way: Way) -> Deed<Placed> {
    let order = Order { demand, way };
    needs("the order", world.place(tenant, &order)).map(|done| done.value)
}

/// Anyone has the order of a lease that never began matched anew: the new lease.
pub fn rematch(world: &mut World, who: &Addr, lease: LeaseKey) -> Deed<LeaseKey> {
    let told = said(world, lease);
    let (order, promised) = told.ok_or_else(|| refused("matching anew", "no event".to_string()))?;
    let msg = ExecuteMsg::Rematch {
        lease,
        order,
        promised,
    };
    let placed = world.call_for_data::<_, Placed>(who, Contract::Orderbook, &msg);
    let placed = needs("matching anew", placed)?.value;
    let first = placed.leases.first().copied();
    first.ok_or_else(|| refused("matching anew", "no lease".to_string()))
}

/// The order and the promise of a lease, from the events of the transaction that opened it.
fn said(world: &World, lease: LeaseKey) -> Option<(HexBinary, HexBinary)> {
    world.recorder.steps().iter().rev().find_map(|step| {
        let events = &step.result.events;
        let promised = events.iter().flat_map(LeasePromised::try_from);
        let promised = promised.into_iter().find(|event| event.lease == lease)?;
        let order = events.iter().flat_map(OrderPlaced::try_from).next()?;
        Some((order.order, promised.promised))
    })
}

/// Somebody closes a lease for a reason.
pub fn close_lease(
    world: &mut World,
    who: &Addr,
    lease: LeaseKey,
    reason: CloseReason,
) -> Deed<()> {
    needs("closing the lease", world.close_lease(who, lease, reason)).map(|_| ())
}

/// A tenant closes its account, with the leases on it, and has back what was not spent.
pub fn close_account(world: &mut World, tenant: &Addr, account: AccountId) -> Deed<()> {
    needs("closing the account", world.close_account(tenant, account)).map(|_| ())
}

/// Anybody lets the escrow split the protocol's fee.
pub fn collect_fees(world: &mut World, who: &Addr) -> Deed<()> {
    needs("collecting fees", world.collect_fees(who, &[])).map(|_| ())
}
