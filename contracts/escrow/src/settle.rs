//! What the end of a lease costs, and who gets it.
//!
//! | the lease | ends | its tenant pays | who gets it |
//! | --- | --- | --- | --- |
//! | has not begun | `cancelled` | the seconds since it was opened, at most `min_run` | its provider |
//! | | for another reason | nothing | – |
//! | ran for less than `min_run` | by its tenant as `not_served` | what is billed, `min_run` at least | nobody: it is forfeited |
//! | | by its tenant for another reason | what is billed, `min_run` at least | its provider |
//! | | by its provider, but for money that ran out | what is billed | nobody: it is forfeited |
//! | | `starved`, by others | what is billed | its provider |
//! | ran for longer | | what is billed | its provider |
//!
//! What was not billed yet is taken out of the balance in whole seconds, as far as it reaches. Whatever
//! the end, rate · seconds = paid + fees + forfeited, to the pico-unit.
//!
//! What is forfeited does not go back into the account: it would be shared by whoever has a part of it
//! then, and a provider could put money in just before it leaves.

use tender_interfaces::escrow::{CloseReason, ClosedBy};
use tender_math::{dust, owed, Checked, MathError};
use tender_types::{Micro, Pico, Seconds};

use crate::account::SyncedAccount;
use crate::standing::{Phase, Standing};

/// As which party somebody ends a lease, and why.
#[derive(Clone, Copy)]
pub struct Ending {
    /// The party.
    pub by: ClosedBy,
    /// The reason.
    pub reason: CloseReason,
}

/// What a lease cost, and who got it.
#[derive(Default)]
pub struct Statement {
    /// Seconds billed.
    pub seconds: Seconds,
    /// Micro-units to be paid now.
    pub amount: Micro,
    /// Micro-units paid in all, `amount` among them.
    pub paid: Micro,
    /// The protocol's part, and the fraction of a unit that cannot be paid.
    pub fees: Pico,
    /// What its provider does not get.
    pub forfeited: Pico,
}

/// Who gets what a lease has earned.
enum Earner {
    Provider,
    Nobody,
}

/// Settles a lease that ends: the account pays what is still owed.
///
/// # Errors
/// `math/underflow` for a lease that was paid more than it has earned; `math/overflow` for amounts beyond
/// any real money.
pub fn settle(
    account: &mut SyncedAccount,
    standing: &Standing,
    ending: Ending,
) -> Result<Statement, MathError> {
    const WHAT: &str = "the lease's statement";
    let lease = &standing.lease;
    let owes = owes(account, standing, ending);
    let earner = earner(account, standing, ending);
    let billed = account.bill(lease.rate, lease.fee_rate, owes)?;
    let before = standing.seconds(account.clock());
    let seconds = before.checked_add(billed).or_overflow(WHAT)?;
    let net = lease.net_rate()?;
    let mut statement = Statement {
        seconds,
        paid: standing.paid(),
        fees: lease.fee_rate.over(seconds).or_overflow(WHAT)?,
        ..Statement::default()
    };
    match earner {
        Earner::Provider => {
            let amount = owed(net, Seconds::ZERO, seconds, statement.paid)?;
            let paid = statement.paid.checked_add(amount);
            let dust = dust(net, Seconds::ZERO, seconds)?;
            account.accrue_fee(dust)?;
            statement.amount = amount;
            statement.paid = paid.or_overflow(WHAT)?;
            statement.fees = statement.fees.checked_add(dust).or_overflow(WHAT)?;
        }
        Earner::Nobody => statement.forfeited = net.over(seconds).or_overflow(WHAT)?,
    }
    Ok(statement)
}

/// Seconds that the tenant owes besides those that are billed.
fn owes(account: &SyncedAccount, standing: &Standing, ending: Ending) -> Seconds {
    let lease = &standing.lease;
    match (standing.phase, ending.by, ending.reason) {
        (Phase::Pending | Phase::Ready, _, CloseReason::Cancelled) => {
            let held = account.now().since(lease.opened_at);
            held.min(lease.min_run)
        }
        (Phase::Pending | Phase::Ready, _, _) => Seconds::ZERO,
        (Phase::Running(run), ClosedBy::Tenant, _) => lease
            .min_run
            .saturating_sub(lease.seconds(&run, account.clock())),
        (Phase::Running(_), ClosedBy::Provider | ClosedBy::Anyone, _) => Seconds::ZERO,
    }
}

/// One that has not run for as long as it must was paid nothing yet: whoever starts and serves nobody, or
/// leaves at once, gains nothing, and a tenant that lies saves nothing.
fn earner(account: &SyncedAccount, standing: &Standing, ending: Ending) -> Earner {
    let early = match standing.phase {
        Phase::Pending | Phase::Ready => false,
        Phase::Running(run) => standing.lease.is_early(&run, account.clock()),
    };
    match (early, ending.by, ending.reason) {
        (true, ClosedBy::Tenant, CloseReason::NotServed) => Earner::Nobody,
        (true, ClosedBy::Provider, CloseReason::Starved) => Earner::Provider,
        (true, ClosedBy::Provider, _) => Earner::Nobody,
        _ => Earner::Provider,
    }
}
