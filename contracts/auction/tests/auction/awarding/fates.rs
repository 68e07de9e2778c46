//! Whoever else is in line, and whatever becomes of them.

use super::*;

/// What happens to a provider between bidding and the award.
#[derive(Clone, Copy, Debug)]
enum Fate {
    Serves,
    SoldOut,
    Withdraws,
    Jailed,
    Leaves,
    Suspended,
    Unbonded,
    Unseen,
    Tier(u8),
}

fn fate() -> impl Strategy<Value = Fate> {
    prop_oneof![
        Just(Fate::Serves),
        Just(Fate::SoldOut),
        Just(Fate::Withdraws),
        Just(Fate::Jailed),
        Just(Fate::Leaves),
        Just(Fate::Suspended),
        Just(Fate::Unbonded),
        Just(Fate::Unseen),
        (0u8..5).prop_map(Fate::Tier),
    ]
}

impl Fate {
    fn befalls(self, house: &House, id: u32) {
        match self {
            Self::Serves => {}
            Self::SoldOut => house.sell_out(id),
            Self::Withdraws => house.withdraw(id),
            Self::Jailed => house.change(id, |row| row.status = ProviderStatus::Jailed),
            Self::Leaves => house.change(id, |row| row.status = ProviderStatus::Leaving),
            Self::Suspended => house.change(id, |row| row.status = ProviderStatus::Suspended),
            Self::Unbonded => house.change(id, |row| row.bonded = false),
            Self::Unseen => house.change(id, |row| row.attestations.clear()),
            Self::Tier(tier) => house.register(id, &provider(id, tier)),
        }
    }

    fn serves(self) -> bool {
        matches!(self, Self::Serves | Self::Tier(_))
    }

    fn is_fault(self) -> bool {
        matches!(self, Self::Withdraws | Self::Leaves | Self::Suspended)
    }

    fn tier(self) -> u8 {
        match self {
            Self::Tier(tier) => tier,
            _ => 2,
        }
    }
}

/// A bid, when it was made, and what became of its bidder.
type Bidding = (u32, u128, Fate);

/// The bids that can be served, best first: by rate, tier of now, and who came first.
fn model(bids: &[Bidding]) -> Vec<Bidding> {
    let mut serving: Vec<(usize, Bidding)> = bids.iter().copied().enumerate().collect();
    serving.retain(|(_, (_, _, fate))| fate.serves());
    serving.sort_by_key(|(turn, (_, rate, fate))| (*rate, std::cmp::Reverse(fate.tier()), *turn));
    serving.into_iter().map(|(_, bid)| bid).collect()
}

/// One bid of each of some providers, in some order, few rates so that some are equal.
fn bids() -> impl Strategy<Value = Vec<Bidding>> {
    let of_each = prop::collection::btree_map(1u32..=8, (1u128..40, fate()), 1..=8);
    let listed = of_each.prop_map(|bids| {
        let bids = bids
            .into_iter()
            .map(|(id, (rate, fate))| (id, 50 * rate, fate));
        bids.collect::<Vec<_>>()
    });
    listed.prop_shuffle()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    /// Whatever the order of bids, and whatever happens after: the lowest of those who can serve wins,
    /// at its own rate; and only those before it who brought it about themselves pay.
    #[test]
    fn the_lowest_that_can_serve_wins(bids in bids()) {
        let mut house = with(open_bidding());
        for (at, (id, rate, _)) in (0..).zip(&bids) {
            house.later(at).bid(*id, *rate).unwrap();
        }
        for (id, _, fate) in &bids {
            fate.befalls(&house, *id);
        }
        let response = house.later(60).close().unwrap();
        let expected = model(&bids).first().copied();
        let (winner, paying) = match data::<Closed>(&response).outcome {
            Outcome::Awarded => {
                let (award, faulted) = awarded(&response);
                (Some((award.provider.0, award.rate.0)), faulted)
            }
            _ => (None, faulted(&response)),
        };
        prop_assert_eq!(winner, expected.map(|(id, rate, _)| (id, rate)));
        for bidder in &paying {
            let (_, rate, fate) = bids.iter().find(|bid| bid.0 == bidder.provider.0).unwrap();
            prop_assert!(fate.is_fault());
            prop_assert!(expected.is_none_or(|(_, best, _)| *rate <= best));
        }
        let broke = bids.iter().filter(|bid| bid.2.is_fault());
        let before = broke.filter(|bid| expected.is_none_or(|best| bid.1 < best.1)).count();
        prop_assert!(paying.len() >= before);
        house.sound();
    }

    /// The second price against a list that is sorted whole.
    #[test]
    fn the_second_price_is_that_of_the_second_that_can_serve(bids in bids()) {
        let mut house = with(second_price());
        for (at, (id, rate, _)) in (0..).zip(&bids) {
            house.later(at).bid(*id, *rate).unwrap();
        }
        for (id, _, fate) in &bids {
            fate.befalls(&house, *id);
        }
        let response = house.later(60).close().unwrap();
        let serving = model(&bids);
        match serving.first() {
            None => prop_assert_ne!(data::<Closed>(&response).outcome, Outcome::Awarded),
            Some((id, own, _)) => {
                let price = serving.get(1).map_or(MOST, |next| next.1);
                prop_assert_eq!(won(&response), (*id, price));
                prop_assert!(price >= *own);
            }
        }
    }

    /// Classes with different ceilings: nobody else would have served for less of its own, and the
    /// winner is paid what makes the next one just as good, rounded down.
    #[test]
    fn the_second_price_is_fair_between_classes(
        own in 1u128..=2_000, other in 1u128..=1_200, third in 1u128..=2_000,
    ) {
        let mut house = with(second_price());
        house.bid(1, own).unwrap();
        house.bid_with(2, A100, other).unwrap();
        house.bid(3, third).unwrap();
        let (winner, paid) = won(&house.later(60).close().unwrap());
        let all: [(u32, ClassId, u128, u128); 3] =
            [(1, H100, own, 2_000), (2, A100, other, 1_200), (3, H100, third, 2_000)];
        let best = all.iter().find(|bid| bid.0 == winner).unwrap();
        let rivals: Vec<_> = all.iter().filter(|bid| bid.0 != winner).collect();
        prop_assert!(rivals.iter().all(|rival| best.2 * rival.3 <= rival.2 * best.3));
        let fair = rivals.iter().map(|rival| rival.2 * best.3 / rival.3).min().unwrap();
        prop_assert_eq!(paid, fair);
        prop_assert!(paid >= best.2 && paid <= best.3);
    }
}
