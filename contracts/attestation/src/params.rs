//! What the owner sets.

use tender_guard::{within, GuardError};
use tender_interfaces::attestation::{
    Params, CHALLENGE_COOLDOWN, CHALLENGE_PERIOD, MAX_MIN_BOND, MIN_SUSPENSION, OUTAGE_DECAY,
    UNBONDING,
};
use tender_types::Akt;

/// The parameters if they are in their bounds, at instantiation and later.
pub fn validate(params: Params) -> Result<Params, GuardError> {
    let spans = [
        ("unbonding", params.unbonding, UNBONDING),
        (
            "challenge_period",
            params.challenge_period,
            CHALLENGE_PERIOD,
        ),
        (
            "challenge_cooldown",
            params.challenge_cooldown,
            CHALLENGE_COOLDOWN,
        ),
        ("outage_decay", params.outage_decay, OUTAGE_DECAY),
        ("min_suspension", params.min_suspension, MIN_SUSPENSION),
    ];
    for (what, span, (shortest, longest)) in spans {
        within(what, span, shortest, longest)?;
    }
    let auditor = params.min_auditor_bond;
    let amounts = [
        ("min_bond", params.min_bond, MAX_MIN_BOND),
        ("min_auditor_bond", auditor, MAX_MIN_BOND),
        ("challenge_bond", params.challenge_bond, MAX_MIN_BOND),
        ("challenge_penalty", params.challenge_penalty, auditor),
    ];
    for (what, amount, most) in amounts {
        within(what, amount, Akt(1), most)?;
    }
    Ok(params)
}
