//! A demand that looks for its providers: what every way of finding them needs.

use cosmwasm_std::{Addr, Deps, QuerierWrapper, StdError, Storage};
use tender_guard::within;
use tender_interfaces::attestation::{ProviderRow, Registry};
use tender_interfaces::demand::ResolvedDemand;
use tender_interfaces::orderbook::{BookCursor, Params, DEFAULT_SCAN, MAX_FILLS, MAX_SCAN};
use tender_market::matching::serve::{Case, Price, Service, Stock};
use tender_market::matching::{stock, Allowance};
use tender_types::{ClassId, ProviderId, Timestamp};

use crate::engine::{self, Found, Reach, Search};
use crate::listing::Listing;
use crate::parts::Part;
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
    /// With the rows of this contract and of the registry at `attestation`.
    pub fn new(deps: Deps<'a>, attestation: &'a Addr, params: &Params, now: Timestamp) -> Self {
        Self {
            store: deps.storage,
            registry: registry(attestation, deps.querier),
            allowance: Allowance::from(params),
            now,
        }
    }

    /// Looks for the cheapest offers of the book.
    ///
    /// # Errors
    /// `orderbook/one_gpu_line`, `guard/out_of_range`.
    pub fn in_book(
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
            row: self.row(provider)?,
            stock: stock::load(&Own(self.store), demand, provider, classes)?,
        })
    }

    /// A provider's row. One that was written by a later release than this is as good as none: it keeps its
    /// provider out, and nobody else.
    ///
    /// # Errors
    /// When the chain refuses to answer.
    pub fn row(self, provider: ProviderId) -> Result<Option<ProviderRow>, ContractError> {
        match self.registry.provider(provider) {
            Err(StdError::ParseErr { .. }) => Ok(None),
            row => Ok(row?),
        }
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
}

impl Candidate {
    /// What it serves, as a part of an order.
    pub fn part(&self, service: Service) -> Part {
        let standing = self.stock.offers.iter().map(|standing| {
            let key = (standing.class, standing.rate, standing.turn);
            Listing::in_book(key, standing.offer.clone())
        });
        let card = self.stock.card.as_ref();
        let largest = card.map(|(card, _)| card.largest.clone());
        Part::new(self.provider, service, standing.collect(), largest)
    }
}

/// Replicas of each line.
pub fn all_replicas(demand: &ResolvedDemand) -> Vec<u32> {
    demand.lines.iter().map(|line| line.replicas).collect()
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

/// The registry at `attestation`.
pub const fn registry<'a>(attestation: &'a Addr, querier: QuerierWrapper<'a>) -> Registry<'a> {
    Registry {
        address: attestation,
        querier,
    }
}
