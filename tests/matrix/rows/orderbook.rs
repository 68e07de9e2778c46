//! Rows of `orderbook`.

use tender_interfaces::admin::ActionClass::{Bid, Offer, OpenLease, Order};
use tender_interfaces::auction::{Bidding, Pick, Pricing, Rule, Sealer};
use tender_interfaces::demand::Property;
use tender_interfaces::escrow::{CloseReason, ClosedBy};
use tender_interfaces::orderbook::{
    Again, Award, Bidder, BookCursor, CardChange, CardRates, ExecuteMsg, Named, NewCard, NewOffer,
    OfferChange, Params, Release, Terms, Way,
};
use tender_testkit::{usd_per_hour, Contract, Order as Ordering};
use tender_types::{
    Akt, AssetIndex, Bps, ClassId, Micro, Rate, Resources, Seconds, Volume, VolumeClass,
};

use super::{draw, resolved, unit};
use crate::row::{Actor, Row};
use crate::samples::administration;
use crate::stage::Stage;

use Actor::{Ana, Gov, Mia, Pia, Pit, Sue};

const AUCTION: Actor = Actor::Suite(Contract::Auction);
const ESCROW: Actor = Actor::Suite(Contract::Escrow);
const H100: ClassId = ClassId(1);

/// How those are refused who are no provider, have no such offer or card, or could not be matched.
const NOT_MINE: &[&str] = &[
    "orderbook/not_a_provider",
    "orderbook/offer_not_found",
    "orderbook/card_not_found",
    "orderbook/cannot_serve",
];

/// What is expected of `msg`.
pub fn row(msg: &ExecuteMsg) -> Row {
    const FORBIDDEN: &[&str] = &["guard/not_allowed"];
    match msg {
        ExecuteMsg::Offer { changes } => match &changes[..] {
            [change] => change_of_offer(change),
            _ => panic!("a sample has one change: {changes:?}"),
        },
        ExecuteMsg::Card { change } => match change {
            CardChange::Set(_) => Row::only(&[Pia, Pit], NOT_MINE).stopped_by(&[Offer]),
            CardChange::Report { .. } => Row::only(&[Pia], NOT_MINE).stopped_by(&[Offer]),
            CardChange::Withdraw {} => Row::only(&[Pia], NOT_MINE),
        },
        ExecuteMsg::PlaceOrder { way, .. } => {
            let row = Row::only(&[Ana], &["escrow/not_owner"]);
            match way {
                // On the stage something of an order that rests is filled at once.
                Way::Book { .. } | Way::Named { .. } | Way::Rest { .. } => {
                    row.stopped_by(&[Order, OpenLease])
                }
                Way::Auction { .. } => row.stopped_by(&[Order, Bid]),
            }
        }
        ExecuteMsg::MatchOrder { .. } => Row::anyone().stopped_by(&[Order, OpenLease]),
        ExecuteMsg::CancelOrder { .. } => Row::only(&[Ana], &["orderbook/not_your_order"]),
        ExecuteMsg::Rematch { .. } => Row::anyone().stopped_by(&[Order, OpenLease]),
        ExecuteMsg::Expire { .. } => Row::anyone(),
        ExecuteMsg::Award { .. } => {
            Row::only(&[AUCTION], FORBIDDEN).stopped_by(&[Order, OpenLease])
        }
        ExecuteMsg::Fault { .. } => Row::only(&[AUCTION], FORBIDDEN),
        ExecuteMsg::Release { .. } => Row::only(&[ESCROW], FORBIDDEN),
        ExecuteMsg::UpdateParams { .. } => Row::owner(),
        ExecuteMsg::UpdateLinks { .. } => Row::owner(),
        ExecuteMsg::Admin(msg) => Row::admin(msg),
    }
}

fn change_of_offer(change: &OfferChange) -> Row {
    match change {
        OfferChange::Post(_) => Row::only(&[Pia, Pit], NOT_MINE).stopped_by(&[Offer]),
        OfferChange::Reprice { .. } | OfferChange::Resize { .. } | OfferChange::Report { .. } => {
            Row::only(&[Pia], NOT_MINE).stopped_by(&[Offer])
        }
        OfferChange::Withdraw { class: H100 } => Row::only(&[Pia], NOT_MINE),
        // A provider that has failed can still take back what it offers.
        OfferChange::Withdraw { .. } => Row::only(&[Sue], NOT_MINE),
    }
}

