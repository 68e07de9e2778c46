//! Every row of the contract, one letter each. A chain puts 33 bytes before each key.
//!
//! | letter | key | row | written by |
//! | --- | --- | --- | --- |
//! | `C` | – | [`Config`] | `instantiate`, `UpdateParams`, `UpdateLinks`, `AddAsset`, `Admin` |
//! | `A` | asset index, from 1 | [`AssetRow`] | `AddAsset` |
//! | `n` | – | [`LastAccount`] | `OpenAccount` |
//! | `a` | account | [`AccountRow`], published | whatever changes its rate or balance; `Sync`, `CollectFees` |
//! | `o` | owner, account | [`Mark`]: an owner's accounts | `OpenAccount`; removed with the account |
//! | `s` | account, sponsor | [`SponsorStake`] | `Deposit`, `WithdrawDeposit` |
//! | `l` | provider, account, lease | [`Lease`] | `OpenLeases`, never changed; removed by closing |
//! | `r` | account, lease | [`Run`] | `Start`, `Withdraw`; removed by closing |
//! | `g` | account, first lease | [`Gang`] | `OpenLeases`, `Start`; removed when it begins or is closed |
//! | `k` | payee, asset index | [`Claimable`] | replies of payments that failed; `Claim` |
//! | `f` | asset index | [`FeePot`] | `CollectFees`, closing what was not served, removal of an account |
//! | `O` | – | who holds the roles | `Admin` |
//! | `contract_info` | – | cw2, JSON | `instantiate`, `migrate` |
//!
//! A lease that has begun has a run; one that has not is among the pending of its account.
//!
//! Retired letters: none. A letter is never given to another kind of row.

use cosmwasm_std::{CanonicalAddr, Event, HexBinary, Storage};
use tender_guard::Admin;
use tender_interfaces::admin::Pauses;
use tender_interfaces::escrow::{keys, AccountRow, ExecuteMsg, Params};
use tender_interfaces::events::AccountRemoved;
use tender_interfaces::orderbook::Draw;
use tender_math::{Checked, MathError, Stake};
use tender_storage::{packed, CodecError, Mark, Reader, Row, RowItem, RowMap, Writer};
use tender_types::{
    AccountId, AssetIndex, LeaseId, LeaseKey, Micro, Pico, ProviderId, Rate, Seconds, Tier,
    Timestamp,
};

use crate::account::{Depositor, SyncedAccount};
use crate::ContractError;

/// Addresses, parameters, what is paused: one row, because every message needs most of it.
pub const CONFIG: RowItem<Config> = RowItem::new(b'C');
/// Listed assets but the credit, which is in [`CONFIG`], so that paying in credit reads no asset.
pub const ASSETS: RowMap<AssetIndex, AssetRow> = RowMap::new(b'A');
/// The newest account's id; absent before the first.
pub const LAST_ACCOUNT: RowItem<LastAccount> = RowItem::new(b'n');
/// Accounts.
pub const ACCOUNTS: RowMap<AccountId, AccountRow> = RowMap::new(keys::ACCOUNT);
/// Accounts of an owner.
pub const OWNED: RowMap<(CanonicalAddr, AccountId), Mark> = RowMap::new(b'o');
/// Shares of those who put money into somebody else's account.
pub const SPONSORS: RowMap<(AccountId, CanonicalAddr), SponsorStake> = RowMap::new(b's');
/// Leases, as opened, keyed so that those of a provider are one range.
pub const LEASES: RowMap<(ProviderId, AccountId, LeaseId), Lease> = RowMap::new(b'l');
/// Leases that have begun, and what they were paid.
pub const RUNS: RowMap<(AccountId, LeaseId), Run> = RowMap::new(b'r');
/// Leases that begin together and have not begun yet, by the first of them.
pub const GANGS: RowMap<(AccountId, LeaseId), Gang> = RowMap::new(b'g');
/// Money that could not be delivered; never zero.
pub const CLAIMABLE: RowMap<(CanonicalAddr, AssetIndex), Claimable> = RowMap::new(b'k');
/// Fees gathered from accounts and not paid out yet.
pub const FEE_POTS: RowMap<AssetIndex, FeePot> = RowMap::new(b'f');
/// Who administers, and what is paused.
pub const ADMIN: Admin<Config> = Admin::new(&CONFIG, ExecuteMsg::CLASSES);

