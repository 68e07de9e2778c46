//! The life of a contract, as wasmd's keeper does it.
//!
//! Each method runs the contract and hands back what it returned. Its events and messages are the
//! dispatcher's business, which knows all modules.

use std::rc::Rc;

use cosmwasm_std::{
    Addr, Binary, Coin, ContractInfoResponse, Event, MessageInfo, MigrateInfo, Querier, Reply,
    Response, SubMsgResult,
};

use crate::encoding::address::ChainApi;
use crate::modules::auth::Auth;
use crate::modules::bank::{normalize, Bank};
use crate::modules::error::{ChainError, Failure};
use crate::modules::wasm::codes::{Code, Codes};
use crate::modules::wasm::events;
use crate::modules::wasm::program::{Call, Frame};
use crate::modules::wasm::records::{ContractRecord, Instantiation, Records};
use crate::store::context::Context;
use crate::store::gas::{Cost, OutOfGas};
use crate::store::rows::Rows;

/// The keeper of x/wasm.
pub(crate) struct Wasm {
    pub(crate) codes: Codes,
    pub(crate) records: Records,
    context: Context,
    api: ChainApi,
    auth: Rc<Auth>,
    bank: Rc<Bank>,
}

/// What a contract returned, before its messages are sent.
pub(crate) struct Returned {
    pub(crate) contract: Addr,
    pub(crate) response: Response,
    /// What the chain itself says of the call.
    pub(crate) events: Vec<Event>,
}

/// A contract that was looked up in order to be called.
struct Instance {
    address: Addr,
    code_id: u64,
    code: Code,
}

impl Wasm {
    pub(crate) fn new(
        context: Context,
        rows: Rows,
        api: ChainApi,
        auth: Rc<Auth>,
        bank: Rc<Bank>,
    ) -> Self {
        Self {
            codes: Codes::default(),
            records: Records::new(rows, api, context.clone()),
            context,
            api,
            auth,
            bank,
        }
    }

    /// Keeps code and its record; returns the code id. Nothing is charged.
    pub(crate) fn store_code(&self, code: Code) -> u64 {
        let (checksum, creator) = (code.checksum.clone(), code.creator.clone());
        let code_id = self.codes.add(code);
        self.records.plant_code(code_id, &checksum, &creator);
        code_id
    }

    pub(crate) fn instantiate(
        &self,
        querier: &Rc<dyn Querier>,
        instantiation: &Instantiation<'_>,
    ) -> Result<Returned, Failure> {
        let (code_id, creator) = (instantiation.code_id, instantiation.creator);
        let code = self.read_code(code_id)?;
        self.pay_setup(code_id, &code)?;
        let contract = self.records.new_contract_address(code_id)?;
        self.open_account(&contract)?;
        let (info, mut events) = self.pay_contract(creator, &contract, instantiation.funds)?;
        let call = Call::Instantiate(info, instantiation.msg.to_vec());
        let response = self.call(querier, &code, &contract, call)?;
        self.records.add_contract(instantiation, &contract)?;
        let event = events::of_call("instantiate", &contract);
        events.push(event.add_attribute("code_id", code_id.to_string()));
        Ok(Returned {
            contract,
            response,
            events,
        })
    }

    pub(crate) fn execute(
        &self,
        querier: &Rc<dyn Querier>,
        sender: &Addr,
        contract: &str,
        msg: &[u8],
        funds: &[Coin],
    ) -> Result<Returned, Failure> {
        let instance = self.instance(contract)?;
        self.pay_setup(instance.code_id, &instance.code)?;
        let (info, mut events) = self.pay_contract(sender, &instance.address, funds)?;
        let call = Call::Execute(info, msg.to_vec());
        let response = self.call(querier, &instance.code, &instance.address, call)?;
        events.push(events::of_call("execute", &instance.address));
        Ok(Returned {
            contract: instance.address,
            response,
            events,
        })
    }

    pub(crate) fn reply(
        &self,
        querier: &Rc<dyn Querier>,
        contract: &Addr,
        reply: Reply,
    ) -> Result<Returned, Failure> {
        let instance = self.instance(contract.as_str())?;
        let carried = match &reply.result {
            SubMsgResult::Ok(ok) => events::reply_price(&ok.events),
            SubMsgResult::Err(_) => 0,
        };
        self.context.charge(Cost::Events, carried)?;
        self.context.meter().reload()?;
        let response = self.call(querier, &instance.code, contract, Call::Reply(reply))?;
        Ok(Returned {
            contract: contract.clone(),
            response,
            events: vec![events::of_call("reply", contract)],
        })
    }

    pub(crate) fn sudo(
        &self,
        querier: &Rc<dyn Querier>,
        contract: &str,
        msg: &[u8],
    ) -> Result<Returned, Failure> {
        let instance = self.instance(contract)?;
        self.pay_setup(instance.code_id, &instance.code)?;
        let call = Call::Sudo(msg.to_vec());
        let response = self.call(querier, &instance.code, &instance.address, call)?;
        let events = vec![events::of_call("sudo", &instance.address)];
        Ok(Returned {
            contract: instance.address,
            response,
            events,
        })
    }

