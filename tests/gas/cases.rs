//! The jobs that are measured, each as the transactions a user would send.

use std::collections::BTreeMap;

use cosmwasm_std::Addr;
use tender_chain::Chain;
use tender_interfaces::auction::Rule;
use tender_interfaces::bme::DepositTo;
use tender_interfaces::escrow::CloseReason;
use tender_interfaces::orderbook::{AsksResponse, QueryMsg};
use tender_testkit::{usd_per_hour, Artifacts, Ask, Catalog, Contract, Order, Settings, World};
use tender_types::{AccountId, ClassId, LeaseKey, OrderId, ProviderId, Seconds};

use crate::figures::Figure;

const AKT: u128 = 1_000_000;
const H100: ClassId = ClassId(1);

/// A furnished market in which figures are taken.
pub struct Bench {
    pub world: World,
    pub figures: BTreeMap<String, Figure>,
}

impl Bench {
    /// A fresh market on `chain`, with providers, asks and funded tenants, everybody having acted
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
    market.auction(&mut bench);
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
        for (place, provider) in addresses.iter().enumerate() {
            let price = format!("2.{place:02}");
            world
                .post(provider, Ask::of(Catalog::H100, 100, &price))
                .unwrap();
            let price = format!("2.{:02}", place + 20);
            world
                .post(provider, Ask::of(Catalog::A100, 100, &price))
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

    fn book(&self, bench: &mut Bench) {
        let (ana, ben, account) = (&self.ana, &self.ben, self.account);
        let order = Self::order(account);
        let rent = |world: &mut World, order: &Order| {
            let placed = world.place(ana, order).unwrap().value;
            LeaseKey {
                account: order.demand.account,
                lease: placed.leases[0],
            }
        };
        let warm = rent(&mut bench.world, &order);
        bench.world.advance(6);
        bench.world.withdraw(ben, &[warm]).unwrap();
        let lease = bench.measure("rent_from_book", |world| rent(world, &order));
        bench.world.advance(6);
        bench
            .measure("withdraw_lease", |world| world.withdraw(ben, &[warm]))
            .unwrap();
        bench
            .measure("close_lease", |world| {
                world.close_lease(ana, lease, CloseReason::Done)
            })
            .unwrap();
        let leases: Vec<LeaseKey> = (0..50).map(|_| rent(&mut bench.world, &order)).collect();
        bench.world.advance(6);
        bench
            .measure("withdraw_fifty", |world| world.withdraw(ben, &leases))
            .unwrap();
        self.nine(bench);
    }

    /// Nine leases of nine providers on one account: closed and refunded in one transaction.
    fn nine(&self, bench: &mut Bench) {
        let ana = &self.ana;
        let account = bench.world.open_account(ana, 50 * AKT).unwrap().value;
        for (provider, _) in self.providers.iter().take(9) {
            let query = QueryMsg::Asks {
                provider: self.id_of(provider),
                start_after: None,
                limit: Some(1),
            };
            let asks: AsksResponse = bench.world.query(Contract::Orderbook, &query);
            let order = Self::order(account).from_asks(&[asks.asks[0].ask]);
            bench.world.place(ana, &order).unwrap();
        }
        bench.world.advance(6);
        bench
            .measure("close_nine", |world| world.close_account(ana, account))
            .unwrap();
    }

    fn id_of(&self, provider: &Addr) -> ProviderId {
        self.providers
            .iter()
            .find(|(address, _)| address == provider)
            .map(|(_, id)| *id)
            .unwrap()
    }

    /// One bid and one close among others, and an auction with ten bidders, each lower than the one
    /// before, from order to lease.
    fn auction(&self, bench: &mut Bench) {
        let order = self.auctioned(bench, None);
        self.bid(bench, None, order, 0);
        self.bid(bench, Some("place_bid"), order, 1);
        bench.world.advance(30);
        self.close(bench, "close_auction", order);

        let order = self.auctioned(bench, Some(TEN));
        for place in 0..self.providers.len() {
            self.bid(bench, Some(TEN), order, place);
        }
        bench.world.advance(30);
        self.close(bench, TEN, order);
    }

    fn auctioned(&self, bench: &mut Bench, case: Option<&str>) -> OrderId {
        let rule = Rule::OpenDescending {
            duration: Seconds(30),
            min_step: usd_per_hour("0.01"),
            extension: Seconds::ZERO,
        };
        let order = Order::on(self.account)
            .class(Catalog::H100, "2.50")
            .class(Catalog::A100, "2.10")
            .by_auction(rule);
        bench
            .maybe(case, |world| world.place(&self.ana, &order))
            .unwrap()
            .value
            .order
    }

    fn bid(&self, bench: &mut Bench, case: Option<&str>, order: OrderId, place: usize) {
        let (sender, provider) = &self.providers[place];
        let price = format!("1.{}", 99 - place);
        bench
            .maybe(case, |world| {
                world.bid(sender, order, *provider, H100, &price)
            })
            .unwrap();
    }

    fn close(&self, bench: &mut Bench, case: &str, order: OrderId) {
        let closed = bench
            .measure(case, |world| world.close_auction(&self.ben, order))
            .unwrap();
        assert!(closed.value.lease.is_some());
    }
}

const TEN: &str = "ten_bidder_auction";
