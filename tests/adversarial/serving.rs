//! Who serves is paid, and nobody else: no-shows, bots, liars, outages, storms.

use cosmwasm_std::Addr;
use tender_interfaces::attestation::{self, ProviderStatus};
use tender_interfaces::escrow::{CloseReason, ExecuteMsg, LeaseState};
use tender_interfaces::orderbook::{self, OfferState};
use tender_testkit::{Catalog, Contract, Offer, Order, World};
use tender_tests::{assert_refused, preimage, scenarios};
use tender_types::{LeaseKey, OfferKey, ProviderId, Rate};

use crate::stage::{
    assert_conserved, booked, holdings, more_bond, offered, order, rent, resume, seller, selling,
    start_leaving, ten_minutes, wait, AKT, BOND, H100, HOUR, NO_SHOW, RATE,
};

/// A provider with some H100s whose tenants owe ten minutes.
fn for_ten_minutes(world: &mut World, name: &str, units: u32) -> (Addr, ProviderId) {
    let (sender, id) = (world.addr(name), world.provider(name, &[]));
    let offer = Offer::at(Catalog::H100, units, RATE).terms(ten_minutes());
    world.post(&sender, offer).unwrap();
    (sender, id)
}

fn close_all(world: &mut World, who: &Addr, leases: &[LeaseKey], reason: CloseReason) {
    let leases = leases.to_vec();
    let msg = ExecuteMsg::CloseLeases { leases, reason };
    world.call(who, Contract::Escrow, &msg).unwrap();
}

