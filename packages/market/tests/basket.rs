//! What a basket holds, against every way there is.

// The allowance for tests in clippy.toml does not reach the helpers of a test file.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::unwrap_used
)]

use std::collections::BTreeMap;

use proptest::prelude::*;
use tender_market::matching::basket::{Basket, Pick};
use tender_types::ProviderId;

/// An offer of so many replicas at a rate.
#[derive(Clone, Copy, Debug)]
struct Offer {
    provider: u32,
    rate: u32,
    replicas: u32,
}

/// What is bought in the end: the offer's index and how many replicas.
type Bought = Vec<(usize, u32)>;

/// Puts offers in, cheapest first, until the basket is full, as a take does.
fn filled(offers: &[Offer], wanted: u32, most: usize, spread: Option<u32>) -> (bool, Bought) {
    let mut basket = Basket::new(wanted, most, spread);
    for (index, offer) in offers.iter().enumerate() {
        if !basket.is_full() {
            basket.put(index, ProviderId(offer.provider), offer.replicas);
        }
    }
    let (full, missing) = (basket.is_full(), basket.missing());
    let picks = basket.into_picks();
    let bought: Bought = picks
        .iter()
        .map(|pick: &Pick| (pick.index, pick.replicas))
        .collect();
    let held: u32 = bought.iter().map(|(_, replicas)| replicas).sum();
    assert_eq!(held + missing, wanted);
    assert_eq!(full, missing == 0);
    (full, bought)
}

/// The cheapest way to have as many as there can be of just these offers, at most `wanted`; of one provider
/// at most `spread`. Every subset of offers has one such way: from each the cheapest first.
fn buy(subset: &[(usize, Offer)], wanted: u32, spread: Option<u32>) -> Bought {
    let mut of_provider = BTreeMap::<u32, u32>::new();
    let (mut left, mut bought) = (wanted, vec![]);
    for (index, offer) in subset {
        let held = of_provider.entry(offer.provider).or_default();
        let room = spread.map_or(u32::MAX, |spread| spread - *held);
        let part = offer.replicas.min(room).min(left);
        *held += part;
        left -= part;
        if part > 0 {
            bought.push((*index, part));
        }
    }
    bought
}

fn count(bought: &Bought) -> u32 {
    bought.iter().map(|(_, replicas)| replicas).sum()
}

fn cost(offers: &[Offer], bought: &Bought) -> u64 {
    let costs = bought
        .iter()
        .map(|(index, replicas)| u64::from(offers[*index].rate) * u64::from(*replicas));
    costs.sum()
}

fn dearest(offers: &[Offer], bought: &Bought) -> u32 {
    let rates = bought.iter().map(|(index, _)| offers[*index].rate);
    rates.max().unwrap_or(0)
}

/// Every subset of at most `most` offers, as what can be bought of it.
fn every_way(offers: &[Offer], wanted: u32, most: usize, spread: Option<u32>) -> Vec<Bought> {
    (0u32..1 << offers.len())
        .filter(|mask| usize::try_from(mask.count_ones()).unwrap() <= most)
        .map(|mask| {
            let subset: Vec<(usize, Offer)> = offers
                .iter()
                .copied()
                .enumerate()
                .filter(|(index, _)| mask & (1 << index) != 0)
                .collect();
            buy(&subset, wanted, spread)
        })
        .collect()
}

fn offers(most: usize) -> impl Strategy<Value = Vec<Offer>> {
    let offer = (1u32..6, 1u32..9, 0u32..9).prop_map(|(provider, rate, replicas)| Offer {
        provider,
        rate,
        replicas,
    });
    prop::collection::vec(offer, 0..most).prop_map(|mut offers| {
        offers.sort_by_key(|offer| offer.rate);
        offers
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_000))]
    #[test]
    fn whatever_any_so_many_offers_cover_is_filled_at_the_lowest_dearest_rate(
        offers in offers(11),
        wanted in 1u32..30,
        most in 1usize..5,
        spread in prop::option::of(1u32..9),
    ) {
        let (full, bought) = filled(&offers, wanted, most, spread);
        prop_assert!(bought.len() <= most);
        let ways = every_way(&offers, wanted, most, spread);
        let best = ways.iter().map(count).max().unwrap_or(0);
        // As many as anybody could have, whether that is all or not.
        prop_assert_eq!(count(&bought), best);
        prop_assert_eq!(full, best == wanted);
        // Nothing is bought that is not there, of nobody too much.
        let mut of_provider = BTreeMap::<u32, u32>::new();
        for (index, replicas) in &bought {
            prop_assert!(*replicas > 0 && *replicas <= offers[*index].replicas);
            *of_provider.entry(offers[*index].provider).or_default() += replicas;
        }
        prop_assert!(of_provider.values().all(|held| spread.is_none_or(|spread| *held <= spread)));
        // In order, each once.
        prop_assert!(bought.windows(2).all(|pair| pair[0].0 < pair[1].0));
        if full {
            let full_ways = || ways.iter().filter(|way| count(way) == wanted);
            let lowest = full_ways().map(|way| dearest(&offers, way)).min().unwrap();
            prop_assert_eq!(dearest(&offers, &bought), lowest);
            let bound = u64::from(lowest) * u64::from(wanted);
            prop_assert!(cost(&offers, &bought) <= bound);
            // Where the cheapest, one after the other, are few enough, nothing is cheaper.
            let all: Vec<(usize, Offer)> = offers.iter().copied().enumerate().collect();
            let plain = buy(&all, wanted, spread);
            if plain.len() <= most {
                let optimum = full_ways().map(|way| cost(&offers, way)).min().unwrap();
                prop_assert_eq!(cost(&offers, &bought), optimum);
                prop_assert_eq!(bought, plain);
            }
        }
    }
}

fn at(provider: u32, rate: u32, replicas: u32) -> Offer {
    Offer {
        provider,
        rate,
        replicas,
    }
}

#[test]
fn eight_offers_of_one_never_stop_a_larger_order() {
    let mut book: Vec<Offer> = (1..=8).map(|provider| at(provider, 499, 1)).collect();
    book.push(at(9, 500, 100));
    for wanted in [8, 9, 16, 100, 107] {
        let (full, bought) = filled(&book, wanted, 8, None);
        assert!(full, "{wanted}");
        assert_eq!(count(&bought), wanted);
    }
    assert!(!filled(&book, 108, 8, None).0);
}

/// Taking the largest that is free of a provider at each step would keep both of its offers, and one slot too
/// many is gone.
#[test]
fn a_providers_larger_offer_takes_the_place_of_its_smaller_ones() {
    let mut book: Vec<Offer> = (1..=8).map(|provider| at(provider, 1, 1)).collect();
    book.extend((1..=8).map(|provider| at(provider, 2, 3)));
    let (full, bought) = filled(&book, 24, 8, Some(3));
    assert!(full);
    assert_eq!(bought, (8..16).map(|index| (index, 3)).collect::<Bought>());
}

#[test]
fn an_offer_of_nothing_is_not_taken() {
    let (full, bought) = filled(&[at(1, 1, 0), at(2, 2, 1)], 1, 8, None);
    assert!(full);
    assert_eq!(bought, [(1, 1)]);
}
