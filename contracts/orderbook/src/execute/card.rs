use cosmwasm_std::{ensure, Addr, DepsMut, Env, Event, Response};
use tender_guard::active;
use tender_interfaces::events::{CardChanged, CardSet};
use tender_interfaces::orderbook::{CardChange, CardRow, NewCard, TermsRow};
use tender_market::matching::card::offered_card;
use tender_market::matching::vouching::judge_counts;
use tender_market::matching::Allowance;
use tender_types::{Resources, Timestamp};

use crate::locks::{self, Locked};
use crate::seller::{terms, Seller};
use crate::state::{Config, CARDS, CARD_USES};
use crate::ContractError;

/// A provider sets its rate card, reports what one replica can have, or takes the card back.
#[inline(never)]
pub fn card(
    deps: DepsMut,
    env: &Env,
    sender: &Addr,
    config: &Config,
    change: CardChange,
) -> Result<Response, ContractError> {
    if let Some(class) = change.class() {
        active(config, env, class)?;
    }
    let seller = Seller::load(deps.as_ref(), config, sender)?;
    let provider = seller.provider;
    let before = CARDS.may_load(deps.storage, &provider)?;
    let out = CARD_USES.may_load(deps.storage, &provider)?;
    let out = out.unwrap_or_default().out;
    let (after, event) = match change {
        CardChange::Set(new) => {
            let card = set(&seller, config, &new, &out, Timestamp::now(env))?;
            let event = told(&seller, &card, &new);
            (card, event)
        }
        CardChange::Report { largest } => {
            let card = report(&seller, before.clone(), largest)?;
            let event = changed(&seller, &card, out.clone());
            (card, event)
        }
        CardChange::Withdraw {} => {
            let card = standing(&seller, before.clone())?;
            let card = CardRow {
                terms: None,
                ..card
            };
            let event = changed(&seller, &card, out.clone());
            (card, event)
        }
    };
    let mut locked = Locked::load(deps.storage, provider)?;
    let was = before.map_or(Ok(tender_types::Akt::ZERO), |card| {
        locks::of_card(&card, &out)
    })?;
    locked.replace(was, locks::of_card(&after, &out)?, seller.row.bond)?;
    CARDS.save(deps.storage, &provider, &after);
    let relock = seller.relock(&locked)?;
    let lock = locked.save(deps.storage).map(Event::from);
    Ok(Response::new()
        .add_messages(relock)
        .add_event(event)
        .add_events(lock))
}

fn set(
    seller: &Seller,
    config: &Config,
    new: &NewCard,
    out: &Resources,
    now: Timestamp,
) -> Result<CardRow, ContractError> {
    seller.can_serve()?;
    let terms = terms(&new.terms, now)?;
    for amounts in [&new.capacity, &new.largest] {
        ensure!(amounts.is_canonical(), ContractError::Volumes);
    }
    let capacity = &new.capacity;
    ensure!(
        capacity.cpu_milli > 0 && capacity.memory_mib > 0,
        ContractError::EmptyCard
    );
    // Replicas have no addresses of their own.
    let fits = capacity.checked_sub(&new.largest).is_some() && new.largest.public_ips == 0;
    ensure!(fits, ContractError::ReplicaAboveCapacity);
    ensure!(
        capacity.checked_sub(out).is_some(),
        ContractError::BelowLeased {
            out: out.to_string(),
        }
    );
    let allowance = Allowance::from(&config.params);
    judge_counts(&seller.row, &[offered_card(capacity)], allowance, now)
        .map_err(|mismatch| ContractError::AboveAttested { mismatch })?;
    Ok(CardRow {
        epoch: seller.row.epoch,
        capacity: capacity.clone(),
        largest: new.largest.clone(),
        rates: new.rates,
        terms: Some(terms),
        bond_per_core: config.params.bond_per_core,
        bond_per_gib: config.params.bond_per_gib,
    })
}

fn report(
    seller: &Seller,
    card: Option<CardRow>,
    largest: Resources,
) -> Result<CardRow, ContractError> {
    seller.can_serve()?;
    let card = standing(seller, card)?;
    seller.same_epoch(card.epoch)?;
    ensure!(largest.is_canonical(), ContractError::Volumes);
    let fits = card.capacity.checked_sub(&largest).is_some() && largest.public_ips == 0;
    ensure!(fits, ContractError::ReplicaAboveCapacity);
    Ok(CardRow { largest, ..card })
}

/// A card that is not withdrawn.
fn standing(seller: &Seller, card: Option<CardRow>) -> Result<CardRow, ContractError> {
    let provider = seller.provider;
    card.filter(|card| card.terms.is_some())
        .ok_or(ContractError::CardNotFound { provider })
}

fn told(seller: &Seller, card: &CardRow, new: &NewCard) -> Event {
    let terms = TermsRow::from(&new.terms);
    let rates = new.rates;
    CardSet {
        provider: seller.provider,
        capacity: card.capacity.clone(),
        largest: card.largest.clone(),
        rates: vec![
            rates.core,
            rates.memory,
            rates.disk,
            rates.hdd,
            rates.ssd,
            rates.nvme,
            rates.public_ip,
        ],
        assets: terms.assets.others(),
        start_within: terms.start_within,
        instant: terms.instant,
        min_run: terms.min_run,
        notice: terms.notice,
        expires_at: terms.expires_at,
    }
    .into()
}

fn changed(seller: &Seller, card: &CardRow, out: Resources) -> Event {
    CardChanged {
        provider: seller.provider,
        standing: card.terms.is_some(),
        out,
        largest: card.largest.clone(),
    }
    .into()
}
