use cosmwasm_std::{ensure, Addr, Deps, DepsMut, Response};
use tender_guard::canonical;
use tender_interfaces::events::AssetAdded;
use tender_interfaces::orderbook::MAX_ASSETS;
use tender_types::{Asset, AssetIndex, Echo};

use crate::links::ASSET;
use crate::state::{find_asset, AssetRow, Config, ADMIN, ASSETS, CONFIG};
use crate::ContractError;

/// What the bank module allows a denom to be.
const DENOM_BYTES: std::ops::RangeInclusive<usize> = 3..=128;

/// The owner lists another asset. A token has to be there and to answer as one: an asset is never
/// taken off the list.
pub fn add_asset(
    deps: DepsMut,
    sender: &Addr,
    config: &Config,
    asset: Asset,
) -> Result<Response, ContractError> {
    ADMIN.only_owner(deps.storage, sender)?;
    let row = row(deps.as_ref(), &asset)?;
    if let Some(index) = find_asset(deps.storage, config, &row)? {
        let asset = Echo::of(asset.to_string());
        return Err(ContractError::AssetListed { asset, index });
    }
    ensure!(
        usize::from(config.assets) < MAX_ASSETS,
        ContractError::TooManyAssets
    );
    if let Asset::Cw20 { contract } = &asset {
        ASSET.told(deps.as_ref(), contract)?;
    }
    let index = AssetIndex(config.assets);
    ASSETS.save(deps.storage, &index, &row);
    let config = Config {
        assets: config.assets.saturating_add(1),
        ..config.clone()
    };
    CONFIG.save(deps.storage, &config);
    Ok(Response::new().add_event(AssetAdded { index, asset }))
}

/// The asset as it is stored, if its denom or contract can exist.
fn row(deps: Deps, asset: &Asset) -> Result<AssetRow, ContractError> {
    match asset {
        Asset::Cw20 { contract } => Ok(AssetRow::Cw20 {
            contract: canonical(deps.api, contract)?,
        }),
        Asset::Native { denom } => {
            ensure!(
                is_denom(denom),
                ContractError::Denom {
                    denom: Echo::of(denom)
                }
            );
            Ok(AssetRow::Native {
                denom: denom.clone(),
            })
        }
    }
}

fn is_denom(text: &str) -> bool {
    let others = |c: char| c.is_ascii_alphanumeric() || "/:._-".contains(c);
    DENOM_BYTES.contains(&text.len())
        && text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(others)
}
