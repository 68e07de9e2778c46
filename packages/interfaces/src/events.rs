//! One typed event for every change of state, built and parsed by the same struct.
//!
//! On chain an event's type is `wasm-` and the name given here. Attributes come in the order of the
//! fields: ids and amounts as decimal strings, rates in pico-units per second, times in seconds,
//! absent values as an empty string. Values describe the state *after* the change.

use std::fmt::Display;
use std::str::FromStr;

use cosmwasm_std::{Attribute, Decimal, Event, Uint128};
use tender_types::{
    AccountId, AskId, Asset, AssetIndex, AuditorId, Bps, ClassId, LeaseId, OrderId, ProviderId,
    Rate, Seconds, Timestamp,
};
use thiserror::Error;

/// Why an event is not the one it is read as.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum EventError {
    /// Another event.
    #[error("event is '{found}', not '{expected}'")]
    Name {
        /// The name expected.
        expected: &'static str,
        /// The name found.
        found: String,
    },
    /// An attribute is missing.
    #[error("event has no attribute '{attribute}'")]
    Missing {
        /// Which.
        attribute: &'static str,
    },
    /// An attribute cannot be read.
    #[error("attribute '{attribute}' is '{value}', which cannot be read")]
    Value {
        /// Which.
        attribute: &'static str,
        /// What it holds.
        value: String,
    },
}

/// What the documentation says of an event.
pub struct EventDoc {
    /// Its name on chain, without `wasm-`.
    pub name: &'static str,
    /// The contract that emits it.
    pub contract: &'static str,
    /// When it is emitted.
    pub doc: &'static str,
    /// Its attributes and what they hold, in order.
    pub attributes: &'static [(&'static str, &'static str)],
}

/// A value of an attribute.
trait Value: Sized {
    fn write(&self) -> String;
    fn read(text: &str) -> Option<Self>;
}

macro_rules! values {
    ($($type:ty),* $(,)?) => {$(
        impl Value for $type {
            fn write(&self) -> String {
                self.to_string()
            }

            fn read(text: &str) -> Option<Self> {
                text.parse().ok()
            }
        }
    )*};
}

values!(
    AccountId, AskId, Asset, AuditorId, ClassId, LeaseId, OrderId, ProviderId, Rate, Decimal,
    Uint128, String, bool, u8, u32, u64
);

impl Value for Bps {
    fn write(&self) -> String {
        self.to_string()
    }

    fn read(text: &str) -> Option<Self> {
        text.parse().ok().map(Self)
    }
}

impl<V: Value + Display + FromStr> Value for Option<V> {
    fn write(&self) -> String {
        self.as_ref().map_or_else(String::new, Value::write)
    }

    fn read(text: &str) -> Option<Self> {
        match text {
            "" => Some(None),
            text => V::read(text).map(Some),
        }
    }
}

fn read<V: Value>(attributes: &[Attribute], name: &'static str) -> Result<V, EventError> {
    let attribute = attributes
        .iter()
        .find(|attribute| attribute.key == name)
        .ok_or(EventError::Missing { attribute: name })?;
    V::read(&attribute.value).ok_or_else(|| EventError::Value {
        attribute: name,
        value: attribute.value.clone(),
    })
}

