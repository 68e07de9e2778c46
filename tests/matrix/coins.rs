//! Every message with coins that it does not take.

use cosmwasm_std::{coin, Coin};
use tender_testkit::Contract;

use crate::bench::Bench;
use crate::row::Actor;
use crate::stage::{COIN, STRAY};

#[test]
fn every_message_refuses_stray_coins() {
    let mut bench = Bench::new();
    let escrow = bench.stage.addr(Actor::Suite(Contract::Escrow));
    bench.stage.world.chain.fund(&escrow, vec![coin(10, COIN)]);
    for sample in bench
        .samples()
        .into_iter()
        .filter(|sample| !sample.row.takes_coin)
    {
        let purses = [
            vec![coin(1, STRAY)],
            vec![coin(1, COIN)],
            vec![coin(1, COIN), coin(1, STRAY)],
        ];
        for funds in purses {
            // Asked before who the sender is: a stranger hears the same.
            for actor in [sample.sender, Actor::Mia] {
                let outcome = bench.send(&sample, actor, &sample.msg, funds.clone());
                let holds = outcome.is_one_of(&["guard/unexpected_funds"]);
                bench.expect(
                    holds,
                    &sample,
                    &format!("with {funds:?} from {actor:?}"),
                    &outcome,
                );
            }
        }
    }
    bench.report();
}

#[test]
fn a_message_that_takes_a_coin_takes_one_that_is_listed() {
    let mut bench = Bench::new();
    let purses: [(Vec<Coin>, &str); 3] = [
        (vec![], "guard/one_coin"),
        (vec![coin(1, COIN), coin(1, STRAY)], "guard/one_coin"),
        (vec![coin(1, STRAY)], "escrow/unknown_asset"),
    ];
    for sample in bench
        .samples()
        .into_iter()
        .filter(|sample| sample.row.takes_coin)
    {
        for (funds, code) in &purses {
            let outcome = bench.send(&sample, sample.sender, &sample.msg, funds.clone());
            let holds = outcome.is_one_of(&[code]);
            bench.expect(holds, &sample, &format!("with {funds:?}"), &outcome);
        }
    }
    bench.report();
}
