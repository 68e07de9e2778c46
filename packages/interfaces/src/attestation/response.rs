//! What is answered.

use cosmwasm_schema::cw_serde;
use tender_types::{Akt, AttributeId, AuditorId, ClassId, ProviderId, Resources, Tier, Timestamp};

use super::{AuditorKey, Params, Profile, ProviderStatus, Statement};

/// What became of the classes of an `add_classes`, in their order.
#[cw_serde]
pub struct AddClassesResponse {
    /// One for each.
    pub results: Vec<ClassResult>,
}

/// What became of a class.
#[cw_serde]
pub enum ClassResult {
    /// It is new.
    Added {
        /// The id that it has from now on.
        class: ClassId,
    },
    /// It was there, with every field the same.
    Present {
        /// The id that it has.
        class: ClassId,
    },
    /// It is not in the catalog.
    Refused {
        /// Why, with the code of the error in front.
        error: String,
    },
}

/// What became of the attributes of an `add_attributes`, in their order.
#[cw_serde]
pub struct AddAttributesResponse {
    /// One for each.
    pub results: Vec<AttributeResult>,
}

/// What became of an attribute.
#[cw_serde]
pub enum AttributeResult {
    /// It is new.
    Added {
        /// The id that it has from now on.
        attribute: AttributeId,
    },
    /// It was there.
    Present {
        /// The id that it has.
        attribute: AttributeId,
    },
    /// It is not in the catalog.
    Refused {
        /// Why, with the code of the error in front.
        error: String,
    },
}

/// What became of an auditor; in `data` of `remove_auditor`.
#[cw_serde]
pub struct RemoveAuditorResponse {
    /// Whether none of its attestations is left.
    pub complete: bool,
}

/// How the registry is set up.
#[cw_serde]
pub struct ConfigResponse {
    /// The cw20 contract of AKT.
    pub token: String,
    /// Who locks bonds and reports faults.
    pub orderbook: Option<String>,
    /// Where bids bind a bond.
    pub auction: Option<String>,
    /// The parameters as they are now.
    pub params: Params,
}

/// What the AKT held here is held for, in micro-AKT. Together they are what must be there.
#[cw_serde]
pub struct HoldingsResponse {
    /// Bonds of providers.
    pub bonds: Akt,
    /// Bonds of auditors.
    pub auditor_bonds: Akt,
    /// Bonds of open challenges.
    pub challenge_bonds: Akt,
    /// What is booked for somebody.
    pub claims: Akt,
    /// What was slashed and waits to be burned.
    pub to_burn: Akt,
}

/// A provider, as it is now.
#[cw_serde]
pub struct ProviderResponse {
    /// What offers, bids and leases name it by.
    pub provider: ProviderId,
    /// Its address: where it is paid.
    pub address: String,
    /// How it is reached and what it says of itself.
    pub profile: Profile,
    /// Whether it can be matched.
    pub status: ProviderStatus,
    /// How many times it has registered.
    pub epoch: u32,
    /// Micro-AKT of its bond now.
    pub bond: Akt,
    /// Micro-AKT of it that were locked when `orderbook` last said so.
    pub required: Akt,
    /// Whether the bond is enough to be matched, and the host its own.
    pub bonded: bool,
    /// Outages that are not forgotten yet: the next one costs twice as much for each.
    pub outages: u8,
    /// When a provider that has failed may be matched again at the earliest.
    pub resumes_at: Option<Timestamp>,
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
    /// What offers, bids and leases name it by.
    pub class: ClassId,
    /// What demands name it by, such as `nvidia/h100/80Gi/sxm`.
    pub name: String,
    /// Who makes it.
    pub vendor: String,
    /// Which it is.
    pub model: String,
    /// GiB of its own memory.
    pub memory_gib: u32,
    /// How it is connected; any when absent.
    pub interface: Option<String>,
    /// The whole device that it is a part of; itself when it is whole.
    pub device: ClassId,
    /// Into how many such parts the device is cut; 1 when it is whole.
    pub parts: u32,
    /// What one unit carries at least beside the device itself.
    pub carries: Resources,
    /// Micro-AKT that offering one unit locks, for what is posted from now on.
    pub bond_per_unit: Akt,
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
    /// What rows name its key by: attributes of one key exclude one another.
    pub key: u16,
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
    /// What it signs with.
    pub key: AuditorKey,
    /// How many keys it has had: statements name the present number.
    pub epoch: u32,
    /// Whether its attestations count.
    pub admitted: bool,
    /// Micro-AKT of its bond now.
    pub bond: Akt,
    /// When a removed auditor may take its bond.
    pub unbonds_at: Option<Timestamp>,
}

/// What auditors attest of a provider.
#[cw_serde]
pub struct AttestationsResponse {
    /// At most [`MAX_ATTESTATIONS`](super::MAX_ATTESTATIONS), also expired ones that nothing has
    /// replaced yet.
    pub attestations: Vec<Statement>,
}

/// A doubt about an attestation that is not settled yet.
#[cw_serde]
pub struct Challenge {
    /// The provider that is attested.
    pub provider: ProviderId,
    /// The auditor that attests it.
    pub auditor: AuditorId,
    /// The address of who doubts it.
    pub challenger: String,
    /// Micro-AKT that it staked.
    pub bond: Akt,
    /// When it did: an answer has to be issued later.
    pub opened_at: Timestamp,
    /// When it is too late to answer.
    pub deadline: Timestamp,
    /// Micro-AKT that the auditor loses then.
    pub penalty: Akt,
}

/// A page of challenges.
#[cw_serde]
pub struct ChallengesResponse {
    /// The challenges of the page, by auditor and provider.
    pub challenges: Vec<Challenge>,
}

/// The place of a challenge in the list of all.
#[cw_serde]
#[derive(Copy)]
pub struct ChallengeCursor {
    /// The auditor that attests.
    pub auditor: AuditorId,
    /// The provider that is attested.
    pub provider: ProviderId,
}

/// What is booked for an address.
#[cw_serde]
pub struct ClaimableResponse {
    /// Micro-AKT; nothing when there is no claim.
    pub amount: Akt,
}

/// A page of claims.
#[cw_serde]
pub struct ClaimsResponse {
    /// The claims of the page.
    pub claims: Vec<Claim>,
}

/// What is booked for somebody and not sent yet.
#[cw_serde]
pub struct Claim {
    /// The address that it is booked for.
    pub beneficiary: String,
    /// Micro-AKT.
    pub amount: Akt,
}
