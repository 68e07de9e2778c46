use proptest::prelude::*;
use tender_auction::ContractError;
use tender_interfaces::attestation::{ProviderRow, ProviderStatus};
use tender_interfaces::auction::{
    Bid, Bidding, ExecuteMsg, Pick, Pricing, Rule, Stage, BINDING, MAX_BIDS, MAX_BINDING,
};
use tender_interfaces::demand::{Mismatch, Quantity, ResolvedDemand};
use tender_interfaces::events::BidPlaced;
use tender_interfaces::orderbook::OfferRow;
use tender_types::{ClassId, ProviderId, Rate, Resources, Seconds, Tier};

use crate::house::*;

fn bidding_over(end: u64) -> ContractError {
    ContractError::BiddingOver {
        order: ORDER,
        until: after(end),
        now: after(end),
    }
}

fn mismatch(mismatch: Mismatch) -> ContractError {
    ContractError::Mismatch { mismatch }
}

/// What happens to a row.
type Change<Row> = fn(&mut Row);

/// The place of a bid, and whom it drove out.
fn place(answer: Answer) -> (Option<u8>, Option<u32>) {
    let placed: BidPlaced = event(&answer.unwrap());
    (placed.place, placed.evicted.map(|provider| provider.0))
}

#[test]
fn a_bid_is_kept_in_its_place() {
    let mut house = with(open_bidding());
    let response = house.later(5).bid(1, 1_000).unwrap();
    let placed = BidPlaced {
        order: ORDER,
        provider: ProviderId(1),
        classes: vec![H100],
        rate: Rate(1_000),
        tier: Tier(2),
        valid_until: after(120).after(BINDING),
        place: Some(0),
        evicted: None,
        bids_until: after(60),
    };
    assert_eq!(event::<BidPlaced>(&response), placed);
    assert_eq!(place(house.bid(2, 1_200)), (Some(1), None));
    assert_eq!(place(house.bid(3, 800)), (Some(0), None));
    assert_eq!(place(house.bid(4, 1_100)), (Some(2), None));
    assert_eq!(house.bids(), [(3, 800), (1, 1_000), (4, 1_100), (2, 1_200)]);
    let bid = Bid {
        provider: ProviderId(3),
        classes: vec![H100],
        rate: Rate(800),
        tier: Tier(2),
        placed_at: after(5),
        valid_until: after(120).after(BINDING),
    };
    assert_eq!(house.auction().unwrap().bids[0], bid);
    house.sound();
}

#[test]
fn a_provider_replaces_its_bid_by_a_better_one_only() {
    let mut house = with(open_bidding());
    house.bid(1, 900).unwrap();
    house.bid(2, 1_000).unwrap();
    for rate in [1_000, 1_001] {
        let refused = ContractError::NotBetter {
            rate: Rate(1_000),
            below: Rate(1_000),
        };
        assert_eq!(house.bid(2, rate), Err(refused));
    }
    // An A100 may cost 1 200, an H100 2 000: 600 of the one is as good as 1 000 of the other, and costs
    // the tenant less.
    house.bid_with(2, A100, 600).unwrap();
    let refused = ContractError::NotBetter {
        rate: Rate(600),
        below: Rate(1_000),
    };
    assert_eq!(house.bid(2, 1_000), Err(refused));
    house.bid(2, 899).unwrap();
    assert_eq!(house.bids(), [(2, 899), (1, 900)]);
}

#[test]
fn a_ninth_bid_drives_out_the_worst_if_it_is_better() {
    let mut house = with(open_bidding());
    for id in 1..=8 {
        house.bid(id, 1_000 + u128::from(id)).unwrap();
    }
    let below = Rate(1_008);
    let refused = ContractError::NotAmongBest { below };
    assert_eq!(house.bid(9, 1_009), Err(refused));
    assert_eq!(
        house.bid(9, 1_008),
        Err(ContractError::NotAmongBest { below })
    );
    assert_eq!(place(house.bid(9, 1_007)), (Some(7), Some(8)));
    assert_eq!(place(house.bid(8, 1)), (Some(0), Some(9)));
    let below = Rate(1_007);
    assert_eq!(
        house.bid(10, 1_007),
        Err(ContractError::NotAmongBest { below })
    );
    // One that is among them already takes its own place.
    assert_eq!(place(house.bid(7, 1_000)), (Some(1), None));
    house.sound();
}

#[test]
fn a_refusal_tells_what_would_be_kept_of_another_class() {
    let mut house = with(open_bidding());
    for id in 1..=8 {
        house.bid(id, 1_001).unwrap();
    }
    // 1 001 of 2 000 is as good as 600.6 of 1 200.
    let below = Rate(601);
    let refused = ContractError::NotAmongBest { below };
    assert_eq!(house.bid_with(9, A100, 601), Err(refused));
    house.bid_with(9, A100, 600).unwrap();
}

