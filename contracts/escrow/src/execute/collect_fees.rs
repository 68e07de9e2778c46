use cosmwasm_std::{Deps, DepsMut, Env, Response, SubMsg};
use tender_guard::{distinct, Bounds};
use tender_interfaces::escrow::MAX_BATCH;
use tender_interfaces::events::{FeesCollected, FeesSplit};
use tender_math::{split_amount, Checked};
use tender_types::{AccountId, AssetIndex, Micro, Pico, Timestamp};

use crate::batch::Batch;
use crate::pay::{burn, Payouts};
use crate::state::{add_to_pot, load_account, Config, FeePot, ACCOUNTS, FEE_POTS};
use crate::ContractError;

/// Moves the fees of accounts into the pot of their asset, to the last fraction; then burns and sends
/// on the whole units of every pot. Without accounts: only that. Accounts that are gone are passed
/// over: their fees are in the pots already.
pub fn collect_fees(
    deps: DepsMut,
    env: &Env,
    config: &Config,
    accounts: &[AccountId],
) -> Result<Response, ContractError> {
    let bounds = Bounds {
        min: 0,
        max: MAX_BATCH,
    };
    distinct("accounts", accounts, bounds)?;
    let now = Timestamp::now(env);
    let mut batch = Batch::default();
    let mut response = Response::new();
    for account in accounts {
        let loaded = load_account(deps.storage, *account, now);
        let Some(mut synced) = batch.sort(*account, loaded)? else {
            continue;
        };
        let fees_pico = synced.take_fees();
        add_to_pot(deps.storage, synced.row().asset, fees_pico)?;
        ACCOUNTS.save(deps.storage, account, &synced.stored());
        response = response.add_event(FeesCollected {
            account: *account,
            fees_pico,
        });
    }
    let mut response = response.add_events(batch.finish()?);
    for asset in (0..config.assets).map(AssetIndex) {
        let pot = FEE_POTS.may_load(deps.storage, &asset)?.unwrap_or_default();
        let Some((split, left)) = split(config, asset, pot)? else {
            continue;
        };
        FEE_POTS.save(deps.storage, &asset, &left);
        let messages = pay_out(deps.as_ref(), config, &split)?;
        response = response.add_event(split).add_submessages(messages);
    }
    Ok(response)
}

/// The whole units of a pot, divided, and what stays in it; `None` when there is no whole unit. A
/// fraction of what burns joins the fees, so that in the end no two fractions are left that make a unit.
fn split(
    config: &Config,
    asset: AssetIndex,
    pot: FeePot,
) -> Result<Option<(FeesSplit, FeePot)>, ContractError> {
    const WHAT: &str = "collected fees";
    let forfeited = pot.forfeited.micro_floor();
    let fees = pot.fees.checked_add(pot.forfeited.fraction());
    let fees = fees.or_overflow(WHAT)?;
    let whole = fees.micro_floor();
    if whole.is_zero() && forfeited.is_zero() {
        return Ok(None);
    }
    let (burned, treasury) = match asset {
        AssetIndex::CREDIT => split_amount(whole, config.params.burn)?,
        _ => (Micro::ZERO, whole),
    };
    let split = FeesSplit {
        asset,
        burned: burned.checked_add(forfeited).or_overflow(WHAT)?,
        treasury,
    };
    let left = FeePot {
        fees: fees.fraction(),
        forfeited: Pico::ZERO,
    };
    Ok(Some((split, left)))
}

fn pay_out(deps: Deps, config: &Config, split: &FeesSplit) -> Result<Vec<SubMsg>, ContractError> {
    let payouts = Payouts::one(split.asset, &config.treasury, split.treasury);
    let mut messages = payouts.deliver(deps, config)?;
    if !split.burned.is_zero() {
        messages.push(SubMsg::new(burn(deps.api, config, split.burned)?));
    }
    Ok(messages)
}
