//! The book: rubbish in front, shams behind, doors that only the suite may use.

use cosmwasm_std::HexBinary;
use tender_interfaces::escrow::{self, NewLease};
use tender_interfaces::events::AskWithdrawn;
use tender_interfaces::orderbook::{ExecuteMsg, OrderStatus, Release};
use tender_testkit::{Ask, Catalog, Contract, Order};
use tender_tests::{assert_refused, scenarios};
use tender_types::{AskId, AssetIndex, LeaseId, Rate, Seconds, Tier};

use crate::stage::{rent, rented, seller, AKT, H100, RATE};

/// Below [`RATE`], so in front of it.
const CHEAP: Rate = Rate(900_000_000);

scenarios! {
    /// Cheap asks that serve nobody fill the front of the book: a take looks at as many as it says,
    /// and its gas does not grow with them.
    fn rubbish_in_front_does_not_make_a_take_dear(world) {
        let mallory = world.addr("mallory");
        world.provider("mallory", &[]);
        let ben = world.addr("ben");
        world.provider("ben", &["region=eu-west"]);
        world.post(&ben, Ask::at(Catalog::H100, 8, RATE)).unwrap();
        let (ana, account) = world.tenant("ana", 100 * AKT);
        let wanted = Order::on(account).class_at(Catalog::H100, RATE).attribute("region=eu-west");
        let look = wanted.clone().or_cancel().scanning(5);
        let mut prices = vec![];
        for _ in 0..2 {
            for _ in 0..20 {
                world.post(&mallory, Ask::at(Catalog::H100, 1, CHEAP)).unwrap();
            }
            let placed = world.place(&ana, &look).unwrap();
            assert_eq!(placed.value.status, OrderStatus::Dropped);
            prices.push(placed.tx.gas.total);
        }
        assert!(prices[1].abs_diff(prices[0]) * 100 < prices[0], "{prices:?}");
        assert_refused(world.place(&ana, &wanted), "orderbook/not_fillable");
        let until = world.now().after(Seconds(600));
        let rests = world.place(&ana, &wanted.clone().resting_until(until)).unwrap().value;
        assert_eq!(rests.status, OrderStatus::RestingAfterScan);
        // Who looks further finds it.
        let placed = world.place(&ana, &wanted.scanning(41)).unwrap().value;
        assert_eq!(placed.status, OrderStatus::Filled);
    }

    /// Asks that are sold out are not in the way at all.
    fn sold_out_asks_are_not_looked_at(world) {
        let (mallory, _) = (world.addr("mallory"), world.provider("mallory", &[]));
        let (ana, account) = world.tenant("ana", 100 * AKT);
        for _ in 0..10 {
            world.post(&mallory, Ask::at(Catalog::H100, 1, CHEAP)).unwrap();
            rent(world, &ana, account, CHEAP);
        }
        seller(world, "ben", RATE);
        let order = Order::on(account).class_at(Catalog::H100, RATE).scanning(1);
        assert_eq!(world.place(&ana, &order).unwrap().value.status, OrderStatus::Filled);
    }

    /// Nor does one tenant clean the whole book of what has expired.
    fn expired_asks_are_swept_a_few_at_a_time(world) {
        let (mallory, _) = (world.addr("mallory"), world.provider("mallory", &[]));
        let until = world.now().after(Seconds(60));
        for _ in 0..20 {
            world.post(&mallory, Ask::at(Catalog::H100, 1, CHEAP).until(until)).unwrap();
        }
        seller(world, "ben", RATE);
        let (ana, account) = world.tenant("ana", 100 * AKT);
        world.advance(61);
        let order = Order::on(account).class_at(Catalog::H100, RATE).scanning(200);
        let placed = world.place(&ana, &order).unwrap();
        assert_eq!(placed.value.status, OrderStatus::Filled);
        let swept = placed.tx.events.iter();
        assert_eq!(swept.filter(|event| AskWithdrawn::try_from(*event).is_ok()).count(), 8);
    }

    /// A provider raises its price in front of an order that is on its way: the ceiling holds.
    fn a_reprice_in_front_of_an_order_meets_the_ceiling(world) {
        let (ben, _) = (world.addr("ben"), world.provider("ben", &[]));
        let ask = world.post(&ben, Ask::of(Catalog::H100, 8, "2.00")).unwrap().value;
        let (ana, account) = world.tenant("ana", 100 * AKT);
        world.reprice(&ben, ask.ask, "9.00").unwrap();
        let order = Order::on(account).class(Catalog::H100, "2.00");
        assert_refused(world.place(&ana, &order), "orderbook/not_fillable");
        let named = order.from_asks(&[ask]);
        assert_refused(world.place(&ana, &named), "orderbook/ask_refused");
    }

    /// Giving units back to an ask is for escrow: otherwise a provider would sell what it has not.
    fn units_come_back_from_escrow_only(world) {
        let (ben, id) = seller(world, "ben", RATE);
        rented(world);
        let msg = ExecuteMsg::Release {
            releases: vec![Release { provider: id, ask: AskId(1), units: 1 }],
        };
        let (mallory, gov) = (world.addr("mallory"), world.addr("gov"));
        for who in [mallory, ben, gov] {
            assert_refused(world.call(&who, Contract::Orderbook, &msg), "guard/not_allowed");
        }
    }

    /// Opening a lease is for the market: otherwise anyone would be paid from anyone's account.
    fn leases_are_opened_by_the_market_only(world) {
        let (ana, account) = world.tenant("ana", 100 * AKT);
        let mallory = world.addr("mallory");
        let provider = world.provider("mallory", &[]);
        let lease = NewLease {
            lease: LeaseId(99),
            provider,
            payee: mallory.to_string(),
            class: H100,
            units: 1,
            rate: RATE,
            ask: None,
            tier: Tier::NONE,
        };
        let msg = escrow::ExecuteMsg::OpenLeases {
            tenant: ana.to_string(),
            account,
            asset: AssetIndex::CREDIT,
            manifest_hash: HexBinary::from([7; 32]),
            leases: vec![lease],
        };
        let gov = world.addr("gov");
        for who in [mallory, gov, ana] {
            assert_refused(world.call(&who, Contract::Escrow, &msg), "guard/not_allowed");
        }
    }

    /// An order that somebody else's account is to pay.
    fn an_order_on_a_strangers_account_is_refused(world) {
        seller(world, "ben", RATE);
        let (_, account) = world.tenant("ana", 100 * AKT);
        let mallory = world.addr("mallory");
        let order = Order::on(account).class_at(Catalog::H100, RATE);
        assert_refused(world.place(&mallory, &order), "escrow/not_owner");
    }
}
