//! Messages and submessages: who handles them, what is undone when they fail, who is told.

use cosmwasm_std::{
    Addr, Attribute, BankMsg, Binary, CosmosMsg, Event, MsgResponse, Reply, ReplyOn, Response,
    SubMsg, SubMsgResponse, SubMsgResult, WasmMsg,
};

use crate::error::{ChainError, Failure};
use crate::gas::{self, Cost, OutOfGas};
use crate::machine::Machine;
use crate::proto::Message;
use crate::wasm::{Instantiation, Outcome};

/// Messages inside messages. wasmd allows 500; a test thread's stack holds some 200.
const MAX_CALL_DEPTH: u32 = 100;

/// What the handler of one message returns to the transaction or to the dispatching contract.
#[derive(Default)]
pub(crate) struct Handled {
    pub(crate) events: Vec<Event>,
    /// The contract's own data.
    pub(crate) data: Option<Binary>,
    /// The address of a contract that was created.
    pub(crate) created: Option<Addr>,
    /// The protobuf response a reply carries; a burn has none.
    response: Option<MsgResponse>,
}

impl Machine {
    /// Hands a message to its module.
    pub(crate) fn handle(&self, sender: &Addr, msg: &CosmosMsg) -> Result<Handled, Failure> {
        match msg {
            CosmosMsg::Bank(msg) => self.handle_bank(sender, msg),
            CosmosMsg::Wasm(msg) => self.handle_wasm(sender, msg),
            other => Err(ChainError::Unsupported(format!("message {other:?}")).into()),
        }
    }

    fn handle_bank(&self, sender: &Addr, msg: &BankMsg) -> Result<Handled, Failure> {
        match msg {
            BankMsg::Send { to_address, amount } => {
                self.check_circuit()?;
                self.canonical(to_address)?;
                let receiver = Addr::unchecked(to_address);
                let events = self.send(sender, &receiver, amount)?;
                let response = respond("/cosmos.bank.v1beta1.MsgSendResponse", Message::default());
                Ok(Handled {
                    events,
                    response: Some(response),
                    ..Handled::default()
                })
            }
            BankMsg::Burn { amount } => Ok(Handled {
                events: self.burn(sender, amount)?,
                ..Handled::default()
            }),
            other => Err(ChainError::Unsupported(format!("message {other:?}")).into()),
        }
    }

    /// The message router asks whether this kind of message is disabled.
    fn check_circuit(&self) -> Result<(), OutOfGas> {
        self.charge(Cost::Store, gas::HAS)
    }

