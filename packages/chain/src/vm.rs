//! Contracts as wasm, in the VM that chains use, with wasmd's prices for what it calls back.

use std::collections::BTreeMap;
use std::sync::{Mutex, OnceLock, PoisonError};

use cosmwasm_std::{
    from_json, Addr, Binary, ContractResult, Order, Record, Response, SystemResult,
};
use cosmwasm_vm::internals::{compile_module, instance_from_module};
use cosmwasm_vm::{
    call_execute_raw, call_instantiate_raw, call_migrate_with_info_raw, call_query_raw,
    call_reply_raw, call_sudo_raw, Backend, BackendApi, BackendError, BackendResult, GasInfo,
    Instance, Querier, Size, Storage, VmError, VmResult,
};
use cw_multi_test::error::AnyError;
use sha2::{Digest, Sha256};
use wasmer::{Engine, Module, Store};

use crate::address::ChainApi;
use crate::call::Call;
use crate::check::check;
use crate::error::{ChainError, ContractError, EntryPoint, Failure};
use crate::gas::{self, Cost, OutOfGas, VM_GAS};
use crate::machine::Machine;
use crate::rows::{Cursor, Rows};

/// `contractMemoryLimit` of wasmd's keeper.
const MEMORY_LIMIT: Size = Size::mebi(32);

/// `x/wasm/keeper/api.go`: SDK gas of turning an address into text, into bytes, and checking it.
const HUMANIZE: u64 = 5;
const CANONICALIZE: u64 = 4;
const VALIDATE: u64 = 9;

type WasmInstance = Instance<ChainApi, WasmRows, WasmQuerier>;

/// A compiled contract.
#[derive(Clone)]
pub(crate) struct WasmCode {
    module: Module,
    engine: Engine,
}

/// Compiled modules by checksum. Compiling takes some 80 ms, and a test run builds many chains.
static MODULES: OnceLock<Mutex<BTreeMap<[u8; 32], WasmCode>>> = OnceLock::new();

impl WasmCode {
    /// Validates and compiles, or finds what was compiled before.
    pub(crate) fn compile(wasm: &[u8]) -> Result<Self, ChainError> {
        let checksum: [u8; 32] = Sha256::digest(wasm).into();
        let modules = MODULES.get_or_init(Mutex::default);
        let mut modules = modules.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(code) = modules.get(&checksum) {
            return Ok(code.clone());
        }
        check(wasm)?;
        let (module, engine) = compile_module(wasm, Some(MEMORY_LIMIT))
            .map_err(|error| ChainError::InvalidWasm(error.to_string()))?;
        let code = Self { module, engine };
        modules.insert(checksum, code.clone());
        Ok(code)
    }

    pub(crate) fn call(
        &self,
        machine: &Machine,
        rows: Rows,
        contract: &Addr,
        call: Call,
    ) -> Result<Response, Failure> {
        let entry = call.entry_point();
        let env = environment(machine, contract);
        let answer = self.run(machine, rows, |instance| enter(instance, &env, call))?;
        let result: ContractResult<Response> = parse(&answer)?;
        open(entry, result)
    }

    pub(crate) fn query(
        &self,
        machine: &Machine,
        rows: Rows,
        contract: &Addr,
        msg: &[u8],
    ) -> Result<Binary, Failure> {
        let env = environment(machine, contract);
        let answer = self.run(machine, rows, |instance| {
            call_query_raw(instance, &env, msg)
        })?;
        let result: ContractResult<Binary> = parse(&answer)?;
        open(EntryPoint::Query, result)
    }

    /// Makes an instance for one call, and charges what the call used in the VM.
    fn run(
        &self,
        machine: &Machine,
        rows: Rows,
        work: impl FnOnce(&mut WasmInstance) -> VmResult<Vec<u8>>,
    ) -> Result<Vec<u8>, Failure> {
        let backend = Backend {
            api: machine.api,
            storage: WasmRows {
                rows,
                cursors: Vec::new(),
                machine: machine.clone(),
            },
            querier: WasmQuerier(machine.clone()),
        };
        let limit = machine.meter.borrow().left().saturating_mul(VM_GAS);
        let store = Store::new(self.engine.clone());
        let mut instance = instance_from_module(store, &self.module, backend, limit, None)
            .map_err(|error| ChainError::Vm(error.to_string()))?;
        let answer = work(&mut instance);
        let used = instance.create_gas_report().used_internally;
        charge(machine, used, answer.as_ref().map_or(0, Vec::len))?;
        answer.map_err(refuse)
    }
}

