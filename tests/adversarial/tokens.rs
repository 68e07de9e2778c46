//! Money that is not what it says it is.

use cosmwasm_std::Uint128;
use cw20::{Cw20ExecuteMsg, Cw20ReceiveMsg};
use tender_interfaces::{attestation, bme, escrow};
use tender_testkit::mocks::RogueToken;
use tender_testkit::{Contract, World};
use tender_tests::{assert_refused, scenarios};
use tender_types::Act;

use crate::stage::{with_credit, AKT};

const CONTRACTS: [(Contract, &str); 3] = [
    (Contract::Bme, "bme/wrong_token"),
    (Contract::Escrow, "escrow/unknown_asset"),
    (Contract::Attestation, "attestation/wrong_token"),
];

/// The message with which each contract takes money, for 1 000 AKT of `mallory`.
fn hook(world: &mut World, contract: Contract) -> cosmwasm_std::Binary {
    let json = match contract {
        Contract::Bme => cosmwasm_std::to_json_binary(&bme::ReceiveMsg::Mint {
            min_out: Act::ZERO,
            deposit_to: None,
        }),
        Contract::Escrow => cosmwasm_std::to_json_binary(&escrow::ReceiveMsg::OpenAccount {}),
        _ => {
            let provider = world.provider("mallory", &[]);
            cosmwasm_std::to_json_binary(&attestation::ReceiveMsg::Bond { provider })
        }
    };
    json.unwrap()
}

scenarios! {
    /// A token of the attacker's own making says that it sent AKT.
    fn a_fake_token_is_taken_by_no_contract(world) {
        let token = RogueToken::new(world);
        let mallory = world.addr("mallory");
        for (contract, code) in CONTRACTS {
            let msg: serde_json::Value = cosmwasm_std::from_json(hook(world, contract)).unwrap();
            let to = world.at.of(contract).clone();
            let sent = token.send(world, (&to, &mallory), 1_000 * AKT, &msg);
            assert_refused(sent, code);
        }
        assert_eq!(world.act(&mallory), 0);
    }

    /// A person says that it is a token.
    fn a_person_calling_receive_is_taken_by_no_contract(world) {
        let mallory = world.addr("mallory");
        for (contract, code) in CONTRACTS {
            let sent = Cw20ReceiveMsg {
                sender: mallory.to_string(),
                amount: Uint128::new(1_000 * AKT),
                msg: hook(world, contract),
            };
            let msg = serde_json::json!({ "receive": sent });
            assert_refused(world.call(&mallory, contract, &msg), code);
        }
        assert_eq!(world.act(&mallory), 0);
    }

    /// AKT sent to escrow as if it were credit, and credit sent to the registry as if it were AKT:
    /// refused, and still the sender's.
    fn the_wrong_money_comes_back(world) {
        let (ana, credit) = with_credit(world, "ana", 10 * AKT);
        world.give_akt(&ana, AKT);
        let escrow = Cw20ExecuteMsg::Send {
            contract: world.at.escrow.to_string(),
            amount: Uint128::new(AKT),
            msg: hook(world, Contract::Escrow),
        };
        let sent = world.call(&ana, Contract::Token, &escrow);
        assert_refused(sent, "escrow/unknown_asset");
        let registry = Cw20ExecuteMsg::Send {
            contract: world.at.attestation.to_string(),
            amount: Uint128::new(AKT),
            msg: hook(world, Contract::Attestation),
        };
        assert_refused(world.call(&ana, Contract::Bme, &registry), "bme/not_in_suite");
        assert_eq!((world.akt(&ana), world.act(&ana)), (AKT, credit));
    }
}
