//! Auctions: sniping, sham bidders, empty purses.

use cosmwasm_std::Addr;
use tender_interfaces::attestation;
use tender_interfaces::auction::{AuctionResponse, ExecuteMsg, QueryMsg, Rule};
use tender_testkit::{usd_per_hour, Catalog, Contract, Order, World};
use tender_tests::{assert_refused, scenarios};
use tender_types::{AccountId, LeaseKey, OrderId, ProviderId, Seconds, Timestamp};

use crate::stage::{AKT, H100};

fn descending(extension: u64) -> Rule {
    Rule::OpenDescending {
        duration: Seconds(300),
        min_step: usd_per_hour("0.01"),
        extension: Seconds(extension),
    }
}

/// An auction for one H100 at up to 2.50.
fn auction(world: &mut World, rule: Rule) -> (Addr, AccountId, OrderId) {
    let (ana, account) = world.tenant("ana", 100 * AKT);
    let order = Order::on(account)
        .class(Catalog::H100, "2.50")
        .by_auction(rule);
    let order = world.place(&ana, &order).unwrap().value.order;
    (ana, account, order)
}

fn bidder(world: &mut World, name: &str) -> (Addr, ProviderId) {
    (world.addr(name), world.provider(name, &[]))
}

fn jail(world: &mut World, provider: ProviderId) {
    let gov = world.addr("gov");
    let msg = attestation::ExecuteMsg::Jail { provider };
    world.call(&gov, Contract::Attestation, &msg).unwrap();
}

fn bids_until(world: &World, order: OrderId) -> Timestamp {
    world
        .query::<_, AuctionResponse>(Contract::Auction, &QueryMsg::Auction { order })
        .bids_until
}

