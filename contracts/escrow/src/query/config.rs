use cosmwasm_std::{CanonicalAddr, Deps};
use tender_interfaces::escrow::ConfigResponse;
use tender_types::{Asset, AssetIndex};

use crate::state::{AssetRow, Config, ASSETS, CONFIG};
use crate::ContractError;

/// Addresses, assets, parameters.
pub fn config(deps: Deps) -> Result<ConfigResponse, ContractError> {
    let config = CONFIG.load(deps.storage)?;
    let human = |address: &CanonicalAddr| deps.api.addr_humanize(address).map(String::from);
    Ok(ConfigResponse {
        orderbook: config.orderbook.as_ref().map(human).transpose()?,
        treasury: human(&config.treasury)?,
        assets: assets(deps, &config)?,
        params: config.params,
    })
}

/// Listed assets, by index.
pub fn assets(deps: Deps, config: &Config) -> Result<Vec<Asset>, ContractError> {
    let human = |address: &CanonicalAddr| deps.api.addr_humanize(address).map(String::from);
    let mut assets = vec![Asset::Cw20 {
        contract: human(&config.credit)?,
    }];
    for index in (1..config.assets).map(AssetIndex) {
        assets.push(match ASSETS.load(deps.storage, &index)? {
            AssetRow::Native { denom } => Asset::Native { denom },
            AssetRow::Cw20 { contract } => Asset::Cw20 {
                contract: human(&contract)?,
            },
        });
    }
    Ok(assets)
}
