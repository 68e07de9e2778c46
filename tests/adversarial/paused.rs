//! A guardian that went bad pauses everything it can: nothing comes in, and everybody's own money
//! still leaves.

use tender_interfaces::admin::ActionClass;
use tender_interfaces::attestation;
use tender_interfaces::auction::{Pick, Rule};
use tender_interfaces::orderbook::ExecuteMsg as Orderbook;
use tender_testkit::{Catalog, Contract, Offer, Order, World};
use tender_tests::{assert_refused, scenarios};
use tender_types::{OrderKey, Seconds};

use crate::stage::{open, rented, seller, with_credit, AKT, H100, RATE};

const CLASSES: [(Contract, ActionClass); 10] = [
    (Contract::Oracle, ActionClass::Report),
    (Contract::Bme, ActionClass::Mint),
    (Contract::Bme, ActionClass::Spend),
    (Contract::Attestation, ActionClass::Register),
    (Contract::Attestation, ActionClass::Attest),
    (Contract::Orderbook, ActionClass::Offer),
    (Contract::Orderbook, ActionClass::Order),
    (Contract::Auction, ActionClass::Bid),
    (Contract::Escrow, ActionClass::Deposit),
    (Contract::Escrow, ActionClass::OpenLease),
];

fn pause_everything(world: &mut World) {
    let guard = world.addr("guard");
    for (contract, class) in CLASSES {
        let msg = serde_json::json!({ "admin": { "pause": { "class": class } } });
        world.call(&guard, contract, &msg).unwrap();
    }
}

