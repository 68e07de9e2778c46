//! Every message while each class is paused.

use serde_json::json;
use tender_interfaces::admin::ActionClass;
use tender_testkit::Contract;

use crate::bench::{Bench, Outcome};
use crate::row::Actor;

/// Where a class is paused.
fn home(class: ActionClass) -> Contract {
    match class {
        ActionClass::Report => Contract::Oracle,
        ActionClass::Mint | ActionClass::Spend => Contract::Bme,
        ActionClass::Register | ActionClass::Attest => Contract::Attestation,
        ActionClass::Ask | ActionClass::Order => Contract::Orderbook,
        ActionClass::Bid => Contract::Auction,
        ActionClass::Deposit | ActionClass::OpenLease => Contract::Escrow,
    }
}

#[test]
fn every_message_is_refused_exactly_while_its_class_is_paused() {
    let mut bench = Bench::new();
    for class in ActionClass::ALL {
        switch(&mut bench, "pause", class);
        for sample in bench.samples() {
            let outcome = bench.send(&sample, sample.sender, &sample.msg, sample.funds());
            let holds = match sample.row.classes.contains(&class) {
                true => outcome.is_one_of(&["guard/paused"]),
                false => outcome == Outcome::Accepted,
            };
            bench.expect(
                holds,
                &sample,
                &format!("while {class:?} is paused"),
                &outcome,
            );
        }
        switch(&mut bench, "unpause", class);
    }
    bench.report();
}

/// What takes money out: one's own, or what one has earned.
const OUT: [&str; 10] = [
    "bme/redeem",
    "bme/burn",
    "attestation/start_leaving",
    "attestation/withdraw_bond",
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
    let switches = |tag: &str| tag == "pause" || tag == "unpause";
    for sample in bench
        .samples()
        .into_iter()
        .filter(|sample| switches(sample.tag()))
    {
        for class in ActionClass::ALL {
            let msg = json!({ sample.tag(): { "class": class } });
            let outcome = bench.send(&sample, Actor::Gov, &msg, vec![]);
            let holds = match home(class) == sample.contract {
                true => outcome == Outcome::Accepted,
                false => outcome.is_one_of(&["guard/unknown_class"]),
            };
            bench.expect(holds, &sample, &format!("{class:?}"), &outcome);
        }
    }
    bench.report();
}

fn switch(bench: &mut Bench, verb: &str, class: ActionClass) {
    let gov = bench.stage.addr(Actor::Gov);
    let msg = json!({ verb: { "class": class } });
    let done = bench.stage.world.call(&gov, home(class), &msg);
    done.expect("governance switches");
}
