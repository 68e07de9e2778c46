//! The registry of providers, their bonds, the catalog of hardware classes and attributes, and what
//! auditors attest.

use cosmwasm_schema::{cw_serde, QueryResponses};
use cosmwasm_std::{Addr, Binary, CanonicalAddr, HexBinary, QuerierWrapper, StdResult};
use cw20::Cw20ReceiveMsg;
use tender_storage::{packed, packed_enum, unpack, Key, Row};
use tender_types::{
    names, Akt, AttributeId, AuditorId, ClassId, ProviderId, Resources, Seconds, Tier, Timestamp,
};

use crate::admin::{ActionClass, AdminMsg, AdminResponse};
use crate::invariants::InvariantsResponse;

/// What the contract calls itself in its cw2 row.
pub const CONTRACT: &str = "crates.io:tender-attestation";

/// Attributes of a provider, an attestation or an order at most: bounds the row that every match reads.
pub const MAX_ATTRIBUTES: usize = 24;

/// Classes in one attestation at most.
pub const MAX_CLASSES: usize = 24;

/// Live attestations of a provider at most: they are all in the row that every match reads.
pub const MAX_ATTESTATIONS: usize = 8;

/// Highest tier that an auditor can attest.
pub const MAX_TIER: Tier = Tier::MAX;

/// Longest host, contact or evidence URI, in bytes.
pub const MAX_TEXT: usize = 256;

/// Longest name of a class or an attribute, in bytes.
pub const MAX_NAME: usize = 64;

/// Longest time an attestation can last: evidence older than a year proves nothing about hardware.
pub const MAX_ATTESTATION: Seconds = Seconds::days(365);

/// Providers that one [`ExecuteMsg::RemoveAuditor`] frees of the auditor's attestation at most.
pub const MAX_DETACHED: usize = 100;

/// Highest minimum bond in micro-AKT, a million AKT: a slip of governance cannot empty the market.
pub const MAX_MIN_BOND: Akt = Akt(1_000_000_000_000);

/// Shortest and longest unbonding time.
pub const UNBONDING: (Seconds, Seconds) = (Seconds::hours(1), Seconds::days(90));

/// Providers in one [`ExecuteMsg::Refresh`] at most.
pub const MAX_REFRESH: usize = 50;

/// Opens the registry with an empty catalog: no providers, no auditors.
#[cw_serde]
pub struct InstantiateMsg {
    /// The address of governance: it alone changes parameters and links.
    pub owner: String,
    /// Who may pause each class once, for a time; nobody when absent.
    pub guardian: Option<String>,
    /// AKT, in which bonds are posted.
    pub token: String,
    /// Where live leases are counted before a bond is returned; may be set later.
    pub escrow: Option<String>,
    /// The parameters to begin with.
    pub params: Params,
}

/// What governance may change with `update_params`.
#[cw_serde]
#[derive(Copy)]
pub struct Params {
    /// Micro-AKT a provider must have bonded to be matched, 1 to [`MAX_MIN_BOND`].
    pub min_bond: Akt,
    /// How long a leaving provider's bond stays, 1 hour to 90 days: [`UNBONDING`].
    pub unbonding: Seconds,
}

