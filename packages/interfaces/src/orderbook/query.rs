//! What can be asked, and the answers.

use cosmwasm_schema::{cw_serde, QueryResponses};
use tender_storage::packed;
use tender_types::{
    AccountId, Akt, ClassId, Micro, OfferKey, OrderKey, ProviderId, Rate, Resources, Timestamp,
};

use super::{CardRates, OfferState, Params, Terms};
use crate::admin::AdminResponse;
use crate::demand::{Demand, Mismatch, ResolvedDemand};
use crate::invariants::InvariantsResponse;

/// What can be asked.
#[cw_serde]
#[derive(QueryResponses)]
pub enum QueryMsg {
    /// The contracts it is linked to, and the parameters.
    #[returns(ConfigResponse)]
    Config {},
    /// One offer, in the book or not.
    #[returns(OfferResponse)]
    Offer {
        /// The offer asked for.
        offer: OfferKey,
    },
    /// The book of a class, cheapest first.
    #[returns(OffersResponse)]
    Book {
        /// The class, by id.
        class: ClassId,
        /// The last of the page before: its rate and turn.
        start_after: Option<BookPlace>,
        /// Rows in the page, 1 to 100; 10 when absent.
        limit: Option<u32>,
    },
    /// A provider's offers, in the book or not.
    #[returns(OffersResponse)]
    Offers {
        /// The provider asked for.
        provider: ProviderId,
        /// The last of the page before.
        start_after: Option<ClassId>,
        /// Rows in the page, 1 to 100; 10 when absent.
        limit: Option<u32>,
    },
    /// A provider's rate card.
    #[returns(CardResponse)]
    Card {
        /// The provider asked for.
        provider: ProviderId,
    },
    /// Rate cards, by provider.
    #[returns(CardsResponse)]
    Cards {
        /// The last of the page before.
        start_after: Option<ProviderId>,
        /// Rows in the page, 1 to 100; 10 when absent.
        limit: Option<u32>,
    },
    /// What of a provider's bond is locked.
    #[returns(LockedResponse)]
    Locked {
        /// The provider asked for.
        provider: ProviderId,
    },
    /// One order that rests.
    #[returns(OrderResponse)]
    Order {
        /// The order asked for.
        order: OrderKey,
    },
    /// Orders that rest, by account and slot.
    #[returns(OrdersResponse)]
    Orders {
        /// Only orders of this account; everybody's when absent.
        account: Option<AccountId>,
        /// The last of the page before.
        start_after: Option<OrderKey>,
        /// Rows in the page, 1 to 100; 10 when absent.
        limit: Option<u32>,
    },
    /// Why each offer of the demanded classes would or would not be taken, cheapest first: for what the
    /// book serves.
    #[returns(ExplainMatchResponse)]
    ExplainMatch {
        /// What is wanted.
        demand: Demand,
        /// Whose it would be; needed only for `account: newest`.
        tenant: Option<String>,
        /// Where to start, as an order can.
        start_after: Option<BookCursor>,
        /// Offers to look at, over all alternatives.
        limit: Option<u32>,
    },
    /// What providers would ask for a demand, to the unit, and why others cannot serve it, line by
    /// line.
    #[returns(QuoteResponse)]
    Quote {
        /// What is wanted.
        demand: Demand,
        /// Whose it would be; needed only for `account: newest`.
        tenant: Option<String>,
        /// These providers; when empty, all from `start_after` on.
        providers: Vec<ProviderId>,
        /// The last of the page before.
        start_after: Option<ProviderId>,
        /// Providers in the page, 1 to 30; 10 when absent.
        limit: Option<u32>,
    },
    /// Who administers, and what is paused.
    #[returns(AdminResponse)]
    Admin {},
    /// What must always hold.
    #[returns(InvariantsResponse)]
    Invariants {
        /// `next` of the page before.
        start_after: Option<String>,
        /// Rows in the page, 1 to 100; 10 when absent.
        limit: Option<u32>,
    },
}

/// A place in the book of a class.
#[cw_serde]
#[derive(Copy, Eq)]
pub struct BookPlace {
    /// Pico-units per unit and second.
    pub rate: Rate,
    /// The offer's turn among those at that rate.
    pub turn: u64,
}

/// A place in the merged book of several classes: rate and turn decide, then the class.
#[cw_serde]
#[derive(Copy, Eq)]
pub struct BookCursor {
    /// The class of the offer.
    pub class: ClassId,
    /// Pico-units per unit and second.
    pub rate: Rate,
    /// The offer's turn among those at that rate.
    pub turn: u64,
}

/// How the book is set up.
#[cw_serde]
pub struct ConfigResponse {
    /// The `attestation` contract, in which providers and the catalog are.
    pub attestation: String,
    /// The `escrow` contract, in which leases are opened.
    pub escrow: String,
    /// The `auction` contract, in which auctions are run.
    pub auction: Option<String>,
    /// The parameters as they are now.
    pub params: Params,
}

