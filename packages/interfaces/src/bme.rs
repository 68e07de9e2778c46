//! Burn–mint equilibrium, and the ledger of the compute credit (ACT, six decimals, 1 ACT = 1 USD).
//!
//! The credit is cw20-shaped but is not for trade: it moves only between a holder and the suite, the
//! contracts that governance lists.

use cosmwasm_schema::{cw_serde, QueryResponses};
use cosmwasm_std::{Addr, Binary, Decimal, StdResult, WasmMsg};
use cw20::{AllAccountsResponse, BalanceResponse, Cw20ReceiveMsg, TokenInfoResponse};
use tender_storage::packed;
use tender_types::{AccountId, Act, Akt, Bps, Price};

use crate::admin::{ActionClass, AdminMsg, AdminResponse};
use crate::invariants::InvariantsResponse;
use crate::oracle::PriceResponse;
use crate::Call;

/// What the contract calls itself in its cw2 row.
pub const CONTRACT: &str = "crates.io:tender-bme";

/// Payments in one [`ExecuteMsg::Pay`] at most: what one batch of the suite can need.
pub const MAX_PAYMENTS: usize = 100;

/// Contracts in the suite at most: the list is read by every transfer.
pub const MAX_SUITE: usize = 8;

/// Opens the equilibrium with no credit in existence.
#[cw_serde]
pub struct InstantiateMsg {
    /// The address of governance: it alone changes parameters and links.
    pub owner: String,
    /// Who may pause each class once, for a time; nobody when absent.
    pub guardian: Option<String>,
    /// AKT, a cw20 whose minter this contract is or will be.
    pub token: String,
    /// The `oracle` contract, whose AKT/USD price counts.
    pub oracle: String,
    /// Contracts that credit may move to and from; the first is `escrow`, which takes deposits.
    pub suite: Vec<String>,
    /// The parameters to begin with.
    pub params: Params,
}

/// What governance may change with `update_params`.
#[cw_serde]
#[derive(Copy)]
pub struct Params {
    /// Kept back when minting credit, in basis points, at most 1 000. It stays burned, so it adds to the
    /// collateral.
    pub mint_spread: Bps,
    /// Kept back when redeeming, in basis points, at most 1 000.
    pub redeem_spread: Bps,
    /// Collateral ratio, in basis points, at or below which the status is a warning; above `halt`.
    pub warn: Bps,
    /// Collateral ratio, in basis points, at or below which no credit is minted.
    pub halt: Bps,
    /// Smallest mint, in micro-ACT, above zero: smaller ones cost more to serve than they are worth.
    pub min_mint: Act,
}
packed!(Row 1 "parameters": Params {
    mint_spread,
    redeem_spread,
    warn,
    halt,
    min_mint,
});

/// What can be done.
#[cw_serde]
pub enum ExecuteMsg {
    /// From the AKT token only: burns what was sent. The inner message is a [`ReceiveMsg`].
    Receive(Cw20ReceiveMsg),
    /// Burns the sender's credit for AKT at the oracle's price. Open in every collateral state; needs
    /// a healthy price.
    Redeem {
        /// Micro-ACT to burn.
        amount: Act,
        /// The least micro-AKT to accept.
        min_out: Akt,
    },
    /// From the suite only: moves the sender's credit. A holder uses `Send`: what came to a contract
    /// without a message would be nobody's.
    Transfer {
        /// The address that receives it.
        recipient: String,
        /// Micro-ACT to move, above zero.
        amount: Act,
    },
    /// Moves the sender's credit to a contract of the suite and tells it why (cw20 `Send`).
    Send {
        /// The address of the contract, which has to be in the suite.
        contract: String,
        /// Micro-ACT to move, above zero.
        amount: Act,
        /// What the contract is told: one of its own `ReceiveMsg`, as JSON.
        msg: Binary,
    },
    /// From the suite only: several transfers in one call.
    Pay {
        /// At most [`MAX_PAYMENTS`], none of zero.
        payments: Vec<Payment>,
    },
    /// Destroys the sender's credit for nothing. The AKT behind it stays burned.
    Burn {
        /// Micro-ACT to destroy, above zero.
        amount: Act,
    },
    /// The owner changes the parameters.
    UpdateParams {
        /// The parameters from now on, all of them.
        params: Params,
    },
    /// The owner changes the contracts that are given. One that is taken off the suite can move no
    /// credit but by redeeming or burning it: take it off when it holds none.
    UpdateLinks {
        /// The `oracle` contract, whose AKT/USD price counts.
        oracle: Option<String>,
        /// The whole suite, the first being `escrow`.
        suite: Option<Vec<String>>,
    },
    /// Roles and pauses, the same in every contract.
    Admin(AdminMsg),
}

