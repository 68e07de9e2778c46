//! What people do at random, and what the books say of it.

use std::collections::BTreeMap;

use cosmwasm_std::Addr;
use tender_chain::TxResult;
use tender_escrow::account::Account;
use tender_escrow::state::ACCOUNTS;
use tender_interfaces::auction::Rule;
use tender_interfaces::escrow::{CloseReason, Funding};
use tender_interfaces::events::LeaseOpened;
use tender_storage::unpack;
use tender_testkit::{per_hour, usd_per_hour, Ask, Catalog, Codes, Order, World};
use tender_types::{AccountId, AskKey, ClassId, LeaseId, LeaseKey, OrderId, ProviderId};

use crate::books::{Book, Books};

const AKT: u128 = 1_000_000;

/// A world, its books, and dice.
pub struct Player {
    pub world: World,
    pub books: Books,
    pub dice: fastrand::Rng,
    pub tenants: Vec<Addr>,
    pub providers: Vec<(Addr, ProviderId)>,
    pub asks: Vec<AskKey>,
    pub resting: Vec<(Addr, OrderId)>,
    pub auctions: Vec<(Addr, OrderId)>,
    /// What each holder of credit should have.
    pub credit: BTreeMap<Addr, u128>,
    /// Pico-units of fees that have left their accounts and were not paid out.
    pub pot: u128,
}

impl Player {
    pub fn new(codes: &dyn Codes, seed: u64) -> Self {
        let mut world = World::new(codes).furnish();
        let regions = ["region=eu-west", "region=us-east", "region=eu-west"];
        let providers: Vec<_> = ["ben", "bob", "bea"]
            .into_iter()
            .zip(regions)
            .map(|(name, region)| (world.addr(name), world.provider(name, &[region])))
            .collect();
        let tenants: Vec<_> = ["ana", "amy", "abe"].map(|name| world.addr(name)).to_vec();
        for tenant in &tenants {
            world.give_akt(tenant, 1_000_000 * AKT);
        }
        Self {
            world,
            books: Books::new(),
            dice: fastrand::Rng::with_seed(seed),
            tenants,
            providers,
            asks: vec![],
            resting: vec![],
            auctions: vec![],
            credit: BTreeMap::new(),
            pot: 0,
        }
    }

    /// One action, often one that makes sense.
    pub fn step(&mut self) {
        match self.dice.u8(0..100) {
            0..=9 => self.open_account(),
            10..=19 => self.deposit(),
            20..=24 => self.withdraw_deposit(),
            25..=34 => self.post(),
            35..=38 => self.reprice(),
            39..=41 => self.withdraw_ask(),
            42..=54 => self.place(),
            55..=58 => self.take_order(),
            59..=64 => self.bid(),
            65..=67 => self.close_auctions(),
            68..=77 => self.withdraw(),
            78..=83 => self.close_lease(),
            84..=86 => self.close_account(),
            87..=89 => self.collect_fees(),
            _ => self.pass_time(),
        }
    }

    fn pass_time(&mut self) {
        let seconds = match self.dice.u8(0..4) {
            0 => self.dice.u64(1..60),
            1 => self.dice.u64(60..3_600),
            2 => self.dice.u64(3_600..86_400),
            _ => self.dice.u64(86_400..400_000),
        };
        self.world.advance(seconds);
        for book in self.books.values_mut() {
            book.advance(seconds);
        }
        let price = self.dice.u32(90..140);
        self.world.feed(&format!("1.{price}"));
    }

    fn tenant(&mut self) -> Addr {
        self.tenants[self.dice.usize(0..self.tenants.len())].clone()
    }

    fn any_account(&mut self) -> Option<AccountId> {
        let ids: Vec<_> = self.books.keys().copied().collect();
        (!ids.is_empty()).then(|| ids[self.dice.usize(0..ids.len())])
    }

    fn any_lease(&mut self) -> Option<LeaseKey> {
        let keys: Vec<_> = self
            .books
            .iter()
            .flat_map(|(account, book)| {
                book.leases.keys().map(|lease| LeaseKey {
                    account: *account,
                    lease: *lease,
                })
            })
            .collect();
        (!keys.is_empty()).then(|| keys[self.dice.usize(0..keys.len())])
    }

    pub fn credit_of(&mut self, holder: &Addr) -> &mut u128 {
        self.credit.entry(holder.clone()).or_default()
    }

