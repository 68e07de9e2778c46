//! A doubt about an attestation, with money behind it: how far it is, and how it ends.
//!
//! A challenge belongs to an attestation in a provider's row, and ends with it at the latest. However it
//! ends unanswered, what the auditor issued before it is void: dropping a doubted attestation and sending
//! an older statement again is no answer.

use cosmwasm_std::{Api, Event, Storage};
use tender_interfaces::attestation::{AttestationRow, ChallengeEnd};
use tender_interfaces::events::{AuditorBondChanged, ChallengeEnded};
use tender_types::{Akt, AuditorId, ProviderId, Timestamp};

use crate::auditor::lose_bond;
use crate::held::{self, Purse};
use crate::state::{ChallengeRow, CHALLENGES, HISTORIES};
use crate::ContractError;

/// How far a challenge is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// The auditor can answer.
    Open,
    /// Nobody answered in time.
    Overdue,
    /// The attestation expired before the deadline.
    Expired,
}

impl ChallengeRow {
    /// How far it is at `now`, when the attestation expires at `expires_at`. That does not depend on who
    /// looks first.
    pub fn stage(&self, expires_at: Timestamp, now: Timestamp) -> Stage {
        let expires_first = expires_at <= self.deadline;
        let end = self.deadline.min(expires_at);
        match (now < end, expires_first) {
            (true, _) => Stage::Open,
            (false, true) => Stage::Expired,
            (false, false) => Stage::Overdue,
        }
    }
}

/// The challenge of an attestation that ends now, if there is one, ends with it: the challenger has its
/// bond back, and an auditor that is overdue does not escape the penalty.
pub fn end_with(
    store: &mut dyn Storage,
    api: &dyn Api,
    provider: ProviderId,
    one: &AttestationRow,
    now: Timestamp,
) -> Result<Vec<Event>, ContractError> {
    let key = (one.auditor, provider);
    let Some(row) = CHALLENGES.may_load(store, &key)? else {
        return Ok(vec![]);
    };
    let end = match row.stage(one.expires_at, now) {
        Stage::Open | Stage::Expired => ChallengeEnd::Void,
        Stage::Overdue => ChallengeEnd::Fallen,
    };
    end_as(store, api, key, &row, end)
}

/// Ends a challenge: its bond is booked, and the auditor pays if it fell.
pub fn end_as(
    store: &mut dyn Storage,
    api: &dyn Api,
    key: (AuditorId, ProviderId),
    row: &ChallengeRow,
    end: ChallengeEnd,
) -> Result<Vec<Event>, ContractError> {
    let (auditor, provider) = key;
    CHALLENGES.remove(store, &key);
    let mut details = crate::auditor::details(store, auditor)?;
    let payee = match end {
        ChallengeEnd::Answered => api.addr_canonicalize(&details.address)?,
        ChallengeEnd::Fallen | ChallengeEnd::Void => {
            void_before(store, key, row.opened_at)?;
            row.challenger.clone()
        }
    };
    let slashed = match end {
        ChallengeEnd::Fallen => lose_bond(store, auditor, &mut details, row.penalty)?,
        ChallengeEnd::Answered | ChallengeEnd::Void => Akt::ZERO,
    };
    let booked = held::book(store, api, Purse::ChallengeBonds, row.bond, &payee)?;
    let mut events = vec![ChallengeEnded {
        provider,
        auditor,
        end,
        payee: api.addr_humanize(&payee)?.into(),
        slashed,
    }
    .into()];
    events.extend(booked.map(Event::from));
    if !slashed.is_zero() {
        let bond = details.bond;
        events.push(AuditorBondChanged { auditor, bond }.into());
    }
    Ok(events)
}

/// Nothing counts any more that the auditor issued of the provider until `moment`.
pub fn void_before(
    store: &mut dyn Storage,
    key: (AuditorId, ProviderId),
    moment: Timestamp,
) -> Result<(), ContractError> {
    let mut history = HISTORIES.may_load(store, &key)?.unwrap_or_default();
    history.void_until = history.void_until.max(moment);
    HISTORIES.save(store, &key, &history);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use cosmwasm_std::CanonicalAddr;

    #[test]
    fn the_deadline_and_the_expiry_decide_whichever_comes_first() {
        let row = ChallengeRow {
            challenger: CanonicalAddr::from(vec![1]),
            bond: Akt(1),
            opened_at: Timestamp(0),
            deadline: Timestamp(100),
            penalty: Akt(1),
        };
        for (expires_at, now, stage) in [
            (101, 99, Stage::Open),
            (101, 100, Stage::Overdue),
            (101, 1_000, Stage::Overdue),
            (100, 99, Stage::Open),
            (100, 100, Stage::Expired),
            (50, 49, Stage::Open),
            (50, 50, Stage::Expired),
            (50, 1_000, Stage::Expired),
        ] {
            let found = row.stage(Timestamp(expires_at), Timestamp(now));
            assert_eq!(found, stage, "{expires_at} at {now}");
        }
    }
}
