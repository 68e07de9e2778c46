//! The world of these tests: an escrow by itself, a purse for everybody, a credit, a token and a book
//! that do what they are asked.

use std::collections::{BTreeMap, BTreeSet};

use cosmwasm_std::{
    coins, from_json, to_json_binary, Addr, BankMsg, Binary, Coin, CosmosMsg, Event, HexBinary,
    SubMsg, WasmMsg,
};
use cw20::{Cw20ExecuteMsg, Cw20ReceiveMsg};
use serde::de::DeserializeOwned;
use serde::Serialize;
use tender_escrow::contract::{execute, instantiate, query, reply};
use tender_escrow::state::ACCOUNTS;
use tender_escrow::ContractError;
use tender_interfaces::escrow::{
    AccountResponse, CloseReason, ExecuteMsg, InstantiateMsg, LeaseResponse, NewLease, Params,
    QueryMsg, ReceiveMsg, MAX_PENDING,
};
use tender_interfaces::events::{AccountOpened, LeaseOpened};
use tender_interfaces::invariants::InvariantsResponse;
use tender_interfaces::orderbook::{Draw, Units};
use tender_interfaces::{bme, orderbook};
use tender_testkit::solo::{addr, events, Entry, Outside, Purses, Solo, START};
use tender_types::{
    AccountId, Asset, AssetIndex, Bps, ClassId, LeaseId, LeaseKey, Micro, ProviderId, Rate,
    Resources, Seconds, Tier, Timestamp,
};

/// One micro-unit per second.
pub const UNIT: u128 = 1_000_000;
pub const RUNWAY: u64 = 60;
pub const GRACE: u64 = 300;
/// Seconds and blocks that a provider has for starting a lease, unless a test says otherwise.
pub const START_WITHIN: u64 = 40;
pub const START_BLOCKS: u32 = 5;
pub const CREDIT: AssetIndex = AssetIndex::CREDIT;
pub const USD: AssetIndex = AssetIndex(1);
pub const TOKEN: AssetIndex = AssetIndex(2);

pub type Events = Result<Vec<Event>, ContractError>;

pub struct World {
    pub solo: Solo<ContractError>,
    pub outside: Neighbourhood,
    /// Messages of the last transaction.
    pub sent: Vec<SubMsg>,
}

/// Everybody but the escrow.
#[derive(Clone, Default)]
pub struct Neighbourhood {
    pub purses: Purses,
    /// Credit that was burned.
    pub burned: u128,
    /// Those who cannot be paid.
    pub refusing: BTreeSet<Addr>,
    /// Whether the book refuses releases.
    pub book_is_broken: bool,
    /// What went back to the book.
    pub released: Vec<orderbook::Release>,
}

pub fn params() -> Params {
    Params {
        take: Bps(200),
        burn: Bps(7_500),
        min_runway: Seconds(RUNWAY),
        grace: Seconds(GRACE),
        start_blocks: START_BLOCKS,
    }
}

pub fn opening_message() -> InstantiateMsg {
    InstantiateMsg {
        owner: addr("gov").into(),
        guardian: Some(addr("gil").into()),
        credit: addr("credit").into(),
        treasury: addr("treasury").into(),
        orderbook: Some(addr("orderbook").into()),
        params: params(),
    }
}

pub fn key(provider: u32, account: AccountId, lease: u32) -> LeaseKey {
    LeaseKey {
        provider: ProviderId(provider),
        account,
        lease: LeaseId(lease),
    }
}

/// Two units and a bit of the card of `provider`, paid to the address of that name; its tenant owes
/// nothing for having begun it.
pub fn lease(provider: u32, pico_per_second: u128) -> NewLease {
    NewLease {
        provider: ProviderId(provider),
        payee: payee(provider).into(),
        rate: Rate(pico_per_second),
        draw: draw(),
        tier: Tier(2),
        digest: HexBinary::from(&[9; 32]),
        start_within: Seconds(START_WITHIN),
        instant: false,
        min_run: Seconds::ZERO,
        notice: Seconds::ZERO,
        rematch: 1,
        slot: None,
    }
}

/// One that its tenant owes `min_run` seconds of.
pub fn bound(provider: u32, pico_per_second: u128, min_run: u64) -> NewLease {
    NewLease {
        min_run: Seconds(min_run),
        ..lease(provider, pico_per_second)
    }
}

