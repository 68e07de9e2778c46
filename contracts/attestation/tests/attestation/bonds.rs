//! Bonds: in through the token, out after the unbonding time.

use cosmwasm_std::Binary;
use cw20::{Cw20ExecuteMsg, Cw20ReceiveMsg};
use tender_attestation::ContractError;
use tender_guard::GuardError;
use tender_interfaces::attestation::{ExecuteMsg, Params, ProviderStatus, MAX_REFRESH};
use tender_interfaces::events::{AttestationRevoked, BondChanged, ProviderStatusChanged};
use tender_math::MathError;
use tender_testkit::solo::{addr, data, event, sent_to};
use tender_types::{Akt, AuditorId, ProviderId, Seconds};

use crate::verbs::{
    admit, bond, bond_auditor, empty, furnished, link, opened, opening, profile, set, vouched,
    Solo, Verbs, MIN_BOND, ONE, PARAMS, PIA, UNBONDING,
};

fn bonded_provider() -> Solo {
    let mut solo = empty();
    solo.register("pia");
    solo
}

fn set_min_bond(solo: &mut Solo, min_bond: u128) {
    let params = Params {
        min_bond: Akt(min_bond),
        ..PARAMS
    };
    solo.ok("gov", set(params));
}

fn leaving() -> Solo {
    let mut solo = furnished();
    solo.ok("pia", ExecuteMsg::StartLeaving {});
    solo
}

#[test]
fn a_provider_is_bonded_from_the_minimum_on() {
    let mut solo = bonded_provider();
    for (amount, total, bonded) in [
        (MIN_BOND - 1, 999, false),
        (1, 1_000, true),
        (1, 1_001, true),
    ] {
        let response = solo.ok("token", bond(PIA, amount));
        let expected = BondChanged {
            provider: PIA,
            bond: Akt(total),
            required: Akt::ZERO,
            bonded,
        };
        assert_eq!(event::<BondChanged>(&response), expected);
        assert_eq!(solo.row(PIA).bonded, bonded);
        assert_eq!(solo.info(PIA).bond, Akt(total));
    }
}

#[test]
fn only_akt_with_a_message_is_a_bond() {
    let mut solo = bonded_provider();
    for sender in ["ana", "gov", "orderbook"] {
        let expected = ContractError::WrongToken {
            sender: addr(sender).into(),
            token: addr("token").into(),
        };
        assert_eq!(solo.err(sender, bond(PIA, 1)), expected);
    }
    assert_eq!(solo.err("token", bond(PIA, 0)), ContractError::ZeroBond);
    let provider = ProviderId(2);
    let unknown = ContractError::UnknownProvider { provider };
    assert_eq!(solo.err("token", bond(provider, 1)), unknown);
    for text in ["", "{}", "{\"bond\":{}}", "{\"bond\":{\"provider\":1}}"] {
        let msg = ExecuteMsg::Receive(Cw20ReceiveMsg {
            sender: addr("pia").into(),
            amount: 1u128.into(),
            msg: Binary::from(text.as_bytes()),
        });
        let error = solo.err("token", msg);
        assert!(
            matches!(error, ContractError::Guard(GuardError::Message { .. })),
            "{error}"
        );
    }
}

#[test]
fn bonds_do_not_overflow() {
    let mut solo = bonded_provider();
    solo.register("pol");
    solo.ok("token", bond(PIA, u128::MAX - 1));
    let expected = MathError::Overflow {
        what: "the sum of all AKT held",
    };
    let error = solo.err("token", bond(ProviderId(2), 2));
    assert_eq!(error, ContractError::Math(expected));
    // Whatever it is held for: it can all become claims.
    solo.ok("gov", admit("audrey"));
    let error = solo.err("token", bond_auditor("audrey", 2));
    let expected = MathError::Overflow {
        what: "the sum of all AKT held",
    };
    assert_eq!(error, ContractError::Math(expected));
    solo.ok("token", bond(ProviderId(2), 1));
}

