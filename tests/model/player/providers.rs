//! What providers offer, and how they come and go.

use cosmwasm_std::Addr;
use tender_interfaces::attestation::{ExecuteMsg, ProviderStatus};
use tender_interfaces::orderbook::{CardChange, OfferChange, Terms};
use tender_testkit::{plain_terms, Card, Contract, Offer};
use tender_types::{ClassId, ProviderId, Seconds};

use super::{one_of, price, Player, AKT, BOND, CLASSES};
use crate::action;

/// Why somebody may not change what it offers now.
const OUT: [&str; 3] = [
    "orderbook/not_a_provider",
    "orderbook/cannot_serve",
    "orderbook/offer_not_found",
];

impl Player {
    fn terms(&self, terms: &action::Terms) -> Terms {
        let stands = terms.stands;
        Terms {
            instant: terms.instant,
            min_run: Seconds(terms.min_run),
            expires_at: stands.map(|seconds| self.world.now().after(Seconds(seconds))),
            ..plain_terms()
        }
    }

    fn offer_of(&self, provider: usize, class: usize) -> Option<(Addr, ClassId)> {
        let (sender, _) = one_of(&self.providers, provider)?;
        let class = 1 + u16::try_from(class % CLASSES.len()).ok()?;
        Some((sender, ClassId(class)))
    }

    pub(super) fn post(
        &mut self,
        provider: usize,
        class: usize,
        (units, cents): (u32, u32),
        terms: &action::Terms,
    ) -> Option<()> {
        let (sender, _) = one_of(&self.providers, provider)?;
        let offer = Offer::of(one_of(&CLASSES, class)?, units, &price(cents));
        let posted = self.world.post(&sender, offer.terms(self.terms(terms)));
        let refusals = [
            OUT[0],
            OUT[1],
            "orderbook/above_attested",
            "orderbook/bond_too_small",
            "orderbook/below_leased",
        ];
        self.expected(posted, &refusals)?;
        Some(())
    }

    pub(super) fn reprice(&mut self, provider: usize, class: usize, cents: u32) -> Option<()> {
        let (sender, class) = self.offer_of(provider, class)?;
        let repriced = self.world.reprice(&sender, class, &price(cents));
        let refusals = [
            OUT[0],
            OUT[1],
            OUT[2],
            "orderbook/already_over",
            "orderbook/above_attested",
        ];
        self.expected(repriced, &refusals)?;
        Some(())
    }

    pub(super) fn resize(
        &mut self,
        provider: usize,
        class: usize,
        units: u32,
        largest: bool,
    ) -> Option<()> {
        let (sender, class) = self.offer_of(provider, class)?;
        let change = match largest {
            true => OfferChange::Report {
                class,
                largest: units,
            },
            false => OfferChange::Resize { class, units },
        };
        let resized = self.world.offer(&sender, vec![change]);
        let refusals = [
            OUT[0],
            OUT[1],
            OUT[2],
            "guard/out_of_range",
            "orderbook/already_over",
            "orderbook/above_attested",
            "orderbook/bond_too_small",
            "orderbook/below_leased",
        ];
        self.expected(resized, &refusals)?;
        Some(())
    }

    pub(super) fn withdraw_offer(&mut self, provider: usize, class: usize) -> Option<()> {
        let (sender, class) = self.offer_of(provider, class)?;
        let withdrawn = self.world.withdraw_offer(&sender, class);
        self.expected(withdrawn, &[OUT[0], OUT[2]])?;
        Some(())
    }

    pub(super) fn set_card(
        &mut self,
        provider: usize,
        cores: u64,
        cents: u32,
        terms: &action::Terms,
    ) -> Option<()> {
        let (sender, _) = one_of(&self.providers, provider)?;
        let card = Card::of(cores, &price(cents)).terms(self.terms(terms));
        let set = self.world.card(&sender, card.change());
        let refusals = [
            OUT[0],
            OUT[1],
            "orderbook/above_attested",
            "orderbook/bond_too_small",
            "orderbook/below_leased",
        ];
        self.expected(set, &refusals)?;
        Some(())
    }

    pub(super) fn withdraw_card(&mut self, provider: usize) -> Option<()> {
        let (sender, _) = one_of(&self.providers, provider)?;
        let withdrawn = self.world.card(&sender, CardChange::Withdraw {});
        self.expected(withdrawn, &[OUT[0], "orderbook/card_not_found"])?;
        Some(())
    }

