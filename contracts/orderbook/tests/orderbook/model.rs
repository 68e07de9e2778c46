//! Random lives of the book against an independent ledger: what is on lease is never more than what is offered,
//! everything locked is accounted for, and when everybody has left nothing is.

use std::collections::BTreeMap;

use proptest::prelude::*;
use tender_interfaces::attestation::{self, ProviderStatus};
use tender_interfaces::auction;
use tender_interfaces::demand::ResolvedDemand;
use tender_interfaces::demand::{Demand, Placement};
use tender_interfaces::escrow::{CloseReason, ClosedBy};
use tender_interfaces::orderbook::{
    Award, CardChange, CardResponse, ExecuteMsg, OfferChange, OfferResponse, OfferState, QueryMsg,
    TimeInForce, Way,
};
use tender_orderbook::ContractError;
use tender_types::{Akt, ClassId, OrderKey, ProviderId, Rate, Resources, Seconds};

use crate::verbs::*;
use crate::world::*;

mod ledger;
mod steps;

use ledger::{agree, alive, leave, Ledger, Offered};
use steps::{steps, Step};

const PROVIDERS: [&str; 3] = ["pia", "pol", "pam"];
const CLASSES: [(ClassId, &str, u32); 4] = [
    (H100, H100_NAME, 1),
    (A100, A100_NAME, 1),
    (SEVENTH, "seventh", 7),
    (HALF, "half", 2),
];

fn id(provider: usize) -> u32 {
    u32::try_from(provider).unwrap() + 1
}

fn small(cores: u64, gib: u64) -> tender_interfaces::orderbook::NewCard {
    let mut new = card();
    (new.capacity.cpu_milli, new.capacity.memory_mib) = (cores * 1_000, gib * 1_024);
    (new.largest.cpu_milli, new.largest.memory_mib) = (cores * 1_000, gib * 1_024);
    new
}

/// The leases that a message has opened are on the ledger from now on.
fn opened(
    world: &mut World,
    ledger: &mut Ledger,
    sender: &str,
    msg: &ExecuteMsg,
) -> Result<(), ContractError> {
    let (response, leases) = world.tries(sender, msg)?;
    told(world, &response);
    ledger.leases.extend(leases);
    Ok(())
}

/// The registry does what it is told: a fault suspends and slashes.
fn told(world: &mut World, response: &cosmwasm_std::Response) {
    for message in sent_to::<attestation::ExecuteMsg>(response, "attestation") {
        match message {
            attestation::ExecuteMsg::Fault {
                provider,
                slash,
                locked,
                ..
            } => world.change(provider.0, |row| {
                row.bond = row.bond.saturating_sub(slash);
                row.bonded = row.bond >= locked;
                if row.status == ProviderStatus::Active {
                    row.status = ProviderStatus::Suspended;
                }
            }),
            attestation::ExecuteMsg::SetLocked { provider, locked } => {
                world.change(provider.0, |row| {
                    row.bonded = row.bond >= locked;
                })
            }
            other => panic!("another message to the registry: {other:?}"),
        }
    }
}

fn change(world: &mut World, provider: usize, change: OfferChange) -> bool {
    match world.changes(PROVIDERS[provider], change) {
        Ok(response) => {
            told(world, &response);
            true
        }
        Err(_) => false,
    }
}

fn gpu_demand(
    class: usize,
    replicas: u32,
    per_replica: u32,
    ceiling: u128,
    placement: Placement,
) -> Demand {
    let (_, name, _) = CLASSES[class];
    lines(
        vec![gpus_of(replicas, per_replica, &[(name, ceiling)])],
        placement,
    )
}

fn resolved(world: &mut World, demand: Demand) -> Option<ResolvedDemand> {
    let rule = auction::Rule {
        bidding: auction::Bidding::Dutch {
            from: Rate(1),
            duration: Seconds(60),
        },
        price: auction::Pricing::Own,
        pick: auction::Pick::Lowest,
    };
    let expires_at = world.now().after(Seconds(100));
    let way = Way::Auction {
        slot: 9,
        rule,
        expires_at,
    };
    let response = world.send("ana", &order(demand, way)).ok()?;
    match sent_to::<auction::ExecuteMsg>(&response, "auction").pop()? {
        auction::ExecuteMsg::Open { demand, .. } => Some(*demand),
        _ => None,
    }
}

