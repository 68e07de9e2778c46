//! Tenants' money: accounts, leases, payment by the second, closing and refunds.

use cosmwasm_schema::{cw_serde, QueryResponses};
use cosmwasm_std::{Addr, Binary, CanonicalAddr, HexBinary, QuerierWrapper, StdResult, WasmMsg};
use cw20::Cw20ReceiveMsg;
use tender_storage::{packed, packed_enum, unpack, Key, Row};
use tender_types::{
    names, AccountId, Asset, AssetIndex, Bps, LeaseId, LeaseKey, Micro, Payer, Pico, ProviderId,
    Rate, Seconds, Tier, Timestamp,
};

use crate::admin::{ActionClass, AdminMsg, AdminResponse};
use crate::invariants::InvariantsResponse;
use crate::orderbook::Draw;
use crate::{wasm_execute, Call};

/// What the contract calls itself in its cw2 row.
pub const CONTRACT: &str = "crates.io:tender-escrow";

/// Leases paid or closed by one message at most: what fits a transaction on a chain with a 3 M gas
/// limit, several times over.
pub const MAX_BATCH: usize = 50;

/// Leases an account can have at once.
pub const MAX_LEASES: u32 = 10_000;

/// Leases of an account that can wait for their providers at once: as many as one order opens.
pub const MAX_PENDING: usize = 8;

/// Blocks that a provider has at least to begin a lease, beside the seconds: a chain that stood still
/// makes nobody late. At most 100.
pub const START_BLOCKS: u32 = 100;

/// Opens the escrow: no accounts, the credit its only asset.
#[cw_serde]
pub struct InstantiateMsg {
    /// The address of governance: it alone changes parameters and links.
    pub owner: String,
    /// Who may pause each class once, for a time; nobody when absent.
    pub guardian: Option<String>,
    /// The compute credit: the ledger of `bme`. Asset 0.
    pub credit: String,
    /// Receives the treasury's part of fees.
    pub treasury: String,
    /// Opens leases, and is told when they end; may be set later.
    pub orderbook: Option<String>,
    /// The parameters to begin with.
    pub params: Params,
}

/// Governed parameters. A lease keeps the take rate it was opened with.
#[cw_serde]
#[derive(Copy)]
pub struct Params {
    /// The protocol's part of every lease's rate, in basis points, at most 2 000.
    pub take: Bps,
    /// The part of fees in credit that is burned, at most 10 000; the rest goes to the treasury. Fees
    /// in other assets go to the treasury whole.
    pub burn: Bps,
    /// Seconds an account must be funded for when a lease opens, and must keep when its owner takes
    /// money back; 1 minute to 30 days.
    pub min_runway: Seconds,
    /// Seconds after money ran out in which a deposit revives the leases; then anyone may close them.
    /// 1 minute to 30 days.
    pub grace: Seconds,
    /// Blocks that must have passed beside the seconds before a lease counts as not started, 1 to
    /// [`START_BLOCKS`].
    pub start_blocks: u32,
}

packed!(Row 1 "parameters": Params {
    take,
    burn,
    min_runway,
    grace,
    start_blocks
});

