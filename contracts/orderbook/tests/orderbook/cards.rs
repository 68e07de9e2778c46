use tender_guard::GuardError;
use tender_interfaces::admin::{ActionClass, AdminMsg};
use tender_interfaces::attestation::{self, ProviderStatus};
use tender_interfaces::demand::{Mismatch, Placement, Quantity};
use tender_interfaces::escrow::{CloseReason, ClosedBy};
use tender_interfaces::events::{BondLocked, CardChanged, CardSet};
use tender_interfaces::orderbook::{CardChange, CardResponse, ExecuteMsg, NewCard, QueryMsg};
use tender_orderbook::ContractError;
use tender_types::{Akt, ProviderId, Rate, Resources, Volume, VolumeClass};

use crate::verbs::*;
use crate::world::*;

const WITHDRAW: CardChange = CardChange::Withdraw {};

fn changes(world: &mut World, change: CardChange) -> Result<cosmwasm_std::Response, ContractError> {
    world.send("pia", &ExecuteMsg::Card { change })
}

fn seen(world: &World) -> CardResponse {
    let provider = ProviderId(1);
    world.answer(QueryMsg::Card { provider })
}

fn cpu(replicas: u32, cpu_milli: u64, memory_mib: u64) -> tender_interfaces::demand::Demand {
    lines(
        vec![cpus(replicas, cpu_milli, memory_mib)],
        Placement::OneProvider,
    )
}

#[test]
fn a_card_is_set_whole_and_locks_its_part_of_the_bond() {
    let mut world = world();
    let response = world.sets_card("pia", card()).unwrap();
    let told = events::<CardSet>(&response.events).pop().unwrap();
    assert_eq!(told.rates, [100, 10, 1, 1, 2, 3, 50]);
    assert_eq!(told.capacity, card().capacity);
    let locked = events::<BondLocked>(&response.events).pop().unwrap();
    assert_eq!(locked.locked, Akt(CARD_BOND));
    let card_now = seen(&world);
    assert_eq!(card_now.bond, Akt(CARD_BOND));
    assert_eq!(
        (card_now.out, card_now.terms),
        (Resources::default(), Some(terms()))
    );
    world.check(30);
}

#[test]
fn a_card_has_its_bounds() {
    let mut world = world();
    let refused = |world: &mut World, change: fn(&mut NewCard)| {
        let mut new = card();
        change(&mut new);
        world.sets_card("pia", new).unwrap_err()
    };
    let empties: [fn(&mut NewCard); 2] = [
        |card| card.capacity.cpu_milli = 0,
        |card| card.capacity.memory_mib = 0,
    ];
    for empty in empties {
        let mut small = card();
        empty(&mut small);
        small.largest = Resources::default();
        assert_eq!(world.sets_card("pia", small), Err(ContractError::EmptyCard));
    }
    let above = ContractError::ReplicaAboveCapacity;
    assert_eq!(
        refused(&mut world, |card| card.largest.cpu_milli = 100_001),
        above
    );
    assert_eq!(
        refused(&mut world, |card| card.largest.public_ips = 1),
        above
    );
    assert_eq!(
        refused(&mut world, |card| card.largest.volumes[1].mib = 4_001),
        above
    );
    let twice = |card: &mut NewCard| card.capacity.volumes.reverse();
    assert_eq!(refused(&mut world, twice), ContractError::Volumes);
    let empty = |card: &mut NewCard| card.largest.volumes[0].mib = 0;
    assert_eq!(refused(&mut world, empty), ContractError::Volumes);
    let (expires_at, now) = (START, START);
    assert_eq!(
        refused(&mut world, |card| card.terms.expires_at = Some(START)),
        ContractError::AlreadyOver { expires_at, now }
    );
    // Attested, in whole cores and GiB rounded up.
    let counted = |counted, offered| {
        let mismatch = Mismatch::Counted { counted, offered };
        ContractError::AboveAttested { mismatch }
    };
    assert_eq!(
        refused(&mut world, |card| card.capacity.cpu_milli = 1_000_001),
        counted(1_000, 1_001)
    );
    assert_eq!(
        refused(&mut world, |card| card.capacity.memory_mib =
            10_000 * 1_024 + 1),
        counted(10_000, 10_001)
    );
    world.change(1, |row| row.attestations.clear());
    assert_eq!(refused(&mut world, |_| ()), counted(8, 100));
    let mut small = card();
    (small.capacity.cpu_milli, small.capacity.memory_mib) = (8_000, 32_768);
    (small.largest.cpu_milli, small.largest.memory_mib) = (8_000, 32_768);
    world.sets_card("pia", small).unwrap();
    world.change(1, |row| row.bond = Akt(111));
    let short = ContractError::BondTooSmall {
        needed: Akt(CARD_BOND),
        bond: Akt(111),
    };
    world.change(1, |row| row.attestations = provider_row("pia").attestations);
    assert_eq!(world.sets_card("pia", card()), Err(short));
    world.check(30);
}

