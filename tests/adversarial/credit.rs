//! The credit: trade, slippage, thin collateral.

use cosmwasm_std::{to_json_binary, Uint128};
use cw20::Cw20ExecuteMsg;
use tender_interfaces::bme::{
    CollateralResponse, ExecuteMsg, MintStatus, Payment, QueryMsg, ReceiveMsg,
};
use tender_testkit::{Contract, World};
use tender_tests::{assert_refused, scenarios};
use tender_types::Act;

use crate::stage::{with_credit, AKT, HOUR};

fn status(world: &World) -> MintStatus {
    world
        .query::<_, CollateralResponse>(Contract::Bme, &QueryMsg::Collateral {})
        .status
}

scenarios! {
    /// The credit is no currency: no holder gives it to another, in no way a cw20 has.
    fn credit_is_not_traded(world) {
        let (ana, credit) = with_credit(world, "ana", 10 * AKT);
        let bob = world.addr("bob");
        let (recipient, amount) = (bob.to_string(), Uint128::new(AKT));
        let transfer = Cw20ExecuteMsg::Transfer { recipient: recipient.clone(), amount };
        assert_refused(world.call(&ana, Contract::Bme, &transfer), "bme/not_in_suite");
        let send = Cw20ExecuteMsg::Send {
            contract: recipient.clone(),
            amount,
            msg: to_json_binary(&"a present").unwrap(),
        };
        assert_refused(world.call(&ana, Contract::Bme, &send), "bme/not_in_suite");
        let pay = ExecuteMsg::Pay { payments: vec![Payment { to: recipient.clone(), amount: Act(amount.u128()) }] };
        assert_refused(world.call(&ana, Contract::Bme, &pay), "bme/not_in_suite");
        let allow = Cw20ExecuteMsg::IncreaseAllowance { spender: recipient, amount, expires: None };
        assert_refused(world.call(&ana, Contract::Bme, &allow), "guard/unknown_field");
        assert_eq!((world.act(&ana), world.act(&bob)), (credit, 0));
    }

    /// Through an account either: what another sponsors is taken back by the sponsor alone.
    fn credit_is_not_traded_through_an_account(world) {
        let (ana, credit) = with_credit(world, "ana", 10 * AKT);
        let (bob, _) = with_credit(world, "bob", 10 * AKT);
        let account = world.open_account(&bob, AKT).unwrap().value;
        world.deposit(&ana, account, credit).unwrap();
        let before = world.act(&bob);
        world.close_account(&bob, account).unwrap();
        assert_eq!(world.act(&bob), before + AKT);
        world.withdraw_deposit(&ana, account, None).unwrap();
        assert_eq!(world.act(&ana), credit);
    }

    /// A worse price than the sender will bear, on either side: nothing is burned.
    fn slippage_is_refused(world) {
        let (ana, credit) = with_credit(world, "ana", 100 * AKT);
        assert_eq!(credit, 113_715_000);
        world.give_akt(&ana, 100 * AKT);
        assert_refused(world.mint_with(&ana, 100 * AKT, 113_715_001, None), "bme/slippage");
        assert_refused(world.redeem(&ana, 1_140_000, AKT + 1), "bme/slippage");
        assert_eq!((world.akt(&ana), world.act(&ana)), (100 * AKT, credit));
        world.mint_with(&ana, 100 * AKT, 113_715_000, None).unwrap();
        world.redeem(&ana, 1_140_000, AKT).unwrap();
        assert_eq!(world.akt(&ana), AKT);
    }

    /// The price halves: no credit is minted against the hole, but what there is can be redeemed, also
    /// below a ratio of one; and whoever fills the hole reopens the mint.
    fn a_halted_mint_stays_shut_and_redemption_open(world) {
        let (ana, _) = with_credit(world, "ana", 100 * AKT);
        world.give_akt(&ana, 200 * AKT);
        world.advance(60);
        world.feed("0.57");
        assert_eq!(status(world), MintStatus::HaltedByCollateral);
        assert_refused(world.mint(&ana, 10 * AKT), "bme/halted");
        assert_eq!(world.akt(&ana), 200 * AKT);
        world.redeem(&ana, 570_000, AKT).unwrap();
        assert_eq!(world.akt(&ana), 201 * AKT);
        let more = Cw20ExecuteMsg::Send {
            contract: world.at.bme.to_string(),
            amount: Uint128::new(150 * AKT),
            msg: to_json_binary(&ReceiveMsg::AddCollateral {}).unwrap(),
        };
        world.call(&ana, Contract::Token, &more).unwrap();
        assert_eq!(status(world), MintStatus::Healthy);
        world.mint(&ana, 10 * AKT).unwrap();
    }

    /// No price, no exchange: an old one is nobody's option.
    fn a_stale_price_is_no_option(world) {
        let (ana, _) = with_credit(world, "ana", 100 * AKT);
        world.give_akt(&ana, 100 * AKT);
        world.advance(HOUR + 1);
        assert_refused(world.mint(&ana, 10 * AKT), "bme/price_unhealthy");
        assert_refused(world.redeem(&ana, AKT, 0), "bme/price_unhealthy");
        world.feed("1.14");
        world.redeem(&ana, AKT, 0).unwrap();
    }

    /// More than one has, and what another has.
    fn nobody_redeems_what_it_has_not(world) {
        let (_, credit) = with_credit(world, "ana", 100 * AKT);
        let (mallory, own) = with_credit(world, "mallory", AKT);
        assert!(own < credit);
        assert_refused(world.redeem(&mallory, own + 1, 0), "bme/insufficient_credit");
        let burn = ExecuteMsg::Burn { amount: Act(own + 1) };
        assert_refused(world.call(&mallory, Contract::Bme, &burn), "bme/insufficient_credit");
    }
}
