//! One transaction: its messages, all or nothing, and what it leaves behind.

use cosmwasm_std::{Addr, BankMsg, Binary, Coin, CosmosMsg, Event, WasmMsg};

use crate::app::ante;
use crate::app::dispatch::Dispatcher;
use crate::app::error::TxError;
use crate::app::keepers::Keepers;
use crate::app::messages::Handled;
use crate::modules::bank::check_signed;
use crate::modules::error::Failure;
use crate::store::gas::{Gas, Pricing};

/// What a committed transaction did, and what it cost.
#[derive(Clone, Debug)]
pub struct TxResult {
    /// What it used with the chain's pins as they are, in SDK gas.
    pub gas: Gas,
    /// What it would use if every code were pinned, in SDK gas.
    pub gas_pinned: Gas,
    /// What it would use if no code were pinned, in SDK gas.
    pub gas_unpinned: Gas,
    /// All events stand in the order in which they were emitted.
    pub events: Vec<Event>,
    /// The contract of the last message returned this data, if any.
    pub data: Option<Binary>,
    /// The last message created this contract, if any.
    pub created: Option<Addr>,
}

impl TxResult {
    /// Iterates over the events of a type, for instance `wasm-tender_lease_opened`.
    pub fn events_of<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = &'a Event> {
        self.events.iter().filter(move |event| event.ty == kind)
    }

    /// Finds the value of an attribute in the first event of a type that has it.
    pub fn attribute(&self, kind: &str, key: &str) -> Option<&str> {
        let of_kind = self.events.iter().filter(|event| event.ty == kind);
        let mut attributes = of_kind.flat_map(|event| &event.attributes);
        let found = attributes.find(|attribute| attribute.key == key);
        found.map(|attribute| attribute.value.as_str())
    }
}

/// Runs the messages as one transaction: all or nothing. The price of the transaction itself and
/// the signer's sequence stay, as on a chain.
pub(crate) fn transact(
    keepers: &Keepers,
    dispatcher: &Dispatcher,
    sender: &Addr,
    msgs: &[CosmosMsg],
) -> Result<TxResult, TxError> {
    keepers.context.reset_meter();
    let done = ante::charge(keepers, sender, msgs)
        .and_then(|()| run_messages(keepers, dispatcher, sender, msgs));
    let meter = keepers.context.meter();
    match done {
        Ok(done) => Ok(TxResult {
            gas: meter.gas(Pricing::Actual),
            gas_pinned: meter.gas(Pricing::Pinned),
            gas_unpinned: meter.gas(Pricing::Unpinned),
            events: done.events,
            data: done.data,
            created: done.created,
        }),
        Err(failure) => Err(TxError::new(failure, meter.gas(Pricing::Actual))),
    }
}

/// Events of all messages, data and new contract of the last.
fn run_messages(
    keepers: &Keepers,
    dispatcher: &Dispatcher,
    sender: &Addr,
    msgs: &[CosmosMsg],
) -> Result<Handled, Failure> {
    keepers.context.atomically(|| {
        let mut done = Handled::default();
        for msg in msgs {
            check_signed(attached(msg))?;
            let handled = dispatcher.handle(sender, msg)?;
            done.events.extend(handled.events);
            done.data = handled.data;
            done.created = handled.created;
        }
        keepers.context.meter().check()?;
        Ok(done)
    })
}

fn attached(msg: &CosmosMsg) -> &[Coin] {
    match msg {
        CosmosMsg::Bank(BankMsg::Send { amount, .. }) => amount,
        CosmosMsg::Wasm(WasmMsg::Execute { funds, .. } | WasmMsg::Instantiate { funds, .. }) => {
            funds
        }
        _ => &[],
    }
}
