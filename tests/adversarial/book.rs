//! The book: rubbish in front, dust, doors that only the suite may use.

use cosmwasm_std::{Addr, HexBinary};
use tender_interfaces::escrow::{self, CloseReason, ClosedBy, NewLease};
use tender_interfaces::events::OfferChanged;
use tender_interfaces::orderbook::{
    Award, Bidder, BookCursor, Draw, ExecuteMsg, ExplainMatchResponse, Named, OfferState,
    OrderStatus, QueryMsg, Release, Units,
};
use tender_testkit::{Catalog, Contract, Offer, Order, World};
use tender_tests::{assert_refused, scenarios};
use tender_types::{
    AssetIndex, LeaseId, Micro, OfferKey, OrderKey, ProviderId, Rate, Seconds, Tier,
};

use crate::stage::{offered, order, rent, rented, seller, selling, AKT, H100, RATE};

/// Below [`RATE`], so in front of it.
const CHEAP: Rate = Rate(900_000_000);

/// Providers with one cheap H100 each that expires in a minute.
fn rubbish(world: &mut World, number: usize, expires: bool) -> Vec<(Addr, ProviderId)> {
    let until = world.now().after(Seconds(60));
    let mut all = vec![];
    for i in 0..number {
        let name = format!("rubbish{i}");
        let (sender, id) = (world.addr(&name), world.provider(&name, &[]));
        let mut offer = Offer::at(Catalog::H100, 1, CHEAP);
        if expires {
            offer = offer.until(until);
        }
        world.post(&sender, offer).unwrap();
        all.push((sender, id));
    }
    all
}

