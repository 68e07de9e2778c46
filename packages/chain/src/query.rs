//! What contracts may ask the chain and one another.

use cosmwasm_std::{
    from_json, to_json_binary, BalanceResponse, BankQuery, Binary, Coin, ContractInfoResponse,
    ContractResult, Empty, Querier, QuerierResult, QueryRequest, SystemError, SystemResult,
    WasmQuery,
};

use crate::error::{ChainError, Failure};
use crate::machine::Machine;
use crate::rows::Rows;

/// `DefaultMaxQueryStackSize` of wasmd.
const MAX_QUERY_DEPTH: u32 = 10;

/// The querier handed to contracts.
pub(crate) struct ChainQuerier(Machine);

impl ChainQuerier {
    pub(crate) fn new(machine: &Machine) -> Self {
        Self(machine.clone())
    }
}

impl Querier for ChainQuerier {
    fn raw_query(&self, request: &[u8]) -> QuerierResult {
        self.0.answer(request)
    }
}

impl Machine {
    /// Answers a serialised query; errors are shown as wasmd shows them to a contract.
    pub(crate) fn answer(&self, request: &[u8]) -> QuerierResult {
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

    /// Runs a query in a layer that is always dropped.
    pub(crate) fn query(&self, request: &QueryRequest<Empty>) -> Result<Binary, Failure> {
        self.kv.borrow_mut().push();
        let result = match request {
            QueryRequest::Bank(query) => self.query_bank(query),
            QueryRequest::Wasm(query) => self.query_wasm(query),
            other => Err(ChainError::Unsupported(format!("query {other:?}")).into()),
        };
        self.kv.borrow_mut().rollback();
        result
    }

    fn query_bank(&self, query: &BankQuery) -> Result<Binary, Failure> {
        match query {
            BankQuery::Balance { address, denom } => {
                let holder = self.canonical(address)?;
                let amount = self.read_balance(&holder, denom)?;
                let coin = Coin::new(amount, denom);
                Ok(to_json_binary(&BalanceResponse::new(coin))?)
            }
            other => Err(ChainError::Unsupported(format!("query {other:?}")).into()),
        }
    }

    fn query_wasm(&self, query: &WasmQuery) -> Result<Binary, Failure> {
        match query {
            WasmQuery::Smart { contract_addr, msg } => self.query_smart(contract_addr, msg),
            WasmQuery::Raw { contract_addr, key } => {
                let contract = self.canonical(contract_addr)?;
                let value = Rows::new(self, &contract).read(key)?;
                Ok(Binary::from(value.unwrap_or_default()))
            }
            WasmQuery::ContractInfo { contract_addr } => self.query_contract_info(contract_addr),
            other => Err(ChainError::Unsupported(format!("query {other:?}")).into()),
        }
    }

    fn query_smart(&self, contract: &str, msg: &[u8]) -> Result<Binary, Failure> {
        let depth = self.query_depth.get().saturating_add(1);
        if depth > MAX_QUERY_DEPTH {
            return Err(ChainError::QueryDepth.into());
        }
        self.query_depth.set(depth);
        let result = self.enter(contract).and_then(|entered| {
            self.pay_instance(&entered)?;
            self.ask(&entered.code, &entered.address, msg)
        });
        self.query_depth.set(depth.saturating_sub(1));
        result
    }

    fn query_contract_info(&self, contract: &str) -> Result<Binary, Failure> {
        let record = self.read_contract(&self.canonical(contract)?, contract)?;
        let pinned = self.read_pinned(record.code_id)?;
        let answer = ContractInfoResponse::new(
            record.code_id,
            cosmwasm_std::Addr::unchecked(record.creator),
            record.admin.map(cosmwasm_std::Addr::unchecked),
            pinned,
            None,
        );
        Ok(to_json_binary(&answer)?)
    }
}