#[test]
fn at_the_same_rate_the_higher_tier_stands_first_then_the_earlier_bid() {
    let mut house = with(open_bidding());
    house.register(3, &provider(3, 3));
    house.bid(4, 500).unwrap();
    house.later(1).bid(1, 500).unwrap();
    house.bid(2, 500).unwrap();
    house.bid(3, 500).unwrap();
    let order: Vec<u32> = house.bids().iter().map(|bid| bid.0).collect();
    assert_eq!(order, [3, 4, 1, 2]);
}

#[test]
fn bids_end_at_the_second() {
    for rule in [open_bidding(), choice()] {
        with(rule.clone()).later(59).bid(1, 1_000).unwrap();
        let answer = with(rule).later(60).bid(1, 1_000);
        assert_eq!(answer, Err(bidding_over(60)));
    }
}

#[test]
fn a_late_best_bid_moves_the_end_and_no_other_does() {
    let mut house = with(open_bidding());
    let mut rate = 1_000;
    for (at, until) in [(0, 60), (50, 60), (51, 61), (60, 70), (69, 79)] {
        rate -= 10;
        let response = house.later(at).bid(1, rate).unwrap();
        let placed: BidPlaced = event(&response);
        assert_eq!(placed.bids_until, after(until), "bid at {at}");
        let until = after(until);
        assert_eq!(house.auction().unwrap().stage, Stage::Bidding { until });
    }
    let response = house.later(78).bid(2, rate + 1).unwrap();
    assert_eq!(event::<BidPlaced>(&response).bids_until, after(79));
    assert_eq!(house.later(79).bid(1, 1), Err(bidding_over(79)));
}

#[test]
fn sniping_ends_at_twice_the_duration() {
    let mut house = with(open_bidding());
    let (mut at, mut rate) = (59, 1_000);
    house.later(at).bid(1, rate).unwrap();
    while at < 119 {
        at = (at + 9).min(119);
        rate -= 1;
        house.later(at).bid(2, rate).unwrap();
    }
    let until = after(120);
    assert_eq!(house.auction().unwrap().stage, Stage::Bidding { until });
    assert_eq!(house.later(120).bid(1, 1), Err(bidding_over(120)));
    house.close().unwrap();
}

#[test]
fn a_hard_end_is_not_moved() {
    let mut house = with(choice());
    house.later(59).bid(1, 100).unwrap();
    assert_eq!(house.later(60).bid(2, 90), Err(bidding_over(60)));
}

#[test]
fn a_bid_binds_beyond_every_end_and_not_for_ever() {
    let mut house = with(open_bidding());
    let least = after(120).after(BINDING);
    let most = after(7).after(MAX_BINDING);
    house.later(7);
    assert_eq!(house.auction().unwrap().binding, least);
    let mut binding = |valid_until| {
        let mut bid = house.new_bid(1, H100, 500);
        bid.valid_until = valid_until;
        let msg = ExecuteMsg::PlaceBid { order: ORDER, bid };
        house.send(&speaker(1), &msg)
    };
    for refused in [least.before(Seconds(1)), most.after(Seconds(1))] {
        let error = out_of_range("valid_until", refused, least, most);
        assert_eq!(binding(refused), Err(error));
    }
    binding(most).unwrap();
    assert_eq!(house.bound(1), Some(most));
    // A better one that binds shorter takes nothing back.
    house.bid(1, 400).unwrap();
    assert_eq!(house.bound(1), Some(most));
    house.bid(2, 300).unwrap();
    assert_eq!((house.bound(2), house.bound(3)), (Some(least), None));
}

#[test]
fn only_the_provider_bids_for_itself() {
    let mut house = with(open_bidding());
    let bid = house.new_bid(1, H100, 500);
    let msg = ExecuteMsg::PlaceBid { order: ORDER, bid };
    let refused = not_allowed("provider 1", Some(addr(&speaker(1))));
    assert_eq!(house.send(&speaker(2), &msg), Err(refused));
    assert_eq!(house.bid(77, 500), Err(not_allowed("provider 77", None)));
    assert_eq!(house.bids(), []);
}

#[test]
fn a_bid_asks_something_and_no_more_than_it_may() {
    let mut house = with(open_bidding());
    assert_eq!(house.bid(1, 0), Err(ContractError::ZeroRate));
    let total = |rate, most| {
        mismatch(Mismatch::Total {
            rate: Rate(rate),
            most: Rate(most),
        })
    };
    assert_eq!(house.bid(1, 2_001), Err(total(2_001, 2_000)));
    assert_eq!(house.bid_with(1, A100, 1_201), Err(total(1_201, 1_200)));
    house.bid(1, 2_000).unwrap();
    house.bid_with(2, A100, 1_200).unwrap();
}