#[test]
fn no_more_of_a_card_is_on_lease_than_there_is() {
    let mut world = world();
    world.sets_card("pia", card()).unwrap();
    let way = || named(&[(1, &[])]);
    // 100 cores: two of 48 leave four.
    let (_, leases) = world.places(cpu(2, 48_000, 1_024), way());
    assert_eq!(leases[0].new.draw.card.cpu_milli, 96_000);
    assert_eq!(leases[0].new.rate, Rate(96 * 100 + 2 * 10));
    let ContractError::NotFillable { refused, .. } = world.refuses(cpu(1, 4_001, 0), way()) else {
        panic!("filled");
    };
    let mismatch = Mismatch::Short {
        of: Quantity::Cpu,
        free: 4_000,
        wanted: 4_001,
    };
    assert_eq!(refused, Some((ProviderId(1), mismatch)));
    world.places(cpu(1, 4_000, 0), way());
    let mut smaller = card();
    smaller.capacity.cpu_milli = 99_999;
    let below = ContractError::BelowLeased {
        out: seen(&world).out.to_string(),
    };
    assert_eq!(world.sets_card("pia", smaller), Err(below));
    let response = world.closes(&leases[0], CloseReason::Done, ClosedBy::Tenant);
    assert_eq!(
        events::<CardChanged>(&response.events)[0].out.cpu_milli,
        4_000
    );
    assert_eq!(seen(&world).record.ended, 1);
    world.check(30);
}

#[test]
fn a_withdrawn_card_locks_what_is_still_on_lease() {
    let mut world = world();
    world.sets_card("pia", card()).unwrap();
    let way = || named(&[(1, &[])]);
    let (_, first) = world.places(cpu(1, 1_500, 1_025), way());
    let (_, second) = world.places(cpu(1, 1_500, 1_024), way());
    changes(&mut world, WITHDRAW).unwrap();
    // Three cores and, rounded up, three GiB.
    assert_eq!(world.locked(1), 33);
    assert_eq!(seen(&world).terms, None);
    let none = ContractError::CardNotFound {
        provider: ProviderId(1),
    };
    assert_eq!(changes(&mut world, WITHDRAW).err().as_ref(), Some(&none));
    let report = |largest| CardChange::Report { largest };
    assert_eq!(changes(&mut world, report(Resources::default())), Err(none));
    assert!(world.tries("ana", &order(cpu(1, 1, 1), way())).is_err());
    world.closes(&first[0], CloseReason::Done, ClosedBy::Tenant);
    assert_eq!(world.locked(1), 21);
    world.closes(&second[0], CloseReason::Done, ClosedBy::Tenant);
    assert_eq!(world.locked(1), 0);
    world.sets_card("pia", card()).unwrap();
    world.places(cpu(1, 64_000, 1), way());
    world.check(30);
}

