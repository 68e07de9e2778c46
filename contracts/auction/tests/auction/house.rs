//! The auction house among its neighbours.

mod messages;

pub use messages::*;
pub use tender_testkit::solo::{addr, data, event, events, START};

use std::cell::RefCell;
use std::ops::{Deref, DerefMut};
use std::rc::Rc;

use cosmwasm_std::{to_json_binary, Addr, HexBinary, Response, StdError};
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use tender_auction::contract::{execute, instantiate, query};
use tender_auction::ContractError;
use tender_guard::GuardError;
use tender_interfaces::admin::{ActionClass, AdminMsg, DEFAULT_GUARDIAN_PAUSE};
use tender_interfaces::attestation::{
    class_id_key, provider_key, AttestationRow, AttributeSet, ClassRow, CountedClass, ProviderRow,
    ProviderStatus,
};
use tender_interfaces::auction::{
    sealed_bytes, AuctionResponse, Bid, Bidding, BoundResponse, Closed, ExecuteMsg, InstantiateMsg,
    NewBid, Pick, Pricing, QueryMsg, Rule, Sealer, BINDING,
};
use tender_interfaces::demand::{
    Placement, ResolvedAlternative, ResolvedDemand, ResolvedGpu, ResolvedLine,
};
use tender_interfaces::escrow::{self, AccountRow, PurseResponse};
use tender_interfaces::orderbook::{
    self, AllowanceRow, AssetSet, Award, Bidder, CardRates, CardRow, CardUseRow, Draw, FailedRow,
    OfferRow, PlaceRow, PlaceState, Record, TermsRow, Units, REMATCH_WITHIN,
};
use tender_interfaces::{attestation, invariants::InvariantsResponse};
use tender_storage::{pack, Key};
use tender_types::{
    AccountId, Akt, AssetIndex, AuditorId, ClassId, Echo, LeaseId, LeaseKey, OrderKey, Pico,
    ProviderId, Rate, Resources, Seconds, Tier, Timestamp,
};

use tender_testkit::solo::{self, canonical, sent_to, Entry};

/// The auction house alone.
pub type Solo = solo::Solo<ContractError>;

pub const ENTRY: Entry<ContractError> = Entry {
    instantiate,
    execute,
    query,
};

pub const H100: ClassId = ClassId(1);
pub const A100: ClassId = ClassId(2);
pub const OTTO: AuditorId = AuditorId(1);

/// The account that pays for most orders.
pub const ACCOUNT: AccountId = AccountId(4);

/// The order that most tests auction.
pub const ORDER: OrderKey = OrderKey {
    account: ACCOUNT,
    slot: 3,
};

/// What the demand may cost at most, and so two H100.
pub const MOST: u128 = 2_000;

/// What each asks in the book, which no auction looks at.
pub const RATE: Rate = Rate(500);

/// Providers that there are, each with eight H100, eight A100 and a card.
pub const PROVIDERS: u32 = 12;

/// The height of the block in which the house opened.
pub const HEIGHT: u64 = 1_000;

pub type Answer = Result<Response, ContractError>;

/// The moment `seconds` after the house opened.
pub const fn after(seconds: u64) -> Timestamp {
    START.after(Seconds(seconds))
}

/// The name of who speaks for a provider.
pub fn speaker(provider: u32) -> String {
    format!("provider{provider}")
}

pub const fn rule(bidding: Bidding, price: Pricing, pick: Pick) -> Rule {
    Rule {
        bidding,
        price,
        pick,
    }
}

/// One minute in the open, extended by ten seconds.
pub const fn open_bidding() -> Rule {
    let bidding = Bidding::Open {
        duration: Seconds(60),
        extension: Seconds(10),
    };
    rule(bidding, Pricing::Own, Pick::Lowest)
}

/// The same at the second price.
pub fn second_price() -> Rule {
    Rule {
        price: Pricing::Second,
        ..open_bidding()
    }
}

