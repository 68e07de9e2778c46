//! The parts of an order: what each provider serves of it, and what they cost together.

use cosmwasm_std::{ensure, CanonicalAddr, Uint128};
use tender_interfaces::demand::{Placement, ResolvedDemand};
use tender_interfaces::orderbook::{Draw, Promised, TermsRow, Units};
use tender_market::matching::serve::Service;
use tender_types::{OfferKey, ProviderId, Rate, Resources};

use crate::engine::{Fill, Found, Search};
use crate::listing::Listing;
use crate::ContractError;

/// One provider's part of an order.
#[derive(Debug)]
pub struct Part {
    pub provider: ProviderId,
    /// Where it is paid.
    pub payee: CanonicalAddr,
    /// What it promises: what is drawn, at which rate.
    pub promised: Promised,
    pub terms: TermsRow,
    /// The offers that are drawn from.
    pub listings: Vec<Listing>,
    /// What one replica can have of the card, where something of it is drawn.
    pub largest: Option<Resources>,
}

impl Part {
    /// What `provider` serves, from these offers and from its card, of which one replica can have `largest`.
    pub fn new(
        provider: ProviderId,
        service: Service,
        listings: Vec<Listing>,
        largest: Option<Resources>,
    ) -> Self {
        Self {
            provider,
            payee: service.payee,
            promised: service.promised,
            terms: service.terms,
            listings,
            largest,
        }
    }
}

/// What was found in the book, as parts of an order.
///
/// # Errors
/// `orderbook/too_much` beyond any real money.
pub fn of_book(demand: &ResolvedDemand, fills: Vec<Fill>) -> Result<Vec<Part>, ContractError> {
    let (_, gpu) = Search::of(demand)?;
    let part = |fill: Fill| {
        let Fill {
            listing,
            eligible,
            replicas,
        } = fill;
        let OfferKey { provider, class } = listing.key;
        let offer = listing.offer();
        let offer = offer.ok_or(ContractError::OfferNotFound { offer: listing.key })?;
        let units = gpu.units(replicas);
        let rate = listing.rate.checked_mul(units);
        let rate = rate.ok_or(ContractError::TooMuch { what: "the rate" })?;
        let service = Service {
            payee: eligible.payee,
            promised: Promised {
                draw: Draw {
                    gpus: vec![Units { class, units }],
                    ..Draw::default()
                },
                carries: vec![offer.carries.clone()],
                rate,
                tier: eligible.vouched.tier,
                auditors: eligible.vouched.auditors,
                region: eligible.region,
                replicas,
                most: rate,
                beside: vec![],
            },
            terms: offer.terms,
        };
        Ok(Part::new(provider, service, vec![listing], None))
    };
    let parts = fills.into_iter().map(part);
    let parts = parts.collect::<Result<_, ContractError>>()?;
    Ok(settled(demand, parts))
}

/// Writes into every part what it needs should it have to be replaced: who else serves the order, where that
/// matters, and what it may cost then. That is what it costs now and its share, by replicas, of what the
/// order may cost beyond that: so all replacements together stay within the order's limit too.
pub fn settled(demand: &ResolvedDemand, mut parts: Vec<Part>) -> Vec<Part> {
    let beside: Vec<ProviderId> = match demand.placement {
        Placement::Spread { .. } => parts.iter().map(|part| part.provider).collect(),
        Placement::OneProvider | Placement::SameRegion | Placement::Any => vec![],
    };
    let spare = Uint128::new(demand.max_rate.0.saturating_sub(total(&parts).0));
    let replicas = demand.replicas();
    for part in &mut parts {
        let others = beside.iter().filter(|other| **other != part.provider);
        part.promised.beside = others.copied().collect();
        if demand.rematch > 0 {
            let share = spare.checked_multiply_ratio(part.promised.replicas, replicas);
            let most = part.promised.rate.0;
            let most = most.saturating_add(share.unwrap_or_default().u128());
            part.promised.most = Rate(most);
        }
    }
    parts
}

