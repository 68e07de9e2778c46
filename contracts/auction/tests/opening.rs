use tender_auction::ContractError;
use tender_guard::GuardError;
use tender_interfaces::auction::{ExecuteMsg, Rule, MAX_DURATION, MIN_DURATION};
use tender_interfaces::events::AuctionOpened;
use tender_types::{OrderId, Rate};

use crate::house::{addr, choice, demand, descending, not_allowed, House, START};

#[test]
fn an_order_handed_over_takes_bids_from_then_on() {
    let mut house = House::new();
    let response = house.open(9, descending()).unwrap();
    let opened = AuctionOpened {
        order: OrderId(9),
        tenant: addr("tenant").to_string(),
        rule: "open_descending".to_string(),
        units: 2,
        bids_until: START + 60,
    };
    assert_eq!(crate::house::event::<AuctionOpened>(&response), opened);
    let auction = house.auction().unwrap();
    assert_eq!(auction.tenant, addr("tenant").to_string());
    assert_eq!((auction.demand, auction.rule), (demand(), descending()));
    assert_eq!(
        (auction.bids, auction.best, auction.runner_up),
        (0, None, None)
    );

    let response = house.open(10, choice()).unwrap();
    let opened: AuctionOpened = crate::house::event(&response);
    assert_eq!(opened.rule, "tenant_choice");
}

#[test]
fn only_the_orderbook_hands_over() {
    let mut house = House::new();
    for name in ["tenant", "gov", "escrow", "attestation", "anyone"] {
        let msg = ExecuteMsg::Open {
            order: OrderId(9),
            tenant: addr("tenant").to_string(),
            demand: demand(),
            rule: descending(),
        };
        assert_eq!(
            house.send(&addr(name), msg),
            Err(not_allowed("orderbook", addr("orderbook").as_str()))
        );
    }
}

#[test]
fn an_order_is_handed_over_once() {
    let mut house = House::with(descending());
    let refused = ContractError::DuplicateOrder { order: OrderId(9) };
    assert_eq!(house.open(9, choice()), Err(refused));
    assert_eq!(house.auction().unwrap().rule, descending());
}

#[test]
fn a_rule_out_of_bounds_is_refused() {
    let mut house = House::new();
    let rule = |duration, min_step, extension| Rule::OpenDescending {
        duration,
        min_step: Rate(min_step),
        extension,
    };
    assert_eq!(house.open(1, rule(60, 0, 0)), Err(ContractError::ZeroStep));
    for refused in [
        rule(MIN_DURATION - 1, 1, 0),
        rule(MAX_DURATION + 1, 1, 0),
        rule(60, 1, 61),
        rule(u64::MAX, 1, u64::MAX),
        Rule::TenantChoice {
            bidding: u64::MAX,
            choosing: 0,
        },
        Rule::TenantChoice {
            bidding: 60,
            choosing: MAX_DURATION + 1,
        },
    ] {
        let answer = house.open(1, refused);
        assert!(
            matches!(
                answer,
                Err(ContractError::Guard(GuardError::OutOfRange { .. }))
            ),
            "{refused:?}: {answer:?}"
        );
    }
    house.open(1, rule(MIN_DURATION, 1, MIN_DURATION)).unwrap();
}

#[test]
fn a_tenant_is_an_address() {
    let mut house = House::new();
    for text in ["", "tenant", &addr("tenant").as_str().to_uppercase()] {
        let msg = ExecuteMsg::Open {
            order: OrderId(9),
            tenant: text.to_string(),
            demand: demand(),
            rule: descending(),
        };
        let answer = house.send(&addr("orderbook"), msg);
        assert!(
            matches!(
                answer,
                Err(ContractError::Guard(GuardError::Address { .. }))
            ),
            "{text}: {answer:?}"
        );
    }
}
