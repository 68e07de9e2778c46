use cosmwasm_std::{Addr, BlockInfo, Coin, CosmosMsg, Uint128};
use serde::de::DeserializeOwned;
use serde::Serialize;
use tender_chain::{Chain, QueryError, TxError, TxResult};

/// What a market needs of the chain it runs on: the embedded chain, or anything that can do as much.
pub trait Network {
    /// Returns the address of the actor called `name`, always the same.
    fn addr(&self, name: &str) -> Addr;

    /// Returns the current block.
    fn block(&self) -> BlockInfo;

    /// Lets seconds pass.
    fn advance(&mut self, seconds: u64);

    /// Runs messages as one transaction of `sender`: all or nothing.
    ///
    /// # Errors
    /// Fails with the error of the first message which fails.
    fn run(&mut self, sender: &Addr, msgs: Vec<CosmosMsg>) -> Result<TxResult, TxError>;

    /// Queries a contract.
    ///
    /// # Errors
    /// Fails when the contract refuses, or the answer is not an `R`.
    fn query<M: Serialize, R: DeserializeOwned>(
        &self,
        contract: &Addr,
        msg: &M,
    ) -> Result<R, QueryError>;

    /// Gives an account coins out of nothing.
    fn fund(&mut self, account: &Addr, coins: Vec<Coin>);

    /// Returns what an account holds, in units of the denom.
    fn balance(&self, account: &Addr, denom: &str) -> Uint128;
}

impl Network for Chain {
    fn addr(&self, name: &str) -> Addr {
        Chain::addr(self, name)
    }

    fn block(&self) -> BlockInfo {
        Chain::block(self)
    }

    fn advance(&mut self, seconds: u64) {
        Chain::advance(self, seconds);
    }

    fn run(&mut self, sender: &Addr, msgs: Vec<CosmosMsg>) -> Result<TxResult, TxError> {
        Chain::run(self, sender, msgs)
    }

    fn query<M: Serialize, R: DeserializeOwned>(
        &self,
        contract: &Addr,
        msg: &M,
    ) -> Result<R, QueryError> {
        Chain::query(self, contract, msg)
    }

    fn fund(&mut self, account: &Addr, coins: Vec<Coin>) {
        Chain::fund(self, account, coins);
    }

    fn balance(&self, account: &Addr, denom: &str) -> Uint128 {
        Chain::balance(self, account, denom)
    }
}