#[test]
fn a_bid_has_one_class_that_will_do_for_each_line() {
    let mut house = with(open_bidding());
    for classes in [vec![], vec![H100, H100], vec![ClassId(3)]] {
        let mut bid = house.new_bid(1, H100, 500);
        bid.classes = classes;
        let msg = ExecuteMsg::PlaceBid { order: ORDER, bid };
        let refused = mismatch(Mismatch::Class {});
        assert_eq!(house.send(&speaker(1), &msg), Err(refused));
    }
}

#[test]
fn what_is_bid_is_there() {
    let units = |free| Mismatch::Units { free, wanted: 2 };
    let largest = Mismatch::Largest {
        largest: 0,
        wanted: 1,
    };
    let cases: [(Mismatch, Change<OfferRow>); 5] = [
        (units(1), |offer| offer.free = 1),
        (units(1), |offer| (offer.units, offer.free) = (1, 1)),
        (largest, |offer| offer.largest = 0),
        (Mismatch::Expired {}, |offer| {
            offer.terms.expires_at = Some(after(0));
        }),
        (
            Mismatch::Short {
                of: Quantity::Cpu,
                free: 100_000,
                wanted: 2 * 60_000,
            },
            // The demand wants 68 000 of each replica in this test.
            |offer| offer.carries.cpu_milli = 8_000,
        ),
    ];
    let mut wanted = demand();
    wanted.lines[0].cpu_milli = 68_000;
    for (refused, change) in cases {
        let mut house = open();
        house.change_offer(1, change);
        let wanted = match refused {
            Mismatch::Short { .. } => wanted.clone(),
            _ => demand(),
        };
        let msg = handed_over(ORDER, wanted, open_bidding());
        house.send("orderbook", &msg).unwrap();
        assert_eq!(house.bid(1, 500), Err(mismatch(refused)));
    }
    let mut house = with(open_bidding());
    house.withdraw(1);
    let class = H100;
    let refused = mismatch(Mismatch::NotOffered { class });
    assert_eq!(house.bid(1, 500), Err(refused));
    house.change_offer(2, |offer| (offer.free, offer.largest) = (2, 1));
    house.bid(2, 500).unwrap();
}

/// What units do not carry comes from the card, and so does everything of a demand without GPUs.
#[test]
fn a_demand_without_gpus_is_bid_for_from_the_card() {
    let mut cpus = demand();
    cpus.lines[0].gpu = None;
    cpus.public_ips = 1;
    let mut house = open();
    let msg = handed_over(ORDER, cpus, open_bidding());
    house.send("orderbook", &msg).unwrap();
    let mut bid = house.new_bid(1, H100, MOST);
    bid.classes.clear();
    let msg = ExecuteMsg::PlaceBid { order: ORDER, bid };
    let short = Mismatch::Short {
        of: Quantity::PublicIps,
        free: 0,
        wanted: 1,
    };
    assert_eq!(house.send(&speaker(1), &msg), Err(mismatch(short)));
    let mut richer = card();
    richer.capacity.public_ips = 1;
    house.card(1, &richer);
    house.send(&speaker(1), &msg).unwrap();
    house.card_use(
        1,
        Resources {
            cpu_milli: 84_001,
            ..Resources::default()
        },
    );
    let short = Mismatch::Short {
        of: Quantity::Cpu,
        free: 15_999,
        wanted: 16_000,
    };
    assert_eq!(house.send(&speaker(1), &msg), Err(mismatch(short)));
}

#[test]
fn only_an_eligible_provider_bids() {
    let counted = |counted| Mismatch::Counted {
        counted,
        offered: 8,
    };
    let tier = Mismatch::Tier {
        tier: Tier(1),
        wanted: Tier(2),
    };
    let cases: [(Mismatch, Change<ProviderRow>); 8] = [
        (Mismatch::ProviderStatus {}, |row| {
            row.status = ProviderStatus::Jailed;
        }),
        (Mismatch::ProviderStatus {}, |row| {
            row.status = ProviderStatus::Suspended;
        }),
        (Mismatch::ProviderStatus {}, |row| {
            row.status = ProviderStatus::Leaving;
        }),
        (Mismatch::Bond {}, |row| row.bonded = false),
        (Mismatch::Epoch {}, |row| row.epoch = 2),
        (counted(0), |row| row.attestations[0].expires_at = START),
        (counted(7), |row| row.attestations[0].classes[0].count = 7),
        (tier, |row| row.attestations[0].tier = Tier(1)),
    ];
    let thorough = ResolvedDemand {
        min_tier: Tier(2),
        exclude: vec![ProviderId(2)],
        ..demand()
    };
    let mut house = open();
    let msg = handed_over(ORDER, thorough, open_bidding());
    house.send("orderbook", &msg).unwrap();
    for (refused, change) in cases {
        house.change(1, change);
        assert_eq!(house.bid(1, 500), Err(mismatch(refused)));
    }
    house.change(1, |row| row.attestations[0].expires_at = after(1));
    house.bid(1, 500).unwrap();
    let refused = mismatch(Mismatch::Excluded {});
    assert_eq!(house.bid(2, 500), Err(refused));
}

