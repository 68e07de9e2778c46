//! Every message from everybody.

use crate::bench::{Bench, Outcome};
use crate::row::Actor;

#[test]
fn every_message_is_refused_from_every_wrong_role() {
    let mut bench = Bench::new();
    for sample in bench.samples() {
        for actor in Actor::all() {
            let outcome = bench.send(&sample, actor, &sample.msg, sample.funds());
            let holds = match sample.row.allows(actor) {
                true => outcome == Outcome::Accepted,
                false => outcome.is_one_of(sample.row.refusals),
            };
            bench.expect(holds, &sample, &format!("from {actor:?}"), &outcome);
        }
    }
    bench.report();
}
