use tender_auction::ContractError;
use tender_interfaces::attestation::{ProviderRow, ProviderStatus};
use tender_interfaces::auction::{ExecuteMsg, Rule};
use tender_interfaces::demand::Mismatch;
use tender_interfaces::events::{BidPlaced, BidWithdrawn};
use tender_types::{ClassId, ProviderId, Rate, Resources, Seconds, Tier, Volume, VolumeClass};

use crate::verbs::*;

/// What happens to a provider.
type Change = fn(&mut ProviderRow);

/// The refusal of a bid that is not lower by a step than `best` at tier 2.
fn not_best(best: u128) -> ContractError {
    ContractError::NotBest {
        best: Rate(best),
        tier: Tier(2),
        at_most: Some(Rate(best - 10)),
    }
}

fn bidding_over(end: u64) -> ContractError {
    ContractError::BiddingOver {
        order: ORDER,
        bids_until: after(end),
        now: after(end),
    }
}

fn mismatch(mismatch: Mismatch) -> ContractError {
    ContractError::Mismatch { mismatch }
}

/// A provider and its rate.
type Short = (u32, u128);

/// How many bids there were, the best, and the runner-up.
fn stands(solo: &Solo) -> (u32, Option<Short>, Option<Short>) {
    let auction = solo.auction().unwrap();
    let best = auction.best.as_ref().map(short);
    (auction.bids, best, auction.runner_up.as_ref().map(short))
}

#[test]
fn each_bid_is_a_step_lower_and_the_one_before_is_runner_up() {
    let mut solo = with(descending());
    let response = solo.bid(1, 1_000).unwrap();
    let placed = BidPlaced {
        order: ORDER,
        provider: ProviderId(1),
        class: H100,
        rate: Rate(1_000),
        tier: Tier(2),
        bids_until: after(60),
    };
    assert_eq!(event::<BidPlaced>(&response), placed);
    assert_eq!(solo.bid(2, 991), Err(not_best(1_000)));
    solo.bid(2, 990).unwrap();
    assert_eq!(stands(&solo), (2, Some((2, 990)), Some((1, 1_000))));
    solo.bid(2, 900).unwrap();
    assert_eq!(stands(&solo), (3, Some((2, 900)), Some((1, 1_000))));
    assert_eq!(solo.bid(2, 895), Err(not_best(900)));
    solo.bid(1, 890).unwrap();
    assert_eq!(stands(&solo), (4, Some((1, 890)), Some((2, 900))));
}

#[test]
fn at_the_same_rate_only_a_higher_tier_beats() {
    let mut solo = with(descending());
    solo.register(3, &provider(3, 3));
    solo.bid(1, 500).unwrap();
    assert_eq!(solo.bid(2, 500), Err(not_best(500)));
    solo.bid(3, 500).unwrap();
    assert_eq!(stands(&solo), (2, Some((3, 500)), Some((1, 500))));
    let higher = ContractError::NotBest {
        best: Rate(500),
        tier: Tier(3),
        at_most: Some(Rate(490)),
    };
    assert_eq!(solo.bid(1, 500), Err(higher));
}

#[test]
fn another_class_competes_at_its_own_ceiling() {
    let mut solo = with(descending());
    solo.bid(1, 700).unwrap();
    let price = Mismatch::Price {
        rate: Rate(601),
        ceiling: Rate(600),
    };
    assert_eq!(
        solo.send(&speaker(2), &bid(2, A100, 601)),
        Err(mismatch(price))
    );
    solo.send(&speaker(2), &bid(2, A100, 600)).unwrap();
    assert_eq!(stands(&solo), (2, Some((2, 600)), Some((1, 700))));
}

#[test]
fn bids_end_at_the_second() {
    for (rule, end) in [(descending(), 60), (choice(), 60)] {
        let mut solo = with(rule);
        solo.later(end - 1).bid(1, 1_000).unwrap();
        let mut solo = with(rule);
        assert_eq!(solo.later(end).bid(1, 1_000), Err(bidding_over(end)));
    }
}

#[test]
fn a_late_bid_moves_the_end_and_an_early_one_does_not() {
    let mut solo = with(descending());
    let mut rate = 1_000;
    for (at, until) in [(0, 60), (50, 60), (51, 61), (60, 70), (69, 79)] {
        rate -= 10;
        let response = solo.later(at).bid(1, rate).unwrap();
        let placed: BidPlaced = event(&response);
        assert_eq!(placed.bids_until, after(until), "bid at {at}");
        assert_eq!(solo.auction().unwrap().closes_at, after(until));
    }
    assert_eq!(solo.later(79).bid(1, rate - 10), Err(bidding_over(79)));
}

#[test]
fn sniping_ends_at_twice_the_duration() {
    let mut solo = with(descending());
    let (mut at, mut rate) = (59, 1_000);
    solo.later(at).bid(1, rate).unwrap();
    while at < 119 {
        at = (at + 9).min(119);
        rate -= 10;
        solo.later(at).bid(2, rate).unwrap();
        assert!(solo.auction().unwrap().bids_until <= after(120));
    }
    assert_eq!(solo.auction().unwrap().bids_until, after(120));
    assert_eq!(solo.later(120).bid(1, rate - 10), Err(bidding_over(120)));
    solo.close().unwrap();
}

