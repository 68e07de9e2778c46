//! The times of an auction: which rule, when opened, when the last bid came. Pure.

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
        // Spans are at most a week, so sums saturate in no block time a chain can have.
        let after = |start: Timestamp, span: Seconds| start.saturating_add(span);
        match *rule {
            Rule::OpenDescending {
                duration,
                extension,
                ..
            } => {
                let end = after(opened_at, duration);
                let hard_end = after(end, duration);
                // An extension by an earlier bid ends earlier than that by the last one, so the last
                // bid alone tells the end.
                let extended = last_bid_at.map_or(end, |at| after(at, extension).min(hard_end));
                let end = end.max(extended);
                Self {
                    bids_until: end,
                    closes_at: end,
                }
            }
            Rule::TenantChoice { bidding, choosing } => {
                let bids_until = after(opened_at, bidding);
                Self {
                    bids_until,
                    closes_at: after(bids_until, choosing),
                }
            }
        }
    }
}

/// Refuses a rule whose figures are out of bounds.
pub fn validate(rule: &Rule) -> Result<(), ContractError> {
    match *rule {
        Rule::OpenDescending {
            duration,
            min_step,
            extension,
        } => {
            bidding_time("duration", duration)?;
            within("extension", extension, 0, duration)?;
            if min_step.is_zero() {
                return Err(ContractError::ZeroStep);
            }
        }
        Rule::TenantChoice { bidding, choosing } => {
            bidding_time("bidding", bidding)?;
            within("choosing", choosing, 0, MAX_DURATION)?;
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
    use tender_types::Rate;

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
            duration in MIN_DURATION..500, part in 0u64..=100, gaps in prop::collection::vec(0u64..60, 0..60),
        ) {
            let (opened, extension) = (1_000, duration * part / 100);
            let (mut now, mut end, mut last) = (opened, opened + duration, None);
            for gap in gaps {
                now += gap;
                if now >= end {
                    break;
                }
                if now + extension > end {
                    end = (now + extension).min(opened + 2 * duration);
                }
                last = Some(now);
            }
            let clock = Clock::new(&descending(duration, extension), opened, last);
            prop_assert_eq!(clock, Clock { bids_until: end, closes_at: end });
        }
    }

    #[test]
    fn choosing_follows_bidding() {
        let rule = Rule::TenantChoice {
            bidding: 100,
            choosing: 50,
        };
        let clock = Clock {
            bids_until: 1_100,
            closes_at: 1_150,
        };
        assert_eq!(Clock::new(&rule, 1_000, None), clock);
    }

    #[test]
    fn a_rule_is_within_its_bounds() {
        let choice = |bidding, choosing| Rule::TenantChoice { bidding, choosing };
        for rule in [
            descending(MIN_DURATION, 0),
            descending(MAX_DURATION, MAX_DURATION),
            choice(MIN_DURATION, 0),
            choice(MAX_DURATION, MAX_DURATION),
        ] {
            assert_eq!(validate(&rule), Ok(()), "{rule:?}");
        }
        for (rule, what) in [
            (descending(MIN_DURATION - 1, 0), "duration"),
            (descending(MAX_DURATION + 1, 0), "duration"),
            (descending(60, 61), "extension"),
            (choice(MIN_DURATION - 1, 0), "bidding"),
            (choice(MAX_DURATION + 1, 0), "bidding"),
            (choice(60, MAX_DURATION + 1), "choosing"),
        ] {
            let refused = validate(&rule);
            assert!(
                matches!(
                    refused,
                    Err(ContractError::Guard(GuardError::OutOfRange { what: found, .. })) if found == what
                ),
                "{rule:?}: {refused:?}"
            );
        }
        let no_step = Rule::OpenDescending {
            duration: 60,
            min_step: Rate::ZERO,
            extension: 0,
        };
        assert_eq!(validate(&no_step), Err(ContractError::ZeroStep));
    }
}
