//! Scenes that several attacks start from.

use cosmwasm_std::Addr;
use tender_interfaces::escrow::{
    Claimable, ClaimableResponse, ExecuteMsg, QueryMsg, Sponsor, SponsorsResponse,
};
use tender_testkit::{Ask, Catalog, Contract, Order, World};
use tender_types::{AccountId, AssetIndex, ClassId, LeaseKey, ProviderId, Rate};

pub const AKT: u128 = 1_000_000;
pub const HOUR: u64 = 3_600;
pub const H100: ClassId = ClassId(1);

/// A thousand micro-units per second: 3.60 USD an hour.
pub const RATE: Rate = Rate(1_000_000_000);

/// A provider with 100 units of H100 at `rate`.
pub fn seller(world: &mut World, name: &str, rate: Rate) -> (Addr, ProviderId) {
    let (sender, id) = (world.addr(name), world.provider(name, &[]));
    world
        .post(&sender, Ask::at(Catalog::H100, 100, rate))
        .unwrap();
    (sender, id)
}

/// Rents one H100 from the book at up to `rate`.
pub fn rent(world: &mut World, tenant: &Addr, account: AccountId, rate: Rate) -> LeaseKey {
    let order = Order::on(account).class_at(Catalog::H100, rate);
    let lease = world.place(tenant, &order).unwrap().value.leases[0];
    LeaseKey { account, lease }
}

/// A tenant's account with 113 715 000 micro-ACT and one lease on it at [`RATE`].
pub fn rented(world: &mut World) -> (Addr, AccountId, LeaseKey) {
    let (ana, account) = world.tenant("ana", 100 * AKT);
    let lease = rent(world, &ana, account, RATE);
    (ana, account, lease)
}

/// Credit in the actor's own balance: 1.13715 micro-ACT for each micro-AKT.
pub fn with_credit(world: &mut World, name: &str, akt: u128) -> (Addr, u128) {
    let who = world.addr(name);
    world.give_akt(&who, akt);
    world.mint(&who, akt).unwrap();
    let credit = world.act(&who);
    (who, credit)
}

/// What escrow holds for payees it could not pay.
pub fn claimable(world: &World) -> Vec<Claimable> {
    let query = QueryMsg::Claimable {
        start_after: None,
        limit: Some(100),
    };
    world
        .query::<_, ClaimableResponse>(Contract::Escrow, &query)
        .claimable
}

/// What of others is in an account.
pub fn sponsors(world: &World, account: AccountId) -> Vec<Sponsor> {
    let query = QueryMsg::Sponsors {
        account,
        start_after: None,
        limit: Some(100),
    };
    world
        .query::<_, SponsorsResponse>(Contract::Escrow, &query)
        .sponsors
}

/// Pays out what is held for `payee`.
pub fn claim(payee: &Addr, asset: u8) -> ExecuteMsg {
    ExecuteMsg::Claim {
        payee: payee.to_string(),
        asset: AssetIndex(asset),
    }
}
