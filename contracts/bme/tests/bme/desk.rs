//! An equilibrium with an oracle to set and an AKT token that answers, and short ways to use it.

use std::cell::RefCell;
use std::rc::Rc;

use cosmwasm_std::testing::{
    message_info, mock_dependencies, mock_env, MockApi, MockQuerier, MockStorage,
};
use cosmwasm_std::{
    coins, from_json, to_json_binary, Addr, Binary, ContractResult, CosmosMsg, Empty, Env,
    OwnedDeps, QuerierResult, Response, SystemError, SystemResult, Timestamp, Uint128, WasmMsg,
    WasmQuery,
};
use cw20::{Cw20ExecuteMsg, Cw20ReceiveMsg, MinterResponse};
use serde::de::DeserializeOwned;
use tender_bme::contract::{execute, instantiate, query};
use tender_bme::ContractError;
use tender_interfaces::bme::{
    DepositTo, ExecuteMsg, InstantiateMsg, Params, Payment, QueryMsg, ReceiveMsg, SupplyResponse,
};
use tender_interfaces::oracle::{PriceRow, SlotReport, PRICE_KEY};
use tender_math::Report;
use tender_storage::pack;
use tender_types::Bps;

/// Block time of every desk, in seconds.
pub const NOW: u64 = 1_000_000;

/// Micro-units of one AKT and of one ACT.
pub const ONE: u128 = 1_000_000;

pub const PARAMS: Params = Params {
    mint_spread: Bps(25),
    redeem_spread: Bps(0),
    warn: Bps(9_500),
    halt: Bps(9_000),
    min_mint: Uint128::new(ONE),
};

pub type Answer = Result<Response, ContractError>;

pub struct Desk {
    pub deps: OwnedDeps<MockStorage, MockApi, MockQuerier>,
    pub env: Env,
    price_row: Rc<RefCell<Option<Vec<u8>>>>,
}

pub fn addr(name: &str) -> Addr {
    MockApi::default().addr_make(name)
}

pub fn amount(units: u128) -> Uint128 {
    Uint128::new(units)
}

pub fn opening() -> InstantiateMsg {
    InstantiateMsg {
        owner: addr("gov").into(),
        guardian: Some(addr("gil").into()),
        token: addr("token").into(),
        oracle: addr("oracle").into(),
        suite: vec![addr("escrow").into(), addr("auction").into()],
        params: PARAMS,
    }
}

/// What a `Send` of AKT asks for.
pub fn mint_msg(min_out: u128, deposit_to: Option<DepositTo>) -> Binary {
    let min_out = amount(min_out);
    let msg = ReceiveMsg::Mint {
        min_out,
        deposit_to,
    };
    to_json_binary(&msg).unwrap()
}

pub fn to_token(msg: &Cw20ExecuteMsg) -> CosmosMsg {
    let msg = to_json_binary(msg).unwrap();
    let contract_addr = addr("token").into();
    let funds = vec![];
    CosmosMsg::Wasm(WasmMsg::Execute {
        contract_addr,
        msg,
        funds,
    })
}

pub fn messages(response: &Response) -> Vec<CosmosMsg> {
    response
        .messages
        .iter()
        .map(|sub| sub.msg.clone())
        .collect()
}

impl Desk {
    pub fn opened(msg: InstantiateMsg) -> Result<Self, ContractError> {
        let (mut deps, mut env) = (mock_dependencies(), mock_env());
        env.block.time = Timestamp::from_seconds(NOW);
        let price_row = Rc::new(RefCell::new(None));
        let (row, bme) = (price_row.clone(), env.contract.address.clone());
        deps.querier
            .update_wasm(move |query| answer(query, &row, &bme));
        let info = message_info(&addr("deployer"), &[]);
        instantiate(deps.as_mut(), env.clone(), info, msg)?;
        Ok(Self {
            deps,
            env,
            price_row,
        })
    }

    /// With AKT at one dollar.
    pub fn new() -> Self {
        let desk = Self::opened(opening()).unwrap();
        desk.price("1");
        desk
    }

    /// AKT's price, as one feeder has just reported it.
    pub fn price(&self, usd: &str) {
        let price = usd.parse().unwrap();
        let timestamp = self.env.block.time.seconds();
        let report = Report { price, timestamp };
        self.reports(&PriceRow {
            quorum: 1,
            staleness: 60,
            max_deviation: Bps(100),
            reports: vec![SlotReport { feeder: 0, report }],
        });
    }

