//! The chain as its users see it.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use cosmwasm_std::{
    from_json, to_json_vec, Addr, Binary, BlockInfo, Coin, CosmosMsg, Empty, QueryRequest, Record,
    Timestamp, Uint128, WasmMsg, WasmQuery,
};
use cw_multi_test::Contract;
use serde::de::DeserializeOwned;
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::app::dispatch::Dispatcher;
use crate::app::error::{QueryError, TxError};
use crate::app::keepers::Keepers;
use crate::app::query::Queries;
use crate::app::tx::{transact, TxResult};
use crate::encoding::address::ChainApi;
use crate::modules::error::ChainError;
use crate::modules::wasm::codes::Code;
use crate::modules::wasm::program::Program;
use crate::store::context::Context;
use crate::store::gas::{Gas, Pricing, DEFAULT_GAS_LIMIT};
use crate::store::rows::Rows;
use crate::vm::native::NativeCode;

/// The chain id that contracts see in their environment.
pub const CHAIN_ID: &str = "tender-1";

/// The bech32 prefix of addresses unless another is chosen.
pub const DEFAULT_PREFIX: &str = "tender";

/// The time of the first block, in seconds since 1970: 2026-01-01T00:00:00Z.
pub const GENESIS_TIME: u64 = 1_767_225_600;

/// Seconds between blocks, for the height to follow the clock.
const BLOCK_SECONDS: u64 = 6;

/// An embedded chain. Nothing is shared between chains, and nothing outlives one.
pub struct Chain {
    keepers: Rc<Keepers>,
    queries: Queries,
    dispatcher: Dispatcher,
    /// Addresses by name: deriving one takes an elliptic curve multiplication.
    actors: RefCell<BTreeMap<String, Addr>>,
}

impl Default for Chain {
    fn default() -> Self {
        Self::new()
    }
}

impl Chain {
    /// Starts a chain at height 1 whose addresses begin with [`DEFAULT_PREFIX`].
    pub fn new() -> Self {
        Self::with_prefix(DEFAULT_PREFIX)
    }

    /// Starts a chain whose addresses begin with `prefix`, a valid lower-case bech32 prefix. With
    /// another, every transaction is refused.
    pub fn with_prefix(prefix: &'static str) -> Self {
        let block = BlockInfo {
            height: 1,
            time: Timestamp::from_seconds(GENESIS_TIME),
            chain_id: CHAIN_ID.to_string(),
        };
        let context = Context::new(block, DEFAULT_GAS_LIMIT);
        let keepers = Rc::new(Keepers::new(context, ChainApi::new(prefix)));
        let queries = Queries::new(keepers.clone());
        let dispatcher = Dispatcher::new(keepers.clone(), Rc::new(queries.clone()));
        Self {
            keepers,
            queries,
            dispatcher,
            actors: RefCell::default(),
        }
    }

    /// Changes how much one transaction or query may use, in SDK gas. It is [`DEFAULT_GAS_LIMIT`] at
    /// first.
    pub fn set_gas_limit(&mut self, limit: u64) {
        self.keepers.context.set_gas_limit(limit);
    }

    /// Returns the address API that contracts of this chain get.
    pub fn api(&self) -> ChainApi {
        self.keepers.api
    }

    /// Returns the account of an actor, which is the same for a name on every chain with this prefix.
    /// Its secret key is SHA-256 of the name.
    pub fn addr(&self, name: &str) -> Addr {
        if let Some(known) = self.actors.borrow().get(name) {
            return known.clone();
        }
        // Twenty bytes always encode unless the prefix is unusable, which every call reports.
        let account = self.keepers.api.account(name);
        let addr = account.unwrap_or_else(|_| Addr::unchecked(name));
        self.actors
            .borrow_mut()
            .insert(name.to_string(), addr.clone());
        addr
    }

    /// Gives an account coins out of nothing, as genesis does.
    ///
    /// # Errors
    /// Fails with [`ChainError::InvalidAddress`] when the address is not of this chain, and with
    /// [`ChainError::CoinOverflow`] when a balance or the supply would exceed 128 bits.
    pub fn try_fund(&mut self, addr: &Addr, coins: &[Coin]) -> Result<(), ChainError> {
        self.keepers.context.reset_meter();
        self.keepers.bank.mint(addr, coins)
    }

    /// Funds an account as [`Self::try_fund`] does, for tests: what cannot be funded stays without
    /// funds.
    pub fn fund(&mut self, addr: &Addr, coins: Vec<Coin>) {
        let _ = self.try_fund(addr, &coins);
    }

    /// Returns what an account holds, in units of the denom; zero for an unknown account.
    pub fn balance(&self, addr: &Addr, denom: &str) -> Uint128 {
        let holder = self.keepers.api.canonical(addr.as_str());
        holder.map_or(Uint128::zero(), |holder| {
            self.keepers.bank.balance(&holder, denom)
        })
    }

