use cosmwasm_std::{to_json_binary, Addr, DepsMut, Env, Event, Response};
use tender_guard::{active, bounded, Bounds};
use tender_interfaces::events::OfferRefused;
use tender_interfaces::orderbook::{Changed, OfferChange, MAX_BATCH};
use tender_market::matching::Allowance;
use tender_types::Timestamp;

use crate::desk::Desk;
use crate::locks::Locked;
use crate::seller::Seller;
use crate::state::{Config, Drawn};
use crate::ContractError;

/// A provider changes what it offers, class by class. A change that is refused leaves the others; when all
/// are, the message is.
#[inline(never)]
pub fn offer(
    mut deps: DepsMut,
    env: &Env,
    sender: &Addr,
    config: &Config,
    changes: &[OfferChange],
) -> Result<Response, ContractError> {
    let bounds = Bounds {
        min: 1,
        max: MAX_BATCH,
    };
    bounded("changes", changes, bounds)?;
    let seller = Seller::load(deps.as_ref(), config, sender)?;
    let mut locked = Locked::load(deps.storage, seller.provider)?;
    let mut turns = Drawn::default();
    let mut response = Response::new();
    let mut refused = vec![];
    let mut first_refusal = None;
    for change in changes {
        let made = make(
            deps.branch(),
            env,
            config,
            &seller,
            change,
            &mut locked,
            &mut turns,
        )?;
        match made {
            Ok(events) => {
                response = response.add_events(events);
                refused.push(None);
            }
            Err(error) => {
                response = response.add_event(OfferRefused {
                    provider: seller.provider,
                    class: change.of(),
                    code: error.code(),
                });
                refused.push(Some(error.code()));
                first_refusal.get_or_insert(error);
            }
        }
    }
    let nothing = refused.iter().all(Option::is_some);
    if let Some(error) = first_refusal.filter(|_| nothing) {
        return Err(error);
    }
    turns.save(deps.storage);
    let relock = seller.relock(&locked)?;
    let event = locked.save(deps.storage).map(Event::from);
    Ok(response
        .add_events(event)
        .add_messages(relock)
        .set_data(to_json_binary(&Changed { refused })?))
}

/// Makes one change, or says why it is refused, before anything of it is written.
///
/// # Errors
/// What fails the whole message: rows that cannot be written.
fn make(
    deps: DepsMut,
    env: &Env,
    config: &Config,
    seller: &Seller,
    change: &OfferChange,
    locked: &mut Locked,
    turns: &mut Drawn,
) -> Result<Result<Vec<Event>, ContractError>, ContractError> {
    let desk = Desk {
        deps: deps.as_ref(),
        seller,
        allowance: Allowance::from(&config.params),
        now: Timestamp::now(env),
    };
    let allowed = match change.class() {
        Some(class) => active(config, env, class).map_err(ContractError::from),
        None => Ok(()),
    };
    match allowed.and_then(|()| desk.judge(change, locked)) {
        Ok(after) => after.write(deps.storage, turns).map(Ok),
        Err(error) => Ok(Err(error)),
    }
}
