use tender_guard::GuardError;
use tender_interfaces::admin::{ActionClass, AdminMsg};
use tender_interfaces::attestation::{self, ProviderStatus};
use tender_interfaces::demand::Mismatch;
use tender_interfaces::escrow::{CloseReason, ClosedBy};
use tender_interfaces::events::{BondLocked, OfferChanged, OfferPosted, OfferRefused};
use tender_interfaces::orderbook::{
    Changed, ExecuteMsg, OfferChange, OfferState, MAX_BATCH, MAX_MIN_RUN, MAX_NOTICE, MAX_SLICES,
    MAX_START_WITHIN, MAX_UNITS, MIN_START_WITHIN,
};
use tender_orderbook::state::{Turns, TURNS};
use tender_orderbook::ContractError;
use tender_storage::pack;
use tender_types::{Akt, AssetIndex, ClassId, ProviderId, Rate, Seconds, Volume, VolumeClass};

use crate::verbs::*;
use crate::world::*;

const fn resize(class: ClassId, units: u32) -> OfferChange {
    OfferChange::Resize { class, units }
}

const fn report(largest: u32) -> OfferChange {
    let class = H100;
    OfferChange::Report { class, largest }
}

const fn reprice(rate: u128) -> OfferChange {
    OfferChange::Reprice {
        class: H100,
        rate: Rate(rate),
    }
}

const fn withdraw(class: ClassId) -> OfferChange {
    OfferChange::Withdraw { class }
}

fn counted(counted: u32, offered: u32) -> ContractError {
    let mismatch = Mismatch::Counted { counted, offered };
    ContractError::AboveAttested { mismatch }
}

#[test]
fn an_offer_stands_as_it_was_posted() {
    let mut world = world();
    let mut posted = until(100, offer(H100, 500, 8));
    posted.largest = Some(4);
    posted.terms.assets = vec![AssetIndex(3), AssetIndex(1)];
    posted.terms.instant = true;
    let response = world.changes("pia", post(posted.clone())).unwrap();
    let told = events::<OfferPosted>(&response.events).pop().unwrap();
    assert_eq!(
        (told.provider, told.class, told.units),
        (ProviderId(1), H100, 8)
    );
    assert_eq!((told.rate, told.turn, told.largest), (Rate(500), 1, 4));
    assert_eq!(told.assets, [AssetIndex(1), AssetIndex(3)]);
    let locked = events::<BondLocked>(&response.events).pop().unwrap();
    assert_eq!(locked.locked, Akt(800));
    let stands = world.offer(1, H100);
    assert_eq!(stands.state, OfferState::Standing);
    assert_eq!((stands.free, stands.units, stands.largest), (8, 8, 4));
    assert_eq!(stands.carries, carried());
    assert_eq!((stands.bond_per_unit, stands.epoch), (Akt(100), 1));
    let mut terms = posted.terms;
    terms.assets.reverse();
    assert_eq!(stands.terms, Some(terms));
    assert_eq!(world.locked(1), 800);
    world.check(30);
}

#[test]
fn only_a_provider_that_can_be_matched_offers_more() {
    let mut world = world();
    let refused = world.changes("ana", post(offer(H100, 1, 1)));
    let sender = addr("ana").into();
    assert_eq!(refused, Err(ContractError::NotAProvider { sender }));
    world.posts("pia", offer(H100, 500, 8));
    let (_, leases) = world.places(demand(2), FOK);
    for (status, bonded, mismatch) in [
        (ProviderStatus::Leaving, true, Mismatch::ProviderStatus {}),
        (ProviderStatus::Suspended, true, Mismatch::ProviderStatus {}),
        (ProviderStatus::Jailed, true, Mismatch::ProviderStatus {}),
        (ProviderStatus::Active, false, Mismatch::Bond {}),
    ] {
        world.change(1, |row| (row.status, row.bonded) = (status, bonded));
        let provider = ProviderId(1);
        let error = ContractError::CannotServe { provider, mismatch };
        for change in [
            post(offer(H100, 1, 8)),
            resize(H100, 9),
            report(1),
            reprice(1),
        ] {
            assert_eq!(world.changes("pia", change).err().as_ref(), Some(&error));
        }
    }
    // Less it may always offer: it is out of the book then, for nobody can match it.
    world.makes("pia", resize(H100, 2));
    assert_eq!(world.offer(1, H100).state, OfferState::Parked);
    world.makes("pia", withdraw(H100));
    assert_eq!(world.locked(1), 200);
    world.closes(&leases[0], CloseReason::Done, ClosedBy::Tenant);
    assert_eq!(world.locked(1), 0);
    world.check(30);
}

