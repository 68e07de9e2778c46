//! Everyone leaves: what remains in the contracts is what their ledgers say, and nothing else.

use cosmwasm_std::Addr;
use tender_interfaces::bme::{QueryMsg, SupplyResponse};
use tender_testkit::{Contract, GENESIS_AKT};
use tender_types::AccountId;

use crate::player::{expected, Player};

pub fn everyone_leaves(mut player: Player) {
    markets_close(&mut player);
    accounts_close(&mut player);
    player.compare();
    credit_is_redeemed(&mut player);
    akt_adds_up(&player);
}

fn markets_close(player: &mut Player) {
    player.world.advance(1_000_000);
    for book in player.books.values_mut() {
        book.advance(1_000_000);
    }
    player.world.feed("1.14");
    player.close_auctions();
    assert!(player.auctions.is_empty(), "an auction could not be closed");
    for (tenant, order) in std::mem::take(&mut player.resting) {
        // Taken as a whole, or cancelled now.
        let cancelled = player.world.cancel(&tenant, order);
        expected(cancelled, &["orderbook/order_not_found"]);
    }
}

fn accounts_close(player: &mut Player) {
    let accounts: Vec<AccountId> = player.books.keys().copied().collect();
    for account in accounts {
        let (owner, sponsors) = {
            let book = &player.books[&account];
            (book.owner.clone(), book.sponsors.clone())
        };
        player.close_and_refund(&owner, account);
        for sponsor in sponsors {
            if player.books.contains_key(&account) {
                player.take_all_back(&sponsor, account);
                player.forget_if_gone(account);
            }
        }
    }
    assert!(
        player.books.is_empty(),
        "accounts remain: {:?}",
        player.books.keys()
    );
    player.pay_pot(&[]);
    // What is left is the fraction of a unit in the pot.
    let left = player.world.act(&player.world.at.escrow);
    assert_eq!(
        left,
        player.pot.div_ceil(1_000_000),
        "the escrow keeps what nobody can take"
    );
}

fn credit_is_redeemed(player: &mut Player) {
    let holders: Vec<Addr> = player.credit.keys().cloned().collect();
    for holder in holders {
        let amount = player.world.act(&holder);
        if amount > 1 {
            player
                .world
                .redeem(&holder, amount, 1)
                .expect("credit is redeemed");
        }
    }
    let supply: SupplyResponse = player.world.query(Contract::Bme, &QueryMsg::Supply {});
    let left = player.world.act(&player.world.at.escrow);
    let crumbs: u128 = player
        .credit
        .keys()
        .map(|holder| player.world.act(holder))
        .sum();
    assert_eq!(
        supply.act_supply.0,
        left + crumbs,
        "credit that nobody holds"
    );
}

/// AKT: genesis, less what was burned, plus what was minted, is what people and bonds hold.
fn akt_adds_up(player: &Player) {
    let world = &player.world;
    let supply: SupplyResponse = world.query(Contract::Bme, &QueryMsg::Supply {});
    let mut holders: Vec<Addr> = player.tenants.clone();
    holders.extend(player.providers.iter().map(|(address, _)| address.clone()));
    holders.extend(["genesis", "treasury", "stranger"].map(|name| world.addr(name)));
    holders.extend([world.at.attestation.clone(), world.at.bme.clone()]);
    let held: u128 = holders.iter().map(|holder| world.akt(holder)).sum();
    let expected = GENESIS_AKT - supply.akt_burned.0 + supply.akt_minted.0;
    assert_eq!(held, expected, "AKT came from nowhere or is lost");
    world.assert_invariants();
}
