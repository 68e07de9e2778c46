//! One transaction: what it costs by itself, and what it leaves behind.

use cosmwasm_std::{Addr, BankMsg, Binary, Coin, CosmosMsg, Event, WasmMsg};

use crate::auth::public_key;
use crate::error::Failure;
use crate::gas::{self, Cost, Gas};
use crate::machine::Machine;
use crate::proto::{self, Message};

/// x/auth's `TxSizeCostPerByte` and `SigVerifyCostSecp256k1`.
const TX_BYTE: u64 = 10;
const SIGNATURE: u64 = 1_000;

/// What a committed transaction did.
#[derive(Clone, Debug)]
pub struct TxResult {
    /// Gas used, with the chain's pins as they are.
    pub gas: Gas,
    /// The same transaction if every code were pinned.
    pub gas_pinned: Gas,
    /// The same transaction if no code were pinned.
    pub gas_unpinned: Gas,
    /// All events in the order they were emitted.
    pub events: Vec<Event>,
    /// What the contract of the last message returned as data.
    pub data: Option<Binary>,
    /// The contract of the last message, if that was created by it.
    pub created: Option<Addr>,
}

impl TxResult {
    /// The events of a type, for instance `wasm-tender_lease_opened`.
    pub fn events_of<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = &'a Event> {
        self.events.iter().filter(move |event| event.ty == kind)
    }

    /// The first value of an attribute in the first event of a type that has it.
    pub fn attribute(&self, kind: &str, key: &str) -> Option<&str> {
        let of_kind = self.events.iter().filter(|event| event.ty == kind);
        let mut attributes = of_kind.flat_map(|event| &event.attributes);
        let found = attributes.find(|attribute| attribute.key == key);
        found.map(|attribute| attribute.value.as_str())
    }
}

impl Machine {
    /// Runs the messages as one transaction: all or nothing. The price of the transaction itself
    /// and the signer's sequence stay, as on a chain.
    pub(crate) fn transact(&self, sender: &Addr, msgs: &[CosmosMsg]) -> Result<TxResult, Failure> {
        self.ante(sender, msgs)?;
        self.atomically(|| {
            let mut result = TxResult {
                gas: Gas::default(),
                gas_pinned: Gas::default(),
                gas_unpinned: Gas::default(),
                events: Vec::new(),
                data: None,
                created: None,
            };
            for msg in msgs {
                let handled = self.handle(sender, msg)?;
                result.events.extend(handled.events);
                result.data = handled.data;
                result.created = handled.created;
            }
            self.meter.borrow().check()?;
            Ok(result)
        })
    }

    /// The ante handlers: size, signature, account, sequence, fee.
    fn ante(&self, sender: &Addr, msgs: &[CosmosMsg]) -> Result<(), Failure> {
        let signer = self.canonical(sender.as_str())?;
        let size = gas::count(encode(sender, msgs).len());
        self.charge(Cost::Base, size.saturating_mul(TX_BYTE))?;
        self.charge(Cost::Base, SIGNATURE)?;
        self.ensure_account(&signer)?;
        Ok(())
    }
}

/// A signed transaction's bytes, for their number.
fn encode(sender: &Addr, msgs: &[CosmosMsg]) -> Vec<u8> {
    let mut body = Message::default();
    for msg in msgs {
        body = body.nested(1, encode_message(sender, msg));
    }
    let mode = Message::default().nested(1, Message::default().number(1, 1));
    let signer = Message::default()
        .nested(1, public_key())
        .nested(2, mode)
        .number(3, 1);
    let fee = Message::default()
        .nested(1, encode_coin(&Coin::new(5_000_u128, "stake")))
        .number(2, 200_000);
    let auth = Message::default().nested(1, signer).nested(2, fee);
    Message::default()
        .nested(1, body)
        .nested(2, auth)
        .bytes(3, &[0; 64])
        .done()
}

fn encode_message(sender: &Addr, msg: &CosmosMsg) -> Message {
    let sender = sender.as_str();
    let (kind, body) = match msg {
        CosmosMsg::Bank(BankMsg::Send { to_address, amount }) => {
            let body = Message::default().text(1, sender).text(2, to_address);
            ("/cosmos.bank.v1beta1.MsgSend", with_coins(body, 3, amount))
        }
        CosmosMsg::Wasm(WasmMsg::Execute {
            contract_addr,
            msg,
            funds,
        }) => {
            let body = Message::default()
                .text(1, sender)
                .text(2, contract_addr)
                .bytes(3, msg);
            let body = with_coins(body, 5, funds);
            ("/cosmwasm.wasm.v1.MsgExecuteContract", body)
        }
        CosmosMsg::Wasm(WasmMsg::Instantiate {
            admin,
            code_id,
            msg,
            funds,
            label,
        }) => {
            let body = Message::default()
                .text(1, sender)
                .text(2, admin.as_deref().unwrap_or_default())
                .number(3, *code_id)
                .text(4, label)
                .bytes(5, msg);
            let body = with_coins(body, 6, funds);
            ("/cosmwasm.wasm.v1.MsgInstantiateContract", body)
        }
        CosmosMsg::Wasm(WasmMsg::Migrate {
            contract_addr,
            new_code_id,
            msg,
        }) => {
            let body = Message::default()
                .text(1, sender)
                .text(2, contract_addr)
                .number(3, *new_code_id)
                .bytes(4, msg);
            ("/cosmwasm.wasm.v1.MsgMigrateContract", body)
        }
        CosmosMsg::Wasm(WasmMsg::UpdateAdmin {
            contract_addr,
            admin,
        }) => {
            let body = Message::default()
                .text(1, sender)
                .text(2, admin)
                .text(3, contract_addr);
            ("/cosmwasm.wasm.v1.MsgUpdateAdmin", body)
        }
        _ => (
            "/cosmwasm.wasm.v1.MsgClearAdmin",
            Message::default().text(1, sender),
        ),
    };
    proto::any(kind, &body.done())
}

fn with_coins(body: Message, field: u64, coins: &[Coin]) -> Message {
    coins
        .iter()
        .fold(body, |body, coin| body.nested(field, encode_coin(coin)))
}

fn encode_coin(coin: &Coin) -> Message {
    Message::default()
        .text(1, &coin.denom)
        .text(2, &coin.amount.to_string())
}
