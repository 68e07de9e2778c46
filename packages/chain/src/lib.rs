#![doc = include_str!("../README.md")]

mod address;
mod auth;
#[cfg(feature = "vm")]
mod backend;
mod bank;
mod call;
mod chain;
#[cfg(feature = "vm")]
mod check;
mod dispatch;
mod error;
mod gas;
mod kv;
mod machine;
#[cfg(all(feature = "vm", target_arch = "x86_64"))]
mod probestack;
mod proto;
mod query;
mod records;
mod rows;
mod signed;
mod tx;
#[cfg(feature = "vm")]
mod vm;
mod wasm;

pub use address::ChainApi;
pub use chain::{Chain, CHAIN_ID, DEFAULT_PREFIX, GENESIS_TIME};
#[cfg(feature = "vm")]
pub use check::{check, check_with, Report, CAPABILITIES, MAX_WASM_SIZE};
pub use error::{ChainError, ContractError, QueryError, TxError};
pub use gas::{Gas, DEFAULT_GAS_LIMIT};
pub use tx::TxResult;
