use cosmwasm_std::{Binary, ReplyOn};
use proptest::prelude::*;
use tender_auction::ContractError;
use tender_interfaces::attestation::ProviderStatus;
use tender_interfaces::auction::{Closed, ExecuteMsg};
use tender_interfaces::escrow::NewLease;
use tender_interfaces::events::AuctionClosed;
use tender_types::{LeaseId, OrderId, ProviderId, Rate};

use crate::house::{
    addr, choice, closed, descending, event, lease, not_allowed, paused, speaker, House, H100,
    START,
};

const ORDER: OrderId = OrderId(9);

fn ended(outcome: &str, won: Option<(u32, u128)>) -> AuctionClosed {
    AuctionClosed {
        order: ORDER,
        outcome: outcome.to_string(),
        winner: won.map(|(id, _)| ProviderId(id)),
        rate: won.map(|(_, rate)| Rate(rate)),
    }
}

fn nobody() -> Closed {
    Closed {
        order: ORDER,
        lease: None,
        winner: None,
    }
}

fn gone(house: &House) {
    let unknown = ContractError::UnknownAuction { order: ORDER };
    assert_eq!(house.auction(), Err(unknown));
}

/// Provider 1 at 900, then provider 2 at 800; the minute is over.
fn bid_for() -> House {
    let mut house = House::with(descending());
    house.bid(1, 900).unwrap();
    house.bid(2, 800).unwrap();
    house.at(60);
    house
}

#[test]
fn the_best_bid_gets_the_lease() {
    let mut house = bid_for();
    let response = house.close().unwrap();
    let expected = NewLease {
        lease: LeaseId(9),
        provider: ProviderId(2),
        payee: speaker(2).to_string(),
        class: H100,
        units: 2,
        rate: Rate(800),
        ask: None,
        tier: 2,
    };
    assert_eq!(lease(&response), (addr("tenant").to_string(), expected));
    assert_eq!((response.events.len(), &response.data), (0, &None));
    gone(&house);

    let response = house.answer(&response, Ok(())).unwrap();
    assert_eq!(
        event::<AuctionClosed>(&response),
        ended("awarded", Some((2, 800)))
    );
    let won = Closed {
        order: ORDER,
        lease: Some(LeaseId(9)),
        winner: Some(ProviderId(2)),
    };
    assert_eq!(closed(&response), won);
}

#[test]
fn a_refused_lease_ends_the_auction_and_binds_nobody() {
    let mut house = bid_for();
    let response = house.close().unwrap();
    let response = house.answer(&response, Err("no runway")).unwrap();
    assert_eq!(event::<AuctionClosed>(&response), ended("unfunded", None));
    assert_eq!(closed(&response), nobody());
    gone(&house);
    let unknown = ContractError::UnknownAuction { order: ORDER };
    assert_eq!(house.close(), Err(unknown));
}

/// With a gas limit of its own, the lease could be starved of gas while the close goes through.
#[test]
fn a_closer_cannot_starve_the_lease_of_gas() {
    let response = bid_for().close().unwrap();
    assert_eq!(response.messages[0].gas_limit, None);
    assert_eq!(response.messages[0].reply_on, ReplyOn::Always);
}

#[test]
fn an_auction_closes_at_the_second() {
    let mut house = bid_for();
    house.at(59);
    let early = ContractError::StillRunning {
        order: ORDER,
        closes_at: START + 60,
        now: START + 59,
    };
    assert_eq!(house.close(), Err(early));
    house.at(60).close().unwrap();
    bid_for().at(61).close().unwrap();
}

#[test]
fn the_runner_up_takes_the_place_of_a_winner_no_longer_eligible() {
    let mut house = bid_for();
    house.change(2, |row| row.status = ProviderStatus::Jailed);
    let (_, lease) = lease(&house.close().unwrap());
    assert_eq!((lease.provider, lease.rate), (ProviderId(1), Rate(900)));
}

#[test]
fn nothing_expired_wins() {
    for (expires_at, winner) in [(60, 1), (61, 2)] {
        let mut house = bid_for();
        house.change(2, |row| {
            row.attestations[0].expires_at = START + expires_at;
        });
        let (_, lease) = lease(&house.close().unwrap());
        assert_eq!(lease.provider, ProviderId(winner));
    }
}

