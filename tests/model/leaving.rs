//! Everyone leaves: what remains in the contracts is what their ledgers say, and nothing else.

use cosmwasm_std::Addr;
use tender_interfaces::attestation::{self, HoldingsResponse, ProviderStatus};
use tender_interfaces::bme::{QueryMsg, SupplyResponse};
use tender_interfaces::orderbook::LockedResponse;
use tender_testkit::{Contract, GENESIS_AKT};
use tender_types::{AccountId, ProviderId};

use crate::player::Player;

/// Longer than any bid binds, any bond unbonds, or any order stands.
const LONG: u64 = 3_000_000;

pub fn everyone_leaves(mut player: Player) {
    markets_close(&mut player);
    accounts_close(&mut player);
    player.compare();
    providers_leave(&mut player);
    player.compare();
    credit_is_redeemed(&mut player);
    akt_adds_up(&player);
}

fn markets_close(player: &mut Player) {
    player.wait(LONG, "1.14");
    // Once for those that are to be awarded, and once for those whose winner fails now.
    player.close_auctions();
    for sealed in player.commitments() {
        player.report_unopened(sealed.0, sealed.1, sealed.2);
    }
    for (tenant, order) in std::mem::take(&mut player.resting) {
        // Filled as a whole, or cancelled now.
        let cancelled = player.world.cancel(&tenant, order);
        player.expected(cancelled, &["orderbook/order_not_found"]);
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
        player.pot.held().div_ceil(1_000_000),
        "the escrow keeps what nobody can take"
    );
}

/// Every bond is explained: what was put in is what was taken out, what was claimed, and what burned.
fn providers_leave(player: &mut Player) {
    for (sender, id) in player.providers.clone() {
        leave(player, &sender, id);
    }
    player.wait(LONG, "1.14");
    for (sender, id) in player.providers.clone() {
        if player.bonds.of(id).status != ProviderStatus::Left {
            let taken = player.take_bond(&sender, id);
            taken.expect("a bond leaves once nothing is locked");
        }
        let query = tender_interfaces::orderbook::QueryMsg::Locked { provider: id };
        let locked: LockedResponse = player.world.query(Contract::Orderbook, &query);
        assert_eq!(locked.locked.0, 0, "locked of {id}, who has left");
    }
    for tenant in player.tenants.clone() {
        player.claim_for(&tenant);
    }
    player.burn_slashed();
    let query = attestation::QueryMsg::Holdings {};
    let holdings: HoldingsResponse = player.world.query(Contract::Attestation, &query);
    let left = [
        holdings.bonds,
        holdings.claims,
        holdings.to_burn,
        holdings.challenge_bonds,
    ];
    assert!(left.iter().all(|amount| amount.0 == 0), "{holdings:?}");
    let registry = player.world.akt(&player.world.at.attestation);
    assert_eq!(
        registry, holdings.auditor_bonds.0,
        "AKT of nobody in the registry"
    );
}

fn leave(player: &mut Player, sender: &Addr, id: ProviderId) {
    player.offer_nothing(sender);
    match player.bonds.of(id).status {
        ProviderStatus::Leaving | ProviderStatus::Left => return,
        ProviderStatus::Jailed => player.unjail(id),
        ProviderStatus::Active | ProviderStatus::Suspended => {}
    }
    let msg = attestation::ExecuteMsg::StartLeaving {};
    let leaving = player.world.call(sender, Contract::Attestation, &msg);
    leaving.expect("a provider leaves at any time");
    player.bonds.of(id).status = ProviderStatus::Leaving;
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
    let others = ["genesis", "treasury", "stranger", "audrey", "auguste"];
    holders.extend(others.map(|name| world.addr(name)));
    holders.extend([world.at.attestation.clone(), world.at.bme.clone()]);
    let held: u128 = holders.iter().map(|holder| world.akt(holder)).sum();
    let expected = GENESIS_AKT - supply.akt_burned.0 + supply.akt_minted.0 - player.bonds.burned;
    assert_eq!(held, expected, "AKT came from nowhere or is lost");
    let slashed: u128 = player
        .bonds
        .providers
        .values()
        .map(|bonded| bonded.slashed)
        .sum();
    assert!(
        slashed >= player.bonds.burned,
        "more was burned than was slashed"
    );
    world.assert_invariants();
}
