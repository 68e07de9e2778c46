//! What a transaction brought about, entered in the books: leases opened and ended, faults booked.

use std::collections::BTreeMap;

use cosmwasm_std::{Addr, Event};
use tender_chain::TxResult;
use tender_interfaces::attestation::{AttestationsResponse, ProviderStatus, QueryMsg};
use tender_interfaces::demand::Placement;
use tender_interfaces::escrow::{CloseReason, LeaseState};
use tender_interfaces::events::{
    BidCommitted, BidPassedOver, BidPlaced, BidUnopened, LeaseClosed, LeaseOpened, LeasePromised,
    OrderMatched, OrderPlaced, ProviderFaulted,
};
use tender_interfaces::orderbook::{Draw, Order, Promised, Units};
use tender_storage::unpack;
use tender_testkit::Contract;
use tender_types::{ClassId, LeaseKey, OfferKey, OrderKey, ProviderId, Resources, Timestamp};

use super::{Player, Preimage, UNATTESTED};
use crate::bonds::{price, NO_SHOW};
use crate::books::{Line, Phase};

impl Player {
    /// Enters all that a transaction told.
    pub(super) fn hear(&mut self, tx: &TxResult) {
        for event in &tx.events {
            self.hear_of_bid(event);
            if let Ok(closed) = LeaseClosed::try_from(event) {
                self.lease_closed(&closed);
            }
            if let Ok(faulted) = ProviderFaulted::try_from(event) {
                let now = self.now();
                let expected = self.bonds.strike(faulted.provider, now);
                assert_eq!(
                    (faulted.slashed.0, faulted.compensated.0),
                    expected,
                    "{faulted:?}"
                );
                assert_eq!(faulted.burned.0, expected.0 - expected.1);
            }
        }
        self.bonds.assert_booked();
        self.leases_opened(tx);
    }

    fn hear_of_bid(&mut self, event: &Event) {
        if let Ok(bid) = BidPlaced::try_from(event) {
            self.bids.insert((bid.order, bid.provider), bid.classes);
        }
        if let Ok(bid) = BidCommitted::try_from(event) {
            self.bids.insert((bid.order, bid.provider), bid.classes);
        }
        if let Ok(bid) = BidPassedOver::try_from(event) {
            if bid.fault {
                let classes = self.bids[&(bid.order, bid.provider)].clone();
                let draw = self.draw_of(bid.order, &classes);
                self.bonds.owes(bid.provider, &draw, NO_SHOW, None);
            }
        }
        if let Ok(bid) = BidUnopened::try_from(event) {
            let of = |one: &&super::Sealed| {
                (one.order, one.bid.round, one.bid.provider) == (bid.order, bid.round, bid.provider)
            };
            let sealed = self.sealed.iter().find(of).expect("it was committed");
            self.bonds.owes(bid.provider, &sealed.draw, NO_SHOW, None);
        }
    }

    /// What a bid would hold, as the order says it: what a bidder pays for that does not keep its word.
    pub(super) fn draw_of(&self, order: OrderKey, classes: &[ClassId]) -> Draw {
        let demand = &self.auctioned[&order];
        let mut draw = Draw::default();
        for ((line, gpu), class) in demand.gpu_lines().zip(classes) {
            draw.gpus.push(Units {
                class: *class,
                units: gpu.units(line.replicas),
            });
        }
        for line in demand.lines.iter().filter(|line| line.gpu.is_none()) {
            let replicas = u64::from(line.replicas);
            draw.card.cpu_milli += line.cpu_milli * replicas;
            draw.card.memory_mib += line.memory_mib * replicas;
        }
        draw
    }

