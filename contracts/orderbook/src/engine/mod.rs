//! Finds the cheapest offers that serve a demand of one line of GPUs.
//!
//! Offers are looked at cheapest first, those of several classes as one book ([`candidates`]). Those that
//! serve are gathered ([`baskets`]) until they fill the demand. What a take costs depends on the offers it
//! looks at, never on the size of the book.

mod baskets;
mod candidates;

use cosmwasm_std::{StdError, Storage};
use tender_interfaces::attestation::{ProviderRow, Registry};
use tender_interfaces::demand::{Mismatch, Placement, ResolvedDemand, ResolvedGpu, ResolvedLine};
use tender_interfaces::orderbook::{BookCursor, OfferRow, MAX_DEAD, MAX_FILLS, MAX_PARKED};
use tender_market::matching::book::{is_dead, judge_offer, judge_provider, replicas, Eligible};
use tender_market::matching::Allowance;
use tender_types::{ProviderId, Timestamp};

use self::baskets::Baskets;
use self::candidates::Candidates;
pub use self::candidates::Reach;
use crate::listing::Listing;
use crate::state::BookKey;
use crate::ContractError;

/// What a search is after, and where.
#[derive(Clone, Copy)]
pub struct Search<'a> {
    pub demand: &'a ResolvedDemand,
    /// Its only line.
    pub line: (&'a ResolvedLine, &'a ResolvedGpu),
    pub registry: Registry<'a>,
    pub allowance: Allowance,
    pub now: Timestamp,
    /// Offers to look at.
    pub max_scan: u32,
    /// Leases it may have.
    pub max_fills: usize,
    /// Where to start.
    pub start: Option<BookCursor>,
    pub reach: Reach,
}

impl<'a> Search<'a> {
    /// For a demand that the book can serve: one line of GPUs, named by classes.
    ///
    /// # Errors
    /// `orderbook/one_gpu_line`.
    pub fn of(
        demand: &'a ResolvedDemand,
    ) -> Result<(&'a ResolvedLine, &'a ResolvedGpu), ContractError> {
        let line = demand.gpu_line().filter(|(_, gpu)| gpu.property.is_none());
        line.filter(|_| demand.public_ips == 0)
            .ok_or(ContractError::OneGpuLine)
    }
}

/// An offer that was looked at.
#[derive(Debug)]
pub struct Looked {
    pub listing: Listing,
    /// Who serves, or the first dimension that fails.
    pub verdict: Result<Eligible, Mismatch>,
}

/// Replicas to be taken from one offer.
#[derive(Debug)]
pub struct Fill {
    pub listing: Listing,
    pub eligible: Eligible,
    pub replicas: u32,
}

/// What was found for a demand.
#[derive(Debug, Default)]
pub struct Found {
    /// At most as many as it may have, cheapest first.
    pub fills: Vec<Fill>,
    /// Replicas still wanted.
    pub missing: u32,
    /// Offers met dead on the way, at most [`MAX_PARKED`].
    pub dead: Vec<Listing>,
    /// Whether offers in reach were not looked at.
    pub cut_short: bool,
    /// The cheapest offer that was looked at and fails.
    pub refused: Option<(ProviderId, Mismatch)>,
}

impl Found {
    /// Drops fills of nothing, and counts what is missing.
    pub fn recount(&mut self, demand: &ResolvedDemand) {
        self.fills.retain(|fill| fill.replicas > 0);
        let counts = self.fills.iter().map(|fill| fill.replicas);
        let filled = counts.fold(0, u32::saturating_add);
        self.missing = demand.replicas().saturating_sub(filled);
    }

    /// Refuses what does not fill everything.
    ///
    /// # Errors
    /// `orderbook/not_fillable`.
    pub fn all(self, demand: &ResolvedDemand) -> Result<Self, ContractError> {
        match self.missing {
            0 => Ok(self),
            _ => Err(self.not_fillable(demand)),
        }
    }

    /// The refusal of an order that this does not serve.
    pub fn not_fillable(self, demand: &ResolvedDemand) -> ContractError {
        ContractError::NotFillable {
            missing: self.missing,
            wanted: demand.replicas(),
            refused: self.refused,
        }
    }
}

/// Looks at offers, cheapest first, until those that serve fill the demand or the search ends. `each` is
/// told of every offer looked at: with [`Reach::Beyond`] it goes on to the end of the search.
#[inline(never)]
pub fn search(
    store: &dyn Storage,
    search: Search<'_>,
    mut each: impl FnMut(&Looked),
) -> Result<Found, ContractError> {
    let (_, gpu) = search.line;
    let mut hunt = Hunt::new(search);
    for candidate in Candidates::new(store, gpu, search.reach, search.start) {
        if hunt.full && search.reach == Reach::Ceilings {
            break;
        }
        if hunt.looks >= search.max_scan || hunt.dead > MAX_DEAD {
            hunt.found.cut_short = true;
            break;
        }
        let (key, offer) = candidate?;
        let looked = hunt.look(key, offer)?;
        each(&looked);
        hunt.keep(looked);
    }
    Ok(hunt.end())
}

