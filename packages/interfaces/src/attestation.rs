//! The registry of providers, their bonds, the catalog of hardware classes and attributes, what
//! auditors attest, and what is done about faults and doubts.

mod registry;
mod response;
mod rows;
mod statement;

pub use registry::Registry;
pub use response::*;
pub use rows::*;
pub use statement::*;

use cosmwasm_schema::{cw_serde, QueryResponses};
use cosmwasm_std::{Addr, StdResult, WasmMsg};
use cw20::Cw20ReceiveMsg;
use tender_storage::{packed, packed_enum};
use tender_types::{
    names, Akt, AttributeId, AuditorId, Bps, ClassId, ProviderId, Resources, Seconds, Tier,
};

use crate::admin::{ActionClass, AdminMsg, AdminResponse};
use crate::invariants::InvariantsResponse;
use crate::wasm_execute;

/// What the contract calls itself in its cw2 row.
pub const CONTRACT: &str = "crates.io:tender-attestation";

/// Attributes of a provider, an attestation or an order at most: bounds the row that every match reads.
pub const MAX_ATTRIBUTES: usize = 24;

/// Classes in one attestation at most.
pub const MAX_CLASSES: usize = 24;

/// Units of a class that one attestation counts at most.
pub const MAX_COUNT: u32 = 1_000_000;

/// Live attestations of a provider at most: they are all in the row that every match reads.
pub const MAX_ATTESTATIONS: usize = 8;

/// Highest tier that an auditor can attest.
pub const MAX_TIER: Tier = Tier::MAX;

/// Longest host, contact or evidence URI, in bytes.
pub const MAX_TEXT: usize = 256;

/// Longest name of a class or an attribute, in bytes.
pub const MAX_NAME: usize = 64;

/// Most memory of a class, in GiB.
pub const MAX_CLASS_MEMORY: u32 = 65_536;

/// Slices of one device at most.
pub const MAX_PARTS: u32 = 64;

/// Classes in one [`ExecuteMsg::AddClasses`] at most.
pub const MAX_NEW_CLASSES: usize = 50;

/// Attributes in one [`ExecuteMsg::AddAttributes`] at most.
pub const MAX_NEW_ATTRIBUTES: usize = 100;

/// Longest time an attestation can last: evidence older than a year proves nothing about hardware.
pub const MAX_ATTESTATION: Seconds = Seconds::days(365);

/// Age of a statement at most when it is submitted. A week is time enough for a provider to send what
/// it was given; one held back longer speaks of hardware that was not looked at since.
pub const MAX_STATEMENT_AGE: Seconds = Seconds::days(7);

/// Providers that one [`ExecuteMsg::RemoveAuditor`] frees of the auditor's attestation at most.
pub const MAX_DETACHED: usize = 100;

/// Providers in one [`ExecuteMsg::Refresh`] at most.
pub const MAX_REFRESH: usize = 50;

/// Outages that are remembered of a provider at most: each doubles what the next one costs, and sixteen
/// times is enough.
pub const MAX_OUTAGES: u8 = 4;

/// Highest minimum bond of a provider or an auditor, bond per unit of a class or bond of a challenge in
/// micro-AKT, a million AKT: a slip of governance cannot empty the market.
pub const MAX_MIN_BOND: Akt = Akt(1_000_000_000_000);

/// Shortest and longest unbonding time.
pub const UNBONDING: (Seconds, Seconds) = (Seconds::hours(1), Seconds::days(90));

/// Shortest and longest time that an auditor has to answer a challenge. Three days outlast a weekend;
/// what nobody has answered in a month nobody will.
pub const CHALLENGE_PERIOD: (Seconds, Seconds) = (Seconds::hours(72), Seconds::days(30));

/// Shortest and longest time for which an answered challenge cannot be repeated.
pub const CHALLENGE_COOLDOWN: (Seconds, Seconds) = (Seconds::days(1), Seconds::days(90));

/// Shortest and longest time after which an outage is forgotten.
pub const OUTAGE_DECAY: (Seconds, Seconds) = (Seconds::days(1), Seconds::days(90));

/// Shortest and longest time for which a provider is out of the market after a fault. Without one a
/// fault would cost no time, and whoever fails would be back in the same block; a week without income
/// is more than any fault deserves.
pub const MIN_SUSPENSION: (Seconds, Seconds) = (Seconds::minutes(10), Seconds::days(7));

