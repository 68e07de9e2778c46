//! What a fault costs, who has it, and for how long it keeps a provider out of the market.

use cosmwasm_std::Response;
use cw20::Cw20ExecuteMsg;
use tender_attestation::ContractError;
use tender_guard::GuardError;
use tender_interfaces::admin::ActionClass;
use tender_interfaces::attestation::{Claim, ClaimsResponse, ExecuteMsg, ProviderStatus, QueryMsg};
use tender_interfaces::events::{
    BondChanged, ClaimBooked, ClaimPaid, ProviderFaulted, ProviderStatusChanged, SlashedBurned,
};
use tender_testkit::solo::{addr, events, sent_to};
use tender_types::{Akt, ProviderId, Seconds};

use crate::verbs::{
    bond, claim, fault, furnished, link, opened, opening, pause, Solo, Verbs, DECAY, MIN_BOND, ONE,
    PIA, SUSPENSION, UNBONDING,
};

fn told(response: &Response) -> ProviderFaulted {
    let found: Vec<ProviderFaulted> = events(&response.events);
    let [event] = found.as_slice() else {
        panic!("{response:?}");
    };
    event.clone()
}

/// What a fault takes from the bond.
fn slashed(solo: &mut Solo, slash: u128) -> u128 {
    told(&solo.ok("orderbook", fault(PIA, slash, 0))).slashed.0
}

/// `pia` serves again, as soon as it may.
fn resume(solo: &mut Solo) {
    solo.wait(SUSPENSION);
    solo.ok("pia", ExecuteMsg::Resume {});
}

fn set_locked(provider: ProviderId, locked: u128) -> ExecuteMsg {
    ExecuteMsg::SetLocked {
        provider,
        locked: Akt(locked),
    }
}

#[test]
fn a_fault_is_booked_and_suspends() {
    let mut solo = furnished();
    let now = solo.now();
    let response = solo.ok("orderbook", fault(PIA, 100, 30));
    assert_eq!(response.messages, vec![], "nothing is sent");
    let expected = ProviderFaulted {
        provider: PIA,
        status: Some(ProviderStatus::Suspended),
        outage: Some(now),
        outages: 1,
        slashed: Akt(100),
        tenant: addr("tia").into(),
        compensated: Akt(30),
        burned: Akt(70),
    };
    assert_eq!(told(&response), expected);
    let left = BondChanged {
        provider: PIA,
        bond: Akt(MIN_BOND - 100),
        required: Akt::ZERO,
        bonded: false,
    };
    assert_eq!(events::<BondChanged>(&response.events), [left]);
    let suspended = ProviderStatusChanged {
        provider: PIA,
        status: ProviderStatus::Suspended,
        unbonds_at: None,
    };
    let statuses = events::<ProviderStatusChanged>(&response.events);
    assert_eq!(statuses, [suspended]);
    let booked = ClaimBooked {
        beneficiary: addr("tia").into(),
        amount: Akt(30),
        claimable: Akt(30),
    };
    assert_eq!(events::<ClaimBooked>(&response.events), [booked]);
    assert!(!solo.row(PIA).is_matchable());
    let held = solo.holdings();
    let parts = [held.bonds, held.claims, held.to_burn];
    assert_eq!(parts, [Akt(MIN_BOND - 100), Akt(30), Akt(70)]);
    assert_eq!(solo.claimable("tia"), 30);
}

#[test]
fn only_the_orderbook_reports_and_locks() {
    let mut solo = furnished();
    let refused = |holder: String| {
        ContractError::from(GuardError::NotAllowed {
            role: "orderbook".to_string(),
            holder,
        })
    };
    for sender in ["gov", "gil", "pia", "token", "auction", "ben"] {
        let expected = refused(addr("orderbook").into());
        assert_eq!(solo.err(sender, fault(PIA, 1, 1)), expected);
        assert_eq!(solo.err(sender, set_locked(PIA, 1)), expected);
    }
    let mut msg = opening();
    msg.orderbook = None;
    let mut solo = opened(&msg).unwrap();
    let nobody = refused("nobody".to_string());
    assert_eq!(solo.err("orderbook", fault(PIA, 1, 1)), nobody);
    solo.ok("gov", link(Some("orderbook"), None));
    solo.ok("orderbook", fault(PIA, 1, 1));
}

