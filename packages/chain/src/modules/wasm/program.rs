//! What the keeper asks of contract code, however that runs.

use std::rc::Rc;

use cosmwasm_std::{
    Addr, Binary, ContractInfo, Env, MessageInfo, MigrateInfo, Querier, Reply, Response,
    TransactionInfo,
};

use crate::encoding::address::ChainApi;
use crate::modules::error::{EntryPoint, Failure};
use crate::store::context::Context;
use crate::store::rows::Rows;

/// Code that can be called. Gas of its rows and of its own work is charged while it runs.
pub(crate) trait Program {
    /// Calls an entry point that may change state.
    fn call(&self, frame: Frame, call: Call) -> Result<Response, Failure>;

    /// Asks for an answer. The caller undoes whatever is written meanwhile.
    fn query(&self, frame: Frame, msg: &[u8]) -> Result<Binary, Failure>;
}

/// What a program can reach while it runs.
pub(crate) struct Frame {
    /// The address of the contract whose code runs.
    pub(crate) contract: Addr,
    /// The contract's own storage.
    pub(crate) rows: Rows,
    pub(crate) api: ChainApi,
    /// Answers the contract's queries: the application, which this layer does not know.
    pub(crate) querier: Rc<dyn Querier>,
    /// The gas meter and the block.
    pub(crate) context: Context,
}

impl Frame {
    /// The environment as the contract sees it.
    pub(crate) fn env(&self) -> Env {
        Env {
            block: self.context.block(),
            transaction: Some(TransactionInfo { index: 0 }),
            contract: ContractInfo {
                address: self.contract.clone(),
            },
        }
    }
}

/// A call that may change state, with its serialised message.
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
