//! Random lives of the escrow against a ledger of its own, kept second by second, lease by lease.
//!
//! After every step balances, debts and holdings agree; in the end everybody leaves and the escrow
//! holds nothing at all.

use std::collections::BTreeMap;

use cosmwasm_std::Event;
use proptest::prelude::*;
use proptest::sample::Index;
use tender_escrow::ContractError;
use tender_guard::GuardError;
use tender_interfaces::escrow::{
    AccountsResponse, ClaimableResponse, CloseReason, ExecuteMsg, QueryMsg, SponsorsResponse,
    MAX_BATCH,
};
use tender_interfaces::events::{
    AccountClosed, AccountRemoved, DepositWithdrawn, FeesCollected, LeaseClosed, LeasePassedOver,
};
use tender_testkit::solo::{addr, events};
use tender_types::{AccountId, LeaseId, LeaseKey, Micro, Pico, Rate};

use crate::world::{lease, order, payee, told, World, CREDIT, UNIT, USD};

const PEOPLE: [&str; 4] = ["ana", "ben", "cat", "dan"];
const PROVIDERS: u32 = 3;

#[derive(Clone, Debug)]
enum Step {
    Advance(u64),
    Open {
        who: Index,
        amount: u128,
        usd: bool,
    },
    Deposit {
        who: Index,
        account: Index,
        amount: u128,
    },
    WithdrawDeposit {
        who: Index,
        account: Index,
        amount: Option<u128>,
    },
    Lease {
        account: Index,
        provider: u32,
        rate: u128,
    },
    /// Some leases that run, and one that has ended, if there is one.
    Withdraw {
        leases: Vec<Index>,
        gone: Option<Index>,
    },
    Sync {
        account: Index,
    },
    /// A lease, or all of its account, and one that has ended, if there is one.
    CloseLeases {
        lease: Index,
        all: bool,
        gone: Option<Index>,
        by: Closer,
    },
    CloseAccount {
        account: Index,
        own: bool,
    },
    Collect {
        accounts: Vec<Index>,
    },
    Refuse {
        provider: u32,
    },
    Accept,
}

#[derive(Clone, Copy, Debug)]
enum Closer {
    Tenant,
    Provider,
    Anyone,
}

fn steps() -> impl Strategy<Value = Step> {
    let index = any::<Index>;
    let closer = prop_oneof![
        Just(Closer::Tenant),
        Just(Closer::Provider),
        Just(Closer::Anyone)
    ];
    prop_oneof![
        4 => (0u64..150).prop_map(Step::Advance),
        1 => (300u64..500).prop_map(Step::Advance),
        1 => (index(), 1u128..2_000, any::<bool>())
            .prop_map(|(who, amount, usd)| Step::Open { who, amount, usd }),
        3 => (index(), index(), 1u128..1_000)
            .prop_map(|(who, account, amount)| Step::Deposit { who, account, amount }),
        3 => (index(), index(), prop::option::of(1u128..500))
            .prop_map(|(who, account, amount)| Step::WithdrawDeposit { who, account, amount }),
        4 => (index(), 1..=PROVIDERS, 1u128..9_000_000)
            .prop_map(|(account, provider, rate)| Step::Lease { account, provider, rate }),
        3 => (prop::collection::vec(index(), 0..4), prop::option::of(index()))
            .prop_map(|(leases, gone)| Step::Withdraw { leases, gone }),
        2 => index().prop_map(|account| Step::Sync { account }),
        2 => (index(), any::<bool>(), prop::option::of(index()), closer)
            .prop_map(|(lease, all, gone, by)| Step::CloseLeases { lease, all, gone, by }),
        1 => (index(), any::<bool>())
            .prop_map(|(account, own)| Step::CloseAccount { account, own }),
        1 => prop::collection::vec(index(), 0..3).prop_map(|accounts| Step::Collect { accounts }),
        1 => (1..=PROVIDERS).prop_map(|provider| Step::Refuse { provider }),
        1 => Just(Step::Accept),
    ]
}

