use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use cosmwasm_std::testing::{
    message_info, mock_dependencies, mock_env, MockApi, MockQuerier, MockStorage,
};
use cosmwasm_std::{
    from_json, Addr, Api, Binary, CanonicalAddr, ContractResult, CosmosMsg, Env, HexBinary,
    OwnedDeps, Response, SystemResult, Timestamp as BlockTime, WasmMsg, WasmQuery,
};
use serde::de::DeserializeOwned;
use tender_interfaces::attestation::{
    attribute_key, auditor_key, class_key, provider_id_key, provider_key, AttestationRow,
    AttributeSet, ClassRow, IdRow, ProviderRow, ProviderStatus,
};
use tender_interfaces::demand::{Alternative, Demand, SignedBy};
use tender_interfaces::escrow::NewLease;
use tender_interfaces::orderbook::{
    AskResponse, ExecuteMsg, InstantiateMsg, Offer, Placed, QueryMsg, Selection, TimeInForce,
};
use tender_interfaces::{auction, escrow};
use tender_orderbook::contract::{execute, instantiate, query};
use tender_orderbook::ContractError;
use tender_storage::pack;
use tender_types::{
    AccountId, AskId, AskKey, AttributeId, AuditorId, ClassId, ProviderId, Rate, Resources,
};

pub const NOW: u64 = 1_000_000;

pub const H100: &str = "nvidia/h100/80Gi/sxm";
pub const A100: &str = "nvidia/a100/80Gi/sxm";

type Rows = Rc<RefCell<BTreeMap<Vec<u8>, Vec<u8>>>>;

pub struct World {
    pub deps: OwnedDeps<MockStorage, MockApi, MockQuerier>,
    pub now: u64,
    registry: Rows,
}

pub fn addr(name: &str) -> Addr {
    MockApi::default().addr_make(name)
}

pub fn canonical(name: &str) -> CanonicalAddr {
    MockApi::default()
        .addr_canonicalize(addr(name).as_str())
        .unwrap()
}

pub fn init() -> InstantiateMsg {
    InstantiateMsg {
        owner: addr("owner").into(),
        guardian: Some(addr("guardian").into()),
        attestation: addr("attestation").into(),
        escrow: addr("escrow").into(),
        auction: Some(addr("auction").into()),
    }
}

/// What a unit of both classes carries at least.
pub fn carried() -> Resources {
    Resources {
        cpu_milli: 16_000,
        memory_mib: 131_072,
        disk_gib: 200,
        volumes: vec![],
        public_ips: 0,
    }
}

pub fn offer(class: &str, rate: u128, units: u32) -> Offer {
    Offer {
        class: class.to_string(),
        rate: Rate(rate),
        units,
        unit: None,
        assets: vec![0],
        expires_at: None,
    }
}

/// `units` of the H100 at up to 1 000, from several asks.
pub fn demand(units: u32) -> Demand {
    Demand {
        account: AccountId(9),
        asset: 0,
        units,
        whole: false,
        alternatives: vec![alternative(H100, 1_000)],
        unit: Resources::default(),
        attributes: vec![],
        signed_by: SignedBy::default(),
        min_tier: 0,
        manifest_hash: HexBinary::from([7; 32]),
    }
}

pub fn alternative(class: &str, ceiling: u128) -> Alternative {
    Alternative {
        class: class.to_string(),
        ceiling: Rate(ceiling),
    }
}

pub fn book(time_in_force: TimeInForce) -> Selection {
    Selection::Book {
        time_in_force,
        max_scan: None,
    }
}

pub fn order(demand: Demand, selection: Selection, expires_at: Option<u64>) -> ExecuteMsg {
    ExecuteMsg::PlaceOrder {
        demand,
        selection,
        expires_at,
    }
}

pub fn key(provider: u32, ask: u64) -> AskKey {
    AskKey {
        provider: ProviderId(provider),
        ask: AskId(ask),
    }
}

impl World {
    /// Two classes, one attribute, one auditor, providers 1 (pia), 2 (pol) and 3 (pam).
    pub fn new() -> Self {
        let registry = Rows::default();
        let mut deps = mock_dependencies();
        let rows = registry.clone();
        deps.querier.update_wasm(move |asked| match asked {
            WasmQuery::Raw { contract_addr, key }
                if *contract_addr == addr("attestation").as_str() =>
            {
                let row = rows.borrow().get(key.as_slice()).cloned();
                SystemResult::Ok(ContractResult::Ok(
                    row.map(Binary::from).unwrap_or_default(),
                ))
            }
            other => panic!("the book asked {other:?}"),
        });
        let info = message_info(&addr("deployer"), &[]);
        instantiate(deps.as_mut(), mock_env(), info, init()).unwrap();
        let world = Self {
            deps,
            now: NOW,
            registry,
        };
        for (name, id) in [(H100, 1), (A100, 2)] {
            let class = ClassId(id);
            let carries = carried();
            world.row(class_key(name), pack(&ClassRow { class, carries }));
        }
        world.row(attribute_key("region=eu-west"), pack(&IdRow { id: 4 }));
        world.row(auditor_key(&canonical("aud")), pack(&IdRow { id: 6 }));
        for (name, id) in [("pia", 1), ("pol", 2), ("pam", 3)] {
            world.provider(name, id, |_| ());
        }
        world
    }

