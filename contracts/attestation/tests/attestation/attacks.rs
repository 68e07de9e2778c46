//! What somebody might try, and what it comes to. Each test is named for the attack.

use tender_attestation::ContractError;
use tender_interfaces::attestation::{ExecuteMsg, Statement};
use tender_testkit::solo::addr;
use tender_types::{Akt, Bps, ClassId, Tier};

use crate::verbs::{
    bond, bond_auditor, challenge, claim, counts, drop_attestation, fall, fault, furnished,
    public_key, remove, revoke, rotate, signed, vouched, Solo, Verbs, AUDITOR_BOND, CHALLENGE_BOND,
    COOLDOWN, DAY, H100, MIN_BOND, ONE, PENALTY, PERIOD, PIA, SUSPENSION, UNBONDING,
};

const CLASS: ClassId = ClassId(1);

fn tier(solo: &Solo) -> u8 {
    solo.info(PIA).tier.0
}

/// The provider has two statements, submits one, and keeps the other for after the revocation.
#[test]
fn a_held_back_statement_undoes_no_revocation() {
    let mut solo = furnished();
    let first = solo.sign("audrey", solo.statement("audrey", 1));
    let held_back = solo.sign("audrey", solo.statement("audrey", 2));
    solo.ok("pia", first);
    solo.wait(ONE);
    solo.ok("audrey", revoke(PIA, "audrey"));
    let refused = solo.err("pia", held_back);
    assert!(matches!(refused, ContractError::Void { .. }), "{refused}");
    assert_eq!(tier(&solo), 0);
}

/// A thief signs the highest nonce there is, and the auditor takes another key.
#[test]
fn a_stolen_key_does_not_end_an_auditor() {
    let mut solo = furnished();
    let last = solo.sign("audrey", solo.statement("audrey", u64::MAX));
    let another = solo.sign("audrey", solo.statement("audrey", u64::MAX - 1));
    solo.ok("pia", last);
    solo.ok("gov", rotate("audrey", public_key("fresh")));
    solo.ok("gov", revoke(PIA, "audrey"));
    solo.wait(ONE);
    // What else the thief has signed, or signs, is of the key that was.
    let refused = solo.err("pia", another);
    let old = ContractError::Epoch {
        epoch: 1,
        present: 2,
    };
    assert_eq!(refused, old);
    let statement = Statement {
        epoch: 2,
        ..solo.statement("audrey", 1)
    };
    let by_the_thief = solo.sign("audrey", statement.clone());
    assert_eq!(solo.err("pia", by_the_thief), ContractError::Signature);
    let genuine = solo.sign("fresh", statement);
    solo.ok("pia", genuine);
    assert_eq!(tier(&solo), 3);
}

/// Eight auditors of little worth fill a provider's row.
#[test]
fn nobody_fills_a_providers_row_for_good() {
    let mut solo = furnished();
    for number in 0..8 {
        let name = format!("a{number}");
        solo.admit(&name);
        let statement = Statement {
            tier: Tier(1),
            ..solo.statement(&name, 1)
        };
        let msg = solo.sign(&name, statement);
        let stranger = ContractError::Stranger { provider: PIA };
        assert_eq!(solo.err("mallory", msg.clone()), stranger);
        solo.ok(&name, msg);
    }
    let msg = solo.sign("audrey", solo.statement("audrey", 1));
    assert!(matches!(
        solo.err("pia", msg.clone()),
        ContractError::Full { .. }
    ));
    solo.ok("pia", drop_attestation("a0"));
    solo.ok("pia", msg);
    assert_eq!(tier(&solo), 3);
}

/// A provider leaves, sells its machines, and comes back with what was attested of them.
#[test]
fn an_earlier_life_attests_nothing_of_a_later_one() {
    let mut solo = vouched();
    solo.ok("pia", ExecuteMsg::StartLeaving {});
    solo.wait(UNBONDING);
    let kept = solo.sign("audrey", solo.statement("audrey", 2));
    solo.ok("pia", ExecuteMsg::WithdrawBond {});
    solo.register("pia");
    solo.ok("token", bond(PIA, MIN_BOND));
    let other_life = ContractError::ProviderEpoch {
        epoch: 1,
        present: 2,
    };
    assert_eq!(solo.err("pia", kept), other_life);
    assert_eq!(solo.row(PIA).counted(CLASS, solo.now()), 0);
}

