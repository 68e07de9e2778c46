//! Finds the cheapest asks that serve a demand.
//!
//! The book of a class is one range of rows in order of price and time; the alternatives of a demand
//! are a merge of such ranges, read lazily. What a take costs depends on the asks it looks at, never
//! on the size of the book.

use cosmwasm_std::Storage;
use tender_interfaces::attestation::{ProviderRow, Registry};
use tender_interfaces::demand::{Mismatch, ResolvedDemand};
use tender_interfaces::orderbook::MAX_FILLS;
use tender_market::matching::{judge_offer, judge_provider, Eligible};
use tender_storage::Records;
use tender_types::{AskId, AskKey, ClassId, ProviderId, Rate, Timestamp};

use crate::book::{self, StandingAsk};
use crate::fill::Fill;
use crate::state::{Ask, BookKey, BOOK};
use crate::ContractError;

/// Expired asks that one take removes at most, so that a tenant never pays for cleaning a whole book.
const MAX_SWEPT: usize = 8;

/// The asks of several classes: lowest rate first, then lowest turn.
pub struct Candidates<'a> {
    heads: Vec<Head<'a>>,
}

struct Head<'a> {
    /// Where the class stops being of interest.
    ceiling: Option<Rate>,
    /// The rest of the class's range; `None` when it is used up.
    rest: Option<Records<'a, BookKey, Ask>>,
    /// Read and not yet given out.
    next: Option<StandingAsk>,
}

impl<'a> Candidates<'a> {
    /// The asks a take may have: each class up to its ceiling.
    pub fn in_reach(store: &'a dyn Storage, demand: &ResolvedDemand) -> Self {
        let heads = demand.alternatives.iter();
        let heads = heads.map(|one| Head::new(store, one.class, Some(one.ceiling)));
        Self {
            heads: heads.collect(),
        }
    }

    /// The asks of the demanded classes, also those above the ceilings.
    pub fn of_classes(store: &'a dyn Storage, demand: &ResolvedDemand) -> Self {
        let heads = demand.alternatives.iter();
        let heads = heads.map(|one| Head::new(store, one.class, None));
        Self {
            heads: heads.collect(),
        }
    }
}

impl Iterator for Candidates<'_> {
    type Item = Result<StandingAsk, ContractError>;

    fn next(&mut self) -> Option<Self::Item> {
        for head in &mut self.heads {
            if let Err(error) = head.read() {
                return Some(Err(error));
            }
        }
        let heads = self.heads.iter_mut().filter(|head| head.next.is_some());
        let place = |head: &&mut Head| head.next.as_ref().map(|ask| (ask.rate, ask.turn));
        heads.min_by_key(place)?.next.take().map(Ok)
    }
}

impl<'a> Head<'a> {
    fn new(store: &'a dyn Storage, class: ClassId, ceiling: Option<Rate>) -> Self {
        Self {
            ceiling,
            rest: Some(BOOK.scan(store, &class, None)),
            next: None,
        }
    }

    /// Reads the next ask, unless one is waiting or there is none.
    fn read(&mut self) -> Result<(), ContractError> {
        if self.next.is_some() {
            return Ok(());
        }
        let Some(rest) = &mut self.rest else {
            return Ok(());
        };
        let next = rest.next().transpose()?.map(StandingAsk::from);
        let in_reach = |ask: &StandingAsk| self.ceiling.is_none_or(|ceiling| ask.rate <= ceiling);
        self.next = next.filter(in_reach);
        if self.next.is_none() {
            self.rest = None;
        }
        Ok(())
    }
}

/// Whether an ask serves a demand.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    /// It does; who serves.
    Serves(Eligible),
    /// It does not; the first dimension in which it fails.
    Fails(Mismatch),
}

/// Judges asks against one demand. Providers are read once each, and only when their ask would do.
pub struct Judge<'a> {
    pub demand: &'a ResolvedDemand,
    registry: Registry<'a>,
    now: Timestamp,
    read: Vec<(ProviderId, Option<ProviderRow>)>,
}

impl<'a> Judge<'a> {
    /// Judges for `demand` at `now`, by what `registry` says of the providers.
    pub fn new(demand: &'a ResolvedDemand, registry: Registry<'a>, now: Timestamp) -> Self {
        Self {
            demand,
            registry,
            now,
            read: vec![],
        }
    }

