//! What tenants and others do with money.

use cosmwasm_std::Addr;
use tender_chain::TxError;
use tender_escrow::state::ACCOUNTS;
use tender_interfaces::escrow::{AccountResponse, AccountRow, QueryMsg};
use tender_storage::unpack;
use tender_testkit::code_of;
use tender_types::AccountId;

use super::{one_of, Player};
use crate::books::Book;

impl Player {
    /// Credit for a tenant, out of AKT: what was minted.
    fn mint(&mut self, tenant: &Addr, akt: u128) -> Option<u128> {
        let before = self.world.act(tenant);
        // AKT may have fallen so far that the collateral is too low: that is the breaker.
        let minted = self.world.mint(tenant, akt);
        self.expected(minted, &["bme/halted"])?;
        let minted = self.world.act(tenant) - before;
        *self.credit_of(tenant) += minted;
        Some(minted)
    }

    pub(super) fn open_account(&mut self, tenant: usize, akt: u128) -> Option<()> {
        let tenant = one_of(&self.tenants, tenant)?;
        let minted = self.mint(&tenant, akt)?;
        if self.books.len() >= 8 {
            return None;
        }
        let opened = self.world.open_account(&tenant, minted);
        let account = self.expected(opened, &[])?.value;
        *self.credit_of(&tenant) -= minted;
        let mut book = Book::new(tenant);
        book.balance = minted * 1_000_000;
        self.books.insert(account, book);
        Some(())
    }

    pub(super) fn deposit(&mut self, tenant: usize, account: usize, akt: u128) -> Option<()> {
        let account = self.any_account(account)?;
        let tenant = one_of(&self.tenants, tenant)?;
        let minted = self.mint(&tenant, akt)?;
        let deposited = self.world.deposit(&tenant, account, minted);
        self.expected(deposited, &["escrow/account_overdue"])?;
        *self.credit_of(&tenant) -= minted;
        let book = self.book(account);
        book.balance += minted * 1_000_000;
        book.feed();
        if book.owner != tenant && !book.sponsors.contains(&tenant) {
            book.sponsors.push(tenant);
        }
        Some(())
    }

    pub(super) fn withdraw_deposit(&mut self, tenant: usize, account: usize) -> Option<()> {
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
        self.expected(taken, &["escrow/nothing_to_withdraw"])?;
        let taken = self.world.act(tenant) - before;
        *self.credit_of(tenant) += taken;
        self.took(account, taken);
        let book = self.book(account);
        assert!(book.balance >= book.needed(), "the runway was taken");
        Some(())
    }

    /// Enters what was taken out of an account. Who takes everything also gives up a fraction of a
    /// unit, which becomes a fee; how much that is depends on shares, so the books learn it from the
    /// row, and only that.
    pub(super) fn took(&mut self, account: AccountId, taken: u128) {
        let escrow = self.world.at.escrow.clone();
        let row = self.world.chain.raw(&escrow, &ACCOUNTS.key(&account));
        let book = self.book(account);
        book.balance -= taken * 1_000_000;
        let Some(row) = row else { return };
        let found: AccountRow = unpack(&row).expect("an account's row");
        let fraction = book.balance - found.balance.0;
        assert!(fraction < 1_000_000, "more than a fraction was given up");
        assert!(fraction == 0 || book.leases.is_empty());
        book.balance -= fraction;
        book.fees += fraction;
    }

    pub(super) fn close_account(&mut self, account: usize) -> Option<()> {
        let account = self.any_account(account)?;
        let owner = self.books[&account].owner.clone();
        self.close_and_refund(&owner, account)
    }

    /// A stranger ends an account that has starved for too long.
    pub(super) fn close_overdue(&mut self, account: usize) -> Option<()> {
        let (stranger, now) = (self.stranger(), self.now());
        let overdue = self.books.iter().filter(|(_, book)| book.is_overdue(now));
        let overdue: Vec<AccountId> = overdue.map(|(id, _)| *id).collect();
        let account = match one_of(&overdue, account) {
            Some(account) => account,
            None => self.any_account(account)?,
        };
        let closed = self.world.close_account(&stranger, account);
        match self.books[&account].is_overdue(now) {
            false => {
                self.expected(closed, &["escrow/not_overdue"]);
                None
            }
            true => self.closed_account(account, closed),
        }
    }

    /// Ends an account in the name of its owner.
    pub fn close_and_refund(&mut self, owner: &Addr, account: AccountId) -> Option<()> {
        let closed = self.world.close_account(owner, account);
        self.closed_account(account, closed)
    }

    fn closed_account(
        &mut self,
        account: AccountId,
        closed: Result<tender_chain::TxResult, TxError>,
    ) -> Option<()> {
        // What sponsors have left in it is all there is.
        let open = self.books[&account].leases.len();
        let Some(tx) = self.expected(closed, &["escrow/nothing_to_withdraw"]) else {
            assert_eq!(open, 0, "an account could not be closed");
            return None;
        };
        let owner = self.books[&account].owner.clone();
        self.hear(&tx);
        assert!(self.books[&account].leases.is_empty());
        // What the books have not learnt from the leases is the refund: a provider may be paid in the
        // same transaction, but no provider is a tenant.
        let had = self.credit.get(&owner).copied().unwrap_or_default();
        let received = self.world.act(&owner) - had;
        *self.credit_of(&owner) += received;
        self.took(account, received);
        self.forget_if_gone(account);
        Some(())
    }

    /// Collects an account's fees into the pot, and pays the pot's whole units: half is burned, half
    /// goes to the treasury.
    pub(super) fn collect_fees(&mut self, account: usize) -> Option<()> {
        let account = self.any_account(account)?;
        let fees = std::mem::take(&mut self.book(account).fees);
        self.pot.fees += fees;
        self.pay_pot(&[account]);
        Some(())
    }

    /// Pays the pot's whole units, after the fees of `accounts` have come into it.
    pub fn pay_pot(&mut self, accounts: &[AccountId]) {
        let treasury = self.world.addr("treasury");
        let stranger = self.stranger();
        let collected = self.world.collect_fees(&stranger, accounts);
        collected.expect("anyone collects fees");
        let paid = self.pot.pay();
        *self.credit_of(&treasury) += paid;
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
        self.pot.fees += book.fees + book.balance;
    }
}