    pub fn reports(&self, row: &PriceRow) {
        *self.price_row.borrow_mut() = Some(pack(row));
    }

    pub fn no_price_row(&self) {
        *self.price_row.borrow_mut() = None;
    }

    pub fn wait(&mut self, seconds: u64) {
        self.env.block.time = self.env.block.time.plus_seconds(seconds);
    }

    pub fn run(&mut self, sender: &str, msg: ExecuteMsg) -> Answer {
        let info = message_info(&addr(sender), &[]);
        execute(self.deps.as_mut(), self.env.clone(), info, msg)
    }

    pub fn run_with_coins(&mut self, sender: &str, msg: ExecuteMsg) -> Answer {
        let info = message_info(&addr(sender), &coins(1, "uakt"));
        execute(self.deps.as_mut(), self.env.clone(), info, msg)
    }

    /// AKT of `owner` arrives through the token.
    pub fn receive(&mut self, owner: &str, akt: u128, msg: Binary) -> Answer {
        let sent = Cw20ReceiveMsg {
            sender: addr(owner).into(),
            amount: amount(akt),
            msg,
        };
        self.run("token", ExecuteMsg::Receive(sent))
    }

    pub fn mint(&mut self, owner: &str, akt: u128) -> Answer {
        self.receive(owner, akt, mint_msg(0, None))
    }

    pub fn redeem(&mut self, owner: &str, act: u128) -> Answer {
        let (amount, min_out) = (amount(act), amount(0));
        self.run(owner, ExecuteMsg::Redeem { amount, min_out })
    }

    pub fn transfer(&mut self, from: &str, to: &str, act: u128) -> Answer {
        let recipient = addr(to).into();
        let amount = amount(act);
        self.run(from, ExecuteMsg::Transfer { recipient, amount })
    }

    pub fn send(&mut self, from: &str, to: &str, act: u128) -> Answer {
        let msg = ExecuteMsg::Send {
            contract: addr(to).into(),
            amount: amount(act),
            msg: Binary::new(b"{}".to_vec()),
        };
        self.run(from, msg)
    }

    pub fn pay(&mut self, from: &str, to: &[(&str, u128)]) -> Answer {
        let payments = to.iter().map(|(name, act)| Payment {
            to: addr(name).into(),
            amount: amount(*act),
        });
        let payments = payments.collect();
        self.run(from, ExecuteMsg::Pay { payments })
    }

    pub fn burn(&mut self, from: &str, act: u128) -> Answer {
        let amount = amount(act);
        self.run(from, ExecuteMsg::Burn { amount })
    }

    pub fn try_ask<T: DeserializeOwned>(&self, msg: QueryMsg) -> Result<T, ContractError> {
        let answer = query(self.deps.as_ref(), self.env.clone(), msg)?;
        Ok(from_json(answer).unwrap())
    }

    pub fn ask<T: DeserializeOwned>(&self, msg: QueryMsg) -> T {
        self.try_ask(msg).unwrap()
    }

    pub fn balance(&self, holder: &str) -> u128 {
        let address = addr(holder).into();
        let answer: cw20::BalanceResponse = self.ask(QueryMsg::Balance { address });
        answer.balance.u128()
    }

    pub fn supply(&self) -> SupplyResponse {
        self.ask(QueryMsg::Supply {})
    }
}

/// The oracle's row and the token's minter; nothing else exists.
fn answer(query: &WasmQuery, row: &RefCell<Option<Vec<u8>>>, bme: &Addr) -> QuerierResult {
    match query {
        WasmQuery::Raw { contract_addr, key }
            if *contract_addr == addr("oracle").as_str() && key.as_slice() == [PRICE_KEY] =>
        {
            let bytes = row.borrow().clone().unwrap_or_default();
            SystemResult::Ok(ContractResult::Ok(bytes.into()))
        }
        WasmQuery::Smart { contract_addr, .. } if *contract_addr == addr("token").as_str() => {
            let minter = bme.to_string();
            let minter = Some(MinterResponse { minter, cap: None });
            SystemResult::Ok(ContractResult::Ok(to_json_binary(&minter).unwrap()))
        }
        WasmQuery::Raw { contract_addr, .. } | WasmQuery::Smart { contract_addr, .. } => {
            let addr = contract_addr.clone();
            SystemResult::Err(SystemError::NoSuchContract { addr })
        }
        other => panic!("{other:?}"),
    }
}

/// What a migration is asked with.
pub const NOTHING: Empty = Empty {};
