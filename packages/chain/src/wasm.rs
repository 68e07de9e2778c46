//! Contract records and the life of a contract, as wasmd's keeper does it.

use cosmwasm_std::{Addr, Binary, Coin, Event, MessageInfo, MigrateInfo, Reply};

use crate::auth::be_number;
use crate::bank::prefixed;
use crate::call::{Call, Code};
use crate::error::{ChainError, Failure};
use crate::gas::{self, Cost, OutOfGas};
use crate::machine::{Machine, Module};
use crate::proto::{self, Message};

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

/// A contract that was looked up in order to be called.
pub(crate) struct Entered {
    pub(crate) address: Addr,
    pub(crate) code_id: u64,
    pub(crate) code: Code,
}

/// What a message left behind.
#[derive(Default)]
pub(crate) struct Outcome {
    pub(crate) events: Vec<Event>,
    pub(crate) data: Option<Binary>,
}

impl Machine {
    /// `contractInstance`: reads the contract's and its code's record.
    pub(crate) fn enter(&self, contract: &str) -> Result<Entered, Failure> {
        let record = self.read_contract(&self.canonical(contract)?, contract)?;
        let code = self.read_code(record.code_id)?;
        Ok(Entered {
            address: Addr::unchecked(contract),
            code_id: record.code_id,
            code,
        })
    }

    /// `checkDiscountEligibility`: is it pinned or loaded? Then the setup cost.
    pub(crate) fn pay_instance(&self, entered: &Entered) -> Result<(), OutOfGas> {
        let pinned = self.read_pinned(entered.code_id)?;
        self.meter.borrow_mut().load(&entered.code.checksum, pinned)
    }

    pub(crate) fn read_pinned(&self, code_id: u64) -> Result<bool, OutOfGas> {
        self.charge(Cost::Store, gas::HAS)?;
        Ok(self.is_pinned(code_id))
    }

    pub(crate) fn read_contract(
        &self,
        contract: &[u8],
        human: &str,
    ) -> Result<ContractRecord, Failure> {
        let row = self.read(Module::Wasm, &contract_key(contract))?;
        let row = row.ok_or_else(|| ChainError::NoSuchContract(human.to_string()))?;
        Ok(ContractRecord::decode(&row))
    }