/// What can be done.
#[cw_serde]
pub enum ExecuteMsg {
    /// Registers the sender as a provider; it can be matched once bonded. Answers with its
    /// [`ProviderId`].
    Register {
        /// How it is reached and what it says of itself.
        profile: Profile,
    },
    /// A provider replaces its profile. Running leases keep what they matched.
    UpdateProfile {
        /// The profile from now on, whole.
        profile: Profile,
    },
    /// From the AKT token only: adds to a bond. The inner message is a [`ReceiveMsg`].
    Receive(Cw20ReceiveMsg),
    /// A provider stops being matched and starts its unbonding.
    StartLeaving {},
    /// A leaving provider comes back before its bond is withdrawn.
    CancelLeaving {},
    /// A leaving provider takes its bond and has left: after the unbonding time and without live
    /// leases. Its attestations are dropped.
    WithdrawBond {},
    /// The owner stops a provider from being matched. Its bond stays until it is unjailed and has left.
    Jail {
        /// The provider to stop, active or leaving.
        provider: ProviderId,
    },
    /// The owner lets a jailed provider be matched again; one that was leaving starts over.
    Unjail {
        /// The provider to let go on; it has to be jailed.
        provider: ProviderId,
    },
    /// The owner adds a hardware class. Answers with its [`ClassId`]. Classes are never changed or removed: leases name them.
    AddClass {
        /// Such as `nvidia/h100/80Gi/sxm` or `cpu/4Gi`.
        name: String,
        /// What one unit carries at least.
        carries: Resources,
    },
    /// The owner adds an attribute. Answers with its [`AttributeId`].
    AddAttribute {
        /// `key=value`, such as `region=eu-west`.
        name: String,
    },
    /// The owner admits an auditor; one that was removed comes back under its old id, without its
    /// attestations. `data` is the [`AuditorId`].
    AdmitAuditor {
        /// Its address: what orders name in `signed_by`.
        auditor: String,
        /// Its secp256k1 key, 33 bytes compressed.
        public_key: HexBinary,
    },
    /// The owner removes an auditor: nothing it signs is taken from now on, no order can name it, and
    /// its attestations of [`MAX_DETACHED`] providers stop counting at once. While `complete` is false
    /// there are more: anyone repeats the message, in the same transaction if need be. `data` is a
    /// [`RemoveAuditorResponse`].
    RemoveAuditor {
        /// The address of the auditor to remove.
        auditor: String,
    },
    /// An auditor or the owner replaces the auditor's key. What was signed with the old key and not yet
    /// submitted is void; what was submitted stays.
    RotateAuditorKey {
        /// The auditor's address.
        auditor: String,
        /// The new key, 33 bytes compressed.
        public_key: HexBinary,
    },
    /// Anyone submits what an auditor signed. It replaces the auditor's earlier attestation of the
    /// provider.
    Attest {
        /// The statement, field by field as it was signed.
        statement: Statement,
        /// secp256k1 over [`sign_bytes`], 64 bytes (r, s).
        signature: HexBinary,
    },
    /// The auditor or the owner revokes at once.
    Revoke {
        /// The provider that was attested.
        provider: ProviderId,
        /// The address of the auditor that attested it.
        auditor: String,
    },
    /// Anyone applies the present minimum bond to providers bonded under an earlier one.
    Refresh {
        /// The providers to measure, at most [`MAX_REFRESH`].
        providers: Vec<ProviderId>,
    },
    /// The owner changes the parameters.
    UpdateParams {
        /// The parameters from now on, all of them.
        params: Params,
    },
    /// The owner changes the contracts that are given.
    UpdateLinks {
        /// Where live leases are counted.
        escrow: Option<String>,
    },
    /// Roles and pauses, the same in every contract.
    Admin(AdminMsg),
}

impl ExecuteMsg {
    /// What of this contract can be paused. Leaving, taking a bond and revoking never are.
    pub const CLASSES: &'static [ActionClass] = &[ActionClass::Register, ActionClass::Attest];

    /// The class that the message belongs to; `None` is never paused. A new message has to be given its
    /// place here before anything compiles.
    pub const fn class(&self) -> Option<ActionClass> {
        match self {
            Self::Register { .. } | Self::UpdateProfile { .. } | Self::CancelLeaving {} => {
                Some(ActionClass::Register)
            }
            Self::Attest { .. } => Some(ActionClass::Attest),
            // What was sent says what it is for: see `ReceiveMsg::class`.
            Self::Receive(_)
            | Self::StartLeaving {}
            | Self::WithdrawBond {}
            | Self::Jail { .. }
            | Self::Unjail { .. }
            | Self::AddClass { .. }
            | Self::AddAttribute { .. }
            | Self::AdmitAuditor { .. }
            | Self::RemoveAuditor { .. }
            | Self::RotateAuditorKey { .. }
            | Self::Revoke { .. }
            | Self::Refresh { .. }
            | Self::UpdateParams { .. }
            | Self::UpdateLinks { .. }
            | Self::Admin(_) => None,
        }
    }
}

