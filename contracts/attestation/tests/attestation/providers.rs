//! Registering, profiles, and what is published of a provider.

use tender_attestation::ContractError;
use tender_guard::GuardError;
use tender_interfaces::attestation::{
    provider_id_key, AttributeEntry, AttributeSet, ExecuteMsg, IdRow, Profile, ProviderResponse,
    ProviderRow, ProviderStatus, ProvidersResponse, QueryMsg, MAX_ATTRIBUTES, MAX_TEXT,
};
use tender_interfaces::events::{ProfileUpdated, ProviderRegistered};
use tender_testkit::solo::{addr, canonical, data, event};
use tender_types::{Akt, AttributeId, Echo, ProviderId};

use crate::verbs::{add_attributes, empty, names, profile, Verbs, EU};

fn register(profile: Profile) -> ExecuteMsg {
    ExecuteMsg::Register { profile }
}

#[test]
fn a_provider_gets_the_next_id_and_its_row_is_published() {
    let mut solo = empty();
    solo.ok("gov", add_attributes(&["a=1", "b=2", "c=3"]));
    let response = solo.ok(
        "pia",
        register(profile("https://pia.example", &["c=3", "a=1"])),
    );
    assert_eq!(data::<ProviderId>(&response), ProviderId(1));
    let expected = ProviderRegistered {
        provider: ProviderId(1),
        address: addr("pia").into(),
        epoch: 1,
        host: "https://pia.example".to_string(),
    };
    assert_eq!(event::<ProviderRegistered>(&response), expected);
    assert_eq!(solo.register("pol"), ProviderId(2));

    // The first key is `region`, and so `a` is the second.
    let entry = |key, id| AttributeEntry {
        key,
        attribute: AttributeId(id),
    };
    let row = ProviderRow {
        address: canonical("pia"),
        status: ProviderStatus::Active,
        epoch: 1,
        bond: Akt::ZERO,
        bonded: false,
        region: None,
        attributes: AttributeSet(vec![entry(2, 1), entry(4, 3)]),
        attestations: vec![],
    };
    assert_eq!(solo.row(ProviderId(1)), row);
    let id = solo.published(&provider_id_key(&canonical("pol")));
    assert_eq!(id, Some(IdRow { id: 2 }));
}

#[test]
fn an_address_registers_once() {
    let mut solo = empty();
    solo.register("pia");
    let again = register(profile("https://pia.example", &[]));
    let expected = ContractError::AlreadyRegistered {
        provider: ProviderId(1),
    };
    assert_eq!(solo.err("pia", again), expected);
}

#[test]
fn a_profile_is_replaced_as_a_whole() {
    let mut solo = empty();
    solo.ok("gov", add_attributes(&[EU]));
    solo.ok("pia", register(profile("https://pia.example", &[EU])));
    let update = ExecuteMsg::UpdateProfile {
        profile: profile("https://two.example:8443", &[]),
    };
    let expected = ProfileUpdated {
        provider: ProviderId(1),
        host: "https://two.example:8443".to_string(),
    };
    let response = solo.ok("pia", update.clone());
    assert_eq!(event::<ProfileUpdated>(&response), expected);
    assert_eq!(solo.row(ProviderId(1)).attributes, AttributeSet(vec![]));
    let found: ProviderResponse = solo.told(&QueryMsg::ProviderOf {
        address: addr("pia").into(),
    });
    assert_eq!(found.profile, profile("https://two.example:8443", &[]));
    let expected = ContractError::NotRegistered {
        address: addr("ben").into(),
    };
    assert_eq!(solo.err("ben", update), expected);
}

