//! The auction house among its neighbours: an order book, a registry that is rows, and an escrow whose
//! answers tests give.

pub use tender_testkit::solo::{addr, data, event, START};

use cosmwasm_std::{Addr, HexBinary, Response};
use serde::de::DeserializeOwned;
use tender_auction::contract::{execute, instantiate, query, reply};
use tender_auction::ContractError;
use tender_guard::GuardError;
use tender_interfaces::admin::{ActionClass, AdminMsg, DEFAULT_GUARDIAN_PAUSE};
use tender_interfaces::attestation::{
    provider_key, AttestationRow, AttributeSet, ProviderRow, ProviderStatus,
};
use tender_interfaces::auction::{
    AuctionResponse, Bid, BidsResponse, ExecuteMsg, InstantiateMsg, QueryMsg, Rule,
};
use tender_interfaces::demand::{ResolvedAlternative, ResolvedDemand};
use tender_interfaces::{attestation, escrow, orderbook};
use tender_storage::pack;
use tender_testkit::solo::{self, canonical, sent_to, Entry};
use tender_types::{
    AccountId, AssetIndex, AttributeId, AuditorId, ClassId, Echo, OrderId, ProviderId, Rate,
    Resources, Seconds, Tier, Timestamp,
};

/// The auction house alone.
pub type Solo = solo::Solo<ContractError>;

pub const ENTRY: Entry<ContractError> = Entry {
    instantiate,
    execute,
    query,
};

pub const H100: ClassId = ClassId(1);
pub const A100: ClassId = ClassId(2);
pub const EU: AttributeId = AttributeId(7);
pub const OTTO: AuditorId = AuditorId(1);

/// The order that most tests auction.
pub const ORDER: OrderId = OrderId(9);

pub type Answer = Result<Response, ContractError>;

/// The moment `seconds` after the house opened.
pub const fn after(seconds: u64) -> Timestamp {
    START.after(Seconds(seconds))
}

/// The name of who speaks for a provider.
pub fn speaker(provider: u32) -> String {
    format!("provider{provider}")
}

/// One minute, extended by ten seconds, a step of ten.
pub const fn descending() -> Rule {
    Rule::OpenDescending {
        duration: Seconds(60),
        min_step: Rate(10),
        extension: Seconds(10),
    }
}

/// A minute of bidding and half a minute to choose.
pub const fn choice() -> Rule {
    Rule::TenantChoice {
        bidding: Seconds(60),
        choosing: Seconds(30),
    }
}

/// Two H100 at up to 1 000, or A100 at up to 600, in `region=eu` as an auditor vouches.
pub fn demand() -> ResolvedDemand {
    ResolvedDemand {
        account: AccountId(4),
        asset: AssetIndex::CREDIT,
        units: 2,
        whole: true,
        alternatives: [(H100, 1_000), (A100, 600)]
            .map(|(class, ceiling)| ResolvedAlternative {
                class,
                ceiling: Rate(ceiling),
            })
            .to_vec(),
        unit: Resources {
            cpu_milli: 8_000,
            ..Resources::default()
        },
        attributes: vec![EU],
        all_of: vec![OTTO],
        any_of: vec![],
        min_tier: Tier(1),
        manifest_hash: HexBinary::from(&[7; 32]),
    }
}

pub fn unit() -> Resources {
    demand().unit
}

