//! Rows of each release, under this code.

use serde_json::Value;
use tender_chain::{TxError, TxResult};
use tender_interfaces::attestation::ProviderStatus;
use tender_interfaces::escrow::{CloseReason, LeaseResponse, LeaseState, LeasesResponse};
use tender_interfaces::orderbook::{CardChange, CardResponse, CardsResponse, OffersResponse};
use tender_interfaces::{attestation, escrow, orderbook};
use tender_testkit::{Codes, Contract, World};
use tender_tests::busy::{self, HOLDERS, PROVIDERS, STABLE};
use tender_tests::files;
use tender_types::{AccountId, AssetIndex, LeaseKey, ProviderId};

use crate::fixture::{query_json, Answered, Fixture};

/// Of the version being worked on: what it writes must be on file before it is released.
const THIS: &str = env!("CARGO_PKG_VERSION");

#[test]
fn this_version_has_its_fixture() {
    Fixture::of(&busy::market(&tender_testkit::Native)).committed(THIS);
}

macro_rules! on {
    ($codes:ident, $module:ident) => {
        mod $module {
            #[test]
            fn answers_are_the_same_after_a_migration() {
                super::answers_are_the_same_after_a_migration(&tender_testkit::$codes);
            }

            #[test]
            fn a_migrated_market_goes_on_as_one_that_was_not() {
                super::a_migrated_market_goes_on_as_one_that_was_not(&tender_testkit::$codes);
            }
        }
    };
}

on!(Native, native);
#[cfg(feature = "artifacts")]
on!(Artifacts, artifacts);

fn answers_are_the_same_after_a_migration(codes: &dyn Codes) {
    for release in releases() {
        let fixture = Fixture::read(&release);
        let mut world = fixture.restore(codes);
        migrate_all(&mut world, codes);
        for answered in &fixture.answers {
            same_answer(&world, &release, answered);
        }
        world.assert_invariants();
    }
}

/// The rows of a release are not only read but lived on: everybody is paid and leaves, and what each
/// takes along is what it takes from a market that was never migrated.
fn a_migrated_market_goes_on_as_one_that_was_not(codes: &dyn Codes) {
    let mut world = Fixture::read(THIS).restore(codes);
    migrate_all(&mut world, codes);
    let mut other = busy::market(codes);
    assert_eq!(everybody_leaves(&mut world), everybody_leaves(&mut other));
}

fn migrate_all(world: &mut World, codes: &dyn Codes) {
    for contract in Contract::ALL {
        let code = codes.store(&mut world.chain, contract);
        migrate(world, "gov", contract, code).unwrap();
        assert_eq!(world.chain.code_id(world.at.of(contract)), Some(code));
    }
}

/// Moves a contract to other code.
pub fn migrate(
    world: &mut World,
    sender: &str,
    contract: Contract,
    code: u64,
) -> Result<TxResult, TxError> {
    let (sender, address) = (world.addr(sender), world.at.of(contract).clone());
    world
        .chain
        .migrate(&sender, &address, code, &cosmwasm_std::Empty {})
}

/// Later releases may answer more, never less or otherwise.
fn same_answer(world: &World, release: &str, answered: &Answered) {
    let Answered {
        contract,
        query,
        answer,
    } = answered;
    let named = |each: &Contract| each.name() == contract;
    let contract = Contract::ALL.into_iter().find(named).unwrap();
    let found = query_json(world, contract, query);
    assert!(
        contains(&found, answer),
        "{} {query}: {release} answered {answer}, now it is {found}",
        contract.name()
    );
}

fn contains(found: &Value, recorded: &Value) -> bool {
    match (found, recorded) {
        (Value::Object(found), Value::Object(recorded)) => recorded
            .iter()
            .all(|(key, value)| found.get(key).is_some_and(|found| contains(found, value))),
        (Value::Array(found), Value::Array(recorded)) => {
            let pairs = || found.iter().zip(recorded);
            found.len() == recorded.len() && pairs().all(|(one, other)| contains(one, other))
        }
        _ => found == recorded,
    }
}

fn releases() -> Vec<String> {
    let folder = std::fs::read_dir(files::path("tests/migration/fixtures")).unwrap();
    let names = folder.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let names: Vec<String> = names.collect();
    assert!(names.contains(&THIS.to_string()), "{names:?}");
    names
}

