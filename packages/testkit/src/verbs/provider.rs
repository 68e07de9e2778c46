use cosmwasm_std::{to_json_binary, Addr, Uint128};
use cw20::Cw20ExecuteMsg;
use tender_chain::{TxError, TxResult};
use tender_interfaces::attestation::{self, Profile, ProviderResponse};
use tender_interfaces::events::OfferPosted;
use tender_interfaces::orderbook::{CardChange, Changed, ExecuteMsg, NewOffer, OfferChange};
use tender_interfaces::{auction, escrow};
use tender_types::{ClassId, LeaseKey, OfferKey, OrderKey, ProviderId, Seconds};

use crate::codes::Contract;
use crate::network::Network;
use crate::price::usd_per_hour;
use crate::supply::Offer;
use crate::world::{Done, World};

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

    /// The address of a provider.
    pub fn address_of(&self, provider: ProviderId) -> Addr {
        Addr::unchecked(self.provider_info(provider).address)
    }

    /// A provider changes what it offers.
    ///
    /// # Errors
    /// `orderbook/not_a_provider`; what is refused of the changes, when all are.
    pub fn offer(
        &mut self,
        sender: &Addr,
        changes: Vec<OfferChange>,
    ) -> Result<Done<Changed>, TxError> {
        let msg = ExecuteMsg::Offer { changes };
        self.call_for_data(sender, Contract::Orderbook, &msg)
    }

    /// A provider posts an offer.
    ///
    /// # Errors
    /// `orderbook/not_a_provider`; `orderbook/cannot_serve` when the provider cannot be matched now;
    /// `orderbook/above_attested`, `orderbook/bond_too_small`, `orderbook/below_leased`;
    /// `orderbook/unit_below_class`, `orderbook/zero_rate`, `orderbook/already_over`, `orderbook/volumes`,
    /// `guard/duplicate` and `guard/out_of_range` for what is offered.
    pub fn post(&mut self, sender: &Addr, offer: Offer) -> Result<Done<OfferKey>, TxError> {
        let class = self.class(&offer.class);
        let new = NewOffer { class, ..offer.new };
        let tx = self.offer(sender, vec![OfferChange::Post(new)])?.tx;
        let posted = tx
            .events
            .iter()
            .find_map(|event| OfferPosted::try_from(event).ok())
            .expect("an offer was posted");
        let value = OfferKey {
            provider: posted.provider,
            class,
        };
        Ok(Done { value, tx })
    }

    /// A provider changes the rate of an offer.
    ///
    /// # Errors
    /// `orderbook/not_a_provider`; `orderbook/offer_not_found`; `orderbook/zero_rate`; `orderbook/cannot_serve`.
    pub fn reprice(
        &mut self,
        sender: &Addr,
        class: ClassId,
        price: &str,
    ) -> Result<TxResult, TxError> {
        let rate = usd_per_hour(price);
        let change = OfferChange::Reprice { class, rate };
        Ok(self.offer(sender, vec![change])?.tx)
    }

    /// A provider takes back the free units of an offer.
    ///
    /// # Errors
    /// `orderbook/not_a_provider`; `orderbook/offer_not_found`.
    pub fn withdraw_offer(&mut self, sender: &Addr, class: ClassId) -> Result<TxResult, TxError> {
        Ok(self
            .offer(sender, vec![OfferChange::Withdraw { class }])?
            .tx)
    }

    /// A provider changes its rate card.
    ///
    /// # Errors
    /// `orderbook/not_a_provider`; `orderbook/card_not_found`; `orderbook/above_attested`,
    /// `orderbook/bond_too_small`, `orderbook/below_leased`, `orderbook/replica_above_capacity`,
    /// `orderbook/empty_card` for what is on it.
    pub fn card(&mut self, sender: &Addr, change: CardChange) -> Result<TxResult, TxError> {
        self.call(sender, Contract::Orderbook, &ExecuteMsg::Card { change })
    }

    /// A provider says that leases are ready.
    ///
    /// # Errors
    /// `escrow/lease_not_found` and what else is refused of each, when all are.
    pub fn start(&mut self, sender: &Addr, leases: &[LeaseKey]) -> Result<TxResult, TxError> {
        let leases = leases.to_vec();
        let msg = escrow::ExecuteMsg::Start { leases };
        self.call(sender, Contract::Escrow, &msg)
    }

    /// The provider of each lease starts it.
    pub fn start_all(&mut self, leases: &[LeaseKey]) {
        for lease in leases {
            let provider = self.address_of(lease.provider);
            self.start(&provider, &[*lease]).expect("a provider starts");
        }
    }

    /// A provider bids `price` USD per hour for everything, for a day, with `classes` for the lines of GPUs.
    ///
    /// # Errors
    /// `auction/unknown_auction`, `auction/bidding_over`; `guard/not_allowed` when `provider` is not the sender;
    /// `auction/zero_rate`; `auction/mismatch` when the bid does not serve the order; `auction/not_better` or
    /// `auction/not_among_best` when it is not low enough.
    pub fn bid(
        &mut self,
        sender: &Addr,
        order: OrderKey,
        provider: ProviderId,
        classes: &[ClassId],
        price: &str,
    ) -> Result<TxResult, TxError> {
        let bid = auction::NewBid {
            round: self.auction(order).round,
            provider,
            classes: classes.to_vec(),
            rate: usd_per_hour(price),
            valid_until: self.now().after(Seconds::days(1)),
        };
        let msg = auction::ExecuteMsg::PlaceBid { order, bid };
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
