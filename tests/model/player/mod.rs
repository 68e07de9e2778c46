//! Does what an action says, and enters it in the books.

mod auctions;
mod compare;
mod governance;
mod heard;
mod leases;
mod orders;
mod providers;
mod tenants;

use std::collections::BTreeMap;

use cosmwasm_std::{Addr, HexBinary};
use tender_chain::TxError;
use tender_interfaces::admin::ActionClass;
use tender_interfaces::attestation::ProviderStatus;
use tender_interfaces::auction::NewBid;
use tender_interfaces::demand::ResolvedDemand;
use tender_interfaces::orderbook::{self, Draw};
use tender_testkit::{code_of, Catalog, Codes, Contract, Settings, World};
use tender_types::{AccountId, ClassId, LeaseKey, OrderKey, ProviderId, Rate, Resources, Seconds};

use crate::action::{self, Action, Ending};
use crate::bonds::{Bonds, SUSPENSION};
use crate::books::{Book, Books, Pot};

const AKT: u128 = 1_000_000;

/// What each provider bonds to begin with.
pub const BOND: u128 = 3_000 * AKT;

/// Classes that are offered.
const CLASSES: [&str; 2] = [Catalog::H100, Catalog::A100];

/// What may be offered although nobody attests it.
const UNATTESTED: u32 = 8;

/// What can be paused here.
const PAUSES: [(Contract, ActionClass); 7] = [
    (Contract::Orderbook, ActionClass::Offer),
    (Contract::Orderbook, ActionClass::Order),
    (Contract::Auction, ActionClass::Bid),
    (Contract::Escrow, ActionClass::Deposit),
    (Contract::Escrow, ActionClass::OpenLease),
    (Contract::Attestation, ActionClass::Register),
    (Contract::Attestation, ActionClass::Attest),
];

/// What was promised with a lease, and of which order.
#[derive(Clone)]
pub struct Preimage {
    pub order: HexBinary,
    pub promised: HexBinary,
}

/// A bid that is committed.
#[derive(Clone)]
pub struct Sealed {
    order: OrderKey,
    bid: NewBid,
    salt: [u8; 16],
    /// What the bid would hold: the order's place may be another's when it is reported.
    draw: Draw,
}

/// A world, its books, and what there is to choose from.
pub struct Player {
    pub world: World,
    pub books: Books,
    pub bonds: Bonds,
    /// Units on lease of each offer.
    out: BTreeMap<(ProviderId, ClassId), u32>,
    /// What is on lease of each card.
    cards: BTreeMap<ProviderId, Resources>,
    pub tenants: Vec<Addr>,
    pub providers: Vec<(Addr, ProviderId)>,
    pub resting: Vec<(Addr, OrderKey)>,
    pub auctions: Vec<OrderKey>,
    pub sealed: Vec<Sealed>,
    /// What auctions are for.
    auctioned: BTreeMap<OrderKey, ResolvedDemand>,
    /// Classes of the latest bid of each.
    bids: BTreeMap<(OrderKey, ProviderId), Vec<ClassId>>,
    preimages: BTreeMap<LeaseKey, Preimage>,
    /// Leases that were closed.
    gone: Vec<LeaseKey>,
    /// Those of them that never began.
    failed: Vec<LeaseKey>,
    paused: Option<usize>,
    /// What each holder of credit should have.
    pub credit: BTreeMap<Addr, u128>,
    /// Fees that have left their accounts and were not paid out.
    pub pot: Pot,
}

fn one_of<T: Clone>(list: &[T], number: usize) -> Option<T> {
    list.get(number.checked_rem(list.len())?).cloned()
}

fn price(cents: u32) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}

fn settings() -> Settings {
    let mut settings = Settings::default();
    settings.escrow.start_blocks = 1;
    settings.attestation.unbonding = Seconds::hours(1);
    settings.attestation.min_suspension = Seconds(SUSPENSION);
    settings.orderbook = orderbook::Params {
        unattested_units: UNATTESTED,
        unattested_cores: 32,
        unattested_gib: 128,
        ..settings.orderbook
    };
    settings
}

