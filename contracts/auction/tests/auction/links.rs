use tender_auction::ContractError;
use tender_guard::GuardError;
use tender_interfaces::auction::{ConfigResponse, ExecuteMsg, QueryMsg};
use tender_interfaces::events::LinksUpdated;
use tender_interfaces::invariants::InvariantsResponse;
use tender_interfaces::{attestation, escrow, orderbook};
use tender_types::Echo;

use crate::house::*;

/// The links of the auction house, and what has to be at each.
const LINKS: [(&str, &str); 3] = [
    ("orderbook", orderbook::CONTRACT),
    ("attestation", attestation::CONTRACT),
    ("escrow", escrow::CONTRACT),
];

/// `UpdateLinks` of one link to the contract of that name.
fn update(link: &str, name: &str) -> ExecuteMsg {
    let told = |this| (this == link).then(|| addr(name).into());
    ExecuteMsg::UpdateLinks {
        orderbook: told("orderbook"),
        attestation: told("attestation"),
        escrow: told("escrow"),
    }
}

fn wrong_contract(link: &'static str, expected: &'static str, found: &str) -> ContractError {
    let found = Echo::of(found);
    let error = GuardError::WrongContract {
        link,
        expected,
        found,
    };
    error.into()
}

#[test]
fn the_owner_changes_what_is_given() {
    let mut house = open();
    house.neighbour("escrow2", escrow::CONTRACT);
    let msg = update("escrow", "escrow2");
    assert_eq!(
        house.send("gil", &msg),
        Err(not_allowed("owner", Some(addr("gov"))))
    );
    let response = house.send("gov", &msg).unwrap();
    let by = addr("gov").into();
    assert_eq!(event::<LinksUpdated>(&response), LinksUpdated { by });
    let expected = ConfigResponse {
        orderbook: addr("orderbook").into(),
        attestation: addr("attestation").into(),
        escrow: addr("escrow2").into(),
    };
    assert_eq!(
        house.answer::<ConfigResponse>(QueryMsg::Config {}),
        expected
    );
}

#[test]
fn a_house_opens_before_its_neighbours_and_not_with_others_in_their_place() {
    let opened = Solo::open_among(ENTRY, &opening(), |_| ());
    assert_eq!(opened.map(|_| ()), Ok(()));
    let other = "crates.io:tender-oracle";
    for (link, expected) in LINKS {
        let opened = Solo::open_among(ENTRY, &opening(), |solo| solo.neighbour(link, other));
        let error = wrong_contract(link, expected, other);
        assert_eq!(opened.map(|_| ()), Err(error));
    }
}

#[test]
fn a_change_that_changes_nothing_is_refused() {
    let mut house = open();
    for msg in [update("none", "nobody"), update("orderbook", "orderbook")] {
        assert_eq!(house.send("gov", &msg), Err(GuardError::NoChange.into()));
    }
}

#[test]
fn invariants_tell_of_a_broken_link() {
    let house = Solo::open_among(ENTRY, &opening(), |_| ()).unwrap();
    house.neighbour("attestation", attestation::CONTRACT);
    house.neighbour("escrow", orderbook::CONTRACT);
    let msg = QueryMsg::Invariants {
        start_after: None,
        limit: None,
    };
    let page: InvariantsResponse = house.query(&msg).unwrap();
    let broken = page.checks.into_iter().filter(|check| !check.holds);
    let broken: Vec<String> = broken.map(|check| check.name).collect();
    assert_eq!(
        broken,
        [
            "orderbook is crates.io:tender-orderbook",
            "escrow is crates.io:tender-escrow"
        ]
    );
}
