//! The rows of the registry, one letter each, packed under keys of big-endian fields. Those that are
//! published are read raw by other contracts, and their letters come from [`keys`].
//!
//! | key | value | written by |
//! | --- | --- | --- |
//! | `p` provider | [`ProviderRow`]: what a match needs to know. Published | all that change a provider or an attestation |
//! | `a` address | [`IdRow`]: the provider's id, for ever. Published | `Register` |
//! | `h` name | [`ClassRow`]: a class, for ever. Published | `AddClasses`, `SetClassBond` |
//! | `k` class | [`ClassRow`]: the same, by id. Published | with `h` |
//! | `t` name | [`AttributeRow`]: ids of an attribute and its key, for ever. Published | `AddAttributes` |
//! | `u` address | [`IdRow`]: an auditor's id while admitted. Published | `AdmitAuditor`, `RemoveAuditor` |
//! | `U` address | [`IdRow`]: an auditor's id for ever | `AdmitAuditor` |
//! | `N` auditor, provider | [`History`]: nonces used and what is void, for ever | `Attest`, `Revoke`, the end of a challenge |
//! | `H` host | [`IdRow`]: the provider that is reached there | `Receive`, `UpdateProfile`, `Refresh`, `WithdrawBond` |
//! | `K` key | [`IdRow`]: the number of an attribute's key, for ever | `AddAttributes` |
//! | `w` attribute | [`NameRow`]: its name | `AddAttributes` |
//! | `q` auditor, provider | [`ChallengeRow`]: a challenge that is open | `Receive`, all that end an attestation |
//! | `B` address | [`Booked`]: AKT to be sent there | `Fault`, the end of a challenge, `Claim` |
//! | `b` | [`Held`]: what all AKT here is held for | all that move AKT |
//! | `C` | [`Config`]: addresses, parameters, what is paused | `UpdateParams`, `UpdateLinks`, `Admin` |
//! | `n` | [`Last`]: the last id given of each kind | with each new id |
//! | `O` | who holds the roles | `Admin` |
//! | `d` provider | [`Details`]: what a match need not know | all that change a provider |
//! | `v` auditor | [`AuditorDetails`]: address, key and bond, for ever | all that change an auditor |
//! | `e` auditor, provider | the [`Statement`] behind an attestation | `Attest`, all that end an attestation |
//! | `contract_info` | cw2, JSON | `instantiate`, `migrate` |
//!
//! Retired letters: none. A letter is never given to another kind of row.
//!
//! Always: ids start at 1 and have no gaps; a provider's attestations are at most `MAX_ATTESTATIONS`,
//! one per auditor, and each comes and goes with its statement under `e`; a challenge is of an
//! attestation that is there. The AKT held is at least what `b` says, and each part of `b` is the sum of
//! its rows.

use cosmwasm_std::CanonicalAddr;
use tender_guard::Admin;
use tender_interfaces::admin::Pauses;
use tender_interfaces::attestation::{
    keys, AttributeRow, AuditorKey, ClassRow, ExecuteMsg, IdRow, Params, Profile, ProviderRow,
    Statement,
};
use tender_storage::{packed, RowItem, RowMap};
use tender_types::{Akt, AttributeId, AuditorId, ClassId, ProviderId, Timestamp};

/// Addresses, parameters, what is paused.
pub const CONFIG: RowItem<Config> = RowItem::new(b'C');

/// Who administers, and what is paused.
pub const ADMIN: Admin<Config> = Admin::new(&CONFIG, ExecuteMsg::CLASSES);

/// The last id given of each kind.
pub const LAST: RowItem<Last> = RowItem::new(b'n');

/// What all AKT here is held for.
pub const HELD: RowItem<Held> = RowItem::new(b'b');

/// What a match needs to know of each provider.
pub const PROVIDERS: RowMap<ProviderId, ProviderRow> = RowMap::new(keys::PROVIDER);

/// The id of the provider at an address.
pub const PROVIDER_IDS: RowMap<CanonicalAddr, IdRow> = RowMap::new(keys::PROVIDER_ID);

/// The provider that is reached at a host. Written by `host` alone.
pub const HOSTS: RowMap<&str, IdRow> = RowMap::new(b'H');

/// The class of a name. Written by `catalog::save_class` alone, with [`CLASS_IDS`].
pub const CLASSES: RowMap<&str, ClassRow> = RowMap::new(keys::CLASS);

/// The class of an id.
pub const CLASS_IDS: RowMap<ClassId, ClassRow> = RowMap::new(keys::CLASS_ID);

/// The ids of the attribute of a name and of its key.
pub const ATTRIBUTES: RowMap<&str, AttributeRow> = RowMap::new(keys::ATTRIBUTE);

/// The name of an attribute.
pub const ATTRIBUTE_NAMES: RowMap<AttributeId, NameRow> = RowMap::new(b'w');

/// The number of an attribute's key.
pub const ATTRIBUTE_KEYS: RowMap<&str, IdRow> = RowMap::new(b'K');

/// The id of the admitted auditor at an address.
pub const ADMITTED: RowMap<CanonicalAddr, IdRow> = RowMap::new(keys::AUDITOR);

/// The id of the auditor at an address, also of one that was removed.
pub const AUDITOR_IDS: RowMap<CanonicalAddr, IdRow> = RowMap::new(b'U');

/// What is remembered of an auditor and a provider.
pub const HISTORIES: RowMap<(AuditorId, ProviderId), History> = RowMap::new(b'N');

/// The open challenge of an attestation. Auditor first, as with the evidence.
pub const CHALLENGES: RowMap<(AuditorId, ProviderId), ChallengeRow> = RowMap::new(b'q');