#[test]
fn an_offer_has_its_bounds() {
    let mut world = world();
    world.count(1, MAX_UNITS + 1);
    world.change(1, |row| row.bond = Akt(u128::MAX));
    let refused = |world: &mut World, change: fn(&mut tender_interfaces::orderbook::NewOffer)| {
        let mut new = offer(H100, 1, 1);
        change(&mut new);
        world.changes("pia", post(new)).unwrap_err()
    };
    assert_eq!(
        refused(&mut world, |new| new.rate = Rate::ZERO),
        ContractError::ZeroRate
    );
    assert_eq!(
        world.changes("pia", reprice(0)),
        Err(ContractError::ZeroRate)
    );
    for units in [0, MAX_UNITS + 1] {
        let error = out_of_range("units", units, 1, MAX_UNITS);
        assert_eq!(
            world
                .changes("pia", post(offer(H100, 1, units)))
                .err()
                .as_ref(),
            Some(&error)
        );
        assert_eq!(world.changes("pia", resize(H100, units)), Err(error));
    }
    for largest in [0, 2] {
        let mut new = offer(H100, 1, 1);
        new.largest = Some(largest);
        let error = out_of_range("largest", largest, 1, 1);
        assert_eq!(world.changes("pia", post(new)), Err(error));
    }
    let unknown = ContractError::UnknownClass { class: ClassId(99) };
    assert_eq!(refused(&mut world, |new| new.class = ClassId(99)), unknown);
    let seconds = |what, value, min, max| out_of_range(what, Seconds(value), min, max);
    assert_eq!(
        refused(&mut world, |new| new.terms.start_within = Seconds(59)),
        seconds("start_within", 59, MIN_START_WITHIN, MAX_START_WITHIN)
    );
    assert_eq!(
        refused(&mut world, |new| new.terms.start_within = Seconds(3_601)),
        seconds("start_within", 3_601, MIN_START_WITHIN, MAX_START_WITHIN)
    );
    assert_eq!(
        refused(&mut world, |new| new.terms.min_run = Seconds(601)),
        seconds("min_run", 601, Seconds::ZERO, MAX_MIN_RUN)
    );
    let notice = MAX_NOTICE.0 + 1;
    assert_eq!(
        refused(&mut world, |new| new.terms.notice.0 = MAX_NOTICE.0 + 1),
        seconds("notice", notice, Seconds::ZERO, MAX_NOTICE)
    );
    // The credit is always taken, so it is not named.
    for asset in [0, 8] {
        let mut new = offer(H100, 1, 1);
        new.terms.assets = vec![AssetIndex(asset)];
        let error = out_of_range("assets", usize::from(asset), 1, 7);
        assert_eq!(world.changes("pia", post(new)), Err(error));
    }
    let twice = GuardError::Duplicate { what: "assets" };
    assert_eq!(
        refused(&mut world, |new| new.terms.assets = vec![AssetIndex(1); 2]),
        twice.into()
    );
    let (expires_at, now) = (START, START);
    assert_eq!(
        refused(&mut world, |new| new.terms.expires_at = Some(START)),
        ContractError::AlreadyOver { expires_at, now }
    );
    let mut most = offer(H100, u128::MAX, MAX_UNITS);
    most.terms.start_within = MIN_START_WITHIN;
    most.terms.min_run = MAX_MIN_RUN;
    most.terms.notice = MAX_NOTICE;
    most.terms.assets = (1..8).map(AssetIndex).collect();
    most.terms.expires_at = Some(after(1));
    world.posts("pia", most);
    world.check(30);
}

