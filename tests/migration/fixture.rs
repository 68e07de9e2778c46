//! A market on file: rows by contract, coins, the time, and questions with their answers.

use std::collections::BTreeMap;

use cosmwasm_schema::cw_serde;
use cosmwasm_schema::serde::{de::DeserializeOwned, Serialize};
use cosmwasm_std::{coin, HexBinary};
use serde_json::{json, Value};
use tender_testkit::{Codes, Contract, World};
use tender_tests::busy::{HOLDERS, PROVIDERS, STABLE};
use tender_tests::files;

/// A contract's part.
#[cw_serde]
pub struct State {
    /// Values by key, in hex.
    pub rows: BTreeMap<String, String>,
}

/// What is in no contract.
#[cw_serde]
pub struct Chain {
    /// Block time, in seconds.
    pub time: u64,
    /// Coins by holder: an actor or a contract.
    pub coins: BTreeMap<String, u128>,
}

/// A question and what the release answered.
#[cw_serde]
pub struct Answered {
    pub contract: String,
    pub query: Value,
    pub answer: Value,
}

/// One release.
pub struct Fixture {
    pub chain: Chain,
    pub states: Vec<(Contract, State)>,
    pub answers: Vec<Answered>,
}

impl Fixture {
    /// The market as it is now.
    pub fn of(world: &World) -> Self {
        let holders = HOLDERS
            .iter()
            .map(|name| ((*name).to_string(), world.addr(name)));
        let escrow = (Contract::Escrow.name().to_string(), world.at.escrow.clone());
        let coins = holders.chain([escrow]);
        let coins = coins.map(|(name, addr)| (name, world.chain.balance(&addr, STABLE).u128()));
        let chain = Chain {
            time: world.now().0,
            coins: coins.filter(|(_, amount)| *amount > 0).collect(),
        };
        let states = Contract::ALL.map(|contract| {
            let rows = world.chain.dump(world.at.of(contract)).into_iter();
            let hex = |bytes: Vec<u8>| HexBinary::from(bytes).to_hex();
            let rows = rows.map(|(key, value)| (hex(key), hex(value))).collect();
            (contract, State { rows })
        });
        Self {
            chain,
            states: states.into(),
            answers: answers(world),
        }
    }

    pub fn read(release: &str) -> Self {
        Self {
            chain: read(release, "chain"),
            states: Contract::ALL
                .map(|each| (each, read(release, each.name())))
                .into(),
            answers: read(release, "answers"),
        }
    }

    /// Compares with the fixture on file, or writes it.
    pub fn committed(&self, release: &str) {
        committed(release, "chain", &self.chain);
        committed(release, "answers", &self.answers);
        for (contract, state) in &self.states {
            committed(release, contract.name(), state);
        }
    }

    /// A market that starts from here.
    pub fn restore(&self, codes: &dyn Codes) -> World {
        let mut world = World::new(codes);
        world.advance(self.chain.time - world.now().0);
        for (contract, state) in &self.states {
            let bytes = |hex: &String| HexBinary::from_hex(hex).unwrap().to_vec();
            let rows = state.rows.iter();
            let rows: Vec<_> = rows
                .map(|(key, value)| (bytes(key), bytes(value)))
                .collect();
            let address = world.at.of(*contract).clone();
            world.chain.restore(&address, &rows).unwrap();
        }
        for (holder, amount) in &self.chain.coins {
            let holder = match holder.as_str() {
                "escrow" => world.at.escrow.clone(),
                name => world.addr(name),
            };
            world.chain.fund(&holder, vec![coin(*amount, STABLE)]);
        }
        world
    }
}

/// Every list, every figure.
fn answers(world: &World) -> Vec<Answered> {
    let answered = |(contract, query): (Contract, Value)| Answered {
        contract: contract.name().to_string(),
        answer: query_json(world, contract, &query),
        query,
    };
    questions(world).into_iter().map(answered).collect()
}