#[test]
fn a_bond_is_withdrawn_after_the_unbonding_time_and_not_before() {
    let mut solo = leaving();
    let until = solo.now().after(UNBONDING);
    assert_eq!(solo.info(PIA).unbonds_at, Some(until));
    solo.wait(UNBONDING.saturating_sub(ONE));
    let expected = ContractError::Unbonding {
        until,
        now: until.before(ONE),
    };
    assert_eq!(solo.err("pia", ExecuteMsg::WithdrawBond {}), expected);
    solo.wait(ONE);
    let response = solo.ok("pia", ExecuteMsg::WithdrawBond {});
    let transfer = Cw20ExecuteMsg::Transfer {
        recipient: addr("pia").into(),
        amount: MIN_BOND.into(),
    };
    assert_eq!(response.messages.len(), 1);
    assert_eq!(sent_to::<Cw20ExecuteMsg>(&response, "token"), [transfer]);
    let after = solo.info(PIA);
    assert_eq!(
        (after.status, after.bond),
        (ProviderStatus::Left, Akt::ZERO)
    );
    assert_eq!(after.unbonds_at, None);
    assert!(!solo.row(PIA).bonded);
}

#[test]
fn one_second_late_is_in_time_too() {
    let mut solo = leaving();
    solo.wait(UNBONDING.saturating_add(ONE));
    solo.ok("pia", ExecuteMsg::WithdrawBond {});
}

#[test]
fn a_bond_stays_while_some_of_it_is_locked() {
    let mut solo = leaving();
    solo.wait(UNBONDING);
    solo.locked(PIA, 1);
    let expected = ContractError::Locked { amount: Akt(1) };
    assert_eq!(solo.err("pia", ExecuteMsg::WithdrawBond {}), expected);
    solo.locked(PIA, 0);
    solo.ok("pia", ExecuteMsg::WithdrawBond {});
}

#[test]
fn a_bond_stays_while_a_bid_binds_it() {
    let mut solo = leaving();
    solo.wait(UNBONDING);
    let now = solo.now();
    for until in [now, now.after(ONE)] {
        solo.bids_until(PIA, until);
        let expected = ContractError::Bids { until, now };
        assert_eq!(solo.err("pia", ExecuteMsg::WithdrawBond {}), expected);
    }
    solo.bids_until(PIA, now.before(ONE));
    solo.ok("pia", ExecuteMsg::WithdrawBond {});
}

#[test]
fn without_an_orderbook_no_bond_leaves() {
    let mut msg = opening();
    (msg.orderbook, msg.auction) = (None, None);
    let mut solo = opened(&msg).unwrap();
    solo.register("pia");
    solo.ok("pia", ExecuteMsg::StartLeaving {});
    solo.wait(UNBONDING);
    assert_eq!(
        solo.err("pia", ExecuteMsg::WithdrawBond {}),
        ContractError::NoOrderbook
    );
    solo.ok("gov", link(Some("orderbook"), None));
    // Who never bonded leaves as well, and is sent nothing.
    assert_eq!(solo.ok("pia", ExecuteMsg::WithdrawBond {}).messages, vec![]);
}

/// An address at which nobody is has no row that says what is locked.
#[test]
fn an_orderbook_that_is_not_there_lets_no_bond_go() {
    let mut msg = opening();
    msg.orderbook = Some(addr("tomorrow").into());
    let mut solo = opened(&msg).unwrap();
    solo.register("pia");
    solo.ok("pia", ExecuteMsg::StartLeaving {});
    solo.wait(UNBONDING);
    let refused = solo.err("pia", ExecuteMsg::WithdrawBond {});
    assert!(matches!(
        refused,
        ContractError::Guard(GuardError::WrongContract {
            link: "orderbook",
            ..
        })
    ));
}

