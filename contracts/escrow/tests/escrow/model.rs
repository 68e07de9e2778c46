//! Random lives of the escrow against a ledger of its own, kept second by second, lease by lease.
//!
//! After every step balances, debts and holdings agree; in the end everybody leaves, the escrow holds
//! nothing at all, and what it paid out is what the ledger says everybody earned.

use std::collections::BTreeMap;

use cosmwasm_std::Event;
use proptest::prelude::*;
use proptest::sample::Index;
use tender_escrow::ContractError;
use tender_guard::GuardError;
use tender_interfaces::escrow::{
    AccountsResponse, ClaimableResponse, CloseReason, ClosedBy, ExecuteMsg, LeaseState, NewLease,
    QueryMsg, SponsorsResponse, MAX_BATCH, MAX_PENDING,
};
use tender_interfaces::events::{
    AccountClosed, AccountRemoved, DepositWithdrawn, FeesCollected, LeaseClosed, LeasePassedOver,
    LeaseStarted,
};
use tender_testkit::solo::{addr, events};
use tender_types::{AccountId, LeaseKey, Micro, Pico, Rate, Seconds};

use crate::ledger::{Ended, Moment, Phase, Purse, Rented};
use crate::world::{key, lease, payee, told, World, CREDIT, UNIT, USD};

mod steps;

use steps::{steps, Leg, Step};

const PEOPLE: [&str; 4] = ["ana", "ben", "cat", "dan"];
const PROVIDERS: u32 = 3;

struct Model {
    world: World,
    moment: Moment,
    purses: BTreeMap<AccountId, Purse>,
    /// Leases that have ended.
    gone: Vec<LeaseKey>,
    /// What providers have earned of leases that ended: micro-units, by asset.
    earned: BTreeMap<(bool, u32), u128>,
    /// What the protocol has had of accounts and leases: pico-units of credit, and of `uusd`.
    protocol: [u128; 2],
    /// Pico-units of credit in that which nobody else may have.
    forfeited: u128,
}

impl Model {
    fn new() -> Self {
        Self {
            world: World::new(),
            moment: Moment { now: 0, height: 0 },
            purses: BTreeMap::new(),
            gone: vec![],
            earned: BTreeMap::new(),
            protocol: [0; 2],
            forfeited: 0,
        }
    }

    fn account(&self, index: Index) -> Option<AccountId> {
        let ids: Vec<AccountId> = self.purses.keys().copied().collect();
        (!ids.is_empty()).then(|| *index.get(&ids))
    }

    fn lease(&self, index: Index) -> Option<LeaseKey> {
        let of = |(id, purse): (&AccountId, &Purse)| {
            let leases = purse.leases.iter();
            let keys = leases.map(|(number, lease)| key(lease.provider, *id, *number));
            keys.collect::<Vec<_>>()
        };
        let keys: Vec<LeaseKey> = self.purses.iter().flat_map(of).collect();
        (!keys.is_empty()).then(|| *index.get(&keys))
    }

    /// Leases that are there, each once, and one that has ended, if there is one.
    fn keys(&self, leases: Vec<Index>, gone: Option<Index>) -> (usize, Vec<LeaseKey>) {
        let mut keys: Vec<LeaseKey> = vec![];
        for index in leases {
            keys.extend(self.lease(index).filter(|key| !keys.contains(key)));
        }
        let there = keys.len();
        keys.extend(self.ended(gone));
        (there, keys)
    }

    /// Tries a step; refusals change nothing.
    fn step(&mut self, step: Step) {
        match step {
            Step::Advance(seconds) => {
                let blocks = u32::try_from(seconds / 6).unwrap();
                self.world.blocks(blocks);
                self.moment.height += u64::from(blocks);
                self.advance(seconds);
            }
            Step::Halt(seconds) => self.advance(seconds),
            Step::Open { who, amount, usd } => self.open(who.index(PEOPLE.len()), amount, usd),
            Step::Deposit {
                who,
                account,
                amount,
            } => self.deposit(who, account, amount),
            Step::WithdrawDeposit {
                who,
                account,
                amount,
            } => self.withdraw_deposit(who, account, amount),
            Step::Lease {
                account,
                together,
                legs,
            } => self.rent(account, together, &legs),
            Step::Start { leases, gone } => self.start(leases, gone),
            Step::Withdraw { leases, gone } => self.withdraw(leases, gone),
            Step::Sync { account } => {
                if let Some(account) = self.account(account) {
                    self.world.sync(&[account]).unwrap();
                }
            }
            Step::CloseLeases {
                lease,
                all,
                gone,
                by,
                reason,
            } => self.close_leases(lease, all, gone, by, reason),
            Step::CloseAccount { account, own } => {
                if let Some(id) = self.account(account) {
                    let who = if own {
                        PEOPLE[self.purses[&id].owner]
                    } else {
                        "eve"
                    };
                    self.close_account(who, id);
                }
            }
            Step::Collect { accounts } => self.collect(accounts),
            Step::Refuse { provider } => {
                self.world.outside.refusing.insert(payee(provider));
            }
            Step::Accept => self.world.outside.refusing.clear(),
        }
        for purse in self.purses.values_mut() {
            purse.settle();
        }
    }

