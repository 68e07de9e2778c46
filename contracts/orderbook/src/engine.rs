//! Finds the cheapest offers that serve a demand of one line of GPUs.
//!
//! The book of a class is one range of rows in order of price and time; the alternatives of a demand are
//! a merge of such ranges, read lazily. What a take costs depends on the offers it looks at, never on the
//! size of the book.

use cosmwasm_std::Storage;
use tender_interfaces::attestation::{ProviderRow, Registry};
use tender_interfaces::demand::{
    Mismatch, Placement, ResolvedAlternative, ResolvedDemand, ResolvedGpu, ResolvedLine,
};
use tender_interfaces::orderbook::{BookCursor, OfferRow, MAX_DEAD, MAX_FILLS, MAX_PARKED};
use tender_market::matching::basket::Basket;
use tender_market::matching::book::{is_dead, judge_offer, judge_provider, replicas, Eligible};
use tender_market::matching::Allowance;
use tender_storage::Records;
use tender_types::{AttributeId, ClassId, ProviderId, Rate, Timestamp};

use crate::listing::Listing;
use crate::state::{BookKey, BOOK};
use crate::ContractError;

/// The offers of several classes: lowest rate first, then lowest turn, then class.
struct Candidates<'a> {
    heads: Vec<Head<'a>>,
}

struct Head<'a> {
    /// Where the class stops being of interest.
    ceiling: Option<Rate>,
    /// The rest of the class's range; `None` when it is used up.
    rest: Option<Records<'a, BookKey, OfferRow>>,
    /// Read and not yet given out.
    next: Option<(BookKey, OfferRow)>,
}

/// Which offers of the demanded classes are looked at.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Those at or under the ceilings: what a take may have.
    Ceilings,
    /// Those above them too: for explanations.
    Beyond,
}

/// A place in the merged book, as it is ordered.
fn place((class, rate, turn): BookKey) -> (Rate, u64, ClassId) {
    (rate, turn, class)
}

impl<'a> Candidates<'a> {
    fn new(
        store: &'a dyn Storage,
        gpu: &ResolvedGpu,
        reach: Reach,
        start: Option<BookCursor>,
    ) -> Self {
        let head = |one: &ResolvedAlternative| {
            let ceiling = (reach == Reach::Ceilings).then_some(one.ceiling);
            Head {
                ceiling,
                rest: Some(records(store, one.class, start)),
                next: None,
            }
        };
        Self {
            heads: gpu.alternatives.iter().map(head).collect(),
        }
    }
}

/// The offers of `class` behind `start`: at its rate and turn, those of a class with a higher number.
fn records<'a>(
    store: &'a dyn Storage,
    class: ClassId,
    start: Option<BookCursor>,
) -> Records<'a, BookKey, OfferRow> {
    let Some(start) = start else {
        return BOOK.scan(store, &class, None);
    };
    // Of a later class the offer at just this place is still to come: start behind the turn before.
    let turn = match class > start.class {
        true => start.turn.checked_sub(1),
        false => Some(start.turn),
    };
    let after = match turn {
        Some(turn) => (class, start.rate, turn),
        None => (class, Rate(start.rate.0.saturating_sub(1)), u64::MAX),
    };
    BOOK.scan(store, &class, Some(&after))
}

impl Iterator for Candidates<'_> {
    type Item = Result<(BookKey, OfferRow), ContractError>;

    fn next(&mut self) -> Option<Self::Item> {
        for head in &mut self.heads {
            if let Err(error) = head.read() {
                return Some(Err(error));
            }
        }
        let heads = self.heads.iter_mut().filter(|head| head.next.is_some());
        let first = heads.min_by_key(|head| head.next.as_ref().map(|(key, _)| place(*key)));
        first?.next.take().map(Ok)
    }
}

impl Head<'_> {
    /// Reads the next offer, unless one is waiting or there is none.
    fn read(&mut self) -> Result<(), ContractError> {
        if self.next.is_some() {
            return Ok(());
        }
        let Some(rest) = &mut self.rest else {
            return Ok(());
        };
        let next = rest.next().transpose()?;
        let in_reach = |((_, rate, _), _): &(BookKey, OfferRow)| {
            self.ceiling.is_none_or(|ceiling| *rate <= ceiling)
        };
        self.next = next.filter(in_reach);
        if self.next.is_none() {
            self.rest = None;
        }
        Ok(())
    }
}

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

/// Providers' rows, read once each, and only when their offer would do.
struct Providers<'a> {
    registry: Registry<'a>,
    read: Vec<(ProviderId, Option<ProviderRow>)>,
}

impl Providers<'_> {
    fn row(&mut self, id: ProviderId) -> Result<Option<&ProviderRow>, ContractError> {
        let known = self.read.iter().position(|(read, _)| *read == id);
        let place = known.unwrap_or(self.read.len());
        if known.is_none() {
            self.read.push((id, self.registry.provider(id)?));
        }
        Ok(self.read.get(place).and_then(|(_, row)| row.as_ref()))
    }
}

