use cosmwasm_std::HexBinary;
use tender_interfaces::auction::Rule;
use tender_interfaces::demand::{
    Alternative, Demand, Gpu, Line, LineVolume, Placement, Property, Quorum,
};
use tender_interfaces::orderbook::{BookCursor, ExecuteMsg, Named, TimeInForce, Way};
use tender_types::{
    AccountId, AssetIndex, Payer, ProviderId, Rate, Resources, Seconds, Tier, Timestamp,
};

use crate::price::usd_per_hour;

/// More than anything in a test costs: what an order may cost until told otherwise.
const ANYTHING: Rate = Rate(1_000_000_000_000_000);

/// An order being written: one replica, of one provider, from the book, fill or kill, until told
/// otherwise.
#[derive(Clone, Debug)]
pub struct Order {
    /// What is wanted.
    pub demand: Demand,
    /// How it is found.
    pub way: Way,
}

impl Order {
    /// An order paid from `account`, for nothing yet.
    pub fn on(account: AccountId) -> Self {
        Self::by(Payer::Account(account))
    }

    /// An order paid from the account that its sender opened last.
    pub fn on_newest() -> Self {
        Self::by(Payer::Newest)
    }

    fn by(account: Payer) -> Self {
        let demand = Demand {
            account,
            asset: AssetIndex::CREDIT,
            lines: vec![line(1)],
            public_ips: 0,
            placement: Placement::OneProvider,
            together: false,
            max_rate: ANYTHING,
            attributes: vec![],
            signed_by: vec![],
            min_tier: Tier::NONE,
            exclude: vec![],
            notice_at_least: Seconds::ZERO,
            start_within: None,
            rematch: 0,
            manifest_hash: HexBinary::from([7; 32]),
        };
        Self {
            demand,
            way: book(TimeInForce::Fok),
        }
    }

    /// Accepts `class` for the last line, at up to `ceiling` USD per GPU and hour; one GPU a replica unless
    /// told otherwise.
    pub fn class(self, class: &str, ceiling: &str) -> Self {
        self.class_at(class, usd_per_hour(ceiling))
    }

    /// Accepts `class` for the last line at up to `ceiling` per GPU.
    pub fn class_at(mut self, class: &str, ceiling: Rate) -> Self {
        let gpu = self.last().gpu.get_or_insert_with(|| Gpu {
            per_replica: 1,
            alternatives: vec![],
            property: None,
        });
        gpu.alternatives.push(Alternative {
            class: class.to_string(),
            ceiling,
        });
        self
    }

    /// Accepts any class with this property for the last line.
    pub fn property(mut self, property: Property) -> Self {
        self.last().gpu = Some(Gpu {
            per_replica: 1,
            alternatives: vec![],
            property: Some(property),
        });
        self
    }

    /// Wants so many GPUs in each replica of the last line.
    pub fn per_replica(mut self, gpus: u32) -> Self {
        if let Some(gpu) = &mut self.last().gpu {
            gpu.per_replica = gpus;
        }
        self
    }

    /// Wants so many replicas of the last line: of as many units, while each has one GPU.
    pub fn units(mut self, replicas: u32) -> Self {
        self.last().replicas = replicas;
        self
    }

    /// Wants each replica of the last line to have this, whatever its GPUs carry.
    pub fn each(mut self, needs: Resources) -> Self {
        let line = self.last();
        line.cpu_milli = needs.cpu_milli;
        line.memory_mib = needs.memory_mib;
        line.disk_mib = needs.disk_mib;
        let volumes = needs.volumes.iter();
        line.volumes = volumes
            .map(|volume| LineVolume {
                class: Some(volume.class),
                mib: volume.mib,
            })
            .collect();
        self
    }

    /// Wants a volume of any class, of so many MiB, in each replica of the last line.
    pub fn volume(mut self, mib: u64) -> Self {
        self.last().volumes.push(LineVolume { class: None, mib });
        self
    }

    /// Wants replicas of another shape besides.
    pub fn and(mut self, replicas: u32) -> Self {
        self.demand.lines.push(line(replicas));
        self
    }

    /// Wants public addresses.
    pub fn public_ips(mut self, addresses: u32) -> Self {
        self.demand.public_ips = addresses;
        self
    }

    /// From several providers, if need be.
    pub fn split(mut self) -> Self {
        self.demand.placement = Placement::Any;
        self
    }

