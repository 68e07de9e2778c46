//! Whether a tenant can pay. On a chain the reason for which `escrow` refuses a lease reaches nobody
//! but the signer, so it is asked before: only what is the tenant's own failing may end its auction.

use cosmwasm_std::Deps;
use tender_interfaces::escrow::{Accounts, PurseResponse};
use tender_types::{LeaseId, Payer, Rate};

use crate::auction::Auction;
use crate::state::Config;
use crate::ContractError;

/// The number that a lease at `rate` would get from the tenant's account; `None` when the account
/// cannot take it on: it is gone, another's, of another asset, or short of its minimum runway.
pub fn next_lease(
    deps: Deps,
    config: &Config,
    auction: &Auction,
    rate: Rate,
) -> Result<Option<LeaseId>, ContractError> {
    let escrow = deps.api.addr_humanize(&config.escrow)?;
    let accounts = Accounts {
        address: &escrow,
        querier: deps.querier,
    };
    let account = auction.terms.demand.account;
    let tenant = auction.tenant(deps)?;
    let purse = match accounts.purse(tenant.as_str(), Payer::Account(account)) {
        Ok(purse) => purse,
        Err(refused) => {
            let row = accounts.account(account)?;
            return match row {
                Some(row) if row.owner == auction.terms.tenant => Err(refused.into()),
                _ => Ok(None),
            };
        }
    };
    let PurseResponse {
        asset,
        next,
        rate: most,
        ..
    } = purse;
    let pays = asset == auction.terms.demand.asset && rate <= most;
    Ok(pays.then_some(next))
}
