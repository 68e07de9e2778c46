//! The rows of the registry, one letter each. Packed rows have keys of big-endian fields; those that
//! are published are read raw by other contracts, and their letters come from [`keys`]. JSON rows are
//! off the path of a match; `cw-storage-plus` prefixes their keys with a length, so no letter can meet
//! another's.
//!
//! | key | value | written by |
//! | --- | --- | --- |
//! | `p` provider | [`ProviderRow`]: what a match needs to know. Published | all that change a provider or an attestation |
//! | `a` address | [`IdRow`]: the provider's id, for ever. Published | `Register` |
//! | `h` name | [`ClassRow`]: a class, for ever. Published | `AddClass` |
//! | `t` name | [`IdRow`]: an attribute's id, for ever. Published | `AddAttribute` |
//! | `u` address | [`IdRow`]: an auditor's id while admitted. Published | `AdmitAuditor`, `RemoveAuditor` |
//! | `U` address | [`IdRow`]: an auditor's id for ever, so that nonces outlive its removal | `AdmitAuditor` |
//! | `N` auditor, provider | [`Nonce`]: the highest used, for ever | `Attest` |
//! | `C` | [`Config`]: addresses, parameters, what is paused | `UpdateParams`, `UpdateLinks`, `Admin` |
//! | `n` | [`Last`]: the last id given of each kind | with each new id |
//! | `b` | [`Bonded`]: all bonds together | `Receive`, `WithdrawBond` |
//! | `O` | who holds the roles | `Admin` |
//! | `d` provider | [`Details`]: what a match need not know, JSON | all that change a provider |
//! | `k` class | its name, JSON | `AddClass` |
//! | `w` attribute | its name, JSON | `AddAttribute` |
//! | `v` auditor | [`AuditorDetails`]: address and key, for ever, JSON | `AdmitAuditor`, `RemoveAuditor`, `RotateAuditorKey` |
//! | `e` auditor, provider | the [`Statement`] behind an attestation, JSON | `Attest`, `Revoke`, `RemoveAuditor`, `WithdrawBond` |
//! | `contract_info` | cw2, JSON | `instantiate`, `migrate` |
//!
//! Retired letters: none. A letter is never given to another kind of row.
//!
//! Always: ids start at 1 and have no gaps; a provider's attestations are at most `MAX_ATTESTATIONS`,
//! one per auditor, and each comes and goes with its statement under `e`; bonds add up to `b`. A nonce
//! is never removed: a signature counts once, also after its attestation is revoked, expired, or its
//! auditor removed and admitted again.

use cosmwasm_schema::cw_serde;
use cosmwasm_std::{CanonicalAddr, HexBinary};
use cw_storage_plus::Map;
use tender_guard::Admin;
use tender_interfaces::admin::Pauses;
use tender_interfaces::attestation::{
    keys, ClassRow, ExecuteMsg, IdRow, Params, Profile, ProviderRow, Statement,
};
use tender_storage::{packed, RowItem, RowMap};
use tender_types::{Akt, AttributeId, AuditorId, ClassId, ProviderId, Timestamp};

/// Addresses, parameters, what is paused.
pub const CONFIG: RowItem<Config> = RowItem::new(b'C');

/// Who administers, and what is paused.
pub const ADMIN: Admin<Config> = Admin::new(&CONFIG, ExecuteMsg::CLASSES);

/// The last id given of each kind.
pub const LAST: RowItem<Last> = RowItem::new(b'n');

/// All bonds together.
pub const BONDED: RowItem<Bonded> = RowItem::new(b'b');

/// What a match needs to know of each provider.
pub const PROVIDERS: RowMap<ProviderId, ProviderRow> = RowMap::new(keys::PROVIDER);

/// The id of the provider at an address.
pub const PROVIDER_IDS: RowMap<CanonicalAddr, IdRow> = RowMap::new(keys::PROVIDER_ID);

/// The class of a name.
pub const CLASSES: RowMap<&str, ClassRow> = RowMap::new(keys::CLASS);

/// The id of the attribute of a name.
pub const ATTRIBUTES: RowMap<&str, IdRow> = RowMap::new(keys::ATTRIBUTE);

/// The id of the admitted auditor at an address.
pub const ADMITTED: RowMap<CanonicalAddr, IdRow> = RowMap::new(keys::AUDITOR);

/// The id of the auditor at an address, also of one that was removed.
pub const AUDITOR_IDS: RowMap<CanonicalAddr, IdRow> = RowMap::new(b'U');

/// The highest nonce that an auditor has used for a provider.
pub const NONCES: RowMap<(AuditorId, ProviderId), Nonce> = RowMap::new(b'N');

/// What a match need not know of each provider.
pub const DETAILS: Map<u32, Details> = Map::new("d");

/// The name of a class.
pub const CLASS_NAMES: Map<u16, String> = Map::new("k");

/// The name of an attribute.
pub const ATTRIBUTE_NAMES: Map<u16, String> = Map::new("w");

/// Address and key of each auditor.
pub const AUDITORS: Map<u16, AuditorDetails> = Map::new("v");

/// The statement behind an attestation. Auditor first, so that a removed auditor's are one range.
pub const EVIDENCE: Map<(u16, u32), Statement> = Map::new("e");

/// How the registry is set up.
#[derive(Clone, Debug, PartialEq)]
pub struct Config {
    /// AKT. Never changes: it is what the bonds are of.
    pub token: CanonicalAddr,
    /// Where live leases are counted.
    pub escrow: Option<CanonicalAddr>,
    /// What the owner sets.
    pub params: Params,
    /// What is paused.
    pub pauses: Pauses,
}
packed!(Row 1 "config": Config { token, escrow, params, pauses });

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
    /// Of auditors.
    pub auditor: AuditorId,
}
packed!(Row 1 "last ids": Last { provider, class, attribute, auditor });

/// All bonds together.
#[derive(Default)]
pub struct Bonded {
    /// Their sum.
    pub amount: Akt,
}
packed!(Row 1 "bonded total": Bonded { amount });

/// A nonce that has been used.
pub struct Nonce {
    /// The highest.
    pub last: u64,
}
packed!(Row 1 "nonce": Nonce { last });

/// What a match need not know of a provider.
#[cw_serde]
pub struct Details {
    /// How it is reached, and what it says of itself by name.
    pub profile: Profile,
    /// What it has bonded.
    pub bond: Akt,
    /// When the bond may be taken; exactly while the provider is leaving.
    pub unbonds_at: Option<Timestamp>,
}

/// An auditor, also one that was removed.
#[cw_serde]
pub struct AuditorDetails {
    /// Its address.
    pub address: String,
    /// Its key, 33 bytes compressed.
    pub public_key: HexBinary,
    /// Whether what it signs is taken.
    pub admitted: bool,
}
