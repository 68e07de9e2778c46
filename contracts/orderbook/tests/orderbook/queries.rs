use tender_interfaces::demand::{Mismatch, Placement};
use tender_interfaces::invariants::InvariantsResponse;
use tender_interfaces::orderbook::{
    BookPlace, CardResponse, CardsResponse, LineMismatch, OfferChange, OfferResponse,
    OffersResponse, OrderResponse, OrdersResponse, QueryMsg, QuoteResponse,
};
use tender_orderbook::state::{BOOK, CARD_USES, LOCKED, PLACES};
use tender_orderbook::ContractError;
use tender_types::{AccountId, Akt, ClassId, Echo, OrderKey, Payer, ProviderId, Rate};

use crate::verbs::*;
use crate::world::*;

#[test]
fn the_book_is_paged_cheapest_first_with_what_each_place_tells() {
    let mut world = world();
    for (name, rate) in [("pia", 30), ("pol", 10), ("pam", 10)] {
        world.posts(name, offer(H100, rate, 1));
    }
    world.posts("pia", offer(A100, 1, 1));
    let mut start_after = None;
    let mut walked = vec![];
    loop {
        let page: OffersResponse = world.answer(QueryMsg::Book {
            class: H100,
            start_after,
            limit: Some(2),
        });
        let Some(last) = page.offers.last() else {
            break;
        };
        let (rate, turn) = (last.rate, last.turn);
        start_after = Some(BookPlace { rate, turn });
        walked.extend(
            page.offers
                .iter()
                .map(|offer| (offer.rate.0, offer.offer.provider.0, offer.bond_per_unit.0)),
        );
    }
    assert_eq!(walked, [(10, 2, 100), (10, 3, 100), (30, 1, 100)]);
}

#[test]
fn a_providers_offers_are_listed_also_those_that_are_not_in_the_book() {
    let mut world = world();
    for class in [H100, A100, SEVENTH] {
        world.posts("pia", offer(class, 10, 1));
    }
    world.places(demand(1), FOK);
    world
        .changes("pia", OfferChange::Withdraw { class: A100 })
        .unwrap();
    let of = |start_after, limit| -> Vec<ClassId> {
        let page: OffersResponse = world.answer(QueryMsg::Offers {
            provider: ProviderId(1),
            start_after,
            limit,
        });
        page.offers.iter().map(|offer| offer.offer.class).collect()
    };
    assert_eq!(of(None, None), [H100, A100, SEVENTH]);
    assert_eq!(of(Some(H100), Some(1)), [A100]);
    assert!(of(Some(SEVENTH), None).is_empty());
}

#[test]
fn cards_are_listed_by_provider() {
    let mut world = world();
    for name in ["pam", "pia"] {
        world.sets_card(name, card()).unwrap();
    }
    let page = |start_after| -> Vec<ProviderId> {
        let page: CardsResponse = world.answer(QueryMsg::Cards {
            start_after,
            limit: Some(1),
        });
        page.cards.iter().map(|card| card.provider).collect()
    };
    assert_eq!(page(None), [ProviderId(1)]);
    assert_eq!(page(Some(ProviderId(1))), [ProviderId(3)]);
    assert!(page(Some(ProviderId(3))).is_empty());
}

#[test]
fn resting_orders_are_listed_by_account_and_slot() {
    let mut world = world();
    for slot in [3, 1] {
        world.places(demand(1), rest(slot));
    }
    let mut bens = demand(1);
    bens.account = Payer::Newest;
    world.opens("ben", &order(bens, rest(2)));
    let listed = |account, start_after, limit| -> Vec<(u64, u8)> {
        let page: OrdersResponse = world.answer(QueryMsg::Orders {
            account,
            start_after,
            limit,
        });
        page.orders
            .iter()
            .map(|one| (one.order.account.0, one.order.slot))
            .collect()
    };
    let last = OrderKey {
        account: ANAS,
        slot: 1,
    };
    assert_eq!(listed(None, None, None), [(9, 1), (9, 3), (10, 2)]);
    assert_eq!(listed(None, Some(last), Some(1)), [(9, 3)]);
    assert_eq!(listed(Some(ANAS), Some(last), None), [(9, 3)]);
    assert!(listed(Some(AccountId(1)), None, None).is_empty());
    world.check(1);
}

