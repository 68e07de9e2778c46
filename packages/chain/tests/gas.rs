//! What transactions cost: determinism, pins, limits, simulation, and wasmd's figures.
#![allow(missing_docs, clippy::unwrap_used, clippy::arithmetic_side_effects)]

mod puppet;

use cosmwasm_std::{coins, Addr, BankMsg, CosmosMsg};
use puppet::{call, puppet, row, Act, Then};
use tender_chain::{Chain, ChainError, Gas};

fn stage() -> (Chain, Addr, Addr, Addr) {
    let mut chain = Chain::new();
    let code = chain.store_native(puppet::code());
    let (one, two) = (puppet(&mut chain, code), puppet(&mut chain, code));
    let ana = chain.addr("ana");
    chain.fund(&ana, coins(1_000_000_000_000_000, "uakt"));
    (chain, ana, one, two)
}

fn send(chain: &Chain, amount: u128) -> CosmosMsg {
    let ben = chain.addr("ben");
    let send = BankMsg::Send {
        to_address: ben.into(),
        amount: coins(amount, "uakt"),
    };
    send.into()
}

/// `gas_used` of the same transaction on wasmd v0.61.14: from an account with a balance of fifteen
/// digits, 1000uakt, fee 5000stake. The first creates the receiver's account.
#[test]
fn a_bank_send_costs_what_it_costs_on_wasmd() {
    let mut chain = Chain::with_prefix("wasm");
    let ana = chain.addr("ana");
    chain.fund(&ana, coins(1_000_000_000_000_000, "uakt"));
    let msg = send(&chain, 1_000);
    let first = chain.run(&ana, vec![msg.clone()]).unwrap();
    assert_eq!(first.gas.total, 84_538);
    let second = chain.run(&ana, vec![msg]).unwrap();
    assert_eq!(second.gas.total, 70_837);
}

#[test]
fn the_same_transaction_on_a_fresh_chain_costs_the_same() {
    let price = || {
        let (mut chain, ana, one, two) = stage();
        let acts = [
            Act::Set("a".into(), "1".into()),
            Act::Call(two, vec![], Then::Go),
            Act::Count,
        ];
        chain.execute(&ana, &one, &acts, &[]).unwrap().gas
    };
    assert_eq!(price(), price());
}

fn parts(gas: &Gas) -> u64 {
    gas.base + gas.instance + gas.store + gas.vm + gas.events + gas.other
}

#[test]
fn one_run_is_priced_pinned_and_unpinned() {
    let (mut chain, ana, one, two) = stage();
    let acts = [Act::Call(two, vec![], Then::ReplyAlways)];
    let msgs = vec![call(&one, &acts).unwrap()];
    let quote = chain.simulate(&ana, &msgs).unwrap();
    // Twice the same code and a reply: 60 000 + 2 000 + 2 000 against three times 2 000.
    assert_eq!(quote.gas_unpinned.instance, 64_000);
    assert_eq!(quote.gas_pinned.instance, 6_000);
    assert_eq!(quote.gas, quote.gas_unpinned);
    chain.pin_all(true);
    let result = chain.run(&ana, msgs).unwrap();
    assert_eq!(result.gas, quote.gas_pinned);
    assert_eq!(parts(&result.gas), result.gas.total);
    let floor = result.gas.base + result.gas.instance + result.gas.store;
    assert_eq!(result.gas.floor, floor);
}

#[test]
fn a_simulation_leaves_nothing_behind() {
    let (mut chain, ana, one, _) = stage();
    let msgs = vec![call(&one, &[Act::Set("a".into(), "1".into())]).unwrap()];
    let quote = chain.simulate(&ana, &msgs).unwrap();
    assert_eq!(row(&chain, &one, "a"), None);
    let result = chain.run(&ana, msgs).unwrap();
    assert_eq!(result.gas, quote.gas);
    assert_eq!(row(&chain, &one, "a").as_deref(), Some("1"));
}

/// A row costs 2 000 and 30 for each byte of value, key and the key's 33-byte prefix; reading it
/// back through another contract 1 000 and 3 for each.
#[test]
fn rows_are_charged_with_their_prefix() {
    let (mut chain, ana, one, two) = stage();
    let mut store = |contract: &Addr, acts: &[Act]| {
        chain.execute(&ana, contract, &acts, &[]).unwrap().gas.store
    };
    let nothing = store(&one, &[]);
    let written = store(&one, &[Act::Set("key".into(), "value".into())]);
    assert_eq!(written - nothing, 2_000 + 30 * (33 + 3 + 5));
    let copied = store(&two, &[Act::Copy(one.clone(), "key".into())]);
    let copy = 1_000 + 3 * (33 + 3 + 5) + 2_000 + 30 * (33 + 4 + 5);
    assert_eq!(copied - nothing, copy);
    let removed = store(&one, &[Act::Remove("key".into())]);
    assert_eq!(removed - nothing, 1_000);
}

#[test]
fn a_transaction_that_runs_out_of_gas_changes_nothing() {
    let (mut chain, ana, one, _) = stage();
    chain.set_gas_limit(115_000);
    let acts = [Act::Set("a".into(), "1".repeat(1_000))];
    let error = chain.execute(&ana, &one, &acts, &[]).unwrap_err();
    assert_eq!(error.downcast_ref(), Some(&ChainError::OutOfGas));
    assert_eq!(row(&chain, &one, "a"), None);
}

#[test]
fn a_submessage_that_runs_out_forfeits_its_limit() {
    let (mut chain, ana, one, two) = stage();
    let hungry = vec![Act::Set("a".into(), "1".repeat(5_000))];
    let acts = [Act::Allow(50_000, two.clone(), hungry, Then::ReplyOnError)];
    let result = chain.execute(&ana, &one, &acts, &[]).unwrap();
    assert_eq!(row(&chain, &two, "a"), None);
    assert_eq!(
        row(&chain, &one, "reply").as_deref(),
        Some("codespace: sdk, code: 11")
    );
    assert_eq!(parts(&result.gas), result.gas.total);
}
