//! The published rows, byte by byte: other contracts read them raw.

use cosmwasm_std::{HexBinary, Storage};
use tender_interfaces::admin::ActionClass;
use tender_interfaces::attestation::{
    attribute_key, auditor_key, class_key, provider_id_key, provider_key,
};
use tender_testkit::solo::canonical;
use tender_types::ProviderId;

use crate::verbs::{furnished, pause, Solo, Verbs, EU, H100};

fn stored(solo: &Solo, key: &[u8]) -> String {
    HexBinary::from(solo.deps.storage.get(key).unwrap()).to_hex()
}

fn hex(bytes: &[u8]) -> String {
    HexBinary::from(bytes).to_hex()
}

#[test]
fn keys_are_a_letter_and_what_is_looked_up() {
    let address = [&[32], canonical("pia").as_slice()].concat();
    assert_eq!(provider_key(ProviderId(258)), b"p\x00\x00\x01\x02");
    assert_eq!(
        provider_id_key(&canonical("pia")),
        [b"a", address.as_slice()].concat()
    );
    assert_eq!(
        auditor_key(&canonical("pia")),
        [b"u", address.as_slice()].concat()
    );
    assert_eq!(class_key("cpu/4Gi"), b"hcpu/4Gi");
    assert_eq!(attribute_key("a=b"), b"ta=b");
}

#[test]
fn values_are_packed() {
    let mut solo = furnished();
    let address = hex(&canonical("pia"));
    // Version, address, active, bonded, no attributes, no attestations.
    let bare = format!("0120{address}00010000");
    assert_eq!(stored(&solo, &provider_key(ProviderId(1))), bare);
    solo.vouch("audrey", 1);
    // One attestation: auditor 1, tier 3, expiry, attribute 1, class 1.
    let entry = "010380c7acda0601010101";
    let vouched = format!("0120{address}00010001{entry}");
    assert_eq!(stored(&solo, &provider_key(ProviderId(1))), vouched);

    assert_eq!(stored(&solo, &provider_id_key(&canonical("pia"))), "0101");
    assert_eq!(stored(&solo, &auditor_key(&canonical("audrey"))), "0101");
    assert_eq!(stored(&solo, &attribute_key(EU)), "0101");
    // Version, class 1, 16 000 thousandths of a CPU, and nothing else.
    assert_eq!(stored(&solo, &class_key(H100)), "0101807d00000000");
}

/// An address as a field: its length and its bytes.
fn field(name: &str) -> Vec<u8> {
    let address = canonical(name);
    let mut bytes = vec![u8::try_from(address.len()).unwrap()];
    bytes.extend_from_slice(&address);
    bytes
}

#[test]
fn what_every_message_reads_is_short() {
    let mut solo = furnished();
    let config = |paused: &[u8]| {
        let (token, escrow) = (field("token"), field("escrow"));
        // Version, token, an escrow; version, a minimum of 1 000, 604 800 seconds.
        let bond = [1, 0xe8, 0x07, 0x80, 0xf5, 0x24];
        hex(&[&[1], token.as_slice(), &[1], &escrow, &bond, paused].concat())
    };
    assert_eq!(stored(&solo, b"C"), config(&[0]));
    solo.ok("gov", pause(ActionClass::Attest));
    // One pause: `Attest`, without an end.
    assert_eq!(stored(&solo, b"C"), config(&[1, 4, 0]));
    // All bonds, and the last ids of a provider, a class, an attribute, an auditor.
    assert_eq!(stored(&solo, b"b"), "01e807");
    assert_eq!(stored(&solo, b"n"), "0101010101");
}
