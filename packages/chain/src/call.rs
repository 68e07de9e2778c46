//! One call into a contract, native or wasm.

use std::rc::Rc;

use cosmwasm_std::{
    Addr, Binary, Deps, DepsMut, Empty, MessageInfo, MigrateInfo, QuerierWrapper, Reply, Response,
};
use cw_multi_test::error::AnyResult;
use cw_multi_test::Contract;

use crate::error::{EntryPoint, Failure};
use crate::machine::Machine;
use crate::query::ChainQuerier;
use crate::rows::Rows;

/// Stored code.
#[derive(Clone)]
pub(crate) struct Code {
    /// What wasmd knows the code by; native code gets a made-up one.
    pub(crate) checksum: Vec<u8>,
    /// Who uploaded it.
    pub(crate) creator: Addr,
    pub(crate) program: Program,
}

/// How stored code runs.
#[derive(Clone)]
pub(crate) enum Program {
    Native(Rc<dyn Contract<Empty>>),
    #[cfg(feature = "vm")]
    Wasm(Rc<crate::vm::WasmCode>),
}

/// A call that may change state.
pub(crate) enum Call {
    Instantiate(MessageInfo, Vec<u8>),
    Execute(MessageInfo, Vec<u8>),
    /// Native code does not get the information, as `Contract::migrate` does not take it.
    #[cfg_attr(not(feature = "vm"), allow(dead_code))]
    Migrate(MigrateInfo, Vec<u8>),
    Reply(Reply),
    Sudo(Vec<u8>),
}

impl Call {
    pub(crate) fn entry_point(&self) -> EntryPoint {
        match self {
            Self::Instantiate(..) => EntryPoint::Instantiate,
            Self::Execute(..) => EntryPoint::Execute,
            Self::Migrate(..) => EntryPoint::Migrate,
            Self::Reply(_) => EntryPoint::Reply,
            Self::Sudo(_) => EntryPoint::Sudo,
        }
    }
}

impl Machine {
    /// Calls a contract. Gas of its rows and of the VM is charged while it runs.
    pub(crate) fn call(
        &self,
        code: &Code,
        contract: &Addr,
        call: Call,
    ) -> Result<Response, Failure> {
        let rows = Rows::new(self, &self.canonical(contract.as_str())?);
        match &code.program {
            Program::Native(native) => {
                let entry = call.entry_point();
                let result = self.call_native(native.as_ref(), rows, contract, call);
                self.meter.borrow().check()?;
                result.map_err(|error| Failure::contract(entry, error))
            }
            #[cfg(feature = "vm")]
            Program::Wasm(wasm) => wasm.call(self, rows, contract, call),
        }
    }

    /// Asks a contract. Whatever it does, nothing is written.
    pub(crate) fn ask(&self, code: &Code, contract: &Addr, msg: &[u8]) -> Result<Binary, Failure> {
        let rows = Rows::new(self, &self.canonical(contract.as_str())?);
        match &code.program {
            Program::Native(native) => {
                let querier = ChainQuerier::new(self);
                let deps = Deps {
                    storage: &rows,
                    api: &self.api,
                    querier: QuerierWrapper::new(&querier),
                };
                let result = native.query(deps, self.env(contract), msg.to_vec());
                self.meter.borrow().check()?;
                result.map_err(|error| Failure::contract(EntryPoint::Query, error))
            }
            #[cfg(feature = "vm")]
            Program::Wasm(wasm) => wasm.query(self, rows, contract, msg),
        }
    }

    fn call_native(
        &self,
        native: &dyn Contract<Empty>,
        mut rows: Rows,
        contract: &Addr,
        call: Call,
    ) -> AnyResult<Response> {
        let querier = ChainQuerier::new(self);
        let deps = DepsMut {
            storage: &mut rows,
            api: &self.api,
            querier: QuerierWrapper::new(&querier),
        };
        let env = self.env(contract);
        match call {
            Call::Instantiate(info, msg) => native.instantiate(deps, env, info, msg),
            Call::Execute(info, msg) => native.execute(deps, env, info, msg),
            Call::Migrate(_, msg) => native.migrate(deps, env, msg),
            Call::Reply(reply) => native.reply(deps, env, reply),
            Call::Sudo(msg) => native.sudo(deps, env, msg),
        }
    }
}