#[test]
fn a_quote_is_what_an_order_pays_or_why_it_cannot_be_served() {
    let mut world = world();
    for (name, h100, a100) in [("pia", 500, 450), ("pol", 300, 600)] {
        world.posts(name, offer(H100, h100, 8));
        world.posts(name, offer(A100, a100, 8));
        world.sets_card(name, card()).unwrap();
    }
    world.posts("pam", offer(H100, 100, 1));
    let either = |replicas| gpus_of(replicas, 1, &[(H100_NAME, 1_000), (A100_NAME, 1_000)]);
    let group = lines(
        vec![either(2), cpus(1, 1_000, 1_024)],
        Placement::OneProvider,
    );
    let quote = |providers: Vec<u32>, limit| -> QuoteResponse {
        world.answer(QueryMsg::Quote {
            demand: group.clone(),
            tenant: None,
            providers: providers.into_iter().map(ProviderId).collect(),
            start_after: None,
            limit,
        })
    };
    let found = quote(vec![1, 2, 3, 99], None);
    let seen: Vec<_> = found
        .quotes
        .iter()
        .map(|one| (one.classes.clone(), one.rate))
        .collect();
    let none = (vec![], None);
    assert_eq!(
        seen,
        [
            (vec![A100], Some(Rate(2 * 450 + 110))),
            (vec![H100], Some(Rate(2 * 300 + 110))),
            none.clone(),
            none
        ]
    );
    let units = LineMismatch {
        line: Some(0),
        mismatch: Mismatch::Units { free: 1, wanted: 2 },
    };
    assert_eq!(found.quotes[2].mismatches[0], units);
    let unknown = LineMismatch {
        line: None,
        mismatch: Mismatch::ProviderStatus {},
    };
    assert_eq!(found.quotes[3].mismatches[0], unknown);
    // Those with a card, page by page.
    let first = quote(vec![], Some(1));
    assert_eq!(
        (first.quotes[0].provider, first.next),
        (ProviderId(1), Some(ProviderId(1)))
    );
    // What is quoted is what is paid.
    let (_, leases) = world.places(group, named(&[(1, &[A100]), (2, &[H100])]));
    assert_eq!(
        (leases[0].key.provider, leases[0].new.rate),
        (ProviderId(2), Rate(710))
    );
}

#[test]
fn a_quote_above_the_limit_says_so() {
    let mut world = world();
    world.posts("pia", offer(H100, 500, 8));
    let mut wanted = lines(vec![gpus(2)], Placement::OneProvider);
    wanted.max_rate = Rate(999);
    let found: QuoteResponse = world.answer(QueryMsg::Quote {
        demand: wanted,
        tenant: Some(addr("ana").into()),
        providers: vec![ProviderId(1)],
        start_after: None,
        limit: None,
    });
    let (rate, most) = (Rate(1_000), Rate(999));
    let dear = LineMismatch {
        line: None,
        mismatch: Mismatch::Total { rate, most },
    };
    assert_eq!(
        (found.quotes[0].rate, found.quotes[0].mismatches.clone()),
        (Some(rate), vec![dear])
    );
}

#[test]
fn what_is_not_there_is_said() {
    let world = world();
    let order = OrderKey {
        account: ANAS,
        slot: 0,
    };
    assert_eq!(
        world.query::<_, OrderResponse>(&QueryMsg::Order { order }),
        Err(ContractError::OrderNotFound { order })
    );
    let offer = key(1, H100);
    assert_eq!(
        world.query::<_, OfferResponse>(&QueryMsg::Offer { offer }),
        Err(ContractError::OfferNotFound { offer })
    );
    let provider = ProviderId(1);
    assert_eq!(
        world.query::<_, CardResponse>(&QueryMsg::Card { provider }),
        Err(ContractError::CardNotFound { provider })
    );
    assert_eq!(world.locked(1), 0);
}