/// An offer, as it is now.
#[cw_serde]
pub struct OfferResponse {
    /// The provider and the class.
    pub offer: OfferKey,
    /// Whether it is in the book.
    pub state: OfferState,
    /// Pico-units per unit and second.
    pub rate: Rate,
    /// Which of the offers at the same rate is taken first: the one with the lowest turn.
    pub turn: u64,
    /// Units offered in all.
    pub units: u32,
    /// Units not on lease.
    pub free: u32,
    /// The most that one replica can have.
    pub largest: u32,
    /// What one unit carries.
    pub carries: Resources,
    /// On which terms; `None` once it is withdrawn.
    pub terms: Option<Terms>,
    /// How often its provider had registered when it was posted.
    pub epoch: u32,
    /// Micro-AKT of bond that each unit locks.
    pub bond_per_unit: Akt,
    /// How leases of it ended.
    pub record: Record,
}

/// A page of offers.
#[cw_serde]
pub struct OffersResponse {
    /// The offers of the page, in the order of the query.
    pub offers: Vec<OfferResponse>,
}

/// A rate card, as it is now.
#[cw_serde]
pub struct CardResponse {
    /// Whose.
    pub provider: ProviderId,
    /// How much there is of everything.
    pub capacity: Resources,
    /// What is on lease.
    pub out: Resources,
    /// The most that one replica can have.
    pub largest: Resources,
    /// What each costs.
    pub rates: CardRates,
    /// On which terms; `None` once it is withdrawn.
    pub terms: Option<Terms>,
    /// How often its provider had registered when it was set.
    pub epoch: u32,
    /// Micro-AKT of bond that it locks.
    pub bond: Akt,
    /// How leases of it ended.
    pub record: Record,
}

/// A page of cards.
#[cw_serde]
pub struct CardsResponse {
    /// The cards of the page, by provider.
    pub cards: Vec<CardResponse>,
}

/// What of a bond is locked.
#[cw_serde]
pub struct LockedResponse {
    /// Micro-AKT for everything that is offered or on lease.
    pub locked: Akt,
}

/// An order that rests, as it is now.
#[cw_serde]
pub struct OrderResponse {
    /// What names it.
    pub order: OrderKey,
    /// The address of the tenant who placed it.
    pub tenant: String,
    /// What is still wanted.
    pub demand: ResolvedDemand,
    /// Leases it has had so far.
    pub leases: u8,
    /// When it stops resting.
    pub expires_at: Timestamp,
}

/// A page of orders.
#[cw_serde]
pub struct OrdersResponse {
    /// The orders of the page.
    pub orders: Vec<OrderResponse>,
}

/// Why offers would or would not be taken.
#[cw_serde]
pub struct ExplainMatchResponse {
    /// Each offer looked at, cheapest first.
    pub candidates: Vec<Candidate>,
    /// What a take that looks at the same offers would lease.
    pub fills: Vec<Fill>,
    /// Replicas that it would not.
    pub missing: u32,
    /// Whether offers within the ceilings were not looked at.
    pub cut_short: bool,
}

/// One offer and its judgement.
#[cw_serde]
pub struct Candidate {
    /// The provider and the class.
    pub offer: OfferKey,
    /// What it asks: pico-units per unit and second.
    pub rate: Rate,
    /// Its turn among those at that rate.
    pub turn: u64,
    /// Units not on lease.
    pub free: u32,
    /// The first dimension that fails; `None`: it serves.
    pub mismatch: Option<Mismatch>,
}

/// A lease that a take would open.
#[cw_serde]
pub struct Fill {
    /// The provider and the class.
    pub offer: OfferKey,
    /// Units.
    pub units: u32,
    /// What they cost together: pico-units per second.
    pub rate: Rate,
}

/// What providers would ask.
#[cw_serde]
pub struct QuoteResponse {
    /// Each provider looked at, by id.
    pub quotes: Vec<Quote>,
    /// Where the next page starts; `None` on the last.
    pub next: Option<ProviderId>,
}

/// What one provider would ask for everything, or why it cannot serve it.
#[cw_serde]
pub struct Quote {
    /// Which.
    pub provider: ProviderId,
    /// Its cheapest class for each line that asks for GPUs: what an order names. Empty when it serves
    /// not every line.
    pub classes: Vec<ClassId>,
    /// What everything costs, in pico-units per second; `None` when it cannot serve it.
    pub rate: Option<Rate>,
    /// What fails, each with the line it fails, if it is one.
    pub mismatches: Vec<LineMismatch>,
}

/// Why a provider cannot serve a line, or the whole.
#[cw_serde]
pub struct LineMismatch {
    /// The line, from 0; `None`: the whole demand.
    pub line: Option<u32>,
    /// What fails.
    pub mismatch: Mismatch,
}

/// How leases ended. Only counts and fees: what weighs is the fees, which cost whoever would fake them.
#[cw_serde]
#[derive(Copy, Default)]
pub struct Record {
    /// Leases that began and that their tenant, or an empty account, ended.
    pub ended: u32,
    /// Leases that their tenant ended as not served.
    pub not_served: u32,
    /// Leases that began and that the provider ended.
    pub left: u32,
    /// Leases that it declined or did not start.
    pub failed: u32,
    /// Micro-units of fees that its leases paid in credit. Those of a lease that holds several offers, or
    /// the card too, are counted once: with its first class.
    pub fees: Micro,
}

packed!(Record {
    ended,
    not_served,
    left,
    failed,
    fees
});
