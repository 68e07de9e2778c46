//! What is offered has to be counted by an auditor, or be within what may be offered without.

use tender_auction::ContractError;
use tender_interfaces::attestation::{CountedClass, ProviderRow};
use tender_interfaces::auction::{Closed, Outcome};
use tender_interfaces::demand::{Mismatch, ResolvedDemand};
use tender_interfaces::events::{BidPassedOver, BidPlaced};
use tender_interfaces::orderbook::AllowanceRow;
use tender_types::{AuditorId, ClassId, Tier};

use crate::house::*;

/// An H100 cut into seven.
const SEVENTH: ClassId = ClassId(3);

const fn units(units: u32) -> AllowanceRow {
    AllowanceRow {
        units,
        cores: 0,
        gib: 0,
    }
}

fn counted(counted: u32, offered: u32) -> Answer {
    let mismatch = Mismatch::Counted { counted, offered };
    Err(ContractError::Mismatch { mismatch })
}

/// Nobody has ever looked at it.
fn unseen(row: &mut ProviderRow) {
    row.attestations.clear();
}

fn tier(answer: Answer) -> Tier {
    event::<BidPlaced>(&answer.unwrap()).tier
}

#[test]
fn what_nobody_counts_is_bid_within_what_may_be_offered_without() {
    let mut house = with(open_bidding());
    house.change(1, unseen);
    // The book has not said that anything may.
    assert_eq!(house.bid(1, 900), counted(0, 8));
    house.allow(units(7));
    assert_eq!(house.bid(1, 900), counted(7, 8));
    house.allow(units(8));
    assert_eq!(tier(house.bid(1, 900)), Tier::NONE);
    assert_eq!(won(&house.later(60).close().unwrap()), (1, 900));
}

/// Two replicas are wanted; were there fewer than are offered, nobody could say which were seen.
#[test]
fn all_that_is_offered_counts_and_not_what_is_wanted() {
    let mut house = with(open_bidding());
    for (told, offered) in [(7, 8), (2, 8), (8, 9)] {
        house.change(1, |row| row.attestations[0].classes[0].count = told);
        house.change_offer(1, |offer| offer.devices = offered);
        assert_eq!(house.bid(1, 900), counted(told, offered));
    }
    // Above the auditor's count and within the allowance it is offered, and nobody vouches for it.
    house.allow(units(9));
    assert_eq!(tier(house.bid(1, 900)), Tier::NONE);
    house.change(2, |row| row.attestations[0].classes[0].count = 8);
    assert_eq!(tier(house.bid(2, 900)), Tier(2));
}

#[test]
fn counts_of_auditors_are_not_added() {
    let mut house = with(open_bidding());
    house.change(1, |row| {
        let mut second = attested(3);
        second.auditor = AuditorId(2);
        row.attestations.push(second);
        row.attestations[0].classes[0].count = 4;
        row.attestations[1].classes[0].count = 5;
    });
    assert_eq!(house.bid(1, 900), counted(5, 8));
    house.change_offer(1, |offer| offer.devices = 5);
    assert_eq!(tier(house.bid(1, 900)), Tier(3));
}

/// A slice is counted by its device.
#[test]
fn slices_share_the_count_of_their_device() {
    let mut wanted = demand();
    let gpu = wanted.lines[0].gpu.as_mut().unwrap();
    gpu.alternatives[0].class = SEVENTH;
    let mut house = open();
    house.hand_over_for(wanted, open_bidding()).unwrap();
    let mut slices = offer(1, SEVENTH);
    (slices.device, slices.parts, slices.devices) = (H100, 7, 9);
    house.stock(&slices, SEVENTH);
    assert_eq!(house.bid_with(1, SEVENTH, 900), counted(8, 9));
    slices.devices = 8;
    house.stock(&slices, SEVENTH);
    assert_eq!(tier(house.bid_with(1, SEVENTH, 900)), Tier(2));
    house.change(1, |row| {
        row.attestations[0].classes = vec![CountedClass {
            class: SEVENTH,
            count: 100,
        }];
    });
    assert_eq!(house.bid_with(1, SEVENTH, 900), counted(0, 8));
}