pub fn draw() -> Draw {
    Draw {
        gpus: vec![Units {
            class: ClassId(3),
            units: 2,
        }],
        card: Resources {
            cpu_milli: 4_000,
            ..Resources::default()
        },
    }
}

pub fn payee(provider: u32) -> Addr {
    addr(&format!("provider{provider}"))
}

/// So many seconds after the escrow was opened.
pub fn at(seconds: u64) -> Timestamp {
    START.after(Seconds(seconds))
}

/// The listed asset of that index.
pub fn asset(index: AssetIndex) -> Asset {
    let cw20 = |name: &str| Asset::Cw20 {
        contract: addr(name).into(),
    };
    match index {
        CREDIT => cw20("credit"),
        USD => native("uusd"),
        TOKEN => cw20("token"),
        _ => cw20("stranger"),
    }
}

pub fn native(denom: &str) -> Asset {
    let denom = denom.to_string();
    Asset::Native { denom }
}

/// The only event of type `E`.
#[track_caller]
pub fn told<E: for<'e> TryFrom<&'e Event>>(all: &[Event]) -> E {
    let mut found = events(all);
    assert_eq!(found.len(), 1, "{all:?}");
    found.remove(0)
}

impl World {
    /// An escrow with the credit, the denom `uusd` and a cw20 token.
    pub fn new() -> Self {
        let mut world = Self::bare(&opening_message()).unwrap();
        for index in [USD, TOKEN] {
            let asset = asset(index);
            world.send("gov", ExecuteMsg::AddAsset { asset }).unwrap();
        }
        world
    }

    /// One whose leases pay no fees.
    pub fn without_fees() -> Self {
        let mut msg = opening_message();
        msg.params.take = Bps(0);
        Self::bare(&msg).unwrap()
    }

    /// An escrow of which nobody has asked anything yet.
    pub fn bare(msg: &InstantiateMsg) -> Result<Self, ContractError> {
        let entry = Entry {
            instantiate,
            execute,
            query,
        };
        let solo = Solo::open_among(entry, msg, |solo| {
            solo.env.contract.address = addr("escrow");
            solo.neighbour("orderbook", orderbook::CONTRACT);
            solo.neighbour_token("credit", 0);
            solo.neighbour("credit", bme::CONTRACT);
            solo.neighbour_token("token", 0);
        })?;
        Ok(Self {
            solo,
            outside: Neighbourhood::default(),
            sent: vec![],
        })
    }

    pub fn advance(&mut self, seconds: u64) -> &mut Self {
        self.solo.wait(Seconds(seconds));
        self
    }

    pub fn send(&mut self, sender: &str, msg: ExecuteMsg) -> Events {
        self.send_with(sender, msg, &[])
    }

    pub fn send_with(&mut self, sender: &str, msg: ExecuteMsg, funds: &[Coin]) -> Events {
        self.transaction(sender, &msg, funds, |outside| {
            for coin in funds.iter().filter(|coin| coin.denom == "uusd") {
                let amount = coin.amount.u128();
                outside.pay_in(USD, &addr(sender), amount);
            }
        })
    }

    fn transaction<M: Serialize>(
        &mut self,
        sender: &str,
        msg: &M,
        funds: &[Coin],
        arrive: impl FnOnce(&mut Neighbourhood),
    ) -> Events {
        let done = self
            .solo
            .transact(&mut self.outside, reply, sender, msg, funds, arrive)?;
        self.sent = done.sent;
        Ok(done.events)
    }

    /// A cw20 arrives, of the asset given, from its sender, with an inner message.
    pub fn receive(&mut self, asset: AssetIndex, from: &str, amount: u128, msg: Binary) -> Events {
        let contract = match asset {
            CREDIT => "credit",
            TOKEN => "token",
            _ => "stranger",
        };
        let from = addr(from);
        let msg = ExecuteMsg::Receive(Cw20ReceiveMsg {
            sender: from.to_string(),
            amount: amount.into(),
            msg,
        });
        self.transaction(contract, &msg, &[], |outside| {
            outside.pay_in(asset, &from, amount)
        })
    }

