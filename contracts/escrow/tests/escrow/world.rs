//! The world of these tests: one escrow, block time that moves, a ledger for every asset, and a chain
//! that rolls back what fails.

use std::collections::{BTreeMap, BTreeSet};

use cosmwasm_schema::serde::de::DeserializeOwned;
use cosmwasm_std::testing::{
    message_info, mock_dependencies, mock_env, MockApi, MockQuerier, MockStorage,
};
use cosmwasm_std::{
    coins, from_json, to_json_binary, Addr, BankMsg, Binary, Coin, ContractResult, CosmosMsg, Env,
    Event, HexBinary, Order, OwnedDeps, Reply, ReplyOn, Response, StdError, Storage, SubMsg,
    SubMsgResult, SystemResult, Timestamp, Uint128, WasmMsg,
};
use cw20::{BalanceResponse, Cw20ExecuteMsg, Cw20ReceiveMsg};
use tender_escrow::contract::{execute, instantiate, query, reply};
use tender_escrow::ContractError;
use tender_interfaces::bme;
use tender_interfaces::escrow::{
    AccountResponse, CloseReason, ExecuteMsg, InstantiateMsg, LeaseResponse, NewLease, Params,
    QueryMsg, ReceiveMsg,
};
use tender_interfaces::invariants::InvariantsResponse;
use tender_interfaces::orderbook;
use tender_types::{
    AccountId, AskId, Asset, AssetIndex, Bps, ClassId, LeaseId, LeaseKey, ProviderId, Rate,
};

/// When the escrow opens, in seconds.
pub const START: u64 = 1_800_000_000;
/// One micro-unit per second.
pub const UNIT: u128 = 1_000_000;
pub const RUNWAY: u64 = 60;
pub const GRACE: u64 = 300;
pub const CREDIT: AssetIndex = 0;
pub const USD: AssetIndex = 1;
pub const TOKEN: AssetIndex = 2;

pub type Events = Result<Vec<Event>, ContractError>;

pub struct World {
    pub deps: OwnedDeps<MockStorage, MockApi, MockQuerier>,
    pub now: u64,
    /// Holdings by asset. Everybody but the escrow starts at zero and may fall below it.
    pub money: BTreeMap<(AssetIndex, Addr), i128>,
    /// Credit that was burned.
    pub burned: u128,
    /// Those who cannot be paid.
    pub refusing: BTreeSet<Addr>,
    /// Whether the book refuses releases.
    pub book_is_broken: bool,
    /// Units that went back to the book.
    pub released: Vec<orderbook::Release>,
    /// Messages of the last transaction.
    pub sent: Vec<SubMsg>,
}

pub fn addr(name: &str) -> Addr {
    MockApi::default().addr_make(name)
}

pub fn params() -> Params {
    Params {
        take: Bps(200),
        burn: Bps(7_500),
        min_runway: RUNWAY,
        grace: GRACE,
    }
}

pub fn instantiation() -> InstantiateMsg {
    InstantiateMsg {
        owner: addr("gov").into(),
        guardian: Some(addr("gil").into()),
        credit: addr("credit").into(),
        treasury: addr("treasury").into(),
        orderbook: Some(addr("orderbook").into()),
        auction: Some(addr("auction").into()),
        params: params(),
    }
}

pub fn key(account: AccountId, lease: u64) -> LeaseKey {
    let lease = LeaseId(lease);
    LeaseKey { account, lease }
}

/// A lease of one unit from `provider`, paid to the address of that name and from its ask 7.
pub fn lease(id: u64, provider: u32, pico_per_second: u128) -> NewLease {
    NewLease {
        lease: LeaseId(id),
        provider: ProviderId(provider),
        payee: payee(provider).into(),
        class: ClassId(3),
        units: 1,
        rate: Rate(pico_per_second),
        ask: Some(AskId(7)),
        tier: 2,
    }
}

pub fn payee(provider: u32) -> Addr {
    addr(&format!("provider{provider}"))
}

/// The only event of type `E`.
#[track_caller]
pub fn told<E: for<'e> TryFrom<&'e Event>>(events: &[Event]) -> E {
    let mut all = all_told(events);
    assert_eq!(all.len(), 1, "{events:?}");
    all.remove(0)
}