scenarios! {
    /// Each bid in the last second gives the others a minute more, so the sniper gains nothing; and
    /// nobody can keep an auction open past twice its time.
    fn a_snipers_bid_extends_until_the_hard_end(world) {
        let (ana, _, order) = auction(world, descending(60));
        let (ben, bob) = (bidder(world, "ben"), bidder(world, "bob"));
        let hard_end = world.now().after(Seconds(600));
        let mut bids = 0u32;
        while bids_until(world, order) < hard_end {
            let (sender, id) = [&ben, &bob][usize::from(!bids.is_multiple_of(2))];
            let wait = bids_until(world, order).since(world.now()).0 - 1;
            world.advance(wait);
            world.bid(sender, order, *id, H100, &format!("2.{:02}", 40 - bids)).unwrap();
            bids += 1;
        }
        assert_eq!(bids, 6);
        assert_eq!(bids_until(world, order), hard_end);
        world.advance(hard_end.since(world.now()).0 - 1);
        world.bid(&ben.0, order, ben.1, H100, "2.00").unwrap();
        assert_eq!(bids_until(world, order), hard_end);
        world.advance(1);
        assert_refused(world.bid(&bob.0, order, bob.1, H100, "1.00"), "auction/bidding_over");
        let closed = world.close_auction(&ana, order).unwrap().value;
        assert_eq!(closed.winner, Some(ben.1));
    }

    /// A sham provider underbids everybody to block them, and is then not there: the runner-up gets
    /// the lease at the runner-up's own rate. Its many bids take only one of the two places.
    fn a_sham_winner_gives_way_to_the_runner_up(world) {
        let (ana, account, order) = auction(world, descending(0));
        let (ben, mallory) = (bidder(world, "ben"), bidder(world, "mallory"));
        world.bid(&ben.0, order, ben.1, H100, "2.00").unwrap();
        for price in ["1.00", "0.50", "0.10"] {
            world.bid(&mallory.0, order, mallory.1, H100, price).unwrap();
        }
        let leave = attestation::ExecuteMsg::StartLeaving {};
        world.call(&mallory.0, Contract::Attestation, &leave).unwrap();
        world.advance(300);
        let closed = world.close_auction(&ana, order).unwrap().value;
        assert_eq!(closed.winner, Some(ben.1));
        let lease = LeaseKey { account, lease: closed.lease.unwrap() };
        assert_eq!(world.lease(lease).rate, usd_per_hour("2.00"));
    }

    /// Both are gone: the auction ends, and holds nobody.
    fn an_auction_of_shams_ends_without_a_lease(world) {
        let (ana, account, order) = auction(world, descending(0));
        let (one, two) = (bidder(world, "mallory"), bidder(world, "mabel"));
        world.bid(&one.0, order, one.1, H100, "1.00").unwrap();
        world.bid(&two.0, order, two.1, H100, "0.50").unwrap();
        jail(world, one.1);
        jail(world, two.1);
        world.advance(300);
        let closed = world.close_auction(&ana, order).unwrap().value;
        assert_eq!((closed.winner, closed.lease), (None, None));
        world.close_account(&ana, account).unwrap();
    }

    /// A bid stands behind a bond: without one there is no bid, and nobody bids as somebody else.
    fn a_bid_without_a_bond_is_refused(world) {
        let (_, _, order) = auction(world, descending(0));
        let mallory = world.addr("mallory");
        let sham = world.register(&mallory, "https://sham.example", &[]).unwrap().value;
        assert_refused(world.bid(&mallory, order, sham, H100, "1.00"), "auction/mismatch");
        let (_, ben) = bidder(world, "ben");
        assert_refused(world.bid(&mallory, order, ben, H100, "1.00"), "guard/not_allowed");
    }

    /// The tenant empties its account before the end: there is no lease, the auction is over, and
    /// everybody can go.
    fn an_emptied_account_leaves_nobody_stuck(world) {
        let (ana, account, order) = auction(world, descending(0));
        let (ben, id) = bidder(world, "ben");
        world.bid(&ben, order, id, H100, "2.00").unwrap();
        world.withdraw_deposit(&ana, account, None).unwrap();
        world.advance(300);
        let closed = world.close_auction(&ben, order).unwrap().value;
        assert_eq!(closed.lease, None);
        assert_refused(world.close_auction(&ben, order), "auction/unknown_auction");
        let leave = attestation::ExecuteMsg::StartLeaving {};
        world.call(&ben, Contract::Attestation, &leave).unwrap();
        world.advance(7 * 24 * 3_600);
        let bond = attestation::ExecuteMsg::WithdrawBond {};
        world.call(&ben, Contract::Attestation, &bond).unwrap();
        assert_eq!(world.akt(&ben), 1_000_000_000);
    }

    /// A close sent with too little gas to open the lease fails as a whole: it cannot rob the winner.
    fn a_close_short_of_gas_robs_nobody(world) {
        let (ana, _, order) = auction(world, descending(0));
        let (ben, id) = bidder(world, "ben");
        world.bid(&ben, order, id, H100, "2.00").unwrap();
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
        assert_refused(world.close_auction(&ana, order), "auction/unknown_auction");
    }

    /// A tenant that has got the bids cannot call the auction off.
    fn a_tenant_cannot_cancel_what_was_bid_for(world) {
        let (ana, _, order) = auction(world, descending(0));
        let (ben, id) = bidder(world, "ben");
        assert_refused(
            world.call(&ben, Contract::Auction, &ExecuteMsg::Cancel { order }),
            "guard/not_allowed",
        );
        world.bid(&ben, order, id, H100, "2.00").unwrap();
        let cancel = world.call(&ana, Contract::Auction, &ExecuteMsg::Cancel { order });
        assert_refused(cancel, "auction/has_bids");
    }

    /// A provider raises its bid while the tenant's choice is on its way: the choice names what the
    /// tenant saw.
    fn a_bid_swapped_before_the_choice_is_not_taken(world) {
        let rule = Rule::TenantChoice { bidding: Seconds(300), choosing: Seconds(300) };
        let (ana, _, order) = auction(world, rule);
        let (ben, id) = bidder(world, "ben");
        world.bid(&ben, order, id, H100, "1.00").unwrap();
        assert_refused(world.bid(&ben, order, id, H100, "2.00"), "auction/not_lower");
        world.call(&ben, Contract::Auction, &ExecuteMsg::WithdrawBid { order, provider: id }).unwrap();
        world.bid(&ben, order, id, H100, "2.00").unwrap();
        let choose = ExecuteMsg::Choose {
            order,
            provider: id,
            class: H100,
            max_rate: usd_per_hour("1.00"),
        };
        assert_refused(world.call(&ana, Contract::Auction, &choose), "auction/bid_changed");
    }
}
