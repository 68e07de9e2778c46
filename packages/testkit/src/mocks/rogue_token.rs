use cosmwasm_schema::cw_serde;
use cosmwasm_std::{
    from_json, to_json_binary, to_json_vec, Addr, Binary, Deps, DepsMut, Empty, Env, MessageInfo,
    Response, StdError, StdResult, Storage, Uint128, WasmMsg,
};
use cw20::{BalanceResponse, Cw20ReceiveMsg, TokenInfoResponse};
use cw_multi_test::ContractWrapper;
use tender_chain::{TxError, TxResult};

use crate::world::World;

const BEHAVIOUR: &[u8] = b"behaviour";

/// A cw20-shaped token that does as its maker says whenever it is asked to pay.
#[derive(Clone, Debug)]
pub struct RogueToken(pub Addr);

/// What the token does on `transfer`.
#[cw_serde]
pub enum Behaviour {
    /// Pays, as a token should.
    Pay {},
    /// Fails.
    Refuse {},
    /// Pays, then calls a contract as if it were its own idea.
    Call {
        /// Whom.
        contract: String,
        /// With what.
        msg: Binary,
    },
}

#[cw_serde]
enum ExecuteMsg {
    Behave {
        behaviour: Behaviour,
    },
    /// Gives somebody tokens out of nothing.
    Conjure {
        to: String,
        amount: Uint128,
    },
    /// Tells any contract that any sender sent it any amount, and gives it that amount or not.
    Pretend {
        to: String,
        sender: String,
        amount: Uint128,
        msg: Binary,
        covered: bool,
    },
    Transfer {
        recipient: String,
        amount: Uint128,
    },
}

#[cw_serde]
enum QueryMsg {
    Balance {
        address: String,
    },
    /// Asked when the token is listed.
    TokenInfo {},
}

impl RogueToken {
    /// Puts a token on the chain of `world`.
    pub fn new(world: &mut World) -> Self {
        let code = Box::new(ContractWrapper::new(execute, instantiate, query));
        let code = world.chain.store_native(code);
        let maker = world.addr("mallory");
        let made = world
            .chain
            .instantiate(code, &maker, &Empty {}, &[], "rogue token", None);
        Self(made.expect("the mock starts").0)
    }

    /// What it does from now on when it is asked to pay.
    pub fn behave(&self, world: &mut World, behaviour: Behaviour) {
        let told = self.tell(world, &ExecuteMsg::Behave { behaviour });
        told.expect("the mock listens");
    }

    /// Tells `to` that `sender` sent it `amount`, which is true.
    ///
    /// # Errors
    /// What `to` refuses.
    pub fn send<M: serde::Serialize>(
        &self,
        world: &mut World,
        (to, sender): (&Addr, &Addr),
        amount: u128,
        hook: &M,
    ) -> Result<TxResult, TxError> {
        self.tell(world, &pretend(to, sender, amount, hook, true))
    }

    /// Tells `to` that `sender` sent it `amount`, which is a lie.
    ///
    /// # Errors
    /// What `to` refuses: a lie it should notice.
    pub fn pretend<M: serde::Serialize>(
        &self,
        world: &mut World,
        (to, sender): (&Addr, &Addr),
        amount: u128,
        hook: &M,
    ) -> Result<TxResult, TxError> {
        self.tell(world, &pretend(to, sender, amount, hook, false))
    }

    /// Gives `to` tokens out of nothing.
    pub fn conjure(&self, world: &mut World, to: &Addr, amount: u128) {
        let msg = ExecuteMsg::Conjure {
            to: to.to_string(),
            amount: Uint128::new(amount),
        };
        self.tell(world, &msg).expect("the mock mints");
    }

    /// What `holder` has of it.
    pub fn balance(&self, world: &World, holder: &Addr) -> u128 {
        let query = QueryMsg::Balance {
            address: holder.to_string(),
        };
        let answer: Result<BalanceResponse, _> = world.chain.query(&self.0, &query);
        answer.expect("the mock answers").balance.u128()
    }

    fn tell(&self, world: &mut World, msg: &ExecuteMsg) -> Result<TxResult, TxError> {
        let maker = world.addr("mallory");
        world.chain.execute(&maker, &self.0, msg, &[])
    }
}

fn pretend<M: serde::Serialize>(
    to: &Addr,
    sender: &Addr,
    amount: u128,
    hook: &M,
    covered: bool,
) -> ExecuteMsg {
    ExecuteMsg::Pretend {
        to: to.to_string(),
        sender: sender.to_string(),
        amount: Uint128::new(amount),
        msg: to_json_binary(hook).expect("messages serialize"),
        covered,
    }
}

fn instantiate(deps: DepsMut, _: Env, _: MessageInfo, _: Empty) -> StdResult<Response> {
    deps.storage
        .set(BEHAVIOUR, &to_json_vec(&Behaviour::Pay {})?);
    Ok(Response::new())
}

fn execute(deps: DepsMut, _: Env, info: MessageInfo, msg: ExecuteMsg) -> StdResult<Response> {
    let response = Response::new();
    Ok(match msg {
        ExecuteMsg::Behave { behaviour } => {
            deps.storage.set(BEHAVIOUR, &to_json_vec(&behaviour)?);
            response
        }
        ExecuteMsg::Conjure { to, amount } => {
            give(deps.storage, &to, amount)?;
            response
        }
        ExecuteMsg::Pretend {
            to,
            sender,
            amount,
            msg,
            covered,
        } => {
            if covered {
                give(deps.storage, &to, amount)?;
            }
            let hook = Cw20ReceiveMsg {
                sender,
                amount,
                msg,
            };
            response.add_message(hook.into_cosmos_msg(to)?)
        }
        ExecuteMsg::Transfer { recipient, amount } => {
            let behaviour = deps.storage.get(BEHAVIOUR).unwrap_or_default();
            let behaviour = from_json(behaviour)?;
            if let Behaviour::Refuse {} = behaviour {
                return Err(StdError::generic_err("the token does not feel like it"));
            }
            let left = held(deps.storage, info.sender.as_str())?.checked_sub(amount)?;
            deps.storage
                .set(info.sender.as_bytes(), &to_json_vec(&left)?);
            give(deps.storage, &recipient, amount)?;
            match behaviour {
                Behaviour::Call { contract, msg } => response.add_message(WasmMsg::Execute {
                    contract_addr: contract,
                    msg,
                    funds: vec![],
                }),
                _ => response,
            }
        }
    })
}

fn query(deps: Deps, _: Env, msg: QueryMsg) -> StdResult<Binary> {
    match msg {
        QueryMsg::Balance { address } => to_json_binary(&BalanceResponse {
            balance: held(deps.storage, &address)?,
        }),
        QueryMsg::TokenInfo {} => to_json_binary(&TokenInfoResponse {
            name: "Rogue".to_string(),
            symbol: "ROGUE".to_string(),
            decimals: 6,
            total_supply: Uint128::zero(),
        }),
    }
}

fn held(store: &dyn Storage, holder: &str) -> StdResult<Uint128> {
    let row = store.get(holder.as_bytes());
    row.map_or(Ok(Uint128::zero()), from_json)
}

fn give(store: &mut dyn Storage, to: &str, amount: Uint128) -> StdResult<()> {
    let sum = held(store, to)?.checked_add(amount)?;
    store.set(to.as_bytes(), &to_json_vec(&sum)?);
    Ok(())
}
