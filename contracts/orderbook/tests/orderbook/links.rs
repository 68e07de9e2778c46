use tender_guard::GuardError;
use tender_interfaces::events::LinksUpdated;
use tender_interfaces::invariants::InvariantsResponse;
use tender_interfaces::orderbook::{
    ConfigResponse, ExecuteMsg, InstantiateMsg, QueryMsg, Selection,
};
use tender_interfaces::{attestation, auction, escrow};
use tender_orderbook::ContractError;
use tender_types::{Echo, Seconds};

use crate::verbs::*;

/// `UpdateLinks` of one link to the contract of that name.
fn update(link: &str, name: &str) -> ExecuteMsg {
    let told = |this| (this == link).then(|| addr(name).into());
    ExecuteMsg::UpdateLinks {
        attestation: told("attestation"),
        escrow: told("escrow"),
        auction: told("auction"),
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
    let mut solo = open();
    solo.neighbour("escrow2", escrow::CONTRACT);
    solo.neighbour("auction2", auction::CONTRACT);
    let msg = ExecuteMsg::UpdateLinks {
        attestation: None,
        escrow: Some(addr("escrow2").into()),
        auction: Some(addr("auction2").into()),
    };
    let not_allowed = GuardError::NotAllowed {
        role: "owner".to_string(),
        holder: addr("owner").into(),
    };
    assert_eq!(solo.send("guardian", &msg), Err(not_allowed.into()));
    let response = solo.send("owner", &msg).unwrap();
    let by = addr("owner").into();
    assert_eq!(event::<LinksUpdated>(&response), LinksUpdated { by });
    let expected = ConfigResponse {
        attestation: addr("attestation").into(),
        escrow: addr("escrow2").into(),
        auction: Some(addr("auction2").into()),
    };
    assert_eq!(solo.answer::<ConfigResponse>(QueryMsg::Config {}), expected);
}

#[test]
fn a_book_opens_before_its_neighbours_and_not_with_others_in_their_place() {
    let opened = |furnish: fn(&mut Solo)| Solo::open_among(ENTRY, &opening(), furnish).map(|_| ());
    assert_eq!(opened(|_| ()), Ok(()));
    let refused = opened(|solo| solo.neighbour("attestation", escrow::CONTRACT));
    let error = wrong_contract("attestation", attestation::CONTRACT, escrow::CONTRACT);
    assert_eq!(refused, Err(error));
    let refused = opened(|solo| solo.neighbour("escrow", auction::CONTRACT));
    let error = wrong_contract("escrow", escrow::CONTRACT, auction::CONTRACT);
    assert_eq!(refused, Err(error));
    let refused = opened(|solo| solo.neighbour("auction", escrow::CONTRACT));
    let error = wrong_contract("auction", auction::CONTRACT, escrow::CONTRACT);
    assert_eq!(refused, Err(error));
}

#[test]
fn a_change_that_changes_nothing_is_refused() {
    let mut solo = open();
    let nothing = update("none", "nobody");
    let same = update("escrow", "escrow");
    for msg in [nothing, same] {
        assert_eq!(solo.send("owner", &msg), Err(GuardError::NoChange.into()));
    }
}

#[test]
fn invariants_tell_of_a_broken_link() {
    let solo = Solo::open_among(ENTRY, &opening(), |_| ()).unwrap();
    solo.neighbour("attestation", attestation::CONTRACT);
    solo.neighbour("auction", escrow::CONTRACT);
    let msg = QueryMsg::Invariants {
        start_after: None,
        limit: None,
    };
    let page: InvariantsResponse = solo.answer(msg);
    let broken: Vec<&str> = page
        .checks
        .iter()
        .filter(|check| !check.holds)
        .map(|check| check.name.as_str())
        .collect();
    assert_eq!(
        broken,
        [
            "escrow is crates.io:tender-escrow",
            "auction is crates.io:tender-auction"
        ]
    );
}

#[test]
fn an_auction_needs_an_auction_house() {
    let msg = InstantiateMsg {
        auction: None,
        ..opening()
    };
    let mut solo = Solo::open_among(ENTRY, &msg, furnish).unwrap();
    let rule = auction::Rule::TenantChoice {
        bidding: Seconds(60),
        choosing: Seconds::ZERO,
    };
    let refused = solo.send("ana", &order(demand(1), Selection::Auction { rule }, None));
    assert_eq!(refused, Err(ContractError::NoAuction));
}
