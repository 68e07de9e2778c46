//! What is sold has to exist: one place draws it, whichever way it is sold.

use cosmwasm_std::HexBinary;
use sha2::{Digest, Sha256};
use tender_chain::{TxError, TxResult};
use tender_interfaces::attestation::{self, Profile};
use tender_interfaces::escrow::CloseReason;
use tender_interfaces::orderbook::{
    ExecuteMsg, Named, OfferChange, OfferState, Order as Packed, Promised,
};
use tender_storage::unpack;
use tender_testkit::{usd_per_hour, Card, Catalog, Contract, Offer, Order, World};
use tender_tests::{assert_refused, preimage, scenarios};
use tender_types::{LeaseKey, OrderKey, ProviderId, Rate, Resources, Seconds, Volume, VolumeClass};

use crate::stage::{
    auction, offered, open, order, rented, selling, start_leaving, AKT, BOND, H100, RATE,
};

fn named(provider: ProviderId) -> Vec<Named> {
    vec![Named {
        provider,
        classes: vec![H100],
        most: RATE,
    }]
}

fn change_profile(world: &mut World, provider: &cosmwasm_std::Addr) -> Result<TxResult, TxError> {
    let profile = Profile {
        host: "https://elsewhere.example".into(),
        contact: "nobody@elsewhere.example".into(),
        attributes: vec![],
    };
    let msg = attestation::ExecuteMsg::UpdateProfile { profile };
    world.call(provider, Contract::Attestation, &msg)
}

/// One unit of a provider, asked for in every way at once, by three tenants: how often it is leased.
fn ask_in_every_way(world: &mut World, provider: ProviderId, first: usize) -> Vec<LeaseKey> {
    let mallory = world.address_of(provider);
    let mut leases = vec![];
    let tenants: Vec<_> = ["t1", "t2", "t3", "t4"]
        .into_iter()
        .map(|name| world.tenant(name, 20 * AKT))
        .collect();
    let until = world.now().after(Seconds::days(1));
    for (tenant, account) in &tenants {
        let order = auction(world, tenant, *account, 0, open(0));
        world
            .bid(&mallory, order, provider, &[H100], "1.50")
            .unwrap();
        let rests = Order::on(*account)
            .class(Catalog::H100, "0.01")
            .resting(1, until);
        world.place(tenant, &rests).unwrap();
    }
    world.advance(300);
    // Each of the ways comes first once.
    for way in (0..4).map(|way| (way + first) % 4) {
        let (tenant, account) = &tenants[way];
        let order = Order::on(*account).class_at(Catalog::H100, RATE);
        let placed = match way {
            0 => world
                .place(tenant, &order)
                .map(|placed| placed.value.leases),
            1 => {
                let order = order.named(named(provider));
                world
                    .place(tenant, &order)
                    .map(|placed| placed.value.leases)
            }
            2 => {
                let order = order.resting(2, until);
                world
                    .place(tenant, &order)
                    .map(|placed| placed.value.leases)
            }
            _ => {
                let key = OrderKey {
                    account: *account,
                    slot: 0,
                };
                let closed = world.close_auction(tenant, key);
                closed.map(|closed| closed.value.lease.into_iter().collect())
            }
        };
        leases.extend(placed.unwrap_or_default());
    }
    leases
}

