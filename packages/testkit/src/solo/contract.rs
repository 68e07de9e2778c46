use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt::Debug;
use std::rc::Rc;

use cosmwasm_std::testing::{
    message_info, mock_dependencies, mock_env, MockApi, MockQuerier, MockStorage,
};
use cosmwasm_std::{
    from_json, to_json_binary, to_json_vec, Addr, Api, Binary, CanonicalAddr, Coin, ContractResult,
    CosmosMsg, Deps, DepsMut, Env, Event, MessageInfo, Order, OwnedDeps, Reply, Response,
    StdResult, Storage, SubMsg, SubMsgResponse, SubMsgResult, SystemError, SystemResult, WasmMsg,
    WasmQuery,
};
use serde::de::DeserializeOwned;
use serde::Serialize;
use tender_guard::Message;
use tender_interfaces::invariants::InvariantsResponse;
use tender_types::{Seconds, Timestamp};

/// Block time at which every solo contract opens.
pub const START: Timestamp = Timestamp(1_800_000_000);

/// A contract's entry points.
pub struct Entry<E> {
    /// `contract::instantiate`.
    pub instantiate: fn(DepsMut, Env, MessageInfo, Message) -> Result<Response, E>,
    /// `contract::execute`.
    pub execute: fn(DepsMut, Env, MessageInfo, Message) -> Result<Response, E>,
    /// `contract::query`.
    pub query: fn(Deps, Env, Message) -> Result<Binary, E>,
}

impl<E> Clone for Entry<E> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<E> Copy for Entry<E> {}

/// `contract::reply`, of a contract that has one.
pub type ReplyEntry<E> = fn(DepsMut, Env, Reply) -> Result<Response, E>;

/// A contract alone.
pub struct Solo<E> {
    /// Its storage, and what it queries.
    pub deps: OwnedDeps<MockStorage, MockApi, MockQuerier>,
    /// The block.
    pub env: Env,
    entry: Entry<E>,
    neighbours: Neighbours,
}

/// A contract's rows, as they are read raw.
type Rows = BTreeMap<Vec<u8>, Vec<u8>>;

/// What a contract answers to a smart query; `None`: it does not know the query.
type Answer = Box<dyn Fn(&Binary) -> Option<StdResult<Binary>>>;

/// The other contracts: those that have rows or answers are there, all others are not.
#[derive(Clone, Default)]
struct Neighbours {
    rows: Rc<RefCell<BTreeMap<String, Rows>>>,
    answers: Rc<RefCell<BTreeMap<String, Answer>>>,
}

impl Neighbours {
    fn query(&self, query: &WasmQuery) -> SystemResult<ContractResult<Binary>> {
        let nobody = |addr: &str| {
            SystemResult::Err(SystemError::NoSuchContract {
                addr: addr.to_string(),
            })
        };
        match query {
            // As on a chain, where nobody has no rows either.
            WasmQuery::Raw { contract_addr, key } => {
                let rows = self.rows.borrow();
                let row = rows
                    .get(contract_addr)
                    .and_then(|rows| rows.get(key.as_slice()));
                SystemResult::Ok(ContractResult::Ok(row.cloned().unwrap_or_default().into()))
            }
            WasmQuery::ContractInfo { contract_addr } => {
                let has_rows = self.rows.borrow().contains_key(contract_addr);
                let creator = addr("deployer");
                let info = cosmwasm_std::ContractInfoResponse::new(1, creator, None, false, None);
                if has_rows || self.answers.borrow().contains_key(contract_addr) {
                    SystemResult::Ok(to_json_binary(&info).into())
                } else {
                    nobody(contract_addr)
                }
            }
            WasmQuery::Smart { contract_addr, msg } => {
                let answers = self.answers.borrow();
                let Some(answer) = answers.get(contract_addr) else {
                    return nobody(contract_addr);
                };
                let unknown = || Err(cosmwasm_std::StdError::generic_err("unknown query"));
                SystemResult::Ok(answer(msg).unwrap_or_else(unknown).into())
            }
            _ => SystemResult::Err(SystemError::Unknown {}),
        }
    }
}

/// The address that belongs to a name.
pub fn addr(name: &str) -> Addr {
    MockApi::default().addr_make(name)
}

/// Its bytes, as rows and keys hold them.
pub fn canonical(name: &str) -> CanonicalAddr {
    let canonical = MockApi::default().addr_canonicalize(addr(name).as_str());
    canonical.expect("an address that was made here")
}

