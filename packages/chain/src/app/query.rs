//! What contracts and users may query: the router of queries.

use std::cell::Cell;
use std::rc::Rc;

use cosmwasm_std::{
    from_json, to_json_binary, BalanceResponse, BankQuery, Binary, Coin, ContractResult, Empty,
    Querier, QuerierResult, QueryRequest, SystemError, SystemResult, WasmQuery,
};

use crate::app::keepers::Keepers;
use crate::modules::error::{ChainError, Failure};

/// `DefaultMaxQueryStackSize` of wasmd.
const MAX_DEPTH: u32 = 10;

/// A handle that answers queries. Contracts get clones, which count their depth together.
#[derive(Clone)]
pub(crate) struct Queries {
    keepers: Rc<Keepers>,
    /// Smart queries inside smart queries at the moment.
    depth: Rc<Cell<u32>>,
}

/// Errors are shown as wasmd shows them to a contract.
impl Querier for Queries {
    fn raw_query(&self, request: &[u8]) -> QuerierResult {
        let request: QueryRequest<Empty> = match from_json(request) {
            Ok(request) => request,
            Err(error) => {
                return SystemResult::Err(SystemError::InvalidRequest {
                    error: error.to_string(),
                    request: Binary::from(request),
                })
            }
        };
        match self.query(&request) {
            Ok(answer) => SystemResult::Ok(ContractResult::Ok(answer)),
            Err(failure) => match failure.system_error() {
                Some(error) => SystemResult::Err(error),
                None => SystemResult::Ok(ContractResult::Err(failure.redacted())),
            },
        }
    }
}

impl Queries {
    pub(crate) fn new(keepers: Rc<Keepers>) -> Self {
        Self {
            keepers,
            depth: Rc::default(),
        }
    }

    /// Hands a query to its module. Whatever it does, nothing is written.
    pub(crate) fn query(&self, request: &QueryRequest<Empty>) -> Result<Binary, Failure> {
        self.keepers.context.discarding(|| match request {
            QueryRequest::Bank(query) => self.query_bank(query),
            QueryRequest::Wasm(query) => self.query_wasm(query),
            other => Err(ChainError::Unsupported(format!("query {other:?}")).into()),
        })
    }

    fn query_bank(&self, query: &BankQuery) -> Result<Binary, Failure> {
        match query {
            BankQuery::Balance { address, denom } => {
                let holder = self.keepers.api.canonical(address)?;
                let amount = self.keepers.bank.read_balance(&holder, denom)?;
                let coin = Coin::new(amount, denom);
                Ok(to_json_binary(&BalanceResponse::new(coin))?)
            }
            other => Err(ChainError::Unsupported(format!("query {other:?}")).into()),
        }
    }

    fn query_wasm(&self, query: &WasmQuery) -> Result<Binary, Failure> {
        let wasm = &self.keepers.wasm;
        match query {
            WasmQuery::Smart { contract_addr, msg } => self.query_smart(contract_addr, msg),
            WasmQuery::Raw { contract_addr, key } => wasm.query_raw(contract_addr, key),
            WasmQuery::ContractInfo { contract_addr } => {
                Ok(to_json_binary(&wasm.query_info(contract_addr)?)?)
            }
            other => Err(ChainError::Unsupported(format!("query {other:?}")).into()),
        }
    }

    fn query_smart(&self, contract: &str, msg: &[u8]) -> Result<Binary, Failure> {
        let depth = self.depth.get().saturating_add(1);
        if depth > MAX_DEPTH {
            return Err(ChainError::QueryDepth.into());
        }
        self.depth.set(depth);
        let querier: Rc<dyn Querier> = Rc::new(self.clone());
        let answer = self.keepers.wasm.query_smart(&querier, contract, msg);
        self.depth.set(depth.saturating_sub(1));
        answer
    }
}