scenarios! {
    /// In the book, named, in four auctions and met by orders that rest: whichever comes first has it, and
    /// nobody else.
    fn one_gpu_is_never_sold_twice(world) {
        for first in 0..4 {
            let (mallory, provider) = selling(world, &format!("mallory{first}"), 1, RATE);
            let leases = ask_in_every_way(world, provider, first);
            assert_eq!(leases.len(), 1, "way {first} first: {leases:?}");
            assert_eq!(offered(world, provider).free, 0);
            let lease = leases[0];
            world.start(&mallory, &[lease]).unwrap();
            world.withdraw_offer(&mallory, H100).unwrap();
            // Sold by the market: no bid of it is anybody's fault.
            assert_eq!(world.provider_info(provider).bond.0, BOND);
        }
    }

    /// Withdrawn and posted again while all of it is on lease: what is out stays out.
    fn posting_again_makes_no_new_units(world) {
        let (ben, id) = selling(world, "ben", 1, RATE);
        let (ana, account, lease) = rented(world);
        world.withdraw_offer(&ben, H100).unwrap();
        for _ in 0..3 {
            world.post(&ben, Offer::at(Catalog::H100, 1, Rate(1))).unwrap();
            assert_eq!((offered(world, id).units, offered(world, id).free), (1, 0));
            let again = Order::on(account).class_at(Catalog::H100, RATE);
            assert_refused(world.place(&ana, &again), "orderbook/not_fillable");
            world.withdraw_offer(&ben, H100).unwrap();
        }
        world.close_lease(&ana, lease, CloseReason::Done).unwrap();
        world.post(&ben, Offer::at(Catalog::H100, 1, RATE)).unwrap();
        assert_eq!(offered(world, id).free, 1);
    }

    /// Nobody offers more than auditors count, than governance allows without any, or than its bond locks.
    fn nobody_offers_more_than_it_has(world) {
        let (ben, id) = (world.addr("ben"), world.provider("ben", &[]));
        let audrey = world.addr("audrey");
        let over = Offer::at(Catalog::H100, 101, RATE);
        assert_refused(world.post(&ben, over.clone()), "orderbook/above_attested");
        world.count(&audrey, id, 2, &[(Catalog::H100, 200)], &[]).unwrap();
        assert_refused(world.post(&ben, over), "orderbook/bond_too_small");
        world.post(&ben, Offer::at(Catalog::H100, 60, RATE)).unwrap();
        let other = Offer::at(Catalog::A100, 41, RATE);
        assert_refused(world.post(&ben, other), "orderbook/bond_too_small");
        let card = Card::of(1_001, "0.01");
        assert_refused(world.card(&ben, card.change()), "orderbook/above_attested");
        assert_refused(world.card(&ben, Card::of(300, "0.01").change()), "orderbook/bond_too_small");
    }

    /// An auditor that counts fewer now takes the offer out of every match, also out of an auction that runs.
    fn an_offer_above_what_is_counted_is_not_matched(world) {
        let (ben, id) = (world.addr("ben"), world.provider("ben", &[]));
        let audrey = world.addr("audrey");
        world.count(&audrey, id, 2, &[(Catalog::H100, 120)], &[]).unwrap();
        world.give_akt(&ben, 1_000 * AKT);
        world.bond(&ben, id, 1_000 * AKT).unwrap();
        world.post(&ben, Offer::at(Catalog::H100, 120, RATE)).unwrap();
        let (ana, account) = world.tenant("ana", 100 * AKT);
        let auctioned = auction(world, &ana, account, 0, open(0));
        world.bid(&ben, auctioned, id, &[H100], "1.00").unwrap();
        world.count(&audrey, id, 2, &[(Catalog::H100, 119)], &[]).unwrap();
        let wanted = Order::on(account).class_at(Catalog::H100, RATE);
        assert_refused(world.place(&ana, &wanted), "orderbook/not_fillable");
        assert_refused(world.place(&ana, &wanted.named(named(id))), "orderbook/not_fillable");
        world.advance(300);
        assert_eq!(world.close_auction(&ana, auctioned).unwrap().value.lease, None);
    }

    /// A provider that has left and comes back: what it offered in its earlier life is nobody's to take.
    fn offers_of_an_earlier_life_never_match(world) {
        let (ben, id) = selling(world, "ben", 4, RATE);
        world.card(&ben, Card::of(8, "0.01").change()).unwrap();
        let (ana, account) = world.tenant("ana", 100 * AKT);
        start_leaving(world, &ben);
        world.advance(7 * 24 * 3_600);
        let take = attestation::ExecuteMsg::WithdrawBond {};
        assert_refused(world.call(&ben, Contract::Attestation, &take), "attestation/locked");
        world.withdraw_offer(&ben, H100).unwrap();
        world.card(&ben, tender_interfaces::orderbook::CardChange::Withdraw {}).unwrap();
        world.call(&ben, Contract::Attestation, &take).unwrap();
        world.register(&ben, "https://ben.example", &[]).unwrap();
        world.bond(&ben, id, BOND).unwrap();
        world.feed("1.14");
        let wanted = Order::on(account).class_at(Catalog::H100, RATE);
        assert_refused(world.place(&ana, &wanted), "orderbook/not_fillable");
        assert_refused(world.place(&ana, &wanted.clone().named(named(id))), "orderbook/not_fillable");
        assert_refused(world.reprice(&ben, H100, "0.01"), "orderbook/offer_not_found");
        world.post(&ben, Offer::at(Catalog::H100, 4, RATE)).unwrap();
        world.place(&ana, &wanted).unwrap();
    }

    /// Storage, addresses and a place are promised, then the offer is taken back and the profile emptied:
    /// the lease keeps the digest of both, and events give what it was made of.
    fn a_promise_outlives_the_offer(world) {
        let (ben, ben_id) = (world.addr("ben"), world.provider("ben", &["region=eu-west"]));
        let unit = Resources {
            cpu_milli: 32_000,
            memory_mib: 262_144,
            disk_mib: 2_000 * 1_024,
            volumes: vec![Volume { class: VolumeClass::Nvme, mib: 1_000 * 1_024 }],
            public_ips: 0,
        };
        world.post(&ben, Offer::of(Catalog::H100, 1, "2.00").each(unit.clone())).unwrap();
        world.card(&ben, Card::of(8, "0.01").change()).unwrap();
        let (ana, account) = world.tenant("ana", 100 * AKT);
        let order = Order::on(account)
            .class(Catalog::H100, "2.50")
            .at_most("3.00")
            .each(unit.clone())
            .public_ips(2)
            .attribute("region=eu-west");
        let most = usd_per_hour("3.00");
        let order = order.named(vec![Named { most, ..named(ben_id)[0].clone() }]);
        let placed = world.place(&ana, &order).unwrap();
        let lease = placed.value.leases[0];
        world.start(&ben, &[lease]).unwrap();
        world.withdraw_offer(&ben, H100).unwrap();
        change_profile(world, &ben).unwrap();

        let (order, promised) = preimage(&placed.tx, lease);
        let hash = Sha256::new().chain_update(&order).chain_update(&promised).finalize();
        assert_eq!(world.lease(lease).digest, HexBinary::from(hash.to_vec()));
        let order: Packed = unpack(&order).unwrap();
        let promised: Promised = unpack(&promised).unwrap();
        assert_eq!((order.demand.public_ips, order.demand.attributes.len()), (2, 1));
        assert_eq!(promised.carries, [unit]);
        assert_eq!((promised.draw, promised.rate), (world.lease(lease).draw, world.lease(lease).rate));
        assert!(promised.region.is_some());
    }

    /// A rematch takes what the lease's digest was made of and nothing else: not a dearer order, not
    /// another promise, not another's lease.
    fn a_rematch_takes_no_other_order(world) {
        let (ben, _) = selling(world, "ben", 4, RATE);
        let (_, bob) = selling(world, "bob", 4, Rate(RATE.0 * 9));
        let (ana, account) = world.tenant("ana", 1_000 * AKT);
        let wanted = Order::on(account).class_at(Catalog::H100, RATE).rematched(1);
        let placed = world.place(&ana, &wanted).unwrap();
        let lease = placed.value.leases[0];
        let dear = Order::on(account).class_at(Catalog::H100, Rate(RATE.0 * 9)).without(&[lease.provider]);
        let dear = world.place(&ana, &dear).unwrap();
        let other = dear.value.leases[0];
        assert_eq!(other.provider, bob);
        world.close_lease(&ben, lease, CloseReason::Declined).unwrap();
        let (order, promised) = preimage(&placed.tx, lease);
        let (dear_order, dear_promised) = preimage(&dear.tx, other);
        for (order, promised) in [
            (&dear_order, &dear_promised),
            (&dear_order, &promised),
            (&order, &dear_promised),
            (&Default::default(), &Default::default()),
        ] {
            let (order, promised) = (order.clone(), promised.clone());
            let again = ExecuteMsg::Rematch { lease, order, promised };
            assert_refused(world.call(&ben, Contract::Orderbook, &again), "orderbook/preimage");
        }
        let again = ExecuteMsg::Rematch { lease: other, order: dear_order, promised: dear_promised };
        assert_refused(world.call(&ben, Contract::Orderbook, &again), "orderbook/not_failed");
        // And at nine times the ceiling there is nobody: it stays unfilled.
        let again = ExecuteMsg::Rematch { lease, order, promised };
        assert_refused(world.call(&ben, Contract::Orderbook, &again), "orderbook/not_fillable");
    }

    /// Twenty-four waiting units of one provider are one outage, and the eight places of an account are no
    /// way to hold a rival's units for nothing: whoever cancels after a while owes that while.
    fn holding_units_without_taking_them_is_paid_for(world) {
        let (ben, id) = (world.addr("ben"), world.provider("ben", &[]));
        let offer = Offer::at(Catalog::H100, 8, RATE).terms(crate::stage::ten_minutes());
        world.post(&ben, offer).unwrap();
        let (mallory, account) = world.tenant("mallory", 100 * AKT);
        let before = world.account(account).balance.0;
        let held: Vec<LeaseKey> = (0..8).map(|_| order(world, &mallory, account, RATE)).collect();
        let ninth = Order::on(account).class_at(Catalog::H100, RATE);
        assert!(world.place(&mallory, &ninth).is_err());
        world.advance(500);
        for lease in held {
            world.close_lease(&mallory, lease, CloseReason::Cancelled).unwrap();
        }
        assert_eq!(offered(world, id).free, 8);
        // 500 seconds of eight units, of which the provider has 98 %.
        assert_eq!(before - world.account(account).balance.0, 8 * 500_000);
        assert_eq!(world.act(&ben), 8 * 490_000);
    }

    /// Out of the market, a provider offers less: that takes its offer out of the book, and who follows
    /// events alone does not take it for standing.
    fn events_tell_where_an_offer_is(world) {
        let (ben, id) = selling(world, "ben", 8, RATE);
        let (ana, account) = world.tenant("ana", 100 * AKT);
        let lease = order(world, &ana, account, RATE);
        world.close_lease(&ben, lease, CloseReason::Declined).unwrap();
        let fewer = OfferChange::Resize { class: H100, units: 4 };
        world.offer(&ben, vec![fewer]).unwrap();
        assert_eq!(offered(world, id).state, OfferState::Parked);
        tender_tests::rebuild::assert_rebuilds(world);
    }
}
