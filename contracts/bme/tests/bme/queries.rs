use cw20::{AllAccountsResponse, TokenInfoResponse};
use tender_bme::ContractError;
use tender_interfaces::bme::{
    CollateralResponse, MintQuoteResponse, MintStatus, Params, QueryMsg, RedeemQuoteResponse,
};
use tender_interfaces::oracle::PriceResponse;
use tender_testkit::solo::addr;
use tender_types::{Act, Akt, Bps, Micro, Seconds};

use crate::verbs::{bme, Solo, Verbs, ONE, PARAMS};

fn collateral(solo: &Solo) -> CollateralResponse {
    solo.query(&QueryMsg::Collateral {}).unwrap()
}

#[test]
fn the_status_follows_the_price() {
    let mut solo = bme();
    let answer = collateral(&solo);
    assert_eq!((answer.ratio, answer.status), (None, MintStatus::Healthy));
    solo.mint("ana", 1_000 * ONE).unwrap();
    // 1 000 AKT behind 997.5 ACT: 0.95 and 0.90 are reached at 0.947625 and 0.89775 USD.
    let cases = [
        ("2", MintStatus::Healthy),
        ("0.947626", MintStatus::Healthy),
        ("0.947625", MintStatus::Warning),
        ("0.897751", MintStatus::Warning),
        ("0.89775", MintStatus::HaltedByCollateral),
        ("0.1", MintStatus::HaltedByCollateral),
    ];
    for (price, status) in cases {
        solo.price(price);
        assert_eq!(collateral(&solo).status, status, "{price}");
    }
    solo.price("0.947625");
    assert_eq!(collateral(&solo).ratio, Some("0.95".parse().unwrap()));
}

#[test]
fn without_a_price_the_status_says_why() {
    let mut solo = bme();
    solo.mint("ana", 1_000 * ONE).unwrap();
    solo.wait(Seconds(61));
    let answer = collateral(&solo);
    assert_eq!(
        (answer.ratio, answer.status),
        (None, MintStatus::HaltedByPrice)
    );
    let stale = PriceResponse::Stale {
        fresh: 0,
        needed: 1,
    };
    assert_eq!(answer.price, stale);
}

#[test]
fn a_quote_is_what_comes_out() {
    for price in ["0.37", "1", "3.14159"] {
        let mut solo = bme();
        let params = Params {
            redeem_spread: Bps(30),
            ..PARAMS
        };
        solo.update(params).unwrap();
        solo.price(price);
        let amount = Akt(12_345_679);
        let quote: MintQuoteResponse = solo.query(&QueryMsg::QuoteMint { amount }).unwrap();
        solo.mint("ana", amount.0).unwrap();
        assert_eq!(solo.balance("ana"), quote.out.0);
        assert_eq!(quote.price.to_string(), price);
        let amount = quote.out;
        let quote: RedeemQuoteResponse = solo.query(&QueryMsg::QuoteRedeem { amount }).unwrap();
        solo.redeem("ana", solo.balance("ana")).unwrap();
        assert_eq!(solo.supply().akt_minted, quote.out);
    }
}

#[test]
fn a_quote_names_the_spread() {
    let solo = bme();
    let amount = Akt(10 * ONE);
    let quote: MintQuoteResponse = solo.query(&QueryMsg::QuoteMint { amount }).unwrap();
    assert_eq!((quote.out, quote.spread), (Act(9_975_000), Act(25_000)));
    let amount = Act(10 * ONE);
    let quote: RedeemQuoteResponse = solo.query(&QueryMsg::QuoteRedeem { amount }).unwrap();
    assert_eq!((quote.out, quote.spread), (Akt(10 * ONE), Akt(0)));
}

#[test]
fn a_quote_is_refused_where_the_act_would_be() {
    let mut solo = bme();
    solo.mint("ana", 1_000 * ONE).unwrap();
    let mint = |solo: &Solo, amount| {
        let amount = Akt(amount);
        solo.query::<_, MintQuoteResponse>(&QueryMsg::QuoteMint { amount })
    };
    let small = ContractError::BelowMinimum {
        unit: "micro-ACT",
        out: Micro(0),
        minimum: Micro(ONE),
    };
    assert_eq!(mint(&solo, 1), Err(small));
    let amount = Act::ZERO;
    let zero = solo.query::<_, RedeemQuoteResponse>(&QueryMsg::QuoteRedeem { amount });
    assert_eq!(zero, Err(ContractError::ZeroAmount));
    solo.price("0.5");
    let halted = ContractError::Halted { halt: Bps(9_000) };
    assert_eq!(mint(&solo, 10 * ONE), Err(halted));
}

#[test]
fn the_credit_looks_like_a_cw20() {
    let mut solo = bme();
    solo.mint("ana", 10 * ONE).unwrap();
    let expected = TokenInfoResponse {
        name: "Akash Compute Token".to_string(),
        symbol: "ACT".to_string(),
        decimals: 6,
        total_supply: 9_975_000u128.into(),
    };
    let info: TokenInfoResponse = solo.query(&QueryMsg::TokenInfo {}).unwrap();
    assert_eq!(info, expected);
    assert_eq!(solo.balance("nobody"), 0);
}

#[test]
fn holders_come_in_pages() {
    let mut solo = bme();
    let names: Vec<String> = (0..13).map(|number| format!("a{number}")).collect();
    for name in &names {
        solo.mint(name, 10 * ONE).unwrap();
    }
    // Who has nothing left is not listed.
    solo.redeem("a12", 9_975_000).unwrap();
    let page = |start_after: Option<String>, limit| -> Vec<String> {
        let msg = QueryMsg::AllAccounts { start_after, limit };
        let page: AllAccountsResponse = solo.query(&msg).unwrap();
        page.accounts
    };
    assert_eq!(page(None, None).len(), 10);
    let mut all: Vec<String> = Vec::new();
    loop {
        let rows = page(all.last().cloned(), Some(5));
        if rows.is_empty() {
            break;
        }
        all.extend(rows);
    }
    let mut expected: Vec<String> = names[..12].iter().map(|name| addr(name).into()).collect();
    expected.sort();
    all.sort();
    assert_eq!(all, expected);
}