    /// Opens an account with micro-units of credit.
    pub fn open(&mut self, who: &str, amount: u128) -> AccountId {
        let msg = to_json_binary(&ReceiveMsg::OpenAccount {}).unwrap();
        let events = self.receive(CREDIT, who, amount, msg).unwrap();
        told::<AccountOpened>(&events).account
    }

    /// Opens an account with `uusd`.
    pub fn open_usd(&mut self, who: &str, amount: u128) -> AccountId {
        let coins = coins(amount, "uusd");
        let events = self
            .send_with(who, ExecuteMsg::OpenAccount {}, &coins)
            .unwrap();
        told::<AccountOpened>(&events).account
    }

    pub fn deposit(&mut self, who: &str, account: AccountId, amount: u128) -> Events {
        let msg = to_json_binary(&ReceiveMsg::Deposit { account }).unwrap();
        self.receive(CREDIT, who, amount, msg)
    }

    pub fn withdraw_deposit(
        &mut self,
        who: &str,
        account: AccountId,
        amount: Option<u128>,
    ) -> Events {
        let amount = amount.map(Micro);
        self.send(who, ExecuteMsg::WithdrawDeposit { account, amount })
    }

    /// The book opens leases on an account of `tenant`; they wait for their providers.
    pub fn lease(&mut self, tenant: &str, account: AccountId, leases: Vec<NewLease>) -> Events {
        self.open_leases(tenant, account, false, leases)
    }

    /// Leases that begin together.
    pub fn gang(&mut self, tenant: &str, account: AccountId, leases: Vec<NewLease>) -> Events {
        self.open_leases(tenant, account, true, leases)
    }

    fn open_leases(
        &mut self,
        tenant: &str,
        account: AccountId,
        together: bool,
        leases: Vec<NewLease>,
    ) -> Events {
        let row = ACCOUNTS
            .may_load(&self.solo.deps.storage, &account)
            .unwrap();
        let (asset, last) = row.map_or((CREDIT, 0), |row| (row.asset, row.last.0));
        let msg = ExecuteMsg::OpenLeases {
            tenant: addr(tenant).into(),
            account,
            asset,
            together,
            first: LeaseId(last + 1),
            leases,
        };
        self.send("orderbook", msg)
    }

    /// The same, and their providers start them at once.
    #[track_caller]
    pub fn rent(
        &mut self,
        tenant: &str,
        account: AccountId,
        leases: Vec<NewLease>,
    ) -> Vec<LeaseKey> {
        let mut keys = vec![];
        for part in leases.chunks(MAX_PENDING) {
            let opened = self.lease(tenant, account, part.to_vec()).unwrap();
            for opened in events::<LeaseOpened>(&opened) {
                let key = key(opened.provider.0, account, opened.lease.0);
                self.start(&[key]).unwrap();
                keys.push(key);
            }
        }
        keys
    }

    /// The provider of the first lease starts all of them.
    pub fn start(&mut self, leases: &[LeaseKey]) -> Events {
        let provider = format!("provider{}", leases[0].provider);
        self.start_as(&provider, leases)
    }

    pub fn start_as(&mut self, who: &str, leases: &[LeaseKey]) -> Events {
        let leases = leases.to_vec();
        self.send(who, ExecuteMsg::Start { leases })
    }

    /// So many blocks pass, and no time.
    pub fn blocks(&mut self, count: u32) -> &mut Self {
        self.solo.env.block.height += u64::from(count);
        self
    }

    /// The time and the blocks pass in which leases have to be started.
    pub fn miss_start(&mut self) -> &mut Self {
        self.blocks(START_BLOCKS).advance(START_WITHIN)
    }

    pub fn withdraw(&mut self, leases: &[LeaseKey]) -> Events {
        let leases = leases.to_vec();
        self.send("keeper", ExecuteMsg::Withdraw { leases })
    }