    /// Credit for a tenant, out of AKT: what was minted.
    fn mint(&mut self, tenant: &Addr) -> u128 {
        let akt = self.dice.u128(2 * AKT..200 * AKT);
        let before = self.world.act(tenant);
        // Refused when AKT has fallen so far that the collateral is too low: that is the breaker.
        if self.world.mint(tenant, akt).is_err() {
            return 0;
        }
        let minted = self.world.act(tenant) - before;
        *self.credit_of(tenant) += minted;
        minted
    }

    fn open_account(&mut self) {
        let tenant = self.tenant();
        let minted = self.mint(&tenant);
        if minted == 0 || self.books.len() >= 8 {
            return;
        }
        let account = self
            .world
            .open_account(&tenant, minted)
            .expect("credit opens")
            .value;
        *self.credit_of(&tenant) -= minted;
        let mut book = Book::new(tenant);
        book.balance = minted * 1_000_000;
        self.books.insert(account, book);
    }

    fn deposit(&mut self) {
        let Some(account) = self.any_account() else {
            return;
        };
        let tenant = self.tenant();
        let minted = self.mint(&tenant);
        if minted == 0 || self.world.deposit(&tenant, account, minted).is_err() {
            return;
        }
        *self.credit_of(&tenant) -= minted;
        let book = self
            .books
            .get_mut(&account)
            .expect("the account is in the books");
        book.balance += minted * 1_000_000;
        if book.owner != tenant && !book.sponsors.contains(&tenant) {
            book.sponsors.push(tenant);
        }
    }

    fn withdraw_deposit(&mut self) {
        let Some(account) = self.any_account() else {
            return;
        };
        let tenant = self.tenant();
        if self.take_all_back(&tenant, account) {
            self.forget_if_gone(account);
        }
    }

    /// Takes back all that can leave; the books learn how much from the balance of the taker.
    pub fn take_all_back(&mut self, tenant: &Addr, account: AccountId) -> bool {
        let before = self.world.act(tenant);
        if self.world.withdraw_deposit(tenant, account, None).is_err() {
            return false;
        }
        let taken = self.world.act(tenant) - before;
        *self.credit_of(tenant) += taken;
        self.took(account, taken);
        let book = &self.books[&account];
        let rate: u128 = book.leases.values().map(|line| line.gross).sum();
        assert!(book.balance >= rate * 3_600, "the runway was taken");
        true
    }

    /// Enters what was taken out of an account. Who takes everything also gives up a fraction of a
    /// unit, which becomes a fee; how much that is depends on shares, so the books learn it from the
    /// row, and only that.
    fn took(&mut self, account: AccountId, taken: u128) {
        let row = self
            .world
            .chain
            .raw(&self.world.at.escrow, &ACCOUNTS.key(&account));
        let book = self
            .books
            .get_mut(&account)
            .expect("the account is in the books");
        book.balance -= taken * 1_000_000;
        let Some(row) = row else { return };
        let found: Account = unpack(&row).expect("an account's row");
        let fraction = book.balance - found.stream.balance.0;
        assert!(fraction < 1_000_000, "more than a fraction was given up");
        assert!(fraction == 0 || book.leases.is_empty());
        book.balance -= fraction;
        book.fees += fraction;
    }

    fn price(&mut self) -> String {
        format!("{}.{:02}", self.dice.u8(1..3), self.dice.u8(0..100))
    }

    fn post(&mut self) {
        let (sender, _) = self.providers[self.dice.usize(0..3)].clone();
        let class = [Catalog::H100, Catalog::A100][self.dice.usize(0..2)];
        let (units, price) = (self.dice.u32(1..9), self.price());
        let mut ask = Ask::of(class, units, &price);
        if self.dice.u8(0..4) == 0 {
            ask = ask.until(self.world.now() + self.dice.u64(60..200_000));
        }
        let posted = self
            .world
            .post(&sender, ask)
            .expect("a bonded provider posts");
        self.asks.push(posted.value);
    }

    fn owner_of(&self, ask: AskKey) -> Addr {
        let of = |(_, id): &&(Addr, ProviderId)| *id == ask.provider;
        self.providers
            .iter()
            .find(of)
            .expect("a provider posted it")
            .0
            .clone()
    }

    fn any_ask(&mut self) -> Option<AskKey> {
        (!self.asks.is_empty()).then(|| self.asks[self.dice.usize(0..self.asks.len())])
    }

    fn reprice(&mut self) {
        let Some(ask) = self.any_ask() else { return };
        let (owner, price) = (self.owner_of(ask), self.price());
        // An ask that has expired and was met by a take is gone.
        let _ = self.world.reprice(&owner, ask.ask, &price);
    }

