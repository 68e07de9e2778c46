//! A market on a plain [`App`] of cw-multi-test, which knows no gas and runs native code only.

use cosmwasm_std::{Addr, BlockInfo, Coin, CosmosMsg, Uint128, WasmMsg};
use cw_multi_test::error::AnyResult;
use cw_multi_test::{App, AppResponse, BankSudo, SudoMsg};
use cw_utils::{parse_execute_response_data, parse_instantiate_response_data};
use serde::de::DeserializeOwned;
use serde::Serialize;
use tender_chain::{Gas, QueryError, TxError, TxResult};

use crate::codes::{Codes, Contract, Native};
use crate::network::Network;

/// Seconds between blocks, as on the embedded chain.
const BLOCK_SECONDS: u64 = 6;

impl Codes<App> for Native {
    fn store(&self, app: &mut App, contract: Contract) -> u64 {
        app.store_code(Self::code(contract))
    }
}

impl Network for App {
    fn addr(&self, name: &str) -> Addr {
        self.api().addr_make(name)
    }

    fn block(&self) -> BlockInfo {
        self.block_info()
    }

    fn advance(&mut self, seconds: u64) {
        self.update_block(|block| {
            block.time = block.time.plus_seconds(seconds);
            block.height += (seconds / BLOCK_SECONDS).max(1);
        });
    }

    fn run(&mut self, sender: &Addr, msgs: Vec<CosmosMsg>) -> Result<TxResult, TxError> {
        let last = msgs.last().cloned();
        let responses = self.execute_multi(sender.clone(), msgs)?;
        Ok(result(last.as_ref(), responses)?)
    }

    fn query<M: Serialize, R: DeserializeOwned>(
        &self,
        contract: &Addr,
        msg: &M,
    ) -> Result<R, QueryError> {
        let answer = self.wrap().query_wasm_smart(contract, msg);
        answer.map_err(|error| QueryError(error.to_string()))
    }

    fn fund(&mut self, account: &Addr, coins: Vec<Coin>) {
        let to_address = account.to_string();
        let mint = BankSudo::Mint {
            to_address,
            amount: coins,
        };
        let minted = self.sudo(SudoMsg::Bank(mint));
        minted.expect("the bank mints for any address");
    }

    fn balance(&self, account: &Addr, denom: &str) -> Uint128 {
        let coin = self.wrap().query_balance(account, denom);
        coin.expect("the bank knows every balance").amount
    }
}

/// What a transaction did, in the words of the embedded chain: the contract's own data instead of
/// the protobuf that carries it.
fn result(last: Option<&CosmosMsg>, responses: Vec<AppResponse>) -> AnyResult<TxResult> {
    let answer = responses.last().and_then(|response| response.data.clone());
    let (data, created) = match (last, answer) {
        (Some(CosmosMsg::Wasm(WasmMsg::Instantiate { .. })), Some(answer)) => {
            let parsed = parse_instantiate_response_data(&answer)?;
            let contract = Addr::unchecked(parsed.contract_address);
            (parsed.data, Some(contract))
        }
        (Some(CosmosMsg::Wasm(WasmMsg::Execute { .. })), Some(answer)) => {
            (parse_execute_response_data(&answer)?.data, None)
        }
        (_, answer) => (answer, None),
    };
    let events = responses.into_iter().flat_map(|response| response.events);
    Ok(TxResult {
        gas: Gas::default(),
        gas_pinned: Gas::default(),
        gas_unpinned: Gas::default(),
        events: events.collect(),
        data,
        created,
    })
}
