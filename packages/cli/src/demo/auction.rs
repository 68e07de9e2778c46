//! Renting by reverse auction: a sham wins and does not start, the next in line does; the account
//! starves, and a sponsor revives it.

use tender_interfaces::auction::{Bidding, Pick, Pricing, Rule};
use tender_interfaces::escrow::Funding;
use tender_interfaces::orderbook;
use tender_types::{AccountId, LeaseKey, OrderKey, Rate, Seconds};

use super::deeds::auction::{self as bidding, Bid};
use super::deeds::{code, tenant as deeds};
use super::error::DemoError;
use super::fault;
use super::lease::{add_up, fund, open, refund, start, waits};
use super::market::{HOUR, UNIT};
use super::receipt::Way;
use super::stage::Stage;
use super::wanted::{Serving, Wanted};
use crate::units::{per_hour, span};

/// Seconds of bidding.
const BIDDING: Seconds = Seconds::minutes(5);

/// Rounds in which providers answer one another.
const ROUNDS: usize = 2;

/// A bid is lower than the best by this part, in percent.
const STEP: u128 = 2;

/// No honest provider goes below this part of what it answered, in percent.
const FLOOR: u128 = 85;

/// What a sham bids, in percent of the best bid.
const SHAM: u128 = 70;

/// Where the order is kept among the account's places.
const SLOT: u8 = 0;

/// Rents what is wanted by reverse auction, and tells it to the refund; the lease's receipt is kept.
pub fn rent(stage: &mut Stage<'_>, wanted: &Wanted) -> Result<(), DemoError> {
    let title = format!("By reverse auction: {}", wanted.summary());
    stage.teller.act(&title)?;
    let sham = sham(stage, wanted);
    if let Some(sham) = &sham {
        fault::come_back(stage, sham.provider)?;
    }
    let account = fund(stage, wanted)?;
    let order = place(stage, wanted, account)?;
    bid(stage, wanted, order, sham)?;
    // Past every extension: bidding never lasts twice its duration.
    stage.world.advance(2 * BIDDING.0);
    let lease = award(stage, order)?;
    start(stage, lease)?;
    open(stage, wanted, Way::Auction, lease)?;

    starve(stage, lease)?;
    revive(stage, account)?;
    stage.world.advance(HOUR);
    refund(stage, account)?;
    withdraw_deposit(stage, account)?;
    add_up(stage, wanted, Way::Auction, lease)
}

/// The one that bids without meaning to serve, where somebody else would: told once.
fn sham(stage: &Stage<'_>, wanted: &Wanted) -> Option<Serving> {
    let mut serving = wanted.serving().into_iter();
    let honest = wanted
        .serving()
        .iter()
        .any(|one| !stage.is_sham(one.provider));
    let again = stage.faults < 2;
    serving.find(|one| honest && again && stage.is_sham(one.provider))
}

fn place(
    stage: &mut Stage<'_>,
    wanted: &Wanted,
    account: AccountId,
) -> Result<OrderKey, DemoError> {
    let ana = stage.world.addr("ana");
    let rule = Rule {
        bidding: Bidding::Open {
            duration: BIDDING,
            extension: Seconds(60),
        },
        price: Pricing::Own,
        pick: Pick::Lowest,
    };
    let way = orderbook::Way::Auction {
        slot: SLOT,
        rule,
        expires_at: stage.world.now().after(Seconds::days(1)),
    };
    let mut demand = wanted.demand(account);
    demand.max_rate = most(wanted);
    deeds::place_order(&mut stage.world, &ana, demand, way)?;
    let text = format!(
        "ana places the same order for auction, at {} at most, the dearest answer she had: {} of open bids, the lowest that starts wins",
        per_hour(most(wanted)),
        span(BIDDING)
    );
    stage.step(&text, code::OPEN_AUCTION)?;
    Ok(OrderKey {
        account,
        slot: SLOT,
    })
}

