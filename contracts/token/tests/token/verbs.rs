//! A token with 1 000 uakt of ana's, minted by `bme`, and short ways to use it.

use cosmwasm_std::Response;
use cw20::{BalanceResponse, Expiration, TokenInfoResponse};
use cw20_base::msg::QueryMsg;
use tender_interfaces::token::{ExecuteMsg, InitialBalance, InstantiateMsg, Minter};
use tender_testkit::solo::{self, addr, Entry};
use tender_token::contract::{execute, instantiate, query};
use tender_token::ContractError;
use tender_types::Akt;

pub const ENTRY: Entry<ContractError> = Entry {
    instantiate,
    execute,
    query,
};

pub type Solo = solo::Solo<ContractError>;
pub type Answer = Result<Response, ContractError>;

pub fn opening() -> InstantiateMsg {
    InstantiateMsg {
        name: "Akash Token".to_string(),
        symbol: "AKT".to_string(),
        decimals: 6,
        initial_balances: vec![InitialBalance {
            address: addr("ana").into(),
            amount: Akt(1_000),
        }],
        mint: Minter {
            minter: addr("bme").into(),
            cap: None,
        },
        marketing: None,
    }
}

pub fn token() -> Solo {
    Solo::open(ENTRY, &opening()).unwrap()
}

/// What is done with a token.
pub trait Verbs {
    fn mint(&mut self, sender: &str, recipient: &str, amount: u128) -> Answer;
    fn burn(&mut self, sender: &str, amount: u128) -> Answer;
    fn hand_minting_to(&mut self, sender: &str, to: &str) -> Answer;
    /// An allowance to `ben`.
    fn allow(&mut self, owner: &str, amount: u128, expires: Option<Expiration>) -> Answer;
    /// `ben` burns from ana's.
    fn burn_from_ana(&mut self, amount: u128) -> Answer;
    fn balance(&self, holder: &str) -> u128;
    fn supply(&self) -> u128;
}

impl Verbs for Solo {
    fn mint(&mut self, sender: &str, recipient: &str, amount: u128) -> Answer {
        let msg = ExecuteMsg::Mint {
            recipient: addr(recipient).into(),
            amount: Akt(amount),
        };
        self.send(sender, &msg)
    }

    fn burn(&mut self, sender: &str, amount: u128) -> Answer {
        let amount = Akt(amount);
        self.send(sender, &ExecuteMsg::Burn { amount })
    }

    fn hand_minting_to(&mut self, sender: &str, to: &str) -> Answer {
        let new_minter = addr(to).into();
        self.send(sender, &ExecuteMsg::UpdateMinter { new_minter })
    }

    fn allow(&mut self, owner: &str, amount: u128, expires: Option<Expiration>) -> Answer {
        let msg = ExecuteMsg::IncreaseAllowance {
            spender: addr("ben").into(),
            amount: Akt(amount),
            expires,
        };
        self.send(owner, &msg)
    }

    fn burn_from_ana(&mut self, amount: u128) -> Answer {
        let msg = ExecuteMsg::BurnFrom {
            owner: addr("ana").into(),
            amount: Akt(amount),
        };
        self.send("ben", &msg)
    }

    fn balance(&self, holder: &str) -> u128 {
        let address = addr(holder).into();
        let answer: BalanceResponse = self.query(&QueryMsg::Balance { address }).unwrap();
        answer.balance.u128()
    }

    fn supply(&self) -> u128 {
        let answer: TokenInfoResponse = self.query(&QueryMsg::TokenInfo {}).unwrap();
        answer.total_supply.u128()
    }
}
