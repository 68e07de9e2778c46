//! A registry with a token, an orderbook and an auction that answer what a test tells them to, and short
//! ways to use it.

use cosmwasm_std::{to_json_binary, HexBinary, Response, Storage};
use cw20::Cw20ReceiveMsg;
use k256::ecdsa::signature::Signer;
use k256::ecdsa::{Signature as Ecdsa, SigningKey};
use serde::de::DeserializeOwned;
use tender_attestation::contract::{execute, instantiate, query};
use tender_attestation::ContractError;
use tender_interfaces::admin::{ActionClass, AdminMsg};
use tender_interfaces::attestation::{
    provider_key, sign_bytes, AuditorKey, ClaimableResponse, ClassCount, ExecuteMsg,
    HoldingsResponse, InstantiateMsg, NewClass, Params, Profile, ProviderResponse, ProviderRow,
    QueryMsg, ReceiveMsg, Signature, Statement,
};
use tender_interfaces::auction::{self, bids_until_key, BidsUntilRow};
use tender_interfaces::orderbook::{self, locked_key, LockedRow};
use tender_storage::{pack, unpack, Row};
use tender_testkit::solo::{self, addr, data, Entry};
use tender_types::{Akt, ProviderId, Resources, Seconds, Tier, Timestamp};

pub const ENTRY: Entry<ContractError> = Entry {
    instantiate,
    execute,
    query,
};

pub const MIN_BOND: u128 = 1_000;
pub const AUDITOR_BOND: u128 = 500;
pub const CHALLENGE_BOND: u128 = 100;
pub const PENALTY: u128 = 200;
pub const UNBONDING: Seconds = Seconds::days(7);
pub const PERIOD: Seconds = Seconds::days(3);
pub const COOLDOWN: Seconds = Seconds::days(5);
pub const DECAY: Seconds = Seconds::days(30);
pub const SUSPENSION: Seconds = Seconds::hours(1);
pub const DAY: Seconds = Seconds::days(1);
pub const ONE: Seconds = Seconds(1);
pub const H100: &str = "nvidia/h100/80Gi/sxm";
pub const EU: &str = "region=eu-west";
pub const PIA: ProviderId = ProviderId(1);
pub const PARAMS: Params = Params {
    min_bond: Akt(MIN_BOND),
    unbonding: UNBONDING,
    min_auditor_bond: Akt(AUDITOR_BOND),
    challenge_bond: Akt(CHALLENGE_BOND),
    challenge_period: PERIOD,
    challenge_cooldown: COOLDOWN,
    challenge_penalty: Akt(PENALTY),
    outage_decay: DECAY,
    min_suspension: SUSPENSION,
};

pub type Solo = solo::Solo<ContractError>;

/// The key that belongs to a name.
pub fn key(name: &str) -> SigningKey {
    let mut seed = [7; 32];
    seed[..name.len()].copy_from_slice(name.as_bytes());
    SigningKey::from_slice(&seed).unwrap()
}

pub fn public_key(name: &str) -> AuditorKey {
    let point = key(name).verifying_key().to_encoded_point(true);
    AuditorKey::Secp256k1 {
        key: point.as_bytes().into(),
    }
}

pub fn signed(by: &str, bytes: &[u8]) -> HexBinary {
    let signature: Ecdsa = key(by).sign(bytes);
    HexBinary::from(signature.to_bytes().to_vec())
}

pub fn names(list: &[&str]) -> Vec<String> {
    list.iter().map(|name| (*name).to_string()).collect()
}

pub fn counts(list: &[(&str, u32)]) -> Vec<ClassCount> {
    let one = |(class, count): &(&str, u32)| ClassCount {
        class: (*class).to_string(),
        count: *count,
    };
    list.iter().map(one).collect()
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
        orderbook: Some(addr("orderbook").into()),
        auction: Some(addr("auction").into()),
        params: PARAMS,
    }
}

/// The registry among the contracts that it works with, if it opens.
pub fn opened(msg: &InstantiateMsg) -> Result<Solo, ContractError> {
    Solo::open_among(ENTRY, msg, |solo| {
        solo.neighbour("orderbook", orderbook::CONTRACT);
        solo.neighbour("auction", auction::CONTRACT);
        solo.neighbour_token("token", 0);
    })
}