    /// Writes a row of the registry.
    pub fn row(&self, key: Vec<u8>, row: Vec<u8>) {
        self.registry.borrow_mut().insert(key, row);
    }

    /// Registers a provider: active, bonded, in eu-west, attested at tier 2 for the H100 until NOW + 500.
    pub fn provider(&self, name: &str, id: u32, change: impl FnOnce(&mut ProviderRow)) {
        let mut row = ProviderRow {
            address: canonical(name),
            status: ProviderStatus::Active,
            bonded: true,
            attributes: AttributeSet(vec![AttributeId(4)]),
            attestations: vec![AttestationRow {
                auditor: AuditorId(6),
                tier: 2,
                expires_at: NOW + 500,
                attributes: AttributeSet::default(),
                classes: vec![ClassId(1)],
            }],
        };
        change(&mut row);
        self.row(provider_id_key(&row.address), pack(&IdRow { id }));
        self.row(provider_key(ProviderId(id)), pack(&row));
    }

    pub fn env(&self) -> Env {
        let mut env = mock_env();
        env.block.time = BlockTime::from_seconds(self.now);
        env
    }

    pub fn run(&mut self, sender: &str, msg: ExecuteMsg) -> Result<Response, ContractError> {
        let (env, info) = (self.env(), message_info(&addr(sender), &[]));
        execute(self.deps.as_mut(), env, info, msg)
    }

    pub fn post(&mut self, sender: &str, offer: Offer) -> AskKey {
        let response = self.run(sender, ExecuteMsg::PostAsk { offer }).unwrap();
        from_json(response.data.unwrap()).unwrap()
    }

    /// Places an order of ana's that must be accepted; the answer and the leases asked of `escrow`.
    pub fn place(&mut self, demand: Demand, selection: Selection) -> (Placed, Vec<NewLease>) {
        let rests = selection == book(TimeInForce::Gtt);
        let until = rests.then_some(self.now + 100);
        let response = self.run("ana", order(demand, selection, until)).unwrap();
        let leases = opened(&response).unwrap_or_default();
        (from_json(response.data.unwrap()).unwrap(), leases)
    }

    pub fn ask<T: DeserializeOwned>(&self, msg: QueryMsg) -> T {
        from_json(query(self.deps.as_ref(), self.env(), msg).unwrap()).unwrap()
    }

    pub fn free(&self, ask: AskKey) -> u32 {
        self.ask::<AskResponse>(QueryMsg::Ask { ask }).free
    }

    /// Every check of every page holds.
    pub fn check(&self, limit: u32) {
        let mut start_after = None;
        loop {
            let page: tender_interfaces::invariants::InvariantsResponse =
                self.ask(QueryMsg::Invariants {
                    start_after,
                    limit: Some(limit),
                });
            for check in page.checks {
                assert!(check.holds, "{}: {}", check.name, check.detail);
            }
            match page.next {
                None => return,
                next => start_after = next,
            }
        }
    }
}

/// The one message of the response, to `contract`.
fn message<T: DeserializeOwned>(response: &Response, contract: &str) -> Option<T> {
    let [message] = response.messages.as_slice() else {
        assert!(response.messages.is_empty());
        return None;
    };
    match &message.msg {
        CosmosMsg::Wasm(WasmMsg::Execute {
            contract_addr,
            msg,
            funds,
        }) if *contract_addr == addr(contract).as_str() && funds.is_empty() => {
            Some(from_json(msg).unwrap())
        }
        other => panic!("unexpected message {other:?}"),
    }
}

/// The leases asked of `escrow`, on ana's account.
pub fn opened(response: &Response) -> Option<Vec<NewLease>> {
    match message(response, "escrow")? {
        escrow::ExecuteMsg::OpenLeases {
            tenant,
            account,
            asset,
            manifest_hash,
            leases,
        } => {
            assert_eq!(
                (tenant, account, asset),
                (addr("ana").into(), AccountId(9), 0)
            );
            assert_eq!(manifest_hash, HexBinary::from([7; 32]));
            Some(leases)
        }
        other => panic!("unexpected message {other:?}"),
    }
}

pub fn auctioned(response: &Response) -> Option<auction::ExecuteMsg> {
    message(response, "auction")
}
