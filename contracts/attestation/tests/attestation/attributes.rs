//! A key has one value: nothing is in two regions.

use tender_attestation::ContractError;
use tender_guard::GuardError;
use tender_interfaces::attestation::{AttributeEntry, AttributeSet, ExecuteMsg, Statement};
use tender_types::AttributeId;

use crate::verbs::{add_attributes, furnished, names, profile, Solo, Verbs, EU, PIA};

const US: &str = "region=us-east";
const FREE: &str = "tier=community";
const EU_ID: AttributeId = AttributeId(1);
const US_ID: AttributeId = AttributeId(2);
const FREE_ID: AttributeId = AttributeId(3);

/// The region of that id, and nothing else.
fn region(attribute: AttributeId) -> AttributeSet {
    AttributeSet(vec![AttributeEntry { key: 1, attribute }])
}

/// A registry whose catalog knows two regions and a tier.
fn two_regions() -> Solo {
    let mut solo = furnished();
    solo.ok("gov", add_attributes(&[US, FREE]));
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
    assert_eq!(solo.row(PIA).attributes, region(EU_ID));
    assert_eq!(solo.row(PIA).region, Some(EU_ID));
    // Moving is another value, not one more.
    solo.ok("pia", update(&[US]));
    assert_eq!(solo.row(PIA).attributes, region(US_ID));
    assert_eq!(solo.row(PIA).region, Some(US_ID));
    solo.ok("pia", update(&[FREE]));
    assert_eq!(solo.row(PIA).region, None);
}

#[test]
fn an_auditor_finds_one_value_a_key() {
    let mut solo = two_regions();
    let statement = |solo: &Solo, attributes: &[&str]| Statement {
        attributes: names(attributes),
        ..solo.statement("audrey", 1)
    };
    let msg = solo.sign("audrey", statement(&solo, &[US, EU]));
    assert_eq!(solo.err("pia", msg), two_values());
    let msg = solo.sign("audrey", statement(&solo, &[EU, FREE]));
    solo.ok("pia", msg);
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
    solo.ok("gov", add_attributes(&["region-group=eu"]));
    let msg = ExecuteMsg::UpdateProfile {
        profile: profile("https://pia.example", &[EU, "region-group=eu"]),
    };
    solo.ok("pia", msg);
}

/// `pia` claims, and auditors say.
fn claims_and_statements(claims: &[&str], stated: &[(&str, &[&str])]) -> Solo {
    let mut solo = two_regions();
    if !claims.is_empty() {
        let profile = profile("https://pia.example", claims);
        solo.ok("pia", ExecuteMsg::UpdateProfile { profile });
    }
    for (auditor, attributes) in stated {
        if *auditor != "audrey" {
            solo.admit(auditor);
        }
        let statement = Statement {
            attributes: names(attributes),
            ..solo.statement(auditor, 1)
        };
        let msg = solo.sign(auditor, statement);
        solo.ok("pia", msg);
    }
    solo
}

#[test]
fn a_claim_counts_until_an_auditor_says_otherwise() {
    let solo = claims_and_statements(&[EU, FREE], &[]);
    let (row, now) = (solo.row(PIA), solo.now());
    assert!(row.has(EU_ID, now) && row.has(FREE_ID, now) && !row.has(US_ID, now));
    assert_eq!(row.region_at(now), Some(EU_ID));

    let solo = claims_and_statements(&[EU, FREE], &[("audrey", &[US])]);
    let (row, now) = (solo.row(PIA), solo.now());
    assert!(!row.has(EU_ID, now), "the claim is void");
    assert!(row.has(US_ID, now) && row.has(FREE_ID, now));
    assert_eq!(row.region_at(now), Some(US_ID));
    // And again when the statement has expired.
    let later = now.after(crate::verbs::DAY);
    assert!(row.has(EU_ID, later) && !row.has(US_ID, later));
    assert_eq!(row.region_at(later), Some(EU_ID));
}

#[test]
fn what_auditors_disagree_on_counts_for_nobody() {
    let stated: &[(&str, &[&str])] = &[("audrey", &[EU, FREE]), ("auguste", &[US])];
    for claims in [&[][..], &[EU], &[US]] {
        let solo = claims_and_statements(claims, stated);
        let (row, now) = (solo.row(PIA), solo.now());
        assert!(!row.has(EU_ID, now) && !row.has(US_ID, now), "{claims:?}");
        assert_eq!(row.region_at(now), None);
        assert!(row.has(FREE_ID, now));
        let (audrey, auguste) = (tender_types::AuditorId(1), tender_types::AuditorId(2));
        assert!(!row.vouched(audrey, EU_ID, now));
        assert!(row.vouched(audrey, FREE_ID, now));
        assert!(
            !row.vouched(auguste, FREE_ID, now),
            "it is another that says so"
        );
    }
}

#[test]
fn a_region_that_only_auditors_know_counts_too() {
    let solo = claims_and_statements(&[], &[("audrey", &[US])]);
    let (row, now) = (solo.row(PIA), solo.now());
    assert_eq!((row.region, row.region_at(now)), (None, Some(US_ID)));
}
