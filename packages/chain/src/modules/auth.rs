//! Account records, with the rows of the SDK's auth module.

use crate::encoding::address::ChainApi;
use crate::encoding::bytes::be_number;
use crate::encoding::proto::{self, Message};
use crate::store::gas::OutOfGas;
use crate::store::rows::Rows;

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

/// The keeper of x/auth.
pub(crate) struct Auth {
    rows: Rows,
    api: ChainApi,
}

impl Auth {
    /// The module with its parameters of genesis.
    pub(crate) fn new(rows: Rows, api: ChainApi) -> Self {
        let params = DEFAULTS
            .into_iter()
            .zip(1..)
            .fold(Message::default(), |params, (value, field)| {
                params.number(field, value)
            });
        rows.plant(PARAMS, &params.done());
        Self { rows, api }
    }

    pub(crate) fn read_params(&self) -> Result<(), OutOfGas> {
        self.rows.read(PARAMS).map(|_| ())
    }

    /// An account's next sequence, without charging.
    pub(crate) fn sequence(&self, address: &[u8]) -> u64 {
        let row = self.rows.peek(&account_key(address));
        row.map_or(0, |row| Account::decode(&row).sequence)
    }

    /// Reads an account record, charged as `GetAccount`.
    pub(crate) fn read_account(&self, address: &[u8]) -> Result<Option<Account>, OutOfGas> {
        let row = self.rows.read(&account_key(address))?;
        Ok(row.as_deref().map(Account::decode))
    }

    /// Writes an account record, charged as `SetAccount`: its index by number is unique, so the old
    /// entry is removed and the new one is checked before it is written.
    pub(crate) fn write_account(&self, address: &[u8], account: &Account) -> Result<(), OutOfGas> {
        let index = [NUMBER_INDEX, &account.number.to_be_bytes()].concat();
        if self.rows.read(&account_key(address))?.is_some() {
            self.rows.delete(&index)?;
        }
        self.rows.pay_has(1)?;
        self.rows.write(&index, address)?;
        let human = self.human(address);
        self.rows
            .write(&account_key(address), &account.encode(&human))
    }

    /// An account that has signed before: the first transaction of an account costs some 13 000
    /// more, once, and no figure here includes it.
    pub(crate) fn warm_account(&self, address: &[u8]) -> Result<(), OutOfGas> {
        self.ensure_account(address)?;
        let key = account_key(address);
        let row = self.rows.peek(&key).unwrap_or_default();
        let account = Account::decode(&row);
        if !account.has_key {
            let warm = Account {
                has_key: true,
                sequence: 1,
                ..account
            };
            self.rows.plant(&key, &warm.encode(&self.human(address)));
        }
        Ok(())
    }

    /// Pays for reading the `ModuleAccount` of a module that is never kept here.
    pub(crate) fn pay_module_account(&self, address: &[u8], name: &str) -> Result<(), OutOfGas> {
        let base = Message::default()
            .text(1, &self.human(address))
            .number(3, 1);
        let account = Message::default().nested(1, base).text(2, name);
        let row = proto::any("/cosmos.auth.v1beta1.ModuleAccount", &account.done());
        self.rows.pay_read(&account_key(address), row.done().len())
    }

    fn human(&self, address: &[u8]) -> String {
        let human = self.api.encode(address);
        human.map_or_else(|_| String::new(), String::from)
    }

    /// Pays for asking whether an account exists.
    pub(crate) fn pay_has(&self) -> Result<(), OutOfGas> {
        self.rows.pay_has(1)
    }

    /// Creates the account unless it exists.
    pub(crate) fn ensure_account(&self, address: &[u8]) -> Result<(), OutOfGas> {
        if self.rows.peek(&account_key(address)).is_some() {
            return Ok(());
        }
        let stored = self.rows.read(NEXT_NUMBER)?;
        let number = stored.as_deref().map_or(0, be_number);
        let next = number.saturating_add(1).to_be_bytes();
        self.rows.write(NEXT_NUMBER, &next)?;
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
