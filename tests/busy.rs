//! A small market in the middle of its business: every kind of row, and most kinds of events. The
//! golden files and the fixtures of releases are taken from it, so it changes only when a contract
//! gains something that it should show.

use cosmwasm_std::{coin, to_json_binary, Addr, Uint128};
use cw20::Cw20ExecuteMsg;
use tender_interfaces::admin::{ActionClass, AdminMsg, Role};
use tender_interfaces::attestation::{NewClass, ReceiveMsg, Slice};
use tender_interfaces::auction::{Bidding, Pick, Pricing, Rule, Sealer};
use tender_interfaces::bme::DepositTo;
use tender_interfaces::escrow::CloseReason;
use tender_interfaces::orderbook::{CardChange, Named, OfferChange, Terms};
use tender_interfaces::{attestation, auction, bme, oracle, orderbook};
use tender_testkit::{
    plain_terms, usd_per_hour, Card, Catalog, Codes, Contract, Offer, Order, World,
};
use tender_types::{
    AccountId, Act, Akt, Asset, AssetIndex, ClassId, OfferKey, OrderKey, ProviderId, Resources,
    Seconds,
};

/// The stable coin that is listed beside the credit, as asset 1.
pub const STABLE: &str = "uusd";

/// The slice that is listed beside the small catalog, as class 4: a seventh of an A100.
pub const SLICE: &str = "nvidia/a100/10Gi/mig";

const AKT: u128 = 1_000_000;
const HOUR: u64 = 3_600;
const H100: ClassId = ClassId(1);
const A100: ClassId = ClassId(2);
const RTX4090: ClassId = ClassId(3);

/// Who holds AKT, credit or coins in the market.
pub const HOLDERS: [&str; 14] = [
    "ana", "audrey", "auguste", "bea", "ben", "bill", "bix", "bob", "cat", "dan", "genesis", "gov",
    "sam", "treasury",
];

/// The providers, in the order of their ids: `bill` leaves, `bix` has failed and is suspended.
pub const PROVIDERS: [&str; 5] = ["ben", "bob", "bea", "bill", "bix"];

/// The market, three hours after it opened.
pub fn market(codes: &dyn Codes) -> World {
    let mut world = World::new(codes).furnish();
    let stable = Asset::Native {
        denom: STABLE.to_string(),
    };
    world.add_asset(stable).unwrap();
    world.add_classes(vec![slice()]).unwrap();
    let providers = providers(&mut world);
    offers(&mut world);
    cards(&mut world);
    let (ana, account) = world.tenant("ana", 1_000 * AKT);
    sponsor(&mut world, account);
    ended(&mut world, &ana, account);
    running(&mut world, &ana, account);
    resting(&mut world, &ana, account);
    held_payment(&mut world);
    starved(&mut world);
    outage(&mut world, &ana, account, &providers);
    auctions(&mut world, &ana, account, &providers);
    doubted(&mut world, &providers);
    cleared(&mut world, &providers);
    administration(&mut world);
    money(&mut world, &ana, account);
    waiting(&mut world, &ana, account);
    world.assert_invariants();
    world
}

fn slice() -> NewClass {
    NewClass {
        vendor: "nvidia".to_string(),
        model: "a100".to_string(),
        memory_gib: 10,
        interface: Some("mig".to_string()),
        slice_of: Some(Slice {
            class: Catalog::A100.to_string(),
            parts: 7,
        }),
        carries: Resources {
            cpu_milli: 1_500,
            memory_mib: 12_288,
            disk_mib: 20_480,
            ..Resources::default()
        },
        bond_per_unit: Akt(2_000_000),
    }
}

/// Five providers, of which two are counted by an auditor, and one is looked at by a second.
fn providers(world: &mut World) -> Vec<(Addr, ProviderId)> {
    let attributes = ["region=eu-west"];
    let providers = PROVIDERS.map(|name| (world.addr(name), world.provider(name, &attributes)));
    let [audrey, auguste] = ["audrey", "auguste"].map(|name| world.addr(name));
    let counted = [(Catalog::H100, 16), (Catalog::A100, 8)];
    for (_, id) in &providers[..2] {
        world.count(&audrey, *id, 2, &counted, &attributes).unwrap();
    }
    world
        .count(&auguste, providers[1].1, 1, &counted, &attributes)
        .unwrap();
    providers.to_vec()
}