    fn advance(&mut self, seconds: u64) {
        self.world.advance(seconds);
        for _ in 0..seconds {
            for purse in self.purses.values_mut() {
                purse.tick(self.moment.now);
            }
            self.moment.now += 1;
        }
    }

    fn open(&mut self, owner: usize, amount: u128, usd: bool) {
        let id = if usd {
            self.world.open_usd(PEOPLE[owner], amount)
        } else {
            self.world.open(PEOPLE[owner], amount)
        };
        let purse = Purse {
            owner,
            usd,
            balance: amount * UNIT,
            fees: 0,
            clock: 0,
            out_since: None,
            last: 0,
            leases: BTreeMap::new(),
        };
        self.purses.insert(id, purse);
    }

    fn deposit(&mut self, who: Index, account: Index, amount: u128) {
        let Some(id) = self.account(account) else {
            return;
        };
        let who = PEOPLE[who.index(PEOPLE.len())];
        let purse = self.purses.get_mut(&id).unwrap();
        let done = if purse.usd {
            let coins = cosmwasm_std::coins(amount, "uusd");
            let msg = ExecuteMsg::Deposit { account: id };
            self.world.send_with(who, msg, &coins)
        } else {
            self.world.deposit(who, id, amount)
        };
        if purse.overdue(self.moment.now) {
            assert!(matches!(done, Err(ContractError::AccountOverdue { .. })));
            return;
        }
        done.unwrap();
        purse.balance += amount * UNIT;
    }

    fn withdraw_deposit(&mut self, who: Index, account: Index, amount: Option<u128>) {
        let Some(id) = self.account(account) else {
            return;
        };
        let who = PEOPLE[who.index(PEOPLE.len())];
        let done = match self.world.withdraw_deposit(who, id, amount) {
            Ok(done) => done,
            Err(ContractError::NothingToWithdraw { .. } | ContractError::TooMuch { .. }) => return,
            Err(error) => panic!("{error}"),
        };
        let taken: DepositWithdrawn = told(&done);
        self.left(id, taken.amount, taken.fees_pico);
        let purse = &self.purses[&id];
        assert!(!purse.starved() && purse.has_runway(0));
        self.remove(&done);
    }

    fn rent(&mut self, account: Index, together: bool, legs: &[Leg]) {
        let Some(id) = self.account(account) else {
            return;
        };
        let purse = self.purses.get_mut(&id).unwrap();
        let owner = PEOPLE[purse.owner];
        let new = |leg: &Leg| NewLease {
            start_within: Seconds(leg.start_within),
            min_run: Seconds(leg.min_run),
            instant: leg.instant,
            ..lease(leg.provider, leg.rate)
        };
        let new = legs.iter().map(new).collect();
        let done = if together {
            self.world.gang(owner, id, new)
        } else {
            self.world.lease(owner, id, new)
        };
        let more = legs.iter().map(|leg| leg.rate).sum();
        match done {
            Err(ContractError::AccountStarved { .. }) => return assert!(purse.starved()),
            Err(ContractError::TooManyPending { .. }) => {
                return assert!(purse.waiting().len() + legs.len() > MAX_PENDING);
            }
            Err(ContractError::InsufficientRunway { .. }) => {
                return assert!(!purse.has_runway(more));
            }
            done => done.unwrap(),
        };
        assert!(!purse.starved() && purse.has_runway(more));
        let gang = (together && legs.len() > 1).then_some(purse.last + 1);
        for leg in legs {
            purse.last += 1;
            let rented = Rented {
                provider: leg.provider,
                rate: leg.rate,
                fee: leg.rate / 50,
                min_run: leg.min_run,
                start_within: leg.start_within,
                instant: leg.instant,
                gang,
                opened_at: self.moment.now,
                opened_height: self.moment.height,
                opened_clock: purse.clock,
                phase: Phase::Waiting,
            };
            purse.leases.insert(purse.last, rented);
        }
    }

