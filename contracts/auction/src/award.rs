//! Who is to be awarded, and the messages that award it.

use std::cmp::Ordering;

use cosmwasm_std::{Deps, Env, StdError, WasmMsg};
use tender_guard::active;
use tender_interfaces::admin::ActionClass;
use tender_interfaces::auction::{Bid, Pricing};
use tender_interfaces::demand::Mismatch;
use tender_interfaces::events::BidPassedOver;
use tender_interfaces::orderbook::{Award, Bidder, Orderbook};
use tender_types::{LeaseKey, Rate, Timestamp};

use crate::auction::Auction;
use crate::ranking::{self, Ranked};
use crate::serve::{look, Look};
use crate::state::Config;
use crate::{purse, registry, ContractError};

/// What looking at the kept bids has shown.
#[derive(Debug, Default)]
pub struct Found {
    /// Bids that can be served now, best first by the tiers of now: no more are looked for than needed.
    pub serving: Vec<Ranked>,
    /// Those who made their own bids unfillable.
    pub faulted: Vec<Bidder>,
    /// Every bid that was passed over.
    pub passed_over: Vec<BidPassedOver>,
    /// Why of one of them nothing is known: a row of its bidder's is of a later release than this contract.
    pub unreadable: Option<ContractError>,
}

/// A bid to be awarded, and what it is paid.
#[derive(Debug)]
pub struct Winner {
    /// The bid.
    pub bid: Bid,
    /// Pico-units per second.
    pub rate: Rate,
}

/// Looks at the kept bids, best first, until one can be served, or two where the price is the second.
/// Each is looked at once at most, however many have bid.
pub fn look_for(
    deps: Deps,
    config: &Config,
    auction: &Auction,
    now: Timestamp,
) -> Result<Found, ContractError> {
    let needed = match auction.rule().price {
        Pricing::Own => 1,
        Pricing::Second => 2,
    };
    let mut found = Found::default();
    let ranked = auction.ranked();
    // Of bids worth the same the highest tier is best, so all of them are looked at.
    let worth_the_same = |one: &Ranked, next: &Ranked| one.worth(next) == Ordering::Equal;
    for equals in ranked.chunk_by(worth_the_same) {
        let mut serving = vec![];
        for ranked in equals {
            serving.extend(found.look_at(deps, config, auction, ranked, now)?);
        }
        serving.sort_by(Ranked::order);
        found.serving.extend(serving);
        if found.serving.len() >= needed {
            break;
        }
    }
    Ok(found)
}

impl Found {
    /// The bid with its tier of now, if it still binds and can be served.
    pub fn look_at(
        &mut self,
        deps: Deps,
        config: &Config,
        auction: &Auction,
        ranked: &Ranked,
        now: Timestamp,
    ) -> Result<Option<Ranked>, ContractError> {
        let Bid {
            provider,
            valid_until,
            ..
        } = ranked.bid;
        let (mismatch, fault) = if valid_until < now {
            (format!("valid_until: it bound until {valid_until}"), false)
        } else {
            match looked(deps, config, auction, &ranked.bid, now) {
                Ok(Look::Serves { tier }) => {
                    let mut serves = ranked.clone();
                    serves.bid.tier = tier;
                    return Ok(Some(serves));
                }
                Ok(Look::Fails { mismatch, own_act }) => (mismatch.to_string(), own_act),
                // It keeps its bidder out, and nobody else.
                Err(error @ ContractError::Std(StdError::ParseErr { .. })) => {
                    self.unreadable = Some(error);
                    (Mismatch::Unreadable {}.to_string(), false)
                }
                Err(error) => return Err(error),
            }
        };
        if fault {
            self.faulted
                .push(auction.bidder(provider, &ranked.bid.classes));
        }
        self.passed_over.push(BidPassedOver {
            order: auction.order,
            provider,
            mismatch,
            fault,
        });
        Ok(None)
    }

    /// The best of them, and what it is paid under the auction's rule.
    pub fn winner(
        &self,
        auction: &Auction,
        now: Timestamp,
    ) -> Result<Option<Winner>, ContractError> {
        let mut serving = self.serving.iter();
        let Some(best) = serving.next() else {
            return Ok(None);
        };
        let rate = match auction.rule().price {
            Pricing::Own => best.bid.rate,
            Pricing::Second => ranking::second_price(best, serving.next(), auction.most(now)?)?,
        };
        let bid = best.bid.clone();
        Ok(Some(Winner { bid, rate }))
    }
}

/// Whether a bid can be served now.
pub fn looked(
    deps: Deps,
    config: &Config,
    auction: &Auction,
    bid: &Bid,
    now: Timestamp,
) -> Result<Look, ContractError> {
    let provider = bid.provider;
    let row = registry::provider(deps, config, provider)?;
    let (demand, classes) = (&auction.terms.demand, &bid.classes);
    look(deps, config, demand, provider, row.as_ref(), classes, now)
}

/// An award: the lease that it opens, and the message that opens it.
pub struct Awarded {
    /// The lease, whose number is known before: it is the next of its account.
    pub lease: LeaseKey,
    /// To `orderbook`. Nobody replies to an error: a pause, or whatever else is in the way, undoes the
    /// whole transaction, and nothing is lost.
    pub message: WasmMsg,
}

/// Awards `auction` to `winner`; `None` when the tenant's own account cannot pay. Refused while bidding
/// is paused: what happens in a pause is nobody's failing.
pub fn award(
    deps: Deps,
    env: &Env,
    config: &Config,
    auction: &Auction,
    winner: &Winner,
    faulted: Vec<Bidder>,
) -> Result<Option<Awarded>, ContractError> {
    active(config, env, ActionClass::Bid)?;
    let Some(next) = purse::next_lease(deps, config, auction, winner.rate)? else {
        return Ok(None);
    };
    let lease = LeaseKey {
        provider: winner.bid.provider,
        account: auction.order.account,
        lease: next,
    };
    let bid = Award {
        provider: winner.bid.provider,
        classes: winner.bid.classes.clone(),
        rate: winner.rate,
    };
    let tenant = auction.tenant(deps)?;
    let demand = auction.terms.demand.clone();
    let orderbook = orderbook(deps, config)?;
    let message = orderbook.award(auction.order, &tenant, demand, bid, faulted)?;
    Ok(Some(Awarded { lease, message }))
}

/// The message that makes bidders pay who have not kept their word; none when there are none.
pub fn fault(
    deps: Deps,
    config: &Config,
    faulted: Vec<Bidder>,
) -> Result<Option<WasmMsg>, ContractError> {
    if faulted.is_empty() {
        return Ok(None);
    }
    Ok(Some(orderbook(deps, config)?.fault(faulted)?))
}

fn orderbook(deps: Deps, config: &Config) -> Result<Orderbook, ContractError> {
    Ok(Orderbook(deps.api.addr_humanize(&config.orderbook)?))
}
