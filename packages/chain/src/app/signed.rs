//! A signed transaction as the bytes a client would send: gas is charged for their number.

use cosmwasm_std::{Addr, BankMsg, Coin, CosmosMsg, WasmMsg};

use crate::encoding::proto::{self, Message};
use crate::modules::auth::public_key;
use crate::modules::bank::{FEE, FEE_DENOM};

/// A gas limit as clients set it; its size in bytes is what counts.
const GAS_WANTED: u64 = 200_000;

/// A signed transaction's bytes, for their number.
pub(crate) fn encode(sender: &Addr, msgs: &[CosmosMsg], sequence: u64) -> Vec<u8> {
    let mut body = Message::default();
    for msg in msgs {
        body = body.nested(1, encode_message(sender, msg));
    }
    let mode = Message::default().nested(1, Message::default().number(1, 1));
    let signer = Message::default()
        .nested(1, public_key())
        .nested(2, mode)
        .number(3, sequence);
    let coin = Message::default().text(1, FEE_DENOM).text(2, FEE);
    let fee = Message::default().nested(1, coin).number(2, GAS_WANTED);
    let auth = Message::default().nested(1, signer).nested(2, fee);
    Message::default()
        .nested(1, body)
        .nested(2, auth)
        .bytes(3, &[0; 64])
        .done()
}

fn encode_message(sender: &Addr, msg: &CosmosMsg) -> Message {
    match msg {
        CosmosMsg::Bank(BankMsg::Send { to_address, amount }) => {
            let body = Message::default()
                .text(1, sender.as_str())
                .text(2, to_address);
            let body = with_coins(body, 3, amount);
            proto::any("/cosmos.bank.v1beta1.MsgSend", &body.done())
        }
        CosmosMsg::Wasm(msg) => encode_wasm(sender.as_str(), msg),
        _ => Message::default(),
    }
}

fn encode_wasm(sender: &str, msg: &WasmMsg) -> Message {
    let signed = Message::default().text(1, sender);
    let (kind, body) = match msg {
        WasmMsg::Execute {
            contract_addr,
            msg,
            funds,
        } => {
            let body = signed.text(2, contract_addr).bytes(3, msg);
            ("MsgExecuteContract", with_coins(body, 5, funds))
        }
        WasmMsg::Instantiate {
            admin,
            code_id,
            msg,
            funds,
            label,
        } => {
            let admin = admin.as_deref().unwrap_or_default();
            let body = signed.text(2, admin).number(3, *code_id).text(4, label);
            let body = body.bytes(5, msg);
            ("MsgInstantiateContract", with_coins(body, 6, funds))
        }
        WasmMsg::Migrate {
            contract_addr,
            new_code_id,
            msg,
        } => {
            let body = signed.text(2, contract_addr).number(3, *new_code_id);
            ("MsgMigrateContract", body.bytes(4, msg))
        }
        WasmMsg::UpdateAdmin {
            contract_addr,
            admin,
        } => (
            "MsgUpdateAdmin",
            signed.text(2, admin).text(3, contract_addr),
        ),
        WasmMsg::ClearAdmin { contract_addr } => ("MsgClearAdmin", signed.text(3, contract_addr)),
        _ => ("", signed),
    };
    proto::any(&format!("/cosmwasm.wasm.v1.{kind}"), &body.done())
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
