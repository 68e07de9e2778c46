//! Whether a provider's own rows can serve a whole order now.
//!
//! **A seam.** Everything outside asks [`look`] and knows of its answer alone. What is behind it is a
//! simple judgement of its own until the engine that `orderbook` matches with (`tender_market`) takes
//! its place: it looks at status, bond, free capacity, expiry and tier. It does not look at attributes,
//! quorums, counts, epochs and volumes of any class, and takes no class by property: `orderbook` judges
//! all of that again when it opens the lease.

use cosmwasm_std::Deps;
use tender_interfaces::attestation::{ProviderRow, ProviderStatus};
use tender_interfaces::demand::{Mismatch, Quantity, ResolvedDemand, ResolvedLine};
use tender_interfaces::orderbook::{CardRow, CardUseRow, OfferRow, PlaceState, Stock, TermsRow};
use tender_types::{ClassId, OfferKey, ProviderId, Resources, Tier, Timestamp};

use crate::state::Config;
use crate::{ranking, ContractError};

/// What was seen.
#[derive(Clone, Debug, PartialEq)]
pub enum Look {
    /// It can be served now.
    Serves {
        /// The provider's tier for it.
        tier: Tier,
    },
    /// It cannot.
    Fails {
        /// The first dimension that fails.
        mismatch: Mismatch,
        /// Whether the provider has brought that about itself. Units sold through the market and
        /// attestations that have run out are nobody's fault.
        own_act: bool,
    },
}

/// Whether `provider`, whose row in the registry is `row`, can serve `demand` with `classes`, one for
/// each line that asks for GPUs, from what it has free at `now`.
pub fn look(
    deps: Deps,
    config: &Config,
    demand: &ResolvedDemand,
    provider: ProviderId,
    row: Option<&ProviderRow>,
    classes: &[ClassId],
    now: Timestamp,
) -> Result<Look, ContractError> {
    let address = deps.api.addr_humanize(&config.orderbook)?;
    let stock = Stock {
        address: &address,
        querier: deps.querier,
    };
    let judge = Judge {
        stock,
        demand,
        provider,
        now,
    };
    Ok(match judge.judge(row, classes)? {
        Ok(tier) => Look::Serves { tier },
        Err(Failure { mismatch, own_act }) => Look::Fails { mismatch, own_act },
    })
}

/// Why a provider cannot serve.
struct Failure {
    mismatch: Mismatch,
    own_act: bool,
}

/// Nobody's fault.
const fn unlucky(mismatch: Mismatch) -> Failure {
    let own_act = false;
    Failure { mismatch, own_act }
}

/// The provider's fault.
const fn own(mismatch: Mismatch) -> Failure {
    let own_act = true;
    Failure { mismatch, own_act }
}

/// What a provider serves with, or why it does not; an error only when rows cannot be read.
type Judged<T> = Result<Result<T, Failure>, ContractError>;

struct Judge<'a> {
    stock: Stock<'a>,
    demand: &'a ResolvedDemand,
    provider: ProviderId,
    now: Timestamp,
}

