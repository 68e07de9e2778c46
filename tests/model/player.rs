//! Does what an action says, and enters it in the books.

use std::collections::BTreeMap;

use cosmwasm_std::Addr;
use tender_chain::{TxError, TxResult};
use tender_escrow::account::Account;
use tender_escrow::state::ACCOUNTS;
use tender_interfaces::auction::Rule;
use tender_interfaces::escrow::{AccountResponse, CloseReason, Funding, QueryMsg};
use tender_interfaces::events::{LeaseOpened, LeasePassedOver};
use tender_interfaces::orderbook::OrderStatus;
use tender_storage::unpack;
use tender_testkit::{code_of, per_hour, usd_per_hour, Ask, Catalog, Codes, Order, World};
use tender_types::{AccountId, AskKey, ClassId, LeaseId, LeaseKey, OrderId, ProviderId, Seconds};

use crate::action::{self, Action, Way};
use crate::books::{Book, Books};

const AKT: u128 = 1_000_000;
const CLASSES: [&str; 2] = [Catalog::H100, Catalog::A100];

/// A world, its books, and what there is to choose from.
pub struct Player {
    pub world: World,
    pub books: Books,
    pub tenants: Vec<Addr>,
    pub providers: Vec<(Addr, ProviderId)>,
    asks: Vec<AskKey>,
    pub resting: Vec<(Addr, OrderId)>,
    pub auctions: Vec<(Addr, OrderId)>,
    /// Leases that were closed.
    gone: Vec<LeaseKey>,
    /// What each holder of credit should have.
    pub credit: BTreeMap<Addr, u128>,
    /// Pico-units of fees that have left their accounts and were not paid out.
    pub pot: u128,
}

/// What was accepted; a refusal has to be one of those that are expected here.
#[track_caller]
pub fn expected<T>(result: Result<T, TxError>, codes: &[&str]) -> Option<T> {
    match result {
        Ok(done) => Some(done),
        Err(error) => {
            let code = code_of(&error).unwrap_or_default();
            assert!(codes.contains(&code.as_str()), "not expected here: {error}");
            None
        }
    }
}

fn one_of<T: Clone>(list: &[T], number: usize) -> Option<T> {
    list.get(number.checked_rem(list.len())?).cloned()
}

fn price(cents: u32) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}

