//! The world of these tests: one auction house at a time of block time.

use std::collections::BTreeMap;

use cosmwasm_std::testing::{
    message_info, mock_dependencies, mock_env, MockApi, MockQuerier, MockStorage,
};
use cosmwasm_std::{
    from_json, Addr, Api, Binary, ContractResult, CosmosMsg, Env, Event, HexBinary, OwnedDeps,
    Reply, Response, SubMsg, SubMsgResponse, SubMsgResult, SystemError, SystemResult, Timestamp,
    WasmMsg, WasmQuery,
};
use serde::de::DeserializeOwned;
use tender_auction::contract::{execute, instantiate, query, reply};
use tender_auction::ContractError;
use tender_guard::GuardError;
use tender_interfaces::attestation::{
    provider_key, AttestationRow, AttributeSet, ProviderRow, ProviderStatus,
};
use tender_interfaces::auction::{
    AuctionResponse, Bid, BidsResponse, Closed, ExecuteMsg, InstantiateMsg, QueryMsg, Rule,
};
use tender_interfaces::demand::{ResolvedAlternative, ResolvedDemand};
use tender_interfaces::escrow;
use tender_storage::pack;
use tender_types::{
    AccountId, AttributeId, AuditorId, ClassId, OrderId, ProviderId, Rate, Resources,
};

/// When the house opens, in seconds.
pub const START: u64 = 1_800_000_000;

pub const H100: ClassId = ClassId(1);
pub const A100: ClassId = ClassId(2);
pub const EU: AttributeId = AttributeId(7);
pub const OTTO: AuditorId = AuditorId(1);

pub type Answer = Result<Response, ContractError>;

pub struct House {
    pub deps: OwnedDeps<MockStorage, MockApi, MockQuerier>,
    pub now: u64,
    registry: BTreeMap<Vec<u8>, Vec<u8>>,
}

pub fn addr(name: &str) -> Addr {
    MockApi::default().addr_make(name)
}

/// The address that speaks for a provider.
pub fn speaker(provider: u32) -> Addr {
    addr(&format!("provider{provider}"))
}

/// One minute, extended by ten seconds, a step of ten.
pub fn descending() -> Rule {
    Rule::OpenDescending {
        duration: 60,
        min_step: Rate(10),
        extension: 10,
    }
}

/// A minute of bidding and half a minute to choose.
pub fn choice() -> Rule {
    Rule::TenantChoice {
        bidding: 60,
        choosing: 30,
    }
}

/// Two H100 at up to 1 000, or A100 at up to 600, in `region=eu` as an auditor vouches.
pub fn demand() -> ResolvedDemand {
    ResolvedDemand {
        account: AccountId(4),
        asset: 0,
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
        min_tier: 1,
        manifest_hash: HexBinary::from(&[7; 32]),
    }
}

pub fn unit() -> Resources {
    demand().unit
}

/// A provider whose hardware was attested at `tier` for an hour.
pub fn provider(id: u32, tier: u8) -> ProviderRow {
    ProviderRow {
        address: MockApi::default()
            .addr_canonicalize(speaker(id).as_str())
            .unwrap(),
        status: ProviderStatus::Active,
        bonded: true,
        attributes: AttributeSet::default(),
        attestations: vec![AttestationRow {
            auditor: OTTO,
            tier,
            expires_at: START + 3_600,
            attributes: AttributeSet(vec![EU]),
            classes: vec![H100, A100],
        }],
    }
}

impl House {
    /// An empty house; providers 1 to 5 are eligible at tier 2.
    pub fn new() -> Self {
        let mut house = Self {
            deps: mock_dependencies(),
            now: START,
            registry: BTreeMap::new(),
        };
        let msg = InstantiateMsg {
            owner: addr("gov").to_string(),
            guardian: Some(addr("gil").to_string()),
            orderbook: addr("orderbook").to_string(),
            attestation: addr("attestation").to_string(),
            escrow: addr("escrow").to_string(),
        };
        let info = message_info(&addr("deployer"), &[]);
        instantiate(house.deps.as_mut(), mock_env(), info, msg).unwrap();
        (1..=5).for_each(|id| house.register(id, &provider(id, 2)));
        house
    }

    /// A house with one auction, of order 9 of the tenant.
    pub fn with(rule: Rule) -> Self {
        let mut house = Self::new();
        house.open(9, rule).unwrap();
        house
    }

    /// Writes a provider's row in the registry.
    pub fn register(&mut self, id: u32, row: &ProviderRow) {
        self.registry
            .insert(provider_key(ProviderId(id)), pack(row));
        let (registry, at) = (self.registry.clone(), addr("attestation").to_string());
        self.deps.querier.update_wasm(move |query| match query {
            WasmQuery::Raw { contract_addr, key } if *contract_addr == at => {
                let row = registry.get(key.as_slice()).cloned().unwrap_or_default();
                SystemResult::Ok(ContractResult::Ok(Binary::from(row)))
            }
            _ => SystemResult::Err(SystemError::Unknown {}),
        });
    }

