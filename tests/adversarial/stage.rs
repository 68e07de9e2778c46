//! Scenes that several attacks start from.

use cosmwasm_std::{Addr, Uint128};
use cw20::{AllAccountsResponse, Cw20QueryMsg, TokenInfoResponse};
use tender_interfaces::auction::{Bidding, Pick, Pricing, Rule};
use tender_interfaces::escrow::{
    Claimable, ClaimableResponse, ExecuteMsg, QueryMsg, Sponsor, SponsorsResponse,
};
use tender_interfaces::orderbook::{self, OfferResponse, Terms};
use tender_interfaces::{attestation, bme};
use tender_testkit::{plain_terms, Catalog, Contract, Offer, Order, World};
use tender_types::{
    AccountId, AssetIndex, ClassId, LeaseKey, OfferKey, OrderKey, ProviderId, Rate, Seconds,
};

pub const AKT: u128 = 1_000_000;
pub const HOUR: u64 = 3_600;
pub const H100: ClassId = ClassId(1);
pub const A100: ClassId = ClassId(2);

/// A thousand micro-units per second: 3.60 USD an hour.
pub const RATE: Rate = Rate(1_000_000_000);

/// What every provider here has bonded.
pub const BOND: u128 = 1_000 * AKT;

/// What not starting a lease of one unit costs at first: a tenth of the ten AKT that it locks.
pub const NO_SHOW: u128 = AKT;

/// A provider with 100 units of H100 at `rate`.
pub fn seller(world: &mut World, name: &str, rate: Rate) -> (Addr, ProviderId) {
    selling(world, name, 100, rate)
}

/// A provider with some units of H100 at `rate`.
pub fn selling(world: &mut World, name: &str, units: u32, rate: Rate) -> (Addr, ProviderId) {
    let (sender, id) = (world.addr(name), world.provider(name, &[]));
    let offer = Offer::at(Catalog::H100, units, rate);
    world.post(&sender, offer).unwrap();
    (sender, id)
}

/// Terms under which a tenant owes ten minutes once a lease has begun.
pub fn ten_minutes() -> Terms {
    Terms {
        min_run: Seconds::minutes(10),
        ..plain_terms()
    }
}

/// Rents one H100 from the book at up to `rate`; its provider starts it at once.
pub fn rent(world: &mut World, tenant: &Addr, account: AccountId, rate: Rate) -> LeaseKey {
    let lease = order(world, tenant, account, rate);
    world.start_all(&[lease]);
    lease
}

/// Orders one H100 from the book at up to `rate`; its provider has not started it.
pub fn order(world: &mut World, tenant: &Addr, account: AccountId, rate: Rate) -> LeaseKey {
    let order = Order::on(account).class_at(Catalog::H100, rate);
    world.place(tenant, &order).unwrap().value.leases[0]
}

/// A tenant's account with 113 715 000 micro-ACT and one lease on it at [`RATE`].
pub fn rented(world: &mut World) -> (Addr, AccountId, LeaseKey) {
    let (ana, account) = world.tenant("ana", 100 * AKT);
    let lease = rent(world, &ana, account, RATE);
    (ana, account, lease)
}

/// Lets ten minutes and enough blocks pass: a provider that has not started is late.
pub fn wait(world: &mut World) {
    for _ in 0..4 {
        world.advance(150);
    }
}

/// The lowest of open bids within five minutes, at its own rate.
pub fn open(extension: u64) -> Rule {
    Rule {
        bidding: Bidding::Open {
            duration: Seconds(300),
            extension: Seconds(extension),
        },
        price: Pricing::Own,
        pick: Pick::Lowest,
    }
}

/// Auctions one H100 at up to 2.50, for a day, in a slot of the account.
pub fn auction(
    world: &mut World,
    tenant: &Addr,
    account: AccountId,
    slot: u8,
    rule: Rule,
) -> OrderKey {
    let until = world.now().after(Seconds::days(1));
    let order = Order::on(account).class(Catalog::H100, "2.50");
    let order = order.by_auction(slot, rule, until);
    world.place(tenant, &order).unwrap();
    OrderKey { account, slot }
}

/// What a provider offers of H100 now.
pub fn offered(world: &World, provider: ProviderId) -> OfferResponse {
    let offer = OfferKey {
        provider,
        class: H100,
    };
    world.query(Contract::Orderbook, &orderbook::QueryMsg::Offer { offer })
}

/// As much again: one that has paid for a fault would otherwise have less than the least bond.
pub fn more_bond(world: &mut World, provider: &Addr, id: ProviderId) {
    world.give_akt(provider, BOND);
    world.bond(provider, id, BOND).unwrap();
}

pub fn start_leaving(world: &mut World, provider: &Addr) {
    let msg = attestation::ExecuteMsg::StartLeaving {};
    world.call(provider, Contract::Attestation, &msg).unwrap();
}

pub fn resume(world: &mut World, provider: &Addr) {
    let msg = attestation::ExecuteMsg::Resume {};
    world.call(provider, Contract::Attestation, &msg).unwrap();
}

/// Micro-AKT booked for somebody in the registry.
pub fn booked(world: &World, who: &Addr) -> u128 {
    let query = attestation::QueryMsg::Claimable {
        address: who.to_string(),
    };
    let booked: attestation::ClaimableResponse = world.query(Contract::Attestation, &query);
    booked.amount.0
}

pub fn holdings(world: &World) -> attestation::HoldingsResponse {
    world.query(Contract::Attestation, &attestation::QueryMsg::Holdings {})
}

/// Everything of both currencies is somebody's, and came from where it may come from; what the registry
/// holds is what it says that it holds it for.
pub fn assert_conserved(world: &World) {
    let supply: bme::SupplyResponse = world.query(Contract::Bme, &bme::QueryMsg::Supply {});
    let held = |contract| -> u128 {
        let query = Cw20QueryMsg::AllAccounts {
            start_after: None,
            limit: Some(100),
        };
        let holders: AllAccountsResponse = world.query(contract, &query);
        assert!(holders.accounts.len() < 100, "there are more pages");
        let balance = |holder: &String| {
            let holder = Addr::unchecked(holder);
            match contract {
                Contract::Token => world.akt(&holder),
                _ => world.act(&holder),
            }
        };
        holders.accounts.iter().map(balance).sum()
    };
    assert_eq!(held(Contract::Bme), supply.act_supply.0, "ACT");
    let token: TokenInfoResponse = world.query(Contract::Token, &Cw20QueryMsg::TokenInfo {});
    assert_eq!(Uint128::new(held(Contract::Token)), token.total_supply);
    let holdings = holdings(world);
    let of_registry = [
        holdings.bonds,
        holdings.auditor_bonds,
        holdings.challenge_bonds,
        holdings.claims,
        holdings.to_burn,
    ];
    let of_registry: u128 = of_registry.iter().map(|amount| amount.0).sum();
    assert_eq!(of_registry, world.akt(&world.at.attestation));
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
        payee: None,
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