impl Judge<'_> {
    fn judge(&self, row: Option<&ProviderRow>, classes: &[ClassId]) -> Judged<Tier> {
        let tier = match self.provider_fits(row, classes) {
            Ok(tier) => tier,
            Err(failure) => return Ok(Err(failure)),
        };
        let mut card = Resources {
            public_ips: self.demand.public_ips.into(),
            ..Resources::default()
        };
        let mut given = classes.iter();
        for line in &self.demand.lines {
            let carried = match (&line.gpu, given.len()) {
                (Some(gpu), 1..) => {
                    let class = given.next().copied().unwrap_or_default();
                    match self.offer(class, self.wanted(classes, class), gpu.per_replica)? {
                        Ok(offer) => times(&offer.carries, gpu.per_replica.into()),
                        Err(failure) => return Ok(Err(failure)),
                    }
                }
                _ => Resources::default(),
            };
            let extra = needs(line).saturating_sub(&carried);
            card = plus(&card, &times(&extra, line.replicas.into()));
        }
        if card.is_empty() {
            return Ok(Ok(tier));
        }
        Ok(self.card(&card)?.map(|()| tier))
    }

    fn provider_fits(
        &self,
        row: Option<&ProviderRow>,
        classes: &[ClassId],
    ) -> Result<Tier, Failure> {
        if self.demand.exclude.contains(&self.provider) {
            return Err(unlucky(Mismatch::Excluded {}));
        }
        let property = |line: &ResolvedLine| {
            let gpu = line.gpu.as_ref();
            gpu.is_some_and(|gpu| gpu.property.is_some())
        };
        let by_property = self.demand.lines.iter().any(property);
        if by_property || ranking::ceiling(self.demand, classes).is_none() {
            return Err(unlucky(Mismatch::Class {}));
        }
        let row = row.ok_or(own(Mismatch::ProviderStatus {}))?;
        match row.status {
            ProviderStatus::Active => {}
            ProviderStatus::Leaving | ProviderStatus::Left => {
                return Err(own(Mismatch::ProviderStatus {}))
            }
            // Governance's act.
            ProviderStatus::Jailed => return Err(unlucky(Mismatch::ProviderStatus {})),
        }
        if !row.bonded {
            return Err(unlucky(Mismatch::Bond {}));
        }
        let tier = self.tier(row, classes);
        let wanted = self.demand.min_tier;
        if tier < wanted {
            return Err(unlucky(Mismatch::Tier { tier, wanted }));
        }
        Ok(tier)
    }

    /// The tier of the least attested of `classes`; of anything when there are none.
    fn tier(&self, row: &ProviderRow, classes: &[ClassId]) -> Tier {
        let best = |covers: &dyn Fn(&[ClassId]) -> bool| {
            let live = row.attestations.iter();
            let live = live.filter(|one| self.now < one.expires_at && covers(&one.classes));
            live.map(|one| one.tier).max().unwrap_or(Tier::NONE)
        };
        let tiers = classes
            .iter()
            .map(|class| best(&|covered| covered.contains(class)));
        tiers.min().unwrap_or_else(|| best(&|_| true))
    }

    /// Units of `class` that all lines want which are served by it.
    fn wanted(&self, classes: &[ClassId], class: ClassId) -> u32 {
        let lines = self.demand.gpu_lines().zip(classes);
        let units = lines
            .filter(|(_, served_by)| **served_by == class)
            .map(|((line, gpu), _)| gpu.units(line.replicas));
        units.fold(0, u32::saturating_add)
    }

    /// The offer of `class`, if it has `wanted` units free, and `each` of them in one machine.
    fn offer(&self, class: ClassId, wanted: u32, each: u32) -> Judged<OfferRow> {
        let key = OfferKey {
            provider: self.provider,
            class,
        };
        let none = Mismatch::NotOffered { class };
        let Some(place) = self.stock.place(key)? else {
            return Ok(Err(own(none)));
        };
        let (offer, dead) = match place.state {
            PlaceState::Withdrawn { .. } => return Ok(Err(own(none))),
            PlaceState::Aside { dead, offer } => (Some(offer), dead),
            PlaceState::Standing => {
                let standing = self.stock.standing(class, place.rate, place.turn)?;
                (standing, false)
            }
        };
        let Some(offer) = offer else {
            return Ok(Err(unlucky(none)));
        };
        let OfferRow {
            units,
            free,
            largest,
            ..
        } = offer;
        let failure = if let Some(failure) = self.terms(&offer.terms) {
            failure
        } else if units < wanted {
            own(Mismatch::Units { free, wanted })
        } else if free < wanted {
            unlucky(Mismatch::Units { free, wanted })
        } else if largest < each {
            let wanted = each;
            let mismatch = Mismatch::Largest { largest, wanted };
            // With units on lease, what is left may be scattered; with none it is only said to be.
            let own_act = units == free;
            Failure { mismatch, own_act }
        } else if dead {
            // Parked for an earlier fault, which has cost it something already.
            unlucky(none)
        } else {
            return Ok(Ok(offer));
        };
        Ok(Err(failure))
    }

    /// Whether the card has so much free.
    fn card(&self, wanted: &Resources) -> Judged<()> {
        let none = Mismatch::NotOffered {
            class: ClassId::CARD,
        };
        let Some(CardRow {
            capacity,
            terms: Some(terms),
            ..
        }) = self.stock.card(self.provider)?
        else {
            return Ok(Err(own(none)));
        };
        if let Some(failure) = self.terms(&terms) {
            return Ok(Err(failure));
        }
        let CardUseRow { out, .. } = self.stock.card_use(self.provider)?.unwrap_or_default();
        let free = capacity.saturating_sub(&out);
        if let Some(mismatch) = short(&capacity, wanted) {
            return Ok(Err(own(mismatch)));
        }
        Ok(match short(&free, wanted) {
            Some(mismatch) => Err(unlucky(mismatch)),
            None => Ok(()),
        })
    }

    /// What of the terms fails. All of them are the provider's own, the moment they end included.
    fn terms(&self, terms: &TermsRow) -> Option<Failure> {
        let demand = self.demand;
        let (notice, start) = (terms.notice, terms.start_within);
        if terms.expires_at.is_some_and(|end| end <= self.now) {
            return Some(own(Mismatch::Expired {}));
        }
        if !terms.assets.contains(demand.asset) {
            return Some(own(Mismatch::Asset {}));
        }
        if notice < demand.notice_at_least {
            return Some(own(Mismatch::Notice {
                offered: notice,
                wanted: demand.notice_at_least,
            }));
        }
        let latest = demand.start_within.filter(|wanted| start > *wanted);
        latest.map(|wanted| {
            own(Mismatch::Start {
                offered: start,
                wanted,
            })
        })
    }
}

/// What one replica of a line needs beside GPUs.
fn needs(line: &ResolvedLine) -> Resources {
    Resources {
        cpu_milli: line.cpu_milli,
        memory_mib: line.memory_mib,
        disk_mib: line.disk_mib,
        ..Resources::default()
    }
}

fn times(each: &Resources, times: u64) -> Resources {
    let all = each.checked_mul(times);
    all.unwrap_or_else(beyond)
}

fn plus(one: &Resources, other: &Resources) -> Resources {
    let both = one.checked_add(other);
    both.unwrap_or_else(beyond)
}

/// More than anybody has.
fn beyond() -> Resources {
    Resources {
        cpu_milli: u64::MAX,
        memory_mib: u64::MAX,
        disk_mib: u64::MAX,
        ..Resources::default()
    }
}

/// What there is too little of.
fn short(there: &Resources, wanted: &Resources) -> Option<Mismatch> {
    let quantities = [
        (Quantity::Cpu, there.cpu_milli, wanted.cpu_milli),
        (Quantity::Memory, there.memory_mib, wanted.memory_mib),
        (Quantity::Disk, there.disk_mib, wanted.disk_mib),
        (Quantity::PublicIps, there.public_ips, wanted.public_ips),
    ];
    let short = quantities
        .into_iter()
        .find(|(_, there, wanted)| there < wanted);
    short.map(|(of, free, wanted)| Mismatch::Short { of, free, wanted })
}
