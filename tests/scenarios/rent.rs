//! A tenant rents: from the book, of named providers, and by auction.

use cosmwasm_std::{coin, coins};
use tender_interfaces::attestation::{self, ProviderStatus};
use tender_interfaces::auction::{Bidding, Outcome, Pick, Pricing, Rule};
use tender_interfaces::escrow::{AccountResponse, CloseReason, Funding, LeaseState, QueryMsg};
use tender_interfaces::orderbook::{self, Named, OrderStatus, QuoteResponse};
use tender_testkit::{usd_per_hour, Card, Catalog, Contract, Network, Offer, Order, World};
use tender_tests::{assert_refused, journeys};
use tender_types::{Asset, AssetIndex, ClassId, OrderKey, Rate, Resources, Seconds};

const AKT: u128 = 1_000_000;

/// The lowest of open bids, at its own rate.
fn open(duration: Seconds) -> Rule {
    Rule {
        bidding: Bidding::Open {
            duration,
            extension: Seconds(60),
        },
        price: Pricing::Own,
        pick: Pick::Lowest,
    }
}

/// Lets ten minutes and enough blocks pass: a provider that has not started is late.
fn wait<N: Network>(world: &mut World<N>) {
    for _ in 0..4 {
        world.advance(150);
    }
}

journeys! {
    /// Order, start, an hour of service, withdrawal, close, refund: every unit is somewhere.
    fn an_h100_from_the_book(world) {
        let ben = world.addr("ben");
        world.provider("ben", &["region=eu-west"]);
        world.post(&ben, Offer::of(Catalog::H100, 8, "2.00")).unwrap();
        let (ana, account) = world.tenant("ana", 100 * AKT);
        let deposited = world.account(account).balance.0;
        assert_eq!(deposited, 113_715_000);

        let order = Order::on(account).class(Catalog::H100, "2.50").attribute("region=eu-west");
        let placed = world.place(&ana, &order).unwrap().value;
        assert_eq!(placed.status, OrderStatus::Filled);
        let [lease] = placed.leases[..] else { panic!("{placed:?}") };
        assert!(matches!(world.lease(lease).state, LeaseState::Pending { .. }));
        // Nothing flows before it is served.
        world.advance(300);
        assert_eq!(world.account(account).balance.0, deposited);

        world.start(&ben, &[lease]).unwrap();
        world.advance(3_600);
        assert_eq!(world.lease(lease).owed.0, 1_959_999);
        world.withdraw(&ben, &[lease]).unwrap();
        assert_eq!(world.act(&ben), 1_959_999);

        world.close_lease(&ana, lease, CloseReason::Done).unwrap();
        world.close_account(&ana, account).unwrap();
        world.collect_fees(&ben, &[]).unwrap();
        let treasury = world.addr("treasury");
        let (paid, refunded) = (world.act(&ben), world.act(&ana));
        assert_eq!(refunded, deposited - 2_000_000);
        assert_eq!(paid, 1_959_999);
        // Fees are the rest, 40 001 micro-ACT: half is burned, half goes to the treasury.
        assert_eq!(world.act(&treasury), 20_001);
    }

    /// A whole group, as it is written, from the cheapest of two cards: what is quoted is what it costs.
    fn a_group_of_the_cheaper_of_two(world) {
        let sellers = ["ben", "bob"].map(|name| (world.addr(name), world.provider(name, &[])));
        for ((sender, _), price) in sellers.iter().zip(["0.05", "0.04"]) {
            world.card(sender, Card::of(64, price).change()).unwrap();
            world.post(sender, Offer::of(Catalog::RTX4090, 4, "0.40")).unwrap();
        }
        let (ana, account) = world.tenant("ana", 100 * AKT);
        let web = Resources { cpu_milli: 500, memory_mib: 512, disk_mib: 1_024, ..Resources::default() };
        let model = Resources { cpu_milli: 12_000, memory_mib: 32_768, disk_mib: 1_024, ..Resources::default() };
        let order = Order::on(account)
            .units(2)
            .each(web)
            .and(1)
            .each(model)
            .volume(10_240)
            .class(Catalog::RTX4090, "0.50")
            .public_ips(1);
        let query = orderbook::QueryMsg::Quote {
            demand: order.demand.clone(),
            tenant: None,
            providers: vec![],
            start_after: None,
            limit: None,
        };
        let quotes: QuoteResponse = world.query(Contract::Orderbook, &query);
        let rates: Vec<Rate> = quotes.quotes.iter().map(|quote| quote.rate.unwrap()).collect();
        assert!(rates[1] < rates[0]);

        let named = quotes.quotes.iter().map(|quote| Named {
            provider: quote.provider,
            classes: quote.classes.clone(),
            most: quote.rate.unwrap(),
        });
        let order = order.named(named.collect());
        let leases = world.rent(&ana, &order).unwrap().value;
        let [lease] = leases[..] else { panic!("{leases:?}") };
        assert_eq!(lease.provider, sellers[1].1);
        assert_eq!(world.lease(lease).rate, rates[1]);
        assert!(matches!(world.lease(lease).state, LeaseState::Active { .. }));
        world.close_account(&ana, account).unwrap();
    }

    /// A provider that takes an order and does not serve it is out of the market, and pays; the tenant pays
    /// nothing, and has another provider.
    fn a_no_show_pays_and_the_order_goes_on(world) {
        let ids = ["ben", "bob"].map(|name| world.provider(name, &[]));
        let [ben, bob] = ["ben", "bob"].map(|name| world.addr(name));
        world.post(&ben, Offer::of(Catalog::H100, 8, "2.00")).unwrap();
        world.post(&bob, Offer::of(Catalog::H100, 8, "2.20")).unwrap();
        let (ana, account) = world.tenant("ana", 100 * AKT);
        let deposited = world.account(account).balance.0;
        let order = Order::on(account).class(Catalog::H100, "2.50").units(4).rematched(1);
        let placed = world.place(&ana, &order).unwrap();
        let lease = placed.value.leases[0];
        assert_eq!(lease.provider, ids[0]);
        assert_refused(
            world.close_lease(&ana, lease, CloseReason::NotStarted),
            "escrow/not_late",
        );
        wait(world);
        world.close_lease(&ana, lease, CloseReason::NotStarted).unwrap();

        // A tenth of what four units lock: forty AKT, of which the tenant may claim all four.
        let ben_now = world.provider_info(ids[0]);
        assert_eq!(ben_now.status, ProviderStatus::Suspended);
        assert_eq!(ben_now.bond.0, 1_000 * AKT - 4 * AKT);
        let claim = attestation::ExecuteMsg::Claim { beneficiary: ana.to_string() };
        world.call(&bob, Contract::Attestation, &claim).unwrap();
        assert_eq!(world.akt(&ana), 4 * AKT);
        assert_eq!(world.account(account).balance.0, deposited);

        let (order, promised) = tender_tests::preimage(&placed.tx, lease);
        let again = orderbook::ExecuteMsg::Rematch { lease, order, promised };
        let placed: orderbook::Placed =
            world.call_for_data(&bob, Contract::Orderbook, &again).unwrap().value;
        assert_eq!(placed.leases[0].provider, ids[1]);
        world.start(&bob, &placed.leases).unwrap();
        assert_refused(
            world.call(&bob, Contract::Orderbook, &again),
            "orderbook/not_failed",
        );
        world.close_account(&ana, account).unwrap();
    }

    /// Three providers bid each other down; the lowest wins and anyone closes. It never starts, and the next
    /// in line has the order.
    fn an_auction_goes_to_the_lowest_that_starts(world) {
        let (ana, account) = world.tenant("ana", 100 * AKT);
        let bidders = ["ben", "bob", "bea"].map(|name| (world.addr(name), world.provider(name, &[])));
        for (sender, _) in &bidders {
            world.post(sender, Offer::of(Catalog::A100, 4, "3.00")).unwrap();
        }
        let until = world.now().after(Seconds::days(1));
        let order = Order::on(account)
            .class(Catalog::A100, "2.00")
            .by_auction(0, open(Seconds(300)), until);
        let placed = world.place(&ana, &order).unwrap().value;
        assert_eq!(placed.status, OrderStatus::Auctioned);
        let order = OrderKey { account, slot: 0 };
        let class = [ClassId(2)];
        for ((sender, provider), price) in bidders.iter().zip(["1.40", "1.50", "1.30"]) {
            world.bid(sender, order, *provider, &class, price).unwrap();
        }
        assert_refused(world.close_auction(&ana, order), "auction/still_running");
        world.advance(300);
        let (ben, ben_id) = &bidders[0];
        let closed = world.close_auction(ben, order).unwrap().value;
        let lease = closed.lease.unwrap();
        assert_eq!(lease.provider, bidders[2].1);
        assert_eq!(world.lease(lease).rate, usd_per_hour("1.30"));

        wait(world);
        world.close_lease(ben, lease, CloseReason::NotStarted).unwrap();
        let closed = world.close_auction(ben, order).unwrap().value;
        assert_eq!(closed.outcome, Outcome::Awarded);
        let lease = closed.lease.unwrap();
        assert_eq!(lease.provider, *ben_id);
        assert_eq!(world.lease(lease).rate, usd_per_hour("1.40"));
        world.start(ben, &[lease]).unwrap();
        world.close_account(&ana, account).unwrap();
    }

    /// Money runs out: the clock stops for everybody at once; a deposit revives; after the grace
    /// anyone closes.
    fn a_lease_starves_revives_and_is_closed(world) {
        let (ben, cat) = (world.addr("ben"), world.addr("cat"));
        world.provider("ben", &[]);
        world.post(&ben, Offer::at(Catalog::H100, 8, Rate(1_000_000_000))).unwrap();
        let (ana, account) = world.tenant("ana", 10 * AKT);
        let balance = world.account(account).balance.0;
        let order = Order::on(account).class_at(Catalog::H100, Rate(1_000_000_000));
        let lease = world.rent(&ana, &order).unwrap().value[0];

        world.advance(24 * 3_600);
        let seconds = u64::try_from(balance / 1_000).unwrap();
        assert_eq!(world.lease(lease).seconds, Seconds(seconds));
        assert!(matches!(world.account(account).funding, Funding::Starved { .. }));
        assert_refused(
            world.close_lease(&cat, lease, CloseReason::Starved),
            "escrow/not_overdue",
        );
        world.give_akt(&cat, 10 * AKT);
        world.feed("1.14");
        world.mint(&cat, 10 * AKT).unwrap();
        let gift = world.act(&cat);
        world.deposit(&cat, account, gift).unwrap();
        assert!(matches!(world.account(account).funding, Funding::Funded { .. }));

        world.advance(72 * 3_600);
        assert!(matches!(world.account(account).funding, Funding::Overdue { .. }));
        world.close_account(&cat, account).unwrap();
        // Nothing is left of the account: the contract has forgotten it.
        let query = QueryMsg::Account { account };
        let escrow = world.at.of(Contract::Escrow).clone();
        let forgotten = world.chain.query::<_, AccountResponse>(&escrow, &query);
        assert_refused(forgotten, "escrow/account_not_found");
        // Everything went to the provider and the protocol, but for less than a second's worth.
        assert_eq!(world.act(&ben), (balance + gift) / 1_000 * 980);
    }

    /// A listed coin pays for a lease, and what is left comes back in it.
    fn a_lease_is_paid_in_coins(world) {
        let (ben, cat) = (world.addr("ben"), world.addr("cat"));
        world.add_asset(Asset::Native { denom: "uusd".into() }).unwrap();
        world.provider("ben", &[]);
        let rate = Rate(1_000_000_000);
        world.post(&ben, Offer::at(Catalog::H100, 1, rate).taking(&[1])).unwrap();
        world.chain.fund(&cat, coins(50 * AKT, "uusd"));
        let account = world.open_native(&cat, coin(50 * AKT, "uusd")).unwrap().value;
        assert_eq!(world.chain.balance(&cat, "uusd").u128(), 0);
        let order = Order::on(account).class_at(Catalog::H100, rate).asset(AssetIndex(1));
        let lease = world.rent(&cat, &order).unwrap().value[0];

        world.advance(10_000);
        world.withdraw(&ben, &[lease]).unwrap();
        assert_eq!(world.chain.balance(&ben, "uusd").u128(), 9_800_000);
        world.close_account(&cat, account).unwrap();
        assert_eq!(world.chain.balance(&cat, "uusd").u128(), 40_000_000);
    }
}