#[test]
fn a_fault_is_never_refused() {
    let mut solo = furnished();
    // Nobody is there.
    let nobody = ProviderId(9);
    let expected = ProviderFaulted {
        provider: nobody,
        status: None,
        outage: None,
        outages: 0,
        slashed: Akt::ZERO,
        tenant: addr("tia").into(),
        compensated: Akt::ZERO,
        burned: Akt::ZERO,
    };
    let response = solo.ok("orderbook", fault(nobody, 5, 5));
    assert_eq!(told(&response), expected);
    // Nothing is bonded.
    let pol = solo.register("pol");
    let response = solo.ok("orderbook", fault(pol, 5, 5));
    assert_eq!(told(&response).slashed, Akt::ZERO);
    assert_eq!(solo.row(pol).status, ProviderStatus::Suspended);
    // More than there is.
    let response = solo.ok("orderbook", fault(PIA, u128::MAX, u128::MAX));
    let told_now = told(&response);
    let whole = Akt(MIN_BOND);
    assert_eq!((told_now.slashed, told_now.compensated), (whole, whole));
    assert_eq!(solo.row(PIA).bond, Akt::ZERO);
    // Who has left.
    let pam = solo.register("pam");
    solo.ok("pam", ExecuteMsg::StartLeaving {});
    solo.wait(UNBONDING);
    solo.ok("pam", ExecuteMsg::WithdrawBond {});
    let response = solo.ok("orderbook", fault(pam, 5, 5));
    assert_eq!(told(&response).status, Some(ProviderStatus::Left));
    assert_eq!(solo.row(pam).status, ProviderStatus::Left);
}

#[test]
fn a_tenant_without_an_address_is_not_in_the_way() {
    let texts = [
        None,
        Some(String::new()),
        Some("nobody".to_string()),
        Some(addr("tia").to_string().to_uppercase()),
    ];
    for tenant in texts {
        let mut solo = furnished();
        let msg = ExecuteMsg::Fault {
            provider: PIA,
            slash: Akt(10),
            tenant,
            compensation: Akt(10),
            locked: Akt::ZERO,
        };
        let told = told(&solo.ok("orderbook", msg));
        assert_eq!((told.compensated, told.burned), (Akt::ZERO, Akt(10)));
        assert_eq!(told.tenant, "");
        assert_eq!(solo.holdings().claims, Akt::ZERO);
    }
}

#[test]
fn one_outage_is_paid_once() {
    let mut solo = furnished();
    assert_eq!(slashed(&mut solo, 100), 100);
    for _ in 0..3 {
        solo.wait(SUSPENSION);
        assert_eq!(slashed(&mut solo, 100), 0);
    }
    assert_eq!(solo.info(PIA).outages, 1);
    assert_eq!(solo.row(PIA).bond, Akt(MIN_BOND - 100));
}

/// Or a provider would fail a tenant of its own first, for next to nothing, and the others for free.
#[test]
fn a_small_fault_shields_no_large_one() {
    let mut solo = furnished();
    assert_eq!(slashed(&mut solo, 1), 1);
    let response = solo.ok("orderbook", fault(PIA, 300, 1_000));
    assert_eq!(told(&response).slashed, Akt(299));
    assert_eq!(told(&response).compensated, Akt(299));
    assert_eq!(slashed(&mut solo, 300), 0);
    assert_eq!(solo.row(PIA).bond, Akt(MIN_BOND - 300));
}

/// A bond that is topped up is there for what it could not pay before, and for no more.
#[test]
fn what_a_bond_could_not_pay_the_next_fault_of_the_outage_does() {
    let mut solo = furnished();
    assert_eq!(slashed(&mut solo, MIN_BOND + 500), MIN_BOND);
    solo.ok("token", bond(PIA, 2_000));
    assert_eq!(slashed(&mut solo, MIN_BOND + 500), 500);
    assert_eq!(slashed(&mut solo, MIN_BOND + 500), 0);
}