/// What the model knows of a lease, in pico-units.
#[derive(Clone, Debug)]
struct Rented {
    provider: u32,
    net: u128,
    fee: u128,
    earned: u128,
}

/// What the model knows of an account, in pico-units.
#[derive(Clone, Debug)]
struct Purse {
    owner: usize,
    usd: bool,
    balance: u128,
    fees: u128,
    leases: BTreeMap<LeaseId, Rented>,
}

impl Purse {
    /// One second: everybody is paid, or nobody.
    fn tick(&mut self) {
        let due: u128 = self
            .leases
            .values()
            .map(|lease| lease.net + lease.fee)
            .sum();
        if self.balance < due {
            return;
        }
        self.balance -= due;
        for lease in self.leases.values_mut() {
            lease.earned += lease.net;
            self.fees += lease.fee;
        }
    }
}

struct Model {
    world: World,
    purses: BTreeMap<AccountId, Purse>,
    /// Leases that have ended.
    gone: Vec<LeaseKey>,
    next_lease: u64,
}

impl Model {
    fn new() -> Self {
        Self {
            world: World::new(),
            purses: BTreeMap::new(),
            gone: vec![],
            next_lease: 1,
        }
    }

    fn account(&self, index: Index) -> Option<AccountId> {
        let ids: Vec<AccountId> = self.purses.keys().copied().collect();
        (!ids.is_empty()).then(|| *index.get(&ids))
    }

    fn lease(&self, index: Index) -> Option<LeaseKey> {
        let of = |(id, purse): (&AccountId, &Purse)| {
            let account = *id;
            let key = |lease: &LeaseId| LeaseKey {
                account,
                lease: *lease,
            };
            purse.leases.keys().map(key).collect::<Vec<_>>()
        };
        let keys: Vec<LeaseKey> = self.purses.iter().flat_map(of).collect();
        (!keys.is_empty()).then(|| *index.get(&keys))
    }

