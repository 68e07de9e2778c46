//! What the VM calls back into the chain for, at wasmd's prices.

use std::rc::Rc;

use cosmwasm_vm::{Backend, BackendApi, BackendError, BackendResult, GasInfo, Querier, Storage};
use vm_std::{Binary, ContractResult, Order, Record, SystemError, SystemResult};

use crate::encoding::address::ChainApi;
use crate::modules::wasm::program::Frame;
use crate::store::context::Context;
use crate::store::gas::OutOfGas;
use crate::store::rows::{Cursor, Rows};

/// `gas_register.go`: VM gas in one SDK gas.
pub(crate) const VM_GAS: u64 = 140_000;

/// `x/wasm/keeper/api.go`: SDK gas of turning an address into text, into bytes, and checking it.
const HUMANIZE: u64 = 5;
const CANONICALIZE: u64 = 4;
const VALIDATE: u64 = 9;

/// What the VM needs of a frame, on its own terms.
pub(crate) fn backend(frame: Frame) -> Backend<ChainApi, WasmRows, WasmQuerier> {
    Backend {
        api: frame.api,
        storage: WasmRows {
            rows: frame.rows,
            cursors: Vec::new(),
            context: frame.context.clone(),
        },
        querier: WasmQuerier {
            querier: frame.querier,
            context: frame.context,
        },
    }
}

impl BackendApi for ChainApi {
    fn addr_validate(&self, human: &str) -> BackendResult<()> {
        let result = cosmwasm_std::Api::addr_validate(self, human).map(|_| ());
        (result.map_err(user_error), cost(VALIDATE))
    }

    fn addr_canonicalize(&self, human: &str) -> BackendResult<Vec<u8>> {
        let result = self.canonical(human);
        let result = result.map_err(|error| user_error(error.reason));
        (result, cost(CANONICALIZE))
    }

    fn addr_humanize(&self, canonical: &[u8]) -> BackendResult<String> {
        let result = self.encode(canonical).map(String::from);
        (result.map_err(user_error), cost(HUMANIZE))
    }
}

fn user_error(error: cosmwasm_std::StdError) -> BackendError {
    BackendError::user_err(error.to_string())
}

fn cost(sdk_gas: u64) -> GasInfo {
    GasInfo::with_cost(sdk_gas.saturating_mul(VM_GAS))
}

/// The VM's word for a direction.
fn direction(order: Order) -> cosmwasm_std::Order {
    match order {
        Order::Ascending => cosmwasm_std::Order::Ascending,
        Order::Descending => cosmwasm_std::Order::Descending,
    }
}

/// An answer in the VM's own types.
fn handed(
    answer: cosmwasm_std::SystemResult<cosmwasm_std::ContractResult<cosmwasm_std::Binary>>,
) -> SystemResult<ContractResult<Binary>> {
    use cosmwasm_std::SystemError as Ours;
    match answer {
        cosmwasm_std::SystemResult::Ok(cosmwasm_std::ContractResult::Ok(data)) => {
            SystemResult::Ok(ContractResult::Ok(Binary::from(data.to_vec())))
        }
        cosmwasm_std::SystemResult::Ok(cosmwasm_std::ContractResult::Err(text)) => {
            SystemResult::Ok(ContractResult::Err(text))
        }
        cosmwasm_std::SystemResult::Err(error) => SystemResult::Err(match error {
            Ours::InvalidRequest { error, request } => SystemError::InvalidRequest {
                error,
                request: Binary::from(request.to_vec()),
            },
            Ours::InvalidResponse { error, response } => SystemError::InvalidResponse {
                error,
                response: Binary::from(response.to_vec()),
            },
            Ours::NoSuchContract { addr } => SystemError::NoSuchContract { addr },
            Ours::NoSuchCode { code_id } => SystemError::NoSuchCode { code_id },
            Ours::UnsupportedRequest { kind } => SystemError::UnsupportedRequest { kind },
            _ => SystemError::Unknown {},
        }),
    }
}

/// A contract's storage as the VM wants it: with numbered iterators, and telling what the SDK's
/// meter charged, so that the VM can keep its own limit in step.
pub(crate) struct WasmRows {
    rows: Rows,
    cursors: Vec<Cursor>,
    context: Context,
}

impl WasmRows {
    fn metered<T>(
        &mut self,
        work: impl FnOnce(&mut Self) -> Result<T, BackendError>,
    ) -> BackendResult<T> {
        let context = self.context.clone();
        metered(&context, || work(self))
    }
}

fn metered<T>(
    context: &Context,
    work: impl FnOnce() -> Result<T, BackendError>,
) -> BackendResult<T> {
    let before = context.meter().used();
    let result = work();
    let spent = context.meter().used().saturating_sub(before);
    let gas = GasInfo::with_externally_used(spent.saturating_mul(VM_GAS));
    (result, gas)
}

impl From<OutOfGas> for BackendError {
    fn from(_: OutOfGas) -> Self {
        Self::out_of_gas()
    }
}

impl Storage for WasmRows {
    fn get(&self, key: &[u8]) -> BackendResult<Option<Vec<u8>>> {
        metered(&self.context, || Ok(self.rows.read(key)?))
    }

    fn scan(
        &mut self,
        start: Option<&[u8]>,
        end: Option<&[u8]>,
        order: Order,
    ) -> BackendResult<u32> {
        self.metered(|this| {
            let cursor = this.rows.scan(start, end, direction(order))?;
            let id = u32::try_from(this.cursors.len())
                .map_err(|_| BackendError::unknown("too many iterators"))?;
            this.cursors.push(cursor);
            Ok(id)
        })
    }

    fn next(&mut self, id: u32) -> BackendResult<Option<Record>> {
        self.metered(|this| {
            let index = usize::try_from(id).unwrap_or(usize::MAX);
            let cursor = this
                .cursors
                .get_mut(index)
                .ok_or_else(|| BackendError::iterator_does_not_exist(id))?;
            Ok(cursor.advance()?)
        })
    }

    fn set(&mut self, key: &[u8], value: &[u8]) -> BackendResult<()> {
        self.metered(|this| Ok(this.rows.write(key, value)?))
    }

    fn remove(&mut self, key: &[u8]) -> BackendResult<()> {
        self.metered(|this| Ok(this.rows.delete(key)?))
    }
}

/// The chain's queries as the VM asks them.
pub(crate) struct WasmQuerier {
    querier: Rc<dyn cosmwasm_std::Querier>,
    context: Context,
}

impl Querier for WasmQuerier {
    fn query_raw(
        &self,
        request: &[u8],
        gas_limit: u64,
    ) -> BackendResult<SystemResult<ContractResult<Binary>>> {
        let context = &self.context;
        let allowance = gas_limit.checked_div(VM_GAS).unwrap_or_default();
        metered(context, || {
            let limit = context.meter().narrow(allowance);
            let answer = self.querier.raw_query(request);
            let within = context.meter().check();
            context.meter().restore(limit);
            within?;
            Ok(handed(answer))
        })
    }
}
