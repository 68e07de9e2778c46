//! The independent ledger of AKT: bonds, what faults cost, and who gets it.

use std::collections::{BTreeMap, VecDeque};

use cosmwasm_std::Addr;
use tender_interfaces::attestation::ProviderStatus;
use tender_interfaces::escrow::{CloseReason, ClosedBy};
use tender_interfaces::orderbook::Draw;
use tender_types::{ProviderId, Resources};

const UNIT: u128 = 10_000_000;
const CORE: u128 = 1_000_000;
const GIB: u128 = 100_000;
const COMPENSATION: u128 = 50_000_000;

/// For how long a provider is out of the market after a fault, in seconds.
pub const SUSPENSION: u64 = 900;

const DECAY: u64 = 7 * 24 * 3_600;

/// What units lock.
pub fn of_units(units: u32) -> u128 {
    u128::from(units) * UNIT
}

/// What amounts of a card lock.
pub fn of_card(amounts: &Resources) -> u128 {
    u128::from(amounts.cpu_milli.div_ceil(1_000)) * CORE
        + u128::from(amounts.memory_mib.div_ceil(1_024)) * GIB
}

fn of_draw(draw: &Draw) -> u128 {
    let units = draw.gpus.iter().map(|units| of_units(units.units));
    units.sum::<u128>() + of_card(&draw.card)
}

/// What an end costs, in basis points of what the lease has locked; `None` when it is no fault.
pub fn price(reason: CloseReason, by: ClosedBy) -> Option<u128> {
    match (reason, by) {
        (CloseReason::Declined, _) => Some(100),
        (CloseReason::NotStarted, _) => Some(NO_SHOW),
        (
            CloseReason::Unstable | CloseReason::Decommission | CloseReason::Unspecified,
            ClosedBy::Provider,
        ) => Some(500),
        _ => None,
    }
}

/// What not starting costs, and a bid that is not meant.
pub const NO_SHOW: u128 = 1_000;

/// A time in which a provider fails, however often.
#[derive(Debug)]
struct Outage {
    since: u64,
    factor: u128,
    slashed: u128,
}

/// A provider as it should be.
#[derive(Debug)]
pub struct Bonded {
    pub status: ProviderStatus,
    /// Micro-AKT.
    pub bond: u128,
    /// Micro-AKT that were taken from its bonds, ever.
    pub slashed: u128,
    outages: u32,
    last: u64,
    open: Option<Outage>,
}

/// A fault that has to be booked.
#[derive(Debug)]
struct Due {
    slash: u128,
    /// Who is compensated.
    tenant: Option<Addr>,
}

/// All that the registry should hold of AKT.
#[derive(Debug, Default)]
pub struct Bonds {
    pub providers: BTreeMap<ProviderId, Bonded>,
    due: BTreeMap<ProviderId, VecDeque<Due>>,
    /// Micro-AKT booked for whom.
    pub claims: BTreeMap<Addr, u128>,
    /// Micro-AKT that wait to be burned.
    pub to_burn: u128,
    /// Micro-AKT that were burned.
    pub burned: u128,
}

impl Bonds {
    pub fn register(&mut self, provider: ProviderId) {
        let bonded = self.providers.entry(provider).or_insert(Bonded {
            status: ProviderStatus::Active,
            bond: 0,
            slashed: 0,
            outages: 0,
            last: 0,
            open: None,
        });
        bonded.status = ProviderStatus::Active;
    }

    pub fn of(&mut self, provider: ProviderId) -> &mut Bonded {
        let bonded = self.providers.get_mut(&provider);
        bonded.expect("the provider is registered")
    }

    /// A fault of a lease, or of a bid, that is to be booked soon.
    pub fn owes(&mut self, provider: ProviderId, draw: &Draw, part: u128, tenant: Option<Addr>) {
        let slash = of_draw(draw) * part / 10_000;
        let due = self.due.entry(provider).or_default();
        due.push_back(Due { slash, tenant });
    }

    /// The next fault of a provider is booked: what it takes from the bond, and the tenant's part of that.
    pub fn strike(&mut self, provider: ProviderId, now: u64) -> (u128, u128) {
        let due = self.due.get_mut(&provider).and_then(VecDeque::pop_front);
        let Due { slash, tenant } = due.expect("there was a fault");
        let bonded = self.of(provider);
        let slashed = bonded.strike(slash, now);
        let compensated = match &tenant {
            Some(_) => slashed.min(COMPENSATION),
            None => 0,
        };
        if let Some(tenant) = tenant {
            *self.claims.entry(tenant).or_default() += compensated;
        }
        self.to_burn += slashed - compensated;
        (slashed, compensated)
    }

    /// Every fault has been booked.
    pub fn assert_booked(&self) {
        let waiting = self.due.values().all(VecDeque::is_empty);
        assert!(waiting, "faults that were not booked: {:?}", self.due);
    }

    /// Micro-AKT that the registry should hold of providers.
    pub fn held(&self) -> u128 {
        let bonds = self.providers.values().map(|bonded| bonded.bond);
        bonds.sum::<u128>() + self.claims.values().sum::<u128>() + self.to_burn
    }
}

impl Bonded {
    fn strike(&mut self, slash: u128, now: u64) -> u128 {
        let goes_on = self.open.as_ref().is_some_and(|outage| {
            self.status == ProviderStatus::Suspended || now < outage.since + SUSPENSION
        });
        if !goes_on {
            let forgotten = u32::try_from((now - self.last) / DECAY).unwrap_or(u32::MAX);
            let before = self.outages.saturating_sub(forgotten).min(4);
            self.outages = (before + 1).min(4);
            self.last = now;
            self.open = Some(Outage {
                since: now,
                factor: 1 << before,
                slashed: 0,
            });
        }
        let outage = self.open.as_mut().expect("an outage is open");
        let due = (slash * outage.factor).saturating_sub(outage.slashed);
        let slashed = due.min(self.bond);
        outage.slashed += slashed;
        self.bond -= slashed;
        self.slashed += slashed;
        if self.status == ProviderStatus::Active {
            self.status = ProviderStatus::Suspended;
        }
        slashed
    }

    /// Whether it may say that it is back.
    pub fn may_be_back(&self, now: u64) -> bool {
        let open = self.open.as_ref();
        open.is_none_or(|outage| now >= outage.since + SUSPENSION)
    }

    /// It is back.
    pub fn back(&mut self) {
        self.open = None;
        self.status = ProviderStatus::Active;
    }
}
