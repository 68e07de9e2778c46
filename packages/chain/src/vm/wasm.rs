//! Contracts as wasm, in the VM that chains use.

use std::collections::BTreeMap;
use std::sync::{Mutex, OnceLock, PoisonError};

use cosmwasm_std::{from_json, Binary, ContractResult, Response};
use cosmwasm_vm::internals::{compile_module, instance_from_module};
use cosmwasm_vm::{
    call_execute_raw, call_instantiate_raw, call_migrate_with_info_raw, call_query_raw,
    call_reply_raw, call_sudo_raw, BackendError, Instance, Size, VmError, VmResult,
};
use cw_multi_test::error::AnyError;
use sha2::{Digest, Sha256};
use wasmer::{Engine, Module, Store};

use crate::encoding::address::ChainApi;
use crate::encoding::bytes::count;
use crate::modules::error::{ChainError, ContractError, EntryPoint, Failure};
use crate::modules::wasm::program::{Call, Frame, Program};
use crate::store::gas::Cost;
use crate::vm::backend::{backend, WasmQuerier, WasmRows, VM_GAS};
use crate::vm::check::{check_with, CAPABILITIES, OFFERED};

/// `contractMemoryLimit` of wasmd's keeper.
const MEMORY_LIMIT: Size = Size::mebi(32);

type WasmInstance = Instance<ChainApi, WasmRows, WasmQuerier>;

/// A compiled contract.
#[derive(Clone)]
pub(crate) struct WasmCode {
    module: Module,
    engine: Engine,
}

/// Compiled modules by checksum. Compiling takes some 0.1 s, and a test run builds many chains.
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
        let capabilities: Vec<&str> = CAPABILITIES.into_iter().chain(OFFERED).collect();
        check_with(wasm, &capabilities)?;
        let (module, engine) = compile_module(wasm, Some(MEMORY_LIMIT))
            .map_err(|error| ChainError::InvalidWasm(error.to_string()))?;
        let code = Self { module, engine };
        modules.insert(checksum, code.clone());
        Ok(code)
    }

    /// Makes an instance for one call, and charges what the call used in the VM.
    fn run(&self, frame: Frame, entry: EntryPoint, given: &Given) -> Result<Vec<u8>, Failure> {
        let context = frame.context.clone();
        let limit = context.meter().left().saturating_mul(VM_GAS);
        let store = Store::new(self.engine.clone());
        let mut instance = instance_from_module(store, &self.module, backend(frame), limit, None)
            .map_err(|error| ChainError::Vm(error.to_string()))?;
        let answer = enter(&mut instance, entry, given);
        // One SDK gas for each byte of the answer (`costJSONDeserialization`).
        let parsed = answer.as_ref().map_or(0, Vec::len);
        let parsing = count(parsed).saturating_mul(VM_GAS);
        let used = instance.create_gas_report().used_internally;
        let total = used.saturating_add(parsing);
        context.charge(Cost::Vm, total.checked_div(VM_GAS).unwrap_or_default())?;
        answer.map_err(refuse)
    }
}

impl Program for WasmCode {
    fn call(&self, frame: Frame, call: Call) -> Result<Response, Failure> {
        let entry = call.entry_point();
        let given = Given::new(environment(&frame), call).map_err(refuse)?;
        let answer = self.run(frame, entry, &given)?;
        open(entry, parse(&answer)?)
    }

    fn query(&self, frame: Frame, msg: &[u8]) -> Result<Binary, Failure> {
        let given = Given {
            env: environment(&frame),
            info: None,
            msg: msg.to_vec(),
        };
        let answer = self.run(frame, EntryPoint::Query, &given)?;
        open(EntryPoint::Query, parse(&answer)?)
    }
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

/// What an entry point is given, serialised.
struct Given {
    env: Vec<u8>,
    /// Who calls with what, or who migrates; the other entry points have no third argument.
    info: Option<Vec<u8>>,
    msg: Vec<u8>,
}

impl Given {
    fn new(env: Vec<u8>, call: Call) -> VmResult<Self> {
        let (info, msg) = match call {
            Call::Instantiate(info, msg) | Call::Execute(info, msg) => {
                (Some(cosmwasm_vm::to_vec(&info)?), msg)
            }
            Call::Migrate(info, msg) => (Some(cosmwasm_vm::to_vec(&info)?), msg),
            Call::Reply(reply) => (None, cosmwasm_vm::to_vec(&reply)?),
            Call::Sudo(msg) => (None, msg),
        };
        Ok(Self { env, info, msg })
    }

    fn info(&self) -> &[u8] {
        self.info.as_deref().unwrap_or_default()
    }
}

fn enter(instance: &mut WasmInstance, entry: EntryPoint, given: &Given) -> VmResult<Vec<u8>> {
    let Given { env, msg, .. } = given;
    let info = given.info();
    match entry {
        EntryPoint::Instantiate => call_instantiate_raw(instance, env, info, msg),
        EntryPoint::Execute => call_execute_raw(instance, env, info, msg),
        EntryPoint::Migrate => call_migrate_with_info_raw(instance, env, msg, info),
        EntryPoint::Reply => call_reply_raw(instance, env, msg),
        EntryPoint::Sudo => call_sudo_raw(instance, env, msg),
        EntryPoint::Query => call_query_raw(instance, env, msg),
    }
}

/// The environment as wasmd serialises it. It carries the transaction's hash, which this version
/// of the standard library skips but pays for reading.
fn environment(frame: &Frame) -> Vec<u8> {
    let (block, contract) = (frame.context.block(), &frame.contract);
    let hash = Binary::from(Sha256::digest(block.height.to_be_bytes()).to_vec());
    format!(
        r#"{{"block":{{"height":{},"time":"{}","chain_id":"{}"}},"transaction":{{"index":0,"hash":"{hash}"}},"contract":{{"address":"{contract}"}}}}"#,
        block.height,
        block.time.nanos(),
        block.chain_id,
    )
    .into_bytes()
}
