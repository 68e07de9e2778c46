//! The contracts agree with the books, and with themselves.

use tender_interfaces::attestation::{self, HoldingsResponse};
use tender_interfaces::escrow::Funding;
use tender_interfaces::orderbook::{
    CardResponse, LockedResponse, OfferState, OffersResponse, QueryMsg,
};
use tender_testkit::Contract;
use tender_types::{AccountId, LeaseKey, ProviderId};

use super::Player;
use crate::bonds::{of_card, of_units};
use crate::books::Book;

impl Player {
    pub fn compare(&self) {
        for (id, book) in &self.books {
            self.compare_account(*id, book);
        }
        for (holder, amount) in &self.credit {
            assert_eq!(self.world.act(holder), *amount, "credit of {holder}");
        }
        let held: u128 = self.books.values().map(Book::held).sum();
        let escrow = self.world.act(&self.world.at.escrow);
        assert_eq!(
            escrow * 1_000_000,
            held + self.pot.held(),
            "what escrow holds"
        );
        self.compare_bonds();
        for (_, provider) in &self.providers {
            self.compare_stock(*provider);
        }
        self.world.assert_invariants();
    }

    fn compare_account(&self, id: AccountId, book: &Book) {
        let account = self.world.account(id);
        assert_eq!(
            account.balance.0,
            book.balance / 1_000_000,
            "balance of {id}"
        );
        assert_eq!(account.fees.0, book.fees / 1_000_000, "fees of {id}");
        assert_eq!(account.rate.0, book.rate(), "rate of {id}");
        assert_eq!(
            account.pending_rate.0,
            book.pending_rate(),
            "waiting rate of {id}"
        );
        let waiting = book.leases.values().filter(|line| line.waits()).count();
        assert_eq!(account.pending as usize, waiting, "waiting leases of {id}");
        let running = book.leases.len() - waiting;
        assert_eq!(account.leases as usize, running, "leases of {id}");
        assert_eq!(account.clock.0, book.clock, "clock of {id}");
        let overdue = book.is_overdue(self.now());
        match account.funding {
            Funding::Starved { since, .. } => {
                assert_eq!((book.starved, overdue), (Some(since.0), false), "{id}");
            }
            Funding::Overdue { since } => {
                assert_eq!((book.starved, overdue), (Some(since.0), true), "{id}");
            }
            Funding::Idle {} | Funding::Funded { .. } => assert_eq!(book.starved, None, "{id}"),
        }
        for (lease, line) in &book.leases {
            let key = LeaseKey {
                provider: line.provider,
                account: id,
                lease: *lease,
            };
            let found = self.world.lease(key);
            let (seconds, paid) = line.billed();
            assert_eq!(found.paid.0, paid, "paid of {key}");
            assert_eq!(found.owed.0, line.owed(), "owed of {key}");
            assert_eq!(found.seconds.0, seconds, "seconds of {key}");
        }
    }

    /// AKT in the registry: bonds of providers and auditors, what is booked, what is to burn.
    fn compare_bonds(&self) {
        let query = attestation::QueryMsg::Holdings {};
        let holdings: HoldingsResponse = self.world.query(Contract::Attestation, &query);
        for (id, bonded) in &self.bonds.providers {
            let info = self.world.provider_info(*id);
            assert_eq!(info.bond.0, bonded.bond, "bond of {id}");
            assert_eq!(info.status, bonded.status, "status of {id}");
        }
        let claims: u128 = self.bonds.claims.values().sum();
        assert_eq!(holdings.claims.0, claims, "claims");
        assert_eq!(holdings.to_burn.0, self.bonds.to_burn, "what is to burn");
        let registry = self.world.akt(&self.world.at.attestation);
        let auditors = holdings.auditor_bonds.0;
        assert_eq!(
            registry,
            self.bonds.held() + auditors,
            "what the registry holds"
        );
    }

    /// What a provider offers: never less than what is on lease of it, and the bond locked for all of it.
    fn compare_stock(&self, provider: ProviderId) {
        let query = QueryMsg::Offers {
            provider,
            start_after: None,
            limit: Some(100),
        };
        let page: OffersResponse = self.world.query(Contract::Orderbook, &query);
        let mut locked = 0;
        let mut known = 0;
        for offer in &page.offers {
            let key = (provider, offer.offer.class);
            let out = self.out.get(&key).copied().unwrap_or_default();
            known += usize::from(self.out.contains_key(&key));
            assert!(
                out <= offer.units,
                "{key:?}: {out} on lease of {}",
                offer.units
            );
            assert_eq!(offer.units - offer.free, out, "on lease of {key:?}");
            match offer.state {
                OfferState::Standing => assert!(offer.free > 0 && offer.largest > 0),
                OfferState::SoldOut => assert_eq!(offer.free, 0),
                OfferState::Parked => {}
                OfferState::Withdrawn => assert_eq!(offer.units, out),
            }
            assert!(offer.largest <= offer.free);
            locked += of_units(offer.units);
        }
        let leased = self.out.keys().filter(|(of, _)| *of == provider);
        assert_eq!(known, leased.count(), "every unit on lease is of an offer");
        locked += self.compare_card(provider);
        let query = QueryMsg::Locked { provider };
        let found: LockedResponse = self.world.query(Contract::Orderbook, &query);
        assert_eq!(found.locked.0, locked, "locked of {provider}");
    }

    /// What a card locks.
    fn compare_card(&self, provider: ProviderId) -> u128 {
        let out = self.cards.get(&provider).cloned().unwrap_or_default();
        let query = QueryMsg::Card { provider };
        let orderbook = &self.world.at.orderbook;
        let Ok(card) = self.world.chain.query::<_, CardResponse>(orderbook, &query) else {
            assert!(out.is_empty(), "on lease of no card: {out}");
            return 0;
        };
        assert_eq!(card.out, out, "on lease of the card of {provider}");
        match card.terms {
            Some(_) => {
                assert!(
                    card.capacity.checked_sub(&out).is_some(),
                    "{out} of {}",
                    card.capacity
                );
                of_card(&card.capacity)
            }
            None => of_card(&out),
        }
    }
}
