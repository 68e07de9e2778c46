use tender_auction::ContractError;
use tender_guard::canonical;
use tender_interfaces::auction::{ExecuteMsg, Rule, RuleName, MAX_DURATION, MIN_DURATION};
use tender_interfaces::events::AuctionOpened;
use tender_types::{Rate, Seconds};

use crate::verbs::*;

#[test]
fn an_order_handed_over_takes_bids_from_then_on() {
    let mut solo = open();
    let response = solo.hand_over(9, descending()).unwrap();
    let opened = AuctionOpened {
        order: ORDER,
        tenant: addr("tenant").into(),
        rule: RuleName::OpenDescending,
        units: 2,
        bids_until: after(60),
    };
    assert_eq!(event::<AuctionOpened>(&response), opened);
    let auction = solo.auction().unwrap();
    assert_eq!(auction.tenant, addr("tenant").as_str());
    assert_eq!((auction.demand, auction.rule), (demand(), descending()));
    assert_eq!(
        (auction.bids, auction.best, auction.runner_up),
        (0, None, None)
    );

    let response = solo.hand_over(10, choice()).unwrap();
    let opened: AuctionOpened = event(&response);
    assert_eq!(opened.rule, RuleName::TenantChoice);
}

#[test]
fn only_the_orderbook_hands_over() {
    let mut solo = open();
    for name in ["tenant", "gov", "escrow", "attestation", "anyone"] {
        assert_eq!(
            solo.send(name, &handed_over(9, "tenant", descending())),
            Err(not_allowed("orderbook", Some(addr("orderbook"))))
        );
    }
}

#[test]
fn an_order_is_handed_over_once() {
    let mut solo = with(descending());
    let refused = ContractError::DuplicateOrder { order: ORDER };
    assert_eq!(solo.hand_over(9, choice()), Err(refused));
    assert_eq!(solo.auction().unwrap().rule, descending());
}

#[test]
fn a_rule_out_of_bounds_is_refused() {
    let mut solo = open();
    let rule = |duration, min_step, extension| Rule::OpenDescending {
        duration,
        min_step: Rate(min_step),
        extension,
    };
    let (none, minute, longer) = (Seconds::ZERO, Seconds(60), Seconds(61));
    let (most, for_ever) = (MAX_DURATION, Seconds(u64::MAX));
    assert_eq!(
        solo.hand_over(1, rule(minute, 0, none)),
        Err(ContractError::ZeroStep)
    );
    let choice = |bidding, choosing| Rule::TenantChoice { bidding, choosing };
    for (refused, error) in [
        (
            rule(for_ever, 1, for_ever),
            out_of_range("duration", for_ever, MIN_DURATION, most),
        ),
        (
            rule(minute, 1, longer),
            out_of_range("extension", longer, none, minute),
        ),
        (
            choice(for_ever, none),
            out_of_range("bidding", for_ever, MIN_DURATION, most),
        ),
        (
            choice(minute, for_ever),
            out_of_range("choosing", for_ever, none, most),
        ),
    ] {
        assert_eq!(solo.hand_over(1, refused), Err(error), "{refused:?}");
    }
    solo.hand_over(1, rule(MIN_DURATION, 1, MIN_DURATION))
        .unwrap();
}

#[test]
fn a_tenant_is_an_address() {
    let mut solo = open();
    for text in ["", "tenant", &addr("tenant").as_str().to_uppercase()] {
        let msg = ExecuteMsg::Open {
            order: ORDER,
            tenant: text.to_string(),
            demand: demand(),
            rule: descending(),
        };
        let error = canonical(&solo.deps.api, text).unwrap_err();
        assert_eq!(solo.send("orderbook", &msg), Err(error.into()), "{text}");
    }
}
