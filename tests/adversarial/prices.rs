//! Feeders that lie, lag or repeat themselves.

use tender_chain::{TxError, TxResult};
use tender_interfaces::oracle::{ExecuteMsg, PriceResponse, QueryMsg};
use tender_testkit::{Contract, World};
use tender_tests::{assert_refused, scenarios};
use tender_types::{Price, Seconds, Timestamp};

use crate::stage::{with_credit, AKT, HOUR};

fn report(world: &mut World, who: &str, price: &str, time: Timestamp) -> Result<TxResult, TxError> {
    let (feeder, price) = (world.addr(who), Price(price.parse().unwrap()));
    world.call(
        &feeder,
        Contract::Oracle,
        &ExecuteMsg::Report {
            price,
            timestamp: time,
        },
    )
}

fn price(world: &World) -> PriceResponse {
    world.query(Contract::Oracle, &QueryMsg::Price {})
}

fn healthy(world: &World) -> Option<Price> {
    match price(world) {
        PriceResponse::Healthy { price, .. } => Some(price),
        _ => None,
    }
}

scenarios! {
    /// One of three reports a moon price, then nothing but dust: the median does not move.
    fn one_lying_feeder_moves_nothing(world) {
        let honest: Price = "1.14".parse().unwrap();
        for lie in ["1000000", "0.000001", "340282366920938463463"] {
            world.advance(10);
            let now = world.now();
            report(world, "fay", lie, now).unwrap();
            assert_eq!(healthy(world), Some(honest), "{lie}");
        }
    }

    /// Two that disagree with the third and with each other make no price, rather than a wrong one.
    fn scattered_reports_make_no_price(world) {
        let (ana, _) = with_credit(world, "ana", 100 * AKT);
        world.advance(10);
        let now = world.now();
        report(world, "fay", "2.00", now).unwrap();
        report(world, "fin", "0.50", now).unwrap();
        assert!(matches!(price(world), PriceResponse::Disagreement { needed: 2, .. }));
        assert_refused(world.redeem(&ana, AKT, 0), "bme/price_unhealthy");
    }

    /// Reports from the future would outlive honest ones; old and repeated ones would bring back a
    /// price that suits somebody.
    fn reports_of_another_time_are_refused(world) {
        world.advance(2 * HOUR);
        let now = world.now();
        assert_refused(report(world, "fay", "1.14", now.after(Seconds(1))), "oracle/future_timestamp");
        assert_refused(report(world, "fay", "1.14", now.before(Seconds(HOUR + 1))), "oracle/stale_timestamp");
        report(world, "fay", "1.14", now.before(Seconds(10))).unwrap();
        assert_refused(report(world, "fay", "9.99", now.before(Seconds(10))), "oracle/old_timestamp");
        assert_refused(report(world, "fay", "9.99", now.before(Seconds(11))), "oracle/old_timestamp");
        report(world, "fay", "1.15", now.before(Seconds(9))).unwrap();
    }

    /// One feeder, however often it reports, is one of the quorum.
    fn one_feeder_is_no_quorum(world) {
        world.advance(2 * HOUR);
        for step in 1..5 {
            let time = world.now().before(Seconds(5)).after(Seconds(step));
            report(world, "fay", "1.14", time).unwrap();
        }
        assert_eq!(price(world), PriceResponse::Stale { fresh: 1, needed: 2 });
    }

    /// Nobody else reports; nor does one that was removed, and what it said is gone with it.
    fn strangers_and_former_feeders_are_not_heard(world) {
        let (now, gov) = (world.now(), world.addr("gov"));
        assert_refused(report(world, "mallory", "1.14", now), "oracle/not_a_feeder");
        assert_refused(report(world, "gov", "1.14", now), "oracle/not_a_feeder");
        let remove = ExecuteMsg::RemoveFeeder { feeder: world.addr("fay").to_string() };
        world.call(&gov, Contract::Oracle, &remove).unwrap();
        assert_refused(report(world, "fay", "1.14", now), "oracle/not_a_feeder");
        assert!(matches!(price(world), PriceResponse::Healthy { reports: 2, .. }));
        assert_refused(report(world, "fin", "0", now), "oracle/zero_price");
    }
}
