//! One test for each attack, named for it: what somebody gains who tries.

use proptest::prelude::*;
use tender_auction::ContractError;
use tender_guard::GuardError;
use tender_interfaces::admin::{ActionClass, AdminMsg};
use tender_interfaces::attestation::ProviderStatus;
use tender_interfaces::auction::{Closed, ExecuteMsg, Outcome, BINDING};
use tender_interfaces::demand::{Mismatch, Property};
use tender_interfaces::events::BidPassedOver;
use tender_types::{AccountId, OrderKey, ProviderId, Rate, Seconds};

use crate::house::*;

/// A sham bid of one pico-unit keeps nobody out, is paid for, and wins nothing.
#[test]
fn a_one_pico_bid_kills_no_auction() {
    for _ in 0..3 {
        let mut house = with(open_bidding());
        house.later(1).bid(1, 1).unwrap();
        for (id, rate) in [(2, 900), (3, 500), (4, 700), (5, 600)] {
            house.bid(id, rate).unwrap();
        }
        house.change(1, |row| row.status = ProviderStatus::Leaving);
        let (award, faulted) = awarded(&house.later(60).close().unwrap());
        assert_eq!((award.provider.0, award.rate.0), (3, 500));
        assert_eq!(faulted, [bidder(1)]);
    }
}

/// Eight shams that fill every place: each pays, and bidding begins anew without them.
#[test]
fn eight_shams_only_delay_an_auction_and_all_pay() {
    let mut house = with(open_bidding());
    for id in 1..=8 {
        house.bid(id, id.into()).unwrap();
    }
    let below = Rate(8);
    let refused = ContractError::NotAmongBest { below };
    assert_eq!(house.bid(9, 900), Err(refused));
    for id in 1..=8 {
        house.withdraw(id);
    }
    let response = house.later(60).close().unwrap();
    let paying: Vec<u32> = faulted(&response)
        .iter()
        .map(|bidder| bidder.provider.0)
        .collect();
    assert_eq!(paying, [1, 2, 3, 4, 5, 6, 7, 8]);
    house.bid(9, 900).unwrap();
    assert_eq!(won(&house.later(120).close().unwrap()), (9, 900));
}

#[test]
fn the_third_bidder_is_not_forgotten() {
    let mut house = with(open_bidding());
    for (id, rate) in [(3, 900), (1, 50), (2, 40)] {
        house.later(1).bid(id, rate).unwrap();
    }
    for id in [1, 2] {
        house.change(id, |row| row.status = ProviderStatus::Jailed);
    }
    assert_eq!(won(&house.later(60).close().unwrap()), (3, 900));
}

#[test]
fn a_tie_is_not_won_by_a_tier_that_is_gone() {
    let mut house = with(open_bidding());
    house.register(2, &provider(2, 4));
    house.later(1).bid(1, 500).unwrap();
    house.bid(2, 500).unwrap();
    house.register(2, &provider(2, 1));
    assert_eq!(won(&house.later(60).close().unwrap()), (1, 500));
}

/// One machine, ten auctions: each award draws on the same units, so when they are out it wins no more.
#[test]
fn one_provider_wins_no_more_than_it_has() {
    let mut house = open();
    let slots: Vec<OrderKey> = (0..10)
        .map(|slot| OrderKey {
            account: AccountId(4),
            slot,
        })
        .collect();
    for order in &slots {
        house.hand_over(*order, open_bidding()).unwrap();
        let mut bid = house.new_bid(1, H100, 500);
        bid.valid_until = after(120).after(BINDING);
        let msg = ExecuteMsg::PlaceBid { order: *order, bid };
        house.send(&speaker(1), &msg).unwrap();
    }
    house.later(60);
    let mut free = 8;
    for order in slots {
        let close = ExecuteMsg::Close { order };
        let response = house.send("anyone", &close).unwrap();
        // What the order book does with an award.
        if data::<Closed>(&response).outcome == Outcome::Awarded {
            free -= 2;
            house.change_offer(1, |offer| offer.free = free);
        }
    }
    assert_eq!(free, 0);
}

/// Who left has no bids: what it bid in an earlier life no tenant gets.
#[test]
fn old_bids_do_not_bind_who_left() {
    let mut house = with(choice());
    house.later(1).bid(1, 500).unwrap();
    house.change(1, |row| {
        row.status = ProviderStatus::Left;
        row.bonded = false;
    });
    let response = house.choose(1, 500).unwrap();
    assert_eq!(data::<Closed>(&response).outcome, Outcome::PassedOver);
    house.change(1, |_| ());
    let provider = ProviderId(1);
    let gone = ContractError::NoBid {
        order: ORDER,
        provider,
    };
    assert_eq!(house.choose(1, 500), Err(gone));
    // While it is bound its bond stays, so that it cannot have left at all.
    assert_eq!(house.bound(1), Some(after(90).after(BINDING)));
}

