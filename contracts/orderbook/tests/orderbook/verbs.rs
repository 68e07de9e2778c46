//! What tests of the book do again and again.

use cosmwasm_std::{HexBinary, Response};
use serde::de::DeserializeOwned;
use tender_guard::GuardError;
use tender_interfaces::demand::{Alternative, Demand, Gpu, Line, Placement};
use tender_interfaces::escrow::{CloseReason, ClosedBy};
use tender_interfaces::orderbook::{
    Again, BookCursor, CardChange, CardRates, Changed, ExecuteMsg, Named, NewCard, NewOffer,
    OfferChange, OfferResponse, OffersResponse, Placed, QueryMsg, Release, Terms, TimeInForce, Way,
};
use tender_orderbook::ContractError;
use tender_types::{
    AssetIndex, ClassId, Echo, Micro, OfferKey, Payer, ProviderId, Rate, Resources, Seconds, Tier,
    Volume, VolumeClass,
};

use crate::world::*;

pub fn terms() -> Terms {
    Terms {
        assets: vec![],
        start_within: Seconds(300),
        instant: false,
        min_run: Seconds(60),
        notice: Seconds(600),
        expires_at: None,
    }
}

pub fn offer(class: ClassId, rate: u128, units: u32) -> NewOffer {
    NewOffer {
        class,
        rate: Rate(rate),
        units,
        largest: None,
        carries: None,
        terms: terms(),
    }
}

/// An offer whose time is over `seconds` after the book opened.
pub fn until(seconds: u64, offer: NewOffer) -> NewOffer {
    NewOffer {
        terms: Terms {
            expires_at: Some(after(seconds)),
            ..offer.terms
        },
        ..offer
    }
}

pub fn post(offer: NewOffer) -> OfferChange {
    OfferChange::Post(offer)
}

/// A hundred cores, 400 GiB, 4 000 MiB of NVMe, 5 000 of spinning disk and 4 addresses.
pub fn card() -> NewCard {
    let volumes = |hdd, nvme| {
        let of = |class, mib| Volume { class, mib };
        vec![of(VolumeClass::Hdd, hdd), of(VolumeClass::Nvme, nvme)]
    };
    NewCard {
        capacity: Resources {
            cpu_milli: 100_000,
            memory_mib: 409_600,
            disk_mib: 1_000_000,
            volumes: volumes(5_000, 4_000),
            public_ips: 4,
        },
        largest: Resources {
            cpu_milli: 64_000,
            memory_mib: 262_144,
            disk_mib: 1_000_000,
            volumes: volumes(5_000, 2_000),
            public_ips: 0,
        },
        rates: CardRates {
            core: 100,
            memory: 10,
            disk: 1,
            hdd: 1,
            ssd: 2,
            nvme: 3,
            public_ip: 50,
        },
        terms: terms(),
    }
}

/// What the card of [`card`] locks.
pub const CARD_BOND: u128 = 100 * 10 + 400;

/// A line of replicas with one H100 each, at up to 1 000.
pub fn gpus(replicas: u32) -> Line {
    gpus_of(replicas, 1, &[(H100_NAME, 1_000)])
}

pub fn gpus_of(replicas: u32, per_replica: u32, classes: &[(&str, u128)]) -> Line {
    let alternatives = classes.iter().map(|(class, ceiling)| Alternative {
        class: (*class).to_string(),
        ceiling: Rate(*ceiling),
    });
    Line {
        gpu: Some(Gpu {
            per_replica,
            alternatives: alternatives.collect(),
            property: None,
        }),
        ..cpus(replicas, 0, 0)
    }
}

pub fn cpus(replicas: u32, cpu_milli: u64, memory_mib: u64) -> Line {
    Line {
        replicas,
        cpu_milli,
        memory_mib,
        disk_mib: 0,
        volumes: vec![],
        gpu: None,
    }
}