    /// Whether the ask serves the demand.
    pub fn judge(&mut self, standing: &StandingAsk) -> Result<Verdict, ContractError> {
        let (demand, now) = (self.demand, self.now);
        if let Err(mismatch) = judge_offer(demand, &standing.offer(demand.asset), now) {
            return Ok(Verdict::Fails(mismatch));
        }
        let row = self.provider(standing.ask.provider)?;
        Ok(match judge_provider(demand, standing.class, row, now) {
            Ok(eligible) => Verdict::Serves(eligible),
            Err(mismatch) => Verdict::Fails(mismatch),
        })
    }

    fn provider(&mut self, id: ProviderId) -> Result<Option<&ProviderRow>, ContractError> {
        let known = self.read.iter().position(|(read, _)| *read == id);
        let place = known.unwrap_or(self.read.len());
        if known.is_none() {
            self.read.push((id, self.registry.provider(id)?));
        }
        Ok(self.read.get(place).and_then(|(_, row)| row.as_ref()))
    }
}

/// What was found for a demand.
#[derive(Debug, Default)]
pub struct Found {
    /// At most [`MAX_FILLS`], cheapest first.
    pub fills: Vec<Fill>,
    /// Units still wanted.
    pub missing: u32,
    /// Expired asks met on the way, at most [`MAX_SWEPT`].
    pub expired: Vec<StandingAsk>,
    /// Whether asks in reach were not looked at.
    pub cut_short: bool,
    /// The cheapest ask that was looked at and fails.
    pub cheapest_refused: Option<(AskId, Mismatch)>,
}

impl Found {
    /// Nothing yet, for `units`.
    pub fn nothing(units: u32) -> Self {
        Self {
            missing: units,
            ..Self::default()
        }
    }

    /// Whether another ask could add something.
    pub fn is_open(&self) -> bool {
        self.missing > 0 && self.fills.len() < MAX_FILLS
    }

    /// Takes what is still wanted from the ask, if it serves the demand; otherwise says why not.
    pub fn consider(
        &mut self,
        standing: StandingAsk,
        judge: &mut Judge<'_>,
    ) -> Result<Option<Mismatch>, ContractError> {
        match judge.judge(&standing)? {
            Verdict::Serves(eligible) => {
                self.take(standing, eligible);
                Ok(None)
            }
            Verdict::Fails(mismatch) => {
                self.refuse(standing, &mismatch);
                Ok(Some(mismatch))
            }
        }
    }

    fn take(&mut self, standing: StandingAsk, eligible: Eligible) {
        if !self.is_open() {
            return;
        }
        let fill = Fill::new(standing, eligible, self.missing);
        self.missing = self.missing.saturating_sub(fill.units);
        self.fills.push(fill);
    }

    fn refuse(&mut self, standing: StandingAsk, mismatch: &Mismatch) {
        self.cheapest_refused
            .get_or_insert_with(|| (standing.ask.id, mismatch.clone()));
        if *mismatch == (Mismatch::Expired {}) && self.expired.len() < MAX_SWEPT {
            self.expired.push(standing);
        }
    }
}

/// The cheapest asks that serve the demand, of the first `max_scan` in reach.
pub fn cheapest(
    store: &dyn Storage,
    judge: &mut Judge<'_>,
    max_scan: u32,
) -> Result<Found, ContractError> {
    let mut found = Found::nothing(judge.demand.units);
    let mut candidates = Candidates::in_reach(store, judge.demand);
    let mut looks = 0..max_scan;
    while found.missing > 0 {
        let Some(standing) = candidates.next().transpose()? else {
            break;
        };
        if looks.next().is_none() || !found.is_open() {
            found.cut_short = true;
            break;
        }
        found.consider(standing, judge)?;
    }
    Ok(found)
}

/// The demand filled from these asks, in their order; asks that are not needed are not looked at.
pub fn named(
    store: &dyn Storage,
    judge: &mut Judge<'_>,
    asks: &[AskKey],
) -> Result<Found, ContractError> {
    let mut found = Found::nothing(judge.demand.units);
    for key in asks {
        if !found.is_open() {
            break;
        }
        if let Some(mismatch) = found.consider(book::load(store, *key)?, judge)? {
            return Err(ContractError::AskRefused {
                ask: key.ask,
                mismatch,
            });
        }
    }
    Ok(found)
}
