//! An oracle with three feeders of whom two must agree, and short ways to use it.

use cosmwasm_std::testing::{
    message_info, mock_dependencies, mock_env, MockApi, MockQuerier, MockStorage,
};
use cosmwasm_std::{coins, from_json, Addr, Decimal, Env, OwnedDeps, Response, Timestamp};
use serde::de::DeserializeOwned;
use tender_interfaces::oracle::{ExecuteMsg, InstantiateMsg, PriceResponse, QueryMsg, Rules};
use tender_oracle::contract::{execute, instantiate, query};
use tender_oracle::ContractError;
use tender_types::Bps;

/// Block time of every desk, in seconds.
pub const NOW: u64 = 1_000_000;

pub const RULES: Rules = Rules {
    quorum: 2,
    staleness: 60,
    max_deviation: Bps(100),
};

pub type Answer = Result<Response, ContractError>;

pub struct Desk {
    pub deps: OwnedDeps<MockStorage, MockApi, MockQuerier>,
    pub env: Env,
}

pub fn addr(name: &str) -> Addr {
    MockApi::default().addr_make(name)
}

pub fn opening(feeders: &[&str]) -> InstantiateMsg {
    InstantiateMsg {
        owner: addr("gov").into(),
        guardian: Some(addr("gil").into()),
        rules: RULES,
        feeders: feeders.iter().map(|name| addr(name).into()).collect(),
    }
}

pub fn usd(text: &str) -> Decimal {
    text.parse().unwrap()
}

impl Desk {
    pub fn opened(msg: InstantiateMsg) -> Result<Self, ContractError> {
        let (mut deps, mut env) = (mock_dependencies(), mock_env());
        env.block.time = Timestamp::from_seconds(NOW);
        let info = message_info(&addr("deployer"), &[]);
        instantiate(deps.as_mut(), env.clone(), info, msg)?;
        Ok(Self { deps, env })
    }

    pub fn new() -> Self {
        Self::opened(opening(&["fay", "fin", "flo"])).unwrap()
    }

    pub fn run(&mut self, sender: &str, msg: ExecuteMsg) -> Answer {
        let info = message_info(&addr(sender), &[]);
        execute(self.deps.as_mut(), self.env.clone(), info, msg)
    }

    pub fn run_with_coins(&mut self, sender: &str, msg: ExecuteMsg) -> Answer {
        let info = message_info(&addr(sender), &coins(1, "uakt"));
        execute(self.deps.as_mut(), self.env.clone(), info, msg)
    }

    pub fn report(&mut self, feeder: &str, price: &str, timestamp: u64) -> Answer {
        let price = usd(price);
        self.run(feeder, ExecuteMsg::Report { price, timestamp })
    }

    pub fn admit(&mut self, feeder: &str) -> Answer {
        let feeder = addr(feeder).into();
        self.run("gov", ExecuteMsg::AdmitFeeder { feeder })
    }

    pub fn remove(&mut self, feeder: &str) -> Answer {
        let feeder = addr(feeder).into();
        self.run("gov", ExecuteMsg::RemoveFeeder { feeder })
    }

    pub fn rules(&mut self, rules: Rules) -> Answer {
        self.run("gov", ExecuteMsg::UpdateRules { rules })
    }

    pub fn wait(&mut self, seconds: u64) {
        self.env.block.time = self.env.block.time.plus_seconds(seconds);
    }

    pub fn ask<T: DeserializeOwned>(&self, msg: QueryMsg) -> T {
        from_json(query(self.deps.as_ref(), self.env.clone(), msg).unwrap()).unwrap()
    }

    pub fn price(&self) -> PriceResponse {
        self.ask(QueryMsg::Price {})
    }
}
