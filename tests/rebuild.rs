//! What an indexer knows that has nothing but events: the book, what providers bid, the terms of leases,
//! which order each came from, and who holds how much credit.

use std::collections::BTreeMap;

use cosmwasm_std::Event;
use cw20::{AllAccountsResponse, BalanceResponse};
use tender_interfaces::auction::{Bid, BidsResponse};
use tender_interfaces::escrow::LeasesResponse;
use tender_interfaces::events::{
    AskChanged, AskPosted, AskRepriced, AskWithdrawn, AuctionClosed, BidPlaced, BidWithdrawn,
    CreditBurned, CreditMinted, CreditMoved, CreditRedeemed, LeaseClosed, LeaseOpened, LeasePaid,
    OrderPlaced, OrderTaken,
};
use tender_interfaces::orderbook::{AskResponse, AsksResponse, BookCursor};
use tender_interfaces::{auction, bme, escrow, orderbook};
use tender_testkit::{Contract, World};
use tender_types::{
    AccountId, Act, AskKey, ClassId, LeaseId, LeaseKey, Micro, OrderId, ProviderId, Timestamp,
};

/// Rows that a query gives at most.
const PAGE: Option<u32> = Some(100);

/// Everything that was rebuilt.
#[derive(Default)]
struct Index {
    asks: BTreeMap<AskKey, AskResponse>,
    bids: BTreeMap<(OrderId, ProviderId), Bid>,
    leases: BTreeMap<LeaseKey, Lease>,
    /// The order that each lease came from, for ever.
    orders: BTreeMap<LeaseId, OrderId>,
    credit: BTreeMap<String, Act>,
}

/// A lease as events tell of it.
struct Lease {
    opened: LeaseOpened,
    opened_at: Timestamp,
    paid: Micro,
}

/// Rebuilds the state of `world` from the events of all its transactions, and compares it with what the
/// contracts answer.
///
/// # Panics
/// When they differ.
pub fn assert_rebuilds(world: &World) {
    let mut index = Index::default();
    for step in world.recorder.steps() {
        for event in &step.result.events {
            index.enter(event, step.time);
        }
    }
    index.compare_book(world);
    index.compare_bids(world);
    index.compare_leases(world);
    index.compare_credit(world);
}

impl Index {
    fn enter(&mut self, event: &Event, now: Timestamp) {
        self.enter_ask(event);
        self.enter_bid(event, now);
        self.enter_order(event);
        self.enter_lease(event, now);
        self.enter_credit(event);
    }

    fn enter_ask(&mut self, event: &Event) {
        if let Ok(posted) = AskPosted::try_from(event) {
            let key = AskKey {
                provider: posted.provider,
                ask: posted.ask,
            };
            let ask = AskResponse {
                ask: key,
                class: posted.class,
                rate: posted.rate,
                turn: posted.turn,
                free: posted.units,
                units: posted.units,
                unit: posted.unit,
                assets: posted.assets,
                expires_at: posted.expires_at,
            };
            self.asks.insert(key, ask);
        }
        if let Ok(AskRepriced {
            ask,
            provider,
            rate,
            turn,
        }) = AskRepriced::try_from(event)
        {
            let row = self.ask(AskKey { provider, ask });
            (row.rate, row.turn) = (rate, turn);
        }
        if let Ok(AskChanged {
            ask,
            provider,
            free,
        }) = AskChanged::try_from(event)
        {
            self.ask(AskKey { provider, ask }).free = free;
        }
        if let Ok(AskWithdrawn { ask, provider, .. }) = AskWithdrawn::try_from(event) {
            self.asks.remove(&AskKey { provider, ask });
        }
    }

    fn ask(&mut self, key: AskKey) -> &mut AskResponse {
        self.asks.get_mut(&key).expect("the ask was posted")
    }

    fn enter_bid(&mut self, event: &Event, now: Timestamp) {
        if let Ok(placed) = BidPlaced::try_from(event) {
            let bid = Bid {
                provider: placed.provider,
                class: placed.class,
                rate: placed.rate,
                tier: placed.tier,
                placed_at: now,
            };
            self.bids.insert((placed.order, placed.provider), bid);
        }
        if let Ok(gone) = BidWithdrawn::try_from(event) {
            self.bids.remove(&(gone.order, gone.provider));
        }
        if let Ok(closed) = AuctionClosed::try_from(event) {
            self.bids.retain(|(order, _), _| *order != closed.order);
            if let Some(lease) = closed.lease {
                self.orders.insert(lease, closed.order);
            }
        }
    }

    fn enter_order(&mut self, event: &Event) {
        if let Ok(placed) = OrderPlaced::try_from(event) {
            let leases = placed.leases.iter();
            self.orders
                .extend(leases.map(|lease| (*lease, placed.order)));
        }
        if let Ok(taken) = OrderTaken::try_from(event) {
            self.orders.insert(taken.lease, taken.order);
        }
    }

    fn enter_lease(&mut self, event: &Event, now: Timestamp) {
        if let Ok(opened) = LeaseOpened::try_from(event) {
            let key = LeaseKey {
                account: opened.account,
                lease: opened.lease,
            };
            let lease = Lease {
                opened,
                opened_at: now,
                paid: Micro::ZERO,
            };
            self.leases.insert(key, lease);
        }
        if let Ok(LeasePaid {
            account,
            lease,
            paid,
            ..
        }) = LeasePaid::try_from(event)
        {
            let key = LeaseKey { account, lease };
            let lease = self.leases.get_mut(&key);
            lease.expect("the lease was opened").paid = paid;
        }
        if let Ok(LeaseClosed { account, lease, .. }) = LeaseClosed::try_from(event) {
            self.leases.remove(&LeaseKey { account, lease });
        }
    }

