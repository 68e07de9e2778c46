//! Money that is refused, or that fights back.

use cosmwasm_std::{coin, to_json_binary, Addr};
use tender_chain::ChainError;
use tender_interfaces::escrow::{CloseReason, ExecuteMsg, ReceiveMsg};
use tender_interfaces::events;
use tender_testkit::mocks::{Behaviour, RogueToken};
use tender_testkit::{Catalog, Contract, Offer, Order, World};
use tender_tests::{assert_refused, scenarios};
use tender_types::{AccountId, Asset, AssetIndex, LeaseKey};

use crate::stage::{claim, claimable, AKT, RATE};

const COIN: &str = "uusd";

/// A lease paid in asset 1 to each of these providers, on one account of `cat`.
fn leases_in_asset(world: &mut World, account: AccountId, names: &[&str]) -> Vec<LeaseKey> {
    let cat = world.addr("cat");
    let mut leases = vec![];
    for name in names {
        let provider = world.addr(name);
        world.provider(name, &[]);
        let offer = Offer::at(Catalog::H100, 1, RATE).taking(&[1]);
        world.post(&provider, offer).unwrap();
        let order = Order::on(account)
            .class_at(Catalog::H100, RATE)
            .asset(AssetIndex(1));
        leases.extend(world.rent(&cat, &order).unwrap().value);
    }
    leases
}

fn coins_account(world: &mut World) -> (Addr, AccountId) {
    let cat = world.addr("cat");
    let denom = COIN.to_string();
    world.add_asset(Asset::Native { denom }).unwrap();
    world.chain.fund(&cat, vec![coin(100 * AKT, COIN)]);
    let account = world
        .open_native(&cat, coin(100 * AKT, COIN))
        .unwrap()
        .value;
    (cat, account)
}

/// A listed token of which `cat` has put 100 000 000 in an account.
fn rogue_account(world: &mut World) -> (RogueToken, AccountId) {
    let token = RogueToken::new(world);
    let contract = token.0.to_string();
    world.add_asset(Asset::Cw20 { contract }).unwrap();
    let (escrow, cat) = (world.at.escrow.clone(), world.addr("cat"));
    let opened = token
        .send(
            world,
            (&escrow, &cat),
            100 * AKT,
            &ReceiveMsg::OpenAccount {},
        )
        .unwrap();
    let find = |event| events::AccountOpened::try_from(event).ok();
    let account = opened.events.iter().find_map(find).unwrap().account;
    (token, account)
}

