//! The embedded chain with native contracts: atomicity, replies, accounts, time, queries.
#![allow(missing_docs, clippy::unwrap_used, clippy::arithmetic_side_effects)]

mod puppet;

use cosmwasm_std::{coin, coins, Addr, BankMsg, Binary, WasmMsg};
use puppet::{call, puppet, row, Act, PuppetError, Then};
use tender_chain::{Chain, ChainError};

/// Two puppets, and a tenant with 100 uact.
fn stage() -> (Chain, Addr, Addr, Addr) {
    let mut chain = Chain::new();
    let code = chain.store_native(puppet::code());
    let (one, two) = (puppet(&mut chain, code), puppet(&mut chain, code));
    let ana = chain.addr("ana");
    chain.fund(&ana, coins(100, "uact"));
    (chain, ana, one, two)
}

fn set(key: &str, value: &str) -> Act {
    Act::Set(key.into(), value.into())
}

#[test]
fn a_failing_message_undoes_the_ones_before_it() {
    let (mut chain, ana, one, two) = stage();
    let msgs = vec![
        call(&one, &[set("a", "1")]).unwrap(),
        call(&two, &[set("b", "1"), Act::Fail]).unwrap(),
    ];
    let error = chain.run(&ana, msgs).unwrap_err();
    assert_eq!(error.downcast_ref(), Some(&PuppetError::Told));
    assert_eq!(row(&chain, &one, "a"), None);
}

#[test]
fn a_failing_submessage_undoes_its_dispatcher() {
    let (mut chain, ana, one, two) = stage();
    let acts = [
        set("a", "1"),
        Act::Call(two.clone(), vec![set("b", "1"), Act::Fail], Then::Go),
    ];
    let error = chain.execute(&ana, &one, &acts, &[]).unwrap_err();
    assert_eq!(error.downcast_ref(), Some(&PuppetError::Told));
    assert_eq!(row(&chain, &one, "a"), None);
    assert_eq!(row(&chain, &two, "b"), None);
}

#[test]
fn a_caught_failure_undoes_only_the_submessage() {
    let (mut chain, ana, one, two) = stage();
    let failing = vec![set("b", "1"), Act::Fail];
    let acts = [
        set("a", "1"),
        Act::Call(two.clone(), failing, Then::ReplyOnError),
    ];
    chain.execute(&ana, &one, &acts, &[]).unwrap();
    assert_eq!(row(&chain, &one, "a").as_deref(), Some("1"));
    assert_eq!(row(&chain, &two, "b"), None);
    // As a chain puts it, which a contract may compare.
    let said = row(&chain, &one, "reply");
    assert_eq!(
        said.as_deref(),
        Some("told to fail: execute wasm contract failed")
    );
}

#[test]
fn a_contract_reads_the_errors_of_contracts_and_the_codes_of_the_chain() {
    let (mut chain, ana, one, two) = stage();
    let code = chain.code_id(&two).unwrap();
    let three = puppet(&mut chain, code);
    let mut said = |acts: Vec<Act>| {
        chain.execute(&ana, &one, &acts, &[]).unwrap();
        row(&chain, &one, "reply").unwrap()
    };
    let deeper = Act::Call(three, vec![Act::Fail], Then::Go);
    let caught = Act::Call(two.clone(), vec![deeper], Then::ReplyOnError);
    assert_eq!(
        said(vec![caught]),
        "told to fail: execute wasm contract failed"
    );
    // `two` has nothing to pay with: insufficient funds.
    let unpaid = Act::Pay(one.clone(), 1, Then::Go);
    let caught = Act::Call(two, vec![unpaid], Then::ReplyOnError);
    assert_eq!(said(vec![caught]), "codespace: sdk, code: 5");
}

#[test]
fn an_unpayable_payee_does_not_stop_the_payer() {
    let (mut chain, ana, one, _) = stage();
    let ben = chain.addr("ben");
    chain.block_account(&ben);
    let acts = [set("a", "1"), Act::Pay(ben.clone(), 40, Then::ReplyOnError)];
    chain
        .execute(&ana, &one, &acts, &coins(50, "uact"))
        .unwrap();
    assert_eq!(chain.balance(&ben, "uact").u128(), 0);
    assert_eq!(chain.balance(&one, "uact").u128(), 50);
    assert_eq!(
        row(&chain, &one, "reply").as_deref(),
        Some("codespace: sdk, code: 4")
    );
    chain.unblock_account(&ben);
    chain.execute(&ana, &one, &acts, &[]).unwrap();
    assert_eq!(chain.balance(&ben, "uact").u128(), 40);
}