    /// Changes a provider's row in the registry.
    pub fn change(&mut self, id: u32, change: impl FnOnce(&mut ProviderRow)) {
        let mut row = provider(id, 2);
        change(&mut row);
        self.register(id, &row);
    }

    /// Block time becomes `seconds` after the start.
    pub fn at(&mut self, seconds: u64) -> &mut Self {
        self.now = START + seconds;
        self
    }

    pub fn env(&self) -> Env {
        let mut env = mock_env();
        env.block.time = Timestamp::from_seconds(self.now);
        env
    }

    pub fn send(&mut self, sender: &Addr, msg: ExecuteMsg) -> Answer {
        let env = self.env();
        execute(self.deps.as_mut(), env, message_info(sender, &[]), msg)
    }

    pub fn ask<T: DeserializeOwned>(&self, msg: QueryMsg) -> Result<T, ContractError> {
        Ok(from_json(query(self.deps.as_ref(), self.env(), msg)?).unwrap())
    }

    pub fn open(&mut self, order: u64, rule: Rule) -> Answer {
        let msg = ExecuteMsg::Open {
            order: OrderId(order),
            tenant: addr("tenant").to_string(),
            demand: demand(),
            rule,
        };
        self.send(&addr("orderbook"), msg)
    }

    /// Provider `id` bids for order 9 with H100.
    pub fn bid(&mut self, id: u32, rate: u128) -> Answer {
        self.send(&speaker(id), bid(id, H100, rate))
    }

    /// A rich onlooker closes order 9.
    pub fn close(&mut self) -> Answer {
        let order = OrderId(9);
        self.send(&addr("anyone"), ExecuteMsg::Close { order })
    }

    pub fn auction(&self) -> Result<AuctionResponse, ContractError> {
        self.ask(QueryMsg::Auction { order: OrderId(9) })
    }

    /// Stored bids of order 9 as (provider, rate).
    pub fn bids(&self) -> Vec<(u32, u128)> {
        let msg = QueryMsg::Bids {
            order: OrderId(9),
            start_after: None,
            limit: Some(100),
        };
        let page: BidsResponse = self.ask(msg).unwrap();
        page.bids.iter().map(short).collect()
    }

    /// `escrow` answers the one submessage of `response`.
    pub fn answer(&mut self, response: &Response, result: Result<(), &str>) -> Answer {
        let [SubMsg { id, payload, .. }] = response.messages.as_slice() else {
            panic!("one submessage expected: {response:?}");
        };
        #[allow(deprecated)]
        let done = SubMsgResponse {
            events: vec![],
            data: None,
            msg_responses: vec![],
        };
        let msg = Reply {
            id: *id,
            payload: payload.clone(),
            gas_used: 0,
            result: match result {
                Ok(()) => SubMsgResult::Ok(done),
                Err(error) => SubMsgResult::Err(error.to_string()),
            },
        };
        let env = self.env();
        reply(self.deps.as_mut(), env, msg)
    }
}

pub fn bid(id: u32, class: ClassId, rate: u128) -> ExecuteMsg {
    ExecuteMsg::PlaceBid {
        order: OrderId(9),
        provider: ProviderId(id),
        class,
        rate: Rate(rate),
        unit: unit(),
    }
}

pub fn short(bid: &Bid) -> (u32, u128) {
    (bid.provider.0, bid.rate.u128())
}

/// The one lease that `response` asks `escrow` for, with its tenant.
pub fn lease(response: &Response) -> (String, escrow::NewLease) {
    let [SubMsg { msg, .. }] = response.messages.as_slice() else {
        panic!("one message expected: {response:?}");
    };
    let CosmosMsg::Wasm(WasmMsg::Execute {
        contract_addr,
        msg,
        funds,
    }) = msg
    else {
        panic!("a call expected: {msg:?}");
    };
    assert_eq!(
        (contract_addr.as_str(), funds.len()),
        (addr("escrow").as_str(), 0)
    );
    match from_json(msg).unwrap() {
        escrow::ExecuteMsg::OpenLeases {
            tenant,
            account,
            asset,
            manifest_hash,
            mut leases,
        } => {
            let paid_by = (account, asset, manifest_hash, leases.len());
            assert_eq!(paid_by, (AccountId(4), 0, demand().manifest_hash, 1));
            (tenant, leases.remove(0))
        }
        other => panic!("OpenLeases expected: {other:?}"),
    }
}

/// The one event of `response`, as `E`.
pub fn event<'a, E: TryFrom<&'a Event>>(response: &'a Response) -> E
where
    E::Error: std::fmt::Debug,
{
    let [event] = response.events.as_slice() else {
        panic!("one event expected: {response:?}");
    };
    E::try_from(event).unwrap()
}

pub fn closed(response: &Response) -> Closed {
    from_json(response.data.as_ref().unwrap()).unwrap()
}

pub fn not_allowed(role: &str, holder: &str) -> ContractError {
    let role = role.to_string();
    let holder = holder.to_string();
    GuardError::NotAllowed { role, holder }.into()
}

pub fn paused() -> ContractError {
    let class = tender_interfaces::roles::ActionClass::Bid;
    GuardError::Paused { class }.into()
}
