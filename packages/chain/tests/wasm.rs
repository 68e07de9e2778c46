//! The embedded chain with wasm: validation, limits, and the same behaviour as native code.
//!
//! The contract is written in WebAssembly text, so that the suite needs no wasm toolchain.
#![cfg(feature = "vm")]
#![allow(missing_docs, clippy::unwrap_used, clippy::arithmetic_side_effects)]

use cosmwasm_std::{
    coins, Addr, Binary, Deps, DepsMut, Empty, Env, MessageInfo, Response, StdError, StdResult,
};
use cw_multi_test::{Contract, ContractWrapper};
use tender_chain::{check, check_with, Chain, ChainError, ContractError, TxResult};

/// What `execute` of the text contract does; its message is ignored.
const TICK: &str = "(call $db_write (i32.const 1024) (i32.const 1040)) (i32.const 1056)";
const FAIL: &str = "(call $db_write (i32.const 1024) (i32.const 1040)) (i32.const 1072)";
const SPIN: &str = "(loop $again (br $again)) (i32.const 1056)";
const TRAP: &str = "unreachable";
const READ: &str = "(drop (call $db_read (i32.const 1024))) (i32.const 1056)";

const OK: &str = r#"{"ok":{"messages":[],"attributes":[{"key":"action","value":"tick"}],"events":[],"data":"b2s="}}"#;
const ERROR: &str = r#"{"error":"Generic error: told to fail"}"#;
const EMPTY: &str = r#"{"ok":{"messages":[],"attributes":[],"events":[],"data":null}}"#;
const ANSWER: &str = r#"{"ok":"NDI="}"#;

/// A contract whose `execute` is the given code. Regions (offset, capacity, length) stand at 1024,
/// 1040, …, the texts they point to at 2048, 3072, …
fn contract(execute: &str) -> Vec<u8> {
    let texts = ["ticks", "1", OK, ERROR, EMPTY, ANSWER];
    let data: String = texts
        .iter()
        .enumerate()
        .map(|(i, text)| place(i, text))
        .collect();
    let text = format!(
        r#"(module
            (import "env" "db_read" (func $db_read (param i32) (result i32)))
            (import "env" "db_write" (func $db_write (param i32 i32)))
            (memory (export "memory") 1)
            (global $free (mut i32) (i32.const 16384))
            (func (export "interface_version_8"))
            (func (export "requires_iterator"))
            (func (export "allocate") (param $size i32) (result i32) (local $region i32)
                (local.set $region (global.get $free))
                (i32.store (local.get $region) (i32.add (local.get $region) (i32.const 12)))
                (i32.store offset=4 (local.get $region) (local.get $size))
                (global.set $free
                    (i32.add (local.get $region) (i32.add (local.get $size) (i32.const 12))))
                (local.get $region))
            (func (export "deallocate") (param i32))
            (func (export "instantiate") (param i32 i32 i32) (result i32) (i32.const 1088))
            (func (export "query") (param i32 i32) (result i32) (i32.const 1104))
            (func (export "execute") (param i32 i32 i32) (result i32) {execute})
            {data})"#
    );
    wat::parse_str(text).unwrap()
}

fn place(index: usize, text: &str) -> String {
    let at = u32::try_from(2048 + index * 1024).unwrap();
    let length = u32::try_from(text.len()).unwrap();
    let region = [at, length, length].map(u32::to_le_bytes).concat();
    let escape = |bytes: &[u8]| {
        bytes
            .iter()
            .map(|b| format!("\\{b:02x}"))
            .collect::<String>()
    };
    format!(
        r#"(data (i32.const {}) "{}") (data (i32.const {at}) "{}")"#,
        1024 + index * 16,
        escape(&region),
        escape(text.as_bytes())
    )
}

/// The same contract in Rust.
fn native(fails: bool) -> Box<dyn Contract<Empty>> {
    type Execute = fn(DepsMut, Env, MessageInfo, Empty) -> StdResult<Response>;
    let tick: Execute = |deps, _, _, _| {
        deps.storage.set(b"ticks", b"1");
        Ok(Response::new()
            .add_attribute("action", "tick")
            .set_data(b"ok"))
    };
    let fail: Execute = |deps, _, _, _| {
        deps.storage.set(b"ticks", b"1");
        Err(StdError::generic_err("told to fail"))
    };
    let query = |_: Deps, _: Env, _: Empty| -> StdResult<Binary> { Ok(Binary::from(b"42")) };
    let instantiate: Execute = |_, _, _, _| Ok(Response::new());
    let execute = if fails { fail } else { tick };
    Box::new(ContractWrapper::new(execute, instantiate, query))
}

fn start(chain: &mut Chain, code_id: u64) -> Addr {
    let ana = chain.addr("ana");
    chain.fund(&ana, coins(100, "uact"));
    let made = chain.instantiate(code_id, &ana, &Empty {}, &[], "clock", None);
    made.unwrap().0
}

fn wasm(execute: &str) -> (Chain, Addr) {
    let mut chain = Chain::new();
    let code = chain.store_wasm(&contract(execute)).unwrap();
    let clock = start(&mut chain, code);
    (chain, clock)
}

