use cosmwasm_std::{to_json_binary, Addr, Uint128};
use cw20::Cw20ExecuteMsg;
use tender_chain::{TxError, TxResult};
use tender_interfaces::attestation::{self, Profile, ProviderResponse};
use tender_interfaces::orderbook::{ExecuteMsg, Offer};
use tender_interfaces::{auction, escrow};
use tender_types::{
    AskId, AskKey, AssetIndex, ClassId, LeaseKey, OrderId, ProviderId, Rate, Resources, Timestamp,
};

use crate::codes::Contract;
use crate::network::Network;
use crate::price::usd_per_hour;
use crate::world::{Done, World};

/// An ask being written.
#[derive(Clone, Debug)]
pub struct Ask(pub Offer);

impl Ask {
    /// `units` of `class` at `price` USD per unit and hour.
    pub fn of(class: &str, units: u32, price: &str) -> Self {
        Self::at(class, units, usd_per_hour(price))
    }

    /// `units` of `class` at `rate`.
    pub fn at(class: &str, units: u32, rate: Rate) -> Self {
        Self(Offer {
            class: class.to_string(),
            rate,
            units,
            unit: None,
            assets: vec![AssetIndex::CREDIT],
            expires_at: None,
        })
    }

    /// Each unit carries `unit`.
    pub fn each(mut self, unit: Resources) -> Self {
        self.0.unit = Some(unit);
        self
    }

    /// Stands until then.
    pub fn until(mut self, time: Timestamp) -> Self {
        self.0.expires_at = Some(time);
        self
    }

    /// Takes these assets.
    pub fn taking(mut self, assets: &[u8]) -> Self {
        self.0.assets = assets.iter().copied().map(AssetIndex).collect();
        self
    }
}

impl<N: Network> World<N> {
    /// Registers `sender` as a provider.
    ///
    /// # Errors
    /// `attestation/host`, `attestation/unknown_attribute`, `attestation/two_values` for a profile that is no such;
    /// `guard/list_length`, `guard/duplicate` for its attributes; `attestation/already_registered`.
    pub fn register(
        &mut self,
        sender: &Addr,
        host: &str,
        attributes: &[&str],
    ) -> Result<Done<ProviderId>, TxError> {
        let profile = Profile {
            host: host.to_string(),
            contact: "ops@provider.example".to_string(),
            attributes: attributes.iter().map(|name| (*name).to_string()).collect(),
        };
        self.call_for_data(
            sender,
            Contract::Attestation,
            &attestation::ExecuteMsg::Register { profile },
        )
    }

    /// `sender` adds `amount` micro-AKT to a provider's bond.
    ///
    /// # Errors
    /// `token/insufficient` when the sender has less; `attestation/unknown_provider`; `attestation/provider_left`;
    /// `attestation/zero_bond`.
    pub fn bond(
        &mut self,
        sender: &Addr,
        provider: ProviderId,
        amount: u128,
    ) -> Result<TxResult, TxError> {
        let msg = Cw20ExecuteMsg::Send {
            contract: self.at.attestation.to_string(),
            amount: Uint128::new(amount),
            msg: to_json_binary(&attestation::ReceiveMsg::Bond { provider }).expect("serializes"),
        };
        self.call(sender, Contract::Token, &msg)
    }

    /// A provider with AKT, registered, and bonded with the minimum: its id.
    pub fn provider(&mut self, name: &str, attributes: &[&str]) -> ProviderId {
        let sender = self.addr(name);
        let bond = self.settings.attestation.min_bond.0;
        self.give_akt(&sender, bond);
        let registered = self.register(&sender, &format!("https://{name}.example"), attributes);
        let id = registered.expect("a provider registers").value;
        self.bond(&sender, id, bond).expect("a provider bonds");
        id
    }

    /// What the registry says of a provider.
    pub fn provider_info(&self, provider: ProviderId) -> ProviderResponse {
        self.query(
            Contract::Attestation,
            &attestation::QueryMsg::Provider { provider },
        )
    }

    /// A provider posts an ask.
    ///
    /// # Errors
    /// `orderbook/not_a_provider`; `orderbook/cannot_serve` when the provider cannot be matched now;
    /// `orderbook/unknown_class`, `orderbook/unit_below_class`, `orderbook/zero_rate`, `orderbook/already_over`,
    /// `orderbook/volumes`, `guard/list_length`, `guard/duplicate` and `guard/out_of_range` for the offer.
    pub fn post(&mut self, sender: &Addr, ask: Ask) -> Result<Done<AskKey>, TxError> {
        self.call_for_data(
            sender,
            Contract::Orderbook,
            &ExecuteMsg::PostAsk { offer: ask.0 },
        )
    }

    /// A provider changes the rate of an ask.
    ///
    /// # Errors
    /// `orderbook/not_a_provider`; `orderbook/ask_not_found`; `orderbook/zero_rate`; `guard/no_change` when the
    /// rate is that already.
    pub fn reprice(&mut self, sender: &Addr, ask: AskId, price: &str) -> Result<TxResult, TxError> {
        let msg = ExecuteMsg::RepriceAsk {
            ask,
            rate: usd_per_hour(price),
        };
        self.call(sender, Contract::Orderbook, &msg)
    }

    /// A provider takes back the free units of an ask.
    ///
    /// # Errors
    /// `orderbook/not_a_provider`; `orderbook/ask_not_found`.
    pub fn withdraw_ask(&mut self, sender: &Addr, ask: AskId) -> Result<TxResult, TxError> {
        self.call(
            sender,
            Contract::Orderbook,
            &ExecuteMsg::WithdrawAsk { ask },
        )
    }

    /// A provider serves a resting order from one of its asks.
    ///
    /// # Errors
    /// `orderbook/order_not_found`, `orderbook/order_over`; `orderbook/ask_not_found`; `orderbook/ask_refused`
    /// when the ask does not serve the order; what `escrow` refuses of the lease, as in [`World::place`].
    pub fn take(
        &mut self,
        sender: &Addr,
        order: OrderId,
        ask: AskId,
    ) -> Result<Done<LeaseKey>, TxError> {
        self.call_for_data(
            sender,
            Contract::Orderbook,
            &ExecuteMsg::TakeOrder { order, ask },
        )
    }

    /// A provider bids `price` USD per unit and hour.
    ///
    /// # Errors
    /// `auction/unknown_auction`, `auction/bidding_over`; `guard/not_allowed` when `provider` is not the sender;
    /// `auction/zero_rate`; `auction/mismatch` when the bid does not serve the order; `auction/not_best` or `auction/not_lower` when it
    /// is not low enough.
    pub fn bid(
        &mut self,
        sender: &Addr,
        order: OrderId,
        provider: ProviderId,
        class: ClassId,
        price: &str,
    ) -> Result<TxResult, TxError> {
        let rate = usd_per_hour(price);
        let unit = Resources::default();
        let msg = auction::ExecuteMsg::PlaceBid {
            order,
            provider,
            class,
            rate,
            unit,
        };
        self.call(sender, Contract::Auction, &msg)
    }

    /// Anyone pays providers what leases have earned.
    ///
    /// # Errors
    /// `guard/list_length`, `guard/duplicate`; `escrow/account_not_found` or `escrow/lease_not_found` when
    /// all of them are gone. Otherwise those that are gone are passed over.
    pub fn withdraw(&mut self, sender: &Addr, leases: &[LeaseKey]) -> Result<TxResult, TxError> {
        let msg = escrow::ExecuteMsg::Withdraw {
            leases: leases.to_vec(),
        };
        self.call(sender, Contract::Escrow, &msg)
    }
}
