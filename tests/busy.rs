//! A small market in the middle of its business: every kind of row, and most kinds of events. The
//! golden files and the fixtures of releases are taken from it, so it changes only when a contract
//! gains something that it should show.

use cosmwasm_std::{coin, Addr};
use tender_interfaces::admin::{ActionClass, AdminMsg, Role};
use tender_interfaces::auction::Rule;
use tender_interfaces::bme::DepositTo;
use tender_interfaces::escrow::CloseReason;
use tender_interfaces::{attestation, bme, oracle, orderbook};
use tender_testkit::{usd_per_hour, Ask, Catalog, Codes, Contract, Order, World};
use tender_types::{
    AccountId, Act, Asset, AssetIndex, ClassId, LeaseKey, OrderId, ProviderId, Seconds,
};

/// The stable coin that is listed beside the credit, as asset 1.
pub const STABLE: &str = "uusd";

const AKT: u128 = 1_000_000;
const HOUR: u64 = 3_600;
const A100: ClassId = ClassId(2);

/// Who holds AKT, credit or coins in the market.
pub const HOLDERS: [&str; 12] = [
    "ana", "audrey", "bea", "ben", "bill", "bob", "cat", "dan", "genesis", "gov", "sam", "treasury",
];

/// The market, three hours after it opened.
pub fn market(codes: &dyn Codes) -> World {
    let mut world = World::new(codes).furnish();
    let stable = Asset::Native {
        denom: STABLE.to_string(),
    };
    world.add_asset(stable).unwrap();
    let providers = supply(&mut world);
    let (ana, account) = world.tenant("ana", 1_000 * AKT);
    leases(&mut world, &ana, account);
    held_payment(&mut world);
    auctions(&mut world, &ana, account, &providers);
    starved(&mut world);
    administration(&mut world);
    money(&mut world, &ana, account);
    world.assert_invariants();
    world
}

/// Four providers: two vouched for, one about to leave, and asks of every kind.
fn supply(world: &mut World) -> Vec<(Addr, ProviderId)> {
    let names = ["ben", "bob", "bea", "bill"];
    let providers = names.map(|name| (world.addr(name), world.provider(name, &["region=eu-west"])));
    let audrey = world.addr("audrey");
    for (_, id) in &providers[..2] {
        let (classes, attributes) = ([Catalog::H100, Catalog::A100], ["region=eu-west"]);
        world.vouch(&audrey, *id, 2, &classes, &attributes).unwrap();
    }
    let [ben, bob, bea, bill] = names.map(|name| world.addr(name));
    world
        .post(&ben, Ask::of(Catalog::H100, 8, "2.00").taking(&[0, 1]))
        .unwrap();
    let ask = world
        .post(&bob, Ask::of(Catalog::A100, 4, "1.60"))
        .unwrap()
        .value;
    world.reprice(&bob, ask.ask, "1.50").unwrap();
    let until = world.now().after(Seconds::days(30));
    world
        .post(&bea, Ask::of(Catalog::CPU, 64, "0.02").until(until))
        .unwrap();
    let ask = world
        .post(&bill, Ask::of(Catalog::RTX4090, 2, "0.40"))
        .unwrap()
        .value;
    world.withdraw_ask(&bill, ask.ask).unwrap();
    let leave = attestation::ExecuteMsg::StartLeaving {};
    world.call(&bill, Contract::Attestation, &leave).unwrap();
    providers.to_vec()
}

/// Leases on one account with a sponsor, one of them closed again, and an order that rests.
fn leases(world: &mut World, ana: &Addr, account: AccountId) {
    let sam = world.addr("sam");
    world.give_akt(&sam, 100 * AKT);
    world.mint(&sam, 100 * AKT).unwrap();
    world.deposit(&sam, account, 50 * AKT).unwrap();
    let h100 = Order::on(account)
        .class(Catalog::H100, "2.50")
        .tier(1)
        .signed_by_any(&[]);
    world.place(ana, &h100).unwrap();
    world.place(ana, &h100.clone().units(2)).unwrap();
    let a100 = Order::on(account).class(Catalog::A100, "1.70");
    let closed = world.place(ana, &a100).unwrap().value.leases[0];
    world.advance(HOUR / 2);
    let closed = LeaseKey {
        account,
        lease: closed,
    };
    world.close_lease(ana, closed, CloseReason::Done).unwrap();
    let expiry = world.now().after(Seconds::days(1));
    let resting = Order::on(account)
        .class(Catalog::RTX4090, "0.30")
        .resting_until(expiry);
    world.place(ana, &resting).unwrap();
}