    fn withdraw_ask(&mut self) {
        let Some(ask) = self.any_ask() else { return };
        let owner = self.owner_of(ask);
        let _ = self.world.withdraw_ask(&owner, ask.ask);
        self.asks.retain(|other| *other != ask);
    }

    fn place(&mut self) {
        let Some(account) = self.any_account() else {
            return;
        };
        let owner = self.books[&account].owner.clone();
        let (units, h100, a100) = (self.dice.u32(1..6), self.price(), self.price());
        let mut order = Order::on(account)
            .units(units)
            .class(Catalog::H100, &h100)
            .class(Catalog::A100, &a100);
        if self.dice.bool() {
            order = order.split();
        }
        if self.dice.u8(0..3) == 0 {
            order = order.attribute("region=eu-west");
        }
        order = match self.dice.u8(0..4) {
            0 => order.or_cancel(),
            1 => order.resting_until(self.world.now() + self.dice.u64(60..200_000)),
            2 => order.by_auction(Rule::OpenDescending {
                duration: self.dice.u64(30..4_000),
                min_step: usd_per_hour("0.01"),
                extension: 30,
            }),
            _ => order,
        };
        // Refused when nothing matches, or the account cannot carry it.
        let Ok(placed) = self.world.place(&owner, &order) else {
            return;
        };
        self.opened(&placed.tx);
        let id = placed.value.order;
        match placed.value.status {
            tender_interfaces::orderbook::OrderStatus::Auctioned => self.auctions.push((owner, id)),
            tender_interfaces::orderbook::OrderStatus::Resting
            | tender_interfaces::orderbook::OrderStatus::RestingAfterScan => {
                self.resting.push((owner, id));
            }
            _ => {}
        }
    }

    /// Enters the leases that a transaction opened.
    pub fn opened(&mut self, tx: &TxResult) {
        for event in tx
            .events
            .iter()
            .filter_map(|event| LeaseOpened::try_from(event).ok())
        {
            let of = |(_, id): &&(Addr, ProviderId)| *id == event.provider;
            let provider = self
                .providers
                .iter()
                .find(of)
                .expect("a known provider")
                .0
                .clone();
            let book = self
                .books
                .get_mut(&event.account)
                .expect("the account is in the books");
            assert!(
                !book.leases.contains_key(&event.lease),
                "a lease was opened twice"
            );
            book.open(event.lease, provider, event.rate.u128());
            let rate: u128 = book.leases.values().map(|line| line.gross).sum();
            assert!(
                book.balance >= rate * 3_600,
                "a lease opened without its runway"
            );
        }
    }

    fn take_order(&mut self) {
        let (Some(ask), false) = (self.any_ask(), self.resting.is_empty()) else {
            return;
        };
        let (_, order) = self.resting[self.dice.usize(0..self.resting.len())].clone();
        let owner = self.owner_of(ask);
        if let Ok(taken) = self.world.take(&owner, order, ask.ask) {
            self.opened(&taken.tx);
        }
    }

    fn bid(&mut self) {
        if self.auctions.is_empty() {
            return;
        }
        let (_, order) = self.auctions[self.dice.usize(0..self.auctions.len())].clone();
        let (sender, provider) = self.providers[self.dice.usize(0..3)].clone();
        let (class, price) = (ClassId(self.dice.u16(1..3)), self.price());
        let _ = self.world.bid(&sender, order, provider, class, &price);
    }

    /// Closes every auction whose time is over, in the name of a stranger.
    pub fn close_auctions(&mut self) {
        let stranger = self.world.addr("stranger");
        for (tenant, order) in std::mem::take(&mut self.auctions) {
            match self.world.close_auction(&stranger, order) {
                Ok(closed) => self.opened(&closed.tx),
                Err(_) => self.auctions.push((tenant, order)),
            }
        }
    }

    fn withdraw(&mut self) {
        let Some(lease) = self.any_lease() else {
            return;
        };
        let stranger = self.world.addr("stranger");
        self.world
            .withdraw(&stranger, &[lease])
            .expect("anyone pays a provider");
        let book = self
            .books
            .get_mut(&lease.account)
            .expect("the account is in the books");
        let amount = book.pay(lease.lease);
        let provider = book.leases[&lease.lease].provider.clone();
        *self.credit_of(&provider) += amount;
    }

