//! Bonds: in through the token, out after the unbonding time.

use cosmwasm_std::{Binary, CosmosMsg, Uint128, WasmMsg};
use cw20::Cw20ReceiveMsg;
use tender_attestation::ContractError;
use tender_guard::GuardError;
use tender_interfaces::attestation::{
    ExecuteMsg, Params, ProviderResponse, ProviderStatus, QueryMsg, MAX_REFRESH,
};
use tender_interfaces::events::{AttestationRevoked, BondChanged, ProviderStatusChanged};
use tender_math::MathError;
use tender_types::{AuditorId, ProviderId};

use crate::world::{
    addr, bond, data, empty, event, furnished, lease, opening, params, profile, World, MIN_BOND,
    UNBONDING,
};

const PIA: ProviderId = ProviderId(1);

fn bonded_provider() -> World {
    let mut world = empty();
    world.register("pia");
    world
}

fn info(world: &World) -> ProviderResponse {
    world.ask(QueryMsg::Provider { provider: PIA })
}

fn set_min_bond(world: &mut World, min_bond: u128) {
    let params = Params {
        min_bond: Uint128::new(min_bond),
        ..params()
    };
    let update = ExecuteMsg::UpdateConfig {
        escrow: None,
        params: Some(params),
    };
    world.ok("gov", update);
}

fn leaving() -> World {
    let mut world = furnished();
    world.ok("pia", ExecuteMsg::StartLeaving {});
    world
}

#[test]
fn a_provider_is_bonded_from_the_minimum_on() {
    let mut world = bonded_provider();
    for (amount, total, bonded) in [
        (MIN_BOND - 1, 999, false),
        (1, 1_000, true),
        (1, 1_001, true),
    ] {
        let response = world.ok("token", bond(PIA, amount));
        let expected = BondChanged {
            provider: PIA,
            bond: Uint128::new(total),
            bonded,
        };
        assert_eq!(event::<BondChanged>(&response), expected);
        assert_eq!(world.row(PIA).bonded, bonded);
        assert_eq!(info(&world).bond, Uint128::new(total));
    }
}

#[test]
fn only_akt_with_a_message_is_a_bond() {
    let mut world = bonded_provider();
    for sender in ["ana", "gov", "escrow"] {
        let expected = ContractError::WrongToken {
            sender: addr(sender).into(),
            token: addr("token").into(),
        };
        assert_eq!(world.err(sender, bond(PIA, 1)), expected);
    }
    assert_eq!(world.err("token", bond(PIA, 0)), ContractError::ZeroBond);
    let provider = ProviderId(2);
    let unknown = ContractError::UnknownProvider { provider };
    assert_eq!(world.err("token", bond(provider, 1)), unknown);
    for text in ["", "{}", "{\"bond\":{}}", "{\"bond\":{\"provider\":1}}"] {
        let msg = ExecuteMsg::Receive(Cw20ReceiveMsg {
            sender: addr("pia").into(),
            amount: Uint128::one(),
            msg: Binary::from(text.as_bytes()),
        });
        let error = world.err("token", msg);
        assert!(
            matches!(error, ContractError::ReceiveMessage { .. }),
            "{error}"
        );
    }
}

#[test]
fn bonds_do_not_overflow() {
    let mut world = bonded_provider();
    world.register("pol");
    world.ok("token", bond(PIA, u128::MAX - 1));
    let expected = MathError::Overflow {
        what: "the sum of all bonds",
    };
    let error = world.err("token", bond(ProviderId(2), 2));
    assert_eq!(error, ContractError::Math(expected));
    world.ok("token", bond(ProviderId(2), 1));
}

#[test]
fn a_bond_is_withdrawn_after_the_unbonding_time_and_not_before() {
    let mut world = leaving();
    let until = world.now() + UNBONDING;
    assert_eq!(info(&world).unbonds_at, Some(until));
    world.wait(UNBONDING - 1);
    let expected = ContractError::Unbonding {
        until,
        now: until - 1,
    };
    assert_eq!(world.err("pia", ExecuteMsg::WithdrawBond {}), expected);
    world.wait(1);
    let response = world.ok("pia", ExecuteMsg::WithdrawBond {});
    let [message] = response.messages.as_slice() else {
        panic!("one message: {:?}", response.messages);
    };
    let CosmosMsg::Wasm(WasmMsg::Execute {
        contract_addr,
        msg,
        funds,
    }) = &message.msg
    else {
        panic!("an execute message");
    };
    let transfer = format!(
        r#"{{"transfer":{{"recipient":"{}","amount":"1000"}}}}"#,
        addr("pia")
    );
    assert_eq!(contract_addr.as_str(), addr("token").as_str());
    assert_eq!((msg, funds.len()), (&Binary::from(transfer.as_bytes()), 0));
    let after = info(&world);
    assert_eq!(
        (after.status, after.bond),
        (ProviderStatus::Left, Uint128::zero())
    );
    assert_eq!(after.unbonds_at, None);
    assert!(!world.row(PIA).bonded);
}

#[test]
fn one_second_late_is_in_time_too() {
    let mut world = leaving();
    world.wait(UNBONDING + 1);
    world.ok("pia", ExecuteMsg::WithdrawBond {});
}

