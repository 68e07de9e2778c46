//! What replicas take of a rate card.

use tender_interfaces::demand::{Mismatch, Quantity};
use tender_interfaces::orderbook::CardRow;
use tender_types::{Resources, Volume, VolumeClass};

use super::replica::{quantities, Excess};
use super::vouching::Offered;

/// What has to be attested of a card: cores and GiB, rounded up.
pub fn offered_card(capacity: &Resources) -> Offered {
    let whole = |amount: u64, unit: u64| u32::try_from(amount.div_ceil(unit)).unwrap_or(u32::MAX);
    Offered::Card {
        cores: whole(capacity.cpu_milli, 1_000),
        gib: whole(capacity.memory_mib, 1_024),
    }
}

/// What is taken of a card, line by line.
pub(super) struct Drawing<'a> {
    card: &'a CardRow,
    free: Resources,
    drawn: Resources,
}

impl<'a> Drawing<'a> {
    /// Nothing yet, of a card of which `out` is on lease.
    pub(super) fn of(card: &'a CardRow, out: &Resources) -> Self {
        Self {
            card,
            free: card.capacity.saturating_sub(out),
            drawn: Resources::default(),
        }
    }

    /// Takes what so many replicas need, each of which has to fit the largest that there can be.
    ///
    /// # Errors
    /// The first quantity of which there is too little.
    pub(super) fn take(&mut self, replicas: u32, excess: &Excess) -> Result<(), Mismatch> {
        let mut one = excess.fixed.clone();
        within(&one, &self.card.largest)?;
        let mut all = times(&one, replicas)?;
        within(&all, &self.free)?;
        for mib in &excess.any_volumes {
            let volume = Resources {
                volumes: vec![Volume {
                    class: self.cheapest_room(*mib, replicas, &one, &all)?,
                    mib: *mib,
                }],
                ..Resources::default()
            };
            one = one.checked_add(&volume).ok_or(TOO_MUCH)?;
            all = times(&one, replicas)?;
        }
        self.draw(&all)
    }

    /// Takes addresses, which are no replica's.
    ///
    /// # Errors
    /// When there are too few.
    pub(super) fn take_public_ips(&mut self, public_ips: u64) -> Result<(), Mismatch> {
        self.draw(&Resources {
            public_ips,
            ..Resources::default()
        })
    }

    /// All that was taken.
    pub(super) fn drawn(self) -> Resources {
        self.drawn
    }

    fn draw(&mut self, amounts: &Resources) -> Result<(), Mismatch> {
        within(amounts, &self.free)?;
        self.free = self.free.saturating_sub(amounts);
        self.drawn = self.drawn.checked_add(amounts).ok_or(TOO_MUCH)?;
        Ok(())
    }

    /// The cheapest class of volumes with room for `mib` more in each of so many replicas, of which each
    /// has `one` already and all have `all`.
    fn cheapest_room(
        &self,
        mib: u64,
        replicas: u32,
        one: &Resources,
        all: &Resources,
    ) -> Result<VolumeClass, Mismatch> {
        let wanted = mib.checked_mul(replicas.into()).ok_or(TOO_MUCH)?;
        let room = |of: &Resources, taken: &Resources, class: VolumeClass| {
            of.volume_mib(class).saturating_sub(taken.volume_mib(class))
        };
        let classes = VolumeClass::ALL.into_iter();
        let fitting = classes.filter(|class| room(&self.card.largest, one, *class) >= mib);
        let free = |class: VolumeClass| room(&self.free, all, class);
        let cheapest = fitting
            .clone()
            .filter(|class| free(*class) >= wanted)
            .min_by_key(|class| (self.card.rates.volume(*class), *class));
        cheapest.ok_or_else(|| Mismatch::Short {
            of: Quantity::AnyVolume,
            free: fitting.map(free).max().unwrap_or(0),
            wanted,
        })
    }
}

/// Refuses amounts of which there is too little.
fn within(wanted: &Resources, there_is: &Resources) -> Result<(), Mismatch> {
    let mut pairs = quantities(wanted).zip(quantities(there_is));
    match pairs.find(|((_, wanted), (_, free))| free < wanted) {
        None => Ok(()),
        Some(((of, wanted), (_, free))) => Err(Mismatch::Short { of, free, wanted }),
    }
}

fn times(one: &Resources, replicas: u32) -> Result<Resources, Mismatch> {
    one.checked_mul(replicas.into()).ok_or(TOO_MUCH)
}

/// More than there can be of anything.
const TOO_MUCH: Mismatch = Mismatch::Short {
    of: Quantity::Disk,
    free: 0,
    wanted: u64::MAX,
};