    pub(super) fn resume(&mut self, provider: usize) -> Option<()> {
        let (sender, id) = self.one_in(ProviderStatus::Suspended, provider)?;
        let resumed = self
            .world
            .call(&sender, Contract::Attestation, &ExecuteMsg::Resume {});
        let refusals = ["attestation/wrong_status", "attestation/suspended"];
        self.expected(resumed, &refusals)?;
        let now = self.now();
        let bonded = self.bonds.of(id);
        assert_eq!(bonded.status, ProviderStatus::Suspended);
        assert!(bonded.may_be_back(now), "{id} is back too early");
        bonded.back();
        Some(())
    }

    pub(super) fn leave(&mut self, provider: usize, stays: bool) -> Option<()> {
        let (sender, id) = match stays {
            true => self.one_in(ProviderStatus::Leaving, provider)?,
            false => one_of(&self.providers, provider)?,
        };
        let msg = match stays {
            true => ExecuteMsg::CancelLeaving {},
            false => ExecuteMsg::StartLeaving {},
        };
        let left = self.world.call(&sender, Contract::Attestation, &msg);
        let refusals = ["attestation/wrong_status", "attestation/suspended"];
        self.expected(left, &refusals)?;
        let now = self.now();
        let bonded = self.bonds.of(id);
        match stays {
            true => {
                assert!(bonded.may_be_back(now), "{id} is back too early");
                bonded.back();
            }
            false => bonded.status = ProviderStatus::Leaving,
        }
        Some(())
    }

    pub(super) fn withdraw_bond(&mut self, provider: usize) -> Option<()> {
        let (sender, id) = self.one_in(ProviderStatus::Leaving, provider)?;
        self.offer_nothing(&sender);
        self.take_bond(&sender, id)
    }

    /// A provider takes back all that it offers.
    pub fn offer_nothing(&mut self, sender: &Addr) {
        for class in [1, 2].map(ClassId) {
            let withdrawn = self.world.withdraw_offer(sender, class);
            self.expected(withdrawn, &["orderbook/offer_not_found"]);
        }
        let withdrawn = self.world.card(sender, CardChange::Withdraw {});
        self.expected(withdrawn, &["orderbook/card_not_found"]);
    }

    /// A leaving provider takes what is left of its bond.
    pub fn take_bond(&mut self, sender: &Addr, id: ProviderId) -> Option<()> {
        let before = self.world.akt(sender);
        let msg = ExecuteMsg::WithdrawBond {};
        let taken = self.world.call(sender, Contract::Attestation, &msg);
        let refusals = [
            "attestation/wrong_status",
            "attestation/unbonding",
            "attestation/locked",
            "attestation/bids",
        ];
        self.expected(taken, &refusals)?;
        let bonded = self.bonds.of(id);
        assert_eq!(
            self.world.akt(sender) - before,
            bonded.bond,
            "the bond of {id}"
        );
        assert!(self.out.iter().all(|((of, _), out)| *of != id || *out == 0));
        bonded.bond = 0;
        bonded.status = ProviderStatus::Left;
        Some(())
    }

    /// One that has left comes back, with all the AKT that it has.
    pub(super) fn register(&mut self, provider: usize) -> Option<()> {
        let (sender, id) = self.one_in(ProviderStatus::Left, provider)?;
        let host = format!("https://again{id}.example");
        let registered = self.world.register(&sender, &host, &["region=eu-west"]);
        let registered = self.expected(registered, &[])?;
        assert_eq!(registered.value, id);
        self.bonds.register(id);
        let has = self.world.akt(&sender).min(BOND);
        self.world.bond(&sender, id, has).expect("it bonds");
        self.bonds.of(id).bond += has;
        Some(())
    }

    pub(super) fn top_up(&mut self, provider: usize) -> Option<()> {
        let (sender, id) = one_of(&self.providers, provider)?;
        self.world.give_akt(&sender, 500 * AKT);
        let bonded = self.world.bond(&sender, id, 500 * AKT);
        self.expected(bonded, &["attestation/provider_left"])?;
        self.bonds.of(id).bond += 500 * AKT;
        Some(())
    }
}