#[test]
fn a_card_is_counted_in_cores_and_gib() {
    let mut house = open();
    house.hand_over_for(cpus(), open_bidding()).unwrap();
    assert_eq!(tier(house.bid_from_card(2, 900)), Tier(2));
    house.change(1, unseen);
    // The card has 100 cores, and 1 000 000 MiB, which are 977 GiB.
    for (cores, gib, answer) in [
        (0, 0, counted(0, 100)),
        (99, 977, counted(99, 100)),
        (100, 976, counted(976, 977)),
    ] {
        let units = 100;
        house.allow(AllowanceRow { units, cores, gib });
        assert_eq!(house.bid_from_card(1, 900), answer);
    }
    house.allow(AllowanceRow {
        units: 0,
        cores: 100,
        gib: 977,
    });
    assert_eq!(tier(house.bid_from_card(1, 900)), Tier::NONE);
}

/// What may be offered unattested is not attested.
#[test]
fn no_allowance_is_a_tier() {
    let wanted = ResolvedDemand {
        min_tier: Tier(1),
        ..demand()
    };
    let mut house = open();
    house.hand_over_for(wanted, open_bidding()).unwrap();
    house.allow(units(100));
    house.change(1, unseen);
    let mismatch = Mismatch::Tier {
        tier: Tier::NONE,
        wanted: Tier(1),
    };
    let refused = Err(ContractError::Mismatch { mismatch });
    assert_eq!(house.bid(1, 900), refused);
    house.change(1, |_| ());
    assert_eq!(tier(house.bid(1, 900)), Tier(2));
}

/// It costs a read, so it is read only where it may decide.
#[test]
fn the_allowance_is_read_only_when_somebody_fails_without() {
    let mut house = with(open_bidding());
    house.allowance_reads(vec![99]);
    house.bid(1, 900).unwrap();
    house.bid(2, 800).unwrap();
    assert_eq!(won(&house.later(60).close().unwrap()), (2, 800));

    let mut house = with(open_bidding());
    house.allowance_reads(vec![99]);
    house.change(1, unseen);
    assert!(matches!(house.bid(1, 900), Err(ContractError::Std(_))));
    // Whatever it says, it excuses nobody, so it is read here too, in vain.
    house.sell_out(1);
    assert!(matches!(house.bid(1, 900), Err(ContractError::Std(_))));
}

#[test]
fn a_lapsed_word_is_no_fault_and_the_allowance_takes_its_place() {
    for (allowed, winner) in [(0, None), (7, None), (8, Some((1, 900)))] {
        let mut house = with(open_bidding());
        house.bid(1, 900).unwrap();
        house.allow(units(allowed));
        house.change(1, |row| row.attestations[0].expires_at = after(60));
        let response = house.later(60).close().unwrap();
        match winner {
            Some(winner) => assert_eq!(won(&response), winner),
            None => {
                let told = events::<BidPassedOver>(&response.events);
                let why = format!("counted: {allowed} are attested, 8 are offered");
                assert_eq!((told[0].fault, &told[0].mismatch), (false, &why));
                assert_eq!(data::<Closed>(&response).outcome, Outcome::Reopened);
                assert_eq!(faulted(&response), []);
            }
        }
    }
}

/// Governance lowers what may be offered unattested: nobody's fault either. Who takes back what it bid pays,
/// whether it was attested or not.
#[test]
fn a_lowered_allowance_is_no_fault_and_a_withdrawn_offer_is_one() {
    let bid_for = || {
        let mut house = with(open_bidding());
        house.allow(units(8));
        house.change(1, unseen);
        house.bid(1, 900).unwrap();
        house.later(60);
        house
    };
    let mut house = bid_for();
    house.allow(units(7));
    assert_eq!(faulted(&house.close().unwrap()), []);

    let mut house = bid_for();
    house.sell_out(1);
    assert_eq!(faulted(&house.close().unwrap()), []);

    let mut house = bid_for();
    house.withdraw(1);
    assert_eq!(faulted(&house.close().unwrap()), [bidder(1)]);

    let mut house = bid_for();
    house.allow(units(7));
    house.withdraw(1);
    assert_eq!(faulted(&house.close().unwrap()), [bidder(1)]);
}

/// Of bids worth the same the one that auditors vouch for is first.
#[test]
fn who_is_attested_is_before_who_is_not() {
    let mut house = with(open_bidding());
    house.allow(units(8));
    house.change(1, unseen);
    house.bid(1, 900).unwrap();
    house.later(1).bid(2, 900).unwrap();
    assert_eq!(house.bids(), [(2, 900), (1, 900)]);
    house.change(2, unseen);
    assert_eq!(won(&house.later(60).close().unwrap()), (1, 900));
}
