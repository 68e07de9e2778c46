//! Which of several offers together serve a number of replicas.
//!
//! Offers are put in cheapest first. Of all that were put in, the basket holds the few that reach
//! furthest, so it is full as soon as *any* so many of them could fill it: no offer dearer than needed is
//! ever looked at. Where the first so many suffice, as they nearly always do, that is the cheapest way
//! there is. Otherwise no way uses only cheaper offers than the dearest it holds, so a fill costs at most
//! what all its replicas would cost at that one's rate.

use tender_types::ProviderId;

/// Offers that together serve a number of replicas.
#[derive(Clone, Debug)]
pub struct Basket {
    wanted: u32,
    /// Offers at most.
    most: usize,
    /// Replicas of one provider at most.
    spread: Option<u32>,
    picks: Vec<Pick>,
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
    pub const fn new(wanted: u32, most: usize, spread: Option<u32>) -> Self {
        Self {
            wanted,
            most,
            spread,
            picks: vec![],
        }
    }

    /// Puts in what another offer serves, at most as dear as those that come after it. When the basket
    /// holds as many as it may, the smallest gives way to a larger.
    pub fn put(&mut self, index: usize, provider: ProviderId, replicas: u32) {
        let pick = Pick {
            index,
            provider,
            replicas: replicas.min(self.room(provider)),
        };
        if pick.replicas == 0 {
            return;
        }
        if self.picks.len() < self.most {
            self.picks.push(pick);
            return;
        }
        let smallest = self.smallest();
        let gives_way = smallest.filter(|(_, smallest)| *smallest < pick.replicas);
        if let Some((place, _)) = gives_way {
            self.picks.remove(place);
            self.picks.push(pick);
        }
    }

    /// Whether what is in it serves everything.
    pub fn is_full(&self) -> bool {
        self.held() >= self.wanted
    }

    /// Replicas that what is in it does not serve.
    pub fn missing(&self) -> u32 {
        self.wanted.saturating_sub(self.held())
    }

    /// What is taken, cheapest first: of the dearest only what is needed.
    pub fn into_picks(self) -> Vec<Pick> {
        let mut wanted = self.wanted;
        let mut picks = self.picks;
        for pick in &mut picks {
            pick.replicas = pick.replicas.min(wanted);
            wanted = wanted.saturating_sub(pick.replicas);
        }
        picks.retain(|pick| pick.replicas > 0);
        picks
    }

    fn held(&self) -> u32 {
        let counts = self.picks.iter().map(|pick| pick.replicas);
        counts.fold(0, u32::saturating_add)
    }

    /// Replicas that may still come from `provider`.
    fn room(&self, provider: ProviderId) -> u32 {
        let Some(spread) = self.spread else {
            return u32::MAX;
        };
        let own = self.picks.iter().filter(|pick| pick.provider == provider);
        let held = own.fold(0u32, |sum, pick| sum.saturating_add(pick.replicas));
        spread.saturating_sub(held)
    }

    /// Where the smallest is; of several the dearest.
    fn smallest(&self) -> Option<(usize, u32)> {
        let sizes = self.picks.iter().map(|pick| pick.replicas).enumerate();
        sizes.rev().min_by_key(|(_, replicas)| *replicas)
    }
}
