//! Orders, whichever way they go.

use tender_interfaces::auction::{Bidding, Pick, Pricing, Rule};
use tender_interfaces::orderbook::{ExecuteMsg, Named, OrderResponse, OrderStatus, QueryMsg};
use tender_interfaces::orderbook::{Placed, Promised};
use tender_storage::unpack;
use tender_testkit::{code_of, usd_per_hour, Catalog, Contract, Done, Order};
use tender_types::{ClassId, LeaseKey, OfferKey, OrderKey, Rate, Resources, Seconds};

use super::{one_of, price, Player, Preimage, ANY_RATE};
use crate::action::{self, Way};

/// What the tenant's own account may refuse.
const PURSE: [&str; 5] = [
    "escrow/account_not_found",
    "escrow/insufficient_runway",
    "escrow/account_starved",
    "escrow/too_many_pending",
    "escrow/not_owner",
];

fn or_purse(codes: &[&'static str]) -> Vec<&'static str> {
    codes.iter().chain(&PURSE).copied().collect()
}

impl Player {
    pub(super) fn place(&mut self, wanted: &action::Order) -> Option<()> {
        let account = self.any_account(wanted.account)?;
        let owner = self.books[&account].owner.clone();
        // What rests is wanted for less than there is.
        let part = match wanted.way {
            Way::Rest { .. } => 2,
            _ => 3,
        };
        let [h100, a100] = wanted.ceilings.map(|cents| price(cents * part / 3));
        let mut order = Order::on(account)
            .units(wanted.replicas)
            .class(Catalog::H100, &h100)
            .class(Catalog::A100, &a100)
            .per_replica(wanted.per_replica)
            .rematched(wanted.rematch)
            .tier(wanted.tier);
        let together = wanted.together && matches!(wanted.way, Way::FillOrKill);
        order = match wanted.placement {
            0..=2 if together => order.split(),
            0..=2 => order,
            3 => order.split(),
            4 if matches!(wanted.way, Way::Rest { .. }) => order.split(),
            4 if matches!(wanted.way, Way::Auction { .. }) => order,
            4 => order.spread(2),
            _ => order.same_region(),
        };
        if wanted.in_europe {
            order = order.attribute("region=eu-west");
        }
        if wanted.signed {
            let auditors = ["audrey", "auguste"].map(|name| self.world.addr(name).to_string());
            order = order.signed_by(1, &[&auditors[0], &auditors[1]]);
        }
        order = self.by(order, wanted, OrderKey { account, slot: 0 });
        let refusals = [
            "orderbook/not_fillable",
            "orderbook/above_max_rate",
            "orderbook/purse_too_small",
            "orderbook/slot_taken",
            "orderbook/together_rests",
            "orderbook/one_line",
            "auction/slot_taken",
        ];
        let placed = self.world.place(&owner, &order);
        let placed = self.expected(placed, &or_purse(&refusals))?;
        self.hear(&placed.tx);
        match placed.value.status {
            OrderStatus::Auctioned | OrderStatus::Resting | OrderStatus::RestingAfterScan => {
                self.waits(&placed.value, wanted.way, account)
            }
            OrderStatus::Filled | OrderStatus::Dropped => {}
        }
        Some(())
    }

    /// The order on its way, with what only some ways can serve.
    fn by(&self, order: Order, wanted: &action::Order, key: OrderKey) -> Order {
        let gpus = wanted.replicas * wanted.per_replica;
        let most: u32 = wanted.ceilings.iter().max().copied().unwrap_or(0) * gpus;
        let beside = |order: Order| match wanted.beside {
            None => order,
            Some(_) if wanted.placement > 2 => order,
            Some((replicas, addresses)) => order
                .and(replicas)
                .each(Resources {
                    cpu_milli: 1_500,
                    memory_mib: 3_000,
                    disk_mib: 10_000,
                    ..Resources::default()
                })
                .volume(5_000)
                .public_ips(addresses)
                .at_most(&price(most + 50)),
        };
        match wanted.way {
            Way::FillOrKill if wanted.together => order.rematched(0).together(),
            Way::FillOrKill => order,
            Way::OrCancel => order.or_cancel(),
            Way::Named => {
                let named = self
                    .providers
                    .iter()
                    .enumerate()
                    .map(|(i, (_, provider))| Named {
                        provider: *provider,
                        classes: vec![ClassId(
                            1 + u16::try_from((wanted.account + i) % 2).unwrap_or(0),
                        )],
                        most: ANY_RATE,
                    });
                let order = beside(order);
                order.named(named.collect())
            }
            Way::Rest { slot, seconds } => {
                order.resting(slot, self.world.now().after(Seconds(seconds)))
            }
            Way::Auction { slot, .. } => {
                let until = self.world.now().after(Seconds::days(2));
                beside(order).by_auction(
                    slot,
                    self.rule(wanted.way, OrderKey { slot, ..key }),
                    until,
                )
            }
        }
    }

    fn rule(&self, way: Way, _: OrderKey) -> Rule {
        let Way::Auction {
            seconds,
            bidding,
            second,
            picks,
            ..
        } = way
        else {
            panic!("it is no auction");
        };
        let duration = Seconds(seconds);
        let bidding = match bidding {
            0 => Bidding::Open {
                duration,
                extension: Seconds(30),
            },
            1 => Bidding::Sealed {
                commit: duration,
                reveal: Seconds(4_000),
                reserve: None,
            },
            _ => Bidding::Dutch {
                from: usd_per_hour("0.50"),
                duration,
            },
        };
        let dutch = matches!(bidding, Bidding::Dutch { .. });
        let price = match second && !picks && !dutch {
            true => Pricing::Second,
            false => Pricing::Own,
        };
        let pick = match picks && !dutch {
            true => Pick::Tenant {
                choosing: Seconds(3_600),
            },
            false => Pick::Lowest,
        };
        Rule {
            bidding,
            price,
            pick,
        }
    }

    /// Remembers an order that waits.
    fn waits(&mut self, placed: &Placed, way: Way, account: tender_types::AccountId) {
        let (Way::Rest { slot, .. } | Way::Auction { slot, .. }) = way else {
            panic!("an order that was to be filled at once waits");
        };
        let key = OrderKey { account, slot };
        let owner = self.books[&account].owner.clone();
        match placed.status {
            OrderStatus::Auctioned => {
                self.auctions.retain(|other| *other != key);
                self.auctions.push(key);
                let demand = self.world.auction(key).demand;
                self.auctioned.insert(key, demand);
                self.bids.retain(|(order, _), _| *order != key);
            }
            _ => {
                self.resting.retain(|(_, other)| *other != key);
                self.resting.push((owner, key));
            }
        }
    }

    /// A stranger fills whatever rests and can be filled.
    pub(super) fn match_orders(&mut self) -> Option<()> {
        let mut any = None;
        for (_, order) in self.resting.clone() {
            any = self.match_order(order).or(any);
        }
        any
    }

    fn match_order(&mut self, order: OrderKey) -> Option<()> {
        let stranger = self.stranger();
        let refusals = [
            "orderbook/order_not_found",
            "orderbook/order_over",
            "orderbook/nothing_matches",
        ];
        let matched = self.world.match_order(&stranger, order);
        let matched = self.expected(matched, &or_purse(&refusals))?;
        self.hear(&matched.tx);
        let query = QueryMsg::Order { order };
        let left = self
            .world
            .chain
            .query::<_, OrderResponse>(&self.world.at.orderbook, &query);
        match left {
            Ok(left) => assert_eq!(left.demand.replicas(), matched.value.missing),
            Err(error) => assert_eq!(
                code_of(&error).as_deref(),
                Some("orderbook/order_not_found")
            ),
        }
        Some(())
    }

    pub(super) fn cancel_order(&mut self, order: usize) -> Option<()> {
        let (tenant, order) = one_of(&self.resting, order)?;
        self.resting.retain(|(_, other)| *other != order);
        let cancelled = self.world.cancel(&tenant, order);
        // Filled as a whole, or gone by, since.
        self.expected(cancelled, &["orderbook/order_not_found"])?;
        Some(())
    }

    /// A stranger clears away whatever is over or dead.
    pub(super) fn expire(&mut self) -> Option<()> {
        let orders = self.resting.iter().map(|(_, order)| *order).collect();
        let mut offers = vec![];
        for (_, provider) in &self.providers {
            offers.extend([1, 2].map(|class| OfferKey {
                provider: *provider,
                class: ClassId(class),
            }));
        }
        let stranger = self.stranger();
        let msg = ExecuteMsg::Expire { orders, offers };
        let cleared = self.world.call(&stranger, Contract::Orderbook, &msg);
        cleared.expect("anyone clears up");
        Some(())
    }

    /// A stranger matches anew whatever has failed of late.
    pub(super) fn rematch_all(&mut self) -> Option<()> {
        let mut any = None;
        let latest: Vec<LeaseKey> = self.failed.iter().rev().take(4).copied().collect();
        for lease in latest {
            any = self.rematch(lease).or(any);
        }
        any
    }

    fn rematch(&mut self, lease: LeaseKey) -> Option<()> {
        let Preimage { order, promised } = self.preimages.get(&lease)?.clone();
        let stranger = self.stranger();
        let msg = ExecuteMsg::Rematch {
            lease,
            order,
            promised: promised.clone(),
        };
        let refusals = [
            "orderbook/not_failed",
            "orderbook/not_fillable",
            "orderbook/above_max_rate",
        ];
        let placed = self
            .world
            .call_for_data(&stranger, Contract::Orderbook, &msg);
        let placed: Done<Placed> = self.expected(placed, &or_purse(&refusals))?;
        self.failed.retain(|other| *other != lease);
        self.hear(&placed.tx);
        let was: Promised = unpack(&promised).expect("a promise");
        let mut rate = Rate::ZERO;
        for new in &placed.value.leases {
            assert_ne!(
                new.provider, lease.provider,
                "who failed is not asked again"
            );
            let line = &self.books[&new.account].leases[&new.lease];
            rate = Rate(rate.0 + line.gross);
        }
        assert!(
            rate <= was.most,
            "a rematch costs {rate}, set aside were {}",
            was.most
        );
        Some(())
    }
}
