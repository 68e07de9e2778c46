use cosmwasm_std::{Deps, Env};
use tender_guard::{distinct, Bounds};
use tender_interfaces::demand::{Demand, Mismatch, ResolvedDemand, ResolvedGpu};
use tender_interfaces::orderbook::{LineMismatch, Quote, QuoteResponse};
use tender_market::matching::serve::{serve, Case, Price, Stock};
use tender_market::matching::stock::{card_of, offer_at};
use tender_types::{ClassId, OfferKey, ProviderId, Timestamp};

use super::explain_match::resolved;
use crate::buying::{all_replicas, Buying, Candidate};
use crate::rows::Own;
use crate::state::{CARDS, CONFIG};
use crate::ContractError;

/// Providers in a page at most: each is up to sixteen classes a line.
const MAX_QUOTES: u32 = 30;

/// Providers in a page when the query names no limit.
const DEFAULT_QUOTES: u32 = 10;

/// What providers would ask for a demand, and why others cannot serve it: by the code that an order runs.
pub fn quote(
    deps: Deps,
    env: &Env,
    demand: &Demand,
    tenant: Option<String>,
    providers: &[ProviderId],
    start_after: Option<ProviderId>,
    limit: Option<u32>,
) -> Result<QuoteResponse, ContractError> {
    let config = CONFIG.load(deps.storage)?;
    let attestation = config.attestation(deps.api)?;
    let now = Timestamp::now(env);
    let buying = Buying::new(deps, &attestation, &config.params, now);
    let demand = resolved(deps, &config, buying.registry, demand, tenant)?;
    let (providers, next) = page(deps, providers, start_after, limit)?;
    let quotes = providers
        .into_iter()
        .map(|provider| of_provider(buying, &demand, provider));
    Ok(QuoteResponse {
        quotes: quotes.collect::<Result<_, _>>()?,
        next,
    })
}

/// The providers that are asked: those named, or a page of those with a card.
fn page(
    deps: Deps,
    named: &[ProviderId],
    start_after: Option<ProviderId>,
    limit: Option<u32>,
) -> Result<(Vec<ProviderId>, Option<ProviderId>), ContractError> {
    let max = usize::try_from(MAX_QUOTES).unwrap_or(usize::MAX);
    distinct("providers", named, Bounds { min: 0, max })?;
    if !named.is_empty() {
        return Ok((named.to_vec(), None));
    }
    let limit = limit.unwrap_or(DEFAULT_QUOTES).clamp(1, MAX_QUOTES);
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let page = CARDS.page_with_next(deps.storage, &(), start_after.as_ref(), limit)?;
    let providers = page.rows.into_iter().map(|(provider, _)| provider);
    Ok((providers.collect(), page.next))
}

fn of_provider(
    buying: Buying<'_>,
    demand: &ResolvedDemand,
    provider: ProviderId,
) -> Result<Quote, ContractError> {
    let own = Own(buying.store);
    let mut stock = Stock {
        offers: vec![],
        card: card_of(&own, provider)?,
    };
    for (_, gpu) in demand.gpu_lines() {
        for one in &gpu.alternatives {
            if stock.offer(one.class).is_none() {
                let class = one.class;
                stock
                    .offers
                    .extend(offer_at(&own, OfferKey { provider, class })?);
            }
        }
    }
    let candidate = Candidate {
        provider,
        row: buying.row(provider)?,
        stock,
    };
    let case = buying.case(demand, &candidate, Price::Listed);
    let classes = cheapest_classes(case);
    let served = serve(case, &all_replicas(demand), &classes);
    Ok(match served {
        Ok(service) => {
            let rate = service.promised.rate;
            let most = demand.max_rate;
            let dear = (rate > most).then_some(LineMismatch {
                line: None,
                mismatch: Mismatch::Total { rate, most },
            });
            Quote {
                provider,
                classes,
                rate: Some(rate),
                mismatches: dear.into_iter().collect(),
            }
        }
        Err(mismatches) => Quote {
            provider,
            classes: vec![],
            rate: None,
            mismatches,
        },
    })
}

/// For each line of GPUs the class with which the provider asks least for it, or fails it first.
fn cheapest_classes(case: Case<'_>) -> Vec<ClassId> {
    let mut classes = vec![];
    for (place, line) in case.demand.lines.iter().enumerate() {
        let Some(gpu) = &line.gpu else {
            continue;
        };
        classes.push(cheapest_class(case, place, gpu, &classes));
    }
    classes
}

fn cheapest_class(case: Case<'_>, place: usize, gpu: &ResolvedGpu, so_far: &[ClassId]) -> ClassId {
    // Only the lines up to this one.
    let replicas: Vec<u32> = case
        .demand
        .lines
        .iter()
        .enumerate()
        .map(|(line, one)| if line <= place { one.replicas } else { 0 })
        .collect();
    let price = |class: ClassId| {
        let mut classes = so_far.to_vec();
        classes.push(class);
        serve(case, &replicas, &classes)
            .ok()
            .map(|service| service.promised.rate)
    };
    let classes = || gpu.alternatives.iter().map(|one| one.class);
    let offered = || classes().filter(|class| case.stock.offer(*class).is_some());
    let priced = offered().filter_map(|class| Some((price(class)?, class)));
    let cheapest = priced.min_by_key(|(rate, _)| *rate).map(|(_, class)| class);
    cheapest
        .or_else(|| offered().next())
        .or_else(|| classes().next())
        .unwrap_or(ClassId::CARD)
}
