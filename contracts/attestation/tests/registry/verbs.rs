//! A registry with a token and an escrow that answer what a test tells them to, and short ways to use
//! it.

use cosmwasm_std::{to_json_binary, HexBinary, Response, Storage};
use cw20::Cw20ReceiveMsg;
use k256::ecdsa::signature::Signer;
use k256::ecdsa::{Signature, SigningKey};
use serde::de::DeserializeOwned;
use serde_json::Value;
use tender_attestation::contract::{execute, instantiate, query};
use tender_attestation::ContractError;
use tender_interfaces::admin::{ActionClass, AdminMsg};
use tender_interfaces::attestation::{
    provider_key, sign_bytes, ExecuteMsg, InstantiateMsg, Params, Profile, ProviderRow, QueryMsg,
    ReceiveMsg, Statement,
};
use tender_interfaces::escrow::{self, LeaseResponse, LeasesResponse};
use tender_storage::{unpack, Row};
use tender_testkit::solo::{self, addr, data, Entry};
use tender_types::{
    AccountId, Akt, ClassId, LeaseId, LeaseKey, Micro, ProviderId, Rate, Resources, Seconds, Tier,
    Timestamp,
};

pub const ENTRY: Entry<ContractError> = Entry {
    instantiate,
    execute,
    query,
};

pub const MIN_BOND: u128 = 1_000;
pub const UNBONDING: Seconds = Seconds::days(7);
pub const DAY: Seconds = Seconds::days(1);
pub const ONE: Seconds = Seconds(1);
pub const H100: &str = "nvidia/h100/80Gi/sxm";
pub const EU: &str = "region=eu-west";
pub const PARAMS: Params = Params {
    min_bond: Akt(MIN_BOND),
    unbonding: UNBONDING,
};

pub type Solo = solo::Solo<ContractError>;

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

pub fn opening() -> InstantiateMsg {
    InstantiateMsg {
        owner: addr("gov").into(),
        guardian: Some(addr("gil").into()),
        token: addr("token").into(),
        escrow: Some(addr("escrow").into()),
        params: PARAMS,
    }
}

/// The registry among the contracts that it works with, if it opens.
pub fn opened(msg: &InstantiateMsg) -> Result<Solo, ContractError> {
    Solo::open_among(ENTRY, msg, |solo| {
        solo.neighbour("escrow", escrow::CONTRACT);
        solo.neighbours_say(0, None);
    })
}

/// A registry with nothing in it.
pub fn empty() -> Solo {
    opened(&opening()).unwrap()
}

/// A registry with a class, an attribute, the auditor `audrey` and the bonded provider `pia`, number 1.
pub fn furnished() -> Solo {
    let mut solo = empty();
    solo.ok("gov", add_class(H100));
    solo.ok("gov", add_attribute(EU));
    solo.ok("gov", admit("audrey"));
    solo.register("pia");
    solo.ok("token", bond(ProviderId(1), MIN_BOND));
    solo
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
        amount: amount.into(),
        msg: to_json_binary(&ReceiveMsg::Bond { provider }).unwrap(),
    })
}

pub fn link(escrow: Option<&str>) -> ExecuteMsg {
    ExecuteMsg::UpdateLinks {
        escrow: escrow.map(|name| addr(name).into()),
    }
}

pub fn set(params: Params) -> ExecuteMsg {
    ExecuteMsg::UpdateParams { params }
}

pub fn pause(class: ActionClass) -> ExecuteMsg {
    ExecuteMsg::Admin(AdminMsg::Pause { class })
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
        tier: Tier::NONE,
        manifest_hash: HexBinary::from([0; 32]),
        opened_at: Timestamp(0),
        seconds: Seconds::ZERO,
        paid: Micro::ZERO,
        owed: Micro::ZERO,
    }
}

/// What is done with a registry.
pub trait Verbs {
    /// From now on the token says the registry holds `balance`, and the escrow names `lease`.
    fn neighbours_say(&self, balance: u128, lease: Option<LeaseResponse>);
    /// What must be done.
    fn ok(&mut self, sender: &str, msg: ExecuteMsg) -> Response;
    /// What must be refused.
    fn err(&mut self, sender: &str, msg: ExecuteMsg) -> ContractError;
    fn told<T: DeserializeOwned>(&self, msg: &QueryMsg) -> T;
    fn register(&mut self, name: &str) -> ProviderId;
    /// A row as another contract reads it.
    fn published<R: Row>(&self, key: &[u8]) -> Option<R>;
    fn row(&self, provider: ProviderId) -> ProviderRow;
    /// What an auditor says of provider 1: tier 3, the class and the attribute, for a day.
    fn statement(&self, auditor: &str, nonce: u64) -> Statement;
    /// `statement`, signed with the key that belongs to `signer`.
    fn sign(&self, signer: &str, statement: Statement) -> ExecuteMsg;
    /// An auditor vouches for provider 1.
    fn vouch(&mut self, auditor: &str, nonce: u64) -> Response;
}

impl Verbs for Solo {
    fn neighbours_say(&self, balance: u128, lease: Option<LeaseResponse>) {
        self.neighbour_token("token", balance);
        self.neighbour_answers("escrow", move |_: Value| {
            let leases = lease.iter().cloned().collect();
            to_json_binary(&LeasesResponse { leases })
        });
    }

    fn ok(&mut self, sender: &str, msg: ExecuteMsg) -> Response {
        self.send(sender, &msg).unwrap()
    }

    fn err(&mut self, sender: &str, msg: ExecuteMsg) -> ContractError {
        self.send(sender, &msg).unwrap_err()
    }

    fn told<T: DeserializeOwned>(&self, msg: &QueryMsg) -> T {
        self.query(msg).unwrap()
    }

    fn register(&mut self, name: &str) -> ProviderId {
        let profile = profile(&format!("https://{name}.example"), &[]);
        data(&self.ok(name, ExecuteMsg::Register { profile }))
    }

    fn published<R: Row>(&self, key: &[u8]) -> Option<R> {
        let bytes = self.deps.storage.get(key)?;
        Some(unpack(&bytes).unwrap())
    }

    fn row(&self, provider: ProviderId) -> ProviderRow {
        self.published(&provider_key(provider)).unwrap()
    }

    fn statement(&self, auditor: &str, nonce: u64) -> Statement {
        Statement {
            provider: ProviderId(1),
            auditor: addr(auditor).into(),
            attributes: names(&[EU]),
            classes: names(&[H100]),
            tier: Tier(3),
            evidence_hash: HexBinary::from([9; 32]),
            evidence_uri: "https://audits.example/pia".to_string(),
            nonce,
            expires_at: self.now().after(DAY),
        }
    }

    fn sign(&self, signer: &str, statement: Statement) -> ExecuteMsg {
        let contract = self.env.contract.address.as_str();
        let bytes = sign_bytes(&self.env.block.chain_id, contract, &statement);
        ExecuteMsg::Attest {
            signature: signed(signer, &bytes),
            statement,
        }
    }

    fn vouch(&mut self, auditor: &str, nonce: u64) -> Response {
        let msg = self.sign(auditor, self.statement(auditor, nonce));
        self.ok("ben", msg)
    }
}
