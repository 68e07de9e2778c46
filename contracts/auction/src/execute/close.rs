use cosmwasm_std::{Binary, Deps, DepsMut, Env, Response, SubMsg};
use tender_guard::active;
use tender_interfaces::auction::Rule;
use tender_interfaces::roles::ActionClass;
use tender_storage::pack;
use tender_types::{OrderId, Timestamp};

use crate::award::{self, Winner};
use crate::outcome::{Award, Outcome};
use crate::reply::OPEN_LEASE;
use crate::state::{self, Config, Standing, Terms, CONFIG};
use crate::ContractError;

/// Ends an auction whose time is over: two bids are looked at, however many were placed. Ending
/// without an award is never paused; with one it waits.
pub fn close(deps: DepsMut, env: &Env, order: OrderId) -> Result<Response, ContractError> {
    let now = env.block.time.seconds();
    let terms = state::terms(deps.storage, order)?;
    let stands = state::standing(deps.storage, order, &terms.rule)?;
    let closes_at = terms.clock(stands.as_ref()).closes_at;
    if now < closes_at {
        return Err(ContractError::StillRunning {
            order,
            closes_at,
            now,
        });
    }
    let config = CONFIG.load(deps.storage)?;
    let winner = winner(deps.as_ref(), &config, &terms, stands.as_ref(), now)?;
    state::end(deps.storage, order, stands.as_ref());
    let Some(winner) = winner else {
        let outcome = match terms.rule {
            Rule::OpenDescending { .. } => Outcome::NoBid,
            Rule::TenantChoice { .. } => Outcome::NotChosen,
        };
        return outcome.response(order);
    };
    let award = Award {
        order,
        winner: winner.bid.provider,
        rate: winner.bid.rate,
    };
    let msg = award::open_lease(deps.api, &config, order, &terms, &winner)?;
    // Without a gas limit of its own: running out of gas undoes everything, so nobody can send a
    // close just too poor to open the lease and rob the winner of it. The reply is always asked for:
    // a refusal for want of call depth fails the reply too, which runs as deep.
    let msg = SubMsg::reply_always(msg, OPEN_LEASE).with_payload(Binary::from(pack(&award)));
    Ok(Response::new().add_submessage(msg))
}

/// The best bid if its provider is eligible now, else the runner-up if that one is; refused when
/// there is one and awards are paused.
fn winner(
    deps: Deps,
    config: &Config,
    terms: &Terms,
    stands: Option<&Standing>,
    now: Timestamp,
) -> Result<Option<Winner>, ContractError> {
    let Some(stands) = stands else {
        return Ok(None);
    };
    for bid in std::iter::once(stands.best).chain(stands.runner_up) {
        if let Ok(winner) = award::judge(deps, config, &terms.demand, bid, now)? {
            active(config.paused, ActionClass::Bid)?;
            return Ok(Some(winner));
        }
    }
    Ok(None)
}
