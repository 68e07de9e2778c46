//! What a running transaction works on, as `sdk.Context` holds it: state, gas meter and block.

use std::cell::{Cell, Ref, RefCell, RefMut};
use std::rc::Rc;

use cosmwasm_std::BlockInfo;

use crate::store::gas::{Cost, Meter, OutOfGas};
use crate::store::kv::Kv;

/// A handle on state, meter and block. Clones share them, because the VM wants storage and
/// queriers without borrowed parts, while contracts still call one another.
#[derive(Clone)]
pub(crate) struct Context(Rc<Shared>);

struct Shared {
    kv: RefCell<Kv>,
    meter: RefCell<Meter>,
    block: RefCell<BlockInfo>,
    /// Gas that the next transaction or query may use.
    gas_limit: Cell<u64>,
}

impl Context {
    /// Empty state at `block`.
    pub(crate) fn new(block: BlockInfo, gas_limit: u64) -> Self {
        Self(Rc::new(Shared {
            kv: RefCell::default(),
            meter: RefCell::new(Meter::new(gas_limit)),
            block: RefCell::new(block),
            gas_limit: Cell::new(gas_limit),
        }))
    }

    pub(crate) fn kv(&self) -> Ref<'_, Kv> {
        self.0.kv.borrow()
    }

    pub(crate) fn kv_mut(&self) -> RefMut<'_, Kv> {
        self.0.kv.borrow_mut()
    }

    /// The gas meter of the running transaction. Let go of it before anything else charges.
    pub(crate) fn meter(&self) -> RefMut<'_, Meter> {
        self.0.meter.borrow_mut()
    }

    pub(crate) fn charge(&self, cost: Cost, amount: u64) -> Result<(), OutOfGas> {
        self.meter().charge(cost, amount)
    }

    pub(crate) fn set_gas_limit(&self, limit: u64) {
        self.0.gas_limit.set(limit);
    }

    /// Starts counting from zero, up to the limit that was set last.
    pub(crate) fn reset_meter(&self) {
        *self.meter() = Meter::new(self.0.gas_limit.get());
    }

    pub(crate) fn block(&self) -> BlockInfo {
        self.0.block.borrow().clone()
    }

    pub(crate) fn height(&self) -> u64 {
        self.0.block.borrow().height
    }

    /// Moves the clock and the height.
    pub(crate) fn advance(&self, seconds: u64, blocks: u64) {
        let mut block = self.0.block.borrow_mut();
        block.time = block.time.plus_seconds(seconds);
        block.height = block.height.saturating_add(blocks);
    }

    /// Runs `work` in a layer of its own: kept when it succeeds, undone when it fails.
    pub(crate) fn atomically<T, E>(&self, work: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
        self.kv_mut().push();
        let result = work();
        match result {
            Ok(_) => self.kv_mut().commit(),
            Err(_) => self.kv_mut().rollback(),
        }
        result
    }

    /// Runs `work` and undoes what it wrote, whatever comes of it.
    pub(crate) fn discarding<T>(&self, work: impl FnOnce() -> T) -> T {
        self.kv_mut().push();
        let result = work();
        self.kv_mut().rollback();
        result
    }
}