    /// Tries a step; refusals change nothing.
    fn step(&mut self, step: Step) {
        match step {
            Step::Advance(seconds) => self.advance(seconds),
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
                provider,
                rate,
            } => self.rent(account, provider, rate),
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
            } => self.close_leases(lease, all, gone, by),
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
            Step::Collect { accounts } => {
                let mut ids: Vec<AccountId> = accounts
                    .into_iter()
                    .filter_map(|index| self.account(index))
                    .collect();
                ids.sort();
                ids.dedup();
                let done = self.world.collect(&ids).unwrap();
                for collected in events::<FeesCollected>(&done) {
                    let purse = self.purses.get_mut(&collected.account).unwrap();
                    assert_eq!(std::mem::take(&mut purse.fees), collected.fees_pico.0);
                }
            }
            Step::Refuse { provider } => {
                self.world.outside.refusing.insert(payee(provider));
            }
            Step::Accept => self.world.outside.refusing.clear(),
        }
    }

    fn advance(&mut self, seconds: u64) {
        self.world.advance(seconds);
        for purse in self.purses.values_mut() {
            (0..seconds).for_each(|_| purse.tick());
        }
    }

    fn open(&mut self, owner: usize, amount: u128, usd: bool) {
        let id = if usd {
            self.world.open_usd(PEOPLE[owner], amount)
        } else {
            self.world.open(PEOPLE[owner], amount)
        };
        let leases = BTreeMap::new();
        let balance = amount * UNIT;
        self.purses.insert(
            id,
            Purse {
                owner,
                usd,
                balance,
                fees: 0,
                leases,
            },
        );
    }

    fn deposit(&mut self, who: Index, account: Index, amount: u128) {
        let Some(id) = self.account(account) else {
            return;
        };
        let who = PEOPLE[who.index(PEOPLE.len())];
        let done = if self.purses[&id].usd {
            let coins = cosmwasm_std::coins(amount, "uusd");
            let msg = ExecuteMsg::Deposit { account: id };
            self.world.send_with(who, msg, &coins)
        } else {
            self.world.deposit(who, id, amount)
        };
        match done {
            Ok(_) => self.purses.get_mut(&id).unwrap().balance += amount * UNIT,
            Err(ContractError::AccountOverdue { .. }) => {}
            Err(error) => panic!("{error}"),
        }
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
        self.remove(&done);
    }

    fn rent(&mut self, account: Index, provider: u32, rate: u128) {
        let Some(id) = self.account(account) else {
            return;
        };
        let purse = self.purses.get_mut(&id).unwrap();
        let asset = if purse.usd { USD } else { CREDIT };
        let new = vec![lease(self.next_lease, provider, rate)];
        let msg = order(PEOPLE[purse.owner], id, asset, new);
        match self.world.send("orderbook", msg) {
            Ok(_) => {}
            Err(
                ContractError::InsufficientRunway { .. } | ContractError::AccountStarved { .. },
            ) => return,
            Err(error) => panic!("{error}"),
        }
        let fee = rate / 50;
        let rented = Rented {
            provider,
            net: rate - fee,
            fee,
            earned: 0,
        };
        purse.leases.insert(LeaseId(self.next_lease), rented);
        self.next_lease += 1;
    }

    /// Pays what runs; what has ended is told, or refused when there is nothing else.
    fn withdraw(&mut self, leases: Vec<Index>, gone: Option<Index>) {
        let mut keys: Vec<LeaseKey> = vec![];
        for index in leases {
            keys.extend(self.lease(index).filter(|key| !keys.contains(key)));
        }
        let running = keys.len();
        keys.extend(self.ended(gone));
        let done = self.world.withdraw(&keys);
        match (running, keys.first()) {
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
            _ => self.passed_over(&done.unwrap(), &keys[running..]),
        }
    }

    fn close_leases(&mut self, lease: Index, all: bool, gone: Option<Index>, by: Closer) {
        let Some(key) = self.lease(lease) else {
            return;
        };
        let account = key.account;
        let purse = &self.purses[&account];
        let mut keys = vec![key];
        if all {
            let leases = purse.leases.keys().filter(|lease| **lease != key.lease);
            keys.extend(leases.map(|lease| LeaseKey {
                account,
                lease: *lease,
            }));
        }
        let number = purse.leases[&key.lease].provider;
        let (sender, reason) = match by {
            Closer::Tenant => (PEOPLE[purse.owner].to_string(), CloseReason::Done),
            Closer::Provider => (format!("provider{number}"), CloseReason::Unstable),
            Closer::Anyone => ("eve".to_string(), CloseReason::Starved),
        };
        let mut passed_over = keys.clone();
        passed_over.retain(|key| {
            let others = purse.leases[&key.lease].provider != number;
            others && matches!(by, Closer::Provider)
        });
        let ended = self.ended(gone).filter(|key| key.account == account);
        keys.extend(ended);
        passed_over.extend(ended);
        match self.world.close(&sender, &keys, reason) {
            Ok(done) => {
                self.passed_over(&done, &passed_over);
                assert_eq!(
                    events::<LeaseClosed>(&done).len(),
                    keys.len() - passed_over.len()
                );
                self.end(&done);
            }
            Err(ContractError::NotOverdue { .. }) => assert!(matches!(by, Closer::Anyone)),
            Err(error) => panic!("{error}"),
        }
    }

    fn ended(&self, index: Option<Index>) -> Option<LeaseKey> {
        let index = index.filter(|_| !self.gone.is_empty())?;
        Some(*index.get(&self.gone))
    }

    fn missing(&self, key: LeaseKey) -> ContractError {
        let LeaseKey { account, lease } = key;
        if self.purses.contains_key(&account) {
            ContractError::LeaseNotFound { account, lease }
        } else {
            ContractError::AccountNotFound { account }
        }
    }

    fn passed_over(&self, done: &[Event], expected: &[LeaseKey]) {
        let told = events::<LeasePassedOver>(done).into_iter();
        let told: Vec<LeaseKey> = told
            .map(|event| LeaseKey {
                account: event.account,
                lease: event.lease,
            })
            .collect();
        assert_eq!(told, expected);
    }

    fn close_account(&mut self, who: &str, id: AccountId) {
        let done = match self.world.close_account(who, id) {
            Ok(done) => done,
            Err(ContractError::NotOverdue { .. }) if who == "eve" => return,
            Err(error) => panic!("{error}"),
        };
        self.end(&done);
        for closed in events::<AccountClosed>(&done) {
            self.left(id, closed.refunded, closed.fees_pico);
        }
        self.remove(&done);
    }

    /// Somebody took so many units, and left a fraction of one at most to the protocol.
    fn left(&mut self, id: AccountId, units: Micro, fees_pico: Pico) {
        assert!(fees_pico.0 < UNIT, "{fees_pico:?}");
        let purse = self.purses.get_mut(&id).unwrap();
        purse.balance -= units.0 * UNIT + fees_pico.0;
        purse.fees += fees_pico.0;
    }

    /// Leases that ended: the statement is what the model counted.
    fn end(&mut self, done: &[Event]) {
        for closed in events::<LeaseClosed>(done) {
            let purse = self.purses.get_mut(&closed.account).unwrap();
            let lease = purse.leases.remove(&closed.lease).unwrap();
            assert_eq!(closed.paid.0, lease.earned / UNIT);
            purse.fees += lease.earned % UNIT;
            self.gone.push(LeaseKey {
                account: closed.account,
                lease: closed.lease,
            });
        }
    }

    fn remove(&mut self, done: &[Event]) {
        for removed in events::<AccountRemoved>(done) {
            let purse = self.purses.remove(&removed.account).unwrap();
            assert!(purse.leases.is_empty());
            assert_eq!(removed.fees_pico.0, purse.balance + purse.fees);
        }
    }

    /// Contract and model agree in every figure.
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
            let rate = purse
                .leases
                .values()
                .map(|lease| lease.net + lease.fee)
                .sum();
            assert_eq!(account.rate, Rate(rate));
            for (id, lease) in &purse.leases {
                let told = self.world.lease_of(account.account, id.0);
                assert_eq!(told.paid.0 + told.owed.0, lease.earned / UNIT);
            }
        }
        self.world.assert_balanced();
    }

    /// Leases end, owners and sponsors take what is theirs, what was held is claimed.
    fn everybody_leaves(&mut self) {
        self.world.outside.refusing.clear();
        let ids: Vec<AccountId> = self.purses.keys().copied().collect();
        for id in ids {
            self.close_account(PEOPLE[self.purses[&id].owner], id);
            let query = QueryMsg::Sponsors {
                account: id,
                start_after: None,
                limit: Some(100),
            };
            let sponsors: SponsorsResponse = match self.world.query(query) {
                Ok(sponsors) => sponsors,
                Err(ContractError::AccountNotFound { .. }) => continue,
                Err(error) => panic!("{error}"),
            };
            for sponsor in sponsors.sponsors {
                let named = |name: &&str| addr(name).as_str() == sponsor.sponsor;
                let name = PEOPLE.into_iter().find(named).unwrap();
                match self.world.withdraw_deposit(name, id, None) {
                    // With the last whole unit the account goes, and with it fractions of others; a
                    // stake that was spent to the last pico-unit is worth nothing.
                    Ok(_)
                    | Err(
                        ContractError::AccountNotFound { .. }
                        | ContractError::NothingToWithdraw { .. },
                    ) => {}
                    Err(error) => panic!("{error}"),
                }
            }
        }
        let query = QueryMsg::Claimable {
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

    fn assert_empty(&self) {
        for asset in [CREDIT, USD] {
            assert_eq!(self.world.held(asset, "escrow"), 0);
            for who in PEOPLE {
                assert!(self.world.held(asset, who) <= 0, "{who} gained");
            }
        }
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