/// A registry with nothing in it.
pub fn empty() -> Solo {
    opened(&opening()).unwrap()
}

/// A registry with a class, an attribute, the bonded auditor `audrey` and the bonded provider `pia`,
/// number 1.
pub fn furnished() -> Solo {
    let mut solo = empty();
    solo.ok("gov", add_classes(vec![h100()]));
    solo.ok("gov", add_attributes(&[EU]));
    solo.admit("audrey");
    solo.register("pia");
    solo.ok("token", bond(PIA, MIN_BOND));
    solo
}

/// A registry in which `audrey` vouches for `pia`.
pub fn vouched() -> Solo {
    let mut solo = furnished();
    solo.vouch("audrey", 1);
    solo
}

pub fn new_class(vendor: &str, model: &str, memory_gib: u32, interface: Option<&str>) -> NewClass {
    NewClass {
        vendor: vendor.to_string(),
        model: model.to_string(),
        memory_gib,
        interface: interface.map(str::to_string),
        slice_of: None,
        carries: Resources {
            cpu_milli: 16_000,
            ..Resources::default()
        },
        bond_per_unit: Akt(50),
    }
}

pub fn h100() -> NewClass {
    new_class("nvidia", "h100", 80, Some("sxm"))
}

pub fn add_classes(classes: Vec<NewClass>) -> ExecuteMsg {
    ExecuteMsg::AddClasses { classes }
}

pub fn add_attributes(list: &[&str]) -> ExecuteMsg {
    ExecuteMsg::AddAttributes { names: names(list) }
}

pub fn admit(name: &str) -> ExecuteMsg {
    ExecuteMsg::AdmitAuditor {
        auditor: addr(name).into(),
        key: public_key(name),
    }
}

pub fn remove(name: &str) -> ExecuteMsg {
    ExecuteMsg::RemoveAuditor {
        auditor: addr(name).into(),
    }
}

pub fn rotate(auditor: &str, key: AuditorKey) -> ExecuteMsg {
    ExecuteMsg::RotateAuditorKey {
        auditor: addr(auditor).into(),
        key,
    }
}

pub fn revoke(provider: ProviderId, auditor: &str) -> ExecuteMsg {
    ExecuteMsg::Revoke {
        provider,
        auditor: addr(auditor).into(),
    }
}

pub fn drop_attestation(auditor: &str) -> ExecuteMsg {
    ExecuteMsg::DropAttestation {
        auditor: addr(auditor).into(),
    }
}

pub fn fall(provider: ProviderId, auditor: &str) -> ExecuteMsg {
    ExecuteMsg::Fall {
        provider,
        auditor: addr(auditor).into(),
    }
}

pub fn claim(name: &str) -> ExecuteMsg {
    ExecuteMsg::Claim {
        beneficiary: addr(name).into(),
    }
}

/// A fault of `provider` with nothing locked, of which `tia` gets `compensation`.
pub fn fault(provider: ProviderId, slash: u128, compensation: u128) -> ExecuteMsg {
    ExecuteMsg::Fault {
        provider,
        slash: Akt(slash),
        tenant: Some(addr("tia").into()),
        compensation: Akt(compensation),
        locked: Akt::ZERO,
    }
}

/// AKT that somebody sends through the token.
pub fn sent(by: &str, amount: u128, msg: &ReceiveMsg) -> ExecuteMsg {
    ExecuteMsg::Receive(Cw20ReceiveMsg {
        sender: addr(by).into(),
        amount: amount.into(),
        msg: to_json_binary(msg).unwrap(),
    })
}

/// AKT that `ben` sends for a provider's bond.
pub fn bond(provider: ProviderId, amount: u128) -> ExecuteMsg {
    sent("ben", amount, &ReceiveMsg::Bond { provider })
}

/// AKT that `ben` sends for an auditor's bond.
pub fn bond_auditor(name: &str, amount: u128) -> ExecuteMsg {
    let auditor = addr(name).into();
    sent("ben", amount, &ReceiveMsg::BondAuditor { auditor })
}

/// `cole` doubts what an auditor attests of a provider.
pub fn challenge(provider: ProviderId, auditor: &str) -> ExecuteMsg {
    let auditor = addr(auditor).into();
    let msg = ReceiveMsg::Challenge { provider, auditor };
    sent("cole", CHALLENGE_BOND, &msg)
}

