//! The published rows, byte by byte: other contracts read them raw.

use cosmwasm_std::{HexBinary, Storage};
use tender_interfaces::admin::ActionClass;
use tender_interfaces::attestation::{
    attribute_key, auditor_key, class_id_key, class_key, provider_id_key, provider_key, ExecuteMsg,
};
use tender_testkit::solo::canonical;
use tender_types::{ClassId, ProviderId};

use crate::verbs::{
    add_classes, challenge, fault, furnished, pause, profile, vouched, Solo, Verbs, EU, H100, PIA,
};

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
    assert_eq!(class_key("nvidia/t4/16Gi"), b"hnvidia/t4/16Gi");
    assert_eq!(class_id_key(ClassId(258)), b"k\x01\x02");
    assert_eq!(attribute_key("a=b"), b"ta=b");
}

#[test]
fn values_are_packed() {
    let mut solo = furnished();
    let address = hex(&canonical("pia"));
    // Version, address, active, epoch 1, a bond of 1 000, bonded; no region, attributes, attestations.
    let bare = format!("0120{address}0001e80701000000");
    assert_eq!(stored(&solo, &provider_key(PIA)), bare);
    let profile = profile("https://pia.example", &[EU]);
    solo.ok("pia", ExecuteMsg::UpdateProfile { profile });
    // Region 1; one attribute, of key 1: number 1.
    let claimed = format!("0120{address}0001e807010101010101");
    assert_eq!(stored(&solo, &provider_key(PIA)), format!("{claimed}00"));
    solo.vouch("audrey", 1);
    // Auditor 1, tier 3, expiry; key 1, attribute 1; eight of class 1; 128 cores, 1 024 GiB.
    let entry = "010380c7acda060101010101088001".to_string() + "8008";
    let vouched = format!("{claimed}01{entry}");
    assert_eq!(stored(&solo, &provider_key(PIA)), vouched);

    assert_eq!(stored(&solo, &provider_id_key(&canonical("pia"))), "0101");
    assert_eq!(stored(&solo, &auditor_key(&canonical("audrey"))), "0101");
    assert_eq!(stored(&solo, &attribute_key(EU)), "010101");
    // Version, class 1; 16 000 thousandths of a CPU and nothing else; vendor, model, 80 GiB, an
    // interface; device 1, one part, a bond of 50.
    let class = [
        b"\x01\x01\x80\x7d\x00\x00\x00\x00\x06nvidia\x04h100".as_slice(),
        b"\x50\x01\x03sxm\x01\x01\x32",
    ];
    assert_eq!(stored(&solo, &class_key(H100)), hex(&class.concat()));
    let by_id = stored(&solo, &class_id_key(ClassId(1)));
    assert_eq!(by_id, hex(&class.concat()));
    solo.ok("gov", add_classes(vec![crate::catalog::slice(H100, 7, 10)]));
    let slice = [
        b"\x01\x02\x80\x7d\x00\x00\x00\x00\x06nvidia\x04h100".as_slice(),
        b"\x0a\x01\x03mig\x01\x07\x32",
    ];
    let by_id = stored(&solo, &class_id_key(ClassId(2)));
    assert_eq!(by_id, hex(&slice.concat()));
}

#[test]
fn a_suspended_providers_status_is_the_fifth() {
    let mut solo = furnished();
    solo.ok("orderbook", fault(PIA, 1, 0));
    let address = hex(&canonical("pia"));
    // A bond of 999, not bonded.
    let row = format!("0120{address}0401e70700000000");
    assert_eq!(stored(&solo, &provider_key(PIA)), row);
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
        let (token, orderbook, auction) = (field("token"), field("orderbook"), field("auction"));
        // Version, a minimum of 1 000, 604 800 seconds; 500 of an auditor; 100 of a challenge, 259 200
        // and 432 000 seconds, 200 lost; 2 592 000 and 3 600 seconds.
        let params = "01e80780f524f403".to_string() + "6480e90f80af1ac801" + "809a9e01901c";
        let params = HexBinary::from_hex(&params).unwrap();
        let links = [&[1], token.as_slice(), &[1], &orderbook, &[1], &auction].concat();
        hex(&[links.as_slice(), &params, paused].concat())
    };
    assert_eq!(stored(&solo, b"C"), config(&[0]));
    solo.ok("gov", pause(ActionClass::Attest));
    // One pause: `Attest`, without an end.
    assert_eq!(stored(&solo, b"C"), config(&[1, 4, 0]));
    // Bonds of providers and of auditors, and nothing else; the last ids of a provider, a class, an
    // attribute, a key, an auditor.
    assert_eq!(stored(&solo, b"b"), "01e807f403000000");
    assert_eq!(stored(&solo, b"n"), "010101010101");
}

#[test]
fn what_is_remembered_is_packed() {
    let mut solo = vouched();
    solo.ok("token", challenge(PIA, "audrey"));
    solo.ok("orderbook", fault(PIA, 30, 10));
    let pair = b"\x00\x01\x00\x00\x00\x01";
    // Key 1, nonce 1, nothing void, nothing answered.
    assert_eq!(
        stored(&solo, &[b"N", pair.as_slice()].concat()),
        "0101010000"
    );
    let cole = hex(&field("cole"));
    // Whose, 100, when, until when, 200.
    let row = format!("01{cole}6480a4a7da06808db7da06c801");
    assert_eq!(stored(&solo, &[b"q", pair.as_slice()].concat()), row);
    let tia = [b"B", field("tia").as_slice()].concat();
    assert_eq!(stored(&solo, &tia), "010a");
    assert_eq!(stored(&solo, b"Hhttps://pia.example"), "0101");
    assert_eq!(stored(&solo, b"Kregion"), "0101");
    let name = [b"\x01\x0e", EU.as_bytes()].concat();
    assert_eq!(stored(&solo, b"w\x00\x01"), hex(&name));
    // Held: 970, 500, 100, 10, 20.
    assert_eq!(stored(&solo, b"b"), "01ca07f403640a14");
}
