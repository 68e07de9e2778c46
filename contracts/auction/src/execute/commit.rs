use cosmwasm_std::{ensure, Addr, DepsMut, Env, HexBinary, Response};
use tender_interfaces::auction::{Bidding, BINDING};
use tender_interfaces::demand::Mismatch;
use tender_interfaces::events::BidCommitted;
use tender_types::{ClassId, OrderKey, ProviderId, Timestamp};

use crate::auction::Auction;
use crate::bound::bind;
use crate::ranking;
use crate::registry::speaks_for;
use crate::rule::digest;
use crate::serve::{judge_properties, look, Look};
use crate::state::{slot, Commitment, Config, COMMITMENTS};
use crate::ContractError;

/// A sealed bid as it arrives.
pub struct Sealed {
    /// Who bids.
    pub provider: ProviderId,
    /// The round that it means.
    pub round: u64,
    /// What it offers.
    pub classes: Vec<ClassId>,
    /// SHA-256 of what it will open.
    pub seal: HexBinary,
}

/// Takes a bid whose rate is sealed, of a provider that can serve it now. Its bond stays long enough
/// that not opening it costs something.
pub fn commit(
    deps: DepsMut,
    env: &Env,
    sender: &Addr,
    config: &Config,
    order: OrderKey,
    new: Sealed,
) -> Result<Response, ContractError> {
    let now = Timestamp::now(env);
    let Sealed {
        provider,
        round,
        classes,
        seal,
    } = new;
    let row = speaks_for(deps.as_ref(), sender, config, provider)?;
    digest(&seal)?;
    let auction = Auction::load(deps.storage, order)?;
    let sealed = matches!(auction.rule().bidding, Bidding::Sealed { .. });
    ensure!(sealed, ContractError::WrongBidding { order });
    auction.takes_bids(provider, round, now)?;
    let key = (slot(order), round, provider);
    let before = COMMITMENTS.may_load(deps.storage, &key)?;
    ensure!(
        before.is_none(),
        ContractError::AlreadyCommitted { order, provider }
    );
    let demand = &auction.terms.demand;
    let fits = ranking::ceiling(demand, &classes).is_some();
    let mismatch = Mismatch::Class {};
    ensure!(fits, ContractError::Mismatch { mismatch });
    judge_properties(deps.as_ref(), config, demand, &classes)?;
    let looked = look(
        deps.as_ref(),
        config,
        demand,
        provider,
        Some(&row),
        &classes,
        now,
    )?;
    let tier = match looked {
        Look::Serves { tier } => tier,
        Look::Fails { mismatch, .. } => return Err(ContractError::Mismatch { mismatch }),
    };

    let open_until = auction.clock().reveals_until;
    let draw = auction.draw(&classes);
    let commitment = Commitment {
        seal,
        classes,
        tier,
        committed_at: now,
        open_until,
        draw,
    };
    COMMITMENTS.save(deps.storage, &key, &commitment);
    bind(deps.storage, provider, open_until.after(BINDING))?;
    Ok(Response::new().add_event(BidCommitted {
        order,
        provider,
        classes: commitment.classes,
        round,
        open_until,
    }))
}