#[test]
fn a_cursor_of_something_else_is_refused() {
    let world = world();
    for (text, said) in [
        ("", ""),
        ("zz", "zz"),
        ("43", "43"),
        ("71ff", "ff"),
        ("71000000010001ff", "000000010001ff"),
    ] {
        let msg = QueryMsg::Invariants {
            start_after: Some(text.to_string()),
            limit: None,
        };
        let refused = world.query::<_, InvariantsResponse>(&msg);
        let text = Echo::of(said);
        assert_eq!(refused, Err(ContractError::Cursor { text }));
    }
}

/// A change of the rows behind the contract's back, and what is said of it.
type Tampering = (fn(&mut World), &'static str);

#[test]
fn invariants_see_every_disagreement() {
    let tamperings: [Tampering; 8] = [
        (
            |world| {
                let mut row = BOOK.load(&world.deps.storage, &(H100, Rate(500), 1)).unwrap();
                row.free = 9;
                BOOK.save(&mut world.deps.storage, &(H100, Rate(500), 1), &row);
            },
            "an offer has at most the units it offers, and is in the book exactly while units are free and nothing is known against it",
        ),
        (
            |world| {
                let mut row = BOOK.load(&world.deps.storage, &(H100, Rate(500), 1)).unwrap();
                row.largest = row.free + 1;
                BOOK.save(&mut world.deps.storage, &(H100, Rate(500), 1), &row);
            },
            "an offer has at most the units it offers, and is in the book exactly while units are free and nothing is known against it",
        ),
        (
            |world| BOOK.remove(&mut world.deps.storage, &(H100, Rate(500), 1)),
            "an offer has at most the units it offers, and is in the book exactly while units are free and nothing is known against it",
        ),
        (
            |world| PLACES.remove(&mut world.deps.storage, &(ProviderId(1), H100)),
            "an offer in the book is where its place says",
        ),
        (
            |world| {
                let mut row = BOOK.load(&world.deps.storage, &(H100, Rate(500), 1)).unwrap();
                row.devices = 8;
                BOOK.save(&mut world.deps.storage, &(H100, Rate(500), 1), &row);
            },
            "an offer counts the devices that all offers of its kind need",
        ),
        (
            |world| {
                let amount = Akt(1);
                let row = tender_interfaces::orderbook::LockedRow { amount };
                LOCKED.save(&mut world.deps.storage, &ProviderId(1), &row);
            },
            "what is locked of a bond is what its provider's offers and card lock",
        ),
        (
            |world| LOCKED.remove(&mut world.deps.storage, &ProviderId(1)),
            "what is locked of a bond is what its provider's offers and card lock",
        ),
        (
            |world| {
                let mut row = CARD_USES.load(&world.deps.storage, &ProviderId(1)).unwrap();
                row.out.cpu_milli = 100_001;
                CARD_USES.save(&mut world.deps.storage, &ProviderId(1), &row);
            },
            "no more of a card is on lease than there is",
        ),
    ];
    for (tamper, said) in tamperings {
        let mut world = world();
        world.posts("pia", offer(H100, 500, 8));
        world.posts("pia", offer(SEVENTH, 50, 7));
        world.sets_card("pia", card()).unwrap();
        world.places(
            lines(vec![cpus(1, 1_000, 0)], Placement::OneProvider),
            named(&[(1, &[])]),
        );
        world.check(1);
        tamper(&mut world);
        let mut failing = vec![];
        let mut start_after = None;
        loop {
            let page: InvariantsResponse = world.answer(QueryMsg::Invariants {
                start_after,
                limit: Some(1),
            });
            let broken = page.checks.into_iter().filter(|check| !check.holds);
            failing.extend(broken.map(|check| check.name));
            if page.next.is_none() {
                break;
            }
            start_after = page.next;
        }
        assert!(failing.iter().any(|name| name == said), "{failing:?}");
    }
}