#[test]
fn one_replica_has_at_most_what_was_reported() {
    let mut world = world();
    world.sets_card("pia", card()).unwrap();
    let mut largest = card().largest;
    largest.cpu_milli = 10_000;
    let report = CardChange::Report {
        largest: largest.clone(),
    };
    let response = changes(&mut world, report).unwrap();
    assert_eq!(event::<CardChanged>(&response).largest, largest);
    let way = || named(&[(1, &[])]);
    assert!(world
        .tries("ana", &order(cpu(1, 10_001, 0), way()))
        .is_err());
    world.places(cpu(9, 10_000, 0), way());
    largest.cpu_milli = 100_001;
    let report = CardChange::Report {
        largest: largest.clone(),
    };
    assert_eq!(
        changes(&mut world, report),
        Err(ContractError::ReplicaAboveCapacity)
    );
    largest.volumes.reverse();
    let report = CardChange::Report { largest };
    assert_eq!(changes(&mut world, report), Err(ContractError::Volumes));
}

#[test]
fn groups_of_several_lines_volumes_and_addresses_are_served_by_one_card() {
    let mut world = world();
    world.sets_card("pia", card()).unwrap();
    let mut web = cpus(2, 500, 512);
    web.volumes = vec![tender_interfaces::demand::LineVolume {
        class: Some(VolumeClass::Nvme),
        mib: 1_024,
    }];
    let mut group = lines(vec![web, cpus(1, 4_000, 8_192)], Placement::OneProvider);
    group.public_ips = 2;
    let (_, leases) = world.places(group.clone(), named(&[(1, &[])]));
    let volumes = vec![Volume {
        class: VolumeClass::Nvme,
        mib: 2_048,
    }];
    let drawn = Resources {
        cpu_milli: 5_000,
        memory_mib: 9_216,
        volumes,
        public_ips: 2,
        ..Resources::default()
    };
    assert_eq!(leases[0].new.draw.card, drawn);
    assert_eq!(leases[0].new.rate, Rate(500 + 90 + 6 + 100));
    // Two addresses are left, whatever the number of services.
    group.public_ips = 3;
    assert!(world
        .tries("ana", &order(group.clone(), named(&[(1, &[])])))
        .is_err());
    group.public_ips = 2;
    assert!(
        world
            .tries("ana", &order(group, named(&[(1, &[])])))
            .is_ok()
            || seen(&world).out.volumes[0].mib > 1_952
    );
    world.check(30);
}

#[test]
fn only_a_provider_that_can_be_matched_sets_a_card() {
    let mut world = world();
    let sender = addr("ana").into();
    let refused = world.sets_card("ana", card());
    assert_eq!(refused, Err(ContractError::NotAProvider { sender }));
    world.sets_card("pia", card()).unwrap();
    world.change(1, |row| row.status = ProviderStatus::Suspended);
    let mismatch = Mismatch::ProviderStatus {};
    let provider = ProviderId(1);
    let error = ContractError::CannotServe { provider, mismatch };
    assert_eq!(world.sets_card("pia", card()).err().as_ref(), Some(&error));
    let report = CardChange::Report {
        largest: Resources::default(),
    };
    assert_eq!(changes(&mut world, report.clone()), Err(error));
    world.change(1, |row| {
        row.status = ProviderStatus::Active;
        row.epoch = 2;
    });
    let mismatch = Mismatch::Epoch {};
    let error = ContractError::CannotServe { provider, mismatch };
    assert_eq!(changes(&mut world, report), Err(error));
    assert!(world
        .tries("ana", &order(cpu(1, 1, 1), named(&[(1, &[])])))
        .is_err());
    // What an earlier life left can be taken back, and frees its bond.
    world.change(1, |row| row.bonded = false);
    let response = changes(&mut world, WITHDRAW).unwrap();
    let told = sent_to::<attestation::ExecuteMsg>(&response, "attestation");
    let locked = Akt::ZERO;
    assert_eq!(
        told,
        [attestation::ExecuteMsg::SetLocked { provider, locked }]
    );
}

#[test]
fn a_paused_card_can_still_be_taken_back() {
    let mut world = world();
    world.sets_card("pia", card()).unwrap();
    let class = ActionClass::Offer;
    world
        .send("owner", &ExecuteMsg::Admin(AdminMsg::Pause { class }))
        .unwrap();
    let paused = ContractError::Guard(GuardError::Paused { class });
    assert_eq!(world.sets_card("pia", card()), Err(paused));
    changes(&mut world, WITHDRAW).unwrap();
}