    /// Returns how much of a denom exists, in its units.
    pub fn supply(&self, denom: &str) -> Uint128 {
        self.keepers.bank.supply(denom)
    }

    /// Lets bank transfers to this address fail, as those to wasmd's module accounts do.
    pub fn block_account(&mut self, addr: &Addr) {
        self.keepers.bank.block(addr);
    }

    /// Undoes [`Self::block_account`].
    pub fn unblock_account(&mut self, addr: &Addr) {
        self.keepers.bank.unblock(addr);
    }

    /// Stores native code and returns its code id. What it uses has no VM part.
    pub fn store_native(&mut self, contract: Box<dyn Contract<Empty>>) -> u64 {
        let count = self.keepers.wasm.codes.len();
        let checksum = contract.checksum().map_or_else(
            || Sha256::digest(format!("native code {count}")).to_vec(),
            |checksum| checksum.as_slice().to_vec(),
        );
        self.store_code(checksum, Rc::new(NativeCode(contract)))
    }

    /// Stores wasm code and returns its code id. A file is compiled once in a process.
    ///
    /// # Errors
    /// Fails with [`ChainError::InvalidWasm`] when a chain would refuse the upload: see
    /// [`check`](crate::check).
    #[cfg(feature = "vm")]
    pub fn store_wasm(&mut self, wasm: &[u8]) -> Result<u64, ChainError> {
        let code = crate::vm::wasm::WasmCode::compile(wasm)?;
        let checksum = Sha256::digest(wasm).to_vec();
        Ok(self.store_code(checksum, Rc::new(code)))
    }

    /// Keeps a code in the VM's memory, so that loading it costs 2 000 instead of 60 000 SDK gas.
    pub fn pin(&mut self, code_id: u64) {
        self.keepers.wasm.codes.pin(code_id);
    }

    /// Undoes [`Self::pin`].
    pub fn unpin(&mut self, code_id: u64) {
        self.keepers.wasm.codes.unpin(code_id);
    }

    /// Pins every code, those to come included, or returns to single pins.
    pub fn pin_all(&mut self, pinned: bool) {
        self.keepers.wasm.codes.pin_all(pinned);
    }

    /// Creates a contract in a transaction of its own; returns its address. `funds` go to it, and
    /// `admin` may migrate it.
    ///
    /// # Errors
    /// Fails when the contract or the chain refuses, or the message does not serialise. Nothing but
    /// the sender's sequence is changed then.
    #[allow(clippy::too_many_arguments)] // The fields of `MsgInstantiateContract`.
    pub fn instantiate<M: Serialize>(
        &mut self,
        code_id: u64,
        sender: &Addr,
        msg: &M,
        funds: &[Coin],
        label: &str,
        admin: Option<&Addr>,
    ) -> Result<(Addr, TxResult), TxError> {
        let msg = WasmMsg::Instantiate {
            admin: admin.map(Addr::to_string),
            code_id,
            msg: self.encode(msg)?,
            funds: funds.to_vec(),
            label: label.to_string(),
        };
        let result = self.run(sender, vec![msg.into()])?;
        let contract = result
            .created
            .clone()
            .unwrap_or_else(|| Addr::unchecked(""));
        Ok((contract, result))
    }

    /// Calls a contract in a transaction of its own, to which `funds` go.
    ///
    /// # Errors
    /// Fails as [`Self::instantiate`] does.
    pub fn execute<M: Serialize>(
        &mut self,
        sender: &Addr,
        contract: &Addr,
        msg: &M,
        funds: &[Coin],
    ) -> Result<TxResult, TxError> {
        let msg = WasmMsg::Execute {
            contract_addr: contract.to_string(),
            msg: self.encode(msg)?,
            funds: funds.to_vec(),
        };
        self.run(sender, vec![msg.into()])
    }

    /// Moves a contract to other code, as its admin.
    ///
    /// # Errors
    /// Fails with [`ChainError::NotAdmin`] when the sender is not the admin, and as
    /// [`Self::instantiate`] does.
    pub fn migrate<M: Serialize>(
        &mut self,
        sender: &Addr,
        contract: &Addr,
        code_id: u64,
        msg: &M,
    ) -> Result<TxResult, TxError> {
        let msg = WasmMsg::Migrate {
            contract_addr: contract.to_string(),
            new_code_id: code_id,
            msg: self.encode(msg)?,
        };
        self.run(sender, vec![msg.into()])
    }

    /// Runs the messages as one transaction: all or nothing.
    ///
    /// # Errors
    /// Fails with the error of the first message which fails; nothing but the sender's sequence is
    /// changed then.
    pub fn run(&mut self, sender: &Addr, msgs: Vec<CosmosMsg>) -> Result<TxResult, TxError> {
        transact(&self.keepers, &self.dispatcher, sender, &msgs)
    }

