//! Money that arrives with a message: of which listed asset, and how much.

use cosmwasm_std::{ensure, Addr, Api, MessageInfo, Storage, Uint128};
use tender_guard::one_coin;
use tender_math::Checked;
use tender_types::{AssetIndex, Echo, Micro, Pico};

use crate::state::{find_asset, AssetRow, Config};
use crate::ContractError;

/// Money that has arrived.
#[must_use = "it has arrived: whose is it?"]
pub struct Money {
    /// Its kind.
    pub asset: AssetIndex,
    /// Micro-units; never zero.
    pub amount: Micro,
    /// The same inside the ledger.
    pub pico: Pico,
}

impl Money {
    /// The one coin that came along.
    ///
    /// # Errors
    /// `guard/one_coin`; `escrow/unknown_asset` for a denom that is not listed.
    pub fn of_coin(
        store: &dyn Storage,
        config: &Config,
        info: &MessageInfo,
    ) -> Result<Self, ContractError> {
        let coin = one_coin(info)?;
        let asset = AssetRow::Native {
            denom: coin.denom.clone(),
        };
        let index = find_asset(store, config, &asset)?;
        let asset = index.ok_or_else(|| ContractError::UnknownAsset {
            asset: Echo::of(&coin.denom),
        })?;
        Self::new(asset, coin.amount)
    }

    /// Tokens that `token` says were sent.
    ///
    /// # Errors
    /// `escrow/unknown_asset` when the sender is no listed token; `escrow/zero_amount`.
    pub fn of_token(
        store: &dyn Storage,
        api: &dyn Api,
        config: &Config,
        token: &Addr,
        amount: Uint128,
    ) -> Result<Self, ContractError> {
        let contract = api.addr_canonicalize(token.as_str())?;
        let index = find_asset(store, config, &AssetRow::Cw20 { contract })?;
        let asset = index.ok_or_else(|| ContractError::UnknownAsset {
            asset: Echo::of(token),
        })?;
        Self::new(asset, amount)
    }

    fn new(asset: AssetIndex, amount: Uint128) -> Result<Self, ContractError> {
        let amount = Micro::from(amount);
        ensure!(!amount.is_zero(), ContractError::ZeroAmount);
        let pico = Pico::from_micro(amount).or_overflow("the amount")?;
        Ok(Self {
            asset,
            amount,
            pico,
        })
    }
}