pub fn link(orderbook: Option<&str>, auction: Option<&str>) -> ExecuteMsg {
    ExecuteMsg::UpdateLinks {
        orderbook: orderbook.map(|name| addr(name).into()),
        auction: auction.map(|name| addr(name).into()),
    }
}

pub fn set(params: Params) -> ExecuteMsg {
    ExecuteMsg::UpdateParams { params }
}

pub fn pause(class: ActionClass) -> ExecuteMsg {
    ExecuteMsg::Admin(AdminMsg::Pause { class })
}

/// What is done with a registry.
pub trait Verbs {
    /// From now on the orderbook says that so much of a provider's bond is locked.
    fn locked(&self, provider: ProviderId, amount: u128);
    /// From now on the auction says that a provider's bids bind it until then.
    fn bids_until(&self, provider: ProviderId, until: Timestamp);
    /// What must be done.
    fn ok(&mut self, sender: &str, msg: ExecuteMsg) -> Response;
    /// What must be refused.
    fn err(&mut self, sender: &str, msg: ExecuteMsg) -> ContractError;
    fn told<T: DeserializeOwned>(&self, msg: &QueryMsg) -> T;
    fn register(&mut self, name: &str) -> ProviderId;
    /// Admits an auditor and bonds it.
    fn admit(&mut self, name: &str);
    /// A row as another contract reads it.
    fn published<R: Row>(&self, key: &[u8]) -> Option<R>;
    fn row(&self, provider: ProviderId) -> ProviderRow;
    fn info(&self, provider: ProviderId) -> ProviderResponse;
    fn holdings(&self) -> HoldingsResponse;
    fn claimable(&self, name: &str) -> u128;
    /// What an auditor says of provider 1 now: tier 3, eight of the class, the attribute, for a day.
    fn statement(&self, auditor: &str, nonce: u64) -> Statement;
    /// `statement`, signed with the key that belongs to `signer`.
    fn sign(&self, signer: &str, statement: Statement) -> ExecuteMsg;
    /// `pia` submits what an auditor says of it.
    fn vouch(&mut self, auditor: &str, nonce: u64) -> Response;
}

impl Verbs for Solo {
    fn locked(&self, provider: ProviderId, amount: u128) {
        let row = pack(&LockedRow {
            amount: Akt(amount),
        });
        self.neighbour_row("orderbook", locked_key(provider), row);
    }

    fn bids_until(&self, provider: ProviderId, until: Timestamp) {
        let row = pack(&BidsUntilRow { until });
        self.neighbour_row("auction", bids_until_key(provider), row);
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

    fn admit(&mut self, name: &str) {
        self.ok("gov", admit(name));
        self.ok("token", bond_auditor(name, AUDITOR_BOND));
    }

    fn published<R: Row>(&self, key: &[u8]) -> Option<R> {
        let bytes = self.deps.storage.get(key)?;
        Some(unpack(&bytes).unwrap())
    }

    fn row(&self, provider: ProviderId) -> ProviderRow {
        self.published(&provider_key(provider)).unwrap()
    }

    fn info(&self, provider: ProviderId) -> ProviderResponse {
        self.told(&QueryMsg::Provider { provider })
    }

    fn holdings(&self) -> HoldingsResponse {
        self.told(&QueryMsg::Holdings {})
    }

    fn claimable(&self, name: &str) -> u128 {
        let found: ClaimableResponse = self.told(&QueryMsg::Claimable {
            address: addr(name).into(),
        });
        found.amount.0
    }

    fn statement(&self, auditor: &str, nonce: u64) -> Statement {
        Statement {
            provider: PIA,
            provider_epoch: 1,
            auditor: addr(auditor).into(),
            epoch: 1,
            issued_at: self.now(),
            attributes: names(&[EU]),
            classes: counts(&[(H100, 8)]),
            cores: 128,
            memory_gib: 1_024,
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
            signature: Signature::Raw(signed(signer, &bytes)),
            statement,
        }
    }

    fn vouch(&mut self, auditor: &str, nonce: u64) -> Response {
        let msg = self.sign(auditor, self.statement(auditor, nonce));
        self.ok("pia", msg)
    }
}