#[test]
fn a_unit_carries_at_least_what_its_class_promises() {
    let mut world = world();
    let with = |change: fn(&mut tender_types::Resources)| {
        let mut carries = carried();
        change(&mut carries);
        let mut new = offer(H100, 1, 1);
        new.carries = Some(carries);
        post(new)
    };
    let below = ContractError::UnitBelowClass {
        class: H100,
        least: carried(),
    };
    let less: [fn(&mut tender_types::Resources); 3] = [
        |carries| carries.cpu_milli -= 1,
        |carries| carries.memory_mib -= 1,
        |carries| carries.disk_mib -= 1,
    ];
    for change in less {
        assert_eq!(
            world.changes("pia", with(change)).err().as_ref(),
            Some(&below)
        );
    }
    let volume = |mib| Volume {
        class: VolumeClass::Ssd,
        mib,
    };
    let doubled = with(|carries| {
        let class = VolumeClass::Ssd;
        carries.volumes = vec![Volume { class, mib: 1 }, Volume { class, mib: 1 }];
    });
    assert_eq!(world.changes("pia", doubled), Err(ContractError::Volumes));
    let more = with(|carries| {
        let class = VolumeClass::Ssd;
        carries.cpu_milli += 1;
        carries.volumes = vec![Volume { class, mib: 9 }];
    });
    world.makes("pia", more);
    assert_eq!(world.offer(1, H100).carries.volumes, [volume(9)]);
}

#[test]
fn posting_again_replaces_the_offer_and_keeps_what_is_on_lease() {
    let mut world = world();
    world.posts("pia", offer(H100, 500, 8));
    let (_, leases) = world.places(demand(3), FOK);
    let below = ContractError::BelowLeased {
        out: "3 units".to_string(),
    };
    let refused = world.changes("pia", post(offer(H100, 400, 2)));
    assert_eq!(refused.err().as_ref(), Some(&below));
    assert_eq!(world.changes("pia", resize(H100, 2)), Err(below));
    world.posts("pia", offer(H100, 400, 3));
    assert_eq!(world.offer(1, H100).state, OfferState::SoldOut);
    world.posts("pia", offer(H100, 400, 9));
    let stands = world.offer(1, H100);
    assert_eq!((stands.free, stands.units, stands.rate), (6, 9, Rate(400)));
    assert_eq!(world.in_book(H100), [1]);
    assert_eq!(world.locked(1), 900);
    world.closes(&leases[0], CloseReason::Done, ClosedBy::Tenant);
    assert_eq!(world.free(1, H100), 9);
    world.check(30);
}

#[test]
fn a_withdrawn_offer_keeps_its_row_while_anything_is_leased() {
    let mut world = world();
    world.posts("pia", offer(H100, 500, 8));
    let (_, leases) = world.places(demand(3), FOK);
    world.makes("pia", withdraw(H100));
    let gone = world.offer(1, H100);
    assert_eq!(
        (gone.state, gone.units, gone.free),
        (OfferState::Withdrawn, 3, 0)
    );
    assert_eq!((gone.terms, world.locked(1)), (None, 300));
    assert!(world.in_book(H100).is_empty());
    let none = ContractError::OfferNotFound {
        offer: key(1, H100),
    };
    for change in [withdraw(H100), reprice(1), report(1), resize(H100, 9)] {
        assert_eq!(world.changes("pia", change).err().as_ref(), Some(&none));
    }
    // What is on lease counts when it is offered again.
    let below = ContractError::BelowLeased {
        out: "3 units".to_string(),
    };
    assert_eq!(world.changes("pia", post(offer(H100, 1, 2))), Err(below));
    world.posts("pia", offer(H100, 1, 4));
    assert_eq!(world.free(1, H100), 1);
    world.makes("pia", withdraw(H100));
    world.closes(&leases[0], CloseReason::Done, ClosedBy::Tenant);
    assert_eq!((world.locked(1), world.offer(1, H100).units), (0, 0));
    assert_eq!(world.offer(1, H100).record.ended, 1);
    world.check(30);
}