/// Opens the registry with an empty catalog: no providers, no auditors.
#[cw_serde]
pub struct InstantiateMsg {
    /// The address of governance: it alone changes parameters and links.
    pub owner: String,
    /// Who may pause each class once, for a time; nobody when absent.
    pub guardian: Option<String>,
    /// AKT, in which bonds are posted.
    pub token: String,
    /// Who locks bonds and reports faults; may be set later. Until then no bond is withdrawn.
    pub orderbook: Option<String>,
    /// Where bids bind a bond; may be set later.
    pub auction: Option<String>,
    /// The parameters to begin with.
    pub params: Params,
}

/// What governance may change with `update_params`.
#[cw_serde]
#[derive(Copy)]
pub struct Params {
    /// Micro-AKT a provider must have bonded to be matched, 1 to [`MAX_MIN_BOND`].
    pub min_bond: Akt,
    /// How long the bond of a leaving provider or a removed auditor stays: [`UNBONDING`].
    pub unbonding: Seconds,
    /// Micro-AKT an auditor must have bonded for what it signs to be taken, 1 to [`MAX_MIN_BOND`].
    pub min_auditor_bond: Akt,
    /// Micro-AKT that a challenge takes, 1 to [`MAX_MIN_BOND`].
    pub challenge_bond: Akt,
    /// How long an auditor has to answer a challenge: [`CHALLENGE_PERIOD`].
    pub challenge_period: Seconds,
    /// For how long an answered challenge cannot be repeated: [`CHALLENGE_COOLDOWN`].
    pub challenge_cooldown: Seconds,
    /// Micro-AKT that an auditor loses by not answering a challenge, 1 to `min_auditor_bond`: whose
    /// statements are taken can always lose it.
    pub challenge_penalty: Akt,
    /// After how long one outage of a provider is forgotten: [`OUTAGE_DECAY`].
    pub outage_decay: Seconds,
    /// For how long at least a provider is out of the market after a fault: [`MIN_SUSPENSION`].
    pub min_suspension: Seconds,
}

packed!(Row 1 "parameters": Params {
    min_bond,
    unbonding,
    min_auditor_bond,
    challenge_bond,
    challenge_period,
    challenge_cooldown,
    challenge_penalty,
    outage_decay,
    min_suspension,
});