/// A pause elsewhere, or a provider's trouble, ends no auction: only what the tenant itself cannot pay.
#[test]
fn no_refusal_of_another_contract_ends_an_auction() {
    let mut house = with(open_bidding());
    house.bid(1, 500).unwrap();
    house.later(60).purse_refuses();
    assert!(house.close().is_err());
    assert!(house.auction().is_ok());
    house.account("somebody");
    let response = house.close().unwrap();
    assert_eq!(data::<Closed>(&response).outcome, Outcome::Unfunded);
}

/// A100 at its whole ceiling does not shut out an H100 at three fifths of its own.
#[test]
fn a_better_class_at_its_price_wins() {
    let mut house = with(open_bidding());
    house.bid_with(1, A100, 1_200).unwrap();
    house.bid(2, 1_200).unwrap();
    assert_eq!(house.bids(), [(2, 1_200), (1, 1_200)]);
    assert_eq!(won(&house.later(60).close().unwrap()), (2, 1_200));
}

/// A tenant that takes its order back before the first bid, and puts a larger one in its place while a
/// bid is on its way, does not get the larger one for that bid.
#[test]
fn a_bid_does_not_land_in_another_order() {
    let mut house = with(open_bidding());
    let bid = house.new_bid(1, H100, 500);
    let late = ExecuteMsg::PlaceBid { order: ORDER, bid };
    let (now, height) = (house.now(), HEIGHT + 1);
    house.cancel().unwrap();
    let mut larger = demand();
    larger.lines[0].replicas = 4;
    // The next block may have the same second.
    house.env.block.height = height;
    let msg = handed_over(ORDER, larger, open_bidding());
    house.send("orderbook", &msg).unwrap();
    assert_eq!(house.now(), now);
    let refused = ContractError::OtherRound {
        order: ORDER,
        named: HEIGHT,
        round: height,
    };
    assert_eq!(house.send(&speaker(1), &late), Err(refused));
    house.bid(1, 500).unwrap();
}

/// A bid that lapses as bidding ends would cost its bidder nothing, so none may: not when others move
/// the end as far as they can, and not when nobody closes at once.
#[test]
fn no_bid_lapses_before_it_can_be_awarded() {
    let mut house = with(open_bidding());
    house.bid(1, 900).unwrap();
    for (turn, at) in (0..).zip([55, 64, 73, 82, 91, 100, 109, 118]) {
        house.later(at).bid(2, 800 - turn).unwrap();
    }
    house.sell_out(2);
    let late = after(120).after(BINDING);
    house.at(late);
    assert_eq!(won(&house.close().unwrap()), (1, 900));
}

/// Bidding in the last second to leave nobody time to answer gives everybody time to answer.
#[test]
fn a_snipe_is_answered() {
    let mut house = with(open_bidding());
    house.bid(1, 900).unwrap();
    house.later(59).bid(2, 899).unwrap();
    house.later(68).bid(1, 898).unwrap();
    assert_eq!(won(&house.later(78).close().unwrap()), (1, 898));
}

/// A worse bid of one's own moves no end and takes no place.
#[test]
fn standing_by_does_not_stretch_an_auction() {
    let mut house = with(open_bidding());
    house.bid(1, 100).unwrap();
    for (at, id) in [(55, 2), (57, 3), (59, 4)] {
        house.later(at).bid(id, 1_000).unwrap();
    }
    house.later(60).close().unwrap();
}

/// Under the second price a winner that never means to start, to hand its accomplice a high price,
/// gains nothing: the price is found anew.
#[test]
fn a_winner_that_fails_sets_no_price() {
    let mut house = with(second_price());
    for (id, rate) in [(1, 1_900), (2, 500), (3, 600)] {
        house.bid(id, rate).unwrap();
    }
    let response = house.later(60).close().unwrap();
    assert_eq!(won(&response), (2, 600));
    house.never_begins(lease(&response), Some(ORDER.slot));
    assert_eq!(won(&house.later(400).close().unwrap()), (3, 1_900));
}

/// Nothing but the owner's pause stops an award, and it goes on where it was.
#[test]
fn a_pause_robs_no_winner() {
    let mut house = with(open_bidding());
    house.bid(1, 500).unwrap();
    let class = ActionClass::Bid;
    house.later(60);
    house
        .send("gov", &ExecuteMsg::Admin(AdminMsg::Pause { class }))
        .unwrap();
    let paused = GuardError::Paused { class };
    assert_eq!(house.close(), Err(paused.into()));
    house
        .send("gov", &ExecuteMsg::Admin(AdminMsg::Resume { class }))
        .unwrap();
    assert_eq!(won(&house.later(3_600).close().unwrap()), (1, 500));
}