/// A minute of bidding, and half a minute more to choose.
pub const fn choice() -> Rule {
    let bidding = Bidding::Open {
        duration: Seconds(60),
        extension: Seconds::ZERO,
    };
    let choosing = Seconds(30);
    rule(bidding, Pricing::Own, Pick::Tenant { choosing })
}

/// A minute to commit and a minute to open.
pub const fn sealed_bidding(reserve: Option<HexBinary>) -> Rule {
    let bidding = Bidding::Sealed {
        commit: Seconds(60),
        reveal: Seconds(60),
        reserve,
    };
    rule(bidding, Pricing::Own, Pick::Lowest)
}

/// From 1 000 to 2 000 in 100 seconds.
pub const fn dutch() -> Rule {
    let bidding = Bidding::Dutch {
        from: Rate(1_000),
        duration: Seconds(100),
    };
    rule(bidding, Pricing::Own, Pick::Lowest)
}

pub const fn salt() -> [u8; 16] {
    [5; 16]
}

/// The seal of provider `id` for [`ORDER`] in `round`.
pub fn seal(id: u32, round: u64, rate: u128) -> HexBinary {
    let provider = ProviderId(id);
    sealed_by(ORDER, Sealer::Bidder { provider, round }, rate)
}

pub fn sealed_by(order: OrderKey, sealer: Sealer, rate: u128) -> HexBinary {
    let env = cosmwasm_std::testing::mock_env();
    let (chain, contract) = (&env.block.chain_id, env.contract.address.as_str());
    let bytes = sealed_bytes(chain, contract, order, sealer, Rate(rate), &salt());
    HexBinary::from(Sha256::digest(bytes).to_vec())
}

/// Two replicas with an H100 at up to 1 000 each, or an A100 at up to 600, and everything for 2 000.
pub fn demand() -> ResolvedDemand {
    let alternatives = [(H100, 1_000), (A100, 600)].map(|(class, ceiling)| ResolvedAlternative {
        class,
        ceiling: Rate(ceiling),
    });
    let line = ResolvedLine {
        replicas: 2,
        cpu_milli: 8_000,
        memory_mib: 65_536,
        disk_mib: 100_000,
        volumes: vec![],
        gpu: Some(ResolvedGpu {
            per_replica: 1,
            alternatives: alternatives.to_vec(),
            property: None,
        }),
    };
    ResolvedDemand {
        account: ACCOUNT,
        asset: AssetIndex::CREDIT,
        lines: vec![line],
        public_ips: 0,
        placement: Placement::OneProvider,
        together: false,
        max_rate: Rate(MOST),
        attributes: vec![],
        signed_by: vec![],
        min_tier: Tier::NONE,
        exclude: vec![],
        notice_at_least: Seconds::ZERO,
        start_within: None,
        rematch: 0,
        manifest_hash: HexBinary::from(&[7; 32]),
    }
}

/// The same two replicas without GPUs: everything is of the card.
pub fn cpus() -> ResolvedDemand {
    let mut cpus = demand();
    cpus.lines[0].gpu = None;
    cpus
}

/// What a bid with `class` for [`demand`] would hold.
pub fn held(class: ClassId) -> Draw {
    Draw {
        gpus: vec![Units { class, units: 2 }],
        card: Resources::default(),
    }
}

/// The auditor's word of all that a provider has in [`open`], at `tier`, for a day.
pub fn attested(tier: u8) -> AttestationRow {
    AttestationRow {
        auditor: OTTO,
        tier: Tier(tier),
        expires_at: START.after(Seconds::days(1)),
        attributes: AttributeSet::default(),
        classes: [H100, A100].map(eight).to_vec(),
        cores: 100,
        memory_gib: 1_000,
    }
}

const fn eight(class: ClassId) -> CountedClass {
    CountedClass { class, count: 8 }
}