    fn lease_closed(&mut self, event: &LeaseClosed) {
        let key = LeaseKey {
            provider: event.provider,
            account: event.account,
            lease: event.lease,
        };
        let now = self.now();
        let book = self.book(event.account);
        let owner = book.owner.clone();
        let line = book.leases[&event.lease].clone();
        assert_eq!(line.provider, event.provider);
        let waited = line.waits();
        if event.reason == CloseReason::NotStarted {
            assert!(
                now >= line.opened_at + line.start_within,
                "not started, too early"
            );
            assert_eq!(line.phase, Phase::Waiting { ready: false });
        }
        let statement = book.close(event.lease, event.by, event.reason, now);
        assert_eq!(event.seconds.0, statement.seconds, "seconds of {key}");
        assert_eq!(event.amount.0, statement.amount, "paid now for {key}");
        assert_eq!(event.paid.0, statement.paid, "paid for {key}");
        assert_eq!(event.fees_pico.0, statement.fees, "fees of {key}");
        assert_eq!(
            event.forfeited_pico.0, statement.forfeited,
            "forfeited of {key}"
        );
        self.pot.forfeited += statement.forfeited;
        *self.credit_of(&line.payee) += statement.amount;
        self.release(event.provider, &line.draw);
        if let Some(part) = price(event.reason, event.by) {
            self.bonds
                .owes(event.provider, &line.draw, part, Some(owner));
        }
        self.gone.push(key);
        let failed = matches!(
            event.reason,
            CloseReason::Declined | CloseReason::NotStarted
        );
        if waited && failed {
            self.failed.push(key);
        }
    }

    fn release(&mut self, provider: ProviderId, draw: &Draw) {
        for Units { class, units } in &draw.gpus {
            let out = self.out.get_mut(&(provider, *class));
            *out.expect("it was on lease") -= units;
        }
        let card = self.cards.entry(provider).or_default();
        *card = card.checked_sub(&draw.card).expect("it was on lease");
    }

    fn leases_opened(&mut self, tx: &TxResult) {
        let events = || tx.events.iter();
        let opened: Vec<LeaseOpened> = events()
            .filter_map(|event| LeaseOpened::try_from(event).ok())
            .collect();
        if opened.is_empty() {
            return;
        }
        let of_order = |event: &Event| {
            let placed = OrderPlaced::try_from(event).map(|event| event.order);
            let matched = || OrderMatched::try_from(event).map(|event| event.packed);
            placed.or_else(|_| matched()).ok()
        };
        let packed = events().find_map(of_order);
        let order: Option<Order> = packed
            .as_ref()
            .map(|bytes| unpack(bytes).expect("an order"));
        let promised: Vec<LeasePromised> = events()
            .filter_map(|event| LeasePromised::try_from(event).ok())
            .collect();
        assert_eq!(promised.len(), opened.len(), "every lease is promised");
        let order = order.expect("every lease is of an order");
        self.serves(&order, &opened, &promised);
        let together = order.demand.together && opened.len() > 1;
        let gang = together.then(|| opened[0].lease);
        for (event, promise) in opened.iter().zip(&promised) {
            let key = self.lease_opened(event, gang);
            assert_eq!(promise.lease, key);
            assert_eq!(promise.digest, event.digest);
            let preimage = Preimage {
                order: packed.clone().unwrap_or_default(),
                promised: promise.promised.clone(),
            };
            self.preimages.insert(key, preimage);
        }
        let book = &self.books[&opened[0].account];
        assert!(
            book.balance >= book.needed(),
            "leases opened without their runway"
        );
    }

    /// What is opened is what was wanted: within its limit, from providers that can be matched, as many
    /// replicas as may be, where and by whom attested as the order says.
    fn serves(&self, order: &Order, opened: &[LeaseOpened], promised: &[LeasePromised]) {
        let demand = &order.demand;
        let total: u128 = opened.iter().map(|event| event.rate.0).sum();
        assert!(
            total <= demand.max_rate.0,
            "{total} is above {}",
            demand.max_rate
        );
        assert!(opened.len() <= 8);
        let offers: Vec<_> = opened
            .iter()
            .map(|event| (event.provider, &event.units))
            .collect();
        let twice = (1..offers.len()).any(|i| offers[..i].contains(&offers[i]));
        assert!(!twice, "two leases of one offer");
        let promised = promised
            .iter()
            .map(|event| unpack::<Promised>(&event.promised));
        let promised: Vec<Promised> = promised.map(|one| one.expect("a promise")).collect();
        let replicas: u32 = promised.iter().map(|one| one.replicas).sum();
        assert!(replicas <= demand.replicas());
        match demand.placement {
            Placement::OneProvider => {
                assert!(opened.iter().all(|one| one.provider == opened[0].provider));
            }
            Placement::Spread { max_per_provider } => {
                let mut served: BTreeMap<ProviderId, u32> = BTreeMap::new();
                for (event, one) in opened.iter().zip(&promised) {
                    *served.entry(event.provider).or_default() += one.replicas;
                }
                assert!(served
                    .values()
                    .all(|replicas| *replicas <= max_per_provider));
            }
            Placement::SameRegion => {
                assert!(promised[0].region.is_some());
                assert!(promised.iter().all(|one| one.region == promised[0].region));
            }
            Placement::Any => {}
        }
        for (event, promise) in opened.iter().zip(&promised) {
            let id = event.provider;
            let info = self.world.provider_info(id);
            assert_eq!(info.status, ProviderStatus::Active, "{id} was matched");
            assert!(info.bonded, "{id} was matched without a bond");
            assert!(!demand.exclude.contains(&id), "{id} was excluded");
            assert!(event.tier >= demand.min_tier);
            assert!(demand.signed_by.is_empty() || !promise.auditors.is_empty());
            self.within_ceilings(order, event, promise);
            for Units { class, .. } in &event.units {
                self.is_counted(id, *class, demand.min_tier.0);
            }
        }
    }

