//! Every message while each class is paused.

use serde_json::json;
use tender_interfaces::admin::ActionClass;
use tender_tests::assert_refused;

use crate::bench::{Bench, Outcome};
use crate::row::Actor;
use crate::samples::Sample;
use crate::stage::home;

#[test]
fn every_message_is_refused_exactly_while_its_class_is_paused() {
    let mut bench = Bench::new();
    for class in ActionClass::ALL {
        switch(&mut bench, "pause", class);
        for sample in bench.samples() {
            // Pausing what is paused changes nothing, whoever asks.
            if sample.switches(class) {
                continue;
            }
            let outcome = bench.send(&sample, sample.sender, &sample.msg, sample.funds());
            let holds = match sample.row.classes.contains(&class) {
                true => outcome.is_one_of(&["guard/paused"]),
                false => outcome == Outcome::Accepted,
            };
            bench.expect(
                holds,
                &sample,
                &format!("while {class} is paused"),
                &outcome,
            );
        }
        switch(&mut bench, "resume", class);
    }
    bench.report();
}

/// What takes money out: one's own, or what one has earned.
const OUT: [&str; 14] = [
    "token/transfer",
    "bme/redeem",
    "bme/burn",
    "attestation/start_leaving",
    "attestation/withdraw_bond",
    "attestation/withdraw_auditor_bond",
    "attestation/claim",
    "escrow/start",
    "escrow/withdraw_deposit",
    "escrow/withdraw",
    "escrow/close_leases",
    "escrow/close_account",
    "escrow/collect_fees",
    "escrow/claim",
];

#[test]
fn money_can_leave_while_everything_is_paused() {
    let mut bench = Bench::new();
    for class in ActionClass::ALL {
        switch(&mut bench, "pause", class);
    }
    let samples = bench.samples();
    for name in OUT {
        let found = samples.iter().filter(|sample| sample.name() == name);
        assert!(found.clone().count() > 0, "{name} has no sample");
        for sample in found {
            let outcome = bench.send(sample, sample.sender, &sample.msg, sample.funds());
            bench.expect(outcome == Outcome::Accepted, sample, "all paused", &outcome);
        }
    }
    bench.report();
}

#[test]
fn a_class_is_paused_only_where_it_belongs() {
    let mut bench = Bench::new();
    let is_pause = |sample: &Sample| sample.msg.pointer("/admin/pause").is_some();
    for sample in bench.samples().into_iter().filter(is_pause) {
        for class in ActionClass::ALL {
            let msg = json!({ "admin": { "pause": { "class": class } } });
            let outcome = bench.send(&sample, Actor::Gov, &msg, vec![]);
            let holds = match home(class) == sample.contract {
                true => outcome == Outcome::Accepted,
                false => outcome.is_one_of(&["guard/unknown_class"]),
            };
            bench.expect(holds, &sample, class.as_str(), &outcome);
        }
    }
    bench.report();
}

/// Whatever the guardian stops goes on by itself, and a captured guardian cannot stop it again.
#[test]
fn a_guardians_pause_lapses_and_is_not_repeated() {
    let mut bench = Bench::new();
    let (gov, guard) = (bench.stage.addr(Actor::Gov), bench.stage.addr(Actor::Guard));
    for class in ActionClass::ALL {
        let rearm = json!({ "admin": { "rearm": { "class": class } } });
        let pause = json!({ "admin": { "pause": { "class": class } } });
        let world = &mut bench.stage.world;
        world.call(&gov, home(class), &rearm).expect("is re-armed");
        world.call(&guard, home(class), &pause).expect("is paused");
    }
    stopped_classes(&mut bench, true);
    bench.stage.world.advance(4 * 24 * 3_600);
    bench.stage.world.feed("1.14");
    for class in ActionClass::ALL {
        let pause = json!({ "admin": { "pause": { "class": class } } });
        let again = bench.stage.world.call(&guard, home(class), &pause);
        assert_refused(again, "guard/spent");
    }
    stopped_classes(&mut bench, false);
}

/// Whether every class is refused as paused, or none is.
fn stopped_classes(bench: &mut Bench, stopped: bool) {
    for class in ActionClass::ALL {
        let sample = bench.samples().into_iter().find(|sample| {
            sample.contract == home(class) && sample.row.classes.first() == Some(&class)
        });
        let sample = sample.expect("every class stops some message");
        let outcome = bench.send(&sample, sample.sender, &sample.msg, sample.funds());
        assert_eq!(
            outcome.is_one_of(&["guard/paused"]),
            stopped,
            "{class}: {outcome:?}"
        );
    }
}

fn switch(bench: &mut Bench, verb: &str, class: ActionClass) {
    let gov = bench.stage.addr(Actor::Gov);
    let msg = json!({ "admin": { verb: { "class": class } } });
    let done = bench.stage.world.call(&gov, home(class), &msg);
    done.expect("governance switches");
}
