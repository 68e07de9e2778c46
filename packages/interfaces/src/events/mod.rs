//! One typed event for every change of state, built and parsed by the same struct.
//!
//! On chain an event's type is `wasm-` and the name given here. Attributes come in the order of the
//! fields: ids and amounts as decimal strings, rates in pico-units per second, times in seconds, names
//! of enums as in messages, lists with commas, absent values as an empty string. Values describe the
//! state *after* the change. The book, the terms of leases, balances of ACT and what providers offer
//! can be rebuilt from events alone.

use cosmwasm_std::{Event, HexBinary};
use tender_types::{
    AccountId, Act, Akt, AskId, Asset, AssetIndex, AttributeId, AuditorId, ClassId, LeaseId, Micro,
    OrderId, Pico, Price, ProviderId, Rate, Resources, Seconds, Tier, Timestamp,
};
use thiserror::Error;

use crate::admin::{ActionClass, Role};
use crate::attestation::ProviderStatus;
use crate::auction::{Outcome, RuleName};
use crate::escrow::{CloseReason, ClosedBy};
use crate::orderbook::{AskEnd, OrderEnd, OrderStatus};

use value::{build, read, Value};

mod value;

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
            /// Which role.
            role: Role,
            /// Who may accept it.
            to: String,
        }
        /// A role changed hands.
        RoleAccepted = "tender_role_accepted" {
            /// Which role.
            role: Role,
            /// Who holds it now.
            holder: String,
        }
        /// A proposal was withdrawn.
        RoleCancelled = "tender_role_cancelled" {
            /// Which role.
            role: Role,
        }
        /// A class of actions was paused.
        ClassPaused = "tender_class_paused" {
            /// The class.
            class: ActionClass,
            /// Who paused it.
            by: String,
            /// When the pause lapses; empty when it has no end.
            until: Option<Timestamp>,
        }
        /// A class of actions was resumed before its pause lapsed.
        ClassResumed = "tender_class_resumed" {
            /// The class.
            class: ActionClass,
            /// Who resumed it.
            by: String,
        }
        /// The guardian may pause a class once more.
        ClassRearmed = "tender_class_rearmed" {
            /// The class.
            class: ActionClass,
        }
        /// The guardian's pauses last otherwise.
        GuardianPauseSet = "tender_guardian_pause_set" {
            /// How long, in seconds.
            lasts: Seconds,
        }
        /// Parameters changed; query `config` for them.
        ParamsUpdated = "tender_params_updated" {
            /// Who changed them.
            by: String,
        }
        /// Addresses of other contracts changed; query `config` for them.
        LinksUpdated = "tender_links_updated" {
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
            price: Price,
            /// When it saw it.
            timestamp: Timestamp,
            /// The price that follows; empty when unhealthy.
            median: Option<Price>,
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
            burned: Akt,
            /// Micro-ACT minted.
            minted: Act,
            /// USD per AKT.
            price: Price,
            /// Micro-ACT in existence.
            supply: Act,
        }
        /// AKT was burned for nothing, to stand behind the credit.
        CollateralAdded = "tender_collateral_added" {
            /// Whose AKT.
            owner: String,
            /// Micro-AKT burned.
            burned: Akt,
            /// Micro-AKT behind the credit.
            behind: Akt,
        }
        /// Credit was burned for AKT.
        CreditRedeemed = "tender_credit_redeemed" {
            /// Whose credit, and who received the AKT.
            owner: String,
            /// Micro-ACT burned.
            burned: Act,
            /// Micro-AKT minted.
            minted: Akt,
            /// USD per AKT.
            price: Price,
            /// Micro-ACT in existence.
            supply: Act,
        }
        /// Credit was burned for nothing.
        CreditBurned = "tender_credit_burned" {
            /// Whose credit.
            owner: String,
            /// Micro-ACT burned.
            burned: Act,
            /// Micro-ACT in existence.
            supply: Act,
        }
        /// Credit moved.
        CreditMoved = "tender_credit_moved" {
            /// From whom.
            from: String,
            /// To whom.
            to: String,
            /// Micro-ACT.
            amount: Act,
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
            bond: Akt,
            /// Whether that is enough to be matched.
            bonded: bool,
        }
        /// A provider's status changed.
        ProviderStatusChanged = "tender_provider_status_changed" {
            /// The provider.
            provider: ProviderId,
            /// The status now.
            status: ProviderStatus,
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
            attribute: AttributeId,
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
            tier: Tier,
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
            /// Its turn among asks at that rate: the lowest is taken first.
            turn: u64,
            /// Units offered, all of them free.
            units: u32,
            /// What one unit carries.
            unit: Resources,
            /// Assets it takes.
            assets: Vec<AssetIndex>,
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
            /// Its turn among asks at that rate, behind those that were there.
            turn: u64,
        }
        /// An ask left the book, by its provider or because it could no longer be taken.
        AskWithdrawn = "tender_ask_withdrawn" {
            /// The ask.
            ask: AskId,
            /// Whose.
            provider: ProviderId,
            /// Why.
            reason: AskEnd,
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
            /// Where the rest is.
            status: OrderStatus,
            /// Leases opened at once, cheapest first.
            leases: Vec<LeaseId>,
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
            /// Why.
            reason: OrderEnd,
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
            /// How the winner is found.
            rule: RuleName,
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
            tier: Tier,
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
            /// How it ended.
            outcome: Outcome,
            /// The lease that was opened.
            lease: Option<LeaseId>,
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
            balance: Micro,
        }
        /// Money came in.
        Deposited = "tender_account_deposited" {
            /// The account.
            account: AccountId,
            /// By whom.
            depositor: String,
            /// Micro-units.
            amount: Micro,
            /// Micro-units not spent.
            balance: Micro,
            /// When money runs out.
            runs_out_at: Option<Timestamp>,
        }
        /// Somebody withdrew what it had put in and was not spent.
        DepositWithdrawn = "tender_deposit_withdrawn" {
            /// The account.
            account: AccountId,
            /// By whom.
            depositor: String,
            /// Micro-units.
            amount: Micro,
            /// Pico-units: the fraction of a unit that was left of its part, and became a fee.
            fees_pico: Pico,
            /// Micro-units not spent.
            balance: Micro,
            /// When money runs out.
            runs_out_at: Option<Timestamp>,
        }
        /// An account was brought up to date.
        AccountSynced = "tender_account_synced" {
            /// The account.
            account: AccountId,
            /// Micro-units not spent.
            balance: Micro,
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
            /// Where it is paid.
            payee: String,
            /// What is leased.
            class: ClassId,
            /// How much of it.
            units: u32,
            /// What the tenant pays for all units.
            rate: Rate,
            /// Of that, the protocol's.
            fee_rate: Rate,
            /// The ask it was filled from; empty when won at auction.
            ask: Option<AskId>,
            /// The provider's tier when matched.
            tier: Tier,
            /// The manifest it runs, in hex.
            manifest_hash: HexBinary,
            /// When the account's money runs out.
            runs_out_at: Option<Timestamp>,
        }
        /// A provider was paid for a running lease.
        LeasePaid = "tender_lease_paid" {
            /// The account that pays.
            account: AccountId,
            /// The lease.
            lease: LeaseId,
            /// Who was paid.
            payee: String,
            /// Micro-units paid now.
            amount: Micro,
            /// Micro-units paid so far.
            paid: Micro,
        }
        /// A lease ended: its statement.
        LeaseClosed = "tender_lease_closed" {
            /// The account that paid.
            account: AccountId,
            /// The lease.
            lease: LeaseId,
            /// Who served it.
            provider: ProviderId,
            /// Who was paid.
            payee: String,
            /// Why.
            reason: CloseReason,
            /// Who closed it.
            by: ClosedBy,
            /// Funded seconds it ran.
            seconds: Seconds,
            /// Micro-units paid now.
            amount: Micro,
            /// Micro-units paid in all.
            paid: Micro,
            /// Pico-units of fees in all, the unpaid fraction of a unit among them: with `paid`, what the
            /// lease cost to the pico-unit.
            fees_pico: Pico,
        }
        /// An account without leases gave its owner's money back.
        AccountClosed = "tender_account_closed" {
            /// The account.
            account: AccountId,
            /// Micro-units given back to the owner.
            refunded: Micro,
            /// Pico-units: the fraction of a unit that was left of its part, and became a fee.
            fees_pico: Pico,
            /// Micro-units of sponsors that remain theirs to take back.
            sponsors: Micro,
        }
        /// An account without leases and money was removed; fees and fractions left in it became fees.
        AccountRemoved = "tender_account_removed" {
            /// The account.
            account: AccountId,
            /// Pico-units left in it, which became fees: fees not collected, and fractions of a unit
            /// that were nobody's.
            fees_pico: Pico,
        }
        /// A lease of a batch could not be paid or closed; the others of the batch were.
        LeasePassedOver = "tender_lease_passed_over" {
            /// The account it was named with.
            account: AccountId,
            /// The lease.
            lease: LeaseId,
            /// The code of the refusal, such as `escrow/lease_not_found`.
            code: String,
        }
        /// An account of a batch could not be worked on; the others of the batch were.
        AccountPassedOver = "tender_account_passed_over" {
            /// The account.
            account: AccountId,
            /// The code of the refusal, such as `escrow/account_not_found`.
            code: String,
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
            fees_pico: Pico,
        }
        /// Collected fees were burned and sent on.
        FeesSplit = "tender_fees_split" {
            /// The asset.
            asset: AssetIndex,
            /// Micro-units burned.
            burned: Micro,
            /// Micro-units to the treasury.
            treasury: Micro,
        }
        /// A payment could not be delivered and is kept for its payee.
        PaymentHeld = "tender_payment_held" {
            /// Whose.
            payee: String,
            /// The asset.
            asset: AssetIndex,
            /// Micro-units held for the payee now.
            claimable: Micro,
        }
        /// Money held for a payee was paid out.
        PaymentClaimed = "tender_payment_claimed" {
            /// Whose.
            payee: String,
            /// The asset.
            asset: AssetIndex,
            /// Micro-units.
            amount: Micro,
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