/// Inner message of AKT sent here.
#[cw_serde]
pub enum ReceiveMsg {
    /// Adds to the bond of `provider`; anyone may.
    Bond {
        /// The provider whose bond grows.
        provider: ProviderId,
    },
}

impl ReceiveMsg {
    /// The class that the message belongs to.
    pub const fn class(&self) -> Option<ActionClass> {
        match self {
            Self::Bond { .. } => Some(ActionClass::Register),
        }
    }
}

/// How a provider is reached and what it says of itself.
#[cw_serde]
pub struct Profile {
    /// `https://` URI without a path: a name or an IPv4 address, and a port if need be.
    pub host: String,
    /// How a person is reached: an e-mail address, a web site.
    pub contact: String,
    /// Names from the catalog, at most [`MAX_ATTRIBUTES`], without duplicates.
    pub attributes: Vec<String>,
}

/// What an auditor says of a provider. Signed off-chain; see [`sign_bytes`].
#[cw_serde]
pub struct Statement {
    /// Whom it is about.
    pub provider: ProviderId,
    /// Who says it: the auditor's address.
    pub auditor: String,
    /// Attributes found true, by name.
    pub attributes: Vec<String>,
    /// Hardware classes found present, by name.
    pub classes: Vec<String>,
    /// How thoroughly it was looked at, 1 to [`MAX_TIER`].
    pub tier: Tier,
    /// SHA-256 of the evidence, 32 bytes.
    pub evidence_hash: HexBinary,
    /// Where the evidence is.
    pub evidence_uri: String,
    /// Above zero and every nonce this auditor has used for this provider: what is replayed is refused.
    pub nonce: u64,
    /// When it stops counting: after now, and at most [`MAX_ATTESTATION`] ahead.
    pub expires_at: Timestamp,
}

/// What became of an auditor; in `data` of [`ExecuteMsg::RemoveAuditor`].
#[cw_serde]
pub struct RemoveAuditorResponse {
    /// Whether none of its attestations is left.
    pub complete: bool,
}

/// The bytes an auditor hashes with SHA-256 and signs: a domain, then every field with its length, so
/// that no two statements, contracts or chains share a signature.
pub fn sign_bytes(chain_id: &str, contract: &str, statement: &Statement) -> Vec<u8> {
    let mut out = Vec::new();
    let mut field = |bytes: &[u8]| {
        let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
        out.extend_from_slice(&length.to_be_bytes());
        out.extend_from_slice(bytes);
    };
    let count = |field: &mut dyn FnMut(&[u8]), names: &[String]| {
        field(&u32::try_from(names.len()).unwrap_or(u32::MAX).to_be_bytes());
        names.iter().for_each(|name| field(name.as_bytes()));
    };
    field(b"tender/attestation/v1");
    field(chain_id.as_bytes());
    field(contract.as_bytes());
    field(&statement.provider.0.to_be_bytes());
    field(statement.auditor.as_bytes());
    count(&mut field, &statement.attributes);
    count(&mut field, &statement.classes);
    field(&[statement.tier.0]);
    field(&statement.evidence_hash);
    field(statement.evidence_uri.as_bytes());
    field(&statement.nonce.to_be_bytes());
    field(&statement.expires_at.0.to_be_bytes());
    out
}

