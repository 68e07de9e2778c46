//! What an indexer knows that has nothing but events: the book and all that providers offer, the terms of
//! leases and where they stand, which orders rest and which bids stand, and who holds how much credit.

use std::collections::BTreeMap;

use cosmwasm_std::Event;
use cw20::{AllAccountsResponse, BalanceResponse};
use tender_interfaces::auction::{AuctionsResponse, Bid};
use tender_interfaces::escrow::{
    AccountsResponse, CloseReason, ClosedBy, LeaseResponse, LeaseState, LeasesResponse,
};
use tender_interfaces::events::{
    AccountOpened, BidCommitted, BidPlaced, BondLocked, CardChanged, CardSet, ClassAdded,
    ClassBondSet, CreditBurned, CreditMinted, CreditMoved, CreditRedeemed, LeaseClosed,
    LeaseOpened, LeasePaid, LeasePromised, LeaseStarted, OfferChanged, OfferPosted, OrderClosed,
    OrderMatched, OrderPlaced, ProviderRegistered,
};
use tender_interfaces::orderbook::{
    BookPlace, CardRates, CardResponse, CardsResponse, Draw, LockedResponse, OfferResponse,
    OfferState, OffersResponse, OrderStatus, OrdersResponse, Record, Terms, Units,
};
use tender_interfaces::{auction, bme, escrow, orderbook};
use tender_testkit::{Contract, World};
use tender_types::{
    AccountId, Act, Akt, AssetIndex, ClassId, LeaseId, LeaseKey, Micro, OfferKey, OrderKey,
    ProviderId, Resources, Seconds, Timestamp,
};

/// Rows that a query gives at most.
const PAGE: Option<u32> = Some(100);

/// Everything that was rebuilt.
#[derive(Default)]
struct Index {
    /// How often each provider has registered.
    epochs: BTreeMap<ProviderId, u32>,
    /// What offering a unit of each class locks.
    bonds: BTreeMap<ClassId, Akt>,
    offers: BTreeMap<OfferKey, OfferResponse>,
    cards: BTreeMap<ProviderId, CardResponse>,
    locked: BTreeMap<ProviderId, Akt>,
    /// Units on lease of each offer.
    out: BTreeMap<OfferKey, u32>,
    /// Replicas that resting orders still want.
    resting: BTreeMap<OrderKey, u32>,
    bids: BTreeMap<(OrderKey, ProviderId), Bid>,
    /// When each last committed a bid.
    committed: BTreeMap<(OrderKey, ProviderId), Timestamp>,
    assets: BTreeMap<AccountId, AssetIndex>,
    leases: BTreeMap<LeaseKey, Lease>,
    credit: BTreeMap<String, Act>,
}

/// A lease as events tell of it.
struct Lease {
    opened: LeaseOpened,
    opened_at: Timestamp,
    /// When it was started, and whether it has begun.
    started: Option<(Timestamp, bool)>,
    paid: Micro,
    /// On which terms, which are those of what it holds when it was opened.
    terms: Option<Terms>,
    promised: bool,
}

/// Rebuilds the state of `world` from the events of all its transactions, and compares it with what the
/// contracts answer.
///
/// # Panics
/// When they differ.
pub fn assert_rebuilds(world: &World) {
    let mut index = Index::default();
    for step in world.recorder.steps() {
        let events = &step.result.events;
        for event in events {
            index.enter(event, step.time);
        }
        // Events of one transaction come contract by contract: what was promised is told before it is
        // opened, and what leases began together after each.
        for event in events {
            index.enter_promise(event);
        }
    }
    index.compare_offers(world);
    index.compare_book(world);
    index.compare_cards(world);
    index.compare_orders(world);
    index.compare_bids(world);
    index.compare_leases(world);
    index.compare_credit(world);
}

fn key(account: AccountId, lease: LeaseId, provider: ProviderId) -> LeaseKey {
    LeaseKey {
        provider,
        account,
        lease,
    }
}

