//! The price against a model that counts instead of sorting, and what liars cannot do to it.

// Lints for contract code; a test may be blunt.
#![allow(clippy::arithmetic_side_effects, clippy::unwrap_used)]

use cosmwasm_std::{Decimal, Uint128};
use num_bigint::BigUint;
use proptest::prelude::*;
use tender_math::{aggregate, PriceRules, PriceState, Report, UnhealthyReason};
use tender_types::{Bps, Price, Seconds, Timestamp};

const NOW: Timestamp = Timestamp(1_000_000);

fn report(price: u128, timestamp: Timestamp) -> Report {
    Report {
        price: Price(Decimal::new(Uint128::new(price))),
        timestamp,
    }
}

/// What was reported, in atomics.
fn atomics(price: Price) -> BigUint {
    price.0.atomics().u128().into()
}

fn rules(quorum: u8, staleness: u64, max_deviation: u16) -> PriceRules {
    PriceRules {
        quorum,
        staleness: Seconds(staleness),
        max_deviation: Bps(max_deviation),
    }
}

/// Prices near one another, so that some agree, and now and then any price at all.
fn reports() -> impl Strategy<Value = Vec<Report>> {
    let price = prop_oneof![4 => 90u128..=110, 1 => any::<u128>()];
    let age = (0u64..=200).prop_map(Seconds);
    let report = (price, age).prop_map(|(price, age)| report(price, NOW.before(age)));
    prop::collection::vec(report, 0..=16)
}

fn any_rules() -> impl Strategy<Value = PriceRules> {
    (1u8..=16, 1u64..250, 1u16..=5_000)
        .prop_map(|(quorum, staleness, max)| rules(quorum, staleness, max))
}

/// The report that has no more than half of the others below it, by counting.
fn middle(prices: &[BigUint]) -> Option<BigUint> {
    let place = prices.len().checked_sub(1)? / 2;
    let below = |price: &BigUint| prices.iter().filter(|other| *other < price).count();
    let upto = |price: &BigUint| prices.iter().filter(|other| *other <= price).count();
    let is_middle = |price: &&BigUint| below(price) <= place && place < upto(price);
    prices.iter().find(is_middle).cloned()
}

fn distance(a: &BigUint, b: &BigUint) -> BigUint {
    a.max(b) - a.min(b)
}

/// The price, or how many reports were fresh, or how many agreed.
#[derive(Debug, PartialEq)]
enum Model {
    Price(BigUint, usize),
    Stale(usize),
    Disagreement(usize),
}

fn model(reports: &[Report], rules: PriceRules) -> Model {
    let quorum = usize::from(rules.quorum);
    let fresh = reports
        .iter()
        .filter(|report| NOW.since(report.timestamp) <= rules.staleness);
    let fresh: Vec<BigUint> = fresh.map(|report| atomics(report.price)).collect();
    let Some(first) = middle(&fresh).filter(|_| fresh.len() >= quorum) else {
        return Model::Stale(fresh.len());
    };
    let agrees =
        |price: &&BigUint| distance(price, &first) * 10_000u16 <= &first * rules.max_deviation.0;
    let agreeing: Vec<BigUint> = fresh.iter().filter(agrees).cloned().collect();
    match middle(&agreeing) {
        Some(price) if agreeing.len() >= quorum && price > BigUint::ZERO => {
            Model::Price(price, agreeing.len())
        }
        _ => Model::Disagreement(agreeing.len()),
    }
}