/// Pays and closes everything: what each holder has at the end, in AKT, ACT and coins.
fn everybody_leaves(world: &mut World) -> Vec<(&'static str, u128, u128, u128)> {
    let [ana, ben, cat, sam] = ["ana", "ben", "cat", "sam"].map(|name| world.addr(name));
    let (first, second, third) = (AccountId(1), AccountId(2), AccountId(3));
    // What waits begins, and with it what was to begin together.
    for state in leases(world, first) {
        if matches!(state.state, LeaseState::Pending { .. }) {
            world.start_all(&[state.lease]);
        }
    }
    world.advance(600);
    let begun = leases(world, first);
    let is_active = |lease: &LeaseResponse| matches!(lease.state, LeaseState::Active { .. });
    assert!(begun.iter().all(is_active), "{begun:?}");
    let keys: Vec<LeaseKey> = begun.iter().map(|lease| lease.lease).collect();
    world.withdraw(&cat, &keys).unwrap();
    let of_ben = keys.iter().find(|lease| lease.provider == ProviderId(1));
    let left = *of_ben.expect("ben serves");
    world
        .close_lease(&ben, left, CloseReason::Decommission)
        .unwrap();
    world.close_account(&ana, first).unwrap();
    world.withdraw_deposit(&sam, first, None).unwrap();
    world.close_account(&cat, second).unwrap();
    let claim = escrow::ExecuteMsg::Claim {
        payee: ben.to_string(),
        asset: AssetIndex(1),
    };
    world.call(&cat, Contract::Escrow, &claim).unwrap();
    world.advance(24 * 3_600);
    world.close_account(&ben, third).unwrap();
    world.collect_fees(&ben, &[]).unwrap();
    bonds_leave(world);
    world.assert_invariants();
    let holding = |name: &&'static str| {
        let who = world.addr(name);
        (
            *name,
            world.akt(&who),
            world.act(&who),
            world.chain.balance(&who, STABLE).u128(),
        )
    };
    HOLDERS.iter().map(holding).collect()
}

fn leases(world: &World, account: AccountId) -> Vec<LeaseResponse> {
    let query = escrow::QueryMsg::Leases {
        account,
        start_after: None,
        limit: Some(100),
    };
    let page: LeasesResponse = world.query(Contract::Escrow, &query);
    page.leases
}

/// Everything that was slashed is burned or claimed, the doubt that nobody answered ends, and every
/// provider takes its bond.
fn bonds_leave(world: &mut World) {
    let [ana, cat, auguste] = ["ana", "cat", "auguste"].map(|name| world.addr(name));
    for (name, id) in PROVIDERS.into_iter().zip((1..).map(ProviderId)) {
        let sender = world.addr(name);
        let query = orderbook::QueryMsg::Offers {
            provider: id,
            start_after: None,
            limit: Some(100),
        };
        let offers: OffersResponse = world.query(Contract::Orderbook, &query);
        let offered = offers.offers.iter().filter(|offer| offer.terms.is_some());
        for class in offered.map(|offer| offer.offer.class).collect::<Vec<_>>() {
            world.withdraw_offer(&sender, class).unwrap();
        }
        let query = orderbook::QueryMsg::Cards {
            start_after: None,
            limit: Some(100),
        };
        let cards: CardsResponse = world.query(Contract::Orderbook, &query);
        let mine = |card: &CardResponse| card.provider == id && card.terms.is_some();
        if cards.cards.iter().any(mine) {
            world.card(&sender, CardChange::Withdraw {}).unwrap();
        }
        if world.provider_info(id).status != ProviderStatus::Leaving {
            let leave = attestation::ExecuteMsg::StartLeaving {};
            world.call(&sender, Contract::Attestation, &leave).unwrap();
        }
    }
    world.advance(30 * 24 * 3_600);
    let fall = attestation::ExecuteMsg::Fall {
        provider: ProviderId(2),
        auditor: auguste.to_string(),
    };
    world.call(&cat, Contract::Attestation, &fall).unwrap();
    for name in PROVIDERS {
        let sender = world.addr(name);
        let take = attestation::ExecuteMsg::WithdrawBond {};
        world.call(&sender, Contract::Attestation, &take).unwrap();
    }
    for beneficiary in [&ana, &cat] {
        let beneficiary = beneficiary.to_string();
        let claim = attestation::ExecuteMsg::Claim { beneficiary };
        world.call(&cat, Contract::Attestation, &claim).unwrap();
    }
    let burn = attestation::ExecuteMsg::BurnSlashed {};
    world.call(&cat, Contract::Attestation, &burn).unwrap();
}