impl Index {
    fn enter(&mut self, event: &Event, now: Timestamp) {
        self.enter_registry(event);
        self.enter_offer(event);
        self.enter_card(event);
        self.enter_order(event);
        self.enter_bid(event, now);
        self.enter_lease(event, now);
        self.enter_end(event);
        self.enter_credit(event);
    }

    fn enter_registry(&mut self, event: &Event) {
        if let Ok(registered) = ProviderRegistered::try_from(event) {
            self.epochs.insert(registered.provider, registered.epoch);
        }
        if let Ok(added) = ClassAdded::try_from(event) {
            self.bonds.insert(added.class, added.bond_per_unit);
        }
        if let Ok(set) = ClassBondSet::try_from(event) {
            self.bonds.insert(set.class, set.bond_per_unit);
        }
        if let Ok(locked) = BondLocked::try_from(event) {
            self.locked.insert(locked.provider, locked.locked);
        }
    }

    fn enter_offer(&mut self, event: &Event) {
        if let Ok(posted) = OfferPosted::try_from(event) {
            self.offer_posted(posted);
        }
        if let Ok(changed) = OfferChanged::try_from(event) {
            let key = OfferKey {
                provider: changed.provider,
                class: changed.class,
            };
            let out = self.out.get(&key).copied().unwrap_or_default();
            let offer = self.offers.get_mut(&key).expect("it was posted");
            offer.state = changed.state;
            offer.free = changed.free;
            offer.largest = changed.largest;
            if changed.state == OfferState::Withdrawn {
                offer.units = out;
                offer.carries = Resources::default();
                offer.terms = None;
                offer.epoch = 0;
            }
        }
    }

    fn offer_posted(&mut self, posted: OfferPosted) {
        let key = OfferKey {
            provider: posted.provider,
            class: posted.class,
        };
        let terms = Terms {
            assets: posted.assets,
            start_within: posted.start_within,
            instant: posted.instant,
            min_run: posted.min_run,
            notice: posted.notice,
            expires_at: posted.expires_at,
        };
        let before = self.offers.get(&key);
        // What gets a new turn is of the present registration. What a unit locks is told by the class
        // alone: a world that changes it has to compare what is locked in all.
        let same_turn = before.filter(|before| before.turn == posted.turn);
        let (bond, epoch) = match same_turn {
            Some(before) => (before.bond_per_unit, before.epoch),
            None => (self.bonds[&key.class], self.epochs[&key.provider]),
        };
        let record = before.map(|before| before.record).unwrap_or_default();
        let state = match posted.free {
            0 => OfferState::SoldOut,
            _ => OfferState::Standing,
        };
        let offer = OfferResponse {
            offer: key,
            state,
            rate: posted.rate,
            turn: posted.turn,
            units: posted.units,
            free: posted.free,
            largest: posted.largest,
            carries: posted.carries,
            terms: Some(terms),
            epoch,
            bond_per_unit: bond,
            record,
        };
        self.offers.insert(key, offer);
    }

    fn enter_card(&mut self, event: &Event) {
        if let Ok(set) = CardSet::try_from(event) {
            let [core, memory, disk, hdd, ssd, nvme, public_ip] = set.rates[..] else {
                panic!("a card has seven rates: {:?}", set.rates);
            };
            let before = self.cards.get(&set.provider);
            let out = before.map(|card| card.out.clone()).unwrap_or_default();
            let record = before.map(|card| card.record).unwrap_or_default();
            let card = CardResponse {
                provider: set.provider,
                capacity: set.capacity,
                out,
                largest: set.largest,
                rates: CardRates {
                    core,
                    memory,
                    disk,
                    hdd,
                    ssd,
                    nvme,
                    public_ip,
                },
                terms: Some(Terms {
                    assets: set.assets,
                    start_within: set.start_within,
                    instant: set.instant,
                    min_run: set.min_run,
                    notice: set.notice,
                    expires_at: set.expires_at,
                }),
                epoch: self.epochs[&set.provider],
                bond: Akt::ZERO,
                record,
            };
            self.cards.insert(set.provider, card);
        }
        if let Ok(changed) = CardChanged::try_from(event) {
            let card = self.cards.get_mut(&changed.provider);
            let card = card.expect("it was set");
            card.out = changed.out;
            card.largest = changed.largest;
            if !changed.standing {
                card.terms = None;
            }
        }
    }