/// A search on its way.
struct Hunt<'a> {
    search: Search<'a>,
    providers: Providers<'a>,
    /// Offers that serve, by the index that baskets name them with.
    serving: Vec<Option<(Listing, Eligible)>>,
    baskets: Baskets,
    /// Whether a basket serves everything.
    full: bool,
    /// Offers looked at that somebody could match.
    looks: u32,
    /// Offers passed that nobody can.
    dead: u32,
    found: Found,
}

impl<'a> Hunt<'a> {
    fn new(search: Search<'a>) -> Self {
        let most = search.max_fills.min(MAX_FILLS);
        let (line, _) = search.line;
        Self {
            search,
            providers: Providers {
                registry: search.registry,
                read: vec![],
            },
            serving: vec![],
            baskets: Baskets::new(line.replicas, most, search.demand.placement),
            full: false,
            looks: 0,
            dead: 0,
            found: Found::default(),
        }
    }

    /// Judges one offer: what it says first, then its provider.
    fn look(&mut self, key: BookKey, offer: OfferRow) -> Result<Looked, ContractError> {
        let (class, rate, _) = key;
        let Search {
            demand,
            line,
            allowance,
            now,
            ..
        } = self.search;
        let verdict = match judge_offer(demand, line, (class, rate), &offer, now) {
            Err(mismatch) => Err(mismatch),
            Ok(()) => {
                let row = self.providers.row(offer.provider)?;
                let judged =
                    row.and_then(|row| judge_provider(demand, &offer, row, allowance, now));
                judged.and_then(|eligible| in_a_region(demand, eligible))
            }
        };
        Ok(Looked {
            listing: Listing::in_book(key, offer),
            verdict,
        })
    }

    /// Keeps what serves, and counts what does not.
    fn keep(&mut self, Looked { listing, verdict }: Looked) {
        let (_, gpu) = self.search.line;
        let provider = listing.key.provider;
        match verdict {
            Ok(eligible) => {
                self.looks = self.looks.saturating_add(1);
                let replicas = listing.offer().map_or(0, |offer| replicas(gpu, offer));
                if !self.full {
                    let index = self.serving.len();
                    self.full = self.baskets.put(index, provider, eligible.region, replicas);
                    self.serving.push(Some((listing, eligible)));
                }
            }
            Err(mismatch) => {
                if is_dead(&mismatch) {
                    self.dead = self.dead.saturating_add(1);
                    if self.found.dead.len() < MAX_PARKED {
                        self.found.dead.push(listing);
                    }
                } else {
                    self.looks = self.looks.saturating_add(1);
                }
                self.found.refused.get_or_insert((provider, mismatch));
            }
        }
    }

    /// What the best basket holds.
    fn end(mut self) -> Found {
        let (line, _) = self.search.line;
        self.found.missing = line.replicas;
        if let Some(basket) = self.baskets.best() {
            self.found.missing = basket.missing();
            for pick in basket.into_picks() {
                let serving = self.serving.get_mut(pick.index).and_then(Option::take);
                self.found
                    .fills
                    .extend(serving.map(|(listing, eligible)| Fill {
                        listing,
                        eligible,
                        replicas: pick.replicas,
                    }));
            }
        }
        self.found
    }
}

/// Providers' rows, read once each, and only when their offer would do.
struct Providers<'a> {
    registry: Registry<'a>,
    read: Vec<(ProviderId, Result<Option<ProviderRow>, Mismatch>)>,
}

impl Providers<'_> {
    /// The row; a row that cannot be read keeps its provider out, and nobody else.
    fn row(
        &mut self,
        id: ProviderId,
    ) -> Result<Result<Option<&ProviderRow>, Mismatch>, ContractError> {
        let known = self.read.iter().position(|(read, _)| *read == id);
        let place = known.unwrap_or(self.read.len());
        if known.is_none() {
            let row = match self.registry.provider(id) {
                Err(StdError::ParseErr { .. }) => Err(Mismatch::Unreadable {}),
                row => Ok(row?),
            };
            self.read.push((id, row));
        }
        let row = self.read.get(place).map(|(_, row)| row.as_ref());
        Ok(match row {
            None => Ok(None),
            Some(Ok(row)) => Ok(row.as_ref()),
            Some(Err(mismatch)) => Err(mismatch.clone()),
        })
    }
}

/// Where all have to be in one region, it has to be known where each is.
fn in_a_region(demand: &ResolvedDemand, eligible: Eligible) -> Result<Eligible, Mismatch> {
    match (demand.placement, eligible.region) {
        (Placement::SameRegion, None) => Err(Mismatch::Region {}),
        _ => Ok(eligible),
    }
}
