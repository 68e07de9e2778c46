//! The running chain that keepers, storage handles and queriers share.

use std::cell::{Cell, Ref, RefCell};
use std::collections::BTreeSet;
use std::rc::Rc;

use cosmwasm_std::{Addr, BlockInfo, ContractInfo, Env, TransactionInfo};

use crate::address::ChainApi;
use crate::call::Code;
use crate::error::ChainError;
use crate::gas::{self, Cost, Meter, OutOfGas};
use crate::kv::Kv;

/// A handle on the chain. Clones share one state, so a handle can be given to the VM, which wants
/// backends without borrowed parts, while contracts still call one another.
#[derive(Clone)]
pub(crate) struct Machine(Rc<State>);

pub(crate) struct State {
    pub(crate) api: ChainApi,
    pub(crate) kv: RefCell<Kv>,
    pub(crate) meter: RefCell<Meter>,
    pub(crate) block: RefCell<BlockInfo>,
    pub(crate) codes: RefCell<Vec<Code>>,
    pub(crate) pins: RefCell<Pins>,
    pub(crate) blocked: RefCell<BTreeSet<Addr>>,
    pub(crate) gas_limit: Cell<u64>,
    pub(crate) query_depth: Cell<u32>,
    pub(crate) call_depth: Cell<u32>,
}

/// Which codes are kept in the VM's memory.
#[derive(Default)]
pub(crate) struct Pins {
    pub(crate) all: bool,
    pub(crate) codes: BTreeSet<u64>,
}

/// SDK modules with a store of their own. The tag keeps them apart in the one map below; it is no
/// part of the key that gas is charged for.
#[derive(Clone, Copy)]
pub(crate) enum Module {
    Auth,
    Bank,
    Wasm,
}

impl Module {
    pub(crate) fn tag(self) -> u8 {
        match self {
            Self::Auth => b'a',
            Self::Bank => b'b',
            Self::Wasm => b'w',
        }
    }

    fn place(self, key: &[u8]) -> Vec<u8> {
        let mut place = Vec::with_capacity(key.len().saturating_add(1));
        place.push(self.tag());
        place.extend_from_slice(key);
        place
    }
}

impl std::ops::Deref for Machine {
    type Target = State;

    fn deref(&self) -> &State {
        &self.0
    }
}

impl Machine {
    pub(crate) fn new(api: ChainApi, block: BlockInfo, gas_limit: u64) -> Self {
        Self(Rc::new(State {
            api,
            kv: RefCell::default(),
            meter: RefCell::new(Meter::new(gas_limit)),
            block: RefCell::new(block),
            codes: RefCell::default(),
            pins: RefCell::default(),
            blocked: RefCell::default(),
            gas_limit: Cell::new(gas_limit),
            query_depth: Cell::new(0),
            call_depth: Cell::new(0),
        }))
    }

    pub(crate) fn charge(&self, cost: Cost, amount: u64) -> Result<(), OutOfGas> {
        self.meter.borrow_mut().charge(cost, amount)
    }

    /// Reads a row of a module's store.
    pub(crate) fn read(&self, module: Module, key: &[u8]) -> Result<Option<Vec<u8>>, OutOfGas> {
        let value = self.kv.borrow().get(&module.place(key));
        let price = gas::read(key, value.as_deref().unwrap_or_default());
        self.charge(Cost::Store, price)?;
        Ok(value)
    }

    /// Writes a row of a module's store.
    pub(crate) fn write(&self, module: Module, key: &[u8], value: &[u8]) -> Result<(), OutOfGas> {
        self.charge(Cost::Store, gas::write(key, value))?;
        self.kv.borrow_mut().set(&module.place(key), value);
        Ok(())
    }

    /// Removes a row of a module's store.
    pub(crate) fn delete(&self, module: Module, key: &[u8]) -> Result<(), OutOfGas> {
        self.charge(Cost::Store, gas::DELETE)?;
        self.kv.borrow_mut().remove(&module.place(key));
        Ok(())
    }

    /// Reads a row without charging, for what the chain itself wants to know.
    pub(crate) fn peek(&self, module: Module, key: &[u8]) -> Option<Vec<u8>> {
        self.kv.borrow().get(&module.place(key))
    }

    /// Writes a row without charging: genesis.
    pub(crate) fn plant(&self, module: Module, key: &[u8], value: &[u8]) {
        self.kv.borrow_mut().set(&module.place(key), value);
    }

    /// Runs `work` in a layer of its own: kept when it succeeds, undone when it fails.
    pub(crate) fn atomically<T, E>(&self, work: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
        self.kv.borrow_mut().push();
        let result = work();
        let mut kv = self.kv.borrow_mut();
        match result {
            Ok(_) => kv.commit(),
            Err(_) => kv.rollback(),
        }
        result
    }

    pub(crate) fn code(&self, code_id: u64) -> Result<Code, ChainError> {
        let index = usize::try_from(code_id)
            .ok()
            .and_then(|id| id.checked_sub(1));
        index
            .and_then(|index| self.codes.borrow().get(index).cloned())
            .ok_or(ChainError::NoSuchCode(code_id))
    }

    pub(crate) fn is_pinned(&self, code_id: u64) -> bool {
        let pins: Ref<'_, Pins> = self.pins.borrow();
        pins.all || pins.codes.contains(&code_id)
    }

    pub(crate) fn env(&self, contract: &Addr) -> Env {
        Env {
            block: self.block.borrow().clone(),
            transaction: Some(TransactionInfo { index: 0 }),
            contract: ContractInfo {
                address: contract.clone(),
            },
        }
    }

    pub(crate) fn canonical(&self, address: &str) -> Result<Vec<u8>, ChainError> {
        self.api
            .canonical(address)
            .map_err(|error| ChainError::InvalidAddress {
                address: address.to_string(),
                reason: error.to_string(),
            })
    }
}
