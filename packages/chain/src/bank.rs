//! Balances and transfers, with the rows and events of the SDK's bank module.

use std::collections::{BTreeMap, BTreeSet};

use cosmwasm_std::{Addr, Coin, Event, Uint128};

use crate::error::{ChainError, Failure};
use crate::gas::{self, Cost, OutOfGas};
use crate::machine::{Machine, Module};
use crate::proto::{self, Message};

/// Key prefixes of x/bank (`types/keys.go`).
const SUPPLY: u8 = 0;
const BALANCES: u8 = 2;
const DENOM_HOLDERS: u8 = 3;
const PARAMS: u8 = 5;

/// The fee every transaction is priced with.
pub(crate) const FEE_DENOM: &str = "stake";
pub(crate) const FEE: &str = "5000";

impl Machine {
    /// Genesis of the bank module: every denom may be sent.
    pub(crate) fn init_bank(&self) {
        let params = Message::default().number(2, 1).done();
        self.plant(Module::Bank, &[PARAMS], &params);
    }

    /// Creates coins out of nothing.
    pub(crate) fn mint(&self, to: &Addr, coins: &[Coin]) -> Result<(), ChainError> {
        let holder = self.canonical(to.as_str())?;
        self.ensure_account(&holder)?;
        for coin in coins {
            let supply = self.supply(&coin.denom);
            let total = add(supply, coin.amount, &coin.denom)?;
            let balance = add(self.balance(&holder, &coin.denom), coin.amount, &coin.denom)?;
            let supply_key = [&[SUPPLY], coin.denom.as_bytes()].concat();
            self.plant(Module::Bank, &supply_key, total.to_string().as_bytes());
            self.set_balance(&holder, &coin.denom, balance)?;
        }
        Ok(())
    }

    /// A balance, without charging.
    pub(crate) fn balance(&self, holder: &[u8], denom: &str) -> Uint128 {
        amount(self.peek(Module::Bank, &balance_key(holder, denom)))
    }

    /// A denom's supply, without charging.
    pub(crate) fn supply(&self, denom: &str) -> Uint128 {
        let key = [&[SUPPLY], denom.as_bytes()].concat();
        amount(self.peek(Module::Bank, &key))
    }

    /// The price and answer of a supply query.
    pub(crate) fn read_supply(&self, denom: &str) -> Result<Uint128, OutOfGas> {
        let key = [&[SUPPLY], denom.as_bytes()].concat();
        Ok(amount(self.read(Module::Bank, &key)?))
    }

    /// A balance, charged as `GetBalance`.
    pub(crate) fn read_balance(&self, holder: &[u8], denom: &str) -> Result<Uint128, OutOfGas> {
        Ok(amount(
            self.read(Module::Bank, &balance_key(holder, denom))?,
        ))
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
        self.read(Module::Bank, &[PARAMS])?;
        // `IsSendEnabledCoins` asks for an exception of each denom; there is none.
        let exceptions = gas::count(coins.len()).saturating_mul(gas::HAS);
        self.charge(Cost::Store, exceptions)?;
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
        let taker = self.canonical(to.as_str())?;
        self.take(from, coins)?;
        for coin in coins {
            let balance = self.read_balance(&taker, &coin.denom)?;
            let total = add(balance, coin.amount, &coin.denom)?;
            self.set_balance(&taker, &coin.denom, total)?;
        }
        self.charge(Cost::Store, gas::HAS)?;
        self.ensure_account(&taker)?;
        Ok(transfer_events(from, to, coins))
    }

    /// `BankMsg::Burn`: wasmd moves the coins to its module account and burns them there.
    pub(crate) fn burn(&self, from: &Addr, coins: &[Coin]) -> Result<Vec<Event>, Failure> {
        let coins = some_coins(coins)?;
        let module = self.api.module("wasm")?;
        let module_account = self.canonical(module.as_str())?;
        self.read_account(&module_account)?;
        let mut events = self.transfer_coins(from, &module, &coins)?;
        self.read_account(&module_account)?;
        self.take(&module, &coins)?;
        for coin in &coins {
            let supply = self.read_supply(&coin.denom)?;
            let key = [&[SUPPLY], coin.denom.as_bytes()].concat();
            let left = supply.saturating_sub(coin.amount).to_string();
            self.write(Module::Bank, &key, left.as_bytes())?;
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
        let collector = self.canonical(self.api.module("fee_collector")?.as_str())?;
        self.charge(
            Cost::Store,
            module_account_read(&collector, self.api.prefix()),
        )?;
        self.read_account(payer)?;
        for (holder, before, after) in [(payer, 15, 15), (&collector, 0, FEE.len())] {
            let row = balance_key(holder, FEE_DENOM);
            self.charge(Cost::Store, gas::read(&row, &vec![0; before]))?;
            let index = holder_key(holder, FEE_DENOM);
            self.charge(Cost::Store, gas::write(&index, &[]))?;
            self.charge(Cost::Store, gas::write(&row, &vec![0; after]))?;
        }
        self.charge(Cost::Store, gas::HAS)?;
        Ok(())
    }

    /// `subUnlockedCoins`.
    fn take(&self, from: &Addr, coins: &[Coin]) -> Result<(), Failure> {
        let giver = &self.canonical(from.as_str())?;
        // `LockedCoins`: is the sender a vesting account?
        self.read_account(giver)?;
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
            self.delete(Module::Bank, &index)?;
            return self.delete(Module::Bank, &row);
        }
        self.write(Module::Bank, &index, &[])?;
        self.write(Module::Bank, &row, amount.to_string().as_bytes())
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
    [&[BALANCES], prefixed(holder).as_slice(), denom.as_bytes()].concat()
}

fn holder_key(holder: &[u8], denom: &str) -> Vec<u8> {
    [&[DENOM_HOLDERS], denom.as_bytes(), &[0], &prefixed(holder)].concat()
}

/// The price of reading the fee collector's `ModuleAccount`.
fn module_account_read(collector: &[u8], prefix: &str) -> u64 {
    // Bech32 of twenty bytes: the prefix, a 1, 32 characters, a checksum of 6.
    let address = format!("{prefix}1{}", "q".repeat(38));
    let base = Message::default().text(1, &address).number(3, 1);
    let account = Message::default().nested(1, base).text(2, "fee_collector");
    let row = proto::any("/cosmos.auth.v1beta1.ModuleAccount", &account.done());
    gas::read(&[&[0], collector].concat(), &row.done())
}

/// `address.MustLengthPrefix`; addresses are at most 255 bytes long.
pub(crate) fn prefixed(address: &[u8]) -> Vec<u8> {
    let length = u8::try_from(address.len()).unwrap_or(u8::MAX);
    [&[length], address].concat()
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
