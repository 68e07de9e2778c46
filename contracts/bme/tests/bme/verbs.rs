//! An equilibrium with an oracle to set and an AKT token that answers, and short ways to use it.

use cosmwasm_std::{to_json_binary, Binary, Response};
use cw20::{BalanceResponse, Cw20QueryMsg, Cw20ReceiveMsg, MinterResponse, TokenInfoResponse};
use tender_bme::contract::{execute, instantiate, query};
use tender_bme::ContractError;
use tender_interfaces::admin::{ActionClass, AdminMsg};
use tender_interfaces::bme::{
    DepositTo, ExecuteMsg, InstantiateMsg, Params, Payment, QueryMsg, ReceiveMsg, SupplyResponse,
};
use tender_interfaces::oracle::{PriceRow, SlotReport, PRICE_KEY};
use tender_interfaces::{auction, escrow, oracle, token};
use tender_math::Report;
use tender_storage::pack;
use tender_testkit::solo::{self, addr, Entry};
use tender_types::{Act, Akt, Bps, Price, Seconds};

pub const ENTRY: Entry<ContractError> = Entry {
    instantiate,
    execute,
    query,
};

/// Micro-units of one AKT and of one ACT.
pub const ONE: u128 = 1_000_000;

pub const PARAMS: Params = Params {
    mint_spread: Bps(25),
    redeem_spread: Bps(0),
    warn: Bps(9_500),
    halt: Bps(9_000),
    min_mint: Act(ONE),
};

pub type Solo = solo::Solo<ContractError>;
pub type Answer = Result<Response, ContractError>;

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

/// The equilibrium among the contracts that it works with, if it opens.
pub fn opened(msg: &InstantiateMsg) -> Result<Solo, ContractError> {
    Solo::open_among(ENTRY, msg, |solo| {
        solo.neighbour("token", token::CONTRACT);
        minter(solo, "bme");
        solo.neighbour("oracle", oracle::CONTRACT);
        solo.neighbour("escrow", escrow::CONTRACT);
        solo.neighbour("auction", auction::CONTRACT);
    })
}

/// With AKT at one dollar.
pub fn bme() -> Solo {
    let solo = opened(&opening()).unwrap();
    solo.price("1");
    solo
}

/// From now on the contract of that name may mint AKT; `bme` is the one that is tested.
pub fn minter(solo: &Solo, name: &str) {
    let minter = match name {
        "bme" => solo.env.contract.address.clone(),
        other => addr(other),
    };
    solo.neighbour_answers("token", move |query: Cw20QueryMsg| match query {
        Cw20QueryMsg::Minter {} => to_json_binary(&MinterResponse {
            minter: minter.to_string(),
            cap: None,
        }),
        _ => to_json_binary(&TokenInfoResponse {
            name: "Akash".to_string(),
            symbol: "AKT".to_string(),
            decimals: 6,
            total_supply: 0u128.into(),
        }),
    });
}

pub fn usd(text: &str) -> Price {
    Price(text.parse().unwrap())
}

/// What a `Send` of AKT asks for.
pub fn mint_msg(min_out: u128, deposit_to: Option<DepositTo>) -> Binary {
    let min_out = Act(min_out);
    let msg = ReceiveMsg::Mint {
        min_out,
        deposit_to,
    };
    to_json_binary(&msg).unwrap()
}

/// What is done with an equilibrium.
pub trait Verbs {
    /// AKT's price, as one feeder has just reported it.
    fn price(&self, usd: &str);
    /// What the oracle has published.
    fn reports(&self, row: &PriceRow);
    /// AKT of `owner` arrives through the token.
    fn receive(&mut self, owner: &str, akt: u128, msg: Binary) -> Answer;
    fn mint(&mut self, owner: &str, akt: u128) -> Answer;
    fn add_collateral(&mut self, owner: &str, akt: u128) -> Answer;
    fn redeem(&mut self, owner: &str, act: u128) -> Answer;
    fn transfer(&mut self, from: &str, to: &str, act: u128) -> Answer;
    /// `Send`, with an inner message that says nothing.
    fn hand(&mut self, from: &str, to: &str, act: u128) -> Answer;
    fn pay(&mut self, from: &str, to: &[(&str, u128)]) -> Answer;
    fn burn(&mut self, from: &str, act: u128) -> Answer;
    fn update(&mut self, params: Params) -> Answer;
    fn link(&mut self, oracle: Option<&str>, suite: Option<&[&str]>) -> Answer;
    fn pause(&mut self, sender: &str, class: ActionClass);
    fn resume(&mut self, class: ActionClass);
    fn balance(&self, holder: &str) -> u128;
    fn supply(&self) -> SupplyResponse;
}