/// What was locked of a bond that has left is not asked of the next one.
#[test]
fn what_was_locked_ends_with_the_registration() {
    let mut solo = furnished();
    solo.ok("orderbook", set_locked(PIA, 5_000));
    solo.ok("pia", ExecuteMsg::StartLeaving {});
    solo.wait(UNBONDING);
    solo.ok("pia", ExecuteMsg::WithdrawBond {});
    solo.register("pia");
    solo.ok("token", bond(PIA, MIN_BOND));
    assert!(solo.row(PIA).bonded);
}

#[test]
fn each_outage_doubles_what_the_next_costs() {
    let mut solo = furnished();
    solo.ok("token", bond(PIA, 1_000_000));
    for (count, cost) in [(1, 10), (2, 20), (3, 40), (4, 80), (4, 160), (4, 160)] {
        let told = told(&solo.ok("orderbook", fault(PIA, 10, 0)));
        assert_eq!((told.outages, told.slashed), (count, Akt(cost)));
        resume(&mut solo);
    }
    // One is forgotten with each decay since the last.
    solo.wait(DECAY);
    assert_eq!(solo.info(PIA).outages, 3);
    assert_eq!(slashed(&mut solo, 10), 80);
}

#[test]
fn an_outage_is_forgotten_to_the_second() {
    for (early, cost) in [(1, 20), (0, 10)] {
        let mut solo = furnished();
        assert_eq!(slashed(&mut solo, 10), 10);
        let began = solo.now();
        resume(&mut solo);
        solo.at(began.after(DECAY).before(Seconds(early)));
        assert_eq!(slashed(&mut solo, 10), cost);
    }
}

/// Leaving launders no record.
#[test]
fn outages_outlive_a_registration() {
    let mut solo = furnished();
    assert_eq!(slashed(&mut solo, 10), 10);
    solo.ok("pia", ExecuteMsg::StartLeaving {});
    solo.wait(UNBONDING);
    solo.ok("pia", ExecuteMsg::WithdrawBond {});
    solo.register("pia");
    solo.ok("token", bond(PIA, MIN_BOND));
    let info = solo.info(PIA);
    assert_eq!((info.outages, info.resumes_at), (1, None));
    assert_eq!(slashed(&mut solo, 10), 20);
}

#[test]
fn who_is_leaving_or_jailed_pays_for_each_outage_and_stays_so() {
    let leave = ("pia", ExecuteMsg::StartLeaving {}, ProviderStatus::Leaving);
    let jail = (
        "gov",
        ExecuteMsg::Jail { provider: PIA },
        ProviderStatus::Jailed,
    );
    for (sender, msg, status) in [leave, jail] {
        let mut solo = furnished();
        solo.ok(sender, msg);
        assert_eq!(slashed(&mut solo, 10), 10);
        assert_eq!(solo.row(PIA).status, status);
        solo.wait(SUSPENSION.saturating_sub(ONE));
        assert_eq!(slashed(&mut solo, 10), 0);
        solo.wait(ONE);
        assert_eq!(slashed(&mut solo, 10), 20);
    }
}

#[test]
fn a_short_bond_is_not_matched_until_it_is_topped_up_or_less_is_locked() {
    let mut solo = furnished();
    solo.ok("token", bond(PIA, 1_000));
    let fault = ExecuteMsg::Fault {
        provider: PIA,
        slash: Akt(100),
        tenant: None,
        compensation: Akt::ZERO,
        locked: Akt(1_901),
    };
    solo.ok("orderbook", fault);
    resume(&mut solo);
    let row = solo.row(PIA);
    assert!(!row.bonded && !row.is_matchable());
    assert_eq!(solo.info(PIA).required, Akt(1_901));
    // One short of what is locked, and exactly that.
    for (locked, bonded) in [(1_901, false), (1_900, true), (1_901, false)] {
        let response = solo.ok("orderbook", set_locked(PIA, locked));
        let expected = BondChanged {
            provider: PIA,
            bond: Akt(1_900),
            required: Akt(locked),
            bonded,
        };
        assert_eq!(events::<BondChanged>(&response.events), [expected]);
        assert_eq!(solo.row(PIA).bonded, bonded);
    }
    solo.ok("token", bond(PIA, 1));
    assert!(solo.row(PIA).is_matchable());
    let provider = ProviderId(9);
    let unknown = ContractError::UnknownProvider { provider };
    assert_eq!(solo.err("orderbook", set_locked(provider, 1)), unknown);
}

