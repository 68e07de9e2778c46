//! What is leased: taken out of the rows it is drawn from, and opened in `escrow`.

use cosmwasm_std::{
    to_json_binary, Addr, Deps, DepsMut, Event, HexBinary, Response, Storage, WasmMsg,
};
use sha2::{Digest, Sha256};
use tender_interfaces::demand::ResolvedDemand;
use tender_interfaces::escrow::{self, Accounts, Escrow, NewLease};
use tender_interfaces::events::{CardChanged, LeasePromised, OrderPlaced};
use tender_interfaces::orderbook::{CardUseRow, Draw, Named, Order, OrderStatus, Placed, TermsRow};
use tender_storage::pack;
use tender_types::{LeaseId, LeaseKey, OfferKey};

use crate::listing::{self, Listing};
use crate::parts::Part;
use crate::state::{Config, CARD_USES};
use crate::ContractError;

/// What is opened for which order.
pub struct Opening<'a> {
    pub tenant: &'a Addr,
    pub demand: &'a ResolvedDemand,
    /// The providers that the order names.
    pub named: &'a [Named],
    /// The slot of its auction.
    pub slot: Option<u8>,
    /// The number that the account's next lease gets, where it is known already.
    pub next: Option<LeaseId>,
}

/// What was opened.
pub struct Opened {
    pub leases: Vec<LeaseKey>,
    pub events: Vec<Event>,
    /// To `escrow`; none when nothing is opened.
    pub message: Option<WasmMsg>,
    /// The order, packed.
    pub order: HexBinary,
}

/// What became of an order beside its leases.
pub struct Outcome {
    /// Offers that were met dead: they leave the book.
    pub dead: Vec<Listing>,
    /// Replicas that are not leased.
    pub missing: u32,
    /// Where they are.
    pub status: OrderStatus,
    /// The slot in which they rest.
    pub slot: Option<u8>,
}

impl Opening<'_> {
    /// Draws the parts, cheapest first, and asks for their leases.
    ///
    /// # Errors
    /// What was judged a moment ago can be drawn, so only what cannot be read or written.
    #[inline(never)]
    pub fn open(
        &self,
        deps: DepsMut,
        config: &Config,
        parts: Vec<Part>,
    ) -> Result<Opened, ContractError> {
        let tenant = deps.api.addr_canonicalize(self.tenant.as_str())?;
        let order = pack(&Order {
            tenant,
            demand: self.demand.clone(),
            named: self.named.to_vec(),
        });
        let mut opened = Opened {
            leases: vec![],
            events: vec![],
            message: None,
            order: HexBinary::from(order.as_slice()),
        };
        if parts.is_empty() {
            return Ok(opened);
        }
        let escrow = config.escrow(deps.api)?;
        let first = self.first_lease(deps.as_ref(), &escrow)?;
        let mut number = first;
        let mut leases = vec![];
        for part in parts {
            opened.events.extend(draw(deps.storage, &part)?);
            let lease = LeaseKey {
                provider: part.provider,
                account: self.demand.account,
                lease: number,
            };
            let promised = pack(&part.promised);
            let digest = digest(&order, &promised);
            opened.leases.push(lease);
            opened.events.push(promised_event(lease, promised, &digest));
            leases.push(self.new_lease(deps.as_ref(), part, digest)?);
            number = LeaseId(number.0.saturating_add(1));
        }
        let opening = escrow::Opening {
            tenant: self.tenant,
            account: self.demand.account,
            asset: self.demand.asset,
            together: self.demand.together,
            first,
            leases,
        };
        opened.message = Some(Escrow(escrow).open_leases(opening)?);
        Ok(opened)
    }

    /// Opens the leases, and says what became of the order.
    ///
    /// # Errors
    /// As [`Opening::open`].
    pub fn place(
        &self,
        mut deps: DepsMut,
        config: &Config,
        parts: Vec<Part>,
        outcome: Outcome,
    ) -> Result<Response, ContractError> {
        let Outcome {
            dead,
            missing,
            status,
            slot,
        } = outcome;
        let parked = park_all(deps.storage, dead)?;
        let opened = self.open(deps.branch(), config, parts)?;
        let event = OrderPlaced {
            account: self.demand.account,
            slot,
            tenant: self.tenant.to_string(),
            replicas: self.demand.replicas(),
            missing,
            status,
            order: opened.order,
        };
        let placed = Placed {
            leases: opened.leases,
            missing,
            status,
        };
        Ok(Response::new()
            .add_messages(opened.message)
            .add_events(parked)
            .add_events(opened.events)
            .add_event(event)
            .set_data(to_json_binary(&placed)?))
    }

    /// The number that the account's next lease gets. An account that is not there is refused by the
    /// escrow itself.
    fn first_lease(&self, deps: Deps, escrow: &Addr) -> Result<LeaseId, ContractError> {
        if let Some(next) = self.next {
            return Ok(next);
        }
        let accounts = Accounts {
            address: escrow,
            querier: deps.querier,
        };
        let row = accounts.account(self.demand.account)?;
        let last = row.map_or(LeaseId(0), |row| row.last);
        Ok(LeaseId(last.0.saturating_add(1)))
    }

    fn new_lease(
        &self,
        deps: Deps,
        part: Part,
        digest: HexBinary,
    ) -> Result<NewLease, ContractError> {
        let TermsRow {
            start_within,
            instant,
            min_run,
            notice,
            ..
        } = part.terms;
        Ok(NewLease {
            provider: part.provider,
            payee: deps.api.addr_humanize(&part.payee)?.into(),
            rate: part.promised.rate,
            draw: part.promised.draw,
            tier: part.promised.tier,
            digest,
            start_within,
            instant,
            min_run,
            notice,
            rematch: self.demand.rematch,
            slot: self.slot,
        })
    }
}

