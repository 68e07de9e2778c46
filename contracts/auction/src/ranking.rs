//! Which bid stands under `OpenDescending`. Pure.

use cosmwasm_std::ensure;
use tender_interfaces::auction::Bid;
use tender_types::Rate;

use crate::state::TopBids;
use crate::ContractError;

/// Whether `bid` replaces `best`: lower by at least `min_step`, or at the same rate with a higher
/// tier. Otherwise the earlier bid stands.
pub fn beats(best: &Bid, bid: &Bid, min_step: Rate) -> bool {
    let lower = at_most(best, min_step).is_some_and(|rate| bid.rate <= rate);
    lower || (bid.rate == best.rate && bid.tier > best.tier)
}

/// The highest rate that beats `best` whatever the tier; `None` when no rate above zero does.
pub fn at_most(best: &Bid, min_step: Rate) -> Option<Rate> {
    best.rate
        .checked_sub(min_step)
        .filter(|rate| !rate.is_zero())
}

/// Where the auction stands after `bid`; `auction/not_best` unless it beats the best.
pub fn accept(top: Option<TopBids>, bid: Bid, min_step: Rate) -> Result<TopBids, ContractError> {
    let Some(TopBids {
        bids,
        best,
        runner_up,
    }) = top
    else {
        return Ok(TopBids {
            bids: 1,
            best: bid,
            runner_up: None,
        });
    };
    ensure!(
        beats(&best, &bid, min_step),
        ContractError::NotBest {
            best: best.rate,
            tier: best.tier,
            at_most: at_most(&best, min_step),
        }
    );
    // A provider that improves its own bid is still only one of the two.
    let runner_up = if best.provider == bid.provider {
        runner_up
    } else {
        Some(best)
    };
    Ok(TopBids {
        bids: bids.saturating_add(1),
        best: bid,
        runner_up,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use tender_types::{ClassId, ProviderId, Tier, Timestamp};

    fn bid(provider: u32, rate: u128, tier: u8) -> Bid {
        Bid {
            provider: ProviderId(provider),
            class: ClassId(1),
            rate: Rate(rate),
            tier: Tier(tier),
            placed_at: Timestamp::default(),
        }
    }

    fn after(bids: &[Bid], min_step: u128) -> Option<TopBids> {
        bids.iter().fold(None, |top: Option<TopBids>, bid| {
            accept(top.clone(), *bid, Rate(min_step)).map_or(top, Some)
        })
    }

    #[test]
    fn a_bid_is_lower_by_the_step_or_of_a_higher_tier_at_the_same_rate() {
        let best = bid(1, 100, 2);
        let step = Rate(10);
        for (rate, tier, replaces) in [
            (89, 0, true),
            (90, 0, true),
            (91, 0, false),
            (91, 4, false),
            (99, 4, false),
            (100, 1, false),
            (100, 2, false),
            (100, 3, true),
            (101, 4, false),
        ] {
            assert_eq!(
                beats(&best, &bid(2, rate, tier), step),
                replaces,
                "{rate} at tier {tier}"
            );
        }
    }

    #[test]
    fn below_one_step_only_a_higher_tier_beats() {
        for rate in [9, 10] {
            let best = bid(1, rate, 2);
            assert_eq!(at_most(&best, Rate(10)), None);
            assert!(!beats(&best, &bid(2, 1, 2), Rate(10)));
            assert!(beats(&best, &bid(2, rate, 3), Rate(10)));
        }
    }

    #[test]
    fn the_best_bidder_never_becomes_its_own_runner_up() {
        let bids = [bid(1, 100, 1), bid(2, 90, 1), bid(2, 80, 1)];
        let top = TopBids {
            bids: 3,
            best: bid(2, 80, 1),
            runner_up: Some(bid(1, 100, 1)),
        };
        assert_eq!(after(&bids, 1), Some(top));
    }

    #[test]
    fn a_bidder_who_comes_back_leaves_the_runner_up_place() {
        let bids = [bid(1, 100, 1), bid(2, 90, 1), bid(1, 80, 1)];
        let top = TopBids {
            bids: 3,
            best: bid(1, 80, 1),
            runner_up: Some(bid(2, 90, 1)),
        };
        assert_eq!(after(&bids, 1), Some(top));
    }

    #[test]
    fn the_refusal_says_what_would_win() {
        let top = after(&[bid(1, 100, 2)], 10);
        let refused = ContractError::NotBest {
            best: Rate(100),
            tier: Tier(2),
            at_most: Some(Rate(90)),
        };
        assert_eq!(accept(top, bid(2, 95, 4), Rate(10)), Err(refused));
    }

    proptest! {
        /// Distinct rates, the smallest step: whoever is lowest wins, in whatever order bids come.
        #[test]
        fn the_winner_does_not_depend_on_the_order_of_bids(
            bids in prop::collection::btree_map(1u128..1_000, (1u32..6, 0u8..5), 1..20)
                .prop_map(|bids| bids.into_iter().map(|(rate, (who, tier))| bid(who, rate, tier)).collect::<Vec<_>>())
                .prop_flat_map(|bids| (Just(bids.clone()), Just(bids).prop_shuffle())),
        ) {
            let (sorted, shuffled) = bids;
            prop_assert_eq!(after(&shuffled, 1).map(|top| top.best), sorted.first().copied());
        }

        /// Whatever is bid: rates never rise, and the two who stand are two.
        #[test]
        fn best_and_runner_up_are_two_providers_in_order(
            bids in prop::collection::vec((1u32..5, 1u128..60, 0u8..5), 1..40), step in 1u128..9,
        ) {
            let bids: Vec<_> = bids.into_iter().map(|(who, rate, tier)| bid(who, rate, tier)).collect();
            let mut top: Option<TopBids> = None;
            for bid in bids {
                let before = top.clone();
                let Ok(now) = accept(top.clone(), bid, Rate(step)) else { continue };
                prop_assert_eq!(now.best, bid);
                if let Some(before) = before {
                    prop_assert!(now.best.rate <= before.best.rate);
                }
                if let Some(second) = now.runner_up {
                    prop_assert_ne!(second.provider, now.best.provider);
                    prop_assert!(beats(&second, &now.best, Rate(step)));
                }
                top = Some(now);
            }
        }
    }
}
