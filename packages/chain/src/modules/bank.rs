//! Balances and transfers, with the rows and events of the SDK's bank module.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use cosmwasm_std::{Addr, Coin, Event, Uint128};

use crate::encoding::address::ChainApi;
use crate::encoding::bytes::length_prefixed;
use crate::encoding::proto::Message;
use crate::modules::auth::Auth;
use crate::modules::error::{ChainError, Failure};
use crate::store::gas::OutOfGas;
use crate::store::rows::Rows;

/// Key prefixes of x/bank (`types/keys.go`).
const SUPPLY: u8 = 0;
const BALANCES: u8 = 2;
const DENOM_HOLDERS: u8 = 3;
const PARAMS: u8 = 5;

/// The fee every transaction is priced with.
pub(crate) const FEE_DENOM: &str = "stake";
pub(crate) const FEE: &str = "5000";

/// The keeper of x/bank.
pub(crate) struct Bank {
    rows: Rows,
    api: ChainApi,
    auth: Rc<Auth>,
    /// Accounts that accept no coins.
    blocked: RefCell<BTreeSet<Addr>>,
}

impl Bank {
    /// The module at genesis: every denom may be sent, and nobody is blocked.
    pub(crate) fn new(rows: Rows, api: ChainApi, auth: Rc<Auth>) -> Self {
        let params = Message::default().number(2, 1).done();
        rows.plant(&[PARAMS], &params);
        Self {
            rows,
            api,
            auth,
            blocked: RefCell::default(),
        }
    }

    pub(crate) fn block(&self, account: &Addr) {
        self.blocked.borrow_mut().insert(account.clone());
    }

    pub(crate) fn unblock(&self, account: &Addr) {
        self.blocked.borrow_mut().remove(account);
    }

    /// Creates coins out of nothing.
    pub(crate) fn mint(&self, to: &Addr, coins: &[Coin]) -> Result<(), ChainError> {
        let holder = self.api.canonical(to.as_str())?;
        self.auth.ensure_account(&holder)?;
        for coin in coins {
            let supply = self.supply(&coin.denom);
            let total = add(supply, coin.amount, &coin.denom)?;
            let balance = add(self.balance(&holder, &coin.denom), coin.amount, &coin.denom)?;
            let supply_key = [&[SUPPLY], coin.denom.as_bytes()].concat();
            self.rows.plant(&supply_key, total.to_string().as_bytes());
            self.set_balance(&holder, &coin.denom, balance)?;
        }
        Ok(())
    }

    /// A balance, without charging.
    pub(crate) fn balance(&self, holder: &[u8], denom: &str) -> Uint128 {
        amount(self.rows.peek(&balance_key(holder, denom)))
    }

    /// A denom's supply, without charging.
    pub(crate) fn supply(&self, denom: &str) -> Uint128 {
        let key = [&[SUPPLY], denom.as_bytes()].concat();
        amount(self.rows.peek(&key))
    }

    /// The price and answer of a supply query.
    pub(crate) fn read_supply(&self, denom: &str) -> Result<Uint128, OutOfGas> {
        let key = [&[SUPPLY], denom.as_bytes()].concat();
        Ok(amount(self.rows.read(&key)?))
    }

    /// A balance, charged as `GetBalance`.
    pub(crate) fn read_balance(&self, holder: &[u8], denom: &str) -> Result<Uint128, OutOfGas> {
        Ok(amount(self.rows.read(&balance_key(holder, denom))?))
    }

    /// Moves coins as `MsgSend` and the funds of a contract call do: refused when the receiver is
    /// blocked, when nothing is sent, or when the sender has too little.
    pub(crate) fn send(
        &self,
        from: &Addr,
        to: &Addr,
        coins: &[Coin],
    ) -> Result<Vec<Event>, Failure> {
        let coins = some_coins(coins)?;
        self.rows.read(&[PARAMS])?;
        // `IsSendEnabledCoins` asks for an exception of each denom; there is none.
        self.rows.pay_has(coins.len())?;
        if self.blocked.borrow().contains(to) {
            return Err(ChainError::BlockedAddress(to.to_string()).into());
        }
        self.transfer_coins(from, to, &coins)
    }

    /// `SendCoins`.
    fn transfer_coins(
        &self,
        from: &Addr,
        to: &Addr,
        coins: &[Coin],
    ) -> Result<Vec<Event>, Failure> {
        let taker = self.api.canonical(to.as_str())?;
        self.take(from, coins)?;
        for coin in coins {
            let balance = self.read_balance(&taker, &coin.denom)?;
            let total = add(balance, coin.amount, &coin.denom)?;
            self.set_balance(&taker, &coin.denom, total)?;
        }
        self.rows.pay_has(1)?;
        self.auth.ensure_account(&taker)?;
        Ok(transfer_events(from, to, coins))
    }

    /// `BankMsg::Burn`: wasmd moves the coins to its module account and burns them there.
    pub(crate) fn burn(&self, from: &Addr, coins: &[Coin]) -> Result<Vec<Event>, Failure> {
        let coins = some_coins(coins)?;
        let module = self.api.module("wasm")?;
        let module_account = self.api.canonical(module.as_str())?;
        self.auth.read_account(&module_account)?;
        let mut events = self.transfer_coins(from, &module, &coins)?;
        self.auth.read_account(&module_account)?;
        self.take(&module, &coins)?;
        for coin in &coins {
            let supply = self.read_supply(&coin.denom)?;
            let key = [&[SUPPLY], coin.denom.as_bytes()].concat();
            let left = supply.saturating_sub(coin.amount).to_string();
            self.rows.write(&key, left.as_bytes())?;
        }
        events.push(coins_event("coin_spent", "spender", &module, &coins));
        events.push(coins_event("burn", "burner", &module, &coins));
        Ok(events)
    }

