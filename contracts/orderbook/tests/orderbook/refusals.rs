//! Every refusal has a stable code, says what to do, and is reached by a test.

use tender_interfaces::demand::Mismatch;
use tender_orderbook::ContractError;
use tender_types::{
    Akt, AssetIndex, ClassId, Echo, LeaseId, LeaseKey, OrderKey, ProviderId, Rate, Resources,
};

use crate::verbs::*;
use crate::world::*;

/// One of each kind that is the book's own, with its code.
fn all() -> Vec<(ContractError, &'static str)> {
    let order = OrderKey {
        account: ANAS,
        slot: 0,
    };
    let lease = LeaseKey {
        provider: ProviderId(1),
        account: ANAS,
        lease: LeaseId(1),
    };
    let (rate, max_rate) = (Rate(2), Rate(1));
    let mismatch = Mismatch::Bond {};
    let provider = ProviderId(1);
    let (sender, tenant) = (addr("ana").to_string(), addr("ana").to_string());
    use ContractError::*;
    vec![
        (NotAProvider { sender }, "not_a_provider"),
        (
            CannotServe {
                provider,
                mismatch: mismatch.clone(),
            },
            "cannot_serve",
        ),
        (UnknownClass { class: ClassId(9) }, "unknown_class"),
        (ZeroRate, "zero_rate"),
        (Volumes, "volumes"),
        (
            UnitBelowClass {
                class: H100,
                least: carried(),
            },
            "unit_below_class",
        ),
        (EmptyCard, "empty_card"),
        (ReplicaAboveCapacity, "replica_above_capacity"),
        (
            AlreadyOver {
                expires_at: START,
                now: START,
            },
            "already_over",
        ),
        (
            BelowLeased {
                out: Resources::default().to_string(),
            },
            "below_leased",
        ),
        (
            AboveAttested {
                mismatch: mismatch.clone(),
            },
            "above_attested",
        ),
        (
            BondTooSmall {
                needed: Akt(2),
                bond: Akt(1),
            },
            "bond_too_small",
        ),
        (
            TooManySlices {
                device: H100,
                max: 8,
            },
            "too_many_slices",
        ),
        (
            OfferNotFound {
                offer: key(1, H100),
            },
            "offer_not_found",
        ),
        (CardNotFound { provider }, "card_not_found"),
        (TooMuch { what: "bond" }, "too_much"),
        (OneGpuLine, "one_gpu_line"),
        (OneLine, "one_line"),
        (
            Classes {
                provider,
                found: 1,
                lines: 2,
            },
            "classes",
        ),
        (
            NotFillable {
                missing: 1,
                wanted: 2,
                refused: Some((provider, mismatch)),
            },
            "not_fillable",
        ),
        (AboveMaxRate { rate, max_rate }, "above_max_rate"),
        (NoAuction, "no_auction"),
        (TogetherRests, "together_rests"),
        (SpreadRests, "spread_rests"),
        (OneWinner, "one_winner"),
        (SlotTaken { order }, "slot_taken"),
        (PurseTooSmall { rate, max_rate }, "purse_too_small"),
        (
            Asset {
                found: AssetIndex(1),
                named: AssetIndex(0),
            },
            "asset",
        ),
        (OrderNotFound { order }, "order_not_found"),
        (
            OrderOver {
                order,
                expired_at: START,
            },
            "order_over",
        ),
        (NothingMatches { order }, "nothing_matches"),
        (NotYourOrder { order, tenant }, "not_your_order"),
        (NotFailed { lease }, "not_failed"),
        (Preimage { lease }, "preimage"),
        (
            Cursor {
                text: Echo::of("x"),
            },
            "cursor",
        ),
        (TurnsUsedUp, "turns_used_up"),
    ]
}

#[test]
fn every_refusal_has_its_code_and_says_what_to_do() {
    for (error, code) in all() {
        assert_eq!(error.code(), format!("orderbook/{code}"));
        let text = error.to_string();
        assert!(text.matches(':').count() >= 2, "{text}");
    }
}

/// Reached by the other tests: each of the book's own is named by one that it refuses.
#[test]
fn every_refusal_is_reached_by_a_test() {
    let tests = [
        include_str!("attacks.rs"),
        include_str!("awards.rs"),
        include_str!("cards.rs"),
        include_str!("links.rs"),
        include_str!("matching.rs"),
        include_str!("named.rs"),
        include_str!("offers.rs"),
        include_str!("queries.rs"),
        include_str!("refusals.rs"),
        include_str!("rematching.rs"),
        include_str!("resting.rs"),
    ]
    .concat();
    for (error, _) in all() {
        let debug = format!("{error:?}");
        let name = debug.split([' ', '{']).next().unwrap();
        assert!(tests.contains(&format!("ContractError::{name}")), "{name}");
    }
}

#[test]
fn what_is_beyond_any_money_is_refused() {
    let mut world = world();
    let mut dear = class_row(A100, A100_NAME, A100, 1);
    dear.bond_per_unit = Akt(u128::MAX);
    world.registry(
        tender_interfaces::attestation::class_id_key(A100),
        tender_storage::pack(&dear),
    );
    let what = "bond";
    let refused = world.changes("pia", post(offer(A100, 1, 2)));
    assert_eq!(refused, Err(ContractError::TooMuch { what }));
    world.posts("pia", offer(H100, u128::MAX / 2, 8));
    let mut wanted = demand(3);
    wanted.lines[0] = gpus_of(3, 1, &[(H100_NAME, u128::MAX)]);
    wanted.max_rate = Rate(u128::MAX);
    let what = "the rate";
    assert_eq!(world.refuses(wanted, FOK), ContractError::TooMuch { what });
}
