//! Messages and submessages: who handles them, what is undone when they fail, who is told.

use std::cell::Cell;
use std::rc::Rc;

use cosmwasm_std::{
    Addr, BankMsg, Binary, Coin, CosmosMsg, Event, Querier, Reply, ReplyOn, SubMsg, SubMsgResult,
    WasmMsg,
};

use crate::app::keepers::Keepers;
use crate::app::messages::{Handled, Outcome};
use crate::modules::error::{ChainError, Failure};
use crate::modules::wasm::events;
use crate::modules::wasm::keeper::Returned;
use crate::modules::wasm::records::Instantiation;
use crate::store::gas::Cost;

/// Messages inside messages. wasmd allows 500; a test thread's stack holds some 200.
const MAX_DEPTH: u32 = 100;

/// Sends messages to their modules, and what contracts answer to further ones.
pub(crate) struct Dispatcher {
    keepers: Rc<Keepers>,
    /// Answers the queries of the contracts that are called.
    querier: Rc<dyn Querier>,
    /// Messages inside messages at the moment.
    depth: Cell<u32>,
}

impl Dispatcher {
    pub(crate) fn new(keepers: Rc<Keepers>, querier: Rc<dyn Querier>) -> Self {
        Self {
            keepers,
            querier,
            depth: Cell::new(0),
        }
    }

    /// Hands a message to its module.
    pub(crate) fn handle(&self, sender: &Addr, msg: &CosmosMsg) -> Result<Handled, Failure> {
        match msg {
            CosmosMsg::Bank(msg) => self.handle_bank(sender, msg),
            CosmosMsg::Wasm(msg) => self.handle_wasm(sender, msg),
            other => Err(ChainError::Unsupported(format!("message {other:?}")).into()),
        }
    }

    fn handle_bank(&self, sender: &Addr, msg: &BankMsg) -> Result<Handled, Failure> {
        let keepers = &self.keepers;
        match msg {
            BankMsg::Send { to_address, amount } => {
                keepers.circuit.check(1)?;
                keepers.api.canonical(to_address)?;
                let receiver = Addr::unchecked(to_address);
                let events = keepers.bank.send(sender, &receiver, amount)?;
                Ok(Handled::sent(events))
            }
            BankMsg::Burn { amount } => Ok(Handled::silent(keepers.bank.burn(sender, amount)?)),
            other => Err(ChainError::Unsupported(format!("message {other:?}")).into()),
        }
    }

    fn handle_wasm(&self, sender: &Addr, msg: &WasmMsg) -> Result<Handled, Failure> {
        self.keepers.circuit.check(1)?;
        is_json(msg)?;
        match msg {
            WasmMsg::Execute {
                contract_addr,
                msg,
                funds,
            } => self.execute(sender, contract_addr, msg, funds),
            WasmMsg::Instantiate {
                admin,
                code_id,
                msg,
                funds,
                label,
            } => self.instantiate(&Instantiation {
                code_id: *code_id,
                creator: sender,
                admin: admin.clone(),
                label,
                msg,
                funds,
            }),
            WasmMsg::Migrate {
                contract_addr,
                new_code_id,
                msg,
            } => self.migrate(sender, contract_addr, *new_code_id, msg),
            WasmMsg::UpdateAdmin {
                contract_addr,
                admin,
            } => {
                let admin = Some(admin.clone());
                self.set_admin(sender, contract_addr, admin, "MsgUpdateAdminResponse")
            }
            WasmMsg::ClearAdmin { contract_addr } => {
                self.set_admin(sender, contract_addr, None, "MsgClearAdminResponse")
            }
            other => Err(ChainError::Unsupported(format!("message {other:?}")).into()),
        }
    }

    fn instantiate(&self, instantiation: &Instantiation<'_>) -> Result<Handled, Failure> {
        if let Some(admin) = &instantiation.admin {
            self.keepers.api.canonical(admin)?;
        }
        let wasm = &self.keepers.wasm;
        let returned = wasm.instantiate(&self.querier, instantiation)?;
        let outcome = self.finish(returned).map_err(Failure::wrapped)?;
        Ok(Handled::created(outcome))
    }

    fn execute(
        &self,
        sender: &Addr,
        contract: &str,
        msg: &[u8],
        funds: &[Coin],
    ) -> Result<Handled, Failure> {
        let wasm = &self.keepers.wasm;
        let returned = wasm.execute(&self.querier, sender, contract, msg, funds)?;
        let outcome = self.finish(returned)?;
        let response = "MsgExecuteContractResponse";
        Ok(Handled::by_wasm(response, outcome.events, outcome.data))
    }

    fn migrate(
        &self,
        sender: &Addr,
        contract: &str,
        code_id: u64,
        msg: &[u8],
    ) -> Result<Handled, Failure> {
        let wasm = &self.keepers.wasm;
        let returned = wasm.migrate(&self.querier, sender, contract, code_id, msg)?;
        let outcome = self.finish(returned).map_err(Failure::wrapped)?;
        let response = "MsgMigrateContractResponse";
        Ok(Handled::by_wasm(response, outcome.events, outcome.data))
    }

