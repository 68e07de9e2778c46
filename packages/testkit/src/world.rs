use std::collections::BTreeMap;

use cosmwasm_std::{from_json, Addr, Coin, CosmosMsg, Uint128};
use cw20::{BalanceResponse, Cw20ExecuteMsg, Cw20QueryMsg};
use serde::de::DeserializeOwned;
use serde::Serialize;
use tender_chain::{Chain, TxError, TxResult};
use tender_types::Timestamp;

use crate::auditor_key::AuditorKey;
use crate::codes::{Codes, Contract};
use crate::deploy::{deploy, Deployment, Settings};
use crate::message::execute;
use crate::network::Network;
use crate::record::Recorder;

/// A market and everybody in it, on the embedded chain unless told otherwise.
pub struct World<N = Chain> {
    /// The chain it runs on.
    pub chain: N,
    /// Where its contracts are.
    pub at: Deployment,
    /// What it was opened with.
    pub settings: Settings,
    /// What was accepted.
    pub recorder: Recorder,
    pub(crate) keys: BTreeMap<Addr, AuditorKey>,
}

/// A transaction and the answer in its data.
#[derive(Debug)]
pub struct Done<T> {
    /// The answer.
    pub value: T,
    /// Gas, events.
    pub tx: TxResult,
}

impl World {
    /// A market on `codes` with default settings: deployed and wired, an empty catalog, no price.
    pub fn new(codes: &dyn Codes) -> Self {
        Self::with(codes, Settings::default())
    }

    /// A market on `codes` with these settings.
    pub fn with(codes: &dyn Codes, settings: Settings) -> Self {
        Self::on(Chain::new(), codes, settings)
    }
}

impl<N: Network> World<N> {
    /// A market on `chain`.
    pub fn on(mut chain: N, codes: &dyn Codes<N>, settings: Settings) -> Self {
        let mut recorder = Recorder::default();
        let at = deploy(&mut chain, &mut recorder, codes, &settings);
        Self {
            chain,
            at,
            settings,
            recorder,
            keys: BTreeMap::new(),
        }
    }

    /// The address of the actor called `name`.
    pub fn addr(&self, name: &str) -> Addr {
        self.chain.addr(name)
    }

    /// Block time.
    pub fn now(&self) -> Timestamp {
        Timestamp(self.chain.block().time.seconds())
    }

    /// Lets seconds pass.
    pub fn advance(&mut self, seconds: u64) {
        self.chain.advance(seconds);
    }

    /// Runs messages as one transaction of `sender`.
    ///
    /// # Errors
    /// The error of the first message that fails: a contract's own, or the chain's.
    pub fn run(&mut self, sender: &Addr, msgs: Vec<CosmosMsg>) -> Result<TxResult, TxError> {
        let result = self.chain.run(sender, msgs.clone())?;
        self.recorder.keep(self.now(), sender, msgs, &result);
        Ok(result)
    }

    /// Calls a contract of the suite, without funds.
    ///
    /// # Errors
    /// What the contract refuses, by the stable code that [`code_of`](crate::code_of) reads.
    pub fn call<M: Serialize>(
        &mut self,
        sender: &Addr,
        contract: Contract,
        msg: &M,
    ) -> Result<TxResult, TxError> {
        self.call_with(sender, contract, msg, vec![])
    }

    /// Calls a contract of the suite.
    ///
    /// # Errors
    /// As [`World::call`].
    pub fn call_with<M: Serialize>(
        &mut self,
        sender: &Addr,
        contract: Contract,
        msg: &M,
        funds: Vec<Coin>,
    ) -> Result<TxResult, TxError> {
        let msg = execute(self.at.of(contract), msg, funds);
        self.run(sender, vec![msg])
    }

    /// Calls a contract of the suite and reads the answer in its data.
    ///
    /// # Errors
    /// As [`World::call`].
    pub fn call_for_data<M: Serialize, T: DeserializeOwned>(
        &mut self,
        sender: &Addr,
        contract: Contract,
        msg: &M,
    ) -> Result<Done<T>, TxError> {
        self.call(sender, contract, msg).map(read)
    }

    /// Queries a contract of the suite.
    pub fn query<M: Serialize, T: DeserializeOwned>(&self, contract: Contract, msg: &M) -> T {
        match self.chain.query(self.at.of(contract), msg) {
            Ok(answer) => answer,
            Err(error) => panic!("{} does not answer: {error}", contract.name()),
        }
    }

    /// Gives an actor micro-AKT from the genesis supply.
    pub fn give_akt(&mut self, to: &Addr, amount: u128) {
        let genesis = self.addr("genesis");
        let msg = Cw20ExecuteMsg::Transfer {
            recipient: to.to_string(),
            amount: Uint128::new(amount),
        };
        if let Err(error) = self.call(&genesis, Contract::Token, &msg) {
            panic!("genesis cannot pay: {error}");
        }
    }

    /// An actor's micro-AKT.
    pub fn akt(&self, holder: &Addr) -> u128 {
        self.cw20(Contract::Token, holder)
    }

    /// An actor's micro-ACT.
    pub fn act(&self, holder: &Addr) -> u128 {
        self.cw20(Contract::Bme, holder)
    }

    fn cw20(&self, contract: Contract, holder: &Addr) -> u128 {
        let query = Cw20QueryMsg::Balance {
            address: holder.to_string(),
        };
        self.query::<_, BalanceResponse>(contract, &query)
            .balance
            .u128()
    }
}

/// The answer in a transaction's data.
pub(crate) fn read<T: DeserializeOwned>(tx: TxResult) -> Done<T> {
    let data = tx.data.clone().unwrap_or_default();
    match from_json(&data) {
        Ok(value) => Done { value, tx },
        Err(error) => panic!("data is not the documented answer: {error}: {data}"),
    }
}
