use cosmwasm_std::Event;
use tender_interfaces::events::{ClassPaused, ClassUnpaused};
use tender_interfaces::roles::{ActionClass, Paused};

use crate::GuardError;

/// Refuses an action whose class is paused.
pub fn active(paused: Paused, class: ActionClass) -> Result<(), GuardError> {
    match paused.contains(class) {
        true => Err(GuardError::Paused { class }),
        false => Ok(()),
    }
}

/// Pauses `class`, one of those the contract has.
pub fn pause(
    paused: Paused,
    class: ActionClass,
    allowed: &[ActionClass],
    by: &str,
) -> Result<(Paused, Event), GuardError> {
    known(class, allowed)?;
    let event = ClassPaused {
        class: name(class),
        by: by.to_string(),
    };
    Ok((paused.with(class), event.into()))
}

/// Resumes `class`, one of those the contract has.
pub fn unpause(
    paused: Paused,
    class: ActionClass,
    allowed: &[ActionClass],
    by: &str,
) -> Result<(Paused, Event), GuardError> {
    known(class, allowed)?;
    let event = ClassUnpaused {
        class: name(class),
        by: by.to_string(),
    };
    Ok((paused.without(class), event.into()))
}

fn known(class: ActionClass, allowed: &[ActionClass]) -> Result<(), GuardError> {
    match allowed.contains(&class) {
        true => Ok(()),
        false => Err(GuardError::UnknownClass {
            class,
            allowed: allowed.to_vec(),
        }),
    }
}

fn name(class: ActionClass) -> String {
    match class {
        ActionClass::Report => "report",
        ActionClass::Mint => "mint",
        ActionClass::Spend => "spend",
        ActionClass::Register => "register",
        ActionClass::Attest => "attest",
        ActionClass::Ask => "ask",
        ActionClass::Order => "order",
        ActionClass::Bid => "bid",
        ActionClass::Deposit => "deposit",
        ActionClass::OpenLease => "open_lease",
    }
    .to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALLOWED: [ActionClass; 2] = [ActionClass::Mint, ActionClass::Spend];

    #[test]
    fn a_paused_class_is_refused_until_it_is_resumed() {
        let (paused, _) = pause(Paused::default(), ActionClass::Mint, &ALLOWED, "g").unwrap();
        assert_eq!(
            active(paused, ActionClass::Mint),
            Err(GuardError::Paused {
                class: ActionClass::Mint
            })
        );
        assert_eq!(active(paused, ActionClass::Spend), Ok(()));
        let (paused, _) = unpause(paused, ActionClass::Mint, &ALLOWED, "o").unwrap();
        assert_eq!(active(paused, ActionClass::Mint), Ok(()));
    }

    #[test]
    fn a_class_of_another_contract_is_refused() {
        let refused = pause(Paused::default(), ActionClass::Bid, &ALLOWED, "g");
        assert!(matches!(refused, Err(GuardError::UnknownClass { .. })));
    }
}