    pub fn sync(&mut self, accounts: &[AccountId]) -> Events {
        let accounts = accounts.to_vec();
        self.send("keeper", ExecuteMsg::Sync { accounts })
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

    /// What somebody holds, or owes below zero.
    pub fn held(&self, index: AssetIndex, who: &str) -> i128 {
        self.outside.purses.held(&asset(index), &addr(who))
    }

    pub fn query<T: DeserializeOwned>(&self, msg: QueryMsg) -> Result<T, ContractError> {
        self.solo.query(&msg)
    }

    pub fn account(&self, account: AccountId) -> AccountResponse {
        self.query(QueryMsg::Account { account }).unwrap()
    }

    pub fn lease_of(&self, lease: LeaseKey) -> LeaseResponse {
        self.query(QueryMsg::Lease { lease }).unwrap()
    }

    /// Sums over all pages, and totals; panics when a check does not hold.
    pub fn ledger(&mut self, limit: u32) -> (BTreeMap<String, u128>, BTreeMap<String, u128>) {
        self.report_holdings();
        let (mut sums, mut start_after) = (BTreeMap::new(), None);
        loop {
            let limit = Some(limit);
            let page: InvariantsResponse = self
                .query(QueryMsg::Invariants { start_after, limit })
                .unwrap();
            for check in page.checks {
                assert!(check.holds, "{}: {}", check.name, check.detail);
            }
            for sum in page.sums {
                *sums.entry(sum.name).or_default() += sum.amount.u128();
            }
            if page.next.is_none() {
                let totals = page.totals.into_iter();
                let totals = totals.map(|total| (total.name, total.amount.u128()));
                return (sums, totals.collect());
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

    /// Lets those who keep the escrow's money say how much it is.
    pub fn report_holdings(&mut self) {
        let held = |index| u128::try_from(self.held(index, "escrow")).unwrap();
        let usd = coins(held(USD), "uusd");
        self.solo.neighbour_token("credit", held(CREDIT));
        self.solo.neighbour("credit", bme::CONTRACT);
        self.solo.neighbour_token("token", held(TOKEN));
        let bank = &mut self.solo.deps.querier.bank;
        bank.update_balance(addr("escrow"), usd);
    }
}

impl Neighbourhood {
    fn pay_in(&mut self, index: AssetIndex, from: &Addr, amount: u128) {
        self.purses
            .pay(&asset(index), from, &addr("escrow"), amount);
    }

    fn pay_out(&mut self, index: AssetIndex, payments: &[(String, u128)]) -> Result<(), String> {
        let refused = |(to, _): &(String, u128)| self.refusing.contains(&Addr::unchecked(to));
        if payments.iter().any(refused) {
            return Err("a payee refuses".to_string());
        }
        let (asset, escrow) = (asset(index), addr("escrow"));
        for (to, amount) in payments {
            assert!(*amount > 0, "a payment of nothing");
            let to = Addr::unchecked(to);
            self.purses.pay(&asset, &escrow, &to, *amount);
        }
        let held = self.purses.held(&asset, &escrow);
        assert!(held >= 0, "the escrow paid {} it did not have", -held);
        Ok(())
    }

    fn credit(&mut self, msg: bme::ExecuteMsg) -> Result<(), String> {
        match msg {
            bme::ExecuteMsg::Pay { payments } => {
                assert!(payments.len() <= bme::MAX_PAYMENTS);
                let payments = payments.into_iter().map(|each| (each.to, each.amount.0));
                self.pay_out(CREDIT, &payments.collect::<Vec<_>>())
            }
            bme::ExecuteMsg::Burn { amount } => {
                self.burned += amount.0;
                self.pay_out(CREDIT, &[(addr("the fire").into(), amount.0)])
            }
            other => panic!("the escrow asks the credit for no {other:?}"),
        }
    }

    fn release(&mut self, msg: orderbook::ExecuteMsg) -> Result<(), String> {
        let orderbook::ExecuteMsg::Release { releases } = msg else {
            panic!("not a release")
        };
        assert!(releases.len() <= orderbook::MAX_BATCH);
        if self.book_is_broken {
            return Err("the book is broken".to_string());
        }
        self.released.extend(releases);
        Ok(())
    }
}

impl Outside for Neighbourhood {
    fn deliver(&mut self, message: &CosmosMsg) -> Result<(), String> {
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
                    return self.release(from_json(msg).unwrap());
                }
                if contract == addr("token") {
                    let Cw20ExecuteMsg::Transfer { recipient, amount } = from_json(msg).unwrap()
                    else {
                        panic!("not a transfer")
                    };
                    return self.pay_out(TOKEN, &[(recipient, amount.u128())]);
                }
                assert_eq!(contract, addr("credit"));
                self.credit(from_json(msg).unwrap())
            }
            other => panic!("the escrow sends no {other:?}"),
        }
    }
}