scenarios! {
    /// A payee that refuses coins (a module account) holds up neither another payee's withdrawal, nor
    /// the tenant's closing: its money waits, and is paid when it can be.
    fn a_payee_that_refuses_money_blocks_nobody(world) {
        let (cat, account) = coins_account(world);
        let leases = leases_in_asset(world, account, &["ben", "bob"]);
        let (ben, bob) = (world.addr("ben"), world.addr("bob"));
        world.chain.block_account(&ben);
        world.advance(1_000);
        world.withdraw(&bob, &leases).unwrap();
        assert_eq!(world.chain.balance(&bob, COIN).u128(), 980_000);
        let held = claimable(world);
        assert_eq!((held.len(), held[0].payee.as_str()), (1, ben.as_str()));
        assert_eq!((held[0].asset, held[0].amount.0), (AssetIndex(1), 980_000));

        world.advance(1_000);
        world.close_account(&cat, account).unwrap();
        assert_eq!(world.chain.balance(&cat, COIN).u128(), 100 * AKT - 4_000_000);
        assert_eq!(claimable(world)[0].amount.0, 1_960_000);
        let refused = world.call(&bob, Contract::Escrow, &claim(&ben, 1)).unwrap_err();
        let blocked = ChainError::BlockedAddress(ben.to_string());
        assert_eq!(refused.downcast_ref(), Some(&blocked));
        assert_eq!(claimable(world)[0].amount.0, 1_960_000);

        world.chain.unblock_account(&ben);
        world.call(&bob, Contract::Escrow, &claim(&ben, 1)).unwrap();
        assert_eq!(world.chain.balance(&ben, COIN).u128(), 1_960_000);
        let again = world.call(&bob, Contract::Escrow, &claim(&ben, 1));
        assert_refused(again, "escrow/nothing_to_claim");
    }

    /// A tenant that cannot be refunded still cannot keep hardware: the leases close.
    fn a_tenant_that_refuses_its_refund_still_leaves(world) {
        let (cat, account) = coins_account(world);
        let leases = leases_in_asset(world, account, &["ben"]);
        world.chain.block_account(&cat);
        world.advance(1_000);
        world.close_account(&cat, account).unwrap();
        let refund = 100 * AKT - 1_000_000;
        assert_eq!(claimable(world)[0].amount.0, refund);
        assert_refused(world.withdraw(&cat, &leases), "escrow/account_not_found");
        world.chain.unblock_account(&cat);
        world.call(&cat, Contract::Escrow, &claim(&cat, 1)).unwrap();
        assert_eq!(world.chain.balance(&cat, COIN).u128(), refund);
    }

    /// A token that calls back in the middle of a payment finds the payment booked: it is not paid
    /// again, whichever way it asks.
    fn a_token_that_reenters_withdraw_is_paid_once(world) {
        let (token, account) = rogue_account(world);
        let leases = leases_in_asset(world, account, &["ben"]);
        let (ben, escrow) = (world.addr("ben"), world.at.escrow.to_string());
        let msg = to_json_binary(&ExecuteMsg::Withdraw { leases: leases.clone() }).unwrap();
        token.behave(world, Behaviour::Call { contract: escrow, msg });
        world.advance(1_000);
        world.withdraw(&ben, &leases).unwrap();
        assert_eq!(token.balance(world, &ben), 980_000);
        assert_eq!(world.lease(leases[0]).paid.0, 980_000);
    }

    /// The same in the middle of a refund: the account is gone, so the inner call fails, the payment
    /// with it, and the money is held.
    fn a_token_that_reenters_close_is_not_refunded_twice(world) {
        let (token, account) = rogue_account(world);
        let (cat, escrow) = (world.addr("cat"), world.at.escrow.to_string());
        let msg = to_json_binary(&ExecuteMsg::CloseAccount { account }).unwrap();
        token.behave(world, Behaviour::Call { contract: escrow, msg });
        world.close_account(&cat, account).unwrap();
        assert_eq!(token.balance(world, &cat), 0);
        assert_eq!(claimable(world)[0].amount.0, 100 * AKT);

        token.behave(world, Behaviour::Pay {});
        world.call(&cat, Contract::Escrow, &claim(&cat, 1)).unwrap();
        assert_eq!(token.balance(world, &cat), 100 * AKT);
    }

    /// The same in the middle of a claim.
    fn a_token_that_reenters_claim_is_paid_once(world) {
        let (token, account) = rogue_account(world);
        let cat = world.addr("cat");
        token.behave(world, Behaviour::Refuse {});
        world.close_account(&cat, account).unwrap();
        let escrow = world.at.escrow.to_string();
        let msg = to_json_binary(&claim(&cat, 1)).unwrap();
        token.behave(world, Behaviour::Call { contract: escrow, msg });
        let refused = world.call(&cat, Contract::Escrow, &claim(&cat, 1));
        assert_refused(refused, "escrow/nothing_to_claim");
        assert_eq!(claimable(world)[0].amount.0, 100 * AKT);
        assert_eq!(token.balance(world, &cat), 0);
        token.behave(world, Behaviour::Pay {});
        world.call(&cat, Contract::Escrow, &claim(&cat, 1)).unwrap();
    }

    /// One batch over two assets: the token that fails takes nobody else's payment with it.
    fn a_token_that_fails_stops_no_other_payment(world) {
        let (token, account) = rogue_account(world);
        let rogue = leases_in_asset(world, account, &["ben"]);
        let bob = world.addr("bob");
        world.provider("bob", &[]);
        world.post(&bob, Offer::at(Catalog::A100, 1, RATE)).unwrap();
        let (ana, paid) = world.tenant("ana", 100 * AKT);
        let order = Order::on(paid).class_at(Catalog::A100, RATE);
        let lease = world.rent(&ana, &order).unwrap().value[0];
        token.behave(world, Behaviour::Refuse {});
        world.advance(1_000);
        world.withdraw(&ana, &[rogue[0], lease]).unwrap();
        assert_eq!(world.act(&bob), 980_000);
        assert_eq!(claimable(world)[0].amount.0, 980_000);
        let (cat, ben) = (world.addr("cat"), world.addr("ben"));
        world.close_lease(&ben, rogue[0], CloseReason::Decommission).unwrap();
        world.close_account(&cat, account).unwrap();
        assert_eq!(world.account(paid).leases, 1);
    }

    /// A listed token says that money came which did not. Its own holders are the ones to lose: no
    /// other asset pays for it.
    fn a_token_that_lies_takes_no_other_asset(world) {
        let (ana, credit) = world.tenant("ana", 100 * AKT);
        let before = world.account(credit).balance;
        let (token, account) = rogue_account(world);
        let (escrow, mallory) = (world.at.escrow.clone(), world.addr("mallory"));
        let hook = ReceiveMsg::Deposit { account: credit };
        let refused = token.pretend(world, (&escrow, &mallory), 500 * AKT, &hook);
        assert_refused(refused, "escrow/asset_mismatch");
        let hook = ReceiveMsg::Deposit { account };
        token.pretend(world, (&escrow, &mallory), 100 * AKT, &hook).unwrap();
        world.withdraw_deposit(&mallory, account, None).unwrap();
        assert_eq!(token.balance(world, &mallory), 100 * AKT);
        assert_eq!((world.act(&mallory), world.akt(&mallory)), (0, 0));
        assert_eq!(world.account(credit).balance, before);
        world.withdraw_deposit(&ana, credit, None).unwrap();
        assert_eq!(world.act(&ana), before.0);
        // What `cat` had is gone with the lie. Made good, so that the books add up at the end.
        token.conjure(world, &escrow, 100 * AKT);
        let cat = world.addr("cat");
        world.withdraw_deposit(&cat, account, None).unwrap();
    }
}
