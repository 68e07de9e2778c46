//! Every row of the contract. Keys of packed rows are one letter and big-endian fields; those with a
//! name from [`keys`] are published, and read raw by other contracts. JSON rows are off the path of a
//! match; `cw-storage-plus` prefixes their keys with a length, so no letter can meet another's.

use cosmwasm_schema::cw_serde;
use cosmwasm_std::{CanonicalAddr, HexBinary, Uint128};
use cw_storage_plus::Map;
use tender_guard::Roles;
use tender_interfaces::attestation::{
    keys, ClassRow, IdRow, Params, Profile, ProviderRow, Statement,
};
use tender_interfaces::roles::Paused;
use tender_storage::{packed, RowItem, RowMap};
use tender_types::{AttributeId, AuditorId, ClassId, ProviderId, Seconds, Timestamp};

/// `C`: the token, the escrow, parameters, what is paused. Written by `UpdateConfig` and pauses.
pub const CONFIG: RowItem<Config> = RowItem::new(b'C');

/// `O`: who holds the roles. JSON.
pub const ROLES: Roles = Roles::new("O");

/// `n`: the last id given of each kind; ids start at 1 and have no gaps. Written with each new id.
pub const LAST: RowItem<Last> = RowItem::new(b'n');

/// `b`: micro-AKT bonded by all providers together. Written with each bond.
pub const BONDED: RowItem<Bonded> = RowItem::new(b'b');

/// `p` (provider): what a match needs to know. Published. Attestations are at most
/// `MAX_ATTESTATIONS`, one per auditor, each with its row in [`EVIDENCE`].
pub const PROVIDERS: RowMap<ProviderId, ProviderRow> = RowMap::new(keys::PROVIDER);

/// `a` (provider's address): its id, for ever. Published.
pub const PROVIDER_IDS: RowMap<CanonicalAddr, IdRow> = RowMap::new(keys::PROVIDER_ID);

/// `h` (name): a class, for ever. Published.
pub const CLASSES: RowMap<&str, ClassRow> = RowMap::new(keys::CLASS);

/// `t` (name): an attribute's id, for ever. Published.
pub const ATTRIBUTES: RowMap<&str, IdRow> = RowMap::new(keys::ATTRIBUTE);

/// `u` (auditor's address): its id while admitted. Published.
pub const ADMITTED: RowMap<CanonicalAddr, IdRow> = RowMap::new(keys::AUDITOR);

/// `U` (auditor's address): its id for ever, so that nonces outlive its removal.
pub const AUDITOR_IDS: RowMap<CanonicalAddr, IdRow> = RowMap::new(b'U');

/// `N` (auditor, provider): the highest nonce used. Never removed: a signature counts once, also after
/// its attestation is revoked, expired, or its auditor removed and admitted again.
pub const NONCES: RowMap<(AuditorId, ProviderId), Nonce> = RowMap::new(b'N');

/// `d` (provider): what a match need not know. JSON.
pub const DETAILS: Map<u32, Details> = Map::new("d");

/// `k` (class): its name. JSON.
pub const CLASS_NAMES: Map<u16, String> = Map::new("k");

/// `w` (attribute): its name. JSON.
pub const ATTRIBUTE_NAMES: Map<u16, String> = Map::new("w");

/// `v` (auditor): address and key, for ever. JSON.
pub const AUDITORS: Map<u16, AuditorDetails> = Map::new("v");

/// `e` (auditor, provider): the statement behind an attestation in the provider's row; the two come
/// and go together. JSON. Auditor first, so that a removed auditor's are one range.
pub const EVIDENCE: Map<(u16, u32), Statement> = Map::new("e");

/// Addresses are text: they are compared with senders and called, and are in no key.
pub struct Config {
    /// AKT.
    pub token: String,
    /// Where live leases are counted.
    pub escrow: Option<String>,
    /// Micro-AKT a provider must have bonded.
    pub min_bond: Uint128,
    /// How long a leaving provider's bond stays.
    pub unbonding: Seconds,
    /// What is paused.
    pub paused: Paused,
}

packed!(Row 1 "config": Config { token, escrow, min_bond, unbonding, paused });

impl Config {
    /// The parameters, as messages carry them.
    pub fn params(&self) -> Params {
        Params {
            min_bond: self.min_bond,
            unbonding: self.unbonding,
        }
    }

    /// With other parameters.
    pub fn set_params(&mut self, params: Params) {
        self.min_bond = params.min_bond;
        self.unbonding = params.unbonding;
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

/// An amount of micro-AKT.
#[derive(Default)]
pub struct Bonded {
    /// Micro-AKT.
    pub amount: Uint128,
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
    /// Micro-AKT bonded.
    pub bond: Uint128,
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
