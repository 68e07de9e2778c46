//! A demand that looks for its providers: what every way of finding them needs, and how what was found
//! becomes parts of an order.

use cosmwasm_std::{ensure, Addr, Storage};
use tender_guard::within;
use tender_interfaces::attestation::{ProviderRow, Registry};
use tender_interfaces::demand::{Mismatch, Placement, ResolvedDemand};
use tender_interfaces::orderbook::{
    BookCursor, Draw, LineMismatch, Named, Promised, Units, DEFAULT_SCAN, MAX_FILLS, MAX_SCAN,
};
use tender_market::matching::basket::Basket;
use tender_market::matching::serve::{most_replicas, serve, Case, Price, Service, Stock};
use tender_market::matching::{stock, Allowance};
use tender_types::{AttributeId, ClassId, OfferKey, ProviderId, Rate, Timestamp};

use crate::engine::{self, Fill, Found, Reach, Search};
use crate::listing::Listing;
use crate::opening::Part;
use crate::rows::Own;
use crate::ContractError;

/// What judging a demand needs.
#[derive(Clone, Copy)]
pub struct Buying<'a> {
    pub store: &'a dyn Storage,
    pub registry: Registry<'a>,
    pub allowance: Allowance,
    pub now: Timestamp,
}

/// A provider's rows, read for one demand.
pub struct Candidate {
    pub provider: ProviderId,
    pub row: Option<ProviderRow>,
    pub stock: Stock,
}

impl<'a> Buying<'a> {
    /// Looks for the cheapest offers of the book.
    ///
    /// # Errors
    /// `orderbook/one_gpu_line`, `guard/out_of_range`.
    pub fn from_book(
        self,
        demand: &'a ResolvedDemand,
        max_scan: Option<u32>,
        max_fills: usize,
        start: Option<BookCursor>,
    ) -> Result<Found, ContractError> {
        let search = Search {
            max_scan: scan(max_scan)?,
            max_fills,
            ..self.search(demand, Reach::Ceilings, start)?
        };
        engine::search(self.store, search, |_| {})
    }

