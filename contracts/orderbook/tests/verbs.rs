//! The book among its neighbours: a registry that is rows, an escrow and an auction house.

pub use tender_testkit::solo::{addr, canonical, data, event, START};

use cosmwasm_std::{HexBinary, Response};
use serde::de::DeserializeOwned;
use tender_guard::GuardError;
use tender_interfaces::attestation::{
    attribute_key, auditor_key, class_key, provider_id_key, provider_key, AttestationRow,
    AttributeSet, ClassRow, IdRow, ProviderRow, ProviderStatus,
};
use tender_interfaces::demand::{Alternative, Demand, SignedBy};
use tender_interfaces::escrow::NewLease;
use tender_interfaces::orderbook::{
    AskResponse, ExecuteMsg, InstantiateMsg, Offer, Placed, QueryMsg, Selection, TimeInForce,
};
use tender_interfaces::{attestation, auction, escrow};
use tender_orderbook::contract::{execute, instantiate, query};
use tender_orderbook::ContractError;
use tender_storage::pack;
use tender_testkit::solo::{self, sent_to, Entry};
use tender_types::{
    AccountId, AskId, AskKey, AssetIndex, AttributeId, AuditorId, ClassId, Echo, ProviderId, Rate,
    Resources, Seconds, Tier, Timestamp,
};

/// The book alone.
pub type Solo = solo::Solo<ContractError>;

pub const ENTRY: Entry<ContractError> = Entry {
    instantiate,
    execute,
    query,
};

pub const H100: &str = "nvidia/h100/80Gi/sxm";
pub const A100: &str = "nvidia/a100/80Gi/sxm";
pub const CREDIT: AssetIndex = AssetIndex::CREDIT;

/// The moment `seconds` after the book opened.
pub const fn after(seconds: u64) -> Timestamp {
    START.after(Seconds(seconds))
}

pub fn opening() -> InstantiateMsg {
    InstantiateMsg {
        owner: addr("owner").into(),
        guardian: Some(addr("guardian").into()),
        attestation: addr("attestation").into(),
        escrow: addr("escrow").into(),
        auction: Some(addr("auction").into()),
    }
}

/// A book whose neighbours are there.
pub fn open() -> Solo {
    Solo::open_among(ENTRY, &opening(), furnish).unwrap()
}

/// The neighbours; in the registry two classes, one attribute, one auditor, and providers 1 (pia),
/// 2 (pol) and 3 (pam).
pub fn furnish(solo: &mut Solo) {
    solo.neighbour("attestation", attestation::CONTRACT);
    solo.neighbour("escrow", escrow::CONTRACT);
    solo.neighbour("auction", auction::CONTRACT);
    for (name, id) in [(H100, 1), (A100, 2)] {
        let class = ClassId(id);
        let carries = carried();
        solo.registry(class_key(name), pack(&ClassRow { class, carries }));
    }
    solo.registry(attribute_key("region=eu-west"), pack(&IdRow { id: 4 }));
    solo.registry(auditor_key(&canonical("aud")), pack(&IdRow { id: 6 }));
    for (name, id) in [("pia", 1), ("pol", 2), ("pam", 3)] {
        solo.register(name, id, |_| ());
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
        assets: vec![CREDIT],
        expires_at: None,
    }
}