fn step(world: &mut World, ledger: &mut Ledger, step: Step) {
    match step {
        Step::Post {
            provider,
            class,
            rate,
            units,
            largest,
            lasts,
        } => {
            let mut new = offer(CLASSES[class].0, rate, units);
            new.largest = largest;
            new.terms.expires_at = Some(world.now().after(Seconds(lasts)));
            if change(world, provider, post(new)) {
                let bond = BONDS[class].1 * ledger.factor;
                ledger.offers.insert(
                    (provider, class),
                    Offered {
                        units,
                        standing: true,
                        bond,
                    },
                );
            }
        }
        Step::Reprice {
            provider,
            class,
            rate,
        } => {
            change(
                world,
                provider,
                OfferChange::Reprice {
                    class: CLASSES[class].0,
                    rate: Rate(rate),
                },
            );
        }
        Step::Resize {
            provider,
            class,
            units,
        } => {
            if change(
                world,
                provider,
                OfferChange::Resize {
                    class: CLASSES[class].0,
                    units,
                },
            ) {
                ledger.offers.get_mut(&(provider, class)).unwrap().units = units;
            }
        }
        Step::Report {
            provider,
            class,
            largest,
        } => {
            change(
                world,
                provider,
                OfferChange::Report {
                    class: CLASSES[class].0,
                    largest,
                },
            );
        }
        Step::Withdraw { provider, class } => {
            let made = change(
                world,
                provider,
                OfferChange::Withdraw {
                    class: CLASSES[class].0,
                },
            );
            let stood = ledger
                .offers
                .get(&(provider, class))
                .is_some_and(|offered| offered.standing);
            // What stands can always be taken back, and nothing else.
            assert_eq!(made, stood);
            if made {
                ledger.offers.get_mut(&(provider, class)).unwrap().standing = false;
            }
        }
        Step::Card {
            provider,
            cores,
            gib,
        } => {
            let new = small(cores, gib);
            if let Ok(response) = world.sets_card(PROVIDERS[provider], new.clone()) {
                told(world, &response);
                ledger
                    .cards
                    .insert(provider, (new.capacity, true, ledger.core, 1));
            }
        }
        Step::WithdrawCard { provider } => {
            let msg = ExecuteMsg::Card {
                change: CardChange::Withdraw {},
            };
            if let Ok(response) = world.send(PROVIDERS[provider], &msg) {
                told(world, &response);
                ledger.cards.get_mut(&provider).unwrap().1 = false;
            }
        }
        Step::Book {
            class,
            replicas,
            per_replica,
            ceiling,
            fok,
            placement,
            rematch,
        } => {
            let mut wanted = gpu_demand(class, replicas, per_replica, ceiling, placement);
            wanted.rematch = rematch;
            let way = book(if fok {
                TimeInForce::Fok
            } else {
                TimeInForce::Ioc
            });
            let _ = opened(world, ledger, "ana", &order(wanted, way));
        }
        Step::Cpu {
            replicas,
            cpu_milli,
            memory_mib,
            shared,
        } => {
            let placement = if shared {
                Placement::Any
            } else {
                Placement::OneProvider
            };
            let mut wanted = lines(vec![cpus(replicas, cpu_milli, memory_mib)], placement);
            wanted.rematch = 1;
            let way = named(&[(1, &[]), (2, &[]), (3, &[])]);
            let _ = opened(world, ledger, "ana", &order(wanted, way));
        }
        Step::Named {
            provider,
            class,
            replicas,
            extra,
        } => {
            let mut wanted = gpu_demand(class, replicas, 1, 100, Placement::OneProvider);
            wanted.lines[0].cpu_milli = 16_000 + extra;
            wanted.lines.push(cpus(1, 500, 100));
            let classes = [CLASSES[class].0];
            let way = named(&[(id(provider), &classes)]);
            let _ = opened(world, ledger, "ana", &order(wanted, way));
        }
        Step::Rest {
            slot,
            replicas,
            ceiling,
        } => {
            let wanted = gpu_demand(0, replicas, 1, ceiling, Placement::Any);
            let expires_at = world.now().after(Seconds(150));
            let way = Way::Rest {
                slot,
                expires_at,
                max_scan: None,
            };
            let _ = opened(world, ledger, "ana", &order(wanted, way));
        }
        Step::Match { slot } => {
            let order = OrderKey {
                account: ANAS,
                slot,
            };
            let msg = ExecuteMsg::MatchOrder {
                order,
                max_scan: None,
            };
            let _ = opened(world, ledger, "mallory", &msg);
        }
        Step::Award {
            provider,
            class,
            replicas,
        } => {
            let wanted = gpu_demand(class, replicas, 1, 100, Placement::OneProvider);
            let Some(demand) = resolved(world, wanted) else {
                return;
            };
            let msg = ExecuteMsg::Award {
                order: OrderKey {
                    account: ANAS,
                    slot: 9,
                },
                tenant: addr("ana").into(),
                demand,
                bid: Award {
                    provider: ProviderId(id(provider)),
                    classes: vec![CLASSES[class].0],
                    rate: Rate(1),
                },
                faulted: vec![],
            };
            let _ = opened(world, ledger, "auction", &msg);
        }
        Step::Close { lease, reason } => close(world, ledger, lease, reason),
        Step::Rematch { lease } => {
            let Some(place) = lease.checked_rem(ledger.failed.len()) else {
                return;
            };
            let failed = ledger.failed[place].clone();
            if opened(world, ledger, "mallory", &rematch(&failed)).is_ok() {
                ledger.failed.remove(place);
                // What replaces it costs no more than was set aside, and is not of who failed.
                let promised: tender_interfaces::orderbook::Promised =
                    tender_storage::unpack(&failed.promised).unwrap();
                let new = ledger
                    .leases
                    .iter()
                    .rev()
                    .take_while(|lease| lease.order != failed.order);
                let newest = ledger.leases.last().unwrap().order.clone();
                let ours: Vec<&Lease> = new.filter(|lease| lease.order == newest).collect();
                let rate: u128 = ours.iter().map(|lease| lease.new.rate.0).sum();
                assert!(rate <= promised.most.0);
                assert!(ours
                    .iter()
                    .all(|lease| lease.key.provider != failed.key.provider));
            }
        }
        Step::Count { provider, count } => {
            world.change(id(provider), |row| {
                row.attestations[0].classes[0].count = count;
                row.attestations[0].classes[1].count = count;
                row.attestations[0].cores = count;
                row.attestations[0].memory_gib = count;
            });
        }
        Step::Standing {
            provider,
            status,
            bonded,
        } => {
            let statuses = [
                ProviderStatus::Active,
                ProviderStatus::Active,
                ProviderStatus::Jailed,
            ];
            world.change(id(provider), |row| {
                row.status = statuses[status];
                row.bonded = bonded || status == 0;
                row.bond = Akt(BOND);
            });
        }
        Step::Register { provider } => world.change(id(provider), |row| {
            row.epoch += 1;
            row.status = ProviderStatus::Active;
        }),
        Step::Bonds { factor } => {
            ledger.factor = factor;
            for (place, (class, name, parts)) in CLASSES.into_iter().enumerate() {
                let device = if parts > 1 { H100 } else { class };
                let mut row = class_row(class, name, device, parts);
                row.bond_per_unit = Akt(BONDS[place].1 * factor);
                world.registry(attestation::class_id_key(class), tender_storage::pack(&row));
            }
        }
        Step::Params { core, unattested } => {
            let mut params = params();
            (params.bond_per_core, params.unattested_units) = (Akt(core), unattested);
            // What is set to what it is already is refused.
            if world
                .send("owner", &ExecuteMsg::UpdateParams { params })
                .is_ok()
            {
                (ledger.core, ledger.unattested) = (core, unattested);
            }
        }
        Step::Expire { provider } => {
            let offers = CLASSES.map(|(class, ..)| key(id(provider), class)).to_vec();
            let alive = alive(world, ledger, provider);
            let orders = (0..3)
                .map(|slot| OrderKey {
                    account: ANAS,
                    slot,
                })
                .collect();
            world
                .send("mallory", &ExecuteMsg::Expire { orders, offers })
                .unwrap();
            // What stood and was alive still stands.
            for class in alive {
                assert_eq!(
                    world.offer(id(provider), CLASSES[class].0).state,
                    OfferState::Standing
                );
            }
        }
        Step::Wait { seconds } => {
            world.wait(Seconds(seconds));
        }
    }
}

