use cosmwasm_std::{ensure, Addr, DepsMut, Response};
use tender_guard::within;
use tender_math::{mul_div, Round};
use tender_types::{Akt, Bps, BPS};

use crate::auditor::{known, lose_bond};
use crate::state::ADMIN;
use crate::ContractError;

/// The owner has a share of an auditor's bond burned, as when what it signed was found untrue.
pub fn slash_auditor(
    deps: DepsMut,
    sender: &Addr,
    auditor: &str,
    share: Bps,
) -> Result<Response, ContractError> {
    ADMIN.only_owner(deps.storage, sender)?;
    within("share", share, Bps(1), Bps(BPS))?;
    let mut auditor = known(deps.as_ref(), auditor)?;
    let bond = auditor.details.bond;
    let none = ContractError::NoBond {
        auditor: auditor.id,
    };
    ensure!(!bond.is_zero(), none);
    let lost = mul_div(bond.0, share.0.into(), BPS.into(), Round::Up)?;
    lose_bond(deps.storage, auditor.id, &mut auditor.details, Akt(lost))?;
    Ok(Response::new().add_event(auditor.bond_changed()))
}
