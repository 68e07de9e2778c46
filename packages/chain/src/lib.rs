#![doc = include_str!("../README.md")]

mod app;
mod encoding;
mod modules;
mod store;
mod vm;

pub use app::chain::{Chain, CHAIN_ID, DEFAULT_PREFIX, GENESIS_TIME};
pub use app::error::{QueryError, TxError};
pub use app::tx::TxResult;
pub use encoding::address::ChainApi;
pub use modules::error::{ChainError, ContractError};
pub use store::gas::{Gas, DEFAULT_GAS_LIMIT};
#[cfg(feature = "vm")]
pub use vm::check::{check, check_with, Report, CAPABILITIES, MAX_WASM_SIZE};
