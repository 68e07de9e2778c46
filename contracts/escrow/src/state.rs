//! Every row of the contract, one letter each. Sizes are of usual values, without the 33 bytes a
//! chain puts before each key.
//!
//! | letter | key | row | written by |
//! | --- | --- | --- | --- |
//! | `C` | – | [`Config`] | instantiate, update_config, add_asset, pause |
//! | `A` | asset index, from 1 | [`AssetRow`] | add_asset |
//! | `n` | – | [`LastAccount`] | open_account |
//! | `a` | account | [`Account`] | whatever changes its rate or balance; settle |
//! | `o` | owner, account | [`Listed`] | open_account; removed with the account |
//! | `s` | account, sponsor | [`SponsorStake`] | deposit, take_back |
//! | `l` | account, lease | [`Lease`] | open_leases, never changed; removed by closing |
//! | `p` | provider, account, lease | [`Paid`] | open_leases, withdraw; removed by closing |
//! | `k` | payee, asset index | [`Claimable`] | replies of payments that failed; claim |
//! | `f` | asset index | [`FeePot`] | collect_fees, removal of an account |
//! | `O` | – | roles (JSON) | role |

use cosmwasm_std::{CanonicalAddr, HexBinary, Storage, Uint128};
use tender_guard::Roles;
use tender_interfaces::escrow::Params;
use tender_interfaces::roles::Paused;
use tender_math::{MathError, Stake};
use tender_storage::{packed, CodecError, Packed, Reader, Row, RowItem, RowMap, Writer};
use tender_types::{
    AccountId, AskId, AssetIndex, ClassId, LeaseId, Pico, ProviderId, Rate, Seconds, Timestamp,
};

use crate::account::Account;
use crate::ContractError;

/// Addresses, parameters, what is paused: one row, because every message needs most of it.
pub const CONFIG: RowItem<Config> = RowItem::new(b'C');
/// Listed assets but the credit, which is in [`CONFIG`], so that paying in credit reads no asset.
pub const ASSETS: RowMap<AssetIndex, AssetRow> = RowMap::new(b'A');
/// The newest account's id; absent before the first.
pub const LAST_ACCOUNT: RowItem<LastAccount> = RowItem::new(b'n');
/// Accounts.
pub const ACCOUNTS: RowMap<AccountId, Account> = RowMap::new(b'a');
/// Accounts of an owner.
pub const OWNED: RowMap<(CanonicalAddr, AccountId), Listed> = RowMap::new(b'o');
/// Shares of those who put money into somebody else's account.
pub const SPONSORS: RowMap<(AccountId, CanonicalAddr), SponsorStake> = RowMap::new(b's');
/// Leases, as opened.
pub const LEASES: RowMap<(AccountId, LeaseId), Lease> = RowMap::new(b'l');
/// What leases were paid, keyed so that it is also the list of a provider's leases. There exactly
/// while the lease is.
pub const PAID: RowMap<(ProviderId, AccountId, LeaseId), Paid> = RowMap::new(b'p');
/// Money that could not be delivered; never zero.
pub const CLAIMABLE: RowMap<(CanonicalAddr, AssetIndex), Claimable> = RowMap::new(b'k');
/// Fees gathered from accounts and not paid out yet.
pub const FEE_POTS: RowMap<AssetIndex, FeePot> = RowMap::new(b'f');
/// Owner and guardian.
pub const ROLES: Roles = Roles::new("O");

/// See [`CONFIG`].
#[derive(Clone, Debug, PartialEq)]
pub struct Config {
    /// Opens leases, and takes units back.
    pub orderbook: Option<CanonicalAddr>,
    /// Opens leases.
    pub auction: Option<CanonicalAddr>,
    /// The ledger of the compute credit; asset 0.
    pub credit: CanonicalAddr,
    /// Receives the treasury's part of fees.
    pub treasury: CanonicalAddr,
    /// Listed assets, the credit among them.
    pub assets: u8,
    /// Parameters.
    pub params: Params,
    /// Paused classes.
    pub paused: Paused,
}
packed!(Row 1 "escrow configuration": Config {
    orderbook, auction, credit, treasury, assets, params, paused
});

/// See [`ASSETS`].
#[derive(Clone, Debug, PartialEq)]
pub enum AssetRow {
    /// A denom of the bank module.
    Native {
        /// The denom.
        denom: String,
    },
    /// A cw20 token.
    Cw20 {
        /// The token.
        contract: CanonicalAddr,
    },
}

impl Packed for AssetRow {
    fn pack(&self, out: &mut Writer) {
        match self {
            Self::Native { denom } => out.byte(0).put(denom),
            Self::Cw20 { contract } => out.byte(1).put(contract),
        };
    }

    fn unpack(from: &mut Reader<'_>) -> Result<Self, CodecError> {
        match from.byte()? {
            0 => from.get().map(|denom| Self::Native { denom }),
            1 => from.get().map(|contract| Self::Cw20 { contract }),
            _ => Err(CodecError::Value { kind: "asset" }),
        }
    }
}

impl Row for AssetRow {
    const VERSION: u8 = 1;
    const NAME: &'static str = "asset";
}

