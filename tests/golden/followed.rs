//! Who follows the documents is served: the messages of [integrating](../../docs/integrating.md) and
//! [deploying](../../docs/deploying.md) are sent as they stand there, in their order, with the addresses
//! and the moments of a real market.

use cosmwasm_std::Addr;
use serde_json::{json, Value};
use tender_chain::TxResult;
use tender_interfaces::attestation::{ClassResult, Statement};
use tender_interfaces::auction::Closed;
use tender_interfaces::orderbook::{Changed, OrderStatus, Placed, QuoteResponse};
use tender_testkit::{Contract, Native, World};
use tender_types::{AccountId, OrderKey, ProviderId, Rate, Seconds};

use crate::documents::blocks;

const AKT: u128 = 1_000_000;

/// What stands in the documents for a moment that has not come, and for a round.
const MOMENT: u64 = 1_800_000_000;
const ROUND: u64 = 1_024;

/// The messages of one document, in its order.
struct Document(Vec<(String, Value)>);

impl Document {
    fn read(name: &str) -> Self {
        let blocks = blocks().into_iter();
        let mine = blocks.filter(|block| block.place.contains(name));
        let parse = |json: &str| serde_json::from_str(json).expect("JSON");
        Self(
            mine.map(|block| (block.kind.clone(), parse(&block.json)))
                .collect(),
        )
    }

    /// Every message of a kind with this name.
    fn all(&self, kind: &str, name: &str) -> Vec<&Value> {
        let of_kind = self.0.iter().filter(|(found, _)| found == kind);
        let messages = of_kind.map(|(_, message)| message);
        messages
            .filter(|message| message.get(name).is_some())
            .collect()
    }

    /// The message in `place`, from 0.
    fn nth(&self, kind: &str, name: &str, place: usize) -> &Value {
        let all = self.all(kind, name);
        all.get(place)
            .unwrap_or_else(|| panic!("{kind} {name} {place}"))
    }
}

/// A market that is set up as the documents say.
struct Followed {
    world: World,
    /// How to use it.
    document: Document,
    /// Provider 3.
    ben: Addr,
    /// The tenant of account 1.
    ana: Addr,
}

impl Followed {
    fn new() -> Self {
        let mut world = World::new(&Native);
        world.feed("1.14");
        let deploying = Document::read("deploying.md");
        let gov = world.addr("gov");
        for name in ["add_classes", "add_attributes"] {
            let message = deploying.nth("attestation execute", name, 0);
            world
                .call(&gov, Contract::Attestation, message)
                .expect(name);
        }
        world
            .admit_auditor("auditor")
            .expect("an auditor is admitted");
        for other in ["one", "two"] {
            world.provider(other, &[]);
        }
        let [ben, ana] = ["ben", "ana"].map(|name| world.addr(name));
        Self {
            world,
            document: Document::read("integrating.md"),
            ben,
            ana,
        }
    }

    /// `message` with what holds here.
    fn here(&self, message: &Value) -> Value {
        match message {
            Value::String(text) => match text.as_str() {
                "cosmwasm1auditor" => json!(self.world.addr("auditor")),
                "cosmwasm1attestation" => json!(self.world.at.attestation),
                "cosmwasm1bme" => json!(self.world.at.bme),
                "cosmwasm1escrow" => json!(self.world.at.escrow),
                _ => message.clone(),
            },
            Value::Number(number) if number.as_u64() == Some(MOMENT) => {
                json!(self.world.now().after(Seconds::days(1)))
            }
            Value::Array(entries) => entries.iter().map(|entry| self.here(entry)).collect(),
            Value::Object(fields) => fields
                .iter()
                .map(|(name, value)| (name.clone(), self.here(value)))
                .collect(),
            _ => message.clone(),
        }
    }

    /// Sends the message in `place` of those with this name.
    fn send(&mut self, sender: &Addr, to: Contract, name: &str, place: usize) -> TxResult {
        let kind = format!("{} execute", to.name());
        let message = self.here(self.document.nth(&kind, name, place));
        let done = self.world.call(sender, to, &message);
        done.unwrap_or_else(|error| panic!("{name} {place}: {error}"))
    }

    /// The provider registers, bonds, is attested, and offers what it has.
    fn offer(&mut self) {
        let ben = self.ben.clone();
        self.world.give_akt(&ben, 1_000 * AKT);
        let registered = self.send(&ben, Contract::Attestation, "register", 0);
        assert_eq!(answer::<ProviderId>(&registered), ProviderId(3));
        self.send(&ben, Contract::Token, "send", 0);
        let told =
            self.document.nth("attestation execute", "attest", 0)["attest"]["statement"].clone();
        let told: Statement = serde_json::from_value(self.here(&told)).expect("a statement");
        let statement = Statement {
            issued_at: self.world.now(),
            ..told
        };
        self.world.attest(&ben, statement).expect("is attested");
        let posted = self.send(&ben, Contract::Orderbook, "offer", 0);
        assert_eq!(answer::<Changed>(&posted).refused, [None]);
        self.send(&ben, Contract::Orderbook, "card", 0);
    }

    /// The tenant burns AKT into account 1.
    fn pay_in(&mut self) {
        let ana = self.ana.clone();
        self.world.give_akt(&ana, 100 * AKT);
        let send = self.document.all("token execute", "send").into_iter();
        let mut mint = send.filter(|send| send["send"]["contract"] == "cosmwasm1bme");
        let mint = self.here(mint.next().expect("a mint"));
        let minted = self.world.call(&ana, Contract::Token, &mint);
        minted.expect("mints");
    }
}

