//! A tenant rents a GPU: from the book, and by auction.

use cosmwasm_std::{coin, coins};
use tender_interfaces::auction::Rule;
use tender_interfaces::escrow::{AccountResponse, CloseReason, Funding, QueryMsg};
use tender_interfaces::orderbook::OrderStatus;
use tender_testkit::{usd_per_hour, Ask, Catalog, Contract, Order};
use tender_tests::{assert_refused, journeys};
use tender_types::{Asset, AssetIndex, ClassId, LeaseId, LeaseKey, Rate, Seconds};

const AKT: u128 = 1_000_000;

journeys! {
    /// Order, lease, an hour of service, withdrawal, close, refund: every unit is somewhere.
    fn an_h100_from_the_book(world) {
        let ben = world.addr("ben");
        world.provider("ben", &["region=eu-west"]);
        world.post(&ben, Ask::of(Catalog::H100, 8, "2.00")).unwrap();
        let (ana, account) = world.tenant("ana", 100 * AKT);
        let deposited = world.account(account).balance.0;
        assert_eq!(deposited, 113_715_000);

        let order = Order::on(account).class(Catalog::H100, "2.50").attribute("region=eu-west");
        let placed = world.place(&ana, &order).unwrap().value;
        assert_eq!(placed.status, OrderStatus::Filled);
        assert_eq!(placed.leases, vec![LeaseId(placed.order.0)]);
        let lease = LeaseKey { account, lease: placed.leases[0] };

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

    /// Three providers bid each other down; the lowest wins and anyone closes.
    fn an_auction_goes_to_the_lowest_bid(world) {
        let (ana, account) = world.tenant("ana", 100 * AKT);
        let bidders = ["ben", "bob", "bea"].map(|name| (world.addr(name), world.provider(name, &[])));
        let rule = Rule::OpenDescending {
            duration: Seconds(300),
            min_step: usd_per_hour("0.01"),
            extension: Seconds(60),
        };
        let order = Order::on(account).class(Catalog::A100, "2.00").by_auction(rule);
        let placed = world.place(&ana, &order).unwrap().value;
        assert_eq!(placed.status, OrderStatus::Auctioned);
        let class = ClassId(2);
        for ((sender, provider), price) in bidders.iter().zip(["1.50", "1.40", "1.30"]) {
            world.bid(sender, placed.order, *provider, class, price).unwrap();
        }
        let (ben, ben_id) = &bidders[0];
        assert_refused(
            world.bid(ben, placed.order, *ben_id, class, "1.295"),
            "auction/not_best",
        );
        assert_refused(world.close_auction(&ana, placed.order), "auction/still_running");
        world.advance(300);
        let closed = world.close_auction(ben, placed.order).unwrap().value;
        assert_eq!(closed.winner, Some(bidders[2].1));
        let lease = LeaseKey { account, lease: closed.lease.unwrap() };
        assert_eq!(world.lease(lease).rate, usd_per_hour("1.30"));
    }

    /// Money runs out: the clock stops for everybody at once; a deposit revives; after the grace
    /// anyone closes.
    fn a_lease_starves_revives_and_is_closed(world) {
        let (ben, cat) = (world.addr("ben"), world.addr("cat"));
        world.provider("ben", &[]);
        world.post(&ben, Ask::at(Catalog::H100, 8, Rate(1_000_000_000))).unwrap();
        let (ana, account) = world.tenant("ana", 10 * AKT);
        let balance = world.account(account).balance.0;
        let order = Order::on(account).class_at(Catalog::H100, Rate(1_000_000_000));
        let lease = world.place(&ana, &order).unwrap().value.leases[0];
        let lease = LeaseKey { account, lease };

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
        world.post(&ben, Ask::at(Catalog::H100, 1, rate).taking(&[1])).unwrap();
        world.chain.fund(&cat, coins(50 * AKT, "uusd"));
        let account = world.open_native(&cat, coin(50 * AKT, "uusd")).unwrap().value;
        assert_eq!(world.chain.balance(&cat, "uusd").u128(), 0);
        let order = Order::on(account).class_at(Catalog::H100, rate).asset(AssetIndex(1));
        let lease = world.place(&cat, &order).unwrap().value.leases[0];

        world.advance(10_000);
        world.withdraw(&ben, &[LeaseKey { account, lease }]).unwrap();
        assert_eq!(world.chain.balance(&ben, "uusd").u128(), 9_800_000);
        world.close_account(&cat, account).unwrap();
        assert_eq!(world.chain.balance(&cat, "uusd").u128(), 40_000_000);
    }
}