/// Messages that succeed.
pub fn samples(stage: &Stage) -> Vec<(Actor, ExecuteMsg)> {
    let mut samples = supply(stage);
    samples.extend(orders(stage));
    samples.extend(resting(stage));
    samples.extend(from_the_suite(stage));
    samples.extend([(Gov, params()), (Gov, links(stage))]);
    samples.extend(administration(
        stage,
        ExecuteMsg::CLASSES,
        ExecuteMsg::Admin,
    ));
    samples
}

fn terms(stage: &Stage) -> Terms {
    Terms {
        assets: vec![AssetIndex(1)],
        start_within: Seconds::minutes(10),
        instant: true,
        min_run: Seconds::minutes(5),
        notice: Seconds::hours(1),
        expires_at: Some(stage.world.now().after(Seconds::hours(1))),
    }
}

fn supply(stage: &Stage) -> Vec<(Actor, ExecuteMsg)> {
    let class = H100;
    let post = OfferChange::Post(NewOffer {
        class,
        rate: usd_per_hour("2.00"),
        units: 8,
        largest: Some(4),
        carries: Some(unit()),
        terms: terms(stage),
    });
    let rate = usd_per_hour("1.90");
    let changes = [
        (Pia, post),
        (Pia, OfferChange::Reprice { class, rate }),
        (Pia, OfferChange::Resize { class, units: 30 }),
        (Pia, OfferChange::Report { class, largest: 3 }),
        (Pia, OfferChange::Withdraw { class }),
        (
            Sue,
            OfferChange::Withdraw {
                class: stage.dead.class,
            },
        ),
    ];
    let largest = Resources {
        public_ips: 0,
        ..capacity()
    };
    let set = CardChange::Set(NewCard {
        capacity: capacity(),
        largest: largest.clone(),
        rates: CardRates {
            core: 10_000_000,
            memory: 1_000_000,
            disk: 10_000,
            hdd: 10_000,
            ssd: 10_000,
            nvme: 100_000,
            public_ip: 1_000_000,
        },
        terms: terms(stage),
    });
    let cards = [set, CardChange::Report { largest }, CardChange::Withdraw {}];
    let offer = |(sender, change)| {
        let changes = vec![change];
        (sender, ExecuteMsg::Offer { changes })
    };
    let card = |change| (Pia, ExecuteMsg::Card { change });
    let offers = changes.into_iter().map(offer);
    offers.chain(cards.into_iter().map(card)).collect()
}

/// What `Pia` has at least, and something in every dimension.
fn capacity() -> Resources {
    Resources {
        cpu_milli: 64_000,
        memory_mib: 262_144,
        disk_mib: 1_048_576,
        volumes: vec![Volume {
            class: VolumeClass::Nvme,
            mib: 1_048_576,
        }],
        public_ips: 4,
    }
}

fn orders(stage: &Stage) -> Vec<(Actor, ExecuteMsg)> {
    let start = BookCursor {
        class: H100,
        rate: Rate(1),
        turn: 1,
    };
    let named = Named {
        provider: stage.pia,
        classes: vec![H100],
        most: usd_per_hour("5.00"),
    };
    let extras = Resources {
        cpu_milli: 17_000,
        memory_mib: 132_000,
        disk_mib: 205_000,
        volumes: vec![Volume {
            class: VolumeClass::Nvme,
            mib: 1_024,
        }],
        public_ips: 0,
    };
    let now = stage.world.now();
    let (soon, later) = (now.after(Seconds::hours(1)), now.after(Seconds::days(2)));
    let property = Property {
        vendor: Some("nvidia".to_string()),
        models: vec!["h100".to_string()],
        memory_gib: 80,
        interface: Some("sxm".to_string()),
    };
    let mut orders = vec![
        stage.order().scanning(10).behind(start),
        stage.order().split().or_cancel().scanning(10),
        stage
            .order()
            .each(extras)
            .public_ips(1)
            .at_most("5.00")
            .named(vec![named]),
        stage
            .order()
            .units(30)
            .split()
            .resting(5, soon)
            .scanning(10),
    ];
    let auctioned = |property: Option<&Property>, rule| {
        let order = stage.order().at_most("3.00");
        let order = match property {
            Some(property) => order.property(property.clone()),
            None => order,
        };
        order.by_auction(10, rule, later)
    };
    orders.extend(rules(stage).map(|rule| auctioned(None, rule)));
    let [open, ..] = rules(stage);
    orders.push(auctioned(Some(&property), open));
    let place = |order: Ordering| {
        let mut order = order;
        order.demand.notice_at_least = Seconds::minutes(1);
        (Ana, order.message())
    };
    orders.into_iter().map(place).collect()
}

