use cosmwasm_std::{to_json_binary, DepsMut, Env, MessageInfo, Response};
use tender_guard::{active, distinct, within, Bounds};
use tender_interfaces::attestation::{ProviderStatus, Registry};
use tender_interfaces::demand::Mismatch;
use tender_interfaces::events::AskPosted;
use tender_interfaces::orderbook::{Offer, MAX_ASK_UNITS, MAX_ASSETS};
use tender_interfaces::roles::ActionClass;
use tender_market::matching::carries;
use tender_types::{AskId, AssetIndex, ClassId, ProviderId, Rate, Resources, Timestamp};

use super::{in_future, sender_provider};
use crate::book::{self, Standing};
use crate::state::{draw, Ask, AssetSet, CONFIG, NEXT_ASK};
use crate::ContractError;

/// A provider that can be matched offers units at a standing price.
pub fn post_ask(
    deps: DepsMut,
    env: Env,
    info: MessageInfo,
    offer: Offer,
) -> Result<Response, ContractError> {
    let config = CONFIG.load(deps.storage)?;
    active(config.paused, ActionClass::Ask)?;
    let assets = validate(&offer, env.block.time.seconds())?;
    let attestation = config.attestation(deps.api)?;
    let registry = Registry {
        address: &attestation,
        querier: deps.querier,
    };
    let provider = sender_provider(&deps, registry, &info.sender)?;
    can_serve(registry, provider)?;
    let (class, unit) = class_and_unit(registry, &offer)?;

    let turn = draw(deps.storage, &NEXT_ASK, 1)?;
    let standing = Standing {
        class,
        rate: offer.rate,
        turn,
        ask: Ask {
            id: AskId(turn),
            provider,
            free: offer.units,
            units: offer.units,
            unit,
            assets,
            expires_at: offer.expires_at,
        },
    };
    book::put(deps.storage, &standing);
    Ok(Response::new()
        .set_data(to_json_binary(&standing.key())?)
        .add_event(posted(&standing)))
}

/// What can be checked without asking anybody.
fn validate(offer: &Offer, now: Timestamp) -> Result<AssetSet, ContractError> {
    if offer.rate == Rate::ZERO {
        return Err(ContractError::ZeroRate);
    }
    within("units", offer.units, 1, MAX_ASK_UNITS)?;
    if let Some(expires_at) = offer.expires_at {
        in_future(expires_at, now)?;
    }
    if offer.unit.as_ref().is_some_and(|unit| !unit.is_canonical()) {
        return Err(ContractError::Volumes);
    }
    asset_set(&offer.assets)
}

fn asset_set(assets: &[AssetIndex]) -> Result<AssetSet, ContractError> {
    let bounds = Bounds {
        min: 1,
        max: MAX_ASSETS,
    };
    distinct("assets", assets, bounds)?;
    let highest = MAX_ASSETS.saturating_sub(1);
    let mut set = AssetSet::default();
    for asset in assets {
        within("asset", usize::from(*asset), 0, highest)?;
        set = set.with(*asset);
    }
    Ok(set)
}

fn can_serve(registry: Registry<'_>, provider: ProviderId) -> Result<(), ContractError> {
    let row = registry.provider(provider)?;
    let mismatch = match row {
        Some(row) if row.status == ProviderStatus::Active && row.bonded => return Ok(()),
        Some(row) if row.status == ProviderStatus::Active => Mismatch::Bond {},
        _ => Mismatch::ProviderStatus {},
    };
    Err(ContractError::CannotServe { provider, mismatch })
}

/// The class offered, and what one unit carries: at least what the class promises.
fn class_and_unit(
    registry: Registry<'_>,
    offer: &Offer,
) -> Result<(ClassId, Resources), ContractError> {
    let unknown = || ContractError::UnknownClass {
        name: offer.class.clone(),
    };
    let class = registry.class(&offer.class)?.ok_or_else(unknown)?;
    let Some(unit) = &offer.unit else {
        return Ok((class.class, class.carries));
    };
    carries(unit, &class.carries).map_err(|mismatch| ContractError::UnitBelowClass {
        class: offer.class.clone(),
        mismatch,
    })?;
    Ok((class.class, unit.clone()))
}

fn posted(standing: &Standing) -> AskPosted {
    AskPosted {
        ask: standing.ask.id,
        provider: standing.ask.provider,
        class: standing.class,
        rate: standing.rate,
        free: standing.ask.free,
        expires_at: standing.ask.expires_at,
    }
}