#[test]
fn a_host_is_an_https_origin() {
    let mut solo = empty();
    solo.register("pia");
    let update = |host: &str| ExecuteMsg::UpdateProfile {
        profile: profile(host, &[]),
    };
    let label = "a".repeat(63);
    let longest = format!("https://{label}.{label}.{label}.{}", "a".repeat(56));
    assert_eq!(longest.len(), MAX_TEXT);
    for good in [
        "https://a",
        "https://10.0.0.1:1",
        "https://x-1.example:65535",
        &longest,
    ] {
        solo.ok("pia", update(good));
    }
    let longer = format!("{longest}a");
    for bad in [
        "",
        "https://",
        "http://a",
        "a.example",
        "https://a/",
        "https://a/b",
        "https://a?b",
        "https://a#b",
        "https://u@a",
        "https://a b",
        "https://a:",
        "https://a:0",
        "https://a:65536",
        "https://a:+1",
        "https://a:01",
        "https://a:1:2",
        "https://.a",
        "https://a..b",
        "https://-a",
        "https://a-",
        "HTTPS://a",
        "https://A",
        "https://a:443",
        "https://é",
        &longer,
    ] {
        let expected = ContractError::Host {
            host: Echo::of(bad),
            max: MAX_TEXT,
        };
        assert_eq!(solo.err("pia", update(bad)), expected);
    }
}

/// A host can be as long as a transaction; what is told of it cannot.
#[test]
fn a_host_is_echoed_in_bounds() {
    let mut solo = empty();
    let host = format!("https://{}", "x".repeat(100_000));
    let refused = solo.err("pia", register(profile(&host, &[]))).to_string();
    assert!(refused.len() < 300, "{} bytes", refused.len());
    assert!(refused.starts_with("attestation/host: 'https://xxx"));
    // Neither can it turn the text around, or end it.
    let refused = solo.err("pia", register(profile("https://a\u{202e}\n", &[])));
    assert!(refused
        .to_string()
        .contains(r"'https://a\u{202e}\n' is not"));
}

#[test]
fn a_contact_is_printable_and_bounded() {
    let mut solo = empty();
    let with = |contact: String| {
        register(Profile {
            contact,
            ..profile("https://pia.example", &[])
        })
    };
    let refused = ContractError::Text {
        what: "contact",
        max: MAX_TEXT,
    };
    for bad in [String::new(), "a\nb".to_string(), "x".repeat(MAX_TEXT + 1)] {
        assert_eq!(solo.err("pia", with(bad)), refused);
    }
    solo.ok("pia", with("x".repeat(MAX_TEXT)));
    solo.ok("pol", with("ops team, ops@pol.example".to_string()));
}

#[test]
fn attributes_are_from_the_catalog_distinct_and_bounded() {
    let mut solo = empty();
    let all: Vec<String> = (0..=MAX_ATTRIBUTES).map(|n| format!("k{n}=v")).collect();
    let texts: Vec<&str> = all.iter().map(String::as_str).collect();
    solo.ok("gov", add_attributes(&texts));
    let with = |attributes: Vec<String>| {
        register(Profile {
            attributes,
            ..profile("https://pia.example", &[])
        })
    };
    let error = solo.err("pia", with(all.clone()));
    let expected = GuardError::ListLength {
        what: "attributes",
        length: 25,
        min: 0,
        max: 24,
    };
    assert_eq!(error, ContractError::Guard(expected));
    let expected = GuardError::Duplicate { what: "attributes" };
    let error = solo.err("pia", with(names(&["k0=v", "k1=v", "k0=v"])));
    assert_eq!(error, ContractError::Guard(expected));
    let expected = ContractError::UnknownAttribute {
        name: "k99=v".into(),
    };
    assert_eq!(solo.err("pia", with(names(&["k0=v", "k99=v"]))), expected);
    solo.ok("pia", with(all[1..].to_vec()));
    assert_eq!(solo.row(ProviderId(1)).attributes.0.len(), MAX_ATTRIBUTES);
}

#[test]
fn providers_are_listed_by_id() {
    let mut solo = empty();
    for name in ["pia", "pol", "pam"] {
        solo.register(name);
    }
    let page = |start_after, limit| QueryMsg::Providers { start_after, limit };
    let ids = |found: ProvidersResponse| -> Vec<u32> {
        found.providers.iter().map(|one| one.provider.0).collect()
    };
    assert_eq!(ids(solo.told(&page(None, Some(2)))), [1, 2]);
    assert_eq!(ids(solo.told(&page(Some(ProviderId(2)), Some(2)))), [3]);
    let unknown = QueryMsg::Provider {
        provider: ProviderId(4),
    };
    let expected = ContractError::UnknownProvider {
        provider: ProviderId(4),
    };
    assert_eq!(solo.query::<_, ProviderResponse>(&unknown), Err(expected));
}