#[test]
fn a_hard_end_is_not_moved() {
    let mut solo = with(Rule::OpenDescending {
        duration: Seconds(60),
        min_step: Rate(1),
        extension: Seconds::ZERO,
    });
    solo.later(59).bid(1, 100).unwrap();
    assert_eq!(solo.later(60).bid(2, 90), Err(bidding_over(60)));
}

#[test]
fn only_the_provider_bids_for_itself() {
    let mut solo = with(descending());
    assert_eq!(
        solo.send(&speaker(2), &bid(1, H100, 500)),
        Err(not_allowed("provider 1", Some(addr(&speaker(1)))))
    );
    assert_eq!(
        solo.send(&speaker(77), &bid(77, H100, 500)),
        Err(not_allowed("provider 77", None))
    );
    assert_eq!(stands(&solo), (0, None, None));
}

#[test]
fn a_bid_must_serve_the_order() {
    let mut solo = with(descending());
    let other = |class, rate, unit| ExecuteMsg::PlaceBid {
        order: ORDER,
        provider: ProviderId(1),
        class,
        rate: Rate(rate),
        unit,
    };
    let volumes = Resources {
        volumes: vec![Volume {
            class: VolumeClass::Hdd,
            gib: 0,
        }],
        ..unit()
    };
    let cpu = Mismatch::Cpu {
        carried: 7_999,
        wanted: 8_000,
    };
    let small = Resources {
        cpu_milli: 7_999,
        ..unit()
    };
    for (msg, refused) in [
        (other(H100, 0, unit()), ContractError::ZeroRate),
        (other(H100, 500, volumes), ContractError::Volumes),
        (other(H100, 500, small), mismatch(cpu)),
        (other(ClassId(3), 500, unit()), mismatch(Mismatch::Class {})),
        (
            other(H100, 1_001, unit()),
            mismatch(Mismatch::Price {
                rate: Rate(1_001),
                ceiling: Rate(1_000),
            }),
        ),
    ] {
        assert_eq!(solo.send(&speaker(1), &msg), Err(refused));
    }
}

#[test]
fn only_an_eligible_provider_bids() {
    let tier = Mismatch::Tier {
        tier: Tier::NONE,
        wanted: Tier(1),
    };
    let cases: [(Mismatch, Change); 6] = [
        (Mismatch::ProviderStatus {}, |row| {
            row.status = ProviderStatus::Jailed;
        }),
        (Mismatch::ProviderStatus {}, |row| {
            row.status = ProviderStatus::Leaving;
        }),
        (Mismatch::Bond {}, |row| row.bonded = false),
        (Mismatch::SignedByAll { auditor: OTTO }, |row| {
            row.attestations.clear();
            row.attributes.0 = vec![EU];
        }),
        (Mismatch::SignedByAll { auditor: OTTO }, |row| {
            row.attestations[0].expires_at = START;
        }),
        (tier, |row| row.attestations[0].classes = vec![A100]),
    ];
    for rule in [descending(), choice()] {
        let mut solo = with(rule);
        for (refused, change) in &cases {
            solo.change(1, change);
            assert_eq!(solo.bid(1, 500), Err(mismatch(refused.clone())));
        }
        solo.change(1, |row| row.attestations[0].expires_at = after(1));
        solo.bid(1, 500).unwrap();
    }
}

#[test]
fn under_tenants_choice_each_provider_has_one_bid_and_only_lowers_it() {
    let mut solo = with(choice());
    solo.bid(1, 500).unwrap();
    solo.bid(2, 700).unwrap();
    assert_eq!(
        solo.bid(1, 500),
        Err(ContractError::NotLower { rate: Rate(500) })
    );
    let dearer = ContractError::NotLower { rate: Rate(500) };
    assert_eq!(solo.bid(1, 501), Err(dearer));
    solo.bid(1, 499).unwrap();
    assert_eq!(solo.bids(), [(1, 499), (2, 700)]);
}

#[test]
fn a_bid_is_taken_back_under_tenants_choice_only() {
    let withdraw = |id| ExecuteMsg::WithdrawBid {
        order: ORDER,
        provider: ProviderId(id),
    };
    let mut solo = with(choice());
    solo.bid(1, 500).unwrap();
    assert_eq!(
        solo.send("tenant", &withdraw(1)),
        Err(not_allowed("provider 1", Some(addr(&speaker(1)))))
    );
    let response = solo.later(75).send(&speaker(1), &withdraw(1)).unwrap();
    let withdrawn = BidWithdrawn {
        order: ORDER,
        provider: ProviderId(1),
    };
    assert_eq!(event::<BidWithdrawn>(&response), withdrawn);
    let none = ContractError::NoBid {
        order: ORDER,
        provider: ProviderId(1),
    };
    assert_eq!(solo.send(&speaker(1), &withdraw(1)), Err(none));

    let mut solo = with(descending());
    solo.bid(1, 500).unwrap();
    assert_eq!(
        solo.send(&speaker(1), &withdraw(1)),
        Err(ContractError::WrongRule { order: ORDER })
    );
}

#[test]
fn no_auction_no_bid() {
    let mut solo = open();
    let unknown = ContractError::UnknownAuction { order: ORDER };
    assert_eq!(solo.bid(1, 500), Err(unknown));
}
