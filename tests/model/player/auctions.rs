//! Auctions: bids, seals, choices, ends.

use cosmwasm_std::{Addr, HexBinary};
use sha2::{Digest, Sha256};
use tender_interfaces::auction::{
    self, sealed_bytes, AuctionResponse, Bidding, Closed, ExecuteMsg, NewBid, Pick, QueryMsg,
    Sealer, Stage,
};
use tender_testkit::{usd_per_hour, Contract, Done};
use tender_types::{ClassId, OrderKey, ProviderId, Rate};

use super::{one_of, price, Player, Sealed, HOUR};

impl Player {
    /// An auction, if it has not ended.
    fn find_auction(&self, order: OrderKey) -> Option<AuctionResponse> {
        let query = QueryMsg::Auction { order };
        self.world.chain.query(&self.world.at.auction, &query).ok()
    }

    /// Auctions at this stage.
    fn auctions_in(&self, stage: impl Fn(&Stage) -> bool) -> Vec<OrderKey> {
        let mut found = self.auctions.clone();
        found.retain(|order| {
            let auction = self.find_auction(*order);
            auction.is_some_and(|auction| stage(&auction.stage))
        });
        found
    }

    /// Every provider that can bids in every auction that takes bids, each its own way.
    pub(super) fn bid_all(&mut self, class: u16, cents: u32) -> Option<()> {
        let bidding = |stage: &Stage| matches!(stage, Stage::Bidding { .. });
        let mut any = None;
        for order in self.auctions_in(bidding) {
            for (i, (sender, provider)) in self.providers.clone().into_iter().enumerate() {
                let step = u32::try_from(i).unwrap_or(0);
                let class = ClassId(1 + (class + u16::try_from(i).unwrap_or(0)) % 2);
                let bid = self.bid(order, (&sender, provider), class, cents + 13 * step);
                any = bid.or(any);
            }
        }
        any
    }

    fn bid(
        &mut self,
        order: OrderKey,
        (sender, provider): (&Addr, ProviderId),
        class: ClassId,
        cents: u32,
    ) -> Option<()> {
        let auction = self.find_auction(order)?;
        let gpus: u32 = auction
            .demand
            .gpu_lines()
            .map(|(line, gpu)| gpu.units(line.replicas))
            .sum();
        let rate = usd_per_hour(&price(cents * gpus / 2)).min(auction.most);
        let bid = NewBid {
            round: auction.round,
            provider,
            classes: vec![class],
            rate,
            valid_until: auction.binding.after(HOUR),
        };
        if let Bidding::Sealed { .. } = auction.rule.bidding {
            return self.commit(order, bid);
        }
        let msg = ExecuteMsg::PlaceBid { order, bid };
        let placed = self.world.call(sender, Contract::Auction, &msg);
        let refusals = [
            "auction/bidding_over",
            "auction/mismatch",
            "auction/not_better",
            "auction/not_among_best",
            "auction/failed_before",
            "auction/awarded",
            "auction/unfunded",
            // Under `dutch` a bid opens the lease.
            "orderbook/not_fillable",
            "escrow/too_many_pending",
        ];
        let placed = self.expected(placed, &refusals)?;
        self.hear(&placed);
        Some(())
    }

    fn commit(&mut self, order: OrderKey, bid: NewBid) -> Option<()> {
        let sender = self.address_of(bid.provider);
        let salt = [u8::try_from(self.sealed.len() % 250).unwrap_or(0); 16];
        let seal = self.seal(order, &bid, &salt);
        let msg = ExecuteMsg::Commit {
            order,
            round: bid.round,
            provider: bid.provider,
            classes: bid.classes.clone(),
            seal,
        };
        let committed = self.world.call(&sender, Contract::Auction, &msg);
        let refusals = [
            "auction/bidding_over",
            "auction/mismatch",
            "auction/already_committed",
            "auction/failed_before",
            "auction/awarded",
        ];
        let committed = self.expected(committed, &refusals)?;
        self.hear(&committed);
        let draw = self.draw_of(order, &bid.classes);
        self.sealed.push(Sealed {
            order,
            bid,
            salt,
            draw,
        });
        Some(())
    }

    fn seal(&self, order: OrderKey, bid: &NewBid, salt: &[u8]) -> HexBinary {
        let sealer = Sealer::Bidder {
            provider: bid.provider,
            round: bid.round,
        };
        let chain_id = self.world.chain.block().chain_id;
        let house = self.world.at.auction.as_str();
        let bytes = sealed_bytes(&chain_id, house, order, sealer, bid.rate, salt);
        HexBinary::from(Sha256::digest(bytes).to_vec())
    }

    /// Everybody opens what it has committed, but for one.
    pub(super) fn reveal_all(&mut self, but: usize) -> Option<()> {
        let opening = self.auctions_in(|stage| matches!(stage, Stage::Opening { .. }));
        let mut sealed = self.sealed.clone();
        sealed.retain(|one| opening.contains(&one.order));
        let mut any = None;
        for (i, one) in sealed.iter().enumerate() {
            if i != but % 8 {
                any = self.reveal(one).or(any);
            }
        }
        any
    }

