use tender_guard::GuardError;
use tender_interfaces::attestation::ProviderStatus;
use tender_interfaces::demand::Mismatch;
use tender_interfaces::events::{AskPosted, AskRepriced, AskWithdrawn};
use tender_interfaces::orderbook::{
    AskEnd, AskResponse, AsksResponse, ExecuteMsg, Offer, QueryMsg, TimeInForce, MAX_ASK_UNITS,
};
use tender_orderbook::ContractError;
use tender_types::{
    AskId, AssetIndex, ClassId, Echo, ProviderId, Rate, Resources, Volume, VolumeClass,
};

use crate::verbs::*;

fn post(offer: Offer) -> ExecuteMsg {
    ExecuteMsg::PostAsk { offer }
}

fn refused(change: impl FnOnce(&mut Offer)) -> ContractError {
    let mut offer = offer(H100, 500, 4);
    change(&mut offer);
    open().send("pia", &post(offer)).unwrap_err()
}

#[test]
fn an_ask_stands_with_what_its_class_carries() {
    let mut solo = open();
    let response = solo.send("pia", &post(offer(H100, 500, 4))).unwrap();
    let posted = AskPosted {
        ask: AskId(1),
        provider: ProviderId(1),
        class: ClassId(1),
        rate: Rate(500),
        turn: 1,
        units: 4,
        unit: carried(),
        assets: vec![CREDIT],
        expires_at: None,
    };
    assert_eq!(event::<AskPosted>(&response), posted);
    assert_eq!(response.messages, []);
    let expected = AskResponse {
        ask: key(1, 1),
        class: ClassId(1),
        rate: Rate(500),
        turn: 1,
        free: 4,
        units: 4,
        unit: carried(),
        assets: vec![CREDIT],
        expires_at: None,
    };
    assert_eq!(
        solo.answer::<AskResponse>(QueryMsg::Ask { ask: key(1, 1) }),
        expected
    );
    assert_eq!(solo.post("pol", offer(A100, 1, 1)), key(2, 2));
    solo.check(1);
}

