use cosmwasm_std::Event;
use tender_guard::GuardError;
use tender_interfaces::attestation::ProviderStatus;
use tender_interfaces::demand::Mismatch;
use tender_interfaces::events::{AskPosted, AskRepriced, AskWithdrawn};
use tender_interfaces::orderbook::{
    AskResponse, AsksResponse, ExecuteMsg, Offer, QueryMsg, TimeInForce, MAX_ASK_UNITS,
};
use tender_orderbook::ContractError;
use tender_types::{AskId, ClassId, ProviderId, Rate, Resources, Volume, VolumeClass};

use crate::world::*;

fn post(offer: Offer) -> ExecuteMsg {
    ExecuteMsg::PostAsk { offer }
}

fn refused(change: impl FnOnce(&mut Offer)) -> ContractError {
    let mut offer = offer(H100, 500, 4);
    change(&mut offer);
    World::new().run("pia", post(offer)).unwrap_err()
}

#[test]
fn an_ask_stands_with_what_its_class_carries() {
    let mut world = World::new();
    let response = world.run("pia", post(offer(H100, 500, 4))).unwrap();
    let posted = AskPosted {
        ask: AskId(1),
        provider: ProviderId(1),
        class: ClassId(1),
        rate: Rate(500),
        free: 4,
        expires_at: None,
    };
    assert_eq!(response.events, [Event::from(posted)]);
    assert_eq!(response.messages, []);
    let expected = AskResponse {
        ask: key(1, 1),
        class: ClassId(1),
        rate: Rate(500),
        turn: 1,
        free: 4,
        units: 4,
        unit: carried(),
        assets: vec![0],
        expires_at: None,
    };
    assert_eq!(
        world.ask::<AskResponse>(QueryMsg::Ask { ask: key(1, 1) }),
        expected
    );
    assert_eq!(world.post("pol", offer(A100, 1, 1)), key(2, 2));
    world.check(1);
}

#[test]
fn a_unit_may_carry_more_and_not_less() {
    let mut more = carried();
    more.cpu_milli += 1;
    more.volumes = vec![Volume {
        class: VolumeClass::Nvme,
        gib: 9,
    }];
    let mut world = World::new();
    let unit = Some(more.clone());
    let ask = world.post(
        "pia",
        Offer {
            unit,
            assets: vec![7, 0],
            ..offer(H100, 500, 4)
        },
    );
    let stands: AskResponse = world.ask(QueryMsg::Ask { ask });
    assert_eq!((stands.unit, stands.assets), (more, vec![0, 7]));

    let short = |change: fn(&mut Resources)| {
        let mut unit = carried();
        change(&mut unit);
        refused(|offer| offer.unit = Some(unit))
    };
    assert_eq!(
        short(|unit| unit.memory_mib -= 1),
        ContractError::UnitBelowClass {
            class: H100.to_string(),
            mismatch: Mismatch::Memory {
                carried: 131_071,
                wanted: 131_072
            },
        }
    );
    let unsorted = short(|unit| {
        unit.volumes = [VolumeClass::Nvme, VolumeClass::Hdd]
            .map(|class| Volume { class, gib: 1 })
            .to_vec();
    });
    assert_eq!(unsorted, ContractError::Volumes);
}

#[test]
fn an_offer_out_of_bounds_is_refused() {
    assert_eq!(
        refused(|offer| offer.rate = Rate::ZERO),
        ContractError::ZeroRate
    );
    for units in [0, MAX_ASK_UNITS + 1] {
        let error = refused(|offer| offer.units = units);
        assert!(matches!(
            error,
            ContractError::Guard(GuardError::OutOfRange { what: "units", .. })
        ));
    }
    for assets in [vec![], vec![0, 0], vec![8], (0..9).collect()] {
        let error = refused(|offer| offer.assets = assets);
        assert!(matches!(error, ContractError::Guard(_)), "{error}");
    }
    assert_eq!(
        refused(|offer| offer.class = "nvidia/h1000".to_string()),
        ContractError::UnknownClass {
            name: "nvidia/h1000".to_string()
        }
    );
    assert_eq!(
        refused(|offer| offer.expires_at = Some(NOW)),
        ContractError::AlreadyOver {
            expires_at: NOW,
            now: NOW
        }
    );
    let mut world = World::new();
    world.post(
        "pia",
        Offer {
            expires_at: Some(NOW + 1),
            ..offer(H100, 1, MAX_ASK_UNITS)
        },
    );
}

