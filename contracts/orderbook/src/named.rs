//! The cheapest of the providers that an order names.

use cosmwasm_std::ensure;
use tender_interfaces::demand::{Mismatch, Placement, ResolvedDemand};
use tender_interfaces::orderbook::{LineMismatch, Named, MAX_FILLS};
use tender_market::matching::basket::Basket;
use tender_market::matching::serve::{most_replicas, serve, Price, Service};
use tender_types::{AttributeId, ClassId, Rate};

use crate::buying::{all_replicas, Buying, Candidate};
use crate::parts::{settled, within_max_rate, Part};
use crate::ContractError;

impl Buying<'_> {
    /// The cheapest of the providers that are named; several, where the demand lets them share.
    ///
    /// # Errors
    /// `orderbook/not_fillable` says how the first that fails does.
    #[inline(never)]
    pub fn among_named(
        self,
        demand: &ResolvedDemand,
        named: &[Named],
    ) -> Result<Vec<Part>, ContractError> {
        let lines = demand.gpu_lines().count();
        for one in named {
            let found = one.classes.len();
            ensure!(
                found == lines,
                ContractError::Classes {
                    provider: one.provider,
                    found,
                    lines,
                }
            );
        }
        match demand.placement {
            Placement::OneProvider => {
                let part = self.cheapest(demand, named)?;
                Ok(settled(demand, vec![part]))
            }
            Placement::SameRegion | Placement::Spread { .. } | Placement::Any => {
                let parts = self.shared(demand, named)?;
                within_max_rate(demand, &parts)?;
                Ok(settled(demand, parts))
            }
        }
    }

    /// The one that serves everything for the least; of several the one that is named first.
    fn cheapest(self, demand: &ResolvedDemand, named: &[Named]) -> Result<Part, ContractError> {
        let replicas = all_replicas(demand);
        let mut best: Option<Part> = None;
        let mut refused = None;
        for one in named {
            let candidate = self.candidate(demand, one.provider, &one.classes)?;
            let case = self.case(demand, &candidate, Price::Listed);
            let served = serve(case, &replicas, &one.classes).map_err(first);
            let most = one.most.min(demand.max_rate);
            match served.and_then(|service| affordable(service, most)) {
                Ok(service) => {
                    let part = candidate.part(service);
                    let rate = |part: &Part| part.promised.rate;
                    let cheaper = best.as_ref().is_none_or(|best| rate(&part) < rate(best));
                    best = if cheaper { Some(part) } else { best };
                }
                Err(mismatch) => {
                    refused.get_or_insert((one.provider, mismatch));
                }
            }
        }
        best.ok_or(ContractError::NotFillable {
            missing: demand.replicas(),
            wanted: demand.replicas(),
            refused,
        })
    }

    /// Several providers share the replicas of the only line, the cheapest first.
    fn shared(self, demand: &ResolvedDemand, named: &[Named]) -> Result<Vec<Part>, ContractError> {
        ensure!(demand.lines.len() == 1, ContractError::OneLine);
        let mut refused = None;
        let mut sharers = vec![];
        for one in named {
            let candidate = self.candidate(demand, one.provider, &one.classes)?;
            match self.sharer(demand, one, candidate) {
                Ok(sharer) => sharers.push(sharer),
                Err(mismatch) => {
                    refused.get_or_insert((one.provider, mismatch));
                }
            }
        }
        // The sort is stable: of several at one price the one that is named first.
        sharers.sort_by_key(|sharer| sharer.each);
        let basket = best_basket(demand, &sharers);
        let missing = basket.missing();
        ensure!(
            missing == 0,
            ContractError::NotFillable {
                missing,
                wanted: demand.replicas(),
                refused,
            }
        );
        let picks = basket.into_picks().into_iter();
        let chosen = picks.filter_map(|pick| Some((sharers.get(pick.index)?, pick.replicas)));
        let part = |(sharer, replicas): (&Sharer, u32)| {
            let candidate = &sharer.candidate;
            let case = self.case(demand, candidate, Price::Listed);
            let service = serve(case, &[replicas], &sharer.classes);
            let service = service.map_err(|mismatches| ContractError::NotFillable {
                missing: replicas,
                wanted: demand.replicas(),
                refused: Some((candidate.provider, first(mismatches))),
            })?;
            Ok(candidate.part(service))
        };
        chosen.map(part).collect()
    }

    /// What a named provider can have of the only line, if it serves one replica at what it may cost.
    fn sharer(
        self,
        demand: &ResolvedDemand,
        named: &Named,
        candidate: Candidate,
    ) -> Result<Sharer, Mismatch> {
        let case = self.case(demand, &candidate, Price::Listed);
        let one = serve(case, &[1], &named.classes).map_err(first)?;
        let region = one.promised.region;
        if demand.placement == Placement::SameRegion && region.is_none() {
            return Err(Mismatch::Region {});
        }
        let one = affordable(one, named.most)?;
        Ok(Sharer {
            each: one.promised.rate,
            region,
            most: most_replicas(case, &named.classes, named.most),
            classes: named.classes.clone(),
            candidate,
        })
    }
}

/// A provider that can have some of the replicas.
struct Sharer {
    candidate: Candidate,
    classes: Vec<ClassId>,
    region: Option<AttributeId>,
    /// What one replica costs.
    each: Rate,
    /// Replicas it serves at most.
    most: u32,
}

/// Of everything, or of each region where all have to be in one, what lacks least.
fn best_basket(demand: &ResolvedDemand, sharers: &[Sharer]) -> Basket {
    let empty = || Basket::new(demand.replicas(), MAX_FILLS, None);
    let fill = |region: Option<Option<AttributeId>>| {
        let mut basket = empty();
        for (index, sharer) in sharers.iter().enumerate() {
            if !basket.is_full() && region.is_none_or(|region| sharer.region == region) {
                basket.put(index, sharer.candidate.provider, sharer.most);
            }
        }
        basket
    };
    if demand.placement != Placement::SameRegion {
        return fill(None);
    }
    let price = |basket: &Basket| -> Rate {
        let picks = basket.clone().into_picks();
        let prices = picks.iter().filter_map(|pick| {
            let each = sharers.get(pick.index)?.each;
            each.checked_mul(pick.replicas)
        });
        prices.fold(Rate::ZERO, |sum, price| Rate(sum.0.saturating_add(price.0)))
    };
    let baskets = sharers.iter().map(|sharer| fill(Some(sharer.region)));
    let best = baskets.min_by_key(|basket| (basket.missing(), price(basket)));
    best.unwrap_or_else(empty)
}

fn affordable(service: Service, most: Rate) -> Result<Service, Mismatch> {
    let rate = service.promised.rate;
    ensure!(rate <= most, Mismatch::Total { rate, most });
    Ok(service)
}

/// The first of what fails: there is one at least.
fn first(mismatches: Vec<LineMismatch>) -> Mismatch {
    let mut mismatches = mismatches.into_iter();
    let first = mismatches.next().map(|one| one.mismatch);
    first.unwrap_or(Mismatch::ProviderStatus {})
}
