use tender_guard::GuardError;
use tender_interfaces::admin::{ActionClass, AdminMsg, DEFAULT_GUARDIAN_PAUSE};
use tender_interfaces::oracle::{ExecuteMsg, PriceResponse};
use tender_types::Seconds;

use crate::verbs::{later, oracle, usd, Verbs, NOW};

const CLASS: ActionClass = ActionClass::Report;

#[test]
fn a_pause_stops_reports_and_the_price_dies_of_age() {
    let mut solo = oracle();
    solo.report("fay", "1", NOW).unwrap();
    solo.report("fin", "1", NOW).unwrap();
    let pause = ExecuteMsg::Admin(AdminMsg::Pause { class: CLASS });
    solo.send("gov", &pause).unwrap();
    let refused = Err(GuardError::Paused { class: CLASS }.into());
    assert_eq!(solo.report("flo", "1", NOW), refused);
    let healthy = PriceResponse::Healthy {
        price: usd("1"),
        reports: 2,
        valid_until: later(60),
    };
    assert_eq!(solo.price(), healthy);
    solo.wait(Seconds(61));
    let stale = PriceResponse::Stale {
        fresh: 0,
        needed: 2,
    };
    assert_eq!(solo.price(), stale);
    // Governing goes on.
    solo.admit("fox").unwrap();
    let resume = ExecuteMsg::Admin(AdminMsg::Resume { class: CLASS });
    solo.send("gov", &resume).unwrap();
    solo.report("flo", "1", later(61)).unwrap();
}

#[test]
fn reports_are_taken_again_when_the_guardians_pause_lapses() {
    let mut solo = oracle();
    let pause = ExecuteMsg::Admin(AdminMsg::Pause { class: CLASS });
    solo.send("gil", &pause).unwrap();
    let until = NOW.after(DEFAULT_GUARDIAN_PAUSE);
    solo.at(until.before(Seconds(1)));
    let refused = GuardError::PausedUntil {
        class: CLASS,
        until,
    };
    let moment = solo.now();
    assert_eq!(solo.report("fay", "1", moment), Err(refused.into()));
    solo.at(until);
    solo.report("fay", "1", until).unwrap();
}