/// AKT to be sent to an address.
pub const BOOKED: RowMap<CanonicalAddr, Booked> = RowMap::new(b'B');

/// What a match need not know of each provider.
pub const DETAILS: RowMap<ProviderId, Details> = RowMap::new(b'd');

/// Address, key and bond of each auditor.
pub const AUDITORS: RowMap<AuditorId, AuditorDetails> = RowMap::new(b'v');

/// The statement behind an attestation. Auditor first, so that a removed auditor's are one range.
pub const EVIDENCE: RowMap<(AuditorId, ProviderId), Statement> = RowMap::new(b'e');

/// How the registry is set up.
#[derive(Clone, Debug, PartialEq)]
pub struct Config {
    /// AKT. Never changes: it is what the bonds are of.
    pub token: CanonicalAddr,
    /// Who locks bonds and reports faults.
    pub orderbook: Option<CanonicalAddr>,
    /// Where bids bind a bond.
    pub auction: Option<CanonicalAddr>,
    /// What the owner sets.
    pub params: Params,
    /// What is paused.
    pub pauses: Pauses,
}
packed!(Row 1 "config": Config { token, orderbook, auction, params, pauses });

impl tender_guard::Config for Config {
    fn pauses(&self) -> &Pauses {
        &self.pauses
    }

    fn pauses_mut(&mut self) -> &mut Pauses {
        &mut self.pauses
    }
}

/// The last id given of each kind; 0 before the first.
#[derive(Default)]
pub struct Last {
    /// Of providers.
    pub provider: ProviderId,
    /// Of classes.
    pub class: ClassId,
    /// Of attributes.
    pub attribute: AttributeId,
    /// Of keys of attributes.
    pub key: u16,
    /// Of auditors.
    pub auditor: AuditorId,
}
packed!(Row 1 "last ids": Last { provider, class, attribute, key, auditor });

/// What all AKT here is held for. Each part is a sum of rows, but for what waits to be burned.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Held {
    /// Bonds of providers.
    pub bonds: Akt,
    /// Bonds of auditors.
    pub auditor_bonds: Akt,
    /// Bonds of open challenges.
    pub challenge_bonds: Akt,
    /// What is booked for somebody.
    pub claims: Akt,
    /// What was slashed and is nobody's.
    pub to_burn: Akt,
}
packed!(Row 1 "held AKT": Held {
    bonds,
    auditor_bonds,
    challenge_bonds,
    claims,
    to_burn,
});

/// What is remembered of an auditor and a provider.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct History {
    /// The auditor's key that the nonces were used with, by its number.
    pub epoch: u32,
    /// The highest nonce used with it.
    pub nonce: u64,
    /// Statements issued until then are void, submitted or not.
    pub void_until: Timestamp,
    /// When the auditor last answered a challenge.
    pub answered_at: Timestamp,
}
packed!(Row 1 "history": History { epoch, nonce, void_until, answered_at });

/// A challenge that is open. Its terms are those of when it was opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChallengeRow {
    /// Who doubts the attestation.
    pub challenger: CanonicalAddr,
    /// What it staked.
    pub bond: Akt,
    /// When it did.
    pub opened_at: Timestamp,
    /// When it is too late to answer.
    pub deadline: Timestamp,
    /// What the auditor loses then.
    pub penalty: Akt,
}
packed!(Row 1 "challenge": ChallengeRow { challenger, bond, opened_at, deadline, penalty });

/// AKT that is somebody's and waits to be sent.
pub struct Booked {
    /// How much, above zero.
    pub amount: Akt,
}
packed!(Row 1 "booked AKT": Booked { amount });

/// A name in the catalog.
pub struct NameRow {
    /// The name.
    pub name: String,
}
packed!(Row 1 "name": NameRow { name });

/// What a match need not know of a provider.
#[derive(Clone, Debug, PartialEq)]
pub struct Details {
    /// How it is reached, and what it says of itself by name.
    pub profile: Profile,
    /// What is locked of its bond, as the orderbook last said.
    pub required: Akt,
    /// What its faults have cost it. Outlives its leaving.
    pub faults: Faults,
    /// When the bond may be taken; exactly while the provider is leaving.
    pub unbonds_at: Option<Timestamp>,
}
packed!(Row 1 "provider's details": Details { profile, required, faults, unbonds_at });

/// What is remembered of a provider's faults.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Faults {
    /// Outages that had not been forgotten when the last one began, itself among them.
    pub outages: u8,
    /// When the last one began.
    pub last: Timestamp,
    /// The outage that has not ended.
    pub open: Option<Outage>,
}
packed!(Faults {
    outages,
    last,
    open
});

/// An outage: what is slashed in it is what its largest fault costs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outage {
    /// When it began.
    pub since: Timestamp,
    /// How many times its slash a fault of it costs.
    pub factor: u32,
    /// What it has cost so far.
    pub slashed: Akt,
}
packed!(Outage {
    since,
    factor,
    slashed
});

/// An auditor, also one that was removed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditorDetails {
    /// Its address.
    pub address: String,
    /// What it signs with.
    pub key: AuditorKey,
    /// How many keys it has had.
    pub epoch: u32,
    /// Whether what it signs is taken.
    pub admitted: bool,
    /// What it has bonded.
    pub bond: Akt,
    /// When the bond may be taken; exactly while it is not admitted.
    pub unbonds_at: Option<Timestamp>,
}
packed!(Row 1 "auditor": AuditorDetails { address, key, epoch, admitted, bond, unbonds_at });