/// A provider whose hardware was attested at `tier` for a day.
pub fn provider(id: u32, tier: u8) -> ProviderRow {
    ProviderRow {
        address: canonical(&speaker(id)),
        status: ProviderStatus::Active,
        epoch: 1,
        bond: Akt(1_000),
        bonded: true,
        region: None,
        attributes: AttributeSet::default(),
        attestations: vec![attested(tier)],
    }
}

/// A whole device of the catalog.
pub fn class(class: ClassId, model: &str, memory_gib: u32, interface: Option<&str>) -> ClassRow {
    ClassRow {
        class,
        carries: Resources::default(),
        vendor: "nvidia".to_string(),
        model: model.to_string(),
        memory_gib,
        interface: interface.map(ToString::to_string),
        device: class,
        parts: 1,
        bond_per_unit: Akt(1),
    }
}

pub fn terms() -> TermsRow {
    TermsRow {
        assets: AssetSet::new(&[]),
        start_within: Seconds(300),
        instant: false,
        min_run: Seconds(60),
        notice: Seconds::ZERO,
        expires_at: None,
    }
}

/// Eight units, all of them free, each with a host large enough for [`demand`].
pub fn offer(id: u32, class: ClassId) -> OfferRow {
    OfferRow {
        provider: ProviderId(id),
        epoch: 1,
        units: 8,
        free: 8,
        largest: 8,
        machine: 8,
        carries: Resources {
            cpu_milli: 16_000,
            memory_mib: 131_072,
            disk_mib: 200_000,
            ..Resources::default()
        },
        device: class,
        parts: 1,
        devices: 8,
        terms: terms(),
    }
}

pub fn card() -> CardRow {
    let plenty = Resources {
        cpu_milli: 100_000,
        memory_mib: 1_000_000,
        disk_mib: 1_000_000,
        ..Resources::default()
    };
    CardRow {
        epoch: 1,
        capacity: plenty.clone(),
        largest: plenty,
        rates: CardRates::default(),
        terms: Some(terms()),
        bond_per_core: Akt(1),
        bond_per_gib: Akt(1),
    }
}

fn key(prefix: u8, key: &impl Key) -> Vec<u8> {
    let mut bytes = vec![prefix];
    key.write(&mut bytes);
    bytes
}

pub fn opening() -> InstantiateMsg {
    InstantiateMsg {
        owner: addr("gov").into(),
        guardian: Some(addr("gil").into()),
        orderbook: addr("orderbook").into(),
        attestation: addr("attestation").into(),
        escrow: addr("escrow").into(),
    }
}

/// The house, and what its escrow answers of the tenant's account; it refuses when absent.
pub struct House {
    solo: Solo,
    purse: Rc<RefCell<Option<PurseResponse>>>,
}

impl Deref for House {
    type Target = Solo;

    fn deref(&self) -> &Solo {
        &self.solo
    }
}

impl DerefMut for House {
    fn deref_mut(&mut self) -> &mut Solo {
        &mut self.solo
    }
}

/// An empty house; every provider is eligible at tier 2.
pub fn open() -> House {
    let furnish = |solo: &mut Solo| {
        solo.env.block.height = HEIGHT;
        solo.neighbour("orderbook", orderbook::CONTRACT);
        solo.neighbour("attestation", attestation::CONTRACT);
        solo.neighbour("escrow", escrow::CONTRACT);
    };
    let solo = Solo::open_among(ENTRY, &opening(), furnish).unwrap();
    let purse = Rc::new(RefCell::new(Some(PurseResponse {
        account: ACCOUNT,
        asset: AssetIndex::CREDIT,
        next: LeaseId(1),
        rate: Rate(1_000_000),
    })));
    let answer = purse.clone();
    solo.neighbour_answers("escrow", move |_: escrow::QueryMsg| {
        let purse = answer.borrow();
        let purse = purse.as_ref();
        let purse = purse.ok_or_else(|| StdError::generic_err("escrow/no_account"))?;
        to_json_binary(purse)
    });
    let house = House { solo, purse };
    house.account("tenant");
    house.catalog(&class(H100, "h100", 80, Some("sxm")));
    house.catalog(&class(A100, "a100", 40, None));
    for id in 1..=PROVIDERS {
        house.register(id, &provider(id, 2));
        for class in [H100, A100] {
            house.stock(&offer(id, class), class);
        }
        house.card(id, &card());
    }
    house
}

