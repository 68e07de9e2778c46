use cosmwasm_std::{ensure, Addr, Deps, DepsMut, Env, Response, WasmMsg};
use tender_guard::{address, bounded, Bounds, GuardError};
use tender_interfaces::auction::MAX_BIDS;
use tender_interfaces::demand::ResolvedDemand;
use tender_interfaces::orderbook::{Award, Bidder, OrderStatus};
use tender_market::matching::serve::{serve, Price};
use tender_types::{OrderKey, Timestamp};

use crate::buying::{all_replicas, Buying};
use crate::opening::{Opening, Outcome};
use crate::state::Config;
use crate::{faults, ContractError};

/// An auction that has a winner.
pub struct Won {
    pub order: OrderKey,
    pub tenant: String,
    pub demand: ResolvedDemand,
    pub bid: Award,
    pub faulted: Vec<Bidder>,
}

/// `auction` has a winner: what it bid is drawn from the same rows as everything else, at the rate it won
/// with.
#[inline(never)]
pub fn award(
    deps: DepsMut,
    env: &Env,
    sender: &Addr,
    config: &Config,
    won: Won,
) -> Result<Response, ContractError> {
    let Won {
        order,
        tenant,
        demand,
        bid,
        faulted,
    } = won;
    only_auction(deps.as_ref(), config, sender)?;
    let max = MAX_BIDS;
    bounded("faulted", &faulted, Bounds { min: 0, max })?;
    let attestation = config.attestation(deps.api)?;
    let now = Timestamp::now(env);
    let buying = Buying::new(deps.as_ref(), &attestation, &config.params, now);
    let candidate = buying.candidate(&demand, bid.provider, &bid.classes)?;
    let case = buying.case(&demand, &candidate, Price::Bid);
    let served = serve(case, &all_replicas(&demand), &bid.classes);
    let mut service = served.map_err(|mismatches| ContractError::NotFillable {
        missing: demand.replicas(),
        wanted: demand.replicas(),
        refused: mismatches
            .into_iter()
            .next()
            .map(|one| (bid.provider, one.mismatch)),
    })?;
    service.promised.rate = bid.rate;
    service.promised.most = bid.rate;
    let part = candidate.part(service);
    let charges = charges(deps.as_ref(), config, &faulted)?;
    let tenant = address(deps.api, &tenant)?;
    let opening = Opening {
        tenant: &tenant,
        demand: &demand,
        named: &[],
        slot: Some(order.slot),
        next: None,
    };
    let outcome = Outcome {
        dead: vec![],
        missing: 0,
        status: OrderStatus::Filled,
        slot: Some(order.slot),
    };
    let response = opening.place(deps, config, vec![part], outcome)?;
    Ok(response.add_messages(charges))
}

/// `auction` says that bidders have not stood by what they committed.
pub fn fault(
    deps: DepsMut,
    sender: &Addr,
    config: &Config,
    bidders: &[Bidder],
) -> Result<Response, ContractError> {
    only_auction(deps.as_ref(), config, sender)?;
    let max = MAX_BIDS;
    bounded("bidders", bidders, Bounds { min: 1, max })?;
    let charges = charges(deps.as_ref(), config, bidders)?;
    Ok(Response::new().add_messages(charges))
}

/// What bidders are charged; what they cost burns, for nobody has waited for them.
fn charges(deps: Deps, config: &Config, bidders: &[Bidder]) -> Result<Vec<WasmMsg>, ContractError> {
    let attestation = config.attestation(deps.api)?;
    let charge = |bidder: &Bidder| {
        faults::book(
            deps.storage,
            &attestation,
            &config.params,
            bidder.provider,
            &bidder.draw,
            config.params.no_show,
            None,
        )
    };
    bidders.iter().map(charge).collect()
}

fn only_auction(deps: Deps, config: &Config, sender: &Addr) -> Result<(), ContractError> {
    let auction = config.auction(deps.api)?;
    ensure!(
        auction.as_ref() == Some(sender),
        GuardError::NotAllowed {
            role: "auction".to_string(),
            holder: auction.map_or_else(|| "nobody".to_string(), Addr::into_string),
        }
    );
    Ok(())
}
