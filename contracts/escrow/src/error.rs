use cosmwasm_std::StdError;
use tender_guard::GuardError;
use tender_interfaces::escrow::{CloseReason, MAX_LEASES, MAX_PENDING};
use tender_interfaces::orderbook::MAX_ASSETS;
use tender_math::MathError;
use tender_storage::{CodecError, StorageError};
use tender_types::{AccountId, AssetIndex, Echo, LeaseId, LeaseKey, Micro, ProviderId, Timestamp};
use thiserror::Error;

/// Why the escrow refused. Nothing was changed and nothing was taken.
#[derive(Debug, Error, PartialEq)]
pub enum ContractError {
    /// Turned away at the door.
    #[error(transparent)]
    Guard(#[from] GuardError),
    /// Amounts beyond any real money.
    #[error(transparent)]
    Math(#[from] MathError),
    /// A row is missing or unreadable; never a domain error.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// The chain refused to read or write; never a domain error.
    #[error("guard/std: {0}")]
    Std(#[from] StdError),

    /// No such account.
    #[error("escrow/account_not_found: there is no account {account}: it was never opened, or was closed and emptied; open another")]
    AccountNotFound {
        /// What was named.
        account: AccountId,
    },
    /// No such lease.
    #[error("escrow/lease_not_found: there is no lease {lease}: it was never opened, or is closed; ask for the account's leases")]
    LeaseNotFound {
        /// What was named.
        lease: LeaseKey,
    },
    /// Somebody without an account.
    #[error("escrow/no_account: {tenant} has no account: open one first")]
    NoAccount {
        /// Whose was asked for.
        tenant: Echo,
    },
    /// Somebody else's account.
    #[error("escrow/not_owner: account {account} belongs to {owner}: only its owner may do this")]
    NotOwner {
        /// The account.
        account: AccountId,
        /// Whose it is.
        owner: String,
    },
    /// A third party is early.
    #[error(
        "escrow/not_overdue: account {account} is not overdue: only its tenant, and a provider its own \
         leases, may close before {}",
        end_of_grace(closable_at)
    )]
    NotOverdue {
        /// The account.
        account: AccountId,
        /// When anyone may, unless there is a deposit; absent while it has no leases.
        closable_at: Option<Timestamp>,
    },
    /// A reason that is not for the sender to give.
    #[error(
        "escrow/wrong_reason: {reason} is not for this sender to give for lease {lease} as it stands: give one of {}",
        list(allowed)
    )]
    WrongReason {
        /// The lease.
        lease: LeaseKey,
        /// The reason given.
        reason: CloseReason,
        /// Those it may give.
        allowed: &'static [CloseReason],
    },
    /// Somebody gives up on a provider that is in time.
    #[error("escrow/not_late: lease {lease} may still be started: close it as not started from {start_until} on and not before block {start_height}")]
    NotLate {
        /// The lease.
        lease: LeaseKey,
        /// When its time is over.
        start_until: Timestamp,
        /// The first block in which it is.
        start_height: u64,
    },
    /// Somebody else's lease to start.
    #[error("escrow/not_provider: lease {lease} is served by another: only provider {} may start it, from the address at which it is paid", lease.provider)]
    NotProvider {
        /// The lease.
        lease: LeaseKey,
    },
    /// A lease that was started before.
    #[error(
        "escrow/already_started: lease {lease} was started before: there is nothing left to do"
    )]
    AlreadyStarted {
        /// The lease.
        lease: LeaseKey,
    },
    /// Leases of several accounts in one message.
    #[error("escrow/mixed_accounts: leases of accounts {first} and {second} in one message: close one account's leases at a time")]
    MixedAccounts {
        /// The account named first.
        first: AccountId,
        /// Another one.
        second: AccountId,
    },
    /// Money for an account whose grace is over.
    #[error("escrow/account_overdue: account {account} ran out of money at {since} and its grace is over: close its leases first, or open another account")]
    AccountOverdue {
        /// The account.
        account: AccountId,
        /// When money ran out.
        since: Timestamp,
    },
    /// A lease for an account without money.
    #[error(
        "escrow/account_starved: account {account} ran out of money at {since}: deposit first"
    )]
    AccountStarved {
        /// The account.
        account: AccountId,
        /// When money ran out.
        since: Timestamp,
    },
    /// Too little money for the leases there would be.
    #[error("escrow/insufficient_runway: the account must hold {needed} micro-units for its leases to begin, and holds {available}: deposit at least {deposit_at_least} more")]
    InsufficientRunway {
        /// Micro-units the minimum runway costs, rounded up.
        needed: Micro,
        /// Micro-units there are, rounded down.
        available: Micro,
        /// What is missing.
        deposit_at_least: Micro,
    },
    /// The account's asset is another one.
    #[error("escrow/asset_mismatch: account {account} holds asset {expected}, not asset {found}: use its own asset, or another account")]
    AssetMismatch {
        /// The account.
        account: AccountId,
        /// Its asset.
        expected: AssetIndex,
        /// The asset sent or named.
        found: AssetIndex,
    },
    /// Money of a kind that is not listed.
    #[error("escrow/unknown_asset: {asset} is not listed here: send an asset that Config names")]
    UnknownAsset {
        /// What was sent or named.
        asset: Echo,
    },
    /// An amount of nothing.
    #[error("escrow/zero_amount: the amount is zero: give at least one micro-unit")]
    ZeroAmount,
    /// The sender has nothing that can leave now.
    #[error("escrow/nothing_to_withdraw: nothing of the sender's can leave account {account} now: close its leases first")]
    NothingToWithdraw {
        /// The account.
        account: AccountId,
    },
    /// The sender wants more than can leave.
    #[error("escrow/too_much: {asked} micro-units asked, {available} can leave now: ask for less, or close leases first")]
    TooMuch {
        /// What was asked.
        asked: Micro,
        /// What can leave.
        available: Micro,
    },
    /// Nothing is held for the payee.
    #[error(
        "escrow/nothing_to_claim: nothing is held for {payee} in asset {asset}: ask for Claimable"
    )]
    NothingToClaim {
        /// The payee named.
        payee: Echo,
        /// The asset named.
        asset: AssetIndex,
    },
    /// A lease that does not follow those before it.
    #[error("escrow/not_next: the next lease of account {account} is {expected}, not {found}: read the account again")]
    NotNext {
        /// The account.
        account: AccountId,
        /// The number that comes next.
        expected: LeaseId,
        /// The number given.
        found: LeaseId,
    },
    /// A lease for nothing.
    #[error(
        "escrow/no_rate: the lease of provider {provider} costs nothing: give a rate of at least 1"
    )]
    NoRate {
        /// Who would serve it.
        provider: ProviderId,
    },
    /// Too many leases that wait.
    #[error("escrow/too_many_pending: {waiting} leases of account {account} wait for their providers, and {MAX_PENDING} can: wait until they have begun, cancel some, or use another account")]
    TooManyPending {
        /// The account.
        account: AccountId,
        /// How many wait already.
        waiting: usize,
    },
    /// An account with too many leases.
    #[error("escrow/too_many_leases: account {account} would have more than {MAX_LEASES} leases: use another account")]
    TooManyLeases {
        /// The account.
        account: AccountId,
    },
    /// A digest of the wrong length.
    #[error("escrow/digest: the digest has {length} bytes: give the 32 bytes of its SHA-256")]
    Digest {
        /// Bytes given.
        length: usize,
    },
    /// An asset that is already listed.
    #[error("escrow/asset_listed: {asset} is already listed as asset {index}: use that index")]
    AssetListed {
        /// What was named.
        asset: Echo,
        /// Its index.
        index: AssetIndex,
    },
    /// No room for another asset.
    #[error("escrow/too_many_assets: {MAX_ASSETS} assets are listed, the most there can be")]
    TooManyAssets,
    /// A text that is no denom.
    #[error(
        "escrow/denom: '{denom}' is no denom: 3 to 128 letters, digits and /:._- after a letter"
    )]
    Denom {
        /// What was given.
        denom: Echo,
    },
    /// A reply to nothing that was sent.
    #[error("escrow/unknown_reply: no message was sent under reply id {id}")]
    UnknownReply {
        /// The id.
        id: u64,
    },
    /// A reply's context cannot be read.
    #[error("escrow/payload: a reply's payload cannot be read: {0}")]
    Payload(CodecError),
    /// A place in a list of invariants that was never given out.
    #[error(
        "escrow/cursor: '{cursor}' is not where a page ends: give back `next` of the page before"
    )]
    Cursor {
        /// What was given.
        cursor: Echo,
    },
}