    fn enter_order(&mut self, event: &Event) {
        if let Ok(placed) = OrderPlaced::try_from(event) {
            let rests = matches!(
                placed.status,
                OrderStatus::Resting | OrderStatus::RestingAfterScan
            );
            if let (true, Some(slot)) = (rests, placed.slot) {
                let key = OrderKey {
                    account: placed.account,
                    slot,
                };
                self.resting.insert(key, placed.missing);
            }
        }
        if let Ok(matched) = OrderMatched::try_from(event) {
            match matched.missing {
                0 => self.resting.remove(&matched.order),
                missing => self.resting.insert(matched.order, missing),
            };
        }
        if let Ok(closed) = OrderClosed::try_from(event) {
            self.resting.remove(&closed.order);
        }
    }

    fn enter_bid(&mut self, event: &Event, now: Timestamp) {
        if let Ok(committed) = BidCommitted::try_from(event) {
            let key = (committed.order, committed.provider);
            self.committed.insert(key, now);
        }
        if let Ok(placed) = BidPlaced::try_from(event) {
            let key = (placed.order, placed.provider);
            let bid = Bid {
                provider: placed.provider,
                classes: placed.classes,
                rate: placed.rate,
                tier: placed.tier,
                placed_at: self.committed.remove(&key).unwrap_or(now),
                valid_until: placed.valid_until,
            };
            self.bids.insert(key, bid);
        }
    }

    fn enter_lease(&mut self, event: &Event, now: Timestamp) {
        if let Ok(opened) = AccountOpened::try_from(event) {
            self.assets.insert(opened.account, opened.asset);
        }
        if let Ok(opened) = LeaseOpened::try_from(event) {
            let key = key(opened.account, opened.lease, opened.provider);
            for Units { class, units } in &opened.units {
                let offer = OfferKey {
                    provider: key.provider,
                    class: *class,
                };
                *self.out.entry(offer).or_default() += units;
            }
            let lease = Lease {
                terms: self.terms(&opened),
                opened,
                opened_at: now,
                started: None,
                paid: Micro::ZERO,
                promised: false,
            };
            self.leases.insert(key, lease);
        }
        if let Ok(started) = LeaseStarted::try_from(event) {
            let key = key(started.account, started.lease, started.provider);
            self.lease(key).started = Some((now, started.begun));
        }
        if let Ok(paid) = LeasePaid::try_from(event) {
            let of = |key: &&LeaseKey| (key.account, key.lease) == (paid.account, paid.lease);
            let key = *self.leases.keys().find(of).expect("it was opened");
            self.lease(key).paid = paid.paid;
        }
    }

    fn lease(&mut self, key: LeaseKey) -> &mut Lease {
        self.leases.get_mut(&key).expect("it was opened")
    }

    /// The terms of what a lease holds: of all of it the longest times, the shortest notice, and what all
    /// have in common.
    fn terms(&self, opened: &LeaseOpened) -> Option<Terms> {
        let provider = opened.provider;
        let offers = opened.units.iter().map(|units| {
            let class = units.class;
            self.offers[&OfferKey { provider, class }].terms.clone()
        });
        let card = Some(&opened.card).filter(|card| !card.is_empty());
        let card = card.map(|_| self.cards[&provider].terms.clone());
        offers.chain(card).flatten().reduce(|one, other| Terms {
            start_within: one.start_within.max(other.start_within),
            instant: one.instant && other.instant,
            min_run: one.min_run.max(other.min_run),
            notice: one.notice.min(other.notice),
            ..one
        })
    }

