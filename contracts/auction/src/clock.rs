//! The times of an auction: which rule, when opened, when the last bid came. Pure.

use cosmwasm_std::ensure;
use tender_guard::{within, GuardError};
use tender_interfaces::auction::{Rule, MAX_DURATION, MIN_DURATION};
use tender_types::{Seconds, Timestamp};

use crate::ContractError;

/// The times of an auction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clock {
    /// Bids are taken while `now < bids_until`.
    pub bids_until: Timestamp,
    /// Anyone may close from `closes_at` on; the tenant may choose while `now < closes_at`.
    pub closes_at: Timestamp,
}

impl Clock {
    /// The times of an auction under `rule`, opened at `opened_at`, whose last accepted bid came at
    /// `last_bid_at`.
    pub fn new(rule: &Rule, opened_at: Timestamp, last_bid_at: Option<Timestamp>) -> Self {
        match *rule {
            Rule::OpenDescending {
                duration,
                extension,
                ..
            } => {
                let end = opened_at.after(duration);
                let hard_end = end.after(duration);
                // An extension by an earlier bid ends earlier than that by the last one, so the last
                // bid alone tells the end.
                let extended = last_bid_at.map_or(end, |at| at.after(extension).min(hard_end));
                let end = end.max(extended);
                Self {
                    bids_until: end,
                    closes_at: end,
                }
            }
            Rule::TenantChoice { bidding, choosing } => {
                let bids_until = opened_at.after(bidding);
                Self {
                    bids_until,
                    closes_at: bids_until.after(choosing),
                }
            }
        }
    }
}

/// Refuses a rule whose figures are out of bounds: `guard/out_of_range`, `auction/zero_step`.
pub fn validate(rule: &Rule) -> Result<(), ContractError> {
    match *rule {
        Rule::OpenDescending {
            duration,
            min_step,
            extension,
        } => {
            bidding_time("duration", duration)?;
            within("extension", extension, Seconds::ZERO, duration)?;
            ensure!(!min_step.is_zero(), ContractError::ZeroStep);
        }
        Rule::TenantChoice { bidding, choosing } => {
            bidding_time("bidding", bidding)?;
            within("choosing", choosing, Seconds::ZERO, MAX_DURATION)?;
        }
    }
    Ok(())
}

fn bidding_time(what: &'static str, span: Seconds) -> Result<Seconds, GuardError> {
    within(what, span, MIN_DURATION, MAX_DURATION)
}

#[cfg(test)]
#[allow(clippy::arithmetic_side_effects)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use tender_types::{Echo, Rate};

    const OPENED: Timestamp = Timestamp(1_000);

    fn descending(duration: Seconds, extension: Seconds) -> Rule {
        Rule::OpenDescending {
            duration,
            min_step: Rate(1),
            extension,
        }
    }

    proptest! {
        /// The rule as it is written, bid by bid: a bid within the last `extension` seconds moves the
        /// end to `extension` from then, but never past twice the duration.
        #[test]
        fn the_last_bid_alone_tells_the_end(
            duration in MIN_DURATION.0..500, part in 0u64..=100, gaps in prop::collection::vec(0u64..60, 0..60),
        ) {
            let (opened, extension) = (OPENED.0, duration * part / 100);
            let (mut now, mut end, mut last) = (opened, opened + duration, None);
            for gap in gaps {
                now += gap;
                if now >= end {
                    break;
                }
                if now + extension > end {
                    end = (now + extension).min(opened + 2 * duration);
                }
                last = Some(Timestamp(now));
            }
            let rule = descending(Seconds(duration), Seconds(extension));
            let end = Timestamp(end);
            let expected = Clock { bids_until: end, closes_at: end };
            prop_assert_eq!(Clock::new(&rule, OPENED, last), expected);
        }
    }

    #[test]
    fn choosing_follows_bidding() {
        let rule = Rule::TenantChoice {
            bidding: Seconds(100),
            choosing: Seconds(50),
        };
        let clock = Clock {
            bids_until: Timestamp(1_100),
            closes_at: Timestamp(1_150),
        };
        assert_eq!(Clock::new(&rule, OPENED, None), clock);
    }

    #[test]
    fn a_rule_is_within_its_bounds() {
        let choice = |bidding, choosing| Rule::TenantChoice { bidding, choosing };
        let (none, minute, most) = (Seconds::ZERO, Seconds(60), MAX_DURATION);
        for rule in [
            descending(MIN_DURATION, none),
            descending(most, most),
            choice(MIN_DURATION, none),
            choice(most, most),
        ] {
            assert_eq!(validate(&rule), Ok(()), "{rule:?}");
        }
        let (short, long) = (Seconds(MIN_DURATION.0 - 1), Seconds(most.0 + 1));
        for (rule, what, value, min, max) in [
            (
                descending(short, none),
                "duration",
                short,
                MIN_DURATION,
                most,
            ),
            (descending(long, none), "duration", long, MIN_DURATION, most),
            (
                descending(minute, Seconds(61)),
                "extension",
                Seconds(61),
                none,
                minute,
            ),
            (choice(short, none), "bidding", short, MIN_DURATION, most),
            (choice(long, none), "bidding", long, MIN_DURATION, most),
            (choice(minute, long), "choosing", long, none, most),
        ] {
            let outside = GuardError::OutOfRange {
                what,
                value: Echo::of(value.to_string()),
                min: min.to_string(),
                max: max.to_string(),
            };
            assert_eq!(validate(&rule), Err(outside.into()), "{rule:?}");
        }
        let no_step = Rule::OpenDescending {
            duration: minute,
            min_step: Rate::ZERO,
            extension: none,
        };
        assert_eq!(validate(&no_step), Err(ContractError::ZeroStep));
    }
}