/// A provider whose hardware was attested at `tier` for an hour.
pub fn provider(id: u32, tier: u8) -> ProviderRow {
    ProviderRow {
        address: canonical(&speaker(id)),
        status: ProviderStatus::Active,
        bonded: true,
        attributes: AttributeSet::default(),
        attestations: vec![AttestationRow {
            auditor: OTTO,
            tier: Tier(tier),
            expires_at: START.after(Seconds::hours(1)),
            attributes: AttributeSet(vec![EU]),
            classes: vec![H100, A100],
        }],
    }
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

/// An empty house; providers 1 to 5 are eligible at tier 2.
pub fn open() -> Solo {
    let furnish = |solo: &mut Solo| {
        solo.neighbour("orderbook", orderbook::CONTRACT);
        solo.neighbour("attestation", attestation::CONTRACT);
        solo.neighbour("escrow", escrow::CONTRACT);
        (1..=5).for_each(|id| solo.register(id, &provider(id, 2)));
    };
    Solo::open_among(ENTRY, &opening(), furnish).unwrap()
}

/// A house with one auction, of the tenant's [`ORDER`].
pub fn with(rule: Rule) -> Solo {
    let mut solo = open();
    solo.hand_over(ORDER.0, rule).unwrap();
    solo
}

/// What tests of the auction house do again and again.
pub trait Verbs {
    /// Writes a provider's row in the registry.
    fn register(&self, id: u32, row: &ProviderRow);

    /// Changes a provider's row in the registry.
    fn change(&self, id: u32, change: impl FnOnce(&mut ProviderRow));

    /// The order book hands over an order of the tenant's.
    fn hand_over(&mut self, order: u64, rule: Rule) -> Answer;

    /// Provider `id` bids for [`ORDER`] with H100.
    fn bid(&mut self, id: u32, rate: u128) -> Answer;

    /// A rich onlooker closes [`ORDER`].
    fn close(&mut self) -> Answer;

    /// `escrow` answers the one submessage of `response`.
    fn escrow_answers(&mut self, response: &Response, result: Result<(), &str>) -> Answer;

    fn guardian_pauses(&mut self);

    fn auction(&self) -> Result<AuctionResponse, ContractError>;

    /// Stored bids of [`ORDER`] as (provider, rate).
    fn bids(&self) -> Vec<(u32, u128)>;

    /// What the house answers; it must.
    fn answer<T: DeserializeOwned>(&self, msg: QueryMsg) -> T;

    /// Block time becomes `seconds` after the start.
    fn later(&mut self, seconds: u64) -> &mut Self;
}

impl Verbs for Solo {
    fn register(&self, id: u32, row: &ProviderRow) {
        self.neighbour_row("attestation", provider_key(ProviderId(id)), pack(row));
    }

    fn change(&self, id: u32, change: impl FnOnce(&mut ProviderRow)) {
        let mut row = provider(id, 2);
        change(&mut row);
        self.register(id, &row);
    }

    fn hand_over(&mut self, order: u64, rule: Rule) -> Answer {
        self.send("orderbook", &handed_over(order, "tenant", rule))
    }

    fn bid(&mut self, id: u32, rate: u128) -> Answer {
        self.send(&speaker(id), &bid(id, H100, rate))
    }

    fn close(&mut self) -> Answer {
        self.send("anyone", &ExecuteMsg::Close { order: ORDER })
    }

    fn escrow_answers(&mut self, response: &Response, result: Result<(), &str>) -> Answer {
        let [message] = response.messages.as_slice() else {
            panic!("one submessage expected: {response:?}");
        };
        self.reply(reply, message, result)
    }

    fn guardian_pauses(&mut self) {
        let class = ActionClass::Bid;
        let pause = ExecuteMsg::Admin(AdminMsg::Pause { class });
        self.send("gil", &pause).unwrap();
    }

    fn auction(&self) -> Result<AuctionResponse, ContractError> {
        self.query(&QueryMsg::Auction { order: ORDER })
    }

    fn bids(&self) -> Vec<(u32, u128)> {
        let page: BidsResponse = self.answer(QueryMsg::Bids {
            order: ORDER,
            start_after: None,
            limit: Some(100),
        });
        page.bids.iter().map(short).collect()
    }

    fn answer<T: DeserializeOwned>(&self, msg: QueryMsg) -> T {
        self.query(&msg).unwrap()
    }

    fn later(&mut self, seconds: u64) -> &mut Self {
        self.at(after(seconds))
    }
}

/// An order of the tenant of that name, handed over.
pub fn handed_over(order: u64, tenant: &str, rule: Rule) -> ExecuteMsg {
    ExecuteMsg::Open {
        order: OrderId(order),
        tenant: addr(tenant).into(),
        demand: demand(),
        rule,
    }
}

pub fn bid(id: u32, class: ClassId, rate: u128) -> ExecuteMsg {
    ExecuteMsg::PlaceBid {
        order: ORDER,
        provider: ProviderId(id),
        class,
        rate: Rate(rate),
        unit: unit(),
    }
}

pub fn short(bid: &Bid) -> (u32, u128) {
    (bid.provider.0, bid.rate.0)
}

/// The one lease that `response` asks `escrow` for, with its tenant.
pub fn lease(response: &Response) -> (String, escrow::NewLease) {
    assert_eq!(response.messages.len(), 1, "{response:?}");
    match sent_to(response, "escrow").pop() {
        Some(escrow::ExecuteMsg::OpenLeases {
            tenant,
            account,
            asset,
            manifest_hash,
            mut leases,
        }) => {
            let paid_by = (account, asset, manifest_hash, leases.len());
            let expected = (AccountId(4), AssetIndex::CREDIT, demand().manifest_hash, 1);
            assert_eq!(paid_by, expected);
            (tenant, leases.remove(0))
        }
        other => panic!("OpenLeases expected: {other:?}"),
    }
}

pub fn not_allowed(role: &str, holder: Option<Addr>) -> ContractError {
    let holder = holder.map_or_else(|| "nobody".to_string(), Addr::into_string);
    let role = role.to_string();
    GuardError::NotAllowed { role, holder }.into()
}

/// The refusal of a number outside its bounds.
pub fn out_of_range<N: ToString>(what: &'static str, value: N, min: N, max: N) -> ContractError {
    let error = GuardError::OutOfRange {
        what,
        value: Echo::of(value.to_string()),
        min: min.to_string(),
        max: max.to_string(),
    };
    error.into()
}

/// The refusal while the guardian's pause holds that began at the start.
pub fn paused() -> ContractError {
    let error = GuardError::PausedUntil {
        class: ActionClass::Bid,
        until: START.after(DEFAULT_GUARDIAN_PAUSE),
    };
    error.into()
}
