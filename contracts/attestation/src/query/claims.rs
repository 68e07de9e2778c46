use cosmwasm_std::{CanonicalAddr, Deps};
use tender_guard::canonical;
use tender_interfaces::attestation::{Claim, ClaimableResponse, ClaimsResponse, HoldingsResponse};
use tender_storage::page_limit;
use tender_types::Akt;

use crate::state::{Booked, Held, BOOKED, HELD};
use crate::ContractError;

/// What the AKT held here is held for.
pub fn holdings(deps: Deps) -> Result<HoldingsResponse, ContractError> {
    let Held {
        bonds,
        auditor_bonds,
        challenge_bonds,
        claims,
        to_burn,
    } = HELD.load(deps.storage)?;
    Ok(HoldingsResponse {
        bonds,
        auditor_bonds,
        challenge_bonds,
        claims,
        to_burn,
    })
}

/// What is booked for somebody.
pub fn claimable(deps: Deps, address: &str) -> Result<ClaimableResponse, ContractError> {
    let key = canonical(deps.api, address)?;
    let booked = BOOKED.may_load(deps.storage, &key)?;
    Ok(ClaimableResponse {
        amount: booked.map_or(Akt::ZERO, |booked| booked.amount),
    })
}

/// A page of all that is booked.
pub fn claims(
    deps: Deps,
    start_after: Option<&str>,
    limit: Option<u32>,
) -> Result<ClaimsResponse, ContractError> {
    let after = start_after.map(|text| canonical(deps.api, text));
    let after = after.transpose()?;
    let rows = BOOKED.page(deps.storage, &(), after.as_ref(), page_limit(limit))?;
    let full = |(address, Booked { amount }): (CanonicalAddr, Booked)| {
        let beneficiary = deps.api.addr_humanize(&address)?.into();
        Ok(Claim {
            beneficiary,
            amount,
        })
    };
    let claims = rows.into_iter().map(full);
    Ok(ClaimsResponse {
        claims: claims.collect::<Result<_, ContractError>>()?,
    })
}
