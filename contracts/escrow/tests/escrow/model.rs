//! Random lives of the escrow against a ledger of its own, kept second by second, lease by lease.
//!
//! After every step balances, debts and holdings agree; in the end everybody leaves and the escrow
//! holds nothing at all.

use std::collections::BTreeMap;

use cosmwasm_std::Event;
use proptest::prelude::*;
use proptest::sample::Index;
use tender_interfaces::escrow::{
    AccountsResponse, ClaimableResponse, CloseReason, ExecuteMsg, QueryMsg, SponsorsResponse,
};
use tender_interfaces::events::{
    AccountClosed, AccountRemoved, DepositWithdrawn, FeesCollected, LeaseClosed,
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
    Withdraw {
        leases: Vec<Index>,
    },
    Sync {
        account: Index,
    },
    CloseLease {
        lease: Index,
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
        3 => prop::collection::vec(index(), 1..4).prop_map(|leases| Step::Withdraw { leases }),
        2 => index().prop_map(|account| Step::Sync { account }),
        2 => (index(), closer).prop_map(|(lease, by)| Step::CloseLease { lease, by }),
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
    next_lease: u64,
}

impl Model {
    fn new() -> Self {
        Self {
            world: World::new(),
            purses: BTreeMap::new(),
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
            Step::Withdraw { leases } => {
                let mut keys: Vec<LeaseKey> = leases
                    .into_iter()
                    .filter_map(|index| self.lease(index))
                    .collect();
                keys.dedup();
                let _ = self.world.withdraw(&keys);
            }
            Step::Sync { account } => {
                if let Some(account) = self.account(account) {
                    let accounts = vec![account];
                    self.world
                        .send("keeper", ExecuteMsg::Sync { accounts })
                        .unwrap();
                }
            }
            Step::CloseLease { lease, by } => self.close_lease(lease, by),
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
        let id = match usd {
            true => self.world.open_usd(PEOPLE[owner], amount),
            false => self.world.open(PEOPLE[owner], amount),
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
        let done = match self.purses[&id].usd {
            true => {
                let coins = cosmwasm_std::coins(amount, "uusd");
                self.world
                    .send_with(who, ExecuteMsg::Deposit { account: id }, &coins)
            }
            false => self.world.deposit(who, id, amount),
        };
        if done.is_ok() {
            self.purses.get_mut(&id).unwrap().balance += amount * UNIT;
        }
    }

    fn withdraw_deposit(&mut self, who: Index, account: Index, amount: Option<u128>) {
        let Some(id) = self.account(account) else {
            return;
        };
        let Ok(done) = self
            .world
            .withdraw_deposit(PEOPLE[who.index(PEOPLE.len())], id, amount)
        else {
            return;
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
        if self.world.send("orderbook", msg).is_ok() {
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
    }

    fn close_lease(&mut self, lease: Index, by: Closer) {
        let Some(key) = self.lease(lease) else {
            return;
        };
        let purse = &self.purses[&key.account];
        let provider = format!("provider{}", purse.leases[&key.lease].provider);
        let closed = match by {
            Closer::Tenant => self
                .world
                .close(PEOPLE[purse.owner], &[key], CloseReason::Done),
            Closer::Provider => self.world.close(&provider, &[key], CloseReason::Unstable),
            Closer::Anyone => self.world.close("eve", &[key], CloseReason::Starved),
        };
        self.end(&closed.unwrap_or_default());
    }

    fn close_account(&mut self, who: &str, id: AccountId) {
        let Ok(done) = self.world.close_account(who, id) else {
            return;
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
        let accounts: AccountsResponse = self.world.ask(query).unwrap();
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
            let sponsors: SponsorsResponse = match self.world.ask(query) {
                Ok(sponsors) => sponsors,
                Err(_) => continue,
            };
            for sponsor in sponsors.sponsors {
                let named = |name: &&str| addr(name).as_str() == sponsor.sponsor;
                let name = PEOPLE.into_iter().find(named).unwrap();
                let _ = self.world.withdraw_deposit(name, id, None);
            }
        }
        let query = QueryMsg::Claimable {
            start_after: None,
            limit: Some(100),
        };
        let held: ClaimableResponse = self.world.ask(query).unwrap();
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