/// Offers in every state, of whole devices and of a slice.
fn offers(world: &mut World) {
    let [ben, bob, bea, bill, bix] = PROVIDERS.map(|name| world.addr(name));
    let terms = Terms {
        min_run: Seconds::minutes(10),
        notice: Seconds::hours(1),
        ..plain_terms()
    };
    let h100 = Offer::of(Catalog::H100, 8, "2.00").in_machines_of(4);
    world.post(&ben, h100.terms(terms).taking(&[1])).unwrap();
    world
        .post(&ben, Offer::of(Catalog::A100, 4, "1.60"))
        .unwrap();
    world.post(&ben, Offer::of(SLICE, 7, "0.25")).unwrap();
    world
        .post(&bob, Offer::of(Catalog::A100, 6, "1.60"))
        .unwrap();
    let resize = OfferChange::Resize {
        class: A100,
        units: 4,
    };
    let report = OfferChange::Report {
        class: A100,
        largest: 2,
    };
    // One of the changes is refused: bob has no H100.
    let refused = OfferChange::Withdraw { class: H100 };
    world.offer(&bob, vec![resize, report, refused]).unwrap();
    world.reprice(&bob, A100, "1.50").unwrap();
    world
        .post(&bea, Offer::of(Catalog::H100, 1, "1.95"))
        .unwrap();
    let until = world.now().after(Seconds::days(30));
    world
        .post(&bea, Offer::of(Catalog::RTX4090, 2, "0.40").until(until))
        .unwrap();
    world
        .post(&bill, Offer::of(Catalog::RTX4090, 2, "0.30"))
        .unwrap();
    let instant = Terms {
        instant: true,
        ..plain_terms()
    };
    world
        .post(&bix, Offer::of(Catalog::A100, 4, "1.00").terms(instant))
        .unwrap();
}

/// Cards that stand, one of them reported anew, and one that was taken back.
fn cards(world: &mut World) {
    let [ben, bob, bea] = ["ben", "bob", "bea"].map(|name| world.addr(name));
    for (sender, price) in [(&ben, "0.04"), (&bob, "0.05"), (&bea, "0.06")] {
        world.card(sender, Card::of(64, price).change()).unwrap();
    }
    let largest = Resources {
        cpu_milli: 32_000,
        memory_mib: 131_072,
        disk_mib: 1_048_576,
        ..Resources::default()
    };
    world.card(&bob, CardChange::Report { largest }).unwrap();
    world.card(&bea, CardChange::Withdraw {}).unwrap();
}

/// Somebody else's money in the account.
fn sponsor(world: &mut World, account: AccountId) {
    let sam = world.addr("sam");
    world.give_akt(&sam, 100 * AKT);
    world.mint(&sam, 100 * AKT).unwrap();
    world.deposit(&sam, account, 50 * AKT).unwrap();
}

/// Leases that ended: done, not served, cancelled.
fn ended(world: &mut World, ana: &Addr, account: AccountId) {
    let a100 = Order::on(account).class(Catalog::A100, "1.70");
    let done = world.rent(ana, &a100).unwrap().value[0];
    let h100 = Order::on(account).class(Catalog::H100, "2.50").tier(2);
    let not_served = world.rent(ana, &h100).unwrap().value[0];
    let cancelled = world.place(ana, &h100).unwrap().value.leases[0];
    world.advance(300);
    for (lease, reason) in [
        (not_served, CloseReason::NotServed),
        (cancelled, CloseReason::Cancelled),
    ] {
        world.close_lease(ana, lease, reason).unwrap();
    }
    world.advance(HOUR / 2);
    world.close_lease(ana, done, CloseReason::Done).unwrap();
}

/// Leases that run: of an offer that is sold out, of an auditor's quorum, of one that is taken back, and of
/// a card with GPUs.
fn running(world: &mut World, ana: &Addr, account: AccountId) {
    let audrey = world.addr("audrey");
    let h100 = Order::on(account).class(Catalog::H100, "2.50");
    world.rent(ana, &h100).unwrap();
    let vouched = h100
        .units(2)
        .tier(1)
        .signed_by(1, &[audrey.as_str()])
        .or_cancel();
    world.rent(ana, &vouched).unwrap();
    let sliced = Order::on(account).class(SLICE, "0.30").units(3);
    world.rent(ana, &sliced).unwrap();
    let rtx4090 = Order::on(account).class(Catalog::RTX4090, "0.35");
    world.rent(ana, &rtx4090).unwrap();
    let bill = world.addr("bill");
    world.withdraw_offer(&bill, RTX4090).unwrap();
    let leave = attestation::ExecuteMsg::StartLeaving {};
    world.call(&bill, Contract::Attestation, &leave).unwrap();

    let web = Resources {
        cpu_milli: 2_000,
        memory_mib: 4_096,
        disk_mib: 10_240,
        ..Resources::default()
    };
    let most = usd_per_hour("3.00");
    let named = [(ProviderId(1), A100), (ProviderId(2), A100)].map(|(provider, class)| Named {
        provider,
        classes: vec![class],
        most,
    });
    let group = Order::on(account)
        .units(2)
        .each(web.clone())
        .and(1)
        .each(web)
        .volume(10_240)
        .class(Catalog::A100, "1.70")
        .public_ips(1)
        .at_most("3.00")
        .named(named.to_vec());
    world.rent(ana, &group).unwrap();
}

