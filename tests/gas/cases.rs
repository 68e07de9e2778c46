//! The jobs that are measured, each as the transactions a user would send.

use std::collections::BTreeMap;

use cosmwasm_std::{to_json_binary, Addr, CosmosMsg, HexBinary, Uint128, WasmMsg};
use cw20::Cw20ExecuteMsg;
use serde::Serialize;
use sha2::{Digest, Sha256};
use tender_chain::Chain;
use tender_interfaces::attestation::NewClass;
use tender_interfaces::auction::{self, sealed_bytes, Bidding, Pick, Pricing, Rule, Sealer};
use tender_interfaces::bme::{self, DepositTo};
use tender_interfaces::escrow::{self, CloseReason};
use tender_interfaces::orderbook::{Named, NewOffer, OfferChange};
use tender_testkit::{
    plain_terms, usd_per_hour, Artifacts, Card, Catalog, Contract, Offer, Order, Settings, World,
};
use tender_types::{
    AccountId, Act, Akt, ClassId, LeaseKey, OrderKey, Payer, ProviderId, Rate, Resources, Seconds,
};

use crate::figures::Figure;

const AKT: u128 = 1_000_000;
const H100: ClassId = ClassId(1);
const A100: ClassId = ClassId(2);

/// A furnished market in which figures are taken.
pub struct Bench {
    pub world: World,
    pub figures: BTreeMap<String, Figure>,
}

impl Bench {
    /// A fresh market on `chain`, with providers, offers and funded tenants, everybody having acted
    /// once: the first transaction of an account writes rows that later ones only change.
    pub fn on(chain: Chain) -> Self {
        let mut world = World::on(chain, &Artifacts, Settings::default()).furnish();
        for name in PROVIDERS {
            world.provider(name, &["region=eu-west"]);
        }
        Self {
            world,
            figures: BTreeMap::new(),
        }
    }

    /// Runs `job` and adds what its transactions cost to the figure called `name`.
    pub fn measure<T>(&mut self, name: &str, job: impl FnOnce(&mut World) -> T) -> T {
        self.world.recorder.case(Some(name));
        let before = self.world.recorder.steps().len();
        let answer = job(&mut self.world);
        let steps = &self.world.recorder.steps()[before..];
        let figure = self.figures.entry(name.to_string()).or_default();
        for step in steps {
            figure.add(&step.result);
        }
        self.world.recorder.case(None);
        answer
    }

    /// Runs `job`, measured if it has a name.
    fn maybe<T>(&mut self, name: Option<&str>, job: impl FnOnce(&mut World) -> T) -> T {
        match name {
            Some(name) => self.measure(name, job),
            None => job(&mut self.world),
        }
    }
}

/// Ten providers, as in the comparison with Akash's ten bidders.
const PROVIDERS: [&str; 10] = [
    "ben", "bob", "bea", "bill", "bix", "bjorn", "blake", "bo", "brit", "buck",
];

/// Every case, on the chain given.
pub fn all(chain: Chain) -> Bench {
    let mut bench = Bench::on(chain);
    let market = Market::open(&mut bench.world);
    market.money(&mut bench);
    market.book(&mut bench);
    market.groups(&mut bench);
    market.auctions(&mut bench);
    market.sealed(&mut bench);
    market.no_show(&mut bench);
    market.fifty(&mut bench);
    bench.world.assert_invariants();
    bench
}

struct Market {
    ana: Addr,
    ben: Addr,
    account: AccountId,
    providers: Vec<(Addr, ProviderId)>,
}

impl Market {
    fn open(world: &mut World) -> Self {
        let addresses: Vec<Addr> = PROVIDERS.iter().map(|name| world.addr(name)).collect();
        let ids = (1..).map(ProviderId);
        let mut terms = plain_terms();
        terms.start_within = Seconds(60);
        for (place, provider) in addresses.iter().enumerate() {
            world.give_akt(provider, 2_000 * AKT);
            let id = ProviderId(u32::try_from(place).unwrap() + 1);
            world.bond(provider, id, 2_000 * AKT).unwrap();
            let price = format!("2.{place:02}");
            let offer = Offer::of(Catalog::H100, 100, &price).terms(terms.clone());
            world.post(provider, offer).unwrap();
            let price = format!("2.{:02}", place + 20);
            let offer = Offer::of(Catalog::A100, 100, &price).terms(terms.clone());
            world.post(provider, offer).unwrap();
            let price = format!("0.04{place:02}");
            let card = Card::of(256, &price).terms(terms.clone());
            world.card(provider, card.change()).unwrap();
        }
        let audrey = world.addr("audrey");
        for number in 1..=10 {
            let counted = [(Catalog::H100, 100), (Catalog::A100, 100)];
            let region = ["region=eu-west"];
            world
                .count(&audrey, ProviderId(number), 2, &counted, &region)
                .unwrap();
        }
        let (ana, account) = world.tenant("ana", 10_000 * AKT);
        let ben = addresses[0].clone();
        Self {
            ana,
            ben,
            account,
            providers: addresses.into_iter().zip(ids).collect(),
        }
    }

