//! Auctions: sniping, sham bidders, empty purses. Whoever bids and does not mean it pays for it, and the
//! order goes to somebody who does.

use cosmwasm_std::Addr;
use tender_chain::{TxError, TxResult};
use tender_interfaces::attestation::{self, ProviderStatus};
use tender_interfaces::auction::{
    Bidding, ExecuteMsg, NewBid, Outcome, Pick, Pricing, Rule, Stage,
};
use tender_interfaces::escrow::CloseReason;
use tender_testkit::{usd_per_hour, Catalog, Contract, Order, World};
use tender_tests::{assert_refused, scenarios};
use tender_types::{AccountId, OrderKey, ProviderId, Rate, Seconds, Timestamp};

use crate::stage::{
    assert_conserved, auction, booked, holdings, offered, open, rent, resume, selling,
    start_leaving, wait, A100, AKT, BOND, H100, HOUR, NO_SHOW, RATE,
};

/// An auction of `ana` for one H100 at up to 2.50.
fn scene(world: &mut World, rule: Rule) -> (Addr, AccountId, OrderKey) {
    let (ana, account) = world.tenant("ana", 100 * AKT);
    let order = auction(world, &ana, account, 0, rule);
    (ana, account, order)
}

/// A provider with one H100, which it offers in the book at 3.60.
fn bidder(world: &mut World, name: &str) -> (Addr, ProviderId) {
    selling(world, name, 1, RATE)
}

fn bid(world: &mut World, who: &(Addr, ProviderId), order: OrderKey, price: &str) {
    world.bid(&who.0, order, who.1, &[H100], price).unwrap();
}

/// A bid of `rate` for as long as bids bind at least.
fn bid_at(
    world: &mut World,
    who: &(Addr, ProviderId),
    order: OrderKey,
    rate: Rate,
) -> Result<TxResult, TxError> {
    let auction = world.auction(order);
    let bid = NewBid {
        round: auction.round,
        provider: who.1,
        classes: vec![H100],
        rate,
        valid_until: auction.binding,
    };
    world.call(
        &who.0,
        Contract::Auction,
        &ExecuteMsg::PlaceBid { order, bid },
    )
}

fn jail(world: &mut World, provider: ProviderId) {
    let gov = world.addr("gov");
    let msg = attestation::ExecuteMsg::Jail { provider };
    world.call(&gov, Contract::Attestation, &msg).unwrap();
}

fn bids_until(world: &World, order: OrderKey) -> Timestamp {
    match world.auction(order).stage {
        Stage::Bidding { until } => until,
        stage => panic!("{stage:?}"),
    }
}

fn bond(world: &World, who: &(Addr, ProviderId)) -> u128 {
    world.provider_info(who.1).bond.0
}