/// The VM's own use, and one SDK gas for each byte of the answer (`costJSONDeserialization`).
fn charge(machine: &Machine, used: u64, answer: usize) -> Result<(), OutOfGas> {
    let parsing = gas::count(answer).saturating_mul(VM_GAS);
    let total = used.saturating_add(parsing);
    machine.charge(Cost::Vm, total.checked_div(VM_GAS).unwrap_or_default())
}

fn refuse(error: VmError) -> Failure {
    match error {
        VmError::GasDepletion { .. }
        | VmError::BackendErr {
            source: BackendError::OutOfGas {},
            ..
        } => ChainError::OutOfGas.into(),
        other => ChainError::Vm(other.to_string()).into(),
    }
}

fn parse<T: serde::de::DeserializeOwned>(answer: &[u8]) -> Result<T, Failure> {
    from_json(answer).map_err(|error| ChainError::Vm(error.to_string()).into())
}

fn open<T>(entry: EntryPoint, result: ContractResult<T>) -> Result<T, Failure> {
    result
        .into_result()
        .map_err(|text| Failure::contract(entry, AnyError::new(ContractError(text))))
}

fn enter(instance: &mut WasmInstance, env: &[u8], call: Call) -> VmResult<Vec<u8>> {
    match call {
        Call::Instantiate(info, msg) => {
            call_instantiate_raw(instance, env, &cosmwasm_vm::to_vec(&info)?, &msg)
        }
        Call::Execute(info, msg) => {
            call_execute_raw(instance, env, &cosmwasm_vm::to_vec(&info)?, &msg)
        }
        Call::Migrate(info, msg) => {
            call_migrate_with_info_raw(instance, env, &msg, &cosmwasm_vm::to_vec(&info)?)
        }
        Call::Reply(reply) => call_reply_raw(instance, env, &cosmwasm_vm::to_vec(&reply)?),
        Call::Sudo(msg) => call_sudo_raw(instance, env, &msg),
    }
}

/// The environment as wasmd serialises it. It carries the transaction's hash, which this version
/// of the standard library skips but pays for reading.
fn environment(machine: &Machine, contract: &Addr) -> Vec<u8> {
    let block = machine.block.borrow();
    let hash = Binary::from(Sha256::digest(block.height.to_be_bytes()).to_vec());
    format!(
        r#"{{"block":{{"height":{},"time":"{}","chain_id":"{}"}},"transaction":{{"index":0,"hash":"{hash}"}},"contract":{{"address":"{contract}"}}}}"#,
        block.height,
        block.time.nanos(),
        block.chain_id,
    )
    .into_bytes()
}

impl BackendApi for ChainApi {
    fn addr_validate(&self, human: &str) -> BackendResult<()> {
        let result = cosmwasm_std::Api::addr_validate(self, human).map(|_| ());
        (result.map_err(user_error), cost(VALIDATE))
    }

    fn addr_canonicalize(&self, human: &str) -> BackendResult<Vec<u8>> {
        (
            self.canonical(human).map_err(user_error),
            cost(CANONICALIZE),
        )
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

impl From<OutOfGas> for BackendError {
    fn from(_: OutOfGas) -> Self {
        Self::out_of_gas()
    }
}

impl Storage for WasmRows {
    fn get(&self, key: &[u8]) -> BackendResult<Option<Vec<u8>>> {
        metered(&self.machine, || Ok(self.rows.read(key)?))
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
pub(crate) struct WasmQuerier(Machine);

impl Querier for WasmQuerier {
    fn query_raw(
        &self,
        request: &[u8],
        gas_limit: u64,
    ) -> BackendResult<SystemResult<ContractResult<Binary>>> {
        let machine = &self.0;
        let allowance = gas_limit.checked_div(VM_GAS).unwrap_or_default();
        metered(machine, || {
            let limit = machine.meter.borrow_mut().narrow(allowance);
            let answer = machine.answer(request);
            let within = machine.meter.borrow().check();
            machine.meter.borrow_mut().restore(limit);
            within?;
            Ok(answer)
        })
    }
}