#[test]
fn only_a_provider_that_can_be_matched_may_post() {
    let mut world = World::new();
    assert_eq!(
        world.run("ana", post(offer(H100, 1, 1))),
        Err(ContractError::NotAProvider {
            sender: addr("ana").into()
        })
    );
    let refused_for = |mismatch| {
        Err(ContractError::CannotServe {
            provider: ProviderId(1),
            mismatch,
        })
    };
    world.provider("pia", 1, |row| row.bonded = false);
    assert_eq!(
        world.run("pia", post(offer(H100, 1, 1))),
        refused_for(Mismatch::Bond {})
    );
    for status in [
        ProviderStatus::Leaving,
        ProviderStatus::Jailed,
        ProviderStatus::Left,
    ] {
        world.provider("pia", 1, |row| row.status = status);
        assert_eq!(
            world.run("pia", post(offer(H100, 1, 1))),
            refused_for(Mismatch::ProviderStatus {})
        );
    }
}

#[test]
fn a_repriced_ask_keeps_its_id_and_goes_behind_those_at_the_new_rate() {
    let mut world = World::new();
    let first = world.post("pia", offer(H100, 500, 4));
    let second = world.post("pol", offer(H100, 400, 4));
    let reprice = |rate| ExecuteMsg::RepriceAsk {
        ask: first.ask,
        rate: Rate(rate),
    };
    let response = world.run("pia", reprice(400)).unwrap();
    let repriced = AskRepriced {
        ask: first.ask,
        provider: first.provider,
        rate: Rate(400),
    };
    assert_eq!(response.events, [Event::from(repriced)]);
    let book: AsksResponse = world.ask(QueryMsg::Book {
        class: ClassId(1),
        start_after: None,
        limit: None,
    });
    let stands = |ask: &AskResponse| (ask.ask, ask.rate.u128(), ask.turn);
    let order: Vec<_> = book.asks.iter().map(stands).collect();
    assert_eq!(order, [(second, 400, 2), (first, 400, 3)]);
    world.check(1);

    assert_eq!(world.run("pia", reprice(0)), Err(ContractError::ZeroRate));
    let not_his = ContractError::AskNotFound {
        provider: ProviderId(2),
        ask: first.ask,
    };
    assert_eq!(world.run("pol", reprice(1)), Err(not_his));
}

#[test]
fn a_sold_out_ask_can_be_repriced_and_withdrawn() {
    let mut world = World::new();
    let ask = world.post("pia", offer(H100, 500, 2));
    world.place(demand(2), book(TimeInForce::Fok));
    let reprice = ExecuteMsg::RepriceAsk {
        ask: ask.ask,
        rate: Rate(700),
    };
    world.run("pia", reprice).unwrap();
    let stands: AskResponse = world.ask(QueryMsg::Ask { ask });
    assert_eq!((stands.free, stands.rate), (0, Rate(700)));
    world.check(1);
    world
        .run("pia", ExecuteMsg::WithdrawAsk { ask: ask.ask })
        .unwrap();
    world.check(1);
}

#[test]
fn a_withdrawn_ask_is_gone() {
    let mut world = World::new();
    let ask = world.post("pia", offer(H100, 500, 4));
    let msg = ExecuteMsg::WithdrawAsk { ask: ask.ask };
    let not_his = ContractError::AskNotFound {
        provider: ProviderId(2),
        ask: ask.ask,
    };
    assert_eq!(world.run("pol", msg.clone()), Err(not_his));
    let response = world.run("pia", msg.clone()).unwrap();
    let withdrawn = AskWithdrawn {
        ask: ask.ask,
        provider: ask.provider,
        reason: "withdrawn".to_string(),
    };
    assert_eq!(response.events, [Event::from(withdrawn)]);
    let gone = ContractError::AskNotFound {
        provider: ask.provider,
        ask: ask.ask,
    };
    assert_eq!(world.run("pia", msg), Err(gone));
    world.check(1);
    assert_eq!(world.post("pia", offer(H100, 500, 4)), key(1, 2));
}
