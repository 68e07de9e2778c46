//! Orders that rest: no gift to whoever takes them, no burden for anybody.

use tender_interfaces::orderbook::{self, ExecuteMsg, OrderStatus};
use tender_testkit::{usd_per_hour, Catalog, Contract, Offer, Order};
use tender_tests::rebuild::assert_rebuilds;
use tender_tests::{assert_refused, scenarios};
use tender_types::{LeaseKey, OrderKey, Rate, Seconds};

use crate::stage::{offered, rent, selling, AKT, HOUR, RATE};

scenarios! {
    /// It rests at up to 4.00; there is one at 1.00 and one at 4.00. Whoever sends the message, it goes to
    /// the cheapest that serves, and nobody can name another.
    fn a_resting_order_never_goes_to_the_taker_who_asks_most(world) {
        let (ana, account) = world.tenant("ana", 1_000 * AKT);
        let until = world.now().after(Seconds(600));
        let rests = Order::on(account).class(Catalog::H100, "4.00").units(2).split().resting(0, until);
        assert_eq!(world.place(&ana, &rests).unwrap().value.status, OrderStatus::Resting);
        let order = OrderKey { account, slot: 0 };
        let (mallory, _) = selling(world, "mallory", 8, usd_per_hour("4.00"));
        let (_, ben) = selling(world, "ben", 8, usd_per_hour("1.00"));
        let leases = world.match_order(&mallory, order).unwrap().value.leases;
        assert!(leases.iter().all(|lease| lease.provider == ben));
        assert_eq!(world.lease(leases[0]).rate, Rate(usd_per_hour("1.00").0 * 2));
        assert_refused(world.match_order(&mallory, order), "orderbook/order_not_found");
    }

    /// Cut into single units it would be sixty leases: over its whole life it has eight, so what would not
    /// leave room for the rest is no match.
    fn a_resting_order_is_not_cut_to_pieces(world) {
        let (ana, account) = world.tenant("ana", 1_000 * AKT);
        let until = world.now().after(Seconds::days(1));
        let rests = Order::on(account).class(Catalog::H100, "1.00").units(60).split().resting(0, until);
        world.place(&ana, &rests).unwrap();
        let order = OrderKey { account, slot: 0 };
        for i in 0..4 {
            let (mallory, _) = selling(world, &format!("mallory{i}"), 1, usd_per_hour("0.50"));
            assert_refused(world.match_order(&mallory, order), "orderbook/nothing_matches");
        }
        let mut leases: Vec<LeaseKey> = vec![];
        for i in 0..8 {
            let (ben, _) = selling(world, &format!("ben{i}"), 8, usd_per_hour("1.00"));
            let matched = world.match_order(&ben, order).unwrap().value;
            world.start_all(&matched.leases);
            leases.extend(matched.leases);
            if matched.missing == 0 {
                break;
            }
        }
        let units = leases.iter().flat_map(|lease| world.lease(*lease).draw.gpus);
        assert_eq!(units.map(|of| of.units).sum::<u32>(), 60);
        assert!(leases.len() <= 8, "{} leases", leases.len());
    }

    /// It rests only on the account of who places it, with money for it, in one of sixteen places, and
    /// what was withdrawn since is not spent.
    fn resting_orders_burden_nobody(world) {
        let (ana, account) = world.tenant("ana", 10 * AKT);
        let mallory = world.addr("mallory");
        let until = world.now().after(Seconds::days(300));
        let wanted = Order::on(account).class_at(Catalog::H100, RATE);
        assert_refused(world.place(&mallory, &wanted.clone().resting(0, until)), "escrow/not_owner");
        for slot in 0..16 {
            world.place(&ana, &wanted.clone().resting(slot, until)).unwrap();
        }
        assert_refused(world.place(&ana, &wanted.clone().resting(15, until)), "orderbook/slot_taken");
        assert_refused(world.place(&ana, &wanted.clone().resting(16, until)), "guard/out_of_range");
        let poor = wanted.units(100).resting(16, until);
        assert_refused(world.place(&ana, &poor), "guard/out_of_range");

        world.withdraw_deposit(&ana, account, None).unwrap();
        selling(world, "ben", 8, RATE);
        let order = OrderKey { account, slot: 3 };
        let matched = world.match_order(&mallory, order);
        assert!(matched.is_err());
        assert_refused(
            world.call(&mallory, Contract::Orderbook, &ExecuteMsg::CancelOrder { order }),
            "orderbook/not_your_order",
        );
        world.cancel(&ana, order).unwrap();
    }

    /// Its time is over: it fills nobody any more, and whoever comes by removes it.
    fn an_expired_order_is_not_filled(world) {
        let (ana, account) = world.tenant("ana", 10 * AKT);
        let until = world.now().after(Seconds(HOUR));
        world.place(&ana, &Order::on(account).class_at(Catalog::H100, RATE).resting(0, until)).unwrap();
        world.advance(HOUR);
        let (ben, _) = selling(world, "ben", 8, RATE);
        let order = OrderKey { account, slot: 0 };
        assert_refused(world.match_order(&ben, order), "orderbook/order_over");
        let clear = ExecuteMsg::Expire { orders: vec![order], offers: vec![] };
        world.call(&ben, Contract::Orderbook, &clear).unwrap();
        assert_refused(world.match_order(&ben, order), "orderbook/order_not_found");
    }

    /// An order takes the place of one whose time is over: who follows events alone sees the old one end
    /// before the new one is placed.
    fn events_tell_which_order_rests(world) {
        let (ana, account) = world.tenant("ana", 10 * AKT);
        let wanted = Order::on(account).class_at(Catalog::H100, RATE);
        for _ in 0..2 {
            let until = world.now().after(Seconds(HOUR));
            world.place(&ana, &wanted.clone().resting(0, until)).unwrap();
            assert_rebuilds(world);
            world.advance(HOUR);
        }
    }

    /// Overdrawn, an account keeps its orders and fills none of them: there is no order that lives on
    /// what nobody pays (a group of Akash's could be restarted on an overdrawn account).
    fn an_overdrawn_account_fills_no_order(world) {
        let (_, id) = selling(world, "ben", 8, RATE);
        let (ana, account) = world.tenant("ana", 10 * AKT);
        let until = world.now().after(Seconds::days(30));
        let rests = Order::on(account).class_at(Catalog::A100, RATE).rematched(3).resting(0, until);
        world.place(&ana, &rests).unwrap();
        rent(world, &ana, account, RATE);
        world.advance(11_371 + HOUR);
        let bob = world.addr("bob");
        world.provider("bob", &[]);
        world.post(&bob, Offer::at(Catalog::A100, 8, RATE)).unwrap();
        let order = OrderKey { account, slot: 0 };
        assert!(world.match_order(&bob, order).is_err());
        let again = Order::on(account).class_at(Catalog::H100, RATE);
        assert_refused(world.place(&ana, &again), "escrow/account_starved");
        assert_eq!(offered(world, id).free, 7);
        let query = orderbook::QueryMsg::Order { order };
        let left: orderbook::OrderResponse = world.query(Contract::Orderbook, &query);
        assert_eq!(left.leases, 0);
    }
}
