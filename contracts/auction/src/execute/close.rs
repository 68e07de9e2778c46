use cosmwasm_std::{ensure, Binary, Deps, DepsMut, Env, Response, SubMsg};
use tender_guard::active;
use tender_interfaces::admin::ActionClass;
use tender_interfaces::auction::{Outcome, Rule};
use tender_market::matching::judge_provider;
use tender_storage::pack;
use tender_types::{OrderId, Timestamp};

use crate::award::Winner;
use crate::reply::OPEN_LEASE;
use crate::state::{self, Config, Terms, TopBids};
use crate::{outcome, registry, ContractError};

/// Ends an auction whose time is over: two bids are looked at, however many were placed. Ending
/// without an award is never paused; with one it waits.
pub fn close(
    deps: DepsMut,
    env: &Env,
    config: &Config,
    order: OrderId,
) -> Result<Response, ContractError> {
    let now = Timestamp::now(env);
    let terms = state::terms(deps.storage, order)?;
    let top = state::top_bids(deps.storage, order, &terms.rule)?;
    let closes_at = terms.clock(top.as_ref()).closes_at;
    ensure!(
        now >= closes_at,
        ContractError::StillRunning {
            order,
            closes_at,
            now,
        }
    );
    let winner = winner(deps.as_ref(), config, &terms, top.as_ref(), now)?;
    if winner.is_some() {
        active(config, env, ActionClass::Bid)?;
    }
    state::end(deps.storage, order, top.as_ref());
    let Some(winner) = winner else {
        let outcome = match terms.rule {
            Rule::OpenDescending { .. } => Outcome::NoBid,
            Rule::TenantChoice { .. } => Outcome::NotChosen,
        };
        return outcome::response(outcome::unawarded(order, outcome));
    };
    let msg = winner.open_lease(deps.api, config, order, &terms)?;
    // Without a gas limit of its own: running out of gas undoes everything, so nobody can send a
    // close just too poor to open the lease and rob the winner of it. The reply is always asked for:
    // a refusal for want of call depth fails the reply too, which runs as deep.
    let award = Binary::from(pack(&winner.award(order)));
    Ok(Response::new().add_submessage(SubMsg::reply_always(msg, OPEN_LEASE).with_payload(award)))
}

/// The best bid if its provider is eligible now, else the runner-up if that one is: nothing that
/// expired or was revoked since the bid may win.
fn winner(
    deps: Deps,
    config: &Config,
    terms: &Terms,
    top: Option<&TopBids>,
    now: Timestamp,
) -> Result<Option<Winner>, ContractError> {
    let Some(top) = top else {
        return Ok(None);
    };
    for bid in std::iter::once(top.best).chain(top.runner_up) {
        let row = registry::provider(deps, config, bid.provider)?;
        if let Ok(eligible) = judge_provider(&terms.demand, bid.class, row.as_ref(), now) {
            return Ok(Some(Winner { bid, eligible }));
        }
    }
    Ok(None)
}
