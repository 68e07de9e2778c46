//! The life of a provider: every step from every status.

use tender_attestation::{next_status, ContractError, Step};
use tender_guard::GuardError;
use tender_interfaces::attestation::{ExecuteMsg, ProviderStatus};
use tender_interfaces::events::ProviderStatusChanged;
use tender_testkit::solo::{addr, event};
use tender_types::ProviderId;

use crate::verbs::{fault, furnished, profile, Solo, Verbs, ONE, PIA, SUSPENSION, UNBONDING};

fn message(step: Step) -> (&'static str, ExecuteMsg) {
    match step {
        Step::Register => {
            let profile = profile("https://pia.example", &[]);
            ("pia", ExecuteMsg::Register { profile })
        }
        Step::StartLeaving => ("pia", ExecuteMsg::StartLeaving {}),
        Step::CancelLeaving => ("pia", ExecuteMsg::CancelLeaving {}),
        Step::WithdrawBond => ("pia", ExecuteMsg::WithdrawBond {}),
        Step::Jail => ("gov", ExecuteMsg::Jail { provider: PIA }),
        Step::Unjail => ("gov", ExecuteMsg::Unjail { provider: PIA }),
        Step::Suspend => ("orderbook", fault(PIA, 1, 0)),
        Step::Resume => ("pia", ExecuteMsg::Resume {}),
    }
}

/// `pia`, bonded, in `status`, with nothing left to wait for.
fn provider_in(status: ProviderStatus) -> Solo {
    let mut solo = furnished();
    let steps: &[Step] = match status {
        ProviderStatus::Active => &[],
        ProviderStatus::Leaving => &[Step::StartLeaving],
        ProviderStatus::Jailed => &[Step::Jail],
        ProviderStatus::Left => &[Step::StartLeaving, Step::WithdrawBond],
        ProviderStatus::Suspended => &[Step::Suspend],
    };
    for step in steps {
        let (sender, msg) = message(*step);
        solo.ok(sender, msg);
        solo.wait(UNBONDING);
    }
    assert_eq!(solo.row(PIA).status, status);
    solo
}

fn is_refusal(step: Step, refused: &ContractError) -> bool {
    match refused {
        ContractError::AlreadyRegistered { provider: PIA } => step == Step::Register,
        ContractError::WrongStatus { step: refused, .. } => *refused == step,
        _ => false,
    }
}

#[test]
fn every_step_from_every_status() {
    use ProviderStatus::{Active, Jailed, Leaving, Left, Suspended};
    let taken = [
        (Active, Step::StartLeaving, Leaving),
        (Active, Step::Jail, Jailed),
        (Leaving, Step::CancelLeaving, Active),
        (Leaving, Step::WithdrawBond, Left),
        (Leaving, Step::Jail, Jailed),
        (Jailed, Step::Unjail, Active),
        (Left, Step::Register, Active),
        (Active, Step::Suspend, Suspended),
        (Suspended, Step::Resume, Active),
        (Suspended, Step::StartLeaving, Leaving),
        (Suspended, Step::Jail, Jailed),
    ];
    for from in ProviderStatus::ALL {
        for step in Step::ALL {
            let to = taken.iter().find(|row| (row.0, row.1) == (from, step));
            let to = to.map(|row| row.2);
            assert_eq!(next_status(from, step), to);
            let mut solo = provider_in(from);
            let (sender, msg) = message(step);
            let result = solo.send(sender, &msg);
            match (to, result) {
                (Some(_), Ok(_)) => {}
                // A fault is never refused: who cannot be suspended stays what it is.
                (None, Ok(_)) if step == Step::Suspend => {}
                (None, Err(refused)) => assert!(is_refusal(step, &refused), "{refused}"),
                (_, result) => panic!("{step} of a provider that is {from}: {result:?}"),
            }
            assert_eq!(solo.row(PIA).status, to.unwrap_or(from));
        }
    }
}