fn answer<T: serde::de::DeserializeOwned>(tx: &TxResult) -> T {
    let data = tx.data.clone().unwrap_or_default();
    cosmwasm_std::from_json(data).expect("the documented answer")
}

#[test]
fn the_catalog_of_the_documents_is_taken() {
    let mut world = World::new(&Native);
    let deploying = Document::read("deploying.md");
    let message = deploying.nth("attestation execute", "add_classes", 0);
    let gov = world.addr("gov");
    let added = world.call(&gov, Contract::Attestation, message).unwrap();
    let added: tender_interfaces::attestation::AddClassesResponse = answer(&added);
    let is_new = |result: &ClassResult| matches!(result, ClassResult::Added { .. });
    assert!(added.results.iter().all(is_new), "{added:?}");
}

/// From the quote to the close, with the numbers of the documents.
#[test]
fn a_provider_of_the_documents_serves_their_tenant() {
    let mut market = Followed::new();
    market.offer();
    market.pay_in();
    let (ana, ben) = (market.ana.clone(), market.ben.clone());
    let quote = market.document.nth("orderbook query", "quote", 0);
    let quotes: QuoteResponse = market.world.query(Contract::Orderbook, quote);
    let mut of_ben = quotes
        .quotes
        .iter()
        .filter(|one| one.provider == ProviderId(3));
    let rate = of_ben
        .next()
        .and_then(|quote| quote.rate)
        .expect("ben serves it");
    let named = market.document.nth("orderbook execute", "place_order", 0);
    let most = &named["place_order"]["way"]["named"]["providers"][0]["most"];
    let most: Rate = serde_json::from_value(most.clone()).expect("a rate");
    assert!(rate <= most, "{rate} above {most}");

    let placed = answer::<Placed>(&market.send(&ana, Contract::Orderbook, "place_order", 0));
    assert_eq!(placed.status, OrderStatus::Filled);
    let [lease] = placed.leases[..] else {
        panic!("{placed:?}")
    };
    assert_eq!(market.world.lease(lease).rate, rate);
    let placed = answer::<Placed>(&market.send(&ana, Contract::Orderbook, "place_order", 1));
    assert_eq!(placed.status, OrderStatus::Filled);

    market.send(&ben, Contract::Escrow, "start", 0);
    market.world.advance(600);
    market.send(&ben, Contract::Escrow, "withdraw", 0);
    assert!(market.world.act(&ben) > 0);
    for place in 0..market.document.all("orderbook query", "book").len() {
        let query = market
            .document
            .nth("orderbook query", "book", place)
            .clone();
        let _: Value = market.world.query(Contract::Orderbook, &query);
    }
    let changed = answer::<Changed>(&market.send(&ben, Contract::Orderbook, "offer", 1));
    assert_eq!(changed.refused, [None, None, None]);
    for place in [1, 2] {
        market.send(&ben, Contract::Orderbook, "card", place);
    }
    market.send(&ben, Contract::Orderbook, "offer", 2);
    let closes = market.document.all("escrow execute", "close_leases");
    let done = closes
        .iter()
        .position(|close| close["close_leases"]["reason"] == "done");
    market.send(
        &ana,
        Contract::Escrow,
        "close_leases",
        done.expect("is done"),
    );
    market.send(&ana, Contract::Escrow, "close_account", 0);
    market.world.assert_invariants();
}

/// Each way of the documents, with the demand of the one order that they spell out for the book.
#[test]
fn every_way_of_the_documents_is_taken() {
    let mut market = Followed::new();
    market.offer();
    market.pay_in();
    let book = market
        .document
        .nth("orderbook execute", "place_order", 1)
        .clone();
    let ways = market.document.0.clone().into_iter();
    let ways: Vec<Value> = ways
        .filter(|(kind, _)| kind == "orderbook way")
        .map(|(_, way)| way)
        .collect();
    assert!(ways.len() >= 5, "only {} ways were found", ways.len());
    for way in ways {
        let mut order = book.clone();
        order["place_order"]["way"] = way.clone();
        let order = market.here(&order);
        let ana = market.ana.clone();
        let placed = market.world.call(&ana, Contract::Orderbook, &order);
        placed.unwrap_or_else(|error| panic!("{way}: {error}"));
    }
    market.world.assert_invariants();
}

/// An auction by property, from its opening to the start of its lease.
#[test]
fn an_auction_of_the_documents_is_won() {
    let mut market = Followed::new();
    market.offer();
    market.pay_in();
    let (ana, ben) = (market.ana.clone(), market.ben.clone());
    market.send(&ana, Contract::Orderbook, "place_order", 2);
    let order = OrderKey {
        account: AccountId(1),
        slot: 0,
    };
    let round = market.world.auction(order).round;
    let bid = market.here(market.document.nth("auction execute", "place_bid", 0));
    assert_eq!(bid["place_bid"]["bid"]["round"], ROUND);
    let mut bid = bid;
    bid["place_bid"]["bid"]["round"] = json!(round);
    market
        .world
        .call(&ben, Contract::Auction, &bid)
        .expect("bids");
    market.world.advance(300);
    let closed = answer::<Closed>(&market.send(&ana, Contract::Auction, "close", 0));
    market.world.start_all(&[closed.lease.expect("is awarded")]);
    market.world.assert_invariants();
}