/// See [`CONFIG`].
#[derive(Clone, Debug, PartialEq)]
pub struct Config {
    /// Opens leases, and is told when they end.
    pub orderbook: Option<CanonicalAddr>,
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
    orderbook,
    credit,
    treasury,
    assets,
    params,
    pauses

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
    /// Where it is paid.
    pub payee: CanonicalAddr,
    /// What the tenant pays for everything.
    pub rate: Rate,
    /// Of that, the protocol's; the rest is the payee's.
    pub fee_rate: Rate,
    /// What it holds of its provider's rows.
    pub draw: Draw,
    /// The provider's tier when matched.
    pub tier: Tier,
    /// SHA-256 of the order and of what was promised: 32 bytes.
    pub digest: HexBinary,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// The height of the block in which it was opened.
    pub opened_height: u64,
    /// The account's clock when it was opened.
    pub opened_clock: Seconds,
    /// Seconds in which its provider has to start it.
    pub start_within: Seconds,
    /// Whether billing counts back to the opening, at most for `start_within`.
    pub instant: bool,
    /// Seconds that the tenant owes once it has begun.
    pub min_run: Seconds,
    /// Seconds of notice that the provider gives.
    pub notice: Seconds,
    /// How often its order may be matched anew should it not begin.
    pub rematch: u8,
    /// The slot of its auction, where there was one.
    pub slot: Option<u8>,
    /// The first of those it begins together with; alone when absent.
    pub gang: Option<LeaseId>,
}
packed!(Row 1 "lease": Lease {
    payee,
    rate,
    fee_rate,
    draw,
    tier,
    digest,
    opened_at,
    opened_height,
    opened_clock,
    start_within,
    instant,
    min_run,
    notice,
    rematch,
    slot,
    gang
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

    /// Seconds before its start that are billed when `funded` of them were funded: none unless it is
    /// instant and begins alone, and no more than it may take to start. A provider that is late gains
    /// nothing by it, and nobody pays for waiting for others.
    pub fn back(&self, funded: Seconds) -> Seconds {
        if self.instant && self.gang.is_none() {
            funded.min(self.start_within)
        } else {
            Seconds::ZERO
        }
    }

    /// Funded seconds since `run`, of this lease, began, when the account's clock stands at `clock`.
    pub const fn ran(&self, run: &Run, clock: Seconds) -> Seconds {
        let begun = self.opened_clock.saturating_add(run.funded);
        clock.saturating_sub(begun)
    }

    /// Seconds of `run` that are billed when the account's clock stands at `clock`.
    pub fn seconds(&self, run: &Run, clock: Seconds) -> Seconds {
        self.ran(run, clock).saturating_add(self.back(run.funded))
    }

    /// Whether `run` is shorter than it must be when the account's clock stands at `clock`. Nothing is
    /// paid out before; seconds billed back from its start do not make it longer.
    pub fn is_early(&self, run: &Run, clock: Seconds) -> bool {
        self.ran(run, clock) < self.min_run
    }

    /// Whole micro-units that can be paid of `run` when the account's clock stands at `clock`: what has
    /// been earned less what was paid.
    ///
    /// # Errors
    /// `math/underflow` for a lease that was paid more than it has earned.
    pub fn owed(&self, run: &Run, clock: Seconds) -> Result<Micro, MathError> {
        if self.is_early(run, clock) {
            return Ok(Micro::ZERO);
        }
        let seconds = self.seconds(run, clock);
        tender_math::owed(self.net_rate()?, Seconds::ZERO, seconds, run.paid)
    }

    /// When anyone may close it as not started, if enough blocks have passed too.
    pub const fn start_until(&self) -> Timestamp {
        self.opened_at.after(self.start_within)
    }
}

/// See [`RUNS`]. Counted from the opening, which the lease keeps: written by every payment, so every byte
/// counts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Run {
    /// Who serves it.
    pub provider: ProviderId,
    /// Seconds from the opening to the start.
    pub waited: Seconds,
    /// How many of these were funded.
    pub funded: Seconds,
    /// Micro-units paid so far.
    pub paid: Micro,
}
packed!(Row 1 "run": Run {
    provider,
    waited,
    funded,
    paid
});

/// See [`GANGS`].
#[derive(Clone, Debug, PartialEq)]
pub struct Gang {
    /// The leases, in the order they were opened; at least one is not started.
    pub legs: Vec<Leg>,
}

/// One of several leases that begin together.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Leg {
    /// Its number.
    pub lease: LeaseId,
    /// Who serves it.
    pub provider: ProviderId,
    /// When its provider said that it is ready.
    pub started_at: Option<Timestamp>,
}
packed!(Row 1 "gang": Gang { legs });
packed!(Leg {
    lease,
    provider,
    started_at
});

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
    /// Pico-units that burn whole: credit that was not earned.
    pub forfeited: Pico,
}
packed!(Row 1 "fee pot": FeePot { fees, forfeited });

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
    Ok(SyncedAccount::read(row, now)?)
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
    if synced.row().owner == *who {
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
    let AccountRow { owner, asset, .. } = account.row();
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
    LEASES
        .may_load(store, &row_of(key))?
        .ok_or(ContractError::LeaseNotFound { lease: key })
}

/// What was started and paid of a lease that has begun.
///
/// # Errors
/// `storage/not_found`: the row is there as long as a lease runs.
pub fn load_run(store: &dyn Storage, key: LeaseKey) -> Result<Run, ContractError> {
    Ok(RUNS.load(store, &(key.account, key.lease))?)
}

/// The key under which [`LEASES`] has a lease.
pub const fn row_of(key: LeaseKey) -> (ProviderId, AccountId, LeaseId) {
    (key.provider, key.account, key.lease)
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
    FEE_POTS.save(store, &asset, &FeePot { fees, ..pot });
    Ok(())
}

/// Puts away what was paid for a lease that its provider did not serve: credit burns, other assets are
/// the treasury's, as their fees are.
///
/// # Errors
/// `math/overflow` for amounts beyond any real money.
pub fn forfeit(
    store: &mut dyn Storage,
    asset: AssetIndex,
    amount: Pico,
) -> Result<(), ContractError> {
    if asset != AssetIndex::CREDIT {
        return add_to_pot(store, asset, amount);
    }
    let pot = FEE_POTS.may_load(store, &asset)?.unwrap_or_default();
    let forfeited = pot.forfeited.checked_add(amount);
    let forfeited = forfeited.or_overflow("forfeited credit")?;
    FEE_POTS.save(store, &asset, &FeePot { forfeited, ..pot });
    Ok(())
}