    /// Runs the messages as [`Self::run`] would, then undoes everything.
    ///
    /// # Errors
    /// Fails as [`Self::run`] would.
    pub fn simulate(&self, sender: &Addr, msgs: &[CosmosMsg]) -> Result<TxResult, TxError> {
        let context = &self.keepers.context;
        context.discarding(|| transact(&self.keepers, &self.dispatcher, sender, msgs))
    }

    /// Calls a contract's `sudo`, which on a chain only its own modules can.
    ///
    /// # Errors
    /// Fails when the contract or the chain refuses, or the message does not serialise. Nothing is
    /// changed then.
    pub fn sudo<M: Serialize>(&mut self, contract: &Addr, msg: &M) -> Result<(), TxError> {
        let msg = self.encode(msg)?;
        let context = &self.keepers.context;
        context.reset_meter();
        let result = context.atomically(|| self.dispatcher.sudo(contract.as_str(), &msg));
        result
            .map(|_| ())
            .map_err(|failure| TxError::new(failure, context.meter().gas(Pricing::Actual)))
    }

    /// Queries a contract.
    ///
    /// # Errors
    /// Fails when the contract or the chain refuses, or the answer is not an `R`; the error says so
    /// in words.
    pub fn query<M: Serialize, R: DeserializeOwned>(
        &self,
        contract: &Addr,
        msg: &M,
    ) -> Result<R, QueryError> {
        let request = WasmQuery::Smart {
            contract_addr: contract.to_string(),
            msg: to_json_vec(msg).map_err(words)?.into(),
        };
        self.keepers.context.reset_meter();
        let answer = self.queries.query(&QueryRequest::Wasm(request));
        let answer = answer.map_err(|failure| QueryError(failure.error.to_string()))?;
        from_json(answer).map_err(words)
    }

    /// Returns the value of a row in a contract's storage, if there is such a contract and row.
    pub fn raw(&self, contract: &Addr, key: &[u8]) -> Option<Vec<u8>> {
        self.rows(contract)?.peek(key)
    }

    /// Returns all rows of a contract's storage in key order; none for an unknown address.
    pub fn dump(&self, contract: &Addr) -> Vec<Record> {
        self.rows(contract)
            .map_or_else(Vec::new, |rows| rows.dump())
    }

    /// Puts these rows in the place of all a contract has, as a chain exported at one height and
    /// started from genesis does: for tests of migration.
    ///
    /// # Errors
    /// Fails with [`ChainError::NoSuchContract`] when no contract has the address.
    pub fn restore(&mut self, contract: &Addr, rows: &[Record]) -> Result<(), ChainError> {
        let unknown = || ChainError::NoSuchContract(contract.to_string());
        self.keepers
            .wasm
            .records
            .peek_contract(contract)
            .ok_or_else(unknown)?;
        self.rows(contract).ok_or_else(unknown)?.restore(rows);
        Ok(())
    }

    /// Returns the code id of a contract, if there is one at this address.
    pub fn code_id(&self, contract: &Addr) -> Option<u64> {
        Some(self.keepers.wasm.records.peek_contract(contract)?.code_id)
    }

    /// Returns the account that may migrate a contract, if there is one.
    pub fn admin(&self, contract: &Addr) -> Option<Addr> {
        let record = self.keepers.wasm.records.peek_contract(contract)?;
        record.admin.map(Addr::unchecked)
    }

    /// Returns the current block: height, time and chain id.
    pub fn block(&self) -> BlockInfo {
        self.keepers.context.block()
    }

    /// Returns the block time in seconds since 1970.
    pub fn now(&self) -> u64 {
        self.block().time.seconds()
    }

    /// Moves the clock by so many seconds, and the height by one block for every six of them, at least
    /// one.
    pub fn advance(&mut self, seconds: u64) {
        let blocks = seconds
            .checked_div(BLOCK_SECONDS)
            .unwrap_or_default()
            .max(1);
        self.keepers.context.advance(seconds, blocks);
    }

    fn store_code(&self, checksum: Vec<u8>, program: Rc<dyn Program>) -> u64 {
        self.keepers.wasm.store_code(Code {
            checksum,
            creator: self.addr("deployer"),
            program,
        })
    }

    fn rows(&self, contract: &Addr) -> Option<Rows> {
        let canonical = self.keepers.api.canonical(contract.as_str()).ok()?;
        Some(self.keepers.wasm.records.state(&canonical))
    }

    fn encode<M: Serialize>(&self, msg: &M) -> Result<Binary, TxError> {
        to_json_vec(msg)
            .map(Binary::from)
            .map_err(|error| TxError::new(error.into(), Gas::default()))
    }
}

fn words(error: cosmwasm_std::StdError) -> QueryError {
    QueryError(error.to_string())
}
