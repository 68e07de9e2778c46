use cosmwasm_std::{Binary, ReplyOn};
use proptest::prelude::*;
use tender_auction::ContractError;
use tender_guard::GuardError;
use tender_interfaces::admin::{ActionClass, AdminMsg, DEFAULT_GUARDIAN_PAUSE};
use tender_interfaces::attestation::ProviderStatus;
use tender_interfaces::auction::{Closed, ExecuteMsg, Outcome, Rule};
use tender_interfaces::demand::Mismatch;
use tender_interfaces::escrow::NewLease;
use tender_interfaces::events::AuctionClosed;
use tender_storage::CodecError;
use tender_types::{LeaseId, ProviderId, Rate, Seconds, Tier};

use crate::verbs::*;

fn ended(outcome: Outcome, won: Option<(u32, u128)>) -> AuctionClosed {
    AuctionClosed {
        order: ORDER,
        outcome,
        lease: won.map(|_| LeaseId(9)),
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

fn gone(solo: &Solo) {
    let unknown = ContractError::UnknownAuction { order: ORDER };
    assert_eq!(solo.auction(), Err(unknown));
}

/// Provider 1 at 900, then provider 2 at 800; the minute is over.
fn bid_for() -> Solo {
    let mut solo = with(descending());
    solo.bid(1, 900).unwrap();
    solo.bid(2, 800).unwrap();
    solo.later(60);
    solo
}

#[test]
fn the_best_bid_gets_the_lease() {
    let mut solo = bid_for();
    let response = solo.close().unwrap();
    let expected = NewLease {
        lease: LeaseId(9),
        provider: ProviderId(2),
        payee: addr(&speaker(2)).into(),
        class: H100,
        units: 2,
        rate: Rate(800),
        ask: None,
        tier: Tier(2),
    };
    assert_eq!(lease(&response), (addr("tenant").to_string(), expected));
    assert_eq!((response.events.len(), &response.data), (0, &None));
    gone(&solo);

    let response = solo.escrow_answers(&response, Ok(())).unwrap();
    assert_eq!(
        event::<AuctionClosed>(&response),
        ended(Outcome::Awarded, Some((2, 800)))
    );
    let won = Closed {
        order: ORDER,
        lease: Some(LeaseId(9)),
        winner: Some(ProviderId(2)),
    };
    assert_eq!(data::<Closed>(&response), won);
}

#[test]
fn a_refused_lease_ends_the_auction_and_binds_nobody() {
    let mut solo = bid_for();
    let response = solo.close().unwrap();
    let response = solo.escrow_answers(&response, Err("no runway")).unwrap();
    assert_eq!(
        event::<AuctionClosed>(&response),
        ended(Outcome::Unfunded, None)
    );
    assert_eq!(data::<Closed>(&response), nobody());
    gone(&solo);
    let unknown = ContractError::UnknownAuction { order: ORDER };
    assert_eq!(solo.close(), Err(unknown));
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
    let mut solo = bid_for();
    solo.later(59);
    let early = ContractError::StillRunning {
        order: ORDER,
        closes_at: after(60),
        now: after(59),
    };
    assert_eq!(solo.close(), Err(early));
    solo.later(60).close().unwrap();
    bid_for().later(61).close().unwrap();
}

#[test]
fn the_runner_up_takes_the_place_of_a_winner_no_longer_eligible() {
    let mut solo = bid_for();
    solo.change(2, |row| row.status = ProviderStatus::Jailed);
    let (_, lease) = lease(&solo.close().unwrap());
    assert_eq!((lease.provider, lease.rate), (ProviderId(1), Rate(900)));
}

#[test]
fn nothing_expired_wins() {
    for (expires_at, winner) in [(60, 1), (61, 2)] {
        let mut solo = bid_for();
        solo.change(2, |row| {
            row.attestations[0].expires_at = after(expires_at);
        });
        let (_, lease) = lease(&solo.close().unwrap());
        assert_eq!(lease.provider, ProviderId(winner));
    }
}

#[test]
fn the_lease_carries_the_tier_at_the_close() {
    let mut solo = bid_for();
    solo.change(2, |row| row.attestations[0].tier = Tier(4));
    let (_, lease) = lease(&solo.close().unwrap());
    assert_eq!(lease.tier, Tier(4));
}

#[test]
fn nobody_eligible_wins_nothing() {
    let mut solo = bid_for();
    solo.change(1, |row| row.bonded = false);
    solo.change(2, |row| row.attestations.clear());
    let response = solo.close().unwrap();
    assert!(response.messages.is_empty());
    assert_eq!(
        event::<AuctionClosed>(&response),
        ended(Outcome::NoBid, None)
    );
    assert_eq!(data::<Closed>(&response), nobody());
    gone(&solo);

    let mut solo = with(descending());
    let response = solo.later(60).close().unwrap();
    assert_eq!(
        event::<AuctionClosed>(&response),
        ended(Outcome::NoBid, None)
    );
}

#[test]
fn an_award_waits_for_the_end_of_a_pause_and_an_end_without_one_does_not() {
    let mut solo = bid_for();
    let class = ActionClass::Bid;
    let pause = ExecuteMsg::Admin(AdminMsg::Pause { class });
    let resume = ExecuteMsg::Admin(AdminMsg::Resume { class });
    solo.send("gov", &pause).unwrap();
    let paused = GuardError::Paused { class };
    assert_eq!(solo.close(), Err(paused.into()));
    solo.send("gov", &resume).unwrap();
    solo.close().unwrap();

    for (rule, at, outcome) in [
        (descending(), 60, Outcome::NoBid),
        (choice(), 90, Outcome::NotChosen),
    ] {
        let mut solo = with(rule);
        solo.guardian_pauses();
        let response = solo.later(at).close().unwrap();
        assert_eq!(event::<AuctionClosed>(&response), ended(outcome, None));
    }
}

#[test]
fn an_award_goes_on_when_the_guardians_pause_lapses() {
    let mut solo = with(descending());
    solo.bid(1, 900).unwrap();
    solo.guardian_pauses();
    assert_eq!(solo.later(60).close(), Err(paused()));
    let lapses = START.after(DEFAULT_GUARDIAN_PAUSE);
    solo.change(1, |row| {
        row.attestations[0].expires_at = lapses.after(Seconds(1));
    });
    assert_eq!(solo.at(lapses.before(Seconds(1))).close(), Err(paused()));
    let (_, lease) = lease(&solo.at(lapses).close().unwrap());
    assert_eq!(lease.provider, ProviderId(1));
}

#[test]
fn the_tenant_cancels_until_the_first_bid() {
    let mut solo = with(descending());
    let cancel = ExecuteMsg::Cancel { order: ORDER };
    assert_eq!(
        solo.send("anyone", &cancel),
        Err(not_allowed("tenant", Some(addr("tenant"))))
    );
    let response = solo.send("tenant", &cancel).unwrap();
    assert_eq!(
        event::<AuctionClosed>(&response),
        ended(Outcome::Cancelled, None)
    );
    gone(&solo);

    let mut solo = bid_for();
    let bound = ContractError::HasBids {
        order: ORDER,
        bids: 2,
    };
    assert_eq!(solo.send("tenant", &cancel), Err(bound));
}

#[test]
fn a_strange_reply_is_refused() {
    let mut solo = bid_for();
    let response = solo.close().unwrap();
    let mut strange = response.clone();
    strange.messages[0].id = 2;
    assert_eq!(
        solo.escrow_answers(&strange, Ok(())),
        Err(ContractError::UnknownReply { id: 2 })
    );
    let ends_early = CodecError::EndsEarly { missing: 1 };
    let newer = |found| CodecError::Newer { newest: 1, found };
    for (payload, error) in [
        (vec![], ends_early),
        (vec![2, 9, 2, 1], newer(2)),
        (vec![0xff; 40], newer(0xff)),
        (vec![1, 9, 2, 1, 1], CodecError::TrailingBytes { extra: 1 }),
    ] {
        let mut strange = response.clone();
        strange.messages[0].payload = Binary::from(payload);
        let answer = solo.escrow_answers(&strange, Ok(()));
        assert_eq!(answer, Err(ContractError::Payload(error)));
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
        let mut solo = with(Rule::OpenDescending {
            duration: Seconds(60),
            min_step: Rate(1),
            extension: Seconds::ZERO,
        });
        solo.change(barred, |row| row.bonded = false);
        for (rate, id) in &bids {
            let bond = ContractError::Mismatch { mismatch: Mismatch::Bond {} };
            match solo.bid(*id, *rate) {
                Ok(_) => prop_assert_ne!(*id, barred),
                Err(ContractError::NotBest { best, .. }) => prop_assert!(best.0 <= *rate),
                Err(error) => prop_assert_eq!((*id, error), (barred, bond)),
            }
        }
        let lowest = bids.iter().filter(|(_, id)| *id != barred).min().copied();
        let response = solo.later(60).close().unwrap();
        let won = (!response.messages.is_empty()).then(|| {
            let (_, lease) = lease(&response);
            (lease.rate.0, lease.provider.0)
        });
        prop_assert_eq!(won, lowest);
    }
}
