//! A tenant and a provider that are one person: whatever it does with itself, it has less afterwards.

use cosmwasm_std::Addr;
use tender_interfaces::attestation;
use tender_interfaces::escrow::CloseReason;
use tender_testkit::{Catalog, Contract, Offer, Order, World};
use tender_tests::scenarios;
use tender_types::{LeaseKey, ProviderId, Seconds};

use crate::stage::{
    assert_conserved, auction, booked, more_bond, offered, open, order, resume, start_leaving,
    ten_minutes, wait, AKT, BOND, H100, HOUR, RATE,
};

/// Everything goes home: what the two have then, in AKT, at a price that has not moved.
fn go_home(world: &mut World, tenant: &Addr, provider: &Addr) -> u128 {
    world.feed("1.14");
    for who in [tenant, provider] {
        if booked(world, who) > 0 {
            let claim = attestation::ExecuteMsg::Claim {
                beneficiary: who.to_string(),
            };
            world.call(who, Contract::Attestation, &claim).unwrap();
        }
        let credit = world.act(who);
        if credit > 10 {
            world.redeem(who, credit, 0).unwrap();
        }
    }
    world.withdraw_offer(provider, H100).unwrap();
    start_leaving(world, provider);
    world.advance(8 * 24 * HOUR);
    let take = attestation::ExecuteMsg::WithdrawBond {};
    world.call(provider, Contract::Attestation, &take).unwrap();
    let burn = attestation::ExecuteMsg::BurnSlashed {};
    let _ = world.call(provider, Contract::Attestation, &burn);
    world.akt(tenant) + world.akt(provider)
}

/// Ends one lease of each kind: waiting, running, running for long.
fn end(
    world: &mut World,
    who: &Addr,
    lease: LeaseKey,
    reason: CloseReason,
    after: u64,
    start: bool,
) {
    if start {
        world.start_all(&[lease]);
    }
    world.advance(after);
    world.close_lease(who, lease, reason).unwrap();
}

fn back_in_the_market(world: &mut World, provider: &Addr, id: ProviderId) {
    world.advance(HOUR);
    if world.provider_info(id).resumes_at.is_some() {
        resume(world, provider);
    }
    let offer = Offer::at(Catalog::H100, 8, RATE).terms(ten_minutes());
    world.post(provider, offer).unwrap();
}

scenarios! {
    /// Renting from itself and ending it in every way there is: at the end both have together less than
    /// they had, and nothing came from nowhere.
    fn nobody_makes_money_with_itself(world) {
        let (ana, account) = world.tenant("ana", 100 * AKT);
        let (ben, id) = (world.addr("ben"), world.provider("ben", &[]));
        more_bond(world, &ben, id);
        let ways = [
            (false, CloseReason::Cancelled, 0, false),
            (false, CloseReason::Cancelled, 400, false),
            (true, CloseReason::Declined, 0, false),
            (true, CloseReason::NotStarted, 700, false),
            (false, CloseReason::Done, 0, true),
            (false, CloseReason::Done, 5_000, true),
            (false, CloseReason::NotServed, 0, true),
            (false, CloseReason::NotServed, 700, true),
            (true, CloseReason::Unspecified, 10, true),
            (true, CloseReason::Decommission, 700, true),
        ];
        for (by_provider, reason, after, start) in ways {
            back_in_the_market(world, &ben, id);
            let lease = order(world, &ana, account, RATE);
            world.advance(1);
            world.advance(1);
            let who = if by_provider { &ben } else { &ana };
            end(world, who, lease, reason, after, start);
            assert_eq!(offered(world, id).free, 8);
            assert_conserved(world);
        }
        world.close_account(&ana, account).unwrap();
        world.collect_fees(&ana, &[]).unwrap();
        let home = go_home(world, &ana, &ben);
        assert!(home < 2 * BOND + 100 * AKT, "{home}");
        assert_conserved(world);
    }

    /// Failing its own auctions for the compensation: what the tenant gets is what the provider loses, at
    /// most.
    fn nobody_is_paid_for_its_own_failing(world) {
        let (ana, account) = world.tenant("ana", 100 * AKT);
        let (ben, id) = (world.addr("ben"), world.provider("ben", &[]));
        more_bond(world, &ben, id);
        for slot in 0..4 {
            back_in_the_market(world, &ben, id);
            let order = auction(world, &ana, account, slot, open(0));
            world.bid(&ben, order, id, &[H100], "0.01").unwrap();
            world.advance(300);
            let lease = world.close_auction(&ana, order).unwrap().value.lease.unwrap();
            wait(world);
            world.close_lease(&ana, lease, CloseReason::NotStarted).unwrap();
        }
        // 1, 2, 4 and 8 AKT.
        assert_eq!(world.provider_info(id).bond.0, 2 * BOND - 15 * AKT);
        assert_eq!(booked(world, &ana), 15 * AKT);
        let until = Seconds::days(2);
        world.advance(until.0);
        world.close_account(&ana, account).unwrap();
        let home = go_home(world, &ana, &ben);
        assert!(home < 2 * BOND + 100 * AKT, "{home}");
    }

    /// What the protocol pays nobody for: a good record costs fees, and the fees are gone.
    fn a_record_is_bought_with_fees(world) {
        let (ana, account) = world.tenant("ana", 100 * AKT);
        let (ben, id) = (world.addr("ben"), world.provider("ben", &[]));
        world.post(&ben, Offer::at(Catalog::H100, 8, RATE)).unwrap();
        for _ in 0..50 {
            let wanted = Order::on(account).class_at(Catalog::H100, RATE);
            let lease = world.rent(&ana, &wanted).unwrap().value[0];
            world.close_lease(&ana, lease, CloseReason::Done).unwrap();
        }
        // Fifty leases of no time: many, and worth nothing.
        let record = offered(world, id).record;
        assert_eq!((record.ended, record.fees.0), (50, 0));
        let wanted = Order::on(account).class_at(Catalog::H100, RATE);
        let lease = world.rent(&ana, &wanted).unwrap().value[0];
        world.advance(10_000);
        world.close_lease(&ana, lease, CloseReason::Done).unwrap();
        assert_eq!(offered(world, id).record.fees.0, 200_000);
    }
}