scenarios! {
    /// Leases, deposits, credit, offers, orders, bids and bonds: all of it goes home; and what was promised
    /// before is begun.
    fn own_money_leaves_a_paused_market(world) {
        let (ben, id) = seller(world, "ben", RATE);
        let (ana, account, lease) = rented(world);
        let (sam, credit) = with_credit(world, "sam", 10 * AKT);
        world.deposit(&sam, account, credit / 2).unwrap();
        let until = world.now().after(Seconds::days(1));
        let rests = Order::on(account).class(Catalog::A100, "0.01").resting(0, until);
        world.place(&ana, &rests).unwrap();
        let rule = Rule { pick: Pick::Tenant { choosing: Seconds::ZERO }, ..open(0) };
        let auctioned = Order::on(account).class(Catalog::H100, "9.00").by_auction(1, rule, until);
        world.place(&ana, &auctioned).unwrap();
        let [resting, auction] = [0, 1].map(|slot| OrderKey { account, slot });
        world.bid(&ben, auction, id, &[H100], "4.00").unwrap();
        let waits = Order::on(account).class_at(Catalog::H100, RATE);
        let waits = world.place(&ana, &waits).unwrap().value.leases[0];

        pause_everything(world);
        world.advance(1_000);
        world.redeem(&sam, credit / 2, 0).unwrap();
        world.withdraw(&ben, &[lease]).unwrap();
        assert_eq!(world.act(&ben), 980_000);
        world.redeem(&ben, 980_000, 0).unwrap();
        world.start(&ben, &[waits]).unwrap();
        world.close_auction(&ana, auction).unwrap();
        world.call(&ana, Contract::Orderbook, &Orderbook::CancelOrder { order: resting }).unwrap();
        world.withdraw_deposit(&sam, account, None).unwrap();
        // 5 685 750, less its part of the 1 000 000 that were spent of 119 400 750.
        assert_eq!(world.act(&sam), 5_638_130);
        world.close_account(&ana, account).unwrap();
        // Empty, so it is gone, and its fees are with the others.
        assert_refused(world.collect_fees(&ana, &[account]), "escrow/account_not_found");
        world.collect_fees(&ana, &[]).unwrap();
        world.withdraw_offer(&ben, H100).unwrap();
        let (leave, take) =
            (attestation::ExecuteMsg::StartLeaving {}, attestation::ExecuteMsg::WithdrawBond {});
        world.call(&ben, Contract::Attestation, &leave).unwrap();
        world.advance(7 * 24 * 3_600);
        world.call(&ben, Contract::Attestation, &take).unwrap();
        // The bond, and 980 000 micro-ACT at 1.14 USD per AKT.
        assert_eq!(world.akt(&ben), 1_000_000_000 + 859_649);
    }

    /// What was held for a payee is claimed.
    fn held_money_leaves_a_paused_market(world) {
        let (ana, ben) = (world.addr("ana"), world.addr("ben"));
        let denom = "uusd".to_string();
        world.add_asset(tender_types::Asset::Native { denom: denom.clone() }).unwrap();
        world.chain.fund(&ana, cosmwasm_std::coins(10 * AKT, &denom));
        let coin = cosmwasm_std::coin(10 * AKT, &denom);
        let account = world.open_native(&ana, coin).unwrap().value;
        pause_everything(world);
        world.chain.block_account(&ana);
        world.close_account(&ana, account).unwrap();
        world.chain.unblock_account(&ana);
        world.call(&ben, Contract::Escrow, &crate::stage::claim(&ana, 1)).unwrap();
        assert_eq!(world.chain.balance(&ana, &denom).u128(), 10 * AKT);
    }

    /// And nothing comes in.
    fn nothing_enters_a_paused_market(world) {
        let (ben, id) = seller(world, "ben", RATE);
        let (ana, credit) = with_credit(world, "ana", 50 * AKT);
        let account = world.open_account(&ana, 40 * AKT).unwrap().value;
        world.give_akt(&ana, 10 * AKT);
        let order = Order::on(account).class(Catalog::H100, "9.00");
        let until = world.now().after(Seconds::days(1));
        let auctioned = |slot| order.clone().by_auction(slot, open(0), until);
        let rests = Order::on(account).class(Catalog::H100, "0.01").resting(1, until);
        world.place(&ana, &auctioned(0)).unwrap();
        world.place(&ana, &rests).unwrap();
        let [auction, resting] = [0, 1].map(|slot| OrderKey { account, slot });
        pause_everything(world);
        assert_refused(world.mint(&ana, 2 * AKT), "guard/paused");
        assert_refused(world.deposit(&ana, account, AKT), "guard/paused");
        assert_refused(world.open_account(&ana, AKT), "guard/paused");
        assert_refused(world.place(&ana, &order), "guard/paused");
        assert_refused(world.place(&ana, &auctioned(2)), "guard/paused");
        assert_refused(world.post(&ben, Offer::at(Catalog::H100, 1, RATE)), "guard/paused");
        assert_refused(world.reprice(&ben, H100, "1.00"), "guard/paused");
        assert_refused(world.match_order(&ana, resting), "guard/paused");
        assert_refused(world.bid(&ben, auction, id, &[H100], "1.00"), "guard/paused");
        assert_refused(world.bond(&ben, id, 0), "guard/paused");
        let mallory = world.addr("mallory");
        let register = world.register(&mallory, "https://mallory.example", &[]);
        assert_refused(register, "guard/paused");
        let audrey = world.addr("audrey");
        assert_refused(world.vouch(&audrey, id, 1, &[], &[]), "guard/paused");
        assert_eq!(world.act(&ana), credit - 40 * AKT);
    }

    /// A guardian pauses once, and nothing else: it neither resumes, re-arms itself, nor pays itself.
    fn a_guardian_only_pauses(world) {
        let guard = world.addr("guard");
        pause_everything(world);
        for (contract, class) in CLASSES {
            for verb in ["resume", "rearm"] {
                let msg = serde_json::json!({ "admin": { verb: { "class": class } } });
                assert_refused(world.call(&guard, contract, &msg), "guard/not_allowed");
            }
            let longer = serde_json::json!({ "admin": { "set_guardian_pause": { "lasts": 604_800 } } });
            assert_refused(world.call(&guard, contract, &longer), "guard/not_allowed");
        }
        let treasury = serde_json::json!({ "update_links": { "treasury": guard } });
        assert_refused(world.call(&guard, Contract::Escrow, &treasury), "guard/not_allowed");
        let gov = world.addr("gov");
        for (contract, class) in CLASSES {
            let resume = serde_json::json!({ "admin": { "resume": { "class": class } } });
            world.call(&gov, contract, &resume).unwrap();
            let pause = serde_json::json!({ "admin": { "pause": { "class": class } } });
            assert_refused(world.call(&guard, contract, &pause), "guard/spent");
        }
    }
}
