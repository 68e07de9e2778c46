//! The rows wasmd keeps about codes and contracts.

use cosmwasm_std::{Addr, Coin, Order};

use crate::encoding::address::ChainApi;
use crate::encoding::bytes::{be_number, length_prefixed};
use crate::encoding::proto::{self, Message};
use crate::modules::error::{ChainError, Failure};
use crate::store::context::Context;
use crate::store::gas::OutOfGas;
use crate::store::rows::Rows;

/// Key prefixes of x/wasm (`types/keys.go`).
const CODES: u8 = 0x01;
const CONTRACTS: u8 = 0x02;
const CONTRACT_STATE: u8 = 0x03;
const NEXT_CONTRACT: &[u8] = b"\x04lastContractId";
const HISTORY: u8 = 0x05;
const BY_CODE: u8 = 0x06;
const TX_COUNTER: &[u8] = &[0x08];
const BY_CREATOR: u8 = 0x09;

/// `ContractCodeHistoryOperationType` and `AccessType` of wasmd's protobuf.
const INIT: u64 = 1;
const MIGRATE: u64 = 2;
const EVERYBODY: u64 = 3;

/// A contract's record in the wasm module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ContractRecord {
    pub(crate) code_id: u64,
    pub(crate) creator: String,
    pub(crate) admin: Option<String>,
    pub(crate) label: String,
    pub(crate) created: u64,
}

impl ContractRecord {
    fn encode(&self, prefix: &str, address: &str) -> Vec<u8> {
        let port = address.strip_prefix(prefix).unwrap_or(address);
        Message::default()
            .number(1, self.code_id)
            .text(2, &self.creator)
            .text(3, self.admin.as_deref().unwrap_or_default())
            .text(4, &self.label)
            .nested(5, Message::default().number(1, self.created))
            .text(8, &format!("wasm2{port}"))
            .done()
    }

    fn decode(row: &[u8]) -> Self {
        let created = match proto::find(row, 5) {
            Some(proto::Field::Bytes(position)) => proto::number(position, 1),
            _ => 0,
        };
        Self {
            code_id: proto::number(row, 1),
            creator: proto::text(row, 2),
            admin: Some(proto::text(row, 3)).filter(|admin| !admin.is_empty()),
            label: proto::text(row, 4),
            created,
        }
    }
}

/// What a new contract is made of.
pub(crate) struct Instantiation<'a> {
    pub(crate) code_id: u64,
    pub(crate) creator: &'a Addr,
    pub(crate) admin: Option<String>,
    pub(crate) label: &'a str,
    pub(crate) msg: &'a [u8],
    pub(crate) funds: &'a [Coin],
}

/// The wasm module's store.
pub(crate) struct Records {
    rows: Rows,
    api: ChainApi,
    context: Context,
}

impl Records {
    pub(crate) fn new(rows: Rows, api: ChainApi, context: Context) -> Self {
        Self { rows, api, context }
    }

    /// The storage of a contract. Its keys are charged with 33 bytes of prefix.
    pub(crate) fn state(&self, contract: &[u8]) -> Rows {
        self.rows.under(&[&[CONTRACT_STATE], contract].concat())
    }

    /// Reads a contract's record, charged as `GetContractInfo`.
    pub(crate) fn read_contract(&self, contract: &str) -> Result<ContractRecord, Failure> {
        let canonical = self.api.canonical(contract)?;
        let row = self.rows.read(&contract_key(&canonical))?;
        let row = row.ok_or_else(|| ChainError::NoSuchContract(contract.to_string()))?;
        Ok(ContractRecord::decode(&row))
    }

    /// The record of a contract, without charging.
    pub(crate) fn peek_contract(&self, contract: &Addr) -> Option<ContractRecord> {
        let canonical = self.api.canonical(contract.as_str()).ok()?;
        let row = self.rows.peek(&contract_key(&canonical))?;
        Some(ContractRecord::decode(&row))
    }

    /// Pays for reading a code's record.
    pub(crate) fn read_code(&self, code_id: u64) -> Result<(), OutOfGas> {
        self.rows.read(&code_key(code_id)).map(|_| ())
    }

    /// Pays for asking whether a code is pinned.
    pub(crate) fn read_pin(&self) -> Result<(), OutOfGas> {
        self.rows.pay_has(1)
    }

    /// Writes the record of a new code, without charging.
    pub(crate) fn plant_code(&self, code_id: u64, checksum: &[u8], creator: &Addr) {
        let access = Message::default().number(1, EVERYBODY);
        let record = Message::default()
            .bytes(1, checksum)
            .text(2, creator.as_str())
            .nested(5, access)
            .done();
        self.rows.plant(&code_key(code_id), &record);
    }

    /// `CountTXDecorator`: height and position of the transaction in the block. No contract sees
    /// them here, so only the row's size is kept.
    pub(crate) fn count_transaction(&self) -> Result<(), OutOfGas> {
        self.rows.plant(TX_COUNTER, &[0; 12]);
        self.rows.read(TX_COUNTER)?;
        self.rows.write(TX_COUNTER, &[0; 12])
    }

