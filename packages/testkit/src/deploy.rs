use cosmwasm_std::{to_json_binary, Addr, CosmosMsg, WasmMsg};
use tender_chain::TxResult;
use tender_interfaces::{attestation, auction, bme, escrow, oracle, orderbook, token};
use tender_types::{Act, Akt, Bps, Seconds, Timestamp};

use crate::codes::{Codes, Contract};
use crate::message::execute;
use crate::network::Network;
use crate::record::Recorder;

/// Micro-AKT in existence at genesis, held by the actor `genesis`: Akash's supply cap, rounded.
pub const GENESIS_AKT: u128 = 388_000_000_000_000;

/// Where the contracts of a market are.
#[derive(Clone, Debug)]
pub struct Deployment {
    /// AKT.
    pub token: Addr,
    /// AKT/USD.
    pub oracle: Addr,
    /// Burn–mint equilibrium.
    pub bme: Addr,
    /// Providers and what auditors attest.
    pub attestation: Addr,
    /// Tenants' money.
    pub escrow: Addr,
    /// Offers and orders.
    pub orderbook: Addr,
    /// Reverse auctions.
    pub auction: Addr,
    codes: [u64; 7],
}

impl Deployment {
    /// The address of `contract`.
    pub fn of(&self, contract: Contract) -> &Addr {
        match contract {
            Contract::Token => &self.token,
            Contract::Oracle => &self.oracle,
            Contract::Bme => &self.bme,
            Contract::Attestation => &self.attestation,
            Contract::Escrow => &self.escrow,
            Contract::Orderbook => &self.orderbook,
            Contract::Auction => &self.auction,
        }
    }

    /// The code id of `contract`.
    pub fn code(&self, contract: Contract) -> u64 {
        let place = Contract::ALL.iter().position(|other| *other == contract);
        place.map_or(0, |place| self.codes[place])
    }
}

/// The parameters a market is opened with.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Price feeders, by actor name.
    pub feeders: Vec<&'static str>,
    /// When reports make a price.
    pub oracle: oracle::Params,
    /// Burn–mint parameters.
    pub bme: bme::Params,
    /// Registry parameters.
    pub attestation: attestation::Params,
    /// Escrow parameters.
    pub escrow: escrow::Params,
    /// Book parameters.
    pub orderbook: orderbook::Params,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            feeders: vec!["fay", "fin", "flo"],
            oracle: oracle::Params {
                quorum: 2,
                staleness: Seconds::hours(1),
                max_deviation: Bps(150),
            },
            bme: bme::Params {
                mint_spread: Bps(25),
                redeem_spread: Bps(0),
                warn: Bps(9_500),
                halt: Bps(9_000),
                min_mint: Act(1_000_000),
            },
            attestation: attestation::Params {
                min_bond: Akt(1_000_000_000),
                unbonding: Seconds::days(7),
                min_auditor_bond: Akt(1_000_000_000),
                challenge_bond: Akt(100_000_000),
                challenge_period: Seconds::hours(72),
                challenge_cooldown: Seconds::days(7),
                challenge_penalty: Akt(200_000_000),
                outage_decay: Seconds::days(7),
                min_suspension: Seconds::hours(1),
            },
            escrow: escrow::Params {
                take: Bps(200),
                burn: Bps(5_000),
                min_runway: Seconds::hours(1),
                grace: Seconds::days(1),
                start_blocks: 3,
            },
            orderbook: orderbook::Params {
                unattested_units: 100,
                unattested_cores: 1_000,
                unattested_gib: 10_000,
                bond_per_core: Akt(1_000_000),
                bond_per_gib: Akt(100_000),
                decline: Bps(100),
                late_exit: Bps(500),
                no_show: Bps(1_000),
                compensation: Akt(50_000_000),
            },
        }
    }
}

/// Stores, instantiates and wires the suite. The actor `gov` owns every contract, `guard` guards it.
pub(crate) fn deploy<N: Network>(
    chain: &mut N,
    recorder: &mut Recorder,
    codes: &dyn Codes<N>,
    settings: &Settings,
) -> Deployment {
    let codes = Contract::ALL.map(|contract| codes.store(chain, contract));
    let mut deployer = Deployer {
        gov: chain.addr("gov"),
        chain,
        recorder,
        codes,
    };
    let at = deployer.suite(settings);
    deployer.wire(&at);
    at
}

struct Deployer<'a, N> {
    chain: &'a mut N,
    recorder: &'a mut Recorder,
    gov: Addr,
    codes: [u64; 7],
}

