//! An oracle with three feeders of whom two must agree, and short ways to use it.

use cosmwasm_std::Response;
use tender_interfaces::oracle::{ExecuteMsg, InstantiateMsg, Params, PriceResponse, QueryMsg};
use tender_oracle::contract::{execute, instantiate, query};
use tender_oracle::ContractError;
use tender_testkit::solo::{self, addr, Entry};
use tender_types::{Bps, Price, Seconds, Timestamp};

pub const ENTRY: Entry<ContractError> = Entry {
    instantiate,
    execute,
    query,
};

/// Block time at which every oracle opens.
pub const NOW: Timestamp = solo::START;

pub const PARAMS: Params = Params {
    quorum: 2,
    staleness: Seconds(60),
    max_deviation: Bps(100),
};

pub type Solo = solo::Solo<ContractError>;
pub type Answer = Result<Response, ContractError>;

pub fn opening(feeders: &[&str]) -> InstantiateMsg {
    InstantiateMsg {
        owner: addr("gov").into(),
        guardian: Some(addr("gil").into()),
        params: PARAMS,
        feeders: feeders.iter().map(|name| addr(name).into()).collect(),
    }
}

/// The oracle, if it opens.
pub fn opened(msg: &InstantiateMsg) -> Result<Solo, ContractError> {
    Solo::open(ENTRY, msg)
}

/// An oracle with `fay`, `fin` and `flo`.
pub fn oracle() -> Solo {
    opened(&opening(&["fay", "fin", "flo"])).unwrap()
}

pub fn usd(text: &str) -> Price {
    Price(text.parse().unwrap())
}

/// So many seconds before [`NOW`].
pub fn ago(seconds: u64) -> Timestamp {
    NOW.before(Seconds(seconds))
}

/// So many seconds after [`NOW`].
pub fn later(seconds: u64) -> Timestamp {
    NOW.after(Seconds(seconds))
}

/// What is done with an oracle.
pub trait Verbs {
    fn report(&mut self, feeder: &str, price: &str, timestamp: Timestamp) -> Answer;
    fn admit(&mut self, feeder: &str) -> Answer;
    fn remove(&mut self, feeder: &str) -> Answer;
    fn update(&mut self, params: Params) -> Answer;
    fn price(&self) -> PriceResponse;
}

impl Verbs for Solo {
    fn report(&mut self, feeder: &str, price: &str, timestamp: Timestamp) -> Answer {
        let price = usd(price);
        self.send(feeder, &ExecuteMsg::Report { price, timestamp })
    }

    fn admit(&mut self, feeder: &str) -> Answer {
        let feeder = addr(feeder).into();
        self.send("gov", &ExecuteMsg::AdmitFeeder { feeder })
    }

    fn remove(&mut self, feeder: &str) -> Answer {
        let feeder = addr(feeder).into();
        self.send("gov", &ExecuteMsg::RemoveFeeder { feeder })
    }

    fn update(&mut self, params: Params) -> Answer {
        self.send("gov", &ExecuteMsg::UpdateParams { params })
    }

    fn price(&self) -> PriceResponse {
        self.query(&QueryMsg::Price {}).unwrap()
    }
}
