//! Being paid twice, living on for nothing, closing what is another's.

use tender_interfaces::escrow::{CloseReason, Funding};
use tender_tests::{assert_refused, scenarios};
use tender_types::Seconds;

use crate::stage::{rent, rented, seller, with_credit, AKT, HOUR, RATE};

/// Seconds for which 113 715 000 micro-ACT pay at [`RATE`].
const FUNDED: u64 = 113_715;

scenarios! {
    /// The same lease twice in one message, and twice in one block.
    fn nobody_is_paid_twice(world) {
        let (ben, _) = seller(world, "ben", RATE);
        let (_, _, lease) = rented(world);
        world.advance(1_000);
        assert_refused(world.withdraw(&ben, &[lease, lease]), "guard/duplicate");
        assert_eq!(world.act(&ben), 0);
        for _ in 0..3 {
            world.withdraw(&ben, &[lease]).unwrap();
            assert_eq!(world.act(&ben), 980_000);
        }
        assert_refused(world.close_lease(&ben, lease, CloseReason::Done), "escrow/wrong_reason");
        world.close_lease(&ben, lease, CloseReason::Decommission).unwrap();
        assert_eq!(world.act(&ben), 980_000);
        assert_refused(world.withdraw(&ben, &[lease]), "escrow/lease_not_found");
    }

    /// Withdrawing for somebody else pays somebody else.
    fn a_strangers_withdrawal_pays_the_provider(world) {
        let (ben, _) = seller(world, "ben", RATE);
        let (_, _, lease) = rented(world);
        let mallory = world.addr("mallory");
        world.advance(1_000);
        world.withdraw(&mallory, &[lease]).unwrap();
        assert_eq!((world.act(&mallory), world.act(&ben)), (0, 980_000));
    }

    /// Opened and closed in one block: nothing is owed, all comes back, the unit is free again.
    fn a_lease_of_no_seconds_costs_nothing(world) {
        let (ben, _) = seller(world, "ben", RATE);
        let (ana, account, lease) = rented(world);
        let balance = world.account(account).balance.0;
        world.close_lease(&ana, lease, CloseReason::Done).unwrap();
        world.close_account(&ana, account).unwrap();
        assert_eq!(balance, 113_715_000);
        assert_eq!((world.act(&ana), world.act(&ben)), (balance, 0));
    }

    /// A second of hardware paid for once a day would hold it for ever: after the grace no deposit
    /// revives, and anyone makes room.
    fn an_overdue_account_is_not_revived(world) {
        let (ben, _) = seller(world, "ben", RATE);
        let (_, account, lease) = rented(world);
        let (sam, credit) = with_credit(world, "sam", 100 * AKT);
        world.advance(FUNDED + 24 * HOUR - 1);
        let mallory = world.addr("mallory");
        let early = world.close_lease(&mallory, lease, CloseReason::Starved);
        assert_refused(early, "escrow/not_overdue");
        world.advance(2);
        assert!(matches!(world.account(account).funding, Funding::Overdue { .. }));
        assert_refused(world.deposit(&sam, account, credit), "escrow/account_overdue");
        assert_eq!(world.act(&sam), credit);
        world.close_lease(&mallory, lease, CloseReason::Starved).unwrap();
        // All that was paid for: 98 % of every second.
        assert_eq!(world.act(&ben), u128::from(FUNDED) * 980);
        assert_eq!(world.act(&mallory), 0);
    }

    /// Time that was not paid for is owed to nobody, however late the account is revived.
    fn starved_seconds_are_not_charged_later(world) {
        let (ben, _) = seller(world, "ben", RATE);
        let (_, account, lease) = rented(world);
        let (sam, _) = with_credit(world, "sam", 100 * AKT);
        world.advance(FUNDED + 10 * HOUR);
        world.deposit(&sam, account, 50 * AKT).unwrap();
        assert_eq!(world.account(account).balance.0, 50 * AKT);
        world.advance(1_000);
        assert_eq!(world.lease(lease).seconds, Seconds(FUNDED + 1_000));
        world.withdraw(&ben, &[lease]).unwrap();
        assert_eq!(world.act(&ben), u128::from(FUNDED + 1_000) * 980);
    }

    /// A lease on a starved account would be hardware for nothing.
    fn a_starved_account_opens_no_lease(world) {
        seller(world, "ben", RATE);
        let (ana, account, _) = rented(world);
        world.advance(FUNDED + 1);
        let order = tender_testkit::Order::on(account)
            .class_at(tender_testkit::Catalog::H100, RATE);
        assert_refused(world.place(&ana, &order), "escrow/account_starved");
    }

    /// Another's lease, another's account, another's money.
    fn strangers_touch_nothing(world) {
        seller(world, "ben", RATE);
        let (bob, _) = seller(world, "bob", RATE);
        let (_, account, lease) = rented(world);
        let mallory = world.addr("mallory");
        for who in [&mallory, &bob] {
            let close = world.close_lease(who, lease, CloseReason::Unspecified);
            assert_refused(close, "escrow/not_overdue");
            assert_refused(world.close_account(who, account), "escrow/not_overdue");
            assert_refused(world.withdraw_deposit(who, account, None), "escrow/nothing_to_withdraw");
            assert_refused(world.withdraw_deposit(who, account, Some(1)), "escrow/too_much");
        }
    }

    /// Two accounts of one tenant: the money of one never pays for the other.
    fn an_account_pays_for_its_own_leases_only(world) {
        seller(world, "ben", RATE);
        let (ana, rich, _) = rented(world);
        world.give_akt(&ana, 4 * AKT);
        let poor = world.mint_account(&ana, 4 * AKT).unwrap().value;
        let lease = rent(world, &ana, poor, RATE);
        world.advance(10 * HOUR);
        // 4 548 600 micro-ACT last for 4 548 s.
        assert_eq!(world.lease(lease).seconds, Seconds(4_548));
        assert_eq!(world.account(rich).balance.0, 113_715_000 - 36_000_000);
    }
}