impl Player {
    pub fn new(codes: &dyn Codes) -> Self {
        let mut world = World::with(codes, settings()).furnish();
        let regions = [
            "region=eu-west",
            "region=us-east",
            "region=eu-west",
            "region=eu-west",
        ];
        let mut bonds = Bonds::default();
        let mut providers = vec![];
        for (name, region) in ["ben", "bob", "bea", "bo"].into_iter().zip(regions) {
            let (address, id) = (world.addr(name), world.provider(name, &[region]));
            world.give_akt(&address, BOND - 1_000 * AKT);
            let more = world.bond(&address, id, BOND - 1_000 * AKT);
            more.expect("a provider bonds");
            bonds.register(id);
            bonds.of(id).bond = BOND;
            providers.push((address, id));
        }
        let tenants: Vec<_> = ["ana", "amy", "abe"].map(|name| world.addr(name)).to_vec();
        for tenant in &tenants {
            world.give_akt(tenant, 1_000_000 * AKT);
        }
        let mut player = Self {
            world,
            books: Books::new(),
            bonds,
            out: BTreeMap::new(),
            cards: BTreeMap::new(),
            tenants,
            providers,
            resting: vec![],
            auctions: vec![],
            sealed: vec![],
            auctioned: BTreeMap::new(),
            bids: BTreeMap::new(),
            preimages: BTreeMap::new(),
            gone: vec![],
            failed: vec![],
            paused: None,
            credit: BTreeMap::new(),
            pot: Pot::default(),
        };
        player.open();
        player
    }

    /// A market to begin with: everybody offers something, and everybody has an account.
    fn open(&mut self) {
        for number in 0..self.providers.len() {
            let terms = action::Terms {
                stands: None,
                instant: number % 2 == 0,
                min_run: 300,
            };
            for class in 0..CLASSES.len() {
                let cents = 110 + 30 * u32::try_from(number + class).unwrap_or(0);
                self.post(number, class, (8, cents), &terms);
            }
            self.set_card(number, 24, 3, &terms);
        }
        for number in 0..self.tenants.len() {
            self.open_account(number, 100 * AKT);
        }
    }

    /// One of the providers in this status.
    fn one_in(&self, status: ProviderStatus, number: usize) -> Option<(Addr, ProviderId)> {
        let mut all = self.providers.clone();
        all.retain(|(_, id)| self.bonds.providers[id].status == status);
        one_of(&all, number)
    }

    /// Does it: whether it was possible and accepted.
    pub fn act(&mut self, action: &Action) -> bool {
        let done = match action.clone() {
            Action::OpenAccount { tenant, akt } => self.open_account(tenant, akt),
            Action::Deposit {
                tenant,
                account,
                akt,
            } => self.deposit(tenant, account, akt),
            Action::WithdrawDeposit { tenant, account } => self.withdraw_deposit(tenant, account),
            Action::Post {
                provider,
                class,
                units,
                cents,
                terms,
            } => self.post(provider, class, (units, cents), &terms),
            Action::Reprice {
                provider,
                class,
                cents,
            } => self.reprice(provider, class, cents),
            Action::Resize {
                provider,
                class,
                units,
                largest,
            } => self.resize(provider, class, units, largest),
            Action::WithdrawOffer { provider, class } => self.withdraw_offer(provider, class),
            Action::SetCard {
                provider,
                cores,
                cents,
                terms,
            } => self.set_card(provider, cores, cents, &terms),
            Action::WithdrawCard { provider } => self.withdraw_card(provider),
            Action::Place(order) => self.place(&order),
            Action::MatchOrders => self.match_orders(),
            Action::CancelOrder { order } => self.cancel_order(order),
            Action::Expire => self.expire(),
            Action::Start { lease } => self.start(lease),
            Action::StartAll => self.start_all(),
            Action::Decline { lease } => self.decline(lease),
            Action::CancelLease { lease } => self.cancel_lease(lease),
            Action::CloseLate { lease } => self.close_late(lease),
            Action::Rematch => self.rematch_all(),
            Action::Bid { class, cents } => self.bid_all(class, cents),
            Action::Reveal { but } => self.reveal_all(but),
            Action::Report => self.report_all(),
            Action::Choose { auction, bid } => self.choose(auction, bid),
            Action::CancelAuction { auction } => self.cancel_auction(auction),
            Action::CloseAuctions => self.close_auctions(),
            Action::Withdraw { leases, gone } => self.withdraw(&leases, gone),
            Action::CloseLease { lease, how } => self.close_lease(lease, how),
            Action::CloseAccount { account } => self.close_account(account),
            Action::CloseOverdue { account } => self.close_overdue(account),
            Action::CollectFees { account } => self.collect_fees(account),
            Action::Attest {
                auditor,
                provider,
                counts,
                cores,
                tier,
                lasts,
            } => self.attest((auditor, provider), counts, cores, (tier, lasts)),
            Action::Revoke { auditor, provider } => self.revoke(auditor, provider),
            Action::Drop { auditor, provider } => self.drop(auditor, provider),
            Action::Jail { provider } => self.jail(provider),
            Action::Resume { provider } => self.resume(provider),
            Action::Leave { provider, stays } => self.leave(provider, stays),
            Action::WithdrawBond { provider } => self.withdraw_bond(provider),
            Action::Register { provider } => self.register(provider),
            Action::TopUp { provider } => self.top_up(provider),
            Action::Claim { tenant } => self.claim(tenant),
            Action::Pause { class } => self.pause(class),
            Action::Wait { seconds, cents } => {
                self.wait(seconds, &format!("1.{cents}"));
                Some(())
            }
        };
        done.is_some()
    }