/// Ana wants so many H100s, of whomever.
pub fn demand(replicas: u32) -> Demand {
    lines(vec![gpus(replicas)], Placement::Any)
}

pub fn lines(lines: Vec<Line>, placement: Placement) -> Demand {
    Demand {
        account: Payer::Account(ANAS),
        asset: AssetIndex::CREDIT,
        lines,
        public_ips: 0,
        placement,
        together: false,
        max_rate: Rate(1_000_000),
        attributes: vec![],
        signed_by: vec![],
        min_tier: Tier::NONE,
        exclude: vec![],
        notice_at_least: Seconds::ZERO,
        start_within: None,
        rematch: 0,
        manifest_hash: HexBinary::from([7; 32]),
    }
}

pub const fn book(time_in_force: TimeInForce) -> Way {
    Way::Book {
        time_in_force,
        max_scan: None,
        start_after: None,
    }
}

pub const FOK: Way = book(TimeInForce::Fok);
pub const IOC: Way = book(TimeInForce::Ioc);

pub const fn scan(time_in_force: TimeInForce, max_scan: u32) -> Way {
    Way::Book {
        time_in_force,
        max_scan: Some(max_scan),
        start_after: None,
    }
}

pub const fn from(time_in_force: TimeInForce, start_after: BookCursor) -> Way {
    Way::Book {
        time_in_force,
        max_scan: None,
        start_after: Some(start_after),
    }
}

/// Rests in a slot until second 1 000.
pub const fn rest(slot: u8) -> Way {
    Way::Rest {
        slot,
        expires_at: after(1_000),
        max_scan: None,
    }
}

pub fn named(providers: &[(u32, &[ClassId])]) -> Way {
    Way::Named {
        providers: providers
            .iter()
            .map(|(provider, classes)| one(*provider, classes, u128::MAX))
            .collect(),
    }
}

pub fn one(provider: u32, classes: &[ClassId], most: u128) -> Named {
    Named {
        provider: ProviderId(provider),
        classes: classes.to_vec(),
        most: Rate(most),
    }
}

pub fn order(demand: Demand, way: Way) -> ExecuteMsg {
    ExecuteMsg::PlaceOrder { demand, way }
}

pub const fn key(provider: u32, class: ClassId) -> OfferKey {
    OfferKey {
        provider: ProviderId(provider),
        class,
    }
}

/// The refusal of a number outside its bounds.
pub fn out_of_range<N: ToString>(what: &'static str, value: N, min: N, max: N) -> ContractError {
    let error = GuardError::OutOfRange {
        what,
        value: Echo::of(value.to_string()),
        min: min.to_string(),
        max: max.to_string(),
    };
    error.into()
}

/// The refusal of a list that is too short or too long.
pub fn list_length(what: &'static str, length: usize, min: usize, max: usize) -> ContractError {
    let error = GuardError::ListLength {
        what,
        length,
        min,
        max,
    };
    error.into()
}

impl World {
    /// A provider changes one offer.
    pub fn changes(
        &mut self,
        sender: &str,
        change: OfferChange,
    ) -> Result<Response, ContractError> {
        let changes = vec![change];
        self.send(sender, &ExecuteMsg::Offer { changes })
    }

    /// The same, which must be made; with other neighbours' word on the bond, where it is asked for.
    pub fn makes(&mut self, sender: &str, change: OfferChange) {
        let response = self.changes(sender, change).unwrap();
        assert_eq!(data::<Changed>(&response).refused, [None]);
    }

    pub fn posts(&mut self, sender: &str, offer: NewOffer) {
        self.makes(sender, post(offer));
    }

    pub fn sets_card(&mut self, sender: &str, card: NewCard) -> Result<Response, ContractError> {
        let change = CardChange::Set(card);
        self.send(sender, &ExecuteMsg::Card { change })
    }

