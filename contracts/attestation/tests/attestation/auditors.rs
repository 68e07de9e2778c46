//! Auditors: admitted, with a key, and removed with all they said.

use cosmwasm_std::HexBinary;
use tender_attestation::ContractError;
use tender_guard::GuardError;
use tender_interfaces::attestation::{
    auditor_key, Auditor, AuditorKey, AuditorsResponse, ExecuteMsg, IdRow, QueryMsg,
    RemoveAuditorResponse, Statement, MAX_DETACHED,
};
use tender_interfaces::events::{
    AttestationRevoked, AuditorAdmitted, AuditorBondChanged, AuditorRemoved,
};
use tender_testkit::solo::{addr, canonical, data, event, sent_to};
use tender_types::{Akt, AuditorId, Bps, ProviderId};

use crate::verbs::{
    admit, bond_auditor, empty, furnished, key, profile, public_key, remove, rotate, vouched, Solo,
    Verbs, AUDITOR_BOND, MIN_BOND, ONE, PIA, UNBONDING,
};

fn admitted_id(solo: &Solo, name: &str) -> Option<u32> {
    let row: Option<IdRow> = solo.published(&auditor_key(&canonical(name)));
    row.map(|row| row.id)
}

fn unknown(name: &str) -> ContractError {
    ContractError::UnknownAuditor {
        address: addr(name).into(),
    }
}

/// `audrey` vouches for this many providers.
fn vouching_for(providers: u32) -> Solo {
    let mut solo = empty();
    solo.admit("audrey");
    for number in 1..=providers {
        let provider = solo.register(&format!("p{number}"));
        let statement = Statement {
            provider,
            attributes: vec![],
            classes: vec![],
            ..solo.statement("audrey", 1)
        };
        let msg = solo.sign("audrey", statement);
        solo.ok("audrey", msg);
    }
    solo
}

fn still_vouched(solo: &Solo, providers: u32) -> usize {
    let rows = (1..=providers).map(|number| solo.row(ProviderId(number)));
    rows.filter(|row| !row.attestations.is_empty()).count()
}

#[test]
fn an_admitted_auditor_is_published_by_address() {
    let mut solo = empty();
    let response = solo.ok("gov", admit("audrey"));
    assert_eq!(data::<AuditorId>(&response), AuditorId(1));
    let told = AuditorAdmitted {
        auditor: AuditorId(1),
        address: addr("audrey").into(),
        key: public_key("audrey"),
        epoch: 1,
    };
    assert_eq!(event::<AuditorAdmitted>(&response), told);
    solo.ok("gov", admit("auguste"));
    assert_eq!(admitted_id(&solo, "auguste"), Some(2));
    let again = ContractError::AlreadyAdmitted {
        address: addr("audrey").into(),
        auditor: AuditorId(1),
    };
    assert_eq!(solo.err("gov", admit("audrey")), again);
    let found: AuditorsResponse = solo.told(&QueryMsg::Auditors {
        start_after: Some(AuditorId(1)),
        limit: None,
    });
    let auguste = Auditor {
        auditor: AuditorId(2),
        address: addr("auguste").into(),
        key: public_key("auguste"),
        epoch: 1,
        admitted: true,
        bond: Akt::ZERO,
        unbonds_at: None,
    };
    assert_eq!(found.auditors, vec![auguste]);
}

#[test]
fn a_key_is_a_compressed_point_of_the_curve() {
    let mut solo = empty();
    let good = public_key("audrey").key().to_vec();
    let uncompressed = key("audrey").verifying_key().to_encoded_point(false);
    let mut hybrid = good.clone();
    hybrid[0] = 4;
    // x = 5 has no y on secp256k1.
    let mut off_curve = vec![2; 1];
    off_curve.extend([0; 31]);
    off_curve.push(5);
    let long = [good.as_slice(), &[0]].concat();
    let short = good[..32].to_vec();
    let uncompressed = uncompressed.as_bytes().to_vec();
    for wrong in [vec![], short, long, uncompressed, hybrid, off_curve] {
        let msg = ExecuteMsg::AdmitAuditor {
            auditor: addr("audrey").into(),
            key: AuditorKey::Secp256k1 {
                key: HexBinary::from(wrong.clone()),
            },
        };
        let expected = ContractError::Key {
            scheme: "secp256k1",
        };
        assert_eq!(solo.err("gov", msg), expected, "{wrong:?}");
    }
    solo.ok("gov", admit("audrey"));
}