/// What can be done.
#[cw_serde]
pub enum ExecuteMsg {
    /// From a listed cw20 only: a deposit. The inner message is a [`ReceiveMsg`].
    Receive(Cw20ReceiveMsg),
    /// Opens an account of the sender with the coin sent. Answers with the account's id.
    OpenAccount {},
    /// Adds the coin sent to an account. Anyone may: the sender becomes a sponsor and can take back
    /// what is not spent of it.
    Deposit {
        /// The account that it is added to.
        account: AccountId,
    },
    /// Takes back what the sender put in and is not spent, down to the minimum runway while leases
    /// run. Never paused.
    WithdrawDeposit {
        /// The account that it is taken from.
        account: AccountId,
        /// Micro-units; all that can be taken when absent.
        amount: Option<Micro>,
    },
    /// From `orderbook` only: opens leases on an account of `tenant`. They wait for their providers; the
    /// account's runway counts them from now on.
    OpenLeases {
        /// Who asked for them; owns the account.
        tenant: String,
        /// The account that pays.
        account: AccountId,
        /// The account's asset, as the order says.
        asset: AssetIndex,
        /// Whether they begin together, when the last has been started, or each by itself.
        together: bool,
        /// The number of the first; the others follow it. It has to be the account's next.
        first: LeaseId,
        /// The leases, at most [`MAX_PENDING`].
        leases: Vec<NewLease>,
    },
    /// A provider says that what leases hold is ready: they begin, and are billed; or they close as
    /// unfunded. Refused after their deadline only once somebody has closed them. Leases that are gone, not the sender's or begun
    /// already are passed over; refused when all are. Never paused.
    Start {
        /// At most [`MAX_BATCH`], without duplicates.
        leases: Vec<LeaseKey>,
    },
    /// Pays providers what their leases have earned. Anyone may: money goes to the payee. Leases that
    /// are gone are passed over; refused when all are. Never paused.
    Withdraw {
        /// At most [`MAX_BATCH`], without duplicates.
        leases: Vec<LeaseKey>,
    },
    /// Brings accounts up to date and says so in events. Nothing depends on it. Accounts that are gone
    /// are passed over; refused when all are.
    Sync {
        /// At most [`MAX_BATCH`], without duplicates.
        accounts: Vec<AccountId>,
    },
    /// Ends leases: pays the provider, gives back what they hold. By the tenant, by the provider, or by
    /// anyone once the account has starved past its grace or the provider has not started in time. With
    /// one that has not begun, those end that it was to begin with. Leases that are gone, or not the
    /// sender's to close, are passed over; refused when all are. Never paused.
    CloseLeases {
        /// At most [`MAX_BATCH`], of one account, without duplicates.
        leases: Vec<LeaseKey>,
        /// The reason to record, one that the sender may give.
        reason: CloseReason,
    },
    /// Ends up to [`MAX_BATCH`] leases of an account and, when none is left, gives the owner's money
    /// back. By the tenant, or by anyone once it has starved past its grace.
    CloseAccount {
        /// The account to close.
        account: AccountId,
    },
    /// Collects the protocol's fees from accounts, then burns and sends on the whole units of all fees
    /// collected so far. Anyone may. Accounts that are gone are passed over; refused when all are.
    CollectFees {
        /// At most [`MAX_BATCH`], without duplicates; may be none.
        accounts: Vec<AccountId>,
    },
    /// Pays out money that could not be delivered. Anyone may: it goes to the payee. Never paused.
    Claim {
        /// The address that is owed it, and is paid.
        payee: String,
        /// The asset it is of, by its index.
        asset: AssetIndex,
    },
    /// The owner lists another asset at par with the credit; at most
    /// [`crate::orderbook::MAX_ASSETS`]. Assets are never removed: accounts name them.
    AddAsset {
        /// The coin or the cw20 token to list.
        asset: Asset,
    },
    /// The owner changes the parameters. A lease keeps the take rate it was opened with.
    UpdateParams {
        /// The parameters from now on, all of them.
        params: Params,
    },
    /// The owner changes the addresses that are given.
    UpdateLinks {
        /// The `orderbook` contract: opens leases, and is told when they end.
        orderbook: Option<String>,
        /// Receives the treasury's part of fees.
        treasury: Option<String>,
    },
    /// Roles and pauses, the same in every contract.
    Admin(AdminMsg),
}

impl ExecuteMsg {
    /// What of this contract can be paused. Taking money in; nothing that pays is among it.
    pub const CLASSES: &'static [ActionClass] = &[ActionClass::Deposit, ActionClass::OpenLease];

    /// The class that the message belongs to; `None` is never paused. A new message has to be given its
    /// place here before anything compiles.
    pub const fn class(&self) -> Option<ActionClass> {
        match self {
            Self::OpenAccount {} | Self::Deposit { .. } => Some(ActionClass::Deposit),
            Self::OpenLeases { .. } => Some(ActionClass::OpenLease),
            // What was sent says what it is for: see `ReceiveMsg::class`.
            Self::Receive(_)
            | Self::WithdrawDeposit { .. }
            | Self::Start { .. }
            | Self::Withdraw { .. }
            | Self::Sync { .. }
            | Self::CloseLeases { .. }
            | Self::CloseAccount { .. }
            | Self::CollectFees { .. }
            | Self::Claim { .. }
            | Self::AddAsset { .. }
            | Self::UpdateParams { .. }
            | Self::UpdateLinks { .. }
            | Self::Admin(_) => None,
        }
    }
}

