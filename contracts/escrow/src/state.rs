//! Every row of the contract, one letter each. A chain puts 33 bytes before each key.
//!
//! | letter | key | row | written by |
//! | --- | --- | --- | --- |
//! | `C` | – | [`Config`] | `instantiate`, `UpdateParams`, `UpdateLinks`, `AddAsset`, `Admin` |
//! | `A` | asset index, from 1 | [`AssetRow`] | `AddAsset` |
//! | `n` | – | [`LastAccount`] | `OpenAccount` |
//! | `a` | account | [`Account`] | whatever changes its rate or balance; `Sync`, `CollectFees` |
//! | `o` | owner, account | [`Mark`]: an owner's accounts | `OpenAccount`; removed with the account |
//! | `s` | account, sponsor | [`SponsorStake`] | `Deposit`, `WithdrawDeposit` |
//! | `l` | account, lease | [`Lease`] | `OpenLeases`, never changed; removed by closing |
//! | `p` | provider, account, lease | [`Paid`] | `OpenLeases`, `Withdraw`; removed by closing |
//! | `k` | payee, asset index | [`Claimable`] | replies of payments that failed; `Claim` |
//! | `f` | asset index | [`FeePot`] | `CollectFees`, removal of an account |
//! | `O` | – | who holds the roles | `Admin` |
//! | `contract_info` | – | cw2, JSON | `instantiate`, `migrate` |
//!
//! Retired letters: none. A letter is never given to another kind of row.

use cosmwasm_std::{CanonicalAddr, Event, HexBinary, Storage};
use tender_guard::Admin;
use tender_interfaces::admin::Pauses;
use tender_interfaces::escrow::{ExecuteMsg, Params};
use tender_interfaces::events::AccountRemoved;
use tender_math::{Checked, MathError, Stake};
use tender_storage::{packed, CodecError, Mark, Reader, Row, RowItem, RowMap, Writer};
use tender_types::{
    AccountId, AskId, AssetIndex, ClassId, LeaseId, LeaseKey, Micro, Pico, ProviderId, Rate,
    Seconds, Tier, Timestamp,
};

use crate::account::{Account, Depositor, SyncedAccount};
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
pub const OWNED: RowMap<(CanonicalAddr, AccountId), Mark> = RowMap::new(b'o');
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
/// Who administers, and what is paused.
pub const ADMIN: Admin<Config> = Admin::new(&CONFIG, ExecuteMsg::CLASSES);

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
    /// What is paused.
    pub pauses: Pauses,
}
packed!(Row 1 "escrow configuration": Config {
    orderbook, auction, credit, treasury, assets, params, pauses
});

impl tender_guard::Config for Config {
    fn pauses(&self) -> &Pauses {
        &self.pauses
    }

    fn pauses_mut(&mut self) -> &mut Pauses {
        &mut self.pauses
    }
}

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

impl Row for AssetRow {
    const VERSION: u8 = 1;
    const NAME: &'static str = "asset";

    fn pack_fields(&self, out: &mut Writer) {
        match self {
            Self::Native { denom } => out.byte(0).put(denom),
            Self::Cw20 { contract } => out.byte(1).put(contract),
        };
    }

    fn unpack_fields(from: &mut Reader<'_>) -> Result<Self, CodecError> {
        match from.byte()? {
            0 => from.get().map(|denom| Self::Native { denom }),
            1 => from.get().map(|contract| Self::Cw20 { contract }),
            _ => Err(CodecError::Value { kind: "asset" }),
        }
    }
}

/// See [`LAST_ACCOUNT`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LastAccount {
    /// The id given last.
    pub account: AccountId,
}
packed!(Row 1 "last account": LastAccount { account });

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
    pub tier: Tier,
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
    ///
    /// # Errors
    /// `math/underflow` for a lease whose fee is more than its rate.
    pub fn net_rate(&self) -> Result<Rate, MathError> {
        let net = self.rate.checked_sub(self.fee_rate);
        net.or_underflow("the lease's fee")
    }

    /// Whole micro-units earned when the account's clock stands at `clock`, less `paid`.
    ///
    /// # Errors
    /// `math/underflow` for a lease that was paid more than it has earned.
    pub fn owed(&self, clock: Seconds, paid: Micro) -> Result<Micro, MathError> {
        tender_math::owed(self.net_rate()?, self.opened_clock, clock, paid)
    }

    /// Funded seconds it has run.
    pub const fn seconds(&self, clock: Seconds) -> Seconds {
        clock.saturating_sub(self.opened_clock)
    }
}

