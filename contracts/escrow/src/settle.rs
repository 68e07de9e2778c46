//! What the end of a lease costs, and who gets it.
//!
//! | the lease | ends | its tenant pays | who gets it |
//! | --- | --- | --- | --- |
//! | has not begun | `cancelled` | the seconds since it was opened, at most `min_run` | its provider |
//! | | for another reason | nothing | – |
//! | runs for less than `min_run` | by its tenant as `not_served` | `min_run` | nobody: it is forfeited |
//! | | by its tenant for another reason | `min_run` | its provider |
//! | | by its provider, but for money that ran out | what the protocol has of it | the rest goes back |
//! | | `starved`, by others | the seconds that flowed | its provider |
//! | runs for longer | | the seconds that flowed | its provider |
//!
//! What did not flow is taken out of the balance in whole seconds, as far as it reaches. Whatever the
//! end, rate · seconds = paid + fees + forfeited + returned, to the pico-unit.

use tender_interfaces::escrow::{CloseReason, ClosedBy};
use tender_math::{Checked, MathError};
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
    /// What went back into the balance.
    pub returned: Pico,
}

/// Who gets what a lease has earned.
enum Earner {
    Provider,
    Nobody,
    Tenant,
}

/// Settles a lease that ends: the account pays what is still owed, and gets back what is not earned.
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
    let flowed = standing.seconds(account.clock());
    let seconds = flowed.checked_add(billed).or_overflow(WHAT)?;
    let earned = lease.net_rate()?.over(seconds).or_overflow(WHAT)?;
    let mut statement = Statement {
        seconds,
        paid: standing.paid(),
        fees: lease.fee_rate.over(seconds).or_overflow(WHAT)?,
        ..Statement::default()
    };
    match earner {
        Earner::Provider => {
            let whole = earned.micro_floor();
            let amount = whole.checked_sub(statement.paid);
            let dust = earned.fraction();
            account.accrue_fee(dust)?;
            statement.amount = amount.or_underflow("what was paid")?;
            statement.paid = whole;
            statement.fees = statement.fees.checked_add(dust).or_overflow(WHAT)?;
        }
        Earner::Nobody => statement.forfeited = earned,
        Earner::Tenant => {
            account.put_back(earned)?;
            statement.returned = earned;
        }
    }
    Ok(statement)
}

/// Seconds that the tenant owes besides those that flowed.
fn owes(account: &SyncedAccount, standing: &Standing, ending: Ending) -> Seconds {
    let lease = &standing.lease;
    match (standing.phase, ending.by, ending.reason) {
        (Phase::Pending | Phase::Ready, _, CloseReason::Cancelled) => {
            let held = account.now().since(lease.opened_at);
            held.min(lease.min_run)
        }
        (Phase::Pending | Phase::Ready, _, _) => Seconds::ZERO,
        (Phase::Running(run), ClosedBy::Tenant, _) => {
            lease.min_run.saturating_sub(run.seconds(account.clock()))
        }
        (Phase::Running(_), ClosedBy::Provider | ClosedBy::Anyone, _) => Seconds::ZERO,
    }
}

/// One that has not run for as long as it must was paid nothing yet: whoever starts and serves nobody, or
/// leaves at once, gains nothing, and a tenant that lies saves nothing.
fn earner(account: &SyncedAccount, standing: &Standing, ending: Ending) -> Earner {
    let early = match standing.phase {
        Phase::Pending | Phase::Ready => false,
        Phase::Running(run) => run.seconds(account.clock()) < standing.lease.min_run,
    };
    match (early, ending.by, ending.reason) {
        (true, ClosedBy::Tenant, CloseReason::NotServed) => Earner::Nobody,
        (true, ClosedBy::Provider, CloseReason::Starved) => Earner::Provider,
        (true, ClosedBy::Provider, _) => Earner::Tenant,
        _ => Earner::Provider,
    }
}