pub fn all_told<E: for<'e> TryFrom<&'e Event>>(events: &[Event]) -> Vec<E> {
    events
        .iter()
        .filter_map(|event| E::try_from(event).ok())
        .collect()
}

impl World {
    /// An escrow with the credit, the denom `uusd` and a cw20 token.
    pub fn new() -> Self {
        let mut world = Self::bare(&instantiation()).unwrap();
        for asset in [
            Asset::Native {
                denom: "uusd".to_string(),
            },
            Asset::Cw20 {
                contract: addr("token").into(),
            },
        ] {
            world.send("gov", ExecuteMsg::AddAsset { asset }).unwrap();
        }
        world
    }

    pub fn bare(msg: &InstantiateMsg) -> Result<Self, ContractError> {
        let mut deps = mock_dependencies();
        let info = message_info(&addr("deployer"), &[]);
        instantiate(deps.as_mut(), mock_env(), info, msg.clone())?;
        Ok(Self {
            deps,
            now: START,
            money: BTreeMap::new(),
            burned: 0,
            refusing: BTreeSet::new(),
            book_is_broken: false,
            released: vec![],
            sent: vec![],
        })
    }

    pub fn env(&self) -> Env {
        let mut env = mock_env();
        env.block.time = Timestamp::from_seconds(self.now);
        env.contract.address = addr("escrow");
        env
    }

    pub fn advance(&mut self, seconds: u64) -> &mut Self {
        self.now += seconds;
        self
    }

    pub fn send(&mut self, sender: &str, msg: ExecuteMsg) -> Events {
        self.send_with(sender, msg, &[])
    }

    pub fn send_with(&mut self, sender: &str, msg: ExecuteMsg, funds: &[Coin]) -> Events {
        self.transaction(&addr(sender), msg, funds, None)
    }

    /// Runs a message and what follows from it, or nothing of it.
    fn transaction(
        &mut self,
        sender: &Addr,
        msg: ExecuteMsg,
        funds: &[Coin],
        credited: Option<(AssetIndex, &Addr, u128)>,
    ) -> Events {
        let rows: Vec<_> = self
            .deps
            .storage
            .range(None, None, Order::Ascending)
            .collect();
        let before = (self.money.clone(), self.burned, self.released.clone());
        for coin in funds.iter().filter(|coin| coin.denom == "uusd") {
            self.pay(USD, sender, &addr("escrow"), coin.amount.u128());
        }
        if let Some((asset, from, amount)) = credited {
            self.pay(asset, from, &addr("escrow"), amount);
        }
        let info = message_info(sender, funds);
        let env = self.env();
        let answer = execute(self.deps.as_mut(), env, info, msg);
        let outcome = answer.and_then(|response| self.follow(response));
        if outcome.is_err() {
            self.deps.storage = MockStorage::new();
            for (key, value) in rows {
                self.deps.storage.set(&key, &value);
            }
            (self.money, self.burned, self.released) = before;
        }
        outcome
    }

    fn follow(&mut self, response: Response) -> Events {
        let mut events = response.events;
        self.sent = response.messages.clone();
        for message in response.messages {
            if self.deliver(&message.msg) {
                continue;
            }
            if message.reply_on == ReplyOn::Never {
                return Err(StdError::generic_err("a message failed").into());
            }
            let failed = Reply {
                id: message.id,
                payload: message.payload,
                gas_used: 0,
                result: SubMsgResult::Err("failed".to_string()),
            };
            let env = self.env();
            events.extend(reply(self.deps.as_mut(), env, failed)?.events);
        }
        Ok(events)
    }

    /// Does what a message of the escrow asks for; `false` when it fails, with nothing done.
    fn deliver(&mut self, message: &CosmosMsg) -> bool {
        match message {
            CosmosMsg::Bank(BankMsg::Send { to_address, amount }) => {
                let micro = amount[0].amount.u128();
                assert_eq!(*amount, coins(micro, "uusd"));
                self.pay_out(USD, &[(to_address.clone(), micro)])
            }
            CosmosMsg::Wasm(WasmMsg::Execute {
                contract_addr,
                msg,
                funds,
            }) => {
                assert!(funds.is_empty());
                let contract = Addr::unchecked(contract_addr);
                if contract == addr("orderbook") {
                    return self.release(msg);
                }
                if contract == addr("token") {
                    let Cw20ExecuteMsg::Transfer { recipient, amount } = from_json(msg).unwrap()
                    else {
                        panic!("not a transfer")
                    };
                    return self.pay_out(TOKEN, &[(recipient, amount.u128())]);
                }
                assert_eq!(contract, addr("credit"));
                self.credit(msg)
            }
            other => panic!("the escrow sends no {other:?}"),
        }
    }

