//! The times of a round: which rule, when it began, when a bid last became the best. Pure.

use tender_interfaces::auction::{Bidding, Pick, Rule, MIN_DURATION};
use tender_math::{mul_div, MathError, Round};
use tender_types::{Rate, Seconds, Timestamp};

/// The times of a round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clock {
    /// Bids, or commitments, are taken while `now < bids_until`.
    pub bids_until: Timestamp,
    /// Commitments are opened from then on: after the half that is the tenant's alone as long as it has
    /// a reserve to open.
    pub reveals_from: Timestamp,
    /// Commitments are opened while `now < reveals_until`; `bids_until` unless bids are sealed.
    pub reveals_until: Timestamp,
    /// Anyone may close from then on; the tenant may pick while `now < closes_at`.
    pub closes_at: Timestamp,
}

impl Clock {
    /// The times of a round under `rule` that began at `since`, and whose best bid became it at
    /// `best_at`: `since` before there is one. `opened`: the tenant has opened its reserve.
    pub fn new(rule: &Rule, since: Timestamp, best_at: Timestamp, opened: bool) -> Self {
        let (bids_until, reveals_from, reveals_until) = match &rule.bidding {
            Bidding::Open { extension, .. } => {
                // An extension by an earlier best bid ends earlier than that by the last one.
                let extended = best_at.after(*extension).min(last_bid(rule, since));
                let until = first_end(rule, since).max(extended);
                (until, until, until)
            }
            Bidding::Sealed {
                commit,
                reveal,
                reserve,
            } => {
                let until = since.after(*commit);
                let from = match reserve {
                    Some(_) if !opened => until.after(Seconds(reveal.0 / 2)),
                    _ => until,
                };
                (until, from, until.after(*reveal))
            }
            Bidding::Dutch { .. } => {
                let until = first_end(rule, since);
                (until, until, until)
            }
        };
        Self {
            bids_until,
            reveals_from,
            reveals_until,
            closes_at: reveals_until.after(choosing(rule)),
        }
    }
}

/// The last moment at which anyone may have to wait for the end of a round that began at `since`,
/// whatever is bid.
pub fn last_end(rule: &Rule, since: Timestamp) -> Timestamp {
    let reveal = match rule.bidding {
        Bidding::Sealed { reveal, .. } => reveal,
        Bidding::Open { .. } | Bidding::Dutch { .. } => Seconds::ZERO,
    };
    let bids = last_bid(rule, since);
    bids.after(reveal).after(choosing(rule))
}

/// The price under `Dutch`, `passed` seconds after it began to rise from `from`: rounded down.
pub fn price(
    from: Rate,
    most: Rate,
    passed: Seconds,
    duration: Seconds,
) -> Result<Rate, MathError> {
    if passed >= duration {
        return Ok(most);
    }
    let span = most.0.saturating_sub(from.0);
    let risen = mul_div(span, passed.0.into(), duration.0.into(), Round::Down)?;
    Ok(Rate(from.0.saturating_add(risen)))
}

/// When bids end if nothing moves the end.
fn first_end(rule: &Rule, since: Timestamp) -> Timestamp {
    match rule.bidding {
        Bidding::Open { duration, .. } => since.after(duration),
        Bidding::Sealed { commit, .. } => since.after(commit),
        // At its highest the price stands long enough to be taken.
        Bidding::Dutch { duration, .. } => since.after(duration).after(MIN_DURATION),
    }
}

/// When bids end at the latest.
fn last_bid(rule: &Rule, since: Timestamp) -> Timestamp {
    let end = first_end(rule, since);
    match rule.bidding {
        Bidding::Open {
            duration,
            extension,
        } if !extension.is_zero() => end.after(duration),
        _ => end,
    }
}

const fn choosing(rule: &Rule) -> Seconds {
    match rule.pick {
        Pick::Lowest => Seconds::ZERO,
        Pick::Tenant { choosing } => choosing,
    }
}

#[cfg(test)]
#[allow(clippy::arithmetic_side_effects)]
mod tests {
    use super::*;
    use cosmwasm_std::HexBinary;
    use proptest::prelude::*;
    use tender_interfaces::auction::Pricing;

    const SINCE: Timestamp = Timestamp(1_000);

    fn rule(bidding: Bidding, pick: Pick) -> Rule {
        Rule {
            bidding,
            price: Pricing::Own,
            pick,
        }
    }