impl<N: Network> Deployer<'_, N> {
    fn suite(&mut self, settings: &Settings) -> Deployment {
        let owner = self.gov.to_string();
        let guardian = Some(self.chain.addr("guard").to_string());
        let feeders = settings
            .feeders
            .iter()
            .map(|name| self.chain.addr(name).to_string());
        let feeders = feeders.collect();
        let token = self.token();
        let oracle = oracle::InstantiateMsg {
            owner: owner.clone(),
            guardian: guardian.clone(),
            params: settings.oracle,
            feeders,
        };
        let oracle = self.instantiate(Contract::Oracle, &oracle);
        let bme = bme::InstantiateMsg {
            owner: owner.clone(),
            guardian: guardian.clone(),
            token: token.to_string(),
            oracle: oracle.to_string(),
            suite: vec![],
            params: settings.bme,
        };
        let bme = self.instantiate(Contract::Bme, &bme);
        let attestation = attestation::InstantiateMsg {
            owner: owner.clone(),
            guardian: guardian.clone(),
            token: token.to_string(),
            orderbook: None,
            auction: None,
            params: settings.attestation,
        };
        let attestation = self.instantiate(Contract::Attestation, &attestation);
        let escrow = escrow::InstantiateMsg {
            owner: owner.clone(),
            guardian: guardian.clone(),
            credit: bme.to_string(),
            treasury: self.chain.addr("treasury").to_string(),
            orderbook: None,
            params: settings.escrow,
        };
        let escrow = self.instantiate(Contract::Escrow, &escrow);
        let orderbook = orderbook::InstantiateMsg {
            owner: owner.clone(),
            guardian: guardian.clone(),
            attestation: attestation.to_string(),
            escrow: escrow.to_string(),
            auction: None,
            params: settings.orderbook,
        };
        let orderbook = self.instantiate(Contract::Orderbook, &orderbook);
        let auction = auction::InstantiateMsg {
            owner,
            guardian,
            orderbook: orderbook.to_string(),
            attestation: attestation.to_string(),
            escrow: escrow.to_string(),
        };
        let auction = self.instantiate(Contract::Auction, &auction);
        let codes = self.codes;
        Deployment {
            token,
            oracle,
            bme,
            attestation,
            escrow,
            orderbook,
            auction,
            codes,
        }
    }

    fn token(&mut self) -> Addr {
        let genesis = token::InitialBalance {
            address: self.chain.addr("genesis").to_string(),
            amount: Akt(GENESIS_AKT),
        };
        let msg = token::InstantiateMsg {
            name: "Akash Token".to_string(),
            symbol: "AKT".to_string(),
            decimals: token::DECIMALS,
            initial_balances: vec![genesis],
            mint: token::Minter {
                minter: self.gov.to_string(),
                cap: None,
            },
            marketing: None,
        };
        self.instantiate(Contract::Token, &msg)
    }

    /// Tells the contracts of those deployed after them, and makes `bme` the minter of AKT.
    fn wire(&mut self, at: &Deployment) {
        let minter = token::ExecuteMsg::UpdateMinter {
            new_minter: at.bme.to_string(),
        };
        self.execute(&at.token, &minter);
        let bme = bme::ExecuteMsg::UpdateLinks {
            oracle: None,
            suite: Some(vec![at.escrow.to_string()]),
        };
        self.execute(&at.bme, &bme);
        let attestation = attestation::ExecuteMsg::UpdateLinks {
            orderbook: Some(at.orderbook.to_string()),
            auction: Some(at.auction.to_string()),
        };
        self.execute(&at.attestation, &attestation);
        let escrow = escrow::ExecuteMsg::UpdateLinks {
            orderbook: Some(at.orderbook.to_string()),
            treasury: None,
        };
        self.execute(&at.escrow, &escrow);
        let orderbook = orderbook::ExecuteMsg::UpdateLinks {
            attestation: None,
            escrow: None,
            auction: Some(at.auction.to_string()),
        };
        self.execute(&at.orderbook, &orderbook);
    }

    fn instantiate<M: serde::Serialize>(&mut self, contract: Contract, msg: &M) -> Addr {
        let place = Contract::ALL.iter().position(|other| *other == contract);
        let code = self.codes[place.expect("every contract is listed")];
        let msg = WasmMsg::Instantiate {
            admin: Some(self.gov.to_string()),
            code_id: code,
            msg: to_json_binary(msg).expect("messages serialize"),
            funds: vec![],
            label: format!("tender {}", contract.name()),
        };
        self.run(msg.into())
            .created
            .expect("a contract was created")
    }

    fn execute<M: serde::Serialize>(&mut self, contract: &Addr, msg: &M) {
        self.run(execute(contract, msg, vec![]));
    }

    fn run(&mut self, msg: CosmosMsg) -> TxResult {
        let result = match self.chain.run(&self.gov, vec![msg.clone()]) {
            Ok(result) => result,
            Err(error) => panic!("deployment is refused: {error}"),
        };
        self.recorder.keep(
            Timestamp(self.chain.block().time.seconds()),
            &self.gov,
            vec![msg],
            &result,
        );
        result
    }
}
