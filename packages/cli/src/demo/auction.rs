//! Renting by reverse auction; the account starves, and a sponsor revives it.

use tender_interfaces::auction::Rule;
use tender_interfaces::escrow::Funding;
use tender_interfaces::orderbook::Selection;
use tender_types::{AccountId, AssetIndex, LeaseKey, OrderId, Rate, Seconds};

use super::deeds::{self, code, Bid};
use super::error::DemoError;
use super::lease::{add_up, close, compare, fund, refund, withdraw};
use super::market::{HOUR, UNIT};
use super::receipt::Way;
use super::stage::Stage;
use super::wanted::{Match, Wanted};
use crate::units::{per_hour, span};

/// Seconds of bidding.
const BIDDING: Seconds = Seconds::minutes(5);

/// Rounds in which providers answer one another.
const ROUNDS: usize = 2;

/// A bid is lower than the best by this part, in percent.
const STEP: u128 = 2;

/// No provider goes below this part of its ask, in percent.
const FLOOR: u128 = 85;

pub fn rent(stage: &mut Stage<'_>, wanted: &Wanted) -> Result<(), DemoError> {
    let title = format!("By reverse auction: {}", wanted.summary());
    stage.teller.act(&title)?;
    let account = fund(stage, wanted)?;
    let order = place(stage, wanted, account)?;
    bid(stage, wanted, order)?;
    let lease = award(stage, account, order)?;
    compare(stage, wanted, Way::Auction, lease)?;
    let provider = stage.world.lease(lease).provider;

    starve(stage, lease)?;
    revive(stage, account)?;
    stage.world.advance(HOUR);
    withdraw(stage, lease, "another hour passes;")?;
    close(stage, lease, "ana closes the lease")?;
    refund(stage, account)?;
    withdraw_deposit(stage, account)?;
    add_up(stage, wanted, Way::Auction, lease, provider)
}

fn place(stage: &mut Stage<'_>, wanted: &Wanted, account: AccountId) -> Result<OrderId, DemoError> {
    let ana = stage.world.addr("ana");
    let best = wanted.matching.first().map_or(1, |one| one.ask.rate.0);
    let rule = Rule::OpenDescending {
        duration: BIDDING,
        min_step: Rate((best / 100).max(1)),
        extension: Seconds(60),
    };
    let demand = wanted
        .request
        .demand(account, AssetIndex::CREDIT, wanted.manifest_hash.clone());
    let selection = Selection::Auction { rule };
    let placed = deeds::place_order(&mut stage.world, &ana, demand, selection)?;
    stage.step(
        &format!(
            "ana places the same order for auction: {BIDDING} s of open bids, the lowest wins"
        ),
        code::OPEN_AUCTION,
    )?;
    Ok(placed.order)
}

/// The cheapest matching ask of each provider, dearest provider first.
fn bidders(wanted: &Wanted) -> Vec<Match> {
    let mut best: Vec<Match> = Vec::new();
    for one in &wanted.matching {
        let provider = one.ask.ask.provider;
        if best.iter().all(|other| other.ask.ask.provider != provider) {
            best.push(one.clone());
        }
    }
    best.reverse();
    best
}

/// Providers start from their asks and go under one another.
fn bid(stage: &mut Stage<'_>, wanted: &Wanted, order: OrderId) -> Result<(), DemoError> {
    let bidders = bidders(wanted);
    let mut best: Option<u128> = None;
    let mut told = Vec::new();
    for bidder in (0..ROUNDS).flat_map(|_| &bidders) {
        let ask = bidder.ask.rate.0;
        let rate = best.map_or(ask, |best| ask.min(best * (100 - STEP) / 100));
        if rate < ask * FLOOR / 100 || rate == 0 {
            continue;
        }
        place_bid(stage, order, bidder, Rate(rate))?;
        best = Some(rate);
        let name = stage.provider_name(bidder.ask.ask.provider);
        told.push(format!("{name} {}", per_hour(Rate(rate))));
    }
    let few = match bidders.len() {
        0..3 => " (no more of the five fit the order)",
        _ => "",
    };
    let text = format!(
        "{} providers bid one another down{few}: {}",
        bidders.len(),
        told.join(", ")
    );
    stage.step(&text, code::PLACE_BID)
}

fn place_bid(
    stage: &mut Stage<'_>,
    order: OrderId,
    bidder: &Match,
    rate: Rate,
) -> Result<(), DemoError> {
    let provider = bidder.ask.ask.provider;
    let Some(supplier) = stage.supplier(provider) else {
        return Ok(());
    };
    let addr = supplier.addr.clone();
    let bid = Bid {
        order,
        provider,
        class: bidder.ask.class,
        rate,
        unit: bidder.unit.clone(),
    };
    deeds::place_bid(&mut stage.world, &addr, bid)
}

fn award(stage: &mut Stage<'_>, account: AccountId, order: OrderId) -> Result<LeaseKey, DemoError> {
    // Past every extension: bidding never lasts twice its duration.
    stage.world.advance(2 * BIDDING.0);
    let cat = stage.world.addr("cat");
    let closed = deeds::close_auction(&mut stage.world, &cat, order)?;
    let Some(lease) = closed.lease else {
        return Err(DemoError::Refused {
            what: "awarding the lease".to_string(),
            error: "the auction closed without a winner".to_string(),
        });
    };
    let key = LeaseKey { account, lease };
    let lease = stage.world.lease(key);
    let text = format!(
        "cat, a passer-by, closes the auction: anyone may. {} wins with {}; the lease runs",
        stage.provider_name(lease.provider),
        stage.terms(&lease),
    );
    stage.step(&text, code::CLOSE_AUCTION)?;
    Ok(key)
}

/// Time passes until there is no money left, and an hour more.
fn starve(stage: &mut Stage<'_>, lease: LeaseKey) -> Result<(), DemoError> {
    let account = stage.world.account(lease.account);
    let Funding::Funded { runs_out_at } = account.funding else {
        return Ok(());
    };
    let lasts = runs_out_at.since(stage.world.now());
    stage.world.advance(lasts.0 + HOUR);
    let row = stage.world.lease(lease);
    let now = match stage.world.account(lease.account).funding {
        Funding::Starved { grace_until, .. } => format!(
            "the lease is starved, its clock stands at {}; a deposit within {} revives it",
            span(row.seconds),
            span(grace_until.since(stage.world.now())),
        ),
        other => format!("unexpectedly, the account is {other:?}"),
    };
    stage.teller.say(&format!(
        "{} pass and the money is spent, then an hour more: {now}",
        span(lasts)
    ))
}

/// Somebody else pays in: the lease goes on, and the sponsor keeps what is not spent.
fn revive(stage: &mut Stage<'_>, account: AccountId) -> Result<(), DemoError> {
    let rate = stage.world.account(account).rate;
    let hours = rate.0 / 1_000_000 * u128::from(HOUR) * 3;
    let akt = (hours / UNIT + 1) * UNIT;
    let sue = stage.buy("sue", akt)?;
    deeds::deposit(&mut stage.world, &sue, akt, account)?;
    let text = format!(
        "sue, a friend of ana's, burns {} AKT into the account as its sponsor: the lease is alive again, and the hour without money costs nobody anything",
        akt / UNIT
    );
    stage.step(&text, code::DEPOSIT)
}

fn withdraw_deposit(stage: &mut Stage<'_>, account: AccountId) -> Result<(), DemoError> {
    let sue = stage.world.addr("sue");
    deeds::withdraw_deposit(&mut stage.world, &sue, account)?;
    stage.step(
        "sue takes back what was not spent of hers",
        code::WITHDRAW_DEPOSIT,
    )
}
