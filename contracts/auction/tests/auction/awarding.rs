use cosmwasm_std::ReplyOn;
use proptest::prelude::*;
use tender_auction::ContractError;
use tender_guard::GuardError;
use tender_interfaces::admin::{ActionClass, AdminMsg};
use tender_interfaces::attestation::{AttributeEntry, ProviderRow, ProviderStatus};
use tender_interfaces::auction::{Closed, ExecuteMsg, Outcome, Stage, BINDING};
use tender_interfaces::demand::{Quorum, ResolvedDemand};
use tender_interfaces::events::{AuctionClosed, BidPassedOver};
use tender_interfaces::orderbook::{AssetSet, Award, Bidder, CardRow, Draw, OfferRow, TermsRow};
use tender_types::{
    AccountId, AssetIndex, AttributeId, AuditorId, ClassId, LeaseId, LeaseKey, OrderKey,
    ProviderId, Rate, Resources, Seconds, Tier,
};

use crate::house::*;

mod fates;

/// Provider 1 at 900, provider 2 at 800, provider 3 at 700; the minute is over.
fn bid_for() -> House {
    let mut house = with(open_bidding());
    for (id, rate) in [(1, 900), (2, 800), (3, 700)] {
        house.bid(id, rate).unwrap();
    }
    house.later(60);
    house
}

fn ended(outcome: Outcome) -> AuctionClosed {
    AuctionClosed {
        order: ORDER,
        outcome,
        lease: None,
        rate: None,
    }
}

fn nobody(outcome: Outcome) -> Closed {
    Closed {
        order: ORDER,
        outcome,
        lease: None,
    }
}

#[test]
fn the_best_bid_is_awarded() {
    let mut house = bid_for();
    let response = house.close().unwrap();
    let bid = Award {
        provider: ProviderId(3),
        classes: vec![H100],
        rate: Rate(700),
    };
    assert_eq!(awarded(&response), (bid, vec![]));
    let lease = LeaseKey {
        provider: ProviderId(3),
        account: ACCOUNT,
        lease: LeaseId(1),
    };
    let closed = AuctionClosed {
        order: ORDER,
        outcome: Outcome::Awarded,
        lease: Some(lease),
        rate: Some(Rate(700)),
    };
    assert_eq!(event::<AuctionClosed>(&response), closed);
    let told = Closed {
        order: ORDER,
        outcome: Outcome::Awarded,
        lease: Some(lease),
    };
    assert_eq!(data::<Closed>(&response), told);
    assert_eq!(house.auction().unwrap().stage, Stage::Awarded { lease });
    house.sound();
}

/// Whatever refuses the award, a pause of another contract among it, undoes the close: nobody replies to
/// an error. Nor has the message a gas limit of its own, with which a closer could starve it.
#[test]
fn an_award_that_fails_fails_the_close() {
    let response = bid_for().close().unwrap();
    assert_eq!(response.messages[0].reply_on, ReplyOn::Never);
    assert_eq!(response.messages[0].gas_limit, None);
}

#[test]
fn an_auction_closes_at_the_second() {
    let mut house = bid_for();
    let early = ContractError::StillRunning {
        order: ORDER,
        closes_at: after(60),
        now: after(59),
    };
    assert_eq!(house.later(59).close(), Err(early));
    house.later(60).close().unwrap();
    bid_for().later(61).close().unwrap();
}

#[test]
fn who_is_sold_out_is_passed_over_without_fault() {
    let mut house = bid_for();
    house.sell_out(3);
    let response = house.close().unwrap();
    let (award, faulted) = awarded(&response);
    assert_eq!((award.provider, faulted), (ProviderId(2), vec![]));
    let passed = BidPassedOver {
        order: ORDER,
        provider: ProviderId(3),
        mismatch: "units: 0 are free, 2 are wanted".to_string(),
        fault: false,
    };
    assert_eq!(events::<BidPassedOver>(&response.events), [passed]);
    // It stands by: its units may come back.
    assert_eq!(house.bids(), [(3, 700), (2, 800), (1, 900)]);
    assert_eq!(house.auction().unwrap().failed, []);
}