#[test]
fn a_repriced_offer_goes_behind_those_at_the_new_rate() {
    let mut world = world();
    world.posts("pia", offer(H100, 300, 1));
    world.posts("pol", offer(H100, 400, 1));
    world.makes("pia", reprice(400));
    assert_eq!(world.in_book(H100), [2, 1]);
    // Another size leaves it in its place.
    world.makes("pol", resize(H100, 5));
    assert_eq!(world.in_book(H100), [2, 1]);
    // Even the same rate again is a new place in the queue.
    world.makes(
        "pol",
        OfferChange::Reprice {
            class: H100,
            rate: Rate(400),
        },
    );
    assert_eq!(world.in_book(H100), [1, 2]);
    world.check(30);
}

#[test]
fn the_largest_replica_is_what_its_provider_reports() {
    let mut world = world();
    world.posts("pia", offer(H100, 500, 16));
    let pair = |replicas| {
        lines(
            vec![gpus_of(replicas, 2, &[(H100_NAME, 1_000)])],
            tender_interfaces::demand::Placement::Any,
        )
    };
    world.makes("pia", report(1));
    let ContractError::NotFillable { refused, .. } = world.refuses(pair(1), FOK) else {
        panic!("filled");
    };
    let mismatch = Mismatch::Largest {
        largest: 1,
        wanted: 2,
    };
    assert_eq!(refused, Some((ProviderId(1), mismatch)));
    world.makes("pia", report(2));
    let response = world.changes("pia", report(2)).unwrap();
    assert_eq!(event::<OfferChanged>(&response).largest, 2);
    assert_eq!(served(&world.places(pair(3), FOK).1), [(1, 6, 3_000)]);
    // Of sixteen six are out: some machine has one, and who has more has to say so.
    assert_eq!(world.offer(1, H100).largest, 1);
    let error = out_of_range("largest", 11, 0, 10);
    assert_eq!(world.changes("pia", report(11)), Err(error));
    world.makes("pia", report(10));
    assert_eq!(world.offer(1, H100).largest, 10);
    world.makes("pia", report(0));
    assert!(world.tries("ana", &order(demand(1), FOK)).is_err());
    assert_eq!(world.in_book(H100), [1]);
    world.check(30);
}

#[test]
fn slices_and_their_device_are_counted_together() {
    let mut world = world();
    world.count(1, 10);
    world.posts("pia", offer(H100, 500, 6));
    // 15 sevenths are three devices, 2 halves one: ten in all.
    world.posts("pia", offer(SEVENTH, 100, 15));
    world.posts("pia", offer(HALF, 300, 2));
    assert_eq!(world.changes("pia", resize(HALF, 3)), Err(counted(10, 11)));
    assert_eq!(
        world.changes("pia", resize(SEVENTH, 22)),
        Err(counted(10, 11))
    );
    assert_eq!(world.changes("pia", resize(H100, 7)), Err(counted(10, 11)));
    world.makes("pia", resize(SEVENTH, 21));
    world.makes("pia", resize(H100, 5));
    world.makes("pia", resize(HALF, 3));
    world.check(30);
    // Every row of them carries the number: once fewer are counted, none of them is matched.
    world.count(1, 9);
    for class in ["nvidia/h100/80Gi/sxm", "seventh", "half"] {
        let wanted = lines(vec![gpus_of(1, 1, &[(class, 1_000)])], Default::default());
        let ContractError::NotFillable { refused, .. } = world.refuses(wanted, FOK) else {
            panic!("filled");
        };
        let mismatch = Mismatch::Counted {
            counted: 9,
            offered: 10,
        };
        assert_eq!(refused, Some((ProviderId(1), mismatch)));
    }
    world.makes("pia", withdraw(HALF));
    let wanted = lines(
        vec![gpus_of(1, 1, &[("seventh", 1_000)])],
        Default::default(),
    );
    assert_eq!(world.places(wanted, FOK).0.missing, 0);
    world.check(30);
}

