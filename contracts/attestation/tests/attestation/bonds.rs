//! Bonds: in through the token, out after the unbonding time.

use cosmwasm_std::Binary;
use cw20::{Cw20ExecuteMsg, Cw20ReceiveMsg};
use tender_attestation::ContractError;
use tender_guard::GuardError;
use tender_interfaces::attestation::{
    ExecuteMsg, Params, ProviderResponse, ProviderStatus, QueryMsg, MAX_REFRESH,
};
use tender_interfaces::events::{AttestationRevoked, BondChanged, ProviderStatusChanged};
use tender_math::MathError;
use tender_testkit::solo::{addr, data, event, sent_to};
use tender_types::{Akt, AuditorId, ProviderId, Seconds};

use crate::verbs::{
    bond, empty, furnished, lease, link, opened, opening, profile, set, Solo, Verbs, MIN_BOND, ONE,
    PARAMS, UNBONDING,
};

const PIA: ProviderId = ProviderId(1);

fn bonded_provider() -> Solo {
    let mut solo = empty();
    solo.register("pia");
    solo
}

fn info(solo: &Solo) -> ProviderResponse {
    solo.told(&QueryMsg::Provider { provider: PIA })
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
            bonded,
        };
        assert_eq!(event::<BondChanged>(&response), expected);
        assert_eq!(solo.row(PIA).bonded, bonded);
        assert_eq!(info(&solo).bond, Akt(total));
    }
}

#[test]
fn only_akt_with_a_message_is_a_bond() {
    let mut solo = bonded_provider();
    for sender in ["ana", "gov", "escrow"] {
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
        what: "the sum of all bonds",
    };
    let error = solo.err("token", bond(ProviderId(2), 2));
    assert_eq!(error, ContractError::Math(expected));
    solo.ok("token", bond(ProviderId(2), 1));
}

#[test]
fn a_bond_is_withdrawn_after_the_unbonding_time_and_not_before() {
    let mut solo = leaving();
    let until = solo.now().after(UNBONDING);
    assert_eq!(info(&solo).unbonds_at, Some(until));
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
    let after = info(&solo);
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
fn a_bond_stays_while_a_lease_is_live() {
    let mut solo = leaving();
    solo.wait(UNBONDING);
    solo.neighbours_say(MIN_BOND, Some(lease()));
    let expected = ContractError::LiveLease {
        lease: lease().lease,
    };
    assert_eq!(solo.err("pia", ExecuteMsg::WithdrawBond {}), expected);
    solo.neighbours_say(MIN_BOND, None);
    solo.ok("pia", ExecuteMsg::WithdrawBond {});
}

#[test]
fn without_an_escrow_no_bond_leaves() {
    let mut msg = opening();
    msg.escrow = None;
    let mut solo = opened(&msg).unwrap();
    solo.register("pia");
    solo.ok("pia", ExecuteMsg::StartLeaving {});
    solo.wait(UNBONDING);
    assert_eq!(
        solo.err("pia", ExecuteMsg::WithdrawBond {}),
        ContractError::NoEscrow
    );
    solo.ok("gov", link(Some("escrow")));
    // Who never bonded leaves as well, and is sent nothing.
    assert_eq!(solo.ok("pia", ExecuteMsg::WithdrawBond {}).messages, vec![]);
}

#[test]
fn leaving_drops_attestations_and_registering_again_keeps_the_id() {
    let mut solo = furnished();
    solo.vouch("audrey", 1);
    solo.ok("pia", ExecuteMsg::StartLeaving {});
    solo.wait(UNBONDING);
    let response = solo.ok("pia", ExecuteMsg::WithdrawBond {});
    let dropped = AttestationRevoked {
        provider: PIA,
        auditor: AuditorId(1),
        by: addr("pia").into(),
    };
    assert_eq!(
        AttestationRevoked::try_from(&response.events[0]),
        Ok(dropped)
    );
    let emptied = BondChanged {
        provider: PIA,
        bond: Akt::ZERO,
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
    assert_eq!(solo.err("ben", signed.clone()), provider);
    let profile = profile("https://pia.example", &[]);
    let update = ExecuteMsg::UpdateProfile {
        profile: profile.clone(),
    };
    assert_eq!(solo.err("pia", update), provider);

    let back = solo.ok("pia", ExecuteMsg::Register { profile });
    assert_eq!(data::<ProviderId>(&back), PIA);
    assert_eq!(solo.row(PIA).attestations, vec![]);
    assert_eq!(solo.register("pol"), ProviderId(2));
    solo.ok("ben", signed);
}

#[test]
fn jail_stops_unbonding_and_starts_it_over() {
    let mut solo = leaving();
    solo.wait(UNBONDING);
    solo.ok("gov", ExecuteMsg::Jail { provider: PIA });
    assert_eq!(info(&solo).unbonds_at, None);
    solo.ok("gov", ExecuteMsg::Unjail { provider: PIA });
    solo.ok("pia", ExecuteMsg::StartLeaving {});
    assert_eq!(info(&solo).unbonds_at, Some(solo.now().after(UNBONDING)));
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
