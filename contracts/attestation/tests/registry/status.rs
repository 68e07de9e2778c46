//! The life of a provider: every step from every status.

use tender_attestation::{next_status, ContractError, Step};
use tender_guard::GuardError;
use tender_interfaces::attestation::{ExecuteMsg, ProviderStatus};
use tender_interfaces::events::ProviderStatusChanged;
use tender_types::ProviderId;

use crate::world::{event, furnished, profile, World, UNBONDING};

const PIA: ProviderId = ProviderId(1);

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
    }
}

/// `pia`, bonded, in `status`, with nothing left to wait for.
fn provider_in(status: ProviderStatus) -> World {
    let mut world = furnished();
    let steps: &[Step] = match status {
        ProviderStatus::Active => &[],
        ProviderStatus::Leaving => &[Step::StartLeaving],
        ProviderStatus::Jailed => &[Step::Jail],
        ProviderStatus::Left => &[Step::StartLeaving, Step::WithdrawBond],
    };
    for step in steps {
        let (sender, msg) = message(*step);
        world.ok(sender, msg);
        world.wait(UNBONDING);
    }
    assert_eq!(world.row(PIA).status, status);
    world
}

#[test]
fn every_step_from_every_status() {
    use ProviderStatus::{Active, Jailed, Leaving, Left};
    let taken = [
        (Active, Step::StartLeaving, Leaving),
        (Active, Step::Jail, Jailed),
        (Leaving, Step::CancelLeaving, Active),
        (Leaving, Step::WithdrawBond, Left),
        (Leaving, Step::Jail, Jailed),
        (Jailed, Step::Unjail, Active),
        (Left, Step::Register, Active),
    ];
    for from in [Active, Leaving, Jailed, Left] {
        for step in Step::ALL {
            let to = taken.iter().find(|row| (row.0, row.1) == (from, step));
            let to = to.map(|row| row.2);
            assert_eq!(next_status(from, step), to);
            let mut world = provider_in(from);
            let (sender, msg) = message(step);
            let result = world.call(sender, msg);
            assert_eq!(result.is_ok(), to.is_some(), "{from:?} {step}");
            assert_eq!(world.row(PIA).status, to.unwrap_or(from));
        }
    }
}

#[test]
fn a_refused_step_says_what_it_needs() {
    let mut world = furnished();
    let expected = ContractError::WrongStatus {
        provider: PIA,
        status: "active",
        step: Step::WithdrawBond,
        needed: "leaving".to_string(),
    };
    assert_eq!(world.err("pia", ExecuteMsg::WithdrawBond {}), expected);
    world.ok("gov", ExecuteMsg::Jail { provider: PIA });
    let expected = ContractError::WrongStatus {
        provider: PIA,
        status: "jailed",
        step: Step::Jail,
        needed: "active or leaving".to_string(),
    };
    assert_eq!(
        world.err("gov", ExecuteMsg::Jail { provider: PIA }),
        expected
    );
}

#[test]
fn each_change_of_status_is_told() {
    let mut world = furnished();
    let told = |world: &mut World, step| {
        let (sender, msg) = message(step);
        let event: ProviderStatusChanged = event(&world.ok(sender, msg));
        assert_eq!(event.provider, PIA);
        (event.status, event.unbonds_at)
    };
    let leaving = ("leaving".to_string(), Some(world.now() + UNBONDING));
    let active = ("active".to_string(), None);
    let jailed = ("jailed".to_string(), None);
    assert_eq!(told(&mut world, Step::StartLeaving), leaving);
    assert_eq!(told(&mut world, Step::CancelLeaving), active);
    assert_eq!(told(&mut world, Step::StartLeaving), leaving);
    assert_eq!(told(&mut world, Step::Jail), jailed);
    assert_eq!(told(&mut world, Step::Unjail), active);
}

#[test]
fn only_the_owner_jails_and_unjails() {
    let mut world = furnished();
    for msg in [
        ExecuteMsg::Jail { provider: PIA },
        ExecuteMsg::Unjail { provider: PIA },
    ] {
        for sender in ["pia", "gil", "ben", "token", "escrow"] {
            let error = world.err(sender, msg.clone());
            assert!(matches!(
                error,
                ContractError::Guard(GuardError::NotAllowed { .. })
            ));
        }
        world.ok("gov", msg);
    }
    let provider = ProviderId(9);
    let expected = ContractError::UnknownProvider { provider };
    assert_eq!(world.err("gov", ExecuteMsg::Jail { provider }), expected);
}

#[test]
fn nobody_leaves_for_another() {
    let mut world = furnished();
    for msg in [
        ExecuteMsg::StartLeaving {},
        ExecuteMsg::CancelLeaving {},
        ExecuteMsg::WithdrawBond {},
    ] {
        let expected = ContractError::NotRegistered {
            address: crate::world::addr("ben").into(),
        };
        assert_eq!(world.err("ben", msg), expected);
    }
}