#[test]
fn blocked_accounts_receive_nothing() {
    let (mut chain, ana, ..) = stage();
    let ben = chain.addr("ben");
    chain.block_account(&ben);
    let send = BankMsg::Send {
        to_address: ben.to_string(),
        amount: coins(40, "uact"),
    };
    let error = chain.run(&ana, vec![send.into()]).unwrap_err();
    let blocked = ChainError::BlockedAddress(ben.to_string());
    assert_eq!(error.downcast_ref(), Some(&blocked));
    assert_eq!(chain.balance(&ana, "uact").u128(), 100);
}

#[test]
fn funds_move_with_the_call_and_return_when_it_fails() {
    let (mut chain, ana, one, _) = stage();
    let none: [Act; 0] = [];
    chain
        .execute(&ana, &one, &none, &coins(30, "uact"))
        .unwrap();
    assert_eq!(row(&chain, &one, "funds").as_deref(), Some("30uact"));
    let error = chain
        .execute(&ana, &one, &[Act::Fail], &coins(30, "uact"))
        .unwrap_err();
    assert_eq!(error.downcast_ref(), Some(&PuppetError::Told));
    assert_eq!(chain.balance(&ana, "uact").u128(), 70);
    let error = chain
        .execute(&ana, &one, &none, &coins(71, "uact"))
        .unwrap_err();
    let short = ChainError::InsufficientFunds {
        account: ana.to_string(),
        denom: "uact".into(),
        available: 70,
        needed: 71,
    };
    assert_eq!(error.downcast_ref(), Some(&short));
}

#[test]
fn signed_coins_are_positive_and_named_once() {
    let (mut chain, ana, one, _) = stage();
    let none: [Act; 0] = [];
    for funds in [
        vec![coin(0, "uact")],
        vec![coin(1, "uact"), coin(2, "uact")],
    ] {
        let error = chain.execute(&ana, &one, &none, &funds).unwrap_err();
        let found = error.downcast_ref::<ChainError>();
        assert!(
            matches!(found, Some(ChainError::InvalidCoins(_))),
            "{error}"
        );
    }
}

#[test]
fn burned_coins_leave_the_supply() {
    let (mut chain, ana, ..) = stage();
    let burn = BankMsg::Burn {
        amount: coins(60, "uact"),
    };
    chain.run(&ana, vec![burn.into()]).unwrap();
    assert_eq!(chain.balance(&ana, "uact").u128(), 40);
    assert_eq!(chain.supply("uact").u128(), 40);
}

#[test]
fn queries_see_what_the_caller_has_written() {
    let (mut chain, ana, one, two) = stage();
    let acts = [
        set("a", "1"),
        Act::Call(
            two.clone(),
            vec![
                Act::Copy(one.clone(), "a".into()),
                Act::Ask(one.clone(), "a".into()),
            ],
            Then::Go,
        ),
    ];
    chain.execute(&ana, &one, &acts, &[]).unwrap();
    assert_eq!(row(&chain, &two, "copy").as_deref(), Some("1"));
    assert_eq!(row(&chain, &two, "answer").as_deref(), Some("1"));
    let asked: Option<String> = chain.query(&one, &"a").unwrap();
    assert_eq!(asked.as_deref(), Some("1"));
}

#[test]
fn a_contract_iterates_over_its_own_rows_only() {
    let (mut chain, ana, one, two) = stage();
    chain.execute(&ana, &two, &[set("z", "1")], &[]).unwrap();
    let acts = [
        set("a", "1"),
        set("b", "1"),
        set("c", "1"),
        Act::Remove("b".into()),
        Act::Count,
    ];
    chain.execute(&ana, &one, &acts, &[]).unwrap();
    assert_eq!(row(&chain, &one, "count").as_deref(), Some("2"));
    let keys: Vec<Vec<u8>> = chain.dump(&one).into_iter().map(|(key, _)| key).collect();
    assert_eq!(keys, [b"a".to_vec(), b"c".to_vec(), b"count".to_vec()]);
}

