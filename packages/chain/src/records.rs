//! The rows wasmd keeps about codes and contracts.

use cosmwasm_std::Addr;

use crate::auth::be_number;
use crate::bank::prefixed;
use crate::call::Code;
use crate::error::{ChainError, Failure};
use crate::gas::{self, Cost, OutOfGas};
use crate::machine::{Machine, Module};
use crate::proto::{self, Message};
use crate::wasm::Instantiation;

/// Key prefixes of x/wasm (`types/keys.go`).
const CODES: u8 = 0x01;
const CONTRACTS: u8 = 0x02;
const NEXT_CONTRACT: &[u8] = b"\x04lastContractId";
const HISTORY: u8 = 0x05;
const BY_CODE: u8 = 0x06;
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

impl Machine {
    pub(crate) fn read_contract(
        &self,
        contract: &[u8],
        human: &str,
    ) -> Result<ContractRecord, Failure> {
        let row = self.read(Module::Wasm, &contract_key(contract))?;
        let row = row.ok_or_else(|| ChainError::NoSuchContract(human.to_string()))?;
        Ok(ContractRecord::decode(&row))
    }

    pub(crate) fn read_code(&self, code_id: u64) -> Result<Code, Failure> {
        self.read(Module::Wasm, &code_key(code_id))?;
        Ok(self.code(code_id)?)
    }

    /// Adds code and its record; returns the code id.
    pub(crate) fn store_code(&self, code: Code) -> u64 {
        let access = Message::default().number(1, EVERYBODY);
        let record = Message::default()
            .bytes(1, &code.checksum)
            .text(2, code.creator.as_str())
            .nested(5, access)
            .done();
        let mut codes = self.codes.borrow_mut();
        codes.push(code);
        let code_id = gas::count(codes.len());
        self.plant(Module::Wasm, &code_key(code_id), &record);
        code_id
    }

    /// The record of a contract, without charging.
    pub(crate) fn contract_record(&self, contract: &Addr) -> Option<ContractRecord> {
        let canonical = self.canonical(contract.as_str()).ok()?;
        let row = self.peek(Module::Wasm, &contract_key(&canonical))?;
        Some(ContractRecord::decode(&row))
    }

    pub(crate) fn new_contract_address(&self, code_id: u64) -> Result<Addr, Failure> {
        let stored = self.read(Module::Wasm, NEXT_CONTRACT)?;
        let instance_id = stored.as_deref().map_or(1, be_number);
        let next = instance_id.saturating_add(1).to_be_bytes();
        self.write(Module::Wasm, NEXT_CONTRACT, &next)?;
        Ok(self.api.contract(code_id, instance_id)?)
    }

    pub(crate) fn record_contract(
        &self,
        order: &Instantiation<'_>,
        contract: &Addr,
        canonical: &[u8],
    ) -> Result<(), Failure> {
        let created = self.block.borrow().height;
        let creator = self.canonical(order.creator.as_str())?;
        self.write(
            Module::Wasm,
            &by_code_key(order.code_id, created, canonical),
            &[],
        )?;
        let by_creator = [
            &[BY_CREATOR],
            prefixed(&creator).as_slice(),
            &position(created),
            canonical,
        ]
        .concat();
        self.write(Module::Wasm, &by_creator, &[])?;
        self.append_history(canonical, INIT, order.code_id, order.msg)?;
        let record = ContractRecord {
            code_id: order.code_id,
            creator: order.creator.to_string(),
            admin: order.admin.clone(),
            label: order.label.to_string(),
            created,
        };
        self.write_record(&record, contract, canonical)?;
        Ok(())
    }

    /// What `migrate` changes: the index by code moves, and the history grows.
    pub(crate) fn record_migration(
        &self,
        record: &ContractRecord,
        contract: &Addr,
        code_id: u64,
        msg: &[u8],
    ) -> Result<(), Failure> {
        let canonical = self.canonical(contract.as_str())?;
        let last = self.last_history(&canonical)?.map(|(_, row)| row);
        let updated = match last.as_deref().and_then(|row| proto::find(row, 3)) {
            Some(proto::Field::Bytes(position)) => proto::number(position, 1),
            _ => record.created,
        };
        let old = by_code_key(record.code_id, updated, &canonical);
        self.delete(Module::Wasm, &old)?;
        self.append_history(&canonical, MIGRATE, code_id, msg)?;
        let height = self.block.borrow().height;
        self.write(Module::Wasm, &by_code_key(code_id, height, &canonical), &[])?;
        let migrated = ContractRecord {
            code_id,
            ..record.clone()
        };
        Ok(self.write_record(&migrated, contract, &canonical)?)
    }

    fn append_history(
        &self,
        contract: &[u8],
        operation: u64,
        code_id: u64,
        msg: &[u8],
    ) -> Result<(), OutOfGas> {
        let last = self.last_history(contract)?.map_or(0, |(entry, _)| entry);
        let height = self.block.borrow().height;
        let value = Message::default()
            .number(1, operation)
            .number(2, code_id)
            .nested(3, Message::default().number(1, height))
            .bytes(4, msg)
            .done();
        let key = history_key(contract, last.saturating_add(1));
        self.write(Module::Wasm, &key, &value)
    }

    /// The newest entry of a contract's history and its number, charged as opening an iterator.
    fn last_history(&self, contract: &[u8]) -> Result<Option<(u64, Vec<u8>)>, OutOfGas> {
        let rows = (1..).map_while(|entry| {
            let row = self.peek(Module::Wasm, &history_key(contract, entry))?;
            Some((entry, row))
        });
        let last = rows.last();
        let key = |entry: u64| history_key(contract, entry);
        let place = last.as_ref().map(|(entry, row)| (key(*entry), row));
        let row = place
            .as_ref()
            .map(|(key, row)| (key.as_slice(), row.as_slice()));
        self.charge(Cost::Store, gas::step(row))?;
        Ok(last)
    }

    pub(crate) fn write_record(
        &self,
        record: &ContractRecord,
        contract: &Addr,
        canonical: &[u8],
    ) -> Result<(), OutOfGas> {
        let row = record.encode(self.api.prefix(), contract.as_str());
        self.write(Module::Wasm, &contract_key(canonical), &row)
    }
}

fn contract_key(contract: &[u8]) -> Vec<u8> {
    [&[CONTRACTS], contract].concat()
}

fn code_key(code_id: u64) -> Vec<u8> {
    [&[CODES], code_id.to_be_bytes().as_slice()].concat()
}

fn history_key(contract: &[u8], entry: u64) -> Vec<u8> {
    [&[HISTORY], contract, &entry.to_be_bytes()].concat()
}

fn by_code_key(code_id: u64, height: u64, contract: &[u8]) -> Vec<u8> {
    let code_id = code_id.to_be_bytes();
    [&[BY_CODE], code_id.as_slice(), &position(height), contract].concat()
}

/// `AbsoluteTxPosition.Bytes`; this chain has one transaction in each block position.
fn position(height: u64) -> [u8; 16] {
    let mut bytes = [0; 16];
    for (target, source) in bytes.iter_mut().zip(height.to_be_bytes()) {
        *target = source;
    }
    bytes
}