    fn handle_wasm(&self, sender: &Addr, msg: &WasmMsg) -> Result<Handled, Failure> {
        self.check_circuit()?;
        match msg {
            WasmMsg::Execute {
                contract_addr,
                msg,
                funds,
            } => {
                let outcome = self.execute(sender, contract_addr, msg, funds)?;
                Ok(handled("MsgExecuteContractResponse", outcome))
            }
            WasmMsg::Instantiate {
                admin,
                code_id,
                msg,
                funds,
                label,
            } => self.handle_instantiate(Instantiation {
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
            } => {
                let outcome = self.migrate(sender, contract_addr, *new_code_id, msg)?;
                Ok(handled("MsgMigrateContractResponse", outcome))
            }
            WasmMsg::UpdateAdmin {
                contract_addr,
                admin,
            } => {
                let outcome = self.set_admin(sender, contract_addr, Some(admin.clone()))?;
                Ok(handled("MsgUpdateAdminResponse", outcome))
            }
            WasmMsg::ClearAdmin { contract_addr } => {
                let outcome = self.set_admin(sender, contract_addr, None)?;
                Ok(handled("MsgClearAdminResponse", outcome))
            }
            other => Err(ChainError::Unsupported(format!("message {other:?}")).into()),
        }
    }

    fn handle_instantiate(&self, order: Instantiation<'_>) -> Result<Handled, Failure> {
        if let Some(admin) = &order.admin {
            self.canonical(admin)?;
        }
        let (contract, outcome) = self.instantiate(order)?;
        let data = outcome.data.clone().unwrap_or_default();
        let body = Message::default()
            .text(1, contract.as_str())
            .bytes(2, &data);
        let response = respond("/cosmwasm.wasm.v1.MsgInstantiateContractResponse", body);
        Ok(Handled {
            events: outcome.events,
            data: outcome.data,
            created: Some(contract),
            response: Some(response),
        })
    }

    /// `handleContractResponse`: charges and emits the events, then sends the messages.
    pub(crate) fn finish(
        &self,
        contract: &Addr,
        response: Response,
        mut events: Vec<Event>,
    ) -> Result<Outcome, Failure> {
        let price = gas::events(&response.attributes, &response.events);
        self.charge(Cost::Events, price)?;
        emit(contract, &response, &mut events)?;
        let depth = self.call_depth.get().saturating_add(1);
        if depth > MAX_CALL_DEPTH {
            return Err(ChainError::CallDepth.into());
        }
        self.call_depth.set(depth);
        let dispatched = self.dispatch_all(contract, response.messages, &mut events);
        self.call_depth.set(depth.saturating_sub(1));
        Ok(Outcome {
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
                let shown = show(handled, is_wasm, events);
                if !wants_success {
                    return Ok(None);
                }
                SubMsgResult::Ok(shown)
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
        let run = || self.atomically(|| self.handle(contract, &message.msg));
        let left = self.meter.borrow().left();
        let Some(allowance) = message.gas_limit.filter(|allowance| *allowance < left) else {
            return run();
        };
        let before = self.meter.borrow().used();
        let limit = self.meter.borrow_mut().narrow(allowance);
        let result = run();
        let mut meter = self.meter.borrow_mut();
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

fn handled(name: &str, outcome: Outcome) -> Handled {
    let data = outcome.data.clone().unwrap_or_default();
    let body = Message::default().bytes(1, &data);
    Handled {
        events: outcome.events,
        data: outcome.data,
        created: None,
        response: Some(respond(&format!("/cosmwasm.wasm.v1.{name}"), body)),
    }
}

fn respond(type_url: &str, body: Message) -> MsgResponse {
    MsgResponse {
        type_url: type_url.to_string(),
        value: Binary::from(body.done()),
    }
}

/// Passes a submessage's events on, and builds what its dispatcher is told. wasmd shows a
/// contract only the events of other contracts, and sorts their attributes in the process.
fn show(handled: Handled, is_wasm: bool, events: &mut Vec<Event>) -> SubMsgResponse {
    let mut emitted = handled.events;
    if is_wasm {
        for event in &mut emitted {
            event
                .attributes
                .sort_by(|left, right| left.key.cmp(&right.key));
        }
    }
    events.extend(emitted.iter().cloned());
    let msg_responses: Vec<MsgResponse> = handled.response.into_iter().collect();
    let data = msg_responses.first().map(|response| response.value.clone());
    #[allow(deprecated)] // `data` is what contracts built before msg_responses read.
    SubMsgResponse {
        events: if is_wasm { emitted } else { Vec::new() },
        data,
        msg_responses,
    }
}

/// `newWasmModuleEvent` and `newCustomEvents`.
fn emit(contract: &Addr, response: &Response, events: &mut Vec<Event>) -> Result<(), ChainError> {
    if !response.attributes.is_empty() {
        events.push(stamped("wasm", contract, &response.attributes)?);
    }
    for event in &response.events {
        let kind = event.ty.trim();
        if kind.len() < 3 {
            let reason = format!("Event type too short: '{kind}'");
            return Err(ChainError::InvalidEvent(reason));
        }
        events.push(stamped(
            &format!("wasm-{kind}"),
            contract,
            &event.attributes,
        )?);
    }
    Ok(())
}

fn stamped(kind: &str, contract: &Addr, attributes: &[Attribute]) -> Result<Event, ChainError> {
    let mut event = Event::new(kind).add_attribute("_contract_address", contract);
    for attribute in attributes {
        let key = attribute.key.trim();
        if key.is_empty() || key.starts_with('_') {
            let reason = format!("attribute key '{key}' is empty or starts with _");
            return Err(ChainError::InvalidEvent(reason));
        }
        event = event.add_attribute(key, attribute.value.trim());
    }
    Ok(event)
}