    /// The order behind `rent_from_book`: two alternatives and a region.
    fn order(account: AccountId) -> Order {
        Order::on(account)
            .class(Catalog::H100, "2.50")
            .class(Catalog::A100, "2.10")
            .attribute("region=eu-west")
    }

    fn money(&self, bench: &mut Bench) {
        let (ana, account) = (&self.ana, self.account);
        bench.world.give_akt(ana, 1_000 * AKT);
        bench.world.mint(ana, 100 * AKT).unwrap();
        bench
            .measure("mint_credit", |world| world.mint(ana, 100 * AKT))
            .unwrap();
        let into = Some(DepositTo::Account { account });
        bench
            .measure("mint_and_deposit", |world| {
                world.mint_with(ana, 100 * AKT, 1, into)
            })
            .unwrap();
        bench
            .measure("deposit", |world| world.deposit(ana, account, 10 * AKT))
            .unwrap();
        bench
            .measure("redeem", |world| world.redeem(ana, 10 * AKT, 1))
            .unwrap();
    }

    /// Renting from the book, beginning, payment, closing.
    fn book(&self, bench: &mut Bench) {
        let (ana, ben, account) = (&self.ana, &self.ben, self.account);
        let order = Self::order(account);
        let place = |world: &mut World| world.place(ana, &order).unwrap().value.leases[0];
        let warm = place(&mut bench.world);
        bench.world.start(ben, &[warm]).unwrap();
        bench.world.advance(6);
        bench.world.withdraw(ben, &[warm]).unwrap();
        let lease = bench.measure("rent_from_book", place);
        bench
            .measure("start_lease", |world| world.start(ben, &[lease]))
            .unwrap();
        bench.world.advance(6);
        bench
            .measure("withdraw_lease", |world| world.withdraw(ben, &[warm]))
            .unwrap();
        bench
            .measure("close_lease", |world| {
                world.close_lease(ana, lease, CloseReason::Done)
            })
            .unwrap();
        self.resting(bench);
        let rent = |world: &mut World| world.rent(ana, &order).unwrap().value[0];
        let leases: Vec<LeaseKey> = (0..50).map(|_| rent(&mut bench.world)).collect();
        bench.world.advance(6);
        bench
            .measure("withdraw_fifty", |world| world.withdraw(ben, &leases))
            .unwrap();
        self.nine(bench);
    }

    /// An order that rested until there was an offer for it.
    fn resting(&self, bench: &mut Bench) {
        let key = OrderKey {
            account: self.account,
            slot: 1,
        };
        let until = bench.world.now().after(Seconds::days(1));
        let order = Order::on(self.account)
            .class(Catalog::RTX4090, "0.50")
            .resting(key.slot, until);
        bench.world.place(&self.ana, &order).unwrap();
        bench
            .world
            .post(&self.ben, Offer::of(Catalog::RTX4090, 2, "0.40"))
            .unwrap();
        let lease = bench
            .measure("match_order", |world| world.match_order(&self.ben, key))
            .unwrap()
            .value
            .leases[0];
        bench.world.start(&self.ben, &[lease]).unwrap();
    }

    /// Nine leases of nine providers on one account: closed and refunded in one transaction.
    fn nine(&self, bench: &mut Bench) {
        let ana = &self.ana;
        let account = bench.world.open_account(ana, 50 * AKT).unwrap().value;
        for (_, provider) in self.providers.iter().take(9) {
            let named = Named {
                provider: *provider,
                classes: vec![H100],
                most: usd_per_hour("2.50"),
            };
            let order = Self::order(account).named(vec![named]);
            bench.world.rent(ana, &order).unwrap();
        }
        bench.world.advance(6);
        bench
            .measure("close_nine", |world| world.close_account(ana, account))
            .unwrap();
    }

