//! Orders for auctions, and what auctions award.

use tender_guard::GuardError;
use tender_interfaces::attestation;
use tender_interfaces::auction::{self, Bidding, Pick, Pricing, Rule, MAX_BIDS};
use tender_interfaces::demand::{Demand, Gpu, Mismatch, Placement, Property, ResolvedDemand};
use tender_interfaces::escrow::{CloseReason, ClosedBy};
use tender_interfaces::events::OrderPlaced;
use tender_interfaces::orderbook::{
    Award, Bidder, Draw, ExecuteMsg, InstantiateMsg, OfferChange, OrderStatus, Placed, Units, Way,
    MAX_REST, MAX_SLOTS,
};
use tender_orderbook::state::FAILED;
use tender_orderbook::ContractError;
use tender_types::{Akt, OrderKey, ProviderId, Rate, Seconds};

use crate::verbs::*;
use crate::world::*;

const ORDER: OrderKey = OrderKey {
    account: ANAS,
    slot: 5,
};

fn rule() -> Rule {
    Rule {
        bidding: Bidding::Open {
            duration: Seconds(60),
            extension: Seconds::ZERO,
        },
        price: Pricing::Own,
        pick: Pick::Lowest,
    }
}

fn way(slot: u8) -> Way {
    Way::Auction {
        slot,
        rule: rule(),
        expires_at: after(1_000),
    }
}

/// What the auction house is handed for ana's order of two H100s.
fn handed(world: &mut World, demand: Demand) -> ResolvedDemand {
    let response = world.send("ana", &order(demand, way(5))).unwrap();
    let [auction::ExecuteMsg::Open {
        order,
        tenant,
        demand,
        rule: handed,
        expires_at,
    }] = &sent_to::<auction::ExecuteMsg>(&response, "auction")[..]
    else {
        panic!("another message");
    };
    assert_eq!(
        (*order, tenant.as_str(), *expires_at),
        (ORDER, addr("ana").as_str(), after(1_000))
    );
    assert_eq!(*handed, rule());
    let placed: Placed = data(&response);
    assert_eq!(
        (placed.status, placed.missing),
        (OrderStatus::Auctioned, demand.replicas())
    );
    assert_eq!(event::<OrderPlaced>(&response).slot, Some(5));
    demand.as_ref().clone()
}

fn whole(replicas: u32) -> Demand {
    lines(vec![gpus(replicas)], Placement::OneProvider)
}

fn award(demand: ResolvedDemand, provider: u32, rate: u128, faulted: Vec<Bidder>) -> ExecuteMsg {
    ExecuteMsg::Award {
        order: ORDER,
        tenant: addr("ana").into(),
        demand,
        bid: Award {
            provider: ProviderId(provider),
            classes: vec![H100],
            rate: Rate(rate),
        },
        faulted,
    }
}

fn bidder(provider: u32, units: u32) -> Bidder {
    Bidder {
        provider: ProviderId(provider),
        draw: Draw {
            gpus: vec![Units { class: H100, units }],
            ..Draw::default()
        },
    }
}

#[test]
fn a_bid_draws_on_the_same_rows_at_the_rate_it_won_with() {
    let mut world = world();
    world.posts("pia", offer(H100, 900, 3));
    let demand = handed(&mut world, whole(2));
    let (response, leases) = world
        .tries("auction", &award(demand.clone(), 1, 700, vec![]))
        .unwrap();
    let new = &leases[0].new;
    assert_eq!(
        (new.rate, new.slot, new.payee.as_str()),
        (Rate(700), Some(5), addr("pia").as_str())
    );
    assert_eq!(leases[0].tenant, addr("ana").as_str());
    assert_eq!(data::<Placed>(&response).status, OrderStatus::Filled);
    assert_eq!(world.free(1, H100), 1);
    // One H100 is not two.
    let refused = world
        .tries("auction", &award(demand, 1, 700, vec![]))
        .unwrap_err();
    let mismatch = Mismatch::Units { free: 1, wanted: 2 };
    let refused_by = Some((ProviderId(1), mismatch));
    assert!(matches!(refused, ContractError::NotFillable { refused, .. } if refused == refused_by));
    world.check(30);
    // The lease that never began is the next in line's, and never matched anew.
    let mut lease = leases[0].clone();
    lease.new.rematch = 3;
    world.fails(&lease, CloseReason::Declined, ClosedBy::Provider);
    let key = (lease.key.account, lease.key.lease);
    let failed = FAILED.load(&world.deps.storage, &key).unwrap();
    assert_eq!((failed.slot, failed.rematch), (Some(5), 3));
    let lease_key = lease.key;
    assert_eq!(
        world.rematches(&lease).unwrap_err(),
        ContractError::NotFailed { lease: lease_key }
    );
}

#[test]
fn a_tenant_that_cancels_an_awarded_lease_is_given_no_other() {
    let mut world = world();
    world.posts("pia", offer(H100, 900, 3));
    let demand = handed(&mut world, whole(2));
    let leases = world.opens("auction", &award(demand, 1, 700, vec![]));
    world.fails(&leases[0], CloseReason::Cancelled, ClosedBy::Tenant);
    let key = (leases[0].key.account, leases[0].key.lease);
    assert_eq!(FAILED.may_load(&world.deps.storage, &key), Ok(None));
}