/// What can be asked.
#[cw_serde]
#[derive(QueryResponses)]
pub enum QueryMsg {
    /// The contracts it is linked to, and the parameters.
    #[returns(ConfigResponse)]
    Config {},
    /// One provider, by id.
    #[returns(ProviderResponse)]
    Provider {
        /// The provider asked for.
        provider: ProviderId,
    },
    /// One provider, by address.
    #[returns(ProviderResponse)]
    ProviderOf {
        /// The address that it registered from.
        address: String,
    },
    /// Providers, by id.
    #[returns(ProvidersResponse)]
    Providers {
        /// The last of the page before.
        start_after: Option<ProviderId>,
        /// Rows in the page, 1 to 100; 10 when absent.
        limit: Option<u32>,
    },
    /// The classes of the catalog, by id.
    #[returns(ClassesResponse)]
    Classes {
        /// The last of the page before.
        start_after: Option<ClassId>,
        /// Rows in the page, 1 to 100; 10 when absent.
        limit: Option<u32>,
    },
    /// The attributes of the catalog, by id.
    #[returns(AttributesResponse)]
    Attributes {
        /// The last of the page before.
        start_after: Option<AttributeId>,
        /// Rows in the page, 1 to 100; 10 when absent.
        limit: Option<u32>,
    },
    /// Auditors, also those that were removed, by id.
    #[returns(AuditorsResponse)]
    Auditors {
        /// The last of the page before.
        start_after: Option<AuditorId>,
        /// Rows in the page, 1 to 100; 10 when absent.
        limit: Option<u32>,
    },
    /// What auditors attest of a provider now, with the evidence.
    #[returns(AttestationsResponse)]
    Attestations {
        /// The provider asked for.
        provider: ProviderId,
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

/// How the registry is set up.
#[cw_serde]
pub struct ConfigResponse {
    /// The cw20 contract of AKT.
    pub token: String,
    /// Where live leases are counted.
    pub escrow: Option<String>,
    /// The parameters as they are now.
    pub params: Params,
}

/// A provider, as it is now.
#[cw_serde]
pub struct ProviderResponse {
    /// What asks, bids and leases name it by.
    pub provider: ProviderId,
    /// Its address: where it is paid.
    pub address: String,
    /// How it is reached and what it says of itself.
    pub profile: Profile,
    /// Whether it can be matched.
    pub status: ProviderStatus,
    /// Micro-AKT of its bond now.
    pub bond: Akt,
    /// When a leaving provider may take its bond.
    pub unbonds_at: Option<Timestamp>,
    /// Highest tier attested now; 0 when none.
    pub tier: Tier,
}

/// A page of providers.
#[cw_serde]
pub struct ProvidersResponse {
    /// The providers of the page, by id.
    pub providers: Vec<ProviderResponse>,
}

/// A page of classes.
#[cw_serde]
pub struct ClassesResponse {
    /// The classes of the page, by id.
    pub classes: Vec<Class>,
}

/// A class of hardware, as the catalog has it.
#[cw_serde]
pub struct Class {
    /// What asks, bids and leases name it by.
    pub class: ClassId,
    /// What offers and demands name it by, such as `nvidia/h100/80Gi/sxm`.
    pub name: String,
    /// What one unit carries at least.
    pub carries: Resources,
}

/// A page of attributes.
#[cw_serde]
pub struct AttributesResponse {
    /// The attributes of the page, by id.
    pub attributes: Vec<Attribute>,
}

/// A placement attribute, as the catalog has it.
#[cw_serde]
pub struct Attribute {
    /// What rows and resolved demands name it by.
    pub attribute: AttributeId,
    /// `key=value`: what profiles, statements and demands name it by.
    pub name: String,
}

/// A page of auditors.
#[cw_serde]
pub struct AuditorsResponse {
    /// The auditors of the page, by id.
    pub auditors: Vec<Auditor>,
}

/// An auditor, admitted now or once.
#[cw_serde]
pub struct Auditor {
    /// What rows and events name it by.
    pub auditor: AuditorId,
    /// What statements and demands name it by.
    pub address: String,
    /// Its secp256k1 key, 33 bytes compressed.
    pub public_key: HexBinary,
    /// Whether its attestations count.
    pub admitted: bool,
}

/// What auditors attest of a provider.
#[cw_serde]
pub struct AttestationsResponse {
    /// At most [`MAX_ATTESTATIONS`], also expired ones that nothing has replaced yet.
    pub attestations: Vec<Statement>,
}

/// Whether a provider can be matched.
#[cw_serde]
#[derive(Copy, Eq)]
pub enum ProviderStatus {
    /// Registered; matched while its bond is at least the minimum.
    Active,
    /// Waiting for its bond; not matched.
    Leaving,
    /// Stopped by governance; not matched.
    Jailed,
    /// Gone, its bond returned; registers again to come back.
    Left,
}

names!(ProviderStatus {
    Active = "active",
    Leaving = "leaving",
    Jailed = "jailed",
    Left = "left",
});
packed_enum!(ProviderStatus { Active = 0, Leaving = 1, Jailed = 2, Left = 3 });

/// The published row under [`provider_key`]: all that a match needs to know of a provider, in one
/// read.
#[derive(Clone, Debug, PartialEq)]
pub struct ProviderRow {
    /// Where it is paid, and who may speak for it.
    pub address: CanonicalAddr,
    /// Whether it can be matched.
    pub status: ProviderStatus,
    /// Whether its bond met the minimum when it last changed or was last refreshed.
    pub bonded: bool,
    /// What it says of itself.
    pub attributes: AttributeSet,
    /// What auditors say of it, by auditor; expired ones count for nothing.
    pub attestations: Vec<AttestationRow>,
}

/// One auditor's attestation, as a match reads it.
#[derive(Clone, Debug, PartialEq)]
pub struct AttestationRow {
    /// The auditor that signed it.
    pub auditor: AuditorId,
    /// How thoroughly it looked, 1 to [`MAX_TIER`].
    pub tier: Tier,
    /// When it stops counting: live while `now < expires_at`.
    pub expires_at: Timestamp,
    /// Attributes that the auditor found true.
    pub attributes: AttributeSet,
    /// Classes found present, sorted.
    pub classes: Vec<ClassId>,
}

/// A set of attributes, sorted and without duplicates.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AttributeSet(pub Vec<AttributeId>);

impl AttributeSet {
    /// Whether `attribute` is in the set.
    pub fn contains(&self, attribute: AttributeId) -> bool {
        self.0.binary_search(&attribute).is_ok()
    }
}

tender_storage::packed_newtype!(AttributeSet);
packed!(AttestationRow {
    auditor,
    tier,
    expires_at,
    attributes,
    classes
});
packed!(Row 1 "parameters": Params { min_bond, unbonding });
packed!(Row 1 "provider": ProviderRow { address, status, bonded, attributes, attestations });

/// The published row under [`class_key`].
#[derive(Clone, Debug, PartialEq)]
pub struct ClassRow {
    /// The id that stands for the name.
    pub class: ClassId,
    /// What one unit carries at least.
    pub carries: Resources,
}

packed!(Row 1 "class": ClassRow { class, carries });

/// The published rows under [`provider_id_key`], [`attribute_key`] and [`auditor_key`]: the id that
/// stands for an address or a name.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct IdRow {
    /// The number of the id, whatever its type.
    pub id: u32,
}

packed!(Row 1 "id": IdRow { id });

/// Prefixes of the published rows. API: they do not change.
pub mod keys {
    /// [`super::ProviderRow`] by provider id.
    pub const PROVIDER: u8 = b'p';
    /// [`super::IdRow`] (provider id) by canonical address.
    pub const PROVIDER_ID: u8 = b'a';
    /// [`super::ClassRow`] by class name. Not `c`: the cw2 row `contract_info` would be the class
    /// `ontract_info`.
    pub const CLASS: u8 = b'h';
    /// [`super::IdRow`] (attribute id) by attribute name.
    pub const ATTRIBUTE: u8 = b't';
    /// [`super::IdRow`] (auditor id) by canonical address; absent when not admitted.
    pub const AUDITOR: u8 = b'u';
}

fn published(prefix: u8, key: &(impl Key + ?Sized)) -> Vec<u8> {
    let mut bytes = vec![prefix];
    key.write(&mut bytes);
    bytes
}

/// Where [`ProviderRow`] of `provider` is stored.
pub fn provider_key(provider: ProviderId) -> Vec<u8> {
    published(keys::PROVIDER, &provider)
}

/// Where the id of the provider at `address` is stored.
pub fn provider_id_key(address: &CanonicalAddr) -> Vec<u8> {
    published(keys::PROVIDER_ID, address)
}

/// Where [`ClassRow`] of the class called `name` is stored.
pub fn class_key(name: &str) -> Vec<u8> {
    published(keys::CLASS, name)
}

/// Where the id of the attribute called `name` is stored.
pub fn attribute_key(name: &str) -> Vec<u8> {
    published(keys::ATTRIBUTE, name)
}

/// Where the id of the admitted auditor at `address` is stored.
pub fn auditor_key(address: &CanonicalAddr) -> Vec<u8> {
    published(keys::AUDITOR, address)
}

/// Reads the registry, one raw read an answer. `None`: no such row.
#[derive(Clone, Copy)]
pub struct Registry<'a> {
    /// The address of the `attestation` contract.
    pub address: &'a Addr,
    /// What the reads go through.
    pub querier: QuerierWrapper<'a>,
}