    fn set_admin(
        &self,
        sender: &Addr,
        contract: &str,
        admin: Option<String>,
        response: &str,
    ) -> Result<Handled, Failure> {
        let event = self.keepers.wasm.set_admin(sender, contract, admin)?;
        Ok(Handled::by_wasm(response, vec![event], None))
    }

    /// Calls a contract's `sudo`, and sends what it answers.
    pub(crate) fn sudo(&self, contract: &str, msg: &[u8]) -> Result<Outcome, Failure> {
        let returned = self.keepers.wasm.sudo(&self.querier, contract, msg)?;
        self.finish(returned).map_err(Failure::wrapped)
    }

    fn reply(&self, contract: &Addr, reply: Reply) -> Result<Outcome, Failure> {
        let returned = self.keepers.wasm.reply(&self.querier, contract, reply)?;
        self.finish(returned).map_err(Failure::wrapped)
    }

    /// `handleContractResponse`: charges and emits the events, then sends the messages.
    fn finish(&self, returned: Returned) -> Result<Outcome, Failure> {
        let Returned {
            contract,
            response,
            mut events,
        } = returned;
        let price = events::price(&response);
        self.keepers.context.charge(Cost::Events, price)?;
        events.extend(events::of_response(&contract, &response)?);
        let depth = self.depth.get().saturating_add(1);
        if depth > MAX_DEPTH {
            return Err(ChainError::CallDepth.into());
        }
        self.depth.set(depth);
        let dispatched = self.dispatch_all(&contract, response.messages, &mut events);
        self.depth.set(depth.saturating_sub(1));
        Ok(Outcome {
            contract,
            events,
            data: dispatched?.or(response.data),
        })
    }

    /// `DispatchSubmessages`: returns the data of the last reply that set some.
    fn dispatch_all(
        &self,
        contract: &Addr,
        messages: Vec<SubMsg>,
        events: &mut Vec<Event>,
    ) -> Result<Option<Binary>, Failure> {
        let mut data = None;
        for message in messages {
            if let Some(reply) = self.dispatch(contract, message, events)? {
                let outcome = self.reply(contract, reply).map_err(Failure::wrapped)?;
                events.extend(outcome.events);
                data = outcome.data.or(data);
            }
        }
        Ok(data)
    }

    /// Sends one submessage; the reply to give, if one is wanted.
    fn dispatch(
        &self,
        contract: &Addr,
        message: SubMsg,
        events: &mut Vec<Event>,
    ) -> Result<Option<Reply>, Failure> {
        let result = self.handle_limited(contract, &message);
        let wants_success = matches!(message.reply_on, ReplyOn::Always | ReplyOn::Success);
        let wants_error = matches!(message.reply_on, ReplyOn::Always | ReplyOn::Error);
        let result = match result {
            Ok(handled) => {
                let is_wasm = matches!(message.msg, CosmosMsg::Wasm(_));
                let told = handled.tell(is_wasm, events);
                if !wants_success {
                    return Ok(None);
                }
                SubMsgResult::Ok(told)
            }
            // Out of gas ends the transaction; only a submessage's own limit can be survived.
            Err(failure) if !wants_error || failure.is_out_of_gas() => return Err(failure),
            Err(failure) => SubMsgResult::Err(failure.redacted()),
        };
        Ok(Some(Reply {
            id: message.id,
            payload: message.payload,
            gas_used: 0,
            result,
        }))
    }

    /// Runs a submessage in a layer of its own and under its own gas limit.
    fn handle_limited(&self, contract: &Addr, message: &SubMsg) -> Result<Handled, Failure> {
        let context = &self.keepers.context;
        let run = || context.atomically(|| self.handle(contract, &message.msg));
        let left = context.meter().left();
        let Some(allowance) = message.gas_limit.filter(|allowance| *allowance < left) else {
            return run();
        };
        let before = context.meter().used();
        let limit = context.meter().narrow(allowance);
        let result = run();
        let mut meter = context.meter();
        meter.restore(limit);
        match result {
            Err(failure) if failure.is_out_of_gas() => {
                meter.settle(before.saturating_add(allowance));
                Err(ChainError::SubmessageGas.into())
            }
            other => other,
        }
    }
}

/// What `ValidateBasic` of wasmd's messages looks at: the whole of the text for a contract is one value.
/// Go also refuses what is nested deeper than 10 000, which is not counted here.
fn is_json(msg: &WasmMsg) -> Result<(), ChainError> {
    match msg {
        WasmMsg::Execute { msg, .. }
        | WasmMsg::Instantiate { msg, .. }
        | WasmMsg::Migrate { msg, .. } => {
            let text: Result<serde::de::IgnoredAny, _> = serde_json::from_slice(msg);
            text.map(|_| ()).map_err(|_| ChainError::NotJson)
        }
        _ => Ok(()),
    }
}
