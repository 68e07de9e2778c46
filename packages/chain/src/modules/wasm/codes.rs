//! The codes a chain has in memory: programs and pins.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::rc::Rc;

use cosmwasm_std::Addr;

use crate::encoding::bytes::count;
use crate::modules::error::ChainError;
use crate::modules::wasm::program::Program;

/// Stored code.
#[derive(Clone)]
pub(crate) struct Code {
    /// What wasmd knows the code by; native code gets a made-up one.
    pub(crate) checksum: Vec<u8>,
    /// Who uploaded it.
    pub(crate) creator: Addr,
    pub(crate) program: Rc<dyn Program>,
}

/// All stored codes, by ids that count from 1, and which of them are pinned.
#[derive(Default)]
pub(crate) struct Codes {
    codes: RefCell<Vec<Code>>,
    pins: RefCell<BTreeSet<u64>>,
    all_pinned: Cell<bool>,
}

impl Codes {
    /// How many codes are stored.
    pub(crate) fn len(&self) -> usize {
        self.codes.borrow().len()
    }

    /// Adds code; returns its id.
    pub(crate) fn add(&self, code: Code) -> u64 {
        let mut codes = self.codes.borrow_mut();
        codes.push(code);
        count(codes.len())
    }

    pub(crate) fn get(&self, code_id: u64) -> Result<Code, ChainError> {
        let index = usize::try_from(code_id)
            .ok()
            .and_then(|id| id.checked_sub(1));
        index
            .and_then(|index| self.codes.borrow().get(index).cloned())
            .ok_or(ChainError::NoSuchCode(code_id))
    }

    pub(crate) fn pin(&self, code_id: u64) {
        self.pins.borrow_mut().insert(code_id);
    }

    pub(crate) fn unpin(&self, code_id: u64) {
        self.pins.borrow_mut().remove(&code_id);
    }

    /// Pins every code, those to come included, or returns to single pins.
    pub(crate) fn pin_all(&self, pinned: bool) {
        self.all_pinned.set(pinned);
    }

    pub(crate) fn is_pinned(&self, code_id: u64) -> bool {
        self.all_pinned.get() || self.pins.borrow().contains(&code_id)
    }
}