scenarios! {
    /// It takes the order and does nothing: no time earns it anything, its offer is out of the market and
    /// not back in front, and it has paid for the no-show.
    fn a_provider_that_serves_nobody_is_paid_nothing(world) {
        let (mallory, id) = selling(world, "mallory", 1, RATE);
        let (ana, account) = world.tenant("ana", 100 * AKT);
        let before = world.account(account).balance.0;
        let lease = order(world, &ana, account, RATE);
        wait(world);
        world.advance(HOUR);
        world.withdraw(&mallory, &[lease]).unwrap();
        assert_eq!(world.act(&mallory), 0);
        world.close_lease(&ana, lease, CloseReason::NotStarted).unwrap();
        assert_eq!((world.act(&mallory), world.account(account).balance.0), (0, before));
        let info = world.provider_info(id);
        assert_eq!((info.status, info.bond.0), (ProviderStatus::Suspended, BOND - NO_SHOW));
        assert_eq!(booked(world, &ana), NO_SHOW);
        let again = Order::on(account).class_at(Catalog::H100, RATE);
        assert_refused(world.place(&ana, &again), "orderbook/not_fillable");
        let back = attestation::ExecuteMsg::Resume {};
        assert_refused(world.call(&mallory, Contract::Attestation, &back), "attestation/suspended");
    }

    /// A bot says "ready" at once and serves nobody: its tenant leaves, and what the tenant owes burns.
    fn a_bot_that_starts_and_serves_nobody_earns_nothing(world) {
        let (mallory, _) = for_ten_minutes(world, "mallory", 4);
        let (ana, account) = world.tenant("ana", 100 * AKT);
        let before = world.account(account).balance.0;
        for seconds in [0, 1, 300, 599] {
            let lease = rent(world, &ana, account, RATE);
            world.advance(seconds);
            // Nothing leaves before the ten minutes are over, so there is nothing to run away with.
            let _ = world.withdraw(&mallory, &[lease]);
            assert_eq!(world.act(&mallory), 0);
            world.close_lease(&ana, lease, CloseReason::NotServed).unwrap();
            assert_eq!(world.act(&mallory), 0, "after {seconds} s");
        }
        assert_eq!(before - world.account(account).balance.0, 4 * 600_000);
        world.close_account(&ana, account).unwrap();
        world.collect_fees(&ana, &[]).unwrap();
        // Nobody has any of it but the protocol: the treasury half of its two per cent.
        let treasury = world.addr("treasury");
        assert_eq!(world.act(&treasury), 4 * 6_000);
        assert_conserved(world);
    }

    /// A tenant that was served and says it was not pays what an honest one pays; only its provider is
    /// the poorer, and nobody the richer.
    fn a_liar_saves_nothing(world) {
        let (ben, _) = for_ten_minutes(world, "ben", 2);
        let mut left = vec![];
        for (name, reason) in [("ana", CloseReason::Done), ("mallory", CloseReason::NotServed)] {
            let (tenant, account) = world.tenant(name, 100 * AKT);
            let lease = rent(world, &tenant, account, RATE);
            world.advance(60);
            world.close_lease(&tenant, lease, reason).unwrap();
            world.close_account(&tenant, account).unwrap();
            left.push(world.act(&tenant) + booked(world, &tenant));
        }
        assert_eq!(left[0], left[1]);
        assert_eq!(world.act(&ben), 588_000);
    }

    /// After the least time what was earned is earned, whatever the tenant says.
    fn not_served_later_takes_nothing_back(world) {
        let (ben, id) = for_ten_minutes(world, "ben", 1);
        let (ana, account) = world.tenant("ana", 100 * AKT);
        let lease = rent(world, &ana, account, RATE);
        world.advance(600);
        world.close_lease(&ana, lease, CloseReason::NotServed).unwrap();
        assert_eq!(world.act(&ben), 588_000);
        assert_eq!((offered(world, id).record.not_served, world.provider_info(id).bond.0), (1, BOND));
    }

    /// A provider that leaves before the least time is over earns nothing of it, and pays as one that
    /// leaves late.
    fn an_early_exit_earns_nothing(world) {
        let (mallory, id) = for_ten_minutes(world, "mallory", 1);
        let (ana, account) = world.tenant("ana", 100 * AKT);
        let lease = rent(world, &ana, account, RATE);
        world.advance(599);
        let wrong = world.close_lease(&mallory, lease, CloseReason::Starved);
        assert_refused(wrong, "escrow/not_overdue");
        world.close_lease(&mallory, lease, CloseReason::Unspecified).unwrap();
        assert_eq!(world.act(&mallory), 0);
        // A twentieth of ten AKT.
        assert_eq!((world.provider_info(id).bond.0, booked(world, &ana)), (BOND - AKT / 2, AKT / 2));
    }

    /// Twenty leases fail at once, in several transactions and over hours: one outage, paid once, by its
    /// largest fault. The next, after it has come back, costs twice as much.
    fn a_provider_is_slashed_once_per_outage(world) {
        let (ben, id) = selling(world, "ben", 24, RATE);
        let mut leases = vec![];
        for name in ["ana", "amy", "abe"] {
            let (tenant, account) = world.tenant(name, 100 * AKT);
            for _ in 0..8 {
                leases.push((tenant.clone(), order(world, &tenant, account, RATE)));
            }
        }
        wait(world);
        for (tenant, lease) in &leases[..20] {
            world.close_lease(tenant, *lease, CloseReason::NotStarted).unwrap();
            world.advance(60);
        }
        assert_eq!(world.provider_info(id).bond.0, BOND - NO_SHOW);
        assert_eq!(world.provider_info(id).outages, 1);
        // A jailed or suspended provider may still begin what it owes.
        world.start(&ben, &[leases[20].1]).unwrap();
        world.advance(HOUR);
        resume(world, &ben);
        let (tenant, lease) = &leases[21];
        world.close_lease(tenant, *lease, CloseReason::NotStarted).unwrap();
        assert_eq!(world.provider_info(id).bond.0, BOND - 3 * NO_SHOW);
        let paid: u128 = ["ana", "amy", "abe"].map(|name| booked(world, &world.addr(name))).iter().sum();
        assert_eq!(paid, 3 * NO_SHOW);
    }

    /// A rate of one pico-unit makes no fault cheap: what failing costs is of the bond, not of the rate.
    fn a_cheap_offer_is_no_free_sham(world) {
        let (mallory, id) = selling(world, "mallory", 8, Rate(1));
        let (ana, account) = world.tenant("ana", 100 * AKT);
        let order = Order::on(account).class_at(Catalog::H100, RATE).units(8);
        let lease = world.place(&ana, &order).unwrap().value.leases[0];
        assert_eq!(world.lease(lease).rate, Rate(8));
        wait(world);
        world.close_lease(&mallory, lease, CloseReason::NotStarted).unwrap();
        assert_eq!(world.provider_info(id).bond.0, BOND - 8 * NO_SHOW);
        assert_eq!(booked(world, &ana), 8 * NO_SHOW);
    }

    /// Declining order after order to be rid of a market: the first costs the lowest grade and takes the
    /// provider out of the market, so there is no second; each return costs twice as much.
    fn a_decline_storm_ends_with_the_first(world) {
        let (mallory, id) = selling(world, "mallory", 8, Rate(1));
        let (ben, honest) = selling(world, "ben", 8, RATE);
        let (ana, account) = world.tenant("ana", 100 * AKT);
        more_bond(world, &mallory, id);
        let wanted = Order::on(account).class_at(Catalog::H100, RATE).rematched(3);
        let mut lost = 0;
        for outage in 0..4u32 {
            let placed = world.place(&ana, &wanted).unwrap();
            let lease = placed.value.leases[0];
            assert_eq!(lease.provider, id);
            world.close_lease(&mallory, lease, CloseReason::Declined).unwrap();
            lost += (AKT / 10) << outage;
            assert_eq!(world.provider_info(id).bond.0, 2 * BOND - lost);
            // In the next transaction somebody else serves the order, and the next order too.
            let (order, promised) = preimage(&placed.tx, lease);
            let again = orderbook::ExecuteMsg::Rematch { lease, order, promised };
            let placed: orderbook::Placed =
                world.call_for_data(&ben, Contract::Orderbook, &again).unwrap().value;
            assert_eq!(placed.leases[0].provider, honest);
            world.start(&ben, &placed.leases).unwrap();
            rent(world, &ana, account, RATE);
            world.advance(HOUR);
            resume(world, &mallory);
            // It has to say that it is there again: a parked offer does not come back by itself.
            assert_eq!(offered(world, id).state, OfferState::Parked);
            world.post(&mallory, Offer::at(Catalog::H100, 8, Rate(1))).unwrap();
        }
        assert_eq!(booked(world, &ana), lost);
    }

    /// Neither leaving nor jail is a way around a fault: what is owed is paid from the bond, and the bond
    /// stays while leases wait.
    fn nobody_leaves_its_faults_behind(world) {
        let (mallory, id) = selling(world, "mallory", 8, RATE);
        let (ana, account) = world.tenant("ana", 100 * AKT);
        let lease = order(world, &ana, account, RATE);
        start_leaving(world, &mallory);
        world.withdraw_offer(&mallory, H100).unwrap();
        world.advance(7 * 24 * HOUR);
        let take = attestation::ExecuteMsg::WithdrawBond {};
        assert_refused(world.call(&mallory, Contract::Attestation, &take), "attestation/locked");
        wait(world);
        world.close_lease(&ana, lease, CloseReason::NotStarted).unwrap();
        assert_eq!(world.provider_info(id).bond.0, BOND - NO_SHOW);
        world.call(&mallory, Contract::Attestation, &take).unwrap();
        assert_eq!(world.akt(&mallory), BOND - NO_SHOW);
    }

    /// A tenant that empties its account before the provider begins: nobody's fault, nobody's loss.
    fn an_order_that_cannot_be_paid_faults_nobody(world) {
        let (ben, id) = for_ten_minutes(world, "ben", 8);
        let (ana, account) = world.tenant("ana", 4 * AKT);
        let first = rent(world, &ana, account, Rate(RATE.0));
        world.give_akt(&ana, 4 * AKT);
        world.mint(&ana, 4 * AKT).unwrap();
        let more = world.act(&ana);
        world.deposit(&ana, account, more).unwrap();
        let second = order(world, &ana, account, RATE);
        // Somebody is late: the first has eaten what the second was to be paid of.
        world.advance(9_000);
        world.start(&ben, &[second]).unwrap();
        assert_refused(world.start(&ben, &[second]), "escrow/lease_not_found");
        assert_eq!(world.provider_info(id).bond.0, BOND);
        assert_eq!(offered(world, id).free, 7);
        let found = world.lease(first);
        assert!(matches!(found.state, LeaseState::Active { .. }));
    }

    /// Whoever sends messages that anybody may send, for others, gains nothing by any of them: what is
    /// paid goes to whose it is.
    fn nobody_gains_by_working_for_others(world) {
        let mallory = world.addr("mallory");
        let (ben, _) = selling(world, "ben", 4, RATE);
        let (bob, _) = seller(world, "bob", RATE);
        let (ana, account) = world.tenant("ana", 100 * AKT);
        let wanted = Order::on(account).class_at(Catalog::H100, RATE).rematched(1);
        let placed = world.place(&ana, &wanted).unwrap();
        let lease = placed.value.leases[0];
        wait(world);
        world.close_lease(&mallory, lease, CloseReason::NotStarted).unwrap();
        let (order, promised) = preimage(&placed.tx, lease);
        let again = orderbook::ExecuteMsg::Rematch { lease, order, promised };
        let placed: orderbook::Placed =
            world.call_for_data(&mallory, Contract::Orderbook, &again).unwrap().value;
        world.start(&bob, &placed.leases).unwrap();
        world.advance(1_000);
        world.withdraw(&mallory, &placed.leases).unwrap();
        world.collect_fees(&mallory, &[account]).unwrap();
        let sync = ExecuteMsg::Sync { accounts: vec![account] };
        world.call(&mallory, Contract::Escrow, &sync).unwrap();
        let claim = attestation::ExecuteMsg::Claim { beneficiary: ana.to_string() };
        world.call(&mallory, Contract::Attestation, &claim).unwrap();
        assert_refused(world.call(&mallory, Contract::Attestation, &claim), "attestation/nothing_to_claim");
        let offers = vec![OfferKey { provider: lease.provider, class: H100 }];
        let clear = orderbook::ExecuteMsg::Expire { orders: vec![], offers };
        world.call(&mallory, Contract::Orderbook, &clear).unwrap();
        // Nobody has been slashed for nobody, so there is nothing to burn.
        let burn = attestation::ExecuteMsg::BurnSlashed {};
        let burned = world.call(&mallory, Contract::Attestation, &burn);
        assert_refused(burned, "attestation/nothing_to_burn");
        assert_eq!((world.akt(&mallory), world.act(&mallory)), (0, 0));
        assert_eq!((world.akt(&ana), world.act(&bob)), (NO_SHOW, 980_000));
        assert_eq!(world.act(&ben), 0);
        assert_conserved(world);
    }

    /// A tenant's part of what is slashed has an end: failing many units of a friend is no income.
    fn compensation_has_an_end(world) {
        let (mallory, id) = selling(world, "mallory", 100, RATE);
        let (ana, account) = world.tenant("ana", 1_000 * AKT);
        let wanted = Order::on(account).class_at(Catalog::H100, RATE).units(100);
        let lease = world.place(&ana, &wanted).unwrap().value.leases[0];
        wait(world);
        close_all(world, &mallory, &[lease], CloseReason::NotStarted);
        // A tenth of a thousand: fifty to the tenant, and fifty burn.
        assert_eq!(world.provider_info(id).bond.0, BOND - 100 * AKT);
        assert_eq!((booked(world, &ana), holdings(world).to_burn.0), (50 * AKT, 50 * AKT));
    }

    /// The tenant of a gang that cancels owes those who are ready their waiting; one leg that never starts
    /// keeps the others from being billed, and pays.
    fn a_gang_begins_together_or_costs_nobody_but_who_failed(world) {
        let (ben, honest) = for_ten_minutes(world, "ben", 1);
        let (mallory, id) = for_ten_minutes(world, "mallory", 1);
        let (ana, account) = world.tenant("ana", 100 * AKT);
        let before = world.account(account).balance.0;
        let wanted = Order::on(account).class_at(Catalog::H100, RATE).units(2).split().together();
        let leases = world.place(&ana, &wanted).unwrap().value.leases;
        let of = |provider| *leases.iter().find(|lease| lease.provider == provider).unwrap();
        world.start(&ben, &[of(honest)]).unwrap();
        assert!(matches!(world.lease(of(honest)).state, LeaseState::Ready { .. }));
        wait(world);
        world.close_lease(&mallory, of(id), CloseReason::NotStarted).unwrap();
        assert_eq!(world.account(account).balance.0, before);
        assert_eq!(world.provider_info(id).bond.0, BOND - NO_SHOW);
        assert_eq!(world.provider_info(honest).bond.0, BOND);
        assert_refused(world.start(&ben, &[of(honest)]), "escrow/lease_not_found");
        assert_eq!(offered(world, honest).free, 1);
    }

    /// Closing twice in one transaction, in a list and one by one: a lease ends once.
    fn a_lease_is_closed_once(world) {
        let (ben, id) = seller(world, "ben", RATE);
        let (ana, account) = world.tenant("ana", 100 * AKT);
        let lease = rent(world, &ana, account, RATE);
        world.advance(1_000);
        let close = |reason| {
            let msg = ExecuteMsg::CloseLeases { leases: vec![lease], reason };
            cosmwasm_std::WasmMsg::Execute {
                contract_addr: world.at.escrow.to_string(),
                msg: cosmwasm_std::to_json_binary(&msg).unwrap(),
                funds: vec![],
            }
            .into()
        };
        let twice = vec![close(CloseReason::Done), close(CloseReason::NotServed)];
        assert_refused(world.run(&ana, twice), "escrow/lease_not_found");
        world.close_lease(&ana, lease, CloseReason::Done).unwrap();
        assert_refused(world.close_lease(&ana, lease, CloseReason::Done), "escrow/lease_not_found");
        assert_eq!((world.act(&ben), offered(world, id).free), (980_000, 100));
    }
}
