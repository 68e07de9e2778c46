use cw20::Expiration;
use tender_guard::GuardError;
use tender_interfaces::token::ExecuteMsg;
use tender_testkit::solo::{addr, START};
use tender_token::ContractError;
use tender_types::{Akt, Seconds};

use crate::verbs::{token, Answer, Solo, Verbs};

/// The end of an allowance, so many seconds after the token opened.
fn until(seconds: u64) -> Option<Expiration> {
    let end = START.after(Seconds(seconds));
    Some(Expiration::AtTime(cosmwasm_std::Timestamp::from_seconds(
        end.0,
    )))
}

fn lower(solo: &mut Solo, owner: &str) -> Answer {
    let msg = ExecuteMsg::DecreaseAllowance {
        spender: addr("ben").into(),
        amount: Akt(4),
        expires: None,
    };
    solo.send(owner, &msg)
}

#[test]
fn no_more_is_spent_than_is_allowed_and_held() {
    let mut solo = token();
    solo.allow("ana", 10, None).unwrap();
    assert_eq!(solo.burn_from_ana(11), Err(ContractError::Insufficient));
    lower(&mut solo, "ana").unwrap();
    assert_eq!(solo.burn_from_ana(7), Err(ContractError::Insufficient));
    solo.burn_from_ana(6).unwrap();
    assert_eq!(solo.balance("ana"), 994);
    solo.allow("ana", 2_000, None).unwrap();
    assert_eq!(solo.burn_from_ana(995), Err(ContractError::Insufficient));
}

#[test]
fn without_an_allowance_nothing_is_spent_or_lowered() {
    let mut solo = token();
    assert_eq!(solo.burn_from_ana(1), Err(ContractError::NoAllowance));
    let refused = lower(&mut solo, "ana");
    assert_eq!(refused, Err(ContractError::NoAllowance));
}

#[test]
fn an_allowance_ends() {
    let mut solo = token();
    let refused = solo.allow("ana", 10, until(0));
    assert_eq!(refused, Err(ContractError::ExpirationPast));
    solo.allow("ana", 10, until(60)).unwrap();
    solo.wait(Seconds(59));
    solo.burn_from_ana(1).unwrap();
    solo.wait(Seconds(1));
    assert_eq!(solo.burn_from_ana(1), Err(ContractError::AllowanceExpired));
}

#[test]
fn an_allowance_changes_by_an_amount_or_moves_its_end() {
    let mut solo = token();
    let nothing = Err(GuardError::NoChange.into());
    assert_eq!(solo.allow("ana", 0, None), nothing);
    solo.allow("ana", 10, until(60)).unwrap();
    assert_eq!(solo.allow("ana", 0, until(60)), nothing);
    let lower = ExecuteMsg::DecreaseAllowance {
        spender: addr("ben").into(),
        amount: Akt(0),
        expires: until(60),
    };
    assert_eq!(solo.send("ana", &lower), nothing);
    solo.allow("ana", 0, until(90)).unwrap();
    solo.wait(Seconds(89));
    solo.burn_from_ana(10).unwrap();
}

#[test]
fn an_allowance_is_for_somebody_else() {
    let mut solo = token();
    let own = Err(ContractError::OwnAccount);
    assert_eq!(solo.allow("ben", 1, None), own);
    assert_eq!(lower(&mut solo, "ben"), own);
}

#[test]
fn an_allowance_overflows_without_a_panic() {
    let mut solo = token();
    solo.allow("ana", u128::MAX, None).unwrap();
    let (current, added) = (Akt(u128::MAX), Akt(1));
    let what = "allowance";
    let overflow = ContractError::Overflow {
        what,
        current,
        added,
    };
    assert_eq!(solo.allow("ana", 1, None), Err(overflow));
}