    fn open(duration: u64, extension: u64) -> Rule {
        let bidding = Bidding::Open {
            duration: Seconds(duration),
            extension: Seconds(extension),
        };
        rule(bidding, Pick::Lowest)
    }

    fn at(times: [u64; 4]) -> Clock {
        let [bids_until, reveals_from, reveals_until, closes_at] = times.map(Timestamp);
        Clock {
            bids_until,
            reveals_from,
            reveals_until,
            closes_at,
        }
    }

    proptest! {
        /// The rule as it is written, best bid by best bid: one within the last `extension` seconds
        /// moves the end to `extension` from then, but never past twice the duration.
        #[test]
        fn the_last_best_bid_alone_tells_the_end(
            duration in 30u64..500, part in 0u64..=100, gaps in prop::collection::vec(0u64..60, 0..60),
        ) {
            let extension = duration * part / 100;
            let (mut now, mut end, mut last) = (SINCE.0, SINCE.0 + duration, SINCE);
            for gap in gaps {
                now += gap;
                if now >= end {
                    break;
                }
                if now + extension > end {
                    end = (now + extension).min(SINCE.0 + 2 * duration);
                }
                last = Timestamp(now);
            }
            let rule = open(duration, extension);
            prop_assert_eq!(Clock::new(&rule, SINCE, last, false), at([end; 4]));
            prop_assert!(end <= last_end(&rule, SINCE).0);
        }

        /// Second by second, from `from` to `most`, by a straight line that is never above the true one.
        #[test]
        fn the_price_rises_evenly(
            from in 1u128..1_000_000, span in 0u128..1_000_000_000, duration in 30u64..1_000, passed in 0u64..2_000,
        ) {
            let most = from + span;
            let price = price(Rate(from), Rate(most), Seconds(passed), Seconds(duration)).unwrap().0;
            let true_price = from * u128::from(duration) + span * u128::from(passed.min(duration));
            prop_assert_eq!(price, true_price / u128::from(duration));
        }
    }

    #[test]
    fn the_highest_price_there_is_can_be_reached() {
        let (from, most) = (Rate(1), Rate(u128::MAX));
        let half = price(from, most, Seconds(30), Seconds(60));
        assert_eq!(half, Ok(Rate(u128::MAX / 2 + 1)));
        assert_eq!(price(from, most, Seconds(60), Seconds(60)), Ok(most));
    }

    #[test]
    fn picking_follows_bidding_and_opening() {
        let pick = Pick::Tenant {
            choosing: Seconds(50),
        };
        let chosen = rule(open(100, 0).bidding, pick);
        let clock = Clock::new(&chosen, SINCE, SINCE, false);
        assert_eq!(clock, at([1_100, 1_100, 1_100, 1_150]));
        assert_eq!(last_end(&chosen, SINCE), Timestamp(1_150));
        let extended = rule(open(100, 1).bidding, pick);
        assert_eq!(last_end(&extended, SINCE), Timestamp(1_250));

        let sealed = |reserve| {
            let bidding = Bidding::Sealed {
                commit: Seconds(60),
                reveal: Seconds(41),
                reserve,
            };
            rule(bidding, pick)
        };
        let clock = Clock::new(&sealed(None), SINCE, SINCE, false);
        assert_eq!(clock, at([1_060, 1_060, 1_101, 1_151]));
        let reserve = Some(HexBinary::from(&[7; 32]));
        let clock = |opened| Clock::new(&sealed(reserve.clone()), SINCE, SINCE, opened);
        assert_eq!(clock(false), at([1_060, 1_080, 1_101, 1_151]));
        assert_eq!(clock(true), at([1_060, 1_060, 1_101, 1_151]));
        assert_eq!(last_end(&sealed(None), SINCE), Timestamp(1_151));
    }

    #[test]
    fn the_highest_price_stands_for_a_while() {
        let bidding = Bidding::Dutch {
            from: Rate(1),
            duration: Seconds(60),
        };
        let dutch = rule(bidding, Pick::Lowest);
        let end = 1_060 + MIN_DURATION.0;
        assert_eq!(Clock::new(&dutch, SINCE, SINCE, false), at([end; 4]));
        assert_eq!(last_end(&dutch, SINCE), Timestamp(end));
    }
}
