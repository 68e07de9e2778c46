use cosmwasm_std::Deps;
use tender_interfaces::attestation::{
    AttestationsResponse, Auditor, AuditorsResponse, Challenge, ChallengeCursor, ChallengesResponse,
};
use tender_storage::page_limit;
use tender_types::{AuditorId, ProviderId};

use crate::auditor::known;
use crate::provider::load_row;
use crate::state::{ChallengeRow, AUDITORS, CHALLENGES, EVIDENCE};
use crate::ContractError;

/// A page of auditors, also of those that were removed.
pub fn auditors(
    deps: Deps,
    start_after: Option<AuditorId>,
    limit: Option<u32>,
) -> Result<AuditorsResponse, ContractError> {
    let rows = AUDITORS.page(deps.storage, &(), start_after.as_ref(), page_limit(limit))?;
    let auditors = rows.into_iter().map(|(auditor, details)| Auditor {
        auditor,
        address: details.address,
        key: details.key,
        epoch: details.epoch,
        admitted: details.admitted,
        bond: details.bond,
        unbonds_at: details.unbonds_at,
    });
    Ok(AuditorsResponse {
        auditors: auditors.collect(),
    })
}

/// The statements behind the attestations in a provider's row.
pub fn attestations(
    deps: Deps,
    provider: ProviderId,
) -> Result<AttestationsResponse, ContractError> {
    let row = load_row(deps.storage, provider)?;
    let statements = row
        .attestations
        .iter()
        .map(|one| EVIDENCE.load(deps.storage, &(one.auditor, provider)));
    Ok(AttestationsResponse {
        attestations: statements.collect::<Result<_, _>>()?,
    })
}

/// The open challenge of an attestation.
pub fn challenge(
    deps: Deps,
    provider: ProviderId,
    auditor: &str,
) -> Result<Challenge, ContractError> {
    let auditor = known(deps, auditor)?.id;
    let key = (auditor, provider);
    let row = CHALLENGES.may_load(deps.storage, &key)?;
    let row = row.ok_or(ContractError::NoChallenge { provider, auditor })?;
    describe(deps, key, row)
}

/// A page of open challenges.
pub fn challenges(
    deps: Deps,
    start_after: Option<ChallengeCursor>,
    limit: Option<u32>,
) -> Result<ChallengesResponse, ContractError> {
    let after = start_after.map(|last| (last.auditor, last.provider));
    let rows = CHALLENGES.page(deps.storage, &(), after.as_ref(), page_limit(limit))?;
    let challenges = rows.into_iter().map(|(key, row)| describe(deps, key, row));
    Ok(ChallengesResponse {
        challenges: challenges.collect::<Result<_, _>>()?,
    })
}

fn describe(
    deps: Deps,
    (auditor, provider): (AuditorId, ProviderId),
    row: ChallengeRow,
) -> Result<Challenge, ContractError> {
    Ok(Challenge {
        provider,
        auditor,
        challenger: deps.api.addr_humanize(&row.challenger)?.into(),
        bond: row.bond,
        opened_at: row.opened_at,
        deadline: row.deadline,
        penalty: row.penalty,
    })
}
