//! A whole demand, or some replicas of it, at one provider: what it draws on which of its rows, and what
//! it costs. Every line of GPUs is served by one offer, what a replica needs beyond its GPUs by the card.

use cosmwasm_std::CanonicalAddr;
use tender_interfaces::attestation::{ProviderRow, ProviderStatus};
use tender_interfaces::demand::{Mismatch, Placement, ResolvedDemand, ResolvedGpu, ResolvedLine};
use tender_interfaces::orderbook::{
    AllowanceRow, CardRow, Draw, LineMismatch, OfferRow, Promised, TermsRow, Units,
};
use tender_types::{ClassId, ProviderId, Rate, Resources, Timestamp};

use super::book;
use super::card::{offered_card, Drawing};
use super::price::Exact;
use super::provider::{can_serve, judge_epoch, judge_excluded};
use super::replica::{excess, Excess};
use super::terms::{both, judge_terms};
use super::vouching::{judge_counts, judge_vouching, Offered, Vouched};

/// What a provider has, as far as a demand asks: its rows.
#[derive(Clone, Debug, Default)]
pub struct Stock {
    /// Offers of the classes that are asked for, in the book or not.
    pub offers: Vec<Standing>,
    /// The rate card, and what is on lease of it.
    pub card: Option<(CardRow, Resources)>,
}

/// An offer and where it stands.
#[derive(Clone, Debug)]
pub struct Standing {
    /// The class.
    pub class: ClassId,
    /// Pico-units per unit and second.
    pub rate: Rate,
    /// Its turn among those at that rate.
    pub turn: u64,
    /// Whether it was met dead and set aside: it serves nobody until its provider says so.
    pub dead: bool,
    /// The offer.
    pub offer: OfferRow,
}

/// Whose price counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Price {
    /// That of the offers, which the demand's ceilings bound.
    Listed,
    /// A bid's: what the offers ask is not looked at.
    Bid,
}

/// Who asks whom, and when.
#[derive(Clone, Copy)]
pub struct Case<'a> {
    /// What is wanted.
    pub demand: &'a ResolvedDemand,
    /// Of whom.
    pub provider: ProviderId,
    /// What the registry knows of it.
    pub row: Option<&'a ProviderRow>,
    /// What it has.
    pub stock: &'a Stock,
    /// What it may offer without being attested.
    pub allowance: AllowanceRow,
    /// Whose price counts.
    pub price: Price,
    /// Block time.
    pub now: Timestamp,
}

/// A provider that serves.
#[derive(Clone, Debug, PartialEq)]
pub struct Service {
    /// Where it is paid.
    pub payee: CanonicalAddr,
    /// What it draws, at which rate, and who vouches for it. `most` is that rate, and nobody is `beside` it:
    /// what goes beyond one provider is its order's to say.
    pub promised: Promised,
    /// On which terms.
    pub terms: TermsRow,
}

/// What is found so far for one provider, and what fails.
struct Examination<'a> {
    case: Case<'a>,
    mismatches: Vec<LineMismatch>,
    rate: Exact,
    too_dear: bool,
    gpus: Vec<Units>,
    offered: Vec<Offered>,
    terms: Option<TermsRow>,
    carries: Vec<Resources>,
    replicas: u32,
    needed: Vec<Needed>,
}

/// What replicas of a line need of the card.
struct Needed {
    line: usize,
    replicas: u32,
    excess: Excess,
}

/// Whether the provider serves `replicas` of each line, those with GPUs from `classes` in their order,
/// and how.
///
/// # Errors
/// All that fails: of each line, and of the whole.
#[inline(never)]
pub fn serve(
    case: Case<'_>,
    replicas: &[u32],
    classes: &[ClassId],
) -> Result<Service, Vec<LineMismatch>> {
    let mut found = Examination::new(case);
    let row = found.provider();
    let mut classes = classes.iter().copied();
    let lines = case.demand.lines.iter().zip(replicas).enumerate();
    for (place, (line, replicas)) in lines.filter(|(_, (_, replicas))| **replicas > 0) {
        let carried = match &line.gpu {
            None => Resources::default(),
            Some(gpu) => found.gpus(place, (line, gpu), *replicas, classes.next()),
        };
        found.replicas = found.replicas.saturating_add(*replicas);
        found.needed.push(Needed {
            line: place,
            replicas: *replicas,
            excess: excess(line, &carried),
        });
    }
    let card = found.card();
    found.finish(row, card)
}

/// Why a bidder cannot serve what it bid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Blame {
    /// What it has was sold through the market since, or an auditor's word ended: nobody's fault.
    Nobody,
    /// It has taken back, resized or reworded what it bid with, or cannot be matched by its own doing.
    Bidder,
}

