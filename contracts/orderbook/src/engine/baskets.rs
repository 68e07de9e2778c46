//! What is gathered while offers are looked at.

use tender_interfaces::demand::Placement;
use tender_market::matching::basket::Basket;
use tender_types::{AttributeId, ProviderId};

/// Baskets to be filled: one, or one for each region when all have to be in one.
pub struct Baskets {
    empty: Basket,
    by_region: bool,
    of: Vec<(Option<AttributeId>, Basket)>,
}

impl Baskets {
    /// None yet, for so many replicas of at most `most` offers.
    pub fn new(wanted: u32, most: usize, placement: Placement) -> Self {
        let (most, spread) = match placement {
            Placement::OneProvider => (most.min(1), None),
            Placement::Spread { max_per_provider } => (most, Some(max_per_provider)),
            Placement::SameRegion | Placement::Any => (most, None),
        };
        Self {
            empty: Basket::new(wanted, most, spread),
            by_region: placement == Placement::SameRegion,
            of: vec![],
        }
    }

    /// Puts an offer in; whether its basket is full now.
    pub fn put(
        &mut self,
        index: usize,
        provider: ProviderId,
        region: Option<AttributeId>,
        replicas: u32,
    ) -> bool {
        let region = region.filter(|_| self.by_region);
        let known = self.of.iter().position(|(of, _)| *of == region);
        let place = known.unwrap_or(self.of.len());
        if known.is_none() {
            self.of.push((region, self.empty.clone()));
        }
        let Some((_, basket)) = self.of.get_mut(place) else {
            return false;
        };
        basket.put(index, provider, replicas);
        basket.is_full()
    }

    /// The one that lacks least; of several the one that was begun first.
    pub fn best(self) -> Option<Basket> {
        let baskets = self.of.into_iter().map(|(_, basket)| basket);
        baskets.min_by_key(Basket::missing)
    }
}