    /// The provider of the first starts all: some are another's, some have begun, some are gone.
    fn start(&mut self, leases: Vec<Index>, gone: Option<Index>) {
        let (_, keys) = self.keys(leases, gone);
        let Some(first) = keys.first() else {
            return;
        };
        let sender = first.provider.0;
        let (mut begun, mut ended, mut passed_over) = (vec![], vec![], vec![]);
        for key in &keys {
            let LeaseKey { account, lease, .. } = *key;
            let purse = self.purses.get_mut(&account);
            let found = purse.and_then(|purse| purse.start(lease.0, sender, self.moment.now));
            match found {
                None => passed_over.push(*key),
                Some((legs, ends)) => {
                    begun.extend(legs.into_iter().map(|leg| (account, leg)));
                    ended.extend(ends.into_iter().map(|end| (account, end)));
                }
            }
        }
        let done = self.world.start_as(&format!("provider{sender}"), &keys);
        if passed_over.len() == keys.len() {
            return assert!(done.is_err());
        }
        let done = done.unwrap();
        self.passed_over(&done, &passed_over);
        let told = events::<LeaseStarted>(&done).into_iter();
        let told = told.filter(|each| each.begun);
        let told: Vec<_> = told.map(|each| (each.account, each.lease.0)).collect();
        assert_eq!(told, begun);
        self.end(&done, ended);
    }

    /// Pays what runs; what has ended is told, or refused when there is nothing else.
    fn withdraw(&mut self, leases: Vec<Index>, gone: Option<Index>) {
        let (there, keys) = self.keys(leases, gone);
        let done = self.world.withdraw(&keys);
        match (there, keys.first()) {
            (0, None) => {
                let empty = GuardError::ListLength {
                    what: "leases",
                    length: 0,
                    min: 1,
                    max: MAX_BATCH,
                };
                assert_eq!(done, Err(empty.into()));
            }
            (0, Some(gone)) => assert_eq!(done, Err(self.missing(*gone))),
            _ => self.passed_over(&done.unwrap(), &keys[there..]),
        }
    }

    fn close_leases(
        &mut self,
        lease: Index,
        all: bool,
        gone: Option<Index>,
        by: ClosedBy,
        reason: CloseReason,
    ) {
        let Some(first) = self.lease(lease) else {
            return;
        };
        let account = first.account;
        let purse = self.purses.get_mut(&account).unwrap();
        let mut keys = vec![first];
        if all {
            let leases = purse.leases.iter();
            let others = leases.map(|(number, lease)| key(lease.provider, account, *number));
            keys.extend(others.filter(|key| *key != first));
            keys.truncate(MAX_BATCH - 1);
        }
        let sender = match by {
            ClosedBy::Tenant => PEOPLE[purse.owner].to_string(),
            ClosedBy::Provider => format!("provider{}", first.provider),
            ClosedBy::Anyone => "eve".to_string(),
        };
        let party = |key: &LeaseKey| match by {
            ClosedBy::Provider if key.provider != first.provider => ClosedBy::Anyone,
            by => by,
        };
        let named: Vec<_> = keys.iter().map(|key| (key.lease.0, party(key))).collect();
        let (ended, refused) = purse.close(&named, reason, self.moment);
        let mut passed_over = keys.clone();
        passed_over.retain(|key| refused.contains(&key.lease.0));
        let gone = self.ended(gone).filter(|key| key.account == account);
        keys.extend(gone);
        passed_over.extend(gone);
        let done = self.world.close(&sender, &keys, reason);
        if passed_over.len() == keys.len() {
            return assert!(done.is_err(), "{done:?}");
        }
        let done = done.unwrap();
        self.passed_over(&done, &passed_over);
        self.end(&done, ended.into_iter().map(|end| (account, end)).collect());
    }

    fn ended(&self, index: Option<Index>) -> Option<LeaseKey> {
        let index = index.filter(|_| !self.gone.is_empty())?;
        Some(*index.get(&self.gone))
    }

