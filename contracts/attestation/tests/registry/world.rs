//! A registry with a token and an escrow that answer what a test tells them to.

use cosmwasm_std::testing::{
    message_info, mock_dependencies, mock_env, MockApi, MockQuerier, MockStorage,
};
use cosmwasm_std::{
    from_json, to_json_binary, Addr, Binary, CanonicalAddr, Coin, ContractResult, Empty, Env,
    Event, HexBinary, OwnedDeps, Response, Storage, SystemResult, Uint128, WasmQuery,
};
use cw20::{BalanceResponse, Cw20ReceiveMsg};
use k256::ecdsa::signature::Signer;
use k256::ecdsa::{Signature, SigningKey};
use serde::de::DeserializeOwned;
use tender_attestation::{contract, ContractError};
use tender_interfaces::attestation::{
    provider_key, sign_bytes, ExecuteMsg, InstantiateMsg, Params, Profile, ProviderRow, QueryMsg,
    ReceiveMsg, Statement,
};
use tender_interfaces::escrow::{LeaseResponse, LeasesResponse};
use tender_storage::{unpack, Row};
use tender_types::{
    AccountId, ClassId, LeaseId, LeaseKey, ProviderId, Rate, Resources, Seconds, Timestamp,
};

pub const MIN_BOND: u128 = 1_000;
pub const UNBONDING: Seconds = 7 * 24 * 3_600;
pub const H100: &str = "nvidia/h100/80Gi/sxm";
pub const EU: &str = "region=eu-west";

pub struct World {
    pub deps: OwnedDeps<MockStorage, MockApi, MockQuerier>,
    pub env: Env,
}

pub fn addr(name: &str) -> Addr {
    MockApi::default().addr_make(name)
}

pub fn canonical(name: &str) -> CanonicalAddr {
    use cosmwasm_std::Api;
    MockApi::default()
        .addr_canonicalize(addr(name).as_str())
        .unwrap()
}

/// The key that belongs to a name.
pub fn key(name: &str) -> SigningKey {
    let mut seed = [7; 32];
    seed[..name.len()].copy_from_slice(name.as_bytes());
    SigningKey::from_slice(&seed).unwrap()
}

pub fn public_key(name: &str) -> HexBinary {
    let point = key(name).verifying_key().to_encoded_point(true);
    point.as_bytes().into()
}

pub fn signed(by: &str, bytes: &[u8]) -> HexBinary {
    let signature: Signature = key(by).sign(bytes);
    HexBinary::from(signature.to_bytes().to_vec())
}

pub fn names(list: &[&str]) -> Vec<String> {
    list.iter().map(|name| (*name).to_string()).collect()
}

pub fn profile(host: &str, attributes: &[&str]) -> Profile {
    Profile {
        host: host.to_string(),
        contact: "ops@pia.example".to_string(),
        attributes: names(attributes),
    }
}

pub fn params() -> Params {
    Params {
        min_bond: Uint128::new(MIN_BOND),
        unbonding: UNBONDING,
    }
}

pub fn opening() -> InstantiateMsg {
    InstantiateMsg {
        owner: addr("gov").into(),
        guardian: Some(addr("gil").into()),
        token: addr("token").into(),
        escrow: Some(addr("escrow").into()),
        params: params(),
    }
}

/// A registry with nothing in it.
pub fn empty() -> World {
    let mut world = World {
        deps: mock_dependencies(),
        env: mock_env(),
    };
    let info = message_info(&addr("deployer"), &[]);
    contract::instantiate(world.deps.as_mut(), world.env.clone(), info, opening()).unwrap();
    world.answer(0, None);
    world
}

/// A registry with a class, an attribute, the auditor `audrey` and the bonded provider `pia`, number 1.
pub fn furnished() -> World {
    let mut world = empty();
    world.ok("gov", add_class(H100));
    world.ok("gov", add_attribute(EU));
    world.ok("gov", admit("audrey"));
    world.register("pia");
    world.ok("token", bond(ProviderId(1), MIN_BOND));
    world
}

pub fn add_class(name: &str) -> ExecuteMsg {
    ExecuteMsg::AddClass {
        name: name.to_string(),
        carries: Resources {
            cpu_milli: 16_000,
            ..Resources::default()
        },
    }
}

pub fn add_attribute(name: &str) -> ExecuteMsg {
    ExecuteMsg::AddAttribute {
        name: name.to_string(),
    }
}

pub fn admit(name: &str) -> ExecuteMsg {
    ExecuteMsg::AdmitAuditor {
        auditor: addr(name).into(),
        public_key: public_key(name),
    }
}

pub fn remove(name: &str) -> ExecuteMsg {
    ExecuteMsg::RemoveAuditor {
        auditor: addr(name).into(),
    }
}

pub fn revoke(provider: ProviderId, auditor: &str) -> ExecuteMsg {
    ExecuteMsg::Revoke {
        provider,
        auditor: addr(auditor).into(),
    }
}

/// AKT that `ben` sends through the token.
pub fn bond(provider: ProviderId, amount: u128) -> ExecuteMsg {
    ExecuteMsg::Receive(Cw20ReceiveMsg {
        sender: addr("ben").into(),
        amount: Uint128::new(amount),
        msg: to_json_binary(&ReceiveMsg::Bond { provider }).unwrap(),
    })
}