/// See [`PAID`].
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Paid {
    /// Micro-units so far.
    pub micro: Micro,
}
packed!(Row 1 "payment record": Paid { micro });

/// See [`CLAIMABLE`].
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Claimable {
    /// Micro-units.
    pub micro: Micro,
}
packed!(Row 1 "claimable credit": Claimable { micro });

/// See [`FEE_POTS`].
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct FeePot {
    /// Pico-units, so that no fraction is lost between accounts.
    pub fees: Pico,
}
packed!(Row 1 "fee pot": FeePot { fees });

/// The account as of `now`.
///
/// # Errors
/// `escrow/account_not_found`.
pub fn load_account(
    store: &dyn Storage,
    account: AccountId,
    now: Timestamp,
) -> Result<SyncedAccount, ContractError> {
    let row = ACCOUNTS.may_load(store, &account)?;
    let row = row.ok_or(ContractError::AccountNotFound { account })?;
    Ok(row.at(now)?)
}

/// Whose part of the account `who` has; a sponsor without a row has none of it yet.
///
/// # Errors
/// Only when a row cannot be read.
pub fn find_depositor(
    store: &dyn Storage,
    synced: &SyncedAccount,
    account: AccountId,
    who: &CanonicalAddr,
) -> Result<Depositor, ContractError> {
    if synced.account().owner == *who {
        return Ok(Depositor::Owner);
    }
    let stake = SPONSORS.may_load(store, &(account, who.clone()))?;
    Ok(Depositor::Sponsor(stake.unwrap_or_default().into()))
}

/// Writes an account, or removes one that nothing is left of: fractions of a unit that are nobody's
/// become fees, so that in the end the escrow holds nothing it cannot pay out.
///
/// # Errors
/// `math/overflow` for fees beyond any real money.
pub fn save_or_remove(
    store: &mut dyn Storage,
    id: AccountId,
    account: &SyncedAccount,
) -> Result<Option<Event>, ContractError> {
    if !account.is_empty() {
        ACCOUNTS.save(store, &id, &account.stored());
        return Ok(None);
    }
    let fees_pico = account.residue()?;
    let Account { owner, asset, .. } = account.account();
    add_to_pot(store, *asset, fees_pico)?;
    ACCOUNTS.remove(store, &id);
    OWNED.remove(store, &(owner.clone(), id));
    let account = id;
    Ok(Some(AccountRemoved { account, fees_pico }.into()))
}

/// The lease, as it was opened.
///
/// # Errors
/// `escrow/lease_not_found`.
pub fn load_lease(store: &dyn Storage, key: LeaseKey) -> Result<Lease, ContractError> {
    let LeaseKey { account, lease } = key;
    LEASES
        .may_load(store, &(account, lease))?
        .ok_or(ContractError::LeaseNotFound { account, lease })
}

/// Micro-units that a lease was paid so far.
///
/// # Errors
/// `storage/not_found`: the row is there as long as the lease is.
pub fn load_paid(
    store: &dyn Storage,
    key: LeaseKey,
    provider: ProviderId,
) -> Result<Micro, ContractError> {
    Ok(PAID.load(store, &(provider, key.account, key.lease))?.micro)
}

/// The index of a listed asset.
///
/// # Errors
/// Only when a row cannot be read.
pub fn find_asset(
    store: &dyn Storage,
    config: &Config,
    asset: &AssetRow,
) -> Result<Option<AssetIndex>, ContractError> {
    if matches!(asset, AssetRow::Cw20 { contract } if *contract == config.credit) {
        return Ok(Some(AssetIndex::CREDIT));
    }
    for index in (1..config.assets).map(AssetIndex) {
        if ASSETS.load(store, &index)? == *asset {
            return Ok(Some(index));
        }
    }
    Ok(None)
}

/// Adds `fees` to the pot of `asset`.
///
/// # Errors
/// `math/overflow` for fees beyond any real money.
pub fn add_to_pot(
    store: &mut dyn Storage,
    asset: AssetIndex,
    fees: Pico,
) -> Result<(), ContractError> {
    if fees == Pico::ZERO {
        return Ok(());
    }
    let pot = FEE_POTS.may_load(store, &asset)?.unwrap_or_default();
    let fees = pot.fees.checked_add(fees).or_overflow("collected fees")?;
    FEE_POTS.save(store, &asset, &FeePot { fees });
    Ok(())
}