/// See [`LAST_ACCOUNT`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LastAccount {
    /// The id given last.
    pub account: AccountId,
}
packed!(Row 1 "last account": LastAccount { account });

/// A row whose key says everything.
#[derive(Clone, Debug, PartialEq)]
pub struct Listed;

impl Packed for Listed {
    fn pack(&self, _: &mut Writer) {}

    fn unpack(_: &mut Reader<'_>) -> Result<Self, CodecError> {
        Ok(Self)
    }
}

impl Row for Listed {
    const VERSION: u8 = 1;
    const NAME: &'static str = "index entry";
}

/// See [`SPONSORS`]. A stake of the account's pool.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct SponsorStake {
    /// Shares, at `scale`; never zero.
    pub shares: u128,
    /// The pool's scale when they were written.
    pub scale: u32,
}
packed!(Row 1 "sponsor": SponsorStake { shares, scale });

impl From<SponsorStake> for Stake {
    fn from(row: SponsorStake) -> Self {
        Self {
            shares: row.shares,
            scale: row.scale,
        }
    }
}

impl From<Stake> for SponsorStake {
    fn from(stake: Stake) -> Self {
        Self {
            shares: stake.shares,
            scale: stake.scale,
        }
    }
}

/// See [`LEASES`].
#[derive(Clone, Debug, PartialEq)]
pub struct Lease {
    /// Who serves it.
    pub provider: ProviderId,
    /// Where it is paid.
    pub payee: CanonicalAddr,
    /// What is leased.
    pub class: ClassId,
    /// How much of it.
    pub units: u32,
    /// What the tenant pays for all units.
    pub rate: Rate,
    /// Of that, the protocol's; the rest is the payee's.
    pub fee_rate: Rate,
    /// The ask it was filled from.
    pub ask: Option<AskId>,
    /// The provider's tier when matched.
    pub tier: u8,
    /// The manifest it runs.
    pub manifest_hash: HexBinary,
    /// The account's clock when it was opened.
    pub opened_clock: Seconds,
    /// When it was opened.
    pub opened_at: Timestamp,
}
packed!(Row 1 "lease": Lease {
    provider, payee, class, units, rate, fee_rate, ask, tier, manifest_hash, opened_clock, opened_at
});

impl Lease {
    /// What the payee earns per second.
    pub fn net_rate(&self) -> Result<Rate, MathError> {
        self.rate
            .checked_sub(self.fee_rate)
            .ok_or(MathError::Underflow {
                what: "the lease's fee",
            })
    }

    /// Whole micro-units earned when the account's clock stands at `clock`, less `paid`.
    pub fn owed(&self, clock: Seconds, paid: Uint128) -> Result<Uint128, MathError> {
        tender_math::owed(self.net_rate()?, self.opened_clock, clock, paid.u128()).map(Uint128::new)
    }

    /// Funded seconds it has run.
    pub fn seconds(&self, clock: Seconds) -> Seconds {
        clock.saturating_sub(self.opened_clock)
    }
}

/// See [`PAID`].
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Paid {
    /// Micro-units so far.
    pub micro: Uint128,
}
packed!(Row 1 "payment record": Paid { micro });

/// See [`CLAIMABLE`].
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Claimable {
    /// Micro-units.
    pub micro: Uint128,
}
packed!(Row 1 "claimable credit": Claimable { micro });

/// See [`FEE_POTS`].
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct FeePot {
    /// Pico-units, so that no fraction is lost between accounts.
    pub fees: Pico,
}
packed!(Row 1 "fee pot": FeePot { fees });

/// The account, or an error that names it.
pub fn load_account(store: &dyn Storage, account: AccountId) -> Result<Account, ContractError> {
    ACCOUNTS
        .may_load(store, &account)?
        .ok_or(ContractError::AccountNotFound { account })
}

/// The lease, or an error that names it.
pub fn load_lease(
    store: &dyn Storage,
    account: AccountId,
    lease: LeaseId,
) -> Result<Lease, ContractError> {
    LEASES
        .may_load(store, &(account, lease))?
        .ok_or(ContractError::LeaseNotFound { account, lease })
}

/// The index of a listed asset other than the credit.
pub fn find_asset(
    store: &dyn Storage,
    config: &Config,
    asset: &AssetRow,
) -> Result<Option<AssetIndex>, ContractError> {
    for index in 1..config.assets {
        if ASSETS.load(store, &index)? == *asset {
            return Ok(Some(index));
        }
    }
    Ok(None)
}

/// Adds `fees` to the pot of `asset`.
pub fn add_to_pot(
    store: &mut dyn Storage,
    asset: AssetIndex,
    fees: Pico,
) -> Result<(), ContractError> {
    if fees == Pico::ZERO {
        return Ok(());
    }
    let pot = FEE_POTS.may_load(store, &asset)?.unwrap_or_default();
    let fees = pot.fees.checked_add(fees).ok_or(MathError::Overflow {
        what: "collected fees",
    })?;
    FEE_POTS.save(store, &asset, &FeePot { fees });
    Ok(())
}