#[test]
fn the_lease_carries_the_tier_at_the_close() {
    let mut house = bid_for();
    house.change(2, |row| row.attestations[0].tier = 4);
    let (_, lease) = lease(&house.close().unwrap());
    assert_eq!(lease.tier, 4);
}

#[test]
fn nobody_eligible_wins_nothing() {
    let mut house = bid_for();
    house.change(1, |row| row.bonded = false);
    house.change(2, |row| row.attestations.clear());
    let response = house.close().unwrap();
    assert!(response.messages.is_empty());
    assert_eq!(event::<AuctionClosed>(&response), ended("no_bid", None));
    assert_eq!(closed(&response), nobody());
    gone(&house);

    let mut house = House::with(descending());
    let response = house.at(60).close().unwrap();
    assert_eq!(event::<AuctionClosed>(&response), ended("no_bid", None));
}

#[test]
fn an_award_waits_for_the_end_of_a_pause_and_an_end_without_one_does_not() {
    let mut house = bid_for();
    let class = tender_interfaces::roles::ActionClass::Bid;
    house
        .send(&addr("gil"), ExecuteMsg::Pause { class })
        .unwrap();
    assert_eq!(house.close(), Err(paused()));
    house
        .send(&addr("gov"), ExecuteMsg::Unpause { class })
        .unwrap();
    house.close().unwrap();

    for (rule, at, outcome) in [(descending(), 60, "no_bid"), (choice(), 90, "not_chosen")] {
        let mut house = House::with(rule);
        house
            .send(&addr("gil"), ExecuteMsg::Pause { class })
            .unwrap();
        let response = house.at(at).close().unwrap();
        assert_eq!(event::<AuctionClosed>(&response), ended(outcome, None));
    }
}

#[test]
fn the_tenant_cancels_until_the_first_bid() {
    let mut house = House::with(descending());
    let cancel = ExecuteMsg::Cancel { order: ORDER };
    assert_eq!(
        house.send(&addr("anyone"), cancel.clone()),
        Err(not_allowed("tenant", addr("tenant").as_str()))
    );
    let response = house.send(&addr("tenant"), cancel.clone()).unwrap();
    assert_eq!(event::<AuctionClosed>(&response), ended("cancelled", None));
    gone(&house);

    let mut house = bid_for();
    let bound = ContractError::HasBids {
        order: ORDER,
        bids: 2,
    };
    assert_eq!(house.send(&addr("tenant"), cancel), Err(bound));
}

#[test]
fn a_strange_reply_is_refused() {
    let mut house = bid_for();
    let response = house.close().unwrap();
    let mut strange = response.clone();
    strange.messages[0].id = 2;
    assert_eq!(
        house.answer(&strange, Ok(())),
        Err(ContractError::UnknownReply { id: 2 })
    );
    for payload in [vec![], vec![1], vec![2, 9, 2, 1], vec![0xff; 40]] {
        let mut strange = response.clone();
        strange.messages[0].payload = Binary::from(payload);
        let answer = house.answer(&strange, Ok(()));
        assert!(
            matches!(answer, Err(ContractError::Payload(_))),
            "{answer:?}"
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// A step of one, distinct rates: the lowest bid of those who may bid wins, in whatever order
    /// they come and however often each bids.
    #[test]
    fn the_lowest_eligible_bid_wins_in_any_order(
        bids in prop::collection::btree_map(1u128..=1_000, 1u32..=5, 1..12)
            .prop_map(|bids| bids.into_iter().collect::<Vec<_>>()).prop_shuffle(),
        barred in 1u32..=5,
    ) {
        let mut house = House::with(tender_interfaces::auction::Rule::OpenDescending {
            duration: 60,
            min_step: Rate(1),
            extension: 0,
        });
        house.change(barred, |row| row.bonded = false);
        for (rate, id) in &bids {
            let _ = house.bid(*id, *rate);
        }
        let lowest = bids.iter().filter(|(_, id)| *id != barred).min().copied();
        let response = house.at(60).close().unwrap();
        let won = (!response.messages.is_empty()).then(|| {
            let (_, lease) = lease(&response);
            (lease.rate.u128(), lease.provider.0)
        });
        prop_assert_eq!(won, lowest);
    }
}