#[test]
fn leaving_drops_attestations_and_registering_again_keeps_the_id() {
    let mut solo = vouched();
    solo.ok("pia", ExecuteMsg::StartLeaving {});
    solo.wait(UNBONDING);
    let response = solo.ok("pia", ExecuteMsg::WithdrawBond {});
    let dropped = AttestationRevoked {
        provider: PIA,
        auditor: AuditorId(1),
        void_until: None,
        by: addr("pia").into(),
    };
    assert_eq!(
        AttestationRevoked::try_from(&response.events[0]),
        Ok(dropped)
    );
    let emptied = BondChanged {
        provider: PIA,
        bond: Akt::ZERO,
        required: Akt::ZERO,
        bonded: false,
    };
    assert_eq!(BondChanged::try_from(&response.events[1]), Ok(emptied));
    let left = ProviderStatusChanged {
        provider: PIA,
        status: ProviderStatus::Left,
        unbonds_at: None,
    };
    assert_eq!(
        ProviderStatusChanged::try_from(&response.events[2]),
        Ok(left)
    );

    let provider = ContractError::ProviderLeft { provider: PIA };
    assert_eq!(solo.err("token", bond(PIA, 1)), provider);
    let signed = solo.sign("audrey", solo.statement("audrey", 2));
    assert_eq!(solo.err("audrey", signed.clone()), provider);
    let profile = profile("https://pia.example", &[]);
    let update = ExecuteMsg::UpdateProfile {
        profile: profile.clone(),
    };
    assert_eq!(solo.err("pia", update), provider);

    let back = solo.ok("pia", ExecuteMsg::Register { profile });
    assert_eq!(data::<ProviderId>(&back), PIA);
    assert_eq!(solo.row(PIA).attestations, vec![]);
    assert_eq!((solo.row(PIA).epoch, solo.info(PIA).epoch), (2, 2));
    assert_eq!(solo.register("pol"), ProviderId(2));
    // What was signed about its earlier life is not about this one.
    let earlier = ContractError::ProviderEpoch {
        epoch: 1,
        present: 2,
    };
    assert_eq!(solo.err("pia", signed), earlier);
}

#[test]
fn jail_stops_unbonding_and_starts_it_over() {
    let mut solo = leaving();
    solo.wait(UNBONDING);
    solo.ok("gov", ExecuteMsg::Jail { provider: PIA });
    assert_eq!(solo.info(PIA).unbonds_at, None);
    solo.ok("gov", ExecuteMsg::Unjail { provider: PIA });
    solo.ok("pia", ExecuteMsg::StartLeaving {});
    assert_eq!(solo.info(PIA).unbonds_at, Some(solo.now().after(UNBONDING)));
}

#[test]
fn a_longer_unbonding_time_does_not_hold_who_is_leaving() {
    let mut solo = leaving();
    let longer = Params {
        unbonding: Seconds::days(14),
        ..PARAMS
    };
    solo.ok("gov", set(longer));
    solo.wait(UNBONDING);
    solo.ok("pia", ExecuteMsg::WithdrawBond {});
}

#[test]
fn anyone_applies_a_new_minimum_in_bounded_steps() {
    let mut solo = furnished();
    set_min_bond(&mut solo, MIN_BOND + 1);
    assert!(solo.row(PIA).bonded, "a new minimum alone touches nobody");
    let refresh = |providers: Vec<ProviderId>| ExecuteMsg::Refresh { providers };
    let response = solo.ok("ben", refresh(vec![PIA]));
    let measured = BondChanged {
        provider: PIA,
        bond: Akt(MIN_BOND),
        required: Akt::ZERO,
        bonded: false,
    };
    assert_eq!(event::<BondChanged>(&response), measured);
    assert!(!solo.row(PIA).bonded);
    assert!(solo.ok("ben", refresh(vec![PIA])).events.is_empty());
    set_min_bond(&mut solo, MIN_BOND);
    solo.ok("ben", refresh(vec![PIA]));
    assert!(solo.row(PIA).bonded);

    let too_many = (1..=51).map(ProviderId).collect::<Vec<_>>();
    assert_eq!(too_many.len(), MAX_REFRESH + 1);
    for (list, length) in [(vec![], 0), (too_many, 51)] {
        let expected = GuardError::ListLength {
            what: "providers",
            length,
            min: 1,
            max: 50,
        };
        assert_eq!(
            solo.err("ben", refresh(list)),
            ContractError::Guard(expected)
        );
    }
    let twice = GuardError::Duplicate { what: "providers" };
    assert_eq!(
        solo.err("ben", refresh(vec![PIA, PIA])),
        ContractError::Guard(twice)
    );
    let unknown = ContractError::UnknownProvider {
        provider: ProviderId(2),
    };
    assert_eq!(solo.err("ben", refresh(vec![PIA, ProviderId(2)])), unknown);
}
