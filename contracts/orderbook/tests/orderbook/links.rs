//! The contracts that the book works with, and its parameters.

use tender_guard::GuardError;
use tender_interfaces::events::{LinksUpdated, ParamsUpdated};
use tender_interfaces::invariants::InvariantsResponse;
use tender_interfaces::orderbook::{
    ConfigResponse, ExecuteMsg, InstantiateMsg, Params, QueryMsg, MAX_BOND_PER_UNIT, MAX_UNITS,
};
use tender_interfaces::{attestation, auction, escrow};
use tender_orderbook::state::ALLOWANCE;
use tender_orderbook::ContractError;
use tender_types::{Akt, Bps, Echo};

use crate::solo::Solo;
use crate::verbs::*;
use crate::world::*;

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

fn not_the_owner() -> ContractError {
    let error = GuardError::NotAllowed {
        role: "owner".to_string(),
        holder: addr("owner").into(),
    };
    error.into()
}

#[test]
fn the_owner_changes_what_is_given() {
    let mut world = world();
    world.neighbour("escrow2", escrow::CONTRACT);
    world.neighbour("auction2", auction::CONTRACT);
    let msg = ExecuteMsg::UpdateLinks {
        attestation: None,
        escrow: Some(addr("escrow2").into()),
        auction: Some(addr("auction2").into()),
    };
    assert_eq!(world.send("guardian", &msg), Err(not_the_owner()));
    let response = world.send("owner", &msg).unwrap();
    let by = addr("owner").into();
    assert_eq!(event::<LinksUpdated>(&response), LinksUpdated { by });
    let expected = ConfigResponse {
        attestation: addr("attestation").into(),
        escrow: addr("escrow2").into(),
        auction: Some(addr("auction2").into()),
        params: params(),
    };
    assert_eq!(
        world.answer::<ConfigResponse>(QueryMsg::Config {}),
        expected
    );
    let wrong = wrong_contract("escrow", escrow::CONTRACT, auction::CONTRACT);
    assert_eq!(
        world.send("owner", &update("escrow", "auction2")),
        Err(wrong)
    );
}

#[test]
fn a_book_opens_before_its_neighbours_and_not_with_others_in_their_place() {
    let opened = |furnish: fn(&mut Solo<ContractError>)| {
        Solo::open_among(ENTRY, &opening(), furnish).map(|_| ())
    };
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
    let mut world = world();
    let nothing = update("none", "nobody");
    let same = update("escrow", "escrow");
    let params = ExecuteMsg::UpdateParams { params: params() };
    for msg in [nothing, same, params] {
        assert_eq!(world.send("owner", &msg), Err(GuardError::NoChange.into()));
    }
}

#[test]
fn the_owner_changes_parameters_within_their_bounds() {
    let mut world = world();
    let beyond = Akt(MAX_BOND_PER_UNIT.0 + 1);
    let bond = |what| out_of_range(what, beyond, Akt::ZERO, MAX_BOND_PER_UNIT);
    type Case = (fn(&mut Params), ContractError);
    let cases: [Case; 9] = [
        (
            |params| params.unattested_units = MAX_UNITS + 1,
            out_of_range("unattested_units", MAX_UNITS + 1, 0, MAX_UNITS),
        ),
        (
            |params| params.bond_per_core.0 = MAX_BOND_PER_UNIT.0 + 1,
            bond("bond_per_core"),
        ),
        (
            |params| params.bond_per_gib.0 = MAX_BOND_PER_UNIT.0 + 1,
            bond("bond_per_gib"),
        ),
        (
            |params| params.compensation.0 = MAX_BOND_PER_UNIT.0 + 1,
            bond("compensation"),
        ),
        // The later a failure is told, the more it costs.
        (
            |params| params.decline = Bps(501),
            out_of_range("decline", Bps(501), Bps(0), Bps(500)),
        ),
        (
            |params| params.late_exit = Bps(99),
            out_of_range("decline", Bps(100), Bps(0), Bps(99)),
        ),
        (
            |params| params.late_exit = Bps(1_001),
            out_of_range("late_exit", Bps(1_001), Bps(100), Bps(1_000)),
        ),
        (
            |params| params.no_show = Bps(499),
            out_of_range("late_exit", Bps(500), Bps(100), Bps(499)),
        ),
        (
            |params| params.no_show = Bps(10_001),
            out_of_range("no_show", Bps(10_001), Bps(500), Bps(10_000)),
        ),
    ];
    for (change, error) in cases {
        let mut new = params();
        change(&mut new);
        let msg = InstantiateMsg {
            params: new,
            ..opening()
        };
        assert_eq!(
            Solo::open(ENTRY, &msg).map(|_| ()).err().as_ref(),
            Some(&error)
        );
        let msg = ExecuteMsg::UpdateParams { params: new };
        assert_eq!(world.send("owner", &msg), Err(error));
    }
    let new = Params {
        unattested_units: MAX_UNITS,
        bond_per_core: MAX_BOND_PER_UNIT,
        bond_per_gib: MAX_BOND_PER_UNIT,
        compensation: MAX_BOND_PER_UNIT,
        decline: Bps(10_000),
        late_exit: Bps(10_000),
        no_show: Bps(10_000),
        ..params()
    };
    let msg = ExecuteMsg::UpdateParams { params: new };
    assert_eq!(world.send("pia", &msg), Err(not_the_owner()));
    let response = world.send("owner", &msg).unwrap();
    let by = addr("owner").into();
    assert_eq!(event::<ParamsUpdated>(&response), ParamsUpdated { by });
    assert_eq!(
        world.answer::<ConfigResponse>(QueryMsg::Config {}).params,
        new
    );
    // What others judge by is published.
    let allowed = ALLOWANCE.load(&world.deps.storage).unwrap();
    assert_eq!(
        (allowed.units, allowed.cores, allowed.gib),
        (MAX_UNITS, 8, 32)
    );
    world.change(1, |row| row.attestations.clear());
    world.posts("pia", offer(H100, 1, 100));
}

#[test]
fn invariants_tell_of_a_broken_link() {
    let solo = Solo::<ContractError>::open_among(ENTRY, &opening(), |_| ()).unwrap();
    solo.neighbour("attestation", attestation::CONTRACT);
    solo.neighbour("auction", escrow::CONTRACT);
    let msg = QueryMsg::Invariants {
        start_after: None,
        limit: None,
    };
    let page: InvariantsResponse = solo.query(&msg).unwrap();
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
