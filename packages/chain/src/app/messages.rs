//! What a handled message leaves behind, and what a reply tells of it.

use cosmwasm_std::{Addr, Binary, Event, MsgResponse, SubMsgResponse};

use crate::encoding::proto::Message;

/// What a contract's call left behind, its submessages included.
pub(crate) struct Outcome {
    pub(crate) contract: Addr,
    pub(crate) events: Vec<Event>,
    /// The data it returned, or that of its last reply which set some.
    pub(crate) data: Option<Binary>,
}

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

impl Handled {
    /// Of a message without a response.
    pub(crate) fn silent(events: Vec<Event>) -> Self {
        Self {
            events,
            ..Self::default()
        }
    }

    /// Of a transfer.
    pub(crate) fn sent(events: Vec<Event>) -> Self {
        let response = respond("/cosmos.bank.v1beta1.MsgSendResponse", Message::default());
        Self {
            events,
            response: Some(response),
            ..Self::default()
        }
    }

    /// Of a message to the wasm module, whose response of this name carries only data.
    pub(crate) fn by_wasm(response: &str, events: Vec<Event>, data: Option<Binary>) -> Self {
        let body = Message::default().bytes(1, data.as_deref().unwrap_or_default());
        Self {
            events,
            data,
            created: None,
            response: Some(respond(&format!("/cosmwasm.wasm.v1.{response}"), body)),
        }
    }

    /// Of the creation of a contract.
    pub(crate) fn created(outcome: Outcome) -> Self {
        let body = Message::default()
            .text(1, outcome.contract.as_str())
            .bytes(2, outcome.data.as_deref().unwrap_or_default());
        let response = respond("/cosmwasm.wasm.v1.MsgInstantiateContractResponse", body);
        Self {
            events: outcome.events,
            data: outcome.data,
            created: Some(outcome.contract),
            response: Some(response),
        }
    }

    /// Passes the events on to `events`, and builds what the dispatching contract is told. wasmd
    /// shows a contract only the events of other contracts, and sorts their attributes for good.
    pub(crate) fn tell(self, is_wasm: bool, events: &mut Vec<Event>) -> SubMsgResponse {
        let mut emitted = self.events;
        if is_wasm {
            for event in &mut emitted {
                event
                    .attributes
                    .sort_by(|left, right| left.key.cmp(&right.key));
            }
        }
        events.extend(emitted.iter().cloned());
        let msg_responses: Vec<MsgResponse> = self.response.into_iter().collect();
        let data = msg_responses.first().map(|response| response.value.clone());
        #[allow(deprecated)] // `data` is what contracts built before msg_responses read.
        SubMsgResponse {
            events: if is_wasm { emitted } else { Vec::new() },
            data,
            msg_responses,
        }
    }
}

fn respond(type_url: &str, body: Message) -> MsgResponse {
    MsgResponse {
        type_url: type_url.to_string(),
        value: Binary::from(body.done()),
    }
}