#[test]
fn who_made_its_own_bid_unfillable_pays_and_is_out() {
    let acts: [fn(&House); 12] = [
        |house| house.withdraw(3),
        |house| house.change_offer(3, |offer| resize(offer, 1)),
        // It says so with nothing on lease.
        |house| house.change_offer(3, |offer| (offer.largest, offer.machine) = (0, 0)),
        |house| house.change_offer(3, |offer| offer.terms.expires_at = Some(after(60))),
        // A unit carries less than what is asked for, and there is no card any more for the rest.
        |house| {
            house.change_offer(3, |offer| offer.carries.cpu_milli = 7_999);
            house.withdraw_card(3);
        },
        // Whoever sets it aside does not excuse it.
        |house| {
            let mut offer = offer(3, H100);
            resize(&mut offer, 1);
            house.set_aside(&offer, H100, true);
        },
        |house| house.change(3, |row| row.status = ProviderStatus::Leaving),
        |house| house.change(3, |row| row.status = ProviderStatus::Left),
        |house| house.change(3, |row| row.status = ProviderStatus::Suspended),
        |house| house.change(3, |row| row.epoch = 2),
        // What others did besides is no excuse.
        |house| {
            house.withdraw(3);
            house.change(3, |row| row.status = ProviderStatus::Jailed);
        },
        |house| {
            house.change_offer(3, |offer| resize(offer, 1));
            house.change(3, |row| row.attestations.clear());
        },
    ];
    for (place, act) in acts.into_iter().enumerate() {
        let mut house = bid_for();
        act(&house);
        let response = house.close().unwrap();
        let (award, faulted) = awarded(&response);
        let paid = (award.provider, faulted);
        assert_eq!(paid, (ProviderId(2), vec![bidder(3)]), "act {place}");
        let passed = events::<BidPassedOver>(&response.events);
        assert!(passed[0].fault, "{passed:?}");
        assert_eq!(house.bids(), [(2, 800), (1, 900)]);
        assert_eq!(house.auction().unwrap().failed, [ProviderId(3)]);
    }
}

/// Another number of units, of which none is on lease.
fn resize(offer: &mut OfferRow, units: u32) {
    (offer.units, offer.free) = (units, units);
    (offer.largest, offer.machine) = (units, units);
}

#[test]
fn what_others_did_is_nobodys_fault() {
    let acts: [fn(&House); 10] = [
        |house| house.change(3, |row| row.status = ProviderStatus::Jailed),
        // The minimum was raised, or it has paid for another fault already.
        |house| house.change(3, |row| row.bonded = false),
        |house| house.change(3, |row| row.attestations[0].expires_at = after(60)),
        |house| house.change(3, |row| row.attestations[0].classes[0].count = 7),
        |house| house.change(3, |row| row.attestations.clear()),
        |house| house.change_offer(3, |offer| *offer = offer.clone().taken(7).unwrap()),
        // It says that what is left is in no one machine: others have the rest of each.
        |house| {
            house.change_offer(3, |offer| {
                *offer = offer.clone().taken(4).unwrap();
                (offer.largest, offer.machine) = (0, 4);
            });
        },
        // Sold out, set aside for what others did.
        |house| house.set_aside(&offer(3, H100).taken(8).unwrap(), H100, true),
        |house| house.set_aside(&offer(3, H100), H100, true),
        |house| {
            house.sell_out(3);
            house.change(3, |row| row.status = ProviderStatus::Jailed);
        },
    ];
    for (place, act) in acts.into_iter().enumerate() {
        let mut house = bid_for();
        act(&house);
        let (award, faulted) = awarded(&house.close().unwrap());
        let paid = (award.provider, faulted);
        assert_eq!(paid, (ProviderId(2), vec![]), "act {place}");
        assert_eq!(house.auction().unwrap().failed, []);
    }
}

#[test]
fn who_is_seen_less_thoroughly_or_by_fewer_is_not_at_fault() {
    let thorough = ResolvedDemand {
        min_tier: Tier(2),
        ..demand()
    };
    let signed = ResolvedDemand {
        signed_by: vec![Quorum {
            k: 1,
            of: vec![OTTO],
        }],
        ..demand()
    };
    let changes: [fn(&mut ProviderRow); 2] = [
        |row| row.attestations[0].tier = Tier(1),
        |row| row.attestations[0].auditor = AuditorId(2),
    ];
    for (wanted, change) in [thorough, signed].into_iter().zip(changes) {
        let mut house = open();
        house.hand_over_for(wanted, open_bidding()).unwrap();
        house.bid(1, 900).unwrap();
        house.change(1, change);
        let response = house.later(60).close().unwrap();
        assert_eq!(data::<Closed>(&response).outcome, Outcome::Reopened);
        assert_eq!(faulted(&response), []);
    }
}