impl ContractError {
    /// The code of a refusal that is about one entry of a list, so that the other entries can be worked
    /// on; `None` for what fails the whole message. Only what is found by reading has one: whoever asks
    /// has written nothing for the entry yet.
    pub const fn code_of_entry(&self) -> Option<&'static str> {
        match self {
            Self::AccountNotFound { .. } => Some("escrow/account_not_found"),
            Self::LeaseNotFound { .. } => Some("escrow/lease_not_found"),
            Self::NotOverdue { .. } => Some("escrow/not_overdue"),
            Self::NotLate { .. } => Some("escrow/not_late"),
            Self::WrongReason { .. } => Some("escrow/wrong_reason"),
            Self::NotProvider { .. } => Some("escrow/not_provider"),
            Self::AlreadyStarted { .. } => Some("escrow/already_started"),
            _ => None,
        }
    }
}

fn end_of_grace(closable_at: &Option<Timestamp>) -> String {
    match closable_at {
        Some(at) => format!("{at}, when its grace would be over"),
        None => "its money has run out and its grace is over".to_string(),
    }
}

fn list(reasons: &[CloseReason]) -> String {
    let names: Vec<&str> = reasons.iter().map(|reason| reason.as_str()).collect();
    names.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_code_of_an_entry_is_the_one_its_text_begins_with() {
        let account = AccountId(1);
        let lease = LeaseKey {
            provider: ProviderId(3),
            account,
            lease: LeaseId(2),
        };
        let reason = CloseReason::Done;
        let allowed = &[CloseReason::Starved];
        let closable_at = None;
        for error in [
            ContractError::AccountNotFound { account },
            ContractError::LeaseNotFound { lease },
            ContractError::NotOverdue {
                account,
                closable_at,
            },
            ContractError::NotLate {
                lease,
                start_until: Timestamp(3),
                start_height: 4,
            },
            ContractError::WrongReason {
                lease,
                reason,
                allowed,
            },
            ContractError::NotProvider { lease },
            ContractError::AlreadyStarted { lease },
        ] {
            let code = error.code_of_entry().map(|code| format!("{code}: "));
            assert!(code.is_some_and(|code| error.to_string().starts_with(&code)));
        }
        assert_eq!(ContractError::ZeroAmount.code_of_entry(), None);
    }
}