/// Inner message of a cw20 sent here.
#[cw_serde]
#[derive(Copy)]
pub enum ReceiveMsg {
    /// Opens an account of the sender with it.
    OpenAccount {},
    /// Adds it to an account.
    Deposit {
        /// The account that it is added to.
        account: AccountId,
    },
}

impl ReceiveMsg {
    /// The class that the message belongs to.
    pub const fn class(&self) -> Option<ActionClass> {
        match self {
            Self::OpenAccount {} | Self::Deposit { .. } => Some(ActionClass::Deposit),
        }
    }
}

/// A lease to open.
#[cw_serde]
pub struct NewLease {
    /// The provider that serves it.
    pub provider: ProviderId,
    /// The address at which the provider is paid.
    pub payee: String,
    /// What the tenant pays for everything: pico-units per second, above zero.
    pub rate: Rate,
    /// What it holds of its provider's rows.
    pub draw: Draw,
    /// The provider's tier for it when matched.
    pub tier: Tier,
    /// SHA-256 of the order and of what was promised, 32 bytes.
    pub digest: HexBinary,
    /// Seconds in which its provider has to start it.
    pub start_within: Seconds,
    /// Whether billing counts back to the opening once it has begun, at most for `start_within`, and
    /// not for one that begins with others.
    pub instant: bool,
    /// Seconds that the tenant owes once it has begun.
    pub min_run: Seconds,
    /// Seconds of notice that the provider gives.
    pub notice: Seconds,
    /// How often its order may be matched anew should it not begin.
    pub rematch: u8,
    /// The slot of its auction, where there was one.
    pub slot: Option<u8>,
}

/// Why a lease was closed.
#[cw_serde]
#[derive(Copy, Eq)]
pub enum CloseReason {
    /// The tenant no longer needs it.
    Done,
    /// The tenant is not served as agreed.
    NotServed,
    /// The provider's hardware or network fails.
    Unstable,
    /// The provider takes the hardware out of service.
    Decommission,
    /// The tenant or the provider gives no reason.
    Unspecified,
    /// The provider will not start it.
    Declined,
    /// The tenant does not wait for its start.
    Cancelled,
    /// Its provider did not start it in time.
    NotStarted,
    /// When it was to begin, the account could not pay for the least time that it would have to.
    Unfunded,
    /// Others that were to begin with it did not.
    Abandoned,
    /// Money ran out and the grace is over.
    Starved,
}

names!(CloseReason {
    Done = "done",
    NotServed = "not_served",
    Unstable = "unstable",
    Decommission = "decommission",
    Unspecified = "unspecified",
    Declined = "declined",
    Cancelled = "cancelled",
    NotStarted = "not_started",
    Unfunded = "unfunded",
    Abandoned = "abandoned",
    Starved = "starved",
});
packed_enum!(CloseReason {
    Done = 0,
    NotServed = 1,
    Unstable = 2,
    Decommission = 3,
    Unspecified = 4,
    Declined = 5,
    Cancelled = 6,
    NotStarted = 7,
    Unfunded = 8,
    Abandoned = 9,
    Starved = 10
});

/// Where a lease stands.
#[cw_serde]
#[derive(Copy, Eq)]
pub enum LeaseState {
    /// It waits for its provider; nothing is billed.
    Pending {
        /// When anyone may close it as not started, if enough blocks have passed too.
        start_until: Timestamp,
    },
    /// Its provider is ready and others that begin with it are not.
    Ready {
        /// When anyone may close the others.
        start_until: Timestamp,
    },
    /// It has begun.
    Active {
        /// When it began.
        since: Timestamp,
    },
}

/// Who closed a lease.
#[cw_serde]
#[derive(Copy, Eq)]
pub enum ClosedBy {
    /// The tenant, who owns the account.
    Tenant,
    /// The provider that served the lease.
    Provider,
    /// Anyone, after the grace or the deadline.
    Anyone,
}

names!(ClosedBy { Tenant = "tenant", Provider = "provider", Anyone = "anyone" });