/// A house with one auction, of the tenant's [`ORDER`].
pub fn with(rule: Rule) -> House {
    let mut house = open();
    house.hand_over(ORDER, rule).unwrap();
    house
}

impl House {
    /// Writes a provider's row in the registry.
    pub fn register(&self, id: u32, row: &ProviderRow) {
        self.neighbour_row("attestation", provider_key(ProviderId(id)), pack(row));
    }

    /// Changes a provider's row in the registry.
    pub fn change(&self, id: u32, change: impl FnOnce(&mut ProviderRow)) {
        let mut row = provider(id, 2);
        change(&mut row);
        self.register(id, &row);
    }

    /// Writes a class of the catalog.
    pub fn catalog(&self, row: &ClassRow) {
        self.neighbour_row("attestation", class_id_key(row.class), pack(row));
    }

    /// Writes what a provider offers of a class: in the book while units are free, as the book does.
    pub fn stock(&self, offer: &OfferRow, class: ClassId) {
        if offer.free == 0 {
            return self.set_aside(offer, class, false);
        }
        let (id, turn) = (offer.provider.0, u64::from(offer.provider.0));
        let book = key(orderbook::keys::BOOK, &(class, RATE, turn));
        self.neighbour_row("orderbook", book, pack(offer));
        self.place(id, class, PlaceState::Standing);
    }

    /// Writes an offer that is not in the book: sold out, or met dead.
    pub fn set_aside(&self, offer: &OfferRow, class: ClassId, dead: bool) {
        let offer = offer.clone();
        self.place(offer.provider.0, class, PlaceState::Aside { dead, offer });
    }

    /// Writes where a provider's offer is.
    fn place(&self, id: u32, class: ClassId, state: PlaceState) {
        let row = PlaceRow {
            rate: RATE,
            turn: id.into(),
            bond_per_unit: Akt(1),
            record: Record::default(),
            slices: vec![],
            state,
        };
        let place = key(orderbook::keys::PLACE, &(ProviderId(id), class));
        self.neighbour_row("orderbook", place, pack(&row));
    }

    /// Writes what may be offered although nobody attests it.
    pub fn allow(&self, row: AllowanceRow) {
        self.allowance_reads(pack(&row));
    }

    /// What may be offered unattested reads so.
    pub fn allowance_reads(&self, row: Vec<u8>) {
        self.neighbour_row("orderbook", vec![orderbook::keys::ALLOWANCE], row);
    }

    /// Changes what a provider offers of H100.
    pub fn change_offer(&self, id: u32, change: impl FnOnce(&mut OfferRow)) {
        let mut row = offer(id, H100);
        change(&mut row);
        self.stock(&row, H100);
    }

    /// The market leases all H100 of a provider to somebody.
    pub fn sell_out(&self, id: u32) {
        self.change_offer(id, |offer| *offer = offer.clone().taken(8).unwrap());
    }

    /// A provider takes back its H100.
    pub fn withdraw(&self, id: u32) {
        self.place(id, H100, PlaceState::Withdrawn { out: 0 });
    }

    /// A provider's row in the registry was written by a later release.
    pub fn later_release(&self, id: u32) {
        let mut row = pack(&provider(id, 2));
        row[0] = 99;
        self.neighbour_row("attestation", provider_key(ProviderId(id)), row);
    }

    /// A provider takes back its card.
    pub fn withdraw_card(&self, id: u32) {
        self.change_card(id, |card| card.terms = None);
    }