/// A lease paid in coins whose provider could not be paid for a while.
fn held_payment(world: &mut World) {
    let (cat, ben) = (world.addr("cat"), world.addr("ben"));
    world.chain.fund(&cat, vec![coin(100 * AKT, STABLE)]);
    let account = world
        .open_native(&cat, coin(60 * AKT, STABLE))
        .unwrap()
        .value;
    let order = Order::on(account)
        .class(Catalog::H100, "2.50")
        .asset(AssetIndex(1));
    let lease = world.place(&cat, &order).unwrap().value.leases[0];
    world.advance(HOUR / 4);
    world.chain.block_account(&ben);
    world
        .withdraw(&cat, &[LeaseKey { account, lease }])
        .unwrap();
    world.chain.unblock_account(&ben);
}

/// Two auctions that run, one of each rule, and one that ended with a lease.
fn auctions(world: &mut World, ana: &Addr, account: AccountId, bidders: &[(Addr, ProviderId)]) {
    let descending = |duration| Rule::OpenDescending {
        duration,
        min_step: usd_per_hour("0.01"),
        extension: Seconds(60),
    };
    let choice = Rule::TenantChoice {
        bidding: Seconds::days(1),
        choosing: Seconds::hours(1),
    };
    for rule in [
        descending(Seconds(60)),
        descending(Seconds::days(1)),
        choice,
    ] {
        let order = Order::on(account)
            .class(Catalog::A100, "2.00")
            .by_auction(rule);
        let order = world.place(ana, &order).unwrap().value.order;
        bid(world, order, &bidders[0], "1.70");
        bid(world, order, &bidders[1], "1.60");
        if matches!(
            rule,
            Rule::OpenDescending {
                duration: Seconds(60),
                ..
            }
        ) {
            world.advance(120);
            world.close_auction(&bidders[0].0, order).unwrap();
        }
    }
}

fn bid(world: &mut World, order: OrderId, (sender, id): &(Addr, ProviderId), price: &str) {
    world.bid(sender, order, *id, A100, price).unwrap();
}

/// An account that has run out of money.
fn starved(world: &mut World) {
    let (dan, account) = world.tenant("dan", 2 * AKT);
    let order = Order::on(account).class(Catalog::H100, "2.50");
    world.place(&dan, &order).unwrap();
    world.advance(2 * HOUR);
    world.feed("1.20");
}

/// A role on its way, a class paused, a report of a feeder of its own.
fn administration(world: &mut World) {
    let (gov, guard, fay) = (world.addr("gov"), world.addr("guard"), world.addr("fay"));
    let propose = orderbook::ExecuteMsg::Admin(AdminMsg::ProposeRole {
        role: Role::Owner,
        to: guard.to_string(),
    });
    world.call(&gov, Contract::Orderbook, &propose).unwrap();
    let pause = orderbook::ExecuteMsg::Admin(AdminMsg::Pause {
        class: ActionClass::Ask,
    });
    world.call(&guard, Contract::Orderbook, &pause).unwrap();
    world.advance(6);
    let report = oracle::ExecuteMsg::Report {
        price: "1.21".parse().unwrap(),
        timestamp: world.now(),
    };
    world.call(&fay, Contract::Oracle, &report).unwrap();
}

/// Credit minted into an account, redeemed and burned; fees collected.
fn money(world: &mut World, ana: &Addr, account: AccountId) {
    world.give_akt(ana, 200 * AKT);
    let into = Some(DepositTo::Account { account });
    world.mint_with(ana, 100 * AKT, 1, into).unwrap();
    world.mint(ana, 100 * AKT).unwrap();
    world.redeem(ana, 10 * AKT, 1).unwrap();
    let burn = bme::ExecuteMsg::Burn { amount: Act(AKT) };
    world.call(ana, Contract::Bme, &burn).unwrap();
    world.collect_fees(ana, &[account]).unwrap();
    world.withdraw_deposit(ana, account, Some(5 * AKT)).unwrap();
}