/// Whose fault it is that a provider does not serve: its own, unless it would were nothing of its rows on
/// lease and every attestation as it was. A bond is never taken back while a bid binds it: one that is too
/// small has paid for another fault, or is measured by a minimum that was raised since.
pub fn blame(case: Case<'_>, replicas: &[u32], classes: &[ClassId]) -> Blame {
    let stock = case.stock.emptied();
    let case = Case {
        stock: &stock,
        ..case
    };
    let Err(mismatches) = serve(case, replicas, classes) else {
        return Blame::Nobody;
    };
    let jailed = case
        .row
        .is_some_and(|row| row.status == ProviderStatus::Jailed);
    let own = |one: &LineMismatch| match one.mismatch {
        Mismatch::ProviderStatus {} => !jailed,
        Mismatch::Excluded {}
        | Mismatch::Bond {}
        | Mismatch::Counted { .. }
        | Mismatch::Attribute { .. }
        | Mismatch::Quorum { .. }
        | Mismatch::Tier { .. }
        | Mismatch::Total { .. } => false,
        _ => true,
    };
    match mismatches.iter().any(own) {
        true => Blame::Bidder,
        false => Blame::Nobody,
    }
}

/// Replicas of a demand's only line that the provider serves at most, for at most `each` a replica; those
/// with GPUs from `classes`.
pub fn most_replicas(case: Case<'_>, classes: &[ClassId], each: Rate) -> u32 {
    let serves = |replicas: u32| {
        let most = each.checked_mul(replicas).unwrap_or(Rate(u128::MAX));
        let served = serve(case, &[replicas], classes);
        served.is_ok_and(|service| service.promised.rate <= most)
    };
    let mut most = case.demand.replicas();
    if let Placement::Spread { max_per_provider } = case.demand.placement {
        most = most.min(max_per_provider);
    }
    if serves(most) {
        return most;
    }
    let (mut served, mut too_many) = (0, most);
    while too_many.saturating_sub(served) > 1 {
        let middle = served.midpoint(too_many);
        if serves(middle) {
            served = middle;
        } else {
            too_many = middle;
        }
    }
    served
}

/// What the GPUs of one replica carry.
pub fn carried_by(gpu: &ResolvedGpu, offer: &OfferRow) -> Resources {
    let carried = offer.carries.checked_mul(gpu.per_replica.into());
    carried.unwrap_or_default()
}

impl Stock {
    /// The same rows with nothing on lease. What one replica can have of a card is what its provider said, who
    /// may have said less for every lease: then it is at most so much more as is on lease.
    fn emptied(&self) -> Self {
        let empty = |standing: &Standing| {
            let mut offer = standing.offer.clone();
            offer.free = offer.units;
            offer.largest = offer.machine;
            Standing {
                dead: false,
                offer,
                ..standing.clone()
            }
        };
        let whole = |(card, out): &(CardRow, Resources)| {
            let mut card = card.clone();
            let beyond = card.capacity.saturating_sub(&card.largest);
            let shortfall = beyond.saturating_sub(out);
            card.largest = card.capacity.saturating_sub(&shortfall);
            (card, Resources::default())
        };
        Self {
            offers: self.offers.iter().map(empty).collect(),
            card: self.card.as_ref().map(whole),
        }
    }

    /// The offer of `class`.
    pub fn offer(&self, class: ClassId) -> Option<&Standing> {
        self.offers.iter().find(|standing| standing.class == class)
    }
}

impl<'a> Examination<'a> {
    fn new(case: Case<'a>) -> Self {
        Self {
            case,
            mismatches: vec![],
            rate: Exact::default(),
            too_dear: false,
            gpus: vec![],
            offered: vec![],
            terms: None,
            carries: vec![],
            replicas: 0,
            needed: vec![],
        }
    }

    fn fails(&mut self, line: Option<usize>, mismatch: Mismatch) {
        let line = line.and_then(|line| u32::try_from(line).ok());
        self.mismatches.push(LineMismatch { line, mismatch });
    }