#[test]
fn no_auction_no_bid_and_none_in_a_pause() {
    let unknown = ContractError::UnknownAuction { order: ORDER };
    assert_eq!(open().bid(1, 500), Err(unknown));
    let mut house = with(open_bidding());
    house.guardian_pauses();
    assert_eq!(house.bid(1, 500), Err(paused()));
}

#[test]
fn sealed_bids_are_not_placed_and_others_not_committed() {
    let wrong = || Err(ContractError::WrongBidding { order: ORDER });
    assert_eq!(with(sealed_bidding(None)).bid(1, 500), wrong());
    for rule in [open_bidding(), dutch()] {
        assert_eq!(with(rule).commit(1, 500), wrong());
    }
}

/// What a bid is worth: of its ceiling the part that it asks, as a fraction, then its rate.
type Worth = (u128, u128);

/// Compares without the contract's arithmetic: numbers here are small.
fn better(one: &(u32, ClassId, u128), other: &(u32, ClassId, u128)) -> bool {
    let ceiling = |class| if class == H100 { 2_000 } else { 1_200 };
    let worth = |of: &(u32, ClassId, u128), other: &(u32, ClassId, u128)| -> Worth {
        (of.2 * ceiling(other.1), of.2)
    };
    worth(one, other) < worth(other, one)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever is bid, in whatever order: kept are the best bids of as many providers, at most eight,
    /// and whoever is not kept was told so or was driven out by a better one.
    #[test]
    fn the_best_eight_are_kept(
        bids in prop::collection::vec((1u32..=PROVIDERS, prop::bool::ANY, 1u128..=1_200), 1..40),
    ) {
        let mut house = with(Rule {
            bidding: Bidding::Open { duration: Seconds(3_600), extension: Seconds::ZERO },
            price: Pricing::Own,
            pick: Pick::Lowest,
        });
        // The model: every provider's best bid that was ever made, earlier ones first among equals.
        let mut all: Vec<(u32, ClassId, u128)> = vec![];
        for (at, (id, lesser, rate)) in bids.into_iter().enumerate() {
            let class = if lesser { A100 } else { H100 };
            let new = (id, class, rate);
            let answer = house.later(u64::try_from(at).unwrap()).bid_with(id, class, rate);
            let own = all.iter().position(|bid| bid.0 == id);
            let kept = house.bids().iter().any(|bid| bid.0 == id);
            match answer {
                Ok(_) => prop_assert!(kept),
                Err(ContractError::NotBetter { .. }) => {
                    prop_assert!(!better(&new, &all[own.unwrap()]));
                    continue;
                }
                Err(ContractError::NotAmongBest { below }) => {
                    prop_assert!(rate >= below.0);
                    let model = best_of(&all);
                    prop_assert_eq!(model.len(), MAX_BIDS);
                    prop_assert!(model.iter().all(|kept| !better(&new, kept)));
                    continue;
                }
                Err(other) => prop_assert!(false, "{other}"),
            }
            if let Some(own) = own {
                all.remove(own);
            }
            all.push(new);
            // Who is driven out has no bid any more.
            let model = best_of(&all);
            all.retain(|bid| model.contains(bid));
            let model: Vec<(u32, u128)> = model.iter().map(|bid| (bid.0, bid.2)).collect();
            prop_assert_eq!(house.bids(), model);
            house.sound();
        }
    }
}

/// The eight best, best first; among equals who came first.
fn best_of(all: &[(u32, ClassId, u128)]) -> Vec<(u32, ClassId, u128)> {
    let mut sorted: Vec<(u32, ClassId, u128)> = vec![];
    for bid in all {
        let place = sorted.iter().position(|kept| better(bid, kept));
        sorted.insert(place.unwrap_or(sorted.len()), *bid);
    }
    sorted.truncate(MAX_BIDS);
    sorted
}