    /// A whole group of three services with volumes and an address from one of four named cards; a gang
    /// of eight replicas of eight GPUs on four providers; and AKT into a rented GPU in one transaction.
    fn groups(&self, bench: &mut Bench) {
        let ana = &self.ana;
        let each = |cores: u64| Resources {
            cpu_milli: cores * 1_000,
            memory_mib: cores * 2_048,
            disk_mib: 10_240,
            ..Resources::default()
        };
        let named = |classes: Vec<ClassId>, most: &str| -> Vec<Named> {
            let providers = self.providers.iter().take(4);
            let named = providers.map(|(_, provider)| Named {
                provider: *provider,
                classes: classes.clone(),
                most: usd_per_hour(most),
            });
            named.collect()
        };
        let group = Order::on(self.account)
            .each(each(4))
            .volume(51_200)
            .and(2)
            .each(each(2))
            .and(1)
            .each(each(1))
            .volume(10_240)
            .public_ips(1)
            .at_most("5.00")
            .named(named(vec![], "5.00"));
        bench.world.rent(ana, &group).unwrap();
        let placed = bench.measure("rent_group", |world| world.place(ana, &group));
        bench.world.start_all(&placed.unwrap().value.leases);

        let gang = Order::on(self.account)
            .class(Catalog::H100, "2.50")
            .per_replica(8)
            .units(8)
            .spread(2)
            .together()
            .named(named(vec![H100], "20.00"));
        let placed = bench.measure("rent_gang", |world| world.place(ana, &gang));
        bench.world.start_all(&placed.unwrap().value.leases);

        let mut order = Self::order(self.account);
        order.demand.account = Payer::Newest;
        let mint = bme::ReceiveMsg::Mint {
            min_out: Act(1),
            deposit_to: Some(DepositTo::NewAccount {}),
        };
        let send = Cw20ExecuteMsg::Send {
            contract: bench.world.at.bme.to_string(),
            amount: Uint128::new(20 * AKT),
            msg: to_json_binary(&mint).unwrap(),
        };
        let msgs = vec![
            message(&bench.world, Contract::Token, &send),
            message(&bench.world, Contract::Orderbook, &order.message()),
        ];
        bench.world.give_akt(ana, 100 * AKT);
        bench
            .measure("rent_from_akt", |world| world.run(ana, msgs))
            .unwrap();
    }

    /// One bid and one close among others, and an auction with ten bidders, each lower than the one
    /// before, from order to lease.
    fn auctions(&self, bench: &mut Bench) {
        let order = self.auctioned(bench, None, 2, open());
        self.bid(bench, None, order, 0);
        self.bid(bench, Some("place_bid"), order, 1);
        bench.world.advance(30);
        self.close(bench, "close_auction", order);

        let order = self.auctioned(bench, Some(TEN), 3, open());
        for place in 0..self.providers.len() {
            self.bid(bench, Some(TEN), order, place);
        }
        bench.world.advance(30);
        self.close(bench, TEN, order);
    }

    fn auctioned(&self, bench: &mut Bench, case: Option<&str>, slot: u8, rule: Rule) -> OrderKey {
        let until = bench.world.now().after(Seconds::days(1));
        let order = Order::on(self.account)
            .class(Catalog::H100, "2.50")
            .class(Catalog::A100, "2.10")
            .by_auction(slot, rule, until);
        bench
            .maybe(case, |world| world.place(&self.ana, &order))
            .unwrap();
        OrderKey {
            account: self.account,
            slot,
        }
    }

    fn bid(&self, bench: &mut Bench, case: Option<&str>, order: OrderKey, place: usize) {
        let (sender, provider) = &self.providers[place];
        let price = format!("1.{}", 99 - place);
        bench
            .maybe(case, |world| {
                world.bid(sender, order, *provider, &[H100], &price)
            })
            .unwrap();
    }

    fn close(&self, bench: &mut Bench, case: &str, order: OrderKey) -> LeaseKey {
        let closed = bench
            .measure(case, |world| world.close_auction(&self.ben, order))
            .unwrap();
        let lease = closed.value.lease.expect("somebody won");
        bench.world.start_all(&[lease]);
        lease
    }