    /// Ana places an order that must be accepted.
    pub fn places(&mut self, demand: Demand, way: Way) -> (Placed, Vec<Lease>) {
        let (response, leases) = self.tries("ana", &order(demand, way)).unwrap();
        let placed: Placed = data(&response);
        let keys: Vec<_> = leases.iter().map(|lease| lease.key).collect();
        assert_eq!(placed.leases, keys);
        (placed, leases)
    }

    /// What ana's order is refused for.
    pub fn refuses(&mut self, demand: Demand, way: Way) -> ContractError {
        self.tries("ana", &order(demand, way)).unwrap_err()
    }

    /// The escrow says that a lease that had begun has ended.
    pub fn closes(&mut self, lease: &Lease, reason: CloseReason, by: ClosedBy) -> Response {
        self.releases(lease, reason, by, 0, false)
    }

    /// The escrow says that a lease has ended that never began.
    pub fn fails(&mut self, lease: &Lease, reason: CloseReason, by: ClosedBy) -> Response {
        self.releases(lease, reason, by, 0, true)
    }

    pub fn releases(
        &mut self,
        lease: &Lease,
        reason: CloseReason,
        by: ClosedBy,
        fees: u128,
        waited: bool,
    ) -> Response {
        let release = release(lease, reason, by, fees, waited);
        let releases = vec![release];
        self.send("escrow", &ExecuteMsg::Release { releases })
            .unwrap()
    }

    /// Anyone has an order matched anew.
    pub fn rematches(&mut self, lease: &Lease) -> Result<Vec<Lease>, ContractError> {
        let rematched = self.tries("mallory", &rematch(lease));
        rematched.map(|(_, leases)| leases)
    }

    /// What the book answers; it must.
    pub fn answer<T: DeserializeOwned>(&self, msg: QueryMsg) -> T {
        self.query(&msg).unwrap()
    }

    pub fn offer(&self, provider: u32, class: ClassId) -> OfferResponse {
        let offer = key(provider, class);
        self.answer(QueryMsg::Offer { offer })
    }

    pub fn free(&self, provider: u32, class: ClassId) -> u32 {
        self.offer(provider, class).free
    }

    /// Providers whose offers of the class are in the book, cheapest first.
    pub fn in_book(&self, class: ClassId) -> Vec<u32> {
        let page: OffersResponse = self.answer(QueryMsg::Book {
            class,
            start_after: None,
            limit: Some(100),
        });
        let offers = page.offers.iter();
        offers.map(|offer| offer.offer.provider.0).collect()
    }

    pub fn locked(&self, provider: u32) -> u128 {
        let provider = ProviderId(provider);
        let locked = self
            .answer::<tender_interfaces::orderbook::LockedResponse>(QueryMsg::Locked { provider });
        locked.locked.0
    }

    /// Every check of every page of `limit` rows holds.
    pub fn check(&self, limit: u32) {
        self.assert_invariants(|start_after| QueryMsg::Invariants {
            start_after,
            limit: Some(limit),
        });
    }
}

pub fn release(
    lease: &Lease,
    reason: CloseReason,
    by: ClosedBy,
    fees: u128,
    waited: bool,
) -> Release {
    Release {
        lease: lease.key,
        draw: lease.new.draw.clone(),
        reason,
        by,
        fees: Micro(fees),
        tenant: lease.tenant.clone(),
        again: waited.then(|| Again {
            digest: lease.new.digest.clone(),
            rematch: lease.new.rematch,
            slot: lease.new.slot,
        }),
    }
}

pub fn rematch(lease: &Lease) -> ExecuteMsg {
    ExecuteMsg::Rematch {
        lease: lease.key,
        order: lease.order.clone(),
        promised: lease.promised.clone(),
    }
}

/// Who serves how many units of GPUs at which rate.
pub fn served(leases: &[Lease]) -> Vec<(u32, u32, u128)> {
    let of = |lease: &Lease| {
        let units: u32 = lease.new.draw.gpus.iter().map(|units| units.units).sum();
        (lease.key.provider.0, units, lease.new.rate.0)
    };
    leases.iter().map(of).collect()
}
