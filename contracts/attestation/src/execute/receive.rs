use cosmwasm_std::{ensure, Addr, CanonicalAddr, DepsMut, Env, Event, Response};
use cw20::Cw20ReceiveMsg;
use tender_guard::{active, canonical, Message};
use tender_interfaces::attestation::ReceiveMsg;
use tender_interfaces::events::ChallengeOpened;
use tender_math::Checked;
use tender_types::{Akt, AuditorId, ProviderId, Timestamp};

use crate::auditor::admitted;
use crate::held::{self, Purse};
use crate::host;
use crate::provider::{load_row, Provider};
use crate::state::{ChallengeRow, Config, CHALLENGES, HISTORIES};
use crate::ContractError;

/// AKT came in, from the token only: what for?
pub fn receive(
    deps: DepsMut,
    env: &Env,
    sender: &Addr,
    config: &Config,
    sent: &Cw20ReceiveMsg,
) -> Result<Response, ContractError> {
    ensure!(
        deps.api.addr_canonicalize(sender.as_str())? == config.token,
        ContractError::WrongToken {
            sender: sender.to_string(),
            token: deps.api.addr_humanize(&config.token)?.into(),
        }
    );
    let msg: ReceiveMsg = Message::inner(&sent.msg)?;
    if let Some(class) = msg.class() {
        active(config, env, class)?;
    }
    let amount: Akt = sent.amount.into();
    ensure!(!amount.is_zero(), ContractError::ZeroBond);
    match msg {
        ReceiveMsg::Bond { provider } => bond(deps, config, provider, amount),
        ReceiveMsg::BondAuditor { auditor } => bond_auditor(deps, &auditor, amount),
        ReceiveMsg::Challenge { provider, auditor } => {
            let challenger = canonical(deps.api, &sent.sender)?;
            let now = Timestamp::now(env);
            let doubt = Doubt {
                provider,
                auditor: admitted(deps.as_ref(), &auditor)?.id,
                challenger,
                bond: amount,
            };
            challenge(deps, config, doubt, now)
        }
    }
}

/// Adds to a provider's bond, whoever sent it.
fn bond(
    deps: DepsMut,
    config: &Config,
    id: ProviderId,
    amount: Akt,
) -> Result<Response, ContractError> {
    let mut provider = Provider::load(deps.storage, id)?;
    provider.present()?;
    host::free_for(deps.storage, &provider.details.profile.host, id)?;
    provider.add_bond(deps.storage, amount)?;
    provider.measure(deps.storage, config.params.min_bond)?;
    provider.save(deps.storage);
    Ok(Response::new().add_event(provider.bond_changed()))
}

/// Adds to an auditor's bond, whoever sent it.
fn bond_auditor(deps: DepsMut, auditor: &str, amount: Akt) -> Result<Response, ContractError> {
    let mut auditor = admitted(deps.as_ref(), auditor)?;
    let bond = auditor.details.bond.checked_add(amount);
    auditor.details.bond = bond.or_overflow("a bond")?;
    held::receive(deps.storage, Purse::AuditorBonds, amount)?;
    auditor.save(deps.storage);
    Ok(Response::new().add_event(auditor.bond_changed()))
}

/// Who doubts what, with how much.
struct Doubt {
    provider: ProviderId,
    auditor: AuditorId,
    challenger: CanonicalAddr,
    bond: Akt,
}

/// Opens a challenge of an attestation that counts. One at a time, and none soon after an answer: an
/// auditor that looks again when it is asked to is not to be kept busy with it.
fn challenge(
    deps: DepsMut,
    config: &Config,
    doubt: Doubt,
    now: Timestamp,
) -> Result<Response, ContractError> {
    let params = &config.params;
    let needed = params.challenge_bond;
    let Doubt {
        provider,
        auditor,
        challenger,
        bond,
    } = doubt;
    ensure!(
        bond == needed,
        ContractError::ChallengeBond { sent: bond, needed }
    );
    let row = load_row(deps.storage, provider)?;
    let attested = row.by(auditor, now).is_some();
    ensure!(attested, ContractError::NotAttested { provider, auditor });
    let key = (auditor, provider);
    if let Some(open) = CHALLENGES.may_load(deps.storage, &key)? {
        let deadline = open.deadline;
        return Err(ContractError::Challenged { deadline });
    }
    let history = HISTORIES.may_load(deps.storage, &key)?.unwrap_or_default();
    let until = history.answered_at.after(params.challenge_cooldown);
    ensure!(until <= now, ContractError::Cooldown { until, now });

    let row = ChallengeRow {
        challenger,
        bond,
        opened_at: now,
        deadline: now.after(params.challenge_period),
        penalty: params.challenge_penalty,
    };
    held::receive(deps.storage, Purse::ChallengeBonds, bond)?;
    CHALLENGES.save(deps.storage, &key, &row);
    let event: Event = ChallengeOpened {
        provider,
        auditor,
        challenger: deps.api.addr_humanize(&row.challenger)?.into(),
        bond,
        deadline: row.deadline,
        penalty: row.penalty,
    }
    .into();
    Ok(Response::new().add_event(event))
}