/// A live lease of provider 1.
pub fn lease() -> LeaseResponse {
    LeaseResponse {
        lease: LeaseKey {
            account: AccountId(4),
            lease: LeaseId(9),
        },
        provider: ProviderId(1),
        payee: addr("pia").into(),
        class: ClassId(1),
        units: 1,
        rate: Rate(1),
        fee_rate: Rate::ZERO,
        ask: None,
        tier: 0,
        manifest_hash: HexBinary::from([0; 32]),
        opened_at: 0,
        seconds: 0,
        paid: Uint128::zero(),
        owed: Uint128::zero(),
    }
}

impl World {
    pub fn now(&self) -> Timestamp {
        self.env.block.time.seconds()
    }

    pub fn wait(&mut self, seconds: Seconds) {
        self.env.block.time = self.env.block.time.plus_seconds(seconds);
    }

    /// From now on the token says the registry holds `balance`, and the escrow names `lease`.
    pub fn answer(&mut self, balance: u128, lease: Option<LeaseResponse>) {
        self.deps.querier.update_wasm(move |query| {
            let WasmQuery::Smart { contract_addr, .. } = query else {
                panic!("the registry reads nobody raw");
            };
            let answer = if *contract_addr == addr("token").as_str() {
                let balance = Uint128::new(balance);
                to_json_binary(&BalanceResponse { balance })
            } else {
                assert_eq!(*contract_addr, addr("escrow").as_str());
                let leases = lease.iter().cloned().collect();
                to_json_binary(&LeasesResponse { leases })
            };
            SystemResult::Ok(ContractResult::from(answer))
        });
    }

    pub fn call(&mut self, sender: &str, msg: ExecuteMsg) -> Result<Response, ContractError> {
        self.call_with(sender, &[], msg)
    }

    pub fn call_with(
        &mut self,
        sender: &str,
        funds: &[Coin],
        msg: ExecuteMsg,
    ) -> Result<Response, ContractError> {
        let info = message_info(&addr(sender), funds);
        let before = self.rows();
        let result = contract::execute(self.deps.as_mut(), self.env.clone(), info, msg);
        if result.is_err() {
            // The chain takes back what a refused message wrote.
            self.deps.storage = MockStorage::default();
            for (key, value) in before {
                self.deps.storage.set(&key, &value);
            }
        }
        result
    }

    pub fn ok(&mut self, sender: &str, msg: ExecuteMsg) -> Response {
        self.call(sender, msg).unwrap()
    }

    pub fn err(&mut self, sender: &str, msg: ExecuteMsg) -> ContractError {
        self.call(sender, msg).unwrap_err()
    }

    pub fn ask<T: DeserializeOwned>(&self, msg: QueryMsg) -> T {
        from_json(self.try_ask(msg).unwrap()).unwrap()
    }

    pub fn try_ask(&self, msg: QueryMsg) -> Result<Binary, ContractError> {
        contract::query(self.deps.as_ref(), self.env.clone(), msg)
    }

    pub fn register(&mut self, name: &str) -> ProviderId {
        let profile = profile(&format!("https://{name}.example"), &[]);
        data(&self.ok(name, ExecuteMsg::Register { profile }))
    }

    /// Every stored row.
    pub fn rows(&self) -> Vec<(Vec<u8>, Vec<u8>)> {
        let all = self
            .deps
            .storage
            .range(None, None, cosmwasm_std::Order::Ascending);
        all.collect()
    }

    /// A row as another contract reads it.
    pub fn published<R: Row>(&self, key: &[u8]) -> Option<R> {
        let bytes = self.deps.storage.get(key)?;
        Some(unpack(&bytes).unwrap())
    }

    pub fn row(&self, provider: ProviderId) -> ProviderRow {
        self.published(&provider_key(provider)).unwrap()
    }

    /// What an auditor says of provider 1: tier 3, the class and the attribute, for a day.
    pub fn statement(&self, auditor: &str, nonce: u64) -> Statement {
        Statement {
            provider: ProviderId(1),
            auditor: addr(auditor).into(),
            attributes: names(&[EU]),
            classes: names(&[H100]),
            tier: 3,
            evidence_hash: HexBinary::from([9; 32]),
            evidence_uri: "https://audits.example/pia".to_string(),
            nonce,
            expires_at: self.now() + 24 * 3_600,
        }
    }

    /// `statement`, signed with the key that belongs to `signer`.
    pub fn sign(&self, signer: &str, statement: Statement) -> ExecuteMsg {
        let contract = self.env.contract.address.as_str();
        let bytes = sign_bytes(&self.env.block.chain_id, contract, &statement);
        ExecuteMsg::Attest {
            signature: signed(signer, &bytes),
            statement,
        }
    }

    /// An auditor vouches for provider 1.
    pub fn vouch(&mut self, auditor: &str, nonce: u64) -> Response {
        let msg = self.sign(auditor, self.statement(auditor, nonce));
        self.ok("ben", msg)
    }
}

pub fn data<T: DeserializeOwned>(response: &Response) -> T {
    from_json(response.data.as_ref().unwrap()).unwrap()
}

/// The only event of a response.
pub fn event<'a, E>(response: &'a Response) -> E
where
    E: TryFrom<&'a Event>,
    E::Error: std::fmt::Debug,
{
    assert_eq!(response.events.len(), 1, "{:?}", response.events);
    assert!(response.attributes.is_empty());
    E::try_from(&response.events[0]).unwrap()
}

/// Nothing but a type for `migrate`.
pub const NOTHING: Empty = Empty {};