#[test]
fn a_removed_auditors_attestations_stop_counting_at_once() {
    let mut solo = furnished();
    solo.admit("auguste");
    solo.vouch("audrey", 1);
    solo.vouch("auguste", 1);
    let response = solo.ok("gov", remove("audrey"));
    let gone = AttestationRevoked {
        provider: ProviderId(1),
        auditor: AuditorId(1),
        void_until: None,
        by: addr("gov").into(),
    };
    assert_eq!(AttestationRevoked::try_from(&response.events[0]), Ok(gone));
    let removed = AuditorRemoved {
        auditor: AuditorId(1),
        address: addr("audrey").into(),
        complete: true,
        unbonds_at: Some(solo.now().after(UNBONDING)),
    };
    assert_eq!(AuditorRemoved::try_from(&response.events[1]), Ok(removed));
    assert_eq!(admitted_id(&solo, "audrey"), None);
    let left: Vec<AuditorId> = solo
        .row(ProviderId(1))
        .attestations
        .iter()
        .map(|one| one.auditor)
        .collect();
    assert_eq!(left, [AuditorId(2)]);
    let msg = solo.sign("audrey", solo.statement("audrey", 2));
    assert_eq!(solo.err("pia", msg), unknown("audrey"));
    assert_eq!(solo.err("gov", remove("audrey")), unknown("audrey"));
    assert_eq!(solo.err("ben", remove("ben")), unknown("ben"));
}

#[test]
fn one_message_removes_as_many_attestations_as_it_may() {
    let most = u32::try_from(MAX_DETACHED).unwrap();
    let mut solo = vouching_for(most);
    let response = solo.ok("gov", remove("audrey"));
    assert!(data::<RemoveAuditorResponse>(&response).complete);
    assert_eq!(still_vouched(&solo, most), 0);
}

#[test]
fn a_long_removal_is_carried_on_by_anyone() {
    let more = u32::try_from(MAX_DETACHED).unwrap() + 1;
    let mut solo = vouching_for(more);
    let refused = solo.err("ben", remove("audrey"));
    assert!(matches!(
        refused,
        ContractError::Guard(GuardError::NotAllowed { .. })
    ));
    let response = solo.ok("gov", remove("audrey"));
    assert!(!data::<RemoveAuditorResponse>(&response).complete);
    assert_eq!(still_vouched(&solo, more), 1);
    // From the first message on it attests nothing, is not to be named, and does not come back.
    assert_eq!(admitted_id(&solo, "audrey"), None);
    let expected = ContractError::RemovalIncomplete {
        auditor: AuditorId(1),
    };
    assert_eq!(solo.err("gov", admit("audrey")), expected);
    let response = solo.ok("ben", remove("audrey"));
    assert!(data::<RemoveAuditorResponse>(&response).complete);
    assert_eq!(still_vouched(&solo, more), 0);
    assert_eq!(solo.err("ben", remove("audrey")), unknown("audrey"));
    assert_eq!(
        data::<AuditorId>(&solo.ok("gov", admit("audrey"))),
        AuditorId(1)
    );
}

#[test]
fn a_key_is_replaced_by_its_auditor_or_the_owner() {
    let mut solo = furnished();
    for sender in ["pia", "gil", "ben"] {
        let error = solo.err(sender, rotate("audrey", public_key("nova")));
        assert!(matches!(
            error,
            ContractError::Guard(GuardError::NotAllowed { .. })
        ));
    }
    solo.vouch("audrey", 1);
    for (sender, key, epoch) in [("audrey", "nova", 2), ("gov", "vera", 3)] {
        let response = solo.ok(sender, rotate("audrey", public_key(key)));
        let told: AuditorAdmitted = event(&response);
        assert_eq!((told.key, told.epoch), (public_key(key), epoch));
    }
    // What was attested with the old key stays, until it is revoked or the auditor removed.
    assert_eq!(solo.row(ProviderId(1)).attestations.len(), 1);
    let bad = AuditorKey::Secp256k1 {
        key: HexBinary::from([2; 32]),
    };
    let scheme = "secp256k1";
    let expected = ContractError::Key { scheme };
    assert_eq!(solo.err("audrey", rotate("audrey", bad)), expected);
    solo.ok("gov", remove("audrey"));
    let again = rotate("audrey", public_key("nova"));
    assert_eq!(solo.err("audrey", again), unknown("audrey"));
}

