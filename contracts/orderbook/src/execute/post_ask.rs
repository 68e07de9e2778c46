use cosmwasm_std::{ensure, to_json_binary, Addr, DepsMut, Env, Response};
use tender_guard::{distinct, within, Bounds};
use tender_interfaces::attestation::Registry;
use tender_interfaces::events::AskPosted;
use tender_interfaces::orderbook::{Offer, MAX_ASK_UNITS, MAX_ASSETS};
use tender_market::matching::{can_serve, carries};
use tender_types::{AskId, AssetIndex, ClassId, Echo, Resources, Timestamp};

use crate::book::{self, StandingAsk};
use crate::registry::provider_of;
use crate::state::{draw, Ask, AssetSet, Config, NEXT_ASK};
use crate::ContractError;

/// A provider that can be matched offers units at a standing price.
pub fn post_ask(
    deps: DepsMut,
    env: &Env,
    sender: &Addr,
    config: &Config,
    offer: Offer,
) -> Result<Response, ContractError> {
    validate(&offer, Timestamp::now(env))?;
    let assets = asset_set(&offer.assets)?;
    let attestation = config.attestation(deps.api)?;
    let registry = Registry {
        address: &attestation,
        querier: deps.querier,
    };
    let provider = provider_of(deps.api, registry, sender)?;
    can_serve(registry.provider(provider)?.as_ref())
        .map_err(|mismatch| ContractError::CannotServe { provider, mismatch })?;
    let (class, unit) = class_and_unit(registry, offer.class, offer.unit)?;

    let turn = draw(deps.storage, &NEXT_ASK, 1)?;
    let standing = StandingAsk {
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
        .add_event(posted(standing)))
}

/// What can be checked without asking anybody.
fn validate(offer: &Offer, now: Timestamp) -> Result<(), ContractError> {
    ensure!(!offer.rate.is_zero(), ContractError::ZeroRate);
    within("units", offer.units, 1, MAX_ASK_UNITS)?;
    if let Some(expires_at) = offer.expires_at {
        ensure!(
            expires_at > now,
            ContractError::AlreadyOver { expires_at, now }
        );
    }
    let written_well = offer.unit.as_ref().is_none_or(Resources::is_canonical);
    ensure!(written_well, ContractError::Volumes);
    Ok(())
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
        within("assets", usize::from(asset.0), 0, highest)?;
        set = set.with(*asset);
    }
    Ok(set)
}

/// The class offered, and what one unit carries: at least what the class promises.
fn class_and_unit(
    registry: Registry<'_>,
    class: String,
    unit: Option<Resources>,
) -> Result<(ClassId, Resources), ContractError> {
    let row = registry
        .class(&class)?
        .ok_or_else(|| ContractError::UnknownClass {
            name: Echo::of(&class),
        })?;
    let Some(unit) = unit else {
        return Ok((row.class, row.carries));
    };
    carries(&unit, &row.carries).map_err(|mismatch| ContractError::UnitBelowClass {
        class: Echo::of(class),
        mismatch,
    })?;
    Ok((row.class, unit))
}

fn posted(standing: StandingAsk) -> AskPosted {
    let StandingAsk {
        class,
        rate,
        turn,
        ask,
    } = standing;
    AskPosted {
        ask: ask.id,
        provider: ask.provider,
        class,
        rate,
        turn,
        units: ask.units,
        unit: ask.unit,
        assets: ask.assets.list(),
        expires_at: ask.expires_at,
    }
}