    pub(crate) fn migrate(
        &self,
        querier: &Rc<dyn Querier>,
        sender: &Addr,
        contract: &str,
        code_id: u64,
        msg: &[u8],
    ) -> Result<Returned, Failure> {
        let record = self.records.read_contract(contract)?;
        check_admin(&record, sender, contract)?;
        let code = self.read_code(code_id)?;
        self.read_code(record.code_id)?;
        self.pay_setup(code_id, &code)?;
        let info = MigrateInfo {
            sender: sender.clone(),
            old_migrate_version: None,
        };
        let contract = Addr::unchecked(contract);
        let call = Call::Migrate(info, msg.to_vec());
        let response = self.call(querier, &code, &contract, call)?;
        self.records
            .move_contract(&record, &contract, code_id, msg)?;
        let event = Event::new("migrate")
            .add_attribute("code_id", code_id.to_string())
            .add_attribute("_contract_address", &contract);
        Ok(Returned {
            contract,
            response,
            events: vec![event],
        })
    }

    /// Changes or removes the admin; the event to emit.
    pub(crate) fn set_admin(
        &self,
        sender: &Addr,
        contract: &str,
        admin: Option<String>,
    ) -> Result<Event, Failure> {
        let mut record = self.records.read_contract(contract)?;
        check_admin(&record, sender, contract)?;
        if let Some(admin) = &admin {
            self.api.canonical(admin)?;
        }
        let event = events::of_call("update_contract_admin", &Addr::unchecked(contract))
            .add_attribute("new_admin_address", admin.clone().unwrap_or_default());
        record.admin = admin;
        self.records
            .write_contract(&record, &Addr::unchecked(contract))?;
        Ok(event)
    }

    /// Answers a smart query.
    pub(crate) fn query_smart(
        &self,
        querier: &Rc<dyn Querier>,
        contract: &str,
        msg: &[u8],
    ) -> Result<Binary, Failure> {
        let instance = self.instance(contract)?;
        self.pay_setup(instance.code_id, &instance.code)?;
        let frame = self.frame(querier, &instance.address)?;
        instance.code.program.query(frame, msg)
    }

    /// Answers a raw query; nothing when there is no such row.
    pub(crate) fn query_raw(&self, contract: &str, key: &[u8]) -> Result<Binary, Failure> {
        let contract = self.api.canonical(contract)?;
        let value = self.records.state(&contract).read(key)?;
        Ok(Binary::from(value.unwrap_or_default()))
    }

    pub(crate) fn query_info(&self, contract: &str) -> Result<ContractInfoResponse, Failure> {
        let record = self.records.read_contract(contract)?;
        let pinned = self.read_pinned(record.code_id)?;
        Ok(ContractInfoResponse::new(
            record.code_id,
            Addr::unchecked(record.creator),
            record.admin.map(Addr::unchecked),
            pinned,
            None,
        ))
    }

    /// `contractInstance`: reads the contract's and its code's record.
    fn instance(&self, contract: &str) -> Result<Instance, Failure> {
        let record = self.records.read_contract(contract)?;
        let code = self.read_code(record.code_id)?;
        Ok(Instance {
            address: Addr::unchecked(contract),
            code_id: record.code_id,
            code,
        })
    }

    fn read_code(&self, code_id: u64) -> Result<Code, Failure> {
        self.records.read_code(code_id)?;
        Ok(self.codes.get(code_id)?)
    }

    fn read_pinned(&self, code_id: u64) -> Result<bool, OutOfGas> {
        self.records.read_pin()?;
        Ok(self.codes.is_pinned(code_id))
    }

    /// `checkDiscountEligibility`: is the code pinned or loaded? Then the setup cost.
    fn pay_setup(&self, code_id: u64, code: &Code) -> Result<(), OutOfGas> {
        let pinned = self.read_pinned(code_id)?;
        self.context.meter().load(&code.checksum, pinned)
    }

    /// Gives a new contract its account.
    fn open_account(&self, contract: &Addr) -> Result<(), Failure> {
        let canonical = self.api.canonical(contract.as_str())?;
        self.auth.pay_has()?;
        self.auth.read_account(&canonical)?;
        Ok(self.auth.ensure_account(&canonical)?)
    }

    /// Moves the funds of a call; what the contract is told of it, and the events.
    fn pay_contract(
        &self,
        from: &Addr,
        to: &Addr,
        funds: &[Coin],
    ) -> Result<(MessageInfo, Vec<Event>), Failure> {
        let funds = normalize(funds)?;
        let events = match funds.is_empty() {
            true => Vec::new(),
            false => self.bank.send(from, to, &funds)?,
        };
        let sender = from.clone();
        Ok((MessageInfo { sender, funds }, events))
    }

    fn call(
        &self,
        querier: &Rc<dyn Querier>,
        code: &Code,
        contract: &Addr,
        call: Call,
    ) -> Result<Response, Failure> {
        let frame = self.frame(querier, contract)?;
        code.program.call(frame, call)
    }

    fn frame(&self, querier: &Rc<dyn Querier>, contract: &Addr) -> Result<Frame, ChainError> {
        let canonical = self.api.canonical(contract.as_str())?;
        Ok(Frame {
            contract: contract.clone(),
            rows: self.records.state(&canonical),
            api: self.api,
            querier: querier.clone(),
            context: self.context.clone(),
        })
    }
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