    /// No lease of nothing but GPUs costs more than the ceilings of its classes.
    fn within_ceilings(&self, order: &Order, event: &LeaseOpened, promise: &Promised) {
        let Some((_, gpu)) = order.demand.gpu_line() else {
            return;
        };
        let mut most = 0;
        for units in &promise.draw.gpus {
            let ceiling = gpu.ceiling(units.class).expect("a class that will do");
            most += ceiling.0 * u128::from(units.units);
        }
        assert!(event.rate.0 <= most, "{} is above the ceilings", event.rate);
    }

    /// Nobody leases a part of more than live attestations count, or may be offered without any.
    fn is_counted(&self, provider: ProviderId, class: ClassId, tier: u8) {
        let query = tender_interfaces::orderbook::QueryMsg::Offer {
            offer: OfferKey { provider, class },
        };
        let offer: tender_interfaces::orderbook::OfferResponse =
            self.world.query(Contract::Orderbook, &query);
        let query = QueryMsg::Attestations { provider };
        let found: AttestationsResponse = self.world.query(Contract::Attestation, &query);
        let name = super::CLASSES[usize::from(class.0) - 1];
        let now = self.world.now();
        let live = found
            .attestations
            .iter()
            .filter(|one| now < one.expires_at && one.tier.0 >= tier);
        let counts = live
            .flat_map(|one| &one.classes)
            .filter(|one| one.class == name);
        let counted = counts.map(|one| one.count).max().unwrap_or(0);
        let may = match tier {
            0 => counted.max(UNATTESTED),
            _ => counted,
        };
        assert!(
            offer.units <= may,
            "{provider} offers {} of {may}",
            offer.units
        );
        let info = self.world.provider_info(provider);
        assert_eq!(offer.epoch, info.epoch, "an offer of an earlier life");
        let until = offer.terms.and_then(|terms| terms.expires_at);
        assert!(
            until.is_none_or(|until: Timestamp| now < until),
            "an expired offer"
        );
    }

    fn lease_opened(
        &mut self,
        event: &LeaseOpened,
        gang: Option<tender_types::LeaseId>,
    ) -> LeaseKey {
        let key = LeaseKey {
            provider: event.provider,
            account: event.account,
            lease: event.lease,
        };
        let found = self.world.lease(key);
        assert!(matches!(found.state, LeaseState::Pending { .. }));
        let now = self.now();
        let draw = Draw {
            gpus: event.units.clone(),
            card: event.card.clone(),
        };
        for Units { class, units } in &draw.gpus {
            *self.out.entry((event.provider, *class)).or_default() += units;
        }
        let card: &mut Resources = self.cards.entry(event.provider).or_default();
        *card = card.checked_add(&draw.card).expect("a sum");
        let payee = Addr::unchecked(&event.payee);
        assert_eq!(payee, self.address_of(event.provider), "who is paid");
        let book = self.book(event.account);
        let line = Line {
            provider: event.provider,
            payee,
            gross: event.rate.0,
            net: Line::net_of(event.rate.0),
            draw,
            opened_at: now,
            opened_clock: book.clock,
            start_within: event.start_until.0 - now,
            instant: found.instant,
            min_run: found.min_run.0,
            gang,
            phase: Phase::Waiting { ready: false },
        };
        assert!(
            !book.leases.contains_key(&event.lease),
            "a lease was opened twice"
        );
        book.leases.insert(event.lease, line);
        key
    }
}