/// What is withdrawn while on lease is still of its device, in the parts that it is.
#[test]
fn slices_on_lease_count_as_parts_after_they_are_withdrawn() {
    let mut world = world();
    world.count(1, 2);
    world.posts("pia", offer(SEVENTH, 100, 7));
    let wanted = lines(
        vec![gpus_of(7, 1, &[("seventh", 1_000)])],
        Default::default(),
    );
    let (_, leases) = world.places(wanted, FOK);
    world.makes("pia", withdraw(SEVENTH));
    assert_eq!(
        world.changes("pia", post(offer(H100, 500, 2))),
        Err(counted(2, 3))
    );
    world.posts("pia", offer(H100, 500, 1));
    world.check(30);
    world.closes(&leases[0], CloseReason::Done, ClosedBy::Tenant);
    world.posts("pia", offer(H100, 500, 2));
    world.check(30);
}

#[test]
fn a_device_is_offered_in_so_many_kinds_of_slice() {
    let mut world = world();
    for number in 0..10 {
        let class = ClassId(100 + number);
        let row = class_row(class, "part", H100, 7);
        world.registry(attestation::class_id_key(class), pack(&row));
    }
    let kind = |number: usize| ClassId(100 + u16::try_from(number).unwrap());
    for number in 0..MAX_SLICES {
        world.posts("pia", offer(kind(number), 1, 1));
    }
    let refused = world.changes("pia", post(offer(kind(MAX_SLICES), 1, 1)));
    let (device, max) = (H100, MAX_SLICES);
    let error = ContractError::TooManySlices { device, max };
    assert_eq!(refused.err().as_ref(), Some(&error));
    // One that is withdrawn makes room, once nothing of it is on lease.
    world.makes("pia", withdraw(kind(0)));
    world.posts("pia", offer(kind(MAX_SLICES), 1, 1));
    assert_eq!(world.changes("pia", post(offer(kind(0), 1, 1))), Err(error));
    world.check(30);
}

#[test]
fn the_bond_is_locked_by_offering_and_fixed_when_posted() {
    let mut world = world();
    world.change(1, |row| row.bond = Akt(1_000));
    let short = |needed| ContractError::BondTooSmall {
        needed: Akt(needed),
        bond: Akt(1_000),
    };
    assert_eq!(
        world.changes("pia", post(offer(H100, 1, 11))),
        Err(short(1_100))
    );
    world.posts("pia", offer(H100, 1, 9));
    assert_eq!(
        world.changes("pia", post(offer(A100, 1, 3))),
        Err(short(1_050))
    );
    world.posts("pia", offer(A100, 1, 2));
    assert_eq!(world.locked(1), 1_000);
    // Governance asks more: what stands keeps what it locks, until it is posted again.
    let mut dearer = class_row(H100, H100_NAME, H100, 1);
    dearer.bond_per_unit = Akt(200);
    world.registry(attestation::class_id_key(H100), pack(&dearer));
    world.makes("pia", resize(H100, 8));
    assert_eq!(world.locked(1), 900);
    assert_eq!(
        world.changes("pia", post(offer(H100, 1, 8))),
        Err(short(1_700))
    );
    world.posts("pia", offer(H100, 1, 4));
    assert_eq!(world.locked(1), 900);
    // A bond below what is locked lets it offer less, and tell the registry.
    world.change(1, |row| (row.bond, row.bonded) = (Akt(700), false));
    let response = world.changes("pia", resize(H100, 3)).unwrap();
    let told = sent_to::<attestation::ExecuteMsg>(&response, "attestation");
    let expected = attestation::ExecuteMsg::SetLocked {
        provider: ProviderId(1),
        locked: Akt(700),
    };
    assert_eq!(told, [expected]);
    let response = world.changes("pia", withdraw(A100)).unwrap();
    assert_eq!(world.locked(1), 600);
    assert_eq!(
        sent_to::<attestation::ExecuteMsg>(&response, "attestation").len(),
        1
    );
    // One that covers it says nothing: the registry reads what is locked when it needs it.
    world.change(1, |row| row.bonded = true);
    let response = world.changes("pia", withdraw(H100)).unwrap();
    assert!(response.messages.is_empty());
    world.check(30);
}