/// The dearest answer: an account has to be able to pay for the most that an auction may end with.
fn most(wanted: &Wanted) -> Rate {
    let rates = wanted.serving().into_iter().map(|one| one.rate);
    rates.max().unwrap_or(wanted.demand.max_rate)
}

/// Providers start from what they answered and go under one another; a sham goes under all.
fn bid(
    stage: &mut Stage<'_>,
    wanted: &Wanted,
    order: OrderKey,
    sham: Option<Serving>,
) -> Result<(), DemoError> {
    let mut bidders = wanted.serving();
    let alone = bidders.len() == 1;
    bidders.retain(|one| alone || !stage.is_sham(one.provider));
    // The dearest first.
    bidders.reverse();
    let mut best: Option<u128> = None;
    let mut told = Vec::new();
    for bidder in (0..ROUNDS).flat_map(|_| &bidders) {
        let answered = bidder.rate.0;
        let rate = best.map_or(answered, |best| answered.min(best * (100 - STEP) / 100));
        if rate < answered * FLOOR / 100 || rate == 0 || best.is_some_and(|best| rate >= best) {
            continue;
        }
        told.push(place_bid(stage, order, bidder, Rate(rate))?);
        best = Some(rate);
    }
    let number = bidders.len() + usize::from(sham.is_some());
    if let Some(sham) = sham {
        let rate = best.unwrap_or(sham.rate.0) * SHAM / 100;
        told.push(place_bid(stage, order, &sham, Rate(rate.max(1)))?);
    }
    let providers = match number {
        1 => "the only provider that serves it bids".to_string(),
        more => format!("{more} providers bid one another down"),
    };
    let text = format!(
        "{providers}, in dollars an hour for everything: {}",
        told.join(", ")
    );
    stage.step(&text, code::PLACE_BID)
}

/// A bid, in words.
fn place_bid(
    stage: &mut Stage<'_>,
    order: OrderKey,
    bidder: &Serving,
    rate: Rate,
) -> Result<String, DemoError> {
    let Some(supplier) = stage.supplier(bidder.provider) else {
        return Ok(String::new());
    };
    let (name, addr) = (supplier.cast.name, supplier.addr.clone());
    let bid = Bid {
        provider: bidder.provider,
        classes: bidder.classes.clone(),
        rate,
    };
    bidding::place_bid(&mut stage.world, &addr, order, bid)?;
    Ok(format!("{name} {}", per_hour(rate)))
}

/// The best bid that starts gets the lease.
fn award(stage: &mut Stage<'_>, order: OrderKey) -> Result<LeaseKey, DemoError> {
    let bids = stage.world.auction(order).bids.len();
    let cat = stage.world.addr("cat");
    let lease = bidding::close_auction(&mut stage.world, &cat, order)?;
    let text = "cat closes the auction, as anyone may, and the best bid is awarded";
    waits(stage, text, &[lease], code::CLOSE_AUCTION)?;
    if bids < 2 || !stage.is_sham(lease.provider) {
        return Ok(lease);
    }
    fault::not_started(stage, lease)?;
    let next = bidding::close_auction(&mut stage.world, &cat, order)?;
    let text = "cat closes the auction again: the next in line is awarded, at its own bid";
    waits(stage, text, &[next], code::CLOSE_AUCTION)
}

/// Time passes until there is no money left, and an hour more.
fn starve(stage: &mut Stage<'_>, lease: LeaseKey) -> Result<(), DemoError> {
    let account = stage.world.account(lease.account);
    let Funding::Funded { runs_out_at } = account.funding else {
        return Ok(());
    };
    let lasts = runs_out_at.since(stage.world.now());
    stage.world.advance(lasts.0 + HOUR);
    let row = stage.lease(lease);
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
    let (sue, bought) = stage.buy("sue", akt);
    deeds::deposit(&mut stage.world, &sue, akt, account)?;
    let text = format!(
        "{bought} and pays it in as a sponsor: the lease is alive again, and the hour without money costs nobody anything"
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
