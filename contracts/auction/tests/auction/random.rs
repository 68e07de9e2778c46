//! Whatever is done, in whatever order.

use std::collections::BTreeMap;

use cosmwasm_std::HexBinary;
use proptest::prelude::*;
use tender_interfaces::auction::{Closed, ExecuteMsg, Outcome, Pick, Pricing, Rule, Sealer, Stage};
use tender_interfaces::orderbook::ExecuteMsg as ToOrderbook;
use tender_types::{LeaseId, LeaseKey, Rate, Seconds};

use crate::house::*;
use tender_testkit::solo::sent_to;

#[derive(Clone, Copy, Debug)]
enum Act {
    Wait(u64),
    Bid(u32, bool, u128),
    Commit(u32, u128),
    Reveal(u32),
    OpenReserve,
    Report(u32),
    Choose(u32),
    Close,
    Cancel,
    SellOut(u32),
    Withdraw(u32),
    Restore(u32),
    NeverBegins,
}

fn act() -> impl Strategy<Value = Act> {
    let id = || 1u32..=10;
    let rate = || 1u128..=MOST;
    prop_oneof![
        3 => (0u64..40).prop_map(Act::Wait),
        4 => (id(), prop::bool::ANY, rate()).prop_map(|(id, lesser, rate)| Act::Bid(id, lesser, rate)),
        2 => (id(), rate()).prop_map(|(id, rate)| Act::Commit(id, rate)),
        3 => id().prop_map(Act::Reveal),
        1 => Just(Act::OpenReserve),
        1 => id().prop_map(Act::Report),
        1 => id().prop_map(Act::Choose),
        3 => Just(Act::Close),
        1 => prop::bool::weighted(0.2).prop_map(|cancel| if cancel { Act::Cancel } else { Act::Close }),
        1 => id().prop_map(Act::SellOut),
        1 => id().prop_map(Act::Withdraw),
        1 => id().prop_map(Act::Restore),
        2 => Just(Act::NeverBegins),
    ]
}

fn any_rule() -> impl Strategy<Value = Rule> {
    let reserve = Some(sealed_by(ORDER, Sealer::Tenant, 1_500));
    let choosing = Seconds(30);
    let picked = Rule {
        pick: Pick::Tenant { choosing },
        ..sealed_bidding(reserve.clone())
    };
    let second = Rule {
        price: Pricing::Second,
        ..sealed_bidding(reserve)
    };
    prop_oneof![
        Just(open_bidding()),
        Just(second_price()),
        Just(choice()),
        Just(sealed_bidding(None)),
        Just(second),
        Just(picked),
        Just(dutch()),
    ]
}

/// An auction, and what a careful observer remembers of it.
struct Walk {
    house: House,
    at: u64,
    /// The lease that waits for its start, or runs.
    lease: Option<LeaseKey>,
    /// Leases that were opened.
    leases: u32,
    /// What was committed: in which round, at which rate.
    sealed: BTreeMap<u32, (u64, u128)>,
}

impl Walk {
    fn act(&mut self, act: Act) {
        let house = &mut self.house;
        let answer = match act {
            Act::Wait(seconds) => {
                self.at += seconds;
                house.later(self.at);
                return;
            }
            Act::SellOut(id) => return house.sell_out(id),
            Act::Withdraw(id) => return house.withdraw(id),
            Act::Restore(id) => return house.change_offer(id, |_| ()),
            Act::NeverBegins => {
                if let Some(lease) = self.lease.take() {
                    house.never_begins(lease, Some(ORDER.slot));
                }
                return;
            }
            Act::Bid(id, lesser, rate) => {
                let class = if lesser { A100 } else { H100 };
                house.bid_with(id, class, rate)
            }
            Act::Commit(id, rate) => {
                let Ok(auction) = house.auction() else { return };
                let answer = house.commit(id, rate);
                if answer.is_ok() {
                    self.sealed.insert(id, (auction.round, rate));
                }
                answer
            }
            Act::Reveal(id) => {
                let Ok(auction) = house.auction() else { return };
                let committed = self.sealed.get(&id).copied();
                let (round, rate) = committed.unwrap_or((0, 1));
                let answer = house.reveal(id, rate);
                // Whoever opens in time what it has committed in this round can.
                if let Stage::Opening { .. } = auction.stage {
                    let early = answer.as_ref().is_err_and(|error| {
                        let text = error.to_string();
                        text.starts_with("auction/not_opening")
                    });
                    let can = round == auction.round && !early;
                    assert_eq!(answer.is_ok(), can, "{answer:?}");
                }
                if answer.is_ok() {
                    self.sealed.remove(&id);
                }
                answer
            }
            Act::OpenReserve => {
                let msg = ExecuteMsg::OpenReserve {
                    order: ORDER,
                    rate: Rate(1_500),
                    salt: HexBinary::from(&salt()),
                };
                house.send("tenant", &msg)
            }
            Act::Report(id) => {
                let round = self.sealed.get(&id).map_or(0, |sealed| sealed.0);
                let answer = house.report(id, round);
                if answer.is_ok() {
                    self.sealed.remove(&id);
                }
                answer
            }
            Act::Choose(id) => house.choose(id, MOST),
            Act::Close => house.close(),
            Act::Cancel => house.cancel(),
        };
        if let Ok(response) = answer {
            self.remember(&response);
        }
    }

    /// One order has one lease at a time, of the next number, paid no more than it may be.
    fn remember(&mut self, response: &cosmwasm_std::Response) {
        for sent in sent_to(response, "orderbook") {
            if let ToOrderbook::Award { bid, .. } = sent {
                assert_eq!(self.lease, None, "a second lease for one order");
                let opened = data::<Closed>(response);
                assert_eq!(opened.outcome, Outcome::Awarded);
                self.leases += 1;
                let lease = LeaseKey {
                    provider: bid.provider,
                    account: ACCOUNT,
                    lease: LeaseId(self.leases),
                };
                assert_eq!(opened.lease, Some(lease));
                assert!(!bid.rate.is_zero() && bid.rate <= Rate(MOST));
                self.lease = Some(lease);
                let next = LeaseId(self.leases + 1);
                self.house.purse(|purse| purse.next = next);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// After each act everything holds; there is never a second lease for one order; whoever opens in
    /// time what it has committed can; and when the order's time is over anybody can end it.
    #[test]
    fn an_auction_holds_and_ends(rule in any_rule(), acts in prop::collection::vec(act(), 1..60)) {
        let house = with(rule);
        let mut walk = Walk { house, at: 0, lease: None, leases: 0, sealed: BTreeMap::new() };
        for act in acts {
            walk.act(act);
            walk.house.sound();
        }
        walk.act(Act::NeverBegins);
        walk.house.later(Seconds::days(1).0);
        if walk.house.auction().is_ok() {
            let response = walk.house.close().unwrap();
            prop_assert_ne!(data::<Closed>(&response).outcome, Outcome::Awarded);
        }
        walk.house.gone();
    }
}