/// The registry writes rows that this release cannot read, of one bidder after another: who can be read
/// wins, and the others do not pay for it.
#[test]
fn a_row_of_a_later_release_keeps_nobody_else_from_winning() {
    for rule in [open_bidding(), second_price()] {
        let mut house = with(rule);
        for (id, rate) in [(1, 900), (2, 800), (3, 700)] {
            house.bid(id, rate).unwrap();
        }
        house.later_release(3);
        let response = house.later(60).close().unwrap();
        let (award, faulted) = awarded(&response);
        assert_eq!((award.provider, faulted), (ProviderId(2), vec![]));
        let told = events::<BidPassedOver>(&response.events);
        let mismatch = Mismatch::Unreadable {}.to_string();
        assert_eq!((told[0].fault, &told[0].mismatch), (false, &mismatch));
    }
}

/// When nobody else can be awarded, nothing is lost: the auction waits until this contract is upgraded too,
/// or its order ends.
#[test]
fn an_upgrade_of_the_registry_ends_no_auction() {
    let mut house = with(open_bidding());
    house.bid(1, 900).unwrap();
    house.bid(2, 800).unwrap();
    house.withdraw(1);
    house.later_release(2);
    house.later(60);
    let wait = house.close().unwrap_err().to_string();
    assert!(wait.contains("upgrade this contract"), "{wait}");
    assert_eq!(house.bids(), [(2, 800), (1, 900)]);
    house.change(2, |_| ());
    assert_eq!(won(&house.close().unwrap()), (2, 800));

    let mut house = with(open_bidding());
    house.bid(2, 800).unwrap();
    house.later_release(2);
    let response = house.later(Seconds::days(1).0).close().unwrap();
    assert_eq!(data::<Closed>(&response).outcome, Outcome::NoBid);
}

/// That a class has the property is not taken at the bidder's word: the catalog is asked.
#[test]
fn a_class_is_judged_and_not_believed() {
    let mut wanted = demand();
    let gpu = wanted.lines[0].gpu.as_mut().unwrap();
    gpu.alternatives.clear();
    gpu.property = Some(Property {
        memory_gib: 141,
        ..Property::default()
    });
    let mut house = open();
    let msg = handed_over(ORDER, wanted, open_bidding());
    house.send("orderbook", &msg).unwrap();
    let mismatch = Mismatch::Class {};
    assert_eq!(house.bid(1, 500), Err(ContractError::Mismatch { mismatch }));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Random auctions of 3 to 8 bids by five providers; one of them is jailed after bidding.
    #[test]
    fn the_lowest_eligible_at_the_end_wins(
        bids in prop::collection::vec((1u32..=5, 1u128..=1_000), 3..=8),
    ) {
        let mut house = with(open_bidding());
        let mut best = std::collections::BTreeMap::new();
        for (id, rate) in bids {
            if house.bid(id, rate).is_ok() {
                best.insert(id, rate);
            }
        }
        let (jailed, _) = house.bids()[0];
        house.change(jailed, |row| row.status = ProviderStatus::Jailed);
        best.remove(&jailed);
        let response = house.later(60).close().unwrap();
        match best.values().min() {
            None => prop_assert!(response.messages.is_empty()),
            Some(lowest) => prop_assert_eq!(won(&response).1, *lowest),
        }
    }

    /// However many shams bid how low, a bid of somebody honest that is kept is awarded when they are
    /// gone, and every sham that was before it pays.
    #[test]
    fn an_honest_bid_that_is_kept_wins_over_shams(
        shams in prop::collection::btree_map(2u32..=8, 1u128..500, 0..7), rate in 500u128..=MOST,
    ) {
        let mut house = with(open_bidding());
        house.bid(1, rate).unwrap();
        for (id, low) in &shams {
            house.bid(*id, *low).unwrap();
            house.withdraw(*id);
        }
        let (award, faulted) = awarded(&house.later(60).close().unwrap());
        prop_assert_eq!((award.provider.0, award.rate.0), (1, rate));
        prop_assert_eq!(faulted.len(), shams.len());
    }
}

/// The bond is held until the last bid lapses, whatever was bid after it.
#[test]
fn a_bond_cannot_leave_while_a_bid_binds() {
    let mut house = with(open_bidding());
    let mut long = house.new_bid(1, H100, 900);
    long.valid_until = after(0).after(Seconds::days(20));
    let bid = long.clone();
    house
        .send(&speaker(1), &ExecuteMsg::PlaceBid { order: ORDER, bid })
        .unwrap();
    let order = OrderKey {
        account: AccountId(9),
        slot: 0,
    };
    house.hand_over(order, open_bidding()).unwrap();
    let bid = house.new_bid(1, H100, 900);
    house
        .send(&speaker(1), &ExecuteMsg::PlaceBid { order, bid })
        .unwrap();
    assert_eq!(house.bound(1), Some(long.valid_until));
}