    /// The provider's row, if it can serve anybody and is not excluded.
    fn provider(&mut self) -> Option<&'a ProviderRow> {
        let Case {
            demand,
            provider,
            row,
            ..
        } = self.case;
        let judged = judge_excluded(demand, provider).and_then(|()| can_serve(row));
        match judged {
            Ok(row) => Some(row),
            Err(mismatch) => {
                self.fails(None, mismatch);
                None
            }
        }
    }

    /// Draws the GPUs of a line from an offer: what those of one replica carry.
    fn gpus(
        &mut self,
        place: usize,
        (line, gpu): (&ResolvedLine, &ResolvedGpu),
        replicas: u32,
        class: Option<ClassId>,
    ) -> Resources {
        let Some(class) = class else {
            self.fails(Some(place), Mismatch::Class {});
            return Resources::default();
        };
        let Some(standing) = self.case.stock.offer(class) else {
            self.fails(Some(place), Mismatch::NotOffered { class });
            return Resources::default();
        };
        if let Err(mismatch) = self.judge_standing((line, gpu), replicas, standing) {
            self.fails(Some(place), mismatch);
        }
        self.draw(class, gpu.units(replicas), standing);
        carried_by(gpu, &standing.offer)
    }

    fn judge_standing(
        &self,
        (_, gpu): (&ResolvedLine, &ResolvedGpu),
        replicas: u32,
        standing: &Standing,
    ) -> Result<(), Mismatch> {
        let (class, rate, offer) = (standing.class, standing.rate, &standing.offer);
        if standing.dead {
            return Err(Mismatch::NotOffered { class });
        }
        if gpu.property.is_none() {
            let ceiling = gpu.ceiling(class).ok_or(Mismatch::Class {})?;
            if self.case.price == Price::Listed && rate > ceiling {
                return Err(Mismatch::Price { rate, ceiling });
            }
        }
        judge_terms(self.case.demand, &offer.terms, self.case.now)?;
        if let Some(row) = self.case.row {
            judge_epoch(row, offer.epoch)?;
        }
        let drawn = self.gpus.iter().filter(|units| units.class == class);
        let drawn = drawn.fold(0u32, |sum, units| sum.saturating_add(units.units));
        let (free, wanted) = (offer.free.saturating_sub(drawn), gpu.units(replicas));
        if free < wanted {
            return Err(Mismatch::Units { free, wanted });
        }
        let (largest, wanted) = (offer.largest, gpu.per_replica);
        if largest < wanted {
            return Err(Mismatch::Largest { largest, wanted });
        }
        Ok(())
    }

    fn draw(&mut self, class: ClassId, units: u32, standing: &Standing) {
        let price = standing.rate.checked_mul(units);
        self.add_rate(price.and_then(|price| self.rate.with(price)));
        self.take_terms(standing.offer.terms);
        match self.gpus.iter_mut().find(|one| one.class == class) {
            Some(drawn) => drawn.units = drawn.units.saturating_add(units),
            None => {
                self.gpus.push(Units { class, units });
                self.carries.push(standing.offer.carries.clone());
                self.offered.push(book::offered(&standing.offer));
            }
        }
    }

    fn add_rate(&mut self, sum: Option<Exact>) {
        match sum {
            Some(sum) => self.rate = sum,
            None => self.too_dear = true,
        }
    }

    fn take_terms(&mut self, terms: TermsRow) {
        self.terms = Some(match self.terms {
            None => terms,
            Some(others) => both(others, terms),
        });
    }

    /// Draws what replicas need beyond their GPUs, and the public addresses, from the card.
    fn card(&mut self) -> Resources {
        let ips = u64::from(self.case.demand.public_ips);
        let nothing = self.needed.iter().all(|needed| needed.excess.is_empty());
        if nothing && ips == 0 {
            return Resources::default();
        }
        let stock = self.case.stock;
        let card = stock.card.as_ref().filter(|(card, _)| card.terms.is_some());
        let Some((card, out)) = card else {
            let class = ClassId::CARD;
            self.fails(None, Mismatch::NotOffered { class });
            return Resources::default();
        };
        self.judge_card(card);
        let mut drawing = Drawing::of(card, out);
        for needed in std::mem::take(&mut self.needed) {
            if let Err(mismatch) = drawing.take(needed.replicas, &needed.excess) {
                self.fails(Some(needed.line), mismatch);
            }
        }
        if let Err(mismatch) = drawing.take_public_ips(ips) {
            self.fails(None, mismatch);
        }
        let drawn = drawing.drawn();
        let price = Exact::of(&card.rates, &drawn);
        self.add_rate(price.and_then(|price| self.rate.and(price)));
        drawn
    }

    fn judge_card(&mut self, card: &CardRow) {
        let Some(terms) = card.terms else {
            return;
        };
        let judged = judge_terms(self.case.demand, &terms, self.case.now);
        let judged = judged.and_then(|()| match self.case.row {
            Some(row) => judge_epoch(row, card.epoch),
            None => Ok(()),
        });
        if let Err(mismatch) = judged {
            self.fails(None, mismatch);
        }
        self.take_terms(terms);
        self.offered.push(offered_card(&card.capacity));
    }

    fn finish(
        mut self,
        row: Option<&ProviderRow>,
        card: Resources,
    ) -> Result<Service, Vec<LineMismatch>> {
        let Case {
            demand,
            allowance,
            now,
            ..
        } = self.case;
        let vouched = row.map(|row| {
            judge_counts(row, &self.offered, allowance, now)?;
            judge_vouching(demand, row, &self.offered, now)
        });
        let vouched = match vouched {
            Some(Ok(vouched)) => vouched,
            Some(Err(mismatch)) => {
                self.fails(None, mismatch);
                Vouched::default()
            }
            None => Vouched::default(),
        };
        if self.too_dear {
            let (rate, most) = (Rate(u128::MAX), demand.max_rate);
            self.fails(None, Mismatch::Total { rate, most });
        }
        match (row, self.terms) {
            (Some(row), Some(terms)) if self.mismatches.is_empty() => Ok(Service {
                payee: row.address.clone(),
                promised: Promised {
                    draw: Draw {
                        gpus: self.gpus,
                        card,
                    },
                    carries: self.carries,
                    rate: self.rate.rate(),
                    tier: vouched.tier,
                    auditors: vouched.auditors,
                    region: row.region_at(now),
                    replicas: self.replicas,
                    most: self.rate.rate(),
                    beside: vec![],
                },
                terms,
            }),
            _ => Err(self.mismatches),
        }
    }
}
