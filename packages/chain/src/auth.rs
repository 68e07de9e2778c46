//! Account records, with the rows of the SDK's auth module.

use crate::gas::{self, Cost, OutOfGas};
use crate::machine::{Machine, Module};
use crate::proto::{self, Message};

/// Key prefixes of x/auth (`types/keys.go`).
const ACCOUNTS: u8 = 1;
const PARAMS: &[u8] = &[0];
const NEXT_NUMBER: &[u8] = &[2];
const NUMBER_INDEX: &[u8] = b"accountNumber";

/// An account as the auth module stores it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Account {
    pub(crate) number: u64,
    pub(crate) sequence: u64,
    /// Set with the account's first transaction.
    pub(crate) has_key: bool,
}

/// A compressed secp256k1 key; its bytes matter to gas, its value to nobody.
const PUBLIC_KEY: [u8; 33] = [2; 33];

impl Account {
    fn encode(&self, address: &str) -> Vec<u8> {
        let mut account = Message::default().text(1, address);
        if self.has_key {
            account = account.nested(2, public_key());
        }
        let account = account
            .number(3, self.number)
            .number(4, self.sequence)
            .done();
        proto::any("/cosmos.auth.v1beta1.BaseAccount", &account).done()
    }

    fn decode(row: &[u8]) -> Self {
        let account = match proto::find(row, 2) {
            Some(proto::Field::Bytes(account)) => account,
            _ => &[],
        };
        Self {
            number: proto::number(account, 3),
            sequence: proto::number(account, 4),
            has_key: proto::find(account, 2).is_some(),
        }
    }
}

/// `Any` of a secp256k1 public key, as accounts and transactions carry it.
pub(crate) fn public_key() -> Message {
    let key = Message::default().bytes(1, &PUBLIC_KEY).done();
    proto::any("/cosmos.crypto.secp256k1.PubKey", &key)
}

/// `DefaultParams`: memo, signatures, bytes, ed25519, secp256k1.
const DEFAULTS: [u64; 5] = [256, 7, 10, 590, 1_000];

impl Machine {
    /// Genesis of the auth module.
    pub(crate) fn init_auth(&self) {
        let params = DEFAULTS
            .into_iter()
            .zip(1..)
            .fold(Message::default(), |params, (value, field)| {
                params.number(field, value)
            });
        self.plant(Module::Auth, PARAMS, &params.done());
    }

    pub(crate) fn read_auth_params(&self) -> Result<(), OutOfGas> {
        self.read(Module::Auth, PARAMS).map(|_| ())
    }

    /// An account's next sequence, without charging.
    pub(crate) fn sequence(&self, address: &[u8]) -> u64 {
        let row = self.peek(Module::Auth, &account_key(address));
        row.map_or(0, |row| Account::decode(&row).sequence)
    }

    /// Reads an account record, charged as `GetAccount`.
    pub(crate) fn read_account(&self, address: &[u8]) -> Result<Option<Account>, OutOfGas> {
        let row = self.read(Module::Auth, &account_key(address))?;
        Ok(row.as_deref().map(Account::decode))
    }

    /// Writes an account record, charged as `SetAccount`: its index by number is unique, so the old
    /// entry is removed and the new one is checked before it is written.
    pub(crate) fn write_account(&self, address: &[u8], account: &Account) -> Result<(), OutOfGas> {
        let index = [NUMBER_INDEX, &account.number.to_be_bytes()].concat();
        if self.read(Module::Auth, &account_key(address))?.is_some() {
            self.delete(Module::Auth, &index)?;
        }
        self.charge(Cost::Store, gas::HAS)?;
        self.write(Module::Auth, &index, address)?;
        let human = self.human(address);
        self.write(Module::Auth, &account_key(address), &account.encode(&human))
    }

    /// An account that has signed before: the first transaction of an account costs some 13 000
    /// more, once, and no figure here includes it.
    pub(crate) fn warm_account(&self, address: &[u8]) -> Result<(), OutOfGas> {
        self.ensure_account(address)?;
        let key = account_key(address);
        let row = self.peek(Module::Auth, &key).unwrap_or_default();
        let account = Account::decode(&row);
        if !account.has_key {
            let warm = Account {
                has_key: true,
                sequence: 1,
                ..account
            };
            self.plant(Module::Auth, &key, &warm.encode(&self.human(address)));
        }
        Ok(())
    }

    fn human(&self, address: &[u8]) -> String {
        let human = self.api.encode(address);
        human.map_or_else(|_| String::new(), String::from)
    }

    /// Creates the account unless it exists.
    pub(crate) fn ensure_account(&self, address: &[u8]) -> Result<(), OutOfGas> {
        if self.peek(Module::Auth, &account_key(address)).is_some() {
            return Ok(());
        }
        let stored = self.read(Module::Auth, NEXT_NUMBER)?;
        let number = stored.as_deref().map_or(0, be_number);
        let next = number.saturating_add(1).to_be_bytes();
        self.write(Module::Auth, NEXT_NUMBER, &next)?;
        let account = Account {
            number,
            ..Account::default()
        };
        self.write_account(address, &account)
    }
}

fn account_key(address: &[u8]) -> Vec<u8> {
    [&[ACCOUNTS], address].concat()
}

/// A big-endian number; zero when the bytes are not eight.
pub(crate) fn be_number(bytes: &[u8]) -> u64 {
    bytes.try_into().map_or(0, u64::from_be_bytes)
}