/// What everything costs.
pub fn total(parts: &[Part]) -> Rate {
    sum(parts.iter().map(|part| part.promised.rate))
}

/// What everything may cost, should all have to be replaced.
pub fn bound(parts: &[Part]) -> Rate {
    sum(parts.iter().map(|part| part.promised.most))
}

fn sum(rates: impl Iterator<Item = Rate>) -> Rate {
    rates.fold(Rate::ZERO, |sum, rate| Rate(sum.0.saturating_add(rate.0)))
}

/// Refuses parts that together cost more than the demand may.
///
/// # Errors
/// `orderbook/above_max_rate`.
pub fn within_max_rate(demand: &ResolvedDemand, parts: &[Part]) -> Result<(), ContractError> {
    let (rate, max_rate) = (total(parts), demand.max_rate);
    ensure!(
        rate <= max_rate,
        ContractError::AboveMaxRate { rate, max_rate }
    );
    Ok(())
}

/// Of what was found, cheapest first, as many replicas as `most` pays for.
pub fn within_purse(
    demand: &ResolvedDemand,
    found: &mut Found,
    most: Rate,
) -> Result<(), ContractError> {
    let (_, gpu) = Search::of(demand)?;
    let mut left = most;
    for fill in &mut found.fills {
        let each = fill.listing.rate.checked_mul(gpu.per_replica);
        let each = each.unwrap_or(Rate(u128::MAX));
        let reach = left.0.checked_div(each.0).unwrap_or(0);
        fill.replicas = fill.replicas.min(u32::try_from(reach).unwrap_or(u32::MAX));
        let cost = each.0.saturating_mul(fill.replicas.into());
        left = Rate(left.0.saturating_sub(cost));
    }
    found.recount(demand);
    Ok(())
}

/// Of what was found for an order that goes on resting, what leaves one that can still be filled. An order
/// for one provider takes one that serves everything. Every other has so many leases in its life, so none of
/// them may be smaller than what all that are left have to bring on average: offers of a single unit cannot
/// use it up.
pub fn worth_a_lease(demand: &ResolvedDemand, found: &mut Found, leases: usize) {
    if found.missing == 0 {
        return;
    }
    if demand.placement == Placement::OneProvider {
        found.fills.clear();
    }
    let mut by_size: Vec<(usize, u32)> = found
        .fills
        .iter()
        .map(|fill| fill.replicas)
        .enumerate()
        .collect();
    by_size.sort_by_key(|(_, replicas)| std::cmp::Reverse(*replicas));
    let mut leases = u32::try_from(leases).unwrap_or(u32::MAX);
    let mut wanted = demand.replicas();
    for (place, replicas) in by_size {
        if replicas.saturating_mul(leases) >= wanted {
            leases = leases.saturating_sub(1);
            wanted = wanted.saturating_sub(replicas);
        } else if let Some(fill) = found.fills.get_mut(place) {
            fill.replicas = 0;
        }
    }
    found.recount(demand);
}

/// What is left of a demand of one line once some of it is leased. What those leases may cost in the end is
/// gone; where one region has to hold everything, it is chosen.
pub fn remainder(demand: &ResolvedDemand, missing: u32, parts: &[Part]) -> ResolvedDemand {
    let mut left = demand.clone();
    left.max_rate = Rate(left.max_rate.0.saturating_sub(bound(parts).0));
    for line in &mut left.lines {
        line.replicas = missing;
    }
    if let Some(part) = parts.first() {
        stay_with(&mut left, &part.promised);
    }
    left
}

/// Asks for the region in which others of the order are, where one has to hold everything.
pub fn stay_with(demand: &mut ResolvedDemand, promised: &Promised) {
    if demand.placement != Placement::SameRegion {
        return;
    }
    demand.attributes.extend(promised.region);
    demand.attributes.sort_unstable();
    demand.attributes.dedup();
}
