//! Where a provider is reached: one bonded provider a host.

use tender_attestation::ContractError;
use tender_interfaces::attestation::{ExecuteMsg, Params};
use tender_interfaces::events::BondChanged;
use tender_testkit::solo::{event, events};
use tender_types::{Akt, ProviderId};

use crate::verbs::{
    bond, fault, furnished, profile, set, Solo, Verbs, MIN_BOND, PARAMS, PIA, UNBONDING,
};

const PIAS: &str = "https://pia.example";
const POL: ProviderId = ProviderId(2);

fn register(host: &str) -> ExecuteMsg {
    ExecuteMsg::Register {
        profile: profile(host, &[]),
    }
}

fn move_to(host: &str) -> ExecuteMsg {
    ExecuteMsg::UpdateProfile {
        profile: profile(host, &[]),
    }
}

fn taken() -> ContractError {
    ContractError::HostTaken { host: PIAS.into() }
}

/// `pia` is bonded, and `pol` registered elsewhere.
fn two() -> Solo {
    let mut solo = furnished();
    solo.register("pol");
    solo
}

#[test]
fn two_bonded_providers_do_not_share_a_host() {
    let mut solo = two();
    assert_eq!(solo.err("pam", register(PIAS)), taken());
    assert_eq!(solo.err("pol", move_to(PIAS)), taken());
    // In no other spelling either.
    for host in ["https://PIA.example", "https://pia.example:443"] {
        let refused = solo.err("pol", move_to(host));
        assert!(matches!(refused, ContractError::Host { .. }));
    }
    // Another port is another cluster.
    solo.ok("pol", move_to("https://pia.example:8443"));
}

/// Whoever names a host first and bonds nothing holds it against nobody.
#[test]
fn a_squatter_without_a_bond_gives_way() {
    let mut solo = furnished();
    let host = "https://new.example";
    solo.ok("mallory", register(host));
    solo.ok("pol", register(host));
    let pol = ProviderId(3);
    solo.ok("token", bond(POL, MIN_BOND - 1));
    assert!(!solo.row(POL).bonded, "mallory has bonded one too little");
    solo.ok("token", bond(pol, MIN_BOND));
    assert!(solo.row(pol).bonded);
    // Now mallory's bond is not taken, and it is not matched by a new minimum either.
    let expected = ContractError::HostTaken { host: host.into() };
    assert_eq!(solo.err("token", bond(POL, 1)), expected);
    let params = Params {
        min_bond: Akt(1),
        ..PARAMS
    };
    solo.ok("gov", set(params));
    let providers = vec![POL, pol];
    solo.ok("ben", ExecuteMsg::Refresh { providers });
    assert!(!solo.row(POL).bonded && solo.row(pol).bonded);
    // Moving, it lets go of nothing that is another's. Elsewhere its bond is as good as anybody's.
    let response = solo.ok("mallory", move_to("https://mallory.example"));
    let bonds: Vec<BondChanged> = events(&response.events);
    assert_eq!(bonds.len(), 1);
    assert!(bonds[0].bonded && solo.row(POL).bonded);
    let expected = ContractError::HostTaken { host: host.into() };
    assert_eq!(solo.err("mallory", move_to(host)), expected);
}

#[test]
fn who_moves_lets_its_host_go() {
    let mut solo = two();
    solo.ok("pia", move_to("https://two.example"));
    assert!(solo.row(PIA).bonded);
    solo.ok("pol", move_to(PIAS));
    solo.ok("token", bond(POL, MIN_BOND));
    assert_eq!(solo.err("pia", move_to(PIAS)), taken());
}

#[test]
fn a_host_is_free_when_its_provider_has_left() {
    let mut solo = two();
    solo.ok("pia", ExecuteMsg::StartLeaving {});
    // Its running leases are still served there.
    assert_eq!(solo.err("pol", move_to(PIAS)), taken());
    solo.wait(UNBONDING);
    solo.ok("pia", ExecuteMsg::WithdrawBond {});
    solo.ok("pol", move_to(PIAS));
    solo.ok("token", bond(POL, MIN_BOND));
    assert_eq!(solo.err("pia", register(PIAS)), taken());
    solo.ok("pia", register("https://two.example"));
}

/// A slash is no moment for a rival to take the name.
#[test]
fn a_bond_that_was_slashed_keeps_the_host() {
    let mut solo = two();
    solo.ok("orderbook", fault(PIA, MIN_BOND, 0));
    assert!(!solo.row(PIA).bonded);
    assert_eq!(solo.err("pol", move_to(PIAS)), taken());
    let told: BondChanged = event(&solo.ok("token", bond(PIA, MIN_BOND)));
    assert!(told.bonded);
}