    fn enter_credit(&mut self, event: &Event) {
        if let Ok(minted) = CreditMinted::try_from(event) {
            self.give(&minted.recipient, minted.minted);
        }
        if let Ok(moved) = CreditMoved::try_from(event) {
            self.take(&moved.from, moved.amount);
            self.give(&moved.to, moved.amount);
        }
        if let Ok(redeemed) = CreditRedeemed::try_from(event) {
            self.take(&redeemed.owner, redeemed.burned);
        }
        if let Ok(burned) = CreditBurned::try_from(event) {
            self.take(&burned.owner, burned.burned);
        }
    }

    fn give(&mut self, holder: &str, amount: Act) {
        let balance = self.credit.entry(holder.to_string()).or_default();
        *balance = balance.checked_add(amount).expect("a balance");
    }

    fn take(&mut self, holder: &str, amount: Act) {
        let balance = self.credit.entry(holder.to_string()).or_default();
        *balance = balance.checked_sub(amount).expect("a balance");
    }

    /// Each provider's asks, and each class's book in its order.
    fn compare_book(&self, world: &World) {
        let mut found = BTreeMap::new();
        for provider in (1..=100).map(ProviderId) {
            let query = orderbook::QueryMsg::Asks {
                provider,
                start_after: None,
                limit: PAGE,
            };
            let page: AsksResponse = world.query(Contract::Orderbook, &query);
            found.extend(page.asks.into_iter().map(|ask| (ask.ask, ask)));
        }
        assert_eq!(self.asks, found, "asks");
        for class in (1..=4).map(ClassId) {
            let mut standing: Vec<&AskResponse> = self.asks.values().collect();
            standing.retain(|ask| ask.class == class && ask.free > 0);
            standing.sort_by_key(|ask| (ask.rate, ask.turn));
            let expected: Vec<AskKey> = standing.into_iter().map(|ask| ask.ask).collect();
            assert_eq!(expected, book(world, class), "the book of class {class}");
        }
    }

    /// The bids that stand in running auctions. An auction that falls keeps the best two, and events
    /// tell of all.
    fn compare_bids(&self, world: &World) {
        let query = auction::QueryMsg::Auctions {
            start_after: None,
            limit: PAGE,
        };
        let running: auction::AuctionsResponse = world.query(Contract::Auction, &query);
        for auction in running.auctions {
            let query = auction::QueryMsg::Bids {
                order: auction.order,
                start_after: None,
                limit: PAGE,
            };
            let page: BidsResponse = world.query(Contract::Auction, &query);
            for bid in page.bids {
                let known = self.bids.get(&(auction.order, bid.provider));
                assert_eq!(known, Some(&bid), "a bid for {}", auction.order);
            }
        }
    }

    fn compare_leases(&self, world: &World) {
        let accounts: Vec<AccountId> = accounts(world);
        let mut count = 0;
        for account in accounts {
            let query = escrow::QueryMsg::Leases {
                account,
                start_after: None,
                limit: PAGE,
            };
            let page: LeasesResponse = world.query(Contract::Escrow, &query);
            for found in page.leases {
                count += 1;
                let known = self.leases.get(&found.lease).expect("the lease was opened");
                let terms = LeaseOpened {
                    account,
                    lease: found.lease.lease,
                    provider: found.provider,
                    payee: found.payee,
                    class: found.class,
                    units: found.units,
                    rate: found.rate,
                    fee_rate: found.fee_rate,
                    ask: found.ask,
                    tier: found.tier,
                    manifest_hash: found.manifest_hash,
                    // Not a term: it was said of the account at that moment.
                    runs_out_at: known.opened.runs_out_at,
                };
                assert_eq!(known.opened, terms);
                assert_eq!((known.opened_at, known.paid), (found.opened_at, found.paid));
                assert!(self.orders.contains_key(&found.lease.lease), "whose order?");
            }
        }
        assert_eq!(self.leases.len(), count, "leases that run");
    }

    fn compare_credit(&self, world: &World) {
        let query = bme::QueryMsg::AllAccounts {
            start_after: None,
            limit: PAGE,
        };
        let holders: AllAccountsResponse = world.query(Contract::Bme, &query);
        let balance = |address: &String| {
            let address = address.clone();
            let query = bme::QueryMsg::Balance { address };
            let answer: BalanceResponse = world.query(Contract::Bme, &query);
            Act::from(answer.balance)
        };
        let found: BTreeMap<String, Act> = holders
            .accounts
            .iter()
            .map(|holder| (holder.clone(), balance(holder)))
            .collect();
        let mut known = self.credit.clone();
        known.retain(|_, balance| !balance.is_zero());
        assert_eq!(known, found, "balances of credit");
    }
}

fn book(world: &World, class: ClassId) -> Vec<AskKey> {
    let mut found = vec![];
    let mut start_after = None;
    loop {
        let query = orderbook::QueryMsg::Book {
            class,
            start_after,
            limit: PAGE,
        };
        let page: AsksResponse = world.query(Contract::Orderbook, &query);
        let Some(last) = page.asks.last() else {
            return found;
        };
        start_after = Some(BookCursor {
            rate: last.rate,
            turn: last.turn,
        });
        found.extend(page.asks.into_iter().map(|ask| ask.ask));
    }
}

fn accounts(world: &World) -> Vec<AccountId> {
    let query = escrow::QueryMsg::Accounts {
        owner: None,
        start_after: None,
        limit: PAGE,
    };
    let page: escrow::AccountsResponse = world.query(Contract::Escrow, &query);
    page.accounts
        .into_iter()
        .map(|account| account.account)
        .collect()
}