#[test]
fn bidders_that_made_their_bids_unfillable_are_charged_and_all_of_it_burns() {
    let mut world = world();
    for name in ["pia", "pol"] {
        world.posts(name, offer(H100, 900, 8));
    }
    let demand = handed(&mut world, whole(2));
    world
        .changes("pol", OfferChange::Withdraw { class: H100 })
        .unwrap();
    let msg = award(demand, 1, 700, vec![bidder(2, 2), bidder(77, 2)]);
    let response = world.send("auction", &msg).unwrap();
    let charged = |provider, slash| attestation::ExecuteMsg::Fault {
        provider: ProviderId(provider),
        slash: Akt(slash),
        tenant: None,
        compensation: Akt(30),
        locked: Akt::ZERO,
    };
    // A tenth of what two H100s lock; who never offered anything has nothing to lose.
    let told = sent_to::<attestation::ExecuteMsg>(&response, "attestation");
    assert_eq!(told, [charged(2, 20), charged(77, 0)]);
    let msg = ExecuteMsg::Fault {
        bidders: vec![bidder(2, 4)],
    };
    let response = world.send("auction", &msg).unwrap();
    let told = sent_to::<attestation::ExecuteMsg>(&response, "attestation");
    assert_eq!(told, [charged(2, 40)]);
}

#[test]
fn only_the_auction_house_awards_and_charges() {
    let mut world = world();
    world.posts("pia", offer(H100, 900, 8));
    let demand = handed(&mut world, whole(2));
    let faults = |count| ExecuteMsg::Fault {
        bidders: vec![bidder(1, 1); count],
    };
    for sender in ["ana", "pia", "owner", "escrow"] {
        let not_allowed = || GuardError::NotAllowed {
            role: "auction".to_string(),
            holder: addr("auction").into(),
        };
        let refused = world
            .tries(sender, &award(demand.clone(), 1, 1, vec![]))
            .unwrap_err();
        assert_eq!(refused, not_allowed().into());
        assert_eq!(world.send(sender, &faults(1)), Err(not_allowed().into()));
    }
    assert_eq!(
        world.send("auction", &faults(0)),
        Err(list_length("bidders", 0, 1, MAX_BIDS))
    );
    assert_eq!(
        world.send("auction", &faults(9)),
        Err(list_length("bidders", 9, 1, MAX_BIDS))
    );
    assert!(world.send("auction", &faults(8)).is_ok());
    let many = award(demand, 1, 1, vec![bidder(1, 1); 9]);
    assert_eq!(
        world.send("auction", &many),
        Err(list_length("faulted", 9, 0, MAX_BIDS))
    );
    // Where there is no auction house, nobody is it.
    let msg = InstantiateMsg {
        auction: None,
        ..opening()
    };
    let mut alone = world_with(&msg);
    let not_allowed = GuardError::NotAllowed {
        role: "auction".to_string(),
        holder: "nobody".to_string(),
    };
    assert_eq!(alone.send("auction", &faults(1)), Err(not_allowed.into()));
    assert_eq!(alone.refuses(whole(1), way(0)), ContractError::NoAuction);
}

#[test]
fn only_what_can_be_paid_is_auctioned_and_in_a_slot_and_a_time() {
    let mut world = world();
    let error = out_of_range("slot", MAX_SLOTS, 0, MAX_SLOTS - 1);
    assert_eq!(world.refuses(whole(1), way(MAX_SLOTS)), error);
    world.purse(ANAS, 999_999);
    let (rate, max_rate) = (Rate(999_999), Rate(1_000_000));
    let small = ContractError::PurseTooSmall { rate, max_rate };
    assert_eq!(world.refuses(whole(1), way(0)), small);
    world.purse(ANAS, 1_000_000);
    let until = |expires_at| Way::Auction {
        slot: 0,
        rule: rule(),
        expires_at,
    };
    let (expires_at, now) = (START, START);
    assert_eq!(
        world.refuses(whole(1), until(START)),
        ContractError::AlreadyOver { expires_at, now }
    );
    let last = START.after(MAX_REST);
    let late = last.after(Seconds(1));
    let error = out_of_range("expires_at", late, START, last);
    assert_eq!(world.refuses(whole(1), until(late)), error);
    world.places(whole(1), until(last));
    let stranger = world.tries("ben", &order(whole(1), way(0))).unwrap_err();
    assert!(matches!(stranger, ContractError::Std(_)));
}

#[test]
fn a_winner_serves_everything_so_it_has_to_be_allowed_to() {
    let mut world = world();
    let spread = |max_per_provider| {
        let placement = Placement::Spread { max_per_provider };
        lines(vec![gpus(2)], placement)
    };
    assert_eq!(world.refuses(spread(1), way(0)), ContractError::OneWinner);
    world.places(spread(2), way(0));
}

#[test]
fn only_an_auction_asks_by_property() {
    let mut world = world();
    world.posts("pia", offer(H100, 900, 8));
    let mut wanted = whole(2);
    wanted.lines[0].gpu = Some(Gpu {
        per_replica: 1,
        alternatives: vec![],
        property: Some(Property {
            memory_gib: 80,
            ..Property::default()
        }),
    });
    for way in [FOK, rest(0), named(&[(1, &[H100])])] {
        let refused = world.refuses(wanted.clone(), way);
        let property = tender_market::resolve::DemandError::Property { line: 0 };
        assert_eq!(refused, property.into());
    }
    let demand = handed(&mut world, wanted);
    let leases = world.opens("auction", &award(demand, 1, 700, vec![]));
    assert_eq!(
        leases[0].new.draw.gpus,
        [Units {
            class: H100,
            units: 2
        }]
    );
}