/// `units` of the H100 at up to 1 000, from several asks.
pub fn demand(units: u32) -> Demand {
    Demand {
        account: AccountId(9),
        asset: CREDIT,
        units,
        whole: false,
        alternatives: vec![alternative(H100, 1_000)],
        unit: Resources::default(),
        attributes: vec![],
        signed_by: SignedBy::default(),
        min_tier: Tier::NONE,
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

pub fn order(demand: Demand, selection: Selection, expires_at: Option<Timestamp>) -> ExecuteMsg {
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

/// The refusal of a list that is too short or too long.
pub fn list_length(what: &'static str, length: usize, min: usize, max: usize) -> ContractError {
    let error = GuardError::ListLength {
        what,
        length,
        min,
        max,
    };
    error.into()
}

/// What tests of the book do again and again.
pub trait Verbs {
    /// Writes a row of the registry.
    fn registry(&self, key: Vec<u8>, row: Vec<u8>);

    /// Registers a provider: active, bonded, in eu-west, attested at tier 2 for the H100 for 500 s.
    fn register(&self, name: &str, id: u32, change: impl FnOnce(&mut ProviderRow));

    fn post(&mut self, sender: &str, offer: Offer) -> AskKey;

    /// Places an order of ana's that must be accepted; the answer and the leases asked of `escrow`.
    fn place(&mut self, demand: Demand, selection: Selection) -> (Placed, Vec<NewLease>);

    /// What the book answers; it must.
    fn answer<T: DeserializeOwned>(&self, msg: QueryMsg) -> T;

    fn free(&self, ask: AskKey) -> u32;

    /// Every check of every page of `limit` rows holds.
    fn check(&self, limit: u32);
}

impl Verbs for Solo {
    fn registry(&self, key: Vec<u8>, row: Vec<u8>) {
        self.neighbour_row("attestation", key, row);
    }

    fn register(&self, name: &str, id: u32, change: impl FnOnce(&mut ProviderRow)) {
        let mut row = ProviderRow {
            address: canonical(name),
            status: ProviderStatus::Active,
            bonded: true,
            attributes: AttributeSet(vec![AttributeId(4)]),
            attestations: vec![AttestationRow {
                auditor: AuditorId(6),
                tier: Tier(2),
                expires_at: after(500),
                attributes: AttributeSet::default(),
                classes: vec![ClassId(1)],
            }],
        };
        change(&mut row);
        self.registry(provider_id_key(&row.address), pack(&IdRow { id }));
        self.registry(provider_key(ProviderId(id)), pack(&row));
    }

    fn post(&mut self, sender: &str, offer: Offer) -> AskKey {
        data(&self.send(sender, &ExecuteMsg::PostAsk { offer }).unwrap())
    }

    fn place(&mut self, demand: Demand, selection: Selection) -> (Placed, Vec<NewLease>) {
        let rests = selection == book(TimeInForce::Gtt);
        let until = rests.then_some(self.now().after(Seconds(100)));
        let response = self.send("ana", &order(demand, selection, until)).unwrap();
        (data(&response), opened(&response).unwrap_or_default())
    }

    fn answer<T: DeserializeOwned>(&self, msg: QueryMsg) -> T {
        self.query(&msg).unwrap()
    }

    fn free(&self, ask: AskKey) -> u32 {
        self.answer::<AskResponse>(QueryMsg::Ask { ask }).free
    }

    fn check(&self, limit: u32) {
        self.assert_invariants(|start_after| QueryMsg::Invariants {
            start_after,
            limit: Some(limit),
        });
    }
}

/// The one message of the response, to `contract`.
fn only_message<M: DeserializeOwned>(response: &Response, contract: &str) -> Option<M> {
    let mut sent = sent_to(response, contract);
    assert_eq!(response.messages.len(), sent.len(), "{response:?}");
    assert!(sent.len() < 2, "{response:?}");
    sent.pop()
}

/// The leases asked of `escrow`, on ana's account.
pub fn opened(response: &Response) -> Option<Vec<NewLease>> {
    match only_message(response, "escrow")? {
        escrow::ExecuteMsg::OpenLeases {
            tenant,
            account,
            asset,
            manifest_hash,
            leases,
        } => {
            assert_eq!(tenant, addr("ana").as_str());
            assert_eq!((account, asset), (AccountId(9), CREDIT));
            assert_eq!(manifest_hash, HexBinary::from([7; 32]));
            Some(leases)
        }
        other => panic!("unexpected message {other:?}"),
    }
}

pub fn auctioned(response: &Response) -> Option<auction::ExecuteMsg> {
    only_message(response, "auction")
}