    /// The search for what the book has.
    ///
    /// # Errors
    /// `orderbook/one_gpu_line`.
    pub fn search(
        self,
        demand: &'a ResolvedDemand,
        reach: Reach,
        start: Option<BookCursor>,
    ) -> Result<Search<'a>, ContractError> {
        Ok(Search {
            demand,
            line: Search::of(demand)?,
            registry: self.registry,
            allowance: self.allowance,
            now: self.now,
            max_scan: DEFAULT_SCAN,
            max_fills: MAX_FILLS,
            start,
            reach,
        })
    }

    /// What a provider has for a demand, with `classes` for its lines of GPUs.
    ///
    /// # Errors
    /// When a row cannot be read.
    pub fn candidate(
        self,
        demand: &ResolvedDemand,
        provider: ProviderId,
        classes: &[ClassId],
    ) -> Result<Candidate, ContractError> {
        Ok(Candidate {
            provider,
            row: self.registry.provider(provider)?,
            stock: stock::load(&Own(self.store), demand, provider, classes)?,
        })
    }

    /// The case that a candidate makes for a demand.
    pub const fn case<'b>(
        self,
        demand: &'b ResolvedDemand,
        candidate: &'b Candidate,
        price: Price,
    ) -> Case<'b> {
        Case {
            demand,
            provider: candidate.provider,
            row: candidate.row.as_ref(),
            stock: &candidate.stock,
            allowance: self.allowance,
            price,
            now: self.now,
        }
    }

    /// The cheapest of the providers that are named; several, where the demand lets them share.
    ///
    /// # Errors
    /// `orderbook/not_fillable` says how the first that fails does.
    #[inline(never)]
    pub fn from_named(
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
            Placement::OneProvider => self.cheapest(demand, named).map(|part| vec![part]),
            Placement::SameRegion | Placement::Spread { .. } | Placement::Any => {
                self.shared(demand, named)
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
                    let cheaper = best.as_ref().is_none_or(|best| part.rate() < best.rate());
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
        let mut parts = vec![];
        for pick in basket.into_picks() {
            if let Some(sharer) = sharers.get(pick.index) {
                let case = self.case(demand, &sharer.candidate, Price::Listed);
                let served = serve(case, &[pick.replicas], &sharer.classes);
                let service = served.map_err(|mismatches| ContractError::NotFillable {
                    missing: pick.replicas,
                    wanted: demand.replicas(),
                    refused: Some((pick.provider, first(mismatches))),
                })?;
                parts.push(sharer.candidate.part(service));
            }
        }
        within_max_rate(demand, &parts)?;
        Ok(parts)
    }

    fn sharer(
        self,
        demand: &ResolvedDemand,
        named: &Named,
        candidate: Candidate,
    ) -> Result<Sharer, Mismatch> {
        let case = self.case(demand, &candidate, Price::Listed);
        let one = serve(case, &[1], &named.classes).map_err(first)?;
        let region = one.region;
        if demand.placement == Placement::SameRegion && region.is_none() {
            return Err(Mismatch::Region {});
        }
        let one = affordable(one, named.most)?;
        let most = most_replicas(case, named.classes.first().copied());
        Ok(Sharer {
            each: one.promised.rate,
            region,
            most,
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

impl Candidate {
    /// What it serves, as a part of an order.
    pub fn part(&self, service: Service) -> Part {
        let standing = self.stock.offers.iter().map(|standing| {
            let key = (standing.class, standing.rate, standing.turn);
            Listing::in_book(key, standing.offer.clone())
        });
        Part::new(self.provider, service, standing.collect())
    }
}

/// What was found in the book, as parts of an order.
pub fn parts(demand: &ResolvedDemand, fills: Vec<Fill>) -> Result<Vec<Part>, ContractError> {
    let (_, gpu) = Search::of(demand)?;
    let part = |fill: Fill| {
        let Fill {
            listing,
            eligible,
            replicas,
        } = fill;
        let OfferKey { provider, class } = listing.key;
        let offer = listing.offer().cloned();
        let offer = offer.ok_or(ContractError::OfferNotFound { offer: listing.key })?;
        let units = gpu.units(replicas);
        let rate = listing.rate.checked_mul(units);
        let service = Service {
            payee: eligible.payee,
            region: eligible.region,
            promised: Promised {
                draw: Draw {
                    gpus: vec![Units { class, units }],
                    ..Draw::default()
                },
                carries: vec![offer.carries],
                rate: rate.ok_or(ContractError::TooMuch { what: "the rate" })?,
                tier: eligible.vouched.tier,
                auditors: eligible.vouched.auditors,
            },
            terms: offer.terms,
        };
        Ok(Part::new(provider, service, vec![listing]))
    };
    fills.into_iter().map(part).collect()
}

/// Replicas of each line.
pub fn all_replicas(demand: &ResolvedDemand) -> Vec<u32> {
    demand.lines.iter().map(|line| line.replicas).collect()
}

/// What everything costs.
pub fn total(parts: &[Part]) -> Rate {
    let rates = parts.iter().map(Part::rate);
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
    let (line, gpu) = Search::of(demand)?;
    let mut left = most;
    let mut filled = 0u32;
    for fill in &mut found.fills {
        let each = fill.listing.rate.checked_mul(gpu.per_replica);
        let each = each.filter(|each| !each.is_zero());
        let reach = each
            .and_then(|each| left.0.checked_div(each.0))
            .unwrap_or(0);
        fill.replicas = fill.replicas.min(u32::try_from(reach).unwrap_or(u32::MAX));
        let cost = each.and_then(|each| each.checked_mul(fill.replicas));
        left = Rate(left.0.saturating_sub(cost.unwrap_or_default().0));
        filled = filled.saturating_add(fill.replicas);
    }
    found.fills.retain(|fill| fill.replicas > 0);
    found.missing = line.replicas.saturating_sub(filled);
    Ok(())
}

/// What is left of a demand of one line once some of it is leased at `spent`.
pub fn remainder(demand: &ResolvedDemand, replicas: u32, spent: Rate) -> ResolvedDemand {
    let mut left = demand.clone();
    left.max_rate = Rate(left.max_rate.0.saturating_sub(spent.0));
    for line in &mut left.lines {
        line.replicas = replicas;
    }
    left
}

/// Offers to look at, within bounds.
fn scan(max_scan: Option<u32>) -> Result<u32, ContractError> {
    Ok(within(
        "max_scan",
        max_scan.unwrap_or(DEFAULT_SCAN),
        1,
        MAX_SCAN,
    )?)
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

/// The registry at `attestation`.
pub const fn registry<'a>(
    attestation: &'a Addr,
    querier: cosmwasm_std::QuerierWrapper<'a>,
) -> Registry<'a> {
    Registry {
        address: attestation,
        querier,
    }
}
