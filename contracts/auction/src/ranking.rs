//! What a bid may cost at most, which of two bids is better, which are kept, and what a winner is paid.
//! Pure.

use std::cmp::Ordering;

use cosmwasm_std::{ensure, Uint128, Uint256};
use tender_interfaces::auction::{Bid, MAX_BIDS};
use tender_interfaces::demand::ResolvedDemand;
use tender_math::{mul_div, MathError, Round};
use tender_types::{ClassId, ProviderId, Rate};

use crate::ContractError;

/// A bid, and the most that what it offers may cost: its rate is measured by that, so that a better
/// class at its price is not shut out by a lesser one.
#[derive(Clone, Debug, PartialEq)]
pub struct Ranked {
    /// The bid.
    pub bid: Bid,
    /// At most so much, never zero.
    pub ceiling: Rate,
}

/// What came of a bid among those that are kept.
#[derive(Debug, PartialEq)]
pub struct Placed {
    /// The bids that are kept, best first.
    pub bids: Vec<Bid>,
    /// The place of the new one, from 0.
    pub place: usize,
    /// Whose bid it drove out.
    pub evicted: Option<ProviderId>,
}

/// The most that `classes`, one for each line that asks for GPUs, may cost for all of `demand`: the sum
/// of their ceilings where every line has some, and never more than `max_rate`. Where a line asks for
/// no GPU, or for a property, ceilings do not say what everything may cost, and `max_rate` alone does.
/// `None` when a class is none of a line's alternatives, or there are not as many classes as lines.
pub fn ceiling(demand: &ResolvedDemand, classes: &[ClassId]) -> Option<Rate> {
    let mut given = classes.iter();
    let mut sum = Rate::ZERO;
    let mut bounded = true;
    for line in &demand.lines {
        let Some(gpu) = &line.gpu else {
            bounded = false;
            continue;
        };
        let class = given.next()?;
        if gpu.property.is_some() {
            bounded = false;
            continue;
        }
        let of_line = gpu.ceiling(*class)?;
        let units = gpu.units(line.replicas);
        let of_line = of_line.checked_mul(units).unwrap_or(demand.max_rate);
        sum = sum.checked_add(of_line).unwrap_or(demand.max_rate);
    }
    if given.next().is_some() {
        return None;
    }
    Some(if bounded {
        sum.min(demand.max_rate)
    } else {
        demand.max_rate
    })
}

impl Ranked {
    /// Which is better, the lesser: by score, then rate, tier, time, and provider at last.
    pub fn order(&self, other: &Self) -> Ordering {
        let (bid, rival) = (&self.bid, &other.bid);
        self.worth(other)
            .then_with(|| rival.tier.cmp(&bid.tier))
            .then_with(|| bid.placed_at.cmp(&rival.placed_at))
            .then_with(|| bid.provider.cmp(&rival.provider))
    }

    /// Which is better by what the tenant pays for what: by score, then rate. Equal ones only differ in
    /// who bids, and how high its tier is now decides.
    pub fn worth(&self, other: &Self) -> Ordering {
        self.score(other)
            .then_with(|| self.bid.rate.cmp(&other.bid.rate))
    }

    /// Compares what part of its ceiling each asks, exactly.
    fn score(&self, other: &Self) -> Ordering {
        if self.ceiling == other.ceiling {
            return self.bid.rate.cmp(&other.bid.rate);
        }
        let crossed = |rate: Rate, ceiling: Rate| -> Uint256 {
            Uint128::new(rate.0).full_mul(Uint128::new(ceiling.0))
        };
        crossed(self.bid.rate, other.ceiling).cmp(&crossed(other.bid.rate, self.ceiling))
    }

    /// The rate at which this bid would be just as good as `other`.
    fn rate_of(&self, other: &Self, round: Round) -> Result<Rate, MathError> {
        let Self { bid, ceiling } = other;
        mul_div(bid.rate.0, self.ceiling.0, ceiling.0, round).map(Rate)
    }
}

/// Puts `new` among the bids that are kept. A provider's own earlier bid goes, if `new` is better; a
/// ninth drives out the worst, if it is better: `auction/not_better`, `auction/not_among_best`.
pub fn place(mut kept: Vec<Ranked>, new: Ranked) -> Result<Placed, ContractError> {
    let own = |kept: &Ranked| kept.bid.provider == new.bid.provider;
    if let Some(index) = kept.iter().position(own) {
        let own = kept.remove(index);
        let better = new.worth(&own) == Ordering::Less;
        ensure!(
            better,
            ContractError::NotBetter {
                rate: own.bid.rate,
                below: new.rate_of(&own, Round::Up)?,
            }
        );
    }
    let place = kept.partition_point(|kept| kept.order(&new) == Ordering::Less);
    let evicted = match kept.get(MAX_BIDS.saturating_sub(1)) {
        Some(worst) if place >= MAX_BIDS => {
            let below = new.rate_of(worst, Round::Up)?;
            return Err(ContractError::NotAmongBest { below });
        }
        Some(worst) => Some(worst.bid.provider),
        None => None,
    };
    kept.truncate(MAX_BIDS.saturating_sub(1));
    kept.insert(place, new);
    let bids = kept.into_iter().map(|ranked| ranked.bid).collect();
    Ok(Placed {
        bids,
        place,
        evicted,
    })
}

/// What `winner` is paid when the price is the second: the rate at which it would be just as good as the
/// next that can serve, so never less than it bid; the most that it may cost when there is no other.
/// Paid so, nobody gains by bidding anything but what it needs.
pub fn second_price(
    winner: &Ranked,
    next: Option<&Ranked>,
    most: Rate,
) -> Result<Rate, ContractError> {
    let most = most.min(winner.ceiling);
    let rate = match next {
        Some(next) => winner.rate_of(next, Round::Down)?,
        None => most,
    };
    Ok(rate.min(most))
}