fn as_model(state: PriceState) -> Model {
    match state {
        PriceState::Healthy { price, reports, .. } => Model::Price(atomics(price), reports.into()),
        PriceState::Unhealthy(UnhealthyReason::Stale { fresh, .. }) => Model::Stale(fresh.into()),
        PriceState::Unhealthy(UnhealthyReason::Disagreement { agreeing, .. }) => {
            Model::Disagreement(agreeing.into())
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn the_price_is_the_models(reports in reports(), rules in any_rules()) {
        prop_assert_eq!(as_model(aggregate(&reports, rules, NOW)), model(&reports, rules));
    }

    #[test]
    fn the_order_of_the_slots_does_not_matter(
        (reports, shuffled) in reports().prop_flat_map(|reports| {
            let shuffled = Just(reports.clone()).prop_shuffle();
            (Just(reports), shuffled)
        }),
        rules in any_rules(),
    ) {
        prop_assert_eq!(aggregate(&reports, rules, NOW), aggregate(&shuffled, rules, NOW));
    }

    /// The price is one that was reported, and a quorum of reports is fresh until `valid_until`.
    #[test]
    fn a_price_is_carried_by_a_quorum_of_reports(reports in reports(), rules in any_rules()) {
        let PriceState::Healthy { price, reports: agreeing, valid_until } = aggregate(&reports, rules, NOW) else {
            return Ok(());
        };
        prop_assert!(reports.iter().any(|report| report.price == price));
        prop_assert!(agreeing >= rules.quorum);
        prop_assert!(valid_until >= NOW);
        let carries = |report: &&Report| report.timestamp.after(rules.staleness) >= valid_until;
        prop_assert!(reports.iter().filter(carries).count() >= usize::from(rules.quorum));
    }

    /// While honest feeders are the majority of the fresh ones, liars move the price no further than
    /// the allowed deviation beyond what honest feeders saw.
    #[test]
    fn a_lying_minority_is_contained(
        honest in prop::collection::vec(1_000_000u128..=1_010_000, 5..=8),
        lies in prop::collection::vec(any::<u128>(), 0..=4),
        max in 1u16..=5_000,
    ) {
        let reports: Vec<Report> =
            honest.iter().chain(&lies).map(|price| report(*price, NOW)).collect();
        let low = honest.iter().min().unwrap();
        let high = honest.iter().max().unwrap();
        if let PriceState::Healthy { price, .. } = aggregate(&reports, rules(3, 60, max), NOW) {
            let price = atomics(price) * 10_000u16;
            prop_assert!(price >= BigUint::from(*low) * (10_000 - max));
            prop_assert!(price <= BigUint::from(*high) * (10_000 + max));
        }
    }
}

#[test]
fn a_report_is_fresh_to_the_second() {
    let rules = rules(1, 60, 100);
    let at = |now| aggregate(&[report(5, NOW)], rules, now);
    let later = NOW.after(Seconds(60));
    assert!(matches!(at(later), PriceState::Healthy { valid_until, .. } if valid_until == later));
    let stale = UnhealthyReason::Stale {
        fresh: 0,
        needed: 1,
    };
    assert_eq!(at(later.after(Seconds(1))), PriceState::Unhealthy(stale));
}

#[test]
fn deviation_is_allowed_to_the_last_digit() {
    let at = |other| {
        as_model(aggregate(
            &[report(10_000, NOW), report(other, NOW)],
            rules(2, 60, 100),
            NOW,
        ))
    };
    assert_eq!(at(10_100), Model::Price(10_000u16.into(), 2));
    assert_eq!(at(10_101), Model::Disagreement(1));
}

#[test]
fn a_quorum_of_the_nearest_second_decides_how_long() {
    let reports = [50, 20, 10].map(|age| report(100, NOW.before(Seconds(age))));
    let until = |quorum| match aggregate(&reports, rules(quorum, 60, 100), NOW) {
        PriceState::Healthy { valid_until, .. } => valid_until,
        PriceState::Unhealthy(reason) => panic!("{reason:?}"),
    };
    assert_eq!(
        [until(1), until(2), until(3)],
        [50, 40, 10].map(|span| NOW.after(Seconds(span)))
    );
}

#[test]
fn a_price_of_zero_is_none() {
    let state = aggregate(&[report(0, NOW)], rules(1, 60, 100), NOW);
    let none = UnhealthyReason::Disagreement {
        agreeing: 1,
        needed: 1,
    };
    assert_eq!(state, PriceState::Unhealthy(none));
}
