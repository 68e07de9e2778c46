//! The published rows, byte by byte: other contracts read them raw.

use cosmwasm_std::{HexBinary, Storage};
use tender_interfaces::attestation::{
    attribute_key, auditor_key, class_key, provider_id_key, provider_key,
};
use tender_types::ProviderId;

use crate::world::{canonical, furnished, World, EU, H100};

fn stored(world: &World, key: &[u8]) -> String {
    HexBinary::from(world.deps.storage.get(key).unwrap()).to_hex()
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
    let mut world = furnished();
    let address = hex(&canonical("pia"));
    // Version, address, active, bonded, no attributes, no attestations.
    let bare = format!("0120{address}00010000");
    assert_eq!(stored(&world, &provider_key(ProviderId(1))), bare);
    world.vouch("audrey", 1);
    // One attestation: auditor 1, tier 3, expiry, attribute 1, class 1.
    let entry = "0103ab96c4ed0501010101";
    let vouched = format!("0120{address}00010001{entry}");
    assert_eq!(stored(&world, &provider_key(ProviderId(1))), vouched);

    assert_eq!(stored(&world, &provider_id_key(&canonical("pia"))), "0101");
    assert_eq!(stored(&world, &auditor_key(&canonical("audrey"))), "0101");
    assert_eq!(stored(&world, &attribute_key(EU)), "0101");
    // Version, class 1, 16 000 thousandths of a CPU, and nothing else.
    assert_eq!(stored(&world, &class_key(H100)), "0101807d00000000");
}