/// What can be asked.
#[cw_serde]
#[derive(QueryResponses)]
pub enum QueryMsg {
    /// The contracts it is linked to, the assets listed, and the parameters.
    #[returns(ConfigResponse)]
    Config {},
    /// One account, as of now.
    #[returns(AccountResponse)]
    Account {
        /// The account asked for.
        account: AccountId,
    },
    /// Accounts as of now, by id.
    #[returns(AccountsResponse)]
    Accounts {
        /// Only accounts of this tenant; everybody's when absent.
        owner: Option<String>,
        /// The last of the page before.
        start_after: Option<AccountId>,
        /// Rows in the page, 1 to 100; 10 when absent.
        limit: Option<u32>,
    },
    /// Who else has money in an account.
    #[returns(SponsorsResponse)]
    Sponsors {
        /// The account asked for.
        account: AccountId,
        /// The last of the page before.
        start_after: Option<String>,
        /// Rows in the page, 1 to 100; 10 when absent.
        limit: Option<u32>,
    },
    /// One lease, as of now.
    #[returns(LeaseResponse)]
    Lease {
        /// The lease asked for, with the account that pays.
        lease: LeaseKey,
    },
    /// Which account of a tenant would pay, and how much it can take on now.
    #[returns(PurseResponse)]
    Purse {
        /// The tenant.
        tenant: String,
        /// The account.
        account: Payer,
    },
    /// Leases of an account by number, those that wait for their providers among them.
    #[returns(LeasesResponse)]
    Leases {
        /// The account asked for.
        account: AccountId,
        /// The last of the page before.
        start_after: Option<LeaseId>,
        /// Rows in the page, 1 to 100; 10 when absent.
        limit: Option<u32>,
    },
    /// Leases of a provider, by account and number, also those that it has not started.
    #[returns(LeasesResponse)]
    ProviderLeases {
        /// The provider asked for.
        provider: ProviderId,
        /// The last of the page before.
        start_after: Option<LeaseKey>,
        /// Rows in the page, 1 to 100; 10 when absent.
        limit: Option<u32>,
    },
    /// Money that could not be delivered, of everybody or of one payee.
    #[returns(ClaimableResponse)]
    Claimable {
        /// Only money of this address; everybody's when absent.
        payee: Option<String>,
        /// The last of the page before.
        start_after: Option<ClaimableKey>,
        /// Rows in the page, 1 to 100; 10 when absent.
        limit: Option<u32>,
    },
    /// Who administers, and what is paused.
    #[returns(AdminResponse)]
    Admin {},
    /// What must always hold. Pages are accounts with their leases, then claimable credits. In each
    /// asset the sum of all claims is at most what the escrow holds, and equal to it unless somebody
    /// made it a present.
    #[returns(InvariantsResponse)]
    Invariants {
        /// `next` of the page before.
        start_after: Option<String>,
        /// Rows in the page, 1 to 100; 10 when absent.
        limit: Option<u32>,
    },
}

/// How the escrow is set up.
#[cw_serde]
pub struct ConfigResponse {
    /// The `orderbook` contract: opens leases, and is told when they end.
    pub orderbook: Option<String>,
    /// Receives the treasury's part of fees.
    pub treasury: String,
    /// Assets by index; the first is the credit.
    pub assets: Vec<Asset>,
    /// The parameters as they are now.
    pub params: Params,
}

/// An account, as of now.
#[cw_serde]
pub struct AccountResponse {
    /// What orders and deposits name it by.
    pub account: AccountId,
    /// The address of the tenant who opened it.
    pub owner: String,
    /// The asset it holds, by its index.
    pub asset: AssetIndex,
    /// Micro-units not spent, of everybody, rounded down.
    pub balance: Micro,
    /// Micro-units of that which are the owner's, rounded down.
    pub owners: Micro,
    /// Sum of its leases' gross rates, in pico-units per second.
    pub rate: Rate,
    /// Funded seconds so far.
    pub clock: Seconds,
    /// How many leases run on it.
    pub leases: u32,
    /// How many leases wait for their providers.
    pub pending: u32,
    /// Sum of the gross rates of those, in pico-units per second: the runway counts them.
    pub pending_rate: Rate,
    /// Fees earned by the protocol and not collected, in micro-units, rounded down.
    pub fees: Micro,
    /// Whether and until when it pays.
    pub funding: Funding,
}

