use std::collections::BTreeSet;

use tender_interfaces::invariants::InvariantsResponse;
use tender_interfaces::oracle::{Feeder, FeedersResponse, QueryMsg};
use tender_testkit::solo::{addr, canonical};

use crate::verbs::{ago, opened, opening, oracle, usd, Solo, Verbs, NOW};

fn page(solo: &Solo, start_after: Option<String>, limit: Option<u32>) -> Vec<Feeder> {
    let msg = QueryMsg::Feeders { start_after, limit };
    let page: FeedersResponse = solo.query(&msg).unwrap();
    page.feeders
}

#[test]
fn feeders_come_in_pages_with_what_they_said() {
    let mut solo = oracle();
    solo.report("fin", "1.5", ago(3)).unwrap();
    let mut all = Vec::new();
    loop {
        let after = all.last().map(|last: &Feeder| last.feeder.clone());
        let rows = page(&solo, after, Some(2));
        assert!(rows.len() <= 2);
        if rows.is_empty() {
            break;
        }
        all.extend(rows);
    }
    let names: BTreeSet<String> = all.iter().map(|row| row.feeder.clone()).collect();
    let expected = ["fay", "fin", "flo"].map(|name| addr(name).to_string());
    assert_eq!(names, BTreeSet::from(expected));
    assert_eq!(all.len(), 3);
    let fin = all
        .iter()
        .find(|row| row.feeder == addr("fin").as_str())
        .unwrap();
    assert_eq!((fin.price, fin.timestamp), (Some(usd("1.5")), Some(ago(3))));
    let fay = all
        .iter()
        .find(|row| row.feeder == addr("fay").as_str())
        .unwrap();
    assert_eq!((fay.price, fay.timestamp), (None, None));
}

#[test]
fn a_page_has_ten_rows_unless_asked_otherwise() {
    let names: Vec<String> = (0..16).map(|number| format!("f{number}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let solo = opened(&opening(&names)).unwrap();
    assert_eq!(page(&solo, None, None).len(), 10);
    assert_eq!(page(&solo, None, Some(1_000)).len(), 16);
    assert_eq!(page(&solo, None, Some(0)).len(), 1);
}

#[test]
fn what_must_hold_holds_through_a_feeders_life() {
    let mut solo = oracle();
    examine(&solo, 3);
    solo.report("fay", "1", NOW).unwrap();
    solo.report("flo", "1", NOW).unwrap();
    solo.remove("fay").unwrap();
    examine(&solo, 2);
    solo.admit("fox").unwrap();
    solo.admit("fay").unwrap();
    solo.report("fay", "1", NOW).unwrap();
    examine(&solo, 4);
}

/// All pages of one row each: every check holds, and the rows add up to the total.
fn examine(solo: &Solo, feeders: u128) {
    let (mut start_after, mut sum) = (None, 0);
    loop {
        let limit = Some(1);
        let page: InvariantsResponse = solo
            .query(&QueryMsg::Invariants { start_after, limit })
            .unwrap();
        assert!(
            page.checks.iter().all(|check| check.holds),
            "{:?}",
            page.checks
        );
        assert_eq!(page.checks.len(), 3);
        sum += page.sums[0].amount.u128();
        assert_eq!(page.totals[0].amount.u128(), feeders);
        assert_eq!(page.totals[0].name, page.sums[0].name);
        start_after = page.next;
        if start_after.is_none() {
            break;
        }
    }
    assert_eq!(sum, feeders);
}

#[test]
fn a_broken_row_is_found() {
    use tender_oracle::state::{CONFIG, FEEDERS};
    let mut solo = oracle();
    solo.report("fay", "1", NOW).unwrap();
    // fay's slot is marked free while fay and its report are still there.
    let fay = canonical("fay");
    let slot = FEEDERS.load(&solo.deps.storage, &fay).unwrap();
    let config = CONFIG.load(&solo.deps.storage).unwrap().without(slot);
    CONFIG.save(&mut solo.deps.storage, &config);
    let msg = QueryMsg::Invariants {
        start_after: None,
        limit: None,
    };
    let page: InvariantsResponse = solo.query(&msg).unwrap();
    let broken: Vec<bool> = page.checks.iter().map(|check| check.holds).collect();
    assert_eq!(broken, [false, false, true]);
    assert_ne!(page.sums, page.totals);
}