scenarios! {
    /// Each best bid in the last second gives the others a minute more, so the sniper gains nothing; and
    /// nobody can keep an auction open past twice its time.
    fn a_snipers_bid_extends_until_the_hard_end(world) {
        let (ana, _, order) = scene(world, open(60));
        let (ben, bob) = (bidder(world, "ben"), bidder(world, "bob"));
        let hard_end = world.now().after(Seconds(600));
        let mut bids = 0u32;
        while bids_until(world, order) < hard_end {
            let who = [&ben, &bob][usize::from(!bids.is_multiple_of(2))];
            let wait = bids_until(world, order).since(world.now()).0 - 1;
            world.advance(wait);
            bid(world, who, order, &format!("2.{:02}", 40 - bids));
            bids += 1;
        }
        assert_eq!(bids, 6);
        assert_eq!(bids_until(world, order), hard_end);
        world.advance(hard_end.since(world.now()).0 - 1);
        bid(world, &ben, order, "2.00");
        assert_eq!(bids_until(world, order), hard_end);
        world.advance(1);
        let late = world.bid(&bob.0, order, bob.1, &[H100], "1.00");
        assert_refused(late, "auction/bidding_over");
        let lease = world.close_auction(&ana, order).unwrap().value.lease.unwrap();
        assert_eq!(lease.provider, ben.1);
    }

    /// A bid of one pico-unit that its bidder cannot mean to serve: others bid beside it, and when its
    /// bidder is gone at the end, it has paid as one that does not start pays, and the next best has the
    /// order at its own rate. All that it pays burns: it is nobody's income.
    fn a_sham_bid_kills_no_auction_and_costs_its_bidder(world) {
        let (ana, account, order) = scene(world, open(0));
        let (mallory, ben) = (bidder(world, "mallory"), bidder(world, "ben"));
        bid_at(world, &mallory, order, Rate(1)).unwrap();
        bid(world, &ben, order, "2.00");
        start_leaving(world, &mallory.0);
        world.advance(300);
        let lease = world.close_auction(&mallory.0, order).unwrap().value.lease.unwrap();
        assert_eq!((lease.provider, world.lease(lease).rate), (ben.1, usd_per_hour("2.00")));
        let back = attestation::ExecuteMsg::CancelLeaving {};
        let back = world.call(&mallory.0, Contract::Attestation, &back);
        assert_refused(back, "attestation/suspended");
        assert_eq!((bond(world, &mallory), bond(world, &ben)), (BOND - NO_SHOW, BOND));
        assert_eq!((booked(world, &ana), holdings(world).to_burn.0), (0, NO_SHOW));
        world.start_all(&[lease]);
        world.close_account(&ana, account).unwrap();
        assert_conserved(world);
    }

    /// Its units are gone when it is to be awarded, by its own doing or by the market's: only the first
    /// is its fault.
    fn only_who_empties_its_own_rows_pays(world) {
        let (ana, account, order) = scene(world, open(0));
        let (ben, bob, bea) = (bidder(world, "ben"), bidder(world, "bob"), bidder(world, "bea"));
        for (who, price) in [(&ben, "1.00"), (&bob, "1.10"), (&bea, "2.00")] {
            bid(world, who, order, price);
        }
        // The market takes one, its provider the other.
        let sold = Order::on(account).class_at(Catalog::H100, RATE).without(&[bob.1, bea.1]);
        let sold = world.rent(&ana, &sold).unwrap().value;
        assert_eq!(sold[0].provider, ben.1);
        world.withdraw_offer(&bob.0, H100).unwrap();
        world.advance(300);
        let lease = world.close_auction(&ana, order).unwrap().value.lease.unwrap();
        assert_eq!(lease.provider, bea.1);
        assert_eq!(bond(world, &ben), BOND);
        assert_eq!(bond(world, &bob), BOND - NO_SHOW);
        assert_eq!(world.provider_info(bob.1).status, ProviderStatus::Suspended);
    }

    /// Those whom governance stops are nobody's shams: they are passed over, and a third bid that was
    /// never the best is not forgotten.
    fn the_third_bidder_is_not_forgotten(world) {
        let (ana, _, order) = scene(world, open(0));
        let (one, two, ben) =
            (bidder(world, "mallory"), bidder(world, "mabel"), bidder(world, "ben"));
        bid(world, &one, order, "0.50");
        bid(world, &two, order, "0.40");
        bid(world, &ben, order, "2.00");
        jail(world, one.1);
        jail(world, two.1);
        world.advance(300);
        let lease = world.close_auction(&ana, order).unwrap().value.lease.unwrap();
        assert_eq!((lease.provider, world.lease(lease).rate), (ben.1, usd_per_hour("2.00")));
        assert_eq!((bond(world, &one), bond(world, &two)), (BOND, BOND));
    }

    /// Akash's slot exhaustion: whoever takes all places of an order and goes leaves it dead. Here eight
    /// shams only delay it: all of them pay, bidding begins anew without them, and a real bid lands.
    fn eight_shams_only_delay_an_auction(world) {
        let (ana, account, order) = scene(world, open(0));
        let shams: Vec<_> = (0..8).map(|i| bidder(world, &format!("sham{i}"))).collect();
        for (sham, rate) in shams.iter().zip(1..) {
            bid_at(world, sham, order, Rate(rate)).unwrap();
        }
        let ben = bidder(world, "ben");
        let crowded = world.bid(&ben.0, order, ben.1, &[H100], "1.00");
        assert_refused(crowded, "auction/not_among_best");
        for sham in &shams {
            world.withdraw_offer(&sham.0, H100).unwrap();
        }
        world.advance(300);
        let closed = world.close_auction(&ben.0, order).unwrap().value;
        assert_eq!((closed.outcome, closed.lease), (Outcome::Reopened, None));
        for sham in &shams {
            assert_eq!(bond(world, sham), BOND - NO_SHOW);
        }
        // They come back in vain.
        let (sham, _) = &shams[0];
        world.advance(HOUR);
        resume(world, sham);
        let closed = world.close_auction(&ana, order).unwrap().value;
        assert_eq!(closed.outcome, Outcome::NoBid);

        let order = auction(world, &ana, account, 0, open(0));
        bid(world, &ben, order, "1.00");
        world.advance(300);
        let lease = world.close_auction(&ana, order).unwrap().value.lease.unwrap();
        assert_eq!(lease.provider, ben.1);
        assert_conserved(world);
    }

    /// In the round after theirs, whoever failed is out and whoever did not is in.
    fn shams_are_out_of_the_next_round(world) {
        let (ana, _, order) = scene(world, open(0));
        let (mallory, ben) = (bidder(world, "mallory"), bidder(world, "ben"));
        bid_at(world, &mallory, order, Rate(1)).unwrap();
        world.withdraw_offer(&mallory.0, H100).unwrap();
        world.advance(300);
        let closed = world.close_auction(&ana, order).unwrap().value;
        assert_eq!(closed.outcome, Outcome::Reopened);
        assert_refused(bid_at(world, &mallory, order, Rate(1)), "auction/failed_before");
        bid(world, &ben, order, "2.00");
        world.advance(300);
        let lease = world.close_auction(&ana, order).unwrap().value.lease.unwrap();
        assert_eq!(lease.provider, ben.1);
    }

    /// The winner takes the order and serves nobody: each next in line has it at its own rate, and whoever
    /// failed pays, the tenant's part first.
    fn a_winner_that_never_starts_gives_way_to_the_next(world) {
        let (ana, account, order) = scene(world, open(0));
        let before = world.account(account).balance.0;
        let three = ["mallory", "mabel", "ben"].map(|name| bidder(world, name));
        for (who, price) in three.iter().zip(["0.10", "0.20", "2.00"]) {
            bid(world, who, order, price);
        }
        world.advance(300);
        for (who, price) in three.iter().zip(["0.10", "0.20", "2.00"]) {
            let lease = world.close_auction(&ana, order).unwrap().value.lease.unwrap();
            assert_eq!((lease.provider, world.lease(lease).rate), (who.1, usd_per_hour(price)));
            assert_refused(world.close_auction(&ana, order), "auction/awarded");
            if who.1 == three[2].1 {
                world.start(&who.0, &[lease]).unwrap();
                break;
            }
            wait(world);
            world.close_lease(&who.0, lease, CloseReason::NotStarted).unwrap();
            assert_eq!(bond(world, who), BOND - NO_SHOW);
        }
        assert_eq!(booked(world, &ana), 2 * NO_SHOW);
        assert_eq!(world.account(account).balance.0, before);
    }

    /// Twenty bids of four providers for one lease: losing costs nothing, binds nobody beyond its time,
    /// and nothing of the losers is left in the auction.
    fn losers_lose_nothing(world) {
        let (ana, account, order) = scene(world, open(0));
        let four = ["ben", "bob", "bea", "bo"].map(|name| bidder(world, name));
        for round in 0..5 {
            for (i, who) in four.iter().enumerate() {
                bid(world, who, order, &format!("2.{:02}", 40 - 4 * round - i));
            }
        }
        world.advance(300);
        let closed = world.close_auction(&ana, order).unwrap();
        let lease = closed.value.lease.unwrap();
        world.start_all(&[lease]);
        for who in four.iter().filter(|who| who.1 != lease.provider) {
            assert_eq!(bond(world, who), BOND);
            assert_eq!(offered(world, who.1).free, 1);
        }
        // Their units go elsewhere at once.
        for _ in 0..3 {
            rent(world, &ana, account, RATE);
        }
    }

    /// A bid stands behind a bond and behind units: without one or the other there is no bid, and nobody
    /// bids as somebody else.
    fn a_bid_without_a_bond_or_units_is_refused(world) {
        let (_, _, order) = scene(world, open(0));
        let mallory = world.addr("mallory");
        let sham = world.register(&mallory, "https://sham.example", &[]).unwrap().value;
        let refused = world.bid(&mallory, order, sham, &[H100], "1.00");
        assert_refused(refused, "auction/mismatch");
        let ben = bidder(world, "ben");
        let refused = world.bid(&mallory, order, ben.1, &[H100], "1.00");
        assert_refused(refused, "guard/not_allowed");
        let (bob, id) = (world.addr("bob"), world.provider("bob", &[]));
        assert_refused(world.bid(&bob, order, id, &[H100], "1.00"), "auction/mismatch");
        assert_refused(world.bid(&ben.0, order, ben.1, &[A100], "1.00"), "auction/mismatch");
        for classes in [vec![], vec![H100, H100]] {
            assert_refused(world.bid(&ben.0, order, ben.1, &classes, "1.00"), "auction/mismatch");
        }
    }

    /// The tenant empties its account before the end: there is no lease, the auction is over, and
    /// everybody can go.
    fn an_emptied_account_leaves_nobody_stuck(world) {
        let (ana, account, order) = scene(world, open(0));
        let ben = bidder(world, "ben");
        bid(world, &ben, order, "2.00");
        world.withdraw_deposit(&ana, account, None).unwrap();
        world.advance(300);
        let closed = world.close_auction(&ben.0, order).unwrap().value;
        assert_eq!((closed.outcome, closed.lease), (Outcome::Unfunded, None));
        assert_refused(world.close_auction(&ben.0, order), "auction/unknown_auction");
        assert_eq!(bond(world, &ben), BOND);
        start_leaving(world, &ben.0);
        world.withdraw_offer(&ben.0, H100).unwrap();
        world.advance(7 * 24 * 3_600);
        let take = attestation::ExecuteMsg::WithdrawBond {};
        world.call(&ben.0, Contract::Attestation, &take).unwrap();
        assert_eq!(world.akt(&ben.0), BOND);
    }

    /// A close sent with too little gas to open the lease fails as a whole: it cannot rob the winner.
    fn a_close_short_of_gas_robs_nobody(world) {
        let (ana, _, order) = scene(world, open(0));
        let ben = bidder(world, "ben");
        bid(world, &ben, order, "2.00");
        world.advance(300);
        let mut refused = 0;
        for thousands in 1..500 {
            world.chain.set_gas_limit(thousands * 2_000);
            if let Ok(closed) = world.close_auction(&ana, order) {
                assert!(closed.value.lease.is_some(), "at {} gas", thousands * 2_000);
                break;
            }
            refused += 1;
        }
        world.chain.set_gas_limit(tender_chain::DEFAULT_GAS_LIMIT);
        assert!(refused > 20, "{refused}");
        assert_refused(world.close_auction(&ana, order), "auction/awarded");
    }

    /// Nor does a pause of the contract that opens leases: the winner has it when the pause is over.
    fn a_pause_of_the_escrow_robs_no_winner(world) {
        let (ana, _, order) = scene(world, open(0));
        let ben = bidder(world, "ben");
        bid(world, &ben, order, "2.00");
        world.advance(300);
        let (guard, gov) = (world.addr("guard"), world.addr("gov"));
        let pause = serde_json::json!({ "admin": { "pause": { "class": "open_lease" } } });
        world.call(&guard, Contract::Escrow, &pause).unwrap();
        let mallory = world.addr("mallory");
        assert_refused(world.close_auction(&mallory, order), "guard/paused");
        let resume = serde_json::json!({ "admin": { "resume": { "class": "open_lease" } } });
        world.call(&gov, Contract::Escrow, &resume).unwrap();
        let lease = world.close_auction(&ana, order).unwrap().value.lease.unwrap();
        assert_eq!(lease.provider, ben.1);
    }

    /// A tenant that has got the bids cannot call the auction off, nor put another order in its place.
    fn a_tenant_cannot_cancel_what_was_bid_for(world) {
        let (ana, account, order) = scene(world, open(0));
        let ben = bidder(world, "ben");
        let cancel = ExecuteMsg::Cancel { order };
        assert_refused(world.call(&ben.0, Contract::Auction, &cancel), "guard/not_allowed");
        bid(world, &ben, order, "2.00");
        assert_refused(world.call(&ana, Contract::Auction, &cancel), "auction/has_bids");
        let until = world.now().after(Seconds::days(1));
        let other = Order::on(account).class(Catalog::H100, "0.01").by_auction(0, open(0), until);
        assert_refused(world.place(&ana, &other), "auction/slot_taken");
    }

    /// A provider cannot raise its bid while the tenant's choice is on its way; and the choice names what
    /// the tenant saw.
    fn a_bid_swapped_before_the_choice_is_not_taken(world) {
        let rule = Rule { pick: Pick::Tenant { choosing: Seconds(300) }, ..open(0) };
        let (ana, _, order) = scene(world, rule);
        let ben = bidder(world, "ben");
        bid(world, &ben, order, "1.00");
        let raised = world.bid(&ben.0, order, ben.1, &[H100], "2.00");
        assert_refused(raised, "auction/not_better");
        let choose = |rate| ExecuteMsg::Choose { order, provider: ben.1, max_rate: rate };
        let low = choose(usd_per_hour("0.99"));
        assert_refused(world.call(&ana, Contract::Auction, &low), "auction/bid_changed");
        let strangers = choose(usd_per_hour("1.00"));
        assert_refused(world.call(&ben.0, Contract::Auction, &strangers), "guard/not_allowed");
        let lease = world.choose(&ana, order, ben.1).unwrap().value.lease.unwrap();
        assert_eq!(world.lease(lease).rate, usd_per_hour("1.00"));
    }

    /// A bid made for one order never lands in another that its tenant puts in the same place.
    fn a_bid_on_its_way_does_not_land_in_another_order(world) {
        let (ana, account, order) = scene(world, open(0));
        let ben = bidder(world, "ben");
        let seen = world.auction(order);
        world.advance(6);
        world.call(&ana, Contract::Auction, &ExecuteMsg::Cancel { order }).unwrap();
        auction(world, &ana, account, 0, open(0));
        let bid = NewBid {
            round: seen.round,
            provider: ben.1,
            classes: vec![H100],
            rate: Rate(1_000),
            valid_until: world.now().after(Seconds::days(1)),
        };
        let late = world.call(&ben.0, Contract::Auction, &ExecuteMsg::PlaceBid { order, bid });
        assert_refused(late, "auction/other_round");
    }

    /// A class at its full ceiling shuts out no better class at little more: bids are weighed by what each
    /// may cost.
    fn a_cheap_class_at_its_ceiling_shuts_out_no_better_one(world) {
        let (ana, account) = world.tenant("ana", 100 * AKT);
        let until = world.now().after(Seconds::days(1));
        let order = Order::on(account)
            .class(Catalog::H100, "2.50")
            .class(Catalog::A100, "1.00")
            .by_auction(0, open(0), until);
        world.place(&ana, &order).unwrap();
        let order = OrderKey { account, slot: 0 };
        let (ben, bob) = (bidder(world, "ben"), (world.addr("bob"), world.provider("bob", &[])));
        world.post(&bob.0, tender_testkit::Offer::of(Catalog::A100, 1, "3.00")).unwrap();
        world.bid(&bob.0, order, bob.1, &[A100], "1.00").unwrap();
        world.bid(&ben.0, order, ben.1, &[H100], "1.50").unwrap();
        world.advance(300);
        let lease = world.close_auction(&ana, order).unwrap().value.lease.unwrap();
        assert_eq!(lease.provider, ben.1);
    }

    /// Under a second price a friend's high bid beside one's own earns no more than the most the tenant
    /// would pay, and a friend that cannot serve sets no price.
    fn a_sham_second_bid_sets_no_price(world) {
        let rule = Rule { price: Pricing::Second, ..open(0) };
        let (ana, _, order) = scene(world, rule);
        let three = ["ben", "bob", "mallory"].map(|name| bidder(world, name));
        for (who, price) in three.iter().zip(["1.00", "1.20", "1.10"]) {
            bid(world, who, order, price);
        }
        // The friend between them that would have made it cheaper for the tenant is gone.
        world.withdraw_offer(&three[2].0, H100).unwrap();
        world.advance(300);
        let lease = world.close_auction(&ana, order).unwrap().value.lease.unwrap();
        assert_eq!((lease.provider, world.lease(lease).rate), (three[0].1, usd_per_hour("1.20")));
        // It has not looked further than the second that serves; whoever it looked at and was gone pays.
        assert_eq!(bond(world, &three[2]), BOND - NO_SHOW);
    }

    /// A sealed bid that its bidder thinks better of is a no-show: anyone reports it, and nobody gains.
    fn a_bid_that_is_not_opened_costs_its_bidder(world) {
        let bidding = Bidding::Sealed { commit: Seconds(60), reveal: Seconds(60), reserve: None };
        let (ana, _, order) = scene(world, Rule { bidding, ..open(0) });
        let mallory = bidder(world, "mallory");
        let round = world.auction(order).round;
        let commit = ExecuteMsg::Commit {
            order,
            round,
            provider: mallory.1,
            classes: vec![H100],
            seal: cosmwasm_std::HexBinary::from([5; 32]),
        };
        world.call(&mallory.0, Contract::Auction, &commit).unwrap();
        let report = ExecuteMsg::ReportUnopened { order, round, provider: mallory.1 };
        assert_refused(world.call(&ana, Contract::Auction, &report), "auction/still_opening");
        let cancel = ExecuteMsg::Cancel { order };
        assert_refused(world.call(&ana, Contract::Auction, &cancel), "auction/has_commitments");
        world.advance(120);
        world.close_auction(&mallory.0, order).unwrap();
        world.call(&ana, Contract::Auction, &report).unwrap();
        assert_refused(world.call(&ana, Contract::Auction, &report), "auction/no_commitment");
        assert_eq!(bond(world, &mallory), BOND - NO_SHOW);
        assert_eq!((booked(world, &ana), holdings(world).to_burn.0), (0, NO_SHOW));
    }

    /// Bidding, and leaving with the bond before the award: the bond stays for as long as a bid binds.
    fn a_bond_does_not_run_from_a_bid(world) {
        let (_, _, order) = scene(world, open(0));
        let mallory = bidder(world, "mallory");
        let valid_until = world.now().after(Seconds::days(20));
        let bid = NewBid {
            round: world.auction(order).round,
            provider: mallory.1,
            classes: vec![H100],
            rate: Rate(1),
            valid_until,
        };
        world.call(&mallory.0, Contract::Auction, &ExecuteMsg::PlaceBid { order, bid }).unwrap();
        world.withdraw_offer(&mallory.0, H100).unwrap();
        start_leaving(world, &mallory.0);
        world.advance(7 * 24 * 3_600);
        let take = attestation::ExecuteMsg::WithdrawBond {};
        assert_refused(world.call(&mallory.0, Contract::Attestation, &take), "attestation/bids");
    }
}
