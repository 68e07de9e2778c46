use cosmwasm_std::StdError;
use tender_guard::GuardError;
use tender_interfaces::attestation::ProviderStatus;
use tender_math::MathError;
use tender_storage::StorageError;
use tender_types::{Akt, AuditorId, Echo, ProviderId, Timestamp};
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
    /// Nothing is booked for the address.
    #[error("attestation/nothing_to_claim: nothing is booked for {address}: see the Claims query")]
    NothingToClaim {
        /// Which.
        address: String,
    },
    /// Nothing waits to be burned.
    #[error("attestation/nothing_to_burn: nothing that was slashed waits to be burned: see the Holdings query")]
    NothingToBurn,

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
    /// The shortest suspension after a fault is not over.
    #[error("attestation/suspended: provider {provider} has failed and is suspended until {until}, now is {now}: mend it, and go on then")]
    Suspended {
        /// Which provider.
        provider: ProviderId,
        /// When it may go on.
        until: Timestamp,
        /// Block time.
        now: Timestamp,
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
    /// Nobody can be asked what is locked.
    #[error("attestation/no_orderbook: no orderbook is configured, so nobody says what is locked: the owner sets it with update_links")]
    NoOrderbook,
    /// Something is offered or leased out still.
    #[error("attestation/locked: {amount} uakt of the bond are locked: withdraw the provider's offers and close its leases first")]
    Locked {
        /// How much.
        amount: Akt,
    },
    /// A bid of the provider's can still win.
    #[error("attestation/bids: bids of the provider bind its bond until {until}, now is {now}: withdraw the bond later")]
    Bids {
        /// The last moment.
        until: Timestamp,
        /// Block time.
        now: Timestamp,
    },

    /// The host is no origin.
    #[error("attestation/host: '{host}' is not an https URI without a path, in lower case: write https://name or https://name:port where the port is not 443, at most {max} bytes")]
    Host {
        /// What was given.
        host: Echo,
        /// Longest allowed.
        max: usize,
    },
    /// A bonded provider is reached there.
    #[error("attestation/host_taken: '{host}' is the host of another provider that is bonded: give one of your own")]
    HostTaken {
        /// What was given.
        host: Echo,
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

    /// A part of a class's name is of another form.
    #[error("attestation/class_part: {what} '{text}' is none: write 1 to {max} of a-z 0-9 . _ -, a letter or digit first")]
    ClassPart {
        /// Which part.
        what: &'static str,
        /// What was given.
        text: Echo,
        /// Longest allowed.
        max: usize,
    },
    /// The parts make too long a name.
    #[error("attestation/class_name: '{name}' is too long for a class: shorten its parts to {max} bytes in all")]
    ClassName {
        /// What it would be called.
        name: Echo,
        /// Longest allowed.
        max: usize,
    },
    /// The catalog has another class of that name.
    #[error("attestation/class_differs: the catalog has a '{name}' that is not the same, and classes never change: use set_class_bond for its bond, other properties for another class")]
    ClassDiffers {
        /// Which name.
        name: Echo,
    },
    /// A class cannot be a slice of that one.
    #[error("attestation/slice_of: '{name}' cannot be sliced so: name a whole device of the same vendor and model, behind which a profile may stand, as in h100-1g.10gb")]
    SliceOf {
        /// What was named.
        name: Echo,
    },
    /// A slice was counted as if it were a device.
    #[error(
        "attestation/not_whole: '{name}' is a part of a device: count the devices it is cut from"
    )]
    NotWhole {
        /// What was named.
        name: Echo,
    },
    /// A class that carries nothing, or whose volumes are not in their one form.
    #[error("attestation/carries: a unit of '{name}' must carry something, with volumes once each in the order hdd, ssd, nvme and none of them empty")]
    Carries {
        /// Of which class.
        name: Echo,
    },
    /// An attribute name of another form.
    #[error("attestation/attribute_name: '{name}' is no attribute: write key=value, printable and without spaces, at most {max} bytes")]
    AttributeName {
        /// What was given.
        name: Echo,
        /// Longest allowed.
        max: usize,
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
    /// Every number of the kind is given out.
    #[error("attestation/ids_used_up: every {what} number is given out: deploy a second registry")]
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
    /// An address would be both auditor and provider.
    #[error("attestation/conflict: one address cannot be an auditor and a provider: use two, or end the one first")]
    Conflict,
    /// Attestations of the auditor's earlier time are left.
    #[error("attestation/removal_incomplete: attestations of auditor {auditor} are left from its removal: repeat remove_auditor until it is complete")]
    RemovalIncomplete {
        /// Which.
        auditor: AuditorId,
    },
    /// An auditor that attests cannot take its bond.
    #[error("attestation/still_admitted: auditor {auditor} is admitted: send remove_auditor, and withdraw after the unbonding time")]
    StillAdmitted {
        /// Which.
        auditor: AuditorId,
    },
    /// The auditor has no bond.
    #[error("attestation/no_bond: auditor {auditor} has no bond: there is nothing to take")]
    NoBond {
        /// Which.
        auditor: AuditorId,
    },
    /// The auditor has too little to lose.
    #[error("attestation/auditor_bond: the auditor has bonded {bond} uakt and needs {needed}: add to it with bond_auditor")]
    AuditorBond {
        /// What it has bonded.
        bond: Akt,
        /// What it needs.
        needed: Akt,
    },
    /// Not a key of the curve.
    #[error("attestation/public_key: not a {scheme} key: give the 33 bytes of a compressed point, 02 or 03 first, or the 32 of an ed25519 key, in hex")]
    Key {
        /// Which curve.
        scheme: &'static str,
    },
    /// The contract was built for chains without the curve.
    #[error("attestation/key_not_supported: this contract does not verify {scheme}: give a secp256k1 or ed25519 key, or have the other artifact installed")]
    KeyNotSupported {
        /// Which curve.
        scheme: &'static str,
    },

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
    /// The statement is of the future, or was held back.
    #[error("attestation/issued_at: the statement was issued at {issued_at}: it must be from {earliest} to {now}; have it signed again")]
    IssuedAt {
        /// What was signed.
        issued_at: Timestamp,
        /// The earliest allowed.
        earliest: Timestamp,
        /// Block time.
        now: Timestamp,
    },
    /// The auditor has taken back what it issued until then, or left it unanswered.
    #[error("attestation/void: the statement was issued at {issued_at}, and all until {void_until} are void: have it signed again")]
    Void {
        /// What was signed.
        issued_at: Timestamp,
        /// The last moment that is void.
        void_until: Timestamp,
    },
    /// Signed with a key that the auditor no longer has, or not yet.
    #[error("attestation/epoch: the statement is of the auditor's key {epoch}, which has key {present}: have it signed again")]
    Epoch {
        /// What was signed.
        epoch: u32,
        /// The present one.
        present: u32,
    },
    /// About an earlier life of the provider.
    #[error("attestation/provider_epoch: the statement is of registration {epoch} of the provider, which is in its {present}th: have it looked at again")]
    ProviderEpoch {
        /// What was signed.
        epoch: u32,
        /// The present one.
        present: u32,
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
    #[error("attestation/signature: the signature is not the auditor's over this statement: sign the sign bytes for this chain and contract, and give 64 bytes")]
    Signature,
    /// Wallets sign with another curve.
    #[error("attestation/no_wallet_key: the auditor's key is none of a wallet: sign the sign bytes raw, or rotate to a secp256k1 key")]
    NoWalletKey,
    /// Somebody else would take a place in the provider's row.
    #[error("attestation/stranger: only provider {provider} and the auditor may submit a first statement: send it from one of them")]
    Stranger {
        /// Which provider.
        provider: ProviderId,
    },
    /// The provider's row is full of live attestations.
    #[error("attestation/full: provider {provider} has {max} live attestations: it drops one with drop_attestation first")]
    Full {
        /// Which provider.
        provider: ProviderId,
        /// As many as there can be.
        max: usize,
    },
    /// There is no such attestation.
    #[error("attestation/not_attested: auditor {auditor} does not attest provider {provider} now: see the Attestations query")]
    NotAttested {
        /// Which provider.
        provider: ProviderId,
        /// Which auditor.
        auditor: AuditorId,
    },

    /// The attestation is under a challenge already.
    #[error("attestation/challenged: the attestation is challenged until {deadline} already: wait for the answer")]
    Challenged {
        /// When it is too late to answer.
        deadline: Timestamp,
    },
    /// The auditor has answered not long ago.
    #[error("attestation/cooldown: the auditor has answered a challenge, and the next is taken at {until}, now is {now}")]
    Cooldown {
        /// When the next challenge is taken.
        until: Timestamp,
        /// Block time.
        now: Timestamp,
    },
    /// A challenge takes another bond.
    #[error(
        "attestation/challenge_bond: {sent} uakt were sent: a challenge takes exactly {needed}"
    )]
    ChallengeBond {
        /// What was sent.
        sent: Akt,
        /// What it takes.
        needed: Akt,
    },
    /// The statement is older than the doubt that it should answer.
    #[error("attestation/not_fresh: the statement was issued at {issued_at}, and the attestation is challenged since {opened_at}: look again, and sign later than that")]
    NotFresh {
        /// What was signed.
        issued_at: Timestamp,
        /// When the challenge was opened.
        opened_at: Timestamp,
    },
    /// It is too late to answer.
    #[error("attestation/overdue: the challenge was to be answered before {deadline}: send fall, and a fresh statement after it")]
    Overdue {
        /// When it was too late.
        deadline: Timestamp,
    },
    /// The auditor can still answer.
    #[error("attestation/not_overdue: the challenge can be answered until {deadline}, now is {now}: let it fall then")]
    NotOverdue {
        /// When it is too late to answer.
        deadline: Timestamp,
        /// Block time.
        now: Timestamp,
    },
    /// There is no such challenge.
    #[error("attestation/no_challenge: nobody challenges auditor {auditor} about provider {provider}: see the Challenges query")]
    NoChallenge {
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