    fn enter_promise(&mut self, event: &Event) {
        if let Ok(promised) = LeasePromised::try_from(event) {
            // One that was opened and has ended since is in no answer.
            if let Some(lease) = self.leases.get_mut(&promised.lease) {
                assert_eq!(lease.opened.digest, promised.digest);
                lease.promised = true;
            }
        }
    }

    fn enter_end(&mut self, event: &Event) {
        let Ok(closed) = LeaseClosed::try_from(event) else {
            return;
        };
        let key = key(closed.account, closed.lease, closed.provider);
        let Lease { opened, .. } = self.leases.remove(&key).expect("it was opened");
        let mut fees = match self.assets[&closed.account] {
            AssetIndex::CREDIT => closed.fees_pico.micro_floor(),
            _ => Micro::ZERO,
        };
        for Units { class, units } in opened.units {
            let offer = OfferKey {
                provider: key.provider,
                class,
            };
            let out = self.out.get_mut(&offer).expect("it was on lease");
            *out -= units;
            let offer = self.offers.get_mut(&offer).expect("it was posted");
            note(&mut offer.record, &closed, std::mem::take(&mut fees));
        }
        if !opened.card.is_empty() {
            let card = self.cards.get_mut(&key.provider).expect("it was set");
            note(&mut card.record, &closed, fees);
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

    /// All that each provider offers or has offered, and what of its bond is locked.
    fn compare_offers(&self, world: &World) {
        let mut found = BTreeMap::new();
        for provider in self.epochs.keys().copied() {
            let query = orderbook::QueryMsg::Offers {
                provider,
                start_after: None,
                limit: PAGE,
            };
            let page: OffersResponse = world.query(Contract::Orderbook, &query);
            found.extend(page.offers.into_iter().map(|offer| (offer.offer, offer)));
            let query = orderbook::QueryMsg::Locked { provider };
            let locked: LockedResponse = world.query(Contract::Orderbook, &query);
            let known = self.locked.get(&provider).copied().unwrap_or_default();
            assert_eq!(known, locked.locked, "locked of {provider}");
        }
        let mut known = self.offers.clone();
        for (key, offer) in &mut known {
            if offer.state == OfferState::Withdrawn {
                offer.units = self.out.get(key).copied().unwrap_or_default();
            }
        }
        for (key, offer) in &found {
            assert_eq!(known.get(key), Some(offer), "offer {key}");
        }
        assert_eq!(known.len(), found.len(), "offers");
    }

    /// Each class's book in its order.
    fn compare_book(&self, world: &World) {
        for class in self.bonds.keys().copied() {
            let mut standing: Vec<&OfferResponse> = self.offers.values().collect();
            standing.retain(|one| one.offer.class == class && one.state == OfferState::Standing);
            standing.sort_by_key(|offer| (offer.rate, offer.turn));
            let known: Vec<OfferKey> = standing.into_iter().map(|one| one.offer).collect();
            assert_eq!(known, book(world, class), "the book of class {class}");
        }
    }

    fn compare_cards(&self, world: &World) {
        let query = orderbook::QueryMsg::Cards {
            start_after: None,
            limit: PAGE,
        };
        let page: CardsResponse = world.query(Contract::Orderbook, &query);
        assert_eq!(self.cards.len(), page.cards.len(), "cards");
        for found in page.cards {
            // What a core locks is a parameter.
            let card = CardResponse {
                bond: Akt::ZERO,
                ..found
            };
            assert_eq!(self.cards.get(&card.provider), Some(&card), "a card");
        }
    }

    fn compare_orders(&self, world: &World) {
        let query = orderbook::QueryMsg::Orders {
            account: None,
            start_after: None,
            limit: PAGE,
        };
        let page: OrdersResponse = world.query(Contract::Orderbook, &query);
        let found = page.orders.iter();
        let found = found.map(|order| (order.order, order.demand.replicas()));
        assert_eq!(self.resting, found.collect(), "orders that rest");
    }

    /// The bids that stand in running auctions. An auction keeps the best, and events tell of all.
    fn compare_bids(&self, world: &World) {
        let query = auction::QueryMsg::Auctions {
            account: None,
            start_after: None,
            limit: PAGE,
        };
        let running: AuctionsResponse = world.query(Contract::Auction, &query);
        for auction in running.auctions {
            for bid in auction.bids {
                let known = self.bids.get(&(auction.order, bid.provider));
                assert_eq!(known, Some(&bid), "a bid for {}", auction.order);
            }
        }
    }

    fn compare_leases(&self, world: &World) {
        let mut count = 0;
        for account in accounts(world) {
            let query = escrow::QueryMsg::Leases {
                account,
                start_after: None,
                limit: PAGE,
            };
            let page: LeasesResponse = world.query(Contract::Escrow, &query);
            for found in page.leases {
                count += 1;
                self.compare_lease(found);
            }
        }
        assert_eq!(self.leases.len(), count, "leases that there are");
    }

    fn compare_lease(&self, found: LeaseResponse) {
        let key = found.lease;
        let known = self.leases.get(&key).expect("the lease was opened");
        let Draw { gpus, card } = found.draw;
        let terms = LeaseOpened {
            account: key.account,
            lease: key.lease,
            provider: key.provider,
            payee: found.payee,
            units: gpus,
            card,
            rate: found.rate,
            fee_rate: found.fee_rate,
            tier: found.tier,
            digest: found.digest,
            start_until: known.opened.start_until,
            // Not a term: it was said of the account at that moment.
            runs_out_at: known.opened.runs_out_at,
        };
        assert_eq!(known.opened, terms);
        assert_eq!((known.opened_at, known.paid), (found.opened_at, found.paid));
        assert!(known.promised, "what was promised with {key}?");
        let start_until = known.opened.start_until;
        let state = match known.started {
            None => LeaseState::Pending { start_until },
            Some((_, false)) => LeaseState::Ready { start_until },
            Some((since, true)) => LeaseState::Active { since },
        };
        assert_eq!(found.state, state, "where {key} stands");
        let terms = known.terms.as_ref().expect("what it holds was offered");
        let told = (terms.instant, terms.min_run, terms.notice);
        assert_eq!(
            told,
            (found.instant, found.min_run, found.notice),
            "terms of {key}"
        );
        let start_within: Seconds = start_until.since(known.opened_at);
        assert_eq!(start_within, terms.start_within, "start of {key}");
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

/// Adds the end of a lease to a record.
fn note(record: &mut Record, closed: &LeaseClosed, fees: Micro) {
    let count = match (closed.reason, closed.by) {
        (CloseReason::Cancelled | CloseReason::Unfunded | CloseReason::Abandoned, _) => return,
        (CloseReason::Declined | CloseReason::NotStarted, _) => &mut record.failed,
        (CloseReason::NotServed, _) => &mut record.not_served,
        (_, ClosedBy::Provider) => &mut record.left,
        (_, ClosedBy::Tenant | ClosedBy::Anyone) => &mut record.ended,
    };
    *count += 1;
    record.fees = record.fees.checked_add(fees).expect("fees");
}

fn book(world: &World, class: ClassId) -> Vec<OfferKey> {
    let mut found = vec![];
    let mut start_after = None;
    loop {
        let query = orderbook::QueryMsg::Book {
            class,
            start_after,
            limit: PAGE,
        };
        let page: OffersResponse = world.query(Contract::Orderbook, &query);
        let Some(last) = page.offers.last() else {
            return found;
        };
        start_after = Some(BookPlace {
            rate: last.rate,
            turn: last.turn,
        });
        found.extend(page.offers.into_iter().map(|offer| offer.offer));
    }
}

fn accounts(world: &World) -> Vec<AccountId> {
    let query = escrow::QueryMsg::Accounts {
        owner: None,
        start_after: None,
        limit: PAGE,
    };
    let page: AccountsResponse = world.query(Contract::Escrow, &query);
    let accounts = page.accounts.into_iter();
    accounts.map(|account| account.account).collect()
}