fn close(world: &mut World, ledger: &mut Ledger, lease: usize, reason: usize) {
    use CloseReason::{
        Cancelled, Declined, Done, NotServed, NotStarted, Starved, Unfunded, Unspecified, Unstable,
    };
    use ClosedBy::{Anyone, Provider, Tenant};
    let Some(place) = lease.checked_rem(ledger.leases.len()) else {
        return;
    };
    let (reason, by, waited) = [
        (Done, Tenant, false),
        (NotServed, Tenant, false),
        (Unstable, Provider, false),
        (Unspecified, Provider, false),
        (Starved, Anyone, false),
        (Declined, Provider, true),
        (NotStarted, Anyone, true),
        (Cancelled, Tenant, true),
        (Unfunded, Provider, true),
    ][reason];
    let lease = ledger.leases.remove(place);
    let response = world.releases(&lease, reason, by, 3, waited);
    told(world, &response);
    let failed = matches!(reason, Declined | NotStarted);
    if failed && lease.new.rematch > 0 && lease.new.slot.is_none() {
        ledger.failed.push(lease);
    }
}

/// Sequences: more by `TENDER_MODEL_CASES`.
fn cases() -> u32 {
    let cases = std::env::var("TENDER_MODEL_CASES").ok();
    cases.and_then(|text| text.parse().ok()).unwrap_or(200)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(cases()))]
    #[test]
    fn the_book_and_its_ledger_agree_until_everybody_has_left(steps in steps()) {
        let mut world = world();
        for id in 1..4 {
            // A reason to run short: locking everything takes more than there is.
            world.change(id, |row| {
                row.bond = Akt(3_000);
                row.attestations[0].classes[0].count = 20;
                row.attestations[0].expires_at = after(2_000);
            });
        }
        world.change(3, |row| row.attributes.0[0].attribute = US);
        let mut ledger = Ledger { factor: 1, core: 10, unattested: 2, ..Ledger::default() };
        for each in steps {
            step(&mut world, &mut ledger, each);
            agree(&world, &ledger);
            world.check(100);
        }
        leave(&mut world, &mut ledger);
    }
}
