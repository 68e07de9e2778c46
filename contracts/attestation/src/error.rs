use cosmwasm_std::StdError;
use tender_guard::GuardError;
use tender_interfaces::attestation::ProviderStatus;
use tender_math::MathError;
use tender_storage::StorageError;
use tender_types::{AuditorId, Echo, LeaseKey, ProviderId, Timestamp};
use thiserror::Error;

use crate::status::Step;

/// Why the registry refused. Nothing was changed and nothing was taken.
#[derive(Debug, Error, PartialEq)]
pub enum ContractError {
    /// Turned away at the door.
    #[error(transparent)]
    Guard(#[from] GuardError),
    /// An amount beyond any real money.
    #[error(transparent)]
    Math(#[from] MathError),
    /// A row that must exist does not, or cannot be read.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// The chain refused to read or write; never a domain error.
    #[error("guard/std: {0}")]
    Std(#[from] StdError),

    /// Another token was sent, or nobody's.
    #[error(
        "attestation/wrong_token: {sender} is not the AKT token: bonds are sent through {token}"
    )]
    WrongToken {
        /// Who called.
        sender: String,
        /// Who may.
        token: String,
    },
    /// Nothing was sent.
    #[error("attestation/zero_bond: no AKT was sent: send at least 1 uakt")]
    ZeroBond,

    /// The sender has an id already.
    #[error("attestation/already_registered: the sender is provider {provider} already: use update_profile")]
    AlreadyRegistered {
        /// Its id.
        provider: ProviderId,
    },
    /// The address has no id.
    #[error("attestation/not_registered: {address} is no provider: register first")]
    NotRegistered {
        /// Which address.
        address: String,
    },
    /// The id is nobody's.
    #[error("attestation/unknown_provider: there is no provider {provider}: take an id from the Providers query")]
    UnknownProvider {
        /// Which id.
        provider: ProviderId,
    },
    /// The provider has left.
    #[error("attestation/provider_left: provider {provider} has left: it registers again first")]
    ProviderLeft {
        /// Which.
        provider: ProviderId,
    },
    /// The provider's status does not allow the step.
    #[error("attestation/wrong_status: provider {provider} is {status}: {step} needs {needed}")]
    WrongStatus {
        /// Which provider.
        provider: ProviderId,
        /// What it is.
        status: ProviderStatus,
        /// What was to be done.
        step: Step,
        /// What it would have to be.
        needed: String,
    },
    /// The unbonding time is not over.
    #[error(
        "attestation/unbonding: the bond unbonds until {until}, now is {now}: withdraw it then"
    )]
    Unbonding {
        /// When it is over.
        until: Timestamp,
        /// Block time.
        now: Timestamp,
    },
    /// Nobody can be asked for leases.
    #[error("attestation/no_escrow: no escrow is configured, so leases cannot be counted: the owner sets it with update_links")]
    NoEscrow,
    /// The provider still serves somebody.
    #[error("attestation/live_lease: lease {}/{} of the provider is live: close the provider's leases first", lease.account, lease.lease)]
    LiveLease {
        /// One of its leases.
        lease: LeaseKey,
    },

    /// The host is no origin.
    #[error("attestation/host: '{host}' is not an https URI without a path: write https://name or https://name:port, at most {max} bytes")]
    Host {
        /// What was given.
        host: Echo,
        /// Longest allowed.
        max: usize,
    },
    /// A text is empty, too long, or has characters that cannot be printed.
    #[error("attestation/text: {what} is empty, too long or not printable ASCII: write 1 to {max} such bytes")]
    Text {
        /// Which text.
        what: &'static str,
        /// Longest allowed.
        max: usize,
    },
    /// The evidence cannot be fetched from there.
    #[error("attestation/evidence_uri: '{uri}' is not an absolute URI: write scheme://... without spaces, at most {max} bytes")]
    EvidenceUri {
        /// What was given.
        uri: Echo,
        /// Longest allowed.
        max: usize,
    },

    /// A class name of another form.
    #[error("attestation/class_name: '{name}' is no class name: write 1 to {max} of a-z A-Z 0-9 / . _ -, a letter or digit first")]
    ClassName {
        /// What was given.
        name: Echo,
        /// Longest allowed.
        max: usize,
    },
    /// An attribute name of another form.
    #[error("attestation/attribute_name: '{name}' is no attribute: write key=value, printable and without spaces, at most {max} bytes")]
    AttributeName {
        /// What was given.
        name: Echo,
        /// Longest allowed.
        max: usize,
    },
    /// The catalog has the name already.
    #[error("attestation/name_taken: '{name}' is in the catalog already, and entries never change: use another name")]
    NameTaken {
        /// Which name.
        name: Echo,
    },
    /// A class that carries nothing, or whose volumes are not in their one form.
    #[error("attestation/carries: a unit of '{name}' must carry something, with volumes once each in the order hdd, ssd, nvme and none of them empty")]
    Carries {
        /// Of which class.
        name: Echo,
    },
    /// The catalog has no such class.
    #[error("attestation/unknown_class: the catalog has no class '{name}': take a name from the Classes query")]
    UnknownClass {
        /// What was named.
        name: Echo,
    },
    /// The catalog has no such attribute.
    #[error("attestation/unknown_attribute: the catalog has no attribute '{name}': take a name from the Attributes query")]
    UnknownAttribute {
        /// What was named.
        name: Echo,
    },
    /// A list gives one key two values.
    #[error("attestation/two_values: attributes give '{key}' two values, as if a provider were in two places: give one value a key")]
    TwoValues {
        /// The key.
        key: Echo,
    },
    /// Every id of the kind is given out.
    #[error("attestation/ids_used_up: every {what} id is given out: deploy a second registry")]
    IdsUsedUp {
        /// Of what.
        what: &'static str,
    },

    /// The address is no admitted auditor.
    #[error("attestation/unknown_auditor: {address} is no admitted auditor: take an address from the Auditors query")]
    UnknownAuditor {
        /// What was named.
        address: String,
    },
    /// The auditor is admitted already.
    #[error("attestation/already_admitted: {address} is auditor {auditor} already: use rotate_auditor_key for another key")]
    AlreadyAdmitted {
        /// Its address.
        address: String,
        /// Its id.
        auditor: AuditorId,
    },
    /// Attestations of the auditor's earlier time are left.
    #[error("attestation/removal_incomplete: attestations of auditor {auditor} are left from its removal: repeat remove_auditor until it is complete")]
    RemovalIncomplete {
        /// Which.
        auditor: AuditorId,
    },
    /// Not a compressed point of the curve.
    #[error("attestation/public_key: not a secp256k1 key: give the 33 bytes of a compressed point, 02 or 03 first, in hex")]
    PublicKey,

    /// Not a SHA-256 hash.
    #[error("attestation/evidence_hash: the evidence hash has {length} bytes: give the 32 bytes of a SHA-256 hash, in hex")]
    EvidenceHash {
        /// Bytes given.
        length: usize,
    },
    /// The statement has expired, or would last too long.
    #[error("attestation/expiry: the statement expires at {expires_at}: it must be after {now} and not after {latest}")]
    Expiry {
        /// What was signed.
        expires_at: Timestamp,
        /// Block time.
        now: Timestamp,
        /// The latest allowed.
        latest: Timestamp,
    },
    /// The statement, or a later one, was submitted before.
    #[error("attestation/nonce_used: nonce {nonce} is not above {last}, the last this auditor used for the provider: sign again with a higher one")]
    NonceUsed {
        /// What was signed.
        nonce: u64,
        /// The highest used.
        last: u64,
    },
    /// The auditor's key did not sign exactly this statement, for this contract and chain.
    #[error("attestation/signature: the signature is not the auditor's over this statement: sign SHA-256 of the sign bytes for this chain and contract, and give 64 bytes (r, s)")]
    Signature,
    /// An auditor vouches for itself.
    #[error("attestation/self_attestation: provider {provider} and the auditor are the same address: another auditor must attest it")]
    SelfAttestation {
        /// Which provider.
        provider: ProviderId,
    },
    /// The provider's row is full of live attestations.
    #[error("attestation/full: provider {provider} has {max} live attestations: wait until one expires or is revoked")]
    Full {
        /// Which provider.
        provider: ProviderId,
        /// As many as there can be.
        max: usize,
    },
    /// There is nothing to revoke.
    #[error("attestation/not_attested: auditor {auditor} does not attest provider {provider} now: see the Attestations query")]
    NotAttested {
        /// Which provider.
        provider: ProviderId,
        /// Which auditor.
        auditor: AuditorId,
    },

    /// A page starts nowhere.
    #[error("attestation/start_after: '{text}' is not where a page ended: give `next` of the page before")]
    StartAfter {
        /// What was given.
        text: Echo,
    },
}