    /// Changes a provider's card.
    pub fn change_card(&self, id: u32, change: impl FnOnce(&mut CardRow)) {
        let mut row = card();
        change(&mut row);
        self.card(id, &row);
    }

    /// Writes a provider's rate card.
    pub fn card(&self, id: u32, row: &CardRow) {
        let card = key(orderbook::keys::CARD, &ProviderId(id));
        self.neighbour_row("orderbook", card, pack(row));
    }

    /// Writes what of a provider's card is on lease.
    pub fn card_use(&self, id: u32, out: Resources) {
        let record = Record::default();
        let used = key(orderbook::keys::CARD_USE, &ProviderId(id));
        self.neighbour_row("orderbook", used, pack(&CardUseRow { out, record }));
    }

    /// Writes that a lease never began, of an order in `slot`.
    pub fn never_begins(&self, lease: LeaseKey, slot: Option<u8>) {
        let row = FailedRow {
            provider: lease.provider,
            digest: HexBinary::from(&[7; 32]),
            rematch: 0,
            slot,
            until: START.after(REMATCH_WITHIN),
        };
        let failed = key(orderbook::keys::FAILED, &(lease.account, lease.lease));
        self.neighbour_row("orderbook", failed, pack(&row));
    }

    /// Writes the account's row at the escrow, of that owner.
    pub fn account(&self, owner: &str) {
        let row = AccountRow {
            last: LeaseId(0),
            owner: canonical(owner),
            asset: AssetIndex::CREDIT,
            balance: Pico(0),
            rate: Rate::ZERO,
            clock: Seconds::ZERO,
            synced_at: START,
            fee_rate: Rate::ZERO,
            fees: Pico(0),
            shares: 0,
            scale: 0,
            sponsored: 0,
            leases: 0,
            pending_rate: Rate::ZERO,
            pending: vec![],
        };
        let account = key(escrow::keys::ACCOUNT, &ACCOUNT);
        self.neighbour_row("escrow", account, pack(&row));
    }

    /// Changes what the escrow answers of the account.
    pub fn purse(&self, change: impl FnOnce(&mut PurseResponse)) {
        change(self.purse.borrow_mut().as_mut().expect("an account"));
    }

    /// From now on the escrow refuses to tell of the account.
    pub fn purse_refuses(&self) {
        *self.purse.borrow_mut() = None;
    }

    /// The order book hands over an order of the tenant's, that ends in a day.
    pub fn hand_over(&mut self, order: OrderKey, rule: Rule) -> Answer {
        self.send("orderbook", &handed_over(order, demand(), rule))
    }

    /// The same of an order that asks for something else.
    pub fn hand_over_for(&mut self, demand: ResolvedDemand, rule: Rule) -> Answer {
        self.send("orderbook", &handed_over(ORDER, demand, rule))
    }

    /// The present round of [`ORDER`].
    pub fn round(&self) -> u64 {
        self.auction().unwrap().round
    }

    /// Provider `id` bids for [`ORDER`] with H100.
    pub fn bid(&mut self, id: u32, rate: u128) -> Answer {
        self.bid_with(id, H100, rate)
    }

    /// Provider `id` bids for [`ORDER`] with `class`.
    pub fn bid_with(&mut self, id: u32, class: ClassId, rate: u128) -> Answer {
        let bid = self.new_bid(id, class, rate);
        self.send(&speaker(id), &ExecuteMsg::PlaceBid { order: ORDER, bid })
    }

    /// Provider `id` bids for [`ORDER`] from its card.
    pub fn bid_from_card(&mut self, id: u32, rate: u128) -> Answer {
        let mut bid = self.new_bid(id, H100, rate);
        bid.classes.clear();
        self.send(&speaker(id), &ExecuteMsg::PlaceBid { order: ORDER, bid })
    }