/// Takes offers that nobody could match out of the book.
///
/// # Errors
/// `storage/…`.
pub fn park_all(store: &mut dyn Storage, dead: Vec<Listing>) -> Result<Vec<Event>, ContractError> {
    let mut events = vec![];
    for mut listing in dead {
        listing::park(store, &mut listing)?;
        events.push(listing.changed().into());
    }
    Ok(events)
}

/// SHA-256 of an order and of what was promised for it: what a lease holds of both.
pub fn digest(order: &[u8], promised: &[u8]) -> HexBinary {
    let hash = Sha256::new()
        .chain_update(order)
        .chain_update(promised)
        .finalize();
    HexBinary::from(hash.to_vec())
}

fn promised_event(lease: LeaseKey, promised: Vec<u8>, digest: &HexBinary) -> Event {
    LeasePromised {
        lease,
        promised: HexBinary::from(promised),
        digest: digest.clone(),
    }
    .into()
}

/// Takes what a part holds out of its provider's rows.
fn draw(store: &mut dyn Storage, part: &Part) -> Result<Vec<Event>, ContractError> {
    let Draw { gpus, card } = &part.promised.draw;
    let mut events = vec![];
    for units in gpus {
        let key = OfferKey {
            provider: part.provider,
            class: units.class,
        };
        let known = part.listings.iter().find(|listing| listing.key == key);
        let mut listing = known
            .cloned()
            .ok_or(ContractError::OfferNotFound { offer: key })?;
        listing::take(store, &mut listing, units.units)?;
        events.push(listing.changed().into());
    }
    if !card.is_empty() {
        events.push(draw_card(store, part)?);
    }
    Ok(events)
}

fn draw_card(store: &mut dyn Storage, part: &Part) -> Result<Event, ContractError> {
    let provider = part.provider;
    let row = CARD_USES.may_load(store, &provider)?.unwrap_or_default();
    let out = row.out.checked_add(&part.promised.draw.card);
    let out = out.ok_or(ContractError::TooMuch { what: "the card" })?;
    CARD_USES.save(
        store,
        &provider,
        &CardUseRow {
            out: out.clone(),
            ..row
        },
    );
    // It was judged to stand a moment ago.
    Ok(CardChanged {
        provider,
        standing: true,
        out,
        largest: part.largest.clone().unwrap_or_default(),
    }
    .into())
}