#[test]
fn fifty_changes_are_made_and_the_one_that_is_refused_is_told() {
    let mut world = world();
    for number in 0..50 {
        let class = ClassId(1_000 + number);
        let row = class_row(class, "kind", class, 1);
        world.registry(attestation::class_id_key(class), pack(&row));
    }
    let mut changes: Vec<OfferChange> = (0..50)
        .map(|number| post(offer(ClassId(1_000 + number), 5, 1)))
        .collect();
    changes[17] = post(offer(ClassId(1_017), 0, 1));
    let response = world
        .send(
            "pia",
            &ExecuteMsg::Offer {
                changes: changes.clone(),
            },
        )
        .unwrap();
    let Changed { refused } = data(&response);
    assert_eq!(refused.len(), 50);
    for (place, code) in refused.iter().enumerate() {
        let expected = (place == 17).then(|| "orderbook/zero_rate".to_string());
        assert_eq!(*code, expected, "{place}");
    }
    let told = events::<OfferRefused>(&response.events);
    assert_eq!(told.len(), 1);
    assert_eq!(
        (told[0].class, told[0].code.as_str()),
        (ClassId(1_017), "orderbook/zero_rate")
    );
    assert_eq!(events::<OfferPosted>(&response.events).len(), 49);
    // What is locked is written and told once, and so are turns.
    assert_eq!(events::<BondLocked>(&response.events).len(), 1);
    assert_eq!(world.locked(1), 49);
    assert_eq!(TURNS.load(&world.deps.storage).unwrap(), Turns { next: 50 });
    let turns: Vec<u64> = (0..50)
        .filter(|place| *place != 17)
        .map(|place| world.offer(1, ClassId(1_000 + place)).turn)
        .collect();
    assert_eq!(turns, (1..50).collect::<Vec<u64>>());
    world.check(7);
    let none = world.send("pia", &ExecuteMsg::Offer { changes: vec![] });
    assert_eq!(none, Err(list_length("changes", 0, 1, MAX_BATCH)));
    changes.push(withdraw(H100));
    let many = world.send("pia", &ExecuteMsg::Offer { changes });
    assert_eq!(many, Err(list_length("changes", 51, 1, MAX_BATCH)));
}

#[test]
fn a_message_is_refused_only_when_all_of_it_is() {
    let mut world = world();
    let changes = vec![post(offer(H100, 0, 1)), withdraw(A100)];
    let refused = world.send("pia", &ExecuteMsg::Offer { changes });
    assert_eq!(refused, Err(ContractError::ZeroRate));
    assert_eq!(TURNS.load(&world.deps.storage).unwrap().next, 1);
    // A refused change locks nothing, and those behind it are judged as if it were not there.
    world.change(1, |row| row.bond = Akt(1_000));
    world.count(1, 10);
    let changes = vec![
        post(offer(H100, 1, 8)),
        resize(H100, 11),
        post(offer(A100, 1, 4)),
    ];
    let response = world.send("pia", &ExecuteMsg::Offer { changes }).unwrap();
    let refused = data::<Changed>(&response).refused;
    assert_eq!(
        refused,
        [None, Some("orderbook/above_attested".to_string()), None]
    );
    assert_eq!(world.locked(1), 1_000);
    world.check(30);
}

#[test]
fn a_paused_offer_can_still_be_taken_back() {
    let mut world = world();
    world.posts("pia", offer(H100, 1, 1));
    let class = ActionClass::Offer;
    let pause = AdminMsg::Pause { class };
    world.send("owner", &ExecuteMsg::Admin(pause)).unwrap();
    for change in [
        post(offer(A100, 1, 1)),
        resize(H100, 2),
        report(1),
        reprice(2),
    ] {
        let refused = world.changes("pia", change).unwrap_err();
        assert!(
            matches!(refused, ContractError::Guard(GuardError::Paused { .. })),
            "{refused}"
        );
    }
    let changes = vec![post(offer(A100, 1, 1)), withdraw(H100)];
    let response = world.send("pia", &ExecuteMsg::Offer { changes }).unwrap();
    let refused = data::<Changed>(&response).refused;
    assert_eq!(refused, [Some("guard/paused".to_string()), None]);
}

#[test]
fn turns_have_an_end() {
    let mut world = world();
    TURNS.save(&mut world.deps.storage, &Turns { next: u64::MAX });
    let refused = world.changes("pia", post(offer(H100, 1, 1)));
    assert_eq!(refused, Err(ContractError::TurnsUsedUp));
}