impl ExecuteMsg {
    /// What of this contract can be paused. Redeeming, burning and paying out never are.
    pub const CLASSES: &'static [ActionClass] = &[ActionClass::Mint, ActionClass::Spend];

    /// The class that the message belongs to; `None` is never paused. A new message has to be given its
    /// place here before anything compiles.
    pub const fn class(&self) -> Option<ActionClass> {
        match self {
            // A holder's is paused with spending, the suite's own never is: `send` tells them apart.
            Self::Send { .. }
            // What was sent says what it is for: see `ReceiveMsg::class`.
            | Self::Receive(_)
            | Self::Redeem { .. }
            | Self::Transfer { .. }
            | Self::Pay { .. }
            | Self::Burn { .. }
            | Self::UpdateParams { .. }
            | Self::UpdateLinks { .. }
            | Self::Admin(_) => None,
        }
    }
}

/// What to do with AKT that is sent here (inner message of cw20 `Send`).
#[cw_serde]
pub enum ReceiveMsg {
    /// Burn it for credit at the oracle's price.
    Mint {
        /// The least micro-ACT to accept.
        min_out: Act,
        /// Straight into `escrow`; to the sender's own balance when absent.
        // A transaction pays 10 gas a byte, and this message is in it as base64.
        #[serde(skip_serializing_if = "Option::is_none")]
        deposit_to: Option<DepositTo>,
    },
    /// Burn it for nothing, so that more AKT stands behind the credit there is. Anyone may: this is
    /// how a market recovers that a fallen price has halted. Never paused.
    AddCollateral {},
}

impl ReceiveMsg {
    /// The class that the message belongs to; `None` is never paused.
    pub const fn class(&self) -> Option<ActionClass> {
        match self {
            Self::Mint { .. } => Some(ActionClass::Mint),
            Self::AddCollateral {} => None,
        }
    }
}

/// Where in `escrow` minted credit goes.
#[cw_serde]
#[derive(Copy)]
pub enum DepositTo {
    /// A new account of the sender.
    NewAccount {},
    /// An account that there is, whoever owns it.
    Account {
        /// The account that it is added to.
        account: AccountId,
    },
}

/// One transfer of a batch.
#[cw_serde]
pub struct Payment {
    /// The address that receives it.
    pub to: String,
    /// Micro-ACT to move, above zero.
    pub amount: Act,
}

/// What can be asked.
#[cw_serde]
#[derive(QueryResponses)]
pub enum QueryMsg {
    /// The contracts it is linked to, and the parameters.
    #[returns(ConfigResponse)]
    Config {},
    /// What was minted and burned so far, of both.
    #[returns(SupplyResponse)]
    Supply {},
    /// How much AKT stands behind the credit, and what follows.
    #[returns(CollateralResponse)]
    Collateral {},
    /// What burning AKT would give now.
    #[returns(MintQuoteResponse)]
    QuoteMint {
        /// Micro-AKT that would be burned.
        amount: Akt,
    },
    /// What redeeming credit would give now.
    #[returns(RedeemQuoteResponse)]
    QuoteRedeem {
        /// Micro-ACT that would be burned.
        amount: Act,
    },
    /// cw20: a holder's credit.
    #[returns(BalanceResponse)]
    Balance {
        /// The address of the holder.
        address: String,
    },
    /// cw20: name, symbol, decimals, supply.
    #[returns(TokenInfoResponse)]
    TokenInfo {},
    /// cw20: the addresses that hold credit.
    #[returns(AllAccountsResponse)]
    AllAccounts {
        /// The last holder of the page before.
        start_after: Option<String>,
        /// Rows in the page, 1 to 100; 10 when absent.
        limit: Option<u32>,
    },
    /// Who administers, and what is paused.
    #[returns(AdminResponse)]
    Admin {},
    /// What must always hold.
    #[returns(InvariantsResponse)]
    Invariants {
        /// `next` of the page before.
        start_after: Option<String>,
        /// Rows in the page, 1 to 100; 10 when absent.
        limit: Option<u32>,
    },
}