/// An order of which a part rests, one that was taken back, and one whose time was over.
fn resting(world: &mut World, ana: &Addr, account: AccountId) {
    let bea = world.addr("bea");
    let key = |slot| OrderKey { account, slot };
    let rtx4090 = Order::on(account).class(Catalog::RTX4090, "0.35").split();
    let (soon, later) = (Seconds::minutes(1), Seconds::days(1));
    for (slot, rests) in [(0, later), (1, later), (2, soon)] {
        let until = world.now().after(rests);
        world
            .place(ana, &rtx4090.clone().units(3).resting(slot, until))
            .unwrap();
    }
    world.cancel(ana, key(1)).unwrap();
    world.reprice(&bea, RTX4090, "0.34").unwrap();
    let matched = world.match_order(&bea, key(0)).unwrap().value;
    world.start_all(&matched.leases);
}

/// A lease paid in coins whose provider could not be paid for a while.
fn held_payment(world: &mut World) {
    let (cat, ben) = (world.addr("cat"), world.addr("ben"));
    world.chain.fund(&cat, vec![coin(100 * AKT, STABLE)]);
    let account = world.open_native(&cat, coin(60 * AKT, STABLE));
    let order = Order::on(account.unwrap().value)
        .class(Catalog::H100, "2.50")
        .asset(AssetIndex(1));
    let lease = world.rent(&cat, &order).unwrap().value[0];
    world.advance(HOUR / 4);
    world.chain.block_account(&ben);
    world.withdraw(&cat, &[lease]).unwrap();
    world.chain.unblock_account(&ben);
}

/// A provider that declines one lease, does not start another and does not open a bid: it is suspended,
/// its tenant may claim a part of its bond, and the rest waits to be burned. What it bid goes to the next
/// in line, and what it did not start to another.
fn outage(world: &mut World, ana: &Addr, account: AccountId, bidders: &[(Addr, ProviderId)]) {
    let [(ben, ben_id), _, _, _, (bix, bix_id)] = bidders else {
        panic!("{bidders:?}")
    };
    let short = Bidding::Open {
        duration: Seconds(60),
        extension: Seconds(30),
    };
    let short = rule(short, Pricing::Second, Pick::Lowest);
    let open = auctioned(world, ana, account, 4, short);
    for ((sender, provider), price) in [(0, "1.70"), (1, "1.60"), (4, "1.30")]
        .map(|(bidder, price): (usize, &str)| (&bidders[bidder], price))
    {
        world.bid(sender, open, *provider, &[A100], price).unwrap();
    }
    let sealed = sealed(world, ana, account, Seconds(60), Seconds(120));
    let rate = usd_per_hour("1.40");
    for (sender, provider) in [(ben, ben_id), (bix, bix_id)] {
        world
            .commit(sender, sealed, *provider, &[A100], rate)
            .unwrap();
    }
    let round = world.auction(sealed).round;
    let a100 = Order::on(account).class(Catalog::A100, "1.70").rematched(2);
    let declined = world.place(ana, &a100).unwrap().value.leases[0];
    let placed = world.place(ana, &a100).unwrap();
    let late = placed.value.leases[0];
    world
        .close_lease(bix, declined, CloseReason::Declined)
        .unwrap();
    world.advance(70);
    let reserve = auction::ExecuteMsg::OpenReserve {
        order: sealed,
        rate: usd_per_hour("1.90"),
        salt: world.salt(),
    };
    world.call(ana, Contract::Auction, &reserve).unwrap();
    world.reveal(ben, sealed, *ben_id, rate).unwrap();
    world.advance(120);
    let unopened = auction::ExecuteMsg::ReportUnopened {
        order: sealed,
        round,
        provider: *bix_id,
    };
    world.call(ben, Contract::Auction, &unopened).unwrap();
    for order in [sealed, open] {
        let closed = world.close_auction(ben, order).unwrap().value;
        world.start_all(&[closed.lease.unwrap()]);
    }
    for _ in 0..4 {
        world.advance(150);
    }
    world
        .close_lease(ben, late, CloseReason::NotStarted)
        .unwrap();
    let (order, promised) = crate::preimage(&placed.tx, late);
    let again = orderbook::ExecuteMsg::Rematch {
        lease: late,
        order,
        promised,
    };
    let placed = world.call_for_data(ben, Contract::Orderbook, &again);
    let placed: orderbook::Placed = placed.unwrap().value;
    world.start_all(&placed.leases);
}