/// Whether an account can pay.
#[cw_serde]
#[derive(Copy, Eq)]
pub enum Funding {
    /// No lease of it has begun: nothing is billed.
    Idle {},
    /// It pays until then.
    Funded {
        /// When money runs out unless there is a deposit.
        runs_out_at: Timestamp,
    },
    /// It has run out; a deposit revives the leases.
    Starved {
        /// When it ran out.
        since: Timestamp,
        /// Until when a deposit revives.
        grace_until: Timestamp,
    },
    /// The grace is over; anyone may close.
    Overdue {
        /// When it ran out.
        since: Timestamp,
    },
}

/// A page of accounts.
#[cw_serde]
pub struct AccountsResponse {
    /// The accounts of the page, by id.
    pub accounts: Vec<AccountResponse>,
}

/// A page of sponsors.
#[cw_serde]
pub struct SponsorsResponse {
    /// The sponsors of the page.
    pub sponsors: Vec<Sponsor>,
}

/// Somebody else's money in an account.
#[cw_serde]
pub struct Sponsor {
    /// The address that put it in and may take it back.
    pub sponsor: String,
    /// Micro-units not spent of what it put in, rounded down.
    pub unspent: Micro,
}

/// Which account would pay.
#[cw_serde]
pub struct PurseResponse {
    /// The account.
    pub account: AccountId,
    /// The asset it holds, by its index.
    pub asset: AssetIndex,
    /// The number that its next lease gets.
    pub next: LeaseId,
    /// Pico-units per second that it can take on and keep its minimum runway; none while money is out.
    pub rate: Rate,
}

/// A lease, as of now.
#[cw_serde]
pub struct LeaseResponse {
    /// The provider that serves it, the account that pays, and its number.
    pub lease: LeaseKey,
    /// Where it stands.
    pub state: LeaseState,
    /// The address at which the provider is paid.
    pub payee: String,
    /// What it holds of its provider's rows.
    pub draw: Draw,
    /// What the tenant pays for everything, in pico-units per second.
    pub rate: Rate,
    /// The protocol's part of that, in pico-units per second.
    pub fee_rate: Rate,
    /// The provider's tier when matched.
    pub tier: Tier,
    /// SHA-256 of the order and of what was promised.
    pub digest: HexBinary,
    /// Block time at which it was opened.
    pub opened_at: Timestamp,
    /// Whether billing counts back to the opening once it has begun, at most for as long as it may take.
    pub instant: bool,
    /// Seconds that the tenant owes once it has begun.
    pub min_run: Seconds,
    /// Seconds of notice that the provider gives.
    pub notice: Seconds,
    /// Seconds that are billed: funded ones since it began, and those before.
    pub seconds: Seconds,
    /// Micro-units paid to the provider.
    pub paid: Micro,
    /// Micro-units earned and not paid; nothing before it has run for `min_run`.
    pub owed: Micro,
    /// Whether and until when its account pays.
    pub funding: Funding,
}

/// A page of leases.
#[cw_serde]
pub struct LeasesResponse {
    /// The leases of the page.
    pub leases: Vec<LeaseResponse>,
}

/// Names a claimable credit.
#[cw_serde]
pub struct ClaimableKey {
    /// The address that is owed it.
    pub payee: String,
    /// The asset it is of, by its index.
    pub asset: AssetIndex,
}

/// A page of claimable credits.
#[cw_serde]
pub struct ClaimableResponse {
    /// The credits of the page.
    pub claimable: Vec<Claimable>,
}

/// Money that could not be delivered.
#[cw_serde]
pub struct Claimable {
    /// The address that is owed it.
    pub payee: String,
    /// The asset it is of, by its index.
    pub asset: AssetIndex,
    /// Micro-units kept for the payee now.
    pub amount: Micro,
}

/// The published row of an account: what it holds, owes and waits for.
#[derive(Clone, Debug, PartialEq)]
pub struct AccountRow {
    /// The number of its newest lease; 0 before the first.
    pub last: LeaseId,
    /// Whose.
    pub owner: CanonicalAddr,
    /// Its asset.
    pub asset: AssetIndex,
    /// Pico-units of everybody at `synced_at`.
    pub balance: Pico,
    /// Sum of the gross rates of leases that have begun.
    pub rate: Rate,
    /// Funded seconds so far.
    pub clock: Seconds,
    /// When it was true; the moment money ran out while it is out.
    pub synced_at: Timestamp,
    /// The part of `rate` that is the protocol's.
    pub fee_rate: Rate,
    /// What the protocol has earned and not collected; not part of the balance.
    pub fees: Pico,
    /// Shares of everybody.
    pub shares: u128,
    /// The scale of shares.
    pub scale: u32,
    /// Shares of everybody but the owner, at `scale`.
    pub sponsored: u128,
    /// Leases that have begun.
    pub leases: u32,
    /// Sum of the gross rates of leases that wait.
    pub pending_rate: Rate,
    /// Leases that wait for their providers, at most [`MAX_PENDING`].
    pub pending: Vec<Pending>,
}