    /// From several providers, each with so many replicas at most.
    pub fn spread(mut self, max_per_provider: u32) -> Self {
        self.demand.placement = Placement::Spread { max_per_provider };
        self
    }

    /// From several providers of one region.
    pub fn same_region(mut self) -> Self {
        self.demand.placement = Placement::SameRegion;
        self
    }

    /// All begin together.
    pub fn together(mut self) -> Self {
        self.demand.together = true;
        self
    }

    /// Costs at most `price` USD an hour, everything together.
    pub fn at_most(mut self, price: &str) -> Self {
        self.demand.max_rate = usd_per_hour(price);
        self
    }

    /// Requires an attribute.
    pub fn attribute(mut self, name: &str) -> Self {
        self.demand.attributes.push(name.to_string());
        self
    }

    /// Requires `k` of these auditors.
    pub fn signed_by(mut self, k: u8, auditors: &[&str]) -> Self {
        self.demand.signed_by.push(Quorum {
            k,
            of: auditors.iter().map(|text| (*text).to_string()).collect(),
        });
        self
    }

    /// Requires a tier.
    pub fn tier(mut self, tier: u8) -> Self {
        self.demand.min_tier = Tier(tier);
        self
    }

    /// From none of these.
    pub fn without(mut self, providers: &[ProviderId]) -> Self {
        self.demand.exclude = providers.to_vec();
        self
    }

    /// Matched anew so often when nobody starts.
    pub fn rematched(mut self, times: u8) -> Self {
        self.demand.rematch = times;
        self
    }

    /// Is paid in another asset than the credit.
    pub fn asset(mut self, asset: AssetIndex) -> Self {
        self.demand.asset = asset;
        self
    }

    /// Fill what is there, drop the rest.
    pub fn or_cancel(mut self) -> Self {
        self.way = book(TimeInForce::Ioc);
        self
    }

    /// Fill what is there, let the rest stand in this slot until then.
    pub fn resting(mut self, slot: u8, expires_at: Timestamp) -> Self {
        self.way = Way::Rest {
            slot,
            expires_at,
            max_scan: None,
        };
        self
    }

    /// Looks at so many offers at most.
    pub fn scanning(mut self, offers: u32) -> Self {
        if let Way::Book { max_scan, .. } | Way::Rest { max_scan, .. } = &mut self.way {
            *max_scan = Some(offers);
        }
        self
    }

    /// Starts behind this place of the book.
    pub fn behind(mut self, place: BookCursor) -> Self {
        if let Way::Book { start_after, .. } = &mut self.way {
            *start_after = Some(place);
        }
        self
    }

    /// From the cheapest of these.
    pub fn named(mut self, providers: Vec<Named>) -> Self {
        self.way = Way::Named { providers };
        self
    }

    /// By reverse auction, in this slot.
    pub fn by_auction(mut self, slot: u8, rule: Rule, expires_at: Timestamp) -> Self {
        self.way = Way::Auction {
            slot,
            rule,
            expires_at,
        };
        self
    }

    /// The message that places it. Unless it was told what everything may cost, that is what the ceilings
    /// of its GPUs add up to.
    pub fn message(&self) -> ExecuteMsg {
        let mut demand = self.demand.clone();
        if demand.max_rate == ANYTHING {
            demand.max_rate = dearest(&demand.lines).unwrap_or(ANYTHING);
        }
        ExecuteMsg::PlaceOrder {
            demand,
            way: self.way.clone(),
        }
    }

    fn last(&mut self) -> &mut Line {
        self.demand.lines.last_mut().expect("an order has a line")
    }
}

/// What lines of nothing but GPUs cost at their highest ceilings.
fn dearest(lines: &[Line]) -> Option<Rate> {
    let of_line = |line: &Line| {
        let gpu = line.gpu.as_ref()?;
        let ceiling = gpu.alternatives.iter().map(|one| one.ceiling).max()?;
        let gpus = u128::from(gpu.per_replica) * u128::from(line.replicas);
        Some(ceiling.0 * gpus)
    };
    let rates: Option<Vec<u128>> = lines.iter().map(of_line).collect();
    Some(Rate(rates?.iter().sum()))
}

fn line(replicas: u32) -> Line {
    Line {
        replicas,
        cpu_milli: 0,
        memory_mib: 0,
        disk_mib: 0,
        volumes: vec![],
        gpu: None,
    }
}

fn book(time_in_force: TimeInForce) -> Way {
    Way::Book {
        time_in_force,
        max_scan: None,
        start_after: None,
    }
}
