//! Tenants' money: accounts, leases, payment by the second, closing and refunds.

use cosmwasm_schema::{cw_serde, QueryResponses};
use cosmwasm_std::{Addr, HexBinary, StdResult, WasmMsg};
use cw20::Cw20ReceiveMsg;
use tender_storage::packed;
use tender_types::{
    names, AccountId, AskId, Asset, AssetIndex, Bps, ClassId, LeaseId, LeaseKey, Micro, ProviderId,
    Rate, Seconds, Tier, Timestamp,
};

use crate::admin::{ActionClass, AdminMsg, AdminResponse};
use crate::invariants::InvariantsResponse;
use crate::Call;

/// What the contract calls itself in its cw2 row.
pub const CONTRACT: &str = "crates.io:tender-escrow";

/// Leases paid or closed by one message at most: what fits a transaction on a chain with a 3 M gas
/// limit, several times over.
pub const MAX_BATCH: usize = 50;

/// Leases an account can have at once.
pub const MAX_LEASES: u32 = 10_000;

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
    /// Opens leases, and takes units back; may be set later.
    pub orderbook: Option<String>,
    /// Opens leases; may be set later.
    pub auction: Option<String>,
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
}

packed!(Row 1 "parameters": Params {
    take,
    burn,
    min_runway,
    grace
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
    /// From `orderbook` or `auction` only: opens leases on an account of `tenant`.
    OpenLeases {
        /// Who asked for them; owns the account.
        tenant: String,
        /// The account that pays from now on.
        account: AccountId,
        /// The account's asset, as the order says.
        asset: AssetIndex,
        /// SHA-256 of the manifest they run, 32 bytes.
        manifest_hash: HexBinary,
        /// The leases, at most [`MAX_BATCH`], each id once.
        leases: Vec<NewLease>,
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
    /// Ends leases: pays the provider, gives the units back. By the tenant, by the provider, or by
    /// anyone once the account has starved past its grace. Leases that are gone, or not the sender's to
    /// close, are passed over; refused when all are.
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
        /// The `orderbook` contract: opens leases, and takes units back.
        orderbook: Option<String>,
        /// The `auction` contract: opens leases.
        auction: Option<String>,
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
    /// Its id, drawn by `orderbook`.
    pub lease: LeaseId,
    /// The provider that serves it.
    pub provider: ProviderId,
    /// The address at which the provider is paid.
    pub payee: String,
    /// The hardware class that is leased.
    pub class: ClassId,
    /// Units of the class.
    pub units: u32,
    /// What the tenant pays: pico-units per unit and second.
    pub rate: Rate,
    /// The ask it was filled from; `None` when won at auction.
    pub ask: Option<AskId>,
    /// The provider's tier for the class when matched.
    pub tier: Tier,
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
    /// The tenant never sent the manifest.
    NoManifest,
    /// The tenant or the provider gives no reason.
    Unspecified,
    /// Money ran out and the grace is over; the only reason a third party can have.
    Starved,
}

names!(CloseReason {
    Done = "done",
    NotServed = "not_served",
    Unstable = "unstable",
    Decommission = "decommission",
    NoManifest = "no_manifest",
    Unspecified = "unspecified",
    Starved = "starved",
});

/// Who closed a lease.
#[cw_serde]
#[derive(Copy, Eq)]
pub enum ClosedBy {
    /// The tenant, who owns the account.
    Tenant,
    /// The provider that served the lease.
    Provider,
    /// Anyone, after the grace.
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
    /// Leases of an account that run, by id.
    #[returns(LeasesResponse)]
    Leases {
        /// The account asked for.
        account: AccountId,
        /// The last of the page before.
        start_after: Option<LeaseId>,
        /// Rows in the page, 1 to 100; 10 when absent.
        limit: Option<u32>,
    },
    /// Leases of a provider that run, by account and id.
    #[returns(LeasesResponse)]
    ProviderLeases {
        /// The provider asked for.
        provider: ProviderId,
        /// The last of the page before.
        start_after: Option<LeaseKey>,
        /// Rows in the page, 1 to 100; 10 when absent.
        limit: Option<u32>,
    },
    /// Money that could not be delivered.
    #[returns(ClaimableResponse)]
    Claimable {
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
    /// The `orderbook` contract: opens leases, and takes units back.
    pub orderbook: Option<String>,
    /// The `auction` contract: opens leases.
    pub auction: Option<String>,
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
    /// Fees earned by the protocol and not collected, in micro-units, rounded down.
    pub fees: Micro,
    /// Whether and until when it pays.
    pub funding: Funding,
}

/// Whether an account can pay.
#[cw_serde]
#[derive(Copy, Eq)]
pub enum Funding {
    /// It has no leases.
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

/// A lease, as of now.
#[cw_serde]
pub struct LeaseResponse {
    /// The account that pays, and the lease's id.
    pub lease: LeaseKey,
    /// The provider that serves it.
    pub provider: ProviderId,
    /// The address at which the provider is paid.
    pub payee: String,
    /// The hardware class that is leased.
    pub class: ClassId,
    /// Units of the class.
    pub units: u32,
    /// What the tenant pays for all units, in pico-units per second.
    pub rate: Rate,
    /// The protocol's part of that, in pico-units per second.
    pub fee_rate: Rate,
    /// The ask it was filled from.
    pub ask: Option<AskId>,
    /// The provider's tier when matched.
    pub tier: Tier,
    /// SHA-256 of the manifest it runs.
    pub manifest_hash: HexBinary,
    /// Block time at which it was opened.
    pub opened_at: Timestamp,
    /// Funded seconds it has run.
    pub seconds: Seconds,
    /// Micro-units paid to the provider.
    pub paid: Micro,
    /// Micro-units earned and not paid.
    pub owed: Micro,
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

/// Calls the `escrow` contract at this address.
pub struct Escrow(pub Addr);

impl Call<ExecuteMsg> for Escrow {
    fn address(&self) -> &Addr {
        &self.0
    }
}

impl Escrow {
    /// Opens leases on an account of `tenant`.
    ///
    /// # Errors
    /// As [`Call::call`]; this message can always be written.
    pub fn open_leases(
        &self,
        tenant: &Addr,
        demand: &crate::demand::ResolvedDemand,
        leases: Vec<NewLease>,
    ) -> StdResult<WasmMsg> {
        self.call(&ExecuteMsg::OpenLeases {
            tenant: tenant.to_string(),
            account: demand.account,
            asset: demand.asset,
            manifest_hash: demand.manifest_hash.clone(),
            leases,
        })
    }
}
