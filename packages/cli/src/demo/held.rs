//! What the contracts hold when everybody has left, and for what.

use tender_interfaces::attestation::{HoldingsResponse, QueryMsg};
use tender_testkit::{Contract, World};

use super::error::DemoError;

/// Micro-units of each.
pub struct Held {
    /// AKT.
    pub akt: u128,
    /// ACT.
    pub act: u128,
}

/// What all contracts hold together. Every unit is explained: `attestation` says what each AKT of its is
/// held for, and nobody else holds any; what is explained nowhere stops the story.
///
/// # Errors
/// [`DemoError::Unexplained`].
pub fn by_contracts(world: &World) -> Result<Held, DemoError> {
    let mut held = Held { akt: 0, act: 0 };
    for contract in Contract::ALL {
        let addr = world.at.of(contract);
        let (akt, act) = (world.akt(addr), world.act(addr));
        let (own_akt, own_act) = explained(world, contract);
        if (akt, act) != (own_akt, own_act) {
            return Err(DemoError::Unexplained {
                contract: contract.name(),
                detail: format!("{akt} micro-AKT and {act} micro-ACT, of which {own_akt} and {own_act} are explained"),
            });
        }
        held.akt += akt;
        held.act += act;
    }
    Ok(held)
}

/// Micro-AKT and micro-ACT that a contract has a reason to hold.
fn explained(world: &World, contract: Contract) -> (u128, u128) {
    if contract != Contract::Attestation {
        return (0, 0);
    }
    let held: HoldingsResponse = world.query(contract, &QueryMsg::Holdings {});
    let HoldingsResponse {
        bonds,
        auditor_bonds,
        challenge_bonds,
        claims,
        to_burn,
    } = held;
    let parts = [bonds, auditor_bonds, challenge_bonds, claims, to_burn];
    (parts.iter().map(|part| part.0).sum(), 0)
}
