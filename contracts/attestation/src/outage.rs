//! What a fault costs. No storage: what is remembered comes in, and what is due comes out.

use tender_interfaces::attestation::{Params, ProviderStatus, MAX_OUTAGES};
use tender_types::{Akt, Timestamp};

use crate::state::{Faults, Outage};

impl Faults {
    /// Outages that are not forgotten at `now`: one less for each time of decay since the last began.
    pub fn recent(&self, now: Timestamp, params: &Params) -> u8 {
        let elapsed = now.since(self.last).0;
        let forgotten = elapsed.checked_div(params.outage_decay.0).unwrap_or(0);
        let forgotten = u8::try_from(forgotten).unwrap_or(u8::MAX);
        self.outages.saturating_sub(forgotten)
    }

    /// When who has failed may be matched again; `None` when no outage is open.
    pub fn resumes_at(&self, params: &Params) -> Option<Timestamp> {
        let open = self.open.as_ref();
        open.map(|outage| outage.since.after(params.min_suspension))
    }

    /// A fault at `now` of who was in `status`, of the outage that is open or of a new one: what is due for
    /// it, beyond what the outage has cost already. Several small faults cost as much as the largest, so
    /// that a cluster that is down pays once, and a small fault shields no large one.
    pub fn strike(
        &mut self,
        slash: Akt,
        status: ProviderStatus,
        now: Timestamp,
        params: &Params,
    ) -> Akt {
        let goes_on = self.goes_on(status, now, params);
        let outage = match self.open.take().filter(|_| goes_on) {
            Some(outage) => outage,
            None => self.begin(now, params),
        };
        let due = Akt(slash.0.saturating_mul(u128::from(outage.factor)));
        let due = due.saturating_sub(outage.slashed);
        self.open = Some(outage);
        due
    }

    /// Notes what was taken for the outage that is open.
    pub fn paid(&mut self, amount: Akt) {
        if let Some(outage) = &mut self.open {
            outage.slashed = Akt(outage.slashed.0.saturating_add(amount.0));
        }
    }

    /// A suspended provider's outage lasts until it resumes. One that cannot resume, because it is
    /// leaving or jailed, has another when the shortest suspension is over.
    fn goes_on(&self, status: ProviderStatus, now: Timestamp, params: &Params) -> bool {
        let until = self.resumes_at(params);
        let suspended = status == ProviderStatus::Suspended;
        until.is_some_and(|until| suspended || now < until)
    }

    fn begin(&mut self, now: Timestamp, params: &Params) -> Outage {
        let before = self.recent(now, params).min(MAX_OUTAGES);
        self.outages = before.saturating_add(1).min(MAX_OUTAGES);
        self.last = now;
        Outage {
            since: now,
            factor: 1u32.checked_shl(before.into()).unwrap_or(1),
            slashed: Akt::ZERO,
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use tender_interfaces::attestation::ProviderStatus::{Active, Jailed, Leaving, Suspended};
    use tender_types::Seconds;

    const NOW: Timestamp = Timestamp(1_000_000);
    const DAY: Seconds = Seconds::days(1);
    const HOUR: Seconds = Seconds::hours(1);

    fn params() -> Params {
        Params {
            min_bond: Akt(1),
            unbonding: DAY,
            min_auditor_bond: Akt(1),
            challenge_bond: Akt(1),
            challenge_period: DAY,
            challenge_cooldown: DAY,
            challenge_penalty: Akt(1),
            outage_decay: DAY,
            min_suspension: HOUR,
        }
    }

    /// Strikes, and pays what is due.
    fn strike(faults: &mut Faults, slash: u128, status: ProviderStatus, now: Timestamp) -> u128 {
        let due = faults.strike(Akt(slash), status, now, &params());
        faults.paid(due);
        due.0
    }

    #[test]
    fn each_outage_doubles_the_next_up_to_sixteen_times() {
        let mut faults = Faults::default();
        for due in [10, 20, 40, 80, 160, 160, 160] {
            assert_eq!(strike(&mut faults, 10, Active, NOW), due);
            faults.open = None;
        }
    }

    #[test]
    fn an_outage_is_forgotten_with_each_decay() {
        let faults = Faults {
            outages: 3,
            last: NOW,
            open: None,
        };
        for (elapsed, recent) in [
            (Seconds::ZERO, 3),
            (Seconds(DAY.0 - 1), 3),
            (DAY, 2),
            (Seconds(DAY.0 * 3 - 1), 1),
            (Seconds(DAY.0 * 3), 0),
            (Seconds(u64::MAX), 0),
        ] {
            assert_eq!(faults.recent(NOW.after(elapsed), &params()), recent);
        }
    }

    #[test]
    fn an_outage_costs_what_its_largest_fault_does() {
        let mut faults = Faults::default();
        assert_eq!(strike(&mut faults, 10, Active, NOW), 10);
        assert_eq!(strike(&mut faults, 10, Suspended, NOW.after(DAY)), 0);
        assert_eq!(strike(&mut faults, 25, Suspended, NOW.after(DAY)), 15);
        assert_eq!(strike(&mut faults, 24, Suspended, NOW.after(DAY)), 0);
        assert_eq!(faults.outages, 1);
    }

    #[test]
    fn who_cannot_resume_has_another_outage_after_the_shortest_suspension() {
        for status in [Leaving, Jailed] {
            let mut faults = Faults::default();
            assert_eq!(strike(&mut faults, 10, status, NOW), 10);
            let last = NOW.after(Seconds(HOUR.0 - 1));
            assert_eq!(strike(&mut faults, 10, status, last), 0);
            assert_eq!(strike(&mut faults, 10, status, NOW.after(HOUR)), 20);
        }
    }

    #[test]
    fn no_fault_overflows() {
        let mut faults = Faults {
            outages: u8::MAX,
            last: NOW,
            open: None,
        };
        assert_eq!(strike(&mut faults, u128::MAX, Active, NOW), u128::MAX);
        assert_eq!(strike(&mut faults, u128::MAX, Suspended, NOW), 0);
        assert_eq!(faults.open.unwrap().factor, 16);
    }
}
