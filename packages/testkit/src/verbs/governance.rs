use cosmwasm_std::Decimal;
use tender_chain::{TxError, TxResult};
use tender_interfaces::{attestation, escrow, oracle};
use tender_types::{Asset, Price, Resources};

use crate::codes::Contract;
use crate::network::Network;
use crate::world::World;

impl<N: Network> World<N> {
    /// Every feeder reports `price` USD per AKT, seen now.
    pub fn feed(&mut self, price: &str) -> Vec<TxResult> {
        let price: Decimal = price.parse().expect("a price is a decimal number");
        let price = Price(price);
        let msg = oracle::ExecuteMsg::Report {
            price,
            timestamp: self.now(),
        };
        let feeders = self.settings.feeders.clone();
        let report = |name: &&str| {
            let feeder = self.addr(name);
            match self.call(&feeder, Contract::Oracle, &msg) {
                Ok(tx) => tx,
                Err(error) => panic!("{name} cannot report: {error}"),
            }
        };
        feeders.iter().map(report).collect()
    }

    /// Governance adds a class to the catalog.
    ///
    /// # Errors
    /// `attestation/class_name`, `attestation/carries`; `attestation/name_taken` when it is there already.
    pub fn add_class(&mut self, name: &str, carries: Resources) -> Result<TxResult, TxError> {
        let gov = self.addr("gov");
        let msg = attestation::ExecuteMsg::AddClass {
            name: name.to_string(),
            carries,
        };
        self.call(&gov, Contract::Attestation, &msg)
    }

    /// Governance adds an attribute to the catalog.
    ///
    /// # Errors
    /// `attestation/attribute_name`; `attestation/name_taken` when it is there already.
    pub fn add_attribute(&mut self, name: &str) -> Result<TxResult, TxError> {
        let gov = self.addr("gov");
        let msg = attestation::ExecuteMsg::AddAttribute {
            name: name.to_string(),
        };
        self.call(&gov, Contract::Attestation, &msg)
    }

    /// Governance lists an asset at par with the credit.
    ///
    /// # Errors
    /// `escrow/denom`, `guard/address`, `guard/wrong_contract` for what cannot be an asset; `escrow/asset_listed`;
    /// `escrow/too_many_assets`.
    pub fn add_asset(&mut self, asset: Asset) -> Result<TxResult, TxError> {
        let gov = self.addr("gov");
        self.call(
            &gov,
            Contract::Escrow,
            &escrow::ExecuteMsg::AddAsset { asset },
        )
    }
}