#[test]
fn a_refused_step_says_what_it_needs() {
    let mut solo = furnished();
    let expected = ContractError::WrongStatus {
        provider: PIA,
        status: ProviderStatus::Active,
        step: Step::WithdrawBond,
        needed: "leaving".to_string(),
    };
    assert_eq!(solo.err("pia", ExecuteMsg::WithdrawBond {}), expected);
    solo.ok("gov", ExecuteMsg::Jail { provider: PIA });
    let expected = ContractError::WrongStatus {
        provider: PIA,
        status: ProviderStatus::Jailed,
        step: Step::Jail,
        needed: "active or leaving or suspended".to_string(),
    };
    assert_eq!(
        solo.err("gov", ExecuteMsg::Jail { provider: PIA }),
        expected
    );
}

#[test]
fn each_change_of_status_is_told() {
    let mut solo = furnished();
    let told = |solo: &mut Solo, step| {
        let (sender, msg) = message(step);
        let event: ProviderStatusChanged = event(&solo.ok(sender, msg));
        assert_eq!(event.provider, PIA);
        (event.status, event.unbonds_at)
    };
    let leaving = (ProviderStatus::Leaving, Some(solo.now().after(UNBONDING)));
    let active = (ProviderStatus::Active, None);
    let jailed = (ProviderStatus::Jailed, None);
    assert_eq!(told(&mut solo, Step::StartLeaving), leaving);
    assert_eq!(told(&mut solo, Step::CancelLeaving), active);
    assert_eq!(told(&mut solo, Step::StartLeaving), leaving);
    assert_eq!(told(&mut solo, Step::Jail), jailed);
    assert_eq!(told(&mut solo, Step::Unjail), active);
}

#[test]
fn only_the_owner_jails_and_unjails() {
    let mut solo = furnished();
    for msg in [
        ExecuteMsg::Jail { provider: PIA },
        ExecuteMsg::Unjail { provider: PIA },
    ] {
        for sender in ["pia", "gil", "ben", "token", "orderbook"] {
            let error = solo.err(sender, msg.clone());
            assert!(matches!(
                error,
                ContractError::Guard(GuardError::NotAllowed { .. })
            ));
        }
        solo.ok("gov", msg);
    }
    let provider = ProviderId(9);
    let expected = ContractError::UnknownProvider { provider };
    assert_eq!(solo.err("gov", ExecuteMsg::Jail { provider }), expected);
}

#[test]
fn nobody_leaves_for_another() {
    let mut solo = furnished();
    for msg in [
        ExecuteMsg::StartLeaving {},
        ExecuteMsg::CancelLeaving {},
        ExecuteMsg::WithdrawBond {},
        ExecuteMsg::Resume {},
    ] {
        let expected = ContractError::NotRegistered {
            address: addr("ben").into(),
        };
        assert_eq!(solo.err("ben", msg), expected);
    }
}

/// Neither resuming nor leaving and coming back is a way around a suspension.
#[test]
fn a_suspension_lasts_its_time() {
    for leaves in [false, true] {
        let mut solo = furnished();
        let until = solo.now().after(SUSPENSION);
        solo.ok("orderbook", fault(PIA, 1, 0));
        assert_eq!(solo.info(PIA).resumes_at, Some(until));
        let back = match leaves {
            false => ExecuteMsg::Resume {},
            true => {
                solo.ok("pia", ExecuteMsg::StartLeaving {});
                ExecuteMsg::CancelLeaving {}
            }
        };
        solo.at(until.before(ONE));
        let expected = ContractError::Suspended {
            provider: PIA,
            until,
            now: until.before(ONE),
        };
        assert_eq!(solo.err("pia", back.clone()), expected);
        solo.at(until);
        solo.ok("pia", back);
        assert_eq!(solo.row(PIA).status, ProviderStatus::Active);
        assert_eq!(solo.info(PIA).resumes_at, None);
    }
}

/// Governance ends what it has looked at.
#[test]
fn unjailing_ends_a_suspension() {
    let mut solo = furnished();
    solo.ok("orderbook", fault(PIA, 1, 0));
    solo.ok("gov", ExecuteMsg::Jail { provider: PIA });
    solo.ok("gov", ExecuteMsg::Unjail { provider: PIA });
    assert_eq!(solo.row(PIA).status, ProviderStatus::Active);
    assert_eq!(solo.info(PIA).resumes_at, None);
}