/// A tier is bought with one well looked-at card and sold with a hundred that were not.
#[test]
fn a_high_tier_does_not_rub_off_on_other_counts() {
    let mut solo = furnished();
    solo.admit("auguste");
    for (auditor, tier, count) in [("audrey", 4, 1), ("auguste", 1, 100)] {
        let statement = Statement {
            tier: Tier(tier),
            classes: counts(&[(H100, count)]),
            ..solo.statement(auditor, 1)
        };
        let msg = solo.sign(auditor, statement);
        solo.ok("pia", msg);
    }
    let (row, now) = (solo.row(PIA), solo.now());
    assert_eq!(row.counted(CLASS, now), 100);
    assert_eq!(row.tier_for(CLASS, now), Tier(4));
    for (tier, count) in [(0, 100), (1, 100), (2, 1), (4, 1)] {
        assert_eq!(row.counted_at(CLASS, Tier(tier), now), count);
    }
}

/// An auditor keeps its bond small: each fall takes what it can, and after it nothing is taken.
#[test]
fn who_does_not_answer_attests_nobody_until_it_has_paid() {
    let mut solo = vouched();
    let month = Statement {
        expires_at: solo.now().after(DAY).after(PERIOD),
        ..solo.statement("audrey", 2)
    };
    let month = solo.sign("audrey", month);
    solo.ok("pia", month);
    solo.ok("token", challenge(PIA, "audrey"));
    solo.wait(PERIOD);
    solo.ok("cole", fall(PIA, "audrey"));
    let fresh = solo.sign("audrey", solo.statement("audrey", 3));
    assert!(matches!(
        solo.err("pia", fresh.clone()),
        ContractError::AuditorBond { .. }
    ));
    solo.ok("token", bond_auditor("audrey", PENALTY));
    solo.ok("pia", fresh);
}

/// Somebody challenges an honest auditor again and again, to keep it busy.
#[test]
fn griefing_an_honest_auditor_pays_it() {
    let mut solo = vouched();
    let mut spent = 0;
    for nonce in 2..6 {
        solo.ok("token", challenge(PIA, "audrey"));
        spent += CHALLENGE_BOND;
        assert!(matches!(
            solo.err("token", challenge(PIA, "audrey")),
            ContractError::Challenged { .. }
        ));
        solo.wait(ONE);
        let statement = Statement {
            expires_at: solo.now().after(DAY).after(COOLDOWN),
            ..solo.statement("audrey", nonce)
        };
        let msg = solo.sign("audrey", statement);
        solo.ok("audrey", msg);
        assert!(matches!(
            solo.err("token", challenge(PIA, "audrey")),
            ContractError::Cooldown { .. }
        ));
        solo.wait(COOLDOWN);
    }
    assert_eq!(solo.claimable("audrey"), spent);
    assert_eq!(solo.claimable("cole"), 0);
    assert_eq!(solo.holdings().auditor_bonds, Akt(AUDITOR_BOND));
}

/// A doubted provider drops the attestation, and sends an older one instead.
#[test]
fn dropping_a_doubted_attestation_brings_no_older_one_back() {
    let mut solo = vouched();
    let older = solo.sign("audrey", solo.statement("audrey", 2));
    solo.wait(ONE);
    solo.ok("token", challenge(PIA, "audrey"));
    solo.ok("pia", drop_attestation("audrey"));
    let refused = solo.err("pia", older);
    assert!(matches!(refused, ContractError::Void { .. }), "{refused}");
    assert_eq!(solo.claimable("cole"), CHALLENGE_BOND);
}

/// An auditor that has let the deadline pass runs from the penalty.
#[test]
fn nobody_escapes_a_penalty_by_ending_the_attestation() {
    let endings: [(&str, ExecuteMsg); 3] = [
        ("audrey", revoke(PIA, "audrey")),
        ("audrey", remove("audrey")),
        ("pia", drop_attestation("audrey")),
    ];
    for (sender, ending) in endings {
        let mut solo = furnished();
        let long = Statement {
            expires_at: solo.now().after(PERIOD).after(DAY),
            ..solo.statement("audrey", 1)
        };
        let msg = solo.sign("audrey", long);
        solo.ok("pia", msg);
        solo.ok("token", challenge(PIA, "audrey"));
        solo.wait(PERIOD);
        solo.ok(sender, ending);
        let held = solo.holdings();
        assert_eq!(held.to_burn, Akt(PENALTY));
        assert_eq!(held.auditor_bonds, Akt(AUDITOR_BOND - PENALTY));
    }
}

/// A provider rents from itself, declines that first, and lets everybody else wait.
#[test]
fn a_sham_fault_does_not_pay_for_the_real_ones() {
    let mut honest = furnished();
    honest.ok("orderbook", fault(PIA, 400, 0));
    let mut sham = furnished();
    sham.ok("orderbook", fault(PIA, 1, 1));
    sham.ok("orderbook", fault(PIA, 400, 0));
    assert_eq!(sham.row(PIA).bond, honest.row(PIA).bond);
}