#[test]
fn a_claim_is_paid_once_to_its_beneficiary_whoever_asks() {
    let mut solo = furnished();
    solo.ok("orderbook", fault(PIA, 100, 30));
    resume(&mut solo);
    solo.ok("orderbook", fault(PIA, 100, 12));
    assert_eq!(solo.claimable("tia"), 42);
    let listed: ClaimsResponse = solo.told(&QueryMsg::Claims {
        start_after: None,
        limit: None,
    });
    let expected = Claim {
        beneficiary: addr("tia").into(),
        amount: Akt(42),
    };
    assert_eq!(listed.claims, [expected]);
    let response = solo.ok("ben", claim("tia"));
    let transfer = Cw20ExecuteMsg::Transfer {
        recipient: addr("tia").into(),
        amount: 42u128.into(),
    };
    assert_eq!(response.messages.len(), 1);
    assert_eq!(sent_to::<Cw20ExecuteMsg>(&response, "token"), [transfer]);
    let paid = ClaimPaid {
        beneficiary: addr("tia").into(),
        amount: Akt(42),
    };
    assert_eq!(events::<ClaimPaid>(&response.events), [paid]);
    for name in ["tia", "ben"] {
        let nothing = ContractError::NothingToClaim {
            address: addr(name).into(),
        };
        assert_eq!(solo.err("tia", claim(name)), nothing);
    }
    assert_eq!(solo.claimable("tia"), 0);
    assert_eq!(solo.holdings().claims, Akt::ZERO);
}

#[test]
fn claims_are_listed_in_pages() {
    let mut solo = furnished();
    for tenant in ["tia", "tom", "tea"] {
        let msg = ExecuteMsg::Fault {
            provider: PIA,
            slash: Akt(10),
            tenant: Some(addr(tenant).into()),
            compensation: Akt(10),
            locked: Akt::ZERO,
        };
        solo.ok("orderbook", msg);
        resume(&mut solo);
    }
    let mut found = vec![];
    let mut start_after = None;
    loop {
        let page: ClaimsResponse = solo.told(&QueryMsg::Claims {
            start_after,
            limit: Some(1),
        });
        let Some(last) = page.claims.last() else {
            break;
        };
        start_after = Some(last.beneficiary.clone());
        found.extend(page.claims);
    }
    found.sort_by(|one, other| one.beneficiary.cmp(&other.beneficiary));
    let mut expected = ["tia", "tom", "tea"].map(|name| addr(name).to_string());
    expected.sort();
    let names = found.iter().map(|one| one.beneficiary.clone());
    assert_eq!(names.collect::<Vec<_>>(), expected);
}

#[test]
fn what_was_slashed_and_is_nobodys_is_burned_by_anyone() {
    let mut solo = furnished();
    let burn = || ExecuteMsg::BurnSlashed {};
    assert_eq!(solo.err("ben", burn()), ContractError::NothingToBurn);
    solo.ok("orderbook", fault(PIA, 100, 30));
    let response = solo.ok("ben", burn());
    let burned = Cw20ExecuteMsg::Burn {
        amount: 70u128.into(),
    };
    assert_eq!(sent_to::<Cw20ExecuteMsg>(&response, "token"), [burned]);
    let told = SlashedBurned { burned: Akt(70) };
    assert_eq!(events::<SlashedBurned>(&response.events), [told]);
    assert_eq!(solo.err("ben", burn()), ContractError::NothingToBurn);
}

#[test]
fn faults_and_claims_are_never_paused() {
    let mut solo = furnished();
    for class in ExecuteMsg::CLASSES {
        solo.ok("gov", pause(*class));
    }
    solo.ok("orderbook", fault(PIA, 100, 30));
    solo.ok("orderbook", set_locked(PIA, 3));
    solo.ok("ben", claim("tia"));
    solo.ok("ben", ExecuteMsg::BurnSlashed {});
    solo.wait(SUSPENSION);
    let class = ActionClass::Register;
    let paused = ContractError::from(GuardError::Paused { class });
    assert_eq!(solo.err("pia", ExecuteMsg::Resume {}), paused);
    solo.ok("pia", ExecuteMsg::StartLeaving {});
}
