use cosmwasm_std::{Coin, MessageInfo};

use crate::GuardError;

/// Refuses coins: they could never be taken out again.
///
/// # Errors
/// `guard/unexpected_funds` when any came along.
pub fn no_funds(info: &MessageInfo) -> Result<(), GuardError> {
    match info.funds.as_slice() {
        [] => Ok(()),
        _ => Err(GuardError::UnexpectedFunds),
    }
}

/// The one coin that came along, not zero.
///
/// # Errors
/// `guard/one_coin` when none came along, more than one, or nothing of it.
pub fn one_coin(info: &MessageInfo) -> Result<&Coin, GuardError> {
    match info.funds.as_slice() {
        [coin] if !coin.amount.is_zero() => Ok(coin),
        coins => Err(GuardError::OneCoin { sent: coins.len() }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cosmwasm_std::testing::message_info;
    use cosmwasm_std::{coins, Addr};

    fn with(funds: &[Coin]) -> MessageInfo {
        message_info(&Addr::unchecked("ana"), funds)
    }

    #[test]
    fn exactly_what_is_asked_for_is_taken() {
        assert_eq!(no_funds(&with(&[])), Ok(()));
        assert_eq!(
            no_funds(&with(&coins(1, "uakt"))),
            Err(GuardError::UnexpectedFunds)
        );
        assert_eq!(
            one_coin(&with(&coins(1, "uakt"))),
            Ok(&Coin::new(1u128, "uakt"))
        );
        assert_eq!(
            one_coin(&with(&coins(0, "uakt"))),
            Err(GuardError::OneCoin { sent: 1 })
        );
        assert_eq!(one_coin(&with(&[])), Err(GuardError::OneCoin { sent: 0 }));
        let two = [Coin::new(1u128, "uakt"), Coin::new(1u128, "uusd")];
        assert_eq!(one_coin(&with(&two)), Err(GuardError::OneCoin { sent: 2 }));
    }
}