    /// A sealed bid, committed and opened.
    fn sealed(&self, bench: &mut Bench) {
        let rule = Rule {
            bidding: Bidding::Sealed {
                commit: Seconds(30),
                reveal: Seconds(30),
                reserve: None,
            },
            price: Pricing::Second,
            pick: Pick::Lowest,
        };
        let order = self.auctioned(bench, None, 4, rule);
        for (place, cases) in [(0, None), (1, Some(("commit", "reveal")))] {
            let (sender, provider) = &self.providers[place];
            let seal = seal(&bench.world, order, *provider);
            let commit = auction::ExecuteMsg::Commit {
                order,
                round: bench.world.auction(order).round,
                provider: *provider,
                classes: vec![A100],
                seal,
            };
            bench
                .maybe(cases.map(|(commit, _)| commit), |world| {
                    world.call(sender, Contract::Auction, &commit)
                })
                .unwrap();
        }
        bench.world.advance(30);
        for (place, case) in [(0, None), (1, Some("reveal"))] {
            let (sender, provider) = &self.providers[place];
            let reveal = auction::ExecuteMsg::Reveal {
                order,
                provider: *provider,
                rate: SEALED,
                salt: HexBinary::from(SALT),
                valid_until: bench.world.now().after(Seconds::days(1)),
            };
            bench
                .maybe(case, |world| world.call(sender, Contract::Auction, &reveal))
                .unwrap();
        }
        bench.world.advance(30);
        let closed = bench.world.close_auction(&self.ben, order).unwrap();
        bench.world.start_all(&[closed.value.lease.unwrap()]);
    }

    /// A winner does not start: the lease is closed, the bond slashed, the tenant's part booked, and the
    /// next in line awarded, in one transaction.
    fn no_show(&self, bench: &mut Bench) {
        let order = self.auctioned(bench, None, 5, open());
        self.bid(bench, None, order, 0);
        self.bid(bench, None, order, 1);
        bench.world.advance(30);
        let closed = bench.world.close_auction(&self.ben, order).unwrap().value;
        let lease = closed.lease.unwrap();
        for _ in 0..4 {
            bench.world.advance(20);
        }
        let late = escrow::ExecuteMsg::CloseLeases {
            leases: vec![lease],
            reason: CloseReason::NotStarted,
        };
        let next = auction::ExecuteMsg::Close { order };
        let msgs = vec![
            message(&bench.world, Contract::Escrow, &late),
            message(&bench.world, Contract::Auction, &next),
        ];
        let ana = &self.ana;
        bench
            .measure("no_show", |world| world.run(ana, msgs))
            .unwrap();
    }

    /// Fifty offers of fifty classes in one message.
    fn fifty(&self, bench: &mut Bench) {
        let class = |number: u32| NewClass {
            vendor: "acme".to_string(),
            model: format!("m{number}"),
            memory_gib: 16,
            interface: Some("pcie".to_string()),
            slice_of: None,
            carries: Resources {
                cpu_milli: 4_000,
                memory_mib: 16_384,
                disk_mib: 102_400,
                ..Resources::default()
            },
            bond_per_unit: Akt(1_000_000),
        };
        bench
            .world
            .add_classes((1..=50).map(class).collect())
            .unwrap();
        let first = bench.world.class("acme/m1/16Gi/pcie").0;
        let post = |number: u16| {
            OfferChange::Post(NewOffer {
                class: ClassId(first + number),
                rate: Rate(100_000_000 + u128::from(number)),
                units: 8,
                largest: None,
                carries: None,
                terms: plain_terms(),
            })
        };
        let changes: Vec<OfferChange> = (0..50).map(post).collect();
        let (bix, _) = &self.providers[4];
        bench
            .measure("post_fifty", |world| world.offer(bix, changes))
            .unwrap();
    }
}

const TEN: &str = "ten_bidder_auction";

/// What a sealed bid of these cases says.
const SEALED: Rate = Rate(500_000_000);
const SALT: [u8; 16] = [7; 16];

fn open() -> Rule {
    Rule {
        bidding: Bidding::Open {
            duration: Seconds(30),
            extension: Seconds::ZERO,
        },
        price: Pricing::Own,
        pick: Pick::Lowest,
    }
}

fn seal(world: &World, order: OrderKey, provider: ProviderId) -> HexBinary {
    let round = world.auction(order).round;
    let bytes = sealed(world, order, Sealer::Bidder { provider, round });
    HexBinary::from(Sha256::digest(bytes).to_vec())
}

/// What a seal is the hash of.
pub fn sealed(world: &World, order: OrderKey, sealer: Sealer) -> Vec<u8> {
    let chain_id = world.chain.block().chain_id;
    let auction = world.at.auction.as_str();
    sealed_bytes(&chain_id, auction, order, sealer, SEALED, &SALT)
}

fn message<M: Serialize>(world: &World, contract: Contract, msg: &M) -> CosmosMsg {
    WasmMsg::Execute {
        contract_addr: world.at.of(contract).to_string(),
        msg: to_json_binary(msg).unwrap(),
        funds: vec![],
    }
    .into()
}