#[test]
fn a_unit_may_carry_more_and_not_less() {
    let mut more = carried();
    more.cpu_milli += 1;
    more.volumes = vec![Volume {
        class: VolumeClass::Nvme,
        gib: 9,
    }];
    let mut solo = open();
    let unit = Some(more.clone());
    let ask = solo.post(
        "pia",
        Offer {
            unit,
            assets: vec![AssetIndex(7), CREDIT],
            ..offer(H100, 500, 4)
        },
    );
    let stands: AskResponse = solo.answer(QueryMsg::Ask { ask });
    assert_eq!(
        (stands.unit, stands.assets),
        (more, vec![CREDIT, AssetIndex(7)])
    );

    let short = |change: fn(&mut Resources)| {
        let mut unit = carried();
        change(&mut unit);
        refused(|offer| offer.unit = Some(unit))
    };
    assert_eq!(
        short(|unit| unit.memory_mib -= 1),
        ContractError::UnitBelowClass {
            class: Echo::of(H100),
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
        let refused = refused(|offer| offer.units = units);
        assert_eq!(refused, out_of_range("units", units, 1, MAX_ASK_UNITS));
    }
    let what = "assets";
    for (assets, error) in [
        (vec![], list_length(what, 0, 1, 8)),
        ((0..9).collect(), list_length(what, 9, 1, 8)),
        (vec![0, 0], GuardError::Duplicate { what }.into()),
        (vec![8], out_of_range(what, 8, 0, 7)),
    ] {
        let assets = assets.into_iter().map(AssetIndex).collect();
        assert_eq!(refused(|offer| offer.assets = assets), error);
    }
    assert_eq!(
        refused(|offer| offer.class = "nvidia/h1000".to_string()),
        ContractError::UnknownClass {
            name: Echo::of("nvidia/h1000")
        }
    );
    assert_eq!(
        refused(|offer| offer.expires_at = Some(START)),
        ContractError::AlreadyOver {
            expires_at: START,
            now: START
        }
    );
    let mut solo = open();
    solo.post(
        "pia",
        Offer {
            expires_at: Some(after(1)),
            ..offer(H100, 1, MAX_ASK_UNITS)
        },
    );
}

#[test]
fn only_a_provider_that_can_be_matched_may_post() {
    let mut solo = open();
    assert_eq!(
        solo.send("ana", &post(offer(H100, 1, 1))),
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
    solo.register("pia", 1, |row| row.bonded = false);
    assert_eq!(
        solo.send("pia", &post(offer(H100, 1, 1))),
        refused_for(Mismatch::Bond {})
    );
    for status in [
        ProviderStatus::Leaving,
        ProviderStatus::Jailed,
        ProviderStatus::Left,
    ] {
        solo.register("pia", 1, |row| row.status = status);
        assert_eq!(
            solo.send("pia", &post(offer(H100, 1, 1))),
            refused_for(Mismatch::ProviderStatus {})
        );
    }
}

#[test]
fn a_repriced_ask_keeps_its_id_and_goes_behind_those_at_the_new_rate() {
    let mut solo = open();
    let first = solo.post("pia", offer(H100, 500, 4));
    let second = solo.post("pol", offer(H100, 400, 4));
    let reprice = |rate| ExecuteMsg::RepriceAsk {
        ask: first.ask,
        rate: Rate(rate),
    };
    let response = solo.send("pia", &reprice(400)).unwrap();
    let repriced = AskRepriced {
        ask: first.ask,
        provider: first.provider,
        rate: Rate(400),
        turn: 3,
    };
    assert_eq!(event::<AskRepriced>(&response), repriced);
    let book: AsksResponse = solo.answer(QueryMsg::Book {
        class: ClassId(1),
        start_after: None,
        limit: None,
    });
    let stands = |ask: &AskResponse| (ask.ask, ask.rate.0, ask.turn);
    let order: Vec<_> = book.asks.iter().map(stands).collect();
    assert_eq!(order, [(second, 400, 2), (first, 400, 3)]);
    solo.check(1);

    assert_eq!(solo.send("pia", &reprice(0)), Err(ContractError::ZeroRate));
    let same = solo.send("pia", &reprice(400));
    assert_eq!(same, Err(GuardError::NoChange.into()));
    let not_his = ContractError::AskNotFound {
        provider: ProviderId(2),
        ask: first.ask,
    };
    assert_eq!(solo.send("pol", &reprice(1)), Err(not_his));
}

#[test]
fn a_sold_out_ask_can_be_repriced_and_withdrawn() {
    let mut solo = open();
    let ask = solo.post("pia", offer(H100, 500, 2));
    solo.place(demand(2), book(TimeInForce::Fok));
    let reprice = ExecuteMsg::RepriceAsk {
        ask: ask.ask,
        rate: Rate(700),
    };
    solo.send("pia", &reprice).unwrap();
    let stands: AskResponse = solo.answer(QueryMsg::Ask { ask });
    assert_eq!((stands.free, stands.rate), (0, Rate(700)));
    solo.check(1);
    solo.send("pia", &ExecuteMsg::WithdrawAsk { ask: ask.ask })
        .unwrap();
    solo.check(1);
}

#[test]
fn a_withdrawn_ask_is_gone() {
    let mut solo = open();
    let ask = solo.post("pia", offer(H100, 500, 4));
    let msg = ExecuteMsg::WithdrawAsk { ask: ask.ask };
    let not_his = ContractError::AskNotFound {
        provider: ProviderId(2),
        ask: ask.ask,
    };
    assert_eq!(solo.send("pol", &msg), Err(not_his));
    let response = solo.send("pia", &msg).unwrap();
    let withdrawn = AskWithdrawn {
        ask: ask.ask,
        provider: ask.provider,
        reason: AskEnd::Withdrawn,
    };
    assert_eq!(event::<AskWithdrawn>(&response), withdrawn);
    let gone = ContractError::AskNotFound {
        provider: ask.provider,
        ask: ask.ask,
    };
    assert_eq!(solo.send("pia", &msg), Err(gone));
    solo.check(1);
    assert_eq!(solo.post("pia", offer(H100, 500, 4)), key(1, 2));
}
