use cosmwasm_std::StdError;
use tender_guard::GuardError;
use tender_math::{MathError, UnhealthyReason};
use tender_storage::StorageError;
use tender_types::{Act, Bps, Echo, Micro};
use thiserror::Error;

/// Why the equilibrium refused.
#[derive(Debug, Error, PartialEq)]
pub enum ContractError {
    /// Turned away at the door.
    #[error(transparent)]
    Guard(#[from] GuardError),
    /// An amount beyond any real money.
    #[error(transparent)]
    Math(#[from] MathError),
    /// A row is missing or unreadable.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// The chain refused to read or write; never a domain error.
    #[error("guard/std: {0}")]
    Std(#[from] StdError),
    /// `Receive` from something that is not AKT.
    #[error("bme/wrong_token: only AKT is burned here: send it through the cw20 token {expected}")]
    WrongToken {
        /// The AKT token.
        expected: String,
    },
    /// The oracle has no price.
    #[error(
        "bme/price_unhealthy: there is no price to act upon, {}: try again after the next reports",
        explain(.reason)
    )]
    PriceUnhealthy {
        /// Why.
        reason: UnhealthyReason,
    },
    /// Too little AKT stands behind the credit.
    #[error(
        "bme/halted: the collateral ratio is at or below {halt} basis points, so no credit is \
         minted: add collateral or try again when it has recovered; redeeming stays open"
    )]
    Halted {
        /// The line.
        halt: Bps,
    },
    /// Less comes out than the sender accepts.
    #[error(
        "bme/slippage: {out} {unit} would come out, at least {min_out} were asked for: ask for a new \
         quote or lower min_out"
    )]
    Slippage {
        /// What comes out: `micro-ACT` or `micro-AKT`.
        unit: &'static str,
        /// What would come out.
        out: Micro,
        /// The least accepted.
        min_out: Micro,
    },
    /// Too little to be worth it.
    #[error(
        "bme/below_minimum: {out} {unit} would come out, the least is {minimum}: use a larger amount"
    )]
    BelowMinimum {
        /// What comes out: `micro-ACT` or `micro-AKT`.
        unit: &'static str,
        /// What would come out.
        out: Micro,
        /// The least there may be.
        minimum: Micro,
    },
    /// An amount of zero.
    #[error("bme/zero_amount: the amount is zero: give at least 1")]
    ZeroAmount,
    /// A payment of zero.
    #[error(
        "bme/zero_payment: the payment to {to} is zero: give at least 1 micro-ACT or leave it out"
    )]
    ZeroPayment {
        /// Whose it would be.
        to: Echo,
    },
    /// The sender does not hold that much.
    #[error(
        "bme/insufficient_credit: the sender holds {balance} micro-ACT, {needed} are needed: mint \
         credit or use a smaller amount"
    )]
    InsufficientCredit {
        /// What the sender holds.
        balance: Act,
        /// What is needed.
        needed: Act,
    },
    /// A transfer between holders, a `Send` to something else, or a `Pay` of somebody else.
    #[error(
        "bme/not_in_suite: {address} is not in the suite, and credit is not for trade: it moves \
         only between a holder and the suite; redeem it for AKT instead"
    )]
    NotInSuite {
        /// Who would have to be in the suite.
        address: String,
    },
    /// A holder's transfer into the suite.
    #[error(
        "bme/use_send: credit that came to {address} without a message would be nobody's: use \
         'send' with the message of what it is for"
    )]
    UseSend {
        /// The contract of the suite.
        address: String,
    },
    /// A deposit while no escrow is named.
    #[error(
        "bme/no_escrow: no escrow is named yet, so nothing can be deposited: mint without deposit_to"
    )]
    NoEscrow,
    /// The halting line is not below the warning line.
    #[error(
        "bme/thresholds: the status warns at {warn} and halts at {halt} basis points: warn must be \
         above halt"
    )]
    Thresholds {
        /// The warning line given.
        warn: Bps,
        /// The halting line given.
        halt: Bps,
    },
}

fn explain(reason: &UnhealthyReason) -> String {
    match reason {
        UnhealthyReason::Stale { fresh, needed } => {
            format!("{fresh} of {needed} needed reports are fresh")
        }
        UnhealthyReason::Disagreement { agreeing, needed } => {
            format!("{agreeing} of {needed} needed reports agree")
        }
    }
}
