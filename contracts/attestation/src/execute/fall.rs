use cosmwasm_std::{ensure, Addr, DepsMut, Env, Response};
use tender_types::{ProviderId, Timestamp};

use crate::attested::{detach, ended};
use crate::auditor::known;
use crate::challenge::Stage;
use crate::provider::load_row;
use crate::state::CHALLENGES;
use crate::ContractError;

/// Anyone ends a challenge that nobody answered, and the attestation with it. Never paused: answers are
/// not either.
pub fn fall(
    deps: DepsMut,
    env: &Env,
    sender: &Addr,
    provider: ProviderId,
    auditor: &str,
) -> Result<Response, ContractError> {
    let auditor = known(deps.as_ref(), auditor)?.id;
    let none = ContractError::NoChallenge { provider, auditor };
    let challenge = CHALLENGES.may_load(deps.storage, &(auditor, provider))?;
    let challenge = challenge.ok_or(none)?;
    let now = Timestamp::now(env);
    let row = load_row(deps.storage, provider)?;
    let mut attestations = row.attestations.iter();
    let one = attestations.find(|one| one.auditor == auditor);
    let stage = one.map(|one| challenge.stage(one.expires_at, now));
    ensure!(
        stage != Some(Stage::Open),
        ContractError::NotOverdue {
            deadline: challenge.deadline,
            now,
        }
    );
    let events = detach(deps.storage, deps.api, provider, auditor, now)?;
    Ok(Response::new()
        .add_events(events.unwrap_or_default())
        .add_event(ended(provider, auditor, sender.as_str())))
}
