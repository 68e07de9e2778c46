//! Several people's money in one account: nobody gets what another put in.

use cosmwasm_std::{coin, BankMsg, Uint128};
use cw20::Cw20ExecuteMsg;
use tender_interfaces::escrow::Funding;
use tender_testkit::{Contract, Native, World};
use tender_tests::{assert_refused, scenarios};
use tender_types::{Asset, Rate, Seconds};

use crate::stage::{rent, seller, sponsors, with_credit, AKT, HOUR, RATE};

scenarios! {
    /// The first-depositor attack: one unit in, a gift to blow up the share price, and the next one's
    /// deposit rounds to nothing. Here it cannot: gifts have no way in, and shares are fine enough.
    fn the_first_depositor_does_not_inflate_shares(world) {
        let (mallory, _) = with_credit(world, "mallory", 100 * AKT);
        let account = world.open_account(&mallory, 1).unwrap().value;
        let gift = Cw20ExecuteMsg::Transfer {
            recipient: world.at.escrow.to_string(),
            amount: Uint128::new(50 * AKT),
        };
        assert_refused(world.call(&mallory, Contract::Bme, &gift), "bme/use_send");

        let (sam, credit) = with_credit(world, "sam", 10 * AKT);
        world.deposit(&sam, account, credit).unwrap();
        assert_eq!(sponsors(world, account)[0].unspent.0, credit);
        let before = world.act(&mallory);
        world.withdraw_deposit(&mallory, account, None).unwrap();
        assert_eq!(world.act(&mallory), before + 1);
        world.withdraw_deposit(&sam, account, None).unwrap();
        assert_eq!(world.act(&sam), credit);
    }

    /// Deposits of one micro-unit, again and again, at moments when the account's balance is a
    /// fraction: each is rounded against the depositor.
    fn dust_deposits_earn_nothing(world) {
        let rate = Rate(333_333_333);
        seller(world, "ben", rate);
        let (ana, account) = world.tenant("ana", 100 * AKT);
        let deposited = world.account(account).balance.0;
        let (mallory, credit) = with_credit(world, "mallory", 10 * AKT);
        let lease = rent(world, &ana, account, rate);
        for _ in 0..25 {
            world.advance(7);
            world.deposit(&mallory, account, 1).unwrap();
        }
        world.withdraw(&ana, &[lease]).unwrap();
        world.close_account(&ana, account).unwrap();
        // 175 s at 333.333333 a second: 58 333.33 spent.
        assert!((deposited - 58_334..=deposited - 58_333 + 25).contains(&world.act(&ana)));
        // What is left of the dust may round to nothing, and is let go of.
        let _ = world.withdraw_deposit(&mallory, account, None);
        assert!((credit - 25..=credit).contains(&world.act(&mallory)));
    }

    /// Any number of sponsors: the owner's closing costs the same, and each sponsor has its own.
    fn sponsors_cannot_make_closing_dear(world) {
        seller(world, "ben", RATE);
        let (ana, account) = world.tenant("ana", 100 * AKT);
        let (bob, crowded) = world.tenant("bob", 100 * AKT);
        rent(world, &ana, account, RATE);
        rent(world, &bob, crowded, RATE);
        let names = ["sam", "sue", "sid", "sol", "syd", "stu", "ski", "sky", "shay", "seth"];
        for name in names {
            let (sponsor, _) = with_credit(world, name, 2 * AKT);
            world.deposit(&sponsor, crowded, AKT).unwrap();
        }
        world.advance(HOUR);
        let alone = world.close_account(&ana, account).unwrap().gas.total;
        let among = world.close_account(&bob, crowded).unwrap().gas.total;
        // The account of one is removed with its row, the other's row stays for its sponsors.
        assert!(among < alone + 5_000, "{among} with sponsors, {alone} without");
        assert_eq!(sponsors(world, crowded).len(), names.len());
        for name in names {
            let sponsor = world.addr(name);
            world.withdraw_deposit(&sponsor, crowded, None).unwrap();
        }
    }

    /// A sponsor that takes its money back cannot leave the tenant without the hour it was promised,
    /// and neither can the tenant leave the provider without it.
    fn nobody_takes_back_the_runway(world) {
        seller(world, "ben", RATE);
        let (ana, account) = world.tenant("ana", 2 * AKT);
        let (sam, credit) = with_credit(world, "sam", 10 * AKT);
        world.deposit(&sam, account, credit).unwrap();
        rent(world, &ana, account, RATE);
        world.withdraw_deposit(&sam, account, None).unwrap();
        // 2 274 300 of the owner's, and what is missing to 3 600 000 of the sponsor's.
        assert_eq!(world.act(&sam), credit - (3_600_000 - 2_274_300));
        let runs_out_at = world.now().after(Seconds(HOUR));
        assert_eq!(world.account(account).funding, Funding::Funded { runs_out_at });
        for who in [&ana, &sam] {
            let refused = world.withdraw_deposit(who, account, None);
            assert_refused(refused, "escrow/nothing_to_withdraw");
            assert_refused(world.withdraw_deposit(who, account, Some(1)), "escrow/too_much");
        }
    }
}

/// Coins sent to the escrow without a message are in nobody's account. (The escrow's invariants say
/// that it holds more than is claimed, so this is not a scenario.)
#[test]
fn a_donation_moves_no_share_price() {
    let mut world = World::new(&Native).furnish();
    let denom = "uusd".to_string();
    world.add_asset(Asset::Native { denom }).unwrap();
    let (mallory, sam) = (world.addr("mallory"), world.addr("sam"));
    for who in [&mallory, &sam] {
        world.chain.fund(who, vec![coin(100 * AKT, "uusd")]);
    }
    let account = world.open_native(&mallory, coin(1, "uusd")).unwrap().value;
    let gift = BankMsg::Send {
        to_address: world.at.escrow.to_string(),
        amount: vec![coin(50 * AKT, "uusd")],
    };
    world.run(&mallory, vec![gift.into()]).unwrap();
    world
        .deposit_native(&sam, account, coin(AKT, "uusd"))
        .unwrap();
    assert_eq!(world.account(account).owners.0, 1);
    world.withdraw_deposit(&sam, account, None).unwrap();
    assert_eq!(world.chain.balance(&sam, "uusd").u128(), 100 * AKT);
    world.withdraw_deposit(&mallory, account, None).unwrap();
    assert_eq!(world.chain.balance(&mallory, "uusd").u128(), 50 * AKT);
}