scenarios! {
    /// Cheap offers that will not do for an order fill the front of the book: a take looks at as many as
    /// it says, and its gas does not grow with them.
    fn rubbish_in_front_does_not_make_a_take_dear(world) {
        let ben = world.addr("ben");
        world.provider("ben", &["region=eu-west"]);
        world.post(&ben, Offer::at(Catalog::H100, 8, RATE)).unwrap();
        let (ana, account) = world.tenant("ana", 100 * AKT);
        let wanted = Order::on(account).class_at(Catalog::H100, RATE).attribute("region=eu-west");
        let look = wanted.clone().resting(0, world.now().after(Seconds(600))).scanning(5);
        let mut prices = vec![];
        for round in 0..2 {
            for i in 0..20 {
                selling(world, &format!("rubbish{round}-{i}"), 1, CHEAP);
            }
            let placed = world.place(&ana, &look).unwrap();
            assert_eq!(placed.value.status, OrderStatus::RestingAfterScan);
            prices.push(placed.tx.gas.total);
            let order = OrderKey { account, slot: 0 };
            world.cancel(&ana, order).unwrap();
        }
        assert!(prices[1].abs_diff(prices[0]) * 50 < prices[0], "{prices:?}");
        assert_refused(world.place(&ana, &wanted), "orderbook/not_fillable");
        // Who looks further finds it.
        let placed = world.place(&ana, &wanted.scanning(41)).unwrap().value;
        assert_eq!(placed.status, OrderStatus::Filled);
    }

    /// Two hundred cheap offers that are dead do not close the book to an order that looks at thirty-two:
    /// they do not count, a few are taken out in passing, and anyone clears the rest away.
    fn two_hundred_dead_offers_do_not_close_the_book(world) {
        let dead = rubbish(world, 200, true);
        let (ben, id) = selling(world, "ben", 8, RATE);
        let (ana, account) = world.tenant("ana", 100 * AKT);
        world.advance(61);
        let wanted = Order::on(account).class_at(Catalog::H100, RATE);
        let placed = world.place(&ana, &wanted).unwrap();
        assert_eq!(placed.value.leases[0].provider, id);
        world.start(&ben, &placed.value.leases).unwrap();
        let parked = placed.tx.events.iter().filter_map(|event| OfferChanged::try_from(event).ok());
        let parked = parked.filter(|event| event.state == OfferState::Parked);
        assert_eq!(parked.count(), 8);
        for page in dead[8..].chunks(50) {
            let offers = page.iter().map(|(_, provider)| OfferKey { provider: *provider, class: H100 });
            let clear = ExecuteMsg::Expire { orders: vec![], offers: offers.collect() };
            world.call(&ana, Contract::Orderbook, &clear).unwrap();
        }
        assert!(dead.iter().all(|(_, id)| offered(world, *id).state == OfferState::Parked));
        assert_eq!(offered(world, id).state, OfferState::Standing);
    }

    /// Two hundred live offers of another place are a market, and are counted; a tenant pages past them
    /// with what `explain_match` tells it, or names the provider that it has found.
    fn two_hundred_foreign_offers_do_not_close_the_book(world) {
        rubbish(world, 200, false);
        let ben = world.addr("ben");
        let id = world.provider("ben", &["region=eu-west"]);
        world.post(&ben, Offer::at(Catalog::H100, 8, RATE)).unwrap();
        let (ana, account) = world.tenant("ana", 100 * AKT);
        let wanted = Order::on(account).class_at(Catalog::H100, RATE).attribute("region=eu-west");
        assert_refused(world.place(&ana, &wanted.clone().scanning(200)), "orderbook/not_fillable");
        let explain = QueryMsg::ExplainMatch {
            demand: wanted.demand.clone(),
            tenant: None,
            start_after: None,
            limit: Some(200),
        };
        let explained: ExplainMatchResponse = world.query(Contract::Orderbook, &explain);
        assert!(explained.cut_short && explained.fills.is_empty());
        let last = explained.candidates.last().unwrap();
        let behind = BookCursor { class: H100, rate: last.rate, turn: last.turn };
        let leases = world.rent(&ana, &wanted.clone().behind(behind)).unwrap().value;
        assert_eq!(leases[0].provider, id);
        let named = Named { provider: id, classes: vec![H100], most: RATE };
        let leases = world.rent(&ana, &wanted.named(vec![named])).unwrap().value;
        assert_eq!(leases[0].provider, id);
    }

    /// Offers that are sold out are not in the way at all.
    fn sold_out_offers_are_not_looked_at(world) {
        let (ana, account) = world.tenant("ana", 100 * AKT);
        for (sender, _) in rubbish(world, 10, false) {
            let lease = rent(world, &ana, account, CHEAP);
            assert_eq!(world.address_of(lease.provider), sender);
        }
        seller(world, "ben", RATE);
        let order = Order::on(account).class_at(Catalog::H100, RATE).scanning(1);
        assert_eq!(world.place(&ana, &order).unwrap().value.status, OrderStatus::Filled);
    }

    /// Eight offers of one unit in front of a hundred units: whatever eight of the offers looked at can
    /// cover is covered.
    fn dust_stops_no_larger_order(world) {
        rubbish(world, 8, false);
        let (_, big) = seller(world, "ben", RATE);
        let (ana, account) = world.tenant("ana", 1_000 * AKT);
        for units in [9, 16, 100] {
            let order = Order::on(account).class_at(Catalog::H100, RATE).units(units).split();
            let placed = world.place(&ana, &order).unwrap().value;
            assert_eq!((placed.status, placed.missing), (OrderStatus::Filled, 0));
            assert!(placed.leases.len() <= 8);
            assert!(placed.leases.iter().any(|lease| lease.provider == big));
            for lease in placed.leases {
                world.close_lease(&ana, lease, CloseReason::Cancelled).unwrap();
            }
        }
        // And eight that go together go to the dust, which is cheaper.
        let order = Order::on(account).class_at(Catalog::H100, RATE).units(8).split();
        let placed = world.place(&ana, &order).unwrap().value;
        assert!(placed.leases.iter().all(|lease| lease.provider != big));
    }

    /// Immediate or cancel fills as far as the purse reaches, also where there is more.
    fn ioc_knows_the_purse(world) {
        seller(world, "ben", Rate(555_555_555));
        // 6.8 USD: an hour of three units at 2.00, and not of eight.
        let (ana, account) = world.tenant("ana", 6 * AKT);
        let order = Order::on(account).class(Catalog::H100, "2.00").units(8).split().or_cancel();
        let placed = world.place(&ana, &order).unwrap().value;
        assert_eq!((placed.missing, placed.leases.len()), (5, 1));
        assert_eq!(world.lease(placed.leases[0]).draw.gpus, [Units { class: H100, units: 3 }]);
    }

    /// A provider raises its price in front of an order that is on its way: the ceiling holds, and for who
    /// is named what it was named at.
    fn a_reprice_in_front_of_an_order_meets_the_ceiling(world) {
        let (ben, id) = (world.addr("ben"), world.provider("ben", &[]));
        world.post(&ben, Offer::of(Catalog::H100, 8, "2.00")).unwrap();
        let (ana, account) = world.tenant("ana", 100 * AKT);
        world.reprice(&ben, H100, "2.01").unwrap();
        let order = Order::on(account).class(Catalog::H100, "2.00");
        assert_refused(world.place(&ana, &order), "orderbook/not_fillable");
        let most = tender_testkit::usd_per_hour("2.00");
        let named = Named { provider: id, classes: vec![H100], most };
        let order = Order::on(account).class(Catalog::H100, "9.00").named(vec![named]);
        assert_refused(world.place(&ana, &order), "orderbook/not_fillable");
    }

    /// One named provider sells out in front of the order: the others that were named serve it.
    fn one_that_is_gone_does_not_refuse_all_that_are_named(world) {
        let three = ["mallory", "ben", "bob"].map(|name| selling(world, name, 4, RATE));
        let (ana, account) = world.tenant("ana", 1_000 * AKT);
        let named = three.iter().map(|(_, provider)| Named {
            provider: *provider,
            classes: vec![H100],
            most: Rate(RATE.0 * 4),
        });
        let wanted = Order::on(account).class_at(Catalog::H100, RATE).units(4).named(named.collect());
        world.withdraw_offer(&three[0].0, H100).unwrap();
        let leases = world.rent(&ana, &wanted).unwrap().value;
        assert_eq!(leases[0].provider, three[1].1);
    }

    /// Giving units back to an offer is for escrow: otherwise a provider would sell what it has not.
    fn units_come_back_from_escrow_only(world) {
        let (ben, id) = seller(world, "ben", RATE);
        let (_, _, lease) = rented(world);
        let release = Release {
            lease,
            draw: world.lease(lease).draw,
            reason: CloseReason::Done,
            by: ClosedBy::Tenant,
            fees: Micro(1_000_000),
            tenant: ben.to_string(),
            again: None,
        };
        let msg = ExecuteMsg::Release { releases: vec![release] };
        let (mallory, gov) = (world.addr("mallory"), world.addr("gov"));
        for who in [mallory, ben, gov] {
            assert_refused(world.call(&who, Contract::Orderbook, &msg), "guard/not_allowed");
        }
        assert_eq!(offered(world, id).free, 99);
    }

    /// Opening a lease is for the orderbook, awarding and fining for the auction: otherwise anyone would be
    /// paid from anyone's account, or fine a rival.
    fn what_the_market_does_the_market_alone_does(world) {
        let (ana, account) = world.tenant("ana", 100 * AKT);
        let (mallory, provider) = seller(world, "mallory", RATE);
        let lease = NewLease {
            provider,
            payee: mallory.to_string(),
            rate: RATE,
            draw: Draw::default(),
            tier: Tier::NONE,
            digest: HexBinary::from([7; 32]),
            start_within: Seconds(600),
            instant: false,
            min_run: Seconds::ZERO,
            notice: Seconds::ZERO,
            rematch: 0,
            slot: None,
        };
        let open = escrow::ExecuteMsg::OpenLeases {
            tenant: ana.to_string(),
            account,
            asset: AssetIndex::CREDIT,
            together: false,
            first: LeaseId(1),
            leases: vec![lease],
        };
        let demand = {
            let key = order(world, &ana, account, RATE);
            let lease = world.lease(key);
            assert_eq!(lease.rate, RATE);
            let until = world.now().after(Seconds::days(1));
            let rests = Order::on(account).class(Catalog::A100, "0.01").resting(0, until);
            world.place(&ana, &rests).unwrap();
            let query = QueryMsg::Order { order: OrderKey { account, slot: 0 } };
            let found: tender_interfaces::orderbook::OrderResponse =
                world.query(Contract::Orderbook, &query);
            found.demand
        };
        let award = ExecuteMsg::Award {
            order: OrderKey { account, slot: 0 },
            tenant: ana.to_string(),
            demand,
            bid: Award { provider, classes: vec![H100], rate: RATE },
            faulted: vec![],
        };
        let fault = ExecuteMsg::Fault {
            bidders: vec![Bidder { provider, draw: Draw::default() }],
        };
        let gov = world.addr("gov");
        for who in [mallory, gov, ana] {
            assert_refused(world.call(&who, Contract::Escrow, &open), "guard/not_allowed");
            assert_refused(world.call(&who, Contract::Orderbook, &award), "guard/not_allowed");
            assert_refused(world.call(&who, Contract::Orderbook, &fault), "guard/not_allowed");
        }
    }

    /// An order that somebody else's account is to pay, whichever way it takes.
    fn an_order_on_a_strangers_account_is_refused(world) {
        let (_, id) = seller(world, "ben", RATE);
        let (_, account) = world.tenant("ana", 100 * AKT);
        let mallory = world.addr("mallory");
        let until = world.now().after(Seconds::days(1));
        let order = Order::on(account).class_at(Catalog::H100, RATE);
        let named = Named { provider: id, classes: vec![H100], most: RATE };
        for order in [
            order.clone(),
            order.clone().or_cancel(),
            order.clone().named(vec![named]),
            order.clone().resting(0, until),
            order.by_auction(0, crate::stage::open(0), until),
        ] {
            assert_refused(world.place(&mallory, &order), "escrow/not_owner");
        }
        let own = Order::on_newest().class_at(Catalog::H100, RATE);
        assert_refused(world.place(&mallory, &own), "escrow/no_account");
    }
}