impl Player {
    pub fn new(codes: &dyn Codes) -> Self {
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
            tenants,
            providers,
            asks: vec![],
            resting: vec![],
            auctions: vec![],
            gone: vec![],
            credit: BTreeMap::new(),
            pot: 0,
        }
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
                stands,
            } => self.post(provider, class, units, cents, stands),
            Action::Reprice { ask, cents } => self.reprice(ask, cents),
            Action::WithdrawAsk { ask } => self.withdraw_ask(ask),
            Action::Place(order) => self.place(&order),
            Action::TakeOrder { order, ask } => self.take_order(order, ask),
            Action::CancelOrder { order } => self.cancel_order(order),
            Action::Bid {
                auction,
                provider,
                class,
                cents,
            } => self.bid(auction, provider, class, cents),
            Action::CloseAuctions => self.close_auctions(),
            Action::Withdraw { leases, gone } => self.withdraw(&leases, gone),
            Action::CloseLease { lease, by_tenant } => self.close_lease(lease, by_tenant),
            Action::CloseAccount { account } => self.close_account(account),
            Action::CollectFees { account } => self.collect_fees(account),
            Action::Wait { seconds, cents } => {
                self.wait(seconds, cents);
                Some(())
            }
        };
        done.is_some()
    }

    fn wait(&mut self, seconds: u64, cents: u32) {
        self.world.advance(seconds);
        for book in self.books.values_mut() {
            book.advance(seconds);
        }
        self.world.feed(&format!("1.{cents}"));
    }

    fn any_account(&self, number: usize) -> Option<AccountId> {
        let ids: Vec<_> = self.books.keys().copied().collect();
        one_of(&ids, number)
    }

    fn leases(&self) -> Vec<LeaseKey> {
        let of = |(account, book): (&AccountId, &Book)| {
            let account = *account;
            let keys: Vec<_> = book.leases.keys().copied().collect();
            keys.into_iter()
                .map(move |lease| LeaseKey { account, lease })
        };
        self.books.iter().flat_map(of).collect()
    }

    pub fn credit_of(&mut self, holder: &Addr) -> &mut u128 {
        self.credit.entry(holder.clone()).or_default()
    }

    fn book(&mut self, account: AccountId) -> &mut Book {
        let book = self.books.get_mut(&account);
        book.expect("the account is in the books")
    }

    /// Credit for a tenant, out of AKT: what was minted.
    fn mint(&mut self, tenant: &Addr, akt: u128) -> Option<u128> {
        let before = self.world.act(tenant);
        // AKT may have fallen so far that the collateral is too low: that is the breaker.
        expected(self.world.mint(tenant, akt), &["bme/halted"])?;
        let minted = self.world.act(tenant) - before;
        *self.credit_of(tenant) += minted;
        Some(minted)
    }

    fn open_account(&mut self, tenant: usize, akt: u128) -> Option<()> {
        let tenant = one_of(&self.tenants, tenant)?;
        let minted = self.mint(&tenant, akt)?;
        if self.books.len() >= 8 {
            return None;
        }
        let opened = self.world.open_account(&tenant, minted);
        let account = opened.expect("credit opens an account").value;
        *self.credit_of(&tenant) -= minted;
        let mut book = Book::new(tenant);
        book.balance = minted * 1_000_000;
        self.books.insert(account, book);
        Some(())
    }

    fn deposit(&mut self, tenant: usize, account: usize, akt: u128) -> Option<()> {
        let account = self.any_account(account)?;
        let tenant = one_of(&self.tenants, tenant)?;
        let minted = self.mint(&tenant, akt)?;
        let deposited = self.world.deposit(&tenant, account, minted);
        expected(deposited, &["escrow/account_overdue"])?;
        *self.credit_of(&tenant) -= minted;
        let book = self.book(account);
        book.balance += minted * 1_000_000;
        if book.owner != tenant && !book.sponsors.contains(&tenant) {
            book.sponsors.push(tenant);
        }
        Some(())
    }

    fn withdraw_deposit(&mut self, tenant: usize, account: usize) -> Option<()> {
        let account = self.any_account(account)?;
        let tenant = one_of(&self.tenants, tenant)?;
        self.take_all_back(&tenant, account)?;
        self.forget_if_gone(account);
        Some(())
    }

    /// Takes back all that can leave; the books learn how much from the balance of the taker.
    pub fn take_all_back(&mut self, tenant: &Addr, account: AccountId) -> Option<()> {
        let before = self.world.act(tenant);
        let taken = self.world.withdraw_deposit(tenant, account, None);
        expected(taken, &["escrow/nothing_to_withdraw"])?;
        let taken = self.world.act(tenant) - before;
        *self.credit_of(tenant) += taken;
        self.took(account, taken);
        let book = self.book(account);
        assert!(book.balance >= book.rate() * 3_600, "the runway was taken");
        Some(())
    }

    /// Enters what was taken out of an account. Who takes everything also gives up a fraction of a
    /// unit, which becomes a fee; how much that is depends on shares, so the books learn it from the
    /// row, and only that.
    fn took(&mut self, account: AccountId, taken: u128) {
        let escrow = self.world.at.escrow.clone();
        let row = self.world.chain.raw(&escrow, &ACCOUNTS.key(&account));
        let book = self.book(account);
        book.balance -= taken * 1_000_000;
        let Some(row) = row else { return };
        let found: Account = unpack(&row).expect("an account's row");
        let fraction = book.balance - found.stream.balance.0;
        assert!(fraction < 1_000_000, "more than a fraction was given up");
        assert!(fraction == 0 || book.leases.is_empty());
        book.balance -= fraction;
        book.fees += fraction;
    }

    fn post(
        &mut self,
        provider: usize,
        class: usize,
        units: u32,
        cents: u32,
        stands: Option<u64>,
    ) -> Option<()> {
        let (sender, _) = one_of(&self.providers, provider)?;
        let mut ask = Ask::of(one_of(&CLASSES, class)?, units, &price(cents));
        if let Some(seconds) = stands {
            ask = ask.until(self.world.now().after(Seconds(seconds)));
        }
        let posted = self.world.post(&sender, ask);
        self.asks
            .push(posted.expect("a bonded provider posts").value);
        Some(())
    }

    fn owner_of(&self, ask: AskKey) -> Addr {
        self.provider(ask.provider)
    }

    fn provider(&self, id: ProviderId) -> Addr {
        let of = |(_, other): &&(Addr, ProviderId)| *other == id;
        let known = self.providers.iter().find(of);
        known.expect("a known provider").0.clone()
    }

    fn reprice(&mut self, ask: usize, cents: u32) -> Option<()> {
        let ask = one_of(&self.asks, ask)?;
        let owner = self.owner_of(ask);
        let repriced = self.world.reprice(&owner, ask.ask, &price(cents));
        // An ask that has expired and was met by a take is gone; the same price is no change.
        expected(repriced, &["orderbook/ask_not_found", "guard/no_change"])?;
        Some(())
    }

    fn withdraw_ask(&mut self, ask: usize) -> Option<()> {
        let ask = one_of(&self.asks, ask)?;
        let owner = self.owner_of(ask);
        let withdrawn = self.world.withdraw_ask(&owner, ask.ask);
        self.asks.retain(|other| *other != ask);
        expected(withdrawn, &["orderbook/ask_not_found"])?;
        Some(())
    }

    fn place(&mut self, wanted: &action::Order) -> Option<()> {
        let account = self.any_account(wanted.account)?;
        let owner = self.books[&account].owner.clone();
        let [h100, a100] = wanted.ceilings.map(price);
        let mut order = Order::on(account)
            .units(wanted.units)
            .class(Catalog::H100, &h100)
            .class(Catalog::A100, &a100);
        if wanted.split {
            order = order.split();
        }
        if wanted.in_europe {
            order = order.attribute("region=eu-west");
        }
        order = match wanted.way {
            Way::FillOrKill => order,
            Way::OrCancel => order.or_cancel(),
            Way::Rest { seconds } => order.resting_until(self.world.now().after(Seconds(seconds))),
            Way::Auction { seconds } => order.by_auction(Rule::OpenDescending {
                duration: Seconds(seconds),
                min_step: usd_per_hour("0.01"),
                extension: Seconds(30),
            }),
        };
        let refusals = [
            "orderbook/not_fillable",
            "escrow/insufficient_runway",
            "escrow/account_starved",
            "escrow/account_overdue",
        ];
        let placed = expected(self.world.place(&owner, &order), &refusals)?;
        self.opened(&placed.tx);
        let id = placed.value.order;
        match placed.value.status {
            OrderStatus::Auctioned => self.auctions.push((owner, id)),
            OrderStatus::Resting | OrderStatus::RestingAfterScan => self.resting.push((owner, id)),
            OrderStatus::Filled | OrderStatus::Dropped => {}
        }
        Some(())
    }

    /// Enters the leases that a transaction opened: how many.
    fn opened(&mut self, tx: &TxResult) -> usize {
        let opened = tx.events.iter();
        let opened: Vec<_> = opened
            .filter_map(|event| LeaseOpened::try_from(event).ok())
            .collect();
        for event in &opened {
            let provider = self.provider(event.provider);
            let book = self.book(event.account);
            assert!(
                !book.leases.contains_key(&event.lease),
                "a lease was opened twice"
            );
            book.open(event.lease, provider, event.rate.0);
            assert!(
                book.balance >= book.rate() * 3_600,
                "a lease opened without its runway"
            );
        }
        opened.len()
    }

    fn take_order(&mut self, order: usize, ask: usize) -> Option<()> {
        let ask = one_of(&self.asks, ask)?;
        let (_, order) = one_of(&self.resting, order)?;
        let owner = self.owner_of(ask);
        let refusals = [
            "orderbook/ask_not_found",
            "orderbook/ask_refused",
            "orderbook/order_not_found",
            "orderbook/order_over",
            "escrow/account_not_found",
            "escrow/insufficient_runway",
            "escrow/account_starved",
            "escrow/account_overdue",
        ];
        let taken = expected(self.world.take(&owner, order, ask.ask), &refusals)?;
        self.opened(&taken.tx);
        Some(())
    }

    fn cancel_order(&mut self, order: usize) -> Option<()> {
        let (tenant, order) = one_of(&self.resting, order)?;
        self.resting.retain(|(_, other)| *other != order);
        let cancelled = self.world.cancel(&tenant, order);
        // Taken as a whole since.
        expected(cancelled, &["orderbook/order_not_found"])?;
        Some(())
    }

    fn bid(&mut self, auction: usize, provider: usize, class: u16, cents: u32) -> Option<()> {
        let (_, order) = one_of(&self.auctions, auction)?;
        let (sender, provider) = one_of(&self.providers, provider)?;
        let class = ClassId(class);
        let bid = self
            .world
            .bid(&sender, order, provider, class, &price(cents));
        let refusals = [
            "auction/bidding_over",
            "auction/mismatch",
            "auction/not_best",
        ];
        expected(bid, &refusals)?;
        Some(())
    }

    /// Closes every auction whose time is over, in the name of a stranger.
    pub fn close_auctions(&mut self) -> Option<()> {
        let stranger = self.world.addr("stranger");
        let mut closed_any = None;
        for (tenant, order) in std::mem::take(&mut self.auctions) {
            let closed = self.world.close_auction(&stranger, order);
            match expected(closed, &["auction/still_running"]) {
                Some(closed) => {
                    self.opened(&closed.tx);
                    closed_any = Some(());
                }
                None => self.auctions.push((tenant, order)),
            }
        }
        closed_any
    }

    /// Pays several leases at once. One that is gone keeps nobody else from being paid.
    fn withdraw(&mut self, numbers: &[usize], gone: bool) -> Option<()> {
        let there = self.leases();
        let mut chosen: Vec<LeaseKey> = vec![];
        for number in numbers {
            let lease = one_of(&there, *number)?;
            if !chosen.contains(&lease) {
                chosen.push(lease);
            }
        }
        let mut named = chosen.clone();
        if gone {
            named.insert(0, self.gone.last().copied()?);
        }
        let stranger = self.world.addr("stranger");
        let paid = self.world.withdraw(&stranger, &named);
        let paid = paid.expect("anyone pays a provider");
        let passed_over = paid.events.iter();
        let passed_over = passed_over.filter_map(|event| LeasePassedOver::try_from(event).ok());
        assert_eq!(passed_over.count(), named.len() - chosen.len());
        for lease in chosen {
            let book = self.book(lease.account);
            let amount = book.pay(lease.lease);
            let provider = book.leases[&lease.lease].provider.clone();
            *self.credit_of(&provider) += amount;
        }
        Some(())
    }

    fn close_lease(&mut self, lease: usize, by_tenant: bool) -> Option<()> {
        let lease = one_of(&self.leases(), lease)?;
        let book = &self.books[&lease.account];
        let (sender, reason) = match by_tenant {
            true => (book.owner.clone(), CloseReason::Done),
            false => {
                let provider = book.leases[&lease.lease].provider.clone();
                (provider, CloseReason::Unstable)
            }
        };
        let closed = self.world.close_lease(&sender, lease, reason);
        closed.expect("a party closes its lease");
        self.closed(lease.account, lease.lease);
        Some(())
    }

    fn closed(&mut self, account: AccountId, lease: LeaseId) {
        self.gone.push(LeaseKey { account, lease });
        let (provider, amount) = self.book(account).close(lease);
        *self.credit_of(&provider) += amount;
    }

    fn close_account(&mut self, account: usize) -> Option<()> {
        let account = self.any_account(account)?;
        let owner = self.books[&account].owner.clone();
        self.close_and_refund(&owner, account)
    }

    /// Ends an account in the name of its owner.
    pub fn close_and_refund(&mut self, owner: &Addr, account: AccountId) -> Option<()> {
        let before = self.world.act(owner);
        let open: Vec<LeaseId> = self.books[&account].leases.keys().copied().collect();
        let closed = self.world.close_account(owner, account);
        // What sponsors have left in it is all there is.
        if expected(closed, &["escrow/nothing_to_withdraw"]).is_none() {
            assert!(open.is_empty(), "an owner could not close");
            return None;
        }
        let received = self.world.act(owner) - before;
        for lease in open {
            self.closed(account, lease);
        }
        *self.credit_of(owner) += received;
        self.took(account, received);
        self.forget_if_gone(account);
        Some(())
    }

    /// Collects an account's fees into the pot, and pays the pot's whole units: half is burned, half
    /// goes to the treasury.
    fn collect_fees(&mut self, account: usize) -> Option<()> {
        let account = self.any_account(account)?;
        let fees = std::mem::take(&mut self.book(account).fees);
        self.pot += fees;
        self.pay_pot(&[account]);
        Some(())
    }

    /// Pays the pot's whole units, after the fees of `accounts` have come into it.
    pub fn pay_pot(&mut self, accounts: &[AccountId]) {
        let treasury = self.world.addr("treasury");
        let stranger = self.world.addr("stranger");
        let collected = self.world.collect_fees(&stranger, accounts);
        collected.expect("anyone collects fees");
        let whole = self.pot / 1_000_000;
        self.pot %= 1_000_000;
        *self.credit_of(&treasury) += whole - whole / 2;
    }

    /// Drops an account that the contract has removed: what was left of it, less than a unit a
    /// holder, is in the pot.
    pub fn forget_if_gone(&mut self, account: AccountId) {
        let query = QueryMsg::Account { account };
        let escrow = &self.world.at.escrow;
        let answer: Result<AccountResponse, _> = self.world.chain.query(escrow, &query);
        let Err(error) = answer else {
            return;
        };
        assert_eq!(
            code_of(&error).as_deref(),
            Some("escrow/account_not_found"),
            "{error}"
        );
        let book = self.books.remove(&account);
        let book = book.expect("the account is in the books");
        let holders = 1 + book.sponsors.len() as u128;
        assert!(
            book.leases.is_empty() && book.balance < holders * 1_000_000,
            "account {account} was forgotten: {book:?}"
        );
        self.pot += book.fees + book.balance;
    }

    /// The contracts agree with the books, and with themselves.
    pub fn compare(&self) {
        for (id, book) in &self.books {
            self.compare_account(*id, book);
        }
        for (holder, amount) in &self.credit {
            assert_eq!(self.world.act(holder), *amount, "credit of {holder}");
        }
        self.world.assert_invariants();
    }

    fn compare_account(&self, id: AccountId, book: &Book) {
        let account = self.world.account(id);
        let (balance, fees) = (book.balance / 1_000_000, book.fees / 1_000_000);
        assert_eq!(account.balance.0, balance, "balance of {id}");
        assert_eq!(account.fees.0, fees, "fees of {id}");
        let shown = per_hour(account.rate);
        assert_eq!(account.rate.0, book.rate(), "rate of {id}: {shown}");
        assert_eq!(account.leases as usize, book.leases.len(), "leases of {id}");
        let hungry = matches!(
            account.funding,
            Funding::Starved { .. } | Funding::Overdue { .. }
        );
        let expected = book.hungry > 0 && book.balance < book.rate();
        assert_eq!(hungry, expected, "hunger of {id}: {:?}", account.funding);
        for (lease, line) in &book.leases {
            let key = LeaseKey {
                account: id,
                lease: *lease,
            };
            let found = self.world.lease(key);
            assert_eq!(found.paid.0, line.paid, "paid of {lease}");
            let owed = line.earned / 1_000_000 - line.paid;
            assert_eq!(found.owed.0, owed, "owed of {lease}");
        }
    }
}
