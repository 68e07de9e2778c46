//! A key has one value: nothing is in two regions.

use tender_attestation::ContractError;
use tender_guard::GuardError;
use tender_interfaces::attestation::{AttributeSet, ExecuteMsg, Statement};
use tender_types::{AttributeId, ProviderId};

use crate::verbs::{add_attribute, furnished, names, profile, Solo, Verbs, EU};

const US: &str = "region=us-east";
const FREE: &str = "tier=community";
const PIA: ProviderId = ProviderId(1);

/// A registry whose catalog knows two regions and a tier.
fn two_regions() -> Solo {
    let mut solo = furnished();
    solo.ok("gov", add_attribute(US));
    solo.ok("gov", add_attribute(FREE));
    solo
}

fn two_values() -> ContractError {
    ContractError::TwoValues {
        key: "region".into(),
    }
}

#[test]
fn a_provider_registers_with_one_value_a_key() {
    let mut solo = two_regions();
    let register = |attributes: &[&str]| ExecuteMsg::Register {
        profile: profile("https://pol.example", attributes),
    };
    let refused = solo.err("pol", register(&[EU, FREE, US]));
    assert_eq!(refused, two_values());
    let text = refused.to_string();
    assert!(text.starts_with("attestation/two_values: attributes give 'region' two values"));
    solo.ok("pol", register(&[FREE, US]));
}

#[test]
fn a_profile_has_one_value_a_key() {
    let mut solo = two_regions();
    let update = |attributes: &[&str]| ExecuteMsg::UpdateProfile {
        profile: profile("https://pia.example", attributes),
    };
    solo.ok("pia", update(&[EU]));
    assert_eq!(solo.err("pia", update(&[EU, US])), two_values());
    let region = AttributeSet(vec![AttributeId(1)]);
    assert_eq!(solo.row(PIA).attributes, region);
    // Moving is another value, not one more.
    solo.ok("pia", update(&[US]));
    let region = AttributeSet(vec![AttributeId(2)]);
    assert_eq!(solo.row(PIA).attributes, region);
}

#[test]
fn an_auditor_finds_one_value_a_key() {
    let mut solo = two_regions();
    let statement = |solo: &Solo, attributes: &[&str]| Statement {
        attributes: names(attributes),
        ..solo.statement("audrey", 1)
    };
    let msg = solo.sign("audrey", statement(&solo, &[US, EU]));
    assert_eq!(solo.err("ben", msg), two_values());
    let msg = solo.sign("audrey", statement(&solo, &[EU, FREE]));
    solo.ok("ben", msg);
}

#[test]
fn the_same_value_twice_is_a_repetition() {
    let mut solo = two_regions();
    let msg = ExecuteMsg::UpdateProfile {
        profile: profile("https://pia.example", &[EU, EU]),
    };
    let twice = GuardError::Duplicate { what: "attributes" };
    assert_eq!(solo.err("pia", msg), twice.into());
}

/// A key that begins like another is another.
#[test]
fn keys_are_compared_whole() {
    let mut solo = two_regions();
    solo.ok("gov", add_attribute("region-group=eu"));
    let msg = ExecuteMsg::UpdateProfile {
        profile: profile("https://pia.example", &[EU, "region-group=eu"]),
    };
    solo.ok("pia", msg);
}