    fn close_lease(&mut self) {
        let Some(lease) = self.any_lease() else {
            return;
        };
        let book = &self.books[&lease.account];
        let (sender, reason) = match self.dice.bool() {
            true => (book.owner.clone(), CloseReason::Done),
            false => (
                book.leases[&lease.lease].provider.clone(),
                CloseReason::Unstable,
            ),
        };
        self.world
            .close_lease(&sender, lease, reason)
            .expect("a party closes its lease");
        self.closed(lease.account, lease.lease);
    }

    fn closed(&mut self, account: AccountId, lease: LeaseId) {
        let book = self
            .books
            .get_mut(&account)
            .expect("the account is in the books");
        let (provider, amount) = book.close(lease);
        *self.credit_of(&provider) += amount;
    }

    fn close_account(&mut self) {
        let Some(account) = self.any_account() else {
            return;
        };
        let owner = self.books[&account].owner.clone();
        self.close_and_refund(&owner, account);
    }

    /// Ends an account in the name of its owner.
    pub fn close_and_refund(&mut self, owner: &Addr, account: AccountId) {
        let before = self.world.act(owner);
        let open: Vec<LeaseId> = self.books[&account].leases.keys().copied().collect();
        if self.world.close_account(owner, account).is_err() {
            assert!(open.is_empty(), "an owner could not close");
            return;
        }
        let received = self.world.act(owner) - before;
        for lease in open {
            self.closed(account, lease);
        }
        *self.credit_of(owner) += received;
        self.took(account, received);
        self.forget_if_gone(account);
    }

    fn collect_fees(&mut self) {
        let Some(account) = self.any_account() else {
            return;
        };
        self.collect(account);
    }

    /// Collects an account's fees into the pot, and pays the pot's whole units: half is burned, half
    /// goes to the treasury.
    pub fn collect(&mut self, account: AccountId) {
        let book = self
            .books
            .get_mut(&account)
            .expect("the account is in the books");
        self.pot += std::mem::take(&mut book.fees);
        self.pay_pot(&[account]);
    }

    /// Pays the pot's whole units, after the fees of `accounts` have come into it.
    pub fn pay_pot(&mut self, accounts: &[AccountId]) {
        let treasury = self.world.addr("treasury");
        let stranger = self.world.addr("stranger");
        self.world
            .collect_fees(&stranger, accounts)
            .expect("anyone collects fees");
        let whole = self.pot / 1_000_000;
        self.pot %= 1_000_000;
        *self.credit_of(&treasury) += whole - whole / 2;
    }

    /// Drops an account that the contract has removed: what was left of it, less than a unit a
    /// holder, is in the pot.
    pub fn forget_if_gone(&mut self, account: AccountId) {
        let query = tender_interfaces::escrow::QueryMsg::Account { account };
        let answer: Result<tender_interfaces::escrow::AccountResponse, _> =
            self.world.chain.query(&self.world.at.escrow, &query);
        if answer.is_err() {
            let book = self
                .books
                .remove(&account)
                .expect("the account is in the books");
            let holders = 1 + book.sponsors.len() as u128;
            assert!(
                book.leases.is_empty() && book.balance < holders * 1_000_000,
                "account {account} was forgotten: {book:?}"
            );
            self.pot += book.fees + book.balance;
        }
    }

    /// The contracts agree with the books, and with themselves.
    pub fn compare(&self) {
        for (id, book) in &self.books {
            let account = self.world.account(*id);
            assert_eq!(
                account.balance.u128(),
                book.balance / 1_000_000,
                "balance of {id}"
            );
            assert_eq!(account.fees.u128(), book.fees / 1_000_000, "fees of {id}");
            let rate: u128 = book.leases.values().map(|line| line.gross).sum();
            assert_eq!(
                account.rate.u128(),
                rate,
                "rate of {id}: {}",
                per_hour(account.rate)
            );
            assert_eq!(account.leases as usize, book.leases.len(), "leases of {id}");
            let hungry = matches!(
                account.funding,
                Funding::Starved { .. } | Funding::Overdue { .. }
            );
            assert_eq!(
                hungry,
                book.hungry > 0 && book.balance < rate,
                "hunger of {id}: {:?}",
                account.funding
            );
            for (lease, line) in &book.leases {
                let found = self.world.lease(LeaseKey {
                    account: *id,
                    lease: *lease,
                });
                assert_eq!(found.paid.u128(), line.paid, "paid of {lease}");
                let owed = line.earned / 1_000_000 - line.paid;
                assert_eq!(found.owed.u128(), owed, "owed of {lease}");
            }
        }
        for (holder, amount) in &self.credit {
            assert_eq!(self.world.act(holder), *amount, "credit of {holder}");
        }
        self.world.assert_invariants();
    }
}
