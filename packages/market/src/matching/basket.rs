//! Which of several offers together serve a number of replicas.
//!
//! Offers are put in cheapest first. The basket is full as soon as *any* so many of those that were put in
//! could fill it, so no offer dearer than needed is ever looked at: the dearest rate that is paid is the
//! lowest that there can be.
//!
//! Where taking the cheapest, one after the other, fills it with so many offers, as it nearly always does,
//! that is what is taken, and nothing is cheaper. Otherwise those that serve most are taken, and a fill
//! costs at most what all its replicas would cost at the dearest rate among them.

use tender_types::ProviderId;

/// Offers that together serve a number of replicas.
#[derive(Clone, Debug)]
pub struct Basket {
    wanted: u32,
    /// Offers at most.
    most: usize,
    /// Replicas of one provider at most.
    spread: u32,
    /// All that were put in, cheapest first.
    offers: Vec<Pick>,
    /// Replicas that the best of them serve.
    reach: u32,
}

/// Replicas of one offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pick {
    /// Which of those that were put in.
    pub index: usize,
    /// Whose it is.
    pub provider: ProviderId,
    /// How many.
    pub replicas: u32,
}

impl Basket {
    /// An empty basket for `wanted` replicas, of at most `most` offers and, with `spread`, at most so many
    /// replicas of one provider.
    pub fn new(wanted: u32, most: usize, spread: Option<u32>) -> Self {
        Self {
            wanted,
            most,
            spread: spread.unwrap_or(u32::MAX),
            offers: vec![],
            reach: 0,
        }
    }

    /// Puts in what another offer serves, at most as dear as those that come after it.
    pub fn put(&mut self, index: usize, provider: ProviderId, replicas: u32) {
        if replicas == 0 {
            return;
        }
        self.offers.push(Pick {
            index,
            provider,
            replicas,
        });
        self.reach = held(self.largest().iter().map(|(_, offer)| offer));
    }

    /// Whether so many of those that were put in serve everything.
    pub const fn is_full(&self) -> bool {
        self.reach >= self.wanted
    }

    /// Replicas that they do not serve.
    pub const fn missing(&self) -> u32 {
        self.wanted.saturating_sub(self.reach)
    }

    /// What is taken, cheapest first: of the dearest only what is needed.
    pub fn into_picks(self) -> Vec<Pick> {
        let cheapest = self.walk(&self.offers);
        if held(&cheapest) >= self.wanted.min(self.reach) {
            return cheapest;
        }
        let mut largest = self.largest();
        largest.sort_unstable_by_key(|(place, _)| *place);
        let largest: Vec<Pick> = largest
            .iter()
            .filter_map(|(place, _)| self.offers.get(*place).copied())
            .collect();
        self.walk(&largest)
    }

    /// Takes of each of `offers` what is still wanted, until there are so many.
    fn walk(&self, offers: &[Pick]) -> Vec<Pick> {
        let mut taken: Vec<Pick> = vec![];
        for offer in offers {
            let wanted = self.wanted.saturating_sub(held(&taken));
            let replicas = offer
                .replicas
                .min(self.room(taken.iter(), offer.provider))
                .min(wanted);
            if replicas > 0 && taken.len() < self.most {
                taken.push(Pick { replicas, ..*offer });
            }
        }
        taken
    }

    /// The offers that together serve most, with the place of each among all: of every provider its
    /// largest first, each counted with what it adds to those. What a provider's next one adds is never
    /// more, so the offers that add most are together the best.
    fn largest(&self) -> Vec<(usize, Pick)> {
        let mut by_size: Vec<(usize, Pick)> = self.offers.iter().copied().enumerate().collect();
        if by_size.len() <= self.most && self.spread == u32::MAX {
            return by_size;
        }
        by_size.sort_by_key(|(_, offer)| std::cmp::Reverse(offer.replicas));
        let mut adding: Vec<(usize, Pick)> = vec![];
        for (place, offer) in by_size {
            let room = self.room(adding.iter().map(|(_, other)| other), offer.provider);
            let replicas = offer.replicas.min(room);
            adding.push((place, Pick { replicas, ..offer }));
        }
        adding.sort_by_key(|(place, offer)| (std::cmp::Reverse(offer.replicas), *place));
        adding.truncate(self.most);
        adding
    }

    /// Replicas that may still come from `provider`.
    fn room<'a>(&self, taken: impl Iterator<Item = &'a Pick>, provider: ProviderId) -> u32 {
        if self.spread == u32::MAX {
            return u32::MAX;
        }
        let own = taken.filter(|pick| pick.provider == provider);
        self.spread.saturating_sub(held(own))
    }
}

/// Replicas of all of them.
fn held<'a>(picks: impl IntoIterator<Item = &'a Pick>) -> u32 {
    let counts = picks.into_iter().map(|pick| pick.replicas);
    counts.fold(0, u32::saturating_add)
}