/// How the equilibrium is set up.
#[cw_serde]
pub struct ConfigResponse {
    /// The cw20 contract of AKT.
    pub token: String,
    /// The `oracle` contract, whose AKT/USD price counts.
    pub oracle: String,
    /// Contracts that credit may move to and from.
    pub suite: Vec<String>,
    /// The parameters as they are now.
    pub params: Params,
}

/// Totals since the beginning. `act_minted − act_redeemed − act_burned = act_supply`, and
/// `akt_burned − akt_minted = net_akt_burned` unless more was minted than burned.
#[cw_serde]
pub struct SupplyResponse {
    /// Micro-ACT in existence now.
    pub act_supply: Act,
    /// Micro-ACT minted so far.
    pub act_minted: Act,
    /// Micro-ACT burned for AKT.
    pub act_redeemed: Act,
    /// Micro-ACT burned for nothing: fees and gifts.
    pub act_burned: Act,
    /// Micro-AKT burned for credit.
    pub akt_burned: Akt,
    /// Micro-AKT minted on redemption.
    pub akt_minted: Akt,
    /// Micro-AKT burned for good so far; 0 when more was minted.
    pub net_akt_burned: Akt,
}

/// How much AKT stands behind the credit.
#[cw_serde]
pub struct CollateralResponse {
    /// Micro-AKT behind the credit: burned for it and not minted again. Redeeming takes from it, down
    /// to zero: a loss that it could not cover is inflation already, and burdens no later credit.
    pub behind: Akt,
    /// `behind` in USD over ACT outstanding; absent without outstanding credit or price.
    pub ratio: Option<Decimal>,
    /// What follows for minting.
    pub status: MintStatus,
    /// The price behind it.
    pub price: PriceResponse,
}

/// Whether credit can be minted.
#[cw_serde]
#[derive(Copy, Eq)]
pub enum MintStatus {
    /// Open: enough AKT stands behind the credit.
    Healthy,
    /// Open, but the ratio is at or below `warn`.
    Warning,
    /// Closed: the ratio is at or below `halt`.
    HaltedByCollateral,
    /// Closed: no healthy price.
    HaltedByPrice,
}

/// What burning AKT would give.
#[cw_serde]
pub struct MintQuoteResponse {
    /// Micro-ACT out; use it, less what you can bear, as `min_out`.
    pub out: Act,
    /// Micro-ACT kept back by the spread.
    pub spread: Act,
    /// USD per AKT that the quote is at.
    pub price: Price,
}

/// What redeeming credit would give.
#[cw_serde]
pub struct RedeemQuoteResponse {
    /// Micro-AKT out; use it, less what you can bear, as `min_out`.
    pub out: Akt,
    /// Micro-AKT kept back by the spread.
    pub spread: Akt,
    /// USD per AKT that the quote is at.
    pub price: Price,
}

/// Calls the `bme` contract at this address.
pub struct Bme(pub Addr);

impl Call<ExecuteMsg> for Bme {
    fn address(&self) -> &Addr {
        &self.0
    }
}

impl Bme {
    /// Pays several holders from the caller's credit; the caller is in the suite.
    ///
    /// # Errors
    /// As [`Call::call`]; this message can always be written.
    pub fn pay(&self, payments: Vec<Payment>) -> StdResult<WasmMsg> {
        self.call(&ExecuteMsg::Pay { payments })
    }

    /// Destroys the caller's credit.
    ///
    /// # Errors
    /// As [`Call::call`]; this message can always be written.
    pub fn burn(&self, amount: Act) -> StdResult<WasmMsg> {
        self.call(&ExecuteMsg::Burn { amount })
    }
}