    fn missing(&self, lease: LeaseKey) -> ContractError {
        let account = lease.account;
        if self.purses.contains_key(&account) {
            ContractError::LeaseNotFound { lease }
        } else {
            ContractError::AccountNotFound { account }
        }
    }

    fn passed_over(&self, done: &[Event], expected: &[LeaseKey]) {
        let told = events::<LeasePassedOver>(done).into_iter();
        let told = told.map(|event| key(event.provider.0, event.account, event.lease.0));
        assert_eq!(told.collect::<Vec<_>>(), expected);
    }

    fn close_account(&mut self, who: &str, id: AccountId) {
        let purse = self.purses.get_mut(&id).unwrap();
        let done = self.world.close_account(who, id);
        let by = match (who, purse.overdue(self.moment.now)) {
            ("eve", false) => {
                return assert!(matches!(done, Err(ContractError::NotOverdue { .. })));
            }
            ("eve", true) => ClosedBy::Anyone,
            _ => ClosedBy::Tenant,
        };
        let done = done.unwrap();
        let ended = purse.close_all(by, self.moment).into_iter();
        let left = purse.leases.is_empty();
        self.end(&done, ended.map(|end| (id, end)).collect());
        let closed = events::<AccountClosed>(&done);
        assert_eq!(closed.len(), usize::from(left));
        for closed in closed {
            self.left(id, closed.refunded, closed.fees_pico);
        }
        self.remove(&done);
    }

    fn collect(&mut self, accounts: Vec<Index>) {
        let ids = accounts.into_iter();
        let mut ids: Vec<AccountId> = ids.filter_map(|index| self.account(index)).collect();
        ids.sort();
        ids.dedup();
        let done = self.world.collect(&ids).unwrap();
        for collected in events::<FeesCollected>(&done) {
            let purse = self.purses.get_mut(&collected.account).unwrap();
            let fees = std::mem::take(&mut purse.fees);
            assert_eq!(fees, collected.fees_pico.0);
            self.protocol[usize::from(purse.usd)] += fees;
        }
    }

    /// Somebody took so many units, and left a fraction of one at most to the protocol.
    fn left(&mut self, id: AccountId, units: Micro, fees_pico: Pico) {
        assert!(fees_pico.0 < UNIT, "{fees_pico:?}");
        let purse = self.purses.get_mut(&id).unwrap();
        purse.balance -= units.0 * UNIT + fees_pico.0;
        purse.fees += fees_pico.0;
    }

    /// Leases that ended: the statement of each is what the ledger says.
    fn end(&mut self, done: &[Event], expected: Vec<(AccountId, Ended)>) {
        let closed = events::<LeaseClosed>(done).into_iter();
        let closed: Vec<_> = closed
            .map(|event| {
                let ended = Ended {
                    lease: event.lease.0,
                    provider: event.provider.0,
                    reason: event.reason,
                    by: event.by,
                    seconds: event.seconds.0,
                    paid: event.paid.0,
                    fees: event.fees_pico.0,
                    forfeited: event.forfeited_pico.0,
                };
                (event.account, ended)
            })
            .collect();
        assert_eq!(closed, expected);
        for (account, ended) in expected {
            let usd = self.purses[&account].usd;
            let earned = self.earned.entry((usd, ended.provider)).or_default();
            *earned += ended.paid;
            self.protocol[usize::from(usd)] += ended.forfeited;
            if !usd {
                self.forfeited += ended.forfeited;
            }
            self.gone.push(key(ended.provider, account, ended.lease));
        }
    }

    fn remove(&mut self, done: &[Event]) {
        for removed in events::<AccountRemoved>(done) {
            let purse = self.purses.remove(&removed.account).unwrap();
            assert!(purse.leases.is_empty());
            let rest = purse.balance + purse.fees;
            assert_eq!(removed.fees_pico.0, rest);
            self.protocol[usize::from(purse.usd)] += rest;
        }
    }