/// A message as an entry point takes it.
pub fn message<M: Serialize>(msg: &M) -> Message {
    let json = to_json_vec(msg).expect("a message");
    from_json(json).expect("JSON")
}

impl<E: Debug> Solo<E> {
    /// The contract, opened by `deployer` at [`START`] with nobody else there.
    ///
    /// # Errors
    /// What the contract refuses.
    pub fn open<M: Serialize>(entry: Entry<E>, msg: &M) -> Result<Self, E> {
        Self::open_among(entry, msg, |_| {})
    }

    /// The same, with neighbours that are there before.
    ///
    /// # Errors
    /// What the contract refuses.
    pub fn open_among<M: Serialize>(
        entry: Entry<E>,
        msg: &M,
        furnish: impl FnOnce(&mut Self),
    ) -> Result<Self, E> {
        let neighbours = Neighbours::default();
        let mut deps = mock_dependencies();
        let answering = neighbours.clone();
        deps.querier
            .update_wasm(move |query| answering.query(query));
        let mut env = mock_env();
        env.block.time = cosmwasm_std::Timestamp::from_seconds(START.0);
        let mut solo = Self {
            deps,
            env,
            entry,
            neighbours,
        };
        furnish(&mut solo);
        let info = message_info(&addr("deployer"), &[]);
        (entry.instantiate)(solo.deps.as_mut(), solo.env.clone(), info, message(msg))?;
        Ok(solo)
    }

    /// Sends `msg`; a refused message leaves nothing behind, as on a chain.
    ///
    /// # Errors
    /// What the contract refuses.
    pub fn send<M: Serialize>(&mut self, sender: &str, msg: &M) -> Result<Response, E> {
        self.send_with(sender, msg, &[])
    }

    /// The same, with coins.
    ///
    /// # Errors
    /// What the contract refuses.
    pub fn send_with<M: Serialize>(
        &mut self,
        sender: &str,
        msg: &M,
        funds: &[Coin],
    ) -> Result<Response, E> {
        let before = self.rows();
        let info = message_info(&addr(sender), funds);
        let env = self.env.clone();
        let result = (self.entry.execute)(self.deps.as_mut(), env, info, message(msg));
        if result.is_err() {
            self.restore(before);
        }
        result
    }

    /// Whoever was sent `message` has done what it says, or has refused; the contract is told by
    /// `entry`. A refused reply leaves nothing behind either.
    ///
    /// # Errors
    /// What the contract refuses.
    pub fn reply(
        &mut self,
        entry: ReplyEntry<E>,
        message: &SubMsg,
        result: Result<(), &str>,
    ) -> Result<Response, E> {
        let before = self.rows();
        #[allow(deprecated)]
        let done = SubMsgResponse {
            events: vec![],
            data: None,
            msg_responses: vec![],
        };
        let reply = Reply {
            id: message.id,
            payload: message.payload.clone(),
            gas_used: 0,
            result: match result {
                Ok(()) => SubMsgResult::Ok(done),
                Err(error) => SubMsgResult::Err(error.to_string()),
            },
        };
        let answer = entry(self.deps.as_mut(), self.env.clone(), reply);
        if answer.is_err() {
            self.restore(before);
        }
        answer
    }

    /// Queries and reads the answer.
    ///
    /// # Errors
    /// What the contract refuses.
    pub fn query<M: Serialize, T: DeserializeOwned>(&self, msg: &M) -> Result<T, E> {
        let answer = (self.entry.query)(self.deps.as_ref(), self.env.clone(), message(msg))?;
        Ok(from_json(answer).expect("an answer of the type asked for"))
    }

    /// Block time.
    pub fn now(&self) -> Timestamp {
        Timestamp::now(&self.env)
    }

    /// Block time moves on.
    pub fn wait(&mut self, span: Seconds) -> &mut Self {
        self.at(self.now().after(span))
    }

    /// Block time becomes `moment`.
    pub fn at(&mut self, moment: Timestamp) -> &mut Self {
        self.env.block.time = cosmwasm_std::Timestamp::from_seconds(moment.0);
        self
    }

    /// Every stored row, in order.
    pub fn rows(&self) -> Vec<(Vec<u8>, Vec<u8>)> {
        let all = self.deps.storage.range(None, None, Order::Ascending);
        all.collect()
    }

    /// The contract's storage becomes `rows`.
    pub fn restore(&mut self, rows: Vec<(Vec<u8>, Vec<u8>)>) {
        self.deps.storage = MockStorage::default();
        for (key, value) in rows {
            self.deps.storage.set(&key, &value);
        }
    }