/// What can be done.
#[cw_serde]
pub enum ExecuteMsg {
    /// Registers the sender as a provider, or again after it has left; it can be matched once bonded.
    /// Answers with its [`ProviderId`].
    Register {
        /// How it is reached and what it says of itself.
        profile: Profile,
    },
    /// A provider replaces its profile. Running leases keep what they were promised.
    UpdateProfile {
        /// The profile from now on, whole.
        profile: Profile,
    },
    /// From the AKT token only: a bond or a challenge. The inner message is a [`ReceiveMsg`].
    Receive(Cw20ReceiveMsg),
    /// A provider stops being matched and starts its unbonding.
    StartLeaving {},
    /// A leaving provider comes back before its bond is withdrawn; after a fault not before its
    /// suspension is over.
    CancelLeaving {},
    /// A suspended provider is matched again, `min_suspension` after its fault at the earliest.
    Resume {},
    /// A leaving provider takes its bond and has left: after the unbonding time, with nothing locked in
    /// `orderbook` and no bid that binds it in `auction`. Its attestations are dropped.
    WithdrawBond {},
    /// The owner stops a provider from being matched. Its bond stays until it is unjailed and has left.
    Jail {
        /// The provider to stop: active, leaving or suspended.
        provider: ProviderId,
    },
    /// The owner lets a jailed provider be matched again; one that was leaving starts over.
    Unjail {
        /// The provider to let go on; it has to be jailed.
        provider: ProviderId,
    },
    /// From `orderbook` only: a provider has failed. What is slashed is booked, and nothing is sent.
    /// Never refused for anything in the message: a lease must be able to close.
    Fault {
        /// Who failed.
        provider: ProviderId,
        /// Micro-AKT of its bond that the fault costs, before doubling for earlier outages. Within one
        /// outage only the largest fault is paid.
        slash: Akt,
        /// The address of the tenant that is compensated; nobody when absent.
        tenant: Option<String>,
        /// Micro-AKT of what is slashed that go to the tenant at most; the rest is burned.
        compensation: Akt,
        /// Micro-AKT of its bond that are locked now.
        locked: Akt,
    },
    /// From `orderbook` only: what is locked of a bond has changed.
    SetLocked {
        /// Whose bond.
        provider: ProviderId,
        /// Micro-AKT locked now.
        locked: Akt,
    },
    /// Anyone has AKT that is booked for somebody sent there.
    Claim {
        /// The address that it is booked for.
        beneficiary: String,
    },
    /// Anyone has what was slashed and is nobody's burned.
    BurnSlashed {},
    /// The owner adds hardware classes. One that is there already with every field the same is passed
    /// over, so that a list can be sent again; one that is refused leaves the others. Classes are never
    /// removed: leases name them. `data` is an [`AddClassesResponse`].
    AddClasses {
        /// The classes, 1 to [`MAX_NEW_CLASSES`]. A slice may follow its device in the same list.
        classes: Vec<NewClass>,
    },
    /// The owner adds attributes. One that is there already is passed over. `data` is an
    /// [`AddAttributesResponse`].
    AddAttributes {
        /// Each `key=value`, such as `region=eu-west`; 1 to [`MAX_NEW_ATTRIBUTES`].
        names: Vec<String>,
    },
    /// The owner sets what offering a unit of a class locks, for what is posted from now on.
    SetClassBond {
        /// The class, by name.
        class: String,
        /// Micro-AKT for each unit, 1 to [`MAX_MIN_BOND`].
        bond_per_unit: Akt,
    },
    /// The owner admits an auditor; one that was removed comes back under its old id, without its
    /// attestations, with a new epoch and what is left of its bond. `data` is the [`AuditorId`].
    AdmitAuditor {
        /// Its address: what orders name in `signed_by`. Not that of a provider.
        auditor: String,
        /// What it signs with.
        key: AuditorKey,
    },
    /// The owner removes an auditor, or the auditor itself: nothing it signs is taken from now on, no
    /// order can name it, its bond unbonds, and its attestations of [`MAX_DETACHED`] providers stop
    /// counting at once. While `complete` is false there are more: anyone repeats the message, in the
    /// same transaction if need be. `data` is a [`RemoveAuditorResponse`].
    RemoveAuditor {
        /// The address of the auditor to remove.
        auditor: String,
    },
    /// An auditor or the owner replaces the auditor's key and starts an epoch. What was signed before
    /// and not submitted is void, and its nonces are free again; what was submitted stays.
    RotateAuditorKey {
        /// The auditor's address.
        auditor: String,
        /// What it signs with from now on.
        key: AuditorKey,
    },
    /// A removed auditor takes its bond, after the unbonding time and when its removal is complete.
    WithdrawAuditorBond {},
    /// The owner burns a share of an auditor's bond; also of one that was removed and has not taken it.
    SlashAuditor {
        /// The auditor's address.
        auditor: String,
        /// Basis points of its bond, 1 to 10 000, rounded up.
        share: Bps,
    },
    /// Submits what an auditor signed. It replaces the auditor's earlier attestation of the provider,
    /// and answers a challenge if it was issued after it. The provider and the auditor may submit;
    /// anyone may when it replaces an attestation that counts.
    Attest {
        /// The statement, field by field as it was signed.
        statement: Statement,
        /// Made with the auditor's key over [`sign_bytes`].
        signature: Signature,
    },
    /// The auditor or the owner revokes at once: the attestation, and every statement that the auditor
    /// issued of the provider until now, submitted or not.
    Revoke {
        /// The provider that was attested.
        provider: ProviderId,
        /// The address of the auditor.
        auditor: String,
    },
    /// A provider drops an attestation of itself, to make room for another.
    DropAttestation {
        /// The address of the auditor whose attestation goes.
        auditor: String,
    },
    /// Anyone ends a challenge that was not answered in time: the attestation stops counting until the
    /// auditor issues another, the challenger has its bond back, and the auditor loses the penalty. One
    /// whose attestation expired before the deadline ends without a penalty.
    Fall {
        /// The provider whose attestation was challenged.
        provider: ProviderId,
        /// The address of the auditor that did not answer.
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
        /// Who locks bonds and reports faults.
        orderbook: Option<String>,
        /// Where bids bind a bond.
        auction: Option<String>,
    },
    /// Roles and pauses, the same in every contract.
    Admin(AdminMsg),
}

impl ExecuteMsg {
    /// What of this contract can be paused. Leaving, taking what is one's own, closing a lease with a
    /// fault and revoking never are.
    pub const CLASSES: &'static [ActionClass] = &[ActionClass::Register, ActionClass::Attest];

