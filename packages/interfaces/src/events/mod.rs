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
    /// It is another event.
    #[error("event is '{found}', not '{expected}'")]
    Name {
        /// The name of the event it is read as.
        expected: &'static str,
        /// The name that it has.
        found: String,
    },
    /// An attribute is missing.
    #[error("event has no attribute '{attribute}'")]
    Missing {
        /// The name of the attribute.
        attribute: &'static str,
    },
    /// An attribute cannot be read.
    #[error("attribute '{attribute}' is '{value}', which cannot be read")]
    Value {
        /// The name of the attribute.
        attribute: &'static str,
        /// What the attribute holds.
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
            /// The role that was offered.
            role: Role,
            /// Who may accept it.
            to: String,
        }
        /// A role changed hands.
        RoleAccepted = "tender_role_accepted" {
            /// The role that changed hands.
            role: Role,
            /// Who holds it now.
            holder: String,
        }
        /// A proposal was withdrawn.
        RoleCancelled = "tender_role_cancelled" {
            /// The role whose proposal ended.
            role: Role,
        }
        /// A class of actions was paused.
        ClassPaused = "tender_class_paused" {
            /// The class that is stopped now.
            class: ActionClass,
            /// The address that paused it: the owner's or the guardian's.
            by: String,
            /// When the pause lapses; empty when it has no end.
            until: Option<Timestamp>,
        }
        /// A class of actions was resumed before its pause lapsed.
        ClassResumed = "tender_class_resumed" {
            /// The class that goes on now.
            class: ActionClass,
            /// The address of the owner, who resumed it.
            by: String,
        }
        /// The guardian may pause a class once more.
        ClassRearmed = "tender_class_rearmed" {
            /// The class that it may pause again.
            class: ActionClass,
        }
        /// The guardian's pauses last otherwise.
        GuardianPauseSet = "tender_guardian_pause_set" {
            /// How long, in seconds.
            lasts: Seconds,
        }
        /// Parameters changed; query `config` for them.
        ParamsUpdated = "tender_params_updated" {
            /// The address of the owner, who changed them.
            by: String,
        }
        /// Addresses of other contracts changed; query `config` for them.
        LinksUpdated = "tender_links_updated" {
            /// The address of the owner, who changed them.
            by: String,
        }
    }
    "oracle" {
        /// A feeder reported a price.
        PriceReported = "tender_price_reported" {
            /// The address of the feeder.
            feeder: String,
            /// USD per AKT, as it saw it.
            price: Price,
            /// When it saw that price.
            timestamp: Timestamp,
            /// USD per AKT that follows from all reports; empty when there is no healthy price.
            median: Option<Price>,
        }
        /// A feeder was admitted.
        FeederAdmitted = "tender_feeder_admitted" {
            /// The address of the feeder.
            feeder: String,
        }
        /// A feeder and its report were removed.
        FeederRemoved = "tender_feeder_removed" {
            /// The address of the feeder.
            feeder: String,
        }
    }
    "bme" {
        /// AKT was burned for credit.
        CreditMinted = "tender_credit_minted" {
            /// The address whose AKT was burned.
            owner: String,
            /// The address that holds the credit: the owner's, or `escrow`'s for a deposit.
            recipient: String,
            /// Micro-AKT burned for the credit.
            burned: Akt,
            /// Micro-ACT minted, after the spread.
            minted: Act,
            /// USD per AKT that it was done at.
            price: Price,
            /// Micro-ACT in existence afterwards.
            supply: Act,
        }
        /// AKT was burned for nothing, to stand behind the credit.
        CollateralAdded = "tender_collateral_added" {
            /// The address whose AKT was burned.
            owner: String,
            /// Micro-AKT burned for nothing.
            burned: Akt,
            /// Micro-AKT behind the credit afterwards.
            behind: Akt,
        }
        /// Credit was burned for AKT.
        CreditRedeemed = "tender_credit_redeemed" {
            /// Whose credit, and who received the AKT.
            owner: String,
            /// Micro-ACT burned for the AKT.
            burned: Act,
            /// Micro-AKT minted, after the spread.
            minted: Akt,
            /// USD per AKT that it was done at.
            price: Price,
            /// Micro-ACT in existence afterwards.
            supply: Act,
        }
        /// Credit was burned for nothing.
        CreditBurned = "tender_credit_burned" {
            /// The address whose credit was burned.
            owner: String,
            /// Micro-ACT burned for nothing.
            burned: Act,
            /// Micro-ACT in existence afterwards.
            supply: Act,
        }
        /// Credit moved between a holder and the suite, or within the suite.
        CreditMoved = "tender_credit_moved" {
            /// The address that it was taken from.
            from: String,
            /// The address that has it now.
            to: String,
            /// Micro-ACT that moved.
            amount: Act,
        }
    }
    "attestation" {
        /// A provider registered, or came back after it had left.
        ProviderRegistered = "tender_provider_registered" {
            /// The id that it keeps for ever.
            provider: ProviderId,
            /// The address it registered from, at which it is paid.
            address: String,
            /// The `https` URI at which it is reached.
            host: String,
        }
        /// A provider replaced its profile.
        ProfileUpdated = "tender_profile_updated" {
            /// The provider whose profile it is.
            provider: ProviderId,
            /// The `https` URI at which it is reached.
            host: String,
        }
        /// A bond changed, or was measured against a new minimum.
        BondChanged = "tender_bond_changed" {
            /// The provider whose bond it is.
            provider: ProviderId,
            /// Micro-AKT of its bond afterwards.
            bond: Akt,
            /// Whether that is enough to be matched.
            bonded: bool,
        }
        /// A provider's status changed.
        ProviderStatusChanged = "tender_provider_status_changed" {
            /// The provider whose status it is.
            provider: ProviderId,
            /// The status that it has now.
            status: ProviderStatus,
            /// When a leaving provider may take its bond.
            unbonds_at: Option<Timestamp>,
        }
        /// A class was added to the catalog.
        ClassAdded = "tender_class_added" {
            /// The id that asks, bids and leases name it by.
            class: ClassId,
            /// The name that offers and demands name it by.
            name: String,
        }
        /// An attribute was added to the catalog.
        AttributeAdded = "tender_attribute_added" {
            /// The id that rows and resolved demands name it by.
            attribute: AttributeId,
            /// The name, `key=value`.
            name: String,
        }
        /// An auditor was admitted or its key replaced.
        AuditorAdmitted = "tender_auditor_admitted" {
            /// The id that it keeps for ever.
            auditor: AuditorId,
            /// The address that demands name in `signed_by`.
            address: String,
            /// Its secp256k1 key from now on, compressed, in hex.
            public_key: String,
        }
        /// An auditor was removed, or the removal of its attestations went on.
        AuditorRemoved = "tender_auditor_removed" {
            /// The id that it keeps for ever.
            auditor: AuditorId,
            /// The address that demands name in `signed_by`.
            address: String,
            /// Whether none of its attestations is left.
            complete: bool,
        }
        /// An auditor's statement was accepted.
        ProviderAttested = "tender_provider_attested" {
            /// The provider that is attested.
            provider: ProviderId,
            /// The auditor that signed the statement.
            auditor: AuditorId,
            /// How thoroughly it looked, 1 to 4.
            tier: Tier,
            /// When it stops counting.
            expires_at: Timestamp,
            /// SHA-256 of the evidence, in hex.
            evidence_hash: String,
        }
        /// An attestation was revoked.
        AttestationRevoked = "tender_attestation_revoked" {
            /// The provider that was attested.
            provider: ProviderId,
            /// The auditor whose attestation counts no longer.
            auditor: AuditorId,
            /// Who revoked it, removed the auditor, or left.
            by: String,
        }
    }
    "orderbook" {
        /// An ask was posted.
        AskPosted = "tender_ask_posted" {
            /// The id of the ask.
            ask: AskId,
            /// The provider that posted it.
            provider: ProviderId,
            /// The class it offers.
            class: ClassId,
            /// What it asks from now on: pico-units per unit and second.
            rate: Rate,
            /// Its turn among asks at that rate: the lowest is taken first.
            turn: u64,
            /// Units offered, all of them free.
            units: u32,
            /// What one unit carries.
            unit: Resources,
            /// Assets it takes, by their index in `escrow`'s list.
            assets: Vec<AssetIndex>,
            /// When it stops standing; empty when it has no end.
            expires_at: Option<Timestamp>,
        }
        /// An ask got another rate.
        AskRepriced = "tender_ask_repriced" {
            /// The id of the ask.
            ask: AskId,
            /// The provider that posted it.
            provider: ProviderId,
            /// What it asks from now on: pico-units per unit and second.
            rate: Rate,
            /// Its turn among asks at that rate, behind those that were there.
            turn: u64,
        }
        /// An ask left the book, by its provider or because it could no longer be taken.
        AskWithdrawn = "tender_ask_withdrawn" {
            /// The id of the ask.
            ask: AskId,
            /// The provider that posted it.
            provider: ProviderId,
            /// The reason why it left.
            reason: AskEnd,
        }
        /// Units of an ask were taken or came back.
        AskChanged = "tender_ask_changed" {
            /// The id of the ask.
            ask: AskId,
            /// The provider that posted it.
            provider: ProviderId,
            /// Units not on lease now.
            free: u32,
        }
        /// An order was placed, and filled as far as it says.
        OrderPlaced = "tender_order_placed" {
            /// The id that it was given.
            order: OrderId,
            /// The address of the tenant who placed it.
            tenant: String,
            /// The account that pays.
            account: AccountId,
            /// Units wanted in all.
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
            /// The id of the order.
            order: OrderId,
            /// The id of the lease that was opened.
            lease: LeaseId,
            /// The provider that took it.
            provider: ProviderId,
            /// Units taken now.
            units: u32,
            /// Units still wanted afterwards; the order is gone at 0.
            remaining: u32,
        }
        /// A resting order ended with units unfilled.
        OrderClosed = "tender_order_closed" {
            /// The id of the order.
            order: OrderId,
            /// The reason why it ended.
            reason: OrderEnd,
            /// Units that were not filled.
            remaining: u32,
        }
    }
    "auction" {
        /// An auction was opened.
        AuctionOpened = "tender_auction_opened" {
            /// The id of the order, which is also the auction's.
            order: OrderId,
            /// The address of the tenant who placed it.
            tenant: String,
            /// How the winner is found.
            rule: RuleName,
            /// Units wanted, all from one provider.
            units: u32,
            /// When bidding ends, as things stand now.
            bids_until: Timestamp,
        }
        /// A bid was accepted.
        BidPlaced = "tender_bid_placed" {
            /// The id of the order, which is also the auction's.
            order: OrderId,
            /// The provider that bids.
            provider: ProviderId,
            /// The class it offers.
            class: ClassId,
            /// What it asks: pico-units per unit and second.
            rate: Rate,
            /// The provider's tier for the class: decides between equal rates.
            tier: Tier,
            /// When bidding ends, as things stand now.
            bids_until: Timestamp,
        }
        /// A bid was taken back.
        BidWithdrawn = "tender_bid_withdrawn" {
            /// The id of the order, which is also the auction's.
            order: OrderId,
            /// The provider whose bid it was.
            provider: ProviderId,
        }
        /// An auction ended, with a winner or without.
        AuctionClosed = "tender_auction_closed" {
            /// The id of the order, which is also the auction's.
            order: OrderId,
            /// Whether there is a winner, or why there is none.
            outcome: Outcome,
            /// The lease that was opened; empty without a winner.
            lease: Option<LeaseId>,
            /// The provider that won; empty when nobody did.
            winner: Option<ProviderId>,
            /// The winner's rate: pico-units per unit and second; empty without one.
            rate: Option<Rate>,
        }
        /// Bids of an ended auction were removed.
        BidsPruned = "tender_bids_pruned" {
            /// The id of the order, which is also the auction's.
            order: OrderId,
            /// How many bids were removed now.
            pruned: u32,
        }
    }
    "escrow" {
        /// An account was opened.
        AccountOpened = "tender_account_opened" {
            /// The id of the account.
            account: AccountId,
            /// The address of the tenant who opened it.
            owner: String,
            /// The asset it holds, by its index.
            asset: AssetIndex,
            /// Micro-units not spent afterwards, of everybody, rounded down.
            balance: Micro,
        }
        /// Money came into an account.
        Deposited = "tender_account_deposited" {
            /// The id of the account.
            account: AccountId,
            /// The address that put it in: the owner's or a sponsor's.
            depositor: String,
            /// Micro-units put in now.
            amount: Micro,
            /// Micro-units not spent afterwards, of everybody, rounded down.
            balance: Micro,
            /// When the account's money runs out now; empty when it pays nothing.
            runs_out_at: Option<Timestamp>,
        }
        /// Somebody withdrew what it had put in and was not spent.
        DepositWithdrawn = "tender_deposit_withdrawn" {
            /// The id of the account.
            account: AccountId,
            /// The address that took it out, and is paid.
            depositor: String,
            /// Micro-units taken out now.
            amount: Micro,
            /// Pico-units: the fraction of a unit that was left of its part, and became a fee.
            fees_pico: Pico,
            /// Micro-units not spent afterwards, of everybody, rounded down.
            balance: Micro,
            /// When the account's money runs out now; empty when it pays nothing.
            runs_out_at: Option<Timestamp>,
        }
        /// An account was brought up to date.
        AccountSynced = "tender_account_synced" {
            /// The id of the account.
            account: AccountId,
            /// Micro-units not spent afterwards, of everybody, rounded down.
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
            /// The id of the lease.
            lease: LeaseId,
            /// The provider that serves it.
            provider: ProviderId,
            /// The address at which the provider is paid.
            payee: String,
            /// The hardware class that is leased.
            class: ClassId,
            /// Units of the class.
            units: u32,
            /// What the tenant pays for all units, in pico-units per second.
            rate: Rate,
            /// The protocol's part of that, in pico-units per second.
            fee_rate: Rate,
            /// The ask it was filled from; empty when won at auction.
            ask: Option<AskId>,
            /// The provider's tier when matched.
            tier: Tier,
            /// SHA-256 of the manifest it runs, in hex.
            manifest_hash: HexBinary,
            /// When the account's money runs out now.
            runs_out_at: Option<Timestamp>,
        }
        /// A provider was paid for a running lease.
        LeasePaid = "tender_lease_paid" {
            /// The account that pays.
            account: AccountId,
            /// The id of the lease.
            lease: LeaseId,
            /// The address that was paid.
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
            /// The id of the lease.
            lease: LeaseId,
            /// The provider that served it.
            provider: ProviderId,
            /// The address that was paid.
            payee: String,
            /// The reason that was given.
            reason: CloseReason,
            /// As which party the sender closed it.
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
            /// The id of the account.
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
            /// The id of the account.
            account: AccountId,
            /// Pico-units left in it, which became fees: fees not collected, and fractions of a unit
            /// that were nobody's.
            fees_pico: Pico,
        }
        /// A lease of a batch could not be paid or closed; the others of the batch were.
        LeasePassedOver = "tender_lease_passed_over" {
            /// The account it was named with.
            account: AccountId,
            /// The id of the lease that was named.
            lease: LeaseId,
            /// The code of the refusal, such as `escrow/lease_not_found`.
            code: String,
        }
        /// An account of a batch could not be worked on; the others of the batch were.
        AccountPassedOver = "tender_account_passed_over" {
            /// The id of the account.
            account: AccountId,
            /// The code of the refusal, such as `escrow/account_not_found`.
            code: String,
        }
        /// Units of a closed lease could not be given back to their ask; the lease is closed and paid.
        UnitsNotReleased = "tender_units_not_released" {
            /// The provider whose ask it is.
            provider: ProviderId,
            /// The id of the ask.
            ask: AskId,
            /// Units that the ask still counts as leased.
            units: u32,
        }
        /// Fees of an account were collected, to be burned and sent on in whole units.
        FeesCollected = "tender_fees_collected" {
            /// The id of the account.
            account: AccountId,
            /// Pico-units moved from the account into the pot of its asset.
            fees_pico: Pico,
        }
        /// Collected fees were burned and sent on.
        FeesSplit = "tender_fees_split" {
            /// The asset they are of, by its index.
            asset: AssetIndex,
            /// Micro-units of it that were burned.
            burned: Micro,
            /// Micro-units to the treasury.
            treasury: Micro,
        }
        /// A payment could not be delivered and is kept for its payee.
        PaymentHeld = "tender_payment_held" {
            /// The address that is owed it.
            payee: String,
            /// The asset it is of, by its index.
            asset: AssetIndex,
            /// Micro-units held for the payee now.
            claimable: Micro,
        }
        /// Money held for a payee was paid out.
        PaymentClaimed = "tender_payment_claimed" {
            /// The address that was paid.
            payee: String,
            /// The asset it is of, by its index.
            asset: AssetIndex,
            /// Micro-units paid out now; nothing is held any more.
            amount: Micro,
        }
        /// An asset was listed.
        AssetAdded = "tender_asset_added" {
            /// The index that accounts name it by.
            index: AssetIndex,
            /// The coin or the cw20 token.
            asset: Asset,
        }
    }
}