#[test]
fn a_bond_stays_while_a_lease_is_live() {
    let mut world = leaving();
    world.wait(UNBONDING);
    world.answer(MIN_BOND, Some(lease()));
    let expected = ContractError::LiveLease {
        lease: lease().lease,
    };
    assert_eq!(world.err("pia", ExecuteMsg::WithdrawBond {}), expected);
    world.answer(MIN_BOND, None);
    world.ok("pia", ExecuteMsg::WithdrawBond {});
}

#[test]
fn without_an_escrow_no_bond_leaves() {
    let mut world = empty();
    let mut msg = opening();
    msg.escrow = None;
    let info = cosmwasm_std::testing::message_info(&addr("deployer"), &[]);
    let env = world.env.clone();
    tender_attestation::contract::instantiate(world.deps.as_mut(), env, info, msg).unwrap();
    world.register("pia");
    world.ok("pia", ExecuteMsg::StartLeaving {});
    world.wait(UNBONDING);
    assert_eq!(
        world.err("pia", ExecuteMsg::WithdrawBond {}),
        ContractError::NoEscrow
    );
    let update = ExecuteMsg::UpdateConfig {
        escrow: Some(addr("escrow").into()),
        params: None,
    };
    world.ok("gov", update);
    // Who never bonded leaves as well, and is sent nothing.
    assert_eq!(
        world.ok("pia", ExecuteMsg::WithdrawBond {}).messages,
        vec![]
    );
}

#[test]
fn leaving_drops_attestations_and_registering_again_keeps_the_id() {
    let mut world = furnished();
    world.vouch("audrey", 1);
    world.ok("pia", ExecuteMsg::StartLeaving {});
    world.wait(UNBONDING);
    let response = world.ok("pia", ExecuteMsg::WithdrawBond {});
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
        bond: Uint128::zero(),
        bonded: false,
    };
    assert_eq!(BondChanged::try_from(&response.events[1]), Ok(emptied));
    let left = ProviderStatusChanged {
        provider: PIA,
        status: "left".to_string(),
        unbonds_at: None,
    };
    assert_eq!(
        ProviderStatusChanged::try_from(&response.events[2]),
        Ok(left)
    );

    let provider = ContractError::ProviderLeft { provider: PIA };
    assert_eq!(world.err("token", bond(PIA, 1)), provider);
    let signed = world.sign("audrey", world.statement("audrey", 2));
    assert_eq!(world.err("ben", signed.clone()), provider);
    let profile = profile("https://pia.example", &[]);
    let update = ExecuteMsg::UpdateProfile {
        profile: profile.clone(),
    };
    assert_eq!(world.err("pia", update), provider);

    let back = world.ok("pia", ExecuteMsg::Register { profile });
    assert_eq!(data::<ProviderId>(&back), PIA);
    assert_eq!(world.row(PIA).attestations, vec![]);
    assert_eq!(world.register("pol"), ProviderId(2));
    world.ok("ben", signed);
}

#[test]
fn jail_stops_unbonding_and_starts_it_over() {
    let mut world = leaving();
    world.wait(UNBONDING);
    world.ok("gov", ExecuteMsg::Jail { provider: PIA });
    assert_eq!(info(&world).unbonds_at, None);
    world.ok("gov", ExecuteMsg::Unjail { provider: PIA });
    world.ok("pia", ExecuteMsg::StartLeaving {});
    assert_eq!(info(&world).unbonds_at, Some(world.now() + UNBONDING));
}

#[test]
fn a_longer_unbonding_time_does_not_hold_who_is_leaving() {
    let mut world = leaving();
    let longer = Params {
        unbonding: 2 * UNBONDING,
        ..params()
    };
    let update = ExecuteMsg::UpdateConfig {
        escrow: None,
        params: Some(longer),
    };
    world.ok("gov", update);
    world.wait(UNBONDING);
    world.ok("pia", ExecuteMsg::WithdrawBond {});
}

#[test]
fn anyone_applies_a_new_minimum_in_bounded_steps() {
    let mut world = furnished();
    set_min_bond(&mut world, MIN_BOND + 1);
    assert!(world.row(PIA).bonded, "a new minimum alone touches nobody");
    let refresh = |providers: Vec<ProviderId>| ExecuteMsg::Refresh { providers };
    let response = world.ok("ben", refresh(vec![PIA]));
    let measured = BondChanged {
        provider: PIA,
        bond: Uint128::new(MIN_BOND),
        bonded: false,
    };
    assert_eq!(event::<BondChanged>(&response), measured);
    assert!(!world.row(PIA).bonded);
    assert!(world.ok("ben", refresh(vec![PIA])).events.is_empty());
    set_min_bond(&mut world, MIN_BOND);
    world.ok("ben", refresh(vec![PIA]));
    assert!(world.row(PIA).bonded);

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
            world.err("ben", refresh(list)),
            ContractError::Guard(expected)
        );
    }
    let twice = GuardError::Duplicate { what: "providers" };
    assert_eq!(
        world.err("ben", refresh(vec![PIA, PIA])),
        ContractError::Guard(twice)
    );
    let unknown = ContractError::UnknownProvider {
        provider: ProviderId(2),
    };
    assert_eq!(world.err("ben", refresh(vec![PIA, ProviderId(2)])), unknown);
}