/// The answer of a contract, as it is on the wire.
pub fn query_json(world: &World, contract: Contract, query: &Value) -> Value {
    world.query(contract, query)
}

fn questions(world: &World) -> Vec<(Contract, Value)> {
    use Contract::{Attestation, Auction, Bme, Escrow, Oracle, Orderbook, Token};
    let mut questions = vec![
        (Token, json!({"token_info": {}})),
        (Token, json!({"minter": {}})),
        (Token, json!({"all_accounts": {"limit": 30}})),
        (Oracle, json!({"price": {}})),
        (Oracle, json!({"feeders": {"limit": 100}})),
        (Bme, json!({"supply": {}})),
        (Bme, json!({"collateral": {}})),
        (Bme, json!({"token_info": {}})),
        (Bme, json!({"all_accounts": {"limit": 100}})),
        (Bme, json!({"quote_mint": {"amount": "1000000"}})),
        (Attestation, json!({"classes": {"limit": 100}})),
        (Attestation, json!({"attributes": {"limit": 100}})),
        (Attestation, json!({"providers": {"limit": 100}})),
        (Attestation, json!({"auditors": {"limit": 100}})),
        (Attestation, json!({"challenges": {"limit": 100}})),
        (Attestation, json!({"claims": {"limit": 100}})),
        (Attestation, json!({"holdings": {}})),
        (Orderbook, json!({"cards": {"limit": 100}})),
        (Orderbook, json!({"orders": {"limit": 100}})),
        (Auction, json!({"auctions": {"limit": 100}})),
        (Escrow, json!({"accounts": {"limit": 100}})),
        (Escrow, json!({"claimable": {"limit": 100}})),
    ];
    let others = Contract::ALL
        .into_iter()
        .filter(|contract| *contract != Token);
    questions.extend(
        others
            .clone()
            .map(|contract| (contract, json!({"config": {}}))),
    );
    questions.extend(others.map(|contract| (contract, json!({"admin": {}}))));
    for provider in 1..=PROVIDERS.len() {
        let provider = provider.to_string();
        questions.extend([
            (Attestation, json!({"attestations": {"provider": provider}})),
            (
                Orderbook,
                json!({"offers": {"provider": provider, "limit": 100}}),
            ),
            (Orderbook, json!({"locked": {"provider": provider}})),
            (Auction, json!({"bound": {"provider": provider}})),
            (
                Escrow,
                json!({"provider_leases": {"provider": provider, "limit": 100}}),
            ),
        ]);
    }
    for account in 1..=3 {
        let account = account.to_string();
        questions.extend([
            (
                Escrow,
                json!({"leases": {"account": account, "limit": 100}}),
            ),
            (
                Escrow,
                json!({"sponsors": {"account": account, "limit": 100}}),
            ),
        ]);
    }
    for class in 1..=4 {
        let class = class.to_string();
        questions.push((Orderbook, json!({"book": {"class": class, "limit": 100}})));
    }
    let sealed = json!({"account": "1", "slot": 0});
    questions.push((
        Auction,
        json!({"commitments": {"order": sealed, "limit": 100}}),
    ));
    questions.extend(HOLDERS.iter().map(|name| {
        let address = world.addr(name);
        (Token, json!({"balance": {"address": address}}))
    }));
    questions
}

fn read<T: DeserializeOwned>(release: &str, name: &str) -> T {
    let place = files::path(&place(release, name));
    let text = std::fs::read_to_string(&place);
    let text = text.unwrap_or_else(|error| panic!("{}: {error}", place.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", place.display()))
}

fn committed<T: Serialize>(release: &str, name: &str, value: &T) {
    let text = serde_json::to_string_pretty(value).unwrap() + "\n";
    files::committed(&place(release, name), &text);
}

fn place(release: &str, name: &str) -> String {
    format!("tests/migration/fixtures/{release}/{name}.json")
}