#[test]
fn a_reply_may_replace_the_data_and_sees_sorted_attributes() {
    let (mut chain, ana, one, two) = stage();
    let pairs = vec![("zeta".into(), "1".into()), ("alpha".into(), "2".into())];
    let acts = [
        Act::Data("own".into()),
        Act::Call(
            two,
            vec![Act::Emit("probe".into(), pairs)],
            Then::ReplyAlways,
        ),
    ];
    let result = chain.execute(&ana, &one, &acts, &[]).unwrap();
    assert_eq!(result.data.unwrap().as_slice(), b"from reply");
    let said = row(&chain, &one, "reply").unwrap();
    assert_eq!(
        said,
        "execute(_contract_address) wasm-probe(_contract_address alpha zeta)"
    );
    let kinds: Vec<&str> = result
        .events
        .iter()
        .map(|event| event.ty.as_str())
        .collect();
    assert_eq!(kinds, ["execute", "execute", "wasm-probe", "reply"]);
}

#[test]
fn events_follow_the_rules_of_a_chain() {
    let (mut chain, ana, one, _) = stage();
    let unnamed = vec![(" ".to_string(), "1".to_string())];
    for (kind, attributes) in [("ab", vec![]), ("abc", unnamed)] {
        let emit = [Act::Emit(kind.into(), attributes)];
        let error = chain.execute(&ana, &one, &emit, &[]).unwrap_err();
        let found = error.downcast_ref::<ChainError>();
        assert!(
            matches!(found, Some(ChainError::InvalidEvent(_))),
            "{error}"
        );
    }
}

#[test]
fn calls_and_queries_cannot_nest_without_end() {
    let (mut chain, ana, one, _) = stage();
    let error = chain.execute(&ana, &one, &[Act::Recurse], &[]).unwrap_err();
    assert_eq!(error.downcast_ref(), Some(&ChainError::CallDepth));
}

#[test]
fn only_the_admin_migrates() {
    let (mut chain, ana, one, _) = stage();
    let boss = chain.addr("boss");
    let other = chain.store_native(puppet::code());
    let empty = cosmwasm_std::Empty {};
    let error = chain.migrate(&ana, &one, other, &empty).unwrap_err();
    let found = error.downcast_ref::<ChainError>();
    assert!(
        matches!(found, Some(ChainError::NotAdmin { .. })),
        "{error}"
    );
    chain.migrate(&boss, &one, other, &empty).unwrap();
    assert_eq!(row(&chain, &one, "migrated").as_deref(), Some("yes"));
    assert_eq!(chain.code_id(&one), Some(other));
}

#[test]
fn unknown_contracts_and_codes_are_named() {
    let (mut chain, ana, ..) = stage();
    let none: [Act; 0] = [];
    let ben = chain.addr("ben");
    let error = chain.execute(&ana, &ben, &none, &[]).unwrap_err();
    let missing = ChainError::NoSuchContract(ben.to_string());
    assert_eq!(error.downcast_ref(), Some(&missing));
    let error = chain
        .instantiate(99, &ana, &none, &[], "x", None)
        .unwrap_err();
    assert_eq!(error.downcast_ref(), Some(&ChainError::NoSuchCode(99)));
}

#[test]
fn a_message_is_one_json_value() {
    let (mut chain, ana, one, _) = stage();
    for text in ["", "{", "{} {}", r#"{"a":1} x"#] {
        let message = WasmMsg::Execute {
            contract_addr: one.to_string(),
            msg: Binary::from(text.as_bytes()),
            funds: vec![],
        };
        let error = chain.run(&ana, vec![message.into()]).unwrap_err();
        assert_eq!(error.downcast_ref(), Some(&ChainError::NotJson), "{text}");
    }
}

#[test]
fn time_and_height_move_together() {
    let mut chain = Chain::new();
    assert_eq!(
        (chain.now(), chain.block().height),
        (tender_chain::GENESIS_TIME, 1)
    );
    chain.advance(1);
    assert_eq!(
        (chain.now(), chain.block().height),
        (tender_chain::GENESIS_TIME + 1, 2)
    );
    chain.advance(60);
    assert_eq!(
        (chain.now(), chain.block().height),
        (tender_chain::GENESIS_TIME + 61, 12)
    );
}

#[test]
fn rows_of_one_contract_start_another() {
    let (mut chain, ana, one, two) = stage();
    chain.execute(&ana, &one, &[set("a", "1")], &[]).unwrap();
    chain.execute(&ana, &two, &[set("b", "2")], &[]).unwrap();
    let rows = chain.dump(&one);
    chain.restore(&two, &rows).unwrap();
    assert_eq!(chain.dump(&two), vec![(b"a".to_vec(), b"1".to_vec())]);
    assert_eq!(
        chain.restore(&ana, &rows),
        Err(ChainError::NoSuchContract(ana.to_string()))
    );
}
