use cosmwasm_std::{Deps, DepsMut, Env, Response, SubMsg};
use tender_guard::{distinct, Bounds};
use tender_interfaces::escrow::MAX_BATCH;
use tender_interfaces::events::{FeesCollected, FeesSplit};
use tender_math::split_amount;
use tender_types::{AccountId, AssetIndex, Pico};

use crate::pay::{burn, Payouts, CREDIT};
use crate::state::{add_to_pot, load_account, Config, FeePot, ACCOUNTS, CONFIG, FEE_POTS};
use crate::ContractError;

/// Moves the fees of accounts into the pot of their asset, to the last fraction; then burns and sends
/// on the whole units of every pot. Without accounts: only that.
pub fn collect_fees(
    deps: DepsMut,
    env: &Env,
    accounts: &[AccountId],
) -> Result<Response, ContractError> {
    let bounds = Bounds {
        min: 0,
        max: MAX_BATCH,
    };
    distinct("accounts", accounts, bounds)?;
    let config = CONFIG.load(deps.storage)?;
    let mut response = Response::new();
    for account in accounts {
        let mut live = load_account(deps.storage, *account)?.at(env.block.time.seconds())?;
        let Pico(fees) = std::mem::take(&mut live.account.fees);
        add_to_pot(deps.storage, live.account.asset, Pico(fees))?;
        ACCOUNTS.save(deps.storage, account, &live.stored());
        response = response.add_event(FeesCollected {
            account: *account,
            fees_pico: fees.into(),
        });
    }
    for asset in 0..config.assets {
        let pot = FEE_POTS.may_load(deps.storage, &asset)?.unwrap_or_default();
        let Some((split, left)) = split(&config, asset, pot)? else {
            continue;
        };
        FEE_POTS.save(deps.storage, &asset, &left);
        let messages = pay_out(deps.as_ref(), &config, &split)?;
        response = response.add_event(split).add_submessages(messages);
    }
    Ok(response)
}

/// The whole units of a pot, divided, and what stays in it; `None` when there is no whole unit.
fn split(
    config: &Config,
    asset: AssetIndex,
    pot: FeePot,
) -> Result<Option<(FeesSplit, FeePot)>, ContractError> {
    let whole = pot.fees.micro_floor();
    let taken = Pico::from_micro(whole).and_then(|taken| pot.fees.checked_sub(taken));
    let Some(fees) = taken.filter(|_| !whole.is_zero()) else {
        return Ok(None);
    };
    let (burned, treasury) = match asset {
        CREDIT => split_amount(whole.u128(), config.params.burn)?,
        _ => (0, whole.u128()),
    };
    let split = FeesSplit {
        asset,
        burned: burned.into(),
        treasury: treasury.into(),
    };
    Ok(Some((split, FeePot { fees })))
}

fn pay_out(deps: Deps, config: &Config, split: &FeesSplit) -> Result<Vec<SubMsg>, ContractError> {
    let payouts = Payouts::one(split.asset, &config.treasury, split.treasury)?;
    let mut messages = payouts.deliver(deps, config)?;
    if !split.burned.is_zero() {
        messages.push(SubMsg::new(burn(deps.api, config, split.burned)?));
    }
    Ok(messages)
}