    fn read_code(&self, code_id: u64) -> Result<Code, Failure> {
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

    pub(crate) fn instantiate(&self, order: Instantiation<'_>) -> Result<(Addr, Outcome), Failure> {
        let code = self.read_code(order.code_id)?;
        let pinned = self.read_pinned(order.code_id)?;
        self.meter.borrow_mut().load(&code.checksum, pinned)?;
        let contract = self.new_contract_address(order.code_id)?;
        let canonical = self.canonical(contract.as_str())?;
        self.charge(Cost::Store, gas::HAS)?;
        self.read_account(&canonical)?;
        self.ensure_account(&canonical)?;
        let mut events = self.transfer(order.creator, &contract, order.funds)?;
        let info = MessageInfo {
            sender: order.creator.clone(),
            funds: order.funds.to_vec(),
        };
        let call = Call::Instantiate(info, order.msg.to_vec());
        let response = self.call(&code, &contract, call)?;
        self.record_contract(&order, &contract, &canonical)?;
        events.push(
            Event::new("instantiate")
                .add_attribute("_contract_address", &contract)
                .add_attribute("code_id", order.code_id.to_string()),
        );
        let outcome = self
            .finish(&contract, response, events)
            .map_err(Failure::wrapped)?;
        Ok((contract, outcome))
    }

    pub(crate) fn execute(
        &self,
        sender: &Addr,
        contract: &str,
        msg: &[u8],
        funds: &[Coin],
    ) -> Result<Outcome, Failure> {
        let entered = self.enter(contract)?;
        self.pay_instance(&entered)?;
        let mut events = self.transfer(sender, &entered.address, funds)?;
        let info = MessageInfo {
            sender: sender.clone(),
            funds: funds.to_vec(),
        };
        let call = Call::Execute(info, msg.to_vec());
        let response = self.call(&entered.code, &entered.address, call)?;
        events.push(contract_event("execute", &entered.address));
        self.finish(&entered.address, response, events)
    }

    pub(crate) fn reply(&self, contract: &Addr, reply: Reply) -> Result<Outcome, Failure> {
        let entered = self.enter(contract.as_str())?;
        let carried = match &reply.result {
            cosmwasm_std::SubMsgResult::Ok(ok) => gas::reply_events(&ok.events),
            cosmwasm_std::SubMsgResult::Err(_) => 0,
        };
        self.charge(Cost::Events, carried)?;
        self.meter.borrow_mut().reload()?;
        let response = self.call(&entered.code, contract, Call::Reply(reply))?;
        let events = vec![contract_event("reply", contract)];
        self.finish(contract, response, events)
            .map_err(Failure::wrapped)
    }

    pub(crate) fn sudo(&self, contract: &str, msg: &[u8]) -> Result<Outcome, Failure> {
        let entered = self.enter(contract)?;
        self.pay_instance(&entered)?;
        let call = Call::Sudo(msg.to_vec());
        let response = self.call(&entered.code, &entered.address, call)?;
        let events = vec![contract_event("sudo", &entered.address)];
        self.finish(&entered.address, response, events)
            .map_err(Failure::wrapped)
    }

    pub(crate) fn migrate(
        &self,
        sender: &Addr,
        contract: &str,
        code_id: u64,
        msg: &[u8],
    ) -> Result<Outcome, Failure> {
        let canonical = self.canonical(contract)?;
        let mut record = self.read_contract(&canonical, contract)?;
        check_admin(&record, sender, contract)?;
        let code = self.read_code(code_id)?;
        self.read_code(record.code_id)?;
        let address = Addr::unchecked(contract);
        let entered = Entered {
            address: address.clone(),
            code_id,
            code,
        };
        self.pay_instance(&entered)?;
        let info = MigrateInfo {
            sender: sender.clone(),
            old_migrate_version: None,
        };
        let call = Call::Migrate(info, msg.to_vec());
        let response = self.call(&entered.code, &address, call)?;
        let old_index = by_code_key(record.code_id, record.created, &canonical);
        self.delete(Module::Wasm, &old_index)?;
        record.code_id = code_id;
        self.append_history(&canonical, MIGRATE, code_id, msg)?;
        self.write_record(&record, &address, &canonical)?;
        let events = vec![Event::new("migrate")
            .add_attribute("code_id", code_id.to_string())
            .add_attribute("_contract_address", contract)];
        self.finish(&address, response, events)
            .map_err(Failure::wrapped)
    }

    pub(crate) fn set_admin(
        &self,
        sender: &Addr,
        contract: &str,
        admin: Option<String>,
    ) -> Result<Outcome, Failure> {
        let canonical = self.canonical(contract)?;
        let mut record = self.read_contract(&canonical, contract)?;
        check_admin(&record, sender, contract)?;
        if let Some(admin) = &admin {
            self.canonical(admin)?;
        }
        let event = Event::new("update_contract_admin")
            .add_attribute("_contract_address", contract)
            .add_attribute("new_admin_address", admin.clone().unwrap_or_default());
        record.admin = admin;
        self.write_record(&record, &Addr::unchecked(contract), &canonical)?;
        Ok(Outcome {
            events: vec![event],
            data: None,
        })
    }

    /// The record of a contract, without charging.
    pub(crate) fn contract_record(&self, contract: &Addr) -> Option<ContractRecord> {
        let canonical = self.canonical(contract.as_str()).ok()?;
        let row = self.peek(Module::Wasm, &contract_key(&canonical))?;
        Some(ContractRecord::decode(&row))
    }

    fn transfer(&self, from: &Addr, to: &Addr, funds: &[Coin]) -> Result<Vec<Event>, Failure> {
        if funds.iter().all(|coin| coin.amount.is_zero()) {
            return Ok(Vec::new());
        }
        self.send(from, to, funds)
    }

    fn new_contract_address(&self, code_id: u64) -> Result<Addr, Failure> {
        let stored = self.read(Module::Wasm, NEXT_CONTRACT)?;
        let instance_id = stored.as_deref().map_or(1, be_number);
        let next = instance_id.saturating_add(1).to_be_bytes();
        self.write(Module::Wasm, NEXT_CONTRACT, &next)?;
        Ok(self.api.contract(code_id, instance_id)?)
    }

    fn record_contract(
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
        self.charge(Cost::Store, gas::step(None))?;
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

    fn append_history(
        &self,
        contract: &[u8],
        operation: u64,
        code_id: u64,
        msg: &[u8],
    ) -> Result<(), OutOfGas> {
        let mut entry: u64 = 1;
        while self
            .peek(Module::Wasm, &history_key(contract, entry))
            .is_some()
        {
            entry = entry.saturating_add(1);
        }
        let height = self.block.borrow().height;
        let value = Message::default()
            .number(1, operation)
            .number(2, code_id)
            .nested(3, Message::default().number(1, height))
            .bytes(4, msg)
            .done();
        self.write(Module::Wasm, &history_key(contract, entry), &value)
    }

    fn write_record(
        &self,
        record: &ContractRecord,
        contract: &Addr,
        canonical: &[u8],
    ) -> Result<(), OutOfGas> {
        let row = record.encode(self.api.prefix(), contract.as_str());
        self.write(Module::Wasm, &contract_key(canonical), &row)
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

fn check_admin(record: &ContractRecord, sender: &Addr, contract: &str) -> Result<(), ChainError> {
    if record.admin.as_deref() == Some(sender.as_str()) {
        return Ok(());
    }
    Err(ChainError::NotAdmin {
        sender: sender.to_string(),
        contract: contract.to_string(),
    })
}

fn contract_event(kind: &str, contract: &Addr) -> Event {
    Event::new(kind).add_attribute("_contract_address", contract)
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