#[test]
fn an_auditor_that_comes_back_has_a_new_epoch_and_its_bond() {
    let mut solo = vouched();
    solo.ok("gov", remove("audrey"));
    solo.ok("gov", admit("audrey"));
    let old = solo.sign("audrey", solo.statement("audrey", 2));
    let expected = ContractError::Epoch {
        epoch: 1,
        present: 2,
    };
    assert_eq!(solo.err("pia", old), expected);
    let statement = Statement {
        epoch: 2,
        ..solo.statement("audrey", 1)
    };
    let msg = solo.sign("audrey", statement);
    solo.ok("pia", msg);
}

#[test]
fn anyone_adds_to_an_auditors_bond() {
    let mut solo = furnished();
    let told: AuditorBondChanged = event(&solo.ok("token", bond_auditor("audrey", 7)));
    let expected = AuditorBondChanged {
        auditor: AuditorId(1),
        bond: Akt(AUDITOR_BOND + 7),
    };
    assert_eq!(told, expected);
    assert_eq!(solo.holdings().auditor_bonds, Akt(AUDITOR_BOND + 7));
    let zero = solo.err("token", bond_auditor("audrey", 0));
    assert_eq!(zero, ContractError::ZeroBond);
    let nobody = solo.err("token", bond_auditor("ben", 1));
    assert_eq!(nobody, unknown("ben"));
    let wrong = solo.err("ben", bond_auditor("audrey", 1));
    assert!(matches!(wrong, ContractError::WrongToken { .. }));
}

#[test]
fn an_auditor_goes_by_itself_and_takes_its_bond_after_the_unbonding_time() {
    let mut solo = vouched();
    let withdraw = || ExecuteMsg::WithdrawAuditorBond {};
    let still = ContractError::StillAdmitted {
        auditor: AuditorId(1),
    };
    assert_eq!(solo.err("audrey", withdraw()), still);
    assert_eq!(solo.err("ben", withdraw()), unknown("ben"));
    solo.ok("audrey", remove("audrey"));
    assert_eq!(solo.row(PIA).attestations, vec![]);
    let until = solo.now().after(UNBONDING);
    solo.at(until.before(ONE));
    let early = ContractError::Unbonding {
        until,
        now: solo.now(),
    };
    assert_eq!(solo.err("audrey", withdraw()), early);
    solo.at(until);
    let paid = solo.ok("audrey", withdraw());
    let transfer = cw20::Cw20ExecuteMsg::Transfer {
        recipient: addr("audrey").into(),
        amount: AUDITOR_BOND.into(),
    };
    let sent = sent_to::<cw20::Cw20ExecuteMsg>(&paid, "token");
    assert_eq!(sent, [transfer]);
    let gone = ContractError::NoBond {
        auditor: AuditorId(1),
    };
    assert_eq!(solo.err("audrey", withdraw()), gone);
    assert_eq!(solo.holdings().auditor_bonds, Akt::ZERO);
}

#[test]
fn a_bond_stays_while_a_removal_is_incomplete() {
    let more = u32::try_from(MAX_DETACHED).unwrap() + 1;
    let mut solo = vouching_for(more);
    solo.ok("audrey", remove("audrey"));
    solo.wait(UNBONDING);
    let incomplete = ContractError::RemovalIncomplete {
        auditor: AuditorId(1),
    };
    let withdraw = || ExecuteMsg::WithdrawAuditorBond {};
    assert_eq!(solo.err("audrey", withdraw()), incomplete);
    solo.ok("audrey", remove("audrey"));
    solo.ok("audrey", withdraw());
}

#[test]
fn an_auditor_that_comes_back_does_not_unbond() {
    let mut solo = furnished();
    solo.ok("gov", remove("audrey"));
    solo.ok("gov", admit("audrey"));
    solo.wait(UNBONDING);
    let still = ContractError::StillAdmitted {
        auditor: AuditorId(1),
    };
    let withdraw = ExecuteMsg::WithdrawAuditorBond {};
    assert_eq!(solo.err("audrey", withdraw), still);
}

