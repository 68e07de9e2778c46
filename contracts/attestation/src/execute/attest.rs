use cosmwasm_std::{ensure, Addr, CanonicalAddr, DepsMut, Env, Event, Response, Storage};
use tender_guard::{active, canonical};
use tender_interfaces::admin::ActionClass;
use tender_interfaces::attestation::{
    AttestationRow, ChallengeEnd, ProviderRow, Signature, Statement, MAX_ATTESTATIONS,
};
use tender_interfaces::events::ProviderAttested;
use tender_types::{AuditorId, ProviderId, Timestamp};

use crate::attested::{forget, place};
use crate::auditor::{admitted, Auditor};
use crate::catalog::{attribute_set, counted};
use crate::challenge::{end_as, Stage};
use crate::provider::{load_row, present};
use crate::state::{ChallengeRow, Config, CHALLENGES, EVIDENCE, HISTORIES, PROVIDERS};
use crate::{check, signature, ContractError};

/// Takes what an auditor signed: from the provider, from the auditor, or from anyone in the place of
/// what the auditor said before. While statements are paused only answers to challenges are taken.
pub fn attest(
    deps: DepsMut,
    env: &Env,
    sender: &Addr,
    config: &Config,
    statement: &Statement,
    signed: &Signature,
) -> Result<Response, ContractError> {
    let now = Timestamp::now(env);
    check::statement(statement, now)?;
    let auditor = admitted(deps.as_ref(), &statement.auditor)?;
    let mut row = load_row(deps.storage, statement.provider)?;
    let doubt = doubt(deps.storage, &row, &auditor, statement, now)?;
    let answers = matches!(doubt, Some((_, ChallengeEnd::Answered)));
    if !answers {
        active(config, env, ActionClass::Attest)?;
    }
    let sender = canonical(deps.api, sender.as_str())?;
    may_submit(&row, &auditor, &sender, statement, now)?;
    bonded(config, &auditor)?;
    of_the_present(&row, &auditor, statement)?;
    signature::verify(deps.api, env, statement, signed, &auditor.details.key)?;

    let mut response = Response::new();
    if let Some((challenge, end)) = &doubt {
        let key = (auditor.id, statement.provider);
        response = response.add_events(end_as(deps.storage, deps.api, key, challenge, *end)?);
    }
    remember(deps.storage, auditor.id, statement, answers, now)?;
    let (entry, expired) = enter(deps.storage, &mut row, auditor.id, statement, now)?;
    PROVIDERS.save(deps.storage, &statement.provider, &row);
    for former in &expired {
        let ended = forget(deps.storage, deps.api, statement.provider, former, now)?;
        response = response.add_events(ended);
    }
    Ok(response.add_event(told(statement, entry)))
}

/// The challenge that ends with the statement, and how: it is answered, unless the attestation expired
/// before. A statement that comes too late, or was issued before the doubt, is no answer and is refused.
fn doubt(
    store: &dyn Storage,
    row: &ProviderRow,
    auditor: &Auditor,
    statement: &Statement,
    now: Timestamp,
) -> Result<Option<(ChallengeRow, ChallengeEnd)>, ContractError> {
    let Some(former) = entry_of(row, auditor.id) else {
        return Ok(None);
    };
    let key = (auditor.id, statement.provider);
    let Some(challenge) = CHALLENGES.may_load(store, &key)? else {
        return Ok(None);
    };
    let end = match challenge.stage(former.expires_at, now) {
        Stage::Expired => ChallengeEnd::Void,
        Stage::Open => {
            let (issued_at, opened_at) = (statement.issued_at, challenge.opened_at);
            ensure!(
                issued_at > opened_at,
                ContractError::NotFresh {
                    issued_at,
                    opened_at
                }
            );
            ChallengeEnd::Answered
        }
        Stage::Overdue => {
            let deadline = challenge.deadline;
            return Err(ContractError::Overdue { deadline });
        }
    };
    Ok(Some((challenge, end)))
}