/// An auction of an A100 whose bids are sealed, with a sealed reserve.
fn sealed(
    world: &mut World,
    ana: &Addr,
    account: AccountId,
    commit: Seconds,
    reveal: Seconds,
) -> OrderKey {
    let slot = 0;
    let order = OrderKey { account, slot };
    let reserve = world.seal(order, Sealer::Tenant, usd_per_hour("1.90"));
    let bidding = Bidding::Sealed {
        commit,
        reveal,
        reserve: Some(reserve),
    };
    let rule = rule(bidding, Pricing::Second, Pick::Lowest);
    auctioned(world, ana, account, slot, rule)
}

/// An order of an A100 that is auctioned for a day.
fn auctioned(world: &mut World, ana: &Addr, account: AccountId, slot: u8, rule: Rule) -> OrderKey {
    let until = world.now().after(Seconds::days(1));
    let order = Order::on(account)
        .class(Catalog::A100, "2.00")
        .by_auction(slot, rule, until);
    world.place(ana, &order).unwrap();
    OrderKey { account, slot }
}

const fn rule(bidding: Bidding, price: Pricing, pick: Pick) -> Rule {
    Rule {
        bidding,
        price,
        pick,
    }
}

/// Auctions that run: one of each kind of bidding, and one whose tenant picks.
fn auctions(world: &mut World, ana: &Addr, account: AccountId, bidders: &[(Addr, ProviderId)]) {
    let open = |hours| Bidding::Open {
        duration: Seconds::hours(hours),
        extension: Seconds(60),
    };
    let choosing = Seconds::hours(1);
    let dutch = Bidding::Dutch {
        from: usd_per_hour("1.00"),
        duration: Seconds::hours(6),
    };
    for (slot, rule) in [
        (1, rule(open(6), Pricing::Own, Pick::Lowest)),
        (2, rule(open(3), Pricing::Own, Pick::Tenant { choosing })),
        (3, rule(dutch, Pricing::Own, Pick::Lowest)),
    ] {
        auctioned(world, ana, account, slot, rule);
    }
    for slot in [1, 2] {
        let order = OrderKey { account, slot };
        for ((sender, provider), price) in bidders.iter().zip(["1.70", "1.60"]) {
            world.bid(sender, order, *provider, &[A100], price).unwrap();
        }
    }
    // The last that was sealed is awarded, so its place is free.
    let hours = Seconds::hours(6);
    let sealed = sealed(world, ana, account, hours, hours);
    let (ben, ben_id) = &bidders[0];
    let rate = usd_per_hour("1.40");
    world.commit(ben, sealed, *ben_id, &[A100], rate).unwrap();
}

/// An account that has run out of money.
fn starved(world: &mut World) {
    world.feed("1.14");
    let (dan, account) = world.tenant("dan", 2 * AKT);
    let order = Order::on(account).class(Catalog::H100, "2.50");
    world.rent(&dan, &order).unwrap();
    world.advance(2 * HOUR);
    world.feed("1.20");
}

/// An attestation that somebody doubts.
fn doubted(world: &mut World, providers: &[(Addr, ProviderId)]) {
    let (cat, auguste) = (world.addr("cat"), world.addr("auguste"));
    let stake = world.settings.attestation.challenge_bond.0;
    world.give_akt(&cat, stake);
    let hook = ReceiveMsg::Challenge {
        provider: providers[1].1,
        auditor: auguste.to_string(),
    };
    let msg = Cw20ExecuteMsg::Send {
        contract: world.at.attestation.to_string(),
        amount: Uint128::new(stake),
        msg: to_json_binary(&hook).unwrap(),
    };
    world.call(&cat, Contract::Token, &msg).unwrap();
}

/// What nobody can match any more is taken out of the book.
fn cleared(world: &mut World, providers: &[(Addr, ProviderId)]) {
    let cat = world.addr("cat");
    let account = AccountId(1);
    let clear = orderbook::ExecuteMsg::Expire {
        orders: vec![OrderKey { account, slot: 2 }],
        offers: vec![OfferKey {
            provider: providers[4].1,
            class: A100,
        }],
    };
    world.call(&cat, Contract::Orderbook, &clear).unwrap();
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
        class: ActionClass::Offer,
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

/// A lease that waits for its provider, and two that begin together, of which one is ready.
fn waiting(world: &mut World, ana: &Addr, account: AccountId) {
    let slice = Order::on(account).class(SLICE, "0.30");
    world.place(ana, &slice).unwrap();
    let gang = Order::on(account)
        .class(Catalog::A100, "1.70")
        .units(2)
        .spread(1)
        .together();
    let legs = world.place(ana, &gang).unwrap().value.leases;
    let [first, _] = legs[..] else {
        panic!("{legs:?}")
    };
    world.start_all(&[first]);
}