    /// A bid that binds for as short as it may.
    pub fn new_bid(&self, id: u32, class: ClassId, rate: u128) -> NewBid {
        let auction = self.auction();
        let (round, valid_until) = match auction {
            Ok(auction) => (auction.round, auction.binding),
            Err(_) => (HEIGHT, after(0).after(BINDING)),
        };
        NewBid {
            round,
            provider: ProviderId(id),
            classes: vec![class],
            rate: Rate(rate),
            valid_until,
        }
    }

    /// Provider `id` commits a bid for [`ORDER`] with H100.
    pub fn commit(&mut self, id: u32, rate: u128) -> Answer {
        let round = self.round();
        let msg = commit(id, round, seal(id, round, rate));
        self.send(&speaker(id), &msg)
    }

    /// Provider `id` opens what it has committed.
    pub fn reveal(&mut self, id: u32, rate: u128) -> Answer {
        let msg = reveal(id, rate, self.auction().unwrap().binding);
        self.send(&speaker(id), &msg)
    }

    /// A rich onlooker closes [`ORDER`].
    pub fn close(&mut self) -> Answer {
        self.send("anyone", &ExecuteMsg::Close { order: ORDER })
    }

    /// The tenant picks a bid.
    pub fn choose(&mut self, id: u32, max_rate: u128) -> Answer {
        let msg = ExecuteMsg::Choose {
            order: ORDER,
            provider: ProviderId(id),
            max_rate: Rate(max_rate),
        };
        self.send("tenant", &msg)
    }

    /// The tenant cancels [`ORDER`].
    pub fn cancel(&mut self) -> Answer {
        self.send("tenant", &ExecuteMsg::Cancel { order: ORDER })
    }

    /// Somebody reports what a provider did not open.
    pub fn report(&mut self, id: u32, round: u64) -> Answer {
        let msg = ExecuteMsg::ReportUnopened {
            order: ORDER,
            round,
            provider: ProviderId(id),
        };
        self.send("anyone", &msg)
    }

    pub fn guardian_pauses(&mut self) {
        let class = ActionClass::Bid;
        let pause = ExecuteMsg::Admin(AdminMsg::Pause { class });
        self.send("gil", &pause).unwrap();
    }

    pub fn auction(&self) -> Result<AuctionResponse, ContractError> {
        self.query(&QueryMsg::Auction { order: ORDER })
    }

    /// The kept bids of [`ORDER`], best first, as (provider, rate).
    pub fn bids(&self) -> Vec<(u32, u128)> {
        let auction = self.auction().unwrap();
        auction.bids.iter().map(short).collect()
    }

    /// Until when a provider's bids bind.
    pub fn bound(&self, id: u32) -> Option<Timestamp> {
        let provider = ProviderId(id);
        let bound: BoundResponse = self.answer(QueryMsg::Bound { provider });
        bound.until
    }

    /// What the house answers; it must.
    pub fn answer<T: DeserializeOwned>(&self, msg: QueryMsg) -> T {
        self.query(&msg).unwrap()
    }

    /// What does not hold.
    pub fn broken(&self) -> Vec<(String, String)> {
        let msg = QueryMsg::Invariants {
            start_after: None,
            limit: None,
        };
        let page: InvariantsResponse = self.answer(msg);
        let broken = page.checks.into_iter().filter(|check| !check.holds);
        broken.map(|check| (check.name, check.detail)).collect()
    }

    /// Everything holds.
    pub fn sound(&self) {
        let broken = self.broken();
        assert!(broken.is_empty(), "{broken:?}");
    }

    /// A block `seconds` after the start, one block a second.
    pub fn later(&mut self, seconds: u64) -> &mut Self {
        self.solo.at(after(seconds));
        self.solo.env.block.height = HEIGHT + seconds;
        self
    }

    /// [`ORDER`] has ended.
    pub fn gone(&self) {
        let unknown = ContractError::UnknownAuction { order: ORDER };
        assert_eq!(self.auction(), Err(unknown));
    }
}
