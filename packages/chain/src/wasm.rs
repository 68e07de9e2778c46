//! The life of a contract, as wasmd's keeper does it.

use cosmwasm_std::{Addr, Binary, Coin, Event, MessageInfo, MigrateInfo, Reply};

use crate::bank::normalize;
use crate::call::{Call, Code};
use crate::error::{ChainError, Failure};
use crate::gas::{self, Cost, OutOfGas};
use crate::machine::Machine;
use crate::records::ContractRecord;

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

    pub(crate) fn instantiate(&self, order: Instantiation<'_>) -> Result<(Addr, Outcome), Failure> {
        let code = self.read_code(order.code_id)?;
        let pinned = self.read_pinned(order.code_id)?;
        self.meter.borrow_mut().load(&code.checksum, pinned)?;
        let contract = self.new_contract_address(order.code_id)?;
        let canonical = self.canonical(contract.as_str())?;
        self.charge(Cost::Store, gas::HAS)?;
        self.read_account(&canonical)?;
        self.ensure_account(&canonical)?;
        let (funds, mut events) = self.transfer(order.creator, &contract, order.funds)?;
        let info = MessageInfo {
            sender: order.creator.clone(),
            funds,
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
        let (funds, mut events) = self.transfer(sender, &entered.address, funds)?;
        let info = MessageInfo {
            sender: sender.clone(),
            funds,
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
        let record = self.read_contract(&canonical, contract)?;
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
        self.record_migration(&record, &address, code_id, msg)?;
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

    /// Moves the funds of a call; what the contract is told it received, and the events.
    fn transfer(
        &self,
        from: &Addr,
        to: &Addr,
        funds: &[Coin],
    ) -> Result<(Vec<Coin>, Vec<Event>), Failure> {
        let funds = normalize(funds)?;
        if funds.is_empty() {
            return Ok((funds, Vec::new()));
        }
        let events = self.send(from, to, &funds)?;
        Ok((funds, events))
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
