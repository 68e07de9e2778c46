use cw20::{AllAccountsResponse, TokenInfoResponse};
use tender_bme::ContractError;
use tender_interfaces::bme::{
    CollateralResponse, ExecuteMsg, MintStatus, Params, QueryMsg, QuoteResponse,
};
use tender_interfaces::invariants::InvariantsResponse;
use tender_interfaces::oracle::PriceResponse;
use tender_types::Bps;

use crate::desk::{addr, amount, Desk, ONE, PARAMS};

fn collateral(desk: &Desk) -> CollateralResponse {
    desk.ask(QueryMsg::Collateral {})
}

#[test]
fn the_status_follows_the_price() {
    let mut desk = Desk::new();
    let answer = collateral(&desk);
    assert_eq!((answer.ratio, answer.status), (None, MintStatus::Healthy));
    desk.mint("ana", 1_000 * ONE).unwrap();
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
        desk.price(price);
        assert_eq!(collateral(&desk).status, status, "{price}");
    }
    desk.price("0.947625");
    assert_eq!(collateral(&desk).ratio, Some("0.95".parse().unwrap()));
}

#[test]
fn without_a_price_the_status_says_why() {
    let mut desk = Desk::new();
    desk.mint("ana", 1_000 * ONE).unwrap();
    desk.wait(61);
    let answer = collateral(&desk);
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
        let mut desk = Desk::new();
        let params = Params {
            redeem_spread: Bps(30),
            ..PARAMS
        };
        let msg = ExecuteMsg::UpdateConfig {
            oracle: None,
            suite: None,
            params: Some(params),
        };
        desk.run("gov", msg).unwrap();
        desk.price(price);
        let akt = amount(12_345_679);
        let quote: QuoteResponse = desk.ask(QueryMsg::QuoteMint { amount: akt });
        desk.mint("ana", akt.u128()).unwrap();
        assert_eq!(desk.balance("ana"), quote.out.u128());
        assert_eq!(quote.price.to_string(), price);
        let quote: QuoteResponse = desk.ask(QueryMsg::QuoteRedeem { amount: quote.out });
        desk.redeem("ana", desk.balance("ana")).unwrap();
        assert_eq!(desk.supply().akt_minted, quote.out);
    }
}

#[test]
fn a_quote_names_the_spread() {
    let desk = Desk::new();
    let amount_in = amount(10 * ONE);
    let quote: QuoteResponse = desk.ask(QueryMsg::QuoteMint { amount: amount_in });
    assert_eq!(
        (quote.out, quote.spread),
        (amount(9_975_000), amount(25_000))
    );
    let quote: QuoteResponse = desk.ask(QueryMsg::QuoteRedeem { amount: amount_in });
    assert_eq!((quote.out, quote.spread), (amount_in, amount(0)));
}

#[test]
fn a_quote_is_refused_where_the_act_would_be() {
    let mut desk = Desk::new();
    desk.mint("ana", 1_000 * ONE).unwrap();
    let small = desk.try_ask::<QuoteResponse>(QueryMsg::QuoteMint { amount: amount(1) });
    assert!(matches!(small, Err(ContractError::BelowMinimum { .. })));
    let zero = desk.try_ask::<QuoteResponse>(QueryMsg::QuoteRedeem { amount: amount(0) });
    assert_eq!(zero, Err(ContractError::ZeroAmount));
    desk.price("0.5");
    let msg = QueryMsg::QuoteMint {
        amount: amount(10 * ONE),
    };
    let halted = desk.try_ask::<QuoteResponse>(msg);
    assert_eq!(halted, Err(ContractError::Halted { halt: Bps(9_000) }));
}

#[test]
fn the_credit_looks_like_a_cw20() {
    let mut desk = Desk::new();
    desk.mint("ana", 10 * ONE).unwrap();
    let expected = TokenInfoResponse {
        name: "Akash Compute Token".to_string(),
        symbol: "ACT".to_string(),
        decimals: 6,
        total_supply: amount(9_975_000),
    };
    assert_eq!(
        desk.ask::<TokenInfoResponse>(QueryMsg::TokenInfo {}),
        expected
    );
    assert_eq!(desk.balance("nobody"), 0);
}

#[test]
fn holders_come_in_pages() {
    let mut desk = Desk::new();
    let names: Vec<String> = (0..13).map(|number| format!("a{number}")).collect();
    for name in &names {
        desk.mint(name, 10 * ONE).unwrap();
    }
    // Who has nothing left is not listed.
    desk.redeem("a12", 9_975_000).unwrap();
    let page = |start_after: Option<String>, limit| -> Vec<String> {
        let msg = QueryMsg::AllAccounts { start_after, limit };
        desk.ask::<AllAccountsResponse>(msg).accounts
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

#[test]
fn a_lost_right_to_mint_is_found() {
    use cosmwasm_std::testing::MockQuerier;
    let mut desk = Desk::new();
    let msg = || QueryMsg::Invariants {
        start_after: None,
        limit: None,
    };
    let holds = |desk: &Desk| -> Vec<bool> {
        let page: InvariantsResponse = desk.ask(msg());
        page.checks.iter().map(|check| check.holds).collect()
    };
    assert_eq!(holds(&desk), [true, true, true, true]);
    desk.deps.querier = MockQuerier::default();
    assert_eq!(holds(&desk), [true, true, true, false]);
}