/// What rows do not tell apart is taken for what others did.
#[test]
fn an_own_act_that_looks_like_anothers_is_no_fault() {
    let mut house = open();
    let eu = AttributeEntry {
        key: 4,
        attribute: AttributeId(9),
    };
    let wanted = ResolvedDemand {
        attributes: vec![eu.attribute],
        ..demand()
    };
    house.hand_over_for(wanted, open_bidding()).unwrap();
    house.change(1, |row| row.attributes.0.push(eu));
    house.bid(1, 900).unwrap();
    // It claims that no more: an auditor may have said it before.
    house.change(1, |_| ());
    assert_eq!(faulted(&house.later(60).close().unwrap()), []);

    // Two are on lease, and it keeps no more than those: they may have been sold since.
    let mut house = bid_for();
    house.change_offer(3, |offer| {
        resize(offer, 2);
        *offer = offer.clone().taken(2).unwrap();
    });
    let (award, faulted) = awarded(&house.close().unwrap());
    assert_eq!((award.provider, faulted), (ProviderId(2), vec![]));
}

/// Terms are part of what was bid: an offer may be posted anew with others, but not while a bid relies on
/// them.
#[test]
fn other_terms_are_an_own_act() {
    let acts: [fn(&mut TermsRow); 3] = [
        |terms| terms.start_within = Seconds(301),
        |terms| terms.notice = Seconds(59),
        |terms| terms.assets = AssetSet::new(&[]),
    ];
    let dear = AssetIndex(1);
    let wanted = ResolvedDemand {
        asset: dear,
        start_within: Some(Seconds(300)),
        notice_at_least: Seconds(60),
        ..demand()
    };
    let wide = |offer: &mut OfferRow| {
        offer.terms.assets = AssetSet::new(&[dear]);
        offer.terms.notice = Seconds(60);
    };
    for act in acts {
        let mut house = open();
        house.hand_over_for(wanted.clone(), open_bidding()).unwrap();
        house.change_offer(1, wide);
        house.bid(1, 900).unwrap();
        house.change_offer(1, |offer| {
            wide(offer);
            act(&mut offer.terms);
        });
        let response = house.later(60).close().unwrap();
        assert_eq!(faulted(&response), [bidder(1)]);
    }
}

/// Provider 1 has bid from its card; the minute is over.
fn bid_from_card() -> House {
    let mut house = open();
    house.hand_over_for(cpus(), open_bidding()).unwrap();
    house.bid_from_card(1, 900).unwrap();
    house.later(60);
    house
}

#[test]
fn who_takes_back_what_it_bid_of_its_card_pays() {
    let acts: [fn(&mut CardRow); 5] = [
        |card| card.terms = None,
        |card| card.capacity.cpu_milli = 15_999,
        |card| card.largest.memory_mib = 65_535,
        |card| card.epoch = 2,
        |card| {
            let terms = card.terms.as_mut().unwrap();
            terms.expires_at = Some(after(60));
        },
    ];
    let bidder = Bidder {
        provider: ProviderId(1),
        draw: Draw {
            gpus: vec![],
            card: Resources {
                cpu_milli: 16_000,
                memory_mib: 131_072,
                disk_mib: 200_000,
                ..Resources::default()
            },
        },
    };
    for (place, act) in acts.into_iter().enumerate() {
        let mut house = bid_from_card();
        house.change_card(1, act);
        let response = house.close().unwrap();
        assert_eq!(
            faulted(&response),
            std::slice::from_ref(&bidder),
            "act {place}"
        );
    }
}

/// The largest replica of a card does not fall by itself: who says truly what others have left is not at
/// fault.
#[test]
fn what_the_market_takes_of_a_card_is_nobodys_fault() {
    let leased = |cpu_milli| Resources {
        cpu_milli,
        ..Resources::default()
    };
    let largest = |cpu_milli| move |card: &mut CardRow| card.largest.cpu_milli = cpu_milli;
    let mut house = bid_from_card();
    house.card_use(1, leased(84_001));
    assert_eq!(faulted(&house.close().unwrap()), []);

    for (out, said, fault) in [
        (5_000, 3_000, false),
        (4_999, 3_000, true),
        (80_000, 7_999, false),
        (0, 7_999, true),
    ] {
        let mut house = bid_from_card();
        house.card_use(1, leased(out));
        house.change_card(1, largest(said));
        let response = house.close().unwrap();
        let told = events::<BidPassedOver>(&response.events);
        assert_eq!(told[0].fault, fault, "{out} on lease, {said} in one");
        assert_eq!(faulted(&response).len(), usize::from(fault));
    }
    // It is never more than the card has now.
    let mut house = bid_from_card();
    house.card_use(1, leased(6_000));
    house.change_card(1, |card| {
        (card.capacity.cpu_milli, card.largest.cpu_milli) = (7_999, 7_999);
    });
    assert_eq!(faulted(&house.close().unwrap()).len(), 1);
}