impl Verbs for Solo {
    fn price(&self, price: &str) {
        let (price, timestamp) = (usd(price), self.now());
        let report = Report { price, timestamp };
        self.reports(&PriceRow {
            quorum: 1,
            staleness: Seconds(60),
            max_deviation: Bps(100),
            reports: vec![SlotReport { feeder: 0, report }],
        });
    }

    fn reports(&self, row: &PriceRow) {
        self.neighbour_row("oracle", vec![PRICE_KEY], pack(row));
    }

    fn receive(&mut self, owner: &str, akt: u128, msg: Binary) -> Answer {
        let sent = Cw20ReceiveMsg {
            sender: addr(owner).into(),
            amount: akt.into(),
            msg,
        };
        self.send("token", &ExecuteMsg::Receive(sent))
    }

    fn mint(&mut self, owner: &str, akt: u128) -> Answer {
        self.receive(owner, akt, mint_msg(0, None))
    }

    fn add_collateral(&mut self, owner: &str, akt: u128) -> Answer {
        let msg = to_json_binary(&ReceiveMsg::AddCollateral {}).unwrap();
        self.receive(owner, akt, msg)
    }

    fn redeem(&mut self, owner: &str, act: u128) -> Answer {
        let (amount, min_out) = (Act(act), Akt::ZERO);
        self.send(owner, &ExecuteMsg::Redeem { amount, min_out })
    }

    fn transfer(&mut self, from: &str, to: &str, act: u128) -> Answer {
        let recipient = addr(to).into();
        let amount = Act(act);
        self.send(from, &ExecuteMsg::Transfer { recipient, amount })
    }

    fn hand(&mut self, from: &str, to: &str, act: u128) -> Answer {
        let msg = ExecuteMsg::Send {
            contract: addr(to).into(),
            amount: Act(act),
            msg: Binary::new(b"{}".to_vec()),
        };
        self.send(from, &msg)
    }

    fn pay(&mut self, from: &str, to: &[(&str, u128)]) -> Answer {
        let payments = to.iter().map(|(name, act)| Payment {
            to: addr(name).into(),
            amount: Act(*act),
        });
        let payments = payments.collect();
        self.send(from, &ExecuteMsg::Pay { payments })
    }

    fn burn(&mut self, from: &str, act: u128) -> Answer {
        let amount = Act(act);
        self.send(from, &ExecuteMsg::Burn { amount })
    }

    fn update(&mut self, params: Params) -> Answer {
        self.send("gov", &ExecuteMsg::UpdateParams { params })
    }

    fn link(&mut self, oracle: Option<&str>, suite: Option<&[&str]>) -> Answer {
        let text = |name: &str| addr(name).to_string();
        let oracle = oracle.map(text);
        let suite = suite.map(|names| names.iter().map(|name| text(name)).collect());
        self.send("gov", &ExecuteMsg::UpdateLinks { oracle, suite })
    }

    fn pause(&mut self, sender: &str, class: ActionClass) {
        let msg = ExecuteMsg::Admin(AdminMsg::Pause { class });
        self.send(sender, &msg).unwrap();
    }

    fn resume(&mut self, class: ActionClass) {
        let msg = ExecuteMsg::Admin(AdminMsg::Resume { class });
        self.send("gov", &msg).unwrap();
    }

    fn balance(&self, holder: &str) -> u128 {
        let address = addr(holder).into();
        let answer: BalanceResponse = self.query(&QueryMsg::Balance { address }).unwrap();
        answer.balance.u128()
    }

    fn supply(&self) -> SupplyResponse {
        self.query(&QueryMsg::Supply {}).unwrap()
    }
}