    /// Contract and ledger agree in every figure.
    fn compare(&mut self) {
        let query = QueryMsg::Accounts {
            owner: None,
            start_after: None,
            limit: Some(100),
        };
        let accounts: AccountsResponse = self.world.query(query).unwrap();
        assert_eq!(accounts.accounts.len(), self.purses.len());
        for account in accounts.accounts {
            let purse = &self.purses[&account.account];
            assert_eq!(account.balance.0, purse.balance / UNIT);
            assert_eq!(account.fees.0, purse.fees / UNIT);
            assert_eq!(account.clock, Seconds(purse.clock));
            let rates = (account.rate, account.pending_rate);
            assert_eq!(rates, (Rate(purse.due()), Rate(purse.reserved())));
            for (number, lease) in &purse.leases {
                let key = key(lease.provider, account.account, *number);
                let told = self.world.lease_of(key);
                assert_eq!(told.seconds, Seconds(lease.billed()));
                assert_eq!(told.paid.0 + told.owed.0, lease.payable());
                let as_told = match told.state {
                    LeaseState::Pending { .. } => lease.phase == Phase::Waiting,
                    LeaseState::Ready { .. } => lease.phase == Phase::Ready,
                    LeaseState::Active { .. } => !lease.waits(),
                };
                assert!(as_told, "{:?}, {:?}", told.state, lease.phase);
            }
        }
        self.world.assert_balanced();
    }

    /// Leases end, owners and sponsors take what is theirs, what was held is claimed.
    fn everybody_leaves(&mut self) {
        self.world.outside.refusing.clear();
        let ids: Vec<AccountId> = self.purses.keys().copied().collect();
        for id in ids {
            // More leases than one message ends are ended by several.
            while self
                .purses
                .get(&id)
                .is_some_and(|purse| !purse.leases.is_empty())
            {
                self.close_account(PEOPLE[self.purses[&id].owner], id);
            }
            if let Some(purse) = self.purses.get(&id) {
                self.close_account(PEOPLE[purse.owner], id);
            }
            self.sponsors_leave(id);
        }
        let query = QueryMsg::Claimable {
            payee: None,
            start_after: None,
            limit: Some(100),
        };
        let held: ClaimableResponse = self.world.query(query).unwrap();
        for row in held.claimable {
            let (payee, asset) = (row.payee, row.asset);
            self.world
                .send("keeper", ExecuteMsg::Claim { payee, asset })
                .unwrap();
        }
        self.world.collect(&[]).unwrap();
    }

    fn sponsors_leave(&mut self, id: AccountId) {
        let query = QueryMsg::Sponsors {
            account: id,
            start_after: None,
            limit: Some(100),
        };
        let sponsors: SponsorsResponse = match self.world.query(query) {
            Ok(sponsors) => sponsors,
            Err(ContractError::AccountNotFound { .. }) => return,
            Err(error) => panic!("{error}"),
        };
        for sponsor in sponsors.sponsors {
            let named = |name: &&str| addr(name).as_str() == sponsor.sponsor;
            let name = PEOPLE.into_iter().find(named).unwrap();
            match self.world.withdraw_deposit(name, id, None) {
                Ok(done) => {
                    let taken: DepositWithdrawn = told(&done);
                    self.left(id, taken.amount, taken.fees_pico);
                    self.remove(&done);
                }
                // With the last whole unit the account goes, and with it fractions of others; a
                // stake that was spent to the last pico-unit is worth nothing.
                Err(
                    ContractError::AccountNotFound { .. } | ContractError::NothingToWithdraw { .. },
                ) => {}
                Err(error) => panic!("{error}"),
            }
        }
    }

    fn assert_empty(&self) {
        for (asset, usd) in [(CREDIT, false), (USD, true)] {
            assert_eq!(self.world.held(asset, "escrow"), 0);
            for who in PEOPLE {
                assert!(self.world.held(asset, who) <= 0, "{who} gained");
            }
            for provider in 1..=PROVIDERS {
                let earned = self.earned.get(&(usd, provider)).copied();
                let held = self.world.held(asset, &format!("provider{provider}"));
                assert_eq!(held.unsigned_abs(), earned.unwrap_or_default());
            }
            let burned = if usd { 0 } else { self.world.outside.burned };
            let treasury = self.world.held(asset, "treasury").unsigned_abs();
            let protocol = self.protocol[usize::from(usd)];
            assert_eq!((burned + treasury) * UNIT, protocol);
        }
        assert!((self.world.outside.burned + 1) * UNIT > self.forfeited);
    }
}

proptest! {
    #[test]
    fn every_life_ends_with_nothing_left(steps in prop::collection::vec(steps(), 1..60)) {
        let mut model = Model::new();
        for step in steps {
            model.step(step);
            model.compare();
        }
        model.everybody_leaves();
        model.assert_empty();
    }
}