    /// The class that the message belongs to; `None` is never paused. A new message has to be given its
    /// place here before anything compiles.
    pub const fn class(&self) -> Option<ActionClass> {
        match self {
            Self::Register { .. }
            | Self::UpdateProfile { .. }
            | Self::CancelLeaving {}
            | Self::Resume {} => Some(ActionClass::Register),
            // A statement is paused unless it answers a challenge: the deadline does not wait.
            Self::Attest { .. }
            // What was sent says what it is for: see `ReceiveMsg::class`.
            | Self::Receive(_)
            | Self::StartLeaving {}
            | Self::WithdrawBond {}
            | Self::Jail { .. }
            | Self::Unjail { .. }
            | Self::Fault { .. }
            | Self::SetLocked { .. }
            | Self::Claim { .. }
            | Self::BurnSlashed {}
            | Self::AddClasses { .. }
            | Self::AddAttributes { .. }
            | Self::SetClassBond { .. }
            | Self::AdmitAuditor { .. }
            | Self::RemoveAuditor { .. }
            | Self::RotateAuditorKey { .. }
            | Self::WithdrawAuditorBond {}
            | Self::SlashAuditor { .. }
            | Self::Revoke { .. }
            | Self::DropAttestation { .. }
            | Self::Fall { .. }
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
    /// Adds to the bond of `auditor`; anyone may.
    BondAuditor {
        /// The address of the auditor whose bond grows.
        auditor: String,
    },
    /// Doubts an attestation, with exactly the bond that a challenge takes. The auditor answers with a
    /// statement that it issued afterwards, and has the bond; or it does not, and the attestation falls.
    Challenge {
        /// The provider that is attested.
        provider: ProviderId,
        /// The address of the auditor that attests it.
        auditor: String,
    },
}

impl ReceiveMsg {
    /// The class that the message belongs to; `None` is never paused.
    pub const fn class(&self) -> Option<ActionClass> {
        match self {
            Self::Bond { .. } => Some(ActionClass::Register),
            Self::Challenge { .. } => Some(ActionClass::Attest),
            // An auditor below the minimum could not answer a challenge that runs.
            Self::BondAuditor { .. } => None,
        }
    }
}

/// How a provider is reached and what it says of itself.
#[cw_serde]
pub struct Profile {
    /// `https://` URI without a path, in lower case: a name or an IPv4 address, and a port if it is
    /// another than 443. Of the bonded providers only one has it.
    pub host: String,
    /// How a person is reached: an e-mail address, a web site.
    pub contact: String,
    /// Names from the catalog, at most [`MAX_ATTRIBUTES`], without duplicates and with one value a key.
    pub attributes: Vec<String>,
}

packed!(Profile {
    host,
    contact,
    attributes
});

/// A class of hardware to be added to the catalog. It is called `vendor/model/{memory}Gi`, and
/// `/interface` behind that where there is one.
#[cw_serde]
pub struct NewClass {
    /// Who makes it, such as `nvidia`: `a-z 0-9 . _ -`, a letter or digit first.
    pub vendor: String,
    /// Which it is, such as `h100`; written as the vendor is.
    pub model: String,
    /// GiB of its own memory, 1 to [`MAX_CLASS_MEMORY`].
    pub memory_gib: u32,
    /// How it is connected, such as `sxm`; written as the vendor is. Any when absent.
    pub interface: Option<String>,
    /// What it is a part of; a whole device when absent.
    pub slice_of: Option<Slice>,
    /// What one unit carries at least beside the device itself; not nothing.
    pub carries: Resources,
    /// Micro-AKT that offering one unit locks, 1 to [`MAX_MIN_BOND`].
    pub bond_per_unit: Akt,
}

/// A part of a device that is sold by itself.
#[cw_serde]
pub struct Slice {
    /// The whole device, by the name of its class: of the same vendor, and of the same model but for a
    /// profile that may stand behind it, such as `h100-1g.10gb` of `h100`.
    pub class: String,
    /// Into how many such parts it is cut, 2 to [`MAX_PARTS`].
    pub parts: u32,
}

/// What can be asked.
#[cw_serde]
#[derive(QueryResponses)]
pub enum QueryMsg {
    /// The contracts it is linked to, and the parameters.
    #[returns(ConfigResponse)]
    Config {},
    /// What the AKT held here is held for.
    #[returns(HoldingsResponse)]
    Holdings {},
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
    /// One class of the catalog, by name.
    #[returns(Class)]
    Class {
        /// Such as `nvidia/h100/80Gi/sxm`.
        name: String,
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
    /// The open challenge of an attestation.
    #[returns(Challenge)]
    Challenge {
        /// The provider that is attested.
        provider: ProviderId,
        /// The address of the auditor that attests it.
        auditor: String,
    },
    /// Open challenges, by auditor and provider.
    #[returns(ChallengesResponse)]
    Challenges {
        /// The last of the page before.
        start_after: Option<ChallengeCursor>,
        /// Rows in the page, 1 to 100; 10 when absent.
        limit: Option<u32>,
    },
    /// What is booked for somebody.
    #[returns(ClaimableResponse)]
    Claimable {
        /// The address asked for.
        address: String,
    },
    /// Everything that is booked, in the order of the bytes of addresses.
    #[returns(ClaimsResponse)]
    Claims {
        /// The address of the last of the page before.
        start_after: Option<String>,
        /// Rows in the page, 1 to 100; 10 when absent.
        limit: Option<u32>,
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

/// Whether a provider can be matched.
#[cw_serde]
#[derive(Copy, Eq)]
pub enum ProviderStatus {
    /// Registered; matched while it is bonded.
    Active,
    /// Waiting for its bond; not matched.
    Leaving,
    /// Stopped by governance; not matched.
    Jailed,
    /// Gone, its bond returned; registers again to come back.
    Left,
    /// Out of the market after a fault, until it resumes.
    Suspended,
}

impl ProviderStatus {
    /// Every status.
    pub const ALL: [Self; 5] = [
        Self::Active,
        Self::Leaving,
        Self::Jailed,
        Self::Left,
        Self::Suspended,
    ];
}

names!(ProviderStatus {
    Active = "active",
    Leaving = "leaving",
    Jailed = "jailed",
    Left = "left",
    Suspended = "suspended",
});
packed_enum!(ProviderStatus {
    Active = 0,
    Leaving = 1,
    Jailed = 2,
    Left = 3,
    Suspended = 4,
});

/// How a challenge ended.
#[cw_serde]
#[derive(Copy, Eq)]
pub enum ChallengeEnd {
    /// The auditor answered in time: the bond is its own.
    Answered,
    /// Nobody answered: the attestation fell, and the auditor loses the penalty.
    Fallen,
    /// The attestation ended before the deadline: the challenger has its bond back.
    Void,
}

names!(ChallengeEnd { Answered = "answered", Fallen = "fallen", Void = "void" });

/// Calls the `attestation` contract at this address.
pub struct Attestation(pub Addr);

/// A provider's failure, as [`ExecuteMsg::Fault`] has it.
#[derive(Clone, Debug, PartialEq)]
pub struct Failure {
    /// Who failed.
    pub provider: ProviderId,
    /// Micro-AKT that it costs.
    pub slash: Akt,
    /// The tenant that is compensated.
    pub tenant: Option<String>,
    /// Micro-AKT that go to the tenant at most.
    pub compensation: Akt,
    /// Micro-AKT of the bond that are locked now.
    pub locked: Akt,
}

impl Attestation {
    /// Books a fault.
    ///
    /// # Errors
    /// As [`wasm_execute`]; this message can always be written.
    pub fn fault(&self, failure: Failure) -> StdResult<WasmMsg> {
        let message = FromOrderbook::Fault {
            provider: failure.provider,
            slash: failure.slash,
            tenant: failure.tenant,
            compensation: failure.compensation,
            locked: failure.locked,
        };
        wasm_execute(&self.0, &message, vec![])
    }

    /// Says what is locked of a bond.
    ///
    /// # Errors
    /// As [`wasm_execute`]; this message can always be written.
    pub fn set_locked(&self, provider: ProviderId, locked: Akt) -> StdResult<WasmMsg> {
        let message = FromOrderbook::SetLocked { provider, locked };
        wasm_execute(&self.0, &message, vec![])
    }
}

/// Of [`ExecuteMsg`] what `orderbook` sends: a contract that can write all of it is a twentieth larger.
#[cw_serde]
enum FromOrderbook {
    Fault {
        provider: ProviderId,
        slash: Akt,
        tenant: Option<String>,
        compensation: Akt,
        locked: Akt,
    },
    SetLocked {
        provider: ProviderId,
        locked: Akt,
    },
}