fn tick(chain: &mut Chain, clock: &Addr) -> Result<TxResult, tender_chain::TxError> {
    let ana = chain.addr("ana");
    chain.execute(&ana, clock, &Empty {}, &coins(5, "uact"))
}

#[test]
fn wasm_and_native_code_leave_the_same_behind() {
    let (mut chain, clock) = wasm(TICK);
    let by_wasm = tick(&mut chain, &clock).unwrap();
    let mut other = Chain::new();
    let code = other.store_native(native(false));
    let twin = start(&mut other, code);
    let by_native = tick(&mut other, &twin).unwrap();
    assert_eq!(clock, twin);
    assert_eq!(by_wasm.events, by_native.events);
    assert_eq!(by_wasm.data, by_native.data);
    assert_eq!(chain.dump(&clock), other.dump(&twin));
    assert_eq!(chain.balance(&clock, "uact"), other.balance(&twin, "uact"));
    let answers: [u32; 2] = [
        chain.query(&clock, &Empty {}).unwrap(),
        other.query(&twin, &Empty {}).unwrap(),
    ];
    assert_eq!(answers, [42, 42]);
    // Everything but the VM's own part costs the same.
    assert_eq!(by_wasm.gas.floor, by_native.gas.floor);
    assert_eq!(by_wasm.gas.events, by_native.gas.events);
    assert!(by_wasm.gas.vm > 0);
    assert_eq!(by_native.gas.vm, 0);
}

#[test]
fn wasm_and_native_code_fail_with_the_same_words() {
    let (mut chain, clock) = wasm(FAIL);
    let by_wasm = tick(&mut chain, &clock).unwrap_err();
    let mut other = Chain::new();
    let code = other.store_native(native(true));
    let twin = start(&mut other, code);
    let by_native = tick(&mut other, &twin).unwrap_err();
    assert_eq!(by_wasm.to_string(), by_native.to_string());
    let text = ContractError("Generic error: told to fail".into());
    assert_eq!(by_wasm.downcast_ref(), Some(&text));
    let typed = StdError::generic_err("told to fail");
    assert_eq!(by_native.downcast_ref(), Some(&typed));
    assert_eq!(chain.raw(&clock, b"ticks"), None);
    assert_eq!(chain.balance(&clock, "uact").u128(), 0);
}

#[test]
fn an_endless_loop_runs_out_of_gas() {
    let (mut chain, clock) = wasm(SPIN);
    chain.set_gas_limit(1_000_000);
    let error = tick(&mut chain, &clock).unwrap_err();
    assert_eq!(error.downcast_ref(), Some(&ChainError::OutOfGas));
    assert!(error.gas().vm > 800_000, "{error:?}");
}

#[test]
fn a_trap_fails_the_transaction_only() {
    let (mut chain, clock) = wasm(TRAP);
    let error = tick(&mut chain, &clock).unwrap_err();
    let found = error.downcast_ref::<ChainError>();
    assert!(matches!(found, Some(ChainError::Vm(_))), "{error}");
    let answer: u32 = chain.query(&clock, &Empty {}).unwrap();
    assert_eq!(answer, 42);
}

/// The VM's price of the two host calls, and of nothing else, differs with the code: a read costs
/// 1 000 and 3 for each byte of its 38-byte key, a write 2 000 and 30 for each of 39.
#[test]
fn rows_cost_what_they_cost_native_code() {
    let store = |execute| {
        let (mut chain, clock) = wasm(execute);
        tick(&mut chain, &clock).unwrap().gas.store
    };
    let nothing = store("(i32.const 1056)");
    assert_eq!(store(READ) - nothing, 1_000 + 3 * 38);
    assert_eq!(store(TICK) - nothing, 2_000 + 30 * 39);
}

#[test]
fn files_are_checked_by_the_rules_of_a_chain() {
    let report = check(&contract(TICK)).unwrap();
    assert_eq!(
        report.capabilities.into_iter().collect::<Vec<_>>(),
        ["iterator"]
    );
    assert!(report.exports.contains("execute"));
    assert_eq!(report.checksum.len(), 64);
    let refusals = [
        // Bulk memory, sign extension, saturating conversion: what newer compilers emit.
        "(memory.fill (i32.const 0) (i32.const 0) (i32.const 1)) (i32.const 1056)",
        "(i32.extend8_s (i32.const 1056))",
        "(drop (i32.trunc_sat_f32_s (f32.const 1))) (i32.const 1056)",
    ];
    for execute in refusals {
        let refused = check(&contract(execute));
        assert!(
            matches!(refused, Err(ChainError::InvalidWasm(_))),
            "{execute}: {refused:?}"
        );
    }
    let locals = |count| format!("(local{}) (i32.const 1056)", " i32".repeat(count));
    check(&contract(&locals(100))).unwrap();
    let refused = check(&contract(&locals(101)));
    assert!(
        matches!(&refused, Err(ChainError::InvalidWasm(reason)) if reason.contains("100 locals")),
        "{refused:?}"
    );
    let refused = check(b"not wasm");
    assert!(
        matches!(refused, Err(ChainError::InvalidWasm(_))),
        "{refused:?}"
    );
    let without = check_with(&contract(TICK), &[]);
    let Err(ChainError::InvalidWasm(reason)) = without else {
        panic!("{without:?}");
    };
    assert!(reason.contains("iterator"), "{reason}");
}
