//! What ought to be, and whether the book agrees.

use super::*;

/// What the ledger knows of an offer.
#[derive(Clone, Debug, Default)]
pub(super) struct Offered {
    pub(super) units: u32,
    pub(super) standing: bool,
    pub(super) bond: u128,
}

/// What is known without asking the book.
#[derive(Default)]
pub(super) struct Ledger {
    pub(super) leases: Vec<Lease>,
    /// Leases that never began and whose order may go on.
    pub(super) failed: Vec<Lease>,
    pub(super) offers: BTreeMap<(usize, usize), Offered>,
    /// Cores and GiB, what they lock, and whether the card stands.
    pub(super) cards: BTreeMap<usize, (Resources, bool, u128, u128)>,
    pub(super) factor: u128,
    /// What a core of a card locks, and what may be offered unattested, from now on.
    pub(super) core: u128,
    pub(super) unattested: u32,
}

impl Ledger {
    pub(super) fn out(&self, provider: usize, class: usize) -> u32 {
        let of_provider = self
            .leases
            .iter()
            .filter(|lease| lease.key.provider.0 == id(provider));
        let units = of_provider.flat_map(|lease| &lease.new.draw.gpus);
        let of_class = units.filter(|units| units.class == CLASSES[class].0);
        of_class.map(|units| units.units).sum()
    }

    pub(super) fn card_out(&self, provider: usize) -> Resources {
        let of_provider = self
            .leases
            .iter()
            .filter(|lease| lease.key.provider.0 == id(provider));
        of_provider.fold(Resources::default(), |sum, lease| {
            sum.checked_add(&lease.new.draw.card).unwrap()
        })
    }

    pub(super) fn locked(&self, provider: usize) -> u128 {
        let mut sum = 0;
        for class in 0..4 {
            let offered = self
                .offers
                .get(&(provider, class))
                .cloned()
                .unwrap_or_default();
            let units = match offered.standing {
                true => offered.units,
                false => self.out(provider, class),
            };
            sum += offered.bond * u128::from(units);
        }
        if let Some((capacity, standing, core, gib)) = self.cards.get(&provider) {
            let amounts = match standing {
                true => capacity.clone(),
                false => self.card_out(provider),
            };
            sum += core * u128::from(amounts.cpu_milli.div_ceil(1_000));
            sum += gib * u128::from(amounts.memory_mib.div_ceil(1_024));
        }
        sum
    }
}

/// Classes that a provider has in the book and that somebody could match, judged by what a reader sees.
pub(super) fn alive(world: &World, ledger: &Ledger, provider: usize) -> Vec<usize> {
    let row = world.providers[&id(provider)].1.clone();
    if row.status != ProviderStatus::Active || !row.bonded {
        return vec![];
    }
    let counted = |device: ClassId| {
        let live = world.now() < row.attestations[0].expires_at;
        let count = row.attestations[0].count(device);
        if live {
            count.max(ledger.unattested)
        } else {
            ledger.unattested
        }
    };
    let devices: u32 = [0usize, 2, 3]
        .into_iter()
        .map(|class| units(ledger, provider, class).div_ceil(CLASSES[class].2))
        .sum();
    let fits = |class: usize| match class {
        1 => units(ledger, provider, 1) <= counted(A100),
        _ => devices <= counted(H100),
    };
    let in_book = |class: usize| {
        let Some(offer) = offer_of(world, provider, class) else {
            return false;
        };
        let expires = offer.terms.and_then(|terms| terms.expires_at);
        offer.state == OfferState::Standing
            && offer.epoch == row.epoch
            && expires.is_none_or(|end| world.now() < end)
    };
    // Slices that were taken back on lease and have come back since are counted until something is offered
    // anew: then more may be out of the book than need be.
    let standing = |class: &usize| {
        let offered = ledger.offers.get(&(provider, *class));
        offered.is_none_or(|offered| offered.standing)
    };
    let exact = [0, 2, 3].iter().all(standing);
    let certain = (0..4).filter(|class| *class == 1 || exact);
    certain
        .filter(|class| fits(*class) && in_book(*class))
        .collect()
}

fn units(ledger: &Ledger, provider: usize, class: usize) -> u32 {
    match ledger.offers.get(&(provider, class)) {
        Some(offered) if offered.standing => offered.units,
        Some(_) => ledger.out(provider, class),
        None => 0,
    }
}

fn offer_of(world: &World, provider: usize, class: usize) -> Option<OfferResponse> {
    let offer = key(id(provider), CLASSES[class].0);
    world.query(&QueryMsg::Offer { offer }).ok()
}

/// The book says what the ledger knows.
pub(super) fn agree(world: &World, ledger: &Ledger) {
    for provider in 0..3 {
        for class in 0..4 {
            let out = ledger.out(provider, class);
            let Some(offered) = ledger.offers.get(&(provider, class)) else {
                assert_eq!(out, 0);
                continue;
            };
            let seen = offer_of(world, provider, class).unwrap();
            if offered.standing {
                assert_eq!(seen.units, offered.units);
                assert_eq!(seen.units - seen.free, out);
                assert!(seen.largest <= seen.free);
                assert_ne!(seen.state, OfferState::Withdrawn);
            } else {
                assert_eq!((seen.state, seen.units), (OfferState::Withdrawn, out));
            }
        }
        let out = ledger.card_out(provider);
        if let Some((capacity, standing, ..)) = ledger.cards.get(&provider) {
            let provider = ProviderId(id(provider));
            let seen: CardResponse = world.answer(QueryMsg::Card { provider });
            assert_eq!((&seen.out, seen.terms.is_some()), (&out, *standing));
            assert!(capacity.checked_sub(&out).is_some());
        } else {
            assert!(out.is_empty());
        }
        assert_eq!(world.locked(id(provider)), ledger.locked(provider));
    }
}

/// Everybody leaves.
pub(super) fn leave(world: &mut World, ledger: &mut Ledger) {
    for (provider, name) in PROVIDERS.into_iter().enumerate() {
        for (class, (of, ..)) in CLASSES.into_iter().enumerate() {
            let change = OfferChange::Withdraw { class: of };
            let _ = world.changes(name, change);
            if let Some(offered) = ledger.offers.get_mut(&(provider, class)) {
                offered.standing = false;
            }
        }
        let msg = ExecuteMsg::Card {
            change: CardChange::Withdraw {},
        };
        let _ = world.send(name, &msg);
        if let Some(card) = ledger.cards.get_mut(&provider) {
            card.1 = false;
        }
    }
    agree(world, ledger);
    while !ledger.leases.is_empty() {
        close(world, ledger, 0, 0);
        agree(world, ledger);
    }
    for provider in 1..4 {
        assert_eq!(world.locked(provider), 0);
    }
    for (class, ..) in CLASSES {
        assert!(world.in_book(class).is_empty());
    }
    world.check(3);
}
