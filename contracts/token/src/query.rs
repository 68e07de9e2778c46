//! What is refused before `cw20-base` sees a query.

use cosmwasm_std::Deps;
use cw20_base::msg::QueryMsg;
use tender_guard::address;

use crate::ContractError;

/// Refuses what is no address, with a code.
pub fn check(deps: Deps, msg: &QueryMsg) -> Result<(), ContractError> {
    for text in addresses(msg) {
        address(deps.api, text)?;
    }
    Ok(())
}

/// Everything in `msg` that has to be an address.
fn addresses(msg: &QueryMsg) -> Vec<&str> {
    match msg {
        QueryMsg::TokenInfo {}
        | QueryMsg::Minter {}
        | QueryMsg::MarketingInfo {}
        | QueryMsg::DownloadLogo {} => vec![],
        QueryMsg::Balance { address } => vec![address],
        QueryMsg::Allowance { owner, spender } => vec![owner, spender],
        QueryMsg::AllAllowances {
            owner: address,
            start_after,
            ..
        }
        | QueryMsg::AllSpenderAllowances {
            spender: address,
            start_after,
            ..
        } => std::iter::once(address)
            .chain(start_after)
            .map(String::as_str)
            .collect(),
        QueryMsg::AllAccounts { start_after, .. } => {
            start_after.iter().map(String::as_str).collect()
        }
    }
}
