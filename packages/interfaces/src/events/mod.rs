//! One typed event for every change of state, built and parsed by the same struct.
//!
//! On chain an event's type is `wasm-` and the name given here. Attributes come in the order of the
//! fields: ids and amounts as decimal strings, rates in pico-units per second, times in seconds, names
//! of enums as in messages, lists with commas, absent values as an empty string. Values describe the
//! state *after* the change. The book, the terms of leases, balances of ACT and what providers offer
//! can be rebuilt from events alone.

use cosmwasm_std::{Event, HexBinary};
use tender_types::{
    AccountId, Act, Akt, Asset, AssetIndex, AttributeId, AuditorId, ClassId, LeaseId, LeaseKey,
    Micro, OrderKey, Pico, Price, ProviderId, Rate, Resources, Seconds, Tier, Timestamp,
};

use crate::admin::{ActionClass, Role};
use crate::attestation::{AuditorKey, ChallengeEnd, CountedClass, ProviderStatus};
use crate::auction::{BiddingName, Outcome};
use crate::escrow::{CloseReason, ClosedBy};
use crate::orderbook::{OfferState, OrderEnd, OrderStatus, Units};

use value::{build, read, Value};

#[macro_use]
mod declare;
mod value;

pub use declare::{EventDoc, EventError};

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
            /// How many times it has registered.
            epoch: u32,
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
        /// A bond changed, or was measured against a new minimum or against what is locked.
        BondChanged = "tender_bond_changed" {
            /// The provider whose bond it is.
            provider: ProviderId,
            /// Micro-AKT of its bond afterwards.
            bond: Akt,
            /// Micro-AKT of it that are locked.
            required: Akt,
            /// Whether that is enough to be matched, and the host its own.
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
        /// A fault of a provider was reported, and paid for from its bond.
        ProviderFaulted = "tender_provider_faulted" {
            /// The provider that failed.
            provider: ProviderId,
            /// Its status now; empty when there is no such provider.
            status: Option<ProviderStatus>,
            /// When the outage began that the fault belongs to; empty when there is no such provider.
            outage: Option<Timestamp>,
            /// Outages that count against it now.
            outages: u32,
            /// Micro-AKT that this fault took from its bond; nothing when the outage had cost as much before.
            slashed: Akt,
            /// The address of the tenant; empty when nobody is compensated.
            tenant: String,
            /// Micro-AKT of what was slashed that were booked for the tenant.
            compensated: Akt,
            /// Micro-AKT of what was slashed that wait to be burned.
            burned: Akt,
        }
        /// AKT was booked for somebody, who may have it sent with `claim`.
        ClaimBooked = "tender_claim_booked" {
            /// The address that it is booked for.
            beneficiary: String,
            /// Micro-AKT booked now.
            amount: Akt,
            /// Micro-AKT booked for it in all.
            claimable: Akt,
        }
        /// What was booked for somebody was sent there.
        ClaimPaid = "tender_claim_paid" {
            /// The address that was paid.
            beneficiary: String,
            /// Micro-AKT sent now; nothing is booked any more.
            amount: Akt,
        }
        /// What was slashed and was nobody's was burned.
        SlashedBurned = "tender_slashed_burned" {
            /// Micro-AKT burned now; none wait any more.
            burned: Akt,
        }
        /// A class was added to the catalog.
        ClassAdded = "tender_class_added" {
            /// The id that offers, bids and leases name it by.
            class: ClassId,
            /// The name that demands name it by: vendor, model, memory, and the interface if there is one.
            name: String,
            /// What one unit carries at least beside the device itself.
            carries: Resources,
            /// The whole device that it is a part of; itself when it is whole.
            device: ClassId,
            /// Into how many such parts the device is cut; 1 when it is whole.
            parts: u32,
            /// Micro-AKT that offering one unit locks.
            bond_per_unit: Akt,
        }
        /// A class that was to be added was there already, with every field the same.
        ClassPresent = "tender_class_present" {
            /// The id that it has.
            class: ClassId,
            /// Its name.
            name: String,
        }
        /// What offering a unit of a class locks was set.
        ClassBondSet = "tender_class_bond_set" {
            /// The class.
            class: ClassId,
            /// Its name.
            name: String,
            /// Micro-AKT that offering one unit locks, for what is posted from now on.
            bond_per_unit: Akt,
        }
        /// An attribute was added to the catalog.
        AttributeAdded = "tender_attribute_added" {
            /// The id that rows and resolved demands name it by.
            attribute: AttributeId,
            /// The number that stands for its key.
            key: u32,
            /// The name, `key=value`.
            name: String,
        }
        /// An attribute that was to be added was there already.
        AttributePresent = "tender_attribute_present" {
            /// The id that it has.
            attribute: AttributeId,
            /// The name, `key=value`.
            name: String,
        }
        /// A class or an attribute was not taken into the catalog; others of the same message were.
        EntryRefused = "tender_entry_refused" {
            /// What it was called, as far as it is worth repeating.
            name: String,
            /// Why, with the code of the error in front.
            error: String,
        }
        /// An auditor was admitted or its key replaced.
        AuditorAdmitted = "tender_auditor_admitted" {
            /// The id that it keeps for ever.
            auditor: AuditorId,
            /// The address that demands name in `signed_by`.
            address: String,
            /// Its key from now on: the curve, a colon, and the point in hex.
            key: AuditorKey,
            /// How many keys it has had: statements name this number.
            epoch: u32,
        }
        /// An auditor's bond changed.
        AuditorBondChanged = "tender_auditor_bond_changed" {
            /// The auditor whose bond it is.
            auditor: AuditorId,
            /// Micro-AKT of its bond afterwards.
            bond: Akt,
        }
        /// An auditor was removed, or the removal of its attestations went on.
        AuditorRemoved = "tender_auditor_removed" {
            /// The id that it keeps for ever.
            auditor: AuditorId,
            /// The address that demands name in `signed_by`.
            address: String,
            /// Whether none of its attestations is left.
            complete: bool,
            /// When it may take its bond, if it has any.
            unbonds_at: Option<Timestamp>,
        }
        /// An auditor's statement was accepted.
        ProviderAttested = "tender_provider_attested" {
            /// The provider that is attested.
            provider: ProviderId,
            /// The auditor that signed the statement.
            auditor: AuditorId,
            /// How thoroughly it looked, 1 to 4.
            tier: Tier,
            /// When it said so.
            issued_at: Timestamp,
            /// When it stops counting.
            expires_at: Timestamp,
            /// Attributes found true.
            attributes: Vec<AttributeId>,
            /// Whole devices counted: each class, a colon, and how many.
            classes: Vec<CountedClass>,
            /// Cores counted for the rate card; 0 when they were not.
            cores: u32,
            /// GiB of memory counted for the rate card; 0 when they were not.
            memory_gib: u32,
            /// SHA-256 of the evidence, in hex.
            evidence_hash: String,
        }
        /// An attestation ended before its time, or all that an auditor had issued of a provider was revoked.
        AttestationRevoked = "tender_attestation_revoked" {
            /// The provider that was attested.
            provider: ProviderId,
            /// The auditor whose attestation counts no longer.
            auditor: AuditorId,
            /// Statements that it issued until then count no longer, submitted or not; empty when only the attestation ended.
            void_until: Option<Timestamp>,
            /// Who revoked or dropped it, removed the auditor, left, or let a challenge fall.
            by: String,
        }
        /// An attestation was challenged.
        ChallengeOpened = "tender_challenge_opened" {
            /// The provider that is attested.
            provider: ProviderId,
            /// The auditor that attests it.
            auditor: AuditorId,
            /// The address of who doubts it.
            challenger: String,
            /// Micro-AKT that it staked.
            bond: Akt,
            /// When it is too late to answer.
            deadline: Timestamp,
            /// Micro-AKT that the auditor loses then.
            penalty: Akt,
        }
        /// A challenge ended.
        ChallengeEnded = "tender_challenge_ended" {
            /// The provider that is or was attested.
            provider: ProviderId,
            /// The auditor that was challenged.
            auditor: AuditorId,
            /// How it ended.
            end: ChallengeEnd,
            /// The address that the bond of the challenge was booked for.
            payee: String,
            /// Micro-AKT of the auditor's bond that wait to be burned.
            slashed: Akt,
        }
    }
    "orderbook" {
        /// An offer was posted or changed: it is in the book if units are free, unless it is told next to be parked.
        OfferPosted = "tender_offer_posted" {
            /// The provider whose it is.
            provider: ProviderId,
            /// The class it offers.
            class: ClassId,
            /// What it asks from now on: pico-units per unit and second.
            rate: Rate,
            /// Its turn among offers at that rate: the lowest is taken first.
            turn: u64,
            /// Units offered in all.
            units: u32,
            /// Units not on lease.
            free: u32,
            /// The most that one replica can have.
            largest: u32,
            /// What one unit carries.
            carries: Resources,
            /// Assets it takes besides the credit, by their index in `escrow`'s list.
            assets: Vec<AssetIndex>,
            /// Seconds in which a lease begins.
            start_within: Seconds,
            /// Whether billing counts back to the opening.
            instant: bool,
            /// Seconds that the tenant owes once a lease has begun.
            min_run: Seconds,
            /// Seconds of notice.
            notice: Seconds,
            /// When it stops standing; empty when it has no end.
            expires_at: Option<Timestamp>,
        }
        /// Units of an offer were leased or came back, or it went into or out of the book.
        OfferChanged = "tender_offer_changed" {
            /// The provider whose it is.
            provider: ProviderId,
            /// The class it offers.
            class: ClassId,
            /// Whether it is in the book now.
            state: OfferState,
            /// Units not on lease now.
            free: u32,
            /// The most that one replica can have now.
            largest: u32,
        }
        /// A change of an offer was refused; the others of the message were made.
        OfferRefused = "tender_offer_refused" {
            /// The provider who sent it.
            provider: ProviderId,
            /// The class it names.
            class: ClassId,
            /// The code of the refusal, such as `orderbook/below_leased`.
            code: String,
        }
        /// A rate card was set.
        CardSet = "tender_card_set" {
            /// The provider whose it is.
            provider: ProviderId,
            /// How much there is of everything.
            capacity: Resources,
            /// The most that one replica can have.
            largest: Resources,
            /// Pico-units per second: for a core, a GiB of memory, of disk, of hdd, ssd and nvme, and for a
            /// public address.
            rates: Vec<u64>,
            /// Assets it takes besides the credit, by their index in `escrow`'s list.
            assets: Vec<AssetIndex>,
            /// Seconds in which a lease begins.
            start_within: Seconds,
            /// Whether billing counts back to the opening.
            instant: bool,
            /// Seconds that the tenant owes once a lease has begun.
            min_run: Seconds,
            /// Seconds of notice.
            notice: Seconds,
            /// When it stops standing; empty when it has no end.
            expires_at: Option<Timestamp>,
        }
        /// Something of a card was leased or came back, or it was reported or taken back.
        CardChanged = "tender_card_changed" {
            /// The provider whose it is.
            provider: ProviderId,
            /// Whether it stands.
            standing: bool,
            /// What is on lease now.
            out: Resources,
            /// The most that one replica can have now.
            largest: Resources,
        }
        /// An order was placed, or an earlier one matched anew, and filled as far as it says.
        OrderPlaced = "tender_order_placed" {
            /// The account that pays.
            account: AccountId,
            /// Its slot, when it rests or is auctioned; empty otherwise.
            slot: Option<u8>,
            /// The address of the tenant who placed it.
            tenant: String,
            /// Replicas wanted in all.
            replicas: u32,
            /// Replicas not leased at once.
            missing: u32,
            /// Where they are.
            status: OrderStatus,
            /// The order, packed: the first half of what its leases' digests are made of.
            order: HexBinary,
        }
        /// A lease was promised: the second half of what its digest is made of.
        LeasePromised = "tender_lease_promised" {
            /// The lease.
            lease: LeaseKey,
            /// What its provider promised, packed.
            promised: HexBinary,
            /// SHA-256 of the order and this.
            digest: HexBinary,
        }
        /// A resting order was filled from the book.
        OrderMatched = "tender_order_matched" {
            /// The order.
            order: OrderKey,
            /// Leases that were opened.
            leases: Vec<LeaseKey>,
            /// Replicas still wanted; the order is gone at 0.
            missing: u32,
            /// The order as it was matched, packed: the first half of what the leases' digests are made of.
            packed: HexBinary,
        }
        /// A resting order ended with replicas unfilled.
        OrderClosed = "tender_order_closed" {
            /// The order.
            order: OrderKey,
            /// The reason why it ended.
            reason: OrderEnd,
            /// Replicas that were not filled.
            missing: u32,
        }
        /// What of a provider's bond is locked changed.
        BondLocked = "tender_bond_locked" {
            /// The provider whose bond it is.
            provider: ProviderId,
            /// Micro-AKT locked now.
            locked: Akt,
        }
    }
    "auction" {
        /// An auction was opened, or bidding began anew without those who failed.
        AuctionOpened = "tender_auction_opened" {
            /// The order, whose key is the auction's.
            order: OrderKey,
            /// The address of the tenant who placed it.
            tenant: String,
            /// The round, by the block height at which it began: bids name it.
            round: u64,
            /// How bids come.
            bidding: BiddingName,
            /// The most that a bid may ask: pico-units per second.
            max_rate: Rate,
            /// When bidding, or committing, ends as things stand now.
            bids_until: Timestamp,
        }
        /// A bid was accepted.
        BidPlaced = "tender_bid_placed" {
            /// The order, whose key is the auction's.
            order: OrderKey,
            /// The provider that bids.
            provider: ProviderId,
            /// Its class for each line that asks for GPUs.
            classes: Vec<ClassId>,
            /// What everything costs: pico-units per second.
            rate: Rate,
            /// The provider's tier for what it offers.
            tier: Tier,
            /// Until when it binds.
            valid_until: Timestamp,
            /// Its place among the bids that are kept, from 0; empty for a commitment that was opened and
            /// is not among them.
            place: Option<u8>,
            /// The provider whose bid it drove out; empty when none.
            evicted: Option<ProviderId>,
            /// When bidding ends, as things stand now.
            bids_until: Timestamp,
        }
        /// A bid was committed.
        BidCommitted = "tender_bid_committed" {
            /// The order, whose key is the auction's.
            order: OrderKey,
            /// The provider that bids.
            provider: ProviderId,
            /// Its class for each line that asks for GPUs.
            classes: Vec<ClassId>,
            /// The round that it bids in.
            round: u64,
            /// Until when it can be opened; anyone may report it from then on.
            open_until: Timestamp,
        }
        /// The tenant opened its reserve.
        ReserveOpened = "tender_reserve_opened" {
            /// The order, whose key is the auction's.
            order: OrderKey,
            /// The most that a bid may ask: pico-units per second.
            rate: Rate,
        }
        /// A commitment was not opened.
        BidUnopened = "tender_bid_unopened" {
            /// The order, whose key is the auction's.
            order: OrderKey,
            /// The round that it was committed in.
            round: u64,
            /// The provider that did not open it.
            provider: ProviderId,
        }
        /// A bid was passed over when its order was to be awarded.
        BidPassedOver = "tender_bid_passed_over" {
            /// The order, whose key is the auction's.
            order: OrderKey,
            /// The provider whose bid it was.
            provider: ProviderId,
            /// What failed, in words.
            mismatch: String,
            /// Whether it is the bidder's fault.
            fault: bool,
        }
        /// An auction was awarded, ended without, or goes on.
        AuctionClosed = "tender_auction_closed" {
            /// The order, whose key is the auction's.
            order: OrderKey,
            /// What became of it.
            outcome: Outcome,
            /// The lease that was opened; empty without a winner.
            lease: Option<LeaseKey>,
            /// What the winner is paid: pico-units per second; empty without one.
            rate: Option<Rate>,
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
        /// A lease was opened, and waits for its provider.
        LeaseOpened = "tender_lease_opened" {
            /// The account that pays.
            account: AccountId,
            /// The number of the lease.
            lease: LeaseId,
            /// The provider that serves it.
            provider: ProviderId,
            /// The address at which the provider is paid.
            payee: String,
            /// Units of each class that it holds: `class:units`.
            units: Vec<Units>,
            /// What it holds of its provider's card.
            card: Resources,
            /// What the tenant pays for everything, in pico-units per second.
            rate: Rate,
            /// The protocol's part of that, in pico-units per second.
            fee_rate: Rate,
            /// The provider's tier when matched.
            tier: Tier,
            /// SHA-256 of the order and of what was promised, in hex.
            digest: HexBinary,
            /// When anyone may close it as not started.
            start_until: Timestamp,
            /// When the account's money runs out now.
            runs_out_at: Option<Timestamp>,
        }
        /// A provider is ready to serve a lease; it has begun unless others are to begin with it.
        LeaseStarted = "tender_lease_started" {
            /// The account that pays.
            account: AccountId,
            /// The number of the lease.
            lease: LeaseId,
            /// The provider that serves it.
            provider: ProviderId,
            /// Whether it has begun.
            begun: bool,
            /// Seconds before now that are billed already.
            billed: Seconds,
            /// When the account's money runs out now.
            runs_out_at: Option<Timestamp>,
        }
        /// A provider was paid for a running lease.
        LeasePaid = "tender_lease_paid" {
            /// The account that pays.
            account: AccountId,
            /// The number of the lease.
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
            /// The number of the lease.
            lease: LeaseId,
            /// The provider that served it.
            provider: ProviderId,
            /// The address that was paid.
            payee: String,
            /// The reason that was given.
            reason: CloseReason,
            /// As which party the sender closed it.
            by: ClosedBy,
            /// Seconds billed in all: those it ran while there was money, and those that its tenant owed
            /// when it ended it early.
            seconds: Seconds,
            /// Micro-units paid now.
            amount: Micro,
            /// Micro-units paid in all.
            paid: Micro,
            /// Pico-units of fees in all, the unpaid fraction of a unit among them: with `paid` and
            /// `forfeited_pico`, what the lease cost to the pico-unit.
            fees_pico: Pico,
            /// Pico-units that its provider does not get because it did not serve it for as long as it must
            /// run: in credit they burn, in other assets they are the treasury's.
            forfeited_pico: Pico,
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
        /// A lease of a batch could not be started, paid or closed; the others of the batch were.
        LeasePassedOver = "tender_lease_passed_over" {
            /// The account it was named with.
            account: AccountId,
            /// The number of the lease that was named.
            lease: LeaseId,
            /// The provider it was named with.
            provider: ProviderId,
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
        /// What a closed lease held could not be given back to its provider's rows; it is closed and paid.
        LeaseNotReleased = "tender_lease_not_released" {
            /// The account that paid.
            account: AccountId,
            /// The number of the lease.
            lease: LeaseId,
            /// The provider whose rows they are.
            provider: ProviderId,
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