/// One function for all events: written out for each, it would be a tenth of a contract.
#[inline(never)]
fn build(name: &str, attributes: Vec<(&'static str, String)>) -> Event {
    Event::new(name).add_attributes(attributes)
}

macro_rules! events {
    ($($contract:literal {$(
        #[doc = $doc:literal]
        $name:ident = $type:literal {
            $($(#[doc = $field_doc:literal])* $field:ident: $value:ty,)*
        }
    )*})*) => {
        $($(
            #[doc = $doc]
            #[derive(Clone, Debug, PartialEq)]
            pub struct $name {
                $($(#[doc = $field_doc])* pub $field: $value,)*
            }

            impl $name {
                /// The event's name on chain, without `wasm-`.
                pub const NAME: &'static str = $type;
            }

            impl From<$name> for Event {
                fn from(event: $name) -> Self {
                    let attributes = vec![$((stringify!($field), event.$field.write()),)*];
                    build($name::NAME, attributes)
                }
            }

            impl TryFrom<&Event> for $name {
                type Error = EventError;

                fn try_from(event: &Event) -> Result<Self, EventError> {
                    let found = event.ty.strip_prefix("wasm-").unwrap_or(&event.ty);
                    if found != $type {
                        return Err(EventError::Name { expected: $type, found: found.to_string() });
                    }
                    Ok(Self { $($field: read(&event.attributes, stringify!($field))?,)* })
                }
            }
        )*)*

        /// Every event, for the documentation.
        pub const EVENTS: &[EventDoc] = &[$($(EventDoc {
            name: $type,
            contract: $contract,
            doc: $doc,
            attributes: &[$((stringify!($field), concat!($($field_doc),*)),)*],
        },)*)*];
    };
}

events! {
    "every contract" {
        /// A role was proposed to somebody.
        RoleProposed = "tender_role_proposed" {
            /// `owner` or `guardian`.
            role: String,
            /// Who may accept it.
            to: String,
        }
        /// A role changed hands.
        RoleAccepted = "tender_role_accepted" {
            /// `owner` or `guardian`.
            role: String,
            /// Who holds it now.
            holder: String,
        }
        /// A proposal was withdrawn.
        RoleCancelled = "tender_role_cancelled" {
            /// `owner` or `guardian`.
            role: String,
        }
        /// A class of actions was paused.
        ClassPaused = "tender_class_paused" {
            /// The class.
            class: String,
            /// Who paused it.
            by: String,
        }
        /// A class of actions was resumed.
        ClassUnpaused = "tender_class_unpaused" {
            /// The class.
            class: String,
            /// Who resumed it.
            by: String,
        }
        /// Addresses or parameters changed; ask `Config` for them.
        ConfigUpdated = "tender_config_updated" {
            /// Who changed them.
            by: String,
        }
    }
    "oracle" {
        /// A feeder reported a price.
        PriceReported = "tender_price_reported" {
            /// The feeder.
            feeder: String,
            /// USD per AKT, as it saw it.
            price: Decimal,
            /// When it saw it.
            timestamp: Timestamp,
            /// The price that follows; empty when unhealthy.
            median: Option<Decimal>,
        }
        /// A feeder was admitted.
        FeederAdmitted = "tender_feeder_admitted" {
            /// The feeder.
            feeder: String,
        }
        /// A feeder and its report were removed.
        FeederRemoved = "tender_feeder_removed" {
            /// The feeder.
            feeder: String,
        }
    }
    "bme" {
        /// AKT was burned for credit.
        CreditMinted = "tender_credit_minted" {
            /// Whose AKT.
            owner: String,
            /// Who holds the credit.
            recipient: String,
            /// Micro-AKT burned.
            burned: Uint128,
            /// Micro-ACT minted.
            minted: Uint128,
            /// USD per AKT.
            price: Decimal,
            /// Micro-ACT in existence.
            supply: Uint128,
        }
        /// AKT was burned for nothing, to stand behind the credit.
        CollateralAdded = "tender_collateral_added" {
            /// Whose AKT.
            owner: String,
            /// Micro-AKT burned.
            burned: Uint128,
            /// Micro-AKT behind the credit.
            behind: Uint128,
        }
        /// Credit was burned for AKT.
        CreditRedeemed = "tender_credit_redeemed" {
            /// Whose credit, and who received the AKT.
            owner: String,
            /// Micro-ACT burned.
            burned: Uint128,
            /// Micro-AKT minted.
            minted: Uint128,
            /// USD per AKT.
            price: Decimal,
            /// Micro-ACT in existence.
            supply: Uint128,
        }
        /// Credit was burned for nothing.
        CreditBurned = "tender_credit_burned" {
            /// Whose credit.
            owner: String,
            /// Micro-ACT burned.
            burned: Uint128,
            /// Micro-ACT in existence.
            supply: Uint128,
        }
        /// Credit moved.
        CreditMoved = "tender_credit_moved" {
            /// From whom.
            from: String,
            /// To whom.
            to: String,
            /// Micro-ACT.
            amount: Uint128,
        }
        /// The suite paid several holders.
        CreditPaid = "tender_credit_paid" {
            /// By which contract.
            from: String,
            /// How many holders.
            payments: u32,
            /// Micro-ACT, together.
            amount: Uint128,
        }
    }
    "attestation" {
        /// A provider registered, or came back after it had left.
        ProviderRegistered = "tender_provider_registered" {
            /// Its id.
            provider: ProviderId,
            /// Its address.
            address: String,
            /// Its host.
            host: String,
        }
        /// A provider replaced its profile.
        ProfileUpdated = "tender_profile_updated" {
            /// The provider.
            provider: ProviderId,
            /// Its host.
            host: String,
        }
        /// A bond changed, or was measured against a new minimum.
        BondChanged = "tender_bond_changed" {
            /// The provider.
            provider: ProviderId,
            /// Micro-AKT bonded.
            bond: Uint128,
            /// Whether that is enough to be matched.
            bonded: bool,
        }
        /// A provider's status changed.
        ProviderStatusChanged = "tender_provider_status_changed" {
            /// The provider.
            provider: ProviderId,
            /// `active`, `leaving`, `jailed` or `left`.
            status: String,
            /// When a leaving provider may take its bond.
            unbonds_at: Option<Timestamp>,
        }
        /// A class was added to the catalog.
        ClassAdded = "tender_class_added" {
            /// Its id.
            class: ClassId,
            /// Its name.
            name: String,
        }
        /// An attribute was added to the catalog.
        AttributeAdded = "tender_attribute_added" {
            /// Its id.
            attribute: u32,
            /// Its name.
            name: String,
        }
        /// An auditor was admitted or its key replaced.
        AuditorAdmitted = "tender_auditor_admitted" {
            /// Its id.
            auditor: AuditorId,
            /// Its address.
            address: String,
            /// Its key, in hex.
            public_key: String,
        }
        /// An auditor was removed, or the removal of its attestations went on.
        AuditorRemoved = "tender_auditor_removed" {
            /// Its id.
            auditor: AuditorId,
            /// Its address.
            address: String,
            /// Whether none of its attestations is left.
            complete: bool,
        }
        /// An auditor's statement was accepted.
        ProviderAttested = "tender_provider_attested" {
            /// The provider.
            provider: ProviderId,
            /// The auditor.
            auditor: AuditorId,
            /// The tier.
            tier: u8,
            /// When it stops counting.
            expires_at: Timestamp,
            /// SHA-256 of the evidence, in hex.
            evidence_hash: String,
        }
        /// An attestation was revoked.
        AttestationRevoked = "tender_attestation_revoked" {
            /// The provider.
            provider: ProviderId,
            /// The auditor.
            auditor: AuditorId,
            /// Who revoked it, removed the auditor, or left.
            by: String,
        }
    }
    "orderbook" {
        /// An ask was posted.
        AskPosted = "tender_ask_posted" {
            /// The ask.
            ask: AskId,
            /// Whose.
            provider: ProviderId,
            /// Its class.
            class: ClassId,
            /// Rate per unit.
            rate: Rate,
            /// Free units.
            free: u32,
            /// When it stops standing.
            expires_at: Option<Timestamp>,
        }
        /// An ask got another rate.
        AskRepriced = "tender_ask_repriced" {
            /// The ask.
            ask: AskId,
            /// Whose.
            provider: ProviderId,
            /// Rate per unit.
            rate: Rate,
        }
        /// An ask left the book, by its provider or because it could no longer be taken.
        AskWithdrawn = "tender_ask_withdrawn" {
            /// The ask.
            ask: AskId,
            /// Whose.
            provider: ProviderId,
            /// `withdrawn`, `expired` or `provider_inactive`.
            reason: String,
        }
        /// Units of an ask were taken or came back.
        AskChanged = "tender_ask_changed" {
            /// The ask.
            ask: AskId,
            /// Whose.
            provider: ProviderId,
            /// Free units.
            free: u32,
        }
        /// An order was placed, and filled as far as it says.
        OrderPlaced = "tender_order_placed" {
            /// The order.
            order: OrderId,
            /// Whose.
            tenant: String,
            /// The account that pays.
            account: AccountId,
            /// Units wanted.
            units: u32,
            /// Units filled at once.
            filled: u32,
            /// `filled`, `dropped`, `resting`, `resting_after_scan` or `auctioned`.
            status: String,
        }
        /// A resting order was taken by a provider.
        OrderTaken = "tender_order_taken" {
            /// The order.
            order: OrderId,
            /// The lease opened.
            lease: LeaseId,
            /// By whom.
            provider: ProviderId,
            /// Units taken.
            units: u32,
            /// Units still wanted.
            remaining: u32,
        }
        /// A resting order ended with units unfilled.
        OrderClosed = "tender_order_closed" {
            /// The order.
            order: OrderId,
            /// `cancelled` or `expired`.
            reason: String,
            /// Units not filled.
            remaining: u32,
        }
    }
    "auction" {
        /// An auction was opened.
        AuctionOpened = "tender_auction_opened" {
            /// The order.
            order: OrderId,
            /// Whose.
            tenant: String,
            /// `open_descending` or `tenant_choice`.
            rule: String,
            /// Units wanted.
            units: u32,
            /// When bidding ends.
            bids_until: Timestamp,
        }
        /// A bid was accepted.
        BidPlaced = "tender_bid_placed" {
            /// The order.
            order: OrderId,
            /// Who bids.
            provider: ProviderId,
            /// What is offered.
            class: ClassId,
            /// Rate per unit.
            rate: Rate,
            /// The provider's tier for the class: decides between equal rates.
            tier: u8,
            /// When bidding ends.
            bids_until: Timestamp,
        }
        /// A bid was taken back.
        BidWithdrawn = "tender_bid_withdrawn" {
            /// The order.
            order: OrderId,
            /// Whose bid.
            provider: ProviderId,
        }
        /// An auction ended.
        AuctionClosed = "tender_auction_closed" {
            /// The order.
            order: OrderId,
            /// `awarded`, `no_bid`, `unfunded` (`escrow` refused to open the lease), `not_chosen` or
            /// `cancelled`.
            outcome: String,
            /// Who won.
            winner: Option<ProviderId>,
            /// Rate per unit.
            rate: Option<Rate>,
        }
        /// Bids of an ended auction were removed.
        BidsPruned = "tender_bids_pruned" {
            /// The order.
            order: OrderId,
            /// How many.
            pruned: u32,
        }
    }
    "escrow" {
        /// An account was opened.
        AccountOpened = "tender_account_opened" {
            /// The account.
            account: AccountId,
            /// Whose.
            owner: String,
            /// Its asset.
            asset: AssetIndex,
            /// Micro-units not spent.
            balance: Uint128,
        }
        /// Money came in.
        Deposited = "tender_account_deposited" {
            /// The account.
            account: AccountId,
            /// By whom.
            depositor: String,
            /// Micro-units.
            amount: Uint128,
            /// Micro-units not spent.
            balance: Uint128,
            /// When money runs out.
            runs_out_at: Option<Timestamp>,
        }
        /// Somebody took back what was not spent.
        TakenBack = "tender_account_taken_back" {
            /// The account.
            account: AccountId,
            /// By whom.
            depositor: String,
            /// Micro-units.
            amount: Uint128,
            /// Pico-units: the fraction of a unit that was left of its part, and became a fee.
            kept_pico: Uint128,
            /// Micro-units not spent.
            balance: Uint128,
            /// When money runs out.
            runs_out_at: Option<Timestamp>,
        }
        /// An account was brought up to date.
        AccountSettled = "tender_account_settled" {
            /// The account.
            account: AccountId,
            /// Micro-units not spent.
            balance: Uint128,
            /// Funded seconds so far.
            clock: Seconds,
            /// When money runs out, or ran out.
            runs_out_at: Option<Timestamp>,
            /// Whether it has run out.
            starved: bool,
        }
        /// A lease was opened.
        LeaseOpened = "tender_lease_opened" {
            /// The account that pays.
            account: AccountId,
            /// The lease.
            lease: LeaseId,
            /// Who serves it.
            provider: ProviderId,
            /// What is leased.
            class: ClassId,
            /// How much of it.
            units: u32,
            /// What the tenant pays for all units.
            rate: Rate,
            /// Of that, the protocol's.
            fee_rate: Rate,
            /// When the account's money runs out.
            runs_out_at: Option<Timestamp>,
        }
        /// A provider was paid for a running lease.
        LeasePaid = "tender_lease_paid" {
            /// The account that pays.
            account: AccountId,
            /// The lease.
            lease: LeaseId,
            /// Micro-units paid now.
            amount: Uint128,
            /// Micro-units paid so far.
            paid: Uint128,
        }
        /// A lease ended: its statement.
        LeaseClosed = "tender_lease_closed" {
            /// The account that paid.
            account: AccountId,
            /// The lease.
            lease: LeaseId,
            /// Who served it.
            provider: ProviderId,
            /// Why.
            reason: String,
            /// `tenant`, `provider` or `anyone`.
            by: String,
            /// Funded seconds it ran.
            seconds: Seconds,
            /// Micro-units paid now.
            amount: Uint128,
            /// Micro-units paid in all.
            paid: Uint128,
            /// Pico-units of fees in all, the unpaid fraction of a unit among them: with `paid`, what the
            /// lease cost to the pico-unit.
            fees_pico: Uint128,
        }
        /// An account without leases gave its owner's money back.
        AccountClosed = "tender_account_closed" {
            /// The account.
            account: AccountId,
            /// Micro-units given back to the owner.
            refunded: Uint128,
            /// Pico-units: the fraction of a unit that was left of its part, and became a fee.
            kept_pico: Uint128,
            /// Micro-units of sponsors that remain theirs to take back.
            sponsors: Uint128,
        }
        /// An account without leases and money was removed; fees and fractions left in it became fees.
        AccountRemoved = "tender_account_removed" {
            /// The account.
            account: AccountId,
            /// Pico-units left in it, which became fees: fees not collected, and fractions of a unit
            /// that were nobody's.
            fees_pico: Uint128,
        }
        /// Units of a closed lease could not be given back to their ask; the lease is closed and paid.
        UnitsNotReleased = "tender_units_not_released" {
            /// Whose ask.
            provider: ProviderId,
            /// Which.
            ask: AskId,
            /// How many units.
            units: u32,
        }
        /// Fees of an account were collected, to be burned and sent on in whole units.
        FeesCollected = "tender_fees_collected" {
            /// The account.
            account: AccountId,
            /// Pico-units.
            fees_pico: Uint128,
        }
        /// Collected fees were burned and sent on.
        FeesSplit = "tender_fees_split" {
            /// The asset.
            asset: AssetIndex,
            /// Micro-units burned.
            burned: Uint128,
            /// Micro-units to the treasury.
            treasury: Uint128,
        }
        /// A payment could not be delivered and is kept for its payee.
        PaymentHeld = "tender_payment_held" {
            /// Whose.
            payee: String,
            /// The asset.
            asset: AssetIndex,
            /// Micro-units held for the payee now.
            claimable: Uint128,
        }
        /// Money held for a payee was paid out.
        PaymentClaimed = "tender_payment_claimed" {
            /// Whose.
            payee: String,
            /// The asset.
            asset: AssetIndex,
            /// Micro-units.
            amount: Uint128,
        }
        /// An asset was listed.
        AssetAdded = "tender_asset_added" {
            /// Its index.
            index: AssetIndex,
            /// What it is.
            asset: Asset,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_reads_back() {
        let closed = AuctionClosed {
            order: OrderId(7),
            outcome: "no_bid".to_string(),
            winner: None,
            rate: Some(Rate::new(5)),
        };
        let mut event = Event::from(closed.clone());
        event.ty = format!("wasm-{}", event.ty);
        assert_eq!(AuctionClosed::try_from(&event), Ok(closed));
    }

    #[test]
    fn another_event_and_a_missing_attribute_are_named() {
        let event = Event::new("wasm-tender_auction_closed");
        assert_eq!(
            BidPlaced::try_from(&event),
            Err(EventError::Name {
                expected: "tender_bid_placed",
                found: "tender_auction_closed".to_string()
            })
        );
        assert_eq!(
            AuctionClosed::try_from(&event),
            Err(EventError::Missing { attribute: "order" })
        );
    }

    #[test]
    fn names_and_attributes_are_what_a_chain_accepts() {
        for event in EVENTS {
            assert!(event.name.starts_with("tender_"), "{}", event.name);
            assert!(event
                .attributes
                .iter()
                .all(|(key, _)| !key.starts_with('_')));
        }
    }
}