    fn reveal(&mut self, sealed: &Sealed) -> Option<()> {
        let Sealed {
            order, bid, salt, ..
        } = sealed.clone();
        let auction = self.find_auction(order)?;
        let sender = self.address_of(bid.provider);
        let msg = ExecuteMsg::Reveal {
            order,
            provider: bid.provider,
            rate: bid.rate,
            salt: HexBinary::from(salt),
            valid_until: auction.binding.after(HOUR),
        };
        let revealed = self.world.call(&sender, Contract::Auction, &msg);
        let refusals = [
            "auction/not_opening",
            "auction/no_commitment",
            "auction/wrong_bidding",
            // It has committed again, in a later round.
            "auction/seal",
            "auction/awarded",
        ];
        let revealed = self.expected(revealed, &refusals)?;
        self.hear(&revealed);
        let of = |other: &Sealed| other.order == order && other.bid == bid;
        self.sealed.retain(|other| !of(other));
        Some(())
    }

    /// A stranger reports whatever was not opened.
    pub(super) fn report_all(&mut self) -> Option<()> {
        let mut any = None;
        for (order, round, provider) in self.commitments() {
            any = self.report_unopened(order, round, provider).or(any);
        }
        any
    }

    /// What is committed and not opened: order, round, provider.
    pub fn commitments(&self) -> Vec<(OrderKey, u64, ProviderId)> {
        let sealed = self.sealed.iter();
        sealed
            .map(|one| (one.order, one.bid.round, one.bid.provider))
            .collect()
    }

    /// A stranger reports what was not opened in time.
    pub fn report_unopened(
        &mut self,
        order: OrderKey,
        round: u64,
        provider: ProviderId,
    ) -> Option<()> {
        let stranger = self.stranger();
        let msg = ExecuteMsg::ReportUnopened {
            order,
            round,
            provider,
        };
        let reported = self.world.call(&stranger, Contract::Auction, &msg);
        let refusals = ["auction/still_opening", "auction/no_commitment"];
        let reported = self.expected(reported, &refusals)?;
        self.hear(&reported);
        self.sealed.retain(|other| {
            (other.order, other.bid.round, other.bid.provider) != (order, round, provider)
        });
        Some(())
    }

    pub(super) fn choose(&mut self, auction: usize, bid: usize) -> Option<()> {
        let mut found: Vec<_> = self
            .auctions
            .iter()
            .filter_map(|order| self.find_auction(*order))
            .collect();
        found.retain(|found| found.rule.pick != Pick::Lowest && !found.bids.is_empty());
        let found = one_of(&found, auction)?;
        let order = found.order;
        let bid = one_of(&found.bids, bid)?;
        let tenant = Addr::unchecked(&found.tenant);
        let chosen = self.world.choose(&tenant, order, bid.provider);
        let refusals = [
            "auction/not_choosing",
            "auction/mismatch",
            "auction/lapsed",
            "auction/unfunded",
            "auction/awarded",
            "escrow/too_many_pending",
        ];
        let chosen = self.expected(chosen, &refusals)?;
        self.awarded(&chosen, &found);
        Some(())
    }

    pub(super) fn cancel_auction(&mut self, auction: usize) -> Option<()> {
        let order = one_of(&self.auctions, auction)?;
        let found = self.find_auction(order)?;
        let tenant = Addr::unchecked(found.tenant);
        let msg = ExecuteMsg::Cancel { order };
        let cancelled = self.world.call(&tenant, Contract::Auction, &msg);
        let refusals = ["auction/has_bids", "auction/has_commitments"];
        self.expected(cancelled, &refusals)?;
        self.auctions.retain(|other| *other != order);
        Some(())
    }

    /// Closes every auction whose time is over, or whose winner never began, in the name of a stranger.
    pub fn close_auctions(&mut self) -> Option<()> {
        let stranger = self.stranger();
        let mut closed_any = None;
        for order in self.auctions.clone() {
            let Some(found) = self.find_auction(order) else {
                self.auctions.retain(|other| *other != order);
                continue;
            };
            let closed = self.world.close_auction(&stranger, order);
            let refusals = [
                "auction/still_running",
                "auction/awarded",
                "escrow/too_many_pending",
            ];
            if let Some(closed) = self.expected(closed, &refusals) {
                self.awarded(&closed, &found);
                closed_any = Some(());
            }
        }
        closed_any
    }

    /// Whoever is awarded had bid, costs no more than the order pays, and nobody better was passed over
    /// who could serve.
    fn awarded(&mut self, closed: &Done<Closed>, before: &AuctionResponse) {
        self.hear(&closed.tx);
        let Some(lease) = closed.value.lease else {
            return;
        };
        let bid = before
            .bids
            .iter()
            .find(|bid| bid.provider == lease.provider);
        let bid = bid.expect("the winner had bid");
        assert!(
            !before.failed.contains(&lease.provider),
            "who failed has won"
        );
        let rate = Rate(self.books[&lease.account].leases[&lease.lease].gross);
        match before.rule.price {
            auction::Pricing::Own => assert_eq!(rate, bid.rate),
            auction::Pricing::Second => assert!(rate >= bid.rate),
        }
        assert!(rate <= before.most, "{rate} is above {}", before.most);
    }
}
