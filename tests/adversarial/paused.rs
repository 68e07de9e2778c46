//! A guardian that went bad pauses everything it can: nothing comes in, and everybody's own money
//! still leaves.

use tender_interfaces::admin::ActionClass;
use tender_interfaces::attestation;
use tender_interfaces::auction::{ExecuteMsg as Auction, Rule};
use tender_interfaces::orderbook::ExecuteMsg as Orderbook;
use tender_testkit::{usd_per_hour, Ask, Catalog, Contract, Order, World};
use tender_tests::{assert_refused, scenarios};
use tender_types::Seconds;

use crate::stage::{rented, seller, with_credit, AKT, H100, RATE};

const CLASSES: [(Contract, ActionClass); 10] = [
    (Contract::Oracle, ActionClass::Report),
    (Contract::Bme, ActionClass::Mint),
    (Contract::Bme, ActionClass::Spend),
    (Contract::Attestation, ActionClass::Register),
    (Contract::Attestation, ActionClass::Attest),
    (Contract::Orderbook, ActionClass::Ask),
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
    /// Leases, deposits, credit, asks, orders, bids and bonds: all of it goes home.
    fn own_money_leaves_a_paused_market(world) {
        let (ben, id) = seller(world, "ben", RATE);
        let (ana, account, lease) = rented(world);
        let (sam, credit) = with_credit(world, "sam", 10 * AKT);
        world.deposit(&sam, account, credit / 2).unwrap();
        let until = world.now().after(Seconds(600));
        let rests = Order::on(account).class(Catalog::A100, "0.01").resting_until(until);
        let resting = world.place(&ana, &rests).unwrap().value.order;
        let choice = Rule::TenantChoice { bidding: Seconds(300), choosing: Seconds::ZERO };
        let auctioned = Order::on(account).class(Catalog::H100, "9.00").by_auction(choice);
        let auction = world.place(&ana, &auctioned).unwrap().value.order;
        world.bid(&ben, auction, id, H100, "4.00").unwrap();

        pause_everything(world);
        world.advance(1_000);
        world.redeem(&sam, credit / 2, 0).unwrap();
        world.withdraw(&ben, &[lease]).unwrap();
        assert_eq!(world.act(&ben), 980_000);
        world.redeem(&ben, 980_000, 0).unwrap();
        let withdraw = Auction::WithdrawBid { order: auction, provider: id };
        world.call(&ben, Contract::Auction, &withdraw).unwrap();
        world.close_auction(&ana, auction).unwrap();
        world.call(&ana, Contract::Orderbook, &Orderbook::CancelOrder { order: resting }).unwrap();
        world.withdraw_deposit(&sam, account, None).unwrap();
        // 5 685 750, less its part of the 1 000 000 that were spent of 119 400 750.
        assert_eq!(world.act(&sam), 5_638_130);
        world.close_account(&ana, account).unwrap();
        // Empty, so it is gone, and its fees are with the others.
        assert_refused(world.collect_fees(&ana, &[account]), "escrow/account_not_found");
        world.collect_fees(&ana, &[]).unwrap();
        world.withdraw_ask(&ben, tender_types::AskId(1)).unwrap();
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
        let (ana, credit) = with_credit(world, "ana", 10 * AKT);
        let account = world.open_account(&ana, AKT).unwrap().value;
        world.give_akt(&ana, 10 * AKT);
        let order = Order::on(account).class(Catalog::H100, "9.00");
        let rule = Rule::OpenDescending {
            duration: Seconds(300),
            min_step: usd_per_hour("0.01"),
            extension: Seconds::ZERO,
        };
        let auction = world.place(&ana, &order.clone().by_auction(rule)).unwrap().value.order;
        pause_everything(world);
        assert_refused(world.mint(&ana, 2 * AKT), "guard/paused");
        assert_refused(world.deposit(&ana, account, AKT), "guard/paused");
        assert_refused(world.open_account(&ana, AKT), "guard/paused");
        assert_refused(world.place(&ana, &order), "guard/paused");
        assert_refused(world.place(&ana, &order.by_auction(rule)), "guard/paused");
        assert_refused(world.post(&ben, Ask::at(Catalog::H100, 1, RATE)), "guard/paused");
        assert_refused(world.reprice(&ben, tender_types::AskId(1), "1.00"), "guard/paused");
        assert_refused(world.bid(&ben, auction, id, H100, "1.00"), "guard/paused");
        assert_refused(world.bond(&ben, id, 0), "guard/paused");
        let mallory = world.addr("mallory");
        let register = world.register(&mallory, "https://mallory.example", &[]);
        assert_refused(register, "guard/paused");
        let audrey = world.addr("audrey");
        assert_refused(world.vouch(&audrey, id, 1, &[], &[]), "guard/paused");
        assert_eq!(world.act(&ana), credit - AKT);
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