    fn credit(&mut self, msg: &Binary) -> bool {
        match from_json(msg).unwrap() {
            bme::ExecuteMsg::Pay { payments } => {
                assert!(payments.len() <= bme::MAX_PAYMENTS);
                let payments: Vec<_> = payments
                    .into_iter()
                    .map(|each| (each.to, each.amount.u128()))
                    .collect();
                self.pay_out(CREDIT, &payments)
            }
            bme::ExecuteMsg::Burn { amount } => {
                self.burned += amount.u128();
                *self.money.entry((CREDIT, addr("escrow"))).or_default() -=
                    i128::try_from(amount.u128()).unwrap();
                true
            }
            other => panic!("the escrow asks the credit for no {other:?}"),
        }
    }

    fn release(&mut self, msg: &Binary) -> bool {
        let orderbook::ExecuteMsg::Release { releases } = from_json(msg).unwrap() else {
            panic!("not a release")
        };
        assert!(releases.len() <= orderbook::MAX_BATCH);
        if !self.book_is_broken {
            self.released.extend(releases);
        }
        !self.book_is_broken
    }

    fn pay_out(&mut self, asset: AssetIndex, payments: &[(String, u128)]) -> bool {
        let refused = |(to, _): &(String, u128)| self.refusing.contains(&Addr::unchecked(to));
        if payments.iter().any(refused) {
            return false;
        }
        for (to, amount) in payments {
            assert!(*amount > 0, "a payment of nothing");
            self.pay(asset, &addr("escrow"), &Addr::unchecked(to), *amount);
        }
        true
    }

    fn pay(&mut self, asset: AssetIndex, from: &Addr, to: &Addr, amount: u128) {
        let amount = i128::try_from(amount).unwrap();
        *self.money.entry((asset, from.clone())).or_default() -= amount;
        *self.money.entry((asset, to.clone())).or_default() += amount;
        let held = self.money[&(asset, addr("escrow"))];
        assert!(held >= 0, "the escrow paid {} it did not have", -held);
    }

    /// A cw20 arrives, of the asset given, from its sender, with an inner message.
    pub fn receive(&mut self, asset: AssetIndex, from: &str, amount: u128, msg: Binary) -> Events {
        let contract = match asset {
            CREDIT => addr("credit"),
            TOKEN => addr("token"),
            _ => addr("stranger"),
        };
        let from = addr(from);
        let msg = ExecuteMsg::Receive(Cw20ReceiveMsg {
            sender: from.to_string(),
            amount: amount.into(),
            msg,
        });
        self.transaction(&contract, msg, &[], Some((asset, &from, amount)))
    }

    /// Opens an account with micro-units of credit.
    pub fn open(&mut self, who: &str, amount: u128) -> AccountId {
        let msg = to_json_binary(&ReceiveMsg::OpenAccount {}).unwrap();
        let events = self.receive(CREDIT, who, amount, msg).unwrap();
        told::<tender_interfaces::events::AccountOpened>(&events).account
    }

    /// Opens an account with `uusd`.
    pub fn open_usd(&mut self, who: &str, amount: u128) -> AccountId {
        let coins = coins(amount, "uusd");
        let events = self
            .send_with(who, ExecuteMsg::OpenAccount {}, &coins)
            .unwrap();
        told::<tender_interfaces::events::AccountOpened>(&events).account
    }

    pub fn deposit(&mut self, who: &str, account: AccountId, amount: u128) -> Events {
        let msg = to_json_binary(&ReceiveMsg::Deposit { account }).unwrap();
        self.receive(CREDIT, who, amount, msg)
    }

    pub fn take_back(&mut self, who: &str, account: AccountId, amount: Option<u128>) -> Events {
        let amount = amount.map(Uint128::new);
        self.send(who, ExecuteMsg::TakeBack { account, amount })
    }

