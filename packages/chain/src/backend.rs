//! What the VM calls back into the chain for, at wasmd's prices.

use cosmwasm_std::{to_json_vec, Binary, ContractResult, Order, Record, SystemResult};
use cosmwasm_vm::{Backend, BackendApi, BackendError, BackendResult, GasInfo, Querier, Storage};

use crate::address::ChainApi;
use crate::gas::{self, OutOfGas, VM_GAS};
use crate::machine::Machine;
use crate::rows::{Cursor, Rows};

/// `x/wasm/keeper/api.go`: SDK gas of turning an address into text, into bytes, and checking it.
const HUMANIZE: u64 = 5;
const CANONICALIZE: u64 = 4;
const VALIDATE: u64 = 9;

/// VM gas of handing bytes to a contract, flat and for each byte. wasmd v0.61 runs cosmwasm-vm 3.0,
/// which charges this and otherwise what 2.3 charges (`environment.rs`, `memory.rs`).
const HAND_OVER: u64 = 230_000;
const HAND_OVER_BYTE: u64 = 570;

/// Bytes of framing when an iterator hands over a row: the lengths of key and value.
const ROW_FRAME: usize = 8;

pub(crate) fn backend(machine: &Machine, rows: Rows) -> Backend<ChainApi, WasmRows, WasmQuerier> {
    Backend {
        api: machine.api,
        storage: WasmRows {
            rows,
            cursors: Vec::new(),
            machine: machine.clone(),
        },
        querier: WasmQuerier(machine.clone()),
    }
}

impl BackendApi for ChainApi {
    fn addr_validate(&self, human: &str) -> BackendResult<()> {
        let result = cosmwasm_std::Api::addr_validate(self, human).map(|_| ());
        (result.map_err(user_error), cost(VALIDATE))
    }

    fn addr_canonicalize(&self, human: &str) -> BackendResult<Vec<u8>> {
        let result = self.canonical(human).map_err(user_error);
        given((result, cost(CANONICALIZE)), |bytes| Some(bytes.len()))
    }

    fn addr_humanize(&self, canonical: &[u8]) -> BackendResult<String> {
        let result = self.encode(canonical).map(String::from);
        let answer = (result.map_err(user_error), cost(HUMANIZE));
        given(answer, |text| Some(text.len()))
    }
}

fn user_error(error: cosmwasm_std::StdError) -> BackendError {
    BackendError::user_err(error.to_string())
}

fn cost(sdk_gas: u64) -> GasInfo {
    GasInfo::with_cost(sdk_gas.saturating_mul(VM_GAS))
}

/// A contract's storage as the VM wants it: with numbered iterators, and telling what the SDK's
/// meter charged, so that the VM can keep its own limit in step.
pub(crate) struct WasmRows {
    rows: Rows,
    cursors: Vec<Cursor>,
    machine: Machine,
}

impl WasmRows {
    fn metered<T>(
        &mut self,
        work: impl FnOnce(&mut Self) -> Result<T, BackendError>,
    ) -> BackendResult<T> {
        let machine = self.machine.clone();
        metered(&machine, || work(self))
    }
}

fn metered<T>(
    machine: &Machine,
    work: impl FnOnce() -> Result<T, BackendError>,
) -> BackendResult<T> {
    let before = machine.meter.borrow().used();
    let result = work();
    let spent = machine.meter.borrow().used().saturating_sub(before);
    let gas = GasInfo::with_externally_used(spent.saturating_mul(VM_GAS));
    (result, gas)
}

/// Adds the price of handing an answer of some size to the contract.
fn given<T>(answer: BackendResult<T>, size: impl Fn(&T) -> Option<usize>) -> BackendResult<T> {
    let (result, mut gas) = answer;
    if let Some(length) = result.as_ref().ok().and_then(size) {
        gas.cost = gas.cost.saturating_add(hand_over(length));
    }
    (result, gas)
}

pub(crate) fn hand_over(length: usize) -> u64 {
    HAND_OVER_BYTE
        .saturating_mul(gas::count(length))
        .saturating_add(HAND_OVER)
}

fn row_bytes((key, value): &Record) -> usize {
    key.len().saturating_add(value.len())
}

impl From<OutOfGas> for BackendError {
    fn from(_: OutOfGas) -> Self {
        Self::out_of_gas()
    }
}

impl Storage for WasmRows {
    fn get(&self, key: &[u8]) -> BackendResult<Option<Vec<u8>>> {
        let answer = metered(&self.machine, || Ok(self.rows.read(key)?));
        given(answer, |value| value.as_ref().map(Vec::len))
    }

    fn scan(
        &mut self,
        start: Option<&[u8]>,
        end: Option<&[u8]>,
        order: Order,
    ) -> BackendResult<u32> {
        self.metered(|this| {
            let cursor = this.rows.scan(start, end, order)?;
            let id = u32::try_from(this.cursors.len())
                .map_err(|_| BackendError::unknown("too many iterators"))?;
            this.cursors.push(cursor);
            Ok(id)
        })
    }

    fn next(&mut self, id: u32) -> BackendResult<Option<Record>> {
        let answer = self.metered(|this| {
            let index = usize::try_from(id).unwrap_or(usize::MAX);
            let cursor = this
                .cursors
                .get_mut(index)
                .ok_or_else(|| BackendError::iterator_does_not_exist(id))?;
            Ok(cursor.advance()?)
        });
        given(answer, |row| {
            Some(row.as_ref().map_or(0, row_bytes).saturating_add(ROW_FRAME))
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
pub(crate) struct WasmQuerier(Machine);

impl Querier for WasmQuerier {
    fn query_raw(
        &self,
        request: &[u8],
        gas_limit: u64,
    ) -> BackendResult<SystemResult<ContractResult<Binary>>> {
        let machine = &self.0;
        let allowance = gas_limit.checked_div(VM_GAS).unwrap_or_default();
        let answer = metered(machine, || {
            let limit = machine.meter.borrow_mut().narrow(allowance);
            let answer = machine.answer(request);
            let within = machine.meter.borrow().check();
            machine.meter.borrow_mut().restore(limit);
            within?;
            Ok(answer)
        });
        given(answer, |answer| {
            to_json_vec(answer).ok().map(|json| json.len())
        })
    }
}