/// A lease that waits for its provider.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pending {
    /// Its number.
    pub lease: LeaseId,
    /// Who is to start it.
    pub provider: ProviderId,
}

packed!(Pending { lease, provider });
packed!(Row 1 "account": AccountRow {
    last,
    owner,
    asset,
    balance,
    rate,
    clock,
    synced_at,
    fee_rate,
    fees,
    shares,
    scale,
    sponsored,
    leases,
    pending_rate,
    pending
});

/// Prefixes of the published rows. API: they do not change.
pub mod keys {
    /// [`super::AccountRow`] by account.
    pub const ACCOUNT: u8 = b'a';
}

/// Reads accounts, one raw read an answer. `None`: no such row.
#[derive(Clone, Copy)]
pub struct Accounts<'a> {
    /// The address of the `escrow` contract.
    pub address: &'a Addr,
    /// What the reads go through.
    pub querier: QuerierWrapper<'a>,
}

impl Accounts<'_> {
    /// The account as it was last written.
    ///
    /// # Errors
    /// When the chain refuses to answer, or the row is none that this code can read (`StdError::ParseErr`).
    pub fn account(&self, account: AccountId) -> StdResult<Option<AccountRow>> {
        let mut key = vec![keys::ACCOUNT];
        account.write(&mut key);
        let bytes = self
            .querier
            .query_wasm_raw(self.address, Binary::from(key))?;
        let read = |bytes: Vec<u8>| {
            let corrupt = |error: tender_storage::CodecError| {
                cosmwasm_std::StdError::parse_err(AccountRow::NAME, error.to_string())
            };
            unpack(&bytes).map_err(corrupt)
        };
        bytes.map(read).transpose()
    }

    /// Which account of `tenant` pays, and what it can take on.
    ///
    /// # Errors
    /// What the escrow says: no such account, another's, or the chain refuses to answer.
    pub fn purse(&self, tenant: &str, account: Payer) -> StdResult<PurseResponse> {
        let tenant = tenant.to_string();
        let question = QueryMsg::Purse { tenant, account };
        self.querier.query_wasm_smart(self.address, &question)
    }
}

/// Calls the `escrow` contract at this address.
pub struct Escrow(pub Addr);

impl Call<ExecuteMsg> for Escrow {
    fn address(&self) -> &Addr {
        &self.0
    }
}

/// [`ExecuteMsg::OpenLeases`] alone: who sends it need not know how all the others are written, which in a
/// contract is a twentieth of its size.
#[cw_serde]
enum FromOrderbook {
    OpenLeases {
        tenant: String,
        account: AccountId,
        asset: AssetIndex,
        together: bool,
        first: LeaseId,
        leases: Vec<NewLease>,
    },
}

/// Leases to open on one account.
pub struct Opening<'a> {
    /// Who asked for them; owns the account.
    pub tenant: &'a Addr,
    /// The account that pays.
    pub account: AccountId,
    /// The account's asset, as the order says.
    pub asset: AssetIndex,
    /// Whether they begin together.
    pub together: bool,
    /// The number of the first.
    pub first: LeaseId,
    /// The leases.
    pub leases: Vec<NewLease>,
}

impl Escrow {
    /// Has leases opened.
    ///
    /// # Errors
    /// As [`wasm_execute`]; this message can always be written.
    pub fn open_leases(&self, opening: Opening<'_>) -> StdResult<WasmMsg> {
        let message = FromOrderbook::OpenLeases {
            tenant: opening.tenant.to_string(),
            account: opening.account,
            asset: opening.asset,
            together: opening.together,
            first: opening.first,
            leases: opening.leases,
        };
        wasm_execute(&self.0, &message, vec![])
    }
}
