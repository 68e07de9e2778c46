//! Random sequences against a book kept as a plain list: the cheapest asks are taken, units are
//! neither made nor lost, and what must always hold does after every step.

use proptest::prelude::*;
use tender_guard::GuardError;
use tender_interfaces::orderbook::{ExecuteMsg, Release, TimeInForce};
use tender_types::{AskKey, Rate};

use crate::verbs::*;

const PROVIDERS: [&str; 3] = ["pia", "pol", "pam"];
const CLASSES: [&str; 2] = [H100, A100];

#[derive(Clone, Debug)]
enum Step {
    Post {
        provider: usize,
        class: usize,
        rate: u128,
        units: u32,
    },
    Reprice {
        ask: usize,
        rate: u128,
    },
    Withdraw {
        ask: usize,
    },
    Place {
        units: u32,
        whole: bool,
        ceilings: [u128; 2],
    },
    Release {
        lease: usize,
    },
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let rate = 1u128..12;
    let step = prop_oneof![
        4 => (0usize..3, 0usize..2, rate.clone(), 1u32..5)
            .prop_map(|(provider, class, rate, units)| Step::Post { provider, class, rate, units }),
        1 => (any::<usize>(), rate.clone()).prop_map(|(ask, rate)| Step::Reprice { ask, rate }),
        1 => any::<usize>().prop_map(|ask| Step::Withdraw { ask }),
        4 => (1u32..12, any::<bool>(), [rate.clone(), rate])
            .prop_map(|(units, whole, ceilings)| Step::Place { units, whole, ceilings }),
        2 => any::<usize>().prop_map(|lease| Step::Release { lease }),
    ];
    prop::collection::vec(step, 1..40)
}

#[derive(Clone, Debug)]
struct PlainAsk {
    key: AskKey,
    provider: usize,
    class: usize,
    rate: u128,
    free: u32,
    moved: usize,
}

#[derive(Default)]
struct Plain {
    asks: Vec<PlainAsk>,
    leases: Vec<(AskKey, u32)>,
    moves: usize,
}

impl Plain {
    /// Units and rates an order gets, found the slow way: sort everything, then walk.
    fn take(&mut self, units: u32, whole: bool, ceilings: [u128; 2]) -> Vec<(AskKey, u32, u128)> {
        self.asks.sort_by_key(|ask| (ask.rate, ask.moved));
        let (mut missing, mut taken) = (units, vec![]);
        for ask in &mut self.asks {
            let needed = if whole { units } else { 1 };
            if missing == 0
                || taken.len() == 8
                || ask.rate > ceilings[ask.class]
                || ask.free < needed
            {
                continue;
            }
            let part = missing.min(ask.free);
            missing -= part;
            ask.free -= part;
            taken.push((ask.key, part, ask.rate));
            self.leases.push((ask.key, part));
        }
        taken
    }

    fn moved(&mut self) -> usize {
        self.moves += 1;
        self.moves
    }
}

fn pick<T>(list: &[T], seed: usize) -> Option<usize> {
    seed.checked_rem(list.len())
}

fn step(solo: &mut Solo, plain: &mut Plain, step: Step) {
    match step {
        Step::Post {
            provider,
            class,
            rate,
            units,
        } => {
            let key = solo.post(PROVIDERS[provider], offer(CLASSES[class], rate, units));
            let moved = plain.moved();
            plain.asks.push(PlainAsk {
                key,
                provider,
                class,
                rate,
                free: units,
                moved,
            });
        }
        Step::Reprice { ask, rate } => {
            let Some(place) = pick(&plain.asks, ask) else {
                return;
            };
            let PlainAsk {
                key,
                provider,
                rate: present,
                ..
            } = plain.asks[place];
            let msg = ExecuteMsg::RepriceAsk {
                ask: key.ask,
                rate: Rate(rate),
            };
            let repriced = solo.send(PROVIDERS[provider], &msg);
            if rate == present {
                assert_eq!(repriced, Err(GuardError::NoChange.into()));
                return;
            }
            repriced.unwrap();
            let moved = plain.moved();
            let ask = &mut plain.asks[place];
            (ask.rate, ask.moved) = (rate, moved);
        }
        Step::Withdraw { ask } => {
            let Some(place) = pick(&plain.asks, ask) else {
                return;
            };
            let ask = plain.asks.remove(place);
            let msg = ExecuteMsg::WithdrawAsk { ask: ask.key.ask };
            solo.send(PROVIDERS[ask.provider], &msg).unwrap();
        }
        Step::Place {
            units,
            whole,
            ceilings,
        } => {
            let mut wanted = demand(units);
            wanted.whole = whole;
            wanted.alternatives = vec![
                alternative(H100, ceilings[0]),
                alternative(A100, ceilings[1]),
            ];
            let (placed, leases) = solo.place(wanted, book(TimeInForce::Ioc));
            let expected = plain.take(units, whole, ceilings);
            let filled: Vec<_> = leases
                .iter()
                .map(|lease| {
                    (
                        AskKey {
                            provider: lease.provider,
                            ask: lease.ask.unwrap(),
                        },
                        lease.units,
                        lease.rate.0,
                    )
                })
                .collect();
            assert_eq!(filled, expected);
            assert_eq!(
                placed.filled,
                expected.iter().map(|(_, part, _)| part).sum::<u32>()
            );
        }
        Step::Release { lease } => {
            let Some(place) = pick(&plain.leases, lease) else {
                return;
            };
            let (key, units) = plain.leases.remove(place);
            if let Some(ask) = plain.asks.iter_mut().find(|ask| ask.key == key) {
                ask.free += units;
            }
            let releases = vec![Release {
                provider: key.provider,
                ask: key.ask,
                units,
            }];
            solo.send("escrow", &ExecuteMsg::Release { releases })
                .unwrap();
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn the_book_takes_what_a_plain_list_would(steps in steps()) {
        let (mut solo, mut plain) = (open(), Plain::default());
        for each in steps {
            step(&mut solo, &mut plain, each);
            for ask in &plain.asks {
                prop_assert_eq!(solo.free(ask.key), ask.free);
            }
            solo.check(100);
        }
    }
}