impl Registry<'_> {
    /// All that a match needs to know of a provider.
    ///
    /// # Errors
    /// When the chain refuses to answer, or the row is none that this code can read (`StdError::ParseErr`).
    pub fn provider(&self, provider: ProviderId) -> StdResult<Option<ProviderRow>> {
        self.read(provider_key(provider))
    }

    /// The id of the provider at `address`.
    ///
    /// # Errors
    /// As [`Registry::provider`].
    pub fn provider_id(&self, address: &CanonicalAddr) -> StdResult<Option<ProviderId>> {
        let row: Option<IdRow> = self.read(provider_id_key(address))?;
        Ok(row.map(|row| ProviderId(row.id)))
    }

    /// The class called `name`.
    ///
    /// # Errors
    /// As [`Registry::provider`].
    pub fn class(&self, name: &str) -> StdResult<Option<ClassRow>> {
        self.named(name, class_key)
    }

    /// The id of the attribute called `name`.
    ///
    /// # Errors
    /// As [`Registry::provider`].
    pub fn attribute(&self, name: &str) -> StdResult<Option<AttributeId>> {
        let row: Option<IdRow> = self.named(name, attribute_key)?;
        Ok(row
            .and_then(|row| u16::try_from(row.id).ok())
            .map(AttributeId))
    }

    /// The id of the admitted auditor at `address`.
    ///
    /// # Errors
    /// As [`Registry::provider`].
    pub fn auditor(&self, address: &CanonicalAddr) -> StdResult<Option<AuditorId>> {
        let row: Option<IdRow> = self.read(auditor_key(address))?;
        Ok(row
            .and_then(|row| u16::try_from(row.id).ok())
            .map(AuditorId))
    }

    /// The row of a name in the catalog. A name longer than any is nobody's, and as a key it may be
    /// longer than a chain takes.
    fn named<R: Row>(&self, name: &str, key: fn(&str) -> Vec<u8>) -> StdResult<Option<R>> {
        if name.len() > MAX_NAME {
            return Ok(None);
        }
        self.read(key(name))
    }

    fn read<R: Row>(&self, key: Vec<u8>) -> StdResult<Option<R>> {
        let bytes = self
            .querier
            .query_wasm_raw(self.address, Binary::from(key))?;
        let read = |bytes: Vec<u8>| {
            unpack(&bytes)
                .map_err(|error| cosmwasm_std::StdError::parse_err(R::NAME, error.to_string()))
        };
        bytes.map(read).transpose()
    }
}