#[test]
fn nobody_pays_for_whom_nobody_came_to() {
    let mut house = bid_for();
    house.withdraw(1);
    let (_, faulted) = awarded(&house.close().unwrap());
    assert_eq!(faulted, []);
}

#[test]
fn a_bid_binds_to_its_last_second() {
    for (late, winner) in [(0, 3), (1, 1)] {
        let mut house = with(open_bidding());
        house.bid(3, 700).unwrap();
        let mut longer = house.new_bid(1, H100, 900);
        longer.valid_until = longer.valid_until.after(Seconds(1));
        let bid = longer;
        house
            .send(&speaker(1), &ExecuteMsg::PlaceBid { order: ORDER, bid })
            .unwrap();
        // Who no longer binds may do what it likes.
        house.withdraw(if late == 1 { 3 } else { 1 });
        house.later(120 + BINDING.0 + late);
        let (award, faulted) = awarded(&house.close().unwrap());
        assert_eq!((award.provider, faulted), (ProviderId(winner), vec![]));
    }
}

/// The tier counts that a provider has when it wins, not that with which it bid.
#[test]
fn between_equal_bids_the_tier_of_now_decides() {
    let mut house = with(open_bidding());
    house.register(3, &provider(3, 4));
    for id in 1..=4 {
        house.bid(id, 500).unwrap();
    }
    house.register(3, &provider(3, 1));
    house.register(4, &provider(4, 3));
    assert_eq!(won(&house.later(60).close().unwrap()), (4, 500));
}

#[test]
fn nobody_who_can_serve_is_awarded_nothing() {
    let mut house = with(open_bidding());
    let response = house.later(60).close().unwrap();
    assert!(response.messages.is_empty());
    assert_eq!(event::<AuctionClosed>(&response), ended(Outcome::NoBid));
    assert_eq!(data::<Closed>(&response), nobody(Outcome::NoBid));
    house.gone();
}

#[test]
fn the_second_price_is_what_the_next_asks() {
    let mut house = with(second_price());
    for (id, rate) in [(1, 900), (2, 800), (3, 700)] {
        house.bid(id, rate).unwrap();
    }
    assert_eq!(won(&house.later(60).close().unwrap()), (3, 800));
}

#[test]
fn the_second_price_is_that_of_who_can_serve_and_all_it_may_cost_without_one() {
    let bid_for = || {
        let mut house = with(second_price());
        for (id, rate) in [(1, 900), (2, 800), (3, 700)] {
            house.bid(id, rate).unwrap();
        }
        house.later(60);
        house
    };
    let mut house = bid_for();
    house.sell_out(2);
    assert_eq!(won(&house.close().unwrap()), (3, 900));
    let mut house = bid_for();
    house.withdraw(2);
    house.sell_out(1);
    let (award, faulted) = awarded(&house.close().unwrap());
    assert_eq!((award.provider, award.rate), (ProviderId(3), Rate(MOST)));
    assert_eq!(faulted, [bidder(2)]);
}

/// Between classes the second price is what makes both just as good: never less than the winner asks.
#[test]
fn the_second_price_of_another_class_is_measured_by_its_ceiling() {
    let mut house = with(second_price());
    house.bid(1, 1_000).unwrap();
    house.bid_with(2, A100, 700).unwrap();
    // 700 of 1 200 is as good as 1 166.66 of 2 000.
    assert_eq!(won(&house.later(60).close().unwrap()), (1, 1_166));
}

#[test]
fn a_tenant_that_cannot_pay_ends_its_auction() {
    let short: [fn(&House); 3] = [
        |house| house.purse(|purse| purse.rate = Rate(699)),
        |house| house.purse(|purse| purse.asset = AssetIndex(1)),
        |house| {
            house.purse_refuses();
            house.account("somebody");
        },
    ];
    for cause in short {
        let mut house = bid_for();
        cause(&house);
        let response = house.close().unwrap();
        assert!(response.messages.is_empty());
        let told = (event::<AuctionClosed>(&response), data::<Closed>(&response));
        let outcome = Outcome::Unfunded;
        assert_eq!(told, (ended(outcome), nobody(outcome)));
        house.gone();
    }
    let mut house = bid_for();
    house.purse(|purse| purse.rate = Rate(700));
    house.close().unwrap();
}