/// A failed provider leaves and is back in the same block.
#[test]
fn leaving_is_no_way_around_a_suspension() {
    let mut solo = furnished();
    solo.ok("orderbook", fault(PIA, 1, 0));
    solo.ok("pia", ExecuteMsg::StartLeaving {});
    assert!(matches!(
        solo.err("pia", ExecuteMsg::CancelLeaving {}),
        ContractError::Suspended { .. }
    ));
    assert!(!solo.row(PIA).is_matchable());
}

/// Two tenants, or one tenant twice, claim the same AKT.
#[test]
fn nothing_is_claimed_twice() {
    let mut solo = furnished();
    solo.ok("orderbook", fault(PIA, 100, 100));
    solo.ok("tia", claim("tia"));
    for who in ["tia", "pia", "mallory"] {
        let refused = solo.err("tia", claim(who));
        assert!(matches!(refused, ContractError::NothingToClaim { .. }));
    }
    assert_eq!(solo.holdings().claims, Akt::ZERO);
}

/// The bond leaves before the faults are counted.
#[test]
fn a_bond_does_not_run_from_a_fault() {
    let mut solo = furnished();
    solo.ok("pia", ExecuteMsg::StartLeaving {});
    solo.wait(UNBONDING);
    // A lease is pending still.
    solo.locked(PIA, 300);
    assert!(matches!(
        solo.err("pia", ExecuteMsg::WithdrawBond {}),
        ContractError::Locked { .. }
    ));
    solo.ok("orderbook", fault(PIA, 300, 300));
    solo.locked(PIA, 0);
    solo.ok("pia", ExecuteMsg::WithdrawBond {});
    assert_eq!(solo.claimable("tia"), 300);
}

/// A provider is its own auditor.
#[test]
fn nobody_vouches_for_itself() {
    let mut solo = furnished();
    let admitted = solo.err("gov", crate::verbs::admit("pia"));
    assert_eq!(admitted, ContractError::Conflict);
    let profile = crate::verbs::profile("https://audrey.example", &[]);
    let registered = solo.err("audrey", ExecuteMsg::Register { profile });
    assert_eq!(registered, ContractError::Conflict);
}

/// An auditor that is about to be slashed takes its bond first.
#[test]
fn an_auditors_bond_is_in_reach_while_it_unbonds() {
    let mut solo = vouched();
    solo.ok("audrey", remove("audrey"));
    solo.wait(UNBONDING.saturating_sub(ONE));
    let slash = ExecuteMsg::SlashAuditor {
        auditor: addr("audrey").into(),
        share: Bps(10_000),
    };
    solo.ok("gov", slash);
    solo.wait(ONE);
    let refused = solo.err("audrey", ExecuteMsg::WithdrawAuditorBond {});
    assert!(matches!(refused, ContractError::NoBond { .. }));
}

/// A statement for one chain, contract or provider is sent to another.
#[test]
fn a_statement_is_good_in_one_place() {
    let mut solo = furnished();
    solo.register("pol");
    let statement = solo.statement("audrey", 1);
    let ExecuteMsg::Attest { signature, .. } = solo.sign("audrey", statement.clone()) else {
        panic!("signed");
    };
    let moved = Statement {
        provider: tender_types::ProviderId(2),
        ..statement.clone()
    };
    let msg = ExecuteMsg::Attest {
        statement: moved,
        signature: signature.clone(),
    };
    assert_eq!(solo.err("pol", msg), ContractError::Signature);
    solo.env.block.chain_id = "other-1".to_string();
    let msg = ExecuteMsg::Attest {
        statement: statement.clone(),
        signature,
    };
    assert_eq!(solo.err("pia", msg), ContractError::Signature);
    // Not even what anybody else has signed with the auditor's key.
    let other = tender_interfaces::attestation::Signature::Raw(signed("audrey", b"tender"));
    let msg = ExecuteMsg::Attest {
        statement,
        signature: other,
    };
    assert_eq!(solo.err("pia", msg), ContractError::Signature);
}

/// A suspended provider goes on being slashed, or is not slashed when it fails again.
#[test]
fn an_outage_ends_when_its_provider_says_so() {
    let mut solo = furnished();
    solo.ok("orderbook", fault(PIA, 100, 0));
    solo.wait(SUSPENSION);
    solo.ok("orderbook", fault(PIA, 100, 0));
    assert_eq!(solo.row(PIA).bond, Akt(MIN_BOND - 100));
    solo.ok("pia", ExecuteMsg::Resume {});
    solo.ok("orderbook", fault(PIA, 100, 0));
    assert_eq!(solo.row(PIA).bond, Akt(MIN_BOND - 100 - 200));
}