/// One of each kind of bidding.
pub fn rules(stage: &Stage) -> [Rule; 3] {
    let order = tender_types::OrderKey {
        account: stage.account,
        slot: 10,
    };
    let reserve = stage.world.seal(order, Sealer::Tenant, Rate(1_000));
    let open = Bidding::Open {
        duration: Seconds(600),
        extension: Seconds(60),
    };
    let sealed = Bidding::Sealed {
        commit: Seconds(600),
        reveal: Seconds(600),
        reserve: Some(reserve),
    };
    let dutch = Bidding::Dutch {
        from: Rate(1_000),
        duration: Seconds(600),
    };
    let choosing = Pick::Tenant {
        choosing: Seconds(600),
    };
    let rule = |bidding, price, pick| Rule {
        bidding,
        price,
        pick,
    };
    [
        rule(open, Pricing::Own, choosing),
        rule(sealed, Pricing::Second, Pick::Lowest),
        rule(dutch, Pricing::Own, Pick::Lowest),
    ]
}

fn resting(stage: &Stage) -> Vec<(Actor, ExecuteMsg)> {
    let matching = ExecuteMsg::MatchOrder {
        order: stage.resting,
        max_scan: Some(10),
    };
    let cancel = ExecuteMsg::CancelOrder {
        order: stage.resting,
    };
    let failed = stage.failed.clone();
    let rematch = ExecuteMsg::Rematch {
        lease: failed.lease,
        order: failed.order,
        promised: failed.promised,
    };
    let expire = ExecuteMsg::Expire {
        orders: vec![stage.over],
        offers: vec![stage.dead],
    };
    vec![
        (Mia, matching),
        (Ana, cancel),
        (Mia, rematch),
        (Mia, expire),
    ]
}

fn from_the_suite(stage: &Stage) -> Vec<(Actor, ExecuteMsg)> {
    let bidders = vec![Bidder {
        provider: stage.sue,
        draw: draw(),
    }];
    let award = ExecuteMsg::Award {
        order: stage.ended,
        tenant: stage.text(Ana),
        demand: resolved(stage),
        bid: Award {
            provider: stage.pia,
            classes: vec![H100],
            rate: usd_per_hour("2.00"),
        },
        faulted: bidders.clone(),
    };
    let release = Release {
        lease: stage.lease,
        draw: draw(),
        reason: CloseReason::Declined,
        by: ClosedBy::Provider,
        fees: Micro(1_000),
        tenant: stage.text(Ana),
        again: Some(Again {
            digest: [7; 32].into(),
            rematch: 1,
            slot: Some(1),
        }),
    };
    let release = ExecuteMsg::Release {
        releases: vec![release],
    };
    vec![
        (AUCTION, award),
        (AUCTION, ExecuteMsg::Fault { bidders }),
        (ESCROW, release),
    ]
}

fn params() -> ExecuteMsg {
    ExecuteMsg::UpdateParams {
        params: Params {
            unattested_units: 50,
            unattested_cores: 500,
            unattested_gib: 5_000,
            bond_per_core: Akt(2_000_000),
            bond_per_gib: Akt(200_000),
            decline: Bps(200),
            late_exit: Bps(600),
            no_show: Bps(1_100),
            compensation: Akt(60_000_000),
        },
    }
}

fn links(stage: &Stage) -> ExecuteMsg {
    let text = |contract| Some(stage.text(Actor::Suite(contract)));
    ExecuteMsg::UpdateLinks {
        attestation: text(Contract::Attestation),
        escrow: text(Contract::Escrow),
        auction: Some(stage.spare.auction.to_string()),
    }
}