    /// Lets time pass. What is paused goes on.
    pub fn wait(&mut self, seconds: u64, price: &str) {
        self.go_on();
        let now = self.now();
        self.world.advance(seconds);
        for book in self.books.values_mut() {
            book.advance(now, seconds);
        }
        self.world.feed(price);
    }

    pub fn now(&self) -> u64 {
        self.world.now().0
    }

    /// What was accepted; a refusal has to be one of those that are expected here, or that something is
    /// paused.
    #[track_caller]
    pub fn expected<T>(&self, result: Result<T, TxError>, codes: &[&str]) -> Option<T> {
        match result {
            Ok(done) => Some(done),
            Err(error) => {
                let code = code_of(&error).unwrap_or_default();
                let paused = self.paused.is_some() && code == "guard/paused";
                assert!(
                    paused || codes.contains(&code.as_str()),
                    "not expected here: {error}"
                );
                None
            }
        }
    }

    fn any_account(&self, number: usize) -> Option<AccountId> {
        let ids: Vec<_> = self.books.keys().copied().collect();
        one_of(&ids, number)
    }

    /// Leases that wait, or that have begun.
    fn leases(&self, waiting: bool) -> Vec<LeaseKey> {
        let mut found = vec![];
        for (account, book) in &self.books {
            let lines = book
                .leases
                .iter()
                .filter(|(_, line)| line.waits() == waiting);
            found.extend(lines.map(|(lease, line)| LeaseKey {
                provider: line.provider,
                account: *account,
                lease: *lease,
            }));
        }
        found
    }

    pub fn credit_of(&mut self, holder: &Addr) -> &mut u128 {
        self.credit.entry(holder.clone()).or_default()
    }

    fn book(&mut self, account: AccountId) -> &mut Book {
        let book = self.books.get_mut(&account);
        book.expect("the account is in the books")
    }

    fn address_of(&self, id: ProviderId) -> Addr {
        let of = |(_, other): &&(Addr, ProviderId)| *other == id;
        let known = self.providers.iter().find(of);
        known.expect("a known provider").0.clone()
    }

    fn stranger(&self) -> Addr {
        self.world.addr("stranger")
    }
}

impl Ending {
    const fn by_tenant(self) -> bool {
        matches!(self, Self::Done | Self::NotServed)
    }
}

/// The most that a binding rate can be here.
const ANY_RATE: Rate = Rate(1_000_000_000_000_000);

/// How much longer than it must a bid binds.
const HOUR: Seconds = Seconds::hours(1);
