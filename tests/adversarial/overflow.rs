//! Amounts at the end of their types: refused by a typed error, never a panic.

use cosmwasm_std::{coin, Decimal};
use tender_interfaces::attestation::Statement;
use tender_interfaces::auction::{Bidding, ExecuteMsg as Auction, NewBid, Pick, Rule};
use tender_interfaces::oracle;
use tender_testkit::{Card, Catalog, Contract, Offer, Order, World};
use tender_tests::{assert_refused, scenarios};
use tender_types::{Akt, Asset, ClassId, OrderKey, Price, Rate, Seconds, Tier, Timestamp};

use crate::stage::{open, seller, with_credit, AKT, H100, RATE};

const MOST: Rate = Rate(u128::MAX);

/// One unit costs more than anybody has; several more than there are numbers.
const TOO_DEAR: [&str; 2] = ["math/overflow", "orderbook/too_much"];

fn report_all(world: &mut World, price: Price) {
    world.advance(10);
    let timestamp = world.now();
    for feeder in ["fay", "fin", "flo"] {
        let feeder = world.addr(feeder);
        let msg = oracle::ExecuteMsg::Report { price, timestamp };
        world.call(&feeder, Contract::Oracle, &msg).unwrap();
    }
}

scenarios! {
    /// The dearest offer there can be, wanted at any price.
    fn a_rate_beyond_all_money_opens_nothing(world) {
        seller(world, "ben", MOST);
        let (ana, account) = world.tenant("ana", 100 * AKT);
        for units in [1, 2, 100] {
            let mut order = Order::on(account).class_at(Catalog::H100, MOST).units(units);
            order.demand.max_rate = MOST;
            assert_refused(world.place(&ana, &order), TOO_DEAR[usize::from(units > 1)]);
        }
        let ben = world.addr("ben");
        let nothing = world.reprice(&ben, ClassId(99), "1");
        assert_refused(nothing, "orderbook/offer_not_found");
        assert_eq!(world.account(account).pending, 0);
    }

    /// More than there is, more than an order or an offer can name.
    fn units_beyond_their_bounds_are_refused(world) {
        let (ben, _) = seller(world, "ben", RATE);
        let (ana, account) = world.tenant("ana", 1_000 * AKT);
        for units in [0, 1_201, u32::MAX] {
            let order = Order::on(account).at_most("1.00").class_at(Catalog::H100, RATE).units(units);
            assert_refused(world.place(&ana, &order), "guard/out_of_range");
            let order = Order::on(account).at_most("1.00").class_at(Catalog::H100, RATE);
            assert_refused(world.place(&ana, &order.per_replica(units)), "guard/out_of_range");
        }
        for units in [0, 100_001, u32::MAX] {
            let offer = Offer::at(Catalog::H100, units, RATE);
            assert_refused(world.post(&ben, offer), "guard/out_of_range");
        }
        for cores in [0, u64::MAX / 1_000_000] {
            let mut card = Card::of(1, "0.01").0;
            card.capacity.cpu_milli = cores * 1_000;
            card.capacity.memory_mib = cores;
            let set = world.card(&ben, tender_interfaces::orderbook::CardChange::Set(card));
            assert!(set.is_err(), "{cores} cores are accepted");
        }
        let order = Order::on(account).class_at(Catalog::H100, RATE);
        for (time, code) in [
            (Timestamp(0), "orderbook/already_over"),
            (Timestamp(u64::MAX), "guard/out_of_range"),
        ] {
            assert_refused(world.place(&ana, &order.clone().resting(0, time)), code);
        }
        let until = world.now().after(Seconds(600));
        let nowhere = world.place(&ana, &order.resting(16, until));
        assert_refused(nowhere, "guard/out_of_range");
    }

    /// Deposits that do not fit the ledger, at once or together.
    fn deposits_beyond_the_ledger_come_back(world) {
        let mallory = world.addr("mallory");
        let denom = "uhuge".to_string();
        world.add_asset(Asset::Native { denom: denom.clone() }).unwrap();
        world.chain.fund(&mallory, vec![coin(u128::MAX, &denom)]);
        assert_refused(world.open_native(&mallory, coin(u128::MAX, &denom)), "math/overflow");
        // Pico-units fill 128 bits at this many micro-units.
        let most = u128::MAX / 1_000_000;
        assert_refused(world.open_native(&mallory, coin(most + 1, &denom)), "math/overflow");
        assert_refused(world.open_native(&mallory, coin(most, &denom)), "math/overflow");
        // More than all money there is, a million times over.
        let account = world.open_native(&mallory, coin(10u128.pow(24), &denom)).unwrap().value;
        assert_refused(world.deposit_native(&mallory, account, coin(most, &denom)), "math/overflow");
        assert_refused(world.withdraw_deposit(&mallory, account, Some(u128::MAX)), "escrow/too_much");
        world.close_account(&mallory, account).unwrap();
        assert_eq!(world.chain.balance(&mallory, &denom).u128(), u128::MAX);
    }

    /// Credit nobody has, bounds nobody meets.
    fn exchanges_beyond_the_ledger_are_refused(world) {
        let (ana, credit) = with_credit(world, "ana", 100 * AKT);
        world.give_akt(&ana, 10 * AKT);
        assert_refused(world.redeem(&ana, u128::MAX, 0), "bme/insufficient_credit");
        assert_refused(world.redeem(&ana, AKT, u128::MAX), "bme/slippage");
        assert_refused(world.mint_with(&ana, AKT, u128::MAX, None), "bme/slippage");
        assert_refused(world.deposit(&ana, tender_types::AccountId(u64::MAX), 1), "escrow/account_not_found");
        assert_eq!((world.akt(&ana), world.act(&ana)), (10 * AKT, credit));
    }

    /// Prices at both ends of what a decimal holds, by every feeder.
    fn prices_at_their_ends_break_nothing(world) {
        let (ana, _) = with_credit(world, "ana", 100 * AKT);
        world.give_akt(&ana, 100_000 * AKT);
        // 340 282 366 920 938 463 463 USD: all of it fits, and a micro-ACT is worth no micro-AKT.
        report_all(world, Price(Decimal::MAX));
        world.mint(&ana, AKT).unwrap();
        assert_refused(world.redeem(&ana, 1, 0), "bme/below_minimum");
        world.assert_invariants();
        report_all(world, Price(Decimal::raw(1)));
        assert_refused(world.mint(&ana, AKT), "bme/halted");
        let credit = world.act(&ana);
        assert_refused(world.redeem(&ana, credit, 0), "math/overflow");
        assert_eq!(world.act(&ana), credit);
        world.assert_invariants();
        report_all(world, "1.14".parse().unwrap());
        world.redeem(&ana, AKT, 0).unwrap();
    }

    /// Bids and rules at their ends.
    fn bids_at_their_ends_are_refused(world) {
        let (ben, id) = seller(world, "ben", RATE);
        let (ana, account) = world.tenant("ana", 100 * AKT);
        let until = world.now().after(Seconds::days(300));
        let order = Order::on(account).class_at(Catalog::H100, RATE);
        let forever = Rule {
            bidding: Bidding::Open { duration: Seconds(u64::MAX), extension: Seconds::ZERO },
            ..open(0)
        };
        let endless = Rule { pick: Pick::Tenant { choosing: Seconds(u64::MAX) }, ..open(0) };
        for rule in [forever, endless] {
            let placed = world.place(&ana, &order.clone().by_auction(0, rule, until));
            assert_refused(placed, "guard/out_of_range");
        }
        let beyond = Order::on(account).class_at(Catalog::H100, MOST).by_auction(0, open(0), until);
        assert_refused(world.place(&ana, &beyond), "orderbook/purse_too_small");
        world.place(&ana, &order.by_auction(0, open(0), until)).unwrap();
        let order = OrderKey { account, slot: 0 };
        let round = world.auction(order).round;
        let binding = world.auction(order).binding;
        let bid = |rate: u128, valid_until| Auction::PlaceBid {
            order,
            bid: NewBid { round, provider: id, classes: vec![H100], rate: Rate(rate), valid_until },
        };
        for (bid, code) in [
            (bid(0, binding), "auction/zero_rate"),
            (bid(u128::MAX, binding), "auction/mismatch"),
            (bid(RATE.0 + 1, binding), "auction/mismatch"),
            (bid(1, Timestamp(binding.0 - 1)), "guard/out_of_range"),
            (bid(1, Timestamp(u64::MAX)), "guard/out_of_range"),
        ] {
            assert_refused(world.call(&ben, Contract::Auction, &bid), code);
        }
        world.call(&ben, Contract::Auction, &bid(1, binding)).unwrap();
    }

    /// Statements for ever, of tiers there are not.
    fn statements_at_their_ends_are_refused(world) {
        let id = world.provider("ben", &[]);
        let audrey = world.addr("audrey");
        for expires_at in [Timestamp(0), world.now(), Timestamp(u64::MAX)] {
            let said = Statement { expires_at, ..world.statement(&audrey, id) };
            assert_refused(world.attest(&audrey, said), "attestation/expiry");
        }
        for tier in [0, 5, u8::MAX].map(Tier) {
            let said = Statement { tier, ..world.statement(&audrey, id) };
            assert_refused(world.attest(&audrey, said), "guard/out_of_range");
        }
        let said = Statement { nonce: u64::MAX, ..world.statement(&audrey, id) };
        world.attest(&audrey, said).unwrap();
        let said = world.statement(&audrey, id);
        assert_refused(world.attest(&audrey, said), "attestation/nonce_used");
    }

    /// A bond beyond the supply, by one who has it not.
    fn a_bond_nobody_has_is_refused(world) {
        let id = world.provider("ben", &[]);
        let ben = world.addr("ben");
        assert_refused(world.bond(&ben, id, u128::MAX), "token/insufficient");
        let bond = Akt(1_000_000_000);
        assert_eq!(world.provider_info(id).bond, bond);
    }
}
