use cosmwasm_std::{ensure, DepsMut, Env, HexBinary, Response, Storage};
use tender_interfaces::attestation::{AttestationRow, Statement, MAX_ATTESTATIONS};
use tender_interfaces::events::ProviderAttested;
use tender_types::{AuditorId, Timestamp};

use crate::auditor::admitted;
use crate::provider::{attribute_ids, class_ids, load_row, place, present};
use crate::state::{Nonce, EVIDENCE, NONCES, PROVIDERS};
use crate::{check, ContractError};

/// Takes what an auditor signed, whoever submits it.
pub fn attest(
    deps: DepsMut,
    env: &Env,
    statement: &Statement,
    signature: &HexBinary,
) -> Result<Response, ContractError> {
    let now = Timestamp::now(env);
    check::statement(statement, now)?;
    let auditor = admitted(deps.as_ref(), &statement.auditor)?;
    check::signature(
        deps.api,
        env,
        statement,
        signature,
        &auditor.details.public_key,
    )?;

    let provider = statement.provider;
    let mut row = load_row(deps.storage, provider)?;
    present(provider, &row)?;
    ensure!(
        row.address != auditor.canonical,
        ContractError::SelfAttestation { provider }
    );
    spend_nonce(deps.storage, auditor.id, statement)?;
    let entry = resolve(deps.storage, auditor.id, statement)?;
    let full = ContractError::Full {
        provider,
        max: MAX_ATTESTATIONS,
    };
    let expired = place(&mut row.attestations, entry, now).ok_or(full)?;

    for former in expired {
        EVIDENCE.remove(deps.storage, (former.0, provider.0));
    }
    EVIDENCE.save(deps.storage, (auditor.id.0, provider.0), statement)?;
    PROVIDERS.save(deps.storage, &provider, &row);
    Ok(Response::new().add_event(ProviderAttested {
        provider,
        auditor: auditor.id,
        tier: statement.tier,
        expires_at: statement.expires_at,
        evidence_hash: statement.evidence_hash.to_hex(),
    }))
}

/// A nonce is used once, and none below it after.
fn spend_nonce(
    store: &mut dyn Storage,
    auditor: AuditorId,
    statement: &Statement,
) -> Result<(), ContractError> {
    let key = (auditor, statement.provider);
    let last = NONCES.may_load(store, &key)?.map_or(0, |used| used.last);
    let nonce = statement.nonce;
    ensure!(nonce > last, ContractError::NonceUsed { nonce, last });
    NONCES.save(store, &key, &Nonce { last: nonce });
    Ok(())
}

/// The statement as a match reads it: names looked up in the catalog.
fn resolve(
    store: &dyn Storage,
    auditor: AuditorId,
    statement: &Statement,
) -> Result<AttestationRow, ContractError> {
    Ok(AttestationRow {
        auditor,
        tier: statement.tier,
        expires_at: statement.expires_at,
        attributes: attribute_ids(store, &statement.attributes)?,
        classes: class_ids(store, &statement.classes)?,
    })
}
