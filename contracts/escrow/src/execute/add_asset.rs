use cosmwasm_std::{Addr, DepsMut, Response};
use tender_interfaces::events::AssetAdded;
use tender_interfaces::orderbook::MAX_ASSETS;
use tender_types::Asset;

use crate::pay::CREDIT;
use crate::state::{find_asset, AssetRow, ASSETS, CONFIG, ROLES};
use crate::{validate, ContractError};

/// The owner lists another asset.
pub fn add_asset(deps: DepsMut, sender: &Addr, asset: Asset) -> Result<Response, ContractError> {
    ROLES.only_owner(deps.storage, sender)?;
    let row = validate::asset(deps.api, &asset)?;
    let mut config = CONFIG.load(deps.storage)?;
    let credit = AssetRow::Cw20 {
        contract: config.credit.clone(),
    };
    let listed = match row == credit {
        true => Some(CREDIT),
        false => find_asset(deps.storage, &config, &row)?,
    };
    if let Some(index) = listed {
        let asset = asset.to_string();
        return Err(ContractError::AssetListed { asset, index });
    }
    if usize::from(config.assets) >= MAX_ASSETS {
        return Err(ContractError::TooManyAssets);
    }
    let index = config.assets;
    ASSETS.save(deps.storage, &index, &row);
    config.assets = config.assets.saturating_add(1);
    CONFIG.save(deps.storage, &config);
    Ok(Response::new().add_event(AssetAdded { index, asset }))
}
