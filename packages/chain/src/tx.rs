//! One transaction: what it costs by itself, and what it leaves behind.

use cosmwasm_std::{Addr, BankMsg, Binary, Coin, CosmosMsg, Event, WasmMsg};

use crate::auth::Account;
use crate::bank::check_signed;
use crate::error::Failure;
use crate::gas::{self, Cost, Gas, Meter, OutOfGas};
use crate::machine::{Machine, Module};
use crate::signed::encode;

/// x/auth's `TxSizeCostPerByte` and `SigVerifyCostSecp256k1`.
const TX_BYTE: u64 = 10;
const SIGNATURE: u64 = 1_000;

/// `TXCounterPrefix` of x/wasm.
const TX_COUNTER: &[u8] = &[0x08];

/// What a committed transaction did.
#[derive(Clone, Debug)]
pub struct TxResult {
    /// Gas used, with the chain's pins as they are.
    pub gas: Gas,
    /// The same transaction if every code were pinned.
    pub gas_pinned: Gas,
    /// The same transaction if no code were pinned.
    pub gas_unpinned: Gas,
    /// All events in the order they were emitted.
    pub events: Vec<Event>,
    /// What the contract of the last message returned as data.
    pub data: Option<Binary>,
    /// The contract of the last message, if that was created by it.
    pub created: Option<Addr>,
}

impl TxResult {
    /// The events of a type, for instance `wasm-tender_lease_opened`.
    pub fn events_of<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = &'a Event> {
        self.events.iter().filter(move |event| event.ty == kind)
    }

    /// The first value of an attribute in the first event of a type that has it.
    pub fn attribute(&self, kind: &str, key: &str) -> Option<&str> {
        let of_kind = self.events.iter().filter(|event| event.ty == kind);
        let mut attributes = of_kind.flat_map(|event| &event.attributes);
        let found = attributes.find(|attribute| attribute.key == key);
        found.map(|attribute| attribute.value.as_str())
    }
}

impl Machine {
    /// Runs the messages as one transaction: all or nothing. The price of the transaction itself
    /// and the signer's sequence stay, as on a chain.
    pub(crate) fn transact(&self, sender: &Addr, msgs: &[CosmosMsg]) -> Result<TxResult, Failure> {
        self.ante(sender, msgs)?;
        self.atomically(|| {
            let mut result = TxResult {
                gas: Gas::default(),
                gas_pinned: Gas::default(),
                gas_unpinned: Gas::default(),
                events: Vec::new(),
                data: None,
                created: None,
            };
            for msg in msgs {
                check_signed(attached(msg))?;
                let handled = self.handle(sender, msg)?;
                result.events.extend(handled.events);
                result.data = handled.data;
                result.created = handled.created;
            }
            self.meter.borrow().check()?;
            Ok(result)
        })
    }

    /// wasmd's ante handlers in their order: counter, circuit breaker, size, fee, key, signature,
    /// sequence. What they charge is the base price of the transaction.
    fn ante(&self, sender: &Addr, msgs: &[CosmosMsg]) -> Result<(), Failure> {
        let signer = self.canonical(sender.as_str())?;
        self.warm_account(&signer)?;
        *self.meter.borrow_mut() = Meter::new(self.gas_limit.get());
        self.count_transaction()?;
        let checks = gas::count(msgs.len()).saturating_mul(gas::HAS);
        self.charge(Cost::Base, checks)?;
        self.charge_size(&signer, sender, msgs)?;
        // `DeductFee` asks for the payer before the bank does.
        self.read_account(&signer)?;
        self.charge_fee(&signer)?;
        self.read_account(&signer)?;
        self.read_auth_params()?;
        self.read_auth_params()?;
        self.read_account(&signer)?;
        self.charge(Cost::Base, SIGNATURE)?;
        self.read_account(&signer)?;
        let account = self.read_account(&signer)?.unwrap_or_default();
        let next = Account {
            sequence: account.sequence.saturating_add(1),
            ..account
        };
        self.write_account(&signer, &next)?;
        self.meter.borrow_mut().close_base();
        Ok(())
    }

    /// `CountTXDecorator`: height and position of the transaction in the block. No contract sees
    /// them here, so only the row's size is kept.
    fn count_transaction(&self) -> Result<(), OutOfGas> {
        self.plant(Module::Wasm, TX_COUNTER, &[0; 12]);
        self.read(Module::Wasm, TX_COUNTER)?;
        self.write(Module::Wasm, TX_COUNTER, &[0; 12])
    }

    fn charge_size(
        &self,
        signer: &[u8],
        sender: &Addr,
        msgs: &[CosmosMsg],
    ) -> Result<(), OutOfGas> {
        self.read_auth_params()?;
        let sequence = self.sequence(signer);
        let size = gas::count(encode(sender, msgs, sequence).len());
        self.charge(Cost::Base, size.saturating_mul(TX_BYTE))
    }
}

fn attached(msg: &CosmosMsg) -> &[Coin] {
    match msg {
        CosmosMsg::Bank(BankMsg::Send { amount, .. }) => amount,
        CosmosMsg::Wasm(WasmMsg::Execute { funds, .. } | WasmMsg::Instantiate { funds, .. }) => {
            funds
        }
        _ => &[],
    }
}