#[test]
fn an_account_that_is_gone_pays_nothing() {
    let order = OrderKey {
        account: AccountId(5),
        slot: 0,
    };
    let mut house = open();
    let mut wanted = demand();
    wanted.account = order.account;
    let msg = handed_over(order, wanted, open_bidding());
    house.send("orderbook", &msg).unwrap();
    let mut bid = house.new_bid(1, H100, 500);
    bid.valid_until = after(120).after(BINDING);
    house
        .send(&speaker(1), &ExecuteMsg::PlaceBid { order, bid })
        .unwrap();
    house.purse_refuses();
    let close = ExecuteMsg::Close { order };
    let response = house.later(60).send("anyone", &close).unwrap();
    assert_eq!(data::<Closed>(&response).outcome, Outcome::Unfunded);
}

/// Those who broke their word pay even when the tenant cannot.
#[test]
fn a_tenant_that_cannot_pay_excuses_nobody() {
    let mut house = bid_for();
    house.withdraw(3);
    house.purse(|purse| purse.rate = Rate(1));
    let response = house.close().unwrap();
    assert_eq!(faulted(&response), [bidder(3)]);
    assert_eq!(data::<Closed>(&response).outcome, Outcome::Unfunded);
}

/// An escrow that answers nothing is not the tenant's failing.
#[test]
fn an_escrow_that_does_not_answer_fails_the_close() {
    let mut house = bid_for();
    house.purse_refuses();
    assert!(matches!(house.close(), Err(ContractError::Std(_))));
    assert!(house.auction().is_ok());
}

#[test]
fn an_award_waits_for_the_end_of_a_pause_and_an_end_without_one_does_not() {
    let mut house = bid_for();
    let class = ActionClass::Bid;
    let pause = ExecuteMsg::Admin(AdminMsg::Pause { class });
    let resume = ExecuteMsg::Admin(AdminMsg::Resume { class });
    house.send("gov", &pause).unwrap();
    let paused = GuardError::Paused { class };
    assert_eq!(house.close(), Err(paused.into()));
    // Deposits may be paused too: what is missing now is not the tenant's failing.
    house.purse(|purse| purse.rate = Rate(0));
    let paused = GuardError::Paused { class };
    assert_eq!(house.close(), Err(paused.into()));
    house.purse(|purse| purse.rate = Rate(MOST));
    house.send("gov", &resume).unwrap();
    house.close().unwrap();

    for (rule, at, outcome) in [
        (open_bidding(), 60, Outcome::NoBid),
        (choice(), 90, Outcome::NotChosen),
    ] {
        let mut house = with(rule);
        house.guardian_pauses();
        let response = house.later(at).close().unwrap();
        assert_eq!(event::<AuctionClosed>(&response), ended(outcome));
    }
}

#[test]
fn nothing_is_awarded_after_the_orders_end() {
    let day = Seconds::days(1).0;
    for (at, outcome) in [(day - 1, Outcome::Awarded), (day, Outcome::NoBid)] {
        let mut house = with(open_bidding());
        let mut bid = house.new_bid(1, H100, 500);
        bid.valid_until = after(2 * day);
        house
            .send(&speaker(1), &ExecuteMsg::PlaceBid { order: ORDER, bid })
            .unwrap();
        let response = house.later(at).close().unwrap();
        assert_eq!(data::<Closed>(&response).outcome, outcome);
    }
}

#[test]
fn the_tenant_cancels_until_the_first_bid_and_after_the_award() {
    let mut house = with(open_bidding());
    let cancel = ExecuteMsg::Cancel { order: ORDER };
    assert_eq!(
        house.send("anyone", &cancel),
        Err(not_allowed("tenant", Some(addr("tenant"))))
    );
    house.guardian_pauses();
    let response = house.cancel().unwrap();
    assert_eq!(event::<AuctionClosed>(&response), ended(Outcome::Cancelled));
    house.gone();

    let mut house = bid_for();
    let bound = || Err(ContractError::HasBids { order: ORDER });
    assert_eq!(house.later(30).cancel(), bound());
    assert_eq!(house.later(60).cancel(), bound());
    house.close().unwrap();
    house.cancel().unwrap();
    house.gone();
}