#[test]
fn the_owner_burns_a_share_of_a_bond() {
    let mut solo = furnished();
    let slash = |share| ExecuteMsg::SlashAuditor {
        auditor: addr("audrey").into(),
        share: Bps(share),
    };
    for sender in ["audrey", "gil", "ben", "orderbook"] {
        let error = solo.err(sender, slash(1));
        assert!(matches!(
            error,
            ContractError::Guard(GuardError::NotAllowed { .. })
        ));
    }
    for share in [0, 10_001] {
        let error = solo.err("gov", slash(share));
        assert!(matches!(
            error,
            ContractError::Guard(GuardError::OutOfRange { what: "share", .. })
        ));
    }
    // One part in ten thousand of 500, rounded up.
    let told: AuditorBondChanged = event(&solo.ok("gov", slash(1)));
    assert_eq!(told.bond, Akt(AUDITOR_BOND - 1));
    // Also of one that was removed, while its bond is there.
    solo.ok("gov", remove("audrey"));
    let told: AuditorBondChanged = event(&solo.ok("gov", slash(10_000)));
    assert_eq!(told.bond, Akt::ZERO);
    let held = solo.holdings();
    assert_eq!(held.to_burn, Akt(AUDITOR_BOND));
    assert_eq!((held.auditor_bonds, held.bonds), (Akt::ZERO, Akt(MIN_BOND)));
    let none = ContractError::NoBond {
        auditor: AuditorId(1),
    };
    assert_eq!(solo.err("gov", slash(1)), none);
}

#[test]
fn nobody_is_auditor_and_provider() {
    let mut solo = furnished();
    assert_eq!(solo.err("gov", admit("pia")), ContractError::Conflict);
    let profile = profile("https://audrey.example", &[]);
    let register = ExecuteMsg::Register { profile };
    assert_eq!(
        solo.err("audrey", register.clone()),
        ContractError::Conflict
    );
    // Jailed, leaving or suspended is present still.
    for msg in [
        ("gov", ExecuteMsg::Jail { provider: PIA }),
        ("gov", ExecuteMsg::Unjail { provider: PIA }),
        ("pia", ExecuteMsg::StartLeaving {}),
    ] {
        solo.ok(msg.0, msg.1);
        assert_eq!(solo.err("gov", admit("pia")), ContractError::Conflict);
    }
    // Who has ended the one may be the other.
    solo.wait(UNBONDING);
    solo.ok("pia", ExecuteMsg::WithdrawBond {});
    solo.ok("gov", admit("pia"));
    let back = crate::verbs::profile("https://pia.example", &[]);
    let back = ExecuteMsg::Register { profile: back };
    assert_eq!(solo.err("pia", back), ContractError::Conflict);
    solo.ok("gov", remove("audrey"));
    solo.ok("audrey", register);
}

#[test]
fn only_the_owner_admits() {
    let mut solo = empty();
    for sender in ["audrey", "gil", "ben"] {
        let error = solo.err(sender, admit("audrey"));
        assert!(matches!(
            error,
            ContractError::Guard(GuardError::NotAllowed { .. })
        ));
    }
    let shouted = ExecuteMsg::AdmitAuditor {
        auditor: addr("audrey").to_string().to_uppercase(),
        key: public_key("audrey"),
    };
    let error = solo.err("gov", shouted);
    assert!(matches!(
        error,
        ContractError::Guard(GuardError::Address { .. })
    ));
}

#[test]
fn what_is_no_address_is_refused_without_repeating_it() {
    let mut solo = furnished();
    let auditor = "x".repeat(100_000);
    let key = public_key("nova");
    for msg in [
        ExecuteMsg::Revoke {
            provider: ProviderId(1),
            auditor: auditor.clone(),
        },
        ExecuteMsg::RotateAuditorKey {
            auditor: auditor.clone(),
            key,
        },
        ExecuteMsg::Fall {
            provider: ProviderId(1),
            auditor: auditor.clone(),
        },
        ExecuteMsg::Claim {
            beneficiary: auditor.clone(),
        },
        ExecuteMsg::RemoveAuditor { auditor },
    ] {
        let error = solo.err("ben", msg);
        assert!(matches!(
            error,
            ContractError::Guard(GuardError::Address { .. })
        ));
        assert!(error.to_string().len() < 500);
    }
}