    /// The address of the next contract of a code. It follows from how many contracts there are.
    pub(crate) fn new_contract_address(&self, code_id: u64) -> Result<Addr, Failure> {
        let stored = self.rows.read(NEXT_CONTRACT)?;
        let instance_id = stored.as_deref().map_or(1, be_number);
        let next = instance_id.saturating_add(1).to_be_bytes();
        self.rows.write(NEXT_CONTRACT, &next)?;
        Ok(self.api.contract(code_id, instance_id)?)
    }

    /// Writes what wasmd keeps of a new contract: two indices, the history and the record.
    pub(crate) fn add_contract(
        &self,
        instantiation: &Instantiation<'_>,
        contract: &Addr,
    ) -> Result<(), Failure> {
        let canonical = self.api.canonical(contract.as_str())?;
        let created = self.context.height();
        let creator = self.api.canonical(instantiation.creator.as_str())?;
        let by_code = by_code_key(instantiation.code_id, created, &canonical);
        self.rows.write(&by_code, &[])?;
        let by_creator = by_creator_key(&creator, created, &canonical);
        self.rows.write(&by_creator, &[])?;
        let (code_id, msg) = (instantiation.code_id, instantiation.msg);
        self.append_history(&canonical, INIT, code_id, msg)?;
        let record = ContractRecord {
            code_id,
            creator: instantiation.creator.to_string(),
            admin: instantiation.admin.clone(),
            label: instantiation.label.to_string(),
            created,
        };
        self.write_contract(&record, contract)
    }

    /// What a migration changes: the index by code moves, and the history grows.
    pub(crate) fn move_contract(
        &self,
        record: &ContractRecord,
        contract: &Addr,
        code_id: u64,
        msg: &[u8],
    ) -> Result<(), Failure> {
        let canonical = self.api.canonical(contract.as_str())?;
        let last = self.last_history(&canonical)?.map(|(_, row)| row);
        let updated = match last.as_deref().and_then(|row| proto::find(row, 3)) {
            Some(proto::Field::Bytes(position)) => proto::number(position, 1),
            _ => record.created,
        };
        let old = by_code_key(record.code_id, updated, &canonical);
        self.rows.delete(&old)?;
        self.append_history(&canonical, MIGRATE, code_id, msg)?;
        let height = self.context.height();
        let new = by_code_key(code_id, height, &canonical);
        self.rows.write(&new, &[])?;
        let migrated = ContractRecord {
            code_id,
            ..record.clone()
        };
        self.write_contract(&migrated, contract)
    }

    /// Writes a contract's record.
    pub(crate) fn write_contract(
        &self,
        record: &ContractRecord,
        contract: &Addr,
    ) -> Result<(), Failure> {
        let canonical = self.api.canonical(contract.as_str())?;
        let row = record.encode(self.api.prefix(), contract.as_str());
        Ok(self.rows.write(&contract_key(&canonical), &row)?)
    }

    fn append_history(
        &self,
        contract: &[u8],
        operation: u64,
        code_id: u64,
        msg: &[u8],
    ) -> Result<(), OutOfGas> {
        let last = self.last_history(contract)?.map_or(0, |(entry, _)| entry);
        let height = self.context.height();
        let value = Message::default()
            .number(1, operation)
            .number(2, code_id)
            .nested(3, Message::default().number(1, height))
            .bytes(4, msg)
            .done();
        let entry = last.saturating_add(1).to_be_bytes();
        self.history(contract).write(&entry, &value)
    }

    /// The newest entry of a contract's history and its number, charged as opening an iterator.
    fn last_history(&self, contract: &[u8]) -> Result<Option<(u64, Vec<u8>)>, OutOfGas> {
        let newest = self.history(contract);
        let newest = newest.scan(None, None, Order::Descending)?;
        let entry = newest.current();
        Ok(entry.map(|(number, row)| (be_number(&number), row)))
    }

    fn history(&self, contract: &[u8]) -> Rows {
        self.rows.under(&[&[HISTORY], contract].concat())
    }
}

fn contract_key(contract: &[u8]) -> Vec<u8> {
    [&[CONTRACTS], contract].concat()
}

fn code_key(code_id: u64) -> Vec<u8> {
    [&[CODES], code_id.to_be_bytes().as_slice()].concat()
}

fn by_code_key(code_id: u64, height: u64, contract: &[u8]) -> Vec<u8> {
    let code_id = code_id.to_be_bytes();
    [&[BY_CODE], code_id.as_slice(), &position(height), contract].concat()
}

fn by_creator_key(creator: &[u8], height: u64, contract: &[u8]) -> Vec<u8> {
    let creator = length_prefixed(creator);
    [
        &[BY_CREATOR],
        creator.as_slice(),
        &position(height),
        contract,
    ]
    .concat()
}

/// `AbsoluteTxPosition.Bytes`; this chain has one transaction in each block position.
fn position(height: u64) -> [u8; 16] {
    let mut bytes = [0; 16];
    for (target, source) in bytes.iter_mut().zip(height.to_be_bytes()) {
        *target = source;
    }
    bytes
}