fn entry_of(row: &ProviderRow, auditor: AuditorId) -> Option<&AttestationRow> {
    row.attestations.iter().find(|one| one.auditor == auditor)
}

/// A stranger takes no place in a provider's row.
fn may_submit(
    row: &ProviderRow,
    auditor: &Auditor,
    sender: &CanonicalAddr,
    statement: &Statement,
    now: Timestamp,
) -> Result<(), ContractError> {
    let provider = statement.provider;
    present(provider, row)?;
    let own = *sender == row.address || *sender == auditor.canonical;
    let replaces = row.by(auditor.id, now).is_some();
    ensure!(own || replaces, ContractError::Stranger { provider });
    Ok(())
}

fn bonded(config: &Config, auditor: &Auditor) -> Result<(), ContractError> {
    let needed = config.params.min_auditor_bond;
    let bond = auditor.details.bond;
    ensure!(bond >= needed, ContractError::AuditorBond { bond, needed });
    Ok(())
}

/// The statement is by the auditor's present key, about the provider's present life.
fn of_the_present(
    row: &ProviderRow,
    auditor: &Auditor,
    statement: &Statement,
) -> Result<(), ContractError> {
    let (epoch, present) = (statement.epoch, auditor.details.epoch);
    ensure!(epoch == present, ContractError::Epoch { epoch, present });
    let (epoch, present) = (statement.provider_epoch, row.epoch);
    ensure!(
        epoch == present,
        ContractError::ProviderEpoch { epoch, present }
    );
    Ok(())
}

/// Refuses what is void or was used, and remembers what is used now: a nonce is used once, and none
/// below it after, with one key.
fn remember(
    store: &mut dyn Storage,
    auditor: AuditorId,
    statement: &Statement,
    answers: bool,
    now: Timestamp,
) -> Result<(), ContractError> {
    let key = (auditor, statement.provider);
    let mut history = HISTORIES.may_load(store, &key)?.unwrap_or_default();
    let (issued_at, void_until) = (statement.issued_at, history.void_until);
    ensure!(
        issued_at > void_until,
        ContractError::Void {
            issued_at,
            void_until
        }
    );
    let last = match history.epoch == statement.epoch {
        true => history.nonce,
        false => 0,
    };
    let nonce = statement.nonce;
    ensure!(nonce > last, ContractError::NonceUsed { nonce, last });
    history.epoch = statement.epoch;
    history.nonce = nonce;
    if answers {
        history.answered_at = now;
    }
    HISTORIES.save(store, &key, &history);
    Ok(())
}

/// Puts the statement into the provider's row, as a match reads it, and keeps it as evidence. Gives its
/// entry, and those that it found expired.
fn enter(
    store: &mut dyn Storage,
    row: &mut ProviderRow,
    auditor: AuditorId,
    statement: &Statement,
    now: Timestamp,
) -> Result<(AttestationRow, Vec<AttestationRow>), ContractError> {
    let provider: ProviderId = statement.provider;
    let entry = AttestationRow {
        auditor,
        tier: statement.tier,
        expires_at: statement.expires_at,
        attributes: attribute_set(store, &statement.attributes)?,
        classes: counted(store, &statement.classes)?,
        cores: statement.cores,
        memory_gib: statement.memory_gib,
    };
    let full = ContractError::Full {
        provider,
        max: MAX_ATTESTATIONS,
    };
    let expired = place(&mut row.attestations, entry.clone(), now).ok_or(full)?;
    EVIDENCE.save(store, &(auditor, provider), statement);
    Ok((entry, expired))
}

fn told(statement: &Statement, entry: AttestationRow) -> Event {
    let attributes = entry.attributes.0.iter();
    ProviderAttested {
        provider: statement.provider,
        auditor: entry.auditor,
        tier: entry.tier,
        issued_at: statement.issued_at,
        expires_at: entry.expires_at,
        attributes: attributes.map(|one| one.attribute).collect(),
        classes: entry.classes,
        cores: entry.cores,
        memory_gib: entry.memory_gib,
        evidence_hash: statement.evidence_hash.to_hex(),
    }
    .into()
}