    /// From now on the contract of that name has a row, and so is there.
    pub fn neighbour_row(&self, name: &str, key: Vec<u8>, row: Vec<u8>) {
        let mut rows = self.neighbours.rows.borrow_mut();
        let rows = rows.entry(addr(name).into()).or_default();
        rows.insert(key, row);
    }

    /// From now on the contract of that name is there and calls itself `contract`.
    pub fn neighbour(&self, name: &str, contract: &str) {
        let version = cw2::ContractVersion {
            contract: contract.to_string(),
            version: "0.1.0".to_string(),
        };
        let row = to_json_vec(&version).expect("a cw2 row");
        self.neighbour_row(name, b"contract_info".to_vec(), row);
    }

    /// From now on the contract of that name answers smart queries of type `Q`.
    pub fn neighbour_answers<Q: DeserializeOwned>(
        &self,
        name: &str,
        answer: impl Fn(Q) -> StdResult<Binary> + 'static,
    ) {
        let read = move |msg: &Binary| from_json(msg).ok().map(&answer);
        let mut answers = self.neighbours.answers.borrow_mut();
        answers.insert(addr(name).into(), Box::new(read));
    }

    /// From now on a cw20 token of that name is there, and every holder has `balance` of it.
    pub fn neighbour_token(&self, name: &str, balance: u128) {
        self.neighbour(name, "crates.io:cw20-base");
        self.neighbour_answers(name, move |query: cw20::Cw20QueryMsg| match query {
            cw20::Cw20QueryMsg::Balance { .. } => to_json_binary(&cw20::BalanceResponse {
                balance: balance.into(),
            }),
            _ => to_json_binary(&cw20::TokenInfoResponse {
                name: name_of_token(),
                symbol: "AKT".to_string(),
                decimals: 6,
                total_supply: balance.into(),
            }),
        });
    }

    /// Every check of every page holds, and sums over all pages are the totals. `page` makes the query.
    ///
    /// # Panics
    /// When something does not hold.
    pub fn assert_invariants<M: Serialize>(&self, page: impl Fn(Option<String>) -> M) {
        let mut sums = BTreeMap::<String, u128>::new();
        let mut start_after = None;
        loop {
            let answer: InvariantsResponse = self.query(&page(start_after)).expect("invariants");
            for check in answer.checks {
                assert!(check.holds, "{}: {}", check.name, check.detail);
            }
            for sum in answer.sums {
                let so_far = sums.entry(sum.name).or_default();
                *so_far = so_far.saturating_add(sum.amount.u128());
            }
            if answer.next.is_none() {
                for total in answer.totals {
                    let sum = sums.get(&total.name).copied().unwrap_or_default();
                    assert_eq!(sum, total.amount.u128(), "{}", total.name);
                }
                return;
            }
            start_after = answer.next;
        }
    }
}

fn name_of_token() -> String {
    "Tender test token".to_string()
}

/// What a response carries in `data`.
///
/// # Panics
/// When it carries nothing, or something else.
pub fn data<T: DeserializeOwned>(response: &Response) -> T {
    let data = response.data.as_ref().expect("data");
    from_json(data).expect("data of the type asked for")
}

/// The only event of a response, which has no attributes besides.
///
/// # Panics
/// When there are others, or it is another.
pub fn event<E: for<'e> TryFrom<&'e Event>>(response: &Response) -> E {
    assert!(response.attributes.is_empty(), "{response:?}");
    let [event] = response.events.as_slice() else {
        panic!("one event expected: {response:?}");
    };
    let Ok(event) = E::try_from(event) else {
        panic!("another event expected: {response:?}");
    };
    event
}

/// The events of one kind.
pub fn events<E: for<'e> TryFrom<&'e Event>>(events: &[Event]) -> Vec<E> {
    events
        .iter()
        .filter_map(|event| E::try_from(event).ok())
        .collect()
}

/// The messages of a response to the contract of that name.
pub fn sent_to<M: DeserializeOwned>(response: &Response, name: &str) -> Vec<M> {
    let sent = |message: &CosmosMsg| match message {
        CosmosMsg::Wasm(WasmMsg::Execute {
            contract_addr, msg, ..
        }) if *contract_addr == addr(name).as_str() => Some(from_json(msg).expect("its message")),
        _ => None,
    };
    let messages = response.messages.iter();
    messages.filter_map(|message| sent(&message.msg)).collect()
}