/// Baskets to be filled: one, or one for each region when all have to be in one.
struct Baskets {
    wanted: u32,
    most: usize,
    placement: Placement,
    of: Vec<(Option<AttributeId>, Basket)>,
}

impl Baskets {
    fn new(wanted: u32, most: usize, placement: Placement) -> Self {
        Self {
            wanted,
            most,
            placement,
            of: vec![],
        }
    }

    /// Puts an offer in; whether its basket is full now.
    fn put(
        &mut self,
        index: usize,
        provider: ProviderId,
        eligible: &Eligible,
        replicas: u32,
    ) -> bool {
        let region = match self.placement {
            Placement::SameRegion => eligible.region,
            _ => None,
        };
        let (most, spread) = match self.placement {
            Placement::OneProvider => (1, None),
            Placement::Spread { max_per_provider } => (self.most, Some(max_per_provider)),
            Placement::SameRegion | Placement::Any => (self.most, None),
        };
        let known = self.of.iter().position(|(of, _)| *of == region);
        let place = known.unwrap_or(self.of.len());
        if known.is_none() {
            let basket = Basket::new(self.wanted, most, spread);
            self.of.push((region, basket));
        }
        let Some((_, basket)) = self.of.get_mut(place) else {
            return false;
        };
        basket.put(index, provider, replicas);
        basket.is_full()
    }

    /// The one that lacks least; of several the one that was begun first.
    fn best(self) -> Option<Basket> {
        let baskets = self.of.into_iter().map(|(_, basket)| basket);
        baskets.min_by_key(Basket::missing)
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
    let (line, gpu) = search.line;
    let mut found = Found::default();
    let mut providers = Providers {
        registry: search.registry,
        read: vec![],
    };
    let most = search.max_fills.min(MAX_FILLS);
    let mut baskets = Baskets::new(line.replicas, most, search.demand.placement);
    let mut serving: Vec<Option<(Listing, Eligible)>> = vec![];
    let mut full = false;
    let (mut looks, mut dead) = (0u32, 0u32);
    let candidates = Candidates::new(store, gpu, search.reach, search.start);
    for candidate in candidates {
        if looks >= search.max_scan || dead >= MAX_DEAD {
            found.cut_short = true;
            break;
        }
        if full && search.reach == Reach::Ceilings {
            break;
        }
        let (key, offer) = candidate?;
        let looked = look(&mut providers, search, key, offer)?;
        each(&looked);
        let Looked { listing, verdict } = looked;
        match verdict {
            Ok(eligible) => {
                looks = looks.saturating_add(1);
                let replicas = listing.offer().map_or(0, |offer| replicas(gpu, offer));
                let provider = listing.key.provider;
                if !full {
                    full = baskets.put(serving.len(), provider, &eligible, replicas);
                }
                serving.push(Some((listing, eligible)));
            }
            Err(mismatch) => {
                let provider = listing.key.provider;
                if !is_dead(&mismatch) {
                    looks = looks.saturating_add(1);
                } else {
                    dead = dead.saturating_add(1);
                    if found.dead.len() < MAX_PARKED {
                        found.dead.push(listing);
                    }
                }
                found.refused.get_or_insert((provider, mismatch));
            }
        }
    }
    found.missing = line.replicas;
    if let Some(basket) = baskets.best() {
        found.missing = basket.missing();
        for pick in basket.into_picks() {
            if let Some((listing, eligible)) = serving.get_mut(pick.index).and_then(Option::take) {
                found.fills.push(Fill {
                    listing,
                    eligible,
                    replicas: pick.replicas,
                });
            }
        }
    }
    Ok(found)
}

/// Judges one offer: what it says first, then its provider.
fn look(
    providers: &mut Providers<'_>,
    search: Search<'_>,
    key: BookKey,
    offer: OfferRow,
) -> Result<Looked, ContractError> {
    let (class, rate, _) = key;
    let (demand, now) = (search.demand, search.now);
    let verdict = match judge_offer(demand, search.line, (class, rate), &offer, now) {
        Err(mismatch) => Err(mismatch),
        Ok(()) => {
            let row = providers.row(offer.provider)?;
            let judged = judge_provider(demand, &offer, row, search.allowance, now);
            judged.and_then(|eligible| in_a_region(demand, eligible))
        }
    };
    Ok(Looked {
        listing: Listing::in_book(key, offer),
        verdict,
    })
}

/// Where all have to be in one region, it has to be known where each is.
fn in_a_region(demand: &ResolvedDemand, eligible: Eligible) -> Result<Eligible, Mismatch> {
    match (demand.placement, eligible.region) {
        (Placement::SameRegion, None) => Err(Mismatch::Region {}),
        _ => Ok(eligible),
    }
}