    /// The price of deducting a fee: what `SendCoins` to the fee collector reads and writes.
    ///
    /// Nothing is moved, so that a test's balances are only what the test made them. The payer is
    /// taken to hold a sum of fifteen digits; the collector is emptied at each block's start.
    pub(crate) fn charge_fee(&self, payer: &[u8]) -> Result<(), Failure> {
        let collector = self.api.module("fee_collector")?;
        let collector = self.api.canonical(collector.as_str())?;
        self.auth.pay_module_account(&collector, "fee_collector")?;
        self.auth.read_account(payer)?;
        for (holder, before, after) in [(payer, 15, 15), (&collector, 0, FEE.len())] {
            let row = balance_key(holder, FEE_DENOM);
            self.rows.pay_read(&row, before)?;
            self.rows.pay_write(&holder_key(holder, FEE_DENOM), 0)?;
            self.rows.pay_write(&row, after)?;
        }
        self.rows.pay_has(1)?;
        Ok(())
    }

    /// `subUnlockedCoins`.
    fn take(&self, from: &Addr, coins: &[Coin]) -> Result<(), Failure> {
        let giver = &self.api.canonical(from.as_str())?;
        // `LockedCoins`: is the sender a vesting account?
        self.auth.read_account(giver)?;
        for coin in coins {
            let balance = self.read_balance(giver, &coin.denom)?;
            let left =
                balance
                    .checked_sub(coin.amount)
                    .map_err(|_| ChainError::InsufficientFunds {
                        account: from.to_string(),
                        denom: coin.denom.clone(),
                        available: balance.u128(),
                        needed: coin.amount.u128(),
                    })?;
            self.set_balance(giver, &coin.denom, left)?;
        }
        Ok(())
    }

    fn set_balance(&self, holder: &[u8], denom: &str, amount: Uint128) -> Result<(), OutOfGas> {
        let index = holder_key(holder, denom);
        let row = balance_key(holder, denom);
        if amount.is_zero() {
            self.rows.delete(&index)?;
            return self.rows.delete(&row);
        }
        self.rows.write(&index, &[])?;
        self.rows.write(&row, amount.to_string().as_bytes())
    }
}

/// `sdk.Coins`: sorted, one entry for each denom, no zeros.
pub(crate) fn normalize(coins: &[Coin]) -> Result<Vec<Coin>, ChainError> {
    let mut merged: BTreeMap<&str, Uint128> = BTreeMap::new();
    for coin in coins.iter().filter(|coin| !coin.amount.is_zero()) {
        let sum = merged.entry(&coin.denom).or_default();
        *sum = add(*sum, coin.amount, &coin.denom)?;
    }
    let coin = |(denom, amount): (&str, Uint128)| Coin::new(amount, denom);
    Ok(merged.into_iter().map(coin).collect())
}

fn some_coins(coins: &[Coin]) -> Result<Vec<Coin>, ChainError> {
    let coins = normalize(coins)?;
    if coins.is_empty() {
        return Err(ChainError::NoCoins);
    }
    Ok(coins)
}

/// The coins of a signed message must be positive and of different denoms; those of a contract's
/// message are added up instead.
pub(crate) fn check_signed(coins: &[Coin]) -> Result<(), ChainError> {
    let denoms: BTreeSet<&str> = coins.iter().map(|coin| coin.denom.as_str()).collect();
    let zero = coins.iter().find(|coin| coin.amount.is_zero());
    if zero.is_some() || denoms.len() != coins.len() {
        return Err(ChainError::InvalidCoins(describe(coins)));
    }
    Ok(())
}

fn add(left: Uint128, right: Uint128, denom: &str) -> Result<Uint128, ChainError> {
    left.checked_add(right)
        .map_err(|_| ChainError::CoinOverflow(denom.to_string()))
}

fn amount(value: Option<Vec<u8>>) -> Uint128 {
    let text = value.map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    text.and_then(|text| text.parse::<u128>().ok())
        .map_or(Uint128::zero(), Uint128::new)
}

fn balance_key(holder: &[u8], denom: &str) -> Vec<u8> {
    [
        &[BALANCES],
        length_prefixed(holder).as_slice(),
        denom.as_bytes(),
    ]
    .concat()
}

fn holder_key(holder: &[u8], denom: &str) -> Vec<u8> {
    [
        &[DENOM_HOLDERS],
        denom.as_bytes(),
        &[0],
        &length_prefixed(holder),
    ]
    .concat()
}

fn transfer_events(from: &Addr, to: &Addr, coins: &[Coin]) -> Vec<Event> {
    let transfer = Event::new("transfer")
        .add_attribute("recipient", to)
        .add_attribute("sender", from)
        .add_attribute("amount", describe(coins));
    vec![
        coins_event("coin_spent", "spender", from, coins),
        coins_event("coin_received", "receiver", to, coins),
        transfer,
    ]
}

fn coins_event(kind: &str, role: &str, who: &Addr, coins: &[Coin]) -> Event {
    Event::new(kind)
        .add_attribute(role, who)
        .add_attribute("amount", describe(coins))
}

fn describe(coins: &[Coin]) -> String {
    let texts: Vec<String> = coins.iter().map(Coin::to_string).collect();
    texts.join(",")
}