    /// The book opens leases on an account of `tenant` that holds credit.
    pub fn lease(&mut self, tenant: &str, account: AccountId, leases: Vec<NewLease>) -> Events {
        self.send("orderbook", opening(tenant, account, CREDIT, leases))
    }

    pub fn withdraw(&mut self, leases: &[LeaseKey]) -> Events {
        let leases = leases.to_vec();
        self.send("keeper", ExecuteMsg::Withdraw { leases })
    }

    pub fn close(&mut self, who: &str, leases: &[LeaseKey], reason: CloseReason) -> Events {
        let leases = leases.to_vec();
        self.send(who, ExecuteMsg::CloseLeases { leases, reason })
    }

    pub fn close_account(&mut self, who: &str, account: AccountId) -> Events {
        self.send(who, ExecuteMsg::CloseAccount { account })
    }

    pub fn collect(&mut self, accounts: &[AccountId]) -> Events {
        let accounts = accounts.to_vec();
        self.send("keeper", ExecuteMsg::CollectFees { accounts })
    }

    pub fn held(&self, asset: AssetIndex, who: &str) -> i128 {
        self.money
            .get(&(asset, addr(who)))
            .copied()
            .unwrap_or_default()
    }

    pub fn ask<T: DeserializeOwned>(&self, msg: QueryMsg) -> Result<T, ContractError> {
        query(self.deps.as_ref(), self.env(), msg).map(|answer| from_json(answer).unwrap())
    }

    pub fn account(&self, account: AccountId) -> AccountResponse {
        self.ask(QueryMsg::Account { account }).unwrap()
    }

    pub fn lease_of(&self, account: AccountId, lease: u64) -> LeaseResponse {
        let lease = key(account, lease);
        self.ask(QueryMsg::Lease { lease }).unwrap()
    }

    /// Sums over all pages, and totals; panics when a check does not hold.
    pub fn ledger(&mut self, limit: u32) -> (BTreeMap<String, u128>, BTreeMap<String, u128>) {
        self.report_holdings();
        let (mut sums, mut start_after) = (BTreeMap::new(), None);
        loop {
            let limit = Some(limit);
            let page: InvariantsResponse = self
                .ask(QueryMsg::Invariants { start_after, limit })
                .unwrap();
            for check in page.checks {
                assert!(check.holds, "{}: {}", check.name, check.detail);
            }
            for sum in page.sums {
                *sums.entry(sum.name).or_default() += sum.amount.u128();
            }
            if page.next.is_none() {
                let totals = page.totals.into_iter();
                return (
                    sums,
                    totals
                        .map(|total| (total.name, total.amount.u128()))
                        .collect(),
                );
            }
            start_after = page.next;
        }
    }

    /// What is owed is what is held, in every asset, to the pico-unit.
    #[track_caller]
    pub fn assert_balanced(&mut self) {
        let (sums, totals) = self.ledger(100);
        assert_eq!(sums, totals);
    }

    /// Lets the querier answer with the ledger's balances of the escrow.
    fn report_holdings(&mut self) {
        let held = |asset| u128::try_from(self.held(asset, "escrow")).unwrap();
        let usd = coins(held(USD), "uusd");
        let cw20s = BTreeMap::from([
            (addr("credit").to_string(), held(CREDIT)),
            (addr("token").to_string(), held(TOKEN)),
        ]);
        self.deps.querier.bank.update_balance(addr("escrow"), usd);
        self.deps
            .querier
            .update_wasm(move |question| match question {
                cosmwasm_std::WasmQuery::Smart { contract_addr, .. } => {
                    let balance = cw20s[contract_addr].into();
                    let answer = to_json_binary(&BalanceResponse { balance }).unwrap();
                    SystemResult::Ok(ContractResult::Ok(answer))
                }
                other => panic!("the escrow asks no {other:?}"),
            });
    }
}

pub fn opening(
    tenant: &str,
    account: AccountId,
    asset: AssetIndex,
    leases: Vec<NewLease>,
) -> ExecuteMsg {
    ExecuteMsg::OpenLeases {
        tenant: addr(tenant).into(),
        account,
        asset,
        manifest_hash: HexBinary::from(&[9; 32]),
        leases,
    }
}
