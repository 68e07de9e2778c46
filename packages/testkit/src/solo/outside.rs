use std::collections::BTreeMap;
use std::fmt::Debug;

use cosmwasm_std::{
    Addr, Coin, CosmosMsg, Event, Reply, ReplyOn, Response, StdError, SubMsg, SubMsgResponse,
    SubMsgResult,
};
use serde::Serialize;
use tender_types::Asset;

use super::contract::{ReplyEntry, Solo};

/// The rest of the chain as a test keeps it: where a contract's messages go. It is cloned before each
/// message, and put back when the message fails.
pub trait Outside: Clone {
    /// Does what `message` asks for.
    ///
    /// # Errors
    /// Why it fails; nothing of it is done then.
    fn deliver(&mut self, message: &CosmosMsg) -> Result<(), String>;
}

/// What came of a message.
#[derive(Debug)]
pub struct Transacted {
    /// Events of the message and of replies, in order.
    pub events: Vec<Event>,
    /// Messages that the contract sent, in order, those that failed among them.
    pub sent: Vec<SubMsg>,
}

/// Who holds how much of which asset. Everybody starts with nothing, and may owe.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Purses(BTreeMap<(Asset, Addr), i128>);

impl Purses {
    /// Moves `amount`.
    ///
    /// # Panics
    /// For amounts past `i128::MAX`.
    pub fn pay(&mut self, asset: &Asset, from: &Addr, to: &Addr, amount: u128) {
        let amount = i128::try_from(amount).expect("money that exists");
        for (who, change) in [(from, amount.saturating_neg()), (to, amount)] {
            let held = self.0.entry((asset.clone(), who.clone())).or_default();
            *held = held.saturating_add(change);
        }
    }

    /// What somebody holds, or owes below zero.
    pub fn held(&self, asset: &Asset, who: &Addr) -> i128 {
        let key = (asset.clone(), who.clone());
        self.0.get(&key).copied().unwrap_or_default()
    }
}

impl<E: Debug + From<StdError>> Solo<E> {
    /// Sends `msg` and does what follows from it, or nothing of it. `arrive` is what happens outside
    /// before: money that comes with the message.
    ///
    /// # Errors
    /// What the contract refuses; the error of a message that failed and was to be replied to by nobody.
    pub fn transact<O: Outside, M: Serialize>(
        &mut self,
        outside: &mut O,
        reply: ReplyEntry<E>,
        sender: &str,
        msg: &M,
        funds: &[Coin],
        arrive: impl FnOnce(&mut O),
    ) -> Result<Transacted, E> {
        let before = (self.rows(), outside.clone());
        arrive(outside);
        let response = self.send_with(sender, msg, funds);
        let outcome = response.and_then(|response| {
            let (events, sent) = (vec![], vec![]);
            let mut outcome = Transacted { events, sent };
            self.follow(outside, reply, response, &mut outcome)?;
            Ok(outcome)
        });
        if outcome.is_err() {
            self.restore(before.0);
            *outside = before.1;
        }
        outcome
    }

    fn follow<O: Outside>(
        &mut self,
        outside: &mut O,
        reply: ReplyEntry<E>,
        response: Response,
        outcome: &mut Transacted,
    ) -> Result<(), E> {
        outcome.events.extend(response.events);
        for message in response.messages {
            let delivered = outside.deliver(&message.msg);
            outcome.sent.push(message.clone());
            let result = match (delivered, message.reply_on) {
                (Ok(()), ReplyOn::Success | ReplyOn::Always) => {
                    SubMsgResult::Ok(nothing_to_report())
                }
                (Ok(()), ReplyOn::Error | ReplyOn::Never) => continue,
                (Err(error), ReplyOn::Error | ReplyOn::Always) => SubMsgResult::Err(error),
                (Err(error), ReplyOn::Success | ReplyOn::Never) => {
                    return Err(StdError::generic_err(error).into());
                }
            };
            let answer = Reply {
                id: message.id,
                payload: message.payload,
                gas_used: 0,
                result,
            };
            let response = reply(self.deps.as_mut(), self.env.clone(), answer)?;
            self.follow(outside, reply, response, outcome)?;
        }
        Ok(())
    }
}

fn nothing_to_report() -> SubMsgResponse {
    // Chains before wasmd 0.50 fill `data`; a test that needs it says so by an event.
    #[allow(deprecated)]
    SubMsgResponse {
        events: vec![],
        data: None,
        msg_responses: vec![],
    }
}
