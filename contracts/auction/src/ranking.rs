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

#[cfg(test)]
mod tests {
    use super::*;
    use cosmwasm_std::HexBinary;
    use tender_interfaces::demand::{
        Placement, Property, ResolvedAlternative, ResolvedGpu, ResolvedLine,
    };
    use tender_types::{AccountId, AssetIndex, Seconds, Tier, Timestamp};

    fn gpus(replicas: u32, per_replica: u32, alternatives: &[(u16, u128)]) -> ResolvedLine {
        let alternative = |(class, ceiling): &(u16, u128)| ResolvedAlternative {
            class: ClassId(*class),
            ceiling: Rate(*ceiling),
        };
        let gpu = ResolvedGpu {
            per_replica,
            alternatives: alternatives.iter().map(alternative).collect(),
            property: None,
        };
        let gpu = Some(gpu);
        ResolvedLine {
            gpu,
            ..cpus(replicas)
        }
    }

    fn cpus(replicas: u32) -> ResolvedLine {
        ResolvedLine {
            replicas,
            cpu_milli: 1_000,
            memory_mib: 0,
            disk_mib: 0,
            volumes: vec![],
            gpu: None,
        }
    }

    fn demand(max_rate: u128, lines: Vec<ResolvedLine>) -> ResolvedDemand {
        ResolvedDemand {
            account: AccountId(1),
            asset: AssetIndex::CREDIT,
            lines,
            public_ips: 0,
            placement: Placement::OneProvider,
            together: false,
            max_rate: Rate(max_rate),
            attributes: vec![],
            signed_by: vec![],
            min_tier: Tier::NONE,
            exclude: vec![],
            notice_at_least: Seconds::ZERO,
            start_within: None,
            rematch: 0,
            manifest_hash: HexBinary::default(),
        }
    }

    fn at_most(demand: &ResolvedDemand, classes: &[u16]) -> Option<u128> {
        let classes: Vec<ClassId> = classes.iter().copied().map(ClassId).collect();
        ceiling(demand, &classes).map(|rate| rate.0)
    }

    #[test]
    fn ceilings_of_all_lines_add_up_to_no_more_than_the_rate() {
        let lines = vec![gpus(2, 4, &[(1, 100), (2, 60)]), gpus(3, 1, &[(2, 50)])];
        let wide = demand(10_000, lines.clone());
        assert_eq!(at_most(&wide, &[1, 2]), Some(8 * 100 + 3 * 50));
        assert_eq!(at_most(&wide, &[2, 2]), Some(8 * 60 + 3 * 50));
        let narrow = demand(900, lines);
        assert_eq!(at_most(&narrow, &[1, 2]), Some(900));
        assert_eq!(at_most(&narrow, &[2, 2]), Some(630));
        let beyond = demand(900, vec![gpus(1_200, 1, &[(1, u128::MAX)])]);
        assert_eq!(at_most(&beyond, &[1]), Some(900));
    }

    #[test]
    fn where_ceilings_do_not_say_it_all_the_rate_alone_does() {
        let mixed = demand(5_000, vec![gpus(1, 1, &[(1, 100)]), cpus(3)]);
        assert_eq!(at_most(&mixed, &[1]), Some(5_000));
        assert_eq!(at_most(&demand(5_000, vec![cpus(3)]), &[]), Some(5_000));
        let mut any = gpus(1, 1, &[]);
        any.gpu = any.gpu.map(|gpu| ResolvedGpu {
            property: Some(Property::default()),
            ..gpu
        });
        let any = demand(5_000, vec![any, gpus(1, 1, &[(1, 100)])]);
        assert_eq!(at_most(&any, &[77, 1]), Some(5_000));
        assert_eq!(at_most(&any, &[77, 2]), None);
    }

    #[test]
    fn each_line_with_gpus_has_one_class_that_will_do() {
        let two = demand(
            5_000,
            vec![gpus(1, 1, &[(1, 100)]), gpus(1, 1, &[(2, 100)])],
        );
        for classes in [&[][..], &[1], &[2, 1], &[1, 1], &[1, 2, 2]] {
            assert_eq!(at_most(&two, classes), None, "{classes:?}");
        }
        assert_eq!(at_most(&two, &[1, 2]), Some(200));
        assert_eq!(at_most(&demand(5_000, vec![cpus(1)]), &[1]), None);
    }

    fn ranked(provider: u32, rate: u128, ceiling: u128, tier: u8, placed_at: u64) -> Ranked {
        let bid = Bid {
            provider: ProviderId(provider),
            classes: vec![],
            rate: Rate(rate),
            tier: Tier(tier),
            placed_at: Timestamp(placed_at),
            valid_until: Timestamp(0),
        };
        let ceiling = Rate(ceiling);
        Ranked { bid, ceiling }
    }

    #[test]
    fn score_decides_then_rate_tier_time_and_provider() {
        let worst_first = [
            ranked(1, 501, 1_000, 4, 0),
            ranked(1, 500, 1_000, 4, 0),
            ranked(1, 499, 998, 1, 0),
            ranked(9, 250, 500, 1, 7),
            ranked(2, 250, 500, 2, 7),
            ranked(1, 250, 500, 2, 7),
            ranked(3, 250, 500, 2, 6),
            ranked(3, u128::MAX / 2, u128::MAX, 0, 9),
        ];
        for pair in worst_first.windows(2) {
            assert_eq!(pair[0].order(&pair[1]), Ordering::Greater, "{pair:?}");
            assert_eq!(pair[1].order(&pair[0]), Ordering::Less, "{pair:?}");
        }
    }

    #[test]
    fn the_second_price_is_between_the_winners_own_and_the_most() {
        let winner = ranked(1, 500, 1_000, 0, 0);
        let price = |next: Option<&Ranked>, most| {
            let price = second_price(&winner, next, Rate(most));
            price.map(|rate| rate.0)
        };
        assert_eq!(price(None, 5_000), Ok(1_000));
        assert_eq!(price(None, 700), Ok(700));
        assert_eq!(price(Some(&ranked(2, 500, 1_000, 0, 0)), 5_000), Ok(500));
        assert_eq!(price(Some(&ranked(2, 2, 3, 0, 0)), 5_000), Ok(666));
        assert_eq!(price(Some(&ranked(2, 3, 3, 0, 0)), 900), Ok(900));
        let huge = ranked(2, u128::MAX - 1, u128::MAX, 0, 0);
        assert_eq!(price(Some(&huge), 5_000), Ok(999));
    }
}
