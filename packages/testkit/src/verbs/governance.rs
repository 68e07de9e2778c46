use cosmwasm_std::Decimal;
use tender_chain::{TxError, TxResult};
use tender_interfaces::attestation::{self, NewClass};
use tender_interfaces::{escrow, oracle};
use tender_types::{Asset, ClassId, Price};

use crate::codes::Contract;
use crate::network::Network;
use crate::world::{Done, World};

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

    /// Governance adds classes to the catalog.
    ///
    /// # Errors
    /// `guard/list_length`. A class that is refused is told in the answer.
    pub fn add_classes(
        &mut self,
        classes: Vec<NewClass>,
    ) -> Result<Done<attestation::AddClassesResponse>, TxError> {
        let gov = self.addr("gov");
        let msg = attestation::ExecuteMsg::AddClasses { classes };
        self.call_for_data(&gov, Contract::Attestation, &msg)
    }

    /// Governance adds attributes to the catalog.
    ///
    /// # Errors
    /// `guard/list_length`. An attribute that is refused is told in the answer.
    pub fn add_attributes(
        &mut self,
        names: &[&str],
    ) -> Result<Done<attestation::AddAttributesResponse>, TxError> {
        let gov = self.addr("gov");
        let msg = attestation::ExecuteMsg::AddAttributes {
            names: names.iter().map(|name| (*name).to_string()).collect(),
        };
        self.call_for_data(&gov, Contract::Attestation, &msg)
    }

    /// The id of the class called `name`.
    pub fn class(&self, name: &str) -> ClassId {
        let query = attestation::QueryMsg::Class {
            name: name.to_string(),
        };
        let class: attestation::Class = self.query(Contract::Attestation, &query);
        class.class
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
